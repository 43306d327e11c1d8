//! Absences and substitutes: who works in whose place on a day.
//!
//! A substitute who is absent on the same day passes what was passed on to a substitute of their own: the
//! person at the end of the chain works in the place of everybody before. Whoever is absent stands in for nobody.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days on which a person is away; both count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    pub login: String,
    /// None: nobody works in their place.
    pub substitute: Option<String>,
    pub first: NaiveDate,
    /// None: without an end, as of somebody who left.
    pub last: Option<NaiveDate>,
}

impl Absence {
    pub fn is_on(&self, day: NaiveDate) -> bool {
        self.first <= day && self.last.is_none_or(|last| day <= last)
    }

    /// Whether the two have a day in common.
    pub fn meets(&self, other: &Absence) -> bool {
        let before_end = |day: NaiveDate, last: Option<NaiveDate>| last.is_none_or(|l| day <= l);
        before_end(self.first, other.last) && before_end(other.first, self.last)
    }
}

/// In whose name an act was done, and by way of whom: *in sostituzione di* `of`, *tramite* `via`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Behalf {
    /// Login of the absent person.
    pub of: String,
    /// Logins of the substitutes between, in the order of the chain; absent themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub via: Vec<String>,
}

impl Behalf {
    /// The absent person, then the substitutes between.
    pub fn chain(&self) -> Vec<String> {
        std::iter::once(&self.of)
            .chain(&self.via)
            .cloned()
            .collect()
    }

    /// The inverse of [`Behalf::chain`]; None of an empty one.
    pub fn of_chain(chain: Vec<String>) -> Option<Behalf> {
        let mut chain = chain.into_iter();
        let of = chain.next()?;
        Some(Behalf {
            of,
            via: chain.collect(),
        })
    }
}

/// Where the chain of substitutes of a person leads on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chain {
    /// The person is not absent.
    Present,
    /// The substitutes in order; the last of them works.
    By(Vec<String>),
    /// The last of these (or the person, when there is none) is absent and names nobody.
    Nobody(Vec<String>),
    /// These, in order, lead back to one of them or to the person: nobody works.
    Ring(Vec<String>),
}

/// Who works in the place of `login` on `day`. A person has at most one absence on a day; of more the first counts.
pub fn chain(login: &str, day: NaiveDate, absences: &[Absence]) -> Chain {
    let on = |login: &str| absences.iter().find(|a| a.login == login && a.is_on(day));
    let Some(mut absence) = on(login) else {
        return Chain::Present;
    };
    let mut path: Vec<String> = Vec::new();
    loop {
        let Some(next) = &absence.substitute else {
            return Chain::Nobody(path);
        };
        let known = next == login || path.contains(next);
        path.push(next.clone());
        if known {
            return Chain::Ring(path);
        }
        match on(next) {
            None => return Chain::By(path),
            Some(further) => absence = further,
        }
    }
}

/// In whose place `login` works on `day`, by login of the absent.
pub fn stands_in_for(login: &str, day: NaiveDate, absences: &[Absence]) -> Vec<Behalf> {
    let mut found: Vec<Behalf> = absences
        .iter()
        .filter(|a| a.is_on(day))
        .filter_map(|a| match chain(&a.login, day, absences) {
            Chain::By(mut path) if path.last().is_some_and(|last| last == login) => {
                path.pop();
                Some(Behalf {
                    of: a.login.clone(),
                    via: path,
                })
            }
            _ => None,
        })
        .collect();
    found.sort_by(|a, b| a.of.cmp(&b.of));
    found.dedup();
    found
}

/// The first day on which a new absence would close a ring, with the logins of the ring from the absent person on.
pub fn would_ring(new: &Absence, absences: &[Absence]) -> Option<(NaiveDate, Vec<String>)> {
    let mut all = absences.to_vec();
    all.push(new.clone());
    // Between two such days no absence begins, and one that ends only takes a link away.
    let mut days: Vec<NaiveDate> = absences
        .iter()
        .map(|a| a.first)
        .filter(|day| new.is_on(*day))
        .collect();
    days.push(new.first);
    days.sort();
    days.into_iter()
        .find_map(|day| match chain(&new.login, day, &all) {
            Chain::Ring(path) => {
                let ring = std::iter::once(new.login.clone()).chain(path).collect();
                Some((day, ring))
            }
            _ => None,
        })
}

