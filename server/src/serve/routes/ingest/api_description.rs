//! The API description as its page shows it.

use app::document::{ApiBody, ApiDescription, ApiEndpoint, ApiField, ApiResponse, ApiSchema};
use serde_json::{Map, Value};

use super::openapi::described;

/// The name of an example file by the media type of the body.
const FILES: [(&str, &str); 4] = [
    ("application/json", "events.json"),
    ("application/x-ndjson", "events.ndjson"),
    ("text/csv", "events.csv"),
    ("text/plain", "server.log"),
];

/// The description, with `origin` as the start of every URL.
pub(crate) fn api(origin: &str) -> Result<ApiDescription, serde_json::Error> {
    let document = serde_json::to_value(described())?;
    let mut endpoints: Vec<ApiEndpoint> = entries(&document, "/paths")
        .flat_map(|(path, item)| {
            let operations = item.as_object().into_iter().flatten();
            operations
                .map(|(method, operation)| endpoint(&document, origin, path, method, operation))
        })
        .collect();
    let answers = shared_answers(&endpoints);
    for endpoint in &mut endpoints {
        endpoint.answers.retain(|answer| !answers.contains(answer));
    }
    let schemas = entries(&document, "/components/schemas");
    Ok(ApiDescription {
        summary: text(&document, "/info/description"),
        endpoints,
        answers,
        // A schema that is only a choice is named by its options.
        schemas: schemas
            .map(|(name, schema)| self::schema(&document, name, schema))
            .filter(|schema| !schema.fields.is_empty())
            .collect(),
    })
}

/// The responses that all endpoints share.
fn shared_answers(endpoints: &[ApiEndpoint]) -> Vec<ApiResponse> {
    let mut answers = endpoints
        .first()
        .map_or_else(Vec::new, |first| first.answers.clone());
    answers.retain(|answer| {
        endpoints
            .iter()
            .all(|endpoint| endpoint.answers.contains(answer))
    });
    answers
}

fn endpoint(
    document: &Value,
    origin: &str,
    path: &str,
    method: &str,
    operation: &Value,
) -> ApiEndpoint {
    let parameters = items(operation, "/parameters");
    let query = example_query(document, operation);
    ApiEndpoint {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(operation, "/summary"),
        more: text(operation, "/description"),
        query: parameters
            .map(|parameter| ApiField {
                name: text(parameter, "/name"),
                kind: kind(document, parameter.get("schema")),
                is_required: parameter.get("required") == Some(&Value::Bool(true)),
                meaning: text(parameter, "/description"),
            })
            .collect(),
        bodies: entries(operation, "/requestBody/content")
            .map(|(media_type, content)| ApiBody {
                media_type: media_type.clone(),
                example: example(media_type, content),
                curl: curl(&format!("{origin}{path}{query}"), media_type),
                schemas: named(document, content.get("schema")),
            })
            .collect(),
        answers: entries(operation, "/responses")
            .map(|(status, answer)| ApiResponse {
                status: status.clone(),
                meaning: text(answer, "/description"),
            })
            .collect(),
    }
}

/// The examples of a query, as a query string.
fn example_query(document: &Value, operation: &Value) -> String {
    let pairs = items(operation, "/parameters").filter_map(|parameter| {
        let schema = parameter.get("schema")?;
        let schema = referred(document, schema).map_or(schema, |(target, _)| target);
        let example = schema.pointer("/examples/0")?.as_str()?;
        Some((text(parameter, "/name"), example))
    });
    let mut query = form_urlencoded::Serializer::new(String::new());
    let query = query.extend_pairs(pairs).finish();
    if query.is_empty() {
        query
    } else {
        format!("?{query}")
    }
}

/// The example of a body as it is sent.
fn example(media_type: &str, content: &Value) -> String {
    match content.get("example") {
        None => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) if media_type.ends_with("ndjson") => {
            let mut lines: Vec<String> = items.iter().map(Value::to_string).collect();
            // Each line ends with a line feed.
            lines.push(String::new());
            lines.join("\n")
        }
        Some(example) => format!("{example:#}"),
    }
}

