//! How far a person sees, as conditions for SQL.
//!
//! A supervisor, a reader (consultazione) and an administrator see all cases of their offices, or all when the role holds
//! everywhere; everybody sees the cases of an office they have a role in, those shown to it *per conoscenza* and those they have a task in; mails
//! and despatches are seen with their mailbox or with their case. Those of a mailbox that gives rights one by one are seen
//! by that right, or by who was given work in their case.

use crate::cell::{Cell, text};
use ::office::{MessageClass, Right, Role, Viewer};
use sea_orm::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

const OVERSEERS: [Role; 3] = [Role::Supervisore, Role::Consultazione, Role::Amministratore];

/// A condition and its values; `None` stands for no condition.
pub(super) type Reach = Option<(String, Vec<Value>)>;

/// Sees every case.
pub(super) fn everywhere(viewer: &Viewer) -> bool {
    viewer.person.is_none()
        || roles(viewer).any(|(role, office)| office.is_none() && OVERSEERS.contains(role))
}

/// The roles of the person and of those in whose place they work.
fn roles(viewer: &Viewer) -> impl Iterator<Item = &(Role, Option<String>)> {
    viewer.each().flat_map(|v| &v.roles)
}

/// Offices all of whose tasks the person sees.
pub(super) fn overseen(viewer: &Viewer) -> BTreeSet<&str> {
    roles(viewer)
        .filter(|(role, _)| OVERSEERS.contains(role))
        .filter_map(|(_, office)| office.as_deref())
        .collect()
}

/// Offices the person has any role in, by role or by group.
fn offices(viewer: &Viewer) -> BTreeSet<&str> {
    let by_role = roles(viewer).filter_map(|(_, office)| office.as_deref());
    let by_group = viewer.each().flat_map(|v| &v.groups).filter_map(|g| {
        g.strip_prefix("ufficio:")
            .or_else(|| g.strip_prefix("responsabile:"))
    });
    by_role.chain(by_group).collect()
}

/// Lanes of tasks held by the person, or by those in whose place they work.
pub(super) fn held_lanes(viewer: &Viewer) -> Vec<String> {
    viewer.each().map(|v| format!("m:{}", v.login)).collect()
}

/// Lanes of tasks held by or offered to the person.
pub(super) fn own_lanes(viewer: &Viewer) -> Vec<String> {
    let mut lanes = held_lanes(viewer);
    lanes.extend(offered_lanes(viewer));
    lanes
}

pub(super) fn offered_lanes(viewer: &Viewer) -> Vec<String> {
    let mut lanes: Vec<String> = viewer.each().map(|v| format!("u:{}", v.login)).collect();
    let groups: BTreeSet<&String> = viewer.each().flat_map(|v| &v.groups).collect();
    lanes.extend(groups.iter().map(|g| format!("g:{g}")));
    if viewer.has(Role::Protocollista) || viewer.has(Role::Supervisore) {
        lanes.push("g:*".into());
    }
    lanes
}

/// Lanes of all tasks the person may look at.
pub(super) fn all_lanes(viewer: &Viewer) -> Vec<String> {
    if everywhere(viewer) {
        return vec!["a:*".into()];
    }
    let mut lanes = own_lanes(viewer);
    for office in overseen(viewer) {
        lanes.extend([
            format!("a:ufficio:{office}"),
            format!("a:responsabile:{office}"),
            format!("o:{office}"),
        ]);
    }
    lanes
}

pub(super) fn marks(n: usize) -> String {
    vec!["?"; n.max(1)].join(", ")
}

fn texts<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> Vec<Value> {
    let values: Vec<Value> = items.into_iter().map(|s| text(s.as_ref())).collect();
    // `IN ()` is no SQL; no office is called so.
    if values.is_empty() {
        vec![text("\u{1}")]
    } else {
        values
    }
}

/// Over a table of instances named `i`.
pub(super) fn instances(viewer: &Viewer) -> Reach {
    if everywhere(viewer) {
        return None;
    }
    let mut values = texts(offices(viewer));
    let by_office = marks(values.len());
    values.extend(values.clone());
    let lanes = texts(all_lanes(viewer));
    let by_lane = marks(lanes.len());
    values.extend(lanes);
    let logins = texts(viewer.each().map(|v| &v.login));
    let by_login = marks(logins.len());
    values.extend(logins.iter().cloned());
    values.extend(logins);
    let sql = format!(
        "(i.office IN ({by_office}) OR EXISTS (SELECT 1 FROM assignment a WHERE a.instance = i.id AND a.kind = 'copy' AND a.office IN ({by_office})) \
         OR EXISTS (SELECT 1 FROM task t JOIN task_lane l ON l.task = t.id WHERE t.instance = i.id AND l.lane IN ({by_lane})) \
         OR EXISTS (SELECT 1 FROM task t WHERE t.instance = i.id AND (t.ended_by IN ({by_login}) OR t.assignee IN ({by_login}))))"
    );
    Some((sql, values))
}

