//! Tags: words that people put on cases and mails, to find them again.

use crate::{Act, Fault, Runtime, audit, ids};
use office::Verb;
use serde_json::json;
use store::{Table, Write, load, row, view};
use uuid::Uuid;

const TAG_CHARS_MAX: usize = 40;
const TAGS_MAX: usize = 20;

impl Runtime {
    /// Puts words on a case or a mail and takes others away. A word is kept in lower case.
    pub async fn tag(
        &self,
        act: &Act,
        kind: &str,
        object: Uuid,
        add: &[String],
        remove: &[String],
    ) -> Result<(), Fault> {
        let act = &match kind {
            "instance" => self.may_on_case(act, Verb::Note, object).await?,
            "mail" => {
                let found = view::mail(&act.viewer, &self.store, object)
                    .await?
                    .ok_or_else(|| Fault::not_found("mail"))?;
                self.may_with_mail(act, Verb::SortMail, &found.mail).await?
            }
            _ => return Err(Fault::not_found(kind)),
        };
        let word = |w: &String| w.trim().to_lowercase();
        let (add, remove): (Vec<String>, Vec<String>) = (
            add.iter().map(word).collect(),
            remove.iter().map(word).collect(),
        );
        let fits = |w: &String| {
            !w.is_empty()
                && w.chars().count() <= TAG_CHARS_MAX
                && !w.contains(|c: char| c.is_control() || c == ',')
        };
        let there = load::tags(&self.store, object).await?;
        let count = there
            .iter()
            .map(|t| &t.word)
            .chain(&add)
            .filter(|w| !remove.contains(w))
            .collect::<std::collections::BTreeSet<_>>()
            .len();
        if !add.iter().all(fits) || count > TAGS_MAX {
            return Err(Fault::Invalid {
                fields: vec![(
                    "add".into(),
                    "Al più 20 etichette, ognuna di al più 40 caratteri e senza virgole.".into(),
                    "At most 20 tags, each of at most 40 characters and without commas.".into(),
                )],
            });
        }
        let mut set = self.set(act);
        let id = |w: &String| ids::derived(object, w.as_bytes(), "tag");
        for w in &remove {
            if there.iter().any(|t| t.word == *w) {
                set.write(Write::Delete(Table::Tag, id(w)));
            }
        }
        for w in add.iter().filter(|w| !remove.contains(w)) {
            if !there.iter().any(|t| t.word == *w) {
                set.put(row::Tag {
                    id: id(w),
                    object,
                    kind: kind.into(),
                    word: w.clone(),
                    set_by: act.viewer.login.clone(),
                    set_at: self.clock.now(),
                });
            }
        }
        if set.writes.is_empty() {
            return Ok(());
        }
        // The words themselves are personal text: the chain says how many.
        set.audit(audit(
            act,
            "tag.change",
            kind,
            object,
            json!({ "added": add.len(), "removed": remove.len() }),
        ));
        self.commit(set).await.map(|_| ())
    }
}
