//! What the program asked of the kernel, in order, as strace saw it.
//!
//! strace writes a line when a call is entered (or begun, when another thread interrupts it) and one when
//! it comes back; as it stops the thread at both, the order of lines is the order in which things happened.

use std::collections::HashMap;
use std::path::Path;

/// Everything that writes, syncs, renames or sends.
const TRACED: &str = "trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync,rename,renameat,renameat2,link,linkat";
/// Bytes shown of each call: a page of the database, and more than the head of a mail.
const SHOWN: &str = "16384";

/// Words before a command that write its calls to `file`. strace is a child of the program, so that the
/// program's own process is the one that is waited for and ended.
pub fn under(file: &Path) -> Vec<String> {
    let file = file.display().to_string();
    [
        "strace", "-D", "-f", "-y", "-s", SHOWN, "-e", TRACED, "-o", &file, "--",
    ]
    .map(String::from)
    .to_vec()
}

/// Whether strace is here and may look; says why not.
pub fn is_possible() -> bool {
    let tried = std::process::Command::new("strace")
        .args(["-f", "-o", "/dev/null", "true"])
        .output();
    match tried {
        Ok(done) if done.status.success() => true,
        Ok(done) => {
            eprintln!(
                "STRACE MAY NOT TRACE HERE, the order of syncs was not checked: {}",
                String::from_utf8_lossy(&done.stderr)
            );
            false
        }
        Err(error) => {
            eprintln!("NO STRACE HERE, the order of syncs was not checked: {error}");
            false
        }
    }
}

/// One call, from the line that begins it to the line that ends it.
#[derive(Debug, Clone)]
pub struct Call {
    pub name: String,
    /// Arguments with the path of each descriptor, and the result.
    pub text: String,
    pub begins: usize,
    pub ends: usize,
}

impl Call {
    /// Succeeded, as far as strace saw the end of it.
    fn went_well(&self) -> bool {
        self.text
            .rsplit_once(" = ")
            .is_some_and(|(_, result)| !result.starts_with('-') && !result.starts_with('?'))
    }

    pub fn sends(&self) -> bool {
        matches!(
            self.name.as_str(),
            "write" | "writev" | "sendto" | "sendmsg"
        ) && self.descriptor().contains("<socket:")
            || self.descriptor().contains("<TCP")
    }

    fn writes(&self) -> bool {
        self.name.contains("write") && !self.sends()
    }

    fn syncs(&self) -> bool {
        matches!(self.name.as_str(), "fsync" | "fdatasync") && self.went_well()
    }

    pub fn moves(&self) -> bool {
        (self.name.starts_with("rename") || self.name.starts_with("link")) && self.went_well()
    }

    /// The first argument: number and path.
    pub fn descriptor(&self) -> &str {
        let end = self.text.find('>').map_or(0, |at| at + 1);
        &self.text[..end]
    }

    pub fn holds(&self, text: &str) -> bool {
        self.text.contains(text)
    }
}

/// All calls in the order they began.
#[derive(Debug)]
pub struct Trace(pub Vec<Call>);

impl Trace {
    pub fn read(text: &str) -> Trace {
        let mut calls: Vec<Call> = Vec::new();
        let mut open: HashMap<&str, usize> = HashMap::new();
        for (at, line) in text.lines().enumerate() {
            let Some((pid, rest)) = line.split_once(' ') else {
                continue;
            };
            let rest = rest.trim_start();
            if let Some(resumed) = rest.strip_prefix("<... ") {
                let tail = resumed.split_once("resumed>").map_or("", |(_, tail)| tail);
                if let Some(call) = open.remove(pid).and_then(|n| calls.get_mut(n)) {
                    call.text.push_str(tail);
                    call.ends = at;
                }
                continue;
            }
            let Some((name, arguments)) = rest.split_once('(') else {
                continue;
            };
            let unfinished = arguments.strip_suffix(" <unfinished ...>");
            if unfinished.is_some() {
                open.insert(pid, calls.len());
            }
            calls.push(Call {
                name: name.into(),
                text: unfinished.unwrap_or(arguments).into(),
                begins: at,
                // What never came back ends never.
                ends: if unfinished.is_some() { usize::MAX } else { at },
            });
        }
        Trace(calls)
    }

    /// The first call of this sort.
    #[track_caller]
    pub fn first(&self, what: &str, is: impl Fn(&Call) -> bool) -> &Call {
        self.0
            .iter()
            .find(|call| is(call))
            .unwrap_or_else(|| panic!("not in the trace: {what}"))
    }

    /// The page of the WAL that first holds all of these.
    #[track_caller]
    pub fn logged(&self, words: &[&str]) -> &Call {
        self.first(&format!("{words:?} written to the WAL"), |call| {
            call.writes()
                && call.descriptor().contains("-wal>")
                && words.iter().all(|word| call.holds(word))
        })
    }

    /// That this is on disk before line `until`: after its write, its file is synced. The error says what is missing.
    pub fn synced(&self, write: &Call, until: usize) -> Result<usize, String> {
        let path = path(write.descriptor());
        self.0
            .iter()
            .find(|call| call.syncs() && call.begins > write.ends && path_of(call) == path)
            .filter(|call| call.ends < until)
            .map(|call| call.ends)
            .ok_or_else(|| {
                format!(
                    "{path} was written at line {} and is not synced before line {until}",
                    write.begins
                )
            })
    }
}

/// The path inside `12</a/b>`.
fn path(descriptor: &str) -> &str {
    descriptor
        .split_once('<')
        .map_or("", |(_, path)| path.trim_end_matches('>'))
}

fn path_of(call: &Call) -> &str {
    path(call.descriptor())
}

impl Call {
    /// The file it is about.
    pub fn path(&self) -> &str {
        path(self.descriptor())
    }
}

#[test]
fn an_answer_before_its_sync_is_seen() {
    let good = "7  pwrite64(9</d/s.db-wal>, \"..mark..\", 4096, 32) = 4096\n\
                8  fdatasync(9</d/s.db-wal> <unfinished ...>\n\
                7  write(3</d/log>, \"x\", 1) = 1\n\
                8  <... fdatasync resumed>)   = 0\n\
                7  writev(12<socket:[5]>, [{iov_base=\"HTTP/1.1 201 mark\", iov_len=17}], 1) = 17\n";
    let swapped: Vec<&str> = good.lines().collect();
    let early = [swapped[0], swapped[1], swapped[4], swapped[3]].join("\n");
    let failed = good.replace(
        "resumed>)   = 0",
        "resumed>)   = -1 EIO (Input/output error)",
    );
    let never = [swapped[0], swapped[4]].join("\n");
    for (text, is_right) in [
        (good, true),
        (&early, false),
        (&failed, false),
        (&never, false),
    ] {
        let trace = Trace::read(text);
        let answer = trace.first("the answer", |c| c.sends() && c.holds("mark"));
        let proof = trace.synced(trace.logged(&["mark"]), answer.begins);
        assert_eq!(proof.is_ok(), is_right, "{text}{proof:?}");
    }
}
