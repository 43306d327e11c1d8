//! People, roles, offices and absences: kept by administrators; language, password and own absences by the person.

mod absences;
mod areas;
mod calendars;
mod identities;
mod import;
mod leaving;
mod links;
mod offices;
mod persons;
mod roles;

pub use absences::{AbsenceChange, NewAbsence};
pub use areas::AreaChange;
pub use identities::IdentityChange;
pub use import::{Amounts, ImportRow, PeopleImported, WayIn};
pub use leaving::{Belongings, Heirs};
pub use links::PASSWORD_LINK_HOURS;
pub use offices::OfficeChange;
pub(crate) use offices::entries;
pub use persons::{NewPerson, PersonChange};
pub use roles::RoleGiven;

type Field = (String, String, String);

fn wrong(name: &str, it: &str, en: &str) -> Field {
    (name.into(), it.into(), en.into())
}

fn is_word(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    (1..=64).contains(&text.len())
        && text.chars().all(fits)
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
}
