//! Who acts, and why a verb did not happen.

use office::{Behalf, Viewer};
use serde_json::{Map as Json, Value};
use uuid::Uuid;

/// One call of a verb: who asks, and the ids that make a repeat harmless.
#[must_use = "what is recorded says in whose place it was done: go on with this act"]
#[derive(Debug, Clone)]
pub struct Act {
    pub viewer: Viewer,
    /// In whose place it is done, once the permission was asked for; None: in the person's own name.
    pub behalf: Option<Behalf>,
    /// Drawn once per request; a repeat with the same id gets the first answer.
    pub command: Uuid,
    /// The caller's own key for the same purpose (`Idempotency-Key`).
    pub idempotency_key: Option<String>,
    /// SHA-256 (hex) of the whole request, where a key came with it: the key stands for this and no other.
    pub request: Option<String>,
}

impl Act {
    /// A commit of its own within an act of several: the caller's key belongs to the last, which closes it.
    pub(crate) fn part(&self) -> Act {
        Act {
            command: Uuid::now_v7(),
            idempotency_key: None,
            request: None,
            ..self.clone()
        }
    }

    /// The engine itself: timers, jobs, arrivals.
    pub fn system() -> Act {
        Act {
            viewer: Viewer::system(),
            behalf: None,
            command: Uuid::now_v7(),
            idempotency_key: None,
            request: None,
        }
    }

    /// A person, one request.
    pub fn of(viewer: Viewer, idempotency_key: Option<String>) -> Act {
        Act {
            viewer,
            behalf: None,
            command: Uuid::now_v7(),
            idempotency_key,
            request: None,
        }
    }

    /// Whose work it is: of the person in whose place it is done, or of the person who does it.
    pub(crate) fn desk(&self) -> &str {
        self.behalf.as_ref().map_or(&self.viewer.login, |b| &b.of)
    }

    /// The act as done in the name of this login, when it is the person's or that of somebody in whose place they work.
    pub(crate) fn in_name_of(&self, login: &str) -> Option<Act> {
        let mut absent = self.viewer.standing_in.iter();
        let behalf = match self.viewer.login == login {
            true => None,
            false => Some(absent.find(|s| s.viewer.login == login)?.behalf()),
        };
        Some(Act {
            behalf,
            ..self.clone()
        })
    }

    /// The login, None for the engine.
    pub fn login(&self) -> Option<String> {
        self.viewer.person.map(|_| self.viewer.login.clone())
    }
}

/// Why a verb did nothing. Texts are for people, in both languages.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The person may not, or may not now.
    #[error("{code}: {en}")]
    Refused {
        code: String,
        it: String,
        en: String,
        extra: Json<String, Value>,
    },
    #[error("{what} not found")]
    NotFound { what: String },
    /// Somebody else was first.
    #[error("{code}: {en}")]
    Conflict {
        code: String,
        it: String,
        en: String,
        holder: Option<String>,
    },
    /// Somebody else writes the answer: login, since when and until when (lease time).
    #[error("reply_held: {holder} writes the answer since {since}")]
    ReplyHeld {
        holder: String,
        since: chrono::DateTime<chrono::Utc>,
        until: chrono::DateTime<chrono::Utc>,
    },
    /// The form's fields that were refused: (field, Italian, English).
    #[error("fields refused: {}", fields.iter().map(|(f, _, en)| format!("{f}: {en}")).collect::<Vec<_>>().join("; "))]
    Invalid {
        fields: Vec<(String, String, String)>,
    },
    /// What is wrong with a bundle.
    #[error("{} findings", .0.len())]
    Findings(Vec<bpmn::Finding>),
    /// Disk full, database away: nothing was done, try again.
    #[error("unavailable: {0}")]
    Unavailable(String),
    /// Ours or the machine's.
    #[error("broken: {0}")]
    Broken(String),
}

impl Fault {
    pub(crate) fn refused(code: &str, it: &str, en: &str) -> Fault {
        Fault::Refused {
            code: code.into(),
            it: it.into(),
            en: en.into(),
            extra: Json::new(),
        }
    }

    /// Why somebody does what needs a reason, without the room around it; [`Fault::Invalid`] of `field` when it is missing
    /// or longer than 4,000 bytes.
    pub(crate) fn reason_of(said: &str, field: &str) -> Result<String, Fault> {
        const BYTES_MAX: usize = 4_000;
        let said = said.trim();
        if said.is_empty() || said.len() > BYTES_MAX {
            return Err(Fault::Invalid {
                fields: vec![(
                    field.into(),
                    "Indicare il motivo, in al più 4.000 caratteri.".into(),
                    "Give the reason, in at most 4,000 characters.".into(),
                )],
            });
        }
        Ok(said.into())
    }

    pub(crate) fn conflict(code: &str, it: &str, en: &str) -> Fault {
        Fault::Conflict {
            code: code.into(),
            it: it.into(),
            en: en.into(),
            holder: None,
        }
    }

    pub(crate) fn not_found(what: &str) -> Fault {
        Fault::NotFound { what: what.into() }
    }

    pub(crate) fn broken(what: impl std::fmt::Display) -> Fault {
        Fault::Broken(what.to_string())
    }
}

/// Refuses a change that was written against another revision; `wanted` None: against whatever is there.
pub(crate) fn unchanged(wanted: Option<i64>, stored: i64) -> Result<(), Fault> {
    if wanted.is_none_or(|w| w == stored) {
        return Ok(());
    }
    Err(Fault::conflict(
        "changed_meanwhile",
        "È stato cambiato da altri nel frattempo: ricaricare e riprovare.",
        "It was changed by somebody else meanwhile: reload and try again.",
    ))
}

impl From<store::StoreError> for Fault {
    fn from(e: store::StoreError) -> Fault {
        match e {
            store::StoreError::Commit(e) => crate::drive::commit_fault(e),
            store::StoreError::Unavailable(said) => Fault::Unavailable(said),
            store::StoreError::Hidden => Fault::refused(
                "hidden",
                "Non ha il permesso di vederlo.",
                "You may not see this.",
            ),
            store::StoreError::Cursor => Fault::refused(
                "bad_cursor",
                "Il segnaposto dell'elenco non è valido.",
                "The cursor is not one of this list.",
            ),
            other => Fault::Broken(other.to_string()),
        }
    }
}
