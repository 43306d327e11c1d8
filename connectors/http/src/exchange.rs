//! One message out, one answer in: resolved, judged, pinned, with an end in time and size.

use crate::reach::Reach;
use bytes::Bytes;
use contract::Boxed;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{
    AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue,
    LOCATION,
};
use hyper::{Method, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::Url;

/// Redirects followed before it is called a circle.
const REDIRECTS_MAX: usize = 5;
/// Connecting and TLS, together.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// What goes out. Redirects keep the headers, but credentials never leave for another origin.
#[derive(Debug, Clone)]
pub struct Message {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// What came back. The body is whole, as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It will never be called: the address or the redirect is not allowed.
    #[error("{0}")]
    Forbidden(String),
    /// Nothing was sent.
    #[error("{0}")]
    NotSent(String),
    /// It may have arrived and been acted upon.
    #[error("{0}")]
    Lost(String),
    /// It arrived; the answer is larger than allowed.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
}

/// Answers the addresses of (host, port).
type Resolve =
    dyn Fn(String, u16) -> Boxed<'static, std::io::Result<Vec<SocketAddr>>> + Send + Sync;

/// Calls within the limits of one installation. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    reach: Arc<Reach>,
    resolve: Arc<Resolve>,
    tls: Arc<ClientConfig>,
}

impl Client {
    /// `ca_pem`: a further root certificate to accept. The error says what is wrong with it.
    pub fn new(reach: Reach, ca_pem: Option<&str>) -> Result<Client, String> {
        Ok(Client {
            reach: Arc::new(reach),
            resolve: Arc::new(|host, port| {
                Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
            }),
            tls: Arc::new(tls(ca_pem)?),
        })
    }

    /// The same with other names for machines, e.g. in tests.
    pub fn resolving(
        self,
        resolve: impl Fn(String, u16) -> Boxed<'static, std::io::Result<Vec<SocketAddr>>>
        + Send
        + Sync
        + 'static,
    ) -> Client {
        Client {
            resolve: Arc::new(resolve),
            ..self
        }
    }

    /// Sends a message and reads the answer, at most `body_max` bytes, all within `within`.
    pub async fn exchange(
        &self,
        mut message: Message,
        body_max: usize,
        within: Duration,
    ) -> Result<Answer, Failure> {
        // A message that was sent once may have been acted upon, whatever fails afterwards.
        let mut sent = false;
        let all = async {
            for _ in 0..=REDIRECTS_MAX {
                let answer = self.once(&message, body_max, &mut sent).await?;
                match redirected(&message, &answer)? {
                    Some(next) => message = next,
                    None => return Ok(answer),
                }
            }
            Err(Failure::Forbidden(format!(
                "more than {REDIRECTS_MAX} redirects"
            )))
        };
        match timeout(within, all).await {
            Ok(done) => done,
            Err(_) => {
                let said = format!("no answer within {} s", within.as_secs());
                Err(match sent {
                    true => Failure::Lost(said),
                    false => Failure::NotSent(said),
                })
            }
        }
    }

    async fn once(
        &self,
        message: &Message,
        body_max: usize,
        sent: &mut bool,
    ) -> Result<Answer, Failure> {
        let url = &message.url;
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(Failure::Forbidden(format!("{url} names no host")));
        };
        let stream = self.connect(host.trim_matches(['[', ']']), port).await?;
        let failed = |e: String| Failure::NotSent(format!("{host}:{port}: {e}"));
        match url.scheme() {
            "https" => {
                let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
                    .map_err(|e| failed(e.to_string()))?;
                let connector = TlsConnector::from(self.tls.clone());
                let stream = timeout(CONNECT_WITHIN, connector.connect(name, stream))
                    .await
                    .map_err(|_| failed("no TLS in time".into()))?
                    .map_err(|e| failed(e.to_string()))?;
                speak(stream, message, body_max, sent).await
            }
            "http" => speak(stream, message, body_max, sent).await,
            other => Err(Failure::Forbidden(format!("{other} is not http or https"))),
        }
    }

    /// Connects to one of the addresses that may be reached; nobody looks the name up again.
    async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, Failure> {
        let addresses = (self.resolve)(host.to_owned(), port)
            .await
            .map_err(|e| Failure::NotSent(format!("{host}: {e}")))?;
        let allowed: Vec<SocketAddr> = addresses
            .iter()
            .copied()
            .filter(|address| self.reach.allows(host, *address))
            .collect();
        if allowed.is_empty() {
            return Err(match addresses.first() {
                Some(first) => Failure::Forbidden(format!(
                    "{host} is {}, which may not be called from here; an administrator can allow it in the configuration (http_allow)",
                    first.ip()
                )),
                None => Failure::NotSent(format!("{host} has no address")),
            });
        }
        match timeout(CONNECT_WITHIN, TcpStream::connect(allowed.as_slice())).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(e)) => Err(Failure::NotSent(format!("{host}:{port}: {e}"))),
            Err(_) => Err(Failure::NotSent(format!(
                "{host}:{port}: no connection within {} s",
                CONNECT_WITHIN.as_secs()
            ))),
        }
    }
}

