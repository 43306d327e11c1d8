//! The ways a process begins that a subprocess does not know: by what a start event, a receive task or an
//! event-based gateway waited for.

use crate::support::{
    Draft, draft, message, on_condition, on_message, on_signal, on_timer, several, vars,
};
use bpmn::{NodeKind, TimerKind, Trigger};
use interpreter::Command;
use rules::{Map, Value};

/// A process, and what begins it.
pub type Beginning = (&'static str, fn() -> Draft, fn() -> Command);

pub fn variables() -> Map {
    vars([("n", Value::Int(1)), ("go", Value::Bool(false))])
}

fn by(event: &str, trigger: u32) -> Command {
    Command::StartBy {
        event: event.into(),
        trigger,
        variables: variables(),
    }
}

fn begun(trigger: Trigger) -> Draft {
    draft()
        .begins("s", trigger)
        .user("t")
        .end("e")
        .flow("s>t>e")
}

/// Two events that must both come, or one of them, after a gateway that begins the process.
fn after_gateway(parallel: bool) -> Draft {
    let gateway = NodeKind::EventBasedGateway {
        instantiate: true,
        parallel,
    };
    draft()
        .node("g", gateway)
        .waits("a", on_message("a"))
        .waits("b", on_signal("b"))
        .user("ta")
        .user("tb")
        .end("e")
        .flow("g>a>ta>e")
        .flow("g>b>tb>e")
}

pub const BEGINNINGS: &[Beginning] = &[
    ("message start", || begun(on_message("m")), || by("s", 0)),
    (
        "timer start",
        || begun(on_timer(TimerKind::Cycle, "R3/PT1H")),
        || by("s", 0),
    ),
    ("signal start", || begun(on_signal("g")), || by("s", 0)),
    (
        "conditional start",
        || begun(on_condition("n > 0")),
        || by("s", 0),
    ),
    (
        "multiple start, by its second event",
        || begun(several(false, vec![on_message("m"), on_signal("g")])),
        || by("s", 1),
    ),
    (
        "parallel multiple start, by its first event",
        || {
            begun(several(
                true,
                vec![
                    on_message("m"),
                    on_signal("g"),
                    on_timer(TimerKind::Duration, "PT1H"),
                    on_condition("go"),
                ],
            ))
        },
        || by("s", 0),
    ),
    (
        "one of several none starts",
        || {
            draft()
                .start("s")
                .start("s2")
                .user("t")
                .user("t2")
                .end("e")
                .flow("s>t>e")
                .flow("s2>t2>e")
        },
        || Command::Start {
            event: Some("s2".into()),
            variables: variables(),
        },
    ),
    (
        "instantiating receive task",
        || {
            let task = NodeKind::ReceiveTask {
                catch: message("m", None),
                instantiate: true,
            };
            draft().node("r", task).user("t").end("e").flow("r>t>e")
        },
        || by("r", 0),
    ),
    (
        "instantiating event-based gateway",
        || after_gateway(false),
        || by("b", 0),
    ),
    (
        "instantiating parallel event-based gateway",
        || after_gateway(true),
        || by("a", 0),
    ),
];
