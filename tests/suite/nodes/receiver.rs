//! Another program that is called over HTTP and counts what it is asked, by case and by `Idempotency-Key`.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// One request: path, key, and the case its body names.
struct Got {
    path: String,
    key: String,
    case: String,
}

#[derive(Default)]
pub struct Calls(Vec<Got>);

pub struct Receiver {
    pub address: SocketAddr,
    got: Arc<Mutex<Calls>>,
}

impl Receiver {
    pub async fn listens() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        let got: Arc<Mutex<Calls>> = Arc::default();
        let kept = got.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                let kept = kept.clone();
                // Whoever is killed while asking leaves half a request, which asks nothing.
                tokio::spawn(async move { answer(stream, &kept).await.ok() });
            }
        });
        Receiver { address, got }
    }

    pub fn take(&self) -> Calls {
        std::mem::take(&mut *self.got.lock().expect("the calls"))
    }
}

/// Reads one request whole, counts it, answers it.
async fn answer(stream: TcpStream, got: &Mutex<Calls>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut key, mut length) = (String::new(), 0);
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        match line.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("idempotency-key") => {
                key = value.trim().to_owned();
            }
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().map_err(std::io::Error::other)?;
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    let said: serde_json::Value = serde_json::from_slice(&body)?;
    let case = said["caso"].as_str().unwrap_or_default().to_owned();
    got.lock()
        .expect("the calls")
        .0
        .push(Got { path, key, case });
    let answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    stream.write_all(answer).await
}

impl Calls {
    fn at<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a Got> + use<'a> {
        let path = path.to_owned();
        self.0.iter().filter(move |got| got.path == path)
    }

    /// The keys each case was asked with.
    pub fn keys_of<'a>(&'a self, path: &str) -> HashMap<&'a str, HashSet<&'a str>> {
        let mut keys: HashMap<&str, HashSet<&str>> = HashMap::new();
        for got in self.at(path) {
            keys.entry(&got.case).or_default().insert(&got.key);
        }
        keys
    }

    /// How often each case was asked.
    pub fn times_of<'a>(&'a self, path: &str) -> HashMap<&'a str, usize> {
        let mut times = HashMap::new();
        for got in self.at(path) {
            *times.entry(got.case.as_str()).or_default() += 1;
        }
        times
    }

    /// Requests that came again with their key.
    pub fn repeated(&self, path: &str) -> usize {
        let mut seen = HashSet::new();
        self.at(path).filter(|got| !seen.insert(&got.key)).count()
    }
}
