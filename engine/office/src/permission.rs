//! Which person may do what: one question, [`may`], and one answer with its reason.
//!
//! Roles give rights over an office or over all of them; the holder of a task and its candidates
//! give rights over the task. What an absent person may, the substitute may in that person's name.
//! The engine itself may do everything. Reasons are for people.

use crate::{MessageClass, Right, Role, StandIn, Viewer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An act as a clerk would name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    // on a task
    Claim,
    Release,
    Assign,
    Complete,
    /// Write the answer of a task: by its holder, or by a candidate when the holder left it.
    WriteReply,
    /// Take the answer from who writes it.
    TakeOverReply,
    /// Give a task to an office, and its case to others to read.
    Distribute,
    /// Give back what one's office was assigned.
    RefuseAssignment,
    /// Ask a colleague about a task one holds.
    AskOpinion,
    /// Put a task one holds off.
    Snooze,
    // on a case
    StartCase,
    /// Write a message that answers nothing in the mailbox it leaves from.
    SendFrom,
    SteerCase,
    Note,
    // on mail
    SortMail,
    ResolveDespatch,
    /// Write in a case that a message of the box opened.
    AnswerMail,
    /// Let others have a message who could not see it.
    ForwardMail,
    /// Enter a message into a register. No act asks for it yet: it comes with the register of protocol.
    RegisterMail,
    // on the address book
    /// Write, change and close a contact.
    EditContact,
    /// Import, undo an import, make one contact of two.
    KeepContacts,
    /// See the messages of a class.
    ReadMail,
    /// Take away all messages of a box and a period.
    ArchivePeriod,
    // on processes
    Design,
    Deploy,
    Undeploy,
    // on the house
    ResolveIncident,
    ManageMailboxes,
    ManagePeople,
    ReadAudit,
    /// Ask that what is kept be withheld or disposed of.
    AskRemoval,
    /// Decide it, as the second person.
    ConfirmRemoval,
    /// Publish a message, work jobs: other programs.
    Integrate,
    MoveClock,
}

/// What the act is done to.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// Nothing in particular: the organisation.
    House,
    /// Something that belongs to these offices (a case, a mailbox); none: to nobody in particular.
    Offices(&'a [String]),
    Task(TaskSubject<'a>),
    /// Messages of a mailbox.
    Box(BoxSubject<'a>),
}

/// Messages of a mailbox as far as permission is concerned.
#[derive(Debug, Clone, Copy)]
pub struct BoxSubject<'a> {
    pub mailbox: Uuid,
    pub offices: &'a [String],
    pub class: MessageClass,
}

/// A task as far as permission is concerned.
#[derive(Debug, Clone, Copy, Default)]
pub struct TaskSubject<'a> {
    /// Login of the holder.
    pub assignee: Option<&'a str>,
    pub candidate_users: &'a [String],
    pub candidate_groups: &'a [String],
    /// Office of the case.
    pub office: Option<&'a str>,
    /// Who wrote the message this task approves.
    pub author: Option<&'a str>,
}

/// Why not, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {en}")]
pub struct Refusal {
    pub code: &'static str,
    pub it: &'static str,
    pub en: &'static str,
}

const NO_ROLE: Refusal = Refusal {
    code: "role_missing",
    it: "Il tuo ruolo non permette questa operazione.",
    en: "Your role does not allow this.",
};
const NOT_CANDIDATE: Refusal = Refusal {
    code: "not_candidate",
    it: "Questa attività non è assegnata a te né a un tuo ufficio.",
    en: "This task is assigned neither to you nor to an office of yours.",
};
const NOT_HOLDER: Refusal = Refusal {
    code: "not_holder",
    it: "L'attività è in carico a un'altra persona.",
    en: "The task is held by somebody else.",
};
const FOUR_EYES: Refusal = Refusal {
    code: "four_eyes",
    it: "Chi ha scritto il messaggio non può approvarlo.",
    en: "Who wrote the message cannot approve it.",
};

