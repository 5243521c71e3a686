//! Speeds are virtual microseconds in a real second, on a logarithmic scale.

/// Virtual time as fast as the clock on the wall.
pub const REAL: f64 = 1e6;
/// The slowest: a thousandth. A flight of a millisecond still takes a second.
pub const SLOWEST: f64 = 1e3;
/// The fastest: a hundredfold. Faster, a frame holds more than anybody can see.
pub const FASTEST: f64 = 1e8;
/// The slider has a tick for every tenfold: so many steps between them.
pub const DECADES: u32 = 5;
/// How many positions the slider has.
pub const POSITIONS: f64 = 500.0;

/// The nearest speed that is on the scale.
pub fn clamp(speed: f64) -> f64 {
    if speed.is_finite() {
        speed.clamp(SLOWEST, FASTEST)
    } else {
        REAL
    }
}

/// Where a speed stands on the slider.
pub fn position(speed: f64) -> f64 {
    let share = (clamp(speed) / SLOWEST).ln() / (FASTEST / SLOWEST).ln();
    (share * POSITIONS).round()
}

/// The speed at a position of the slider, rounded to two digits.
pub fn at(position: f64) -> f64 {
    let share = (position / POSITIONS).clamp(0.0, 1.0);
    rounded(SLOWEST * (FASTEST / SLOWEST).powf(share))
}

/// The speed at which a flight of this many microseconds takes about a second. Where messages take no time there is
/// nothing to see of them: real time.
pub fn for_flights(micros: f64) -> f64 {
    match micros {
        0.0 => REAL,
        _ => clamp(rounded(micros)),
    }
}

/// The next speed of the ladder 1, 2, 5, 10 ... that is faster, or slower.
pub fn notch(speed: f64, faster: bool) -> f64 {
    let ladder = (3..=8).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)));
    // A thousandth of slack: a speed that was rounded to a rung stands on it.
    let found = if faster {
        ladder.clone().find(|rung| *rung > speed * 1.001)
    } else {
        ladder.rev().find(|rung| *rung < speed * 0.999)
    };
    clamp(found.unwrap_or(speed))
}

/// A speed in words: `1/25×`, `2×`.
pub fn words(speed: f64) -> String {
    let times = speed / REAL;
    if times >= 0.95 {
        return format!("{}×", rounded(times));
    }
    format!("1/{}×", rounded(1.0 / times))
}

/// A speed as it is read aloud: `25 times slower than real time`.
pub fn spoken(speed: f64) -> String {
    let times = speed / REAL;
    match rounded(times.max(1.0 / times)) {
        1.0 => "as fast as real time".to_owned(),
        many if times > 1.0 => format!("{many} times faster than real time"),
        many => format!("{many} times slower than real time"),
    }
}

/// Virtual seconds in a real second, with at most three decimals: `2`, `0.04`.
pub fn factor(speed: f64) -> String {
    let text = format!("{:.3}", speed / REAL);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// To two digits.
fn rounded(number: f64) -> f64 {
    if number <= 0.0 {
        return number;
    }
    let unit = 10_f64.powf(number.log10().floor() - 1.0);
    // Twice, as a unit below one is not exact: 0.1 * 13 is not 1.3.
    let value = (number / unit).round() * unit;
    (value * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slider_is_logarithmic_and_reversible() {
        assert_eq!(position(SLOWEST), 0.0);
        assert_eq!(position(REAL), POSITIONS * 3.0 / 5.0);
        assert_eq!(position(FASTEST), POSITIONS);
        for place in 0..=500 {
            let place = f64::from(place);
            let back = position(at(place));
            assert!((back - place).abs() <= 3.0, "{place} comes back as {back}");
        }
    }

    #[test]
    fn speeds_are_said_as_people_say_them() {
        for (speed, said) in [
            (4e4, "1/25×"),
            (1e3, "1/1000×"),
            (1e6, "1×"),
            (2e6, "2×"),
            (1.3e6, "1.3×"),
            (1e8, "100×"),
        ] {
            assert_eq!(words(speed), said);
        }
    }

    #[test]
    fn speeds_are_read_aloud() {
        for (speed, said) in [
            (4e4, "25 times slower than real time"),
            (1e6, "as fast as real time"),
            (2.5e6, "2.5 times faster than real time"),
        ] {
            assert_eq!(spoken(speed), said);
        }
    }

    #[test]
    fn factors_are_plain_numbers() {
        for (speed, said) in [(2e6, "2"), (4e4, "0.04"), (1e3, "0.001"), (1e7, "10")] {
            assert_eq!(factor(speed), said);
        }
    }

    #[test]
    fn notches_climb_the_ladder_and_stop_at_its_ends() {
        assert_eq!(notch(4e4, true), 5e4);
        assert_eq!(notch(4e4, false), 2e4);
        assert_eq!(notch(5e4, true), 1e5);
        assert_eq!(notch(5e4, false), 2e4);
        assert_eq!(notch(FASTEST, true), FASTEST);
        assert_eq!(notch(SLOWEST, false), SLOWEST);
    }

    #[test]
    fn one_flight_takes_a_second() {
        assert_eq!(for_flights(40_000.0), 40_000.0);
        assert_eq!(for_flights(0.0), REAL, "nothing flies");
        assert_eq!(for_flights(1.0), SLOWEST);
        assert_eq!(for_flights(f64::NAN), REAL);
    }
}
