//! What a script may do beside giving a value: write variables, log, end with a BPMN error.

use crate::call::{LOG_LINE_CHARS_MAX, LOG_LINES_MAX, running};
use crate::convert::from_dynamic;
use crate::sandbox::Stop;
use rhai::{Dynamic, Engine, EvalAltResult, Position};

type Answer<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("log", |value: Dynamic| -> Answer<()> {
        let line = from_dynamic(value)
            .map_err(|failure| failure.to_string())?
            .to_string();
        running(|running| {
            if running.log.len() >= LOG_LINES_MAX {
                return Err(format!("more than {LOG_LINES_MAX} log lines").into());
            }
            running
                .log
                .push(line.chars().take(LOG_LINE_CHARS_MAX).collect());
            Ok(())
        })
    });
    engine.register_fn("set", |name: &str, value: Dynamic| -> Answer<()> {
        if name.is_empty() || name.len() > 200 {
            return Err("set: a variable's name has 1 to 200 bytes".into());
        }
        let value = from_dynamic(value).map_err(|failure| failure.to_string())?;
        running(|running| {
            match running.set.iter().position(|(other, _)| other == name) {
                Some(at) => running.set[at].1 = value,
                None if running.set.len() >= 100 => {
                    return Err("set: more than 100 variables in one script".into());
                }
                None => running.set.push((name.to_owned(), value)),
            }
            if !running.exists.iter().any(|other| other == name) {
                running.exists.push(name.to_owned());
            }
            Ok(())
        })
    });
    engine.register_fn("bpmn_error", |code: &str| -> Answer<()> { end(code, None) });
    engine.register_fn("bpmn_error", |code: &str, message: &str| -> Answer<()> {
        end(code, Some(message))
    });
}

/// A termination, which a script's own `catch` cannot hold back.
fn end(code: &str, message: Option<&str>) -> Answer<()> {
    running(|running| running.error = Some((code.to_owned(), message.map(str::to_owned))));
    Err(EvalAltResult::ErrorTerminated(Dynamic::from(Stop::BpmnError), Position::NONE).into())
}
