//! The extension vocabulary: for each attribute and element, on which elements it is read, where it
//! is harmless, and what would change behaviour and is therefore refused.

use super::Reader;
use crate::rule;
use crate::vocabulary::{Ns, is_activity, is_flow_node};
use crate::xml::ElementIndex;

/// What an extension means on an element.
enum Use {
    /// Read into the model, or changes nothing that can be observed.
    Known,
    /// Would change behaviour: refused, with what to use instead (Italian, English).
    Refused(&'static str, &'static str),
    /// Java code: refused by its own rule.
    Java,
    Unknown,
}

const OUTPUTS: (&str, &str) = (
    "camunda:outputParameter per prendere il risultato",
    "camunda:outputParameter to take the result",
);

impl Reader<'_, '_, '_> {
    /// Checks the extension attributes of one element of an executable process.
    pub fn extension_attributes(&mut self, at: ElementIndex, owner: ElementIndex) {
        let tree = self.tree;
        let element = tree.get(at);
        let tag = element.local.as_str();
        let name = tree.get(owner).label();
        for attribute in &element.attributes {
            let local = attribute.local.as_str();
            let found = match attribute.ns {
                Ns::Vendor => vendor(as_task(tag), local),
                Ns::Staffetta => own(as_task(tag), local),
                Ns::None => {
                    self.standard_attribute(owner, tag, local, &attribute.value);
                    continue;
                }
                Ns::Zeebe => {
                    self.report.add(
                        &rule::FOREIGN_DIALECT,
                        element,
                        &[("tag", &attribute.written)],
                    );
                    continue;
                }
                _ => continue,
            };
            let written = attribute.written.as_str();
            let value = attribute.value.as_str();
            let place = tree.get(owner);
            let worked = self.tree.get(owner);
            match found {
                Use::Known => {}
                // A deployment's handler map says what stands in for it.
                Use::Java if self.handlers.contains_key(value.trim()) => {}
                // The result of an expression is kept in it.
                Use::Refused(..)
                    if matches!(local, "resultVariable" | "resultVariableName")
                        && self.extension(worked, "expression").is_some() => {}
                // Written out at its default it changes nothing.
                Use::Refused(..) | Use::Unknown if value == "false" && local == "terminateAll" => {}
                Use::Refused(it, en) => self.report.add(
                    &rule::ATTRIBUTE_NOT_EXECUTABLE,
                    place,
                    &[
                        ("attribute", written),
                        ("value", value),
                        ("name", name),
                        ("instead.it", it),
                        ("instead.en", en),
                    ],
                ),
                Use::Java => self.report.add(
                    &rule::JAVA_CODE,
                    place,
                    &[("attribute", written), ("value", value), ("name", name)],
                ),
                Use::Unknown => self.report.add(
                    &rule::ATTRIBUTE_UNKNOWN,
                    place,
                    &[("attribute", written), ("name", name), ("tag", tag)],
                ),
            }
        }
    }

    /// An attribute of the standard: known on this element, and true or false where it must be.
    fn standard_attribute(&mut self, owner: ElementIndex, tag: &str, local: &str, value: &str) {
        let place = self.tree.get(owner);
        let name = place.label();
        if !standard(tag, local) {
            self.report.add(
                &rule::ATTRIBUTE_UNKNOWN,
                place,
                &[("attribute", local), ("name", name), ("tag", tag)],
            );
        } else if BOOLEANS.contains(&local) && !matches!(value.trim(), "true" | "false" | "1" | "0")
        {
            self.report.add(
                &rule::VALUE_NOT_ALLOWED,
                place,
                &[
                    ("attribute", local),
                    ("value", value),
                    ("name", name),
                    ("wanted", "true | false"),
                ],
            );
        }
    }

    /// Checks the elements inside `extensionElements`; those that are read are read elsewhere.
    pub fn extension_elements(&mut self, at: ElementIndex) {
        let tree = self.tree;
        let element = tree.get(at);
        let name = element.label();
        for (_, extension) in tree.extensions(at) {
            let tag = extension.written.as_str();
            let found = match extension.ns {
                Ns::Vendor => vendor_element(as_task(&element.local), &extension.local),
                Ns::Staffetta => Use::Unknown,
                Ns::Zeebe => {
                    self.report
                        .add(&rule::FOREIGN_DIALECT, element, &[("tag", tag)]);
                    continue;
                }
                _ => continue,
            };
            match found {
                Use::Known => {}
                Use::Refused(..) if extension.local == "field" && self.handler(at).is_some() => {}
                Use::Refused(it, en) => self.report.add(
                    &rule::EXTENSION_NOT_EXECUTABLE,
                    element,
                    &[
                        ("tag", tag),
                        ("name", name),
                        ("instead.it", it),
                        ("instead.en", en),
                    ],
                ),
                _ => self.report.add(
                    &rule::EXTENSION_UNKNOWN,
                    element,
                    &[("tag", tag), ("name", name)],
                ),
            }
        }
    }
}

