//! Selfish mining over many thousand blocks, beside what Eyal and Sirer compute ("Majority is not enough", 2014, equation 8),
//! and stale blocks beside D / (D + T). Error bars are two standard errors, over the blocks of all seeds together.

use synod_core::session::Session;
use synod_core::units::Time;
use synod_core::view::ChartView;

/// How far apart blocks are: 1024 attempts each, of 900 a second.
const BETWEEN: u64 = 1_137_778;
/// Blocks found in a run.
const BLOCKS: u64 = 4_000;

/// n1 has a third of the power, three others share the rest. All ask often, so that hardly a block is stale by itself; latency
/// is drawn, as of two blocks that come at once the first is kept.
const THIRD: &str = "protocol proof-of-work\nnodes 4\nset latency 0ms..2ms\nset mining sampled\nset empty-blocks on\nset difficulty 10\n\
    set hash-power 200\nset hash-power 300 on n1\nset data-period 1000h\nset gossip-period 1000h\nset backup-period 1000h\n";

/// All hear of blocks by way of n1.
const STAR: &str =
    "set chain-period 80ms\nset neighbours n1 on n2 n3 n4\nset neighbours n2 n3 n4 on n1\n";

/// Everybody asks everybody, so that no place is better than another.
const MESH: &str = "set chain-period 120ms\nset neighbours n2 n3 n4 on n1\nset neighbours n1 n3 n4 on n2\n\
    set neighbours n1 n2 n4 on n3\nset neighbours n1 n2 n3 on n4\n";

fn charts(network: &str, seed: u64) -> Vec<ChartView> {
    let mut session = Session::load(&format!("{THIRD}seed {seed}\n{network}")).expect("it parses");
    session.play_until(Time(BLOCKS * BETWEEN), u32::MAX);
    session.view().charts()
}

fn chart<'a>(charts: &'a [ChartView], id: &str) -> &'a ChartView {
    let mut charts = charts.iter();
    charts.find(|it| it.id == id).expect("it is drawn")
}

/// The mean of the last points of a series over all runs, and its error there.
fn mean(runs: &[Vec<ChartView>], id: &str, place: usize) -> (i64, i64) {
    let points = runs.iter().map(|charts| {
        let series = &chart(charts, id).measured[place];
        *series.points.last().expect("blocks were found")
    });
    let points: Vec<_> = points.collect();
    let count = points.len() as i64;
    let up = points.iter().map(|it| it.up).sum::<i64>() / count;
    let error = points
        .iter()
        .filter_map(|it| it.error)
        .max()
        .expect("it has one");
    // The mean of n runs is as good as one run of n times the blocks.
    (up, error * 1000 / (count * 1_000_000).isqrt())
}

#[track_caller]
fn within(what: &str, (up, error): (i64, i64), predicted: i64) {
    println!("{what}: {up} ± {error}, predicted {predicted}");
    assert!(
        (up - predicted).abs() <= error,
        "{what}: {up} ± {error}, predicted {predicted}"
    );
}

/// Equation 8 for a third of the power: by hand it is (13 + 4 gamma) / 39.
fn eyal_and_sirer(gamma: i64) -> i64 {
    (13_000_000 + 4 * gamma) / 39
}

#[test]
fn a_third_of_the_power_has_the_predicted_revenue_if_it_withholds() {
    let star = format!("{STAR}set attack withhold on n1\n");
    let runs: Vec<_> = (1..=3).map(|seed| charts(&star, seed)).collect();
    // In a race the other two hear of n1's block first: two thirds of the power of the others.
    let revenue = mean(&runs, "revenue", 0);
    within("the revenue of n1", revenue, eyal_and_sirer(666_667));
    assert!(
        revenue.0 - revenue.1 > 380_000,
        "more than its share by far"
    );
    for charts in &runs {
        // The curve that is drawn has gamma as it was counted. At a third it lies between its points for 0.325 and 0.35.
        let drawn = &chart(charts, "revenue").predicted;
        let [fair, curve] = &drawn[..] else {
            panic!("{drawn:?}");
        };
        assert_eq!(
            (&*fair.name, &*curve.name),
            ("fair share", "Eyal and Sirer 2014")
        );
        let at = |across| curve.points.iter().find(|it| it.across == across);
        let [low, high] = [325_000, 350_000].map(|it| at(it).expect("a point").up);
        assert!(
            (low..high).contains(&eyal_and_sirer(666_667)),
            "{low}..{high}"
        );
    }
}

#[test]
fn honest_miners_have_their_fair_share_and_stale_blocks_are_as_many_as_predicted() {
    let runs: Vec<_> = (1..=2).map(|seed| charts(MESH, seed)).collect();
    for (place, share) in [333_333, 222_222, 222_222, 222_222].into_iter().enumerate() {
        within(
            &format!("n{}", place + 1),
            mean(&runs, "revenue", place),
            share,
        );
    }
    let (up, error) = mean(&runs, "revenue", 0);
    let selfish = eyal_and_sirer(666_667);
    assert!(
        up + error < selfish,
        "{up} ± {error} is not what a hidden branch brings"
    );
    let predicted = &chart(&runs[0], "fork-rate").predicted[0];
    let predicted = predicted.points.last().expect("a line").up;
    within("stale blocks", mean(&runs, "fork-rate", 0), predicted);
    assert!(predicted > 30_000, "some are stale");
}
