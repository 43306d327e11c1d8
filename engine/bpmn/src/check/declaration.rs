//! What may stand directly under `definitions`, and texts that say their format.

use crate::report::{Place, Report};
use crate::rule;
use crate::vocabulary::{Ns, is_declaration, is_event_definition, is_global_task};
use crate::xml::Tree;

pub(super) fn check(tree: &Tree, report: &mut Report) {
    for (_, element) in tree.children(0) {
        let local = element.local.as_str();
        if element.ns != Ns::Bpmn {
            continue;
        }
        if is_choreography_root(local) {
            report.add(
                &rule::CHOREOGRAPHY,
                element,
                &[("tag", local), ("name", element.label())],
            );
        } else if !is_declaration(local) && !is_event_definition(local) && !is_global_task(local) {
            report.add(
                &rule::NOT_ALLOWED_HERE,
                element,
                &[("tag", element.written()), ("parent", "definitions")],
            );
        }
    }
    for (index, element) in tree.elements.iter().enumerate() {
        if element.ns != Ns::Bpmn
            || !matches!(element.local.as_str(), "documentation" | "textAnnotation")
        {
            continue;
        }
        if let Some(format) = element.attribute("textFormat").filter(|f| !is_mime(f)) {
            let holder = element
                .id()
                .or_else(|| element.parent.and_then(|p| tree.get(p).id()));
            let place = Place {
                element: holder.map(str::to_owned),
                ..tree.get(index).into()
            };
            report.add(&rule::TEXT_FORMAT, place, &[("value", format)]);
        }
    }
}

fn is_choreography_root(local: &str) -> bool {
    matches!(
        local,
        "choreography" | "globalChoreographyTask" | "globalConversation" | "conversation"
    )
}

/// `type/subtype`, parameters allowed (RFC 6838 §4.2).
fn is_mime(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let token = |t: &str| {
        !t.is_empty()
            && t.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    essence
        .split_once('/')
        .is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}
