//! Reads by id that are asked at the same time, answered by one statement.
//!
//! A read costs its way to the database and back whatever it reads. The first are sent as they come; what is asked while
//! they are under way waits for the next statement, which answers all. So one caller alone waits for nobody.

use crate::fault::StoreError;
use crate::store::Store;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use uuid::Uuid;

/// Statements under way at the same time.
const AT_ONCE: usize = 2;
/// Ids in one statement.
const IDS_MAX: usize = 128;

type Found<V> = Pin<Box<dyn Future<Output = Result<HashMap<Uuid, V>, StoreError>> + Send>>;
type Read<V> = fn(Store, Vec<Uuid>) -> Found<V>;

/// One sort of read: what is found under an id, and how several are read.
#[derive(Debug)]
pub(crate) struct Gather<V> {
    read: Read<V>,
    asked: Arc<Mutex<Asked<V>>>,
}

#[derive(Debug)]
struct Asked<V> {
    under_way: usize,
    /// Whose answer is dropped reads by itself.
    waiting: Vec<(Uuid, oneshot::Sender<Option<V>>)>,
}

impl<V: Clone + Send + 'static> Gather<V> {
    pub(crate) fn new(read: Read<V>) -> Gather<V> {
        let asked = Asked {
            under_way: 0,
            waiting: Vec::new(),
        };
        Gather {
            read,
            asked: Arc::new(Mutex::new(asked)),
        }
    }

    /// What is under the id now: the statement begins after this is called.
    pub(crate) async fn ask(&self, store: &Store, id: Uuid) -> Result<Option<V>, StoreError> {
        let answer = {
            let mut asked = lock(&self.asked);
            if asked.under_way < AT_ONCE {
                asked.under_way += 1;
                None
            } else {
                let (sender, answer) = oneshot::channel();
                asked.waiting.push((id, sender));
                Some(answer)
            }
        };
        let seat = match answer {
            None => Some(Seat {
                store: store.clone(),
                read: self.read,
                asked: self.asked.clone(),
            }),
            Some(answer) => match answer.await {
                Ok(found) => return Ok(found),
                // The common statement failed: the reason is told to each by its own.
                Err(_) => None,
            },
        };
        let found = (self.read)(store.clone(), vec![id]).await;
        drop(seat);
        Ok(found?.remove(&id))
    }
}

fn lock<V>(asked: &Mutex<Asked<V>>) -> MutexGuard<'_, Asked<V>> {
    asked.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The right to have a statement under way. Its end, also by a caller who goes away, is the turn of those who wait.
struct Seat<V: Clone + Send + 'static> {
    store: Store,
    read: Read<V>,
    asked: Arc<Mutex<Asked<V>>>,
}

impl<V: Clone + Send + 'static> Drop for Seat<V> {
    fn drop(&mut self) {
        let mut asked = lock(&self.asked);
        asked.under_way -= 1;
        if asked.waiting.is_empty() {
            return;
        }
        match Handle::try_current() {
            Ok(runtime) => {
                asked.under_way += 1;
                let some = asked.waiting.len().min(IDS_MAX);
                let waiting = asked.waiting.drain(..some).collect();
                let seat = Seat {
                    store: self.store.clone(),
                    read: self.read,
                    asked: self.asked.clone(),
                };
                runtime.spawn(seat.answer(waiting));
            }
            Err(_) => asked.waiting.clear(),
        }
    }
}

impl<V: Clone + Send + 'static> Seat<V> {
    async fn answer(self, waiting: Vec<(Uuid, oneshot::Sender<Option<V>>)>) {
        let mut ids: Vec<Uuid> = waiting.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        if let Ok(found) = (self.read)(self.store.clone(), ids).await {
            for (id, answer) in waiting {
                answer.send(found.get(&id).cloned()).ok();
            }
        }
    }
}
