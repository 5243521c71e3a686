//! Charts: how many blocks are stale, who has how many blocks on the chain, and how deep reorganisations went, beside what is
//! published about them. All in whole numbers: shares are in millionths.
//!
//! *Stale blocks.* While a block is not known everywhere, others work on the one below it (C. Decker, R. Wattenhofer,
//! "Information propagation in the Bitcoin network", 2013, section 5). With D, the mean time until whoever mines knows a block,
//! weighted by power, and T, the mean time between two blocks, a chain grows by one in D + T (Y. Sompolinsky, A. Zohar, "Secure
//! high-rate transaction processing in Bitcoin", 2015, section 3), while (D + T) / T blocks are found: the share D / (D + T) of
//! them is stale. D follows from how often who asks whom, and how long an answer flies.
//!
//! *Revenue.* I. Eyal, E. G. Sirer, "Majority is not enough" (2014), equation 8: what a pool has of the chain that keeps its
//! blocks to itself, from its share of the power and from gamma, the share of the others that work on its branch when that is
//! as long as theirs.
//!
//! *Error bars* are two standard errors of a share of n independent draws, k of which hit, taken at (k + 2) / (n + 4), so that
//! nothing is certain after few draws (A. Agresti, B. Coull, 1998).
//!
//! # Caveats
//!
//! - The way of a block is taken to be the one that is shortest on average; others may be faster by chance.
//! - Miners boot together and ask at the same times. Who was restarted asks at others, and hears of blocks sooner or later.
//! - All are taken to mine all the time. Where nobody mines without messages, T is the time that they mine.

use std::collections::VecDeque;

use super::attack::Attack;
use super::census::Census;
use super::watch::Miner;
use super::{about, branch};
use crate::phrase;
use crate::phrase::{Phrase, counted};
use crate::units::{NodeId, Span};
use crate::view::{AxisSpec, ChartView, PointView, Scale, SeriesView, State};
use crate::world::World;

/// A whole, in millionths.
const WHOLE: i64 = 1_000_000;
/// So many miners have a mark each; of more those with the same power have one together.
const SINGLE: usize = 8;
/// The ways of blocks are looked at from so many miners at most: more make the mean no better.
const SOURCES: usize = 32;

/// What was measured, beside what was predicted.
pub fn charts<N: Miner>(census: &Census, world: &World<N>) -> Vec<ChartView> {
    if census.found() == 0 {
        return Vec::new();
    }
    let powers = powers(world);
    let mut charts = vec![
        fork_rate(census, world, &powers),
        revenue(census, world, &powers),
    ];
    charts.extend(depths(census));
    charts
}

/// A miner with power.
struct Power {
    id: NodeId,
    /// Attempts a second, divided by how many a block takes, times 2 to the highest difficulty.
    rate: u128,
    attack: Attack,
}

fn powers<N: Miner>(world: &World<N>) -> Vec<Power> {
    let power = |id: NodeId| {
        let facts = world.facts(id);
        let own = about::difficulty(&facts);
        let difficulty = world
            .node(id)
            .map_or(own, |node| node.miner().own().difficulty(own));
        let bits = about::law(&facts).bits(difficulty);
        let rate = u128::from(about::hash_power(&facts)) << (branch::DIFFICULTY_MAX - bits);
        let attack = about::attack(&facts);
        Power { id, rate, attack }
    };
    world.ids().map(power).filter(|it| it.rate > 0).collect()
}

fn total(powers: &[Power]) -> u128 {
    powers.iter().map(|it| it.rate).sum()
}

/// A part of a whole, in millionths.
fn share(part: u128, whole: u128) -> i64 {
    i64::try_from(part * WHOLE as u128 / whole.max(1)).unwrap_or(WHOLE)
}

/// Two standard errors of a share of so many draws.
pub fn error(hits: u64, draws: u64) -> i64 {
    let (hits, draws) = (u128::from(hits) + 2, u128::from(draws) + 4);
    let square = 4_000_000_000_000 * hits * draws.saturating_sub(hits) / (draws * draws * draws);
    i64::try_from(square.isqrt()).unwrap_or(WHOLE)
}

fn measured(hits: u64, draws: u64, across: i64) -> PointView {
    PointView {
        across,
        up: share(hits.into(), draws.into()),
        error: Some(error(hits, draws)),
    }
}

fn exact(across: i64, up: i64) -> PointView {
    let error = None;
    PointView { across, up, error }
}

