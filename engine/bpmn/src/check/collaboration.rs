//! Pools and message flows, drawn right; what flows is read with the draft. Source: BPMN 2.0.2 §9.2–9.4.

use crate::draft::Ids;
use crate::report::{Place, Report};
use crate::rule;
use crate::vocabulary::Ns;
use crate::xml::{ElementIndex, Tree};
use std::collections::HashMap;

pub(super) fn check(tree: &Tree, ids: &Ids, report: &mut Report) {
    for (collaboration, _) in tree.named(0, "collaboration") {
        // Pool by the process it shows.
        let mut pools: HashMap<ElementIndex, ElementIndex> = HashMap::new();
        for (pool, participant) in tree.named(collaboration, "participant") {
            multiplicity(tree, pool, report);
            let process = participant
                .attribute("processRef")
                .and_then(|r| ids.get(local(r)));
            if let Some(&process) = process {
                pools.entry(process).or_insert(pool);
            }
        }
        for (_, child) in tree.children(collaboration) {
            if child.ns == Ns::Bpmn && is_conversation(&child.local) {
                report.add(
                    &rule::CHOREOGRAPHY,
                    child,
                    &[("tag", &child.local), ("name", child.label())],
                );
            }
        }
        for (_, flow) in tree.named(collaboration, "messageFlow") {
            let pool = |attribute: &str| {
                let at = *ids.get(local(flow.attribute(attribute)?))?;
                if tree.get(at).is_bpmn("participant") {
                    return Some(at);
                }
                let process = tree.process_of(at)?;
                Some(pools.get(&process).copied().unwrap_or(process))
            };
            if let (Some(from), Some(to)) = (pool("sourceRef"), pool("targetRef"))
                && from == to
            {
                report.add(&rule::MESSAGE_FLOW_WITHIN, flow, &[]);
            }
        }
    }
}

fn local(reference: &str) -> &str {
    let reference = reference.trim();
    reference.rsplit_once(':').map_or(reference, |(_, l)| l)
}

fn is_conversation(local: &str) -> bool {
    matches!(
        local,
        "conversation"
            | "subConversation"
            | "callConversation"
            | "conversationLink"
            | "choreographyRef"
            | "conversationAssociation"
    )
}

fn multiplicity(tree: &Tree, pool: ElementIndex, report: &mut Report) {
    for (_, element) in tree.named(pool, "participantMultiplicity") {
        let minimum = element.attribute("minimum").unwrap_or("0");
        let maximum = element.attribute("maximum").unwrap_or("1");
        let sound = match (minimum.trim().parse::<u32>(), maximum.trim().parse::<u32>()) {
            (Ok(minimum), Ok(maximum)) => maximum >= 1 && minimum <= maximum,
            _ => false,
        };
        if !sound {
            let place = Place {
                element: tree.get(pool).id().map(str::to_owned),
                ..element.into()
            };
            report.add(
                &rule::MULTIPLICITY,
                place,
                &[("minimum", minimum), ("maximum", maximum)],
            );
        }
    }
}
