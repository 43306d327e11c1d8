//! The page of expressions, made from the code: every example is evaluated while the page is made, and
//! what is refused is refused by the compiler.

use crate::feel::BUILTINS;
use crate::functions::FUNCTIONS;
use crate::{
    Call, Decision, Expression, Failure, Library, Map, Output, Policy, Row, Script, ScriptProblem,
    Syntax, Table, Value,
};
use chrono::DateTime;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Something that can be written in an expression, with an example.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub language: Syntax,
    /// Signature of a function, else the form as it is written.
    pub form: &'static str,
    pub it: &'static str,
    pub en: &'static str,
    pub example: &'static str,
    /// What the example gives, as JSON; or why it is refused.
    pub gives: Result<String, ScriptProblem>,
    /// Only in scripts and library functions, not in conditions and mappings.
    pub script_only: bool,
}

/// (form, Italian, English, example)
type Sample = (&'static str, &'static str, &'static str, &'static str);

const TEMPLATE: &[Sample] = &[
    (
        "text",
        "un testo è un testo",
        "a text is a text",
        "ufficio:urp",
    ),
    (
        "${…}",
        "una sola espressione conserva il tipo del valore",
        "a single expression keeps the type of the value",
        "${amount}",
    ),
    (
        "text ${…} text",
        "più parti danno un testo",
        "several parts give a text",
        "Totale: ${amount * 2} euro",
    ),
    (
        "eq ne lt gt le ge",
        "confronti, anche == != < > <= >=",
        "comparisons, also == != < > <= >=",
        "${amount gt 10}",
    ),
    (
        "and or not",
        "logica, anche && || !",
        "logic, also && || !",
        "${amount gt 10 and not (amount ge 20)}",
    ),
    (
        "+ - * / % div mod",
        "aritmetica",
        "arithmetic",
        "${7 mod 4}",
    ),
    (
        "a ? b : c",
        "scelta",
        "choice",
        "${amount gt 10 ? 'alto' : 'basso'}",
    ),
    (
        "empty x",
        "se manca, è nullo o vuoto",
        "whether it is missing, null or empty",
        "${empty nota}",
    ),
    (
        "execution.getVariable('x')",
        "la variabile, nullo se non c'è",
        "the variable, null where there is none",
        "${execution.getVariable('amount')}",
    ),
    (
        "execution.hasVariable('x')",
        "se la variabile esiste",
        "whether the variable exists",
        "${execution.hasVariable('nota')}",
    ),
    (
        "now() dateTime()",
        "adesso, in UTC",
        "now, in UTC",
        "${dateTime()}",
    ),
    (
        "f(…)",
        "una funzione di rules/*.rhai del pacchetto che calcola senza scrivere; anche nelle condizioni rhai",
        "a function of the bundle's rules/*.rhai that computes and does not write; in rhai conditions too",
        "${doppio(amount) gt 20}",
    ),
    (
        "bean.method(…)",
        "oggetti Java: non esistono",
        "Java objects: there are none",
        "${mailBean.send(amount)}",
    ),
    (
        "task.…",
        "altro di execution e task: non esiste",
        "other members of execution and task: there are none",
        "${task.assignee}",
    ),
];

/// Only where a script may stand: an expression of a service task or listener.
const TEMPLATE_SCRIPT: &[Sample] = &[(
    "execution.setVariable('x', value)",
    "scrive una variabile del processo",
    "writes a variable of the process",
    "${execution.setVariable('esito', amount gt 10)}",
)];

