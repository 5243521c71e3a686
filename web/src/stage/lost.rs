//! Messages that were lost, where they died: a dashed ring, a cross, eight rays and the reason. While the run plays
//! they fade within a second; while it stands they stay until the next step.

use yew::prelude::*;

use super::StageProps;
use super::geometry::{Point, line, num};
use super::layout::{Flyway, Layout};
use super::link::gap;
use super::message::scale;
use super::paint::wants_stillness;
use crate::model::Lost;
use crate::page;

/// How long one shows while the run plays, in milliseconds; the style sheet fades it as long.
const SPAN: f64 = 900.0;
/// More at once say nothing more.
const SHOWN_MAX: usize = 40;

/// Those to be drawn now.
#[hook]
pub fn use_lost(props: &StageProps) -> Vec<Lost> {
    let seen = use_mut_ref(Vec::<(Lost, f64)>::new);
    let snapshot = use_mut_ref(|| 0_u64);
    let now = page::now();
    let fades = fades(props);
    let mut seen = seen.borrow_mut();
    if snapshot.replace(props.snapshot.number) != props.snapshot.number {
        for lost in &props.snapshot.lost {
            // One that is known keeps its place: what it looked like under way is forgotten by now.
            if !seen.iter().any(|(it, _)| it.id == lost.id) {
                seen.push((*lost, now));
            }
        }
    }
    let fresh = |id| props.snapshot.lost.iter().any(|it| it.id == id && it.fresh);
    seen.retain(|(it, born)| {
        if fades {
            now - born < SPAN
        } else {
            fresh(it.id)
        }
    });
    seen.iter()
        .rev()
        .take(SHOWN_MAX)
        .map(|(it, _)| *it)
        .collect()
}

/// All of them.
pub fn view(lost: &[Lost], layout: &Layout, fades: bool) -> Html {
    let k = scale(layout.radius);
    let placed = lost.iter().filter_map(|it| Some((it, place(it, layout)?)));
    let placed: Vec<(&Lost, Point)> = placed.collect();
    // Of marks that stand close above each other only the lowest has room for its word.
    let crowded = |at: Point| {
        let mut others = placed.iter().map(|(_, other)| *other);
        others.any(|it| it.y > at.y && it.y - at.y < 50.0 * k && (it.x - at.x).abs() < 60.0 * k)
    };
    html! {
        <g class={classes!("lostones", fades.then_some("fading"))} aria-hidden="true" pointer-events="none">
            { for placed.iter().map(|(it, at)| mark(it, *at, k, !crowded(*at))) }
        </g>
    }
}

fn mark(lost: &Lost, at: Point, k: f64, told: bool) -> Html {
    let origin = Point::default();
    let ray = |i: u8| {
        let angle = 45.0 * f64::from(i) + 10.0;
        line(origin.polar(12.0, angle), origin.polar(17.0, angle))
    };
    let rays: String = (0..8).map(ray).collect();
    html! {
        <g key={lost.id.0} class="lost" data-lost={lost.id.to_string()}
            transform={format!("translate({} {})", num(at.x), num(at.y))}>
            <g transform={format!("scale({})", num(k))}>
                <path class="burst" d={rays} />
                <circle class="lostring" r="8.5" />
                <path class="lostx" d="M-4-4l8 8M4-4l-8 8" />
            </g>
            if told {
                <text class="mtext" text-anchor="middle" y={num(31.0 * k)}>{ format!("lost: {}", lost.why) }</text>
            }
        </g>
    }
}

/// One that never left died where its link is broken, or in the middle of it.
fn place(lost: &Lost, layout: &Layout) -> Option<Point> {
    let way = layout.flight(lost.from, lost.to)?;
    let share = lost.share.unwrap_or_else(|| match way {
        Flyway::Straight(road) => gap(layout, lost.from, lost.to, road).unwrap_or(0.5),
        Flyway::Loop { .. } => 0.5,
    });
    Some(way.at(share).0)
}

/// Whether what is lost fades by itself.
pub fn fades(props: &StageProps) -> bool {
    props.choice.playing && !wants_stillness()
}
