//! Events that wait in memory for their date.

use crate::event::{Event, FormerReading, Outcome, Second, Source};
use crate::names::{
    AccountName, DeviceName, FeatureName, LicenseModel, ProductName, ServerName, UserName,
    VersionName,
};
use crate::status::LoggedStatus;

/// An event that owns its names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OwnedEvent {
    outcome: Outcome,
    source: Option<Source>,
    texts: Box<[Box<str>]>,
    status: bool,
    count: f64,
    is_final: bool,
    id: Option<Box<str>>,
    former: Option<Box<Former>>,
    unfinished: Option<Box<Former>>,
    is_status_on_line: bool,
}

/// Another reading of an owned event.
#[derive(Clone, Debug, PartialEq)]
struct Former {
    /// Space, code and description.
    status: Option<[Box<str>; 3]>,
    rest: Box<str>,
    feature: Box<str>,
}

impl Former {
    fn of(former: &FormerReading<'_>) -> Self {
        Self {
            status: former
                .status
                .map(|status| [status.space, status.code, status.description].map(Box::from)),
            rest: former.rest.into(),
            feature: former.feature.0.into(),
        }
    }

    fn at(&self, at: Second) -> FormerReading<'_> {
        FormerReading {
            at,
            status: self
                .status
                .as_ref()
                .map(|[space, code, description]| LoggedStatus {
                    space,
                    code,
                    description,
                }),
            rest: &self.rest,
            feature: FeatureName(&self.feature),
        }
    }
}

impl OwnedEvent {
    /// Copies everything in `event` except its time and those of its other readings.
    pub(super) fn of(event: &Event<'_>) -> Self {
        let owned = |reading: Option<FormerReading<'_>>| {
            reading.map(|reading| Box::new(Former::of(&reading)))
        };
        let status = event.status.unwrap_or_default();
        let texts = [
            event.account.0,
            event.server.0,
            event.user.0,
            event.device.0,
            event.product.0,
            event.feature.0,
            event.version.0,
            event.model.0,
            status.space,
            status.code,
            status.description,
            event.rest,
        ];
        Self {
            outcome: event.outcome,
            source: event.source,
            texts: texts.into_iter().map(Box::from).collect(),
            status: event.status.is_some(),
            count: event.count,
            is_final: event.is_final,
            id: event.id.map(Box::from),
            former: owned(event.former),
            unfinished: owned(event.unfinished),
            is_status_on_line: event.is_status_on_line,
        }
    }

    /// The event at its time, which is now known. Its other readings get the same time.
    pub(super) fn at(&self, at: Second) -> Event<'_> {
        let text = |index: usize| self.texts.get(index).map_or("", |text| &**text);
        Event {
            at,
            outcome: self.outcome,
            account: AccountName(text(0)),
            server: ServerName(text(1)),
            source: self.source,
            user: UserName(text(2)),
            device: DeviceName(text(3)),
            product: ProductName(text(4)),
            feature: FeatureName(text(5)),
            version: VersionName(text(6)),
            model: LicenseModel(text(7)),
            count: self.count,
            status: self.status.then(|| LoggedStatus {
                space: text(8),
                code: text(9),
                description: text(10),
            }),
            is_final: self.is_final,
            id: self.id.as_deref(),
            rest: text(11),
            former: self.former.as_ref().map(|former| former.at(at)),
            unfinished: self.unfinished.as_ref().map(|reading| reading.at(at)),
            is_status_on_line: self.is_status_on_line,
            line: None,
        }
    }
}