const FEEL: &[Sample] = &[
    ("= < > <= >= !=", "confronti", "comparisons", "amount > 10"),
    (
        "and or not(…)",
        "logica a tre valori",
        "logic of three values",
        "amount > 10 and not(amount > 20)",
    ),
    ("+ - * /", "aritmetica", "arithmetic", "amount * 2 + 1"),
    (
        "if … then … else …",
        "scelta",
        "choice",
        "if amount > 10 then \"alto\" else \"basso\"",
    ),
    (
        "x in [a..b]",
        "intervalli: ] o ( escludono l'estremo",
        "ranges: ] or ( leave the end out",
        "amount in [12.5..20)",
    ),
    (
        "x between a and b",
        "estremi compresi",
        "both ends included",
        "amount between 10 and 12.5",
    ),
    (
        "x in (test, test)",
        "uno dei test vale",
        "one of the tests holds",
        "amount in (< 5, > 12, 7)",
    ),
    (
        "[a, b], list[n]",
        "elenchi, contati da 1",
        "lists, counted from 1",
        "[1, 2, 3][-1]",
    ),
    (
        "{a: 1}.a",
        "contesti",
        "contexts",
        "{tassa: amount * 2}.tassa",
    ),
    (
        "list[condition]",
        "gli elementi per cui vale",
        "the items for which it holds",
        "[{n: 1}, {n: 5}][n > 2]",
    ),
    (
        "for x in list return …",
        "un valore per elemento; anche x in 1..5",
        "a value for each item; also x in 1..5",
        "for x in 1..3 return x * amount",
    ),
    (
        "some x in list satisfies …, every …",
        "se vale per uno, per tutti",
        "whether it holds for one, for all",
        "some x in [1, 20] satisfies x > amount",
    ),
    (
        "x instance of type",
        "di che sorta è",
        "of which sort it is",
        "@\"2026-03-01\" instance of date",
    ),
    (
        "@\"…\"",
        "una data, un'ora, una data con ora o una durata",
        "a date, time, date with time or duration",
        "@\"2026-03-01\" + @\"P30D\"",
    ),
    (
        "x.year, .month, .day, .weekday, .hour, .minute, .second, .days, .hours, .years, .months",
        "le parti di una data o durata",
        "the parts of a date or duration",
        "@\"2026-03-01\".weekday",
    ),
    (
        "a ** b",
        "potenza con esponente intero",
        "power with a whole exponent",
        "amount ** 2",
    ),
    (
        "?",
        "in una cella: il valore della colonna",
        "in a cell: the value of the column",
        "amount in (odd(?), ? > 12)",
    ),
    (
        "null",
        "ciò che non c'è è nullo",
        "what is not there is null",
        "nota = null",
    ),
    (
        "f(…)",
        "altre funzioni: rifiutate con il nome",
        "other functions: refused by name",
        "inventata(amount)",
    ),
];

/// The rule of the examples, as `rules/*.rhai` holds it.
const RULE: &str = "fn doppio(n) { n * 2 }";

/// The bundle of the examples: the function `doppio`, and the decision table `fascia`.
pub fn library() -> Result<Library, Vec<ScriptProblem>> {
    let row = |test: &str, output: &str, line| Row {
        tests: vec![test.to_owned()],
        outputs: vec![output.to_owned()],
        line,
    };
    let table = Table {
        id: "fascia".into(),
        name: "Fascia".into(),
        policy: Policy::First,
        inputs: vec!["amount".into()],
        outputs: vec![Output {
            name: "fascia".into(),
            ..Output::default()
        }],
        rows: vec![row("> 10", "\"alta\"", 1), row("-", "\"bassa\"", 2)],
        ..Table::default()
    };
    let library = Library::compile(&[("rules/esempio.rhai".into(), RULE.into())])?;
    let decision = Decision::compile(&table)?;
    Ok(library.with_decisions(BTreeMap::from([("fascia".to_owned(), decision)])))
}

/// Everything the page lists, evaluated: `${…}` first, then rhai, then FEEL. In the examples office
/// time is 2026-03-01T08:30:00Z, the zone Europe/Rome, and the one variable is `amount` = 12.50.
pub fn entries() -> Vec<Entry> {
    let variables = Map::from([("amount".to_owned(), Value::Decimal(Decimal::new(1250, 2)))]);
    let call = Call {
        variables: &variables,
        now: DateTime::from_timestamp(1_772_353_800, 0).unwrap_or_default(),
        zone: chrono_tz::Europe::Rome,
        calendars: crate::Calendars::usual(),
    };
    let forms = |language, samples: &[Sample], script_only| -> Vec<Entry> {
        let one = |&(form, it, en, example): &Sample| Entry {
            language,
            form,
            it,
            en,
            example,
            gives: given(example, language, script_only, &call),
            script_only,
        };
        samples.iter().map(one).collect()
    };
    let functions = FUNCTIONS.iter().map(|f| Entry {
        language: Syntax::Rhai,
        form: f.signature,
        it: f.it,
        en: f.en,
        example: f.example,
        gives: given(f.example, Syntax::Rhai, f.script_only, &call),
        script_only: f.script_only,
    });
    let builtins = BUILTINS.iter().map(|b| Entry {
        language: Syntax::Feel,
        form: b.signature,
        it: b.it,
        en: b.en,
        example: b.example,
        gives: given(b.example, Syntax::Feel, false, &call),
        script_only: false,
    });
    forms(Syntax::Template, TEMPLATE, false)
        .into_iter()
        .chain(forms(Syntax::Template, TEMPLATE_SCRIPT, true))
        .chain(functions)
        .chain(forms(Syntax::Feel, FEEL, false))
        .chain(builtins)
        .collect()
}

