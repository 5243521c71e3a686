//! Mining: attempts by the second, of which the lowest nonce that will do is known as soon as they are begun.

use std::sync::Arc;

use super::{Branch, Cx, ProofOfWork, Timer, about, rules};
use crate::grind::{self, grind};
use crate::ledger::work::header;
use crate::ledger::{Block, BlockRef, Entry, Puzzle, Work};
use crate::node::Facts;
use crate::rng::exponential;
use crate::units::{NodeId, Span};

/// So many attempts are made at once at most, so that no handler takes long: a few thousandths of a second.
const SLICE: u32 = 4096;
/// The attempts of a header, as a nonce has four bytes.
const NONCES: u64 = 1 << 32;

/// A block for which a nonce is looked for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Search {
    /// What it stands on.
    pub below: BlockRef,
    /// What it says: a message, or nothing.
    pub entries: Vec<Entry>,
    work: Work,
    /// All of its header but the nonce, where attempts are really made.
    head: [u8; 76],
    /// The nonces below this are made by the time at which the alarm fires.
    next: u64,
    /// What will do among them.
    found: Option<u64>,
}

impl Search {
    fn write_header(&mut self, creator: NodeId) {
        let entries = self.entries.clone();
        let height = self.below.height + 1;
        let draft = Block::worked(height, self.below.hash, creator, entries, self.work);
        let header = header(self.below.hash, &draft.content(), &self.work);
        self.head.copy_from_slice(&header[..76]);
    }

    /// What is looked for, on top of a block with this proof.
    fn quest(&self, above: Option<u64>, zeros: u32) -> grind::Puzzle {
        let zeros = u16::try_from(zeros).unwrap_or(u16::MAX);
        match self.work.puzzle {
            Puzzle::Header => grind::Puzzle::Header {
                head: self.head,
                bits: zeros,
            },
            Puzzle::Original => grind::Puzzle::Digits {
                previous: above,
                zeros,
            },
        }
    }
}

impl ProofOfWork {
    /// What it goes on to look for at its next alarm, where attempts are really made.
    pub(super) fn goes_on(&self, facts: &Facts) -> Option<grind::Search> {
        let search = self.search.as_ref()?;
        let is_open = search.found.is_none() && search.next < NONCES;
        if about::law(facts).sampled || !is_open {
            return None;
        }
        Some(grind::Search {
            puzzle: search.quest(self.proof(), search.work.difficulty),
            from: search.next,
            count: SLICE,
        })
    }

    /// The proof of its last block, which the source's puzzle goes on from.
    fn proof(&self) -> Option<u64> {
        let work = self.own.last().and_then(|block| block.work);
        work.map(|work| work.nonce)
    }

    /// Looks for a block on top of its chain, if there is one to look for and it is not looked for already.
    pub(super) fn work(&mut self, cx: Cx) {
        let power = about::hash_power(cx);
        let tip = self.own.at();
        if power > 0 && self.search.as_ref().is_some_and(|it| it.below == tip) {
            return;
        }
        // S2: whoever solves a puzzle does not look whether the tip is still the same.
        if self.search.is_some() && power > 0 && cx.quirk("stale-tip") {
            return;
        }
        let old = self.search.take();
        if old.is_some() {
            cx.rule(&rules::ABORT);
            cx.cancel(Timer::Mine);
        }
        let entries = self.next_entries(old.as_deref(), cx);
        let Some(entries) = entries.filter(|_| power > 0) else {
            return;
        };
        self.search = Some(self.begin(tip, entries, cx));
        cx.rule(&rules::BEGIN);
        self.attempt(power, cx);
    }

    /// What the next block says, if there is a next block.
    fn next_entries(&self, old: Option<&Search>, cx: Cx) -> Option<Vec<Entry>> {
        // S4: what is solved for was looked up on the chain before, and is not again.
        let again = old.filter(|old| !old.entries.is_empty() && cx.quirk("duplicate-mined"));
        if let Some(old) = again {
            return Some(old.entries.clone());
        }
        let undoes = self.undoes();
        let mut waits = self.pool.entries().iter();
        let next = waits.find(|entry| Some(entry.request) != undoes);
        match self.next_secret().or(next) {
            Some(entry) => Some(vec![entry.clone()]),
            // Whoever mines in secret does not wait for messages.
            None => (about::mines_empty(cx) || undoes.is_some()).then(Vec::new),
        }
    }

