//! What the reader takes and cannot be made ready to run: a finding of its rule, at its element.

use super::elements::{between, rule};
use crate::support::{Draft, draft, on_timer, rhai, template};
use bpmn::{Definitions, NodeKind, TimerKind};
use interpreter::compile;

/// (rule, the process; its element `x` is wrong)
type Unready = (&'static str, fn(Draft) -> Draft);

fn job(draft: Draft) -> Draft {
    draft.start("s").job("x", "t").end("e").flow("s>x>e")
}

const ROWS: &[Unready] = &[
    ("EXP004", |it| {
        let script = NodeKind::ScriptTask {
            script: rhai("let = 1"),
            result_variable: None,
        };
        between(it, script)
    }),
    ("EXP004", |it| {
        let task = bpmn::UserTask {
            due_date: Some(template("${1 +}")),
            ..bpmn::UserTask::default()
        };
        between(it, NodeKind::UserTask(Box::new(task)))
    }),
    ("BUN102", |it| between(it, rule("nowhere", None))),
    ("BUN102", |it| {
        between(it, rule("nowhere#singleEntry", None))
    }),
    ("TIM005", |it| {
        job(it).change("x", |node| node.retry = Some("R0/PT1M".into()))
    }),
    ("TIM005", |it| {
        job(it).change("x", |node| node.retry = Some("R1001/PT1M".into()))
    }),
    ("TIM005", |it| {
        job(it).change("x", |node| node.retry = Some("Rmany/PT1M".into()))
    }),
    ("TIM006", |it| {
        let trigger = on_timer(TimerKind::Duration, "soon");
        between(it, NodeKind::Catch { trigger })
    }),
    ("TIM006", |it| {
        let trigger = on_timer(TimerKind::Cycle, "61 * * * *");
        between(it, NodeKind::Catch { trigger })
    }),
];

#[test]
fn what_cannot_be_made_ready_is_a_finding_at_its_element() {
    for (code, row) in ROWS {
        let story = row(draft());
        let findings = compile(
            &story.model,
            &Definitions::default(),
            &super::LIBRARY,
            "test.bpmn",
        )
        .expect_err(code);
        let [found] = &findings[..] else {
            panic!("{code}: {findings:#?}")
        };
        assert_eq!(
            (found.code.as_str(), found.element.as_deref()),
            (*code, Some("x"))
        );
        assert_eq!(found.line, Some(1), "{code}");
        assert!(
            !found.message.it.contains('{'),
            "{code}: {}",
            found.message.it
        );
    }
}
