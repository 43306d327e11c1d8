//! Which gestori are believed: named anchors an administrator imported.
//!
//! The directory of the providers is readable by providers only (RFC 6109 §5.6), so trust is a list
//! of our own. An anchor is a bundle of certificates: roots, intermediates that count as roots, or
//! the pinned certificate of one gestore. It may be limited to the domains of the addresses it
//! may sign for (RFC 6109 §4.5 `managedDomains`). The system's store is never asked.

use crate::{authority::ORGANISATION, certificate};
use chrono::{DateTime, Utc};
use openssl::{
    error::ErrorStack,
    stack::Stack,
    x509::{
        X509, X509PurposeId, X509Ref, X509StoreContext,
        store::{X509Store, X509StoreBuilder},
        verify::{X509VerifyFlags, X509VerifyParam},
    },
};
use serde::{Deserialize, Serialize};

/// One entry of the trust list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Shown to people, e.g. the gestore's name.
    pub name: String,
    /// One or more certificates in PEM.
    pub pem: String,
    /// Domains of the signing address it is good for, compared whole; empty means any.
    pub domains: Vec<String>,
    pub imported_at: DateTime<Utc>,
}

/// The anchors, read. Cheap to share behind an `Arc`; empty trusts nobody.
#[derive(Clone, Default)]
pub struct TrustStore {
    entries: Vec<Entry>,
}

#[derive(Clone)]
struct Entry {
    label: String,
    domains: Vec<String>,
    certificate: X509,
    sha256: String,
}

/// Why a trust list cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    #[error("anchor {name}: not readable as PEM certificates")]
    Unreadable { name: String, source: ErrorStack },
    #[error("anchor {name}: holds no certificate")]
    Empty { name: String },
}

/// What a chain check found. `chain` is signer first; empty when none was built.
pub(crate) struct ChainCheck {
    pub trusted_by: Option<String>,
    pub reasons: Vec<&'static str>,
    pub chain: Vec<X509>,
}

impl TrustStore {
    /// Reads every anchor. Refuses the whole list when one of them holds no readable certificate.
    pub fn from_anchors(anchors: &[Anchor]) -> Result<TrustStore, TrustError> {
        let mut entries = Vec::new();
        for anchor in anchors {
            let name = || anchor.name.clone();
            let certificates = X509::stack_from_pem(anchor.pem.as_bytes()).map_err(|source| {
                TrustError::Unreadable {
                    name: name(),
                    source,
                }
            })?;
            if certificates.is_empty() {
                return Err(TrustError::Empty { name: name() });
            }
            for certificate in certificates {
                let sha256 = certificate::sha256(&certificate)
                    .ok_or_else(|| TrustError::Empty { name: name() })?;
                entries.push(Entry {
                    label: format!(
                        "{} ({})",
                        anchor.name,
                        anchor.imported_at.format("%Y-%m-%d")
                    ),
                    domains: anchor
                        .domains
                        .iter()
                        .map(|domain| domain.to_ascii_lowercase())
                        .collect(),
                    certificate,
                    sha256,
                });
            }
        }
        Ok(TrustStore { entries })
    }

