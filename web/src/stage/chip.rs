//! The chip at the pointer: the line of script that a gesture would record if it ended here.

use yew::prelude::*;

use super::geometry::{Point, num};

/// How wide a letter of the chip is, and the air at its ends.
const LETTER: f64 = 7.3;
const AIR: f64 = 9.0;
/// How far from the pointer it stands: a finger covers this much.
const AWAY: f64 = 30.0;

/// A chip beside the pointer, inside a stage of this width.
pub fn view(at: Point, text: &str, width: f64) -> Html {
    if text.is_empty() {
        return Html::default();
    }
    let wide = text.chars().count() as f64 * LETTER + 2.0 * AIR;
    let left = if at.x + AIR + wide <= width {
        at.x + AIR
    } else {
        (at.x - AIR - wide).max(0.0)
    };
    let y = if at.y > AWAY + 14.0 {
        at.y - AWAY
    } else {
        at.y + AWAY
    };
    html! {
        <g class="atpointer" aria-hidden="true" pointer-events="none">
            <rect x={num(left)} y={num(y - 14.0)} width={num(wide)} height="28" rx="8" />
            <text x={num(left + AIR)} y={num(y + 4.5)}>{ text.to_owned() }</text>
        </g>
    }
}
