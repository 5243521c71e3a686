//! The votes round a node: one cell per voter, in the order of arrival, and a notch where a quorum is reached.

use synod_core::view::{Tally, Vote};
use yew::prelude::*;

use super::geometry::{Point, line, num, segment};
use super::layout::swell;

/// Half of the gap between two cells, in degrees.
const GAP: f64 = 2.2;

/// Round a smaller node the number of votes that are needed stands alone.
const WORDED: f64 = 42.0;

/// The class of a vote's cell: filled, on its way, refused, or not there yet.
pub fn class(vote: Vote) -> &'static str {
    match vote {
        Vote::Yes => "yes",
        Vote::Coming(_) => "air",
        Vote::No => "no",
        Vote::Asked => "none",
    }
}

/// The cells and the notch of a tally round a node of this radius.
pub fn marks(tally: &Tally, radius: f64) -> Html {
    let k = swell(radius);
    let (inner, outer) = (radius + 10.0 * k, radius + 24.0 * k);
    let step = 360.0 / tally.votes.len().max(1) as f64;
    let middle = (inner + outer) / 2.0;
    // A name fits where its cell is longer than the name.
    let named = middle * step.to_radians() > 26.0 * k;
    let cell = |(i, (id, vote)): (usize, &(_, Vote))| {
        let (from, to) = (
            -90.0 + step * i as f64 + GAP,
            -90.0 + step * (i + 1) as f64 - GAP,
        );
        let at = Point::default().polar(middle, f64::midpoint(from, to));
        let kind = class(*vote);
        let id: &synod_core::units::NodeId = id;
        html! {
            <>
                <path class={classes!("vote", kind)} d={segment((inner, outer), (from, to.max(from + 0.5)))} />
                if named && *vote != Vote::Asked {
                    <text class={classes!("votetext", kind)} x={num(at.x)} y={num(at.y + 3.6 * k)}>
                        { id.to_string() }
                    </text>
                }
            </>
        }
    };
    let angle = -90.0 + step * tally.quorum as f64;
    let origin = Point::default();
    let number = origin.polar(outer + 18.0 * k, angle);
    // The word stands where there is room for it; the inspector has it always.
    let needed = if radius < WORDED { "" } else { " needed" };
    let anchor = match number.x {
        x if x > radius / 2.0 => "start",
        x if x < -radius / 2.0 => "end",
        _ => "middle",
    };
    html! {
        <g class="votes">
            { for tally.votes.iter().enumerate().map(cell) }
            <path class="quorum" d={line(origin.polar(inner - 3.0, angle), origin.polar(outer + 8.0 * k, angle))} />
            <text class="quorumtext" style={format!("text-anchor: {anchor}")} x={num(number.x)} y={num(number.y + 4.0 * k)}>
                { tally.quorum }{ needed }
            </text>
        </g>
    }
}
