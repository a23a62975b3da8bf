//! Demo data as events in a builder, for benchmarks and for tests of how large things are.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "the benchmarks and the tests each use a part, and may stop where it fails"
)]

use std::collections::HashMap;

use domain::catalogue::Catalogue;
use domain::demo::{DemoOptions, generate};
use domain::event::{Event, Outcome};
use domain::frame::{Dictionaries, Frame, Server, Status};
use domain::frame_builder::{FrameBuilder, Request, RequestOutcome};
use domain::names::{
    AccountId, DeviceId, FeatureId, ModelId, ProductId, ServerId, StatusId, UserId, VersionId,
};
use jiff::civil::date;

/// The default year with so many attempts, up to a fixed day.
pub(crate) fn demo(attempts: u64) -> DemoOptions {
    DemoOptions {
        attempts,
        ..DemoOptions::new(date(2025, 8, 31))
    }
}

/// The frame of a demo year.
pub(crate) fn demo_frame(attempts: u64) -> Frame {
    let filled = Filled::demo(attempts);
    filled.builder.frame(1, filled.dictionaries)
}

/// Words by their ids, and the ids by their words.
#[derive(Default)]
struct Words(HashMap<Box<str>, u32>);

impl Words {
    fn id(&mut self, words: &mut Vec<Box<str>>, word: &str) -> u32 {
        if let Some(id) = self.0.get(word) {
            return *id;
        }
        let id = u32::try_from(words.len()).unwrap();
        words.push(word.into());
        self.0.insert(word.into(), id);
        id
    }
}

/// A builder that has taken every event of a demo year, with its dictionaries.
#[derive(Default)]
pub(crate) struct Filled {
    pub(crate) builder: FrameBuilder,
    pub(crate) dictionaries: Dictionaries,
    ids: [Words; 7],
    servers: HashMap<(u32, Box<str>), u32>,
    statuses: HashMap<(Box<str>, Box<str>), u32>,
}

impl Filled {
    pub(crate) fn demo(attempts: u64) -> Self {
        let catalogue = Catalogue::built_in();
        let mut filled = Self::default();
        generate(&demo(attempts), &mut |event| filled.push(event, &catalogue));
        filled
    }

    fn push(&mut self, event: &Event<'_>, catalogue: &Catalogue) {
        let words = &mut self.dictionaries;
        let [
            accounts,
            users,
            devices,
            products,
            features,
            versions,
            models,
        ] = &mut self.ids;
        let account = accounts.id(&mut words.accounts, event.account.0);
        let request = Request {
            at: event.at,
            server: ServerId(0),
            user: UserId(users.id(&mut words.users, event.user.0)),
            device: DeviceId(devices.id(&mut words.devices, event.device.0)),
            product: ProductId(products.id(&mut words.products, event.product.0)),
            feature: FeatureId(features.id(&mut words.features, event.feature.0)),
            version: VersionId(versions.id(&mut words.versions, event.version.0)),
            model: ModelId(models.id(&mut words.models, event.model.0)),
            source: event.source.unwrap(),
            count: event.count,
            is_final: event.is_final,
            outcome: RequestOutcome::Granted,
        };
        let server = self.server(account, event.server.0);
        let outcome = match event.outcome {
            Outcome::Denied => RequestOutcome::Denied(self.status(event, catalogue)),
            Outcome::Granted => RequestOutcome::Granted,
            Outcome::Returned => RequestOutcome::Returned,
        };
        self.builder.push(&Request {
            server,
            outcome,
            ..request
        });
    }

    fn server(&mut self, account: u32, name: &str) -> ServerId {
        let servers = &mut self.dictionaries.servers;
        let id = *self
            .servers
            .entry((account, name.into()))
            .or_insert_with(|| {
                let account = AccountId(account);
                let name = name.into();
                servers.push(Server { account, name });
                u32::try_from(servers.len() - 1).unwrap()
            });
        ServerId(id)
    }

    fn status(&mut self, event: &Event<'_>, catalogue: &Catalogue) -> StatusId {
        let logged = event.status.unwrap();
        let code = catalogue.resolve_code(&logged);
        let statuses = &mut self.dictionaries.statuses;
        let key = (logged.space.into(), code.into());
        let id = *self.statuses.entry(key).or_insert_with(|| {
            let (description, category) =
                catalogue.describe(logged.space, code, logged.description);
            statuses.push(Status {
                space: logged.space.into(),
                code: code.into(),
                description: description.into(),
                category,
            });
            u32::try_from(statuses.len() - 1).unwrap()
        });
        StatusId(id)
    }
}
