//! Files of strangers, opened by the real program in processes of their own: limits, bombs, and children that die.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::program::binary;
use chrono::{TimeZone, Utc};
use document::{Asked, OpenRemark, Opener, OpenerError};
use signature::Authority;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

fn asked(name: &str) -> Asked {
    Asked {
        name: name.into(),
        media_type: "application/octet-stream".into(),
        at: Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).unwrap(),
        anchors: Vec::new(),
    }
}

fn real() -> Opener {
    Opener::new(binary().to_path_buf())
}

#[tokio::test]
async fn containers_in_containers_are_opened_to_the_innermost_within_a_limit() {
    let authority = Authority::create("posta-certificata@gestore.example", asked("").at).unwrap();
    let signer = authority
        .issue_person("Dario", "Esempi", "SMPDRA70A01X000X", asked("").at)
        .unwrap();
    let mut bytes = b"atto".to_vec();
    for _ in 0..2 {
        bytes = signer.sign_opaque(&bytes, asked("").at).unwrap();
    }
    let (contents, inner) = real()
        .open(&asked("atto.txt.p7m.p7m"), &bytes)
        .await
        .unwrap();
    assert_eq!(inner, b"atto");
    assert_eq!(
        (contents.name.as_str(), contents.layers.len()),
        ("atto.txt", 2)
    );
    assert_eq!(contents.text.as_deref(), Some("atto"));
    assert!(contents.layers.iter().all(|l| l.signatures[0].intact));
    for _ in 0..10 {
        bytes = signer.sign_opaque(&bytes, asked("").at).unwrap();
    }
    let (contents, _) = real().open(&asked("atto.p7m"), &bytes).await.unwrap();
    assert_eq!(contents.remarks, [OpenRemark::TooDeep]);
}

#[tokio::test]
async fn bombs_cost_their_own_preview_at_most() {
    // An archive that says it holds four gigabytes: nothing is unpacked.
    let mut archive = Vec::new();
    archive.extend_from_slice(
        b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\x02\0\0\0\xfe\xff\xff\xff\x01\0\0\0a\x03\0",
    );
    let at = archive.len() as u32;
    archive.extend_from_slice(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\x02\0\0\0\xfe\xff\xff\xff\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a");
    let size = archive.len() as u32 - at;
    archive.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    archive.extend_from_slice(&size.to_le_bytes());
    archive.extend_from_slice(&at.to_le_bytes());
    archive.extend_from_slice(&[0, 0]);
    let (contents, _) = real().open(&asked("a.zip"), &archive).await.unwrap();
    assert_eq!(contents.entries[0].size, 0xffff_fffe, "{contents:?}");

    // Ten thousand ranges over a file of eight megabytes, none of them a signature.
    let mut pdf = b"%PDF-1.7\n".to_vec();
    for _ in 0..10_000 {
        pdf.extend_from_slice(b"/ByteRange [0 9 8000000 9]\n");
    }
    pdf.resize(8 << 20, b'0');
    let (contents, _) = real().open(&asked("a.pdf"), &pdf).await.unwrap();
    assert_eq!(contents.pdf_signatures, []);

    // Elements without end.
    let deep = "<a>".repeat(200_000);
    let (contents, _) = real()
        .open(&asked("IT00000000017_00001.xml"), deep.as_bytes())
        .await
        .unwrap();
    assert_eq!(contents.remarks, [OpenRemark::UnreadableInvoice]);

    let large = vec![0; (128 << 20) + 1];
    let refused = real().open(&asked("a.bin"), &large).await.unwrap_err();
    assert!(matches!(refused, OpenerError::TooLarge { .. }), "{refused}");
}

#[test]
fn the_child_has_set_its_limits_before_it_reads() {
    let mut child = Command::new(binary())
        .arg("open-document")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let limits = PathBuf::from(format!("/proc/{}/limits", child.id()));
    let line = |text: &str, name: &str| -> Vec<String> {
        text.lines()
            .find_map(|l| l.strip_prefix(name))
            .map(|rest| rest.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default()
    };
    let mut seen = String::new();
    for _ in 0..500 {
        seen = std::fs::read_to_string(&limits).unwrap();
        if line(&seen, "Max open files")
            .first()
            .is_some_and(|n| n == "16")
        {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for (name, most) in [
        ("Max cpu time", "10"),
        ("Max file size", "0"),
        ("Max core file size", "0"),
        ("Max address space", "4294967296"),
        ("Max open files", "16"),
    ] {
        assert_eq!(line(&seen, name)[..2], [most, most], "{name}\n{seen}");
    }
}

#[tokio::test]
async fn a_child_that_dies_or_talks_nonsense_is_told_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let script = |name: &str, body: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        Opener::new(path)
    };
    let ask =
        |opener: Opener| async move { opener.open(&asked("a.pdf"), b"%PDF-").await.unwrap_err() };
    let killed = ask(script("killed", "kill -9 $$")).await;
    assert!(matches!(killed, OpenerError::TooMuch), "{killed}");
    let failed = ask(script("failed", "exit 3")).await;
    assert!(matches!(failed, OpenerError::Failed(_)), "{failed}");
    let nonsense = ask(script("nonsense", "echo ciao")).await;
    assert!(matches!(nonsense, OpenerError::Failed(_)), "{nonsense}");
    let missing = ask(Opener::new(folder.path().join("missing"))).await;
    assert!(matches!(missing, OpenerError::Start(_)), "{missing}");
}
