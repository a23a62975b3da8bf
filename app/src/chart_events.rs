//! What a chart and the browser's code that draws it say to each other.

use std::sync::Arc;

use crate::charts::{LegendRow, Theme};

/// A part of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The series' place in the chart.
    pub(crate) series: usize,
    /// The part's place in the series.
    pub(crate) index: usize,
}

/// A point of a chart, in pixels from the canvas's left and top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ChartPoint {
    /// From the left.
    pub(crate) x: f64,
    /// From the top.
    pub(crate) y: f64,
}

/// Whether a chart is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Drawing {
    /// Not yet: it comes when it is scrolled to.
    #[default]
    Waiting,
    /// It is drawn.
    Done,
    /// What draws it could not be had. It is tried again.
    Failed,
}

/// The part that the pointer is over, or that a finger tapped, and where.
pub(crate) type Over = Option<(Part, ChartPoint)>;

/// What is done on a chart.
#[derive(Clone)]
pub(crate) struct ChartEvents {
    /// The pointer moved on the chart, or left it.
    pub(crate) over: Arc<dyn Fn(Over) + Send + Sync>,
    /// The pointer clicked a part.
    pub(crate) click: Arc<dyn Fn(Part) + Send + Sync>,
    /// The part that the list points at is here.
    pub(crate) pointed_at: Arc<dyn Fn(ChartPoint) + Send + Sync>,
    /// The reader wants the tooltip away.
    pub(crate) escape: Arc<dyn Fn() + Send + Sync>,
}

/// What a picture shows and says.
pub(crate) struct ChartPicture {
    /// Its file name without the ending.
    pub(crate) name: &'static str,
    /// Its title.
    pub(crate) title: &'static str,
    /// What was counted: view, filters, zone, and how recent the data is.
    pub(crate) caption: String,
    /// Which color is what.
    pub(crate) legend: Vec<LegendRow>,
    /// Light or dark.
    pub(crate) theme: Theme,
}
