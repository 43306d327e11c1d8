//! The FEEL subset: literals, paths, arithmetic, comparison, ranges, lists, filters, `in`, `between`, `if`,
//! `for`, `some`, `every`, `instance of`, `and`/`or`/`not`, dates, times, durations and the functions of
//! [`BUILTINS`]. Null stands for what does not exist, as FEEL says, so a missing variable is null and no
//! error. Source: DMN 1.3 §10.3.
//!
//! Read into a tree of at most [`lexer::TOKENS_MAX`] nodes and [`parser::DEPTH_MAX`] levels; what repeats
//! is counted ([`eval::WORK_MAX`]), so an evaluation is bounded.

mod builtin;
mod eval;
mod item;
mod lexer;
mod parser;
mod temporal;

pub(crate) use builtin::{BUILTINS, Builtin};

use crate::{Call, Failure, ScriptProblem, Value};
use temporal::Temporal;

#[derive(Debug, Clone)]
pub(crate) struct Feel(Node);

/// One node of a read expression.
#[derive(Debug, Clone)]
enum Node {
    Literal(Value),
    Temporal(Temporal),
    Name(String),
    /// `?`: the value a unary test is about.
    Input,
    Path(Box<Node>, String),
    /// `list[index]`, counted from 1, from the end when negative; or `list[condition]` about each `item`.
    Item(Box<Node>, Box<Node>),
    List(Vec<Node>),
    Context(Vec<(String, Node)>),
    Range {
        low: Box<Node>,
        high: Box<Node>,
        low_open: bool,
        high_open: bool,
    },
    /// `< 5` inside the list of an `in`.
    Unary(Operator, Box<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Negate(Box<Node>),
    In(Box<Node>, Vec<Node>),
    Call(&'static Builtin, Vec<Node>),
    For {
        over: Vec<(String, Node)>,
        gives: Box<Node>,
    },
    Quantified {
        every: bool,
        over: Vec<(String, Node)>,
        holds: Box<Node>,
    },
    InstanceOf(Box<Node>, String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

impl Feel {
    /// Reads an expression, with or without a leading `=`.
    pub fn parse(text: &str) -> Result<Feel, ScriptProblem> {
        parser::parse(text).map(Feel)
    }

    pub fn eval(&self, call: &Call) -> Result<Value, Failure> {
        eval::eval(&self.0, call)
    }

    pub fn names<'a>(&'a self, out: &mut Vec<&'a str>) {
        let mut bound = Vec::new();
        collect(&self.0, &mut bound, out);
    }
}

/// Names of variables; those that `for`, `some` and `every` bind are none.
fn collect<'a>(node: &'a Node, bound: &mut Vec<&'a str>, out: &mut Vec<&'a str>) {
    match node {
        Node::Literal(_) | Node::Temporal(_) | Node::Input => {}
        Node::Name(name) => {
            if !bound.contains(&name.as_str()) {
                out.push(name);
            }
        }
        Node::Path(inner, _)
        | Node::Negate(inner)
        | Node::Unary(_, inner)
        | Node::InstanceOf(inner, _) => collect(inner, bound, out),
        Node::Binary(_, a, b) => {
            collect(a, bound, out);
            collect(b, bound, out);
        }
        Node::Item(list, index) => {
            collect(list, bound, out);
            bound.push("item");
            collect(index, bound, out);
            bound.pop();
        }
        Node::Range { low, high, .. } => {
            collect(low, bound, out);
            collect(high, bound, out);
        }
        Node::If(a, b, c) => {
            for node in [a, b, c] {
                collect(node, bound, out);
            }
        }
        Node::List(items) | Node::Call(_, items) => {
            for node in items {
                collect(node, bound, out);
            }
        }
        Node::Context(entries) => {
            for (_, node) in entries {
                collect(node, bound, out);
            }
        }
        Node::In(inner, tests) => {
            collect(inner, bound, out);
            for node in tests {
                collect(node, bound, out);
            }
        }
        Node::For { over, gives: body }
        | Node::Quantified {
            over, holds: body, ..
        } => {
            let before = bound.len();
            for (name, node) in over {
                collect(node, bound, out);
                bound.push(name);
            }
            collect(body, bound, out);
            bound.truncate(before);
        }
    }
}
