//! Routes against a real store in a temporary folder, through every layer of the site.

mod access;
mod approval;
mod automatic;
mod batch;
mod book;
mod calendar;
mod case;
mod credential;
mod desk;
mod distribute;
mod document;
mod evidence;
mod foreign;
mod identity;
mod joined;
mod journey;
mod leaving;
mod listen;
mod login;
mod months;
mod moving;
mod outward;
mod owed;
mod password_link;
mod period;
mod record;
mod reference;
mod removal;
mod repeat;
mod reply;
mod right;
mod rights;
mod signing;
mod site;
mod standing;
mod thread;
mod why;
mod writing;

use crate::app::{App, Shared, site};
use crate::config::Config;
use crate::demo::Demo;
use crate::route::session::begin;
use crate::wire;
use ::login::{Attempts, Bootstrap};
use ::tests::folder::Folder;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use metrics_exporter_prometheus::PrometheusBuilder;
use runtime::{Act, Clock, NewPerson, OfficeChange, RoleGiven, Runtime};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

pub const PASSWORD: &str = "una frase lunga";
pub const BOOTSTRAP: &str = "bootstrap-token-for-tests";

/// A server on a folder of its own, without a network.
pub struct House {
    pub app: Shared,
    pub router: Router,
    _folder: Folder,
}

/// An app without a network, with figures of its own.
pub fn app(runtime: Runtime, config: Config, demo: Option<Demo>) -> App {
    let bootstrap = Bootstrap::new(config.bootstrap_token.clone()).unwrap();
    let metrics = PrometheusBuilder::new().build_recorder().handle();
    App {
        runtime,
        config,
        attempts: Attempts::default(),
        bootstrap,
        demo,
        metrics,
        opener: crate::wire::opener().unwrap(),
    }
}

/// Settings of a mailbox that is read from nowhere and sends to nobody.
pub fn sends_and_receives() -> Value {
    json!({
        "source": { "kind": "maildir", "path": "/nowhere" },
        "smtp": { "host": "localhost", "port": 25, "security": "plain", "user": "prova" },
    })
}

/// A PEC box of the office *edilizia* that nobody watches.
pub fn a_mailbox(key: &str) -> store::row::Mailbox {
    store::row::Mailbox {
        id: uuid::Uuid::now_v7(),
        revision: 0,
        key: key.into(),
        address: format!("{key}@pec.comune.example"),
        display_name: "Comune".into(),
        certified: true,
        settings: sends_and_receives(),
        secrets: Vec::new(),
        offices: vec!["edilizia".into()],
        rights: Vec::new(),
        area: None,
        starting_point: json!({ "kind": "all" }),
        uid_validity: 1,
        cursor_uid: 0,
        archive_uid: 0,
        state: "paused".into(),
        last_error: None,
        last_polled_at: None,
        created_at: chrono::Utc::now(),
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The whole of it; a stream without end is not read.
    pub async fn read(response: Response) -> Answer {
        let (parts, body) = response.into_parts();
        let bytes = match parts.headers.get(header::CONTENT_TYPE) {
            Some(t) if t == "text/event-stream" => Vec::new(),
            _ => axum::body::to_bytes(body, 64 << 20).await.unwrap().to_vec(),
        };
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}",
            String::from_utf8_lossy(&self.bytes)
        );
        self
    }
}

/// A browser with its cookie and CSRF value.
#[derive(Clone, Default)]
pub struct Browser {
    pub cookie: String,
    pub csrf: String,
}

impl Browser {
    /// After a login.
    #[track_caller]
    pub fn of(answer: &Answer) -> Browser {
        Browser {
            cookie: cookie(answer),
            csrf: answer.json()["csrf"].as_str().unwrap().into(),
        }
    }
}

impl House {
    /// Around an app that was built elsewhere.
    pub fn around(app: Shared, folder: Folder) -> House {
        House {
            router: site(app.clone()),
            app,
            _folder: folder,
        }
    }

    /// A house with a test clock, two offices and one person of each role, all with [`PASSWORD`].
    pub async fn new() -> House {
        House::with(|_| ()).await
    }

