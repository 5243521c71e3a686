//! Charts: what was measured in the run, beside what was predicted. Measured points are marks with their error bars,
//! predictions dashed lines: shape and stroke tell them apart, as hues belong to heads.

use synod_core::view::{ChartView, PointView, Scale, SeriesView};
use yew::prelude::*;

use crate::panels::desk::Desk;
use crate::stage::geometry::num;

mod scale;

use scale::{Span, told};

/// The drawing in its own units; CSS gives it its size.
const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 200.0;
/// Room at the left for numbers, below for numbers and the name.
const LEFT: f64 = 52.0;
const BELOW: f64 = 34.0;
const AIR: f64 = 12.0;
/// Room for a mark beside another.
const ASIDE: f64 = 9.0;

/// All charts of the run.
pub fn charts(desk: &Desk) -> Html {
    let charts = desk.read.charts.emit(());
    if charts.is_empty() {
        return html! { <p class="empty">{ "Nothing was measured yet." }</p> };
    }
    html! { <div class="charts">{ for charts.iter().map(|it| chart(desk, it)) }</div> }
}

/// Where points stand in the drawing.
#[derive(Clone, Copy)]
struct Field {
    across: Span,
    up: Span,
}

impl Field {
    fn x(self, value: i64) -> f64 {
        LEFT + self.across.share(value) * (WIDTH - LEFT - AIR)
    }

    fn y(self, value: i64) -> f64 {
        AIR + (1.0 - self.up.share(value)) * (HEIGHT - BELOW - AIR)
    }
}

fn chart(desk: &Desk, chart: &ChartView) -> Html {
    let points = || {
        chart
            .measured
            .iter()
            .chain(&chart.predicted)
            .flat_map(|it| &it.points)
    };
    let reach = |point: &PointView| ends(point, point.error.unwrap_or(0), chart.up.scale);
    let field = Field {
        across: Span::over(points().map(|it| it.across)),
        up: Span::over(points().flat_map(reach).chain([0])),
    };
    let label = format!("{}: {}", chart.title, chart.sentence);
    html! {
        <figure class="chart" key={chart.id} data-chart={chart.id}>
            <figcaption><h3>{ chart.title }</h3></figcaption>
            <svg viewBox={format!("0 0 {WIDTH} {HEIGHT}")} role="img" aria-label={label}>
                { axes(chart, field) }
                { for chart.predicted.iter().map(|it| line(it, field)) }
                { for chart.measured.iter().enumerate().map(|(place, it)| marks(it, place, dodge(&chart.measured, place), chart.up.scale, field)) }
            </svg>
            { legend(chart) }
            <p>{ desk.sentence(&chart.sentence) }</p>
        </figure>
    }
}

/// Ticks with their numbers at both edges, and what they count.
fn axes(chart: &ChartView, field: Field) -> Html {
    let (right, bottom) = (WIDTH - AIR, HEIGHT - BELOW);
    let up = field.up.ticks().into_iter().map(|value| {
        let y = num(field.y(value));
        html! {
            <g key={value.to_string()}>
                <path class="grid" d={format!("M{LEFT} {y}H{right}")} />
                <text x={num(LEFT - 6.0)} y={y.clone()} text-anchor="end" dominant-baseline="middle">{ told(value, chart.up.scale) }</text>
            </g>
        }
    });
    let across = field.across.ticks().into_iter().map(|value| {
        let x = num(field.x(value));
        html! { <text key={value.to_string()} {x} y={num(bottom + 13.0)} text-anchor="middle">{ told(value, chart.across.scale) }</text> }
    });
    html! {
        <g class="axes">
            { for up }
            { for across }
            <path class="edge" d={format!("M{LEFT} {AIR}V{bottom}H{right}")} />
            <text class="name" x={num(right)} y={num(HEIGHT - 4.0)} text-anchor="end">{ chart.across.name }</text>
            <text class="name" x={num(LEFT + 5.0)} y={num(AIR + 7.0)}>{ chart.up.name }</text>
        </g>
    }
}

fn path(series: &SeriesView, field: Field) -> String {
    let points = series.points.iter().enumerate().map(|(place, point)| {
        let pen = if place == 0 { 'M' } else { 'L' };
        format!(
            "{pen}{} {}",
            num(field.x(point.across)),
            num(field.y(point.up))
        )
    });
    points.collect()
}

fn line(series: &SeriesView, field: Field) -> Html {
    html! { <path class="predicted" key={series.name.clone()} d={path(series, field)} /> }
}

/// By how much the marks of a series stand aside: those of several that are at one place stand side by side.
fn dodge(all: &[SeriesView], place: usize) -> f64 {
    let at = |series: &SeriesView| match series.points[..] {
        [point] => Some(point.across),
        _ => None,
    };
    let is_there = |series: &&SeriesView| at(series).is_some() && at(series) == at(&all[place]);
    let before = all[..place].iter().filter(is_there).count() as f64;
    let beside = all.iter().filter(is_there).count() as f64;
    ASIDE * (before - (beside - 1.0).max(0.0) / 2.0)
}

