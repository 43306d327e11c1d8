//! Removal by act: the only way what is kept leaves. The act, the dates and the hash of what left stay in the chain.

use crate::cell::Cell;
use crate::row::{self, Sha};
use crate::search;
use crate::sql::{Run, insert, select};
use crate::table::{Stored, Table};
use crate::write::CommitError;
use sea_orm::{DatabaseTransaction, DbErr, QueryResult, Value};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Carries the act out and answers its audit entry, or says why not; then nothing of the set may be written.
pub(super) async fn remove(
    tx: &DatabaseTransaction,
    removal: &row::Removal,
) -> Result<Result<row::Audit, CommitError>, DbErr> {
    let r = removal;
    let refused = |why: &str| Ok(Err(CommitError::Refused(why.to_string())));
    if r.asked_by == r.confirmed_by {
        return refused("a removal needs a second person");
    }
    if r.reason.trim().is_empty() || r.reference.trim().is_empty() {
        return refused("a removal needs a reason and the reference of the act");
    }
    let (table, key) = match (r.act.as_str(), r.table.as_str()) {
        (_, "mail") => (Table::Mail, "id"),
        (_, "despatch") => (Table::Despatch, "id"),
        (_, "registration") => (Table::Registration, "id"),
        ("dispose", "receipt") => (Table::Receipt, "id"),
        ("dispose", "trace") => (Table::Trace, "instance"),
        _ => return refused("this act does not exist for this table"),
    };
    let found = tx
        .all(
            &select(table, &format!("WHERE {key} = ?")),
            vec![r.object.put()],
        )
        .await?;
    let Some(content) = content(table, &found)? else {
        return Ok(Err(CommitError::Conflict {
            table,
            id: r.object,
        }));
    };
    let (digest, raw) = content;
    let columns = [
        "id",
        "act",
        "table",
        "object",
        "reason",
        "reference",
        "asked_by",
        "confirmed_by",
        "at",
        "live",
    ];
    let mut cells = r.cells();
    cells.push(Value::Bool(Some(true)));
    let (sql, values) = insert("removal", &columns, vec![cells], "");
    tx.run(&sql, values).await?;
    if table == Table::Mail {
        search::forget(tx, &[r.object]).await?;
    }
    if r.act == "dispose" {
        tx.run(
            &format!("DELETE FROM \"{}\" WHERE {key} = ?", table.name()),
            vec![r.object.put()],
        )
        .await?;
    } else {
        tx.run(
            &format!(
                "UPDATE \"{}\" SET withheld_at = ? WHERE id = ?",
                table.name()
            ),
            vec![r.at.put(), r.object.put()],
        )
        .await?;
    }
    tx.run(
        "UPDATE removal SET live = ? WHERE id = ?",
        vec![Value::Bool(Some(false)), r.id.put()],
    )
    .await?;
    let audit = row::Audit {
        actor: r.confirmed_by.clone(),
        on_behalf_of: None,
        verb: format!("removal.{}", r.act),
        object_kind: table.name().into(),
        object: r.object.to_string(),
        detail: json!({ "removal": r.id, "asked_by": r.asked_by, "at": r.at, "sha256": hex::encode(digest), "raw": raw.map(hex::encode) }),
    };
    if let Some(raw) = raw.filter(|_| r.act == "dispose") {
        let sql = "UPDATE blob SET disposed_at = ? WHERE sha = ?";
        tx.run(sql, vec![r.at.put(), raw.put()]).await?;
    }
    Ok(Ok(audit))
}

/// Hash over the stored rows, and the blob they name.
fn content(table: Table, found: &[QueryResult]) -> Result<Option<(Sha, Option<Sha>)>, DbErr> {
    if found.is_empty() {
        return Ok(None);
    }
    let mut hasher = Sha256::new();
    let mut raw = None;
    for result in found {
        let cells = match table {
            Table::Mail => {
                let mail = row::Mail::read(result)?;
                raw = Some(mail.raw);
                mail.cells()
            }
            Table::Despatch => {
                let despatch = row::Despatch::read(result)?;
                raw = Some(despatch.raw);
                despatch.cells()
            }
            Table::Registration => row::Registration::read(result)?.cells(),
            Table::Receipt => row::Receipt::read(result)?.cells(),
            _ => row::Trace::read(result)?.cells(),
        };
        for cell in cells {
            let shown = format!("{cell:?}");
            hasher.update((shown.len() as u64).to_be_bytes());
            hasher.update(shown);
        }
    }
    Ok(Some((hasher.finalize().into(), raw)))
}
