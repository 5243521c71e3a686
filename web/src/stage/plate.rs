//! The plate beside a node: at most five short lines, outward from the middle. The painter keeps words off it.

use synod_core::view::{NodeDetail, NodeGlance};
use yew::prelude::*;

use super::geometry::{Frame, Point, num};
use super::layout::swell;
use super::words::{self, Line, text_width};

/// From one line to the next, at radius 42.
const LEADING: f64 = 17.0;
/// Between what is drawn round a node and its plate.
const AIR: f64 = 9.0;

/// How much larger than at radius 42 text beside the nodes is.
fn growth(radius: f64) -> f64 {
    swell(radius).min(1.6)
}

/// The plate of a node of this radius, with this much drawn round it.
pub fn view(lines: Vec<Line>, radius: f64, outer: f64, right: bool) -> Html {
    let growth = growth(radius);
    let x = (outer + AIR) * if right { 1.0 } else { -1.0 };
    let top = -LEADING / 2.0 * growth * (lines.len() as f64 - 1.0) + 4.0;
    let line = |(i, line): (usize, Line)| {
        let (x, y) = (num(x), num(top + LEADING * growth * i as f64));
        let (class, text) = match line {
            Line::Token(text) => ("plate tokn", text),
            Line::Strong(text) => ("plate strong", text),
            Line::Plain(text) => ("plate", text),
            // Empty: the painter writes it. Its key keeps the element from becoming another line.
            Line::Timer => {
                return html! { <text key="timer" class="plate timertext" {x} {y}></text> };
            }
        };
        html! { <text key={text.clone()} {class} {x} {y}>{ text }</text> }
    };
    html! {
        <g class={classes!("plates", (!right).then_some("left"))}>
            { for lines.into_iter().enumerate().map(line) }
        </g>
    }
}

/// Where the plate of a node lies on the stage.
pub fn frame(
    node: &NodeGlance,
    detail: Option<&NodeDetail>,
    at: Point,
    radii: (f64, f64),
    right: bool,
) -> Frame {
    let (radius, outer) = radii;
    let growth = growth(radius);
    let lines = words::plate(node, detail);
    let size = 12.0 * growth;
    let width = lines.iter().map(|line| match line {
        Line::Token(text) => text_width(text, 14.0 * growth),
        Line::Strong(text) | Line::Plain(text) => text_width(text, size),
        Line::Timer => node
            .timer
            .map_or(0.0, |timer| text_width(timer.words, size) + 3.2 * size),
    });
    let width = width.fold(0.0, f64::max);
    let height = LEADING * growth * lines.len() as f64;
    let x = at.x
        + if right {
            outer + AIR
        } else {
            -outer - AIR - width
        };
    Frame::new(x, at.y - height / 2.0, width, height)
}
