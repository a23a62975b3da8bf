//! The warning about events that are stored with another time, status or feature.

use domain::display::{number, printable};
use jiff::Timestamp;
use store::{Changed, ChangedImport, Store};

/// Imports that are named.
const NAMED_MAX: usize = 5;

/// The longest path that is shown, in characters.
const PATH_CHARS_MAX: usize = 60;

/// The warning for a log with events that are stored with another time, status or feature;
/// `None` if there are none. Names the imports that stored them. The look-ups count as scans of
/// `requester`.
pub async fn warning(store: &Store, requester: u64, changed: &Changed) -> Option<String> {
    // The log is stored, so failing to look up the imports is no error.
    let certain = store.without_doubt(requester, changed).await;
    let unchecked = match &certain {
        Ok(_) => None,
        Err(error) => unchecked(changed.doubtful_count(), &error.to_string()),
    };
    let changed = certain.as_ref().unwrap_or(changed);
    if changed.count() == 0 {
        return unchecked;
    }
    let imports = store.changed_imports(requester, changed).await;
    let named = text(changed.count(), &imports.unwrap_or_default());
    Some(match unchecked {
        Some(unchecked) => format!("{named}; {unchecked}"),
        None => named,
    })
}

/// The warning where events were not checked, and why; `None` if there are none.
pub fn unchecked(events: usize, why: &str) -> Option<String> {
    let events = match events {
        0 => return None,
        1 => "1 event of this log is".to_owned(),
        _ => format!("{} events of this log are", number(events as u64)),
    };
    Some(format!(
        "whether {events} stored with another status was not checked ({why}): send the log again to \
         check"
    ))
}

/// The warning for these imports; an empty slice means that they are unknown.
pub fn text(count: u64, imports: &[ChangedImport]) -> String {
    let events = match count {
        1 => "1 event of this log was".to_owned(),
        _ => format!("{} events of this log were", number(count)),
    };
    let (by, undo) = match imports {
        [] => ("an earlier import".to_owned(), "undo that import"),
        [_] => (format!("import {}", named(imports)), "undo that import"),
        _ => (format!("imports {}", named(imports)), "undo them"),
    };
    let them = if count == 1 { "it" } else { "them" };
    format!(
        "{events} stored with another time, status or feature by {by}: {undo} and import the log again to \
         correct {them}"
    )
}

fn named(imports: &[ChangedImport]) -> String {
    let shown: Vec<String> = imports
        .iter()
        .take(NAMED_MAX)
        .map(|import| {
            let path = printable(&import.path, PATH_CHARS_MAX);
            let started = Timestamp::from_second(import.started_at).unwrap_or_default();
            let day = started.strftime("%Y-%m-%d");
            format!("{} ({path}, {day})", import.import.number())
        })
        .collect();
    let more = imports.len().saturating_sub(NAMED_MAX);
    match (shown.split_last(), more) {
        (Some((last, [])), 0) => last.clone(),
        (Some((last, before)), 0) => format!("{} and {last}", before.join(", ")),
        _ => format!("{} and {} more", shown.join(", "), number(more as u64)),
    }
}

#[cfg(test)]
mod tests {
    use store::ImportId;

    use super::*;

    fn imports(count: i64) -> Vec<ChangedImport> {
        let import = |id| ChangedImport {
            import: ImportId::from_number(id),
            path: format!("log\u{1b}.{id}"),
            started_at: 1_741_132_800,
            events: 1,
        };
        (1..=count).map(import).collect()
    }

    #[test]
    fn the_warning_names_the_imports_to_undo() {
        assert_eq!(
            text(1, &imports(1)),
            "1 event of this log was stored with another time, status or feature by import 1 (log?.1, \
             2025-03-05): undo that import and import the log again to correct it"
        );
        let two = text(1234, &imports(2));
        assert!(two.starts_with("1,234 events of this log were"), "{two}");
        assert!(
            two.contains("by imports 1 (log?.1, 2025-03-05) and 2 (log?.2, "),
            "{two}"
        );
        let many = text(9, &imports(9));
        assert!(
            many.contains("5 (log?.5, 2025-03-05) and 4 more: undo them"),
            "{many}"
        );
        assert!(text(9, &[]).contains("by an earlier import: undo that import"));
    }
}
