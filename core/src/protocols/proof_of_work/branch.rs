//! A chain as miners keep it and pass it on: whole, shared by all who have it, with what follows from its blocks worked out
//! once.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::ledger::{Block, BlockHash, BlockRef, Chain, Numbers, Puzzle};
use crate::units::{RequestId, Span};

/// So many blocks lie between two adjustments of the difficulty.
pub const WINDOW: u64 = 8;
/// Zero bits that a block has at least whose attempts were drawn, not made.
pub const SAMPLED_BITS: u32 = 8;
/// The most that a difficulty counts as: more work than any run has time for.
pub const DIFFICULTY_MAX: u32 = 40;

/// What a chain is judged by: the same for all miners of a run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Law {
    /// What must be found.
    pub puzzle: Puzzle,
    /// Whether the number of attempts is drawn.
    pub sampled: bool,
    /// How far apart blocks should be, if the difficulty is adjusted to that.
    pub block_time: Option<Span>,
}

impl Law {
    /// How many zeros must really be there where so many are promised.
    pub fn shown(self, difficulty: u32) -> u32 {
        let most = match self.puzzle {
            Puzzle::Header => SAMPLED_BITS,
            Puzzle::Original => SAMPLED_BITS / 4,
        };
        if self.sampled {
            difficulty.min(most)
        } else {
            difficulty
        }
    }

    /// How many attempts a block of this difficulty takes on average, as a power of two.
    pub fn bits(self, difficulty: u32) -> u32 {
        match self.puzzle {
            Puzzle::Header => difficulty.min(DIFFICULTY_MAX),
            Puzzle::Original => difficulty.saturating_mul(4).min(DIFFICULTY_MAX),
        }
    }
}

/// A chain with what follows from it.
#[derive(Clone, Debug)]
pub struct Branch {
    chain: Chain,
    /// The requests that are on it.
    known: Numbers,
    /// How many attempts its blocks take on average, all together.
    work: u64,
    /// The highest difficulty for which every block has zeros enough.
    margin: u32,
    /// By how much the difficulty of the next block is above a miner's own.
    offset: i32,
    /// The lowest block that is wrong whatever the difficulty.
    fault: Option<u64>,
    /// Whether all of this was worked out: not of a chain that somebody forged or damaged.
    is_judged: bool,
}

impl Default for Branch {
    fn default() -> Self {
        Self {
            chain: Chain::default(),
            known: Numbers::default(),
            work: 0,
            margin: u32::MAX,
            offset: 0,
            fault: None,
            is_judged: true,
        }
    }
}

/// The tip tells two chains apart, as it names what lies below; what is forged is compared in full.
impl PartialEq for Branch {
    fn eq(&self, other: &Self) -> bool {
        self.at() == other.at()
            && self.is_judged == other.is_judged
            && self.chain.first_change(&other.chain).is_none()
    }
}

impl Eq for Branch {}

impl Hash for Branch {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.at().hash(state);
    }
}

impl Branch {
    /// A chain of which nothing is known yet.
    pub fn raw(chain: Chain) -> Self {
        Self {
            chain,
            is_judged: false,
            ..Self::default()
        }
    }

