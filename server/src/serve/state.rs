//! The state that all routes share.

use std::sync::Arc;

use leptos::config::LeptosOptions;
use service::dataset::Dataset;
use store::Queue;

use crate::serve::access::Access;
use crate::serve::middleware::sending_bounds::Sending;
use crate::serve::routes::export::ExportPools;
use crate::serve::routes::forms::shown_once::ShownOnce;
use crate::serve::routes::imports::turns::ImportTurns;
use crate::serve::routes::ingest::state::Ingest;
use crate::serve::routes::news::open_pages::News;

/// Requests of users that scan all events, in total and per user: one runs, another waits.
pub(crate) const SCANNING_MAX: usize = 20;
pub(crate) const SCANNING_OF_ONE_MAX: usize = 2;

/// What the pages are made from.
#[derive(Clone)]
pub(crate) struct Pages {
    pub record: Arc<Dataset>,
    pub options: LeptosOptions,
    pub access: Arc<Access>,
    pub news: Arc<News>,
    pub ingest: Ingest,
    pub turns: ImportTurns,
    /// The queue for lists of imports, which scan all events.
    pub scanning: Queue,
    pub exports: ExportPools,
    pub shown_once: ShownOnce,
    pub sending: Sending,
}
