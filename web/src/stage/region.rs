//! The sides of a partition as named regions, and the rift between them.

use std::rc::Rc;

use synod_core::units::{NodeId, Time};
use synod_core::view::State;
use yew::prelude::*;

use super::geometry::{Frame, Point, line, num};
use super::layout::{Layout, Region};
use super::sides::Parting;
use super::words::text_width;
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

/// How many it has, and what those of them that are up can do; nothing where there is nothing to be said of that.
fn says(region: &Region, snapshot: &Snapshot) -> (String, &'static str) {
    let (members, nodes) = (&region.members, &snapshot.nodes);
    let is_up = |id: &&NodeId| nodes[id.index()].state == State::Up;
    let power = (snapshot.about.power)(members.iter().filter(is_up).count(), nodes.len());
    (format!("{} of {}", members.len(), nodes.len()), power)
}

/// A side as wide as this says all of it in one line.
const WIDE: f64 = 340.0;
/// A narrower one than this may need three.
const NARROW: f64 = 230.0;
/// A narrower one than this has no room for more than its letter.
const SLIM: f64 = 130.0;
/// From one line to the next.
const LEADING: f64 = 15.0;
/// Between a side's edge and its words.
const MARGIN: f64 = 8.0;

/// How many lines the name of a side may take, by its width.
fn lines(width: f64) -> usize {
    match width {
        width if width >= WIDE => 1,
        width if width >= NARROW => 2,
        _ => 3,
    }
}

/// How much room the name of a side of this width takes at its upper edge.
pub fn head(width: f64) -> f64 {
    34.0 + LEADING * (lines(width) as f64 - 1.0)
}

/// The words in as few lines as hold them, as long as none is wider than this; the last line takes what is left.
fn wrapped(words: &str, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        let count = lines.len();
        match lines.last_mut() {
            Some(line)
                if count == most
                    || text_width(line, SMALL) + text_width(word, SMALL) < SLACK * width =>
            {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Letters are taken for wide where they must not meet; here they need only fit.
const SLACK: f64 = 1.15;
/// The size of the words beside a side's name.
const SMALL: f64 = 12.0;

fn ground(region: &Region, (count, power): &(String, &str)) -> Html {
    let (frame, name) = (region.frame, class(region.side));
    let (x, y) = (num(frame.at.x), num(frame.at.y));
    let (width, height) = (num(frame.width), num(frame.height));
    let corner = num((frame.width.min(frame.height) / 4.0).min(72.0));
    let letter = name.to_ascii_uppercase();
    let says = match *power {
        "" => count.clone(),
        power => format!("{count}: {power}"),
    };
    html! {
        <g key={name} class={classes!("ground", behind(region.side))} role="button" tabindex="-1"
            aria-haspopup="menu" aria-label={format!("side {letter}, {says}")}
            data-side={region.side.to_string()}>
            <rect class={classes!("region", name)} x={x.clone()} y={y.clone()} width={width.clone()}
                height={height.clone()} rx={corner.clone()} />
            <rect class={classes!("texture", name)} {x} {y} {width} {height} rx={corner} />
            { title(frame, &letter, &says, (count.as_str(), *power)) }
        </g>
    }
}

/// The name of a side and what is said of it: beside the name where there is room, else below it, as wide as the side.
fn title(frame: Frame, letter: &str, says: &str, (count, power): (&str, &str)) -> Html {
    let middle = num(frame.centre().x);
    let beside = match lines(frame.width) {
        1 => says,
        _ => count,
    };
    let below = match lines(frame.width) {
        1 => Vec::new(),
        most => wrapped(power, frame.width - 2.0 * MARGIN, most - 1),
    };
    let name = if frame.width < SLIM {
        letter.to_owned()
    } else {
        format!("Side {letter}")
    };
    html! {
        <text class="sidename" x={middle.clone()} y={num(frame.at.y + 24.0)}>
            { name }
            <tspan class="sidesub" dx="8">{ beside.to_owned() }</tspan>
            { for below.into_iter().map(|line| html! {
                <tspan class="sidesub" x={middle.clone()} dy={num(LEADING)}>{ line }</tspan>
            }) }
        </text>
    }
}

/// Where the name of a side lies, with what is said of it.
pub fn name_frame(region: &Region) -> Frame {
    let frame = region.frame;
    let half = (frame.width / 2.0).min(100.0);
    Frame::new(
        frame.centre().x - half,
        frame.at.y + 8.0,
        2.0 * half,
        head(frame.width) - 12.0,
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_side_can_do_is_cut_into_lines_between_words() {
        let says = "can forge only if the one who is drawn is here";
        assert_eq!(
            wrapped(says, 146.0, 2),
            ["can forge only if the one", "who is drawn is here"]
        );
        assert_eq!(wrapped("can commit", 100.0, 2), ["can commit"]);
        assert_eq!(wrapped("can build, but not commit", 60.0, 1).len(), 1);
        assert!(head(140.0) > head(300.0) && head(300.0) > head(500.0));
    }
}
