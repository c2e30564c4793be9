//! `datapackage.json`, as the specification has it, with a little of our own under `entente`.

use serde::{Deserialize, Serialize};

use super::shape::{Column, Type};
use super::table::Plan;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Descriptor {
    #[serde(rename = "$schema")]
    pub(super) profile: String,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) created: String,
    pub(super) licenses: Vec<Licence>,
    pub(super) entente: Own,
    pub(super) resources: Vec<Resource>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Licence {
    pub(super) name: String,
    pub(super) title: String,
}

/// What only this program needs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Own {
    pub(super) format: u32,
    pub(super) build: String,
    /// The migrations that the tables have had, with their digests.
    pub(super) migrations: Vec<(String, String)>,
    /// Tables that stayed behind.
    pub(super) left_out: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Resource {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) title: String,
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub(super) is: Option<String>,
    pub(super) path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) format: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mediatype: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) encoding: Option<String>,
    pub(super) bytes: u64,
    pub(super) hash: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rows: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) schema: Option<Schema>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schema {
    fields: Vec<FieldOf>,
    missing_values: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    primary_key: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct FieldOf {
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(rename = "type")]
    is: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    format: Option<String>,
    #[serde(default, skip_serializing_if = "Constraints::is_none")]
    constraints: Constraints,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Constraints {
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    required: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unique: bool,
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    words: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
}

impl Constraints {
    fn is_none(&self) -> bool {
        !self.required && !self.unique && self.words.is_empty() && self.pattern.is_none()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct ForeignKey {
    fields: Vec<String>,
    reference: Target,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Target {
    /// Empty for the resource itself.
    resource: String,
    fields: Vec<String>,
}

/// A table as a resource.
pub(super) fn resource(plan: &Plan, bytes: u64, hash: String, rows: u64) -> Resource {
    Resource {
        name: plan.shape.name.clone(),
        title: plan.title.clone(),
        is: Some("table".into()),
        path: plan.path(),
        format: Some("csv".into()),
        mediatype: Some("text/csv".into()),
        encoding: Some("utf-8".into()),
        bytes,
        hash,
        rows: Some(rows),
        schema: Some(schema(plan)),
    }
}

fn schema(plan: &Plan) -> Schema {
    let shape = &plan.shape;
    let named = |table: &String| if *table == shape.name { String::new() } else { table.clone() };
    let foreign = |reference: &super::shape::Reference| ForeignKey {
        fields: reference.columns.clone(),
        reference: Target { resource: named(&reference.table), fields: reference.to.clone() },
    };
    Schema {
        fields: shape.columns.iter().zip(&plan.titles).map(|(column, title)| field(column, title)).collect(),
        missing_values: vec![String::new()],
        primary_key: shape.key.clone(),
        foreign_keys: shape.references.iter().map(foreign).collect(),
    }
}

fn field(column: &Column, title: &str) -> FieldOf {
    let (is, format) = match column.is {
        Type::Uuid => ("string", Some("uuid")),
        Type::Integer => ("integer", None),
        Type::Instant => ("datetime", None),
        Type::Text | Type::Bytes => ("string", None),
        Type::Boolean => ("boolean", None),
        Type::Date => ("date", None),
    };
    FieldOf {
        name: column.name.clone(),
        title: title.to_owned(),
        is: is.into(),
        format: format.map(str::to_owned),
        constraints: Constraints {
            // An empty text is something, but for readers of the specification it is missing.
            required: column.filled
                && (column.is != Type::Text && column.is != Type::Bytes || !column.words.is_empty()),
            unique: column.unique,
            words: column.words.clone(),
            pattern: (column.is == Type::Bytes).then(|| "([0-9a-f]{2})*".to_owned()),
        },
    }
}
