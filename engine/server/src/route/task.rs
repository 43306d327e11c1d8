//! The desk: the list of tasks, and the page of one.

use crate::answer::{Json, List, Paging, Path, Query, Tagged};
use crate::app::Shared;
use crate::language::Language;
use crate::names::{InPlaceOf, Names, PersonRef};
use crate::problem::Problem;
use crate::route::approval::{self, ApprovalShown};
use crate::route::case::{self, CaseSummary};
use crate::route::distribute::{self, AssignmentShown, OpinionShown};
use crate::route::mail::is_certified;
use crate::route::reply::{self, ReplyShown};
use crate::route::signature::{self, SigningShown};
use crate::route::writing::LeavingShown;
use crate::search::{Search, matches};
use crate::who::Who;
use axum::extract::State;
use chrono::{DateTime, Utc};
use office::{Role, Subject, Verb, Viewer, may};
use runtime::{Outgoing, TaskForm, task_subject};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use store::row;
use store::view::{self, Scope, TaskFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(counts))
        .routes(routes!(one))
}

/// Work for a person.
#[derive(Clone, Serialize, ToSchema)]
pub struct Task {
    pub id: Uuid,
    pub revision: i64,
    pub instance: Uuid,
    /// Title of the case.
    pub title: String,
    /// Key of the case's office, by whose calendar it works.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// Name of the task in the process.
    pub name: String,
    pub element: String,
    pub process_key: String,
    pub process_name: String,
    /// open | completed | cancelled
    pub state: String,
    pub assignee: Option<PersonRef>,
    /// Since when the assignee holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_since: Option<DateTime<Utc>>,
    pub candidate_groups: Vec<String>,
    pub priority: i32,
    pub due_at: Option<DateTime<Utc>>,
    /// End of the legal term of the case, where the process keeps one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term_at: Option<DateTime<Utc>>,
    pub follow_up_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_by: Option<PersonRef>,
    /// The reader works on it in the place of this absent person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_place_of: Option<InPlaceOf>,
    pub form: Option<String>,
    /// Variable the person writes a message into.
    pub drafts: Option<String>,
    /// Variable with the message to approve.
    pub approves: Option<String>,
    /// Variable with the document to be signed.
    pub signs: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<TaskMail>,
}

/// The mail a case began with.
#[derive(Clone, Serialize, ToSchema)]
pub struct TaskMail {
    pub id: Uuid,
    /// Key of the mailbox it came into.
    pub mailbox: String,
    pub from: String,
    pub from_name: String,
    pub subject: String,
    pub kind: String,
    pub certified: bool,
    /// Of the signature, where the mail claims to be certified.
    #[schema(value_type = Option<crate::schema::VerdictStatus>)]
    pub verdict: Option<String>,
}

/// What the person may do with the task now.
#[derive(Serialize, ToSchema)]
pub struct May {
    pub claim: bool,
    pub release: bool,
    pub complete: bool,
    pub assign: bool,
    pub distribute: bool,
    pub ask_opinion: bool,
    pub snooze: bool,
}

/// What was typed and not yet sent.
#[derive(Serialize, ToSchema)]
pub struct Draft {
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub data: Value,
    pub by: PersonRef,
    pub at: Option<DateTime<Utc>>,
    pub revision: i64,
}

#[derive(Serialize, ToSchema)]
pub struct MailboxRef {
    pub key: String,
    pub address: String,
    pub display_name: String,
}

/// A file of a message that leaves or has left.
#[derive(Serialize, ToSchema)]
pub struct FileShown {
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// What names it in a draft; absent when the message has left.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::FileRef>)]
    pub r#ref: Option<Value>,
    /// Where it can be opened or saved; `?inline=true` to show it where that is safe.
    pub href: String,
}

/// What a process declares that it may add as a message leaves.
#[derive(Serialize, ToSchema)]
pub struct ToBeAdded {
    /// subject_prefix | added_attachments | signed_attachments
    pub input: String,
    /// As the process has it: a text, or `${…}` over variables of the case.
    pub source: String,
}

