//! Shapes of what passes through as it is: states, uploads, references to files, `.form` files.
#![expect(dead_code, reason = "described, never made: these are read by others")]

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Where a case stands, as it is kept.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstanceState {
    Running,
    Suspended,
    Completed,
    Terminated,
    Failed,
}

/// What names a file in a draft: a kept file by its hash, or a value of the process.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum FileRef {
    /// Hex SHA-256, or `<mail>/<path>` of an attachment.
    Kept(String),
    Document(DocumentRef),
}

/// `{"$ref": "document", "id": "…"}`.
#[derive(Serialize, ToSchema)]
pub struct DocumentRef {
    pub id: String,
}

/// A file, in any field.
#[derive(ToSchema)]
pub struct FileSent {
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    pub file: String,
}

/// Files with their paths in the bundle, or a zip of them, in any field.
#[derive(ToSchema)]
pub struct BundleSent {
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    pub file: Vec<String>,
    /// Name of the deployment; absent: as `bundle.toml` says.
    pub name: Option<String>,
}

/// A template of the designer for Camunda 7, whose shape is bpmn.io's.
#[derive(Serialize, ToSchema)]
pub struct ElementTemplate {
    pub id: String,
    pub name: String,
    #[serde(flatten)]
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub rest: Value,
}

/// A `.form` as it lies in the bundle: form-js JSON, as far as this server reads it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FormSchema {
    #[schema(nullable = false)]
    pub id: Option<String>,
    #[schema(nullable = false)]
    pub r#type: Option<String>,
    pub components: Vec<FormField>,
}

/// A component of a form.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FormField {
    /// textfield | textarea | number | checkbox | radio | select | checklist | datetime | group, and
    /// text | separator | spacer, which are drawn only.
    pub r#type: String,
    #[schema(nullable = false)]
    pub id: Option<String>,
    /// Name of the variable.
    #[schema(nullable = false)]
    pub key: Option<String>,
    #[schema(nullable = false)]
    pub label: Option<String>,
    #[schema(nullable = false)]
    pub description: Option<String>,
    /// Of a text.
    #[schema(nullable = false)]
    pub text: Option<String>,
    #[schema(nullable = false)]
    pub disabled: Option<bool>,
    #[schema(nullable = false)]
    pub readonly: Option<bool>,
    #[schema(nullable = false)]
    pub subtype: Option<FormDateSort>,
    #[schema(nullable = false)]
    pub date_label: Option<String>,
    #[schema(nullable = false)]
    pub time_label: Option<String>,
    #[schema(nullable = false)]
    pub values: Option<Vec<FormOption>>,
    #[schema(nullable = false)]
    pub values_key: Option<String>,
    #[schema(value_type = Option<Value>, nullable = false)]
    pub default_value: Option<Value>,
    /// Of a group.
    #[schema(no_recursion, nullable = false)]
    pub components: Option<Vec<FormField>>,
    #[schema(nullable = false)]
    pub conditional: Option<FormCondition>,
    #[schema(nullable = false)]
    pub validate: Option<FormValidation>,
    #[schema(nullable = false)]
    pub decimal_digits: Option<u32>,
    #[schema(nullable = false)]
    pub layout: Option<FormLayout>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FormDateSort {
    Date,
    Time,
    Datetime,
}

#[derive(Serialize, ToSchema)]
pub struct FormOption {
    pub label: String,
    pub value: String,
}

#[derive(Serialize, ToSchema)]
pub struct FormCondition {
    /// A condition; the field is not there while it holds.
    #[schema(nullable = false)]
    pub hide: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FormValidation {
    #[schema(nullable = false)]
    pub required: Option<bool>,
    #[schema(nullable = false)]
    pub min: Option<f64>,
    #[schema(nullable = false)]
    pub max: Option<f64>,
    /// Characters.
    #[schema(nullable = false)]
    pub min_length: Option<usize>,
    #[schema(nullable = false)]
    pub max_length: Option<usize>,
    #[schema(nullable = false)]
    pub pattern: Option<String>,
    /// email | phone
    #[schema(nullable = false)]
    pub validation_type: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct FormLayout {
    #[schema(nullable = false)]
    pub row: Option<String>,
    #[schema(nullable = false)]
    pub columns: Option<u32>,
}
