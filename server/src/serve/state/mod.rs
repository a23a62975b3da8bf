//! The state that all routes share: each thing in a file of its own.

pub(crate) mod export_pools;
pub(crate) mod import_locks;
pub(crate) mod ingest;
pub(crate) mod live_connections;
pub(crate) mod memory_budget;
pub(crate) mod response_limits;
pub(crate) mod shown_once;

use std::sync::Arc;

use leptos::config::LeptosOptions;
use service::dataset::Dataset;

use crate::serve::access::Access;
use export_pools::ExportPools;
use import_locks::ImportLocks;
use ingest::Ingest;
use live_connections::LiveConnections;
use response_limits::ResponseLimits;
use shown_once::ShownOnce;

/// What the pages are made from.
#[derive(Clone)]
pub(crate) struct AppState {
    pub dataset: Arc<Dataset>,
    pub options: LeptosOptions,
    pub access: Arc<Access>,
    pub news: Arc<LiveConnections>,
    pub ingest: Ingest,
    pub import_locks: ImportLocks,
    pub exports: ExportPools,
    pub shown_once: ShownOnce,
    pub sending: ResponseLimits,
}
