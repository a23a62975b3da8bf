//! Charts: pure functions from a report to a chart of charming's parts.
//!
//! A chart is passed to ECharts as the JSON of its serialization, never through charming's
//! `Display` or `JsFunction`: these let a name in the data become script.

mod account_bar;
mod bars;
mod code;
mod legend;
mod option;
mod others;
mod palette;
mod part_position;
mod report_chart;
mod status_pie;
mod tooltip_position;
mod trend;
mod wrap;

pub use account_bar::{account_bar, account_bar_option};
pub use bars::plain_bar;
pub use code::{ChartCode, fetch_code, with_code};
pub use legend::{LegendRow, legend};
pub use option::BARS_MAX;
pub use others::{Others, others, shown_rows};
pub use palette::{Theme, category_color, panel, plain_color, status_color, text};
pub use part_position::{PartPlace, part_position};
pub use report_chart::{ReportChart, ReportSeries};
pub use status_pie::{status_pie, status_pie_option};
pub use tooltip_position::beside;
pub use trend::{trend, trend_option, trend_series};
pub use wrap::wrap;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod trend_tests;
