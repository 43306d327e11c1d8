//! Block-structured processes: what opens is closed, so that every one of them can end.

use crate::activities::{Activity, Around, activity, around};
use crate::support::{
    Draft, a_message, a_signal, an_escalation, draft, message, multi, on_condition, on_error,
    on_escalation, on_message, on_signal, on_timer, race, rhai, several, template,
};
use bpmn::{EndResult, NodeKind, TimerKind};
use proptest::prelude::*;

#[derive(Debug, Clone)]
pub enum Block {
    User,
    Activity(Activity, Around),
    Cut,
    /// At a date, or after a while.
    Timer(bool),
    Message,
    /// One of several by condition; the number says which is taken.
    Exclusive(usize, Vec<Block>),
    Parallel(Vec<Block>),
    /// Those whose bit is set, joined again; none: the default.
    Inclusive(u8, Vec<Block>),
    /// All at once; the first that comes goes on, the rest is swallowed.
    First(Vec<Block>),
    Race,
    Sequence(Vec<Block>),
    Sub(Box<Block>),
    Signal,
    Condition,
    /// A catch event with three triggers: any of them, or all.
    Several(bool),
    Throw(Thrown),
    Link,
    /// A subprocess with a boundary event: it may be interrupted, or only noted.
    Guarded(bool, On, Box<Block>),
    /// A subprocess with an event subprocess inside.
    Reacting(bool, On, Box<Block>, Box<Block>),
    /// A subprocess that ends in an error, caught by a boundary event or an event subprocess inside.
    Fails(bool, Box<Block>),
    /// A subprocess whose end event throws.
    Ends(Thrown, Box<Block>),
    /// A subprocess whose end event compensates what it did.
    Regrets(Box<Block>),
    /// A transaction that is cancelled while another branch of it runs.
    Cancelled(Box<Block>),
    /// Around again so many times.
    Loop(u8, Box<Block>),
    Multi(bool, u8, Box<Block>),
    /// A standard loop: tested before the first round or not, so many rounds.
    Rounds(bool, u8, Box<Block>),
    /// A subprocess ended by one of two branches.
    Terminated(Box<Block>),
    /// An ad-hoc subprocess: one at a time, what still runs taken back, done when enough or when nothing is left.
    AdHoc(bool, bool, bool, Vec<Block>),
    /// So many tokens through the inside, joined again.
    Tokens(u8, Box<Block>),
    /// Items that throw to a boundary event: each, the first, or by condition.
    Telling(u8, bool, Box<Block>),
    /// Done, and made good again: by a handler beside it or an event subprocess inside, waited for or not.
    Undone(bool, bool, Box<Block>),
}

/// What a boundary event or an event subprocess waits for.
#[derive(Debug, Clone, Copy)]
pub enum On {
    Timer,
    Message,
    Signal,
    Condition,
    Escalation,
    Several,
    All,
}

#[derive(Debug, Clone, Copy)]
pub enum Thrown {
    Message,
    Signal,
    Escalation,
    Several,
}

pub const THROWN: [Thrown; 4] = [
    Thrown::Message,
    Thrown::Signal,
    Thrown::Escalation,
    Thrown::Several,
];

pub fn on() -> impl Strategy<Value = On> {
    prop_oneof![
        Just(On::Timer),
        Just(On::Message),
        Just(On::Signal),
        Just(On::Condition),
        Just(On::Escalation),
        Just(On::Several),
        Just(On::All),
    ]
}

pub fn block() -> impl Strategy<Value = Block> {
    block_of(4, 24, 4)
}

