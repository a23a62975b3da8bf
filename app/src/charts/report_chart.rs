//! The parts of a chart of the report.

use charming::component::{Axis, Grid};
use charming::series::{Bar, Line, Pie};
use serde::Serialize;

/// A chart of charming's parts. charming's own `Chart` can have every kind of series and
/// component, so a browser would load the code to serialize all of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportChart {
    /// The position of the axes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grid: Vec<Grid>,
    /// The horizontal axis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x_axis: Option<Axis>,
    /// The vertical axis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y_axis: Option<Axis>,
    /// The series.
    pub series: Vec<ReportSeries>,
}

/// A series of the report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ReportSeries {
    /// Bars.
    Bar(Box<Bar>),
    /// A line.
    Line(Box<Line>),
    /// A pie.
    Pie(Box<Pie>),
}

impl From<Bar> for ReportSeries {
    fn from(bar: Bar) -> Self {
        Self::Bar(Box::new(bar))
    }
}

impl From<Line> for ReportSeries {
    fn from(line: Line) -> Self {
        Self::Line(Box::new(line))
    }
}

impl From<Pie> for ReportSeries {
    fn from(pie: Pie) -> Self {
        Self::Pie(Box::new(pie))
    }
}
