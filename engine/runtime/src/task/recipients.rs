//! Recipients by list: a document kept with the case, because thousands of addresses fit no variable.
//!
//! What is sent is a plain list or a CSV as any address book exports it; what is kept is one address a line, lower case,
//! each once, in the order given. A message names it by its hash, so that approving the message approves the list.

use super::Outgoing;
use crate::{Act, Fault, Runtime};
use contract::is_address;
use office::{Verb, writing::Channel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as JsonValue;
use std::collections::HashSet;

/// Recipients of one message.
pub const RECIPIENTS_MAX: usize = 5_000;
/// Lines shown of those that hold no address.
const SHOWN_MAX: usize = 20;

/// The list a message goes to, beside the addresses written in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecipientList {
    /// As its file was called.
    pub name: String,
    /// Hex SHA-256 of the list as it is kept.
    pub r#ref: String,
    /// Addresses in it.
    pub count: usize,
}

/// A list that was read and kept: what it holds, and what was left out.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReadList {
    pub list: RecipientList,
    /// Lines that repeat an address above them.
    pub doubled: usize,
    /// Lines that hold no address; the first twenty are in `wrong`.
    pub not_addresses: usize,
    pub wrong: Vec<WrongLine>,
    /// Addresses by what is known of them.
    pub certified: usize,
    pub ordinary: usize,
    pub unknown: usize,
    /// The first five, to be recognised.
    pub first: Vec<String>,
}

/// A line without an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WrongLine {
    /// From 1.
    pub line: usize,
    pub text: String,
}

/// How the list of one version of a message differs from that of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListChange {
    /// Addresses in each.
    pub before: usize,
    pub now: usize,
    /// Only in the later one, in its order.
    pub added: Vec<String>,
    /// Only in the earlier one, in its order.
    pub removed: Vec<String>,
    /// False: one of the two is no longer kept as it was, so that who was added or removed cannot be told.
    pub readable: bool,
}

/// What the lines of a file hold.
#[derive(Debug, Default, PartialEq)]
struct Lines {
    addresses: Vec<String>,
    doubled: usize,
    wrong: Vec<WrongLine>,
}

/// Reads a plain list or a CSV (comma, semicolon or tab): the first address of each line. The first line may be a head.
fn lines(text: &str) -> Lines {
    let mut found = Lines::default();
    let mut seen = HashSet::new();
    let text = text.trim_start_matches('\u{feff}');
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let address = line
            .split([',', ';', '\t'])
            .map(|field| {
                let field = field.trim().trim_matches('"').trim();
                // `Nome Cognome <nome@dominio>`.
                let inside = field.rsplit_once('<').map(|(_, rest)| rest);
                inside.unwrap_or(field).trim_end_matches('>').trim()
            })
            .find(|field| is_address(field));
        match address {
            Some(address) => {
                let address = address.to_lowercase();
                match seen.insert(address.clone()) {
                    true => found.addresses.push(address),
                    false => found.doubled += 1,
                }
            }
            None if n == 0 && !line.contains('@') => {}
            None => found.wrong.push(WrongLine {
                line: n + 1,
                text: line.chars().take(120).collect(),
            }),
        }
    }
    found
}

impl Runtime {
    /// Reads and keeps a list of recipients. Refuses one without addresses, and one with too many.
    pub async fn keep_recipients(
        &self,
        act: &Act,
        name: &str,
        bytes: &[u8],
    ) -> Result<ReadList, Fault> {
        let _ = act.may(Verb::StartCase)?;
        let invalid = |it: String, en: String| Fault::Invalid {
            fields: vec![("file".into(), it, en)],
        };
        // Addresses are ASCII: what else a file in an old encoding holds does not matter.
        let read = lines(&String::from_utf8_lossy(bytes));
        if read.addresses.is_empty() {
            return Err(invalid(
                "Nell'elenco non c'è nessun indirizzo: ne serve uno per riga, oppure un CSV con una colonna di indirizzi.".into(),
                "There is no address in the list: one on each line is needed, or a CSV with a column of addresses.".into(),
            ));
        }
        if read.addresses.len() > RECIPIENTS_MAX {
            let n = read.addresses.len();
            return Err(invalid(
                format!(
                    "L'elenco ha {n} indirizzi: al più {RECIPIENTS_MAX} per messaggio, va diviso."
                ),
                format!(
                    "The list has {n} addresses: at most {RECIPIENTS_MAX} for a message, split it."
                ),
            ));
        }
        let known = self.addressed(&read.addresses).await?;
        let count = |channel: Channel| known.iter().filter(|k| k.channel == channel).count();
        let sha = self.store.blobs().put(kept(&read.addresses)).await?;
        let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
        Ok(ReadList {
            list: RecipientList {
                name,
                r#ref: hex::encode(sha),
                count: read.addresses.len(),
            },
            doubled: read.doubled,
            not_addresses: read.wrong.len(),
            wrong: read.wrong.into_iter().take(SHOWN_MAX).collect(),
            certified: count(Channel::Certified),
            ordinary: count(Channel::Ordinary),
            unknown: count(Channel::Unknown),
            first: read.addresses.into_iter().take(5).collect(),
        })
    }