/// Blocks at most so deep, of about so many parts, with so many branches.
pub fn block_of(depth: u32, size: u32, branches: u32) -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![
        6 => (activity(), around()).prop_map(|(what, around)| Block::Activity(what, around)),
        1 => Just(Block::User),
        1 => Just(Block::Cut),
        1 => any::<bool>().prop_map(Block::Timer),
        1 => Just(Block::Message),
        1 => Just(Block::Race),
        1 => Just(Block::Signal),
        1 => Just(Block::Condition),
        1 => any::<bool>().prop_map(Block::Several),
        1 => Just(Block::Throw(Thrown::Message)),
        1 => Just(Block::Throw(Thrown::Signal)),
        1 => Just(Block::Throw(Thrown::Escalation)),
        1 => Just(Block::Throw(Thrown::Several)),
        1 => Just(Block::Link),
    ];
    leaf.prop_recursive(depth, size, branches, |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..4);
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            (0_usize..3, some())
                .prop_map(|(pick, blocks)| Block::Exclusive(pick % blocks.len(), blocks)),
            some().prop_map(Block::Parallel),
            (any::<u8>(), some()).prop_map(|(taken, blocks)| Block::Inclusive(taken, blocks)),
            some().prop_map(Block::First),
            some().prop_map(Block::Sequence),
            boxed().prop_map(Block::Sub),
            (any::<bool>(), on(), boxed()).prop_map(|(interrupting, on, inner)| Block::Guarded(
                interrupting,
                on,
                inner
            )),
            (any::<bool>(), on(), boxed(), boxed()).prop_map(
                |(interrupting, on, inner, handler)| {
                    Block::Reacting(interrupting, on, inner, handler)
                }
            ),
            (any::<bool>(), boxed()).prop_map(|(inside, inner)| Block::Fails(inside, inner)),
            (0_usize..4, boxed()).prop_map(|(thrown, inner)| Block::Ends(THROWN[thrown], inner)),
            boxed().prop_map(Block::Regrets),
            boxed().prop_map(Block::Cancelled),
            (1_u8..4, boxed()).prop_map(|(times, inner)| Block::Loop(times, inner)),
            (any::<bool>(), 0_u8..4, boxed())
                .prop_map(|(sequential, count, inner)| Block::Multi(sequential, count, inner)),
            (any::<bool>(), 0_u8..3, boxed())
                .prop_map(|(before, count, inner)| Block::Rounds(before, count, inner)),
            boxed().prop_map(Block::Terminated),
            (any::<bool>(), any::<bool>(), any::<bool>(), some())
                .prop_map(|(one, cancel, enough, inner)| Block::AdHoc(one, cancel, enough, inner)),
            (1_u8..3, boxed()).prop_map(|(count, inner)| Block::Tokens(count, inner)),
            (0_u8..3, any::<bool>(), boxed())
                .prop_map(|(way, interrupting, inner)| Block::Telling(way, interrupting, inner)),
            (any::<bool>(), any::<bool>(), boxed())
                .prop_map(|(inside, wait, inner)| Block::Undone(inside, wait, inner)),
        ]
    })
}

pub struct Builder {
    pub draft: Draft,
    pub count: usize,
    /// Inside an event subprocess: what it threw could begin it again, for ever.
    pub quiet: bool,
}

impl Builder {
    fn id(&mut self, word: &str) -> String {
        self.count += 1;
        format!("{word}{}", self.count)
    }

    pub fn node(&mut self, word: &str, kind: NodeKind) -> String {
        let id = self.id(word);
        self.draft.add(&id, kind);
        id
    }

    pub fn join(&mut self, from: &str, to: &str) {
        self.draft.connect(from, to, None);
    }