/// The ends of an error bar: no share is below nothing or above all.
fn ends(point: &PointView, error: i64, scale: Scale) -> [i64; 2] {
    let ends = [
        point.up.saturating_sub(error),
        point.up.saturating_add(error),
    ];
    match scale {
        Scale::Millionths => ends.map(|it| it.clamp(0, 1_000_000)),
        Scale::Count | Scale::Micros => ends,
    }
}

/// Measured points, each series by a mark of its own.
fn marks(series: &SeriesView, place: usize, aside: f64, scale: Scale, field: Field) -> Html {
    let one = |point: &PointView| {
        let (x, y) = (field.x(point.across) + aside, field.y(point.up));
        let bar = point.error.map(|error| {
            let [low, high] = ends(point, error, scale).map(|it| num(field.y(it)));
            let (x, left, right) = (num(x), num(x - 3.0), num(x + 3.0));
            format!("M{left} {high}H{right}M{x} {high}V{low}M{left} {low}H{right}")
        });
        html! {
            <g key={point.across}>
                if let Some(d) = bar { <path class="error" {d} /> }
                <path class="mark" d={mark(place, x, y)} />
            </g>
        }
    };
    html! {
        <g class="measured" key={series.name.clone()}>
            <path class="thread" d={path(series, field)} />
            { for series.points.iter().map(one) }
        </g>
    }
}

/// A disc, a square, a triangle, a diamond: whoever sees no colours sees these.
fn mark(place: usize, x: f64, y: f64) -> String {
    let at = |dx: f64, dy: f64| format!("{} {}", num(x + dx), num(y + dy));
    match place % 4 {
        0 => format!("M{}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0", at(-3.0, 0.0)),
        1 => format!("M{}h6v6h-6z", at(-3.0, -3.0)),
        2 => format!("M{}L{}L{}z", at(0.0, -4.0), at(4.0, 3.0), at(-4.0, 3.0)),
        _ => format!(
            "M{}L{}L{}L{}z",
            at(0.0, -4.0),
            at(4.0, 0.0),
            at(0.0, 4.0),
            at(-4.0, 0.0)
        ),
    }
}

/// What is what, and the last value of each, for whoever reads rather than looks; of a curve no value is the last.
fn legend(chart: &ChartView) -> Html {
    let last = |series: &SeriesView| {
        let point = series.points.last()?;
        let is_level = series.points.iter().all(|it| it.up == point.up);
        let is_curve = point.error.is_none() && !is_level;
        if is_curve {
            return None;
        }
        let error = point
            .error
            .map(|error| format!(" ± {}", told(error, chart.up.scale)));
        let value = told(point.up, chart.up.scale) + &error.unwrap_or_default();
        Some(format!(": {value}"))
    };
    let measured = chart.measured.iter().enumerate().map(|(place, series)| {
        html! {
            <li key={series.name.clone()}>
                <svg viewBox="0 0 16 10" aria-hidden="true"><g class="measured"><path class="mark" d={mark(place, 8.0, 5.0)} /></g></svg>
                { &series.name }{ last(series) }
            </li>
        }
    });
    let predicted = chart.predicted.iter().map(|series| {
        html! {
            <li key={series.name.clone()}>
                <svg viewBox="0 0 16 10" aria-hidden="true"><path class="predicted" d="M0 5H16" /></svg>
                { &series.name }{ last(series) }
            </li>
        }
    });
    html! { <ul class="legend plain">{ for measured }{ for predicted }</ul> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_at_one_place_stand_side_by_side() {
        let at = |across: &[i64]| {
            let points = across.iter().map(|across| PointView {
                across: *across,
                up: 0,
                error: None,
            });
            let (name, points) = (String::new(), points.collect());
            SeriesView { name, points }
        };
        let all = [at(&[5]), at(&[7]), at(&[5]), at(&[5, 7]), at(&[5])];
        let aside = [0, 1, 2, 3, 4].map(|place| dodge(&all, place));
        assert_eq!(aside, [-ASIDE, 0.0, 0.0, 0.0, ASIDE]);
    }

    #[test]
    fn a_bar_of_a_share_ends_at_nothing_and_at_all() {
        let point = PointView {
            across: 0,
            up: 900_000,
            error: None,
        };
        assert_eq!(
            ends(&point, 200_000, Scale::Millionths),
            [700_000, 1_000_000]
        );
        assert_eq!(ends(&point, 950_000, Scale::Millionths), [0, 1_000_000]);
        assert_eq!(ends(&point, 950_000, Scale::Count), [-50_000, 1_850_000]);
    }
}
