//! What else there is with somebody: their open cases and last mails, so that two people do not answer the same
//! correspondent in parallel without knowing.

use super::reach::{Where, instances as instances_reach, mails as mails_reach, marks};
use super::{InstanceItem, MailItem};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::store::Store;
use ::office::{Viewer, message::body_domain};
use sea_orm::Value;
use serde::Serialize;
use uuid::Uuid;

const ADDRESSES_MAX: usize = 50;

/// The domain of `mail.from_address` in lower case, as the index `mail_domain` has it.
pub(crate) fn domain_of_sender(postgres: bool) -> &'static str {
    match postgres {
        true => "LOWER(split_part(from_address, '@', 2))",
        false => "LOWER(substr(from_address, instr(from_address, '@') + 1))",
    }
}

/// Somebody who writes to us, and what else of theirs the viewer may see.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// The address, and those of the same tax code in the address book.
    pub addresses: Vec<String>,
    /// Of the address, where it is a body's own.
    pub domain: Option<String>,
    pub tax_code: Option<String>,
    /// Open cases that a mail of theirs belongs to, newest first.
    pub cases: Vec<InstanceItem>,
    /// Newest first, receipts left out.
    pub mails: Vec<MailItem>,
}

/// What else there is with whoever wrote from `address`. The mail and the case looked at are left out; at most
/// `limit` of each.
pub async fn beside(
    viewer: &Viewer,
    store: &Store,
    address: &str,
    except: (Option<Uuid>, Option<Uuid>),
    limit: usize,
) -> Result<Beside, StoreError> {
    let address = address.trim().to_lowercase();
    let domain = body_domain(&address);
    let known = crate::load::contacts(store, None, Some(&address), None, 1).await?;
    let tax_code = known
        .into_iter()
        .map(|c| c.tax_code)
        .find(|code| !code.is_empty());
    let mut addresses = vec![address];
    if let Some(code) = &tax_code {
        let same =
            crate::load::contacts(store, Some(code), None, None, ADDRESSES_MAX as u64).await?;
        addresses.extend(same.into_iter().map(|c| c.address));
    }
    addresses.sort();
    addresses.dedup();
    let mut found = Beside {
        addresses,
        domain,
        tax_code,
        cases: Vec::new(),
        mails: Vec::new(),
    };
    if found.addresses.iter().all(String::is_empty) {
        return Ok(found);
    }
    let (theirs, values) = theirs(store, &found);

    let mut w = Where::default();
    w.and(
        &theirs.replace("from_address", "m.from_address"),
        values.clone(),
    );
    w.and("m.kind <> 'receipt' AND m.withheld_at IS NULL", []);
    if let Some(mail) = except.0 {
        w.and("m.id <> ?", [mail.put()]);
    }
    w.reach(mails_reach(viewer));
    found.mails = super::mail::newest(store, w, limit).await?;

    let mut w = Where::default();
    w.and("i.ended_at IS NULL", []);
    w.and(
        &format!("i.id IN (SELECT instance FROM mail WHERE instance IS NOT NULL AND kind <> 'receipt' AND {theirs})"),
        values,
    );
    if let Some(instance) = except.1 {
        w.and("i.id <> ?", [instance.put()]);
    }
    w.reach(instances_reach(viewer));
    found.cases = super::process::newest(store, w, limit).await?;
    Ok(found)
}

/// Over `mail`: written by them.
fn theirs(store: &Store, who: &Beside) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = who.addresses.iter().map(|a| text(a)).collect();
    let mut sql = format!("LOWER(from_address) IN ({})", marks(values.len()));
    if let Some(domain) = &who.domain {
        sql = format!("({sql} OR {} = ?)", domain_of_sender(store.is_postgres()));
        values.push(text(domain));
    }
    (sql, values)
}