const BOOLEANS: [&str; 12] = [
    "cancelRemainingInstances",
    "waitForCompletion",
    "testBefore",
    "isExecutable",
    "isClosed",
    "isForCompensation",
    "triggeredByEvent",
    "isInterrupting",
    "parallelMultiple",
    "cancelActivity",
    "instantiate",
    "isSequential",
];

/// Attributes of the BPMN 2.0 schema itself, on the elements that are read.
fn standard(tag: &str, local: &str) -> bool {
    if matches!(local, "id" | "name") {
        return true;
    }
    let activity = matches!(
        local,
        "isForCompensation" | "startQuantity" | "completionQuantity" | "default"
    );
    match tag {
        "process" => matches!(
            local,
            "processType" | "isClosed" | "isExecutable" | "definitionalCollaborationRef"
        ),
        "lane" => local == "partitionElementRef",
        "sequenceFlow" => matches!(local, "sourceRef" | "targetRef" | "isImmediate"),
        "conditionExpression" | "condition" => matches!(local, "language" | "evaluatesToTypeRef"),
        "userTask" | "serviceTask" | "sendTask" | "receiveTask" | "businessRuleTask" => {
            activity
                || local == "implementation"
                || (matches!(local, "operationRef" | "messageRef")
                    && tag != "userTask"
                    && tag != "businessRuleTask")
                || (local == "instantiate" && tag == "receiveTask")
        }
        "scriptTask" => activity || local == "scriptFormat",
        "subProcess" | "transaction" | "adHocSubProcess" => {
            activity
                || matches!(
                    local,
                    "triggeredByEvent" | "method" | "cancelRemainingInstances" | "ordering"
                )
        }
        "callActivity" => activity || local == "calledElement",
        "globalUserTask" | "globalBusinessRuleTask" => local == "implementation",
        "globalScriptTask" => local == "scriptLanguage",
        tag if is_activity(tag) => activity,
        // A default where nothing chooses is named by its own rule.
        "startEvent" => matches!(local, "isInterrupting" | "parallelMultiple"),
        "intermediateCatchEvent" => local == "parallelMultiple",
        "signal" => local == "structureRef",
        "escalation" => matches!(local, "escalationCode" | "structureRef"),
        "boundaryEvent" => matches!(
            local,
            "attachedToRef" | "cancelActivity" | "parallelMultiple"
        ),
        "eventBasedGateway" => matches!(
            local,
            "gatewayDirection" | "instantiate" | "eventGatewayType"
        ),
        "parallelGateway" => local == "gatewayDirection" || local == "default",
        "exclusiveGateway" | "inclusiveGateway" | "complexGateway" => {
            matches!(local, "gatewayDirection" | "default")
        }
        "multiInstanceLoopCharacteristics" => matches!(
            local,
            "isSequential" | "behavior" | "oneBehaviorEventRef" | "noneBehaviorEventRef"
        ),
        "standardLoopCharacteristics" => matches!(local, "testBefore" | "loopMaximum"),
        "message" => local == "itemRef",
        "error" => matches!(local, "errorCode" | "structureRef"),
        "messageEventDefinition" => matches!(local, "messageRef" | "operationRef"),
        "errorEventDefinition" => local == "errorRef",
        "signalEventDefinition" => local == "signalRef",
        "escalationEventDefinition" => local == "escalationRef",
        "compensateEventDefinition" => matches!(local, "activityRef" | "waitForCompletion"),
        // Events without attributes of their own, and definitions refused by their own rule.
        _ => false,
    }
}