    fn begin(&self, below: BlockRef, entries: Vec<Entry>, cx: Cx) -> Box<Search> {
        let law = about::law(cx);
        let earlier = self
            .own
            .last()
            .map_or(0, |block| super::branch::time_of(block));
        let work = Work {
            puzzle: law.puzzle,
            time: cx.now.micros().max(earlier + 1),
            difficulty: self.own.difficulty(about::difficulty(cx)),
            nonce: 0,
        };
        let mut search = Box::new(Search {
            below,
            entries,
            work,
            head: [0; 76],
            next: 0,
            found: None,
        });
        if law.puzzle == Puzzle::Header && !law.sampled {
            search.write_header(cx.id);
        }
        search
    }

    /// Makes the next attempts, and sets the alarm for when the last of them is made.
    fn attempt(&mut self, power: u64, cx: Cx) {
        let law = about::law(cx);
        let above = self.proof();
        let drawn = law.sampled.then(|| cx.draw_bits());
        let Some(search) = &mut self.search else {
            return;
        };
        let difficulty = search.work.difficulty;
        if let Some(drawn) = drawn {
            let attempts = drawn_attempts(drawn, law.bits(difficulty));
            return cx.set(Timer::Mine, takes(attempts, power));
        }
        let from = search.next;
        search.found = grind(&search.quest(above, difficulty), from, SLICE);
        let to = from + u64::from(SLICE);
        search.next = search.found.map_or(to, |found| found + 1);
        cx.set(Timer::Mine, takes(search.next - from, power));
    }

    /// The attempts are made.
    pub(super) fn on_attempts(&mut self, cx: Cx) {
        let (power, law) = (about::hash_power(cx), about::law(cx));
        let above = self.proof();
        // Without power nothing is found, also of what was begun before.
        if power == 0 {
            self.search = None;
            return;
        }
        let Some(search) = &mut self.search else {
            return;
        };
        if law.sampled {
            // The attempts were drawn; what is left of the work is made now.
            search.write_header(cx.id);
            let quest = search.quest(above, law.shown(search.work.difficulty));
            search.found = grind::search(&quest, 0, u32::MAX);
        }
        let Some(nonce) = search.found else {
            if search.next >= NONCES {
                // Every nonce was tried: at another time the header is another.
                self.search = None;
                return;
            }
            return self.attempt(power, cx);
        };
        let Some(search) = self.search.take() else {
            return;
        };
        let work = Work {
            nonce,
            // The source's puzzle leaves the block open until it is solved.
            time: match search.work.puzzle {
                Puzzle::Header => search.work.time,
                Puzzle::Original => search.work.time.max(cx.now.micros()),
            },
            ..search.work
        };
        let height = search.below.height + 1;
        let block = Block::worked(height, search.below.hash, cx.id, search.entries, work);
        self.append(Arc::new(block), cx);
    }

    /// Puts a block of its own on top of its chain.
    fn append(&mut self, block: Arc<Block>, cx: Cx) {
        self.mined += 1;
        self.pool.leave(block.entries.iter());
        cx.rule(&rules::MINE);
        let mut branch = Branch::clone(&self.own);
        branch.push(block, about::law(cx));
        self.own = Arc::new(branch);
        self.settle(cx);
    }
}

/// How long so many attempts take, to the microsecond.
fn takes(attempts: u64, power: u64) -> Span {
    Span(attempts.saturating_mul(1_000_000).div_ceil(power).max(1))
}

/// How many attempts are needed if each will do with the chance of 2^-bits: the geometric law, from a uniform draw.
fn drawn_attempts(draw: u64, bits: u32) -> u64 {
    // The mean of the exponential law that has the same tail: 2^bits - 1/2, but for what is below a hundredth of it.
    let mean = (2 << bits) - 1;
    let share = exponential(draw);
    // In two halves, and the lower one to a 65536th, so that nothing is too large at 40 bits.
    let (high, low) = (share >> 32, share & 0xffff_ffff);
    let part = ((mean * (low >> 16)) >> 16).saturating_add(high * mean);
    (part / 2).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Who, draw};

    #[test]
    fn drawn_attempts_have_the_mean_and_the_median_of_the_law() {
        let draws =
            (0..40_000).map(|count| draw(3, Who::node(NodeId::FIRST), count, Purpose::Node));
        let mut all: Vec<u64> = draws.map(|it| drawn_attempts(it, 12)).collect();
        all.sort_unstable();
        let mean = all.iter().sum::<u64>() / all.len() as u64;
        assert!((4030..4160).contains(&mean), "{mean}, should be 4096");
        let median = all[all.len() / 2];
        assert!((2780..2900).contains(&median), "{median}, should be 2839");
    }

    #[test]
    fn attempts_take_their_time_to_the_microsecond() {
        assert_eq!(takes(1000, 1000), Span::seconds(1));
        assert_eq!(takes(1, 3), Span(333_334));
        assert_eq!(takes(1, 10_000_000), Span(1));
    }
}
