//! Lanes: who does the work drawn in them.

use super::message::local_id;
use super::{ProcessDraft, Reader};
use crate::model::{Lane, Language, NodeKind, Source};
use crate::xml::{Element, ElementIndex};
use std::collections::HashMap;

impl Reader<'_, '_, '_> {
    pub(super) fn lanes(&mut self, lane_set: ElementIndex, process: &mut ProcessDraft) {
        let tree = self.tree;
        let mut open = vec![lane_set];
        while let Some(set) = open.pop() {
            for (index, lane) in tree.named(set, "lane") {
                let nodes = tree
                    .named(index, "flowNodeRef")
                    .map(|(_, r)| local_id(&r.text).to_owned())
                    .collect();
                self.extension_attributes(index, index);
                let groups = self.template_attribute(index, "candidateGroups");
                process.model.lanes.push(Lane {
                    name: lane.label().to_owned(),
                    nodes,
                    groups: groups.or_else(|| named_group(lane)),
                });
                open.extend(tree.named(index, "childLaneSet").map(|(i, _)| i));
            }
        }
    }

    /// User tasks that name nobody are offered to the group of their lane, the innermost that has one.
    pub(super) fn offered(process: &mut ProcessDraft) {
        let mut groups: HashMap<&str, &Source> = HashMap::new();
        for lane in &process.model.lanes {
            if let Some(of_lane) = &lane.groups {
                groups.extend(lane.nodes.iter().map(|node| (node.as_str(), of_lane)));
            }
        }
        for draft in &mut process.nodes {
            if let NodeKind::UserTask(task) = &mut draft.node.kind
                && task.assignee.is_none()
                && task.candidate_users.is_none()
                && task.candidate_groups.is_none()
            {
                task.candidate_groups = groups.get(draft.node.id.as_str()).copied().cloned();
            }
        }
    }
}

/// A lane whose name is that of a group of the office: `ufficio:`, `responsabile:` or `ruolo:` and a key.
fn named_group(lane: &Element) -> Option<Source> {
    let name = lane.attribute("name")?.trim();
    let (sort, key) = name.split_once(':')?;
    let group = matches!(sort, "ufficio" | "responsabile" | "ruolo")
        && !key.is_empty()
        && !key.contains(|c: char| c.is_whitespace() || matches!(c, '$' | '{' | ','));
    group.then(|| Source {
        text: name.to_owned(),
        language: Language::Template,
        line: lane.line,
    })
}
