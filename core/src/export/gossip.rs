//! Pools, neighbours and charts as data.

use serde::Serialize;

use crate::simulation::Simulation;
use crate::units::NodeId;
use crate::view::{PoolView, SeriesView};

/// What waits at a node.
#[derive(Serialize)]
pub struct PoolRow {
    /// Which request: `n1#1`.
    pub request: String,
    /// What is asked, in short.
    pub text: String,
    /// What the node knows of it.
    pub known: String,
    /// Whether the node has refused it.
    pub refused: bool,
}

/// Somebody to whom a node speaks.
#[derive(Serialize)]
pub struct NeighbourRow {
    /// Who.
    pub id: String,
    /// Whether it answers.
    pub answers: bool,
}

/// A chart.
#[derive(Serialize)]
pub struct ChartRow {
    /// Its name.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows.
    pub sentence: String,
    /// What lies along the lower edge, and in what: `count`, `millionths` or `micros`.
    pub across: (&'static str, &'static str),
    /// What lies along the left edge, and in what.
    pub up: (&'static str, &'static str),
    /// What was measured.
    pub measured: Vec<SeriesRow>,
    /// What was predicted.
    pub predicted: Vec<SeriesRow>,
}

/// Points of a chart that belong together.
#[derive(Serialize)]
pub struct SeriesRow {
    /// What they are of.
    pub name: String,
    /// Across, up, and how far the truth may lie from there.
    pub points: Vec<(i64, i64, Option<i64>)>,
}

pub(super) fn pool(row: &PoolView) -> PoolRow {
    PoolRow {
        request: row.request.to_string(),
        text: row.text.clone(),
        known: row.known.to_string(),
        refused: row.is_refused,
    }
}

pub(super) fn neighbours(simulation: &dyn Simulation, id: NodeId) -> Vec<NeighbourRow> {
    let row = |it: &crate::view::Neighbour| NeighbourRow {
        id: it.id.to_string(),
        answers: it.answers,
    };
    simulation.neighbours(id).iter().map(row).collect()
}

/// The charts of a run.
pub fn charts(simulation: &dyn Simulation) -> Vec<ChartRow> {
    let points = |series: &SeriesView| SeriesRow {
        name: series.name.clone(),
        points: series
            .points
            .iter()
            .map(|point| (point.across, point.up, point.error))
            .collect(),
    };
    let row = |chart: crate::view::ChartView| ChartRow {
        id: chart.id,
        title: chart.title,
        sentence: chart.sentence.to_string(),
        across: (chart.across.name, chart.across.scale.name()),
        up: (chart.up.name, chart.up.scale.name()),
        measured: chart.measured.iter().map(points).collect(),
        predicted: chart.predicted.iter().map(points).collect(),
    };
    simulation.charts().into_iter().map(row).collect()
}