fn axis(name: &'static str, scale: Scale) -> AxisSpec {
    AxisSpec { name, scale }
}

fn series(name: impl Into<String>, points: Vec<PointView>) -> SeriesView {
    let name = name.into();
    SeriesView { name, points }
}

/// The share of stale blocks over the run.
fn fork_rate<N: Miner>(census: &Census, world: &World<N>, powers: &[Power]) -> ChartView {
    let stations = census.stations();
    let across = |found: u64| i64::try_from(found).unwrap_or(i64::MAX);
    let points = stations.iter().map(|it| {
        measured(
            it.found.saturating_sub(it.longest),
            it.found,
            across(it.found),
        )
    });
    let ends = [stations.first(), stations.last()];
    let forecast = forecast(world, powers);
    let predicted = forecast.as_ref().map(|it| {
        let ends = ends.into_iter().flatten();
        series(
            "predicted",
            ends.map(|end| exact(across(end.found), it.stale()))
                .collect(),
        )
    });
    let sentence = match forecast {
        Some(Forecast { known, between }) => phrase!(
            "Blocks beside the longest chain. Predicted is D / (D + T): a block is known after D = {0}, the next one comes after T = {1} (Decker and Wattenhofer 2013; Sompolinsky and Zohar 2015). Bars are two standard errors.",
            rounded(known),
            rounded(between)
        ),
        None => phrase!(
            "Blocks beside the longest chain. Nothing is predicted where miners do not hear of each other. Bars are two standard errors."
        ),
    };
    ChartView {
        id: "fork-rate",
        title: "Stale blocks",
        sentence,
        across: axis("blocks found", Scale::Count),
        up: axis("stale", Scale::Millionths),
        measured: vec![series("measured", points.collect())],
        predicted: predicted.into_iter().collect(),
    }
}

/// What the share of stale blocks follows from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Forecast {
    /// The mean time until a block is known to whoever mines.
    known: Span,
    /// The mean time between two blocks.
    between: Span,
}

impl Forecast {
    fn stale(self) -> i64 {
        let (known, between) = (self.known.micros(), self.between.micros());
        share(known.into(), u128::from(known) + u128::from(between))
    }
}

/// Nothing where a miner never hears of another.
fn forecast<N: Miner>(world: &World<N>, powers: &[Power]) -> Option<Forecast> {
    let askers = askers(world);
    let apart = powers.len().div_ceil(SOURCES).max(1);
    let (mut weights, mut sum) = (0_u128, 0_u128);
    for source in powers.iter().step_by(apart) {
        let known = spread(&askers, source.id);
        for miner in powers {
            let after = known[miner.id.index()]?;
            // In 2^16ths of all power, so that nothing is too large.
            let weight = |power: &Power| (power.rate << 16) / total(powers).max(1);
            let both = weight(source) * weight(miner);
            weights += both;
            sum += both * u128::from(after);
        }
    }
    let known = Span(u64::try_from(sum / weights.max(1)).ok()?);
    let attempts = 1_000_000_u128 << branch::DIFFICULTY_MAX;
    let between = Span(u64::try_from(attempts / total(powers).max(1)).ok()?);
    (weights > 0).then_some(Forecast { known, between })
}

/// Somebody who asks a miner, and how long it takes until that one knows of a block there.
#[derive(Clone, Copy)]
struct Asker {
    place: usize,
    /// Where the block was found: at any time of a period.
    found: u64,
    /// Where it came with an answer: all ask at the same times, so that it waits for the next one.
    heard: u64,
}

/// For each miner who asks it.
fn askers<N: Miner>(world: &World<N>) -> Vec<Vec<Asker>> {
    let mut askers = vec![Vec::new(); world.ids().count()];
    let kind = super::ABOUT.kind("chain").unwrap_or(0);
    let is_up = |id: NodeId| world.state_of(id.into()) == State::Up;
    for id in world.ids().filter(|id| is_up(*id)) {
        let period = world.facts(id).span(about::CHAIN_PERIOD).micros();
        for other in world.neighbours(id).iter().map(|it| it.id) {
            let back = (other.into(), id.into());
            let is_cut = [(id.into(), other.into()), back].map(|way| world.network().is_cut(way));
            if is_up(other) && is_cut == [false; 2] {
                let (least, most) = world.settings().carriage(kind, back).latency;
                let flies = least.micros().midpoint(most.micros());
                askers[other.index()].push(Asker {
                    place: id.index(),
                    found: period / 2 + flies,
                    heard: flies.div_ceil(period).max(1) * period,
                });
            }
        }
    }
    askers
}