    /// The same with other settings.
    pub async fn with(change: impl FnOnce(&mut Config)) -> House {
        let folder = Folder::new();
        let mut config = Config {
            data: folder.path().into(),
            bootstrap_token: Some(BOOTSTRAP.into()),
            workers: 1,
            ..Config::default()
        };
        change(&mut config);
        let runtime = wire::open(&config, Clock::test(chrono::Utc::now()), true)
            .await
            .unwrap();
        let app = Arc::new(app(runtime, config, None));
        for key in ["edilizia", "tributi"] {
            let change = OfficeChange {
                key: Some(key.into()),
                name: Some(key.to_uppercase()),
                ..OfficeChange::default()
            };
            app.runtime
                .add_office(&Act::system(), change)
                .await
                .unwrap();
        }
        let house = House::around(app, folder);
        for (login, role, office) in [
            ("anna", "operatore", Some("edilizia")),
            ("bruno", "operatore", Some("edilizia")),
            ("tea", "operatore", Some("tributi")),
            ("sergio", "supervisore", Some("edilizia")),
            ("carla", "consultazione", None),
            ("ada", "analista", None),
            ("marta", "amministratore", None),
        ] {
            house.add_person(login, role, office).await;
        }
        house
    }

    /// Somebody with one role and [`PASSWORD`].
    pub async fn add_person(&self, login: &str, role: &str, office: Option<&str>) {
        static HASH: std::sync::LazyLock<String> =
            std::sync::LazyLock::new(|| ::login::password::hash(PASSWORD).unwrap());
        let new = NewPerson {
            login: login.into(),
            name: format!("{}{} Prova", login[..1].to_uppercase(), &login[1..]),
            password: Some(HASH.clone()),
            roles: vec![RoleGiven {
                role: role.into(),
                office: office.map(String::from),
                area: None,
                last_day: None,
            }],
            ..NewPerson::default()
        };
        self.app
            .runtime
            .add_person(&Act::system(), new)
            .await
            .unwrap();
    }

    /// A session made without a password, where logging in is not what is tested.
    pub async fn session_of(&self, login: &str) -> Browser {
        let person = self.app.runtime.person_for_login(login).await.unwrap();
        let begun = begin(&self.app, person.unwrap(), None, &HeaderMap::new())
            .await
            .unwrap();
        Browser::of(&Answer::read(begun).await)
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// One call of the API as the page makes it.
    pub async fn call(
        &self,
        browser: &Browser,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::HOST, "staffetta.example");
        if !browser.cookie.is_empty() {
            request = request.header(
                header::COOKIE,
                format!("staffetta_session={}", browser.cookie),
            );
        }
        if !browser.csrf.is_empty() {
            request = request.header("x-csrf-token", &browser.csrf);
        }
        let request = match body {
            Some(body) => request
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.send(request.unwrap()).await
    }

    pub async fn get(&self, browser: &Browser, path: &str) -> Answer {
        self.call(browser, Method::GET, path, None).await
    }

    pub async fn post(&self, browser: &Browser, path: &str, body: Value) -> Answer {
        self.call(browser, Method::POST, path, Some(body)).await
    }

    /// Logs in by password.
    pub async fn login(&self, login: &str) -> Browser {
        let answer = self
            .post(
                &Browser::default(),
                "/session",
                json!({ "login": login, "password": PASSWORD }),
            )
            .await
            .expect(200);
        Browser::of(&answer)
    }

    /// Deploys files as the page does.
    pub async fn deploy(&self, browser: &Browser, files: &[(&str, &str)]) -> Answer {
        self.upload(browser, "/deployments", files).await
    }

    /// Sends files as the page does.
    pub async fn upload(&self, browser: &Browser, path: &str, files: &[(&str, &str)]) -> Answer {
        let mut body = String::new();
        for (n, (path, text)) in files.iter().enumerate() {
            body += &format!(
                "--x\r\nContent-Disposition: form-data; name=\"f{n}\"; filename=\"{path}\"\r\n\r\n{text}\r\n"
            );
        }
        let request = Request::post(format!("/api/v1{path}"))
            .header(header::HOST, "staffetta.example")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
            .header(
                header::COOKIE,
                format!("staffetta_session={}", browser.cookie),
            )
            .header("x-csrf-token", &browser.csrf)
            .body(Body::from(body + "--x--\r\n"));
        self.send(request.unwrap()).await
    }
}

#[track_caller]
pub fn cookie(answer: &Answer) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    set.split(';')
        .next()
        .unwrap()
        .strip_prefix("staffetta_session=")
        .unwrap()
        .into()
}
