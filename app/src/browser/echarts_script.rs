//! Loads ECharts: once, and only when a chart comes near the window. What a reader does not
//! scroll to costs nothing, and nothing waits for it. If loading fails, it is tried again at
//! the next request.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{HtmlElement, HtmlScriptElement, IntersectionObserver, IntersectionObserverEntry};

use crate::charts::fetch_code;

/// The global that ECharts' script defines.
const LIBRARY: &str = "echarts";

/// The element in which the page names ECharts' script.
const SCRIPT_NAME: &str = "meta[name=echarts]";

/// Calls `then` each time an element comes near the window.
pub(super) fn when_near(element: &HtmlElement, then: impl Fn() + 'static) {
    let seen = Closure::<dyn Fn(Array, IntersectionObserver)>::new(
        move |entries: Array, _: IntersectionObserver| {
            let near = entries.iter().any(|entry| {
                entry
                    .unchecked_into::<IntersectionObserverEntry>()
                    .is_intersecting()
            });
            if near {
                then();
            }
        },
    );
    if let Ok(observer) = IntersectionObserver::new(seen.as_ref().unchecked_ref()) {
        observer.observe(element);
        let kept = StoredValue::new_local((observer, seen));
        on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
    }
}

/// A callback that waits for ECharts; its argument says whether ECharts is loaded.
type Then = Box<dyn FnOnce(bool)>;

/// The state of loading ECharts.
#[derive(Default)]
enum Script {
    /// Not requested yet, or failed and may be requested again.
    #[default]
    Absent,
    /// Loading, with the callbacks that wait.
    AnswerRequest(Vec<Then>),
    /// Loaded.
    Loaded,
}

thread_local! {
    static SCRIPT: Rc<RefCell<Script>> = Rc::default();
}

/// Calls `then` once ECharts is loaded, or with `false` if loading failed; the first call
/// starts loading.
pub(super) fn load_echarts(then: impl FnOnce(bool) + 'static) {
    let script = SCRIPT.with(Rc::clone);
    let state = script.take();
    match state {
        Script::Loaded => {
            script.replace(Script::Loaded);
            then(true);
        }
        Script::AnswerRequest(mut waiting) => {
            waiting.push(Box::new(then));
            script.replace(Script::AnswerRequest(waiting));
        }
        Script::Absent => {
            script.replace(Script::AnswerRequest(vec![Box::new(then)]));
            if fetch_script().is_none() {
                answer(false);
            }
        }
    }
}

/// Adds the script to the page, unless it is loaded and only the chart code is missing; `None`
/// if the page does not name it.
fn fetch_script() -> Option<()> {
    if Reflect::has(&window(), &JsValue::from(LIBRARY)).unwrap_or_default() {
        spawn_local(async { answer(fetch_code().await) });
        return Some(());
    }
    let document = document();
    let name = document.query_selector(SCRIPT_NAME).ok().flatten()?;
    let source = name.get_attribute("content")?;
    let script = document.create_element("script").ok()?;
    let script = script.dyn_into::<HtmlScriptElement>().ok()?;
    for (event, is_loaded) in [("load", true), ("error", false)] {
        let told = Closure::once_into_js(move || {
            spawn_local(async move { answer(is_loaded && fetch_code().await) });
        });
        let _ = script.add_event_listener_with_callback(event, told.unchecked_ref());
    }
    script.set_src(&source);
    // The code that makes charts is loaded with it.
    spawn_local(async {
        fetch_code().await;
    });
    document.head()?.append_child(&script).ok()?;
    Some(())
}

/// Calls every waiting callback.
fn answer(is_loaded: bool) {
    let next = if is_loaded {
        Script::Loaded
    } else {
        Script::Absent
    };
    if let Script::AnswerRequest(waiting) = SCRIPT.with(Rc::clone).replace(next) {
        for then in waiting {
            then(is_loaded);
        }
    }
}