    /// Whether one of the anchors is an authority of the gestore di prova, which no real store may trust.
    pub fn holds_test_authority(&self) -> bool {
        self.entries.iter().any(|entry| {
            certificate::one_line(entry.certificate.subject_name()).contains(ORGANISATION)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Certificates of the list, for a signature that came without its own.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = &X509> {
        self.entries.iter().map(|entry| &entry.certificate)
    }

    /// Builds the chain of `signer` at an instant and asks who vouches for `domain`.
    pub(crate) fn check(
        &self,
        signer: &X509Ref,
        extra: &Stack<X509>,
        domain: &str,
        at: DateTime<Utc>,
    ) -> ChainCheck {
        self.check_for(X509PurposeId::SMIME_SIGN, signer, extra, domain, at)
    }

    /// As [`TrustStore::check`], of one who stamps times (RFC 3161 §2.3).
    pub(crate) fn check_stamper(
        &self,
        signer: &X509Ref,
        extra: &Stack<X509>,
        at: DateTime<Utc>,
    ) -> ChainCheck {
        self.check_for(X509PurposeId::TIMESTAMP_SIGN, signer, extra, "", at)
    }

    fn check_for(
        &self,
        purpose: X509PurposeId,
        signer: &X509Ref,
        extra: &Stack<X509>,
        domain: &str,
        at: DateTime<Utc>,
    ) -> ChainCheck {
        let pinned = certificate::sha256(signer)
            .filter(|hash| self.entries.iter().any(|entry| entry.sha256 == *hash));
        if let Some(hash) = pinned {
            let chain = vec![signer.to_owned()];
            return if certificate::covers(signer, at) {
                self.vouch(&hash, domain, chain, Vec::new())
            } else if certificate::expired(signer, at) {
                ChainCheck {
                    trusted_by: None,
                    reasons: vec!["certificate_expired"],
                    chain,
                }
            } else {
                ChainCheck {
                    trusted_by: None,
                    reasons: vec!["certificate_not_yet_valid"],
                    chain,
                }
            };
        }
        match self.build(purpose, signer, extra, at, true) {
            Ok((chain, top)) => self.vouch(&top, domain, chain, Vec::new()),
            // Real certificates of gestori miss details that strict mode asks for (RFC 5280 profile).
            Err(_) => match self.build(purpose, signer, extra, at, false) {
                Ok((chain, top)) => self.vouch(&top, domain, chain, vec!["lax_certificate"]),
                Err(reason) => ChainCheck {
                    trusted_by: None,
                    reasons: vec![reason],
                    chain: Vec::new(),
                },
            },
        }
    }

    fn vouch(
        &self,
        top: &str,
        domain: &str,
        chain: Vec<X509>,
        mut reasons: Vec<&'static str>,
    ) -> ChainCheck {
        let covering = self.entries.iter().find(|entry| {
            entry.sha256 == top
                && (entry.domains.is_empty() || entry.domains.iter().any(|known| known == domain))
        });
        if covering.is_none() {
            reasons.push("domain_not_covered");
        }
        ChainCheck {
            trusted_by: covering.map(|entry| entry.label.clone()),
            reasons,
            chain,
        }
    }

    /// The chain and the SHA-256 of its last certificate, or why there is none.
    fn build(
        &self,
        purpose: X509PurposeId,
        signer: &X509Ref,
        extra: &Stack<X509>,
        at: DateTime<Utc>,
        strict: bool,
    ) -> Result<(Vec<X509>, String), &'static str> {
        let store = self
            .store(purpose, at, strict)
            .map_err(|_| "chain_refused")?;
        let mut context = X509StoreContext::new().map_err(|_| "chain_refused")?;
        let (holds, error, chain) = context
            .init(&store, signer, extra, |context| {
                let holds = context.verify_cert()?;
                let chain: Vec<X509> = context
                    .chain()
                    .map(|chain| chain.iter().map(|link| link.to_owned()).collect())
                    .unwrap_or_default();
                Ok((holds, context.error().as_raw(), chain))
            })
            .map_err(|_| "chain_refused")?;
        if !holds {
            return Err(match error {
                // X509_V_ERR_* of openssl's x509_vfy.h.
                2 | 20 | 21 => "unknown_issuer",
                18 => "self_signed",
                19 => "unknown_issuer",
                9 => "certificate_not_yet_valid",
                10 => "certificate_expired",
                _ => "chain_refused",
            });
        }
        let top = chain
            .last()
            .and_then(|link| certificate::sha256(link))
            .ok_or("chain_refused")?;
        Ok((chain, top))
    }

    fn store(
        &self,
        purpose: X509PurposeId,
        at: DateTime<Utc>,
        strict: bool,
    ) -> Result<X509Store, ErrorStack> {
        let mut parameters = X509VerifyParam::new()?;
        parameters.set_time(at.timestamp());
        parameters.set_purpose(purpose)?;
        parameters.set_depth(8);
        parameters.set_flags(X509VerifyFlags::PARTIAL_CHAIN)?;
        if strict {
            parameters.set_flags(X509VerifyFlags::X509_STRICT)?;
        }
        let mut builder = X509StoreBuilder::new()?;
        for certificate in self.certificates() {
            builder.add_cert(certificate.clone())?;
        }
        builder.set_param(&parameters)?;
        Ok(builder.build())
    }
}