/// When each miner knows a block of this one on average, along the shortest way.
fn spread(askers: &[Vec<Asker>], source: NodeId) -> Vec<Option<u64>> {
    let mut known: Vec<Option<u64>> = vec![None; askers.len()];
    known[source.index()] = Some(0);
    let mut fresh = VecDeque::from([source.index()]);
    while let Some(at) = fresh.pop_front() {
        for asker in &askers[at] {
            let takes = if at == source.index() {
                asker.found
            } else {
                asker.heard
            };
            let then = known[at].map(|it| it.saturating_add(takes));
            let best = known[asker.place];
            if best.is_none() || then < best {
                known[asker.place] = then;
                fresh.push_back(asker.place);
            }
        }
    }
    known
}

/// To two digits or so.
fn rounded(span: Span) -> String {
    let step = match span.micros() {
        10_000_000.. => 1_000_000,
        1_000_000.. => 100_000,
        _ => 1000,
    };
    Span((span.micros() + step / 2) / step * step).to_string()
}

/// The share of each miner in the longest chain that is public, against its share of the power.
fn revenue<N: Miner>(census: &Census, world: &World<N>, powers: &[Power]) -> ChartView {
    let mut blocks = vec![0_u64; world.ids().count()];
    let chains = world
        .ids()
        .filter_map(|id| Some(world.node(id)?.miner().offered()));
    // Of equal ones the first, as nobody can say which is better.
    let longest = chains.reduce(|best, it| {
        if it.height() > best.height() {
            it
        } else {
            best
        }
    });
    for block in longest.into_iter().flat_map(|it| it.chain().blocks()) {
        if let Some(count) = blocks.get_mut(block.creator.index()) {
            *count += 1;
        }
    }
    let measured = marks(powers, &blocks);
    let gamma = gamma(census);
    let pools: Vec<&Power> = powers
        .iter()
        .filter(|it| it.attack == Attack::Withhold)
        .collect();
    let is_one = pools.len() == 1;
    let sentence = match is_one {
        true => phrase!(
            "Blocks on the longest public chain. A miner that keeps its blocks to itself should have what Eyal and Sirer (2014) compute: others that mine on its branch when both are as long are counted here, {0} of {1}, so gamma is {2}, and {3} should have {4}. Bars are two standard errors.",
            census.races().joined,
            census.races().all,
            percent(gamma),
            pools[0].id,
            percent(selfish(share(pools[0].rate, total(powers)), gamma))
        ),
        false => phrase!(
            "Blocks on the longest public chain: on average an honest miner has as many as its share of the power. Bars are two standard errors."
        ),
    };
    let reach = if is_one { WHOLE / 2 } else { reach(&measured) };
    let mut predicted = vec![series("fair share", vec![exact(0, 0), exact(reach, reach)])];
    if is_one {
        let curve = (0..=20).map(|step| step * WHOLE / 40);
        let curve = curve.map(|alpha| exact(alpha, selfish(alpha, gamma)));
        predicted.push(series("Eyal and Sirer 2014", curve.collect()));
    }
    ChartView {
        id: "revenue",
        title: "Revenue against fair share",
        sentence,
        across: axis("share of the power", Scale::Millionths),
        up: axis("share of the blocks", Scale::Millionths),
        measured,
        predicted,
    }
}

/// Miners of few each have a mark; of many those who attack, and the others by their power.
fn marks(powers: &[Power], blocks: &[u64]) -> Vec<SeriesView> {
    let (all, sum) = (total(powers), blocks.iter().sum::<u64>());
    let of = |it: &Power| blocks[it.id.index()];
    let is_single = |it: &&Power| powers.len() <= SINGLE || it.attack != Attack::None;
    let single = powers.iter().filter(is_single).map(|it| {
        let point = measured(of(it), sum, share(it.rate, all));
        let name = match it.attack {
            Attack::None => it.id.to_string(),
            Attack::Withhold => format!("{}, which withholds", it.id),
            Attack::DoubleSpend => format!("{}, which pays twice", it.id),
        };
        series(name, vec![point])
    });
    let mut groups = std::collections::BTreeMap::<u128, (u64, u64)>::new();
    for it in powers.iter().filter(|it| !is_single(it)) {
        let group = groups.entry(it.rate).or_default();
        *group = (group.0 + 1, group.1 + of(it));
    }
    let points = groups.iter().map(|(rate, (count, had))| {
        let point = measured(*had, sum, share(*rate, all));
        let each = |it: i64| it / i64::try_from(*count).unwrap_or(i64::MAX);
        PointView {
            up: each(point.up),
            error: point.error.map(each),
            ..point
        }
    });
    let many =
        (!groups.is_empty()).then(|| series("honest miners, each on average", points.collect()));
    single.chain(many).collect()
}

