//! Results of a form that the next page shows once. A form is answered with a redirect, so that
//! a reload repeats nothing. Until the browser has followed it, the URL of a link or a key
//! waits here: in memory, for one view by the same session, for two minutes at most.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::document::{ImportFields, UploadResult};
use store::{LinkId, NewKey, Secret, SecretHash};

/// How long something waits for its page, in seconds.
const WAITS_S: i64 = 120;

/// The most that waits, in total and per session. The oldest is dropped first.
const ENTRIES_MAX: usize = 100;
const OF_SESSION_MAX: usize = 10;

/// Bytes kept of an import's summary; the list of imports has the rest.
const SUMMARY_BYTES_MAX: usize = 64 * 1024;

/// The result of a form.
#[derive(Clone, Debug)]
pub(crate) enum FormResult {
    /// A link, or a new URL of one.
    Link {
        /// The link.
        id: LinkId,
        /// The secret in its URL.
        secret: Secret,
        /// Whether the link itself is new.
        is_new: bool,
    },
    /// A key.
    Key {
        /// What it is for.
        key: NewKey,
        /// The key itself.
        secret: Secret,
    },
    /// Imports of files.
    Imports {
        /// The result for each file, as far as it has room (`bounded_files`).
        dropped: Vec<UploadResult>,
        /// The other fields of the form.
        typed: ImportFields,
    },
}

/// The result that a page is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted<'a> {
    /// The link with this id.
    Link(LinkId),
    /// The key with this name.
    Key(&'a str),
    /// The imports.
    Imports,
}

/// Everything that waits.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShownOnce(Arc<Mutex<Vec<Entry>>>);

#[derive(Debug)]
struct Entry {
    session: SecretHash,
    at: i64,
    made: FormResult,
}

impl ShownOnce {
    /// Keeps something for the next page of a session.
    pub(crate) fn keep(&self, session: SecretHash, made: FormResult, now: i64) {
        {
            let mut entries = self.entries(now);
            let own = |entry: &Entry| entry.session == session;
            entries.retain(|entry| !(own(entry) && entry.made.is_in_place_of(&made)));
            while entries.len() >= ENTRIES_MAX {
                entries.remove(0);
            }
            if entries.iter().filter(|entry| own(entry)).count() >= OF_SESSION_MAX
                && let Some(oldest) = entries.iter().position(own)
            {
                entries.remove(oldest);
            }
            entries.push(Entry {
                session,
                at: now,
                made,
            });
        }
        // Nothing stays if no one looks.
        let waiting = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(WAITS_S.unsigned_abs())).await;
            if let Some(entries) = waiting.upgrade() {
                Self(entries).forget_old(now + WAITS_S);
            }
        });
    }

    /// Shows what waits for a session, and leaves it there.
    pub(crate) fn peek(
        &self,
        session: &SecretHash,
        wanted: Wanted<'_>,
        now: i64,
    ) -> Option<FormResult> {
        let entries = self.entries(now);
        let own = entries.iter().find(|entry| entry.is_for(session, wanted));
        own.map(|entry| entry.made.clone())
    }

    /// Removes what waits for a session, and returns it.
    pub(crate) fn take(
        &self,
        session: &SecretHash,
        wanted: Wanted<'_>,
        now: i64,
    ) -> Option<FormResult> {
        let mut entries = self.entries(now);
        let is_wanted = |entry: &Entry| entry.is_for(session, wanted);
        let place = entries.iter().position(is_wanted)?;
        Some(entries.remove(place).made)
    }

    fn forget_old(&self, now: i64) {
        drop(self.entries(now));
    }

    /// Drops what has waited too long; a clock that was set back extends nothing.
    fn entries(&self, now: i64) -> MutexGuard<'_, Vec<Entry>> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| (0..WAITS_S).contains(&(now - entry.at)));
        entries
    }
}

impl Entry {
    /// Whether it waits for this page of the session.
    fn is_for(&self, session: &SecretHash, wanted: Wanted<'_>) -> bool {
        let is_wanted = match (&self.made, wanted) {
            (FormResult::Link { id, .. }, Wanted::Link(wanted)) => *id == wanted,
            (FormResult::Key { key, .. }, Wanted::Key(name)) => key.name == name,
            (FormResult::Imports { .. }, Wanted::Imports) => true,
            _ => false,
        };
        is_wanted && self.session == *session
    }
}

impl FormResult {
    /// Whether this one is obsolete once the other exists.
    fn is_in_place_of(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Link { id, .. }, Self::Link { id: other, .. }) => id == other,
            (Self::Imports { .. }, Self::Imports { .. }) => true,
            _ => false,
        }
    }
}