/// Why somebody lacks a right that a mailbox gives one by one.
fn not_given(right: Right) -> Refusal {
    let (code, it, en) = match right {
        Right::View => (
            "right_view",
            "Non hai il diritto di vedere questi messaggi della casella: lo dà chi amministra, in Amministrazione, Caselle, Diritti.",
            "You were not given the right to see these messages of the mailbox: an administrator gives it under Administration, Mailboxes, Rights.",
        ),
        Right::Reply => (
            "right_reply",
            "Non hai il diritto di rispondere ai messaggi di questa casella: lo dà chi amministra, in Amministrazione, Caselle, Diritti.",
            "You were not given the right to answer messages of this mailbox: an administrator gives it under Administration, Mailboxes, Rights.",
        ),
        Right::Forward => (
            "right_forward",
            "Non hai il diritto di inoltrare i messaggi di questa casella: lo dà chi amministra, in Amministrazione, Caselle, Diritti.",
            "You were not given the right to forward messages of this mailbox: an administrator gives it under Administration, Mailboxes, Rights.",
        ),
        Right::Send => (
            "right_send",
            "Non hai il diritto di spedire da questa casella: lo dà chi amministra, in Amministrazione, Caselle, Diritti.",
            "You were not given the right to send from this mailbox: an administrator gives it under Administration, Mailboxes, Rights.",
        ),
        Right::Register => (
            "right_register",
            "Non hai il diritto di protocollare i messaggi di questa casella: lo dà chi amministra, in Amministrazione, Caselle, Diritti.",
            "You were not given the right to register messages of this mailbox: an administrator gives it under Administration, Mailboxes, Rights.",
        ),
        Right::Sort => (
            "right_sort",
            "Non hai il diritto di smistare i messaggi di questa casella: lo dà chi amministra, in Amministrazione, Caselle, Diritti.",
            "You were not given the right to sort messages of this mailbox: an administrator gives it under Administration, Mailboxes, Rights.",
        ),
    };
    Refusal { code, it, en }
}

/// The right over a mailbox's messages that an act needs; None: no act on messages.
fn right_for(verb: Verb) -> Option<Right> {
    match verb {
        Verb::SortMail => Some(Right::Sort),
        Verb::ResolveDespatch | Verb::SendFrom => Some(Right::Send),
        Verb::AnswerMail => Some(Right::Reply),
        Verb::ForwardMail => Some(Right::Forward),
        Verb::RegisterMail => Some(Right::Register),
        Verb::ReadMail => Some(Right::View),
        _ => None,
    }
}

/// Whether the person may do this now, and in whose place: None by a right of their own. The engine itself always may.
///
/// Nobody approves what they wrote, in whose place soever; nor is anybody's message approved in the writer's own name.
pub fn may<'v>(
    viewer: &'v Viewer,
    verb: Verb,
    subject: &Subject,
) -> Result<Option<&'v StandIn>, Refusal> {
    let mut refusal = match may_alone(viewer, verb, subject) {
        Ok(()) => return Ok(None),
        Err(refusal) if refusal == FOUR_EYES => return Err(refusal),
        Err(refusal) => refusal,
    };
    for absent in &viewer.standing_in {
        match may_alone(&absent.viewer, verb, subject) {
            Ok(()) => return Ok(Some(absent)),
            Err(four_eyes) if four_eyes == FOUR_EYES => refusal = four_eyes,
            Err(_) => {}
        }
    }
    Err(refusal)
}

