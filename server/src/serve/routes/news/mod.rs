//! Live connections of open pages: each is notified of newer data that its reader may see, and
//! when the reader's access ends. All pages share one check of the data, so their number adds
//! no cost.

pub(crate) mod open_pages;
mod polling;
mod stream;

pub(crate) use polling::trigger_check;
pub(crate) use stream::news;
