//! The reference of what can be deployed: rules, elements, expressions. Made from the code, in the
//! reader's language.

use crate::answer::{Json, List, Path};
use crate::app::Shared;
use crate::language::Language;
use crate::problem::{Problem, SeverityShown};
use crate::who::Who;
use bpmn::rule::{GROUPS, Wording, by_code};
use bpmn::{Rule, Text};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(rules))
        .routes(routes!(rule))
        .routes(routes!(elements))
        .routes(routes!(expressions))
}

/// A rule by which files are judged; findings carry its code.
#[derive(Serialize, ToSchema)]
#[schema(as = Rule)]
pub struct RuleShown {
    pub code: String,
    pub severity: SeverityShown,
    /// What the rule is about: flows, events, forms, …
    pub group: String,
    /// What is wrong; `…` stands for what a finding names.
    pub title: String,
    /// What was expected.
    pub explanation: String,
    /// What to do.
    pub fix: String,
    /// The page of the rule, as Markdown.
    pub page: String,
}

fn rule_shown(rule: &Rule, language: Language) -> RuleShown {
    let say = |text: &Text| language.pick(&text.it, &text.en).to_owned();
    let said = bpmn::reference::explanation(rule);
    let group = GROUPS
        .iter()
        .find(|(letters, _)| *letters == rule.letters());
    RuleShown {
        code: rule.code.into(),
        severity: rule.severity.into(),
        group: group.map_or_else(String::new, |(_, g)| language.pick(g.it, g.en).into()),
        title: say(&said.title),
        explanation: say(&said.expected),
        fix: say(&said.fix),
        page: say(&said.page),
    }
}

/// The catalogue of findings, by group.
#[utoipa::path(get, path = "/rules", tag = "reference", responses((status = 200, body = List<RuleShown>)))]
async fn rules(_who: Who, language: Language) -> Json<List<RuleShown>> {
    List::whole(bpmn::rules().map(|r| rule_shown(r, language)).collect())
}

/// One rule of the catalogue.
#[utoipa::path(get, path = "/rules/{code}", tag = "reference", responses((status = 200, body = RuleShown), (status = 404)))]
async fn rule(
    _who: Who,
    language: Language,
    Path(code): Path<String>,
) -> Result<Json<RuleShown>, Problem> {
    let rule = by_code(&code).ok_or_else(Problem::not_found)?;
    Ok(Json(rule_shown(rule, language)))
}

/// An element of BPMN in one of its forms.
#[derive(Serialize, ToSchema)]
#[schema(as = ElementForm)]
pub struct ElementShown {
    pub group: String,
    pub form: String,
    pub runs: bool,
    /// Where it does not run: the rule that refuses it.
    pub rule: Option<String>,
    /// Where it does not run: what is expected instead.
    pub expected: Option<String>,
}

/// Which elements and forms of them run, as a deployment would answer.
#[utoipa::path(get, path = "/elements", tag = "reference", responses((status = 200, body = List<ElementShown>)))]
async fn elements(_who: Who, language: Language) -> Json<List<ElementShown>> {
    let pick = |wording: &Wording| language.pick(wording.it, wording.en).to_owned();
    let one = |row: &bpmn::reference::Row| ElementShown {
        group: pick(&row.group),
        form: pick(&row.form),
        runs: row.refused.is_none(),
        rule: row.refused.as_ref().map(|(code, _)| code.clone()),
        expected: row
            .refused
            .as_ref()
            .map(|(_, text)| language.pick(&text.it, &text.en).to_owned()),
    };
    List::whole(bpmn::reference::elements().iter().map(one).collect())
}

/// Something that can be written in an expression.
#[derive(Serialize, ToSchema)]
#[schema(as = ExpressionForm)]
pub struct ExpressionShown {
    /// `template` (`${…}`), `rhai` or `feel`.
    #[schema(value_type = String)]
    pub language: ::rules::Syntax,
    /// Signature of a function, else the form as it is written.
    pub form: String,
    pub help: String,
    pub example: String,
    /// What the example gives, as JSON text.
    pub gives: Option<String>,
    /// Why the example is refused, where it is.
    pub refused: Option<String>,
    /// Only in scripts and library functions, not in conditions and mappings.
    pub script_only: bool,
}

/// What can stand in `${…}`, in conditions, scripts and decision tables, each with an example that was
/// evaluated: office time 2026-03-01T08:30:00Z, zone Europe/Rome, one variable `amount` = 12.50.
#[utoipa::path(get, path = "/expressions", tag = "reference", responses((status = 200, body = List<ExpressionShown>)))]
async fn expressions(_who: Who, language: Language) -> Json<List<ExpressionShown>> {
    let one = |entry: ::rules::reference::Entry| {
        let (gives, refused) = match entry.gives {
            Ok(value) => (Some(value), None),
            Err(problem) => (
                None,
                Some(language.pick(&problem.it, &problem.en).to_owned()),
            ),
        };
        ExpressionShown {
            language: entry.language,
            form: entry.form.into(),
            help: language.pick(entry.it, entry.en).into(),
            example: entry.example.into(),
            gives,
            refused,
            script_only: entry.script_only,
        }
    };
    List::whole(::rules::reference::entries().into_iter().map(one).collect())
}
