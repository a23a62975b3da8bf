//! Blanks the page when its reader may no longer see it.

use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;
use web_sys::Element;

use crate::news::Ended;

/// Removes everything from the document's body, including the notes and menus around the
/// report, and shows one sentence with a link to continue; `home` is the report's own URL.
pub(crate) fn blank(why: Ended, home: String) {
    let Some(body) = document().body() else {
        return;
    };
    body.set_text_content(None);
    // Elements that cannot be created are left out: the page is blank in any case.
    let _ = tell(&body, why, home);
}

fn tell(body: &Element, why: Ended, home: String) -> Result<(), JsValue> {
    let main = add(body, "main", "management")?;
    let alert = add(&main, "div", "")?;
    alert.set_attribute("role", "alert")?;
    let heading = add(&alert, "h1", "page-title")?;
    heading.set_text_content(Some(why.sentence()));
    let way_on = match why {
        Ended::Session => Some((sign_in_url(), "Sign in")),
        Ended::Rights => Some((home, "Open the report")),
        Ended::Link | Ended::LinkSession => None,
    };
    if let Some(advice) = why.advice() {
        add(&main, "p", "")?.set_text_content(Some(advice));
    }
    if let Some((url, name)) = way_on {
        let paragraph = add(&main, "p", "")?;
        let link = add(&paragraph, "a", "button")?;
        link.set_attribute("href", &url)?;
        link.set_text_content(Some(name));
    }
    Ok(())
}

fn add(to: &Element, name: &str, class: &str) -> Result<Element, JsValue> {
    let element = document().create_element(name)?;
    element.set_class_name(class);
    to.append_child(&element)?;
    Ok(element)
}

/// The URL of the sign-in, which leads back to the current page.
fn sign_in_url() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let to = path + &location.search().unwrap_or_default();
    let to = js_sys::encode_uri_component(&to);
    format!("/sign-in?to={}", String::from(to))
}
