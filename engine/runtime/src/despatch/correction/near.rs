//! Whom the address book proposes in the place of an address that did not receive.

use crate::{Fault, Runtime};
use contract::{Arrival, Kind};
use office::despatch::alike;
use store::{load, row};

/// Proposed at most.
const PROPOSED_MAX: usize = 8;
/// Contacts looked through for a typing error.
const LOOKED_AT: usize = 2_000;
/// Letters that a typing error changes at most.
const LETTERS_MAX: usize = 3;

/// An address to try, and whose it is.
pub(super) struct Proposed {
    pub address: String,
    pub name: String,
    /// Where it comes from, e.g. the name of the imported file.
    pub source: String,
}

impl Runtime {
    /// Certified addresses: of the same person, of whoever wrote the mail that is answered, of the same name elsewhere, and
    /// those few letters away. The likeliest first.
    pub(super) async fn proposals(
        &self,
        despatch: &row::Despatch,
        failed: &str,
    ) -> Result<Vec<Proposed>, Fault> {
        let store = &self.store;
        let mut found: Vec<Proposed> = Vec::new();
        let mut add = |address: &str, name: &str, source: &str| {
            let known = found.iter().any(|p| p.address == address);
            if address != failed && !known && found.len() < PROPOSED_MAX {
                found.push(Proposed {
                    address: address.into(),
                    name: name.into(),
                    source: source.into(),
                });
            }
        };
        for same in load::contacts(store, None, Some(failed), None, 20).await? {
            let tax_code = Some(same.tax_code.as_str()).filter(|code| !code.is_empty());
            let others = match tax_code {
                Some(code) => load::contacts(store, Some(code), None, None, 20).await?,
                None => load::contacts(store, None, None, Some(&same.name_key), 20).await?,
            };
            for other in others.iter().filter(|c| c.certified) {
                if tax_code.is_some() || other.name_key == same.name_key {
                    add(&other.address, &other.name, &other.source);
                }
            }
        }
        if let Some(mail) = despatch.answers
            && let Some(mail) = load::mail(store, mail).await?
            && let Ok(arrival) = serde_json::from_value::<Arrival>(mail.arrival)
            && arrival.kind == Kind::Transport
        {
            add(&arrival.from, &arrival.from_name, "");
        }
        let local = failed.split('@').next().unwrap_or_default();
        let mut near: Vec<(usize, row::Contact)> = load::contacts_near(store, failed, LOOKED_AT)
            .await?
            .into_iter()
            .filter_map(|c| {
                let same_name = c.address.split('@').next() == Some(local);
                let letters = alike(&c.address, failed);
                (same_name || letters <= LETTERS_MAX).then_some((letters, c))
            })
            .collect();
        near.sort_by(|(a, x), (b, y)| (a, &x.address).cmp(&(b, &y.address)));
        for (_, contact) in &near {
            add(&contact.address, &contact.name, &contact.source);
        }
        Ok(found)
    }
}
