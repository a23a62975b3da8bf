use leptos::prelude::*;
use crate::pages::Page;
#[component]
pub(crate) fn DenialsTable(page: Page, children: Children) -> impl IntoView { let _ = page; view!{ <section>{children()}</section> } }