    /// Adds a block; its first and its last node.
    pub fn block(&mut self, block: &Block) -> (String, String) {
        let single = |id: String| (id.clone(), id);
        match block {
            Block::Activity(what, around) => self.activity(*what, *around),
            Block::User => single(self.node("user", NodeKind::UserTask(Box::default()))),
            Block::Cut => {
                let id = self.node("cut", NodeKind::PassTask);
                let index = self.draft.index(&id);
                self.draft.model.nodes[index].async_before = true;
                self.draft.model.nodes[index].async_after = true;
                single(id)
            }
            Block::Timer(date) => {
                let trigger = if *date {
                    on_timer(TimerKind::Date, "2026-03-02T09:00:00")
                } else {
                    on_timer(TimerKind::Duration, "PT1H")
                };
                single(self.node("timer", NodeKind::Catch { trigger }))
            }
            Block::Message => {
                let catch = message("m", Some("${total}"));
                single(self.node(
                    "message",
                    NodeKind::Catch {
                        trigger: bpmn::Trigger::Message(catch),
                    },
                ))
            }
            Block::Race => {
                let gateway = self.node("race", race());
                let after = self.node("merge", NodeKind::ExclusiveGateway);
                let hour = on_timer(TimerKind::Duration, "PT1H");
                let mut events = vec![self.node("first", NodeKind::Catch { trigger: hour })];
                let receive = NodeKind::ReceiveTask {
                    catch: message("m", None),
                    instantiate: false,
                };
                events.push(self.node("second", receive));
                for trigger in [on_message("n"), on_signal("s"), condition(self.count + 3)] {
                    events.push(self.node("event", NodeKind::Catch { trigger }));
                }
                for event in &events {
                    self.join(&gateway, event);
                    self.join(event, &after);
                }
                (gateway, after)
            }
            Block::Exclusive(pick, blocks) => {
                let split = self.node("split", NodeKind::ExclusiveGateway);
                let merge = self.node("merge", NodeKind::ExclusiveGateway);
                for (at, inner) in blocks.iter().enumerate() {
                    let (first, last) = self.block(inner);
                    let condition = rhai(if at == *pick {
                        "total >= 0"
                    } else {
                        "total < 0"
                    });
                    self.draft.connect(&split, &first, Some(condition));
                    self.join(&last, &merge);
                }
                (split, merge)
            }
            Block::Parallel(blocks) => {
                let split = self.node("fork", NodeKind::ParallelGateway);
                let join = self.node("join", NodeKind::ParallelGateway);
                for inner in blocks {
                    let (first, last) = self.block(inner);
                    self.join(&split, &first);
                    self.join(&last, &join);
                }
                (split, join)
            }
            Block::Inclusive(taken, blocks) => {
                let split = self.node("some", NodeKind::InclusiveGateway);
                let join = self.node("sync", NodeKind::InclusiveGateway);
                for (at, inner) in blocks.iter().enumerate() {
                    let (first, last) = self.block(inner);
                    let open = taken & (1 << at) != 0;
                    let condition = rhai(if open { "total >= 0" } else { "total < 0" });
                    self.draft.connect(&split, &first, Some(condition));
                    self.join(&last, &join);
                }
                let rest = self.node("rest", NodeKind::PassTask);
                let flow = self.draft.connect(&split, &rest, None);
                let index = self.draft.index(&split);
                self.draft.model.nodes[index].default = Some(flow);
                self.join(&rest, &join);
                (split, join)
            }
            Block::First(blocks) => {
                let split = self.node("fork", NodeKind::ParallelGateway);
                let first_of = NodeKind::ComplexGateway {
                    activation: Some(rhai("activationCount >= 1")),
                };
                let join = self.node("first", first_of);
                for inner in blocks {
                    let (first, last) = self.block(inner);
                    self.join(&split, &first);
                    self.join(&last, &join);
                }
                (split, join)
            }
            Block::Sequence(blocks) => {
                let (first, mut last) = self.block(&blocks[0]);
                for inner in &blocks[1..] {
                    let (next, end) = self.block(inner);
                    self.join(&last, &next);
                    last = end;
                }
                (first, last)
            }
            Block::Sub(inner) => single(self.sub(inner, EndResult::None)),
            Block::Signal => single(self.node(
                "signal",
                NodeKind::Catch {
                    trigger: on_signal("s"),
                },
            )),
            Block::Condition => {
                let id = self.id("condition");
                let trigger = condition(self.count);
                self.draft.add(&id, NodeKind::Catch { trigger });
                single(id)
            }
            Block::Several(parallel) => {
                let id = self.id("several");
                let of = vec![on_signal("s"), on_message("m"), condition(self.count)];
                let trigger = several(*parallel, of);
                self.draft.add(&id, NodeKind::Catch { trigger });
                single(id)
            }
            Block::Throw(thrown) => {
                let throws = self.throws(*thrown);
                single(self.node("throw", NodeKind::Throw { throws }))
            }
            Block::Link => {
                let catch = NodeKind::Catch {
                    trigger: bpmn::Trigger::None,
                };
                let to = self.node("to", catch);
                let target = self.draft.index(&to);
                (self.node("from", NodeKind::Link { target }), to)
            }
            Block::Guarded(interrupting, on, inner) => {
                let id = self.sub(inner, EndResult::None);
                let trigger = self.trigger(*on);
                let merge = self.guard(&id, *interrupting, trigger);
                (id, merge)
            }
            Block::Reacting(interrupting, on, inner, handler) => {
                let on = *on;
                let interrupting = *interrupting;
                single(self.inside(|builder| {
                    builder.whole(inner, EndResult::None);
                    let trigger = builder.trigger(on);
                    builder.reaction(interrupting, trigger, handler);
                }))
            }
            Block::Fails(inside, inner) => {
                let error = EndResult::Error {
                    code: "E".into(),
                    message: None,
                };
                if *inside {
                    return single(self.inside(|builder| {
                        builder.whole(inner, error);
                        builder.reaction(true, on_error(Some("E")), &Block::User);
                    }));
                }
                let id = self.sub(inner, error);
                let merge = self.guard(&id, true, on_error(Some("E")));
                (id, merge)
            }
            Block::Ends(thrown, inner) => {
                let throws = self.throws(*thrown);
                single(self.ending(inner, NodeKind::Throw { throws }))
            }
            Block::Regrets(inner) => {
                let done = Block::Undone(false, true, inner.clone());
                let end = NodeKind::Compensate {
                    activity: None,
                    wait: true,
                };
                let end = self.last(end);
                single(self.ending(&done, end))
            }
            Block::Cancelled(inner) => {
                // What was done before is made good; what runs beside is taken back.
                let done = Block::Activity(Activity::Script, Around::Nothing);
                let beside = Block::Parallel(vec![(**inner).clone(), Block::User]);
                let id = self.inside(|builder| {
                    let start = NodeKind::Start {
                        trigger: bpmn::Trigger::None,
                        interrupting: true,
                    };
                    let start = builder.node("start", start);
                    let (first, done) = builder.block(&done);
                    builder.handler(&done);
                    let fork = builder.node("fork", NodeKind::ParallelGateway);
                    let (runs, last) = builder.block(&beside);
                    let end = builder.node(
                        "end",
                        NodeKind::End {
                            result: EndResult::None,
                        },
                    );
                    let person = builder.node("user", NodeKind::UserTask(Box::default()));
                    let cancel = builder.last(NodeKind::CancelEnd);
                    let cancel = builder.node("cancel", cancel);
                    for (from, to) in [
                        (&start, &first),
                        (&done, &fork),
                        (&fork, &runs),
                        (&last, &end),
                        (&fork, &person),
                        (&person, &cancel),
                    ] {
                        builder.join(from, to);
                    }
                });
                let host = self.draft.index(&id);
                let boundary = self.node("cancelled", NodeKind::CancelBoundary { host });
                let index = self.draft.index(&boundary);
                self.draft.model.nodes[host].boundaries.push(index);
                let merge = self.node("merge", NodeKind::ExclusiveGateway);
                self.join(&id, &merge);
                self.join(&boundary, &merge);
                (id, merge)
            }
            Block::Loop(times, inner) => {
                let counter = self.id("n");
                let init = NodeKind::ScriptTask {
                    script: rhai("0"),
                    result_variable: Some(counter.clone()),
                };
                let init = self.node("init", init);
                let merge = self.node("again", NodeKind::ExclusiveGateway);
                let (first, last) = self.block(inner);
                let step = NodeKind::ScriptTask {
                    script: rhai(&format!("{counter} += 1")),
                    result_variable: None,
                };
                let step = self.node("step", step);
                let split = self.node("enough", NodeKind::ExclusiveGateway);
                let out = self.node("out", NodeKind::PassTask);
                self.join(&init, &merge);
                self.join(&merge, &first);
                self.join(&last, &step);
                self.join(&step, &split);
                self.draft
                    .connect(&split, &merge, Some(rhai(&format!("{counter} < {times}"))));
                let flow = self.draft.connect(&split, &out, None);
                let index = self.draft.index(&split);
                self.draft.model.nodes[index].default = Some(flow);
                (init, out)
            }
            Block::Multi(sequential, count, inner) => {
                let id = self.sub(inner, EndResult::None);
                let index = self.draft.index(&id);
                let mut plan = multi(*sequential);
                plan.cardinality = Some(template(&count.to_string()));
                plan.output = Some(bpmn::MultiOutput {
                    collection: format!("all_{id}"),
                    element: rhai("loopCounter"),
                });
                self.draft.model.nodes[index].multi = Some(plan);
                single(id)
            }
            Block::Rounds(before, count, inner) => {
                let id = self.sub(inner, EndResult::None);
                let index = self.draft.index(&id);
                let mut plan = multi(true);
                plan.standard = Some(bpmn::StandardLoop {
                    test_before: *before,
                    condition: Some(rhai(&format!("loopCounter < {count}"))),
                    maximum: Some(2),
                });
                self.draft.model.nodes[index].multi = Some(plan);
                single(id)
            }
            Block::Terminated(inner) => {
                let both = Block::Parallel(vec![(**inner).clone(), Block::User]);
                single(self.inside(|builder| {
                    let start = builder.node(
                        "start",
                        NodeKind::Start {
                            trigger: bpmn::Trigger::None,
                            interrupting: true,
                        },
                    );
                    let fork = builder.node("fork", NodeKind::ParallelGateway);
                    builder.join(&start, &fork);
                    let (first, last) = builder.block(&both);
                    let end = builder.node(
                        "end",
                        NodeKind::End {
                            result: EndResult::None,
                        },
                    );
                    let kill = builder.last(NodeKind::End {
                        result: EndResult::Terminate { all: false },
                    });
                    let kill = builder.node("kill", kill);
                    let stopper = builder.node("stopper", NodeKind::UserTask(Box::default()));
                    builder.join(&fork, &first);
                    builder.join(&last, &end);
                    builder.join(&fork, &stopper);
                    builder.join(&stopper, &kill);
                }))
            }
            Block::AdHoc(one_at_a_time, cancel, enough, blocks) => {
                let id = self.id("some");
                let condition = enough.then_some("total >= 2");
                let outer = std::mem::replace(&mut self.draft, draft());
                let (mut count, quiet) = (self.count, self.quiet);
                self.draft = outer.ad_hoc(&id, *one_at_a_time, condition, *cancel, |inside| {
                    let mut builder = Builder {
                        draft: inside,
                        count,
                        quiet,
                    };
                    for inner in blocks {
                        let begins = builder.sub(inner, EndResult::None);
                        let follows = builder.node("user", NodeKind::UserTask(Box::default()));
                        builder.join(&begins, &follows);
                    }
                    count = builder.count;
                    builder.draft
                });
                self.count = count;
                single(id)
            }
            Block::Tokens(count, inner) => {
                let quantity = |start, completion| bpmn::Quantity { start, completion };
                let many = self.node("many", NodeKind::PassTask);
                let each = self.sub(inner, EndResult::None);
                let all = self.node("all", NodeKind::PassTask);
                let (first, last) = (self.draft.index(&many), self.draft.index(&all));
                self.draft.model.nodes[first].quantity = quantity(1, (*count).into());
                self.draft.model.nodes[last].quantity = quantity((*count).into(), 1);
                self.join(&many, &each);
                self.join(&each, &all);
                (many, all)
            }
            Block::Telling(way, interrupting, inner) => {
                let id = self.sub(inner, EndResult::None);
                let index = self.draft.index(&id);
                let throw = || {
                    if self.quiet {
                        an_escalation("T")
                    } else {
                        a_signal("s")
                    }
                };
                let mut plan = multi(*way == 1);
                plan.cardinality = Some(template("2"));
                plan.behavior = match way {
                    0 => bpmn::Behavior::Each(throw()),
                    1 => bpmn::Behavior::First(throw()),
                    _ => bpmn::Behavior::Complex(vec![
                        (rhai("loopCounter == 1"), throw()),
                        (rhai("nrOfActiveInstances == 0"), an_escalation("T")),
                    ]),
                };
                self.draft.model.nodes[index].multi = Some(plan);
                let heard = if self.quiet {
                    on_escalation(Some("T"))
                } else {
                    on_signal("s")
                };
                let merge = self.guard(&id, *interrupting, heard);
                (id, merge)
            }
            Block::Undone(inside, wait, inner) => {
                let id = if *inside {
                    self.undoing(inner)
                } else {
                    let id = self.sub(inner, EndResult::None);
                    self.handler(&id);
                    id
                };
                let throw = NodeKind::Compensate {
                    activity: None,
                    wait: *wait,
                };
                let throw = self.node("compensate", throw);
                self.join(&id, &throw);
                (id, throw)
            }
        }
    }