/// A global task takes the extensions of the task of its sort.
fn as_task(tag: &str) -> &str {
    match tag {
        "globalUserTask" => "userTask",
        "globalScriptTask" => "scriptTask",
        "globalBusinessRuleTask" => "businessRuleTask",
        other => other,
    }
}

/// Attributes of camunda, operaton, flowable and activiti on an element of the standard.
fn vendor(tag: &str, local: &str) -> Use {
    match (tag, local) {
        (
            _,
            "modelerTemplate"
            | "modelerTemplateVersion"
            | "modelerTemplateIcon"
            | "diagramRelationId",
        ) => Use::Known,
        ("process", "candidateStarterGroups" | "versionTag") => Use::Known,
        // How long history is kept and who sees the start button are set per office, not per file.
        (
            "process",
            "historyTimeToLive"
            | "isStartableInTasklist"
            | "jobPriority"
            | "taskPriority"
            | "isStartFormValidationEnabled",
        ) => Use::Known,
        ("process", "candidateStarterUsers") => Use::Refused(
            "camunda:candidateStarterGroups con un gruppo",
            "camunda:candidateStarterGroups with a group",
        ),
        (
            _,
            "asyncBefore"
            | "asyncAfter"
            | "async"
            | "exclusive"
            | "jobPriority"
            | "asyncLeave"
            | "asyncLeaveExclusive",
        ) if is_flow_node(tag) || tag == "multiInstanceLoopCharacteristics" => Use::Known,
        ("serviceTask" | "sendTask" | "businessRuleTask", "type" | "topic" | "taskPriority") => {
            Use::Known
        }
        ("serviceTask" | "sendTask" | "businessRuleTask", "class" | "delegateExpression") => {
            Use::Java
        }
        // Evaluated as `${…}` is; what of it is Java is refused where it is compiled.
        ("serviceTask" | "sendTask" | "businessRuleTask", "expression") => Use::Known,
        ("businessRuleTask" | "scriptTask", "resultVariable" | "resultVariableName") => Use::Known,
        ("serviceTask" | "sendTask", "resultVariable" | "resultVariableName") => {
            Use::Refused(OUTPUTS.0, OUTPUTS.1)
        }
        // Decisions are those of the same bundle: every binding means them.
        (
            "businessRuleTask",
            "decisionRef"
            | "decisionRefBinding"
            | "decisionRefVersion"
            | "decisionRefVersionTag"
            | "mapDecisionResult",
        ) => Use::Known,
        ("scriptTask", "resource") => Use::Known,
        ("scriptTask", "autoStoreVariables") => Use::Refused(
            "camunda:resultVariable per il risultato",
            "camunda:resultVariable for the result",
        ),
        ("startEvent", "formKey" | "formRef" | "initiator") => Use::Known,
        (
            "userTask",
            "assignee" | "candidateUsers" | "candidateGroups" | "dueDate" | "followUpDate"
            | "priority",
        ) => Use::Known,
        ("lane", "candidateGroups") => Use::Known,
        ("userTask", "formKey" | "formRef") => Use::Known,
        // A form is the one of the same bundle: both bindings mean it.
        ("startEvent" | "userTask", "formRefBinding" | "formRefVersion") => Use::Known,
        ("startEvent" | "userTask", "formHandlerClass" | "formFieldValidation") => Use::Refused(
            "camunda:formRef con un modulo .form",
            "camunda:formRef with a .form",
        ),
        ("userTask", "category" | "extensionId") => Use::Known,
        (
            "callActivity",
            "calledElementBinding"
            | "calledElementVersion"
            | "calledElementVersionTag"
            | "calledElementType"
            | "sameDeployment"
            | "businessKey"
            | "inheritBusinessKey"
            | "inheritVariables",
        ) => Use::Known,
        (
            "multiInstanceLoopCharacteristics",
            "collection" | "elementVariable" | "elementIndexVariable",
        ) => Use::Known,
        ("errorEventDefinition", "errorCodeVariable" | "errorMessageVariable") => Use::Known,
        ("escalationEventDefinition", "escalationCodeVariable") => Use::Known,
        ("conditionalEventDefinition", "variableName" | "variableEvents") => Use::Known,
        ("messageEventDefinition", "type" | "topic" | "taskPriority") => Use::Known,
        ("signal", "scope") => Use::Known,
        // A signal always reaches other instances after the commit of the one that throws it.
        ("signalEventDefinition", "async") => Use::Known,
        ("error", "errorMessage") => Use::Known,
        ("terminateEventDefinition", "terminateAll" | "terminateMultiInstance") => Use::Refused(
            "un evento terminate del livello da chiudere",
            "a terminate event of the level to close",
        ),
        ("timerEventDefinition", _) => Use::Refused(
            "timeDate, timeDuration o timeCycle",
            "timeDate, timeDuration or timeCycle",
        ),
        (
            "conditionExpression"
            | "condition"
            | "completionCondition"
            | "loopCardinality"
            | "loopCondition"
            | "activationCondition",
            "resource",
        ) => Use::Known,
        (_, "skipExpression") => Use::Refused(
            "un gateway esclusivo che salta il passo",
            "an exclusive gateway that skips the step",
        ),
        (_, "class" | "delegateExpression" | "expression") => Use::Java,
        _ => Use::Unknown,
    }
}