fn given(text: &str, language: Syntax, script: bool, call: &Call) -> Result<String, ScriptProblem> {
    let library = library().map_err(|mut problems| problems.swap_remove(0))?;
    let value = if script {
        let script = match language {
            Syntax::Template => Script::of_template(text, &library),
            Syntax::Rhai | Syntax::Feel => Script::compile(text, &library),
        };
        script
            .map_err(|mut problems| problems.swap_remove(0))?
            .run(call)
            .map(|outcome| outcome.value)
    } else {
        Expression::compile_in(text, language, &library)?.eval(call)
    };
    value
        .map(|value| value.to_json().to_string())
        .map_err(|failure| match failure {
            Failure::Error(e) => ScriptProblem::at(e.line, e.column, e.it, e.en),
            other => ScriptProblem::at(1, 1, other.to_string(), other.to_string()),
        })
}

/// The page, in both languages.
pub fn page() -> String {
    let mut out = String::from(
        "# Espressioni · Expressions\n\n\
         Made from the code by `staffetta reference engine/bpmn/reference`; do not edit. Every example was evaluated: office time \
         2026-03-01T08:30:00Z, zone Europe/Rome, one variable `amount` = 12.50, and a bundle with the rule `fn doppio(n) { n * 2 }` and the decision table \
         `fascia` (`amount` over 10: `\"alta\"`, else `\"bassa\"`). A function that does not exist is refused where it is called \
         ([EXP005](rules/EXP005.md)).\n\n\
         | dove · where | che cosa · what |\n|---|---|\n\
         | attributi e parametri · attributes and parameters (`assignee`, `dueDate`, `inputParameter`, …) | testo con `${…}` (o `#{…}`) · text with `${…}` (or `#{…}`) |\n\
         | condizioni e conteggi · conditions and counts | rhai; `${…}`; FEEL dopo `=` · FEEL after `=` |\n\
         | script, `rules/*.rhai` | rhai |\n\
         | celle di una tabella di decisione · cells of a decision table | FEEL |\n\
         | quando si nasconde un campo di modulo · when a field of a form is hidden | FEEL dopo `=` · FEEL after `=`; rhai |\n",
    );
    let titles = [
        (Syntax::Template, "`${…}`"),
        (Syntax::Rhai, "rhai"),
        (Syntax::Feel, "FEEL"),
    ];
    let entries = entries();
    for (language, title) in titles {
        let _ = write!(
            out,
            "\n## {title}\n\n| | Italiano | English | esempio · example | dà · gives |\n|---|---|---|---|---|\n"
        );
        for entry in entries.iter().filter(|e| e.language == language) {
            let only = if entry.script_only { " (script)" } else { "" };
            let gives = match &entry.gives {
                Ok(value) => code(value),
                Err(problem) => format!("— {} · {}", cell(&problem.it), cell(&problem.en)),
            };
            let _ = writeln!(
                out,
                "| {}{only} | {} | {} | {} | {gives} |",
                code(entry.form),
                cell(entry.it),
                cell(entry.en),
                code(entry.example),
            );
        }
    }
    out.push_str("\n[Elementi · Elements](elements.md) · [Regole · Rules](rules/README.md)\n");
    out
}

/// Code inside a table, whatever backticks and bars it has.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') {
        format!("`` {text} ``")
    } else {
        format!("`{text}`")
    }
}

fn cell(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('|', "\\|")
}
