//! A draw as a picture: the numbers from nothing to all of 256 bits once round, tickets as ticks on it, the reference
//! point as a pointer, and how far the nearest tickets lie from it. The ends do not meet: distances are straight lines,
//! and no arc crosses the seam at twelve o'clock.

use synod_core::ledger::Account;
use synod_core::view::{DrawView, TicketView};
use yew::prelude::*;

use super::digits;
use crate::stage::geometry::{Point, num, write_arc};

/// Half of the picture's edge, in its own units.
const HALF: f64 = 120.0;
/// The radius of the ring.
const RING: f64 = 82.0;
/// From the arc of one distance to the next, inwards.
const STEP: f64 = 9.0;
/// What is left open at the seam, in degrees.
const SEAM: f64 = 3.0;
/// Names closer than this to one that is drawn already are left to the table, in degrees.
const APART: f64 = 17.0;

/// Where a number of 256 bits lies, in degrees.
fn angle(number: &[u8; 32]) -> f64 {
    let mut first = [0; 8];
    first.copy_from_slice(&number[..8]);
    let share = u64::from_be_bytes(first) as f64 / u64::MAX as f64;
    SEAM + share * (360.0 - 2.0 * SEAM) - 90.0
}

/// The picture; `nearest` are the places of the tickets that are named, `lit` whose tickets are pointed at.
pub fn ring(draw: &DrawView, nearest: &[usize], lit: Option<&Account>) -> Html {
    let winner = draw.winner.and_then(|place| draw.tickets.get(place));
    let label = match winner {
        Some(ticket) => format!(
            "{} tickets round a ring. Nearest to the reference point lies ticket {} of {}",
            draw.total, ticket.number, ticket.owner
        ),
        None => "A ring without tickets".to_owned(),
    };
    let mut whole = String::new();
    write_arc(&mut whole, RING, SEAM - 90.0, 270.0 - SEAM);
    html! {
        <svg class="ring" viewBox={format!("{} {} {} {}", -HALF, -HALF, 2.0 * HALF, 2.0 * HALF)} role="img" aria-label={label}>
            <path class="range" d={whole} />
            <path class="seam" d={format!("M0 {}V{}", num(-RING - 7.0), num(-RING + 7.0))} />
            { for draw.tickets.iter().enumerate().map(|(place, it)| {
                tick(it, place, nearest.contains(&place), lit == Some(&it.owner))
            }) }
            { for nearest.iter().enumerate().map(|(rank, place)| distance(draw, *place, rank)) }
            { pointer(draw) }
            { names(draw, nearest) }
        </svg>
    }
}

fn tick(ticket: &TicketView, place: usize, is_near: bool, is_lit: bool) -> Html {
    let degrees = angle(&ticket.value);
    let reach = if is_near { 7.0 } else { 4.0 };
    let (from, to) = (
        Point::default().polar(RING - reach, degrees),
        Point::default().polar(RING + reach, degrees),
    );
    html! {
        <path key={place} class={classes!("ticket", is_near.then_some("near"), is_lit.then_some("lit"))} data-about={ticket.owner.to_string()}
            d={format!("M{} {}L{} {}", num(from.x), num(from.y), num(to.x), num(to.y))}>
            <title>{ format!("ticket {} of {} lies at {}, {} away", ticket.number, ticket.owner, digits(&ticket.value), digits(&ticket.distance)) }</title>
        </path>
    }
}

/// From the reference point to a ticket, inside the ring: the nearest one outermost.
fn distance(draw: &DrawView, place: usize, rank: usize) -> Html {
    let (one, other) = (angle(&draw.reference), angle(&draw.tickets[place].value));
    let radius = RING - 14.0 - STEP * rank as f64;
    let mut arc = String::new();
    write_arc(&mut arc, radius, one.min(other), one.max(other));
    let end = Point::default().polar(radius, other);
    let won = draw.winner == Some(place);
    html! {
        <g key={format!("d{place}")} class={classes!("distance", won.then_some("won"))}>
            <path d={arc} />
            <circle cx={num(end.x)} cy={num(end.y)} r={if won { "4" } else { "2.2" }} />
        </g>
    }
}

/// The reference point: a triangle outside the ring, and a line across it.
fn pointer(draw: &DrawView) -> Html {
    let degrees = angle(&draw.reference);
    let at = |radius: f64, aside: f64| Point::default().polar(radius, degrees + aside);
    let (tip, left, right, inner) = (
        at(RING + 2.0, 0.0),
        at(RING + 12.0, -4.0),
        at(RING + 12.0, 4.0),
        at(RING - 52.0, 0.0),
    );
    html! {
        <g class="reference">
            <path class="to" d={format!("M{} {}L{} {}", num(tip.x), num(tip.y), num(inner.x), num(inner.y))} />
            <path class="tip" d={format!("M{} {}L{} {}L{} {}z", num(tip.x), num(tip.y), num(left.x), num(left.y), num(right.x), num(right.y))}>
                <title>{ format!("the reference point, {}", digits(&draw.reference)) }</title>
            </path>
        </g>
    }
}

/// The owners of the nearest tickets, as far as they do not lie over each other or the reference point.
fn names(draw: &DrawView, nearest: &[usize]) -> Html {
    let mut taken: Vec<f64> = Vec::new();
    let apart = |a: f64, b: f64| {
        let turn = (a - b).rem_euclid(360.0);
        turn.min(360.0 - turn)
    };
    let mut all = Vec::new();
    for place in nearest {
        let (ticket, degrees) = (&draw.tickets[*place], angle(&draw.tickets[*place].value));
        if taken.iter().any(|it| apart(*it, degrees) < APART) {
            continue;
        }
        taken.push(degrees);
        let won = draw.winner == Some(*place);
        // Where the reference point's own triangle stands, a name stands behind it.
        let near = apart(angle(&draw.reference), degrees) < 9.0;
        let at = Point::default().polar(RING + if near { 26.0 } else { 18.0 }, degrees);
        let anchor = match at.x {
            x if x > 30.0 => "start",
            x if x < -30.0 => "end",
            _ => "middle",
        };
        let x = at.x - 8.0 * (at.x / HALF);
        all.push(html! {
            <text key={format!("n{place}")} class={won.then_some("won")} x={num(x)} y={num(at.y + 4.0)} text-anchor={anchor}>
                { ticket.owner.to_string() }
            </text>
        });
    }
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_round_from_seam_to_seam() {
        assert!((angle(&[0; 32]) - (SEAM - 90.0)).abs() < 1e-9);
        assert!((angle(&[255; 32]) - (270.0 - SEAM)).abs() < 1e-9);
        let mut middle = [0; 32];
        middle[0] = 128;
        assert!(
            (angle(&middle) - 90.0).abs() < 1e-6,
            "half of all lies at the bottom"
        );
    }
}
