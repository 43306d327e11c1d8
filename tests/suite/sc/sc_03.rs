//! SC-03 Supplier invoice / payment notice.
//!
//! SDI PEC with `IT…_00001.xml.p7m` + `…_MT_001.xml` → recognised, not treated as citizen mail, invoice rendered (p7m opened,
//! signature result), office checks, Dario approves or disputes; EC02/EC01 prepared before day 15. Outcome: one work item
//! for file+MT, timer 15 days, accepted/refused EC goes to the SDI box assigned, later SDI notices linked. Variant: a supplier
//! who is no invoice writes about a payment by PEC.

use crate::program::town::{MARIO, PROTOCOLLO, SDI, Town, person_as};
use crate::program::{Caller, Program, until};
use chrono::{Duration, Utc};
use contract::Document;
use gestore::Letter;
use reqwest::Method;
use serde_json::{Value, json};
use signature::{Authority, TrustStore};
use std::path::Path;

const FILE: &str = "IT00000000017_00001.xml.p7m";
const INVOICE: &str = r#"<?xml version="1.0" encoding="UTF-8"?><FatturaElettronica versione="FPA12"><FatturaElettronicaHeader>
<DatiTrasmissione><FormatoTrasmissione>FPA12</FormatoTrasmissione><CodiceDestinatario>UFX000</CodiceDestinatario></DatiTrasmissione>
<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>00000000017</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>Carta e Colla S.r.l.</Denominazione></Anagrafica></DatiAnagrafici></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici><CodiceFiscale>80000000017</CodiceFiscale><Anagrafica><Denominazione>Comune di Esempio</Denominazione></Anagrafica></DatiAnagrafici></CessionarioCommittente>
</FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-03-02</Data><Numero>12/A</Numero><ImportoTotaleDocumento>122.00</ImportoTotaleDocumento></DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi><DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Carta</Descrizione><PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee><DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>100.00</ImponibileImporto><Imposta>22.00</Imposta></DatiRiepilogo></DatiBeniServizi>
</FatturaElettronicaBody></FatturaElettronica>"#;

fn notice(root: &str, more: &str) -> String {
    format!(
        "<t:{root} xmlns:t=\"http://www.fatturapa.gov.it/sdi/messaggi/v1.0\" versione=\"1.0\"><IdentificativoSdI>104</IdentificativoSdI>\
         <NomeFile>{FILE}</NomeFile>{more}</t:{root}>"
    )
}

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> Document {
    Document {
        name: name.into(),
        media_type: "application/octet-stream".into(),
        bytes: bytes.into(),
    }
}

struct House {
    town: Town,
    program: Program,
    carla: Caller,
    head: Caller,
}

impl House {
    async fn open() -> House {
        let domains = ("STAFFETTA_SDI_DOMAINS", "[\"pec.fatturapa.example\"]");
        let town = Town::as_set(|start| {
            start.environment.push((domains.0.into(), domains.1.into()));
        })
        .await;
        let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../processes/fattura-passiva");
        let carla = person_as(&town.start, "carla.rosi", "Carla Rosi", &["operatore"]).await;
        let head = person_as(&town.start, "dario.sala", "Dario Sala", &["operatore"]).await;
        town.start
            .run(&["deploy", &bundle.display().to_string()])
            .await;
        let program = town.start.ready().await;
        let office = json!({ "key": "ragioneria", "name": "Ragioneria", "head": "dario.sala" });
        town.dario
            .post(&program.url, "/api/v1/offices", &office)
            .await;
        House {
            town,
            program,
            carla,
            head,
        }
    }

    fn sdi_writes(&self, subject: &str, attachments: Vec<Document>) {
        self.writes(SDI, subject, attachments);
    }

    fn writes(&self, from: &str, subject: &str, attachments: Vec<Document>) {
        let letter = Letter {
            attachments,
            ..Letter::new(from, PROTOCOLLO, subject, "In allegato il file.")
        };
        self.town.gestore.inject(&letter).expect("it is delivered");
    }

    async fn get(&self, who: &Caller, path: &str) -> Value {
        who.get(&self.program.url, &format!("/api/v1/{path}")).await
    }

    async fn task(&self, who: &Caller, element: &str) -> Value {
        until(element, async || {
            self.town.gestore.tick().await.expect("the gestore works");
            let page = self.get(who, "tasks?filter=groups&limit=100").await;
            let found = page["items"]
                .as_array()?
                .iter()
                .find(|t| t["element"] == element);
            found.cloned()
        })
        .await
    }