fn curl(endpoint: &str, media_type: &str) -> String {
    let file = FILES.iter().find(|(of, _)| *of == media_type);
    let file = file.map_or("server.log", |(_, file)| file);
    format!(
        "curl --fail-with-body -H \"Authorization: Bearer $KEY\" -H \"Content-Type: {media_type}\" \\\n     \
         --data-binary @{file} \"{endpoint}\""
    )
}

fn schema(document: &Value, name: &str, schema: &Value) -> ApiSchema {
    let required: Vec<&Value> = items(schema, "/required").collect();
    let mut fields: Vec<ApiField> = entries(schema, "/properties")
        .map(|(name, property)| ApiField {
            name: name.clone(),
            kind: kind(document, Some(property)),
            is_required: required.iter().any(|required| *required == name),
            meaning: meaning(property),
        })
        .collect();
    fields.sort_by_key(|field| !field.is_required);
    ApiSchema {
        name: name.to_owned(),
        meaning: text(schema, "/description"),
        fields,
    }
}

/// The type of a value, in words.
fn kind(document: &Value, schema: Option<&Value>) -> String {
    let Some(schema) = schema else {
        return String::new();
    };
    if let Some((target, _)) = referred(document, schema)
        && target.get("properties").is_none()
    {
        return kind(document, Some(target));
    }
    let words: Vec<&str> = items(schema, "/enum").filter_map(Value::as_str).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let types = match schema.get("type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if types.contains(&"boolean") {
        return "true or false".to_owned();
    }
    if !words.is_empty() {
        return words.join(", ");
    }
    let named = named(document, Some(schema));
    match (types.contains(&"array"), named.is_empty()) {
        (true, _) => return format!("array of {}", kind(document, schema.get("items"))),
        (false, false) => return named.join(" or "),
        (false, true) => {}
    }
    let types = types.into_iter().filter(|one| *one != "null");
    let types = types.map(|one| match one {
        "string" => "text",
        "integer" => "whole number",
        one => one,
    });
    types.collect::<Vec<_>>().join(" or ")
}

/// The schemas with fields that a schema consists of, by name.
fn named(document: &Value, schema: Option<&Value>) -> Vec<String> {
    let Some(schema) = schema else {
        return Vec::new();
    };
    if let Some((target, name)) = referred(document, schema) {
        if target.get("properties").is_some() {
            return vec![name.to_owned()];
        }
        return named(document, Some(target));
    }
    let parts = ["/oneOf", "/anyOf", "/allOf"].into_iter();
    let parts = parts.flat_map(|parts| items(schema, parts));
    let parts = parts.chain(schema.get("items"));
    let mut names: Vec<String> = parts.flat_map(|part| named(document, Some(part))).collect();
    names.sort();
    names.dedup();
    names
}

/// The schema that a reference points to, and its name.
fn referred<'a>(document: &'a Value, schema: &'a Value) -> Option<(&'a Value, &'a str)> {
    let pointer = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
    let (_, name) = pointer.rsplit_once('/')?;
    Some((document.pointer(pointer)?, name))
}

/// The description of a property; for an optional one it is next to the `null`.
fn meaning(property: &Value) -> String {
    let parts = std::iter::once(property).chain(items(property, "/oneOf"));
    let mut meanings = parts.map(|part| text(part, "/description"));
    meanings.find(|text| !text.is_empty()).unwrap_or_default()
}

fn text(value: &Value, pointer: &str) -> String {
    let text = value.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn items<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    let items = value.pointer(pointer).and_then(Value::as_array);
    items.into_iter().flatten()
}

fn entries<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let entries: Option<&Map<String, Value>> = value.pointer(pointer).and_then(Value::as_object);
    entries.into_iter().flatten()
}
