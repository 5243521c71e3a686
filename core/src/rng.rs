//! Chance as a function: a draw depends on (seed, who, count, purpose) and on nothing else.
//!
//! There is no shared stream. A cut on one link, a setting or an extra request elsewhere therefore changes no
//! other draw, so that two runs that differ by one action stay comparable. The mixing function is the
//! finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
//!
//! ```
//! use synod_core::rng::{Purpose, Who, draw, falls, span_between};
//! use synod_core::units::{NodeId, Ratio, Span};
//!
//! let first = draw(7, Who::node(NodeId::new(1)), 0, Purpose::Node);
//! assert_eq!(first, draw(7, Who::node(NodeId::new(1)), 0, Purpose::Node), "the same question, the same answer");
//! assert_ne!(first, draw(7, Who::node(NodeId::new(2)), 0, Purpose::Node), "somebody else draws for himself");
//!
//! let pause = span_between(first, Span::seconds(1), Span::seconds(5));
//! assert!(Span::seconds(1) <= pause && pause <= Span::seconds(5));
//! assert!(falls(first, Ratio::percent(100)) && !falls(first, Ratio::percent(0)));
//! ```

use crate::units::{NodeId, Ratio, Span};

/// What a draw is for. Different purposes never share a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u64)]
pub enum Purpose {
    /// How long a message flies.
    Latency = 1,
    /// Whether a message is lost.
    Loss = 2,
    /// Whether a message arrives twice.
    Duplication = 3,
    /// A node's own draws, in order.
    Node = 4,
    /// What a storm does next; no run draws for it.
    Storm = 5,
}

/// Whose draw it is, folded to one number: a node, or a directed link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Who(u64);

impl Who {
    /// A node's own draws.
    pub fn node(id: NodeId) -> Self {
        Self(u64::from(id.number()))
    }

    /// The draws of a directed link, by the places of its ends.
    pub fn link(from: u16, to: u16) -> Self {
        Self((1 << 40) | (u64::from(from) << 20) | u64::from(to))
    }
}

/// A uniform draw of 64 bits.
pub fn draw(seed: u64, who: Who, count: u32, purpose: Purpose) -> u64 {
    let place = mix(who.0 ^ ((purpose as u64) << 56));
    mix(mix(seed.wrapping_add(place))
        .wrapping_add(u64::from(count).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// A span between both ends, each included, from a uniform draw. The bias is below 2^-11: no range of spans
/// has more than 2^52 values.
pub fn span_between(draw: u64, from: Span, to: Span) -> Span {
    let width = to.0.saturating_sub(from.0) + 1;
    Span(from.0 + draw % width)
}

/// Whether a draw falls into a share.
pub fn falls(draw: u64, share: Ratio) -> bool {
    draw % 1_000_000 < u64::from(share.0)
}

/// Of an exponential law of mean one: how much, in units of 2^-32, for a uniform draw. From an integer table of logarithms, so
/// that every machine has the same.
///
/// ```
/// use synod_core::rng::exponential;
///
/// assert_eq!(exponential(u64::MAX), 0, "the logarithm of one");
/// let half = exponential(1 << 63);
/// assert_eq!((half * 1_000_000) >> 32, 693_147, "the natural logarithm of two, in millionths");
/// ```
pub fn exponential(draw: u64) -> u64 {
    // -ln u = ln 2 * -log2 u, and u lies above 0 and up to 1.
    const LN_2: u64 = 2_977_044_472;
    let u = draw.saturating_add(1);
    if draw == u64::MAX {
        return 0;
    }
    let zeros = u.leading_zeros();
    // u = 2^(63 - zeros) * (1 + rest), and the table has log2 of 1 + k / 256; between two entries it is nearly straight.
    let rest = (u << zeros) << 1;
    let place = usize::try_from(rest >> 56).unwrap_or(0);
    let between = (rest >> 24) & 0xffff_ffff;
    let (low, high) = (u64::from(LOG_2[place]), u64::from(LOG_2[place + 1]));
    let fraction = low + (((high - low) * between) >> 32);
    let log = (u64::from(zeros) + 1) * (1 << 32) - (fraction << 1);
    ((log >> 16) * (LN_2 >> 8)) >> 8
}

/// Logarithms to base two of 1 + k / 256, in units of 2^-31.
const LOG_2: [u32; 257] = logarithms();

const fn logarithms() -> [u32; 257] {
    let mut table = [0; 257];
    let mut place = 0;
    while place < 256 {
        // By squaring: each time the square reaches two, a bit of the logarithm is one.
        let mut x: u64 = (256 + place as u64) << 24;
        let (mut log, mut bit) = (0_u32, 31_u32);
        while bit > 0 {
            x = ((x as u128 * x as u128) >> 32) as u64;
            bit -= 1;
            if x >= 1 << 33 {
                x >>= 1;
                log |= 1 << bit;
            }
        }
        table[place] = log;
        place += 1;
    }
    table[256] = 1 << 31;
    table
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_of_different_askers_differ_and_repeat_exactly() {
        let who = Who::node(NodeId::new(1));
        let first = draw(7, who, 0, Purpose::Node);
        assert_eq!(first, draw(7, who, 0, Purpose::Node));
        for other in [
            draw(8, who, 0, Purpose::Node),
            draw(7, Who::node(NodeId::new(2)), 0, Purpose::Node),
            draw(7, who, 1, Purpose::Node),
            draw(7, who, 0, Purpose::Loss),
            draw(7, Who::link(0, 1), 0, Purpose::Node),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn spans_reach_both_ends_and_stay_inside() {
        let (from, to) = (Span(10), Span(12));
        let mut seen = [0; 3];
        for count in 0..3000 {
            let span = span_between(draw(1, Who::link(0, 1), count, Purpose::Latency), from, to);
            seen[usize::try_from(span.0 - 10).expect("inside the range")] += 1;
        }
        assert!(
            seen.iter().all(|&count| (900..1100).contains(&count)),
            "uneven: {seen:?}"
        );
    }
}
