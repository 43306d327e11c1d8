//! Leaving the organisation: everything a person has goes to somebody else, and what they did stays theirs.
//!
//! What is in hand is handed over task by task, as a supervisor would; the last commit closes the door. Done again
//! after a crash it goes on with what is left. What a process assigns to the person later is worked by the successor
//! in their place: the absence of somebody who left has no end.

use super::wrong;
use crate::{Act, Fault, Runtime, audit, fault::unchanged};
use office::{Role, Verb, right::PERSON};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Expect, Table, Write, WriteSet, load, row, view};
use uuid::Uuid;

/// What a person has that somebody else must have when they leave.
#[derive(Debug, Clone)]
pub struct Belongings {
    pub person: row::Person,
    /// Open tasks held by or offered to the person by name, soonest due first.
    pub tasks: Vec<view::TaskItem>,
    /// Offices the person heads or is deputy of.
    pub offices: Vec<row::Office>,
    pub roles: Vec<row::Membership>,
    /// Absences of others, not over, in which the person is the substitute.
    pub substitutes: Vec<row::Absence>,
    /// (role, office) that nobody else active has: their groups would be empty.
    pub alone: Vec<row::Membership>,
}

/// To whom it goes.
#[derive(Debug, Clone, Default)]
pub struct Heirs {
    /// Login: tasks, drafts, approvals, substitutions and what comes later.
    pub successor: String,
    /// Login of who heads the person's offices from now on; None: the successor.
    pub head: Option<String>,
    /// The successor gets the person's roles too, and so belongs to the groups.
    pub roles: bool,
    /// Of the person; refused when it is another by now. None: whatever it is.
    pub revision: Option<i64>,
}