    async fn conclude(&self, who: &Caller, task: &Value, data: Value) {
        let id = task["id"].as_str().expect("an id");
        let path = format!("/api/v1/tasks/{id}/claim");
        who.post(&self.program.url, &path, &json!({})).await;
        let path = format!("/api/v1/tasks/{id}/complete");
        let asked = who
            .ask(
                &self.program.url,
                Method::POST,
                &path,
                Some(&json!({ "data": data })),
            )
            .await
            .expect("an answer");
        assert!(asked.0.is_success(), "{asked:?}");
    }

    /// The file of an outcome with this judgement, once it has come to the box of the exchange system.
    async fn outcome(&self, named: &str, judgement: &str) -> String {
        let wanted = format!("<Esito>{judgement}<");
        until("the outcome to arrive", async || {
            self.town.gestore.tick().await.expect("the gestore works");
            let folder = self.town.maildir(SDI).join("new");
            let mails = std::fs::read_dir(folder).expect("a Maildir");
            mails
                .filter_map(|m| std::fs::read(m.expect("a mail").path()).ok())
                .find_map(|raw| {
                    let read =
                        pec::recognise(&raw, &TrustStore::default(), Utc::now()).expect("a mail");
                    let file = read.attachments.iter().find(|a| a.name.contains(named))?;
                    let bytes = mail::attachment_bytes(&raw, &file.path).expect("its bytes");
                    let text = String::from_utf8(bytes.expect("a part")).expect("text");
                    text.contains(&wanted).then_some(text)
                })
        })
        .await
    }

    async fn cases(&self) -> Vec<Value> {
        let page = self
            .get(
                &self.town.dario,
                "instances?process=fattura_passiva&limit=100",
            )
            .await;
        page["items"].as_array().expect("a list").clone()
    }
}