    /// A subprocess that is made good by an event subprocess of its own.
    fn undoing(&mut self, inner: &Block) -> String {
        let id = self.id("sub");
        let outer = std::mem::replace(&mut self.draft, draft());
        let (mut count, quiet) = (self.count, self.quiet);
        self.draft = outer.sub(&id, |inside| {
            let mut builder = Builder {
                draft: inside,
                count,
                quiet,
            };
            builder.whole(inner, EndResult::None);
            let undo = builder.id("undo");
            count = builder.count;
            builder
                .draft
                .reaction(&undo, true, bpmn::Trigger::Compensation, |it| {
                    let (task, inner, end) = (
                        format!("{undo}-task"),
                        format!("{undo}-inner"),
                        format!("{undo}-end"),
                    );
                    let again = NodeKind::Compensate {
                        activity: None,
                        wait: true,
                    };
                    it.user(&task)
                        .node(&inner, again)
                        .end(&end)
                        .flow(&format!("{undo}-start>{task}>{inner}>{end}"))
                })
        });
        self.count = count;
        id
    }

    /// The trigger of a boundary event or event subprocess that comes next.
    pub fn trigger(&self, on: On) -> bpmn::Trigger {
        // It is named after the number the event will have.
        let condition = condition(self.count + 1);
        match on {
            On::Timer => on_timer(TimerKind::Cycle, "R2/PT1H"),
            On::Message => on_message("g"),
            On::Signal => on_signal("s"),
            On::Condition => condition,
            On::Escalation => on_escalation(Some("X")),
            On::Several => several(false, vec![on_escalation(None), on_message("g"), condition]),
            On::All => several(true, vec![on_signal("s"), on_message("g")]),
        }
    }

