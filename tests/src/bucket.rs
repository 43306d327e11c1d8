//! An S3 server of this process, on loopback: a folder behind `s3s`, which checks every signature and checksum.

use crate::folder::Folder;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

pub const ACCESS_KEY: &str = "AKIAPROVA";
pub const SECRET_KEY: &str = "segreto-di-prova";
pub const BUCKET: &str = "contenuti";

/// A server with one bucket. Its files go with the value.
pub struct Bucket {
    address: SocketAddr,
    service: S3Service,
    serving: Option<JoinHandle<()>>,
    folder: Folder,
}

impl Bucket {
    pub async fn start() -> Bucket {
        // The clients' TLS has no provider of its own; another test may have installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = Folder::new();
        std::fs::create_dir(folder.path().join(BUCKET)).expect("a bucket can be made");
        let files = FileSystem::new(folder.path()).expect("the folder is served");
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let mut bucket = Bucket {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            service: builder.build(),
            serving: None,
            folder,
        };
        bucket.resume().await;
        bucket
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The file of an object.
    pub fn file(&self, key: &str) -> PathBuf {
        self.folder.path().join(BUCKET).join(key)
    }

    /// Nobody answers any more; requests under way are cut.
    pub async fn stop(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            serving.await.unwrap_or_default();
        }
    }

    /// Answers again, at the same address.
    pub async fn resume(&mut self) {
        let listener = TcpListener::bind(self.address)
            .await
            .expect("the port is free");
        self.address = listener.local_addr().expect("it listens");
        self.serving = Some(tokio::spawn(serve(listener, self.service.clone())));
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
        }
    }
}

async fn serve(listener: TcpListener, service: S3Service) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            continue;
        };
        let service = service.clone();
        connections.spawn(async move {
            let http = auto::Builder::new(TokioExecutor::new());
            // A client that went away is no matter of ours.
            http.serve_connection(TokioIo::new(socket), service)
                .await
                .unwrap_or_default();
        });
    }
}
