//! Namespaces by URI, never by prefix, and the words of the standard.

/// The namespaces that mean something here. Everything else is `Other` and never changes behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ns {
    None,
    /// BPMN 2.0 model.
    Bpmn,
    /// Diagram interchange: drawn only.
    Diagram,
    /// camunda, operaton, flowable and activiti: one vocabulary.
    Vendor,
    /// Our own; wins over `Vendor`.
    Staffetta,
    /// Camunda 8: recognised to be refused by name.
    Zeebe,
    Xsi,
    Xml,
    Other,
}

pub(crate) fn namespace(uri: &str) -> Ns {
    match uri {
        "" => Ns::None,
        "http://www.omg.org/spec/BPMN/20100524/MODEL" => Ns::Bpmn,
        "http://www.omg.org/spec/BPMN/20100524/DI"
        | "http://www.omg.org/spec/DD/20100524/DI"
        | "http://www.omg.org/spec/DD/20100524/DC" => Ns::Diagram,
        "http://camunda.org/schema/1.0/bpmn"
        | "http://operaton.org/schema/1.0/bpmn"
        | "http://flowable.org/bpmn"
        | "http://activiti.org/bpmn" => Ns::Vendor,
        "urn:staffetta:bpmn:1" => Ns::Staffetta,
        "http://camunda.org/schema/zeebe/1.0" => Ns::Zeebe,
        "http://www.w3.org/2001/XMLSchema-instance" => Ns::Xsi,
        "http://www.w3.org/XML/1998/namespace" => Ns::Xml,
        _ => Ns::Other,
    }
}

/// Flow nodes of the standard, executable here or not.
pub(crate) fn is_flow_node(local: &str) -> bool {
    is_activity(local) || is_event(local) || is_gateway(local) || is_choreography_activity(local)
}

pub(crate) fn is_task(local: &str) -> bool {
    matches!(
        local,
        "task"
            | "userTask"
            | "serviceTask"
            | "sendTask"
            | "receiveTask"
            | "scriptTask"
            | "businessRuleTask"
            | "manualTask"
    )
}

pub(crate) fn is_global_task(local: &str) -> bool {
    matches!(
        local,
        "globalTask"
            | "globalUserTask"
            | "globalScriptTask"
            | "globalManualTask"
            | "globalBusinessRuleTask"
    )
}

pub(crate) fn is_subprocess(local: &str) -> bool {
    matches!(local, "subProcess" | "transaction" | "adHocSubProcess")
}

pub(crate) fn is_activity(local: &str) -> bool {
    is_task(local) || is_subprocess(local) || local == "callActivity"
}

pub(crate) fn is_event(local: &str) -> bool {
    matches!(
        local,
        "startEvent"
            | "endEvent"
            | "boundaryEvent"
            | "intermediateCatchEvent"
            | "intermediateThrowEvent"
            | "implicitThrowEvent"
    )
}

pub(crate) fn is_gateway(local: &str) -> bool {
    matches!(
        local,
        "exclusiveGateway"
            | "parallelGateway"
            | "inclusiveGateway"
            | "complexGateway"
            | "eventBasedGateway"
    )
}

pub(crate) fn is_choreography_activity(local: &str) -> bool {
    matches!(
        local,
        "choreographyTask" | "callChoreography" | "subChoreography"
    )
}

pub(crate) fn is_event_definition(local: &str) -> bool {
    matches!(
        local,
        "messageEventDefinition"
            | "timerEventDefinition"
            | "errorEventDefinition"
            | "signalEventDefinition"
            | "escalationEventDefinition"
            | "conditionalEventDefinition"
            | "compensateEventDefinition"
            | "cancelEventDefinition"
            | "terminateEventDefinition"
            | "linkEventDefinition"
    )
}

/// Elements that are drawn, or describe without changing what runs, inside a process or activity.
pub(crate) fn is_decoration(local: &str) -> bool {
    matches!(
        local,
        "documentation"
            | "extensionElements"
            | "textAnnotation"
            | "group"
            | "association"
            | "auditing"
            | "monitoring"
            | "laneSet"
            | "dataObject"
            | "dataObjectReference"
            | "dataStoreReference"
            | "artifact"
    )
}

/// Root elements that only declare: types, interfaces, data stores, categories.
pub(crate) fn is_declaration(local: &str) -> bool {
    matches!(
        local,
        "documentation"
            | "extensionElements"
            | "extension"
            | "import"
            | "relationship"
            | "itemDefinition"
            | "message"
            | "error"
            | "signal"
            | "escalation"
            | "interface"
            | "category"
            | "dataStore"
            | "resource"
            | "endPoint"
            | "partnerEntity"
            | "partnerRole"
            | "correlationProperty"
            | "collaboration"
            | "process"
    )
}