/// Whether the person may by a right of their own.
fn may_alone(viewer: &Viewer, verb: Verb, subject: &Subject) -> Result<(), Refusal> {
    if viewer.person.is_none() {
        return Ok(());
    }
    if let Subject::Task(task) = subject {
        return may_on_task(viewer, verb, task);
    }
    if let Subject::Box(messages) = subject {
        let right = right_for(verb);
        let given = right.and_then(|r| viewer.given(messages.mailbox, r, messages.class));
        return match (right, given) {
            (_, Some(true)) => Ok(()),
            (Some(right), Some(false)) => Err(not_given(right)),
            _ => may_alone(viewer, verb, &Subject::Offices(messages.offices)),
        };
    }
    let allowed: &[Role] = match verb {
        Verb::Claim
        | Verb::Release
        | Verb::Assign
        | Verb::Complete
        | Verb::WriteReply
        | Verb::TakeOverReply
        | Verb::Distribute
        | Verb::RefuseAssignment
        | Verb::AskOpinion
        | Verb::Snooze => return Err(NOT_CANDIDATE),
        // Where a mailbox gives no rights, whoever the process gave the task writes and passes it on.
        Verb::AnswerMail | Verb::ForwardMail | Verb::ReadMail => return Ok(()),
        // The head of an office of the box, whatever the roles.
        Verb::ArchivePeriod if heads(viewer, subject) => return Ok(()),
        Verb::StartCase | Verb::SendFrom => &[
            Role::Operatore,
            Role::Protocollista,
            Role::Supervisore,
            Role::Amministratore,
        ],
        Verb::SteerCase | Verb::ResolveIncident | Verb::ArchivePeriod => {
            &[Role::Supervisore, Role::Amministratore]
        }
        Verb::Note | Verb::SortMail | Verb::ResolveDespatch => &[
            Role::Operatore,
            Role::Protocollista,
            Role::Supervisore,
            Role::Amministratore,
        ],
        Verb::EditContact => &[
            Role::Operatore,
            Role::Protocollista,
            Role::Supervisore,
            Role::Amministratore,
        ],
        Verb::KeepContacts => &[Role::Protocollista, Role::Amministratore],
        Verb::RegisterMail => &[Role::Protocollista, Role::Supervisore, Role::Amministratore],
        Verb::AskRemoval => &[Role::Protocollista, Role::Amministratore],
        Verb::Design | Verb::Deploy => &[Role::Analista, Role::Amministratore],
        Verb::Undeploy
        | Verb::ManageMailboxes
        | Verb::ManagePeople
        | Verb::ReadAudit
        | Verb::ConfirmRemoval
        | Verb::Integrate
        | Verb::MoveClock => &[Role::Amministratore],
    };
    let holds = |role: &Role| match subject {
        Subject::Offices(offices) if !offices.is_empty() => {
            // Administrators look after the house, whatever office the thing belongs to.
            *role == Role::Amministratore && viewer.holds(*role)
                || offices.iter().any(|o| viewer.holds_in(*role, o))
        }
        _ => viewer.holds(*role),
    };
    if allowed.iter().any(holds) {
        Ok(())
    } else {
        Err(NO_ROLE)
    }
}

/// Whether the person is the head, or the deputy, of one of the offices the thing belongs to.
fn heads(viewer: &Viewer, subject: &Subject) -> bool {
    match subject {
        Subject::Offices(offices) => offices
            .iter()
            .any(|o| viewer.groups.contains(&crate::people::head_group(o))),
        _ => false,
    }
}

/// What the person may with messages of a mailbox, of some class at least, in anybody's place.
pub fn rights_over(viewer: &Viewer, mailbox: Uuid, offices: &[String]) -> Vec<Right> {
    let by = |verb| {
        MessageClass::ALL.into_iter().any(|class| {
            let subject = BoxSubject {
                mailbox,
                offices,
                class,
            };
            may(viewer, verb, &Subject::Box(subject)).is_ok()
        })
    };
    let has = |right: &Right| match right {
        Right::View => viewer.reads_mailbox(mailbox),
        Right::Reply => by(Verb::AnswerMail),
        Right::Forward => by(Verb::ForwardMail),
        Right::Send => by(Verb::SendFrom),
        Right::Register => by(Verb::RegisterMail),
        Right::Sort => by(Verb::SortMail),
    };
    Right::ALL.into_iter().filter(has).collect()
}

/// All that ordering an archive of a mailbox asks for: every class of its messages seen, and the right to archive last.
pub fn archive_needs() -> impl Iterator<Item = (Verb, MessageClass)> {
    let seen = MessageClass::ALL.map(|class| (Verb::ReadMail, class));
    let archived = (Verb::ArchivePeriod, MessageClass::Certified);
    seen.into_iter().chain([archived])
}

