//! What rhai's parser says of a text, in Italian: its own words are English.
//!
//! Knows the faults a person who writes a rule makes; the rest is told in the parser's words, marked as such.

use rhai::{LexError, ParseErrorType};

/// What is wrong, without a full stop; the parser's own words in quotes where there are none of ours.
pub(crate) fn in_italian(error: &ParseErrorType) -> String {
    use ParseErrorType as E;
    match error {
        E::UnexpectedEOF => "il testo finisce prima del previsto".into(),
        E::BadInput(error) => lexical(error),
        E::UnknownOperator(operator) => format!("l'operatore «{operator}» non esiste"),
        E::MissingToken(token, _) => format!("manca «{token}»"),
        E::MissingSymbol(_) => "manca un simbolo".into(),
        E::PropertyExpected => "manca il nome di una proprietà".into(),
        E::VariableExpected => "manca il nome di una variabile".into(),
        E::ExprExpected(_) => "manca un'espressione".into(),
        E::Reserved(word) => format!("«{word}» è una parola riservata"),
        E::ForbiddenVariable(name) => format!("«{name}» non si può usare come variabile"),
        E::VariableUndefined(name) => format!("la variabile «{name}» non esiste"),
        E::VariableExists(name) | E::DuplicatedVariable(name) => {
            format!("la variabile «{name}» c'è già")
        }
        E::DuplicatedProperty(name) => format!("la proprietà «{name}» è scritta due volte"),
        E::WrongFnDefinition => "una funzione si definisce solo al livello più esterno".into(),
        E::FnMissingName => "manca il nome della funzione".into(),
        E::FnMissingParams(name) => format!("mancano i parametri della funzione «{name}»"),
        E::FnMissingBody(name) => format!("manca il corpo della funzione «{name}»"),
        E::FnDuplicatedParam(name, parameter) => {
            format!("la funzione «{name}» ha due volte il parametro «{parameter}»")
        }
        E::FnDuplicatedDefinition(name, _) => format!("la funzione «{name}» è definita due volte"),
        E::AssignmentToConstant(name) => format!("la costante «{name}» non si può cambiare"),
        E::AssignmentToInvalidLHS(_) => "a sinistra di = serve una variabile".into(),
        E::LoopBreak => "break e continue valgono solo in un ciclo".into(),
        E::ExprTooDeep => "l'espressione è annidata troppo".into(),
        E::TooManyFunctions => "le funzioni sono troppe".into(),
        E::LiteralTooLarge(_, limit) => format!("un valore supera il limite di {limit}"),
        other => format!("«{other}»"),
    }
}

fn lexical(error: &LexError) -> String {
    match error {
        LexError::UnexpectedInput(text) => format!("«{text}» qui non ha senso"),
        LexError::UnterminatedString => "una stringa non è chiusa".into(),
        LexError::StringTooLong(limit) => format!("una stringa supera i {limit} caratteri"),
        LexError::MalformedEscapeSequence(text) => {
            format!("la sequenza «{text}» in una stringa non esiste")
        }
        LexError::MalformedNumber(text) => format!("«{text}» non è un numero"),
        LexError::MalformedChar(text) => format!("«{text}» non è un carattere"),
        LexError::MalformedIdentifier(text) => format!("«{text}» non può essere un nome"),
        LexError::ImproperSymbol(symbol, _) => format!("il segno «{symbol}» qui non si usa"),
        other => format!("«{other}»"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faults_of_whoever_writes_a_rule_are_told_in_italian() {
        let rows = [
            ("fn a( {", "manca «)»"),
            ("let x = ;", "«;» qui non ha senso"),
        ];
        for (text, expected) in rows {
            let error = rhai::Engine::new().compile(text).unwrap_err();
            let said = in_italian(error.err_type());
            assert!(said.contains(expected), "{text}: {said}");
        }
    }
}
