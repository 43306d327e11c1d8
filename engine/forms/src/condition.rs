//! When a field is hidden: an expression over the fields of the form and the variables of the case.

use bpmn::Text;
use chrono::DateTime;
use rules::{Call, Expression, Map, Syntax};

/// A compiled `conditional.hide`.
#[derive(Debug, Clone)]
pub(crate) struct Condition(Expression);

impl Condition {
    /// Text that begins with `=` is FEEL, as form-js writes it; any other is rhai.
    pub fn read(text: &str) -> Result<Condition, Text> {
        let text = text.trim();
        // A form must mean the same whenever it is checked, and whatever days the office works.
        let calls = text.replace(' ', "");
        let moves = |name: &str| calls.contains(&format!("{name}("));
        if ["now", "today"].iter().any(|name| moves(name)) {
            return Err(Text::new(
                "non può dipendere dall'ora",
                "it may not depend on the time",
            ));
        }
        if let Some(name) = rules::functions::calendar::NAMES
            .iter()
            .find(|name| moves(name))
        {
            return Err(Text::new(
                format!("non può dipendere dal calendario dell'ufficio ({name})"),
                format!("it may not depend on the calendar of the office ({name})"),
            ));
        }
        let compiled = match text.strip_prefix('=') {
            Some(feel) => Expression::compile(feel, Syntax::Feel),
            None => Expression::compile(text, Syntax::Rhai),
        };
        compiled
            .map(Condition)
            .map_err(|problem| Text::new(problem.it, problem.en))
    }

    /// Whether it holds. What fails (a field not filled in yet) does not hide.
    pub fn holds(&self, values: &Map) -> bool {
        let call = Call {
            variables: values,
            now: DateTime::UNIX_EPOCH,
            zone: chrono_tz::UTC,
            calendars: rules::Calendars::usual(),
        };
        self.0.test(&call).unwrap_or(false)
    }
}
