//! The small models behind the page of elements: a table, one row for each element in each of its forms.

use crate::rule::Wording;

/// (group, what in Italian, in English, model)
pub(super) type Sample = (Wording, &'static str, &'static str, Model);

/// Where the fragment stands.
pub(super) enum Model {
    /// It is the node `x` between start and end.
    Node(&'static str),
    /// It is the start event `x`.
    Start(&'static str),
    /// It is the end event `x`.
    End(&'static str),
    /// A boundary event of a task, with this inside; the flag: it interrupts.
    Boundary(bool, &'static str),
    /// The start event of an event subprocess, with this inside; the flag: it interrupts.
    EventSubprocess(bool, &'static str),
    /// It stands beside a plain process.
    Beside(&'static str),
}

const MESSAGE: &str = "<messageEventDefinition messageRef='m'/>";
const TIMER: &str = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>";
const SIGNAL: &str = "<signalEventDefinition signalRef='g'/>";
const ERROR: &str = "<errorEventDefinition errorRef='r'/>";
const ESCALATION: &str = "<escalationEventDefinition escalationRef='l'/>";
const SEVERAL: &str =
    "<messageEventDefinition messageRef='m'/><signalEventDefinition signalRef='g'/>";
const CONDITION: &str =
    "<conditionalEventDefinition><condition>n > 1</condition></conditionalEventDefinition>";

pub(super) fn samples() -> Vec<Sample> {
    use Model::*;
    let start = Wording {
        it: "Evento iniziale",
        en: "Start event",
    };
    let catch = Wording {
        it: "Evento intermedio",
        en: "Intermediate event",
    };
    let end = Wording {
        it: "Evento finale",
        en: "End event",
    };
    let edge = Wording {
        it: "Evento di confine",
        en: "Boundary event",
    };
    let sub = Wording {
        it: "Sottoprocesso evento",
        en: "Event subprocess",
    };
    let task = Wording {
        it: "Attività",
        en: "Task",
    };
    let gateway = Wording {
        it: "Gateway",
        en: "Gateway",
    };
    let scope = Wording {
        it: "Sottoprocessi e chiamate",
        en: "Subprocesses and calls",
    };
    let repeat = Wording {
        it: "Ripetizioni",
        en: "Loops",
    };
    let data = Wording {
        it: "Dati e contorno",
        en: "Data and surroundings",
    };
    let dialect = Wording {
        it: "Parole di Camunda, Operaton, Flowable, Activiti",
        en: "Words of Camunda, Operaton, Flowable, Activiti",
    };
    vec![
        (start, "semplice", "none", Start("<startEvent id='x'/>")),
        (
            start,
            "messaggio",
            "message",
            Start("<startEvent id='x'><messageEventDefinition messageRef='m'/></startEvent>"),
        ),
        (
            start,
            "tempo",
            "timer",
            Start(
                "<startEvent id='x'><timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>",
            ),
        ),
        (
            start,
            "segnale",
            "signal",
            Start("<startEvent id='x'><signalEventDefinition signalRef='g'/></startEvent>"),
        ),
        (
            start,
            "condizione",
            "conditional",
            Start(
                "<startEvent id='x'><conditionalEventDefinition><condition>n > 1</condition></conditionalEventDefinition></startEvent>",
            ),
        ),
        (
            start,
            "multiplo",
            "multiple",
            Start(
                "<startEvent id='x'><messageEventDefinition messageRef='m'/><signalEventDefinition signalRef='g'/></startEvent>",
            ),
        ),
        (
            start,
            "multiplo parallelo",
            "parallel multiple",
            Start(
                "<startEvent id='x' parallelMultiple='true'><messageEventDefinition messageRef='m'/><signalEventDefinition signalRef='g'/></startEvent>",
            ),
        ),
        (
            start,
            "tempo, data",
            "timer, date",
            Start(
                "<startEvent id='x'><timerEventDefinition><timeDate>2030-01-07T09:00:00</timeDate></timerEventDefinition></startEvent>",
            ),
        ),
        (
            start,
            "tempo, durata",
            "timer, duration",
            Start(
                "<startEvent id='x'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></startEvent>",
            ),
        ),
        (
            start,
            "tempo, cron",
            "timer, cron",
            Start(
                "<startEvent id='x'><timerEventDefinition><timeCycle>0 0 9 ? * MON-FRI</timeCycle></timerEventDefinition></startEvent>",
            ),
        ),
        (
            start,
            "più eventi semplici",
            "several none starts",
            Start(
                "<startEvent id='x'/><startEvent id='y'/><sequenceFlow id='f3' sourceRef='y' targetRef='end'/>",
            ),
        ),
        (
            start,
            "attività di ricezione che inizia il processo",
            "instantiating receive task",
            Start("<receiveTask id='x' messageRef='m' instantiate='true'/>"),
        ),
        (
            start,
            "gateway su eventi che inizia il processo",
            "instantiating event-based gateway",
            Start(
                "<eventBasedGateway id='g1' instantiate='true' eventGatewayType='Exclusive'/><sequenceFlow id='f3' sourceRef='g1' targetRef='x'/><intermediateCatchEvent id='x'><messageEventDefinition messageRef='m'/></intermediateCatchEvent><sequenceFlow id='f4' sourceRef='g1' targetRef='y'/><intermediateCatchEvent id='y'><signalEventDefinition signalRef='g'/></intermediateCatchEvent><sequenceFlow id='f5' sourceRef='y' targetRef='end'/>",
            ),
        ),
        (
            start,
            "gateway su eventi parallelo che inizia il processo",
            "instantiating parallel event-based gateway",
            Start(
                "<eventBasedGateway id='g1' instantiate='true' eventGatewayType='Parallel'/><sequenceFlow id='f3' sourceRef='g1' targetRef='x'/><intermediateCatchEvent id='x'><messageEventDefinition messageRef='m'/></intermediateCatchEvent><sequenceFlow id='f4' sourceRef='g1' targetRef='y'/><intermediateCatchEvent id='y'><signalEventDefinition signalRef='g'/></intermediateCatchEvent><sequenceFlow id='f5' sourceRef='y' targetRef='end'/>",
            ),
        ),
        (
            start,
            "errore (fuori da un sottoprocesso evento)",
            "error (outside an event subprocess)",
            Start("<startEvent id='x'><errorEventDefinition errorRef='r'/></startEvent>"),
        ),
        (
            sub,
            "messaggio, interrompe",
            "message, interrupting",
            EventSubprocess(true, MESSAGE),
        ),
        (
            sub,
            "messaggio, non interrompe",
            "message, not interrupting",
            EventSubprocess(false, MESSAGE),
        ),
        (
            sub,
            "tempo, interrompe",
            "timer, interrupting",
            EventSubprocess(true, TIMER),
        ),
        (
            sub,
            "tempo, non interrompe",
            "timer, not interrupting",
            EventSubprocess(false, TIMER),
        ),
        (
            sub,
            "segnale, interrompe",
            "signal, interrupting",
            EventSubprocess(true, SIGNAL),
        ),
        (
            sub,
            "segnale, non interrompe",
            "signal, not interrupting",
            EventSubprocess(false, SIGNAL),
        ),
        (
            sub,
            "condizione, interrompe",
            "conditional, interrupting",
            EventSubprocess(true, CONDITION),
        ),
        (
            sub,
            "condizione, non interrompe",
            "conditional, not interrupting",
            EventSubprocess(false, CONDITION),
        ),
        (
            sub,
            "errore, interrompe",
            "error, interrupting",
            EventSubprocess(true, ERROR),
        ),
        (
            sub,
            "errore, non interrompe",
            "error, not interrupting",
            EventSubprocess(false, ERROR),
        ),
        (
            sub,
            "escalation, interrompe",
            "escalation, interrupting",
            EventSubprocess(true, ESCALATION),
        ),
        (
            sub,
            "escalation, non interrompe",
            "escalation, not interrupting",
            EventSubprocess(false, ESCALATION),
        ),
        (
            sub,
            "multiplo, interrompe",
            "multiple, interrupting",
            EventSubprocess(true, SEVERAL),
        ),
        (
            sub,
            "multiplo, non interrompe",
            "multiple, not interrupting",
            EventSubprocess(false, SEVERAL),
        ),
        (
            sub,
            "compensazione, dentro un sottoprocesso",
            "compensation, inside a subprocess",
            Node(
                "<subProcess id='x'><startEvent id='i'/><sequenceFlow id='f3' sourceRef='i' targetRef='j'/><endEvent id='j'/><subProcess id='es' triggeredByEvent='true'><startEvent id='k'><compensateEventDefinition/></startEvent><sequenceFlow id='f4' sourceRef='k' targetRef='u'/><endEvent id='u'/></subProcess></subProcess>",
            ),
        ),
        (
            sub,
            "compensazione, nel processo stesso",
            "compensation, in the process itself",
            EventSubprocess(true, "<compensateEventDefinition/>"),
        ),
        (
            catch,
            "attende un messaggio",
            "catches a message",
            Node(
                "<intermediateCatchEvent id='x'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>",
            ),
        ),
        (
            catch,
            "attende un tempo",
            "catches a timer",
            Node(
                "<intermediateCatchEvent id='x'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>",
            ),
        ),
        (
            catch,
            "attende un segnale",
            "catches a signal",
            Node(
                "<intermediateCatchEvent id='x'><signalEventDefinition signalRef='g'/></intermediateCatchEvent>",
            ),
        ),
        (
            catch,
            "attende una condizione",
            "catches a condition",
            Node(
                "<intermediateCatchEvent id='x'><conditionalEventDefinition><condition>n > 1</condition></conditionalEventDefinition></intermediateCatchEvent>",
            ),
        ),
        (
            catch,
            "attende uno fra più",
            "catches one of several",
            Node(
                "<intermediateCatchEvent id='x'><messageEventDefinition messageRef='m'/><signalEventDefinition signalRef='g'/></intermediateCatchEvent>",
            ),
        ),
        (
            catch,
            "attende tutti",
            "catches all of several",
            Node(
                "<intermediateCatchEvent id='x' parallelMultiple='true'><messageEventDefinition messageRef='m'/><signalEventDefinition signalRef='g'/></intermediateCatchEvent>",
            ),
        ),
        (
            catch,
            "attende una data",
            "catches a date",
            Node(
                "<intermediateCatchEvent id='x'><timerEventDefinition><timeDate>2030-01-07T09:00:00</timeDate></timerEventDefinition></intermediateCatchEvent>",
            ),
        ),
        (
            catch,
            "attende il prossimo istante cron",
            "catches the next cron instant",
            Node(
                "<intermediateCatchEvent id='x'><timerEventDefinition><timeCycle>0 0 9 ? * MON-FRI</timeCycle></timerEventDefinition></intermediateCatchEvent>",
            ),
        ),
        (
            catch,
            "manda più cose",
            "throws several",
            Node(
                "<intermediateThrowEvent id='x'><messageEventDefinition messageRef='m'/><signalEventDefinition signalRef='g'/></intermediateThrowEvent>",
            ),
        ),
        (
            catch,
            "passa (senza definizione)",
            "passes (no definition)",
            Node("<intermediateThrowEvent id='x'/>"),
        ),
        (
            catch,
            "manda un messaggio",
            "throws a message",
            Node(
                "<intermediateThrowEvent id='x'><messageEventDefinition messageRef='m'/></intermediateThrowEvent>",
            ),
        ),
        (
            catch,
            "manda un segnale",
            "throws a signal",
            Node(
                "<intermediateThrowEvent id='x'><signalEventDefinition signalRef='g'/></intermediateThrowEvent>",
            ),
        ),
        (
            catch,
            "manda un'escalation",
            "throws an escalation",
            Node(
                "<intermediateThrowEvent id='x'><escalationEventDefinition escalationRef='l'/></intermediateThrowEvent>",
            ),
        ),
        (
            catch,
            "chiede la compensazione",
            "throws compensation",
            Node(
                "<intermediateThrowEvent id='x'><compensateEventDefinition/></intermediateThrowEvent>",
            ),
        ),
        (
            catch,
            "collegamento",
            "link",
            Node(
                "<intermediateThrowEvent id='q'><linkEventDefinition name='L'/></intermediateThrowEvent><sequenceFlow id='f3' sourceRef='start' targetRef='q'/><intermediateCatchEvent id='x'><linkEventDefinition name='L'/></intermediateCatchEvent>",
            ),
        ),
        (
            catch,
            "errore",
            "error",
            Node(
                "<intermediateThrowEvent id='x'><errorEventDefinition errorRef='r'/></intermediateThrowEvent>",
            ),
        ),
        (end, "semplice", "none", End("<endEvent id='x'/>")),
        (
            end,
            "messaggio",
            "message",
            End("<endEvent id='x'><messageEventDefinition messageRef='m'/></endEvent>"),
        ),
        (
            end,
            "segnale",
            "signal",
            End("<endEvent id='x'><signalEventDefinition signalRef='g'/></endEvent>"),
        ),
        (
            end,
            "errore",
            "error",
            End("<endEvent id='x'><errorEventDefinition errorRef='r'/></endEvent>"),
        ),
        (
            end,
            "escalation",
            "escalation",
            End("<endEvent id='x'><escalationEventDefinition escalationRef='l'/></endEvent>"),
        ),
        (
            end,
            "compensazione",
            "compensation",
            End("<endEvent id='x'><compensateEventDefinition/></endEvent>"),
        ),
        (
            end,
            "terminazione",
            "terminate",
            End("<endEvent id='x'><terminateEventDefinition/></endEvent>"),
        ),
        (
            end,
            "multiplo",
            "multiple",
            End(
                "<endEvent id='x'><messageEventDefinition messageRef='m'/><signalEventDefinition signalRef='g'/></endEvent>",
            ),
        ),
        (
            end,
            "multiplo, poi termina",
            "multiple, then terminates",
            End(
                "<endEvent id='x'><messageEventDefinition messageRef='m'/><terminateEventDefinition/></endEvent>",
            ),
        ),
        (
            end,
            "multiplo, poi un errore",
            "multiple, then an error",
            End(
                "<endEvent id='x'><messageEventDefinition messageRef='m'/><errorEventDefinition errorRef='r'/></endEvent>",
            ),
        ),
        (
            end,
            "multiplo, poi compensa",
            "multiple, then compensates",
            End(
                "<endEvent id='x'><messageEventDefinition messageRef='m'/><compensateEventDefinition/></endEvent>",
            ),
        ),
        (
            end,
            "errore e terminazione insieme",
            "error and terminate together",
            End(
                "<endEvent id='x'><errorEventDefinition errorRef='r'/><terminateEventDefinition/></endEvent>",
            ),
        ),
        (
            end,
            "annullamento, in una transazione",
            "cancel, in a transaction",
            Node(
                "<transaction id='x'><startEvent id='i'/><sequenceFlow id='f3' sourceRef='i' targetRef='j'/><endEvent id='j'><cancelEventDefinition/></endEvent></transaction>",
            ),
        ),
        (
            end,
            "annullamento (fuori da una transazione)",
            "cancel (outside a transaction)",
            End("<endEvent id='x'><cancelEventDefinition/></endEvent>"),
        ),
        (
            edge,
            "messaggio, interrompe",
            "message, interrupting",
            Boundary(true, MESSAGE),
        ),
        (
            edge,
            "messaggio, non interrompe",
            "message, not interrupting",
            Boundary(false, MESSAGE),
        ),
        (
            edge,
            "tempo, interrompe",
            "timer, interrupting",
            Boundary(true, TIMER),
        ),
        (
            edge,
            "tempo, non interrompe",
            "timer, not interrupting",
            Boundary(false, TIMER),
        ),
        (
            edge,
            "segnale, interrompe",
            "signal, interrupting",
            Boundary(true, SIGNAL),
        ),
        (
            edge,
            "segnale, non interrompe",
            "signal, not interrupting",
            Boundary(false, SIGNAL),
        ),
        (
            edge,
            "condizione, interrompe",
            "conditional, interrupting",
            Boundary(true, CONDITION),
        ),
        (
            edge,
            "condizione, non interrompe",
            "conditional, not interrupting",
            Boundary(false, CONDITION),
        ),
        (
            edge,
            "errore, interrompe",
            "error, interrupting",
            Boundary(true, ERROR),
        ),
        (
            edge,
            "errore, non interrompe",
            "error, not interrupting",
            Boundary(false, ERROR),
        ),
        (
            edge,
            "escalation, interrompe",
            "escalation, interrupting",
            Boundary(true, ESCALATION),
        ),
        (
            edge,
            "escalation, non interrompe",
            "escalation, not interrupting",
            Boundary(false, ESCALATION),
        ),
        (
            edge,
            "multiplo, interrompe",
            "multiple, interrupting",
            Boundary(true, SEVERAL),
        ),
        (
            edge,
            "multiplo, non interrompe",
            "multiple, not interrupting",
            Boundary(false, SEVERAL),
        ),
        (
            edge,
            "multiplo parallelo",
            "parallel multiple",
            Node(
                "<userTask id='x' c:candidateGroups='ufficio:urp'/><boundaryEvent id='e' attachedToRef='x' parallelMultiple='true'><messageEventDefinition messageRef='m'/><signalEventDefinition signalRef='g'/></boundaryEvent><sequenceFlow id='f3' sourceRef='e' targetRef='end'/>",
            ),
        ),
        (
            edge,
            "tempo, ciclo",
            "timer, cycle",
            Boundary(
                false,
                "<timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition>",
            ),
        ),
        (
            edge,
            "compensazione",
            "compensation",
            Node(
                "<task id='x'/><boundaryEvent id='e' attachedToRef='x'><compensateEventDefinition/></boundaryEvent><task id='h' isForCompensation='true'/><association id='as' sourceRef='e' targetRef='h'/>",
            ),
        ),
        (
            edge,
            "annullamento di una transazione",
            "cancel of a transaction",
            Node(
                "<transaction id='x'><startEvent id='i'/><sequenceFlow id='f3' sourceRef='i' targetRef='j'/><endEvent id='j'><cancelEventDefinition/></endEvent></transaction><boundaryEvent id='k' attachedToRef='x'><cancelEventDefinition/></boundaryEvent><sequenceFlow id='f4' sourceRef='k' targetRef='end'/>",
            ),
        ),
        (
            edge,
            "nessuna definizione",
            "no definition",
            Boundary(true, ""),
        ),
        (task, "indefinita", "undefined", Node("<task id='x'/>")),
        (task, "manuale", "manual", Node("<manualTask id='x'/>")),
        (
            task,
            "utente",
            "user",
            Node("<userTask id='x' c:candidateGroups='ufficio:urp'/>"),
        ),
        (
            task,
            "utente, con potentialOwner",
            "user, with potentialOwner",
            Node(
                "<userTask id='x'><potentialOwner><resourceAssignmentExpression><formalExpression>user(anna), group(ufficio:urp)</formalExpression></resourceAssignmentExpression></potentialOwner></userTask>",
            ),
        ),
        (
            task,
            "utente, con humanPerformer",
            "user, with humanPerformer",
            Node(
                "<userTask id='x'><humanPerformer><resourceAssignmentExpression><formalExpression>${chi}</formalExpression></resourceAssignmentExpression></humanPerformer></userTask>",
            ),
        ),
        (
            task,
            "con flusso condizionale e predefinito in uscita",
            "with a conditional and a default flow out",
            Node(
                "<task id='x' default='f2'/><sequenceFlow id='f3' sourceRef='x' targetRef='end2'><conditionExpression>n > 1</conditionExpression></sequenceFlow><endEvent id='end2'/>",
            ),
        ),
        (
            task,
            "servizio, esterno",
            "service, external",
            Node("<serviceTask id='x' c:type='external' c:topic='t'/>"),
        ),
        (
            task,
            "servizio, espressione",
            "service, expression",
            Node("<serviceTask id='x' c:expression='${n + 1}' c:resultVariable='n'/>"),
        ),
        (
            task,
            "servizio, classe Java",
            "service, Java class",
            Node("<serviceTask id='x' c:class='org.example.Send'/>"),
        ),
        (
            task,
            "servizio, senza lavoro",
            "service, without work",
            Node("<serviceTask id='x'/>"),
        ),
        (
            task,
            "invio di un messaggio",
            "send a message",
            Node("<sendTask id='x' messageRef='m'/>"),
        ),
        (
            task,
            "ricezione",
            "receive",
            Node("<receiveTask id='x' messageRef='m'/>"),
        ),
        (
            task,
            "script rhai",
            "rhai script",
            Node("<scriptTask id='x' scriptFormat='rhai'><script>1 + 1</script></scriptTask>"),
        ),
        (
            task,
            "script javascript",
            "javascript script",
            Node(
                "<scriptTask id='x' scriptFormat='javascript'><script>1 + 1</script></scriptTask>",
            ),
        ),
        (
            task,
            "regola rhai",
            "rhai rule",
            Node("<businessRuleTask id='x' s:rule='scegli'/>"),
        ),
        (
            task,
            "tabella DMN",
            "DMN table",
            Node("<businessRuleTask id='x' c:decisionRef='ufficio' c:resultVariable='u'/>"),
        ),
        (
            gateway,
            "esclusivo",
            "exclusive",
            Node("<exclusiveGateway id='x'/>"),
        ),
        (
            gateway,
            "parallelo",
            "parallel",
            Node("<parallelGateway id='x'/>"),
        ),
        (
            gateway,
            "inclusivo",
            "inclusive",
            Node("<inclusiveGateway id='x'/>"),
        ),
        (
            gateway,
            "complesso",
            "complex",
            Node("<complexGateway id='x'/>"),
        ),
        (
            gateway,
            "su eventi",
            "event-based",
            Node(
                "<eventBasedGateway id='x'/><sequenceFlow id='f3' sourceRef='x' targetRef='c1'/><intermediateCatchEvent id='c1'><signalEventDefinition signalRef='g'/></intermediateCatchEvent><sequenceFlow id='f4' sourceRef='c1' targetRef='end'/><sequenceFlow id='f5' sourceRef='x' targetRef='c2'/><intermediateCatchEvent id='c2'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent><sequenceFlow id='f6' sourceRef='c2' targetRef='end'/>",
            ),
        ),
        (
            gateway,
            "complesso, con condizione di attivazione",
            "complex, with an activation condition",
            Node(
                "<task id='a'/><sequenceFlow id='f3' sourceRef='start' targetRef='a'/><sequenceFlow id='f4' sourceRef='a' targetRef='x'/><complexGateway id='x'><activationCondition>activationCount >= 1</activationCondition></complexGateway>",
            ),
        ),
        (
            gateway,
            "su eventi, con un'attività di ricezione",
            "event-based, with a receive task",
            Node(
                "<eventBasedGateway id='x'/><sequenceFlow id='f3' sourceRef='x' targetRef='c1'/><receiveTask id='c1' messageRef='m'/><sequenceFlow id='f4' sourceRef='c1' targetRef='end'/><sequenceFlow id='f5' sourceRef='x' targetRef='c2'/><intermediateCatchEvent id='c2'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent><sequenceFlow id='f6' sourceRef='c2' targetRef='end'/>",
            ),
        ),
        (
            gateway,
            "su eventi, con una sola uscita",
            "event-based, with one way out",
            Node("<eventBasedGateway id='x'/>"),
        ),
        (
            scope,
            "sottoprocesso",
            "embedded subprocess",
            Node(
                "<subProcess id='x'><startEvent id='i'/><sequenceFlow id='f3' sourceRef='i' targetRef='j'/><endEvent id='j'/></subProcess>",
            ),
        ),
        (
            scope,
            "transazione",
            "transaction",
            Node(
                "<transaction id='x'><startEvent id='i'/><sequenceFlow id='f3' sourceRef='i' targetRef='j'/><endEvent id='j'/></transaction>",
            ),
        ),
        (
            scope,
            "transazione annullata",
            "transaction, cancelled",
            Node(
                "<transaction id='x'><startEvent id='i'/><sequenceFlow id='f3' sourceRef='i' targetRef='j'/><endEvent id='j'><cancelEventDefinition/></endEvent></transaction><boundaryEvent id='k' attachedToRef='x'><cancelEventDefinition/></boundaryEvent><sequenceFlow id='f4' sourceRef='k' targetRef='end'/>",
            ),
        ),
        (
            scope,
            "ad hoc",
            "ad-hoc",
            Node("<adHocSubProcess id='x'><task id='i'/></adHocSubProcess>"),
        ),
        (
            scope,
            "ad hoc, in sequenza",
            "ad-hoc, sequential",
            Node(
                "<adHocSubProcess id='x' ordering='Sequential'><task id='i'/><task id='j'/></adHocSubProcess>",
            ),
        ),
        (
            scope,
            "ad hoc, con condizione di completamento",
            "ad-hoc, with a completion condition",
            Node(
                "<adHocSubProcess id='x' cancelRemainingInstances='false'><task id='i'/><task id='j'/><completionCondition>n > 1</completionCondition></adHocSubProcess>",
            ),
        ),
        (
            scope,
            "chiamata",
            "call activity",
            Node("<callActivity id='x' calledElement='q'/>"),
        ),
        (
            scope,
            "chiamata, versione del deposito",
            "call activity, version of the deployment",
            Node("<callActivity id='x' calledElement='q' c:calledElementBinding='deployment'/>"),
        ),
        (
            scope,
            "chiamata, versione per numero",
            "call activity, version by number",
            Node(
                "<callActivity id='x' calledElement='q' c:calledElementBinding='version' c:calledElementVersion='2'/>",
            ),
        ),
        (
            scope,
            "chiamata, versione per etichetta",
            "call activity, version by tag",
            Node(
                "<callActivity id='x' calledElement='q' c:calledElementBinding='versionTag' c:calledElementVersionTag='v2'/>",
            ),
        ),
        (
            scope,
            "chiamata, solo le variabili proprie (local)",
            "call activity, its own variables only (local)",
            Node(
                "<callActivity id='x' calledElement='q'><extensionElements><c:in variables='all' local='true'/></extensionElements></callActivity>",
            ),
        ),
        (
            scope,
            "attività globale utente",
            "global user task",
            Beside("<globalUserTask id='x' c:candidateGroups='ufficio:urp'/>"),
        ),
        (
            scope,
            "attività globale manuale",
            "global manual task",
            Beside("<globalManualTask id='x'/>"),
        ),
        (
            scope,
            "attività globale di regola",
            "global business rule task",
            Beside("<globalBusinessRuleTask id='x' s:rule='scegli'/>"),
        ),
        (
            scope,
            "attività globale",
            "global task",
            Beside("<globalScriptTask id='x'><script>1</script></globalScriptTask>"),
        ),
        (
            repeat,
            "multi-istanza parallela",
            "parallel multi-instance",
            Node(
                "<task id='x'><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></task>",
            ),
        ),
        (
            repeat,
            "multi-istanza in sequenza",
            "sequential multi-instance",
            Node(
                "<task id='x'><multiInstanceLoopCharacteristics isSequential='true' c:collection='l' c:elementVariable='e'/></task>",
            ),
        ),
        (
            repeat,
            "eventi di multi-istanza (behavior None)",
            "multi-instance events (behavior None)",
            Node(
                "<task id='x'><multiInstanceLoopCharacteristics behavior='None' noneBehaviorEventRef='sd'><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></task>",
            ),
        ),
        (
            repeat,
            "multi-istanza con lista dei risultati",
            "multi-instance with an output collection",
            Node(
                "<task id='x'><multiInstanceLoopCharacteristics s:outputCollection='tutti' s:outputElement='${loopCounter}'><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></task>",
            ),
        ),
        (
            repeat,
            "multi-istanza con condizione di completamento",
            "multi-instance with a completion condition",
            Node(
                "<task id='x'><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality><completionCondition>nrOfCompletedInstances >= 1</completionCondition></multiInstanceLoopCharacteristics></task>",
            ),
        ),
        (
            repeat,
            "eventi di multi-istanza (behavior One)",
            "multi-instance events (behavior One)",
            Node(
                "<task id='x'><multiInstanceLoopCharacteristics behavior='One' oneBehaviorEventRef='sd'><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></task>",
            ),
        ),
        (
            repeat,
            "eventi di multi-istanza (behavior All)",
            "multi-instance events (behavior All)",
            Node(
                "<task id='x'><multiInstanceLoopCharacteristics behavior='All'><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics></task>",
            ),
        ),
        (
            repeat,
            "eventi di multi-istanza (behavior Complex)",
            "multi-instance events (behavior Complex)",
            Node(
                "<task id='x'><multiInstanceLoopCharacteristics behavior='Complex'><loopCardinality>3</loopCardinality><complexBehaviorDefinition><condition>nrOfCompletedInstances >= 1</condition><event id='be'><signalEventDefinition signalRef='g'/></event></complexBehaviorDefinition></multiInstanceLoopCharacteristics></task>",
            ),
        ),
        (
            repeat,
            "ciclo",
            "standard loop",
            Node("<task id='x'><standardLoopCharacteristics loopMaximum='3'/></task>"),
        ),
        (
            data,
            "oggetto dati",
            "data object",
            Node("<task id='x'/><dataObject id='o'/>"),
        ),
        (
            data,
            "magazzino dati",
            "data store",
            Node("<task id='x'/><dataStoreReference id='dr' dataStoreRef='ds'/>"),
        ),
        (
            data,
            "ioSpecification",
            "ioSpecification",
            Node(
                "<userTask id='x' c:candidateGroups='ufficio:urp'><ioSpecification><dataInput id='di' name='testo'/><dataOutput id='do' name='esito'/><inputSet><dataInputRefs>di</dataInputRefs></inputSet><outputSet><dataOutputRefs>do</dataOutputRefs></outputSet></ioSpecification></userTask>",
            ),
        ),
        (
            data,
            "insieme di corsie",
            "lane set",
            Node(
                "<task id='x'/><laneSet id='ls'><lane id='la' name='Ufficio'><flowNodeRef>x</flowNodeRef></lane></laneSet>",
            ),
        ),
        (
            data,
            "annotazione e gruppo",
            "text annotation and group",
            Node(
                "<task id='x'/><textAnnotation id='a'><text>…</text></textAnnotation><group id='gr'/>",
            ),
        ),
        (
            data,
            "due pool con un flusso di messaggio",
            "two pools with a message flow",
            Beside(
                "<collaboration id='co'><participant id='p1' processRef='p'/><participant id='x'/><messageFlow id='mf' sourceRef='p1' targetRef='x'/></collaboration>",
            ),
        ),
        (
            data,
            "coreografia",
            "choreography",
            Beside("<choreography id='x'/>"),
        ),
        (
            data,
            "conversazione",
            "conversation",
            Beside("<collaboration id='co'><conversation id='x'/></collaboration>"),
        ),
        (
            dialect,
            "listener con uno script rhai",
            "listener with a rhai script",
            Node(
                "<task id='x'><extensionElements><c:executionListener event='start'><c:script scriptFormat='rhai'>1</c:script></c:executionListener></extensionElements></task>",
            ),
        ),
        (
            dialect,
            "listener con un'espressione",
            "listener with an expression",
            Node(
                "<userTask id='x' c:assignee='anna'><extensionElements><c:taskListener event='complete' expression='${n + 1}'/></extensionElements></userTask>",
            ),
        ),
        (
            dialect,
            "listener con una classe Java",
            "listener with a Java class",
            Node(
                "<task id='x'><extensionElements><c:executionListener event='start' class='org.example.L'/></extensionElements></task>",
            ),
        ),
        (
            dialect,
            "servizio con una classe Java",
            "service task with a Java class",
            Node("<serviceTask id='x' c:class='org.example.Send'/>"),
        ),
        (
            dialect,
            "modulo nel file (formData)",
            "form in the file (formData)",
            Node(
                "<userTask id='x' c:assignee='anna'><extensionElements><c:formData><c:formField id='n' type='long'/></c:formData></extensionElements></userTask>",
            ),
        ),
        (
            dialect,
            "skipExpression",
            "skipExpression",
            Node("<userTask id='x' c:assignee='anna' c:skipExpression='${n}'/>"),
        ),
        (
            dialect,
            "terminateAll",
            "terminateAll",
            End("<endEvent id='x'><terminateEventDefinition c:terminateAll='true'/></endEvent>"),
        ),
        (
            dialect,
            "triggerable",
            "triggerable",
            Node("<serviceTask id='x' c:topic='t' c:triggerable='true' s:correlationKey='${n}'/>"),
        ),
        (
            dialect,
            "servizio di tipo external",
            "service task of type external",
            Node("<serviceTask id='x' c:type='external' c:topic='t'/>"),
        ),
        (
            dialect,
            "servizio di tipo http",
            "service task of type http",
            Node(
                "<serviceTask id='x' c:type='http'><extensionElements><c:field name='requestUrl' stringValue='https://servizi.example'/></extensionElements></serviceTask>",
            ),
        ),
        (
            dialect,
            "servizio di tipo dmn",
            "service task of type dmn",
            Node(
                "<serviceTask id='x' c:type='dmn'><extensionElements><c:field name='decisionTableReferenceKey' stringValue='d'/></extensionElements></serviceTask>",
            ),
        ),
        (
            dialect,
            "servizio di tipo mail",
            "service task of type mail",
            Node("<serviceTask id='x' c:type='mail'/>"),
        ),
        (
            dialect,
            "fine di una ripetizione (endDate)",
            "end of a repetition (endDate)",
            Boundary(
                false,
                "<timerEventDefinition><timeCycle c:endDate='2030-01-01'>R/P1D</timeCycle></timerEventDefinition>",
            ),
        ),
        (
            dialect,
            "calendario proprio (businessCalendarName)",
            "a calendar of one's own (businessCalendarName)",
            Node("<userTask id='x' c:assignee='anna' c:businessCalendarName='feste'/>"),
        ),
    ]
}

/// The model as a file.
pub(super) fn file(model: &Model) -> String {
    let between = |node: &str, more: &str| {
        // A catch link event is reached by its name.
        let to = if node.contains("linkEvent") {
            ""
        } else {
            "<sequenceFlow id='f1' sourceRef='start' targetRef='x'/>"
        };
        // An event-based gateway leads to events only.
        let on = if node.contains("f5") {
            ""
        } else {
            "<sequenceFlow id='f2' sourceRef='x' targetRef='end'/>"
        };
        format!(
            "<process id='p' isExecutable='true'><startEvent id='start'/>{to}\
             {node}{on}<endEvent id='end'/>{more}</process>"
        )
    };
    let inside = match model {
        Model::Node(node) => between(node, ""),
        Model::Start(start) => format!(
            "<process id='p' isExecutable='true'>{start}<sequenceFlow id='f1' sourceRef='x' targetRef='end'/><endEvent id='end'/></process>"
        ),
        Model::End(end) => format!(
            "<process id='p' isExecutable='true'><startEvent id='start'/><sequenceFlow id='f1' sourceRef='start' targetRef='x'/>{end}</process>"
        ),
        Model::Boundary(interrupts, definition) => between(
            "<userTask id='x' c:candidateGroups='ufficio:urp'/>",
            &format!(
                "<boundaryEvent id='e' attachedToRef='x' cancelActivity='{interrupts}'>{definition}</boundaryEvent>\
                 <sequenceFlow id='f3' sourceRef='e' targetRef='end2'/><endEvent id='end2'/>"
            ),
        ),
        Model::EventSubprocess(interrupts, definition) => between(
            "<task id='x'/>",
            &format!(
                "<subProcess id='sub' triggeredByEvent='true'><startEvent id='e' isInterrupting='{interrupts}'>{definition}</startEvent><sequenceFlow id='f3' sourceRef='e' targetRef='end2'/><endEvent id='end2'/></subProcess>"
            ),
        ),
        Model::Beside(beside) => format!(
            "{}{beside}",
            between("<task id='x'/>", "")
                .replace("id='x'", "id='n'")
                .replace("Ref='x'", "Ref='n'")
        ),
    };
    format!(
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:c='http://camunda.org/schema/1.0/bpmn' \
         xmlns:s='urn:staffetta:bpmn:1' id='d' targetNamespace='urn:reference'><message id='m' name='M'/><signal id='g' name='S'/>\
         <error id='r' errorCode='E'/><dataStore id='ds' name='archivio'/><escalation id='l' escalationCode='L'/><signalEventDefinition id='sd' signalRef='g'/>{inside}</definitions>"
    )
}
