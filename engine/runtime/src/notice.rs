//! Notices on the desk: a process tells a person or a group something about a case (`notify`).

use crate::{Act, Fault, Runtime, ids};
use serde_json::{Value, json};
use store::{load, row, view};
use uuid::Uuid;

impl Runtime {
    /// The notices a `notify` job makes: to its holder for `assignee`, else to the group or the person named.
    ///
    /// A case nobody holds tells the groups its open tasks are offered to.
    pub(crate) async fn notices_of(&self, job: &row::Job) -> Result<Vec<row::Notice>, Fault> {
        let text = |name: &str| {
            let given = job.inputs.get(name).and_then(Value::as_str);
            given.unwrap_or_default().trim().to_string()
        };
        let (to, it, en) = (text("to"), text("text_it"), text("text_en"));
        let now = self.clock.now();
        let recipients = match to.as_str() {
            "assignee" | "" => self.holders_of(job.instance).await?,
            group if group.contains(':') => vec![format!("g:{group}")],
            login => vec![format!("m:{login}")],
        };
        let notice = |recipient: String| row::Notice {
            id: ids::at(ids::derived(job.id, recipient.as_bytes(), "notice"), now),
            recipient,
            instance: job.instance,
            text_en: if en.is_empty() {
                it.clone()
            } else {
                en.clone()
            },
            text_it: it.clone(),
            created_at: now,
        };
        Ok(recipients.into_iter().map(notice).collect())
    }

    /// Who holds the open tasks of a case, else the groups they are offered to.
    pub(crate) async fn holders_of(&self, instance: Uuid) -> Result<Vec<String>, Fault> {
        let tasks = load::tasks_of_instance(&self.store, instance).await?;
        let open = || tasks.iter().filter(|t| t.state == "open");
        let mut found: Vec<String> = open()
            .filter_map(|t| t.assignee.as_ref())
            .map(|login| format!("m:{login}"))
            .collect();
        if found.is_empty() {
            found = open()
                .flat_map(|t| &t.candidate_groups)
                .map(|group| format!("g:{group}"))
                .collect();
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// Marks a notice as read by the person; once is enough. Refuses one that is not to them.
    pub async fn read_notice(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        let found = view::notice(&act.viewer, &self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("notice"))?;
        if found.read_at.is_some() {
            return Ok(());
        }
        let mut set = self.set(act);
        set.put(row::NoticeRead {
            id: ids::derived(id, act.viewer.login.as_bytes(), "read"),
            notice: id,
            login: act.viewer.login.clone(),
            at: self.clock.now(),
        });
        set.audit(crate::audit(act, "notice.read", "notice", id, json!({})));
        self.commit(set).await.map(|_| ())
    }
}
