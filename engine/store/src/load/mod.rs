//! What verbs read before they decide. For the runtime only: nothing here asks who looks.
//!
//! Lists are in the order named; an id that is not there answers `None`.

mod approval;
mod batch;
mod case;
mod correction;
mod distribution;
mod mailbox;
mod mailing;
mod outward;
mod owed;
mod party;
mod people;
mod period;
mod upkeep;
mod work;

pub use approval::*;
pub use batch::*;
pub use case::*;
pub use correction::*;
pub use distribution::*;
pub use mailbox::*;
pub use mailing::*;
pub use outward::*;
pub use owed::*;
pub use party::*;
pub use people::*;
pub use period::*;
pub use upkeep::*;
pub use work::*;

use crate::fault::StoreError;
use crate::sql::Run;
use crate::store::Store;
use crate::table::Stored;
use sea_orm::Value;

async fn one<T: Stored>(
    store: &Store,
    rest: &str,
    values: Vec<Value>,
) -> Result<Option<T>, StoreError> {
    Ok(store.read().row(rest, values).await?)
}

async fn many<T: Stored>(
    store: &Store,
    rest: &str,
    values: Vec<Value>,
) -> Result<Vec<T>, StoreError> {
    Ok(store.read().rows(rest, values).await?)
}

fn limit(n: usize) -> Value {
    Value::BigInt(Some(i64::try_from(n).unwrap_or(i64::MAX)))
}
