//! The functions a rule can call beside rhai's own operators. All are pure but for the four that
//! write ([`register_writing`]), which only scripts and library functions have.
//!
//! [`FUNCTIONS`] is the list shown in the designer; a test runs every example.

pub mod calendar;
mod date;
mod list;
mod text;
mod write;

use crate::convert::to_dynamic;
use rhai::{Dynamic, Engine, EvalAltResult};

/// One function as shown to the analyst; `gives` is what `example` evaluates to, as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Function {
    pub name: &'static str,
    pub signature: &'static str,
    pub it: &'static str,
    pub en: &'static str,
    pub example: &'static str,
    pub gives: &'static str,
    /// Only in scripts and library functions, not in conditions and mappings.
    pub script_only: bool,
}

const fn pure(
    name: &'static str,
    signature: &'static str,
    it: &'static str,
    en: &'static str,
    example: &'static str,
    gives: &'static str,
) -> Function {
    Function {
        name,
        signature,
        it,
        en,
        example,
        gives,
        script_only: false,
    }
}

pub(crate) fn register(engine: &mut Engine) {
    text::register(engine);
    date::register(engine);
    calendar::register(engine);
    list::register(engine);
    engine.register_fn("is_set", |name: &str| {
        crate::call::running(|running| running.exists.iter().any(|other| other == name))
    });
    engine.register_fn("decision", decision);
    engine.register_fn("decision", |id: &str, shape: &str| {
        decision(&format!("{id}#{shape}"))
    });
}

/// What a decision table of the bundle gave, see [`crate::run`].
fn decision(key: &str) -> Result<Dynamic, Box<EvalAltResult>> {
    crate::call::running(|running| {
        let found = running.decisions.iter().find(|(other, _)| other == key);
        match found.map(|(_, given)| given.clone()) {
            Some(Ok(value)) => Ok(to_dynamic(&value)),
            Some(Err(failure)) => {
                let said = failure.to_string();
                running.failure = Some(failure);
                Err(said.into())
            }
            None => Err(format!("the decision {key} was not made").into()),
        }
    })
}

pub(crate) fn register_writing(engine: &mut Engine) {
    list::register_writing(engine);
    write::register(engine);
}

