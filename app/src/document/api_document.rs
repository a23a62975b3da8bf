//! The page of the ingest API: the `OpenAPI` document for people.

use leptos::config::LeptosOptions;
use leptos::either::Either;
use leptos::prelude::*;

use super::management_document::ManagementDocument;
use super::reader_menu::ReaderMenu;

/// The HTTP API that keys give access to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiDescription {
    /// What it is for.
    pub summary: String,
    /// The endpoints.
    pub endpoints: Vec<ApiEndpoint>,
    /// The responses that every endpoint can give.
    pub answers: Vec<ApiResponse>,
    /// The schemas of requests and responses.
    pub schemas: Vec<ApiSchema>,
}

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiEndpoint {
    /// The method, in upper case.
    pub method: String,
    /// The path.
    pub path: String,
    /// What it accepts.
    pub summary: String,
    /// More about it; may be empty.
    pub more: String,
    /// The query parameters.
    pub query: Vec<ApiField>,
    /// The bodies that it accepts: one of these.
    pub bodies: Vec<ApiBody>,
    /// The responses of this endpoint only.
    pub answers: Vec<ApiResponse>,
}

/// A body that an endpoint accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiBody {
    /// Its `Content-Type`.
    pub media_type: String,
    /// An example; may be empty.
    pub example: String,
    /// A command that sends a file of it.
    pub curl: String,
    /// The names of its schemas.
    pub schemas: Vec<String>,
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiResponse {
    /// The HTTP status.
    pub status: String,
    /// When it occurs, and what to do.
    pub meaning: String,
}

/// A schema, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiSchema {
    /// The name.
    pub name: String,
    /// What it is.
    pub meaning: String,
    /// Its fields.
    pub fields: Vec<ApiField>,
}

/// A field of a schema or of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiField {
    /// The name.
    pub name: String,
    /// The type.
    pub kind: String,
    /// Whether it is required.
    pub is_required: bool,
    /// What it means.
    pub meaning: String,
}

/// A text whose code is between backticks.
fn words(text: &str) -> impl IntoView + use<> {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(place, part)| {
        let part = part.to_owned();
        if place % 2 == 0 {
            Either::Left(part)
        } else {
            Either::Right(view! { <code>{part}</code> })
        }
    });
    parts.collect_view()
}

/// The description, for people.
#[component]
pub fn ApiDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// What is described.
    api: ApiDescription,
) -> impl IntoView {
    let endpoints = api.endpoints.into_iter();
    let endpoints = endpoints.map(|endpoint| view! { <Endpoint endpoint/> });
    let endpoints = endpoints.collect_view();
    let schemas = api.schemas.into_iter();
    let schemas = schemas
        .map(|schema| view! { <Schema schema/> })
        .collect_view();
    view! {
        <ManagementDocument options title="Ingest API" menu=Some(menu)>
            <div class="api-intro">
                <p>{words(&api.summary)}</p>
                <p>
                    "Every request needs a key in its header "
                    <code>"Authorization: Bearer KEY"</code> ". " <code>"turnaway key add"</code>
                    " creates one for an account, a server and a source. A body may be compressed: "
                    <code>"Content-Encoding: gzip"</code> " or " <code>"zstd"</code> "."
                </p>
                <p>
                    "For programs: "
                    <a href="/api/openapi.json">"/api/openapi.json"</a> " (OpenAPI 3.1)."
                </p>
            </div>
            {endpoints}
            <section class="panel api" aria-labelledby="answers">
                <h2 id="answers">"Responses of every endpoint"</h2>
                <Answers answers=api.answers label="Statuses of every endpoint".to_owned()/>
            </section>
            {schemas}
        </ManagementDocument>
    }
}

/// An endpoint with what it accepts and answers.
#[component]
fn Endpoint(endpoint: ApiEndpoint) -> impl IntoView {
    let ApiEndpoint {
        method,
        path,
        summary,
        more,
        query,
        bodies,
        answers,
    } = endpoint;
    let more = (!more.is_empty()).then(|| view! { <p>{words(&more)}</p> });
    let query = (!query.is_empty()).then(|| {
        let label = format!("Query of {path}");
        view! { <h3>"Query"</h3> <Fields fields=query label/> }
    });
    let bodies = bodies.into_iter().map(|body| view! { <Body body/> });
    let bodies = bodies.collect_view();
    let answers = (!answers.is_empty()).then(|| {
        let label = format!("Statuses of {path} only");
        view! { <h3>"Responses of this endpoint only"</h3> <Answers answers label/> }
    });
    let (id, labelled_by) = (path.clone(), path.clone());
    view! {
        <section class="panel api" aria-labelledby=labelled_by>
            <h2 id=id><code>{method} " " {path}</code></h2>
            <p>{words(&summary)}</p>
            {more}
            {query}
            {bodies}
            {answers}
        </section>
    }
}

/// A body with its example and a command that sends it.
#[component]
fn Body(body: ApiBody) -> impl IntoView {
    let ApiBody {
        media_type,
        example,
        curl,
        schemas,
    } = body;
    let schemas = schemas.into_iter().map(|name| {
        let to = format!("#{name}");
        view! { <p class="note">"Schema: " <a href=to>{name}</a></p> }
    });
    let schemas = schemas.collect_view();
    let example = (!example.is_empty()).then(|| {
        view! { <pre><code>{example}</code></pre> }
    });
    view! {
        <h3><code>{media_type}</code></h3>
        {schemas}
        {example}
        <pre><code>{curl}</code></pre>
    }
}

/// A schema of a request or response.
#[component]
fn Schema(schema: ApiSchema) -> impl IntoView {
    let ApiSchema {
        name,
        meaning,
        fields,
    } = schema;
    let label = format!("Fields of {name}");
    let (id, labelled_by) = (name.clone(), name.clone());
    view! {
        <section class="panel api" aria-labelledby=labelled_by>
            <h2 id=id>{name}</h2>
            <p>{words(&meaning)}</p>
            <Fields fields label/>
        </section>
    }
}

/// Fields by name.
#[component]
fn Fields(fields: Vec<ApiField>, label: String) -> impl IntoView {
    let rows = fields.into_iter().map(|field| {
        let required = if field.is_required { "yes" } else { "" };
        view! {
            <tr>
                <th scope="row"><code>{field.name}</code></th>
                <td>{field.kind}</td>
                <td>{required}</td>
                <td>{words(&field.meaning)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="numbers-scroll" tabindex="0" role="region" aria-label=label>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Value"</th>
                        <th scope="col">"Required"</th>
                        <th scope="col">"Meaning"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// Responses by status.
#[component]
fn Answers(answers: Vec<ApiResponse>, label: String) -> impl IntoView {
    let rows = answers.into_iter().map(|answer| {
        view! { <tr><th scope="row">{answer.status}</th><td>{words(&answer.meaning)}</td></tr> }
    });
    let rows = rows.collect_view();
    view! {
        <div class="numbers-scroll" tabindex="0" role="region" aria-label=label>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Status"</th>
                        <th scope="col">"When, and what to do"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
