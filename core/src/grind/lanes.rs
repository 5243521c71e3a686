//! SHA-256 (FIPS 180-4, section 6.2) of four messages side by side: a browser has vectors of four words and no
//! instructions for hashes. On other machines the same is done word by word, so that it can be tested there.
//!
//! Wasm has no rotation of vectors, so one costs two shifts and an `or`. What is the same for all numbers of a search,
//! the first rounds and words of the second block, leaves the loop by itself: it is written as if it were computed anew.

use super::{Puzzle, START, midstate};

/// Operations on four words.
#[cfg(target_arch = "wasm32")]
mod four {
    use core::arch::wasm32::{
        i8x16_shuffle, i32x4_add, i32x4_shl, u32x4, u32x4_eq, u32x4_extract_lane, u32x4_shr,
        u32x4_splat, v128_and, v128_any_true, v128_or, v128_xor,
    };

    pub type Four = core::arch::wasm32::v128;

    #[target_feature(enable = "simd128")]
    #[inline]
    pub fn all(word: u32) -> Four {
        u32x4_splat(word)
    }

    /// Four numbers from this one on, each with its lowest byte first.
    #[target_feature(enable = "simd128")]
    #[inline]
    pub fn numbers(first: u32) -> Four {
        let lanes = i32x4_add(u32x4_splat(first), u32x4(0, 1, 2, 3));
        i8x16_shuffle::<3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12>(lanes, lanes)
    }

    #[target_feature(enable = "simd128")]
    #[inline]
    pub fn add(one: Four, other: Four) -> Four {
        i32x4_add(one, other)
    }

    #[target_feature(enable = "simd128")]
    #[inline]
    pub fn xor(one: Four, other: Four) -> Four {
        v128_xor(one, other)
    }

    #[target_feature(enable = "simd128")]
    #[inline]
    pub fn and(one: Four, other: Four) -> Four {
        v128_and(one, other)
    }

    #[target_feature(enable = "simd128")]
    #[inline]
    pub fn shift<const BY: u32>(it: Four) -> Four {
        u32x4_shr(it, BY)
    }

    #[target_feature(enable = "simd128")]
    #[inline]
    pub fn turn<const BY: u32>(it: Four) -> Four {
        v128_or(u32x4_shr(it, BY), i32x4_shl(it, 32 - BY))
    }

    /// Whether one of the four is zero.
    #[target_feature(enable = "simd128")]
    #[inline]
    pub fn has_zero(it: Four) -> bool {
        v128_any_true(u32x4_eq(it, u32x4_splat(0)))
    }

    #[target_feature(enable = "simd128")]
    #[inline]
    pub fn words(it: Four) -> [u32; 4] {
        [
            u32x4_extract_lane::<0>(it),
            u32x4_extract_lane::<1>(it),
            u32x4_extract_lane::<2>(it),
            u32x4_extract_lane::<3>(it),
        ]
    }

    #[target_feature(enable = "simd128")]
    #[inline]
    pub fn of(words: [u32; 4]) -> Four {
        u32x4(words[0], words[1], words[2], words[3])
    }
}

/// The same where there is no such vector.
#[cfg(not(target_arch = "wasm32"))]
mod four {
    pub type Four = [u32; 4];

    fn each(one: Four, other: Four, of: impl Fn(u32, u32) -> u32) -> Four {
        std::array::from_fn(|lane| of(one[lane], other[lane]))
    }

    pub fn all(word: u32) -> Four {
        [word; 4]
    }

    pub fn numbers(first: u32) -> Four {
        [0, 1, 2, 3].map(|lane| first.wrapping_add(lane).swap_bytes())
    }

    pub fn add(one: Four, other: Four) -> Four {
        each(one, other, u32::wrapping_add)
    }

    pub fn xor(one: Four, other: Four) -> Four {
        each(one, other, |one, other| one ^ other)
    }

    pub fn and(one: Four, other: Four) -> Four {
        each(one, other, |one, other| one & other)
    }

    pub fn shift<const BY: u32>(it: Four) -> Four {
        it.map(|word| word >> BY)
    }

    pub fn turn<const BY: u32>(it: Four) -> Four {
        it.map(|word| word.rotate_right(BY))
    }

    pub fn has_zero(it: Four) -> bool {
        it.contains(&0)
    }

    pub fn words(it: Four) -> [u32; 4] {
        it
    }

    pub fn of(words: [u32; 4]) -> Four {
        words
    }
}

use four::{Four, add, all, and, has_zero, numbers, of, shift, turn, words, xor};

/// The constants of the rounds: the first bits of the fractional parts of the cube roots of the first 64 primes
/// (section 4.2.2), by whole numbers.
const ROUNDS: [u32; 64] = {
    let (mut rounds, mut found, mut number) = ([0; 64], 0, 2_u64);
    while found < 64 {
        let mut divisor = 2;
        while divisor * divisor <= number && !number.is_multiple_of(divisor) {
            divisor += 1;
        }
        if divisor * divisor > number {
            rounds[found] = cube_root_bits(number);
            found += 1;
        }
        number += 1;
    }
    rounds
};