    /// A chain, judged from its first block on.
    pub fn of<'a>(blocks: impl Iterator<Item = &'a Arc<Block>>, law: Law) -> Self {
        let mut branch = Self::default();
        blocks.for_each(|block| branch.push(block.clone(), law));
        branch
    }

    /// The same, worked out if nobody did.
    pub fn judged(self: &Arc<Self>, law: Law) -> Arc<Self> {
        match self.is_judged {
            true => self.clone(),
            false => Arc::new(Self::of(self.chain.blocks(), law)),
        }
    }

    /// Puts a block on top, whether it fits or not.
    pub fn push(&mut self, block: Arc<Block>, law: Law) {
        let height = self.height() + 1;
        match zeros(self.chain.block(height - 1), &block, height, law) {
            Some(zeros) => {
                self.margin = self.margin.min(allowed(zeros, self.offset));
                let promised = block.work.map_or(0, |work| work.difficulty);
                let attempts = 1 << law.bits(promised.min(zeros));
                self.work = self.work.saturating_add(attempts);
            }
            None => self.fault = self.fault.or(Some(height)),
        }
        for entry in &block.entries {
            self.known.insert(entry.request);
        }
        self.chain.push(block);
        self.adjust(law);
    }

    /// Every so many blocks the difficulty goes up by one if they came twice as fast as they should, and down by one if they
    /// took twice as long.
    fn adjust(&mut self, law: Law) {
        let Some(span) = law
            .block_time
            .filter(|_| self.height().is_multiple_of(WINDOW))
        else {
            return;
        };
        let time = |height| self.chain.block(height).map_or(0, |block| time_of(block));
        let took = time(self.height()).saturating_sub(time(self.height() - WINDOW));
        let wanted = span.micros().saturating_mul(WINDOW);
        if took < wanted / 2 {
            self.offset += 1;
        } else if took / 2 > wanted {
            self.offset -= 1;
        }
    }

    /// Its blocks.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// How many blocks it has.
    pub fn height(&self) -> u64 {
        self.chain.height()
    }

    /// Its last block, or genesis.
    pub fn at(&self) -> BlockRef {
        let (height, hash) = (self.height(), self.chain.tip());
        BlockRef { height, hash }
    }

    /// Its block of this height.
    pub fn block(&self, height: u64) -> Option<&Arc<Block>> {
        self.chain.block(height)
    }

    /// Its last block.
    pub fn last(&self) -> Option<&Arc<Block>> {
        self.chain.block(self.height())
    }

    /// Whether a request is on it.
    pub fn has(&self, request: RequestId) -> bool {
        self.known.has(request)
    }

    /// What it counts when chains are compared: its work, or its length.
    pub fn worth(&self, by_work: bool) -> u64 {
        match by_work {
            true => self.work,
            false => self.height(),
        }
    }

    /// The same up to a height.
    pub fn below(&self, height: u64, law: Law) -> Self {
        Self::of(
            self.chain.blocks().take_while(|it| it.height <= height),
            law,
        )
    }

    /// The difficulty of the next block of a miner whose own is this.
    pub fn difficulty(&self, own: u32) -> u32 {
        own.saturating_add_signed(self.offset)
            .clamp(1, DIFFICULTY_MAX)
    }

    /// Whether it is valid for a miner of this difficulty.
    pub fn is_valid(&self, difficulty: u32) -> bool {
        self.fault.is_none() && self.margin >= difficulty
    }

    /// The lowest block that is not valid for a miner of this difficulty.
    pub fn wrong(&self, difficulty: u32, law: Law) -> Option<u64> {
        if self.is_valid(difficulty) {
            return None;
        }
        let mut part = Self::default();
        self.chain.blocks().find_map(|block| {
            part.push(block.clone(), law);
            (!part.is_valid(difficulty)).then_some(part.height())
        })
    }

    /// How many blocks both begin with.
    pub fn common(&self, other: &Self) -> u64 {
        let changed = self.chain.first_change(&other.chain);
        changed.map_or(self.height().min(other.height()), |height| height - 1)
    }

    /// The blocks above a height.
    pub fn above(&self, height: u64) -> impl Iterator<Item = &Arc<Block>> {
        self.chain.from_height(height + 1)
    }
}

/// The highest difficulty of a miner of whom a block that has so many zeros is not asked for more, where what is asked for is
/// so much above the miner's own, and no more than the most.
fn allowed(zeros: u32, offset: i32) -> u32 {
    match zeros {
        0 => 0,
        DIFFICULTY_MAX.. => u32::MAX,
        _ => u32::try_from(i64::from(zeros) - i64::from(offset)).unwrap_or(0),
    }
}

/// When a block was begun, in microseconds.
pub fn time_of(block: &Block) -> u64 {
    block.work.map_or(0, |work| work.time)
}

/// How many zeros a block has, counted as its puzzle does; none if it is wrong on top of this one. Who it is by, what it
/// says, and whether that was said before is not looked at: the source does not either.
pub fn zeros(below: Option<&Arc<Block>>, block: &Block, height: u64, law: Law) -> Option<u32> {
    let work = block.work.filter(|work| work.puzzle == law.puzzle)?;
    let hash = below.map_or(BlockHash::GENESIS, |below| below.hash);
    let time = below.map_or(0, |below| time_of(below));
    let fits = block.height == height && block.previous == hash && block.is_sound();
    if !fits || (height > 1 && work.time <= time) {
        return None;
    }
    let zeros = block.zeros(below.map(|below| &**below));
    // What was drawn counts as what it promises, if the little that is really made is there.
    let counts = law.sampled && zeros >= law.shown(work.difficulty);
    Some(if counts { work.difficulty } else { zeros })
}