/// The results for files, within the limit.
pub(crate) fn bounded_files(dropped: Vec<UploadResult>) -> Vec<UploadResult> {
    let mut room = SUMMARY_BYTES_MAX;
    let mut fits = |text: &String| {
        let is_in = text.len() <= room;
        room = room.saturating_sub(text.len());
        is_in
    };
    let (mut dropped, rest): (Vec<_>, Vec<_>) =
        dropped.into_iter().partition(|file| fits(&file.name));
    for file in &mut dropped {
        let all = file.lines.len();
        let kept = file.lines.iter().take_while(|line| fits(line)).count();
        file.lines.truncate(kept);
        if kept < all {
            file.lines.push(format!("and {} more lines", all - kept));
        }
    }
    if !rest.is_empty() {
        let files = if rest.len() == 1 { "file" } else { "files" };
        dropped.push(UploadResult {
            name: format!("and {} more {files}", rest.len()),
            lines: Vec::new(),
            is_whole: rest.iter().all(|file| file.is_whole),
        });
    }
    dropped
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

    use super::*;

    fn link(id: i64) -> FormResult {
        FormResult::Link {
            id: LinkId::from_number(id),
            secret: Secret::random().unwrap(),
            is_new: true,
        }
    }

    fn session() -> SecretHash {
        Secret::random().unwrap().hash()
    }

    fn wanted(id: i64) -> Wanted<'static> {
        Wanted::Link(LinkId::from_number(id))
    }

    #[tokio::test]
    async fn it_is_taken_once_and_by_its_session_alone() {
        let (shown, own) = (ShownOnce::default(), session());
        shown.keep(own, link(1), 100);
        assert!(shown.peek(&session(), wanted(1), 100).is_none());
        assert!(shown.take(&session(), wanted(1), 100).is_none());
        assert!(shown.take(&own, wanted(2), 100).is_none());
        assert!(shown.take(&own, Wanted::Key("a"), 100).is_none());
        assert!(shown.take(&own, Wanted::Imports, 100).is_none());
        for _ in 0..2 {
            assert!(shown.peek(&own, wanted(1), 101).is_some(), "a look");
        }
        assert!(shown.take(&own, wanted(1), 101).is_some());
        assert!(shown.take(&own, wanted(1), 101).is_none());
        assert!(shown.peek(&own, wanted(1), 101).is_none());
    }

    #[tokio::test]
    async fn it_waits_two_minutes_whatever_the_clock_does() {
        let own = session();
        for (now, is_there) in [(219, true), (220, false), (99, false), (i64::MAX, false)] {
            let shown = ShownOnce::default();
            shown.keep(own, link(1), 100);
            let waits = shown.take(&own, wanted(1), now).is_some();
            assert_eq!(waits, is_there, "{now}");
        }
    }

    #[tokio::test]
    async fn nothing_stays_because_no_one_looked() {
        let shown = ShownOnce::default();
        shown.keep(session(), link(1), 100);
        shown.forget_old(219);
        assert_eq!(shown.0.lock().unwrap().len(), 1);
        shown.forget_old(220);
        assert_eq!(shown.0.lock().unwrap().len(), 0);
    }

    #[tokio::test]
    async fn one_session_pushes_out_only_its_own_and_all_have_a_bound() {
        let (shown, own, other) = (ShownOnce::default(), session(), session());
        shown.keep(other, link(1000), 100);
        for id in 0..20 {
            shown.keep(own, link(id), 100);
        }
        assert!(shown.take(&other, wanted(1000), 100).is_some());
        assert!(shown.take(&own, wanted(9), 100).is_none());
        assert!(shown.take(&own, wanted(10), 100).is_some());
        for id in 0..200 {
            shown.keep(session(), link(id), 100);
        }
        assert_eq!(shown.0.lock().unwrap().len(), ENTRIES_MAX);
    }

    #[test]
    fn a_long_summary_is_cut() {
        let file = |name: &str| UploadResult {
            name: name.to_owned(),
            lines: vec!["a".repeat(1000); 50],
            is_whole: true,
        };
        let dropped = bounded_files(vec![file("a"), file("b")]);
        let lines: Vec<usize> = dropped.iter().map(|file| file.lines.len()).collect();
        assert_eq!(lines, [50, 16]);
        assert_eq!(
            dropped.last().unwrap().lines.last().unwrap(),
            "and 35 more lines"
        );
    }

    #[test]
    fn files_whose_names_have_no_room_are_counted() {
        let file = |name: &str, is_whole| UploadResult {
            name: name.to_owned(),
            lines: vec!["1 stored".to_owned()],
            is_whole,
        };
        let long = "a".repeat(SUMMARY_BYTES_MAX);
        let files = |second| vec![file("a", true), file(&long, second), file(&long, true)];
        for is_whole in [true, false] {
            let told = bounded_files(files(is_whole));
            let names: Vec<&str> = told.iter().map(|file| &*file.name).collect();
            assert_eq!(names, ["a", "and 2 more files"]);
            let rest = told.last().unwrap();
            assert_eq!(rest.is_whole, is_whole, "as whole as the least of them");
        }
        let told = bounded_files(vec![file(&long, true), file(&long, true)]);
        assert_eq!(told.last().unwrap().name, "and 1 more file");
    }
}
