//! What tasks and calls do: people, jobs, called processes, forms and mappings.

use super::{MessageCatch, Source};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct UserTask {
    pub assignee: Option<Source>,
    pub candidate_users: Option<Source>,
    /// Group names: `ufficio:<key>`, `responsabile:<office key>`, `ruolo:<role>`; comma separated after evaluation.
    pub candidate_groups: Option<Source>,
    pub due_date: Option<Source>,
    pub follow_up_date: Option<Source>,
    pub priority: Option<Source>,
    /// `camunda:formRef` (id of a .form of the bundle) or `formKey`; else the name of a form of the process's own.
    pub form: Option<String>,
    pub listeners: Vec<TaskListener>,
    /// `staffetta:drafts`: name of the variable this task writes the outgoing message into.
    pub drafts: Option<String>,
    /// `staffetta:approves`: name of the variable that holds the message this task approves.
    pub approves: Option<String>,
    /// `staffetta:signs`: name of the variable that holds the document this task has signed. What was signed stands in
    /// `<name>_firmato`, who signed it in `<name>_firma`; a second task that names `<name>_firmato` has it signed by somebody else too.
    pub signs: Option<String>,
}

/// `camunda:taskListener`: a script or expression at a moment of a user task's life.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskListener {
    pub moment: TaskMoment,
    pub script: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskMoment {
    /// The task is about to be offered.
    Create,
    /// It has somebody who holds it: from the beginning or by taking it.
    Assignment,
    /// A person's answer has been taken; what fails here refuses it.
    Complete,
    /// It is taken back.
    Delete,
}

/// One field of a form that the file describes itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FormField {
    /// Name of the variable.
    pub key: String,
    pub label: String,
    pub kind: FormFieldKind,
    /// As written; a literal.
    pub default: Option<String>,
    pub required: bool,
    pub readonly: bool,
    /// `min`, `max`, `minLength`, `maxLength`, as form-js calls them.
    pub bounds: Vec<(String, String)>,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub enum FormFieldKind {
    #[default]
    Text,
    /// Whole numbers, or any.
    Number {
        whole: bool,
    },
    Checkbox,
    Date,
    /// Value and label of each choice.
    Choice(Vec<(String, String)>),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct ServiceTask {
    /// `camunda:topic` of `camunda:type="external"`.
    pub topic: String,
    pub priority: Option<Source>,
    /// `flowable:triggerable`: once the work is done, the message that lets the task end.
    pub trigger: Option<MessageCatch>,
}

/// What a call activity calls, and what passes in and out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Call {
    /// Id of a process or global task; may hold `${…}`.
    pub called: Source,
    pub binding: Binding,
    pub business_key: Option<CalledKey>,
    /// `camunda:in`: seen here, given to the called process.
    pub inputs: Vec<Passing>,
    /// `camunda:out`: seen in the called process, given back.
    pub outputs: Vec<Passing>,
}

/// Which version of the called process.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Binding {
    #[default]
    Latest,
    /// The one deployed together with the caller.
    Deployment,
    Version(Source),
    VersionTag(Source),
}

#[derive(Debug, Clone, PartialEq)]
pub enum CalledKey {
    /// The caller's own.
    Inherited,
    Value(Source),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Passing {
    /// `variables="all"`.
    All,
    /// A variable by name; null where there is none.
    Variable {
        source: String,
        target: String,
    },
    Expression {
        value: Source,
        target: String,
    },
    /// `local="true"`: only of what the call activity holds itself, its input parameters. `All` or `Variable`.
    Local(Box<Passing>),
}

/// `camunda:inputParameter` / `outputParameter`.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    pub name: String,
    pub value: MappingValue,
    pub line: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub enum MappingValue {
    /// Text: literal, or with `${…}`.
    Text(Source),
    /// `camunda:script`.
    Script(Source),
    List(Vec<MappingValue>),
    Map(Vec<(String, MappingValue)>),
    /// A data association without transformation: the first of these variables that has a value; none: nothing
    /// is written.
    Copy(Vec<String>),
}
