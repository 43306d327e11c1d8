//! The address book on a real store of each back end: imported, imported again, taken back, merged, read.
#![allow(clippy::unwrap_used)]

mod house;

use chrono::Utc;
use house::{House, house, house_at, program};
use office::{Role, Viewer};
use runtime::{Act, Counts, Decision, Doubt, Fault, ImportOptions, NewParty, PartyChange};
use serde_json::json;
use std::collections::BTreeSet;
use store::view::{self, PartyFilter};
use store::{Table, WriteSet, load, row};
use tests::postgres::Postgres;
use uuid::Uuid;

async fn on_each<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    test(house().await).await;
    if let Some(postgres) = Postgres::start() {
        test(house_at(&postgres.database("rubrica")).await).await;
    }
}

async fn keep(house: &House, text: &str) -> row::Sha {
    let blobs = house.runtime.store().blobs();
    blobs.put(text.as_bytes().to_vec()).await.unwrap()
}

/// Imports a file whole.
async fn import(house: &House, source: &str, text: &str, options: ImportOptions) -> row::Import {
    let file = keep(house, text).await;
    let begun = house
        .runtime
        .begin_import(&program("gina"), file, source, options)
        .await;
    ended(house, begun.unwrap().0.id).await
}

/// The import once it goes on no more.
async fn ended(house: &House, id: Uuid) -> row::Import {
    loop {
        let now = load::import(house.runtime.store(), id).await.unwrap();
        let now = now.unwrap();
        if now.ended_at.is_some() && now.state != "undoing" {
            return now;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

fn counts(import: &row::Import) -> [usize; 5] {
    let c: Counts = serde_json::from_value(import.counts.clone()).unwrap();
    [c.new, c.changed, c.same, c.doubtful, c.refused]
}

async fn found(house: &House, filter: PartyFilter) -> Vec<row::Party> {
    let system = Viewer::system();
    let all = view::parties(&system, house.runtime.store(), &filter, None, 200).await;
    all.unwrap().items
}

async fn names(house: &House, text: &str) -> Vec<String> {
    let filter = PartyFilter {
        text: Some(text.into()),
        ..PartyFilter::default()
    };
    let all = found(house, filter).await;
    all.into_iter().map(|p| p.name).collect()
}

async fn one(house: &House, text: &str) -> view::PartyItem {
    let filter = PartyFilter {
        text: Some(text.into()),
        ..PartyFilter::default()
    };
    let mut all = found(house, filter).await;
    assert_eq!(all.len(), 1, "{text}: {all:?}");
    let store = house.runtime.store();
    let item = view::party(&Viewer::system(), store, all.remove(0).id).await;
    item.unwrap().unwrap()
}

async fn lines(house: &House, import: &row::Import, outcome: &str) -> Vec<(i64, String, String)> {
    let store = house.runtime.store();
    let all = view::import_lines(&Viewer::system(), store, import.id, outcome, 100).await;
    let all = all.unwrap().into_iter();
    all.map(|l| (l.line, l.name, l.reason_it)).collect()
}

/// A mail that came in from this address, and one that left for it, in a box of the office of taxes.
async fn exchange(house: &House, address: &str) {
    let store = house.runtime.store();
    let now = Utc::now();
    let raw = store.blobs().put(b"prova".to_vec()).await.unwrap();
    let mailbox = row::Mailbox {
        id: Uuid::now_v7(),
        revision: 0,
        key: format!("box-{}", Uuid::now_v7().simple()),
        address: "tributi@comune.example".into(),
        display_name: "Tributi".into(),
        certified: true,
        settings: json!({ "source": { "kind": "maildir", "path": "/nowhere" } }),
        secrets: Vec::new(),
        offices: vec!["tributi".into()],
        rights: Vec::new(),
        area: None,
        starting_point: json!({ "kind": "all" }),
        uid_validity: 1,
        cursor_uid: 1,
        archive_uid: 0,
        state: "paused".into(),
        last_error: None,
        last_polled_at: None,
        created_at: now,
    };
    let mail = row::Mail {
        id: Uuid::now_v7(),
        mailbox: mailbox.id,
        folder: "INBOX".into(),
        uid_validity: 1,
        uid: 1,
        raw,
        size: 5,
        kind: "ordinary".into(),
        message_id: format!("{}@mail.example", Uuid::now_v7()),
        from_address: address.to_uppercase(),
        from_name: String::new(),
        subject: "Domanda".into(),
        sent_at: None,
        arrived_at: Some(now),
        fetched_at: now,
        arrival: json!(null),
        verdict: None,
        state: "inbox".into(),
        instance: None,
        despatch: None,
        same_as: None,
        about: None,
    };
    let despatch = row::Despatch {
        id: Uuid::now_v7(),
        revision: 0,
        job: None,
        instance: None,
        mailbox: mailbox.id,
        message_id: format!("{}@comune.example", Uuid::now_v7()),
        pec_id: None,
        raw,
        size: 5,
        subject: "Risposta".into(),
        certified: true,
        state: "submitted".into(),
        journey: json!(null),
        outcome: "pending".into(),
        recipients: vec![address.to_uppercase(), "altri@pec.example".into()],
        author: None,
        approver: None,
        author_for: None,
        approver_for: None,
        answers: None,
        resends: None,
        last_error: None,
        created_at: now,
        submitted_at: Some(now),
        left_at: Some(now),
        watch_at: None,
        mailing: None,
    };
    let mut set = WriteSet::new(now);
    set.put(mailbox).put(mail).put(despatch);
    store.commit(set).await.unwrap();
}

const UNITS: &str = "Codice_IPA;Denominazione_ente;Codice_fiscale_ente;Codice_uni_uo;Descrizione_uo;Nome_responsabile;Cognome_responsabile;Mail_responsabile;Mail1;Tipo_Mail1\n\
    c_x123;Comune di Prova;80000000001;UFAB12;Ufficio Tributi;Ada;Prova;ada@prova.example;tributi@pec.prova.example;pec\n";
const BODIES: &str = "Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Mail1,Tipo_Mail1\n\
    c_x123,Comune di Prova,80000000001,comune@pec.prova.example,Pec\nc_y,Ente Nuovo,80000000002,nuovo@pec.ente.example,Pec\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_looked_at_taken_and_taken_back_whole() {
    on_each(|house| async move {
        let runtime = &house.runtime;
        let hand = NewParty {
            kind: "company".into(),
            name: "Olmo Srl".into(),
            tax_code: "01234567890".into(),
            addresses: vec![("olmo@pec.example".into(), true)],
            ..NewParty::default()
        };
        runtime.add_party(&program("gina"), hand).await.unwrap();
        let text = "nome;pec;codice_fiscale\nOlmo SRL;nuovo@pec.olmo.example;01234567890\nPino;pino@pec.example;\nFaggio;olmo@pec.example;\nSenza;niente;\nPino;pino@pec.example;\n";
        let options = ImportOptions::default();
        let file = keep(&house, text).await;
        let preview = runtime.preview_import(&program("gina"), &file, "prova.csv", &options).await;
        let preview = preview.unwrap();
        let told: Vec<_> = preview.lines.iter().map(|l| (l.line, l.outcome)).collect();
        let expected = [(2, "changed"), (3, "new"), (4, "doubtful"), (5, "refused"), (6, "same")];
        assert_eq!(told, expected);
        assert_eq!(names(&house, "pino").await.len(), 0, "nothing was written");

        let done = import(&house, "prova.csv", text, options).await;
        assert_eq!((done.state.as_str(), counts(&done)), ("done", [1, 1, 1, 1, 1]));
        let doubtful = lines(&house, &done, "doubtful").await;
        assert_eq!((doubtful[0].0, doubtful[0].1.as_str()), (4, "Faggio"));
        assert!(doubtful[0].2.contains("olmo@pec.example"), "{doubtful:?}");
        let olmo = one(&house, "OLMO").await;
        assert_eq!((olmo.party.name.as_str(), olmo.contacts.len()), ("Olmo SRL", 2));
        // The same file again brings nothing.
        let again = import(&house, "ancora.csv", text, ImportOptions::default()).await;
        assert_eq!(counts(&again), [0, 0, 3, 1, 1]);
        assert_eq!(one(&house, "pino").await.party.source, "ancora.csv");
        let (undone, _) = runtime.undo_import(&program("gina"), again.id).await.unwrap();
        assert_eq!(ended(&house, undone.id).await.state, "undone");
        assert_eq!(one(&house, "pino").await.party.source, "prova.csv");

        let (undone, _) = runtime.undo_import(&program("gina"), done.id).await.unwrap();
        let undone = ended(&house, undone.id).await;
        assert_eq!(lines(&house, &undone, "left").await, []);
        assert_eq!(names(&house, "pino").await.len(), 0);
        let olmo = one(&house, "olmo").await;
        assert_eq!((olmo.party.name.as_str(), olmo.contacts.len()), ("Olmo Srl", 1));
        assert_eq!(olmo.party.source, "manual");
        assert!(runtime.undo_import(&program("gina"), done.id).await.is_err(), "once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_leaves_and_names_what_was_changed_or_written_to_since() {
    on_each(|house| async move {
        let runtime = &house.runtime;
        let hand = NewParty {
            kind: "person".into(),
            name: "Rosa Prova".into(),
            addresses: vec![("rosa@pec.example".into(), true)],
            ..NewParty::default()
        };
        runtime.add_party(&program("gina"), hand).await.unwrap();
        let text = "cognome;nome;codice_fiscale;pec\nProva;Ada;PRVDAA80A01H501X;ada@pec.example\nProva;Bice;;bice@pec.example\nProva;Carla;;carla@pec.example\nAltra;Rosa;PRVRSO80A01H501X;rosa@pec.example\n";
        let done = import(&house, "albo.csv", text, ImportOptions::default()).await;
        assert_eq!(counts(&done), [3, 0, 0, 1, 0], "another name at her PEC");
        let text = text.replace("Altra;Rosa;", "Rosa Prova;;");
        let second = import(&house, "albo2.csv", &text, ImportOptions::default()).await;
        assert_eq!(counts(&second), [0, 1, 3, 0, 0]);
        let bice = one(&house, "bice").await;
        let change = PartyChange {
            note: Some("chiamare la mattina".into()),
            ..PartyChange::default()
        };
        runtime.change_party(&program("gina"), bice.party.id, None, change).await.unwrap();
        exchange(&house, "carla@pec.example").await;

        let (undone, _) = runtime.undo_import(&program("gina"), second.id).await.unwrap();
        let undone = ended(&house, undone.id).await;
        assert_eq!(lines(&house, &undone, "left").await, [], "what was said again has nothing to lose");
        assert_eq!(one(&house, "rosa").await.party.tax_code, "", "as before");
        let (undone, _) = runtime.undo_import(&program("gina"), done.id).await.unwrap();
        let undone = ended(&house, undone.id).await;
        let left = lines(&house, &undone, "left").await;
        let left: Vec<_> = left.iter().map(|l| (l.0, l.1.as_str(), &l.2[..6])).collect();
        assert_eq!(left, [(3, "Prova Bice", "cambia"), (4, "Prova Carla", "ci son")]);
        assert_eq!(names(&house, "prova").await, ["Prova Bice", "Prova Carla", "Rosa Prova"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_import_brought_goes_but_for_those_one_wrote_to() {
    on_each(|house| async move {
        let runtime = &house.runtime;
        let text =
            "nome;pec\nAda;ada@pec.example\nBice;bice@pec.example\nCarla;carla@pec.example\n";
        let done = import(&house, "elenco.csv", text, ImportOptions::default()).await;
        exchange(&house, "carla@pec.example").await;
        let bice = one(&house, "bice").await;
        runtime
            .close_party(&program("gina"), bice.party.id, true)
            .await
            .unwrap();
        let (undone, _) = runtime
            .undo_import(&program("gina"), done.id)
            .await
            .unwrap();
        let undone = ended(&house, undone.id).await;
        let left = lines(&house, &undone, "left").await;
        let left: Vec<_> = left.iter().map(|l| (l.0, l.1.as_str())).collect();
        assert_eq!(left, [(3, "Bice"), (4, "Carla")]);
        assert_eq!(
            names(&house, "example").await,
            ["Carla"],
            "Bice is closed, Ada gone"
        );
        assert!(
            load::contacts_at(runtime.store(), &["ada@pec.example".into()], 1)
                .await
                .unwrap()
                .is_empty()
        );
        assert_eq!(undone.undone_by.as_deref(), Some("gina"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_find_their_body_in_whatever_order_the_files_come() {
    on_each(|house| async move {
        let runtime = &house.runtime;
        let units = import(&house, "uo.csv", UNITS, ImportOptions::default()).await;
        assert_eq!(counts(&units), [3, 0, 0, 0, 0]);
        let bodies = import(&house, "enti.csv", BODIES, ImportOptions::default()).await;
        assert_eq!(counts(&bodies), [1, 1, 0, 0, 0]);
        let body = one(&house, "c_x123").await;
        assert_eq!(body.contacts[0].address, "comune@pec.prova.example");
        let store = runtime.store();
        let units_of = view::people_of(&Viewer::system(), store, body.party.id, 9)
            .await
            .unwrap();
        assert_eq!(units_of.len(), 1);
        let heads = view::people_of(&Viewer::system(), store, units_of[0].id, 9)
            .await
            .unwrap();
        assert_eq!(
            (heads[0].name.as_str(), heads[0].position.as_str()),
            ("Prova Ada", "Responsabile")
        );

        // Undone the other way round: the body stays as long as something belongs to it.
        let (undone, _) = runtime
            .undo_import(&program("gina"), bodies.id)
            .await
            .unwrap();
        ended(&house, undone.id).await;
        assert_eq!(names(&house, "ente nuovo").await.len(), 0);
        assert!(one(&house, "c_x123").await.contacts.is_empty());
        let filter = PartyFilter {
            kind: Some("person".into()),
            ..PartyFilter::default()
        };
        assert_eq!(found(&house, filter).await.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_contacts_become_one_and_codes_that_differ_stay_two() {
    on_each(|house| async move {
        let runtime = &house.runtime;
        let add =
            async |kind: &str, name: &str, tax_code: &str, address: &str, body: Option<Uuid>| {
                let new = NewParty {
                    kind: kind.into(),
                    name: name.into(),
                    tax_code: tax_code.into(),
                    addresses: vec![(address.into(), address.contains("pec"))],
                    body,
                    ..NewParty::default()
                };
                runtime.add_party(&program("gina"), new).await
            };
        let a = add(
            "body",
            "Comune di Prova",
            "",
            "comune@pec.prova.example",
            None,
        )
        .await
        .unwrap();
        let b = add(
            "body",
            "Municipio di Prova",
            "80000000001",
            "info@prova.example",
            None,
        )
        .await
        .unwrap();
        let c = add(
            "body",
            "Ente Altro",
            "80000000002",
            "altro@pec.example",
            None,
        )
        .await
        .unwrap();
        let ada = add("person", "Ada", "", "ada@prova.example", Some(b))
            .await
            .unwrap();
        let known = add("body", "Prova", "80000000001", "x@y.example", None)
            .await
            .unwrap_err();
        assert!(known.to_string().contains("contact_known"), "{known}");
        runtime.merge_parties(&program("gina"), a, b).await.unwrap();
        let one = one(&house, "comune di prova").await;
        assert_eq!(
            (
                one.party.id,
                one.party.tax_code.as_str(),
                one.contacts.len()
            ),
            (a, "80000000001", 2)
        );
        let store = runtime.store();
        let gone = load::party(store, b).await.unwrap().unwrap();
        assert_eq!((gone.state.as_str(), gone.merged_into), ("merged", Some(a)));
        assert_eq!(
            load::party(store, ada).await.unwrap().unwrap().body,
            Some(a)
        );
        assert!(
            runtime.merge_parties(&program("gina"), a, c).await.is_err(),
            "two codes"
        );
        assert!(
            runtime.merge_parties(&program("gina"), a, b).await.is_err(),
            "gone already"
        );
        assert!(runtime.merge_parties(&program("gina"), a, a).await.is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_exchanged_is_seen_as_far_as_each_message_may() {
    on_each(|house| async move {
        let text = "nome;pec;email\nAda;ada@pec.example;ada@posta.example\n";
        import(&house, "elenco.csv", text, ImportOptions::default()).await;
        exchange(&house, "ada@pec.example").await;
        exchange(&house, "ada@posta.example").await;
        let store = house.runtime.store();
        let ada = one(&house, "ada").await;
        let addresses: Vec<String> = ada.contacts.iter().map(|c| c.address.clone()).collect();
        let all = view::exchanged(&Viewer::system(), store, &addresses, 50)
            .await
            .unwrap();
        assert_eq!(
            (all.mails.len(), all.despatches.len()),
            (2, 2),
            "by all addresses"
        );
        let stranger = Viewer {
            person: Some(Uuid::now_v7()),
            login: "olga".into(),
            roles: BTreeSet::from([(Role::Operatore, Some("edilizia".into()))]),
            mailboxes: Some(BTreeSet::new()),
            ..Viewer::system()
        };
        let none = view::exchanged(&stranger, store, &addresses, 50)
            .await
            .unwrap();
        assert_eq!(none, view::Exchanged::default());
        let act = Act::of(stranger, None);
        let file = keep(&house, text).await;
        let refused = house
            .runtime
            .begin_import(&act, file, "x", ImportOptions::default())
            .await;
        assert!(refused.is_err_and(|f| f.to_string().contains("role_missing")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_and_words_narrow_the_list_page_by_page() {
    on_each(|house| async move {
        let text = "nome;pec;email;codice_fiscale\nÉlite Città;citta@pec.example;;01234567890\nProva Ada;;ada@posta.example;PRVDAA80A01H501X\nProva Bruno;bruno@pec.example;;\n";
        let old = ImportOptions {
            checked_on: Some("2020-01-01".parse().unwrap()),
            ..ImportOptions::default()
        };
        import(&house, "vecchio.csv", text, old).await;
        import(&house, "nuovo.csv", "nome;pec\nProva Carla;carla@pec.example", ImportOptions::default()).await;
        assert_eq!(names(&house, "CITTA elite").await, ["Élite Città"], "accents and order do not matter");
        assert_eq!(names(&house, "prvdaa80").await, ["Prova Ada"], "by a part of the code");
        assert_eq!(names(&house, "%").await.len(), 0, "a wildcard is a character");
        let with = async |filter: PartyFilter| -> Vec<String> {
            found(&house, filter).await.into_iter().map(|p| p.name).collect()
        };
        let base = PartyFilter { text: Some("prova".into()), ..PartyFilter::default() };
        assert_eq!(with(PartyFilter { certified: true, ..base.clone() }).await, ["Prova Bruno", "Prova Carla"]);
        assert_eq!(with(PartyFilter { source: Some("nuovo.csv".into()), ..base.clone() }).await, ["Prova Carla"]);
        let half_a_year_ago = house.runtime.clock().now() - chrono::TimeDelta::days(180);
        let aged = PartyFilter { checked_before: Some(half_a_year_ago), ..base.clone() };
        assert_eq!(with(aged).await, ["Prova Ada", "Prova Bruno"]);
        assert_eq!(with(PartyFilter { kind: Some("company".into()), ..PartyFilter::default() }).await, ["Élite Città"]);
        let (mut cursor, mut all) = (None::<String>, Vec::new());
        loop {
            let page = view::parties(&Viewer::system(), house.runtime.store(), &base, cursor.as_deref(), 1).await.unwrap();
            all.extend(page.items.into_iter().map(|p| p.name));
            cursor = page.next_cursor;
            if cursor.is_none() { break; }
        }
        assert_eq!(all, ["Prova Ada", "Prova Bruno", "Prova Carla"]);
        let sources = view::party_sources(&Viewer::system(), house.runtime.store()).await.unwrap();
        assert_eq!(sources, [("nuovo.csv".to_string(), 1), ("vecchio.csv".to_string(), 3)]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_lines_go_in_and_out_in_commits_of_some() {
    on_each(|house| async move {
        let runtime = &house.runtime;
        let lines: String = (0..2_500)
            .map(|n| format!("Contatto {n:05};c{n}@pec.example\n"))
            .collect();
        let text = format!("nome;pec\n{lines}");
        let done = import(&house, "grande.csv", &text, ImportOptions::default()).await;
        assert_eq!(counts(&done), [2_500, 0, 0, 0, 0]);
        assert_eq!(done.next_line, 2_502);
        assert_eq!(names(&house, "contatto 02499").await.len(), 1);
        let (undone, _) = runtime
            .undo_import(&program("gina"), done.id)
            .await
            .unwrap();
        ended(&house, undone.id).await;
        assert_eq!(names(&house, "contatto").await.len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_doubtful_is_decided_line_by_line_and_the_rest_as_one() {
    on_each(|house| async move {
        let runtime = &house.runtime;
        let hand = NewParty {
            kind: "company".into(),
            name: "Olmo Srl".into(),
            addresses: vec![("olmo@pec.example".into(), true)],
            ..NewParty::default()
        };
        let olmo = runtime.add_party(&program("gina"), hand).await.unwrap();
        // Line 7 may be who line 6 brings.
        let text = "nome;pec;email;codice_fiscale\nAcero;olmo@pec.example;acero@posta.example;01234567890\nBetulla;olmo@pec.example;;\nCedro;olmo@pec.example;;\nFaggio;olmo@pec.example;;\nPino;pino@pec.example;;\nPino e figli;pino@pec.example;figli@posta.example;\n";
        let file = keep(&house, text).await;
        let act = program("gina");
        let options = ImportOptions::default();
        let preview = runtime.preview_import(&act, &file, "prova.csv", &options).await.unwrap();
        let doubtful: Vec<_> = preview.lines.iter().filter(|l| l.outcome == "doubtful").collect();
        let likes = |n: usize| (doubtful[n].line, doubtful[n].like[0].into.clone(), doubtful[n].like[0].name.as_str());
        assert_eq!(doubtful.len(), 5, "{doubtful:?}");
        assert_eq!(likes(0), (2, olmo.to_string(), "Olmo Srl"));
        assert_eq!(likes(4), (7, "6:0".into(), "Pino"));
        assert_eq!(doubtful[4].like[0].line, Some(6));

        let decision = |line, doubt, into: Option<&str>| Decision {
            line,
            place: 0,
            doubt,
            into: into.map(String::from),
        };
        let options = ImportOptions {
            doubtful: Doubt::Apart,
            decisions: vec![
                decision(2, Doubt::Merge, Some(&olmo.to_string())),
                decision(3, Doubt::Skip, None),
                decision(5, Doubt::Merge, Some(&Uuid::nil().to_string())),
                decision(7, Doubt::Merge, Some("6:0")),
            ],
            ..ImportOptions::default()
        };
        let done = import(&house, "prova.csv", text, options.clone()).await;
        assert_eq!(counts(&done), [2, 2, 0, 2, 0], "Cedro and Pino are new; Olmo and Pino changed");
        let left = lines(&house, &done, "doubtful").await;
        let left: Vec<_> = left.iter().map(|l| (l.0, l.1.as_str())).collect();
        assert_eq!(left, [(3, "Betulla"), (5, "Faggio")], "one it may not be is none of them");
        let merged = one(&house, "acero@posta.example").await;
        assert_eq!((merged.party.id, merged.party.name.as_str()), (olmo, "Olmo Srl"), "it keeps its name");
        assert_eq!(merged.party.tax_code, "01234567890", "and takes the code it lacked");
        let pino = one(&house, "figli@posta.example").await;
        assert_eq!((pino.party.name.as_str(), pino.contacts.len()), ("Pino", 2));
        assert_eq!(names(&house, "cedro").await, ["Cedro"]);

        let many = vec![decision(2, Doubt::Skip, None); 501];
        let options = ImportOptions { decisions: many, ..ImportOptions::default() };
        let refused = runtime.begin_import(&program("gina"), file, "x", options).await;
        assert!(matches!(refused, Err(Fault::Invalid { .. })));
        let (undone, _) = runtime.undo_import(&program("gina"), done.id).await.unwrap();
        ended(&house, undone.id).await;
        assert_eq!(names(&house, "example").await, ["Olmo Srl"], "as before");
        assert_eq!(one(&house, "olmo").await.party.tax_code, "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_told_once_to_those_who_read_the_book() {
    on_each(|house| async move {
        let mut heard = house.runtime.store().notify();
        let lines = (0..1_050).map(|n| format!("Nome {n};n{n}@pec.example\n"));
        let text: String = std::iter::once("nome;pec\n".to_string())
            .chain(lines)
            .collect();
        let mut told = |what: &str| {
            let mut parties = 0;
            let mut imports = 0;
            while let Ok(change) = heard.try_recv() {
                parties += usize::from(
                    [Table::Party, Table::Contact, Table::ImportItem].contains(&change.table),
                );
                imports += usize::from(change.table == Table::Import);
            }
            assert_eq!(parties, 1, "{what}");
            assert!(
                (2..=8).contains(&imports),
                "{what}: {imports} of eleven commits"
            );
        };
        let done = import(&house, "elenco.csv", &text, ImportOptions::default()).await;
        assert_eq!(counts(&done)[0], 1_050);
        told("import");
        let (undone, _) = house
            .runtime
            .undo_import(&program("gina"), done.id)
            .await
            .unwrap();
        assert_eq!(ended(&house, undone.id).await.state, "undone");
        told("undoing");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_many_share_is_told_apart_by_name() {
    on_each(|house| async move {
        let row = |n: usize| format!("Socio {n};segreteria@ordine.example\n");
        let text: String = std::iter::once("nome;email\n".to_string())
            .chain((0..250).map(row))
            .collect();
        let first = import(&house, "soci.csv", &text, ImportOptions::default()).await;
        assert_eq!(counts(&first), [250, 0, 0, 0, 0]);
        let again = import(&house, "soci2.csv", &text, ImportOptions::default()).await;
        assert_eq!(counts(&again), [0, 0, 250, 0, 0]);
    })
    .await;
}
