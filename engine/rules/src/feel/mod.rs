//! The FEEL subset: literals, paths, arithmetic, comparison, ranges, lists, `in`, `between`, `if`,
//! `and`/`or`/`not`, and a few functions. Null stands for what does not exist, as FEEL says, so a
//! missing variable is null and no error. Numbers are whole numbers or decimals; texts compare by letters.
//!
//! Read into a tree of at most [`lexer::TOKENS_MAX`] nodes and [`parser::DEPTH_MAX`] levels, so an
//! evaluation is bounded by its own text.

mod eval;
mod lexer;
mod parser;

use crate::{Call, Failure, ScriptProblem, Value};

#[derive(Debug, Clone)]
pub(crate) struct Feel(Node);

/// One node of a read expression.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Literal(Value),
    Name(String),
    Path(Box<Node>, String),
    /// `list[index]`, counted from 1; from the end when negative.
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
    Call(Function, Vec<Node>),
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Not,
    IsDefined,
    Count,
    Sum,
    Min,
    Max,
    Contains,
    StartsWith,
    EndsWith,
    ListContains,
    UpperCase,
    LowerCase,
    StringLength,
    Now,
    Today,
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
        collect(&self.0, out);
    }
}

fn collect<'a>(node: &'a Node, out: &mut Vec<&'a str>) {
    match node {
        Node::Literal(_) => {}
        Node::Name(name) => out.push(name),
        Node::Path(inner, _) | Node::Negate(inner) | Node::Unary(_, inner) => collect(inner, out),
        Node::Item(a, b) | Node::Binary(_, a, b) => {
            [a, b].into_iter().for_each(|node| collect(node, out))
        }
        Node::Range { low, high, .. } => {
            [low, high].into_iter().for_each(|node| collect(node, out))
        }
        Node::If(a, b, c) => [a, b, c].into_iter().for_each(|node| collect(node, out)),
        Node::List(items) | Node::Call(_, items) => {
            items.iter().for_each(|node| collect(node, out))
        }
        Node::Context(entries) => entries.iter().for_each(|(_, node)| collect(node, out)),
        Node::In(inner, tests) => {
            collect(inner, out);
            tests.iter().for_each(|node| collect(node, out));
        }
    }
}