/// The exact message an approval lets out.
#[derive(Serialize, ToSchema)]
pub struct MessageToApprove {
    pub mailbox: MailboxRef,
    pub from: String,
    pub to: Vec<String>,
    /// A list of further recipients; all of it at `/tasks/{id}/recipients`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::RecipientList>)]
    pub to_list: Option<runtime::RecipientList>,
    /// completa | breve | sintetica, where its writer chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// Each recipient gets a message of their own and sees no other.
    pub separately: bool,
    pub cc: Vec<String>,
    pub subject: String,
    pub body: String,
    pub attachments: Vec<FileShown>,
    pub author: PersonRef,
    /// To be sent back as `draft_hash`.
    pub hash: String,
    /// How many times it was handed over.
    pub version: i64,
    pub changed_since_last_approval: bool,
    /// What was decided about all versions, oldest first.
    pub approvals: Vec<ApprovalShown>,
    /// What the process declares that it may add as the message leaves.
    pub to_be_added: Vec<ToBeAdded>,
}

/// The page of a task.
#[derive(Serialize, ToSchema)]
pub struct TaskDetail {
    #[serde(flatten)]
    pub task: Task,
    /// The `.form` as it lies in the bundle.
    #[schema(value_type = Option<crate::schema::FormSchema>)]
    pub form_schema: Option<Value>,
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub data: Map<String, Value>,
    pub draft: Option<Draft>,
    pub case: CaseSummary,
    pub message: Option<MessageToApprove>,
    /// The document to be signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signing: Option<SigningShown>,
    /// Who writes the answer, in a task that has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyShown>,
    /// The message it handed over leaves then, and may still be taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leaving: Option<LeavingShown>,
    /// The reader put it off until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub put_off_until: Option<DateTime<Utc>>,
    /// The office has it because somebody gave it to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<AssignmentShown>,
    /// What colleagues were asked about it, oldest first.
    pub opinions: Vec<OpinionShown>,
    pub may: May,
}

/// What a task shows of its case.
#[derive(Clone, Default)]
pub struct OfCase {
    pub title: String,
    pub office: Option<String>,
    pub term_at: Option<DateTime<Utc>>,
}

pub fn shown(task: row::Task, of_case: OfCase, names: &Names, mail: Option<TaskMail>) -> Task {
    Task {
        id: task.id,
        revision: task.revision,
        instance: task.instance,
        title: of_case.title,
        office: of_case.office,
        name: task.name,
        element: task.element,
        process_name: names.process(&task.process_key),
        process_key: task.process_key,
        state: task.state,
        held_since: task.claimed_at.filter(|_| task.assignee.is_some()),
        assignee: task.assignee.as_deref().map(|l| names.person(l)),
        candidate_groups: task.candidate_groups,
        priority: task.priority,
        due_at: task.due_at,
        term_at: of_case.term_at,
        follow_up_at: task.follow_up_at,
        created_at: task.created_at,
        ended_at: task.ended_at,
        ended_by: task
            .ended_by
            .as_deref()
            .map(|l| names.doer(l, task.ended_for.as_ref())),
        in_place_of: None,
        form: task.form,
        drafts: task.drafts,
        approves: task.approves,
        signs: task.signs,
        mail,
    }
}

fn of_case(item: &view::TaskItem) -> OfCase {
    OfCase {
        title: item.instance_title.clone(),
        office: item.office.clone(),
        term_at: item.term_at,
    }
}

/// In whose place the reader would work on an open task; None: as themselves, or not at all.
fn in_place_of(viewer: &Viewer, names: &Names, item: &view::TaskItem) -> Option<InPlaceOf> {
    if item.task.state != "open" {
        return None;
    }
    // Who wrote what it approves decides whether, not in whose place.
    let subject = Subject::Task(task_subject(item, None));
    let absent = may(viewer, Verb::Complete, &subject).ok()??;
    Some(names.in_place_of(&absent.behalf()))
}

/// The oldest mail of each case that is no receipt, of those the reader may see.
async fn first_mails(
    app: &Shared,
    viewer: &Viewer,
    instances: &[Uuid],
) -> Result<HashMap<Uuid, TaskMail>, Problem> {
    let found = view::first_mails(viewer, app.runtime.store(), instances).await?;
    let names = Names::load(app, viewer).await?;
    let shown = |m: view::MailItem| TaskMail {
        id: m.mail.id,
        mailbox: names.mailbox(m.mail.mailbox),
        certified: is_certified(&m.mail),
        from: m.mail.from_address,
        from_name: m.mail.from_name,
        subject: m.mail.subject,
        kind: m.mail.kind,
        verdict: m.mail.verdict,
    };
    Ok(found.into_iter().map(|(i, m)| (i, shown(m))).collect())
}

