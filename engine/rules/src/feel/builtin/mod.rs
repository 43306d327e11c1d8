//! The functions of FEEL that run here (DMN 1.3 §10.3.4, and those of the calendar), each with an example that the page of expressions
//! evaluates. Every other is refused by its name.

mod calendar;
mod list;
mod number;
mod temporal;
mod text;

use super::item::Item;
use crate::Call;
use std::sync::LazyLock;

/// One function.
#[derive(Debug)]
pub(crate) struct Builtin {
    /// As it is written, with its parameters; those in brackets may be left out, `…` may be repeated.
    pub signature: &'static str,
    pub it: &'static str,
    pub en: &'static str,
    pub example: &'static str,
    /// Fewest and most arguments; a list of many is one too.
    pub(super) arguments: (usize, usize),
    /// It answers true or false.
    pub(super) answers: bool,
    pub(super) run: fn(Vec<Item>, &Call) -> Item,
}

/// Any number of arguments.
const MANY: usize = usize::MAX;

impl Builtin {
    const fn new(
        signature: &'static str,
        it: &'static str,
        en: &'static str,
        example: &'static str,
        arguments: (usize, usize),
        run: fn(Vec<Item>, &Call) -> Item,
    ) -> Builtin {
        Builtin {
            signature,
            it,
            en,
            example,
            arguments,
            answers: false,
            run,
        }
    }

    const fn answering(mut self) -> Builtin {
        self.answers = true;
        self
    }

    /// The words of its name.
    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> {
        let name = self.signature.split('(').next().unwrap_or_default();
        name.split(' ')
    }
}

/// All of them, longer names first.
pub(crate) static BUILTINS: LazyLock<Vec<&'static Builtin>> = LazyLock::new(|| {
    let tables = [text::TABLE, number::TABLE, list::TABLE, temporal::TABLE];
    let standard = tables.into_iter().flatten();
    standard.chain(calendar::TABLE.iter()).collect()
});

/// The arguments, each where there is one.
fn taken<const N: usize>(arguments: Vec<Item>) -> [Item; N] {
    let mut arguments = arguments.into_iter();
    std::array::from_fn(|_| arguments.next().unwrap_or(super::item::NULL))
}
