//! The chip at the pointer: the line of script that a gesture would record if it ended here.

use yew::prelude::*;

use super::geometry::{Point, num};

/// How wide a letter of the chip is, and the air at its ends.
const LETTER: f64 = 7.3;
const AIR: f64 = 9.0;
/// How far from the pointer it stands: a finger covers this much.
const AWAY: f64 = 30.0;

/// So many letters of a line stand there.
const LETTERS: usize = 72;

/// A line of script, or as much of it as there is room for.
fn brief(line: &str) -> String {
    match line.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{} \u{2026}", &line[..end]),
        None => line.to_owned(),
    }
}

/// A chip beside the pointer, inside a stage of this width.
pub fn view(at: Point, text: &str, width: f64) -> Html {
    if text.is_empty() {
        return Html::default();
    }
    let text = brief(text);
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
            <text x={num(left + AIR)} y={num(y + 4.5)}>{ text }</text>
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_short() {
        assert_eq!(brief("sever n1 n2"), "sever n1 n2");
        let line = brief(&"n1 ".repeat(90));
        assert!(line.ends_with('…') && line.chars().count() < 80, "{line}");
    }
}
