//! What the runtime asks of start events before there is an instance.

use crate::command::Env;
use crate::process::{Kind, Process, StartTrigger};
use crate::timer::{self, Due};
use rules::{Call, Failure, Map};

impl Process {
    /// Whether a message start takes a message with these variables (`staffetta:when`); true without
    /// a condition, false for what is no message start.
    pub fn start_accepts(&self, event: &str, variables: &Map, env: &Env) -> Result<bool, Failure> {
        match self.trigger(event) {
            Some(StartTrigger::Message { when: Some(when) }) => when.test(&Call {
                variables,
                now: env.now,
                zone: env.zone,
            }),
            Some(StartTrigger::Message { when: None }) => Ok(true),
            _ => Ok(false),
        }
    }

    /// When a timer start is due: first without `last`, then after each. None: never (again).
    pub fn start_due(
        &self,
        event: &str,
        last: Option<&Due>,
        env: &Env,
    ) -> Result<Option<Due>, Failure> {
        let Some(StartTrigger::Timer(plan)) = self.trigger(event) else {
            return Ok(None);
        };
        match last {
            None => timer::arm(
                plan,
                &Call {
                    variables: &Map::new(),
                    now: env.now,
                    zone: env.zone,
                },
            )
            .map(Some),
            Some(last) => timer::next(last, env.zone).map_err(|error| timer::failure(&error)),
        }
    }

    fn trigger(&self, event: &str) -> Option<&StartTrigger> {
        match &self.nodes.get(*self.index.get(event)? as usize)?.kind {
            Kind::Start(trigger) => trigger.as_deref(),
            _ => None,
        }
    }
}
