//! How an activity repeats.

use super::{Source, Throw};

/// How an activity repeats: over a number or list, or while a condition holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Multi {
    pub sequential: bool,
    pub cardinality: Option<Source>,
    pub collection: Option<Source>,
    pub element_variable: Option<String>,
    /// `flowable:elementIndexVariable`: local variable with the number of the item, from 0.
    pub index_variable: Option<String>,
    /// `staffetta:outputCollection`, `flowable:variableAggregation` or `loopDataOutputRef`.
    pub output: Option<MultiOutput>,
    pub completion: Option<Source>,
    pub behavior: Behavior,
    /// `standardLoopCharacteristics`; the fields above are empty then.
    pub standard: Option<StandardLoop>,
    pub line: u32,
}

/// What the items give together: a list with one element of each, in the order of the items.
#[derive(Debug, Clone, PartialEq)]
pub struct MultiOutput {
    pub collection: String,
    /// Evaluated where an item has completed.
    pub element: Source,
}

/// What is thrown when an item has ended, for boundary events of the activity. Source: BPMN 2.0.2 table 10.30.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Behavior {
    /// Nothing: the activity goes on when all items have ended.
    #[default]
    All,
    /// `None`: for each item.
    Each(Throw),
    /// `One`: for the first item.
    First(Throw),
    /// `Complex`: for each item, whatever belongs to a condition that is true then.
    Complex(Vec<(Source, Throw)>),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct StandardLoop {
    /// The condition is asked before the first round too.
    pub test_before: bool,
    /// Another round while it is true; None: up to the maximum.
    pub condition: Option<Source>,
    pub maximum: Option<u32>,
}
