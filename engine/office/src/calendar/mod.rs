//! Days of the office: holidays, closing days, working hours, and what is counted by them.
//!
//! A term in calendar days is computed by the rules (`days_after`) and stays as computed: whether it moves past a
//! holiday depends on the law that sets it, and the process says so ([`past_holidays`], [`Calendar::working_from`]).

mod holiday;
mod house;
mod working;

pub use holiday::{easter, holiday, past_holidays};
pub use house::{Calendars, Scope};
pub use working::{Calendar, Closing, Patron, Stretch};