/// Attributes of `urn:staffetta:bpmn:1`.
fn own(tag: &str, local: &str) -> Use {
    match (tag, local) {
        ("message", "correlationKey" | "timeToLive") => Use::Known,
        (
            "messageEventDefinition"
            | "receiveTask"
            | "startEvent"
            | "boundaryEvent"
            | "intermediateCatchEvent"
            | "intermediateThrowEvent"
            | "endEvent"
            | "sendTask",
            "correlationKey" | "timeToLive" | "mailbox" | "accepts" | "when" | "receipt",
        ) => Use::Known,
        ("businessRuleTask", "rule") => Use::Known,
        ("userTask", "drafts" | "approves") => Use::Known,
        ("multiInstanceLoopCharacteristics", "outputCollection" | "outputElement") => Use::Known,
        // Our word for a vendor's wins, so it is known wherever the vendor's is.
        _ => vendor(tag, local),
    }
}

fn vendor_element(tag: &str, local: &str) -> Use {
    match local {
        "properties" => Use::Known,
        "variableAggregation" if tag == "multiInstanceLoopCharacteristics" => Use::Known,
        "failedJobRetryTimeCycle"
            if is_flow_node(tag) || tag == "multiInstanceLoopCharacteristics" =>
        {
            Use::Known
        }
        "inputOutput"
            if is_activity(tag)
                || matches!(
                    tag,
                    "intermediateCatchEvent" | "intermediateThrowEvent" | "endEvent"
                ) =>
        {
            Use::Known
        }
        "inputOutput" => Use::Refused(
            "i parametri su un'attività, su un evento intermedio o finale",
            "parameters on an activity, an intermediate event or an end event",
        ),
        "executionListener" | "taskListener" | "eventListener" => Use::Refused(
            "un'attività di script o di servizio prima o dopo questo passo",
            "a script task or service task before or after this step",
        ),
        "formData" | "formProperty" => Use::Refused(
            "camunda:formRef con un modulo .form",
            "camunda:formRef with a .form",
        ),
        "field" | "connector" | "errorEventDefinition" | "failedJob" => Use::Refused(
            "camunda:inputOutput e un connettore scelto con camunda:topic",
            "camunda:inputOutput and a connector chosen by camunda:topic",
        ),
        "in" | "out" if tag == "callActivity" => Use::Known,
        "in" | "out" => Use::Refused("variabili del processo", "process variables"),
        "potentialStarter" => Use::Refused(
            "camunda:candidateStarterGroups",
            "camunda:candidateStarterGroups",
        ),
        "customResource" => Use::Refused("camunda:candidateGroups", "camunda:candidateGroups"),
        _ => Use::Unknown,
    }
}
