//! What each URL answers.

pub(crate) mod data_requests;
pub(crate) mod downloads;
pub(crate) mod export;
pub(crate) mod forms;
pub(crate) mod imports;
pub(crate) mod ingest;
pub(crate) mod links;
pub(crate) mod management;
pub(crate) mod news;
pub(crate) mod not_found_page;
pub(crate) mod report_pages;
pub(crate) mod require_user;
pub(crate) mod slice;
pub(crate) mod sources;
pub(crate) mod table_page;
mod typed_values;