/// Over a table of mails named `m`.
pub(super) fn mails(viewer: &Viewer) -> Reach {
    messages(viewer, |class| {
        (!class.kinds().is_empty()).then(|| {
            let kinds: Vec<String> = class.kinds().iter().map(|k| format!("'{k}'")).collect();
            format!("m.kind IN ({})", kinds.join(", "))
        })
    })
}

/// Over a table of despatches named `m`.
pub(super) fn despatches(viewer: &Viewer) -> Reach {
    messages(viewer, |class| {
        (class == MessageClass::Sent).then(|| "1 = 1".to_string())
    })
}

/// Over a table with columns `mailbox` and `instance`, named `m`. `of_class`: what tells its messages of a class.
fn messages(viewer: &Viewer, of_class: impl Fn(MessageClass) -> Option<String>) -> Reach {
    viewer.person?;
    let reads_all = |v: &Viewer| v.mailboxes.is_none() && v.given.is_empty();
    if viewer.each().any(reads_all) {
        return None;
    }
    let (mut ways, mut values) = (Vec::new(), Vec::new());
    let governed: BTreeSet<&Uuid> = viewer.each().flat_map(|v| v.given.keys()).collect();
    let ids = |all: &mut dyn Iterator<Item = &Uuid>| {
        let mut values: Vec<Value> = all.map(Cell::put).collect();
        if values.is_empty() {
            values.push(Uuid::nil().put());
        }
        values
    };
    let governed_ids = ids(&mut governed.iter().copied());
    let by_governed = marks(governed_ids.len());
    match viewer.each().any(|v| v.mailboxes.is_none()) {
        true => {
            ways.push(format!("m.mailbox NOT IN ({by_governed})"));
            values.extend(governed_ids.clone());
        }
        false => {
            let own: BTreeSet<&Uuid> = viewer
                .each()
                .flat_map(|v| v.mailboxes.iter().flatten())
                .filter(|id| !governed.contains(id))
                .collect();
            let own = ids(&mut own.into_iter());
            ways.push(format!("m.mailbox IN ({})", marks(own.len())));
            values.extend(own);
        }
    }
    for mailbox in &governed {
        let given = |class| {
            viewer
                .each()
                .filter_map(|v| v.given.get(mailbox))
                .any(|g| g.has(Right::View, class))
        };
        let classes: Vec<String> = MessageClass::ALL
            .into_iter()
            .filter(|class| given(*class))
            .filter_map(&of_class)
            .collect();
        if !classes.is_empty() {
            ways.push(format!("(m.mailbox = ? AND ({}))", classes.join(" OR ")));
            values.push(mailbox.put());
        }
    }
    let (mut by_case, more) = match instances(viewer) {
        None => ("m.instance IS NOT NULL".to_string(), Vec::new()),
        Some((condition, more)) => (
            format!("EXISTS (SELECT 1 FROM instance i WHERE i.id = m.instance AND {condition})"),
            more,
        ),
    };
    values.extend(more);
    if !governed.is_empty() {
        by_case = format!("({by_case} AND m.mailbox NOT IN ({by_governed}))");
        values.extend(governed_ids);
        let (condition, more) = worked(viewer);
        ways.push(by_case);
        ways.push(condition);
        values.extend(more);
    } else {
        ways.push(by_case);
    }
    Some((format!("({})", ways.join(" OR ")), values))
}

/// Over a table with a column `instance`, named `m`: of cases the person was given work in, or a copy of. To oversee a
/// case is not to be given it.
fn worked(viewer: &Viewer) -> (String, Vec<Value>) {
    let mut values = texts(own_lanes(viewer));
    let by_lane = marks(values.len());
    let logins = texts(viewer.each().map(|v| &v.login));
    let by_login = marks(logins.len());
    values.extend(logins.iter().cloned());
    values.extend(logins);
    let copied = texts(offices(viewer));
    let by_office = marks(copied.len());
    values.extend(copied);
    let sql = format!(
        "(EXISTS (SELECT 1 FROM task t JOIN task_lane l ON l.task = t.id WHERE t.instance = m.instance AND l.lane IN ({by_lane})) \
         OR EXISTS (SELECT 1 FROM task t WHERE t.instance = m.instance AND (t.ended_by IN ({by_login}) OR t.assignee IN ({by_login}))) \
         OR EXISTS (SELECT 1 FROM assignment a WHERE a.instance = m.instance AND a.kind = 'copy' AND a.office IN ({by_office})))"
    );
    (sql, values)
}

/// Conditions joined by AND, their values in the same order.
#[derive(Default)]
pub(super) struct Where {
    conditions: Vec<String>,
    pub values: Vec<Value>,
}

impl Where {
    pub(super) fn and(&mut self, condition: &str, values: impl IntoIterator<Item = Value>) {
        self.conditions.push(condition.to_string());
        self.values.extend(values);
    }

    /// Only when there is something to compare with.
    pub(super) fn equals(&mut self, column: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.and(&format!("{column} = ?"), [value]);
        }
    }

    pub(super) fn reach(&mut self, reach: Reach) {
        if let Some((condition, values)) = reach {
            self.and(&condition, values);
        }
    }

    pub(super) fn sql(&self) -> String {
        if self.conditions.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", self.conditions.join(" AND "))
        }
    }
}
