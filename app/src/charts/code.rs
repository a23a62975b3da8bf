//! The code that makes charts. The page has its numbers without it, so a browser loads it
//! separately from the page's own code, together with ECharts.

use std::sync::OnceLock;

use domain::report::trend::Bucket;
use domain::report::{List, StatusKey};
use domain::view::View;
use leptos::wasm_split::SplitLoaderError;
use serde_json::Value;

use super::{
    LegendRow, PartPlace, Theme, account_bar_option, legend, part_position, plain_bar,
    status_pie_option, trend_option,
};

/// Makes charts' options as JSON, and reads them.
#[derive(Clone, Copy, Debug)]
pub struct ChartCode {
    /// See [`status_pie_option`].
    pub status_pie: fn(&List<StatusKey>, &View, Theme) -> String,
    /// See [`account_bar_option`].
    pub account_bar: fn(&List<String>, &View, Theme) -> String,
    /// See [`trend_option`].
    pub trend: fn(&[Bucket], &[Bucket], &View, Theme) -> String,
    /// See [`plain_bar`].
    pub plain_bar: fn(&[String], &[u64], Theme) -> String,
    /// See [`legend`]; empty if the text is not an option.
    pub legend: fn(&str) -> Vec<LegendRow>,
    /// See [`part_position`].
    pub part_position: fn(&str, usize, usize, f64, f64) -> Option<PartPlace>,
}

static CODE: OnceLock<ChartCode> = OnceLock::new();

/// Calls the code; returns `T`'s default if it is not loaded yet. No chart is drawn before.
pub fn with_code<T: Default>(call: impl FnOnce(&ChartCode) -> T) -> T {
    CODE.get().map(call).unwrap_or_default()
}

/// Loads the code once; returns whether it is loaded.
pub async fn fetch_code() -> bool {
    if CODE.get().is_none()
        && let Ok(code) = chart_code().await
    {
        CODE.get_or_init(|| code);
    }
    CODE.get().is_some()
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "the macro declares it with the error of the fetch"
)]
#[leptos::wasm_split::wasm_split(charts, fallible, wasm_split_path = leptos::wasm_split)]
fn chart_code() -> Result<ChartCode, SplitLoaderError> {
    Ok(ChartCode {
        status_pie: |list, view, theme| status_pie_option(list, view, theme).to_string(),
        account_bar: |list, view, theme| account_bar_option(list, view, theme).to_string(),
        trend: |buckets, before, view, theme| {
            trend_option(buckets, before, view, theme).to_string()
        },
        plain_bar: |names, values, theme| plain_bar(names, values, theme).to_string(),
        legend: |option| parse(option).map_or_else(Vec::new, |option| legend(&option)),
        part_position: |option, series, index, width, height| {
            part_position(&parse(option)?, series, index, width, height)
        },
    })
}

fn parse(option: &str) -> Option<Value> {
    serde_json::from_str(option).ok()
}
