//! placeholder replaced below
use crate::{Call, Failure, ScriptProblem, Value};
#[derive(Debug, Clone)]
pub(crate) struct Feel {}
impl Feel {
    pub fn parse(_text: &str) -> Result<Feel, ScriptProblem> {
        Err(ScriptProblem::at(1, 1, "le espressioni FEEL non sono ancora lette", "FEEL expressions are not read yet"))
    }
    pub fn eval(&self, _call: &Call) -> Result<Value, Failure> {
        Ok(Value::Null)
    }
    pub fn names<'a>(&'a self, _out: &mut Vec<&'a str>) {}
}
