//! Events and values that a chart exchanges with the browser code that draws it.

use std::sync::Arc;

use crate::charts::{LegendRow, Theme};

/// A part of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The index of the series in the chart.
    pub(crate) series: usize,
    /// The index of the part in the series.
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

/// The state of a chart's drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DrawState {
    /// Not yet: it is drawn when it is scrolled into view.
    #[default]
    Waiting,
    /// It is drawn.
    Done,
    /// The code that draws it could not be loaded. It is tried again.
    Failed,
}

/// The part that the pointer is over, or that a finger tapped, and where.
pub(crate) type Over = Option<(Part, ChartPoint)>;

/// The event handlers of a chart.
#[derive(Clone)]
pub(crate) struct ChartEvents {
    /// The pointer moved on the chart, or left it.
    pub(crate) over: Arc<dyn Fn(Over) + Send + Sync>,
    /// The pointer clicked a part.
    pub(crate) click: Arc<dyn Fn(Part) + Send + Sync>,
    /// The position of the part that the list points at.
    pub(crate) pointed_at: Arc<dyn Fn(ChartPoint) + Send + Sync>,
    /// The reader dismissed the tooltip.
    pub(crate) escape: Arc<dyn Fn() + Send + Sync>,
}

/// The content of a picture.
pub(crate) struct ChartPicture {
    /// Its file name without the extension.
    pub(crate) name: &'static str,
    /// Its title.
    pub(crate) title: &'static str,
    /// What was counted: view, filters, zone, and how recent the data is.
    pub(crate) caption: String,
    /// The legend: which color means what.
    pub(crate) legend: Vec<LegendRow>,
    /// Light or dark.
    pub(crate) theme: Theme,
}
