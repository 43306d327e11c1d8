//! The rules of a BPMN file: a table, long because there is much to say.

rules! {
XML_EMPTY "XML001" Error
message "Il file non contiene nessun elemento." / "The file contains no element."
expected "Un documento XML con radice definitions." / "An XML document whose root is definitions."
fix "Salvare di nuovo il modello dal disegnatore e ripetere il caricamento." / "Save the model again in the designer and repeat the upload."
XML_ENCODING_UNKNOWN "XML002" Error
message "La codifica dichiarata «{encoding}» non è conosciuta." / "The declared encoding “{encoding}” is not known."
expected "UTF-8, UTF-16, ISO-8859-1 o windows-1252." / "UTF-8, UTF-16, ISO-8859-1 or windows-1252."
fix "Salvare il file in UTF-8." / "Save the file as UTF-8."
XML_ENCODING_BROKEN "XML003" Error
message "Il file contiene byte che non sono {encoding} valido." / "The file contains bytes that are not valid {encoding}."
expected "Testo nella codifica dichiarata in testa al file." / "Text in the encoding declared at the top of the file."
fix "Salvare il file in UTF-8 o correggere la dichiarazione della codifica." / "Save the file as UTF-8 or correct the encoding declaration."
XML_ILL_FORMED "XML004" Error
message "Il file non è XML ben formato: {detail}." / "The file is not well-formed XML: {detail}."
expected "XML 1.0 ben formato." / "Well-formed XML 1.0."
fix "Correggere il file in questo punto, o salvarlo di nuovo dal disegnatore." / "Correct the file at this place, or save it again in the designer."
XML_UNCLOSED "XML005" Error
message "Il file finisce mentre l'elemento «{detail}» è ancora aperto." / "The file ends while the element “{detail}” is still open."
expected "Un tag di chiusura per ogni elemento." / "An end tag for every element."
fix "Il file è forse troncato: trasferirlo di nuovo per intero." / "The file may be cut short: transfer it again in full."
XML_OUTSIDE_ROOT "XML006" Error
message "C'è contenuto fuori dall'elemento radice: {detail}" / "There is content outside the root element: {detail}"
expected "Un solo elemento radice e nient'altro." / "One root element and nothing else."
fix "Togliere ciò che sta prima o dopo l'elemento definitions." / "Remove what stands before or after the definitions element."
XML_ATTRIBUTE "XML007" Error
message "Un attributo è scritto male o ripetuto: {detail}." / "An attribute is malformed or repeated: {detail}."
expected "Attributi nome=\"valore\", ciascuno una volta, senza «<» nel valore." / "Attributes name=\"value\", each once, without “<” in the value."
fix "Correggere gli attributi di questo elemento." / "Correct the attributes of this element."
XML_ENTITY "XML008" Error
message "Il riferimento {detail} non è definito." / "The reference {detail} is not defined."
expected "Solo &lt; &gt; &amp; &quot; &apos; e riferimenti a caratteri ammessi." / "Only &lt; &gt; &amp; &quot; &apos; and references to allowed characters."
fix "Scrivere il carattere stesso, o &amp; al posto di una & isolata." / "Write the character itself, or &amp; for a lone &."
XML_PREFIX "XML009" Error
message "Il prefisso «{detail}» non è legato a nessuno spazio dei nomi." / "The prefix “{detail}” is bound to no namespace."
expected "Una dichiarazione xmlns:prefisso=\"URI\" sull'elemento o più in alto." / "A declaration xmlns:prefix=\"URI\" on the element or above."
fix "Aggiungere la dichiarazione dello spazio dei nomi in definitions." / "Add the namespace declaration to definitions."
XML_CHARACTER "XML010" Error
message "Il file contiene un carattere che XML non ammette: {detail}." / "The file contains a character XML does not allow: {detail}."
expected "Nessun carattere di controllo." / "No control characters."
fix "Togliere il carattere." / "Remove the character."
XML_NAME "XML011" Error
message "«{detail}» non è un nome valido." / "“{detail}” is not a valid name."
expected "Un nome XML: lettera o _, poi lettere, cifre, _ - e punto." / "An XML name: letter or _, then letters, digits, _ - and dot."
fix "Correggere il nome dell'elemento o dell'attributo." / "Correct the name of the element or attribute."
FILE_TOO_BIG "LIM001" Error
message "Il file è di {size} byte." / "The file has {size} bytes."
expected "Al massimo 10 MiB." / "At most 10 MiB."
fix "Dividere il modello in più file, o togliere immagini e dati incorporati." / "Split the model into several files, or remove embedded images and data."
TOO_DEEP "LIM002" Error
message "Gli elementi sono annidati oltre {detail} livelli." / "Elements are nested deeper than {detail} levels."
expected "Un annidamento che una persona possa leggere." / "A nesting a person can read."
fix "Portare i sottoprocessi più interni in un altro processo." / "Move the innermost subprocesses to another process."
TOO_MANY_ATTRIBUTES "LIM003" Error
message "Un elemento ha più di {detail} attributi." / "An element has more than {detail} attributes."
expected "Gli attributi dello standard e delle estensioni conosciute." / "The attributes of the standard and of known extensions."
fix "Togliere gli attributi di troppo." / "Remove the surplus attributes."
TOO_MANY_ELEMENTS "LIM004" Error
message "Il file ha più di {detail} elementi." / "The file has more than {detail} elements."
expected "Un modello che si possa disegnare e leggere." / "A model that can be drawn and read."
fix "Dividere il modello in più file." / "Split the model into several files."
DOCTYPE_REFUSED "LIM005" Error
message "Il file contiene una dichiarazione DOCTYPE." / "The file contains a DOCTYPE declaration."
expected "Un file senza DTD: BPMN è descritto da uno schema e non ne ha bisogno." / "A file without a DTD: BPMN is described by a schema and needs none."
fix "Togliere la dichiarazione DOCTYPE e le entità che definisce." / "Remove the DOCTYPE declaration and the entities it defines."
ID_TOO_LONG "LIM006" Error
message "Un id è di {size} caratteri." / "An id has {size} characters."
expected "Al massimo 255 caratteri." / "At most 255 characters."
fix "Dare all'elemento un id più corto." / "Give the element a shorter id."
TOO_MANY_FINDINGS "LIM007" Warning
message "Ci sono altri {count} problemi che qui non sono elencati." / "There are {count} more problems that are not listed here."
expected "Al massimo 500 problemi per file." / "At most 500 problems a file."
fix "Correggere quelli elencati e ripetere il caricamento." / "Correct the listed ones and repeat the upload."

NOT_BPMN "DOC001" Error
message "La radice del file è «{detail}», che non è un modello BPMN 2.0." / "The root of the file is “{detail}”, which is not a BPMN 2.0 model."
expected "La radice definitions nello spazio dei nomi http://www.omg.org/spec/BPMN/20100524/MODEL." / "The root definitions in the namespace http://www.omg.org/spec/BPMN/20100524/MODEL."
fix "Esportare il modello in formato BPMN 2.0." / "Export the model as BPMN 2.0."
NO_PROCESS "DOC002" Error
message "Il file non contiene nessun processo eseguibile." / "The file contains no executable process."
expected "Almeno un elemento process senza isExecutable=\"false\"." / "At least one process element without isExecutable=\"false\"."
fix "Segnare il processo come eseguibile nel pannello delle proprietà." / "Mark the process as executable in the properties panel."
FOREIGN_DIALECT "DOC003" Error
message "«{tag}» è un'estensione di Camunda 8 (zeebe), che qui non si esegue." / "“{tag}” is an extension of Camunda 8 (zeebe), which does not run here."
expected "Estensioni camunda, operaton, flowable, activiti (Camunda 7) o staffetta." / "Extensions of camunda, operaton, flowable, activiti (Camunda 7) or staffetta."
fix "Riscrivere l'estensione nel vocabolario camunda del pannello delle proprietà." / "Rewrite the extension in the camunda vocabulary of the properties panel."
NOT_ALLOWED_HERE "DOC004" Error
message "L'elemento «{tag}» non può stare dentro «{parent}»." / "The element “{tag}” may not stand inside “{parent}”."
expected "Solo gli elementi che lo schema BPMN 2.0 ammette in questo punto." / "Only the elements the BPMN 2.0 schema allows at this place."
fix "Spostare o togliere l'elemento." / "Move or remove the element."
TEXT_FORMAT "DOC005" Error
message "textFormat=\"{value}\" non è un tipo MIME." / "textFormat=\"{value}\" is not a MIME type."
expected "Un tipo come text/plain o text/html." / "A type such as text/plain or text/html."
fix "Scrivere textFormat=\"text/plain\" o togliere l'attributo." / "Write textFormat=\"text/plain\" or remove the attribute."

ID_DUPLICATE "IDN001" Error
message "L'id «{element}» è già usato alla riga {line}." / "The id “{element}” is already used at line {line}."
expected "Un id diverso per ogni elemento del file." / "A different id for every element of the file."
fix "Cambiare uno dei due id e i riferimenti che lo usano." / "Change one of the two ids and the references that use it."
ID_MISSING "IDN002" Error
message "L'elemento {tag} «{name}» non ha un id." / "The element {tag} “{name}” has no id."
expected "Un id su ogni processo, nodo e flusso." / "An id on every process, node and flow."
fix "Aggiungere l'attributo id." / "Add the id attribute."

REF_MISSING "REF001" Error
message "{attribute} rimanda a «{target}», che nel file non c'è." / "{attribute} refers to “{target}”, which is not in the file."
expected "L'id di un elemento di questo file." / "The id of an element of this file."
fix "Correggere il riferimento o aggiungere l'elemento «{target}»." / "Correct the reference or add the element “{target}”."
REF_KIND "REF002" Error
message "{attribute} rimanda a «{target}», che è un elemento {found}." / "{attribute} refers to “{target}”, which is a {found} element."
expected "Un elemento di questo tipo: {wanted}." / "An element of this kind: {wanted}."
fix "Collegare {attribute} a un elemento ammesso." / "Connect {attribute} to an allowed element."
REF_ABSENT "REF003" Error
message "L'elemento {tag} «{name}» non ha l'attributo {attribute}." / "The element {tag} “{name}” has no attribute {attribute}."
expected "{attribute} con l'id dell'elemento collegato." / "{attribute} with the id of the connected element."
fix "Ridisegnare il collegamento o aggiungere l'attributo." / "Draw the connection again or add the attribute."
FLOW_DISAGREES "REF004" Error
message "«{name}» dice {tag} «{target}», ma quel flusso non comincia o finisce qui." / "“{name}” says {tag} “{target}”, but that flow does not start or end here."
expected "incoming e outgoing che concordano con sourceRef e targetRef dei flussi." / "incoming and outgoing that agree with sourceRef and targetRef of the flows."
fix "Ridisegnare il flusso «{target}» o correggere il riferimento." / "Draw the flow “{target}” again or correct the reference."

FLOW_CROSSES_BORDER "FLW001" Error
message "Il flusso «{element}» attraversa il bordo di un sottoprocesso." / "The flow “{element}” crosses the border of a subprocess."
expected "Inizio e fine nello stesso processo o sottoprocesso." / "Source and target in the same process or subprocess."
fix "Collegare il flusso al sottoprocesso stesso, o usare un evento di confine." / "Connect the flow to the subprocess itself, or use a boundary event."
FLOW_INTO_START "FLW002" Error
message "Nell'evento iniziale «{name}» entra un flusso." / "A flow enters the start event “{name}”."
expected "Nessun flusso entrante in un evento iniziale." / "No incoming flow at a start event."
fix "Far rientrare il flusso nel nodo che segue l'evento iniziale." / "Lead the flow to the node after the start event."
FLOW_OUT_OF_END "FLW003" Error
message "Dall'evento finale «{name}» esce un flusso." / "A flow leaves the end event “{name}”."
expected "Nessun flusso uscente da un evento finale." / "No outgoing flow at an end event."
fix "Usare un evento intermedio, o togliere il flusso." / "Use an intermediate event, or remove the flow."
FLOW_INTO_BOUNDARY "FLW004" Error
message "Nell'evento di confine «{name}» entra un flusso." / "A flow enters the boundary event “{name}”."
expected "Solo flussi uscenti: l'evento di confine è attivato dall'attività che lo porta." / "Outgoing flows only: a boundary event is triggered by its activity."
fix "Portare il flusso all'attività." / "Lead the flow to the activity."
NO_WAY_ON "FLW005" Error
message "Da «{name}» ({tag}) non esce nessun flusso." / "No flow leaves “{name}” ({tag})."
expected "Almeno un flusso uscente." / "At least one outgoing flow."
fix "Collegare «{name}» al passo successivo o a un evento finale." / "Connect “{name}” to the next step or to an end event."
CONDITION_NOT_HERE "FLW006" Error
message "Il flusso «{element}» ha una condizione, ma esce da «{name}» ({tag}), che non sceglie." / "The flow “{element}” has a condition but leaves “{name}” ({tag}), which does not choose."
expected "Condizioni solo sui flussi che escono da un'attività o da un gateway esclusivo." / "Conditions only on flows out of an activity or an exclusive gateway."
fix "Mettere un gateway esclusivo, o togliere la condizione." / "Add an exclusive gateway, or remove the condition."
LONE_CONDITION "FLW007" Error
message "Il flusso condizionato «{element}» è l'unica uscita di «{name}»." / "The conditional flow “{element}” is the only way out of “{name}”."
expected "Almeno un'altra uscita, di solito il flusso predefinito." / "At least one more way out, usually the default flow."
fix "Aggiungere un flusso predefinito, o togliere la condizione." / "Add a default flow, or remove the condition."
NO_DEFAULT "FLW008" Warning
message "Tutte le uscite di «{name}» hanno una condizione e nessuna è predefinita: se sono tutte false il caso si ferma con un errore da risolvere." / "All ways out of “{name}” have a condition and none is the default: if all are false the case stops with an incident."
expected "Un flusso predefinito." / "A default flow."
fix "Segnare un flusso come predefinito." / "Mark one flow as the default."
DEFAULT_NOT_OUTGOING "FLW009" Error
message "Il flusso predefinito «{target}» non esce da «{name}»." / "The default flow “{target}” does not leave “{name}”."
expected "L'id di un flusso che esce da questo elemento." / "The id of a flow that leaves this element."
fix "Scegliere come predefinito uno dei flussi uscenti." / "Choose one of the outgoing flows as the default."
DEFAULT_CONDITIONED "FLW010" Error
message "Il flusso predefinito «{target}» ha anche una condizione, che non sarebbe mai valutata." / "The default flow “{target}” also has a condition, which would never be evaluated."
expected "Un flusso predefinito senza condizione." / "A default flow without a condition."
fix "Togliere la condizione, o scegliere un altro flusso predefinito." / "Remove the condition, or choose another default flow."
DEFAULT_NOT_HERE "FLW011" Error
message "«{name}» ({tag}) non può avere un flusso predefinito." / "“{name}” ({tag}) cannot have a default flow."
expected "default solo su attività e gateway esclusivi." / "default only on activities and exclusive gateways."
fix "Togliere l'attributo default." / "Remove the default attribute."
CONDITION_EMPTY "FLW012" Error
message "La condizione del flusso «{element}» è vuota." / "The condition of the flow “{element}” is empty."
expected "Un'espressione che dà vero o falso." / "An expression that gives true or false."
fix "Scrivere la condizione o togliere conditionExpression." / "Write the condition or remove conditionExpression."
UNREACHABLE "FLW013" Error
message "«{name}» ({tag}) non si può raggiungere da nessun evento iniziale." / "“{name}” ({tag}) cannot be reached from any start event."
expected "Un cammino di flussi che parte da un evento iniziale o di confine." / "A path of flows from a start event or a boundary event."
fix "Collegare l'elemento, o toglierlo dal disegno." / "Connect the element, or remove it from the diagram."
FLOW_DUPLICATED "FLW014" Error
message "«{name}» elenca più volte {tag} «{target}»." / "“{name}” lists {tag} “{target}” more than once."
expected "Ogni flusso una volta sola." / "Each flow once."
fix "Togliere le ripetizioni." / "Remove the repetitions."

NO_START "PRC001" Error
message "«{name}» ({tag}) non ha un evento iniziale." / "“{name}” ({tag}) has no start event."
expected "Un evento iniziale da cui il lavoro comincia." / "A start event where the work begins."
fix "Aggiungere un evento iniziale e collegarlo al primo passo." / "Add a start event and connect it to the first step."
SEVERAL_STARTS "PRC002" Error
message "Il sottoprocesso «{name}» ha più di un evento iniziale; questo è in più." / "The subprocess “{name}” has more than one start event; this one is surplus."
expected "Un solo evento iniziale: lì comincia quando vi arriva il flusso." / "One start event: there it begins when the flow arrives."
fix "Unire gli inizi, per esempio con un gateway parallelo." / "Merge the starts, for example with a parallel gateway."
AD_HOC_EVENTS "PRC010" Error
message "Il sottoprocesso ad hoc «{name}» contiene «{inner}» ({tag})." / "The ad-hoc subprocess “{name}” contains “{inner}” ({tag})."
expected "Attività, gateway ed eventi intermedi: le attività cominciano da sé, senza eventi iniziali e finali." / "Activities, gateways and intermediate events: the activities begin by themselves, without start and end events."
fix "Togliere l'evento, o usare un sottoprocesso incorporato." / "Remove the event, or use an embedded subprocess."
AD_HOC_EMPTY "PRC011" Error
message "Nel sottoprocesso ad hoc «{name}» nessuna attività può cominciare." / "In the ad-hoc subprocess “{name}” no activity can begin."
expected "Almeno un'attività senza flussi entranti." / "At least one activity without incoming flows."
fix "Aggiungere un'attività, o togliere il flusso che vi entra." / "Add an activity, or remove the flow that enters it."
SUBPROCESS_START "PRC003" Error
message "L'evento iniziale «{name}» sta in un sottoprocesso ma aspetta {definition}." / "The start event “{name}” is inside a subprocess but waits for {definition}."
expected "Un evento iniziale semplice: il sottoprocesso comincia quando vi arriva il flusso." / "A plain start event: the subprocess begins when the flow arrives."
fix "Togliere la definizione di evento, o attendere con un evento intermedio." / "Remove the event definition, or wait with an intermediate event."

INSTANTIATES_INSIDE "PRC004" Error
message "«{name}» ({tag}) avvia un processo (instantiate=\"true\") ma sta in un sottoprocesso." / "“{name}” ({tag}) starts a process (instantiate=\"true\") but stands in a subprocess."
expected "instantiate=\"true\" solo nel processo stesso." / "instantiate=\"true\" in the process itself only."
fix "Togliere instantiate, o spostare l'elemento nel processo." / "Remove instantiate, or move the element to the process."
INSTANTIATES_LATER "PRC005" Error
message "«{name}» ({tag}) avvia il processo (instantiate=\"true\") ma vi entra un flusso." / "“{name}” ({tag}) starts the process (instantiate=\"true\") but a flow enters it."
expected "Nessun flusso entrante dove il processo comincia." / "No incoming flow where the process begins."
fix "Togliere i flussi entranti, o instantiate." / "Remove the incoming flows, or instantiate."
INSTANTIATES_REPEATED "PRC012" Error
message "«{name}» ({tag}) avvia il processo (instantiate=\"true\") e insieme si ripete." / "“{name}” ({tag}) starts the process (instantiate=\"true\") and repeats as well."
expected "Una sola esecuzione dove il processo comincia: il messaggio che lo avvia è uno." / "One execution where the process begins: the message that starts it is one."
fix "Togliere la ripetizione, e attendere gli altri messaggi in un'attività che segue." / "Remove the loop, and await the other messages in a task that follows."
EVENT_SUBPROCESS_STARTS "PRC006" Error
message "Il sottoprocesso a evento «{name}» ha {count} eventi iniziali." / "The event subprocess “{name}” has {count} start events."
expected "Esattamente un evento iniziale, che può avere più definizioni." / "Exactly one start event, which may have several definitions."
fix "Tenerne uno, o disegnare un sottoprocesso a evento per ciascuno." / "Keep one, or draw an event subprocess for each."
EVENT_SUBPROCESS_TRIGGER "PRC007" Error
message "L'evento iniziale «{name}» di un sottoprocesso a evento non dice che cosa attende." / "The start event “{name}” of an event subprocess does not say what it waits for."
expected "Messaggio, timer, segnale, condizione, errore o escalation." / "A message, timer, signal, condition, error or escalation."
fix "Scegliere il tipo dell'evento iniziale nel disegnatore." / "Choose the type of the start event in the designer."
EVENT_SUBPROCESS_FLOW "PRC008" Error
message "Il sottoprocesso a evento «{name}» è collegato a flussi o porta eventi di confine." / "The event subprocess “{name}” is connected to flows or carries boundary events."
expected "Nessun flusso e nessun evento di confine: è il suo evento iniziale che lo avvia." / "No flows and no boundary events: its start event begins it."
fix "Togliere i flussi e gli eventi di confine." / "Remove the flows and boundary events."
EVENT_SUBPROCESS_REPEATS "PRC009" Error
message "Il sottoprocesso a evento «{name}» si ripete su più elementi." / "The event subprocess “{name}” is multi-instance."
expected "Nessuna ripetizione: comincia ogni volta che il suo evento accade." / "No repetition: it begins each time its event happens."
fix "Mettere la ripetizione su un sottoprocesso al suo interno." / "Put the repetition on a subprocess inside it."

GATEWAY_DIRECTION "GTW001" Error
message "Il gateway «{name}» è dichiarato {value} ma ha {incoming} flussi entranti e {outgoing} uscenti." / "The gateway “{name}” is declared {value} but has {incoming} incoming and {outgoing} outgoing flows."
expected "Converging: una sola uscita; Diverging: una sola entrata; Mixed: più entrate e più uscite." / "Converging: one way out; Diverging: one way in; Mixed: several of both."
fix "Correggere gatewayDirection o i flussi." / "Correct gatewayDirection or the flows."
FLOW_UNCONDITIONED "GTW002" Error
message "Il flusso «{element}» esce dal gateway esclusivo «{name}» senza condizione e non è predefinito." / "The flow “{element}” leaves the exclusive gateway “{name}” without a condition and is not the default."
expected "Una condizione su ogni uscita tranne quella predefinita." / "A condition on every way out but the default."
fix "Scrivere la condizione, o segnare il flusso come predefinito." / "Write the condition, or mark the flow as the default."
COMPLEX_ACTIVATION "GTW009" Error
message "Il gateway complesso «{name}» unisce {incoming} flussi senza dire quando proseguire." / "The complex gateway “{name}” joins {incoming} flows without saying when to go on."
expected "activationCondition, per esempio activationCount >= 2." / "activationCondition, for example activationCount >= 2."
fix "Scrivere la condizione di attivazione." / "Write the activation condition."
INCLUSIVE_RING "GTW010" Warning
message "Le unioni inclusive «{name}» e «{other}» si attendono a vicenda." / "The inclusive joins “{name}” and “{other}” wait for each other."
expected "Da un'unione inclusiva si arriva a un'altra, ma non di ritorno." / "One inclusive join leads to another, but not back."
fix "Usare un gateway esclusivo per il ritorno. Senza modifiche prosegue per prima l'unione che viene prima nel disegno." / "Use an exclusive gateway for the way back. Unchanged, the join that comes first in the drawing goes on first."
EVENT_GATEWAY_TOO_FEW "GTW003" Error
message "Il gateway a eventi «{name}» ha meno di due uscite." / "The event-based gateway “{name}” has fewer than two ways out."
expected "Almeno due eventi da attendere." / "At least two events to wait for."
fix "Aggiungere un evento, o attendere l'unico con un evento intermedio." / "Add an event, or wait for the only one with an intermediate event."
EVENT_GATEWAY_TARGET "GTW004" Error
message "Il gateway a eventi «{gateway}» porta a «{name}» ({tag}), che non attende un evento." / "The event-based gateway “{gateway}” leads to “{name}” ({tag}), which does not wait for an event."
expected "Un evento intermedio di messaggio, timer, segnale o condizione, o un'attività di ricezione." / "A message, timer, signal or conditional intermediate catch event, or a receive task."
fix "Mettere un evento di attesa subito dopo il gateway." / "Put a catch event directly after the gateway."
EVENT_GATEWAY_SHARED "GTW005" Error
message "«{name}» segue il gateway a eventi «{gateway}» ma ha anche altri flussi entranti." / "“{name}” follows the event-based gateway “{gateway}” but has other incoming flows as well."
expected "Un solo flusso entrante, quello del gateway." / "One incoming flow, the gateway's."
fix "Usare un evento distinto per gli altri flussi." / "Use a separate event for the other flows."
EVENT_GATEWAY_BOUNDARY "GTW006" Error
message "«{name}» segue il gateway a eventi «{gateway}» e porta un evento di confine." / "“{name}” follows the event-based gateway “{gateway}” and carries a boundary event."
expected "Nessun evento di confine su un'attività di ricezione che segue un gateway a eventi." / "No boundary event on a receive task that follows an event-based gateway."
fix "Mettere l'evento di confine come ulteriore uscita del gateway." / "Make the boundary event one more way out of the gateway."
EVENT_GATEWAY_MIXED "GTW007" Error
message "Il gateway a eventi «{name}» mescola eventi di messaggio e attività di ricezione." / "The event-based gateway “{name}” mixes message events and receive tasks."
expected "Gli uni o le altre, non entrambi." / "Either, not both."
fix "Usare eventi intermedi di messaggio al posto delle attività di ricezione." / "Use message catch events instead of receive tasks."

EVENT_GATEWAY_PARALLEL "GTW011" Error
message "Il gateway a eventi «{name}» attende tutti gli eventi ma non avvia il processo." / "The event-based gateway “{name}” waits for all events but does not start the process."
expected "eventGatewayType=\"Parallel\" solo con instantiate=\"true\"." / "eventGatewayType=\"Parallel\" only with instantiate=\"true\"."
fix "Usare un evento multiplo parallelo, o eventi dopo un gateway parallelo." / "Use a parallel multiple event, or events after a parallel gateway."
EVENT_GATEWAY_TIMER "GTW012" Error
message "Il gateway a eventi «{gateway}» avvia il processo, ma «{name}» ({tag}) attende un timer." / "The event-based gateway “{gateway}” starts the process, but “{name}” ({tag}) waits for a timer."
expected "Messaggi, segnali o condizioni: sono loro ad avviare il processo." / "Messages, signals or conditions: they start the process."
fix "Usare un evento iniziale di timer accanto al gateway." / "Use a timer start event beside the gateway."

DEFINITION_NOT_HERE "EVT001" Error
message "L'evento «{name}» ({tag}) non può avere {definition}." / "The event “{name}” ({tag}) cannot have {definition}."
expected "Una definizione che lo standard ammette qui: {wanted}." / "A definition the standard allows here: {wanted}."
fix "Cambiare il tipo dell'evento." / "Change the type of the event."
DEFINITION_MISSING "EVT003" Error
message "L'evento «{name}» ({tag}) non dice che cosa attende." / "The event “{name}” ({tag}) does not say what it waits for."
expected "Una definizione di evento, per esempio messaggio, timer o segnale." / "An event definition, for example message, timer or signal."
fix "Scegliere il tipo dell'evento nel disegnatore." / "Choose the type of the event in the designer."
ERROR_NOT_INTERRUPTING "EVT004" Error
message "L'evento di errore «{name}» è segnato come non interrompente." / "The error event “{name}” is marked as not interrupting."
expected "cancelActivity o isInterrupting=\"true\": un errore interrompe sempre la sua attività." / "cancelActivity or isInterrupting=\"true\": an error always interrupts its activity."
fix "Rendere l'evento interrompente." / "Make the event interrupting."
HOST_WRONG "EVT005" Error
message "L'evento di confine «{name}» è attaccato a «{target}», che non è un'attività dello stesso livello." / "The boundary event “{name}” is attached to “{target}”, which is not an activity of the same level."
expected "L'id di un'attività dello stesso processo o sottoprocesso." / "The id of an activity of the same process or subprocess."
fix "Attaccare l'evento al bordo di un'attività." / "Attach the event to the border of an activity."
ERROR_CODE_MISSING "EVT006" Error
message "L'evento finale di errore «{name}» non ha un codice." / "The error end event “{name}” has no code."
expected "errorRef a un elemento error con errorCode." / "errorRef to an error element with errorCode."
fix "Creare l'errore con il suo codice e collegarlo all'evento." / "Create the error with its code and connect it to the event."
MESSAGE_MISSING "EVT007" Error
message "«{name}» ({tag}) attende un messaggio ma non dice quale." / "“{name}” ({tag}) waits for a message but does not say which."
expected "messageRef a un elemento message con un nome." / "messageRef to a message element with a name."
fix "Scegliere o creare il messaggio nel pannello delle proprietà." / "Choose or create the message in the properties panel."
MESSAGE_NAMELESS "EVT008" Error
message "Il messaggio «{target}» usato da «{name}» non ha un nome." / "The message “{target}” used by “{name}” has no name."
expected "Un attributo name: è con il nome che i messaggi si ritrovano." / "A name attribute: messages are found by name."
fix "Dare un nome al messaggio." / "Give the message a name."
MESSAGE_TYPED "EVT009" Error
message "Il messaggio «{target}» dichiara un tipo di dati (itemRef), ma «{name}» non dice con quale operazione arriva." / "The message “{target}” declares a data type (itemRef), but “{name}” does not say with which operation it comes."
expected "operationRef accanto a messageRef, o un messaggio senza itemRef: i dati arrivano come variabili." / "operationRef beside messageRef, or a message without itemRef: data arrive as variables."
fix "Togliere itemRef dal messaggio." / "Remove itemRef from the message."
TIMER_EMPTY "EVT010" Error
message "Il timer di «{name}» non ha un valore." / "The timer of “{name}” has no value."
expected "timeDate, timeDuration o timeCycle con un valore." / "timeDate, timeDuration or timeCycle with a value."
fix "Scrivere la data, la durata o la ripetizione." / "Write the date, the duration or the repetition."
TIMER_SEVERAL "EVT011" Error
message "Il timer di «{name}» ha più di un valore." / "The timer of “{name}” has more than one value."
expected "Uno solo fra timeDate, timeDuration e timeCycle." / "One of timeDate, timeDuration and timeCycle."
fix "Lasciare un solo valore." / "Keep one value."
ERROR_CAUGHT_TWICE "EVT012" Error
message "Su «{host}» c'è già un evento di confine per lo stesso errore ({code})." / "“{host}” already has a boundary event for the same error ({code})."
expected "Al massimo un evento di confine per codice di errore, e uno per tutti gli altri." / "At most one boundary event for an error code, and one for all others."
fix "Togliere uno dei due eventi o cambiarne il codice." / "Remove one of the two events or change its code."
START_TWICE "EVT013" Error
message "Un altro evento iniziale attende già il messaggio «{message}» alle stesse condizioni." / "Another start event already waits for the message “{message}” on the same terms."
expected "Messaggi, caselle o condizioni diversi per ogni evento iniziale." / "Different messages, mailboxes or conditions for each start event."
fix "Cambiare il messaggio, la casella o staffetta:when di uno dei due." / "Change the message, the mailbox or staffetta:when of one of the two."

DEFINITION_ALONE "EVT014" Error
message "L'evento «{name}» ha più definizioni, e {definition} può stare solo da sola." / "The event “{name}” has several definitions, and {definition} can only stand alone."
expected "In un evento multiplo: messaggi, segnali, timer, condizioni, escalation, o errori su un confine; in uno che lancia, al più uno fra compensazione, errore, annullamento e terminazione." / "In a multiple event: messages, signals, timers, conditions, escalations, or errors at a boundary; in one that throws, at most one of compensation, error, cancel and terminate."
fix "Disegnare un evento a parte per {definition}." / "Draw a separate event for {definition}."
PARALLEL_THROWN "EVT015" Error
message "L'evento multiplo parallelo «{name}» attende {definition}, che non può attendere gli altri." / "The parallel multiple event “{name}” waits for {definition}, which cannot wait for the others."
expected "In un evento multiplo parallelo: messaggi, segnali, timer e condizioni." / "In a parallel multiple event: messages, signals, timers and conditions."
fix "Togliere parallelMultiple, o disegnare un evento a parte per {definition}." / "Remove parallelMultiple, or draw a separate event for {definition}."
MESSAGE_TO_SEND_MISSING "EVT016" Error
message "«{name}» ({tag}) invia un messaggio ma non dice quale." / "“{name}” ({tag}) sends a message but does not say which."
expected "messageRef a un elemento message con un nome, o camunda:topic con un connettore." / "messageRef to a message element with a name, or camunda:topic with a connector."
fix "Scegliere il messaggio o il connettore nel pannello delle proprietà." / "Choose the message or the connector in the properties panel."
SIGNAL_MISSING "EVT017" Error
message "L'evento di segnale «{name}» non dice quale segnale." / "The signal event “{name}” does not say which signal."
expected "signalRef a un elemento signal con un nome." / "signalRef to a signal element with a name."
fix "Scegliere o creare il segnale nel pannello delle proprietà." / "Choose or create the signal in the properties panel."
SIGNAL_NAMELESS "EVT018" Error
message "Il segnale «{target}» usato da «{name}» non ha un nome fisso." / "The signal “{target}” used by “{name}” has no fixed name."
expected "Un attributo name senza espressioni: è con il nome che i segnali si ritrovano." / "A name attribute without expressions: signals are found by name."
fix "Dare un nome al segnale." / "Give the signal a name."
ESCALATION_CODE_MISSING "EVT019" Error
message "L'evento «{name}» lancia un'escalation senza codice." / "The event “{name}” throws an escalation without a code."
expected "escalationRef a un elemento escalation con escalationCode." / "escalationRef to an escalation element with escalationCode."
fix "Creare l'escalation con il suo codice e collegarla all'evento." / "Create the escalation with its code and connect it to the event."
ESCALATION_CAUGHT_TWICE "EVT020" Error
message "Su «{host}» c'è già un evento per la stessa escalation ({code})." / "“{host}” already has an event for the same escalation ({code})."
expected "Al massimo un evento per codice di escalation, e uno per tutti gli altri." / "At most one event for an escalation code, and one for all others."
fix "Togliere uno dei due eventi o cambiarne il codice." / "Remove one of the two events or change its code."
EVENT_CONDITION_EMPTY "EVT021" Error
message "L'evento condizionale «{name}» non ha una condizione." / "The conditional event “{name}” has no condition."
expected "Un elemento condition con un'espressione che dà vero o falso." / "A condition element with an expression that gives true or false."
fix "Scrivere la condizione nel pannello delle proprietà." / "Write the condition in the properties panel."
LINK_NAMELESS "EVT022" Error
message "L'evento di collegamento «{name}» non ha un nome di collegamento." / "The link event “{name}” has no link name."
expected "Un attributo name su linkEventDefinition: i due capi hanno lo stesso nome." / "A name attribute on linkEventDefinition: both ends have the same name."
fix "Dare un nome al collegamento." / "Give the link a name."
LINK_WITHOUT_TARGET "EVT023" Error
message "Il collegamento «{link}» parte da «{name}» ma non arriva da nessuna parte." / "The link “{link}” leaves “{name}” but arrives nowhere."
expected "Un evento intermedio di collegamento con lo stesso nome, nello stesso processo o sottoprocesso." / "A catch link event of the same name in the same process or subprocess."
fix "Aggiungere l'evento d'arrivo, o correggere il nome." / "Add the catch link event, or correct the name."
LINK_WITHOUT_SOURCE "EVT024" Error
message "Al collegamento «{link}» di «{name}» non porta nessun evento." / "No event leads to the link “{link}” of “{name}”."
expected "Un evento di lancio con lo stesso nome, nello stesso processo o sottoprocesso." / "A throw link event of the same name in the same process or subprocess."
fix "Aggiungere l'evento di partenza, o togliere questo." / "Add the throw link event, or remove this one."
LINK_TWICE "EVT025" Error
message "Il collegamento «{link}» arriva già in un altro evento; «{name}» è in più." / "The link “{link}” already arrives at another event; “{name}” is surplus."
expected "Un solo punto d'arrivo per nome di collegamento." / "One place of arrival for a link name."
fix "Cambiare il nome di uno dei due." / "Change the name of one of the two."
LINK_FLOW "EVT026" Error
message "L'evento di collegamento «{name}» ({tag}) ha un flusso dalla parte del collegamento." / "The link event “{name}” ({tag}) has a flow on the side of the link."
expected "Nessun flusso uscente da chi lancia, nessuno entrante in chi riceve." / "No flow out of the throwing event, none into the catching one."
fix "Togliere il flusso, o il collegamento." / "Remove the flow, or the link."

TOPIC_MISSING "TSK001" Error
message "«{name}» ({tag}) non dice chi fa il lavoro." / "“{name}” ({tag}) does not say who does the work."
expected "camunda:type=\"external\" e camunda:topic con un connettore come pec.send, o il nome di un lavoratore esterno." / "camunda:type=\"external\" and camunda:topic with a connector such as pec.send, or the name of an external worker."
fix "Scegliere un connettore nel pannello delle proprietà." / "Choose a connector in the properties panel."
JAVA_CODE "TSK002" Error
message "«{name}» chiede di eseguire codice Java con {attribute}=\"{value}\"." / "“{name}” asks to run Java code by {attribute}=\"{value}\"."
expected "Un connettore o un lavoratore esterno: camunda:type=\"external\" e camunda:topic." / "A connector or an external worker: camunda:type=\"external\" and camunda:topic."
fix "Dire in bundle.toml, sotto [handlers], quale topic fa questo lavoro; per un calcolo usare uno script rhai." / "Say in bundle.toml, under [handlers], which topic does this work; use a rhai script for a computation."
SERVICE_TYPE "TSK003" Error
message "«{name}» ha type=\"{value}\", che qui non si esegue." / "“{name}” has type=\"{value}\", which does not run here."
expected "camunda:type=\"external\" con camunda:topic." / "camunda:type=\"external\" with camunda:topic."
fix "Usare il connettore corrispondente (mail.send, http.request, …)." / "Use the corresponding connector (mail.send, http.request, …)."
SCRIPT_EMPTY "TSK004" Error
message "Lo script di «{name}» è vuoto." / "The script of “{name}” is empty."
expected "Un testo rhai nell'elemento script." / "A rhai text in the script element."
fix "Scrivere lo script, o usare un'attività senza tipo." / "Write the script, or use an undefined task."
SCRIPT_LANGUAGE "TSK005" Error
message "Il linguaggio «{value}» non si esegue qui." / "The language “{value}” does not run here."
expected "rhai, o feel per le espressioni." / "rhai, or feel for expressions."
fix "Riscrivere il testo in rhai e mettere scriptFormat=\"rhai\" (o language=\"rhai\")." / "Rewrite the text in rhai and set scriptFormat=\"rhai\" (or language=\"rhai\")."
SCRIPT_RESOURCE "TSK006" Error
message "«{name}» prende il testo da una risorsa esterna ({value})." / "“{name}” takes its text from an external resource ({value})."
expected "Il testo nell'elemento, che può chiamare le funzioni in rules/ del pacchetto." / "The text in the element, which may call functions in the bundle's rules/."
fix "Copiare il testo qui, o metterlo in una funzione di rules/ e chiamarla." / "Copy the text here, or put it into a function in rules/ and call it."
RULE_MISSING "TSK007" Error
message "L'attività di regola «{name}» non dice quale regola applicare." / "The business rule task “{name}” does not say which rule to apply."
expected "staffetta:rule con il nome di una funzione in rules/ del pacchetto." / "staffetta:rule with the name of a function in the bundle's rules/."
fix "Scegliere la regola nel pannello delle proprietà." / "Choose the rule in the properties panel."
RULE_NAME "TSK008" Error
message "«{value}» non è il nome di una funzione." / "“{value}” is not the name of a function."
expected "Lettere minuscole, cifre e _, come scegli_ufficio." / "Lower-case letters, digits and _, such as scegli_ufficio."
fix "Scrivere solo il nome, senza parentesi né argomenti." / "Write the name only, without brackets or arguments."
DECISION_REF "TSK009" Error
message "«{name}» chiede la decisione «{value}» con {attribute}, che non si può seguire." / "“{name}” asks for the decision “{value}” by {attribute}, which cannot be followed."
expected "camunda:decisionRef con l'id di una decisione del pacchetto; mapDecisionResult singleEntry, singleResult, collectEntries o resultList." / "camunda:decisionRef with the id of a decision of the bundle; mapDecisionResult singleEntry, singleResult, collectEntries or resultList."
fix "Scrivere l'id della decisione, o una delle quattro parole." / "Write the id of the decision, or one of the four words."
DRAFTS_AND_APPROVES "TSK010" Error
message "L'attività «{name}» scrive e approva insieme." / "The task “{name}” both drafts and approves."
expected "staffetta:drafts o staffetta:approves: chi scrive non approva." / "staffetta:drafts or staffetta:approves: who writes does not approve."
fix "Dividere in due attività." / "Split it into two tasks."
SIGNS_AND_MORE "TSK017" Error
message "L'attività «{name}» firma, e insieme scrive o approva." / "The task “{name}” signs, and drafts or approves as well."
expected "staffetta:signs da solo: si firma il documento già approvato." / "staffetta:signs alone: what is signed is the approved document."
fix "Dividere in due attività, prima l'approvazione e poi la firma." / "Split it into two tasks, first the approval and then the signature."

LOOP_ENDLESS "MUL007" Error
message "Il ciclo di «{name}» non ha né una condizione né un massimo: non finirebbe mai." / "The loop of “{name}” has neither a condition nor a maximum: it would never end."
expected "loopCondition, loopMaximum o entrambi." / "loopCondition, loopMaximum or both."
fix "Scrivere la condizione per un altro giro, o il numero massimo di giri." / "Write the condition for another round, or the most rounds."
LOOP_MAXIMUM "MUL008" Error
message "Il ciclo di «{name}» ha un massimo di «{value}» giri." / "The loop of “{name}” has a maximum of “{value}” rounds."
expected "Un numero intero da 1 in su." / "A whole number from 1 up."
fix "Correggere loopMaximum." / "Correct loopMaximum."
LOOP_TWICE "MUL009" Error
message "«{name}» ha più di un modo di ripetersi." / "“{name}” has more than one way to repeat."
expected "standardLoopCharacteristics o multiInstanceLoopCharacteristics, una volta." / "standardLoopCharacteristics or multiInstanceLoopCharacteristics, once."
fix "Togliere quelli di troppo." / "Remove the surplus ones."
MULTI_OUTPUT "MUL010" Error
message "«{name}» raccoglie i risultati senza dire {part}." / "“{name}” gathers results without saying {part}."
expected "staffetta:outputCollection con il nome della variabile e staffetta:outputElement con il valore di ogni elemento." / "staffetta:outputCollection with the variable's name and staffetta:outputElement with the value of each item."
fix "Aggiungere {part}." / "Add {part}."
COMPENSATION_HANDLER "CMP001" Error
message "L'evento di compensazione «{name}» non porta a una sola attività di compensazione." / "The compensation event “{name}” does not lead to exactly one compensation activity."
expected "Un'associazione verso un'attività con isForCompensation=\"true\" allo stesso livello." / "One association to an activity with isForCompensation=\"true\" at the same level."
fix "Collegare l'evento all'attività che rimedia." / "Connect the event to the activity that makes good."
COMPENSATION_FLOWS "CMP002" Error
message "L'attività di compensazione «{name}» ha flussi di sequenza." / "The compensation activity “{name}” has sequence flows."
expected "Nessun flusso: la avvia l'evento di compensazione." / "No flows: the compensation event begins it."
fix "Togliere i flussi, o isForCompensation." / "Remove the flows, or isForCompensation."
COMPENSATION_ACTIVITY "CMP003" Error
message "«{name}» compensa «{target}», che non è un'attività dello stesso livello." / "“{name}” compensates “{target}”, which is no activity of the same level."
expected "activityRef con un'attività accanto all'evento, o nessun activityRef." / "activityRef with an activity beside the event, or no activityRef."
fix "Correggere activityRef." / "Correct activityRef."
CANCEL_PLACE "CMP004" Error
message "L'evento di annullamento «{name}» non appartiene a una transazione." / "The cancel event “{name}” does not belong to a transaction."
expected "Un evento finale dentro una transazione, o un evento di confine su una transazione." / "An end event inside a transaction, or a boundary event on a transaction."
fix "Usare una transazione, o un altro tipo di evento." / "Use a transaction, or another type of event."
CANCEL_NOT_INTERRUPTING "CMP005" Error
message "L'evento di annullamento o compensazione «{name}» ha cancelActivity=\"false\"." / "The cancel or compensation event “{name}” has cancelActivity=\"false\"."
expected "cancelActivity=\"true\"." / "cancelActivity=\"true\"."
fix "Togliere cancelActivity=\"false\"." / "Remove cancelActivity=\"false\"."
COMPENSATION_START "CMP007" Error
message "L'evento iniziale di compensazione «{name}» non sta in un sottoprocesso che si possa compensare." / "The compensation start event “{name}” is not inside a subprocess that can be compensated."
expected "Un sottoprocesso a evento dentro un sottoprocesso, uno solo per livello." / "An event subprocess inside a subprocess, only one for each level."
fix "Spostarlo nel sottoprocesso da compensare, o togliere quello di troppo." / "Move it into the subprocess to be compensated, or remove the surplus one."
COMPENSATION_WAY "CMP006" Error
message "Dall'evento di compensazione «{name}» esce un flusso di sequenza." / "A sequence flow leaves the compensation event “{name}”."
expected "Un'associazione verso l'attività di compensazione, e nessun flusso." / "An association to the compensation activity, and no flow."
fix "Sostituire il flusso con un'associazione." / "Replace the flow by an association."
CALL_ELEMENT "TSK011" Error
message "L'attività di chiamata «{name}» non dice quale processo chiamare." / "The call activity “{name}” does not say which process to call."
expected "calledElement con l'id di un processo o di un'attività globale." / "calledElement with the id of a process or global task."
fix "Scegliere il processo nel pannello delle proprietà." / "Choose the process in the properties panel."
CALL_BINDING "TSK012" Error
message "«{name}» chiama con {attribute}=\"{value}\", che non indica una versione." / "“{name}” calls by {attribute}=\"{value}\", which names no version."
expected "calledElementBinding latest, deployment, version (con calledElementVersion) o versionTag (con calledElementVersionTag)." / "calledElementBinding latest, deployment, version (with calledElementVersion) or versionTag (with calledElementVersionTag)."
fix "Correggere il legame alla versione." / "Correct the binding to a version."
CALL_PASSING "TSK013" Error
message "Un passaggio di variabili ({tag}) di «{name}» non è completo." / "A passing of variables ({tag}) of “{name}” is not complete."
expected "variables=\"all\", oppure source o sourceExpression insieme a target; local=\"true\" non con sourceExpression." / "variables=\"all\", or source or sourceExpression together with target; local=\"true\" not with sourceExpression."
fix "Completare o togliere {tag}." / "Complete or remove {tag}."
MULTI_COUNT "MUL001" Error
message "«{name}» si ripete, ma non dice quante volte." / "“{name}” repeats but does not say how often."
expected "loopCardinality, o camunda:collection." / "loopCardinality, or camunda:collection."
fix "Scrivere il numero o la lista." / "Write the number or the list."
MULTI_UNSUPPORTED "MUL002" Error
message "La ripetizione di «{name}» usa {part}, che non vi può stare." / "The repetition of “{name}” uses {part}, which cannot stand there."
expected "loopCardinality o camunda:collection, camunda:elementVariable, completionCondition." / "loopCardinality or camunda:collection, camunda:elementVariable, completionCondition."
fix "Togliere {part}." / "Remove {part}."
MULTI_BEHAVIOR "MUL011" Error
message "La ripetizione di «{name}» ha {part} senza un segnale, un'escalation o un messaggio da lanciare." / "The repetition of “{name}” has {part} without a signal, escalation or message to throw."
expected "{part} con una definizione di evento signal, escalation o message che un evento di confine possa attendere." / "{part} with a signal, escalation or message event definition that a boundary event can wait for."
fix "Aggiungere la definizione di evento, o togliere behavior." / "Add the event definition, or remove behavior."
MULTI_CONDITION "MUL003" Error
message "La condizione di completamento di «{name}» è «{value}», che non è vera né falsa." / "The completion condition of “{name}” is “{value}”, which is neither true nor false."
expected "Un'espressione che dà vero o falso." / "An expression that gives true or false."
fix "Scrivere un confronto, per esempio nrOfCompletedInstances >= 2." / "Write a comparison, for example nrOfCompletedInstances >= 2."
MULTI_CARDINALITY "MUL004" Error
message "«{name}» si ripete «{value}» volte." / "“{name}” repeats “{value}” times."
expected "Un numero intero da 0 in su, o un'espressione." / "A whole number from 0 up, or an expression."
fix "Correggere loopCardinality." / "Correct loopCardinality."
MULTI_BOTH "MUL005" Error
message "«{name}» dice insieme quante volte ripetersi e su quale lista." / "“{name}” gives both a number and a list to repeat over."
expected "loopCardinality o camunda:collection, non entrambi." / "loopCardinality or camunda:collection, not both."
fix "Togliere uno dei due." / "Remove one of the two."
MULTI_VARIABLE "MUL006" Error
message "«{name}» ha camunda:elementVariable senza camunda:collection." / "“{name}” has camunda:elementVariable without camunda:collection."
expected "La lista da cui prendere gli elementi." / "The list the elements come from."
fix "Aggiungere camunda:collection o togliere camunda:elementVariable." / "Add camunda:collection or remove camunda:elementVariable."

NOT_EXECUTABLE "ELM001" Error
message "{tag} «{name}» fa parte dello standard ma non si esegue ancora." / "{tag} “{name}” is part of the standard but does not run yet."
expected "Un elemento eseguibile: {instead}." / "An executable element: {instead}."
fix "Ridisegnare questo punto con: {instead}." / "Redraw this place with: {instead}."
DATA_NOT_EXECUTABLE "ELM004" Error
message "«{name}» legge o scrive dati con {part}, che qui non ha effetto: {detail}." / "“{name}” reads or writes data by {part}, which has no effect here: {detail}."
expected "Dati dove lo standard li ammette: ioSpecification di processi e attività, dati di eventi con messaggio, segnale, errore o escalation." / "Data where the standard lets them be: ioSpecification of processes and activities, data of events with a message, signal, error or escalation."
fix "Togliere {part}, o usare variabili del processo e camunda:inputOutput." / "Remove {part}, or use process variables and camunda:inputOutput."
ROLE_NOT_EXECUTABLE "ELM005" Error
message "«{name}» assegna persone con {part}, che qui non ha effetto." / "“{name}” assigns people by {part}, which has no effect here."
expected "Su un'attività utente: resourceAssignmentExpression con nomi, user(…) o group(…); oppure camunda:assignee, camunda:candidateUsers o camunda:candidateGroups, non tutti e due." / "On a user task: resourceAssignmentExpression with names, user(…) or group(…); or camunda:assignee, camunda:candidateUsers or camunda:candidateGroups, not both."
fix "Togliere {part} e scegliere chi fa il lavoro nel pannello delle proprietà." / "Remove {part} and choose who does the work in the properties panel."
QUANTITY "ELM006" Error
message "«{name}» ha {attribute}=\"{value}\"." / "“{name}” has {attribute}=\"{value}\"."
expected "Un numero intero di token da 1 a 1000." / "A whole number of tokens from 1 to 1000."
fix "Correggere l'attributo {attribute}, o toglierlo: vale 1." / "Correct the attribute {attribute}, or remove it: it is 1."
CHOREOGRAPHY "ELM008" Error
message "{tag} «{name}» appartiene alle coreografie e conversazioni, che non si eseguono." / "{tag} “{name}” belongs to choreographies and conversations, which do not run."
expected "Un processo, o una collaborazione di pool e flussi di messaggio." / "A process, or a collaboration of pools and message flows."
fix "Togliere {tag} dal file, o esportare soltanto il processo." / "Remove {tag} from the file, or export the process only."
FOREIGN_MAIL "TSK014" Error
message "«{name}» invia posta con type=\"mail\": qui un messaggio parte da una casella dell'ufficio." / "“{name}” sends mail by type=\"mail\": here a message leaves from a mailbox of the office."
expected "camunda:type=\"external\" e camunda:topic mail.send o pec.send, con i parametri message (to, cc, subject, body) e mailbox." / "camunda:type=\"external\" and camunda:topic mail.send or pec.send, with the parameters message (to, cc, subject, body) and mailbox."
fix "Scegliere il connettore nel pannello delle proprietà; il testo può prepararlo un'attività con staffetta:drafts." / "Choose the connector in the properties panel; a task with staffetta:drafts may write the text."
WORK_FIELD "TSK015" Error
message "Il campo {field} di «{name}» vale «{value}», che qui non si può seguire." / "The field {field} of “{name}” is “{value}”, which cannot be followed here."
expected "type=\"http\": requestUrl, requestMethod, requestHeaders, requestBody, requestTimeout (un numero), responseVariableName. type=\"dmn\": decisionTableReferenceKey." / "type=\"http\": requestUrl, requestMethod, requestHeaders, requestBody, requestTimeout (a number), responseVariableName. type=\"dmn\": decisionTableReferenceKey."
fix "Togliere il campo, o usare il connettore http.request o un'attività di regola." / "Remove the field, or use the connector http.request or a business rule task."
WORK_FIELD_MISSING "TSK016" Error
message "A «{name}» manca il campo {field}." / "“{name}” lacks the field {field}."
expected "requestUrl con l'indirizzo da chiamare, o decisionTableReferenceKey con l'id di una decisione del pacchetto." / "requestUrl with the address to call, or decisionTableReferenceKey with the id of a decision of the bundle."
fix "Aggiungere il campo {field}." / "Add the field {field}."

DATA_SETS "DAT001" Error
message "I dati di «{name}» non vanno insieme: {detail}." / "The data of “{name}” do not go together: {detail}."
expected "Ogni dato in un inputSet o outputSet; per un messaggio uno solo; negli eventi uno per ogni definizione, nello stesso ordine." / "Every data input and output in a set; one only for a message; in events one for each definition, in the same order."
fix "Correggere ioSpecification o i dati dell'evento." / "Correct ioSpecification or the data of the event."
DATA_STRUCTURE "DAT002" Error
message "Il dato «{value}» di «{name}» non ha la struttura che «{target}» dichiara." / "The data “{value}” of “{name}” does not have the structure that “{target}” declares."
expected "La stessa itemDefinition, o una con lo stesso structureRef e isCollection." / "The same itemDefinition, or one with the same structureRef and isCollection."
fix "Correggere itemSubjectRef del dato, o il tipo di «{target}»." / "Correct itemSubjectRef of the data, or the type of “{target}”."
DATA_CALLED "DAT003" Error
message "«{name}» chiama «{target}» con dati che non vanno insieme ai suoi: {detail}." / "“{name}” calls “{target}” with data that do not fit its own: {detail}."
expected "Gli stessi nomi: ogni dato che «{target}» richiede, e nessuno che non conosce." / "The same names: every data input that “{target}” requires, and none that it does not know."
fix "Dare al dato lo stesso nome nei due ioSpecification, o passarlo con camunda:in." / "Give the data the same name in both ioSpecification, or pass it by camunda:in."

ATTRIBUTE_UNKNOWN "EXT001" Error
message "L'attributo {attribute} su «{name}» ({tag}) non è conosciuto." / "The attribute {attribute} on “{name}” ({tag}) is not known."
expected "Un attributo che questo elemento ha: potrebbe essere un errore di battitura." / "An attribute this element has: it may be a typing error."
fix "Correggere o togliere {attribute}." / "Correct or remove {attribute}."
ATTRIBUTE_NOT_EXECUTABLE "EXT002" Error
message "{attribute}=\"{value}\" su «{name}» cambierebbe il comportamento e qui non si esegue." / "{attribute}=\"{value}\" on “{name}” would change behaviour and does not run here."
expected "{instead}" / "{instead}"
fix "Togliere {attribute}." / "Remove {attribute}."
EXTENSION_UNKNOWN "EXT003" Error
message "L'estensione {tag} su «{name}» non è conosciuta." / "The extension {tag} on “{name}” is not known."
expected "Un'estensione del vocabolario camunda o staffetta." / "An extension of the camunda or staffetta vocabulary."
fix "Correggere o togliere {tag}." / "Correct or remove {tag}."
EXTENSION_NOT_EXECUTABLE "EXT004" Error
message "L'estensione {tag} su «{name}» cambierebbe il comportamento e qui non si esegue." / "The extension {tag} on “{name}” would change behaviour and does not run here."
expected "{instead}" / "{instead}"
fix "Togliere {tag} e usare il modo indicato." / "Remove {tag} and use the way shown."
VALUE_NOT_ALLOWED "EXT005" Error
message "{attribute}=\"{value}\" su «{name}» non è un valore ammesso." / "{attribute}=\"{value}\" on “{name}” is not an allowed value."
expected "{wanted}" / "{wanted}"
fix "Correggere {attribute}." / "Correct {attribute}."
NEEDS_MAILBOX "EXT006" Error
message "{attribute} su «{name}» vale solo insieme a staffetta:mailbox su un evento iniziale di messaggio." / "{attribute} on “{name}” works only together with staffetta:mailbox on a message start event."
expected "staffetta:mailbox con la chiave della casella." / "staffetta:mailbox with the key of the mailbox."
fix "Aggiungere staffetta:mailbox o togliere {attribute}." / "Add staffetta:mailbox or remove {attribute}."
NEEDS_KEY "EXT007" Error
message "«{name}» attende una ricevuta ma non dice di quale spedizione." / "“{name}” waits for a receipt but does not say of which despatch."
expected "staffetta:correlationKey con l'id della spedizione." / "staffetta:correlationKey with the id of the despatch."
fix "Aggiungere staffetta:correlationKey=\"${spedizione}\"." / "Add staffetta:correlationKey=\"${spedizione}\"."
MAPPING_NAME "EXT008" Error
message "Un parametro di «{name}» non ha un nome, o ne ha uno ripetuto: «{value}»." / "A parameter of “{name}” has no name, or a repeated one: “{value}”."
expected "Un nome diverso per ogni parametro." / "A different name for each parameter."
fix "Dare un nome al parametro." / "Name the parameter."
MAPPING_CONTENT "EXT009" Error
message "Il parametro «{parameter}» di «{name}» contiene {tag}, che non si legge." / "The parameter “{parameter}” of “{name}” contains {tag}, which cannot be read."
expected "Un testo, camunda:script, camunda:list o camunda:map." / "A text, camunda:script, camunda:list or camunda:map."
fix "Riscrivere il parametro." / "Rewrite the parameter."
ATTRIBUTE_UNUSED "EXT010" Warning
message "{attribute}=\"{value}\" su «{name}» qui non ha effetto." / "{attribute}=\"{value}\" on “{name}” has no effect here."
expected "I moduli e le decisioni sono quelli dello stesso pacchetto; la precedenza dei lavori è camunda:taskPriority." / "Forms and decisions are those of the same bundle; the priority of jobs is camunda:taskPriority."
fix "Togliere {attribute}, o lasciarlo per altri prodotti." / "Remove {attribute}, or leave it for other products."

EXPRESSION_OPEN "EXP001" Error
message "L'espressione «{value}» ha un ${ senza la sua graffa di chiusura." / "The expression “{value}” has a ${ without its closing brace."
expected "${espressione} completa." / "A complete ${espressione}."
fix "Chiudere la graffa." / "Close the brace."
EXPRESSION_MISSING "EXP003" Error
message "{attribute} su «{name}» è vuoto." / "{attribute} on “{name}” is empty."
expected "Un valore o un'espressione." / "A value or an expression."
fix "Scrivere il valore o togliere {attribute}." / "Write the value or remove {attribute}."

TIME_DATE "TIM001" Error
message "«{value}» non è una data e ora." / "“{value}” is not a date and time."
expected "ISO 8601, come 2026-03-31T12:00:00 o 2026-03-31T12:00:00+02:00, o un'espressione ${…}." / "ISO 8601, such as 2026-03-31T12:00:00 or 2026-03-31T12:00:00+02:00, or an expression ${…}."
fix "Scrivere la data in questo formato." / "Write the date in this format."
TIME_DURATION "TIM002" Error
message "«{value}» non è una durata." / "“{value}” is not a duration."
expected "ISO 8601, come P30D o PT12H, o un'espressione ${…}." / "ISO 8601, such as P30D or PT12H, or an expression ${…}."
fix "Scrivere la durata in questo formato." / "Write the duration in this format."
TIME_CYCLE "TIM003" Error
message "«{value}» non è una ripetizione." / "“{value}” is not a repetition."
expected "ISO 8601, come R3/PT1H, o cron, come 0 8 * * MON-FRI, o un'espressione ${…}." / "ISO 8601, such as R3/PT1H, or cron, such as 0 8 * * MON-FRI, or an expression ${…}."
fix "Scrivere la ripetizione in uno di questi formati." / "Write the repetition in one of these formats."
TIME_RETRY "TIM004" Error
message "«{value}» non è un piano di tentativi." / "“{value}” is not a plan of retries."
expected "R3/PT10M, o durate separate da virgole come PT1M,PT10M." / "R3/PT10M, or durations separated by commas such as PT1M,PT10M."
fix "Scrivere il piano in questo formato." / "Write the plan in this format."

MESSAGE_FLOW_WITHIN "COL001" Error
message "Il flusso di messaggio «{element}» comincia e finisce nello stesso pool." / "The message flow “{element}” starts and ends in the same pool."
expected "Due pool diversi: dentro un pool si usano i flussi di sequenza." / "Two different pools: inside a pool sequence flows are used."
fix "Sostituirlo con un flusso di sequenza o collegarlo a un altro pool." / "Replace it by a sequence flow or connect it to another pool."
MESSAGE_FLOW_NAMES "COL003" Error
message "Il flusso di messaggio «{element}» parte con il messaggio «{source}» e arriva dove si attende «{target}»." / "The message flow “{element}” starts with the message “{source}” and ends where “{target}” is awaited."
expected "Lo stesso messaggio ai due capi, o a uno solo: l'altro lo prende dal flusso." / "The same message at both ends, or at one: the other takes it from the flow."
fix "Indicare lo stesso messaggio, o togliere messageRef da un capo." / "Name the same message, or remove messageRef from one end."
MULTIPLICITY "COL002" Error
message "La molteplicità del partecipante va da «{minimum}» a «{maximum}»." / "The multiplicity of the participant goes from “{minimum}” to “{maximum}”."
expected "Numeri interi da 0 in su, il massimo almeno 1 e non sotto il minimo." / "Whole numbers from 0 up, the maximum at least 1 and not below the minimum."
fix "Correggere minimum e maximum." / "Correct minimum and maximum."

PARALLEL_JOIN_OF_CHOICE "WRN001" Warning
message "Il gateway parallelo «{name}» attende più rami di «{split}», che ne percorre uno solo: il caso resterebbe fermo." / "The parallel gateway “{name}” waits for several branches of “{split}”, which takes only one: the case would stand still."
expected "Un gateway esclusivo, o nessuno, dove si riuniscono i rami di una scelta." / "An exclusive gateway, or none, where the branches of a choice come together."
fix "Sostituire il gateway parallelo con uno esclusivo, o rendere parallelo «{split}»." / "Replace the parallel gateway by an exclusive one, or make “{split}” parallel."
EXCLUSIVE_JOIN_OF_PARALLEL "WRN002" Warning
message "In «{name}» si riuniscono rami paralleli di «{split}» senza attendersi: ciò che segue si esegue una volta per ramo." / "At “{name}” parallel branches of “{split}” come together without waiting: what follows runs once for each branch."
expected "Un gateway parallelo che attende tutti i rami." / "A parallel gateway that waits for all branches."
fix "Mettere un gateway parallelo, se ciò che segue deve eseguirsi una volta sola." / "Use a parallel gateway if what follows must run once only."
DRAFT_NEVER_SENT "WRN003" Warning
message "«{name}» prepara il messaggio «{value}», che nessuna attività invia." / "“{name}” drafts the message “{value}”, which no task sends."
expected "Un'attività di servizio o di invio con un parametro ${…}." / "A service or send task with a parameter ${…}."
fix "Aggiungere l'invio (pec.send o mail.send), o togliere staffetta:drafts." / "Add the sending (pec.send or mail.send), or remove staffetta:drafts."
APPROVED_NEVER_DRAFTED "WRN004" Warning
message "«{name}» approva il messaggio «{value}», che nessuna attività prepara." / "“{name}” approves the message “{value}”, which no task drafts."
expected "Un'attività precedente con staffetta:drafts=\"{value}\"." / "An earlier task with staffetta:drafts=\"{value}\"."
fix "Correggere il nome della variabile, o aggiungere l'attività che prepara il messaggio." / "Correct the name of the variable, or add the task that drafts the message."
TASK_FOR_NOBODY "WRN005" Warning
message "«{name}» non dice a chi tocca: la vede chiunque svolga attività." / "“{name}” does not say whose it is: whoever works tasks sees it."
expected "camunda:assignee, candidateUsers o candidateGroups, o una corsia con il nome di un gruppo." / "camunda:assignee, candidateUsers or candidateGroups, or a lane with the name of a group."
fix "Scegliere l'ufficio o il ruolo nel pannello delle proprietà." / "Choose the office or role in the properties panel."
WAIT_WITHOUT_KEY "WRN006" Warning
message "«{name}» attende il messaggio «{message}» senza una chiave: quello che arriva va a un caso qualsiasi fra quelli in attesa." / "“{name}” waits for the message “{message}” without a key: what comes goes to any of the cases that wait."
expected "staffetta:correlationKey con un valore che distingue il caso." / "staffetta:correlationKey with a value that tells the case."
fix "Aggiungere staffetta:correlationKey, per esempio \"${spedizione}\"." / "Add staffetta:correlationKey, for example \"${spedizione}\"."
}
