//! JSON held against a schema: as much of JSON Schema 2020-12 as the description of the API uses.
//! A keyword that is not held is an error, and so is a field that no schema describes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Keywords that only tell a reader something.
const WORDS: [&str; 4] = ["description", "title", "default", "example"];
const HELD: [&str; 14] = [
    "$ref",
    "type",
    "oneOf",
    "allOf",
    "properties",
    "required",
    "items",
    "enum",
    "format",
    "minimum",
    "additionalProperties",
    "maxItems",
    "minItems",
    "propertyNames",
];

/// What of `value` is not as `schema` of the description `all` has it.
pub(super) fn wrong(schema: &Value, value: &Value, all: &Value) -> Vec<String> {
    let mut found = Vec::new();
    hold(schema, value, all, "$", &mut found);
    found
}

fn resolved<'a>(schema: &'a Value, all: &'a Value) -> &'a Value {
    let Some(to) = schema["$ref"].as_str() else { return schema };
    let to = all.pointer(to.trim_start_matches('#')).unwrap_or_else(|| panic!("no {to}"));
    resolved(to, all)
}

fn hold(schema: &Value, value: &Value, all: &Value, at: &str, found: &mut Vec<String>) {
    let schema = resolved(schema, all);
    for keyword in schema.as_object().expect("a schema is an object").keys() {
        let known = WORDS.contains(&keyword.as_str()) || HELD.contains(&keyword.as_str());
        assert!(known, "the keyword {keyword} is not held");
    }
    if let Some(options) = schema["oneOf"].as_array() {
        let fits = options.iter().filter(|option| wrong(option, value, all).is_empty()).count();
        if fits != 1 {
            found.push(format!("{at}: {fits} of the {} options fit {value}", options.len()));
        }
        return;
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(some) => some.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    if !types.is_empty() && !types.iter().any(|kind| is(kind, value)) {
        found.push(format!("{at}: {value} is none of {types:?}"));
        return;
    }
    if value.is_null() {
        return;
    }
    plain(schema, value, at, found);
    if let Some(items) = value.as_array() {
        for (n, item) in items.iter().enumerate().filter(|_| schema["items"].is_object()) {
            hold(&schema["items"], item, all, &format!("{at}[{n}]"), found);
        }
    }
    if let Some(fields) = value.as_object() {
        let (mut described, mut required) = (BTreeMap::new(), BTreeSet::new());
        members(schema, all, &mut described, &mut required);
        let missing = required.iter().filter(|name| !fields.contains_key(**name));
        found.extend(missing.map(|name| format!("{at}: {name} is missing")));
        // An object of which nothing is said may hold anything.
        for (name, field) in fields.iter().filter(|_| !described.is_empty()) {
            match described.get(name.as_str()) {
                Some(schema) => hold(schema, field, all, &format!("{at}.{name}"), found),
                None => found.push(format!("{at}.{name} is not described")),
            }
        }
    }
}

/// The fields of an object, those of all its parts.
fn members<'a>(
    schema: &'a Value,
    all: &'a Value,
    described: &mut BTreeMap<&'a str, &'a Value>,
    required: &mut BTreeSet<&'a str>,
) {
    let schema = resolved(schema, all);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        members(part, all, described, required);
    }
    let fields = schema["properties"].as_object().into_iter().flatten();
    described.extend(fields.map(|(name, schema)| (name.as_str(), schema)));
    required.extend(schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str));
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => panic!("no type is called {kind}"),
    }
}

/// What is said of a value itself.
fn plain(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if schema["enum"].as_array().is_some_and(|options| !options.contains(value)) {
        found.push(format!("{at}: {value} is not one of {}", schema["enum"]));
    }
    let least = schema["minimum"].as_f64();
    if least.zip(value.as_f64()).is_some_and(|(least, number)| number < least) {
        found.push(format!("{at}: {value} is less than {}", schema["minimum"]));
    }
    let time = value.as_str().filter(|_| schema["format"] == "date-time");
    if time.is_some_and(|time| time.parse::<jiff::Timestamp>().is_err()) {
        found.push(format!("{at}: {value} is no time"));
    }
    if let Some(items) = value.as_array() {
        let n = items.len() as u64;
        let (least, most) = (schema["minItems"].as_u64(), schema["maxItems"].as_u64());
        if least.is_some_and(|least| n < least) || most.is_some_and(|most| n > most) {
            found.push(format!("{at}: {n} items"));
        }
    }
}

#[test]
fn what_is_wrong_is_found() {
    let all = serde_json::json!({"a": {"B": {
        "type": "object", "required": ["n"],
        "properties": {"n": {"type": "integer", "minimum": 0}, "s": {"type": ["string", "null"]}}
    }}});
    let schema = serde_json::json!({"type": "array", "items": {"$ref": "#/a/B"}});
    for (value, expected) in [
        (serde_json::json!([{"n": 1}, {"n": 0, "s": null}]), 0),
        (serde_json::json!([{"n": -1}]), 1),
        (serde_json::json!([{"n": 1.5}, {"s": 1}]), 3),
        (serde_json::json!([{"n": 1, "t": 1}]), 1),
        (serde_json::json!({}), 1),
    ] {
        let found = wrong(&schema, &value, &all);
        assert_eq!(found.len(), expected, "{value}: {found:?}");
    }
}
