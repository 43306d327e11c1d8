//! Who belongs where: the candidate groups of a person, resolved at the moment they are asked for.
//!
//! Nothing is copied into tasks: a person who moves to another office sees its tasks at once.

use crate::Role;
use std::collections::BTreeSet;

/// An office as far as groups are concerned. Keys and logins as stored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfficeEntry {
    pub key: String,
    pub parent: Option<String>,
    pub head: Option<String>,
    pub deputy: Option<String>,
}

/// The group of an office's people, e.g. `ufficio:tributi`.
pub fn office_group(key: &str) -> String {
    format!("ufficio:{key}")
}

/// The group of an office's head and deputy, e.g. `responsabile:tributi`.
pub fn head_group(key: &str) -> String {
    format!("responsabile:{key}")
}

/// The group of everybody with a role, e.g. `ruolo:protocollista`.
pub fn role_group(role: Role) -> String {
    format!("ruolo:{}", role.name())
}

/// The groups a person belongs to now.
///
/// Operators and registrars belong to their office. Who operates everywhere belongs to every office; who
/// registers everywhere works at the register, not in the offices.
/// Head and deputy are responsible for their own office only: neither does an office inherit the
/// people of its children, nor is the head of a parent the head of a child.
pub fn groups_of(
    login: &str,
    memberships: &[(Role, Option<String>)],
    offices: &[OfficeEntry],
) -> BTreeSet<String> {
    let mut groups = BTreeSet::new();
    for (role, office) in memberships {
        groups.insert(role_group(*role));
        if !matches!(role, Role::Operatore | Role::Protocollista) {
            continue;
        }
        match office {
            Some(key) => {
                groups.insert(office_group(key));
            }
            None if *role == Role::Operatore => {
                groups.extend(offices.iter().map(|o| office_group(&o.key)))
            }
            None => {}
        }
    }
    let leads =
        |o: &&OfficeEntry| o.head.as_deref() == Some(login) || o.deputy.as_deref() == Some(login);
    groups.extend(offices.iter().filter(leads).map(|o| head_group(&o.key)));
    groups
}

/// Who stands in for an absent head that names nobody: the deputy of the first of their offices, by key, that has one.
pub fn deputy_of<'o>(login: &str, offices: &'o [OfficeEntry]) -> Option<&'o str> {
    let led = offices.iter().filter(|o| o.head.as_deref() == Some(login));
    led.filter_map(|o| Some((o.key.as_str(), o.deputy.as_deref()?)))
        .filter(|(_, deputy)| *deputy != login)
        .min()
        .map(|(_, deputy)| deputy)
}

/// Whether putting `child` under `parent` would make the tree a ring.
pub fn would_be_ring(child: &str, parent: &str, offices: &[OfficeEntry]) -> bool {
    let mut at = Some(parent);
    // The stored tree has no ring, so the walk is at most as long as the list.
    for _ in 0..=offices.len() {
        match at {
            Some(key) if key == child => return true,
            Some(key) => {
                at = offices
                    .iter()
                    .find(|o| o.key == key)
                    .and_then(|o| o.parent.as_deref())
            }
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office(key: &str, parent: Option<&str>, head: &str, deputy: &str) -> OfficeEntry {
        OfficeEntry {
            key: key.into(),
            parent: parent.map(Into::into),
            head: Some(head.into()),
            deputy: Some(deputy.into()),
        }
    }

    #[test]
    fn groups_follow_membership_and_headship_only() {
        let offices = [
            office("tecnico", None, "gina", "ugo"),
            office("edilizia", Some("tecnico"), "elio", "ada"),
        ];
        type Row<'a> = (&'a str, &'a [(Role, Option<&'a str>)], &'a [&'a str]);
        let rows: [Row; 8] = [
            (
                "anna",
                &[(Role::Operatore, Some("edilizia"))],
                &["ruolo:operatore", "ufficio:edilizia"],
            ),
            (
                "gina",
                &[(Role::Supervisore, Some("tecnico"))],
                &["responsabile:tecnico", "ruolo:supervisore"],
            ),
            (
                "ada",
                &[(Role::Operatore, Some("edilizia"))],
                &[
                    "responsabile:edilizia",
                    "ruolo:operatore",
                    "ufficio:edilizia",
                ],
            ),
            (
                "pino",
                &[(Role::Protocollista, None)],
                &["ruolo:protocollista"],
            ),
            (
                "olga",
                &[(Role::Operatore, None)],
                &["ruolo:operatore", "ufficio:edilizia", "ufficio:tecnico"],
            ),
            (
                "carla",
                &[(Role::Consultazione, Some("edilizia"))],
                &["ruolo:consultazione"],
            ),
            (
                "marta",
                &[(Role::Amministratore, None)],
                &["ruolo:amministratore"],
            ),
            ("zoe", &[], &[]),
        ];
        for (login, memberships, expected) in rows {
            let memberships: Vec<_> = memberships
                .iter()
                .map(|(r, o)| (*r, o.map(String::from)))
                .collect();
            let groups = groups_of(login, &memberships, &offices);
            assert_eq!(
                groups.iter().map(String::as_str).collect::<Vec<_>>(),
                expected,
                "{login}"
            );
        }
    }

    #[test]
    fn an_absent_head_is_stood_in_for_by_the_deputy() {
        let mut offices = [
            office("tecnico", None, "gina", "ugo"),
            office("edilizia", None, "gina", "ada"),
            office("urp", None, "ugo", "ugo"),
        ];
        assert_eq!(deputy_of("gina", &offices), Some("ada"));
        offices[1].deputy = None;
        assert_eq!(deputy_of("gina", &offices), Some("ugo"));
        assert_eq!(deputy_of("ugo", &offices), None, "not by themselves");
        assert_eq!(deputy_of("ada", &offices), None);
    }

    #[test]
    fn a_tree_of_offices_has_no_ring() {
        let offices = [
            office("a", None, "x", "y"),
            office("b", Some("a"), "x", "y"),
            office("c", Some("b"), "x", "y"),
        ];
        assert!(would_be_ring("a", "c", &offices));
        assert!(would_be_ring("a", "a", &offices));
        assert!(!would_be_ring("c", "a", &offices));
    }
}
