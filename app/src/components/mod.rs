//! The components of the pages, one per file.

pub(crate) mod bar_list;
pub(crate) mod chart;
pub(crate) mod denial_detail;
pub(crate) mod denials_table;
pub(crate) mod filter_bar;
pub(crate) mod headline;
mod list_chart;
mod list_entries;
pub(crate) mod list_panel;
pub(crate) mod news;
pub(crate) mod notices;
pub(crate) mod numbers_table;
pub(crate) mod page_header;
pub(crate) mod print_heading;
pub(crate) mod shortcuts;
pub(crate) mod trend_panel;
pub(crate) mod usage_panel;
pub(crate) mod view_link;
pub(crate) mod what_to_do_panel;
