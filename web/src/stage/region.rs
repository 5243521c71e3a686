//! The sides of a partition as named regions, and the rift between them.

use std::rc::Rc;

use synod_core::units::{NodeId, Time};
use synod_core::view::State;
use yew::prelude::*;

use super::geometry::{Frame, Point, line, num};
use super::layout::{Layout, Region};
use super::sides::Parting;
use crate::model::Snapshot;
use crate::parts::icon::Glyph;
use crate::parts::phrase::duration;

/// The class of a side: its tint, and what texts upon it take as their halo.
pub fn class(side: usize) -> &'static str {
    const NAMES: [&str; 4] = ["a", "b", "c", "d"];
    NAMES[side % NAMES.len()]
}

/// The class of what stands on a side.
pub fn behind(side: usize) -> &'static str {
    const NAMES: [&str; 4] = ["on-a", "on-b", "on-c", "on-d"];
    NAMES[side % NAMES.len()]
}

/// The middle between a region and the next one to the right.
pub fn rift_x(layout: &Layout, left: usize) -> f64 {
    let (a, b) = (layout.regions[left].frame, layout.regions[left + 1].frame);
    f64::midpoint(a.at.x + a.width, b.at.x)
}

/// The regions, under everything.
pub fn grounds(layout: &Layout, snapshot: &Snapshot) -> Html {
    layout
        .regions
        .iter()
        .map(|region| ground(region, &says(region, snapshot)))
        .collect()
}

/// How many it has, and what those of them that are up can do.
fn says(region: &Region, snapshot: &Snapshot) -> String {
    let (members, nodes) = (&region.members, &snapshot.nodes);
    let is_up = |id: &&NodeId| nodes[id.index()].state == State::Up;
    let power = (snapshot.about.power)(members.iter().filter(is_up).count(), nodes.len());
    let count = format!("{} of {}", members.len(), nodes.len());
    match power {
        "" => count,
        power => format!("{count}: {power}"),
    }
}

/// A side narrower than this has room for its letter and one fact.
const NARROW: f64 = 230.0;

fn ground(region: &Region, says: &str) -> Html {
    let (frame, name) = (region.frame, class(region.side));
    let (x, y) = (num(frame.at.x), num(frame.at.y));
    let (width, height) = (num(frame.width), num(frame.height));
    let corner = num((frame.width.min(frame.height) / 4.0).min(72.0));
    let middle = num(frame.centre().x);
    let (title, shown) = match frame.width < NARROW {
        true => (
            name.to_ascii_uppercase(),
            says.rsplit(": ").next().unwrap_or(says),
        ),
        false => (format!("Side {}", name.to_ascii_uppercase()), says),
    };
    html! {
        <g key={name} class={classes!("ground", behind(region.side))} role="button" tabindex="-1"
            aria-haspopup="menu" aria-label={format!("side {}, {says}", name.to_ascii_uppercase())}
            data-side={region.side.to_string()}>
            <rect class={classes!("region", name)} x={x.clone()} y={y.clone()} width={width.clone()}
                height={height.clone()} rx={corner.clone()} />
            <rect class={classes!("texture", name)} {x} {y} {width} {height} rx={corner} />
            <text class="sidename" x={middle} y={num(frame.at.y + 24.0)}>
                { title }
                <tspan class="sidesub" dx="8">{ shown.to_owned() }</tspan>
            </text>
        </g>
    }
}

/// Where the name of a side lies, with its count.
pub fn name_frame(region: &Region) -> Frame {
    let frame = region.frame;
    let half = if frame.width < NARROW { 55.0 } else { 100.0 };
    Frame::new(frame.centre().x - half, frame.at.y + 8.0, 2.0 * half, 22.0)
}

/// The rifts over the links; the pill heals.
pub fn rifts(layout: &Layout, parting: Option<&Rc<Parting>>, heals: Option<Time>) -> Html {
    let Some(parting) = parting.filter(|_| layout.regions.len() > 1) else {
        return Html::default();
    };
    let words = rift_words(parting.since, heals);
    (1..layout.regions.len())
        .map(|right| rift(layout, right - 1, &words))
        .collect()
}

/// Since when, and until when if that is known.
fn rift_words(since: Time, heals: Option<Time>) -> String {
    let at = |time: Time| duration(synod_core::units::Span(time.micros()));
    let cut = format!("cut at {}", at(since));
    match heals {
        Some(time) => format!("{cut}, heals at {}", at(time)),
        None => cut,
    }
}

fn rift(layout: &Layout, left: usize, words: &str) -> Html {
    let room = layout.scope.room;
    let x = rift_x(layout, left);
    let half = 22.0 + words.chars().count() as f64 * 3.0;
    let y = room.at.y + room.height - 14.0;
    let (top, bottom) = (Point::new(x, room.at.y + 8.0), Point::new(x, y - 18.0));
    html! {
        <g key={left} class="rift" role="button" tabindex="-1" aria-label={format!("rift, {words}")}
            data-rift={left.to_string()} aria-haspopup="menu">
            <path d={line(top, bottom)} />
            <rect class="riftpill" x={num(x - half)} y={num(y - 13.0)} width={num(2.0 * half)} height="26" rx="13" />
            { Glyph::Scissors.at(x - half + 16.0, y, 15.0) }
            <text class="rifttext" x={num(x + 8.0)} y={num(y + 4.5)} text-anchor="middle">{ words }</text>
        </g>
    }
}
