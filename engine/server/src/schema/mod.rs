//! The OpenAPI document, finished: schemas of plain types of the rooms below, which know nothing of
//! OpenAPI, and the body every refusal has.
//!
//! A field that is kept and answered as JSON names its type here by a marker; the type itself
//! (derived with schemars where it lives) is the one description. utoipa's own schema type would drop
//! what it does not know, so these are written into the document as JSON.

mod shape;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use utoipa::openapi::{OpenApi, Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

pub use shape::{BundleSent, ElementTemplate, FileRef, FileSent, FormSchema, InstanceState};

const SCHEMAS: &str = "/components/schemas";

/// Markers of the types below, and the definitions of those and of all they name.
macro_rules! described {
    ($($marker:ident = $type:ty),* $(,)?) => {
        $(
            #[allow(dead_code)] // a type's name only
            pub struct $marker;
            impl PartialSchema for $marker {
                fn schema() -> RefOr<Schema> {
                    Ref::from_schema_name(stringify!($marker)).into()
                }
            }
            impl ToSchema for $marker {}
        )*

        fn definitions() -> Map<String, Value> {
            let mut generator: SchemaGenerator = SchemaSettings::draft2020_12()
                .with(|s| {
                    s.definitions_path = SCHEMAS.into();
                    s.meta_schema = None;
                })
                .into_generator();
            $(describe::<$type>(&mut generator, stringify!($marker));)*
            generator.take_definitions(true)
        }
    };
}

described! {
    Acquired = runtime::Acquired,
    Additions = runtime::Additions,
    Arrival = contract::Arrival,
    Calendar = office::calendar::Calendar,
    Channel = office::writing::Channel,
    DocumentContents = crate::wire::Contents,
    InputKind = contract::InputKind,
    Journey = office::despatch::Journey,
    MailboxChange = runtime::MailboxChange,
    MailboxGrant = office::Grant,
    MailboxOAuthSecrets = runtime::OAuthSecrets,
    MailboxRight = office::Right,
    MailboxSettings = runtime::Settings,
    NewMailbox = runtime::NewMailbox,
    NewProvider = runtime::NewProvider,
    Outgoing = runtime::Outgoing,
    Outlook = runtime::Outlook,
    Permission = office::permission::Permission,
    Proof = contract::Proof,
    SignatureFormat = contract::SignatureFormat,
    Signed = contract::Signed,
    SignedBy = contract::SignedBy,
    ProviderSettings = runtime::ProviderSettings,
    RecipientList = runtime::RecipientList,
    RecipientState = office::despatch::State,
    StartingPoint = runtime::StartingPoint,
    VerdictStatus = contract::VerdictStatus,
}

fn describe<T: JsonSchema>(generator: &mut SchemaGenerator, marker: &str) {
    debug_assert_eq!(T::schema_name(), marker, "the marker has the type's name");
    generator.subschema_for::<T>();
}

/// The document as it is served and committed.
pub fn document(described: &OpenApi) -> anyhow::Result<Value> {
    let mut document = serde_json::to_value(described)?;
    let schemas = document
        .pointer_mut("/components/schemas")
        .and_then(Value::as_object_mut)
        .ok_or_else(|| anyhow::anyhow!("the document has no schemas"))?;
    for (name, definition) in definitions() {
        let marker = json!({ "$ref": format!("#{SCHEMAS}/{name}") });
        match schemas.insert(name.clone(), definition) {
            Some(other) if other != marker => anyhow::bail!("two schemas are called {name}"),
            _ => {}
        }
    }
    schemas.sort_keys();
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            finish(method, path, operation);
        }
    }
    Ok(document)
}

/// A name that no other operation has, and the body of a refusal.
fn finish(method: &str, path: &str, operation: &mut Value) {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|w| !w.is_empty()).skip(2).collect();
    operation["operationId"] = json!(format!("{method}_{}", words.join("_")));
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        if status.starts_with(['4', '5']) && response["content"].is_null() {
            response["content"] = json!({ "application/problem+json": {
                "schema": { "$ref": format!("#{SCHEMAS}/Problem") }
            } });
        }
    }
}