/// Whether the person may order archives of a mailbox, in anybody's place.
pub fn may_archive(viewer: &Viewer, mailbox: Uuid, offices: &[String]) -> bool {
    archive_needs().all(|(verb, class)| {
        let subject = BoxSubject {
            mailbox,
            offices,
            class,
        };
        may(viewer, verb, &Subject::Box(subject)).is_ok()
    })
}

fn may_on_task(viewer: &Viewer, verb: Verb, task: &TaskSubject) -> Result<(), Refusal> {
    let holder = task.assignee == Some(viewer.login.as_str());
    match verb {
        Verb::Claim if holder || is_candidate(viewer, task) => Ok(()),
        Verb::Claim => Err(NOT_CANDIDATE),
        Verb::Complete if task.author == Some(viewer.login.as_str()) => Err(FOUR_EYES),
        Verb::Complete if holder => Ok(()),
        Verb::Complete if task.assignee.is_some() => Err(NOT_HOLDER),
        Verb::Complete if is_candidate(viewer, task) => Ok(()),
        Verb::Complete => Err(NOT_CANDIDATE),
        Verb::WriteReply if holder || is_candidate(viewer, task) => Ok(()),
        Verb::WriteReply => Err(NOT_CANDIDATE),
        Verb::Distribute if holder || supervises(viewer, task) => Ok(()),
        Verb::Distribute if task.assignee.is_none() && is_candidate(viewer, task) => Ok(()),
        Verb::Distribute if task.assignee.is_some() => Err(NOT_HOLDER),
        Verb::Distribute => Err(NOT_CANDIDATE),
        Verb::RefuseAssignment if holder || is_candidate(viewer, task) => Ok(()),
        Verb::RefuseAssignment => Err(NOT_CANDIDATE),
        Verb::AskOpinion | Verb::Snooze if holder => Ok(()),
        Verb::AskOpinion | Verb::Snooze => Err(NOT_HOLDER),
        Verb::TakeOverReply if supervises(viewer, task) => Ok(()),
        Verb::TakeOverReply => Err(NO_ROLE),
        Verb::Release if holder || supervises(viewer, task) => Ok(()),
        Verb::Release => Err(NOT_HOLDER),
        Verb::Assign if supervises(viewer, task) => Ok(()),
        // Handing over what one holds is a clerk's daily act.
        Verb::Assign if holder => Ok(()),
        Verb::Assign => Err(NO_ROLE),
        other => may_alone(viewer, other, &Subject::House),
    }
}

/// Whether the person is named, or belongs to a named group. A task that names nobody is open to
/// whoever works tasks.
fn is_candidate(viewer: &Viewer, task: &TaskSubject) -> bool {
    if task.candidate_users.is_empty() && task.candidate_groups.is_empty() {
        return task.assignee.is_none()
            && (viewer.holds(Role::Operatore) || viewer.holds(Role::Protocollista));
    }
    task.candidate_users.contains(&viewer.login)
        || task
            .candidate_groups
            .iter()
            .any(|g| viewer.groups.contains(g))
}

/// Whether the person oversees the offices this task is offered to, or its case's office.
fn supervises(viewer: &Viewer, task: &TaskSubject) -> bool {
    if viewer.holds(Role::Amministratore) {
        return true;
    }
    let of_group = |g: &String| {
        g.split_once(':')
            .filter(|(kind, _)| *kind != "ruolo")
            .map(|(_, key)| key.to_string())
    };
    let mut offices = task
        .candidate_groups
        .iter()
        .filter_map(of_group)
        .chain(task.office.map(String::from))
        .peekable();
    match offices.peek() {
        None => viewer.holds(Role::Supervisore),
        Some(_) => offices.any(|o| {
            viewer.holds_in(Role::Supervisore, &o)
                || viewer.groups.contains(&crate::people::head_group(&o))
        }),
    }
}

/// A part of the application, as the pages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    Tasks,
    Mail,
    Design,
    Deploy,
    Incidents,
    Admin,
    Supervise,
    Register,
    Audit,
    /// Asking that something be withheld or disposed of.
    Removals,
    /// Writing and changing contacts; everybody reads them.
    Contacts,
    /// Importing contacts, and making one of two.
    KeepContacts,
}