/// Days in a row on which the same people work in somebody's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub chain: Chain,
}

/// Who works in the absent person's place, from `from` to the end, in order. An absence without an end is looked at
/// until nothing changes any more; its last period is one day.
pub fn periods(absence: &Absence, absences: &[Absence], from: NaiveDate) -> Vec<Period> {
    let first = absence.first.max(from);
    let within = |day: &NaiveDate| first < *day && absence.is_on(*day);
    // Something changes only where an absence begins, or on the day after it ends.
    let mut begins: Vec<NaiveDate> = absences
        .iter()
        .flat_map(|a| [Some(a.first), a.last.and_then(|last| last.succ_opt())])
        .flatten()
        .filter(within)
        .collect();
    begins.push(first);
    begins.sort();
    begins.dedup();
    let mut found: Vec<Period> = Vec::new();
    for (n, day) in begins.iter().enumerate() {
        let next = begins.get(n + 1).and_then(|next| next.pred_opt());
        let last = next.or(absence.last).unwrap_or(*day);
        let chain = chain(&absence.login, *day, absences);
        match found.last_mut().filter(|p| p.chain == chain) {
            Some(before) => before.last = last,
            None if last >= *day => found.push(Period {
                first: *day,
                last,
                chain,
            }),
            None => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 1).unwrap() + Days::new(n)
    }

    fn away(login: &str, substitute: Option<&str>, first: u64, last: u64) -> Absence {
        Absence {
            login: login.into(),
            substitute: substitute.map(Into::into),
            first: day(first),
            last: Some(day(last)),
        }
    }

    fn logins(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| n.to_string()).collect()
    }

    #[test]
    fn the_chain_follows_the_dates() {
        // Franco is away for two weeks, Anna for three days in the middle of them.
        let absences = [
            away("franco", Some("anna"), 1, 14),
            away("anna", Some("bruno"), 5, 7),
        ];
        let rows = [
            (0, Chain::Present),
            (1, Chain::By(logins(&["anna"]))),
            (4, Chain::By(logins(&["anna"]))),
            (5, Chain::By(logins(&["anna", "bruno"]))),
            (7, Chain::By(logins(&["anna", "bruno"]))),
            (8, Chain::By(logins(&["anna"]))),
            (14, Chain::By(logins(&["anna"]))),
            (15, Chain::Present),
        ];
        for (n, expected) in rows {
            assert_eq!(chain("franco", day(n), &absences), expected, "day {n}");
        }
        let behalf = |of: &str, via: &[&str]| Behalf {
            of: of.into(),
            via: logins(via),
        };
        assert_eq!(
            stands_in_for("bruno", day(6), &absences),
            [behalf("anna", &[]), behalf("franco", &["anna"])]
        );
        assert_eq!(stands_in_for("anna", day(6), &absences), []);
        assert_eq!(
            stands_in_for("anna", day(8), &absences),
            [behalf("franco", &[])]
        );
        assert_eq!(stands_in_for("bruno", day(8), &absences), []);
    }

    #[test]
    fn an_absence_is_told_in_periods() {
        let absences = [
            away("franco", Some("anna"), 1, 14),
            away("anna", Some("bruno"), 5, 7),
            away("bruno", None, 7, 9),
            away("ugo", Some("anna"), 3, 3),
        ];
        let period = |first, last, chain| Period {
            first: day(first),
            last: day(last),
            chain,
        };
        assert_eq!(
            periods(&absences[0], &absences, day(2)),
            [
                period(2, 4, Chain::By(logins(&["anna"]))),
                period(5, 6, Chain::By(logins(&["anna", "bruno"]))),
                period(7, 7, Chain::Nobody(logins(&["anna", "bruno"]))),
                period(8, 14, Chain::By(logins(&["anna"]))),
            ]
        );
        assert_eq!(periods(&absences[0], &absences, day(15)), []);
    }

    #[test]
    fn a_chain_that_names_nobody_ends_there() {
        let absences = [
            away("franco", Some("anna"), 1, 5),
            away("anna", None, 3, 3),
            away("ugo", None, 1, 2),
        ];
        assert_eq!(
            chain("franco", day(3), &absences),
            Chain::Nobody(logins(&["anna"]))
        );
        assert_eq!(chain("ugo", day(1), &absences), Chain::Nobody(Vec::new()));
    }

    #[test]
    fn a_ring_is_told_with_its_first_day() {
        let absences = [
            away("franco", Some("anna"), 1, 14),
            away("anna", Some("bruno"), 5, 7),
        ];
        assert_eq!(
            would_ring(&away("bruno", Some("franco"), 6, 20), &absences),
            Some((day(6), logins(&["bruno", "franco", "anna", "bruno"])))
        );
        assert_eq!(
            would_ring(&away("bruno", Some("franco"), 2, 20), &absences),
            Some((day(5), logins(&["bruno", "franco", "anna", "bruno"]))),
            "it closes when Anna goes too"
        );
        assert_eq!(
            would_ring(&away("bruno", Some("franco"), 8, 20), &absences),
            None,
            "by then Anna is back"
        );
        assert_eq!(
            would_ring(&away("ugo", Some("ugo"), 1, 1), &absences),
            Some((day(1), logins(&["ugo", "ugo"])))
        );
    }

    /// Absences of five people within three weeks.
    fn absence() -> impl Strategy<Value = Absence> {
        (
            0..5u8,
            proptest::option::of(0..5u8),
            0..20u64,
            proptest::option::of(0..8u64),
        )
            .prop_map(|(who, substitute, first, length)| Absence {
                login: format!("p{who}"),
                substitute: substitute.map(|s| format!("p{s}")),
                first: day(first),
                last: length.map(|n| day(first + n)),
            })
    }

    proptest! {
        #[test]
        fn what_is_accepted_never_rings_and_every_absence_has_one_end(asked in proptest::collection::vec(absence(), 0..12)) {
            let mut kept: Vec<Absence> = Vec::new();
            for new in asked {
                let overlaps = kept.iter().any(|a| a.login == new.login && a.meets(&new));
                if !overlaps && would_ring(&new, &kept).is_none() {
                    kept.push(new);
                }
            }
            for n in 0..40 {
                let on = day(n);
                let mut worked_for = Vec::new();
                for who in 0..5 {
                    let login = format!("p{who}");
                    let absent = kept.iter().any(|a| a.login == login && a.is_on(on));
                    match chain(&login, on, &kept) {
                        Chain::Present => prop_assert!(!absent),
                        Chain::Ring(path) => prop_assert!(false, "a ring on day {}: {:?}", n, path),
                        Chain::Nobody(path) => {
                            let last = path.last().unwrap_or(&login).clone();
                            prop_assert!(kept.iter().any(|a| a.login == last && a.is_on(on) && a.substitute.is_none()));
                        }
                        Chain::By(path) => {
                            let last = path.last().cloned().unwrap_or_default();
                            prop_assert!(absent);
                            prop_assert_eq!(chain(&last, on, &kept), Chain::Present);
                            worked_for.push((last, login.clone()));
                        }
                    }
                }
                // Seen from the other side it is the same.
                let mut stood_in: Vec<(String, String)> = (0..5)
                    .map(|who| format!("p{who}"))
                    .flat_map(|s| stands_in_for(&s, on, &kept).into_iter().map(move |b| (s.clone(), b.of)))
                    .collect();
                worked_for.sort();
                stood_in.sort();
                prop_assert_eq!(worked_for, stood_in);
            }
        }

        #[test]
        fn a_ring_is_found_on_some_day_exactly_when_it_is_told(asked in proptest::collection::vec(absence(), 0..8), new in absence()) {
            let mut kept: Vec<Absence> = Vec::new();
            for absence in asked {
                let overlaps = kept.iter().chain([&new]).any(|a| a.login == absence.login && a.meets(&absence));
                if !overlaps && would_ring(&absence, &kept).is_none() {
                    kept.push(absence);
                }
            }
            let told = would_ring(&new, &kept).map(|(on, _)| on);
            let mut all = kept.clone();
            all.push(new.clone());
            let found = (0..60).map(day).find(|on| matches!(chain(&new.login, *on, &all), Chain::Ring(_)));
            prop_assert_eq!(told, found);
        }
    }
}