    /// An event subprocess in the scope at hand.
    fn reaction(&mut self, interrupting: bool, trigger: bpmn::Trigger, handler: &Block) {
        // Named as a boundary event: it too may come any number of times.
        let start = self.id("boundary");
        let id = format!("esp{}", self.count);
        let scope = self.draft.model.scopes.len();
        let owner = self.draft.add(&id, NodeKind::EventSubProcess { scope });
        self.draft.model.scopes.push(bpmn::Scope {
            id,
            owner: Some(owner),
            ..Default::default()
        });
        let outer = std::mem::replace(&mut self.draft, draft());
        self.draft = outer.within(scope, |mut inside| {
            inside.add(
                &start,
                NodeKind::Start {
                    trigger,
                    interrupting,
                },
            );
            let mut builder = Builder {
                draft: inside,
                count: self.count,
                quiet: true,
            };
            let (first, last) = builder.block(handler);
            let end = builder.node(
                "end",
                NodeKind::End {
                    result: EndResult::None,
                },
            );
            builder.join(&start, &first);
            builder.join(&last, &end);
            self.count = builder.count;
            builder.draft
        });
    }

    /// A subprocess around a block.
    fn sub(&mut self, inner: &Block, result: EndResult) -> String {
        self.inside(|builder| builder.whole(inner, result))
    }