/// Each part of the application with the roles that open it, in the order of the menu.
pub const PARTS: [(Permission, &[Role]); 12] = {
    use Role::*;
    [
        (
            Permission::Tasks,
            &[Operatore, Protocollista, Supervisore, Amministratore],
        ),
        (
            Permission::Mail,
            &[
                Operatore,
                Protocollista,
                Supervisore,
                Consultazione,
                Amministratore,
            ],
        ),
        (Permission::Design, &[Analista, Amministratore]),
        (Permission::Deploy, &[Analista, Amministratore]),
        (Permission::Incidents, &[Supervisore, Amministratore]),
        (Permission::Admin, &[Amministratore]),
        (Permission::Supervise, &[Supervisore, Amministratore]),
        (
            Permission::Register,
            &[Protocollista, Supervisore, Amministratore],
        ),
        (Permission::Audit, &[Amministratore]),
        (Permission::Removals, &[Protocollista, Amministratore]),
        (
            Permission::Contacts,
            &[Operatore, Protocollista, Supervisore, Amministratore],
        ),
        (Permission::KeepContacts, &[Protocollista, Amministratore]),
    ]
};

/// What the pages show a person. The head of an office works tasks, whatever the roles.
pub fn permissions(viewer: &Viewer) -> Vec<Permission> {
    let heads = viewer
        .each()
        .any(|v| v.groups.iter().any(|g| g.starts_with("responsabile:")));
    let holds = |(part, roles): &&(Permission, &[Role])| {
        roles.iter().any(|r| viewer.has(*r)) || (*part == Permission::Tasks && heads)
    };
    PARTS.iter().filter(holds).map(|(part, _)| *part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(login: &str, roles: &[(Role, Option<&str>)], groups: &[&str]) -> Viewer {
        Viewer {
            person: Some(Uuid::from_u128(1)),
            login: login.into(),
            name: login.into(),
            roles: roles
                .iter()
                .map(|(r, o)| (*r, o.map(String::from)))
                .collect(),
            groups: groups.iter().map(|g| g.to_string()).collect(),
            mailboxes: None,
            given: Default::default(),
            standing_in: Vec::new(),
        }
    }

    /// The person, working in the place of these.
    fn in_place_of(person: &Viewer, absent: &[&Viewer]) -> Viewer {
        let standing_in = absent.iter().map(|v| StandIn {
            viewer: (*v).clone(),
            via: Vec::new(),
        });
        Viewer {
            standing_in: standing_in.collect(),
            ..person.clone()
        }
    }

    #[test]
    fn a_substitute_may_what_the_absent_may_in_their_name() {
        let bruno = person(
            "bruno",
            &[(Role::Operatore, Some("edilizia"))],
            &["ufficio:edilizia"],
        );
        let dario = person(
            "dario",
            &[(Role::Supervisore, Some("tributi"))],
            &["responsabile:tributi"],
        );
        let elena = person("elena", &[(Role::Amministratore, None)], &[]);
        let for_dario = in_place_of(&bruno, &[&dario]);
        let for_both = in_place_of(&bruno, &[&dario, &elena]);
        let heads = ["responsabile:tributi".to_string()];
        let edilizia = ["ufficio:edilizia".to_string()];
        let approval = TaskSubject {
            candidate_groups: &heads,
            author: Some("anna"),
            ..Default::default()
        };
        let dari_os = TaskSubject {
            assignee: Some("dario"),
            ..approval
        };
        let own = TaskSubject {
            candidate_groups: &edilizia,
            ..Default::default()
        };
        let by = |login| TaskSubject {
            author: Some(login),
            ..approval
        };
        type Row<'a> = (
            &'a str,
            &'a Viewer,
            Verb,
            Subject<'a>,
            Result<Option<&'a str>, &'a str>,
        );
        let rows: [Row; 11] = [
            (
                "before the absence",
                &bruno,
                Verb::Complete,
                Subject::Task(approval),
                Err("not_candidate"),
            ),
            (
                "approves in the head's place",
                &for_dario,
                Verb::Complete,
                Subject::Task(approval),
                Ok(Some("dario")),
            ),
            (
                "concludes what the head holds",
                &for_dario,
                Verb::Complete,
                Subject::Task(dari_os),
                Ok(Some("dario")),
            ),
            (
                "own work stays own",
                &for_dario,
                Verb::Claim,
                Subject::Task(own),
                Ok(None),
            ),
            (
                "own message, in the head's place",
                &for_dario,
                Verb::Complete,
                Subject::Task(by("bruno")),
                Err("four_eyes"),
            ),
            (
                "the head's own message",
                &for_dario,
                Verb::Complete,
                Subject::Task(by("dario")),
                Err("four_eyes"),
            ),
            (
                "steers the head's cases",
                &for_dario,
                Verb::SteerCase,
                Subject::Offices(&["tributi".to_string()]),
                Ok(Some("dario")),
            ),
            (
                "and no others",
                &for_dario,
                Verb::SteerCase,
                Subject::Offices(&["urp".to_string()]),
                Err("role_missing"),
            ),
            (
                "an operator starts cases alone",
                &for_both,
                Verb::StartCase,
                Subject::House,
                Ok(None),
            ),
            (
                "the first who may",
                &for_both,
                Verb::SteerCase,
                Subject::Offices(&["tributi".to_string()]),
                Ok(Some("dario")),
            ),
            (
                "the house of an administrator",
                &for_both,
                Verb::ManagePeople,
                Subject::House,
                Ok(Some("elena")),
            ),
        ];
        for (name, viewer, verb, subject, expected) in rows {
            let answer = may(viewer, verb, &subject);
            let answer = answer
                .map(|s| s.map(|s| s.viewer.login.as_str()))
                .map_err(|r| r.code);
            assert_eq!(answer, expected, "{name}");
        }
    }

    #[test]
    fn rights_over_a_task() {
        let anna = person(
            "anna",
            &[(Role::Operatore, Some("tributi"))],
            &["ufficio:tributi"],
        );
        let elio = person(
            "elio",
            &[(Role::Supervisore, Some("tributi"))],
            &["responsabile:tributi"],
        );
        let ugo = person("ugo", &[(Role::Supervisore, Some("edilizia"))], &[]);
        let marta = person("marta", &[(Role::Amministratore, None)], &[]);
        let carla = person("carla", &[(Role::Consultazione, None)], &[]);
        let tributi = ["ufficio:tributi".to_string()];
        let heads = ["responsabile:tributi".to_string()];
        let free = TaskSubject {
            candidate_groups: &tributi,
            ..Default::default()
        };
        let annas = TaskSubject {
            assignee: Some("anna"),
            ..free
        };
        let lucas = TaskSubject {
            assignee: Some("luca"),
            ..free
        };
        let approval = TaskSubject {
            candidate_groups: &heads,
            author: Some("anna"),
            ..Default::default()
        };
        let own_approval = TaskSubject {
            author: Some("elio"),
            ..approval
        };
        let open = TaskSubject::default();
        let rows = [
            ("candidate claims", &anna, Verb::Claim, free, None),
            (
                "other office claims",
                &ugo,
                Verb::Claim,
                free,
                Some("not_candidate"),
            ),
            (
                "administrator is no candidate",
                &marta,
                Verb::Claim,
                free,
                Some("not_candidate"),
            ),
            (
                "candidate completes unclaimed",
                &anna,
                Verb::Complete,
                free,
                None,
            ),
            ("holder completes", &anna, Verb::Complete, annas, None),
            (
                "candidate completes what another holds",
                &anna,
                Verb::Complete,
                lucas,
                Some("not_holder"),
            ),
            ("holder releases", &anna, Verb::Release, annas, None),
            (
                "colleague releases",
                &anna,
                Verb::Release,
                lucas,
                Some("not_holder"),
            ),
            ("supervisor releases", &elio, Verb::Release, lucas, None),
            (
                "supervisor of another office releases",
                &ugo,
                Verb::Release,
                lucas,
                Some("not_holder"),
            ),
            ("holder distributes", &anna, Verb::Distribute, annas, None),
            (
                "whoever sorts distributes",
                &anna,
                Verb::Distribute,
                free,
                None,
            ),
            (
                "colleague distributes what another holds",
                &anna,
                Verb::Distribute,
                lucas,
                Some("not_holder"),
            ),
            (
                "other office refuses",
                &ugo,
                Verb::RefuseAssignment,
                free,
                Some("not_candidate"),
            ),
            ("office refuses", &anna, Verb::RefuseAssignment, free, None),
            (
                "colleague asks an opinion on what another holds",
                &anna,
                Verb::AskOpinion,
                lucas,
                Some("not_holder"),
            ),
            ("holder puts off", &anna, Verb::Snooze, annas, None),
            ("holder writes", &anna, Verb::WriteReply, annas, None),
            (
                "candidate writes what another left",
                &anna,
                Verb::WriteReply,
                lucas,
                None,
            ),
            (
                "other office writes",
                &ugo,
                Verb::WriteReply,
                lucas,
                Some("not_candidate"),
            ),
            (
                "colleague takes over",
                &anna,
                Verb::TakeOverReply,
                lucas,
                Some("role_missing"),
            ),
            (
                "supervisor takes over",
                &elio,
                Verb::TakeOverReply,
                lucas,
                None,
            ),
            ("holder hands over", &anna, Verb::Assign, annas, None),
            (
                "colleague hands over",
                &anna,
                Verb::Assign,
                lucas,
                Some("role_missing"),
            ),
            ("administrator reassigns", &marta, Verb::Assign, lucas, None),
            ("head approves", &elio, Verb::Complete, approval, None),
            (
                "author approves",
                &elio,
                Verb::Complete,
                own_approval,
                Some("four_eyes"),
            ),
            ("task for nobody: operator", &anna, Verb::Claim, open, None),
            (
                "task for nobody: reader",
                &carla,
                Verb::Claim,
                open,
                Some("not_candidate"),
            ),
        ];
        for (name, viewer, verb, task, refused) in rows {
            let answer = may(viewer, verb, &Subject::Task(task));
            assert_eq!(answer.err().map(|r| r.code), refused, "{name}");
        }
    }

    #[test]
    fn rights_over_offices_and_the_house() {
        let tributi = ["tributi".to_string()];
        let rows: [(Role, Option<&str>, Verb, bool, bool); 10] = [
            (Role::Operatore, Some("tributi"), Verb::SortMail, true, true),
            (
                Role::Operatore,
                Some("edilizia"),
                Verb::SortMail,
                false,
                true,
            ),
            (
                Role::Supervisore,
                Some("edilizia"),
                Verb::SteerCase,
                false,
                true,
            ),
            (Role::Supervisore, None, Verb::SteerCase, true, true),
            (Role::Consultazione, None, Verb::Note, false, false),
            (Role::Consultazione, None, Verb::StartCase, false, false),
            (Role::Analista, None, Verb::Deploy, true, true),
            (Role::Analista, None, Verb::Undeploy, false, false),
            (
                Role::Amministratore,
                Some("edilizia"),
                Verb::ResolveIncident,
                true,
                true,
            ),
            (Role::Protocollista, None, Verb::ManagePeople, false, false),
        ];
        for (role, office, verb, on_tributi, on_house) in rows {
            let viewer = person("p", &[(role, office)], &[]);
            assert_eq!(
                may(&viewer, verb, &Subject::Offices(&tributi)).is_ok(),
                on_tributi,
                "{role:?} {office:?} {verb:?}"
            );
            assert_eq!(
                may(&viewer, verb, &Subject::House).is_ok(),
                on_house,
                "{role:?} {verb:?} on the house"
            );
        }
        assert!(may(&Viewer::system(), Verb::ManagePeople, &Subject::House) == Ok(None));
    }

    #[test]
    fn pages_follow_roles() {
        assert_eq!(
            permissions(&person("c", &[(Role::Consultazione, None)], &[])),
            [Permission::Mail]
        );
        assert_eq!(
            permissions(&person("a", &[(Role::Analista, None)], &[])),
            [Permission::Design, Permission::Deploy]
        );
        assert_eq!(
            permissions(&person("h", &[], &["responsabile:urp"])),
            [Permission::Tasks]
        );
    }
}
