//! The fixed form of subjects by which a one-stop business desk (SUAP) sends a file:
//! `SUAP: <id> - <codice fiscale> - <denominazione>`, where the id of a file is `<codice fiscale>-<GGMMAAAA>-<HHMM>`.
//!
//! Anybody can write such a subject, so it fills fields in and routes, and proves nothing. What does not fit the form is
//! left empty, never guessed; a subject that begins as the form does is one of the desk's even when the rest is broken.
//! Source: technical annex of DPR 160/2010, as the desks use it.

use crate::message::bare_subject;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// What a subject, a text and the names of files say of a business file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suap {
    /// *Codice pratica*, e.g. `PRVRSO80A41H501X-15032026-1030`; None: not in the form.
    pub file: Option<String>,
    /// Codice fiscale of a person (16) or of a company (11 digits), in capitals.
    pub tax_code: Option<String>,
    /// *Denominazione*: the business.
    pub name: Option<String>,
    /// When the file was handed in, local time, as its id says.
    pub handed_in: Option<NaiveDateTime>,
    /// *Protocollo* of the desk, as the text says.
    pub registration: Option<String>,
}

/// Characters of a name or a registration that are kept.
const TEXT_MAX: usize = 200;

/// Reads the subject; the text and the names of the attachments fill in what it lacks. None: no subject of a desk.
pub fn read<'a>(
    subject: &str,
    text: &str,
    files: impl IntoIterator<Item = &'a str>,
) -> Option<Suap> {
    let rest = after_mark(bare_subject(subject))?;
    let mut parts = split(rest).into_iter().peekable();
    let mut suap = Suap::default();
    let id = parts.next_if(|part| tax_code(part).is_none());
    suap.file = id.and_then(file_id);
    // The id may be missing or broken: what stands in its place is no name.
    if let Some(code) = parts.peek().and_then(|part| tax_code(part)) {
        suap.tax_code = Some(code);
        parts.next();
    }
    let name: Vec<&str> = parts.collect();
    let name = name.join(" - ");
    suap.name = kept(&name);
    for line in text.lines().take(200) {
        let Some((word, value)) = line.split_once(':') else {
            continue;
        };
        match word.trim().to_lowercase().as_str() {
            "pratica" | "codice pratica" if suap.file.is_none() => suap.file = file_id(value),
            "protocollo" if suap.registration.is_none() => suap.registration = kept(value),
            _ => {}
        }
    }
    if suap.file.is_none() {
        let named = |name: &str| file_id(name.split('.').next().unwrap_or_default());
        suap.file = files.into_iter().find_map(named);
    }
    if let Some(file) = &suap.file {
        suap.handed_in = handed_in(file);
        if suap.tax_code.is_none() {
            suap.tax_code = file.split('-').next().map(String::from);
        }
    }
    Some(suap)
}

/// What follows `SUAP:`, in any letters and with any room around the colon.
fn after_mark(subject: &str) -> Option<&str> {
    let subject = subject.trim_start();
    let word = subject
        .get(..4)
        .filter(|w| w.eq_ignore_ascii_case("suap"))?;
    subject[word.len()..].trim_start().strip_prefix(':')
}

/// Parts between hyphens or dashes that have room on both sides; a hyphen inside a word parts nothing.
fn split(text: &str) -> Vec<&str> {
    let mut parts = vec![text];
    for mark in [" - ", " – ", " — "] {
        parts = parts.into_iter().flat_map(|p| p.split(mark)).collect();
    }
    parts
        .into_iter()
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect()
}

fn kept(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(TEXT_MAX).collect())
}

/// A tax code by its form: 16 letters and digits of a person (digits may be letters, where two people would have the same),
/// or 11 digits of a company.
pub fn tax_code(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    let bytes = code.as_bytes();
    let digit = |b: &u8| b.is_ascii_digit() || b"LMNPQRSTUV".contains(b);
    let person = bytes.len() == 16
        && bytes.iter().enumerate().all(|(n, b)| match n {
            0..=5 | 8 | 11 | 15 => b.is_ascii_uppercase(),
            _ => digit(b),
        });
    let company = bytes.len() == 11 && bytes.iter().all(u8::is_ascii_digit);
    (person || company).then_some(code)
}

/// The id of a file in capitals, when it has the form and its day and hour exist.
fn file_id(text: &str) -> Option<String> {
    let id = text.trim().to_ascii_uppercase();
    handed_in(&id)?;
    Some(id)
}

