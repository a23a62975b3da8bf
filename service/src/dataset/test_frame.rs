//! A frame for tests.

use domain::dimension::{Dimension, Names};
use domain::event::{Outcome, Second, Source};
use domain::frame::{Dictionaries, Frame, Server, Status};
use domain::frame_builder::{FrameBuilder, Request};
use domain::names::AccountId;
use domain::status::Category;
use enum_map::enum_map;

/// A frame of denials in each of the first seconds, `of_first` of the first account and
/// `of_second` of the second. Each account has its own server and user.
pub(super) fn frame(version: u64, of_first: i64, of_second: i64) -> Frame {
    let mut builder = FrameBuilder::default();
    for (account, rows) in [(0, of_first), (1, of_second)] {
        for at in 0..rows {
            builder.push(&Request {
                at: Second(at),
                ids: enum_map! {
                    Dimension::Server | Dimension::User => account,
                    Dimension::Source => Source::Local as u32,
                    _ => 0,
                },
                count: 1.0,
                is_final: true,
                outcome: Outcome::Denied,
            });
        }
    }
    let server = |account, name: &str| Server {
        account: AccountId(account),
        name: name.into(),
    };
    let dictionaries = Dictionaries {
        names: enum_map! {
            Names::Accounts => vec!["first".into(), "second".into()],
            Names::Users => vec!["ada".into(), "bob".into()],
            _ => vec!["one".into()],
        },
        servers: vec![server(0, "a"), server(1, "b")],
        statuses: vec![Status {
            space: "rlm".into(),
            code: "-999".into(),
            description: "second's own words".into(),
            category: Category::Capacity,
        }],
    };
    builder.frame(version, dictionaries)
}

/// A frame of one denial, by a user whose name has this many bytes.
pub(super) fn with_long_name(version: u64, bytes: usize) -> Frame {
    let mut frame = frame(version, 1, 0);
    frame.dictionaries.names[Names::Users] = vec!["a".repeat(bytes).into()];
    frame
}