impl Runtime {
    /// What would go to others if the person left.
    pub async fn belongings(&self, act: &Act, id: Uuid) -> Result<Belongings, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let person = load::person(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("person"))?;
        let login = &person.login;
        let mut offices = load::offices(&self.store).await?;
        offices.retain(|o| [&o.head, &o.deputy].contains(&&Some(login.clone())));
        let roles = load::memberships_of(&self.store, id).await?;
        let active: BTreeSet<Uuid> = load::people(&self.store)
            .await?
            .into_iter()
            .filter(|p| p.active)
            .map(|p| p.id)
            .collect();
        let all = load::memberships(&self.store).await?;
        let today = self.today();
        let others = |mine: &&row::Membership| {
            !all.iter().any(|m| {
                m.person != id
                    && active.contains(&m.person)
                    && m.role == mine.role
                    && m.office == mine.office
                    && m.area == mine.area
                    && m.holds_on(today)
            })
        };
        let mut substitutes = load::absences(&self.store, today).await?;
        substitutes.retain(|a| a.substitute == Some(id));
        Ok(Belongings {
            tasks: view::tasks_of_person(&act.viewer, &self.store, login).await?,
            alone: roles.iter().filter(others).cloned().collect(),
            offices,
            roles,
            substitutes,
            person,
        })
    }

    /// Hands everything over and closes the door: no session, token or password of the person works any more.
    /// Refuses the last administrator, and an heir who is unknown, inactive or the person.
    pub async fn leave(&self, act: &Act, id: Uuid, heirs: Heirs) -> Result<Belongings, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let had = self.belongings(act, id).await?;
        unchanged(heirs.revision, had.person.revision)?;
        let successor = self.heir(&had, "successor", &heirs.successor).await?;
        let head = match &heirs.head {
            Some(login) => self.heir(&had, "head", login).await?,
            None => successor.clone(),
        };
        if had.person.active
            && self.is_last_administrator(id).await?
            && !passes_on_admin(&had, &heirs)
        {
            return Err(super::persons::last_administrator());
        }
        // All but the last commit are repeatable: after a crash they go on with what is left.
        self.pass_on_boxes(&act.part(), &had.person.login, &successor.login)
            .await?;
        for item in &had.tasks {
            self.pass_on(&act.part(), &item.task, &had.person.login, &successor.login)
                .await?;
        }
        let mut set = self.set(act);
        self.pass_on_rights(&had, &heirs, &successor, &head, &mut set)
            .await?;
        self.pass_on_absences(act, &had, &successor, &mut set)
            .await?;
        self.end_sessions(act, id, None, &mut set).await?;
        self.close_identities(act, id, &mut set).await?;
        for token in load::tokens_of(&self.store, id).await? {
            set.write(Write::DeleteToken(token.id));
        }
        set.guard(Table::Person, id, Expect::Revision(had.person.revision))
            .put(row::Person {
                active: false,
                ..had.person.clone()
            });
        set.audit(audit(
            act,
            "person.leave",
            "person",
            id,
            json!({ "to": successor.id, "tasks": had.tasks.len(), "offices": had.offices.len() }),
        ));
        self.commit(set).await?;
        Ok(had)
    }

    async fn heir(&self, had: &Belongings, field: &str, login: &str) -> Result<row::Person, Fault> {
        let login = login.trim().to_lowercase();
        let found = load::person_by_login(&self.store, &login).await?;
        found
            .filter(|p| p.active && p.id != had.person.id)
            .ok_or_else(|| Fault::Invalid {
                fields: vec![wrong(
                    field,
                    "Scegliere un'altra persona che può entrare.",
                    "Choose another person who may enter.",
                )],
            })
    }

    /// One task: what was held is held by the successor, draft and all; what was offered by name is offered to them.
    async fn pass_on(
        &self,
        act: &Act,
        task: &row::Task,
        from: &str,
        to: &str,
    ) -> Result<(), Fault> {
        if task.assignee.as_deref() == Some(from) {
            // Who leaves hands over whatever the boxes say: the successor gets their rights too.
            let item = self.open_task(act, task.id).await?;
            self.hand_task(act, item, to).await?;
        }
        if !task.candidate_users.iter().any(|login| login == from) {
            return Ok(());
        }
        let Some(now) = load::task(&self.store, task.id)
            .await?
            .filter(|t| t.state == "open")
        else {
            return Ok(());
        };
        let mut users: Vec<String> = now.candidate_users.clone();
        users
            .iter_mut()
            .filter(|l| *l == from)
            .for_each(|l| *l = to.into());
        users.sort();
        users.dedup();
        let mut set = self.own_set();
        set.guard(Table::Task, now.id, Expect::Revision(now.revision))
            .put(row::Task {
                candidate_users: users,
                ..now.clone()
            });
        set.audit(audit(
            act,
            "task.offer",
            "task",
            now.id,
            json!({ "to": to }),
        ));
        self.commit(set).await.map(|_| ())
    }

    /// What mailboxes give the person by name they give the successor.
    async fn pass_on_boxes(&self, act: &Act, from: &str, to: &str) -> Result<(), Fault> {
        let (from, to) = (format!("{PERSON}{from}"), format!("{PERSON}{to}"));
        for mailbox in load::mailboxes(&self.store).await? {
            let mut rights = mailbox.rights;
            if !rights.iter().any(|g| g.to == from) {
                continue;
            }
            for grant in rights.iter_mut().filter(|g| g.to == from) {
                grant.to.clone_from(&to);
            }
            self.give_rights(&act.part(), mailbox.id, rights).await?;
        }
        Ok(())
    }

    async fn pass_on_rights(
        &self,
        had: &Belongings,
        heirs: &Heirs,
        successor: &row::Person,
        head: &row::Person,
        set: &mut WriteSet,
    ) -> Result<(), Fault> {
        let login = Some(had.person.login.clone());
        for office in &had.offices {
            let heir = |place: &Option<String>| match *place == login {
                true => Some(head.login.clone()),
                false => place.clone(),
            };
            let (heads, deputy) = (heir(&office.head), heir(&office.deputy));
            set.guard(Table::Office, office.id, Expect::Revision(office.revision))
                .put(row::Office {
                    // Nobody is their own deputy.
                    deputy: deputy.filter(|d| Some(d) != heads.as_ref()),
                    head: heads,
                    ..office.clone()
                });
        }
        let theirs = load::memberships_of(&self.store, successor.id).await?;
        for role in &had.roles {
            set.write(Write::Delete(Table::Membership, role.id));
            if !heirs.roles || !role.holds_on(self.today()) {
                continue;
            }
            let same = theirs
                .iter()
                .find(|m| m.role == role.role && (m.office, m.area) == (role.office, role.area));
            match same {
                // Theirs lasts as long.
                Some(own) if own.last_day.is_none() || own.last_day == role.last_day => {}
                Some(own) if role.last_day.is_some() && own.last_day > role.last_day => {}
                // Theirs ends before: it lasts as long as what they take over.
                Some(own) => {
                    set.put(row::Membership {
                        last_day: role.last_day,
                        ..own.clone()
                    });
                }
                None => {
                    set.put(row::Membership {
                        id: Uuid::now_v7(),
                        person: successor.id,
                        ..role.clone()
                    });
                }
            }
        }
        Ok(())
    }

    /// Own absences end; in those of others the successor is the substitute; what comes later is worked by them.
    async fn pass_on_absences(
        &self,
        act: &Act,
        had: &Belongings,
        successor: &row::Person,
        set: &mut WriteSet,
    ) -> Result<(), Fault> {
        let today = self.today();
        for own in load::absences(&self.store, today).await? {
            if own.person == had.person.id {
                self.end_absence(&own, set);
            }
        }
        for other in &had.substitutes {
            // Nobody stands in for themselves: then the absence has no substitute, and its page says so.
            let substitute = Some(successor.id).filter(|id| *id != other.person);
            set.guard(Table::Absence, other.id, Expect::Revision(other.revision))
                .put(row::Absence {
                    substitute,
                    ..other.clone()
                });
        }
        set.put(row::Absence {
            id: Uuid::now_v7(),
            revision: 0,
            person: had.person.id,
            substitute: Some(successor.id),
            first_day: today,
            last_day: None,
            created_by: act.viewer.login.clone(),
            created_at: self.clock.now(),
        });
        Ok(())
    }

    /// From today on the person is there again; of days that are over the absence is kept.
    pub(super) fn end_absence(&self, absence: &row::Absence, set: &mut WriteSet) {
        let today = self.today();
        set.guard(
            Table::Absence,
            absence.id,
            Expect::Revision(absence.revision),
        );
        match absence.first_day < today {
            true => set.put(row::Absence {
                last_day: today.pred_opt(),
                ..absence.clone()
            }),
            false => set.write(Write::Delete(Table::Absence, absence.id)),
        };
    }
}

fn passes_on_admin(had: &Belongings, heirs: &Heirs) -> bool {
    heirs.roles
        && had
            .roles
            .iter()
            .any(|r| r.role == Role::Amministratore.name())
}
