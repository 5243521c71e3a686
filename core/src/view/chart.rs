//! Charts: what was measured in a run, beside what somebody predicted for it. Whole numbers only, so that they are the
//! same on every machine.

use crate::phrase::Phrase;

/// A chart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChartView {
    /// Its name in hooks: `fork-rate`.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, and whose prediction stands beside it, in one sentence.
    pub sentence: Phrase,
    /// What lies along its lower edge.
    pub across: AxisSpec,
    /// What lies along its left edge.
    pub up: AxisSpec,
    /// What was measured.
    pub measured: Vec<SeriesView>,
    /// What was predicted.
    pub predicted: Vec<SeriesView>,
}

/// What an axis counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AxisSpec {
    /// What: `share of the power`.
    pub name: &'static str,
    /// In what.
    pub scale: Scale,
}

/// In what an axis counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// Whole things.
    Count,
    /// Millionths of a whole, shown as a share of a hundred.
    Millionths,
    /// Microseconds.
    Micros,
}

impl Scale {
    /// Its name in hooks and exports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Millionths => "millionths",
            Self::Micros => "micros",
        }
    }
}

/// A row of points that belong together, from left to right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeriesView {
    /// What it is of: `n3`, `everybody`, `Eyal and Sirer 2014`.
    pub name: String,
    /// Its points.
    pub points: Vec<PointView>,
}

/// A point of a chart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PointView {
    /// How far along the lower edge, in the scale of that axis.
    pub across: i64,
    /// How far up, in the scale of that axis.
    pub up: i64,
    /// How far above or below the truth may lie, in the scale of the axis upwards; nothing where that is not known.
    pub error: Option<i64>,
}
