//! The page of the audit log.

use domain::display::local_time;
use leptos::config::LeptosOptions;
use leptos::prelude::*;
use service::accounts::AuditLine;

use super::management_document::ManagementDocument;
use super::reader_menu::ReaderMenu;
use service::labels;

/// Who did what, newest first.
#[component]
pub fn AuditDocument(
    /// Leptos' options: where the package is.
    options: LeptosOptions,
    /// The reader.
    menu: ReaderMenu,
    /// The lines.
    lines: Vec<AuditLine>,
    /// The URL of earlier lines; `None` if there are none.
    earlier: Option<String>,
) -> impl IntoView {
    let rows = lines.into_iter().map(|line| {
        view! {
            <tr>
                <td>{local_time(line.at)}</td>
                <td>{line.who}</td>
                <td>{action(&line.what)}</td>
                <td>{line.detail}</td>
                <td>{line.from}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let earlier = earlier.map(|earlier| view! { <p><a href=earlier>"Earlier"</a></p> });
    view! {
        <ManagementDocument options title="Audit log" menu=Some(menu)>
            <div class="numbers-scroll" tabindex="0" role="region" aria-label="Audit log">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Time (UTC)"</th>
                            <th scope="col">"Who"</th>
                            <th scope="col">"What"</th>
                            <th scope="col">"Detail"</th>
                            <th scope="col">"From"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {earlier}
        </ManagementDocument>
    }
}

/// The label of a stored action.
fn action(what: &str) -> String {
    let named = match what {
        "import" => "Imported",
        "import-taken-back" => "Import undone",
        "key-made" => "Key created",
        "link-closed" => "Signed out of link",
        "link-made" => "Link created",
        "link-password-wrong" => "Wrong link password",
        "link-rotated" => "Link URL replaced",
        "provider-met" => "Identity provider linked",
        _ => return labels::title(&what.replace('-', " ")),
    };
    named.to_owned()
}

#[cfg(test)]
mod tests {
    use super::action;

    #[test]
    fn an_action_has_a_label() {
        assert_eq!(action("signed-in"), "Signed in");
        assert_eq!(action("user-added"), "User added");
        assert_eq!(action("import-taken-back"), "Import undone");
    }
}
