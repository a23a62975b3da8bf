//! A frame for tests of the record.

use domain::event::{Second, Source};
use domain::frame::{Dictionaries, Frame, Server, Status};
use domain::frame_builder::{FrameBuilder, Request, RequestOutcome};
use domain::names::{
    AccountId, DeviceId, FeatureId, ModelId, ProductId, ServerId, StatusId, UserId, VersionId,
};
use domain::status::Category;

/// A frame of denials in each of the first seconds, so many of the account `first` and so
/// many of `second`. Each account has a server and a user of its own.
pub(super) fn frame(version: u64, of_first: i64, of_second: i64) -> Frame {
    let mut builder = FrameBuilder::default();
    for (account, rows) in [(0, of_first), (1, of_second)] {
        for at in 0..rows {
            builder.push(&Request {
                at: Second(at),
                server: ServerId(account),
                user: UserId(account),
                device: DeviceId(0),
                product: ProductId(0),
                feature: FeatureId(0),
                version: VersionId(0),
                model: ModelId(0),
                source: Source::Local,
                count: 1.0,
                is_final: true,
                outcome: RequestOutcome::Denied(StatusId(0)),
            });
        }
    }
    let one = || vec![Box::from("one")];
    let server = |account, name: &str| Server {
        account: AccountId(account),
        name: name.into(),
    };
    let dictionaries = Dictionaries {
        accounts: vec!["first".into(), "second".into()],
        servers: vec![server(0, "a"), server(1, "b")],
        users: vec!["ada".into(), "bob".into()],
        devices: one(),
        products: one(),
        features: one(),
        versions: one(),
        models: one(),
        statuses: vec![Status {
            space: "rlm".into(),
            code: "-999".into(),
            description: "second's own words".into(),
            category: Category::Capacity,
        }],
    };
    builder.frame(version, dictionaries)
}