/// The variant: what is no file of the exchange system is the post of whoever wrote, work of its own.
async fn payment_notice(house: &House) {
    const SUBJECT: &str = "Avviso di pagamento: fattura 12/A scaduta";
    let letter = Letter::new(
        "carta.colla@pec.altro.example",
        PROTOCOLLO,
        SUBJECT,
        "La fattura 12/A risulta non pagata.",
    );
    house.town.gestore.inject(&letter).expect("it is delivered");
    let mail = until("the notice to become work", async || {
        house.town.gestore.tick().await.expect("the gestore works");
        let page = house
            .get(&house.town.anna, "mails?state=case&limit=100")
            .await;
        let found = page["items"].as_array()?.iter().find(|m| {
            m["subject"]
                .as_str()
                .is_some_and(|subject| subject.ends_with(SUBJECT))
        });
        found.cloned()
    })
    .await;
    let whole = house
        .get(
            &house.town.anna,
            &format!("mails/{}", mail["id"].as_str().expect("an id")),
        )
        .await;
    assert!(whole["arrival"]["sdi"].is_null(), "{whole}");
    let case = mail["instance"].as_str().expect("its case");
    let case = house
        .get(&house.town.dario, &format!("instances/{case}"))
        .await;
    assert_ne!(case["process"]["key"], "fattura_passiva", "{case}");
    assert_eq!(house.cases().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn sc_03() {
    let house = House::open().await;
    let now = Utc::now();
    let authority = Authority::create("posta-certificata@gestore.example", now).expect("a CA");
    let supplier = authority
        .issue_person("Verdiana", "Esempi", "SMPVRD70A01X000X", now)
        .expect("a signer");
    let invoice = supplier
        .sign_opaque(INVOICE.as_bytes(), now)
        .expect("signed");
    let metadata = notice(
        "MetadatiInvioFile",
        "<CodiceDestinatario>UFX000</CodiceDestinatario>",
    );
    let delivery = || {
        vec![
            file(FILE, invoice.clone()),
            file("IT00000000017_00001_MT_001.xml", metadata.clone()),
        ]
    };
    house.sdi_writes("Invio File 104", delivery());

    // Recognised, opened, one work item: the process of citizens' mail did not take it.
    let check = house.task(&house.carla, "verifica").await;
    let cases = house.cases().await;
    assert_eq!(cases.len(), 1, "{cases:?}");
    let case = cases[0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(cases[0]["business_key"], "sdi:104");
    let variables = house
        .get(&house.town.dario, &format!("instances/{case}/variables"))
        .await
        .to_string();
    for word in ["12/A", "Carta e Colla", "122.00", "integra"] {
        assert!(variables.contains(word), "{word} is not in {variables}");
    }
    // Fifteen calendar days, to the end of the day in Rome.
    let due: chrono::DateTime<Utc> = check["due_at"]
        .as_str()
        .expect("a due time")
        .parse()
        .expect("a time");
    let days = due - now;
    assert!(
        days > Duration::days(14) && days < Duration::days(16),
        "{days}"
    );
    let mails = house
        .get(&house.town.anna, "mails?state=case&limit=100")
        .await;
    let mail = mails["items"][0]["id"].as_str().expect("a mail").to_owned();

    // The page shows the invoice inside the container, and what the signature is worth.
    let whole = house.get(&house.town.anna, &format!("mails/{mail}")).await;
    let path = whole["arrival"]["attachments"][0]["path"]
        .as_array()
        .expect("a path")
        .iter()
        .map(|n| n.to_string())
        .collect::<Vec<_>>()
        .join(".");
    let shown = house
        .get(
            &house.town.anna,
            &format!("mails/{mail}/attachments/{path}/contents"),
        )
        .await;
    assert_eq!(shown["invoice"]["bodies"][0]["number"], "12/A");
    assert_eq!(shown["layers"][0]["signatures"][0]["intact"], true);
    assert_eq!(
        shown["layers"][0]["signatures"][0]["name"],
        "Verdiana Esempi"
    );

    // The same file delivered again is the same work.
    house.sdi_writes("Invio File 104", delivery());
    until("the second delivery to join the case", async || {
        house.town.gestore.tick().await.expect("the gestore works");
        let page = house
            .get(
                &house.town.anna,
                &format!("mails?instance={case}&limit=100"),
            )
            .await;
        (page["items"].as_array()?.len() == 2).then_some(())
    })
    .await;
    assert_eq!(house.cases().await.len(), 1);
    // It is told as a notice, which the office reads.
    let told = house.task(&house.carla, "leggi_notifica").await;
    house.conclude(&house.carla, &told, json!({})).await;

    let refused = json!({ "esito": "EC02", "motivo": "Merce mai arrivata" });
    house.conclude(&house.carla, &check, refused).await;
    let confirm = house.task(&house.head, "conferma").await;
    house
        .conclude(&house.head, &confirm, json!({ "decisione": "conferma" }))
        .await;

    // The outcome leaves for the box that delivered the invoice, long before day fifteen.
    let outcome = house.outcome("_EC_001.xml", "EC02").await;
    assert!(outcome.contains("<IdentificativoSdI>104<"), "{outcome}");
    assert!(outcome.contains("Merce mai arrivata"), "{outcome}");

    // The same notice from somebody else is a letter like any other: it leads nowhere but to a person.
    let forged = notice("ScartoEsitoCommittente", "<Scarto>EN00</Scarto>");
    house.writes(
        MARIO,
        "Scarto esito, dice Mario",
        vec![file("IT00000000017_00001_SE_001.xml", forged)],
    );
    until("the letter to be kept", async || {
        house.town.gestore.tick().await.expect("the gestore works");
        let page = house.get(&house.town.anna, "mails?limit=100").await;
        let letters = page["items"].as_array()?.clone();
        let said = |m: &&Value| {
            m["subject"]
                .as_str()
                .is_some_and(|s| s.contains("dice Mario"))
        };
        let found = letters.iter().find(said)?.clone();
        (found["state"] != "new").then(|| assert_ne!(found["instance"], json!(case), "{found}"))
    })
    .await;

    // A later notice joins the case and leads back to the check.
    let discarded = notice("ScartoEsitoCommittente", "<Scarto>EN00</Scarto>");
    house.sdi_writes(
        "Scarto esito",
        vec![file("IT00000000017_00001_SE_001.xml", discarded)],
    );
    let discarded = house.task(&house.carla, "esito_scartato").await;
    assert_eq!(house.cases().await.len(), 1);

    // This time it is accepted: that outcome leaves for the same box.
    let mended = json!({ "correzione": "Il motivo non serviva: si accetta." });
    house.conclude(&house.carla, &discarded, mended).await;
    let check = house.task(&house.carla, "verifica").await;
    house
        .conclude(&house.carla, &check, json!({ "esito": "EC01" }))
        .await;
    let confirm = house.task(&house.head, "conferma").await;
    house
        .conclude(&house.head, &confirm, json!({ "decisione": "conferma" }))
        .await;
    let outcome = house.outcome("_EC_", "EC01").await;
    assert!(outcome.contains("<IdentificativoSdI>104<"), "{outcome}");
    assert_eq!(house.cases().await.len(), 1);

    payment_notice(&house).await;
    house.program.stop().await;
    house.town.verify_audit().await;
}