pub async fn task_list(
    app: &Shared,
    viewer: &Viewer,
    items: Vec<view::TaskItem>,
) -> Result<Vec<Task>, Problem> {
    let mut cases: Vec<Uuid> = items.iter().map(|item| item.task.instance).collect();
    cases.sort_unstable();
    cases.dedup();
    let (names, mails) =
        tokio::try_join!(Names::load(app, viewer), first_mails(app, viewer, &cases))?;
    let task = |item: view::TaskItem| {
        let mail = mails.get(&item.task.instance).cloned();
        let in_place_of = in_place_of(viewer, &names, &item);
        Task {
            in_place_of,
            ..shown(item.task.clone(), of_case(&item), &names, mail)
        }
    };
    Ok(items.into_iter().map(task).collect())
}

/// Which tasks: `mine` held by me; `groups` offered to me or my groups; `sort` offered to nobody in
/// particular; `approve` to approve, `sign` to be signed, held or offered; `all` that I may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    Mine,
    Groups,
    Sort,
    /// Held by me and put off.
    Later,
    /// On my desk, held or offered: messages I may approve.
    Approve,
    /// On my desk, held or offered: documents to be signed.
    Sign,
    /// That I may look at and nobody has taken for longer than the house allows.
    Unclaimed,
    #[default]
    All,
}

impl Filter {
    fn scope(self) -> Scope {
        match self {
            Filter::Mine | Filter::Later => Scope::Mine,
            Filter::Groups | Filter::Sort => Scope::Group,
            Filter::Approve | Filter::Sign => Scope::Desk,
            Filter::Unclaimed | Filter::All => Scope::All,
        }
    }

