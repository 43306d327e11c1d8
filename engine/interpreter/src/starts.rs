//! What the runtime asks of start events before there is an instance.

use crate::command::Env;
use crate::process::{Catch, Kind, MessagePlan, Process, Triggers};
use crate::timer::{self, Due};
use rules::{Call, Failure, Map};

impl Process {
    /// Whether the message that is trigger `number` of a start event is taken with these variables
    /// (`staffetta:when`); true without a condition, false for what is no message.
    pub fn start_accepts(
        &self,
        event: &str,
        number: u32,
        variables: &Map,
        env: &Env,
    ) -> Result<bool, Failure> {
        match self.start_trigger(event, number) {
            Some(Catch::Message(MessagePlan {
                when: Some(when), ..
            })) => when.test(&call(variables, env)),
            Some(Catch::Message(_)) => Ok(true),
            _ => Ok(false),
        }
    }

    /// When the timer that is trigger `number` of a start event is due: first without `last`, then
    /// after each. None: never (again).
    pub fn start_due(
        &self,
        event: &str,
        number: u32,
        last: Option<&Due>,
        env: &Env,
    ) -> Result<Option<Due>, Failure> {
        let Some(Catch::Timer(plan)) = self.start_trigger(event, number) else {
            return Ok(None);
        };
        match last {
            None => timer::arm(plan, &call(&Map::new(), env)),
            Some(last) => timer::next(last, env.zone).map_err(|error| timer::failure(&error)),
        }
    }

    /// Whether the condition that is trigger `number` of a start event is true for these variables;
    /// false where one of them is missing.
    pub fn start_holds(
        &self,
        event: &str,
        number: u32,
        variables: &Map,
        env: &Env,
    ) -> Result<bool, Failure> {
        let Some(Catch::Condition(plan)) = self.start_trigger(event, number) else {
            return Ok(false);
        };
        match plan.expression.test(&call(variables, env)) {
            Err(Failure::Error(error)) if error.code == "script.unknown_variable" => Ok(false),
            other => other,
        }
    }

    fn start_trigger(&self, event: &str, number: u32) -> Option<&Catch> {
        self.triggers(event)?.waits.get(number as usize)
    }

    /// What a start event, or an event that begins the process, waits for.
    fn triggers(&self, event: &str) -> Option<&Triggers> {
        match &self.nodes.get(*self.index.get(event)? as usize)?.kind {
            Kind::Start(triggers) => triggers.as_deref(),
            Kind::Catch(triggers) => Some(triggers),
            _ => None,
        }
    }
}

fn call<'a>(variables: &'a Map, env: &'a Env) -> Call<'a> {
    Call {
        variables,
        now: env.now,
        zone: env.zone,
        calendars: &env.calendars,
    }
}