/// The lowest 32 bits of the cube root of a number times 2^32, rounded down.
const fn cube_root_bits(number: u64) -> u32 {
    let (mut low, mut high) = (0_u128, 1_u128 << 36);
    while high - low > 1 {
        let middle = (low + high) / 2;
        if middle * middle * middle <= (number as u128) << 96 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low as u32
}

/// Sixteen rounds, written out: their places are known to the compiler.
macro_rules! sixteen {
    ($each:ident, $base:expr) => {
        sixteen!($each, $base, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    };
    ($each:ident, $base:expr, $($place:literal)*) => {
        $($each!($base, $place);)*
    };
}

/// One block of four messages.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
#[inline]
fn compress(state: [Four; 8], mut w: [Four; 16]) -> [Four; 8] {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
    // `maj` of a round needs a ^ b, which is b ^ c of the next one.
    let mut bc = xor(b, c);
    macro_rules! round {
        ($place:expr, $word:expr) => {
            let sum = xor(xor(turn::<6>(e), turn::<11>(e)), turn::<25>(e));
            let choice = xor(g, and(e, xor(f, g)));
            let word = add($word, all(ROUNDS[$place]));
            let first = add(add(h, sum), add(choice, word));
            let ab = xor(a, b);
            let sum = xor(xor(turn::<2>(a), turn::<13>(a)), turn::<22>(a));
            let majority = xor(b, and(ab, bc));
            bc = ab;
            (h, g, f, e) = (g, f, e, add(d, first));
            (d, c, b, a) = (c, b, a, add(first, add(sum, majority)));
        };
    }
    macro_rules! first {
        ($base:expr, $place:expr) => {
            round!($place, w[$place]);
        };
    }
    macro_rules! later {
        ($base:expr, $place:expr) => {
            let (one, other) = (w[($place + 1) & 15], w[($place + 14) & 15]);
            let one = xor(xor(turn::<7>(one), turn::<18>(one)), shift::<3>(one));
            let other = xor(
                xor(turn::<17>(other), turn::<19>(other)),
                shift::<10>(other),
            );
            w[$place] = add(add(w[$place], one), add(w[($place + 9) & 15], other));
            round!($base + $place, w[$place]);
        };
    }
    sixteen!(first, 0);
    sixteen!(later, 16);
    sixteen!(later, 32);
    sixteen!(later, 48);
    let _ = bc;
    let worked = [a, b, c, d, e, f, g, h];
    let mut sum = state;
    for (sum, worked) in sum.iter_mut().zip(worked) {
        *sum = add(*sum, worked);
    }
    sum
}

/// The same state for all four.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
#[inline]
fn each([a, b, c, d, e, f, g, h]: [u32; 8]) -> [Four; 8] {
    [
        all(a),
        all(b),
        all(c),
        all(d),
        all(e),
        all(f),
        all(g),
        all(h),
    ]
}

/// Of the numbers of a header from this one on, the lowest that makes its hash small.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn search(head: &[u8; 76], bits: u16, first: u32, count: u32) -> Option<u32> {
    let middle = each(midstate(head));
    let start = each(START);
    let mut second = [all(0); 16];
    for (word, bytes) in second.iter_mut().zip(head[64..].chunks_exact(4)) {
        *word = all(u32::from_be_bytes(bytes.try_into().expect("four bytes")));
    }
    (second[4], second[15]) = (all(0x8000_0000), all(640));
    let mut again = [all(0); 16];
    (again[8], again[15]) = (all(0x8000_0000), all(256));
    // Of more bits than a word has, the word is looked at first.
    let mask = all(u32::MAX
        .checked_shl(32_u32.saturating_sub(bits.into()))
        .unwrap_or(0));
    let puzzle = Puzzle::Header { head: *head, bits };
    let mut done = 0;
    while done < count {
        let number = first.wrapping_add(done);
        second[3] = numbers(number);
        again[..8].copy_from_slice(&compress(middle, second));
        let tops = and(compress(start, again)[0], mask);
        if has_zero(tops) {
            let lanes = (number..=u32::MAX)
                .zip(words(tops))
                .take((count - done) as usize);
            let mut small = lanes.filter(|(_, top)| *top == 0).map(|(number, _)| number);
            let found = small.find(|number| bits <= 32 || puzzle.is_solved_by((*number).into()));
            if found.is_some() {
                return found;
            }
        }
        done = done.saturating_add(4);
    }
    None
}

/// The last words of the hashes of four messages of one block each.
#[cfg_attr(target_arch = "wasm32", target_feature(enable = "simd128"))]
pub fn last_words(blocks: &[[u8; 64]; 4]) -> [[u32; 4]; 2] {
    let mut w = [all(0); 16];
    for (place, word) in w.iter_mut().enumerate() {
        let at = |lane: usize| {
            let bytes = blocks[lane][4 * place..].first_chunk();
            u32::from_be_bytes(*bytes.expect("a block has sixteen words"))
        };
        *word = of([at(0), at(1), at(2), at(3)]);
    }
    let hash = compress(each(START), w);
    [words(hash[7]), words(hash[6])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_are_those_of_the_standard() {
        assert_eq!((ROUNDS[0], ROUNDS[63]), (0x428a_2f98, 0xc671_78f2));
    }
}