    fn passes(self, task: &row::Task) -> bool {
        let offered = !task.candidate_groups.is_empty() || !task.candidate_users.is_empty();
        match self {
            Filter::Mine
            | Filter::Later
            | Filter::Approve
            | Filter::Sign
            | Filter::Unclaimed
            | Filter::All => true,
            Filter::Groups => offered,
            Filter::Sort => !offered,
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TaskQuery {
    #[serde(default)]
    #[param(inline)]
    filter: Filter,
    /// Key of the process.
    process: Option<String>,
    /// Key of an area: tasks of its offices.
    area: Option<String>,
    /// Words of the case's title or the task's name.
    q: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// Which tasks are looked for; what is absent is not looked at.
#[derive(Clone, Copy, Default)]
pub struct Wanted<'a> {
    pub filter: Filter,
    pub process: Option<&'a str>,
    pub area: Option<&'a str>,
    /// Words of the case's title or the task's name.
    pub q: Option<&'a str>,
}

pub async fn find(
    app: &Shared,
    viewer: &Viewer,
    asked: Wanted<'_>,
    paging: &Paging,
) -> Result<(Vec<view::TaskItem>, Option<String>), Problem> {
    let store = app.runtime.store();
    let Wanted { filter, q, .. } = asked;
    let wanted = TaskFilter {
        scope: filter.scope(),
        process: asked.process.map(String::from),
        area: asked.area.map(String::from),
        now: (!matches!(filter, Filter::All | Filter::Unclaimed))
            .then(|| app.runtime.clock().now()),
        put_off: filter == Filter::Later,
    };
    let wanted_ids = match filter {
        Filter::Approve => Some(view::to_approve(viewer, store).await?),
        Filter::Sign => Some(view::to_sign(viewer, store).await?),
        _ => None,
    };
    let passes = |t: &view::TaskItem| {
        filter.passes(&t.task)
            && (filter != Filter::Unclaimed || app.runtime.waits_too_long(t))
            && wanted_ids
                .as_ref()
                .is_none_or(|ids| ids.contains(&t.task.id))
            && matches(
                q,
                &[
                    &t.instance_title,
                    &t.task.name,
                    t.business_key.as_deref().unwrap_or_default(),
                ],
            )
    };
    let mut search = Search::begin(paging);
    while let Some((cursor, n)) = search.next() {
        search.take(
            view::tasks(viewer, store, &wanted, cursor.as_deref(), n).await?,
            passes,
        );
    }
    Ok(search.end())
}

/// Open tasks, soonest due first.
#[utoipa::path(get, path = "/tasks", tag = "tasks", params(TaskQuery), responses((status = 200, body = List<Task>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(query): Query<TaskQuery>,
) -> Result<Json<List<Task>>, Problem> {
    let paging = Paging {
        cursor: query.cursor,
        limit: query.limit,
    };
    let wanted = Wanted {
        filter: query.filter,
        process: query.process.as_deref(),
        area: query.area.as_deref().filter(|a| !a.is_empty()),
        q: query.q.as_deref(),
    };
    let (found, next_cursor) = find(&app, who.viewer(), wanted, &paging).await?;
    Ok(Json(List {
        items: task_list(&app, who.viewer(), found).await?,
        next_cursor,
    }))
}

/// Open tasks by filter, each counted up to 1,000.
#[derive(Serialize, ToSchema)]
pub struct TaskCounts {
    pub mine: i64,
    pub groups: i64,
    pub sort: i64,
    /// Nobody has taken them for longer than the house allows; for who supervises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unclaimed: Option<i64>,
    /// Held by me and put off.
    pub later: i64,
    /// Messages to approve, held or offered.
    pub approve: i64,
    /// Documents to be signed, held or offered.
    pub sign: i64,
}

/// How many tasks wait.
#[utoipa::path(get, path = "/tasks/counts", tag = "tasks", responses((status = 200, body = TaskCounts)))]
async fn counts(State(app): State<Shared>, who: Who) -> Result<Json<TaskCounts>, Problem> {
    let viewer = who.viewer();
    let now = app.runtime.clock().now();
    let counts = view::task_counts(viewer, app.runtime.store(), now).await?;
    let approve = view::to_approve(viewer, app.runtime.store()).await?;
    let sign = view::to_sign(viewer, app.runtime.store()).await?;
    let count = async |filter: Filter| -> Result<i64, Problem> {
        let mut found = 0;
        let mut paging = Paging {
            cursor: None,
            limit: Some(200),
        };
        let wanted = Wanted {
            filter,
            ..Wanted::default()
        };
        loop {
            let (some, next) = find(&app, viewer, wanted, &paging).await?;
            found += i64::try_from(some.len()).unwrap_or(i64::MAX);
            match next {
                Some(next) if found < 1_000 => paging.cursor = Some(next),
                _ => return Ok(found),
            }
        }
    };
    let sort = match viewer.has(Role::Protocollista) || viewer.has(Role::Supervisore) {
        true => count(Filter::Sort).await?,
        false => 0,
    };
    Ok(Json(TaskCounts {
        mine: counts.mine,
        groups: (counts.group - sort).max(0),
        sort: sort.min(1_000),
        unclaimed: match viewer.has(Role::Supervisore) {
            true => Some(count(Filter::Unclaimed).await?.min(1_000)),
            false => None,
        },
        later: counts.put_off,
        approve: i64::try_from(approve.len()).unwrap_or(i64::MAX),
        sign: i64::try_from(sign.len()).unwrap_or(i64::MAX),
    }))
}

/// The task if the reader may see it: 404 otherwise.
pub async fn visible(app: &Shared, viewer: &Viewer, id: Uuid) -> Result<view::TaskItem, Problem> {
    view::task(viewer, app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)
}

/// One task with its form, draft and case.
#[utoipa::path(get, path = "/tasks/{id}", tag = "tasks", responses((status = 200, body = TaskDetail), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Path(id): Path<Uuid>,
) -> Result<Tagged<TaskDetail>, Problem> {
    let viewer = who.viewer();
    let item = visible(&app, viewer, id).await?;
    let case = item.task.instance;
    app.runtime.looked(
        viewer,
        "instance.view",
        "instance",
        case,
        json!({ "task": id }),
    );
    let names = Names::load(&app, viewer).await?;
    let form = app.runtime.task_form(&item.task).await?;
    // Whoever may see the task sees the case beside it.
    let (case, _, _) = case::summary(&app, &Viewer::system(), &names, item.task.instance).await?;
    let author = form.message.as_ref().and_then(|m| m.author.clone());
    let message = match &item.task.approves {
        Some(name) => to_approve(&app, &names, &item, name, &form).await?,
        None => None,
    };
    let signing = signature::shown(&app, &names, &item.task, language).await?;
    let draft = item.task.draft.clone().map(|data| Draft {
        data,
        by: names.person(item.task.draft_by.as_deref().unwrap_or_default()),
        at: item.task.draft_at,
        revision: item.task.revision,
    });
    let reply = reply::shown(&app, &who, &names, &item).await?;
    let act = runtime::Act::of(viewer.clone(), None);
    let leaving = app.runtime.leaving(&act, &item.task).await?;
    let put_off_until = store::load::put_off(app.runtime.store(), id)
        .await?
        .filter(|p| p.login == viewer.login && p.until > app.runtime.clock().now())
        .map(|p| p.until);
    let assignment = distribute::assignment(&app, &who, &names, &item).await?;
    let opinions = distribute::opinions(&app, &names, id).await?;
    let mut permitted = permitted(viewer, &item, author.as_deref());
    if (permitted.distribute || permitted.ask_opinion)
        && !app.runtime.may_forward(viewer, item.task.instance).await?
    {
        (permitted.distribute, permitted.ask_opinion) = (false, false);
    }
    let task = Task {
        in_place_of: in_place_of(viewer, &names, &item),
        ..shown(
            item.task.clone(),
            of_case(&item),
            &names,
            first_mails(&app, viewer, &[item.task.instance])
                .await?
                .remove(&item.task.instance),
        )
    };
    let revision = task.revision;
    Ok(Tagged(
        revision,
        TaskDetail {
            task,
            form_schema: match language {
                Language::En => form.schema_en.or(form.schema),
                Language::It => form.schema,
            },
            data: form.data,
            draft,
            case,
            message,
            signing,
            reply,
            leaving: leaving.map(LeavingShown::from),
            put_off_until,
            assignment,
            opinions,
            may: permitted,
        },
    ))
}

fn permitted(viewer: &Viewer, item: &view::TaskItem, author: Option<&str>) -> May {
    let task = &item.task;
    let subject = Subject::Task(task_subject(item, author));
    let open = task.state == "open";
    let allowed = |verb| open && may(viewer, verb, &subject).is_ok();
    May {
        claim: task.assignee.is_none() && allowed(Verb::Claim),
        release: task.assignee.is_some() && allowed(Verb::Release),
        complete: allowed(Verb::Complete),
        assign: allowed(Verb::Assign),
        // Tasks of the house are not the process's to give around.
        distribute: task.wait >= 0 && allowed(Verb::Distribute),
        ask_opinion: task.wait >= 0 && allowed(Verb::AskOpinion),
        snooze: allowed(Verb::Snooze),
    }
}

async fn to_approve(
    app: &Shared,
    names: &Names,
    item: &view::TaskItem,
    name: &str,
    form: &TaskForm,
) -> Result<Option<MessageToApprove>, Problem> {
    let Some(message) = form.message.clone() else {
        return Ok(None);
    };
    let hash = form
        .message_hash
        .clone()
        .unwrap_or_else(|| Outgoing::digest(&message));
    let system = Viewer::system();
    let mailboxes = view::mailboxes(&system, app.runtime.store()).await?;
    let mailbox = mailboxes.into_iter().find(|m| m.key == message.mailbox);
    let mailbox = mailbox.map(|m| MailboxRef {
        key: m.key,
        address: m.address,
        display_name: m.display_name,
    });
    let mailbox = mailbox.unwrap_or_else(|| MailboxRef {
        key: message.mailbox.clone(),
        address: String::new(),
        display_name: String::new(),
    });
    let last = store::load::last_version(app.runtime.store(), item.task.instance, name).await?;
    let version = last.map_or(1, |v| v.number);
    let approvals =
        approval::decided(app, names, item.task.instance, name, (version, &hash)).await?;
    let approved = form
        .variables
        .get(&format!("{name}_approvata"))
        .and_then(|a| a.get("hash"))
        .and_then(Value::as_str);
    Ok(Some(MessageToApprove {
        from: mailbox.address.clone(),
        mailbox,
        to: message.to,
        to_list: message.to_list,
        receipt: message.receipt,
        separately: message.separately,
        cc: message.cc,
        subject: message.subject,
        body: message.body,
        attachments: message
            .attachments
            .into_iter()
            .enumerate()
            .map(|(n, a)| FileShown {
                href: format!("/api/v1/tasks/{}/attachments/{n}", item.task.id),
                name: a.name,
                media_type: a.media_type,
                size: a.size,
                r#ref: Some(a.r#ref),
            })
            .collect(),
        author: names.doer(
            message.author.as_deref().unwrap_or_default(),
            message.author_for.as_ref(),
        ),
        version,
        approvals,
        to_be_added: app
            .runtime
            .to_be_added(item.task.instance, name)
            .await?
            .into_iter()
            .map(|(input, source)| ToBeAdded { input, source })
            .collect(),
        changed_since_last_approval: approved.is_some_and(|a| a != hash),
        hash,
    }))
}
