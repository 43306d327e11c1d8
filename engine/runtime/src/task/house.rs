//! Tasks of the house: they belong to no process, and outlive the case they are about.

use crate::{Fault, Runtime};
use office::{Role, people};
use store::{load, row};
use uuid::Uuid;

/// A task of the house about a case, open to nobody yet.
pub(crate) fn house_task(
    case: &row::Instance,
    id: Uuid,
    name: &str,
    at: row::Instant,
    (element, form): (&str, &str),
) -> row::Task {
    row::Task {
        id,
        revision: 0,
        instance: case.id,
        // No wait of the case.
        wait: -1,
        process_key: case.process_key.clone(),
        element: element.into(),
        name: name.into(),
        state: "open".into(),
        assignee: None,
        candidate_users: Vec::new(),
        candidate_groups: Vec::new(),
        priority: 80,
        due_at: case.term_at,
        follow_up_at: None,
        form: Some(form.into()),
        drafts: None,
        approves: None,
        signs: None,
        draft: None,
        draft_by: None,
        draft_at: None,
        created_at: at,
        claimed_at: None,
        ended_at: None,
        ended_by: None,
        ended_for: None,
    }
}

impl Runtime {
    /// The office of the case, else whoever its open tasks are offered to, else who keeps the post.
    pub(crate) async fn looked_after_by(&self, case: &row::Instance) -> Result<Vec<String>, Fault> {
        if let Some(office) = case.office.as_deref().filter(|o| !o.is_empty()) {
            return Ok(vec![people::office_group(office)]);
        }
        let tasks = load::tasks_of_instance(&self.store, case.id).await?;
        let mut groups: Vec<String> = tasks
            .into_iter()
            .filter(|t| t.state == "open")
            .flat_map(|t| t.candidate_groups)
            .collect();
        groups.sort();
        groups.dedup();
        if groups.is_empty() {
            groups.push(people::role_group(Role::Protocollista));
        }
        Ok(groups)
    }
}