/// How far the line of fair shares goes.
fn reach(measured: &[SeriesView]) -> i64 {
    let points = measured.iter().flat_map(|it| &it.points);
    let highest = points.map(|it| it.across.max(it.up)).max().unwrap_or(WHOLE);
    (highest + highest / 4).clamp(1, WHOLE)
}

/// The share of the others that works on a branch of equal length that had been hidden. Laplace's rule: a half before anything
/// was seen.
fn gamma(census: &Census) -> i64 {
    let races = census.races();
    share((races.joined + 1).into(), (races.all + 2).into())
}

/// What a pool has of the chain that keeps its blocks to itself: Eyal and Sirer, equation 8, in whole numbers.
pub fn selfish(alpha: i64, gamma: i64) -> i64 {
    let (whole, a, gamma) = (i128::from(WHOLE), i128::from(alpha), i128::from(gamma));
    if a * 2 >= whole {
        // Its branch grows faster than that of the others, and in the end has all blocks.
        return WHOLE;
    }
    let others = whole - a;
    let above =
        a * others * others * (4 * a * whole + gamma * (whole - 2 * a)) - a * a * a * whole * whole;
    let below = whole * whole * whole - a * (whole * whole + (2 * whole - a) * a);
    i64::try_from(above / (below * whole)).unwrap_or(WHOLE)
}

fn percent(share: i64) -> String {
    format!("{}%", (share + 5_000) / 10_000)
}

/// How often so many blocks were left at once.
fn depths(census: &Census) -> Option<ChartView> {
    let point = |(depth, times): (&u64, &u64)| {
        let number = |it: u64| i64::try_from(it).unwrap_or(i64::MAX);
        exact(number(*depth), number(*times))
    };
    let points: Vec<PointView> = census.depths().iter().map(point).collect();
    let times: u64 = census.depths().values().sum();
    let deepest = *census.depths().keys().last()?;
    let sentence: Phrase = phrase!(
        "Honest miners left blocks for a better branch {0}, at most {1} at once. Common prefix is counted, not judged.",
        counted(times, "time"),
        counted(deepest, "block")
    );
    Some(ChartView {
        id: "common-prefix",
        title: "Depth of reorganisations",
        sentence,
        across: axis("blocks left at once", Scale::Count),
        up: axis("times", Scale::Count),
        measured: vec![series("reorganisations", points)],
        predicted: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_branch_pays_as_published() {
        // By hand from equation 8: a third of the power has (13 + 4 gamma) / 39, and a quarter breaks even at gamma 1/2.
        let third = 333_333;
        for (gamma, revenue) in [(0, 333_333), (500_000, 384_615), (1_000_000, 435_897)] {
            assert!((selfish(third, gamma) - revenue).abs() <= 2, "{gamma}");
        }
        assert!((selfish(250_000, 500_000) - 250_000).abs() <= 1);
        assert_eq!((selfish(0, 0), selfish(500_000, 0)), (0, WHOLE));
        let falls = (1..=20).find(|it| selfish(it * 25_000, 0) < selfish((it - 1) * 25_000, 0));
        assert_eq!(falls, None);
    }

    #[test]
    fn errors_shrink_with_the_root_of_the_draws_and_are_never_none() {
        assert_eq!((error(50, 100), error(5_000, 10_000)), (98_058, 9_998));
        // Two of fourteen: twice the root of 2/14 * 12/14 / 14.
        assert_eq!((error(0, 10), error(10, 10)), (187_043, 187_043));
    }

    #[test]
    fn a_block_goes_along_the_shortest_way() {
        let asker = |place, found, heard| Asker {
            place,
            found,
            heard,
        };
        let askers = vec![
            vec![asker(1, 5, 9), asker(2, 20, 30)],
            vec![asker(2, 2, 5)],
            vec![],
            vec![asker(0, 1, 1)],
        ];
        let known = spread(&askers, NodeId::new(1));
        assert_eq!(known, [Some(0), Some(5), Some(10), None]);
        let forecast = Forecast {
            known: Span::seconds(1),
            between: Span::seconds(9),
        };
        assert_eq!(forecast.stale(), 100_000);
    }
}