    /// A subprocess around a block that ends so.
    fn ending(&mut self, inner: &Block, end: NodeKind) -> String {
        self.inside(|builder| {
            let start = NodeKind::Start {
                trigger: bpmn::Trigger::None,
                interrupting: true,
            };
            let start = builder.node("start", start);
            let (first, last) = builder.block(inner);
            let end = builder.node("end", end);
            builder.join(&start, &first);
            builder.join(&last, &end);
        })
    }

    /// A subprocess with what `fill` adds.
    fn inside(&mut self, fill: impl FnOnce(&mut Builder)) -> String {
        let id = self.id("sub");
        let outer = std::mem::replace(&mut self.draft, draft());
        let (mut count, quiet) = (self.count, self.quiet);
        self.draft = outer.sub(&id, |inside| {
            let mut builder = Builder {
                draft: inside,
                count,
                quiet,
            };
            fill(&mut builder);
            count = builder.count;
            builder.draft
        });
        self.count = count;
        id
    }

    /// A person makes good what the activity did.
    pub fn handler(&mut self, host: &str) {
        let handler = self.node("undo", NodeKind::UserTask(Box::default()));
        let (host, handler) = (self.draft.index(host), self.draft.index(&handler));
        self.draft.model.nodes[handler].compensation = true;
        let boundary = NodeKind::CompensationBoundary { host, handler };
        let boundary = self.node("undone", boundary);
        let boundary = self.draft.index(&boundary);
        self.draft.model.nodes[host].boundaries.push(boundary);
    }

