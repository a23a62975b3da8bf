//! The response to a form whose session has ended: the entered fields, and how to continue.

use leptos::config::LeptosOptions;
use leptos::prelude::*;

use super::management_document::ManagementDocument;

/// A form that was not accepted, with its fields. The page's script keeps them in the browser
/// until the same user returns to the form's page; without the script they are in this page
/// and can be submitted again from here.
#[component]
pub fn SessionEndedDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// Whether the signed-in user is not the one whose page the form was on.
    is_other: bool,
    /// The URL of the sign-in that leads back to the form's page.
    sign_in: String,
    /// The URL of the form's page.
    page: String,
    /// The URL that the form submits to.
    action: String,
    /// The user whose page it was, by number.
    reader: Option<i64>,
    /// The names and values of its fields.
    fields: Vec<(String, String)>,
    /// Whether passwords or files were left out.
    lacks_secrets: bool,
    /// Whether fields were left out because they are too long.
    is_cut: bool,
) -> impl IntoView {
    let script = format!("/{}/forms.js", options.site_pkg_dir);
    let title = if is_other {
        "Another user is signed in"
    } else {
        "You are signed out"
    };
    let has_fields = !fields.is_empty();
    let hidden = fields.iter().cloned().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value/> }
    });
    let hidden = hidden.collect_view();
    let reader_field = reader.map(|reader| {
        view! { <input type="hidden" name="reader" value=reader/> }
    });
    let again = (!is_other && has_fields).then(|| {
        view! {
            <div data-without-script="">
                <p>"Or sign in in another tab, then send the form again from here."</p>
                <button>"Send again"</button>
            </div>
        }
    });
    let kept = has_fields.then(|| {
        view! {
            <form class="form" id="kept" method="post" action=action data-page=page.clone()>
                {reader_field}
                {hidden}
                {again}
            </form>
        }
    });
    let shown = (!is_other).then(|| view! { <Entered fields/> });
    let explained = if is_other {
        "This form was filled in by another user of this browser. Nothing was changed."
    } else {
        "Your session ended before the form was sent. Nothing was changed."
    };
    let then = match (is_other, has_fields) {
        (true, _) => {
            "Open the page again to start over as the current user. Or sign in as the user who \
             filled it in to restore the entries in this tab."
        }
        (false, true) => "Sign in to restore your entries in this tab.",
        (false, false) => "Sign in and try again.",
    };
    let lacks = lacks_secrets.then_some("Passwords and files have to be entered again.");
    let cut = is_cut.then_some("Some entries were too long to keep.");
    let left_out: Vec<&str> = lacks.into_iter().chain(cut).collect();
    let left_out = (!left_out.is_empty()).then(|| {
        view! { <p class="note">{left_out.join(" ")}</p> }
    });
    let open = is_other.then(|| {
        view! { <a class="button primary" href=page>"Open the page again"</a> }
    });
    let class = if is_other { "button" } else { "button primary" };
    view! {
        <ManagementDocument options title menu=None>
            <section class="panel form">
                <p role="alert">{explained} " " {then}</p>
                {left_out}
                <p class="actions">{open} <a class=class href=sign_in>"Sign in"</a></p>
                {shown}
                {kept}
            </section>
            <script type="module" src=script></script>
        </ManagementDocument>
    }
}

/// Fields that a person fills in, with their labels.
const NAMED: [(&str, &str); 15] = [
    ("name", "Name"),
    ("role", "Role"),
    ("account", "Account"),
    ("names", "Accounts"),
    ("others", "Accounts"),
    ("more", "Account"),
    ("server", "Server"),
    ("source", "Kind of server"),
    ("time-zone", "Time zone"),
    ("format", "Format"),
    ("date", "Day of the first line"),
    ("earliest", "Show data from"),
    ("note", "Note to the reader"),
    ("days", "Expires after (days)"),
    ("last-day", "Last day (UTC)"),
];

/// The entered fields for a person. Empty fields, and fields that only forms understand, are
/// not shown.
#[component]
fn Entered(fields: Vec<(String, String)>) -> impl IntoView {
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    let rows = fields.filter_map(|(name, value)| {
        let (_, label) = NAMED.into_iter().find(|(known, _)| *known == name)?;
        Some(view! {
            <dt>{label}</dt>
            <dd class="link-note">{value}</dd>
        })
    });
    let rows = rows.collect_view();
    (!rows.is_empty()).then(|| {
        view! {
            <details>
                <summary>"What you entered"</summary>
                <dl class="facts">{rows}</dl>
            </details>
        }
    })
}
