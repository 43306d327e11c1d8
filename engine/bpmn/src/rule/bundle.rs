//! The rules of what lies around a BPMN file: the bundle, its rules, letters and decisions.

rules! {
ZIP_UNREADABLE "BUN001" Error
message "Il file zip non si può leggere: {detail}." / "The zip file cannot be read: {detail}."
expected "Un archivio zip." / "A zip archive."
fix "Creare di nuovo l'archivio e ripetere il caricamento." / "Make the archive again and repeat the upload."
BUNDLE_TOO_BIG "BUN002" Error
message "Il pacchetto è troppo grande." / "The bundle is too big."
expected "Al più 32 MiB in 500 file." / "At most 32 MiB in 500 files."
fix "Togliere i file che il processo non usa." / "Remove files the process does not use."
NO_BPMN "BUN003" Error
message "Nel pacchetto non c'è nessun file BPMN." / "There is no BPMN file in the bundle."
expected "Almeno un file .bpmn." / "At least one .bpmn file."
fix "Aggiungere il processo." / "Add the process."
PROCESS_TWICE "BUN004" Error
message "Il processo «{element}» c'è già in {detail}." / "The process “{element}” is already in {detail}."
expected "Una sola definizione per processo." / "One definition per process."
fix "Dare un altro id al processo." / "Give the process another id."
NOT_UTF8 "BUN005" Error
message "Il file non è UTF-8 (byte {detail})." / "The file is not UTF-8 (byte {detail})."
expected "Testo UTF-8." / "UTF-8 text."
fix "Salvare il file come UTF-8." / "Save the file as UTF-8."
MANIFEST_UNREADABLE "BUN006" Error
message "bundle.toml non si può leggere: {detail}" / "bundle.toml cannot be read: {detail}"
expected "TOML ben formato." / "Well-formed TOML."
fix "Correggere la riga indicata." / "Correct the line given."
FORM_MISSING "BUN101" Error
message "Il modulo «{value}» non c'è nel pacchetto." / "The form “{value}” is not in the bundle."
expected "forms/{value}.form" / "forms/{value}.form"
fix "Aggiungere il modulo o correggere il nome." / "Add the form or correct its name."
RULE_NOT_IN_BUNDLE "BUN102" Error
message "La regola o decisione «{value}» non c'è nel pacchetto." / "The rule or decision “{value}” is not in the bundle."
expected "fn {value}(…) in rules/*.rhai, o la decisione {value} in un file .dmn; ci sono: {known}" / "fn {value}(…) in rules/*.rhai, or the decision {value} in a .dmn file; there are: {known}"
fix "Scrivere la funzione, aggiungere la tabella o correggere il nome." / "Write the function, add the table or correct the name."
CONNECTOR_INPUT "BUN103" Error
message "{value}: {detail}" / "{value}: {detail}"
expected "{wanted}" / "{wanted}"
fix "{fix}" / "{fix}"
END_UNANSWERED "BUN104" Warning
message "Da un messaggio si arriva alla fine «{name}» senza rispondere a chi ha scritto e senza dire perché." / "A mail can reach the end “{name}” without an answer to whoever wrote and without saying why."
expected "Su ogni via, prima della fine, un invio con in_reply_to, o un'attività il cui modulo chiede «senza_risposta» (il motivo)." / "On every way, before the end, a send with in_reply_to, or a task whose form asks for “senza_risposta” (the reason)."
fix "Aggiungere l'invio o il motivo; altrimenti la pratica resta da riscontrare e ne risponde il responsabile dell'ufficio." / "Add the send or the reason; otherwise the case stays unanswered and goes to the head of the office."
LETTER_UNREADABLE "LET001" Error
message "La lettera tipo non si può leggere: {detail}" / "The letter template cannot be read: {detail}"
expected "Una lettera con «Oggetto: …» nella prima riga." / "A letter whose first line is «Oggetto: …»."
fix "Correggere la lettera." / "Correct the letter."
RULE_FILE "RHAI001" Error
message "{detail}" / "{detail}"
expected "Una regola rhai corretta." / "A correct rhai rule."
fix "Correggere la regola alla riga indicata." / "Correct the rule at the line given."
EXPRESSION_UNREADABLE "EXP004" Error
message "L'espressione non si può leggere: {detail}." / "The expression cannot be read: {detail}."
expected "rhai, il vocabolario di ${…} o FEEL, come dice la pagina Espressioni." / "rhai, the vocabulary of ${…} or FEEL, as the page Expressions says."
fix "Correggere il testo nel punto indicato." / "Correct the text at the place given."
UNKNOWN_FUNCTION "EXP005" Error
message "Si chiama una funzione che qui non c'è: {detail}." / "A function is called that is not here: {detail}."
expected "Una funzione della pagina Espressioni o di rules/*.rhai, con i suoi argomenti; dove non si scrive (condizioni, parametri, staffetta:when), una che calcola soltanto." / "A function of the page Expressions or of rules/*.rhai, with its arguments; where nothing is written (conditions, parameters, staffetta:when), one that only computes."
fix "Correggere il nome o gli argomenti di «{value}», o scrivere la funzione in rules/*.rhai." / "Correct the name or the arguments of “{value}”, or write the function in rules/*.rhai."
RETRIES "TIM005" Error
message "I tentativi «{value}» non si possono contare." / "The retries “{value}” cannot be counted."
expected "Da 1 a {max} tentativi, come R3/PT10M." / "From 1 to {max} retries, such as R3/PT10M."
fix "Correggere failedJobRetryTimeCycle." / "Correct failedJobRetryTimeCycle."
TIMER_VALUE "TIM006" Error
message "Il tempo «{value}» non si può leggere: {detail}." / "The time “{value}” cannot be read: {detail}."
expected "Una data, una durata o un ciclo ISO 8601, o cron." / "An ISO 8601 date, duration or cycle, or cron."
fix "Scrivere il tempo in uno di questi formati." / "Write the time in one of these formats."
NOT_DMN "DMN001" Error
message "Il file non è un modello di decisioni: {detail}." / "The file is no decision model: {detail}."
expected "La radice definitions di DMN con almeno un elemento decision." / "The root definitions of DMN with at least one decision element."
fix "Esportare di nuovo la decisione in formato DMN." / "Export the decision as DMN again."
DECISION_ID "DMN002" Error
message "Una decisione non ha un id, o ne ha uno ripetuto: «{value}»." / "A decision has no id, or a repeated one: “{value}”."
expected "Un id diverso per ogni decisione del pacchetto." / "A different id for each decision of the bundle."
fix "Dare un id alla decisione." / "Give the decision an id."
DECISION_LOGIC "DMN003" Error
message "La decisione «{value}» non è né una tabella né un'espressione." / "The decision “{value}” is neither a table nor an expression."
expected "Una decisionTable o una literalExpression." / "A decisionTable or a literalExpression."
fix "Riscrivere la decisione come tabella, o come regola rhai." / "Rewrite the decision as a table, or as a rhai rule."
HIT_POLICY "DMN004" Error
message "La tabella «{element}» ha il criterio «{value}», che qui non si esegue." / "The table “{element}” has the hit policy “{value}”, which does not run here."
expected "UNIQUE, FIRST, ANY, PRIORITY, RULE ORDER, OUTPUT ORDER o COLLECT (anche con SUM, MIN, MAX, COUNT)." / "UNIQUE, FIRST, ANY, PRIORITY, RULE ORDER, OUTPUT ORDER or COLLECT (also with SUM, MIN, MAX, COUNT)."
fix "Scegliere un altro criterio." / "Choose another hit policy."
DECISION_CELLS "DMN005" Error
message "Nella tabella «{value}» manca una cella, o un ingresso non ha espressione." / "In the table “{value}” a cell is missing, or an input has no expression."
expected "Una cella per ogni colonna di ogni riga, almeno un'uscita, un'espressione per ogni ingresso." / "A cell for each column of each row, at least one output, an expression for each input."
fix "Completare la tabella." / "Complete the table."
OUTPUT_VALUES "DMN007" Error
message "La tabella «{element}» ha il criterio {value} ma non dice quali risultati pesano di più." / "The table “{element}” has the hit policy {value} but does not say which results weigh more."
expected "outputValues in un'uscita, dal risultato che pesa di più." / "outputValues in an output, from the result that weighs most."
fix "Elencare i risultati nella colonna di uscita, o scegliere un altro criterio." / "List the results in the output column, or choose another hit policy."
REQUIREMENT "DMN008" Error
message "La decisione «{element}» ha bisogno di «{value}», che qui non si può avere: {detail}." / "The decision “{element}” needs “{value}”, which cannot be had here: {detail}."
expected "Decisioni dello stesso file che non si richiedono a vicenda; nessuna funzione (businessKnowledgeModel)." / "Decisions of the same file that do not require each other; no function (businessKnowledgeModel)."
fix "Aggiungere la decisione al file, o scrivere la funzione come regola rhai." / "Add the decision to the file, or write the function as a rhai rule."
DECISION_CELL "DMN006" Error
message "Una cella della tabella «{element}» non si può leggere: {detail}." / "A cell of the table “{element}” cannot be read: {detail}."
expected "Il FEEL della pagina Espressioni." / "The FEEL of the page Expressions."
fix "Correggere la cella alla riga indicata." / "Correct the cell at the line given."
}
