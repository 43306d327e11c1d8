//! The words of the standard and of the dialects: for each attribute and extension, on which elements it is
//! read, where it is harmless, and what would change behaviour and is therefore refused.

use crate::vocabulary::{is_activity, is_flow_node, is_task};

/// What an extension means on an element.
pub(super) enum Use {
    /// Read into the model, or changes nothing that can be observed.
    Known,
    /// Would change behaviour: refused, with what to use instead (Italian, English).
    Refused(&'static str, &'static str),
    /// Java code: refused by its own rule.
    Java,
    /// Has a meaning elsewhere and none here, and what runs is the same: said as a warning.
    Unused,
    Unknown,
}

/// Flags that are off by default.
pub(super) const FLAGS: [&str; 3] = [
    "triggerable",
    "terminateMultiInstance",
    "autoStoreVariables",
];

/// The calendars every engine of the family has: they read dates, durations and cycles as ISO 8601 does.
pub(super) const CALENDARS: [&str; 3] = ["cycle", "dueDate", "duration"];

const OUTPUTS: (&str, &str) = (
    "camunda:outputParameter per prendere il risultato",
    "camunda:outputParameter to take the result",
);

pub(super) const BOOLEANS: [&str; 12] = [
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
pub(super) fn standard(tag: &str, local: &str) -> bool {
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
        "conditionExpression" | "condition" | "timeDate" | "timeDuration" | "timeCycle" => {
            matches!(local, "language" | "evaluatesToTypeRef")
        }
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
pub(super) fn as_task(tag: &str) -> &str {
    match tag {
        "globalUserTask" => "userTask",
        "globalScriptTask" => "scriptTask",
        "globalBusinessRuleTask" => "businessRuleTask",
        other => other,
    }
}

/// Attributes of camunda, operaton, flowable and activiti on an element of the standard.
pub(super) fn vendor(tag: &str, local: &str) -> Use {
    match (tag, local) {
        (
            _,
            "modelerTemplate"
            | "modelerTemplateVersion"
            | "modelerTemplateIcon"
            | "diagramRelationId",
        ) => Use::Known,
        ("process", "candidateStarterGroups" | "candidateStarterUsers" | "versionTag") => {
            Use::Known
        }
        // How long history is kept is set per office, not per file.
        (
            "process",
            "historyTimeToLive"
            | "isStartableInTasklist"
            | "taskPriority"
            | "isStartFormValidationEnabled",
        ) => Use::Known,
        // What continues a case is no job that waits among others; the connectors' jobs have taskPriority.
        (_, "jobPriority")
            if tag == "process"
                || is_flow_node(tag)
                || tag == "multiInstanceLoopCharacteristics" =>
        {
            Use::Unused
        }
        (
            _,
            "asyncBefore"
            | "asyncAfter"
            | "async"
            | "exclusive"
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
        ("businessRuleTask", "decisionRef" | "decisionRefBinding" | "mapDecisionResult") => {
            Use::Known
        }
        // Decisions are those of the same bundle, whatever version is named.
        ("businessRuleTask", "decisionRefVersion" | "decisionRefVersionTag") => Use::Unused,
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
        // A form is the one of the same bundle: every binding means it, and so does a version.
        ("startEvent" | "userTask", "formRefBinding") => Use::Known,
        ("startEvent" | "userTask", "formRefVersion") => Use::Unused,
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
        ("terminateEventDefinition", "terminateAll") => Use::Known,
        ("terminateEventDefinition", "terminateMultiInstance") => Use::Refused(
            "una completionCondition sull'attività ripetuta",
            "a completionCondition on the activity that repeats",
        ),
        ("timeCycle", "endDate") => Use::Known,
        (_, "businessCalendarName") => Use::Refused(
            "una data calcolata in ${…}, per esempio con days_after",
            "a date computed in ${…}, for example by days_after",
        ),
        ("timerEventDefinition" | "timeDate" | "timeDuration", _) => Use::Refused(
            "timeDate, timeDuration o timeCycle",
            "timeDate, timeDuration or timeCycle",
        ),
        (_, "triggerable") => Use::Refused(
            "un'attività di servizio con un topic, o un'attività di ricezione (receiveTask) dopo questa",
            "a service task with a topic, or a receive task after this one",
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
        (tag, "skipExpression") if is_task(tag) || tag == "callActivity" => Use::Known,
        ("callActivity", "variableMappingClass" | "variableMappingDelegateExpression") => {
            Use::Refused(
                "camunda:in e camunda:out, uno per variabile",
                "camunda:in and camunda:out, one for each variable",
            )
        }
        (_, "skipExpression") => Use::Refused(
            "un gateway esclusivo che salta il passo",
            "an exclusive gateway that skips the step",
        ),
        (_, "class" | "delegateExpression" | "expression") => Use::Java,
        _ => Use::Unknown,
    }
}

/// Attributes of `urn:staffetta:bpmn:1`.
pub(super) fn own(tag: &str, local: &str) -> Use {
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
        // The key of the message that `triggerable` waits for.
        ("serviceTask", "correlationKey") => Use::Known,
        ("userTask", "drafts" | "approves" | "signs") => Use::Known,
        ("multiInstanceLoopCharacteristics", "outputCollection" | "outputElement") => Use::Known,
        // Our word for a vendor's wins, so it is known wherever the vendor's is.
        _ => vendor(tag, local),
    }
}

/// The attributes of an extension element that are read; None: of this one they are checked where it is read.
pub(super) fn inside(local: &str) -> Option<&'static [&'static str]> {
    match local {
        "in" => Some(&[
            "source",
            "sourceExpression",
            "target",
            "variables",
            "businessKey",
            "local",
        ]),
        "out" => Some(&["source", "sourceExpression", "target", "variables", "local"]),
        "inputParameter" | "outputParameter" => Some(&["name"]),
        _ => None,
    }
}

pub(super) fn vendor_element(tag: &str, local: &str) -> Use {
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
        "executionListener" if is_flow_node(tag) || matches!(tag, "process" | "sequenceFlow") => {
            Use::Known
        }
        "taskListener" if tag == "userTask" => Use::Known,
        "executionListener" | "taskListener" | "eventListener" => Use::Refused(
            "un'attività di script o di servizio prima o dopo questo passo",
            "a script task or service task before or after this step",
        ),
        "formData" | "formProperty" if matches!(tag, "userTask" | "startEvent") => Use::Known,
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
        "mapException" => Use::Refused(
            "un evento di confine d'errore, e un lavoratore che riferisce l'errore BPMN",
            "an error boundary event, and a worker that reports the BPMN error",
        ),
        "potentialStarter" => Use::Refused(
            "camunda:candidateStarterGroups",
            "camunda:candidateStarterGroups",
        ),
        "customResource" => Use::Refused("camunda:candidateGroups", "camunda:candidateGroups"),
        _ => Use::Unknown,
    }
}