/// In the examples office time is 2026-03-01T08:30:00Z, the zone Europe/Rome, and the one variable
/// is `amount` = 12.50.
pub const FUNCTIONS: &[Function] = &[
    pure(
        "is_set",
        "is_set(\"name\") -> bool",
        "se la variabile esiste",
        "whether the variable exists",
        r#"is_set("amount")"#,
        "true",
    ),
    pure(
        "decision",
        "decision(\"id\"[, \"shape\"]) -> value",
        "che cosa dà una tabella di decisione del pacchetto, sulle variabili della pratica; shape come in mapDecisionResult",
        "what a decision table of the bundle gives, over the variables of the case; shape as in mapDecisionResult",
        r#"decision("fascia")"#,
        "\"alta\"",
    ),
    pure(
        "contains",
        "contains(text, part) -> bool; contains(list, item); contains(map, key)",
        "se contiene",
        "whether it contains",
        r#"contains("Istanza di accesso", "accesso")"#,
        "true",
    ),
    pure(
        "starts_with",
        "starts_with(text, start) -> bool",
        "se comincia con",
        "whether it begins with",
        r#"starts_with("PEC: avviso", "PEC")"#,
        "true",
    ),
    pure(
        "ends_with",
        "ends_with(text, end) -> bool",
        "se finisce con",
        "whether it ends with",
        r#"ends_with("atto.pdf", ".pdf")"#,
        "true",
    ),
    pure(
        "lower",
        "lower(text) -> text",
        "in minuscolo",
        "in small letters",
        r#"lower("PEC")"#,
        "\"pec\"",
    ),
    pure(
        "upper",
        "upper(text) -> text",
        "in maiuscolo",
        "in capitals",
        r#"upper("pec")"#,
        "\"PEC\"",
    ),
    pure(
        "trim",
        "trim(text) -> text",
        "senza spazi ai lati",
        "without space around it",
        r#"trim("  ok ")"#,
        "\"ok\"",
    ),
    pure(
        "split",
        "split(text, separator) -> list",
        "divide in un elenco",
        "divides into a list",
        r#"split("a;b", ";")"#,
        r#"["a","b"]"#,
    ),
    pure(
        "join",
        "join(list, separator) -> text",
        "unisce un elenco in un testo",
        "joins a list into a text",
        r#"join(["a", 2], ", ")"#,
        "\"a, 2\"",
    ),
    pure(
        "replace",
        "replace(text, old, new) -> text",
        "sostituisce ogni occorrenza",
        "replaces every occurrence",
        r#"replace("1/2", "/", "-")"#,
        "\"1-2\"",
    ),
    pure(
        "part",
        "part(text, from, count) -> text",
        "una parte, in caratteri da 0",
        "a part, in characters from 0",
        r#"part("protocollo", 0, 5)"#,
        "\"proto\"",
    ),
    pure(
        "text",
        "text(value) -> text",
        "il valore come testo",
        "the value as text",
        "text(12.50)",
        "\"12.50\"",
    ),
    pure(
        "len",
        "len(text|list|map) -> int",
        "quanti caratteri, elementi o chiavi",
        "how many characters, items or keys",
        "len([1, 2, 3])",
        "3",
    ),
    pure(
        "is_empty",
        "is_empty(value) -> bool",
        "se è nullo o vuoto",
        "whether it is null or empty",
        r#"is_empty("")"#,
        "true",
    ),
    pure(
        "decimal",
        "decimal(text|int) -> decimal",
        "il numero scritto nel testo; fallisce se non lo è",
        "the number in the text; fails if there is none",
        r#"decimal("10.10") * 3"#,
        "30.3",
    ),
    pure(
        "integer",
        "integer(text|decimal) -> int",
        "il numero intero; fallisce se non lo è",
        "the whole number; fails if it is none",
        r#"integer("42")"#,
        "42",
    ),
    pure(
        "round_to",
        "round_to(number, places) -> decimal",
        "arrotonda (metà via da zero)",
        "rounds (half away from zero)",
        "round_to(2.345, 2)",
        "2.35",
    ),
    pure(
        "keys",
        "keys(map) -> list",
        "le chiavi, in ordine",
        "the keys, in order",
        "keys(#{b: 1, a: 2})",
        r#"["a","b"]"#,
    ),
    pure(
        "values",
        "values(map) -> list",
        "i valori, in ordine di chiave",
        "the values, in order of key",
        "values(#{b: 1, a: 2})",
        "[2,1]",
    ),
    pure(
        "sum",
        "sum(list) -> number",
        "la somma dei numeri",
        "the sum of the numbers",
        "sum([1, 2.5])",
        "3.5",
    ),
    pure(
        "now",
        "now() -> instant",
        "adesso, in UTC",
        "now, in UTC",
        "now()",
        "\"2026-03-01T08:30:00Z\"",
    ),
    pure(
        "today",
        "today() -> date",
        "la data di oggi nel fuso",
        "today's date in the zone",
        "today()",
        "\"2026-03-01\"",
    ),
    pure(
        "days_after",
        "days_after(instant|date, days) -> instant",
        "la fine del giorno che segue di tanti giorni di calendario",
        "the end of the day that many calendar days later",
        r#"days_after("2026-03-01", 30)"#,
        "\"2026-03-31T21:59:59Z\"",
    ),
    pure(
        "plus",
        "plus(instant|date, duration) -> instant",
        "più una durata ISO 8601",
        "plus an ISO 8601 duration",
        r#"plus("2026-03-01T08:00:00Z", "P1DT2H")"#,
        "\"2026-03-02T10:00:00Z\"",
    ),
    pure(
        "earlier",
        "earlier(a, b) -> instant",
        "il primo dei due",
        "the earlier of both",
        r#"earlier("2026-03-02", "2026-03-01T08:00:00Z")"#,
        "\"2026-03-01T08:00:00Z\"",
    ),
    pure(
        "later",
        "later(a, b) -> instant",
        "il secondo dei due",
        "the later of both",
        r#"later("2026-03-02", "2026-03-01T08:00:00Z")"#,
        "\"2026-03-02\"",
    ),
    pure(
        "is_before",
        "is_before(a, b) -> bool",
        "se il primo viene prima",
        "whether the first comes first",
        r#"is_before("2026-03-01", now())"#,
        "true",
    ),
    pure(
        "days_between",
        "days_between(a, b) -> int",
        "giorni di calendario dal primo al secondo",
        "calendar days from the first to the second",
        r#"days_between("2026-03-01", "2026-03-31T22:30:00Z")"#,
        "31",
    ),
    pure(
        "date",
        "date(instant) -> date",
        "la data locale",
        "the local date",
        r#"date("2026-03-01T23:30:00Z")"#,
        "\"2026-03-02\"",
    ),
    pure(
        "year",
        "year(instant|date) -> int",
        "l'anno",
        "the year",
        r#"year("2026-03-01")"#,
        "2026",
    ),
    pure(
        "month",
        "month(instant|date) -> int",
        "il mese, da 1",
        "the month, from 1",
        r#"month("2026-03-01")"#,
        "3",
    ),
    pure(
        "day",
        "day(instant|date) -> int",
        "il giorno del mese",
        "the day of the month",
        r#"day("2026-03-01")"#,
        "1",
    ),
    pure(
        "hour",
        "hour(instant) -> int",
        "l'ora locale",
        "the local hour",
        "hour(now())",
        "9",
    ),
    pure(
        "weekday",
        "weekday(instant|date) -> int",
        "il giorno della settimana: lunedì 1, domenica 7",
        "the day of the week: Monday 1, Sunday 7",
        r#"weekday("2026-03-01")"#,
        "7",
    ),
    pure(
        "is_working_day",
        "is_working_day(instant|date[, office]) -> bool",
        "se è un giorno lavorativo: per il calendario dell'ufficio della pratica, o dell'ufficio nominato",
        "whether it is a working day: by the calendar of the case's office, or of the office named",
        r#"is_working_day("2026-04-06")"#,
        "false",
    ),
    pure(
        "working_days_after",
        "working_days_after(instant|date, days[, office]) -> instant",
        "la fine del giorno che segue di tanti giorni lavorativi; il primo non conta",
        "the end of the day that many working days later; the first does not count",
        r#"working_days_after("2026-04-03", 2)"#,
        "\"2026-04-08T21:59:59Z\"",
    ),
    pure(
        "working_days_between",
        "working_days_between(a, b[, office]) -> int",
        "giorni lavorativi dal primo, che non conta, al secondo",
        "working days from the first, which does not count, to the second",
        r#"working_days_between("2026-04-03", "2026-04-08")"#,
        "2",
    ),
    pure(
        "working_hours_after",
        "working_hours_after(instant, hours[, office]) -> instant",
        "l'istante dopo tante ore di lavoro, nell'orario dell'ufficio",
        "the instant after that many hours of work, within the office's hours",
        r#"working_hours_after("2026-04-03T14:00:00Z", 2)"#,
        "\"2026-04-07T08:00:00Z\"",
    ),
    pure(
        "working_minutes_between",
        "working_minutes_between(a, b[, office]) -> int",
        "minuti di lavoro dal primo al secondo, nell'orario dell'ufficio",
        "minutes of work from the first to the second, within the office's hours",
        r#"working_minutes_between("2026-04-03T14:00:00Z", "2026-04-07T08:00:00Z")"#,
        "120",
    ),
    pure(
        "next_working_day",
        "next_working_day(instant|date[, office]) -> instant|date",
        "lo stesso giorno se l'ufficio lavora, altrimenti il primo lavorativo che segue, alla stessa ora",
        "the same day if the office works, else the next working one, at the same time",
        r#"next_working_day("2026-04-25")"#,
        "\"2026-04-27\"",
    ),
    pure(
        "past_holidays",
        "past_holidays(instant|date[, saturdays]) -> instant|date",
        "il termine che scade di domenica o in un giorno festivo passa al primo che non lo è (art. 2963 c.c.); con true anche dal sabato (art. 155 c.p.c.)",
        "a term that ends on a Sunday or public holiday moves to the next day that is none (art. 2963 c.c.); with true from a Saturday too (art. 155 c.p.c.)",
        r#"past_holidays(days_after("2026-03-06", 30))"#,
        "\"2026-04-07T21:59:59Z\"",
    ),
    pure(
        "holiday",
        "holiday(instant|date[, office]) -> text",
        "perché quel giorno è di riposo: festività, patrono o chiusura; vuoto se non lo è",
        "why that day is one of rest: public holiday, patron saint or closing; empty if it is none",
        r#"holiday("2026-04-06")"#,
        "\"Lunedì dell'Angelo\"",
    ),
    Function {
        name: "log",
        signature: "log(value)",
        it: "scrive una riga nella storia del caso",
        en: "writes a line into the history of the case",
        example: r#"log("ok"); 1"#,
        gives: "1",
        script_only: true,
    },
    Function {
        name: "set",
        signature: "set(\"name\", value)",
        it: "scrive una variabile del processo",
        en: "writes a variable of the process",
        example: r#"set("esito", "ok"); 1"#,
        gives: "1",
        script_only: true,
    },
    Function {
        name: "bpmn_error",
        signature: "bpmn_error(code[, message])",
        it: "termina con un errore BPMN, che un evento di confine può prendere",
        en: "ends with a BPMN error, which a boundary event may catch",
        example: r#"if amount > 100 { bpmn_error("TROPPO") } 1"#,
        gives: "1",
        script_only: true,
    },
    Function {
        name: "push",
        signature: "push(list, item)",
        it: "aggiunge in fondo",
        en: "adds at the end",
        example: "let l = [1]; push(l, 2); l",
        gives: "[1,2]",
        script_only: true,
    },
    Function {
        name: "pop",
        signature: "pop(list) -> item",
        it: "toglie l'ultimo",
        en: "takes the last one off",
        example: "let l = [1, 2]; pop(l)",
        gives: "2",
        script_only: true,
    },
    Function {
        name: "remove",
        signature: "remove(list, index) -> item; remove(map, key)",
        it: "toglie un elemento",
        en: "takes an item out",
        example: "let l = [1, 2]; remove(l, 0); l",
        gives: "[2]",
        script_only: true,
    },
];
