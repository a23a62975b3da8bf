//! The parts of the page, one a file.

pub(crate) mod account_panel;
pub(crate) mod chart;
pub(crate) mod denial_detail;
pub(crate) mod denials_table;
pub(crate) mod filter_form;
pub(crate) mod filter_list;
pub(crate) mod notices;
pub(crate) mod status_panel;
pub(crate) mod totals;
