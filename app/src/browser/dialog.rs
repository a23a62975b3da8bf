//! Dialogs over the page.

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;

/// Opens a modal dialog over the page.
pub(crate) fn show_dialog(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.try_get_untracked().flatten()
        && !dialog.open()
    {
        // If a dialog cannot be opened, the page stays as it is.
        let _ = dialog.show_modal();
    }
}

/// Closes a dialog. The browser returns the focus to the previous element.
pub(crate) fn close_dialog(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.try_get_untracked().flatten()
        && dialog.open()
    {
        dialog.close();
    }
}

/// Whether a click on a dialog was outside its content.
pub(crate) fn is_beside(event: &ev::MouseEvent) -> bool {
    event.target().is_some() && event.target() == event.current_target()
}
