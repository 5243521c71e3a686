//! From time to pixels and back, and the round numbers of the ticks.

use synod_core::units::{Span, Time};

/// Room at both ends for half a head, in CSS pixels.
pub const EDGE: f64 = 9.0;
/// Ticks are numbered at so many places.
pub const TICKS: u32 = 8;

/// From time to pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    /// Of the drawing, in pixels.
    pub width: f64,
    /// Of the line, in microseconds.
    pub length: f64,
}

impl Scale {
    /// Where a time lies.
    pub fn x(self, micros: f64) -> f64 {
        let share = (micros / self.length).clamp(0.0, 1.0);
        EDGE + (self.width - 2.0 * EDGE).max(0.0) * share
    }

    /// Which time lies here.
    pub fn time(self, x: f64) -> Time {
        let share = (x - EDGE) / (self.width - 2.0 * EDGE).max(1.0);
        Time((share.clamp(0.0, 1.0) * self.length) as u64)
    }
}

/// A tick's length: the least of 1, 2, 5, 10 ... that brings the end onto the line.
pub fn tick(end: u64) -> u64 {
    let least = end.max(1000).div_ceil(u64::from(TICKS));
    let mut power = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            if factor * power >= least {
                return factor * power;
            }
        }
        power *= 10;
    }
}

/// The tick of the line from now on: what stands stays as long as somebody is at the line, and as long as all fits.
/// Then there is room for as much again, so that it seldom happens.
pub(super) fn grown(stands: Option<u64>, needed: u64, held: bool) -> u64 {
    match stands {
        Some(tick) if held || needed <= tick * u64::from(TICKS) => tick,
        Some(_) => tick(2 * needed),
        None => tick(needed),
    }
}

/// Ticks are round numbers: no places that are zero.
pub fn written(micros: u64) -> String {
    let text = Span(micros).to_string();
    let unit = text
        .find(|letter: char| letter.is_ascii_alphabetic())
        .unwrap_or(text.len());
    if micros == 0 {
        "0 s".into()
    } else {
        format!("{} {}", &text[..unit], &text[unit..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_ends_a_little_after_what_was_played() {
        for (end, length) in [
            (0, 1600),
            (1_000_000, 1_600_000),
            (18_214_000, 40_000_000),
            (8_000, 8_000),
        ] {
            assert_eq!(tick(end) * u64::from(TICKS), length, "{end}");
        }
    }

    #[test]
    fn the_line_grows_seldom_and_never_under_a_hand() {
        let first = grown(None, 3_000_000, false);
        assert_eq!(first, tick(3_000_000));
        assert_eq!(grown(Some(first), 4_000_000, false), first, "all fits");
        assert_eq!(grown(Some(first), 1_000_000, false), first, "never less");
        assert_eq!(
            grown(Some(first), 9_000_000, true),
            first,
            "a hand is there"
        );
        let next = grown(Some(first), 4_100_000, false);
        assert!(
            next * u64::from(TICKS) >= 8_200_000,
            "room for as much again"
        );
    }

    #[test]
    fn a_place_on_the_line_is_a_time() {
        let scale = Scale {
            width: 1018.0,
            length: 32e6,
        };
        for micros in [0_u64, 4_000_000, 32_000_000] {
            assert_eq!(scale.time(scale.x(micros as f64)), Time(micros));
        }
        assert_eq!(scale.time(-50.0), Time(0));
        assert_eq!(scale.time(5000.0), Time(32_000_000));
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(written(0), "0 s");
        assert_eq!(written(2_500_000), "2.5 s");
        assert_eq!(written(20_000), "20 ms");
    }
}
