//! Full text of mails: SQLite's FTS5 or PostgreSQL's tsvector behind one door.
//!
//! Texts and questions are folded the same way, here, so that both back ends find the same: lower case,
//! without accents, cut into words at everything that is neither letter nor digit. A question holds
//! words (each may be the beginning of one) and `"phrases"`; all of them must be there. What was
//! withheld by act is not in the index.

use crate::cell::{Cell, text};
use crate::sql::{Run, insert, list, uuids};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Value};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use uuid::Uuid;

/// Letters of a word that count; longer ones are no words of a language.
const WORD_CHARS_MAX: usize = 64;
/// Words of one mail that are kept.
const WORDS_MAX: usize = 20_000;
/// Words of a question that are looked at.
const ASKED_MAX: usize = 20;

/// What one mail is found by.
#[derive(Debug, Clone, PartialEq)]
pub struct MailWords {
    pub mail: Uuid,
    /// Folded, single spaces between.
    words: String,
}

impl MailWords {
    /// Of its subject, addresses, names, text and attachments' names, in any order.
    pub fn of<'t>(mail: Uuid, texts: impl IntoIterator<Item = &'t str>) -> MailWords {
        let mut words = String::new();
        let folded = texts.into_iter().flat_map(fold);
        for word in folded.take(WORDS_MAX) {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&word);
        }
        MailWords { mail, words }
    }

    /// Bytes of the folded words.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }
}

/// Lower case, without accents; all else as it is.
pub fn plain(text: &str) -> String {
    let letters = text.nfd().filter(|c| !is_combining_mark(*c));
    letters.flat_map(char::to_lowercase).collect()
}

/// Lower case, without accents, in words.
fn fold(text: &str) -> Vec<String> {
    plain(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| w.chars().take(WORD_CHARS_MAX).collect())
        .collect()
}

/// The parts of a question: words that stand together, and whether the last may go on.
fn asked(question: &str) -> Vec<(Vec<String>, bool)> {
    let mut parts = Vec::new();
    for (n, piece) in question.split('"').enumerate() {
        if n % 2 == 1 {
            parts.push((fold(piece), false));
        } else {
            parts.extend(piece.split_whitespace().map(|word| (fold(word), true)));
        }
    }
    parts.retain(|(words, _)| !words.is_empty());
    parts.truncate(ASKED_MAX);
    parts
}

/// A condition on `m.id` and its value. None: there is no word in the question, so nothing is found by it.
pub(crate) fn condition(postgres: bool, question: &str) -> Option<(&'static str, Value)> {
    let parts = asked(question);
    if parts.is_empty() {
        return None;
    }
    // Words are letters and digits only: nothing in them is an operator of either language.
    let (sql, joint): (&str, &str) = match postgres {
        true => (
            "m.id IN (SELECT s.mail FROM mail_words s WHERE s.words @@ to_tsquery('simple', ?))",
            " & ",
        ),
        false => (
            "m.id IN (SELECT s.mail FROM mail_words f JOIN mail_indexed s ON s.n = f.rowid WHERE f.mail_words MATCH ?)",
            " AND ",
        ),
    };
    let part = |(words, goes_on): &(Vec<String>, bool)| match postgres {
        true => format!(
            "({}{})",
            words.join(" <-> "),
            if *goes_on { ":*" } else { "" }
        ),
        false => format!("\"{}\"{}", words.join(" "), if *goes_on { "*" } else { "" }),
    };
    let expression: Vec<String> = parts.iter().map(part).collect();
    Some((sql, text(&expression.join(joint))))
}

