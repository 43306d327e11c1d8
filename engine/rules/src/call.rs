//! One evaluation: what it may see of the world, what it leaves behind, and how it is bounded.
//!
//! Everything a rule can learn is in [`Call`]; the state of the running evaluation is kept in the
//! thread that runs it, because library functions of rhai get no argument of ours. Two evaluations
//! never overlap on a thread.

use crate::{Failure, Map, Value};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use office::calendar::{Calendar, Calendars};
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Instant;

/// Where an evaluation finds variables by name.
pub trait Variables {
    fn get(&self, name: &str) -> Option<&Value>;
}

impl Variables for Map {
    fn get(&self, name: &str) -> Option<&Value> {
        Map::get(self, name)
    }
}

/// The world of one evaluation. Same call, same result.
#[derive(Clone, Copy)]
pub struct Call<'a> {
    pub variables: &'a dyn Variables,
    /// Office time.
    pub now: DateTime<Utc>,
    pub zone: Tz,
    /// By which working days and hours are counted: those of the case's office, see [`OFFICE`].
    pub calendars: &'a Arc<Calendars>,
}

/// The variable that names the office of a case, by key.
pub const OFFICE: &str = "ufficio";

/// What a script or a rule did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    pub value: Value,
    /// By `set(name, value)` and by assignment to a process variable, in the order of writing.
    pub writes: Vec<(String, Value)>,
    /// Lines of `log(text)`.
    pub log: Vec<String>,
    /// The rows of decision tables that matched, each as people read it.
    pub decided: Vec<String>,
}

/// Most lines one script may log, and the longest line kept (characters; the rest is cut).
pub const LOG_LINES_MAX: usize = 100;
pub const LOG_LINE_CHARS_MAX: usize = 2_000;
/// Work that native functions may do in one evaluation, in elements and bytes touched.
pub(crate) const WORK_MAX: u64 = 2_000_000;

#[derive(Default)]
pub(crate) struct Running {
    pub now: DateTime<Utc>,
    pub zone: Option<Tz>,
    pub calendars: Option<Arc<Calendars>>,
    /// Key of the case's office, where the calendars differ.
    pub office: Option<String>,
    pub set: Vec<(String, Value)>,
    pub exists: Vec<String>,
    /// What `decision("id")` gives, by `id` or `id#shape`.
    pub decisions: Vec<(String, Result<Value, Failure>)>,
    /// Why a decision that was asked for gave nothing.
    pub failure: Option<Failure>,
    pub log: Vec<String>,
    /// `bpmn_error` was called: it is this, however the script went on.
    pub error: Option<(String, Option<String>)>,
}

thread_local! {
    static RUNNING: RefCell<Running> = RefCell::new(Running::default());
    static WORK: Cell<u64> = const { Cell::new(0) };
    static ACCESSES: Cell<u32> = const { Cell::new(0) };
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Runs `act` on this thread with a wall clock deadline for every evaluation inside it. Past it an
/// evaluation answers [`Failure::Aborted`], and nothing of the step may be kept (design §4).
pub fn with_deadline<T>(deadline: Instant, act: impl FnOnce() -> T) -> T {
    struct Restore(Option<Instant>);
    impl Drop for Restore {
        fn drop(&mut self) {
            DEADLINE.set(self.0);
        }
    }
    let _restore = Restore(DEADLINE.replace(Some(deadline)));
    act()
}

pub(crate) fn past_deadline() -> bool {
    DEADLINE
        .get()
        .is_some_and(|deadline| Instant::now() >= deadline)
}

/// Prepares the thread for one evaluation; `exists` are the names `is_set` may ask for, `decisions` what tables gave.
pub(crate) fn begin(
    call: &Call,
    exists: Vec<String>,
    decisions: Vec<(String, Result<Value, Failure>)>,
) {
    rested();
    ACCESSES.set(0);
    RUNNING.with_borrow_mut(|running| {
        running.now = call.now;
        running.zone = Some(call.zone);
        if !running
            .calendars
            .as_ref()
            .is_some_and(|known| Arc::ptr_eq(known, call.calendars))
        {
            running.calendars = Some(call.calendars.clone());
        }
        running.office = match call.calendars.offices.is_empty() {
            true => None,
            false => match call.variables.get(OFFICE) {
                Some(Value::Text(key)) => Some(key.clone()),
                _ => None,
            },
        };
        running.exists = exists;
        running.decisions = decisions;
        running.failure = None;
        running.set.clear();
        running.log.clear();
        running.error = None;
    });
}

/// What an evaluation leaves behind.
pub(crate) struct Left {
    pub writes: Vec<(String, Value)>,
    pub log: Vec<String>,
    pub error: Option<(String, Option<String>)>,
    pub failure: Option<Failure>,
}

/// Takes what the evaluation wrote and logged.
pub(crate) fn end() -> Left {
    RUNNING.with_borrow_mut(|running| Left {
        writes: std::mem::take(&mut running.set),
        log: std::mem::take(&mut running.log),
        error: running.error.take(),
        failure: running.failure.take(),
    })
}

pub(crate) fn running<T>(act: impl FnOnce(&mut Running) -> T) -> T {
    RUNNING.with_borrow_mut(act)
}

pub(crate) fn now_and_zone() -> (DateTime<Utc>, Tz) {
    RUNNING.with_borrow(|running| (running.now, running.zone.unwrap_or(chrono_tz::UTC)))
}

/// The calendar of the case's office, or of the office named.
pub(crate) fn calendar(office: Option<&str>) -> Arc<Calendar> {
    RUNNING.with_borrow(|running| {
        let calendars = running.calendars.as_ref().unwrap_or(Calendars::usual());
        calendars.of(office.or(running.office.as_deref())).clone()
    })
}

/// Charges native work; the next operation of the script stops it when the budget is gone.
pub(crate) fn work(units: usize) {
    WORK.set(WORK.get().saturating_add(units as u64));
}

/// Nothing was charged yet: an evaluation begins.
pub(crate) fn rested() {
    WORK.set(0);
}

pub(crate) fn overworked() -> bool {
    WORK.get() > WORK_MAX
}

/// True at every 64th access to a variable: time to weigh the scope.
pub(crate) fn time_to_weigh() -> bool {
    let count = ACCESSES.get().wrapping_add(1);
    ACCESSES.set(count);
    count.is_multiple_of(64)
}

/// The error for a name nobody set.
pub(crate) fn unknown_variable(name: &str) -> Failure {
    Failure::error(
        "script.unknown_variable",
        format!("la variabile «{name}» non esiste (per chiederlo: is_set(\"{name}\"))"),
        format!("the variable `{name}` does not exist (to ask: is_set(\"{name}\"))"),
    )
}
