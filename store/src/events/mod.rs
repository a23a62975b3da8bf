//! Events: storing them once, importing and undoing, and the frame that is loaded from them.

pub(crate) mod batch;
pub(crate) mod changed;
pub(crate) mod dictionary;
pub(crate) mod frame_cache;
pub(crate) mod frame_loader;
pub(crate) mod group_commit;
pub(crate) mod identities;
pub(crate) mod import;
pub(crate) mod imports;
pub(crate) mod writer;
