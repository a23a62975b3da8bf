//! The state that all routes share.

use std::sync::Arc;

use leptos::config::LeptosOptions;
use service::dataset::Dataset;

use crate::serve::access::Access;
use crate::serve::middleware::response_limits::ResponseLimits;
use crate::serve::routes::export::ExportPools;
use crate::serve::routes::forms::shown_once::ShownOnce;
use crate::serve::routes::imports::import_locks::ImportLocks;
use crate::serve::routes::ingest::state::Ingest;
use crate::serve::routes::news::open_pages::LiveConnections;

/// What the pages are made from.
#[derive(Clone)]
pub(crate) struct AppState {
    pub record: Arc<Dataset>,
    pub options: LeptosOptions,
    pub access: Arc<Access>,
    pub news: Arc<LiveConnections>,
    pub ingest: Ingest,
    pub turns: ImportLocks,
    pub exports: ExportPools,
    pub shown_once: ShownOnce,
    pub sending: ResponseLimits,
}