    /// What ends; every other one throws before.
    fn last(&self, then: NodeKind) -> NodeKind {
        if self.count.is_multiple_of(2) {
            return then;
        }
        let mut throws = self.throws(Thrown::Message);
        throws.extend(self.throws(Thrown::Signal));
        NodeKind::ThrowThen {
            throws,
            then: Box::new(then),
        }
    }

    fn throws(&self, thrown: Thrown) -> Vec<bpmn::Throw> {
        let signal = if self.quiet { "unheard" } else { "s" };
        match thrown {
            Thrown::Message => vec![a_message("m", "${total}")],
            Thrown::Signal => vec![a_signal(signal)],
            Thrown::Escalation => vec![an_escalation("X")],
            Thrown::Several => vec![a_signal(signal), a_message("m", ""), an_escalation("X")],
        }
    }

    pub fn guard(&mut self, host: &str, interrupting: bool, trigger: bpmn::Trigger) -> String {
        let index = self.draft.index(host);
        let boundary = self.node(
            "boundary",
            NodeKind::Boundary {
                host: index,
                interrupting,
                trigger,
            },
        );
        let merge = self.node("merge", NodeKind::ExclusiveGateway);
        self.join(host, &merge);
        if interrupting {
            self.join(&boundary, &merge);
        } else {
            let end = self.node(
                "end",
                NodeKind::End {
                    result: EndResult::None,
                },
            );
            self.join(&boundary, &end);
        }
        merge
    }

    pub fn whole(&mut self, block: &Block, result: EndResult) {
        let start = self.node(
            "start",
            NodeKind::Start {
                trigger: bpmn::Trigger::None,
                interrupting: true,
            },
        );
        let (first, last) = self.block(block);
        let end = self.node("end", NodeKind::End { result });
        self.join(&start, &first);
        self.join(&last, &end);
    }
}

/// True while `gate` has this number.
fn condition(number: usize) -> bpmn::Trigger {
    on_condition(&format!("gate == {number}"))
}
