//! Models of the figures: small ones built as values, large ones drawn as a designer saves them.

use bpmn::{
    Definitions, EndResult, Flow, Language, Multi, Node, NodeKind, ProcessModel, Scope, Source,
    Trigger,
};
use interpreter::{Process, compile};
use rules::Library;
use std::fmt::Write;

/// A process with a `start` and an `end` already there.
pub struct Model(ProcessModel);

impl Model {
    pub fn new() -> Self {
        let model = ProcessModel {
            id: "bench".into(),
            executable: true,
            scopes: vec![Scope {
                id: "bench".into(),
                ..Scope::default()
            }],
            ..ProcessModel::default()
        };
        let start = NodeKind::Start {
            trigger: Trigger::None,
            interrupting: true,
        };
        let end = NodeKind::End {
            result: EndResult::None,
        };
        Model(model).node("start", start).node("end", end)
    }

    pub fn node(mut self, id: &str, kind: NodeKind) -> Self {
        self.0.scopes[0].nodes.push(self.0.nodes.len());
        self.0.nodes.push(Node {
            id: id.to_owned(),
            line: 1,
            kind,
            ..Node::default()
        });
        self
    }

    pub fn repeated(mut self, id: &str, kind: NodeKind, multi: Multi) -> Self {
        self = self.node(id, kind);
        let at = self.index(id);
        self.0.nodes[at].multi = Some(multi);
        self
    }

    pub fn flow(self, from: &str, to: &str) -> Self {
        self.connect(from, to, None)
    }

    pub fn when(self, from: &str, to: &str, condition: Source) -> Self {
        self.connect(from, to, Some(condition))
    }

    /// The default flow.
    pub fn otherwise(mut self, from: &str, to: &str) -> Self {
        let at = self.index(from);
        self.0.nodes[at].default = Some(self.0.flows.len());
        self.connect(from, to, None)
    }

    fn connect(mut self, from: &str, to: &str, condition: Option<Source>) -> Self {
        let (source, target, flow) = (self.index(from), self.index(to), self.0.flows.len());
        self.0.nodes[source].outgoing.push(flow);
        self.0.nodes[target].incoming.push(flow);
        self.0.scopes[0].flows.push(flow);
        self.0.flows.push(Flow {
            id: format!("flow_{flow}"),
            name: None,
            line: 1,
            source,
            target,
            condition,
            listeners: Vec::new(),
        });
        self
    }

    fn index(&self, id: &str) -> usize {
        let found = self.0.nodes.iter().position(|node| node.id == id);
        found.expect("the node is there")
    }

    pub fn compile(self) -> Process {
        let (definitions, library) = (Definitions::default(), Library::default());
        compile(&self.0, &definitions, &library, "bench.bpmn").expect("the process compiles")
    }
}

fn rhai(text: &str) -> Source {
    Source {
        text: text.to_owned(),
        language: Language::Rhai,
        line: 1,
    }
}

pub fn condition(text: &str) -> Source {
    rhai(text)
}

pub fn cardinality(count: u32) -> Source {
    rhai(&count.to_string())
}

/// A script task whose result is `n`.
pub fn script(text: &str) -> NodeKind {
    NodeKind::ScriptTask {
        script: rhai(text),
        result_variable: Some("n".into()),
    }
}

pub fn user() -> NodeKind {
    NodeKind::UserTask(Box::default())
}

/// A model of so many tasks in a row, with its diagram: 1,000 are about 575 kB.
pub fn drawn(nodes: usize) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
         xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" \
         xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" id=\"definitions\" targetNamespace=\"urn:bench\">\n\
         \u{20} <bpmn:process id=\"bench\" isExecutable=\"true\">\n\
         \u{20}   <bpmn:startEvent id=\"task_0\" />\n",
    );
    let write = "writing to a text cannot fail";
    for n in 1..=nodes {
        write!(
            text,
            "    <bpmn:task id=\"task_{n}\" name=\"Attività numero {n}\">\n      <bpmn:incoming>flow_{n}</bpmn:incoming>\n\
             \u{20}     <bpmn:outgoing>flow_{}</bpmn:outgoing>\n    </bpmn:task>\n\
             \u{20}   <bpmn:sequenceFlow id=\"flow_{n}\" sourceRef=\"task_{}\" targetRef=\"task_{n}\" />\n",
            n + 1,
            n - 1
        )
        .expect(write);
    }
    write!(
        text,
        "    <bpmn:sequenceFlow id=\"flow_{}\" sourceRef=\"task_{nodes}\" targetRef=\"end\" />\n\
         \u{20}   <bpmn:endEvent id=\"end\" />\n  </bpmn:process>\n  <bpmndi:BPMNDiagram id=\"diagram\">\n\
         \u{20}   <bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"bench\">\n",
        nodes + 1
    )
    .expect(write);
    for n in 1..=nodes {
        let x = n * 160;
        write!(
            text,
            "      <bpmndi:BPMNShape id=\"task_{n}_di\" bpmnElement=\"task_{n}\">\n\
             \u{20}       <dc:Bounds x=\"{x}\" y=\"80\" width=\"100\" height=\"80\" />\n      </bpmndi:BPMNShape>\n\
             \u{20}     <bpmndi:BPMNEdge id=\"flow_{n}_di\" bpmnElement=\"flow_{n}\">\n\
             \u{20}       <di:waypoint x=\"{}\" y=\"120\" />\n        <di:waypoint x=\"{x}\" y=\"120\" />\n\
             \u{20}     </bpmndi:BPMNEdge>\n",
            x - 60
        )
        .expect(write);
    }
    text.push_str("    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n</bpmn:definitions>\n");
    text
}
