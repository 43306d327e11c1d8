//! The calendars of a house: its own, and those of areas and offices that keep another.

use super::Calendar;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// Whose calendar one is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    House,
    /// Of a homogeneous organisational area, by key.
    Area(String),
    /// Of an office, by key.
    Office(String),
}

impl Scope {
    /// `casa`, `aoo:KEY` or `ufficio:KEY`: as it is stored and as addresses name it.
    pub fn name(&self) -> String {
        match self {
            Scope::House => "casa".into(),
            Scope::Area(key) => format!("aoo:{key}"),
            Scope::Office(key) => format!("ufficio:{key}"),
        }
    }

    /// The scope of a name; None: no such name.
    pub fn named(name: &str) -> Option<Scope> {
        match name.split_once(':') {
            None => (name == "casa").then_some(Scope::House),
            Some(("aoo", key)) if !key.is_empty() => Some(Scope::Area(key.into())),
            Some(("ufficio", key)) if !key.is_empty() => Some(Scope::Office(key.into())),
            Some(_) => None,
        }
    }
}

/// All calendars as they were at one moment. An office without one of its own goes by its area's, an area by the house's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendars {
    /// How often they were changed: what a step was decided by is told from its trace.
    pub version: u64,
    pub house: Arc<Calendar>,
    /// By key of the office; only those that do not go by the house's.
    pub offices: BTreeMap<String, Arc<Calendar>>,
}

impl Calendars {
    /// Where nobody ever set one: Monday to Friday, 9 to 17, Italian holidays.
    pub fn usual() -> &'static Arc<Calendars> {
        static USUAL: LazyLock<Arc<Calendars>> = LazyLock::new(Arc::default);
        &USUAL
    }

    /// `stored`: by scope. `offices`: (key, key of the area).
    pub fn new(
        version: u64,
        stored: BTreeMap<Scope, Calendar>,
        offices: &[(String, Option<String>)],
    ) -> Calendars {
        let stored: BTreeMap<Scope, Arc<Calendar>> =
            stored.into_iter().map(|(s, c)| (s, Arc::new(c))).collect();
        let of = |(key, area): &(String, Option<String>)| {
            let own = stored.get(&Scope::Office(key.clone()));
            let area = area.as_ref().map(|a| Scope::Area(a.clone()));
            let calendar = own.or_else(|| stored.get(&area?))?;
            Some((key.clone(), calendar.clone()))
        };
        Calendars {
            version,
            house: stored.get(&Scope::House).cloned().unwrap_or_default(),
            offices: offices.iter().filter_map(of).collect(),
        }
    }

    /// The one an office goes by; None, or an office nobody knows: the house's.
    pub fn of(&self, office: Option<&str>) -> &Arc<Calendar> {
        office
            .and_then(|key| self.offices.get(key))
            .unwrap_or(&self.house)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Patron;
    use super::*;

    #[test]
    fn an_office_goes_by_its_own_then_its_areas_then_the_houses() {
        let with = |month| Calendar {
            patron: Some(Patron {
                month,
                day: 1,
                name: String::new(),
            }),
            ..Calendar::default()
        };
        let stored = BTreeMap::from([
            (Scope::House, with(1)),
            (Scope::Area("scuola".into()), with(2)),
            (Scope::Office("nido".into()), with(3)),
        ]);
        let offices = [
            ("nido".to_string(), Some("scuola".to_string())),
            ("mensa".to_string(), Some("scuola".to_string())),
            ("tributi".to_string(), Some("comune".to_string())),
            ("anagrafe".to_string(), None),
        ];
        let calendars = Calendars::new(3, stored, &offices);
        let month = |office| calendars.of(office).patron.as_ref().map(|p| p.month);
        let rows = [
            (Some("nido"), 3),
            (Some("mensa"), 2),
            (Some("tributi"), 1),
            (Some("anagrafe"), 1),
            (Some("nessuno"), 1),
            (None, 1),
        ];
        for (office, expected) in rows {
            assert_eq!(month(office), Some(expected), "{office:?}");
        }
        for scope in [
            Scope::House,
            Scope::Area("a".into()),
            Scope::Office("b".into()),
        ] {
            assert_eq!(Scope::named(&scope.name()), Some(scope));
        }
        assert_eq!(Scope::named("ufficio:"), None);
        assert_eq!(Scope::named("tributi"), None);
    }
}
