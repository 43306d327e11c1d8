//! The same request again (`Idempotency-Key`): it gets the first answer and nothing happens twice.
//!
//! The key is kept in the commit of what it asked for; the answer is kept once it is known, sealed,
//! because it may hold what is shown only once. Both for 48 hours. An answer that a crash swallowed
//! between the two leaves `already_done`.

use crate::{Act, Fault, Runtime};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use store::{Write, load};

/// What a command's row says until its answer is known.
pub(crate) fn first(act: &Act) -> Value {
    match &act.request {
        Some(request) => json!({ "request": request }),
        None => Value::Null,
    }
}

/// It was carried out before.
pub(crate) fn already_done() -> Fault {
    Fault::conflict(
        "already_done",
        "Questa richiesta è già stata eseguita.",
        "This request was carried out already.",
    )
}

/// What is known of a request with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nothing was done for it yet.
    Never,
    /// It was carried out; its answer is not kept yet, or never will be.
    Done,
    /// As it was given to [`Runtime::keep_answer`].
    Answered(Vec<u8>),
}

impl Runtime {
    /// What became of this request when it came before. Refuses with `idempotency_key_reused` a key that
    /// stood for another request in the last 48 hours.
    pub async fn seen(&self, act: &Act) -> Result<Seen, Fault> {
        let (Some(key), Some(request)) = (&act.idempotency_key, &act.request) else {
            return Ok(Seen::Never);
        };
        let principal = &act.viewer.login;
        let Some(kept) = load::command_answer(&self.store, principal, key).await? else {
            return Ok(Seen::Never);
        };
        if kept
            .get("request")
            .is_some_and(|r| r.as_str() != Some(request))
        {
            return Err(Fault::refused(
                "idempotency_key_reused",
                "Questa Idempotency-Key è già servita per un'altra richiesta: usarne una nuova.",
                "This Idempotency-Key was used for another request: use a new one.",
            ));
        }
        let Some(sealed) = kept.get("sealed").and_then(Value::as_str) else {
            return Ok(Seen::Done);
        };
        let sealed = STANDARD.decode(sealed).map_err(Fault::broken)?;
        Ok(Seen::Answered(
            self.sealer.open_sealed(&context(principal, key), &sealed)?,
        ))
    }

    /// Keeps the answer for those who ask again.
    pub async fn keep_answer(&self, act: &Act, answer: &[u8]) -> Result<(), Fault> {
        let (Some(key), Some(request)) = (&act.idempotency_key, &act.request) else {
            return Ok(());
        };
        let principal = act.viewer.login.clone();
        let sealed = self.sealer.seal(&context(&principal, key), answer)?;
        let mut set = self.own_set();
        set.write(Write::Answer {
            principal,
            key: key.clone(),
            answer: json!({ "request": request, "sealed": STANDARD.encode(sealed) }),
        });
        self.commit(set).await.map(|_| ())
    }
}

fn context(principal: &str, key: &str) -> Vec<u8> {
    format!("answer\0{principal}\0{key}").into_bytes()
}
