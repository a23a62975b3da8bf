//! Dialogs over the page.

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;

/// Opens a dialog over the page, which waits meanwhile.
pub(crate) fn show_dialog(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.try_get_untracked().flatten()
        && !dialog.open()
    {
        // A dialog that cannot be opened leaves the page as it is.
        let _ = dialog.show_modal();
    }
}

/// Closes a dialog. The browser gives the focus back to what had it before.
pub(crate) fn close_dialog(dialog: NodeRef<Dialog>) {
    if let Some(dialog) = dialog.try_get_untracked().flatten()
        && dialog.open()
    {
        dialog.close();
    }
}

/// Whether a click on a dialog was beside what it holds.
pub(crate) fn is_beside(event: &ev::MouseEvent) -> bool {
    event.target().is_some() && event.target() == event.current_target()
}