fn handed_in(id: &str) -> Option<NaiveDateTime> {
    let mut parts = id.split('-');
    let (code, day, hour) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || tax_code(code).is_none() || !digits(day, 8) || !digits(hour, 4) {
        return None;
    }
    let number = |text: &str| text.parse::<u32>().ok();
    let year = day[4..].parse::<i32>().ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(&day[2..4])?, number(&day[..2])?)?;
    let time = NaiveTime::from_hms_opt(number(&hour[..2])?, number(&hour[2..])?, 0)?;
    Some(date.and_time(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: &str = "PRVRSO80A41H501X";
    const FILE: &str = "PRVRSO80A41H501X-15032026-1030";

    #[track_caller]
    fn suap(subject: &str) -> (Option<String>, Option<String>, Option<String>) {
        let read = read(subject, "", []).unwrap_or_else(|| panic!("{subject}"));
        (read.file, read.tax_code, read.name)
    }

    #[test]
    fn subjects_of_the_desk_fill_the_fields_they_can() {
        let some = |t: &str| Some(t.to_string());
        let whole = (some(FILE), some(PERSON), some("Bar Prova di Rosa Prova"));
        let rows = [
            (format!("SUAP: {FILE} - {PERSON} - Bar Prova di Rosa Prova"), whole.clone()),
            (format!("POSTA CERTIFICATA: SUAP: {FILE} - {PERSON} - Bar Prova di Rosa Prova"), whole.clone()),
            (format!("Re: suap :  {FILE} – {PERSON} – Bar Prova di Rosa Prova"), whole.clone()),
            (format!("SUAP:{} - {} - Bar Prova di Rosa Prova", FILE.to_lowercase(), PERSON.to_lowercase()), whole),
            // A company; a name with a hyphen and one with a dash between rooms.
            (
                "SUAP: 01234567890-01012026-0000 - 01234567890 - Prova-Due s.r.l. - sede di Esempio".into(),
                (some("01234567890-01012026-0000"), some("01234567890"), some("Prova-Due s.r.l. - sede di Esempio")),
            ),
            // Of two people who would have the same code one has letters for digits.
            ("SUAP: 77 - PRVRSO80A41H50MX - Bar".into(), (None, some("PRVRSO80A41H50MX"), some("Bar"))),
            // Broken: no id, an id of a day or an hour that does not exist, no tax code, a wrong one, nothing at all.
            (format!("SUAP: {PERSON} - Bar Prova"), (None, some(PERSON), some("Bar Prova"))),
            (format!("SUAP: {PERSON}-31022026-1030 - {PERSON} - Bar"), (None, some(PERSON), some("Bar"))),
            (format!("SUAP: {PERSON}-15032026-2460 - {PERSON} - Bar"), (None, some(PERSON), some("Bar"))),
            (format!("SUAP: {FILE}-9 - {PERSON} - Bar"), (None, some(PERSON), some("Bar"))),
            (format!("SUAP: {FILE} - Bar Prova"), (some(FILE), some(PERSON), some("Bar Prova"))),
            (format!("SUAP: {FILE} - 123 - Bar"), (some(FILE), some(PERSON), some("123 - Bar"))),
            (format!("SUAP: {FILE}"), (some(FILE), some(PERSON), None)),
            ("SUAP:".into(), (None, None, None)),
            ("SUAP: - - -".into(), (None, None, None)),
            ("SUAP: è una prova — d'accento".into(), (None, None, some("d'accento"))),
        ];
        for (subject, expected) in rows {
            assert_eq!(suap(&subject), expected, "{subject}");
        }
    }

    #[test]
    fn other_subjects_are_none() {
        for subject in [
            "",
            "SU",
            "SUAP",
            "SUAP comunicazione",
            "Lo SUAP: orari",
            "SUAPE: 1 - 2 - 3",
            "SUé: x",
            "Richiesta SUAP: aperta",
        ] {
            assert_eq!(read(subject, "", []), None, "{subject}");
        }
    }

    #[test]
    fn text_and_files_fill_in_what_the_subject_lacks() {
        let text =
            format!("Buongiorno,\nPratica: {FILE}\nProtocollo: REP_PROV_XX/0001 del 15/03/2026\n");
        let from_text = read("SUAP: avviso", &text, []).unwrap();
        assert_eq!(from_text.file.as_deref(), Some(FILE));
        assert_eq!(from_text.tax_code.as_deref(), Some(PERSON));
        assert_eq!(
            from_text.registration.as_deref(),
            Some("REP_PROV_XX/0001 del 15/03/2026")
        );
        assert_eq!(
            from_text.handed_in.unwrap().to_string(),
            "2026-03-15 10:30:00"
        );
        let name = format!("{FILE}.SUAP.zip");
        let from_file = read("SUAP: avviso", "Pratica: non so", ["altro.pdf", &name]).unwrap();
        assert_eq!(from_file.file.as_deref(), Some(FILE));
        let other = "PRVRSO80A41H501X-16032026-0900";
        let subject = format!("SUAP: {other} - {PERSON} - Bar");
        let own = read(&subject, &text, [name.as_str()]).unwrap();
        assert_eq!(own.file.as_deref(), Some(other), "the subject comes first");
    }

    #[test]
    fn a_subject_of_any_length_and_letters_is_read() {
        let long = format!("SUAP: {} - {}", "a - ".repeat(2_000), "è".repeat(10_000));
        let read = read(&long, &long, [long.as_str()]).unwrap();
        assert_eq!(read.name.unwrap().chars().count(), TEXT_MAX);
        assert_eq!(read.file, None);
    }
}
