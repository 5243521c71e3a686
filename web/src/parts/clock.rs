//! Moments as people read them: seconds to the millisecond, as the clock of the transport shows them.

use synod_core::units::Time;

/// `18.214 s`.
pub fn clock(time: Time) -> String {
    let millis = time.micros() / 1000;
    format!("{}.{:03} s", millis / 1000, millis % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_seconds() {
        assert_eq!(clock(Time(18_214_999)), "18.214 s");
        assert_eq!(clock(Time(0)), "0.000 s");
    }
}
