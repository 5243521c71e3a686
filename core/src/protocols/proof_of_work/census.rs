//! What is counted over a whole run, by looking at the chains of the miners after every step: blocks that were found,
//! reorganisations by their depth, and races against a branch that was kept hidden. None of it is judged.
//!
//! *Common prefix* is a property of Garay, Kiayias and Leonardos (2015): without its last k blocks the chain of an honest miner
//! is the beginning of the chains of all others. It holds but for a chance that falls with k. So there is nothing to judge; a
//! reorganisation of depth k is one time at which it did not hold for fewer blocks than k.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attack::Attack;
use super::watch::{Chains, Change, Miner, is_robbed};
use super::{about, charts, rules};
use crate::ledger::Block;
use crate::phrase;
use crate::phrase::{Phrase, counted};
use crate::property::{Checker, Finding};
use crate::record::What;
use crate::units::NodeId;
use crate::view::ChartView;
use crate::world::{Trace, World};

/// So many stations of the run are kept, or half as many: enough for a curve.
const STATIONS: usize = 24;
/// Depths told one by one: deeper reorganisations than that are rare enough to be told together.
const DEPTHS_TOLD: usize = 12;
/// Heights at which a race can still be on: a branch that lags further has lost.
const RECENT: u64 = 32;

/// How many blocks had been found, and how long the longest chain was then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Station {
    /// Blocks found.
    pub found: u64,
    /// Blocks on the longest chain.
    pub longest: u64,
}

/// The counts.
#[derive(Clone, Default)]
pub struct Census {
    chains: Chains,
    /// Blocks found.
    found: u64,
    /// How many blocks the longest chain ever had.
    longest: u64,
    /// How often honest miners left so many blocks at once.
    depths: Arc<BTreeMap<u64, u64>>,
    /// Stations, some blocks apart.
    stations: Arc<Vec<Station>>,
    /// How many blocks lie between two of them, as a power of two.
    apart: u32,
    /// Heights of late at which an honest miner has found a block.
    honest: Arc<BTreeSet<u64>>,
    races: Races,
}

/// Blocks that honest miners found while a branch which had been hidden was as long as theirs.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Races {
    /// All of them.
    pub all: u64,
    /// Those on top of the branch that had been hidden.
    pub joined: u64,
}

fn attacks<N: Miner>(world: &World<N>, id: NodeId) -> bool {
    about::attack(&world.facts(id)) != Attack::None
}

impl Census {
    /// Blocks found.
    pub fn found(&self) -> u64 {
        self.found
    }

    /// How often so many blocks were left at once.
    pub fn depths(&self) -> &BTreeMap<u64, u64> {
        &self.depths
    }

    /// Races against a branch that was hidden.
    pub fn races(&self) -> Races {
        self.races
    }

    /// Stations of the run, the last one now.
    pub fn stations(&self) -> Vec<Station> {
        let now = Station {
            found: self.found,
            longest: self.longest,
        };
        let past = self.stations.iter().copied();
        let mut all: Vec<Station> = past.filter(|it| it.found < now.found).collect();
        all.extend((now.found > 0).then_some(now));
        all
    }

    /// A miner has found a block.
    fn finds<N: Miner>(&mut self, world: &World<N>, change: &Change) {
        self.found += 1;
        self.longest = self.longest.max(change.now.height());
        if !attacks(world, change.id) {
            self.race(world, change);
            let height = change.now.height();
            let honest = Arc::make_mut(&mut self.honest);
            honest.insert(height);
            honest.retain(|it| *it + RECENT > height);
        }
        let found = self.found;
        if found.is_multiple_of(1 << self.apart) {
            let longest = self.longest;
            Arc::make_mut(&mut self.stations).push(Station { found, longest });
        }
        if self.stations.len() >= STATIONS {
            self.apart += 1;
            let apart = 1 << self.apart;
            Arc::make_mut(&mut self.stations).retain(|it| it.found.is_multiple_of(apart));
        }
    }

    /// An honest miner has found a block: whether there was another branch, once hidden, to find it on.
    fn race<N: Miner>(&mut self, world: &World<N>, change: &Change) {
        let below = change.now.height() - 1;
        if !self.honest.contains(&below) {
            return;
        }
        let parent = change.now.block(below).map(|block| block.hash);
        let hidden = |id: NodeId| {
            let shown = world.node(id)?.miner().offered();
            let block: &Arc<Block> = shown.block(below)?;
            (attacks(world, id) && block.creator == id).then_some(block.hash)
        };
        let mut hidden = world.ids().filter_map(hidden).peekable();
        if hidden.peek().is_some() {
            self.races.all += 1;
            self.races.joined += u64::from(hidden.any(|hash| Some(hash) == parent));
        }
    }
}

/// Whether the miner that moved has found a block in this step.
fn has_mined(trace: &Trace) -> bool {
    let place = super::ABOUT.rule(&rules::MINE);
    let mut records = trace.records.iter();
    records.any(|record| record.what == What::Rule && record.detail as usize == place)
}

impl<N: Miner> Checker<N> for Census {
    fn observe(&mut self, world: &World<N>, trace: &Trace) -> Finding {
        let Some(change) = self.chains.change(world, trace) else {
            return Finding::Nothing;
        };
        if change.is_own_block() && has_mined(trace) {
            self.finds(world, &change);
        }
        // What damage or a crash took was not left for another branch.
        let left = change.was.height() - change.common;
        if left > 0 && !is_robbed(trace) && !attacks(world, change.id) {
            *Arc::make_mut(&mut self.depths).entry(left).or_default() += 1;
        }
        Finding::Nothing
    }

    fn counted(&self) -> Vec<Phrase> {
        if self.depths.is_empty() {
            return vec![phrase!("no block was left")];
        }
        let told = self.depths.iter().take(DEPTHS_TOLD);
        let told =
            told.map(|(depth, times)| phrase!("depth {0}: {1}", *depth, counted(*times, "time")));
        let mut told: Vec<Phrase> = told.collect();
        let deeper: u64 = self.depths.values().skip(DEPTHS_TOLD).sum();
        if deeper > 0 {
            told.push(phrase!("deeper: {0}", counted(deeper, "time")));
        }
        told
    }

    fn charts(&self, world: &World<N>) -> Vec<ChartView> {
        charts::charts(self, world)
    }

    fn boxed(&self) -> Box<dyn Checker<N>> {
        Box::new(self.clone())
    }
}
