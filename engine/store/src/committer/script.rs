//! The writing statements of a batch, in order.
//!
//! On SQLite every statement sent costs two switches of thread, whatever it does; those of a set that is alone are sent
//! as one text. A batch of many sets has as many statements and pays for them together, and its texts would be too many
//! to keep prepared: there each is sent at once, and the next is made while the database works.

use crate::sql::{Run, statement};
use futures::future::BoxFuture;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, ExecResult, QueryResult, Value};
use std::task::Poll;

/// Values in one joined text; SQLite takes 32,766.
const VALUES_MAX: usize = 1_024;

pub(super) struct Script<'t> {
    tx: &'t DatabaseTransaction,
    /// Statements wait here to be sent as one.
    joins: bool,
    text: String,
    values: Vec<Value>,
    /// Sent, and not yet answered.
    under_way: Option<BoxFuture<'t, Result<ExecResult, DbErr>>>,
}

impl<'t> Script<'t> {
    /// `joins`: on SQLite only.
    pub(super) fn new(tx: &'t DatabaseTransaction, joins: bool) -> Script<'t> {
        Script {
            tx,
            joins,
            text: String::new(),
            values: Vec::new(),
            under_way: None,
        }
    }

    /// Writes now or with what follows; until [`Script::send`] nobody knows whether it failed.
    pub(super) async fn run(&mut self, text: &str, values: Vec<Value>) -> Result<(), DbErr> {
        if !self.joins {
            self.answered().await?;
            let text = statement(self.tx.get_database_backend(), text, values);
            let mut sent: BoxFuture<'t, _> = self.tx.execute_raw(text);
            match futures::poll!(&mut sent) {
                Poll::Ready(done) => {
                    done?;
                }
                Poll::Pending => self.under_way = Some(sent),
            }
            return Ok(());
        }
        if self.values.len() + values.len() > VALUES_MAX {
            self.send().await?;
        }
        if !self.text.is_empty() {
            self.text.push_str("; ");
        }
        self.text.push_str(text);
        self.values.extend(values);
        Ok(())
    }

    /// A statement that answers rows, after all before it.
    pub(super) async fn all(
        &mut self,
        text: &str,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, DbErr> {
        self.send().await?;
        self.tx.all(text, values).await
    }

    /// The transaction itself, once everything before was sent.
    pub(super) async fn sent(&mut self) -> Result<&'t DatabaseTransaction, DbErr> {
        self.send().await?;
        Ok(self.tx)
    }

    pub(super) async fn send(&mut self) -> Result<(), DbErr> {
        self.answered().await?;
        if !self.text.is_empty() {
            let values = std::mem::take(&mut self.values);
            self.tx.run(&std::mem::take(&mut self.text), values).await?;
        }
        Ok(())
    }

    async fn answered(&mut self) -> Result<(), DbErr> {
        match self.under_way.take() {
            Some(sent) => sent.await.map(drop),
            None => Ok(()),
        }
    }
}
