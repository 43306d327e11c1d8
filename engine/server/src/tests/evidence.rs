//! *Prova della PEC*, opened as who receives it opens it: hashes first, then what is inside.

use super::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Unpacks it and checks every hash it names, and that it names all.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.insert(file.name().unwrap().into_owned(), content);
    }
    let sums = String::from_utf8(files["impronte.sha256"].clone()).unwrap();
    let named: BTreeMap<&str, &str> = sums
        .lines()
        .map(|l| l.split_once("  ").unwrap())
        .map(|(sha, name)| (name, sha))
        .collect();
    for (name, content) in files.iter().filter(|(n, _)| *n != "impronte.sha256") {
        assert_eq!(named[name.as_str()], hex::encode(Sha256::digest(content)));
    }
    assert_eq!(named.len() + 1, files.len());
    files
}

/// The archive of a despatch with one recipient delivered and one failed.
pub async fn opens(house: &House, browser: &Browser, despatch: &str) {
    let detail = house
        .get(browser, &format!("/despatches/{despatch}"))
        .await
        .expect(200)
        .json();
    let answer = house
        .get(browser, &format!("/despatches/{despatch}/evidence"))
        .await
        .expect(200);
    let files = unpacked(&answer.bytes);
    let raw = house
        .get(browser, &format!("/despatches/{despatch}/raw"))
        .await
        .expect(200);
    assert_eq!(files["messaggio.eml"], raw.bytes, "as it left");
    assert!(files["prova.pdf"].starts_with(b"%PDF-"));

    let proof: Value = serde_json::from_slice(&files["prova.json"]).unwrap();
    assert_eq!(
        proof["message"]["sha256"],
        hex::encode(Sha256::digest(&raw.bytes))
    );
    assert_eq!(proof["message"]["author"], "Anna Neri");
    assert!(proof["journey"].get("evidence").is_none());
    // Who approved exactly what, when, what was added, and what left.
    let release = &detail["release"];
    let let_out = &proof["let_out"];
    assert_eq!(let_out["approved_sha256"], release["approved"]);
    assert_eq!(let_out["sent_sha256"], proof["message"]["sha256"]);
    let [approval] = let_out["approvals"].as_array().unwrap().as_slice() else {
        panic!("{let_out}")
    };
    assert_eq!(approval["by"], "Giorgio Conti");
    assert_eq!(approval["sha256"], release["approved"]);
    assert_eq!(approval["at"], release["approvals"][0]["at"]);
    assert_eq!(let_out["additions"], release["additions"]);
    assert_eq!(proof["signed_attachments"], json!([]));
    let receipts = proof["receipts"].as_array().unwrap();
    assert_eq!(receipts.len(), detail["receipts"].as_array().unwrap().len());
    for (kept, shown) in receipts.iter().zip(detail["receipts"].as_array().unwrap()) {
        let mail = shown["mail"].as_str().unwrap();
        let raw = house
            .get(browser, &format!("/mails/{mail}/raw"))
            .await
            .expect(200);
        let file = &files[kept["file"].as_str().unwrap()];
        assert_eq!(file, &raw.bytes, "as it came");
        assert_eq!(kept["sha256"], hex::encode(Sha256::digest(file)));
        assert_eq!(kept["verdict"]["status"], "trusted");
    }
    let signers = files.keys().filter(|n| n.starts_with("certificati/"));
    assert!(signers.count() > 0);

    // What failed is said to be unproven, and what no PEC proves too.
    let gaps: Vec<&str> = proof["not_proven"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g.as_str().unwrap())
        .collect();
    let said = |words: &str| gaps.iter().any(|g| g.contains(words));
    assert!(said("La consegna a full@pec.altro.example: non consegnata"));
    assert!(
        !said("La consegna a studio.olmo@pec.altro.example"),
        "{gaps:?}"
    );
    assert!(said("letto") && said("revocati"));
}
