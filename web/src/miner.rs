//! What a worker of the page calls: the search of proof of work and nothing else. It is the page's own module once more,
//! without the page; numbers go in and out as they are, so that a worker needs no glue.

use std::cell::RefCell;

use synod_core::grind::{Puzzle, search};
use wasm_bindgen::prelude::*;

thread_local! {
    static HEAD: RefCell<[u8; 76]> = const { RefCell::new([0; 76]) };
}

/// Four bytes of the header that is searched next, by their place from 0.
#[wasm_bindgen(js_name = mineWord)]
pub fn mine_word(place: u32, word: u32) {
    HEAD.with_borrow_mut(|head| {
        let begin = 4 * place as usize;
        if let Some(bytes) = head.get_mut(begin..begin + 4) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
    });
}

/// The lowest number from this one on, among so many, that solves the puzzle: that of the header if there is no previous
/// proof to go on from (below -1), else the source's (-1 for genesis). -1 where there is none.
#[wasm_bindgen]
pub fn mine(previous: f64, difficulty: u32, from: f64, count: u32) -> f64 {
    let difficulty = difficulty as u16;
    let puzzle = if previous < -1.0 {
        Puzzle::Header {
            head: HEAD.with_borrow(|head| *head),
            bits: difficulty,
        }
    } else {
        Puzzle::Digits {
            previous: (previous >= 0.0).then_some(previous as u64),
            zeros: difficulty,
        }
    };
    search(&puzzle, from as u64, count).map_or(-1.0, |found| found as f64)
}