    /// The addresses of a list, in its order. The inner error says, in both languages, what is wrong with it.
    pub(crate) async fn listed(
        &self,
        list: &RecipientList,
    ) -> Result<Result<Vec<String>, String>, Fault> {
        let name = JsonValue::String(list.r#ref.clone());
        // A list is a kept document, never a part of a mail.
        let bytes = match list.r#ref.contains('/') {
            true => None,
            false => self.document(&name).await?,
        };
        let addresses: Vec<String> = match bytes {
            Some(bytes) => lines(&String::from_utf8_lossy(&bytes)).addresses,
            None => Vec::new(),
        };
        if addresses.is_empty() || addresses.len() != list.count || addresses.len() > RECIPIENTS_MAX
        {
            return Ok(Err(format!(
                "the list of recipients «{0}» is no longer as it was attached: attach it again / l'elenco dei destinatari «{0}» non è più quello allegato: allegarlo di nuovo",
                list.name
            )));
        }
        Ok(Ok(addresses))
    }

    /// How the lists of two versions differ; None: both name the same list, or none.
    pub async fn list_change(
        &self,
        before: Option<&RecipientList>,
        now: Option<&RecipientList>,
    ) -> Result<Option<ListChange>, Fault> {
        if before.map(|list| &list.r#ref) == now.map(|list| &list.r#ref) {
            return Ok(None);
        }
        let mut readable = true;
        let mut addresses = [Vec::new(), Vec::new()];
        for (list, found) in [before, now].into_iter().zip(&mut addresses) {
            if let Some(list) = list {
                match self.listed(list).await? {
                    Ok(kept) => *found = kept,
                    Err(_) => readable = false,
                }
            }
        }
        let [old, new] = addresses;
        let only = |these: &[String], others: &[String]| -> Vec<String> {
            let others: HashSet<&String> = others.iter().collect();
            let only = these.iter().filter(|a| readable && !others.contains(a));
            only.cloned().collect()
        };
        Ok(Some(ListChange {
            before: before.map_or(0, |list| list.count),
            now: now.map_or(0, |list| list.count),
            added: only(&new, &old),
            removed: only(&old, &new),
            readable,
        }))
    }

    /// The list of the message a task drafts or approves, one address a line, for whoever sees the task.
    pub async fn recipients_of(
        &self,
        message: &Outgoing,
    ) -> Result<Option<(RecipientList, Vec<u8>)>, Fault> {
        let Some(list) = message.to_list.clone() else {
            return Ok(None);
        };
        let found = self.listed(&list).await?;
        Ok(found.ok().map(|addresses| (list, kept(&addresses))))
    }
}

/// As a list is kept.
fn kept(addresses: &[String]) -> Vec<u8> {
    let mut text = addresses.join("\n");
    text.push('\n');
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_tables_are_read_alike() {
        let rows: [(&str, &[&str], usize, usize); 6] = [
            (
                "a@b.example\nc@d.example\n",
                &["a@b.example", "c@d.example"],
                0,
                0,
            ),
            (
                "\u{feff}nome;pec\r\nAda;A@B.example\r\n\r\nUgo;ugo at d\r\n",
                &["a@b.example"],
                0,
                1,
            ),
            (
                "a@b.example,a@b.example\nA@b.example",
                &["a@b.example"],
                1,
                0,
            ),
            ("\"Prova, Ada\",\"ada@b.example\"", &["ada@b.example"], 0, 0),
            ("Ada Prova <ada@b.example>\tx", &["ada@b.example"], 0, 0),
            ("primo@\n", &[], 0, 1),
        ];
        for (text, addresses, doubled, wrong) in rows {
            let read = lines(text);
            assert_eq!(read.addresses, addresses, "{text:?}");
            assert_eq!(
                (read.doubled, read.wrong.len()),
                (doubled, wrong),
                "{text:?}"
            );
        }
        assert_eq!(lines("a@b.example\nniente\n").wrong[0].line, 2);
    }

    #[test]
    fn what_is_kept_reads_as_it_was() {
        let addresses = lines("b@x.example\na@x.example").addresses;
        let again = lines(std::str::from_utf8(&kept(&addresses)).expect("text"));
        assert_eq!(again.addresses, addresses);
    }
}
