//! Who does a user task, by the standard's own words: `humanPerformer` and `performer` hold it, `potentialOwner` are
//! offered it. Source: BPMN 2.0.2 §10.3.1, §10.3.4; the texts inside are read as Camunda 7 reads them.

use super::Reader;
use crate::model::UserTask;
use crate::rule;
use crate::vocabulary::Ns;
use crate::xml::ElementIndex;

/// Whether an element inside an activity says who does it.
pub(super) fn is_role(local: &str) -> bool {
    matches!(local, "performer" | "humanPerformer" | "potentialOwner")
}

impl Reader<'_, '_, '_> {
    /// Fills in who does the task. What assigns nobody, or beside an attribute that does, has its finding.
    pub(super) fn roles(&mut self, at: ElementIndex, task: &mut UserTask) {
        let tree = self.tree;
        let roles: Vec<ElementIndex> = tree
            .children(at)
            .filter(|(_, child)| child.ns == Ns::Bpmn && is_role(&child.local))
            .map(|(index, _)| index)
            .collect();
        let (mut users, mut groups) = (Vec::new(), Vec::new());
        let mut line = tree.get(at).line;
        for role in roles {
            let Some((text, text_line)) = self.assigned(role) else {
                self.role_refused(at, role);
                continue;
            };
            if tree.get(role).local == "potentialOwner" {
                if task.candidate_users.is_some() || task.candidate_groups.is_some() {
                    self.role_refused(at, role);
                    continue;
                }
                line = text_line;
                for entry in entries(&text) {
                    match owner(entry) {
                        Owner::User(name) => users.push(name.to_owned()),
                        Owner::Group(name) => groups.push(name.to_owned()),
                    }
                }
            } else if task.assignee.is_some() {
                self.role_refused(at, role);
            } else {
                task.assignee = Some(self.template(at, &text, text_line));
            }
        }
        if !users.is_empty() {
            task.candidate_users = Some(self.template(at, &users.join(","), line));
        }
        if !groups.is_empty() {
            task.candidate_groups = Some(self.template(at, &groups.join(","), line));
        }
    }

    /// The text of `resourceAssignmentExpression`, and its line.
    fn assigned(&self, role: ElementIndex) -> Option<(String, u32)> {
        let (assignment, _) = self.tree.first(role, "resourceAssignmentExpression")?;
        let (_, expression) = self
            .tree
            .first(assignment, "formalExpression")
            .or_else(|| self.tree.first(assignment, "expression"))?;
        let text = expression.text.trim();
        (!text.is_empty()).then(|| (text.to_owned(), expression.text_line))
    }

    fn role_refused(&mut self, at: ElementIndex, role: ElementIndex) {
        let (holder, role) = (self.tree.get(at), self.tree.get(role));
        let place = crate::report::Place {
            element: holder.id().map(str::to_owned),
            ..role.into()
        };
        self.report.add(
            &rule::ROLE_NOT_EXECUTABLE,
            place,
            &[("name", holder.label()), ("part", &role.local)],
        );
    }
}

enum Owner<'t> {
    User(&'t str),
    Group(&'t str),
}

/// `user(x)`, `group(x)`, or the bare name of a group.
fn owner(entry: &str) -> Owner<'_> {
    let inside = |word: &str| {
        let rest = entry.strip_prefix(word)?.trim_start();
        Some(rest.strip_prefix('(')?.strip_suffix(')')?.trim())
    };
    match (inside("user"), inside("group")) {
        (Some(name), _) => Owner::User(name),
        (None, Some(name)) => Owner::Group(name),
        (None, None) => Owner::Group(entry),
    }
}

/// The entries of a list with commas; those inside brackets and braces are the entry's own.
fn entries(text: &str) -> Vec<&str> {
    let (mut depth, mut from, mut out) = (0_usize, 0, Vec::new());
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                out.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    out.push(text[from..].trim());
    out.retain(|entry| !entry.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::{Owner, entries, owner};

    #[test]
    fn owners_are_users_and_groups_by_their_word() {
        let read = |text: &str| -> Vec<String> {
            entries(text)
                .into_iter()
                .map(|entry| match owner(entry) {
                    Owner::User(name) => format!("u:{name}"),
                    Owner::Group(name) => format!("g:{name}"),
                })
                .collect()
        };
        assert_eq!(
            read("user(anna), group(ufficio:urp),ruolo:operatore, user(${chi(1, 2)})"),
            [
                "u:anna",
                "g:ufficio:urp",
                "g:ruolo:operatore",
                "u:${chi(1, 2)}"
            ]
        );
        assert_eq!(read("${gruppi}"), ["g:${gruppi}"]);
        assert_eq!(read(" , "), Vec::<String>::new());
    }
}