async fn speak<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    message: &Message,
    body_max: usize,
    sent: &mut bool,
) -> Result<Answer, Failure> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|e| Failure::NotSent(e.to_string()))?;
    let driven = tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
    });
    let _ends = AbortOnDrop(driven);
    let url = &message.url;
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let mut request = hyper::Request::builder()
        .method(message.method.clone())
        .uri(target)
        .body(Full::new(message.body.clone()))
        .map_err(|e| Failure::Forbidden(e.to_string()))?;
    *request.headers_mut() = message.headers.clone();
    let host = match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    let host = HeaderValue::from_str(&host).map_err(|e| Failure::Forbidden(e.to_string()))?;
    request.headers_mut().insert(HOST, host);
    *sent = true;
    let answer = sender
        .send_request(request)
        .await
        .map_err(|e| Failure::Lost(e.to_string()))?;
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, body_max).collect().await.map_err(|e| {
        match e.downcast_ref::<http_body_util::LengthLimitError>() {
            Some(_) => Failure::TooLarge(body_max),
            None => Failure::Lost(e.to_string()),
        }
    })?;
    Ok(Answer {
        status: head.status,
        headers: head.headers,
        body: body.to_bytes(),
    })
}

/// The task that drives a connection ends with the exchange.
struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The message a redirect asks for (RFC 9110 §15.4); None when the answer is none.
fn redirected(message: &Message, answer: &Answer) -> Result<Option<Message>, Failure> {
    let keeps = match answer.status.as_u16() {
        301 | 302 => message.method == Method::GET || message.method == Method::HEAD,
        303 => false,
        307 | 308 => true,
        _ => return Ok(None),
    };
    let Some(place) = answer.headers.get(LOCATION) else {
        return Ok(None);
    };
    let place = place.to_str().unwrap_or_default();
    let url = message
        .url
        .join(place)
        .map_err(|e| Failure::Forbidden(format!("redirect to `{place}`: {e}")))?;
    if !matches!(url.scheme(), "http" | "https")
        || (message.url.scheme() == "https" && url.scheme() != "https")
    {
        return Err(Failure::Forbidden(format!(
            "redirect to {url}: only https may follow https"
        )));
    }
    if !keeps && answer.status != StatusCode::SEE_OTHER {
        return Err(Failure::Forbidden(format!(
            "{} answered {} to a {}: what would be sent to {url} is not clear",
            message.url, answer.status, message.method
        )));
    }
    let mut next = Message {
        url,
        ..message.clone()
    };
    if !keeps {
        next.method = Method::GET;
        next.body = Bytes::new();
        next.headers.remove(CONTENT_TYPE);
        next.headers.remove(CONTENT_LENGTH);
    }
    if next.url.origin() != message.url.origin() {
        let secret = |(name, value): (&HeaderName, &HeaderValue)| {
            (value.is_sensitive() || [AUTHORIZATION, COOKIE].contains(name)).then(|| name.clone())
        };
        for name in message.headers.iter().filter_map(secret) {
            next.headers.remove(name);
        }
    }
    Ok(Some(next))
}

fn tls(ca_pem: Option<&str>) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(pem) = ca_pem.filter(|pem| !pem.trim().is_empty()) {
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(|e| e.to_string())?;
            roots.add(certificate).map_err(|e| e.to_string())?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| e.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
