//! Names of people and processes for those who read: rows hold logins and keys.

use crate::app::Shared;
use crate::problem::Problem;
use office::{Behalf, Viewer};
use serde::Serialize;
use std::collections::HashMap;
use store::view;
use utoipa::ToSchema;
use uuid::Uuid;

/// A person as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonRef {
    pub login: String,
    pub name: String,
    /// Where it says who did something: in whose place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_place_of: Option<InPlaceOf>,
}

/// *In sostituzione di*: the absent person, and the names of the substitutes between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InPlaceOf {
    pub login: String,
    pub name: String,
    pub via: Vec<String>,
}

/// Loaded once per request.
#[derive(Default)]
pub struct Names {
    people: HashMap<String, String>,
    processes: HashMap<String, String>,
    /// Key and address.
    mailboxes: HashMap<Uuid, (String, String)>,
}

impl Names {
    pub async fn load(app: &Shared, viewer: &Viewer) -> Result<Names, Problem> {
        let store = app.runtime.store();
        // The key of a box is no secret: a case shows it to whoever may see the case.
        let system = Viewer::system();
        let (people, processes, mailboxes) = tokio::try_join!(
            view::names(viewer, store),
            view::processes(viewer, store),
            view::mailboxes(&system, store)
        )?;
        Ok(Names {
            people: people.into_iter().collect(),
            processes: processes.into_iter().map(|p| (p.key, p.name)).collect(),
            mailboxes: mailboxes
                .into_iter()
                .map(|m| (m.id, (m.key, m.address)))
                .collect(),
        })
    }

    /// The person; a login nobody has is shown as it is.
    pub fn person(&self, login: &str) -> PersonRef {
        PersonRef {
            login: login.into(),
            name: self.name(login),
            in_place_of: None,
        }
    }

    /// Who did something, and in whose place.
    pub fn doer(&self, login: &str, behalf: Option<&Behalf>) -> PersonRef {
        PersonRef {
            in_place_of: behalf.map(|b| self.in_place_of(b)),
            ..self.person(login)
        }
    }

    pub fn in_place_of(&self, behalf: &Behalf) -> InPlaceOf {
        InPlaceOf {
            name: self.name(&behalf.of),
            login: behalf.of.clone(),
            via: behalf.via.iter().map(|l| self.name(l)).collect(),
        }
    }

    fn name(&self, login: &str) -> String {
        self.people
            .get(login)
            .cloned()
            .unwrap_or_else(|| login.into())
    }

    pub fn process(&self, key: &str) -> String {
        self.processes
            .get(key)
            .cloned()
            .unwrap_or_else(|| key.into())
    }

    pub fn mailbox(&self, id: Uuid) -> String {
        let known = self.mailboxes.get(&id);
        known.map(|(key, _)| key.clone()).unwrap_or_default()
    }

    pub fn address(&self, mailbox: Uuid) -> String {
        let known = self.mailboxes.get(&mailbox);
        known
            .map(|(_, address)| address.clone())
            .unwrap_or_default()
    }

    pub fn mailbox_id(&self, key: &str) -> Option<Uuid> {
        self.mailboxes
            .iter()
            .find(|(_, (k, _))| k.as_str() == key)
            .map(|(id, _)| *id)
    }

    /// A lost race names who won.
    pub fn holder(&self, problem: Problem) -> Problem {
        match problem
            .extra
            .get("holder")
            .and_then(|h| h.as_str())
            .map(|h| self.person(h))
        {
            Some(person) => {
                let mut problem = problem.with("holder", person.name.clone());
                for text in [&mut problem.it, &mut problem.en] {
                    *text = text.replace(
                        &format!(" {}.", person.login),
                        &format!(" {}.", person.name),
                    );
                }
                problem
            }
            None => problem,
        }
    }
}
