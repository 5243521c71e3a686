//! From values to places and round numbers. Pure.

use synod_core::view::Scale;

/// What an axis reaches over.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Span {
    from: i64,
    to: i64,
}

/// About so many numbers stand at an axis.
const TICKS: i64 = 4;

impl Span {
    /// From the least of these values to the greatest, or around the only one.
    pub fn over(values: impl Iterator<Item = i64> + Clone) -> Self {
        let from = values.clone().min().unwrap_or(0);
        let to = values.max().unwrap_or(1);
        Self {
            from,
            to: to.max(from.saturating_add(1)),
        }
    }

    /// Where a value lies, from 0 to 1.
    pub fn share(self, value: i64) -> f64 {
        (value as f64 - self.from as f64) / (self.to as f64 - self.from as f64)
    }

    /// Round numbers within: multiples of one, two or five times a power of ten.
    pub fn ticks(self) -> Vec<i64> {
        let wanted = (self.to.saturating_sub(self.from) / TICKS).max(1);
        let unit = 10_i64.pow(wanted.ilog10());
        let step = match wanted / unit {
            1 => unit,
            2..=4 => unit.saturating_mul(2),
            _ => unit.saturating_mul(5),
        };
        let first = self.from.div_euclid(step) + i64::from(self.from.rem_euclid(step) != 0);
        let last = self.to.div_euclid(step);
        (first..=last).map(|times| times * step).collect()
    }
}

/// A value as people read it.
pub fn told(value: i64, scale: Scale) -> String {
    match scale {
        Scale::Count => value.to_string(),
        // Tenths of a percent.
        Scale::Millionths => tenths(value, 1000, "%"),
        Scale::Micros if value % 1_000_000 == 0 || value.abs() >= 10_000_000 => {
            format!("{} s", value / 1_000_000)
        }
        Scale::Micros => tenths(value, 100, " ms"),
    }
}

/// In tenths of what is ten times this, none where there are none.
fn tenths(value: i64, tenth: i64, unit: &str) -> String {
    let rounded = (value.abs() + tenth / 2) / tenth;
    let sign = if value < 0 && rounded > 0 { "-" } else { "" };
    match rounded % 10 {
        0 => format!("{sign}{}{unit}", rounded / 10),
        rest => format!("{sign}{}.{rest}{unit}", rounded / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_in_their_units() {
        for (value, scale, text) in [
            (17, Scale::Count, "17"),
            (333_333, Scale::Millionths, "33.3%"),
            (500_000, Scale::Millionths, "50%"),
            (-12_000, Scale::Millionths, "-1.2%"),
            (3_000_000, Scale::Micros, "3 s"),
            (61_400_000, Scale::Micros, "61 s"),
            (1_500, Scale::Micros, "1.5 ms"),
        ] {
            assert_eq!(told(value, scale), text);
        }
    }

    #[test]
    fn ticks_are_round_and_within() {
        let ticks = |from, to| Span { from, to }.ticks();
        assert_eq!(
            ticks(0, 500_000),
            [0, 100_000, 200_000, 300_000, 400_000, 500_000]
        );
        assert_eq!(ticks(3, 9), [3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(ticks(-7, 7), [-6, -4, -2, 0, 2, 4, 6].map(|it| it).to_vec());
        assert_eq!(ticks(0, 1), [0, 1]);
    }

    #[test]
    fn one_value_has_room_around_it() {
        let span = Span::over([5].into_iter());
        assert_eq!((span.share(5), span.share(6)), (0.0, 1.0));
        assert_eq!(Span::over([].into_iter()).share(0), 0.0);
    }
}