/// Enters the words of mails, instead of those they had, and takes the mails off the list. One that was withheld
/// or disposed of meanwhile only leaves the list.
pub(crate) async fn enter(tx: &DatabaseTransaction, all: &[&MailWords]) -> Result<(), DbErr> {
    if all.is_empty() {
        return Ok(());
    }
    let (places, ids) = list(all.iter().map(|w| w.mail).collect::<Vec<_>>());
    let postgres = tx.get_database_backend() == DbBackend::Postgres;
    let lock = if postgres { " FOR SHARE" } else { "" };
    let shown = format!("SELECT id FROM mail WHERE id IN ({places}) AND withheld_at IS NULL{lock}");
    let shown: Vec<Uuid> = tx
        .all(&shown, uuids(ids.clone()))
        .await?
        .iter()
        .map(|r| Cell::get(r, 0))
        .collect::<Result<_, _>>()?;
    forget(tx, &ids).await?;
    let words: Vec<&MailWords> = all
        .iter()
        .copied()
        .filter(|w| shown.contains(&w.mail))
        .collect();
    if words.is_empty() {
        return Ok(());
    }
    if postgres {
        let places = vec!["(?, ?)"; words.len()].join(", ");
        let sql = format!(
            "INSERT INTO mail_words (mail, words) SELECT v.column1, to_tsvector('simple', v.column2) FROM (VALUES {places}) AS v \
             ON CONFLICT (mail) DO UPDATE SET words = excluded.words"
        );
        let values = words.iter().flat_map(|w| [w.mail.put(), text(&w.words)]);
        tx.run(&sql, values.collect()).await?;
        return Ok(());
    }
    let rows = words.iter().map(|w| vec![w.mail.put()]).collect();
    let (sql, values) = insert("mail_indexed", &["mail"], rows, "RETURNING mail, n");
    let mut rows = Vec::with_capacity(words.len());
    for row in tx.all(&sql, values).await? {
        let (mail, n): (Uuid, i64) = (Cell::get(&row, 0)?, Cell::get(&row, 1)?);
        if let Some(found) = words.iter().find(|w| w.mail == mail) {
            rows.push(vec![n.put(), text(&found.words)]);
        }
    }
    let (sql, values) = insert("mail_words", &["rowid", "words"], rows, "");
    tx.run(&sql, values).await?;
    Ok(())
}

/// Takes the words of mails away, and the mails off the list.
pub(crate) async fn forget(tx: &DatabaseTransaction, mails: &[Uuid]) -> Result<(), DbErr> {
    let (places, ids) = list(mails.to_vec());
    let values = uuids(ids);
    let mut statements = vec![format!("DELETE FROM mail_pending WHERE mail IN ({places})")];
    if tx.get_database_backend() == DbBackend::Postgres {
        statements.push(format!("DELETE FROM mail_words WHERE mail IN ({places})"));
    } else {
        statements.push(format!(
            "DELETE FROM mail_words WHERE rowid IN (SELECT n FROM mail_indexed WHERE mail IN ({places}))"
        ));
        statements.push(format!("DELETE FROM mail_indexed WHERE mail IN ({places})"));
    }
    for sql in statements {
        tx.run(&sql, values.clone()).await?;
    }
    Ok(())
}

/// Empties the index and puts every mail on the list again.
pub(crate) async fn begin_again(tx: &DatabaseTransaction) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.run("DELETE FROM mail_words", vec![]).await?;
    } else {
        tx.run(
            "INSERT INTO mail_words (mail_words) VALUES ('delete-all')",
            vec![],
        )
        .await?;
        tx.run("DELETE FROM mail_indexed", vec![]).await?;
    }
    tx.run(
        "INSERT INTO mail_pending (mail) SELECT id FROM mail WHERE withheld_at IS NULL ON CONFLICT DO NOTHING",
        vec![],
    )
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        let rows = [
            ("Perché, città!", "perche citta"),
            ("anna.neri@Comune.Example", "anna neri comune example"),
            ("SCIA n. 12/2026", "scia n 12 2026"),
            ("Straße ŁÓDŹ", "straße łodz"),
            ("  …  ", ""),
        ];
        for (given, expected) in rows {
            assert_eq!(MailWords::of(Uuid::nil(), [given]).words, expected);
        }
    }

    #[test]
    fn questions_hold_words_and_phrases() {
        let (_, value) = condition(false, "tett* \"Accesso agli atti\" neri@comune").unwrap();
        assert_eq!(
            value,
            text("\"tett\"* AND \"accesso agli atti\" AND \"neri comune\"*")
        );
        let (_, value) = condition(true, "tett \"Accesso agli atti\"").unwrap();
        assert_eq!(value, text("(tett:*) & (accesso <-> agli <-> atti)"));
        assert_eq!(condition(true, " ' \" & | ! "), None);
    }
}
