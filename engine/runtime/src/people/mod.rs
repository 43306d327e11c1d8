//! People, roles and offices: kept by administrators; language and password by the person.

mod offices;
mod persons;
mod roles;

pub use offices::OfficeChange;
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
