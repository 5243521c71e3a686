//! Trees that are made by hand or at random, and where their blocks come to stand.

use std::rc::Rc;
use std::sync::Arc;

use super::*;
use crate::panels::lane::tree::known::State;
use crate::panels::lane::tree::trail::Trail;
use crate::panels::lane::tree::{walk, words};
use synod_core::about::Depth;
use synod_core::ledger::{Block, Chain, Entry, Transaction};
use synod_core::phrase;
use synod_core::rng::{Purpose, Who, draw};
use synod_core::session::Session;
use synod_core::units::{NodeId, RequestId};
use synod_core::view::{AsideView, NodeDetail, NodeGlance, NodeView};

/// A block on top of another one, with so many entries.
fn block(below: Option<&Arc<Block>>, creator: u16, entries: u32) -> Arc<Block> {
    let (height, previous) = below.map_or((1, BlockHash::GENESIS), |it| (it.height + 1, it.hash));
    let creator = NodeId::new(creator);
    let entry = |number| Entry {
        request: RequestId {
            asker: creator.into(),
            number: height as u32 * 100 + number,
        },
        transaction: Transaction::Note {
            text: format!("note {number}").into(),
        },
    };
    let entries = (0..entries).map(entry).collect();
    Arc::new(Block::new(height, previous, creator, entries))
}

/// A chain of one creator's on top of a block.
fn line(below: Option<&Arc<Block>>, creator: u16, length: usize) -> Vec<Arc<Block>> {
    let mut all: Vec<Arc<Block>> = Vec::new();
    for _ in 0..length {
        all.push(block(all.last().or(below), creator, 1));
    }
    all
}

/// A node with this chain, of which so many blocks are final, and these beside it.
fn node(
    number: u16,
    chain: &[&[Arc<Block>]],
    committed: u64,
    aside: &[&[Arc<Block>]],
) -> Rc<NodeDetail> {
    let session = Session::load("protocol benmo\n").expect("it parses");
    let mut detail = session.view().node(NodeId::new(1)).expect("there are five");
    let mut own = Chain::default();
    chain
        .iter()
        .copied()
        .flatten()
        .for_each(|it| own.push(it.clone()));
    let glance = &mut detail.glance;
    glance.id = NodeId::new(number);
    (glance.glance.tip, glance.glance.height) = (own.tip(), own.height());
    glance.glance.committed = committed;
    detail.view = NodeView::of(&own);
    detail.view.committed = committed;
    detail.view.aside = aside
        .iter()
        .copied()
        .flatten()
        .map(|it| AsideView {
            block: it.clone(),
            fates: it.entries.iter().map(|_| phrase!("lost")).collect(),
        })
        .collect();
    Rc::new(detail)
}

fn known(details: &[Rc<NodeDetail>], counts: Depth) -> Known {
    let flags: Vec<NodeGlance> = details.iter().map(|it| it.glance).collect();
    Known::of(&flags, details, counts)
}

fn place(known: &Known, block: &Block) -> usize {
    known.find(block.height, block.hash).expect("it is known")
}

/// Where a block stands: its column and row.
fn at(known: &Known, picture: &Picture, block: &Block) -> (usize, usize) {
    let item = &picture.items[picture.item_of[place(known, block)]];
    (item.column, item.row)
}

#[test]
fn a_dull_run_is_one_item_until_it_is_opened() {
    let chain = line(None, 1, 10);
    let known = known(&[node(1, &[&chain], 10, &[])], Depth::Blocks);
    let folded = Picture::of(&known, &[], None);
    let counts: Vec<usize> = folded.items.iter().map(|it| it.count).collect();
    assert_eq!(
        counts,
        [1, 7, 1, 1, 1],
        "genesis, the run, two below the flags, and those"
    );
    assert_eq!(folded.columns, [(0, 0), (1, 7), (8, 8), (9, 9), (10, 10)]);
    assert_eq!((folded.rows, folded.width()), (1, 5));
    let open = Picture::of(&known, &[chain[0].hash], None);
    assert_eq!(open.items.len(), 11);
    let kept = Picture::of(&known, &[], Some(place(&known, &chain[3])));
    let counts: Vec<usize> = kept.items.iter().map(|it| it.count).collect();
    assert_eq!(
        counts,
        [1, 3, 1, 3, 1, 1, 1],
        "what is selected is never hidden"
    );
    // Two dull blocks are drawn as they are.
    let known = super::tests::known(&[node(1, &[&chain[..5]], 5, &[])], Depth::Blocks);
    assert_eq!(Picture::of(&known, &[], None).items.len(), 6);
}

#[test]
fn what_is_final_stands_on_the_top_line_and_what_it_beat_is_abandoned() {
    let stem = line(None, 1, 1);
    let (long, short) = (line(stem.last(), 2, 3), line(stem.last(), 3, 2));
    // Three follow the longer branch, but the shorter one is final somewhere.
    let details = [
        node(1, &[&stem, &long], 1, &[]),
        node(2, &[&stem, &long], 1, &[]),
        node(3, &[&stem, &short], 2, &[&long]),
    ];
    let known = known(&details, Depth::Blocks);
    let picture = Picture::of(&known, &[], None);
    assert_eq!(at(&known, &picture, &short[1]), (3, 0));
    assert_eq!(at(&known, &picture, &long[2]), (4, 1));
    let states = |blocks: &[Arc<Block>]| -> Vec<State> {
        blocks
            .iter()
            .map(|it| known.knots[place(&known, it)].state)
            .collect()
    };
    assert_eq!(states(&short), [State::Committed, State::Followed]);
    assert_eq!(states(&long), [State::Abandoned; 3]);
    let end = place(&known, &long[2]);
    assert!(picture.items[picture.item_of[end]].ends);
    let why = format!("Abandoned: {} is committed instead.", short[0].hash.short());
    assert_eq!(words::left(&known, end), why);
    let branch = long.iter().map(|it| place(&known, it));
    assert_eq!(words::branch(&known, end), branch.collect::<Vec<_>>());
    let aside = known.aside(end, &details).expect("n3 tells of it");
    assert_eq!(aside.block.hash, long[2].hash);
    let name = words::name(&known, end, &details);
    assert!(
        name.contains("head of n1 n2") && name.ends_with("note 0 lost"),
        "{name}"
    );
    let fork = place(&known, &stem[0]);
    assert_eq!(known.knots[fork].commits, [NodeId::new(1), NodeId::new(2)]);
    assert_eq!(words::state(&known, fork), "Committed by n1 n2 n3.");
    assert_eq!(
        words::state(&known, place(&known, &short[1])),
        "n3 has it on the chain. It may still change."
    );
}

#[test]
fn without_anything_final_the_most_followed_branch_stands_on_top() {
    let (one, other) = (line(None, 1, 4), line(None, 2, 2));
    let details = [
        node(1, &[&one], 0, &[]),
        node(2, &[&other], 0, &[]),
        node(3, &[&other], 0, &[]),
    ];
    let known = known(&details, Depth::Blocks);
    let picture = Picture::of(&known, &[], None);
    assert_eq!(at(&known, &picture, &other[0]), (1, 0));
    assert_eq!(at(&known, &picture, &one[0]), (1, 1));
    assert_eq!(
        known.knots[place(&known, &one[0])].state,
        State::Followed,
        "nothing is lost yet"
    );
}

#[test]
fn depth_counts_transactions_and_empty_blocks_stand_behind_each_other() {
    let first = block(None, 1, 3);
    let empty = block(Some(&first), 1, 0);
    let again = block(Some(&empty), 1, 0);
    let last = block(Some(&again), 1, 2);
    let beside = block(Some(&first), 2, 1);
    let chain = [first.clone(), empty.clone(), again.clone(), last.clone()];
    let details = [node(1, &[&chain], 4, &[std::slice::from_ref(&beside)])];
    let known = known(&details, Depth::Transactions);
    let picture = Picture::of(&known, &[], None);
    assert_eq!(
        picture.columns,
        [(0, 0), (3, 3), (3, 3), (3, 3), (4, 4), (5, 5)]
    );
    assert_eq!(at(&known, &picture, &last), (5, 0));
    assert_eq!(at(&known, &picture, &beside), (4, 1));
}

#[test]
fn what_nobody_knows_the_ground_of_stands_by_itself() {
    let lost = line(None, 2, 3);
    let chain = line(None, 1, 2);
    let details = [node(1, &[&chain], 0, &[&lost[1..]])];
    let known = known(&details, Depth::Blocks);
    let picture = Picture::of(&known, &[], None);
    let item = &picture.items[picture.item_of[place(&known, &lost[1])]];
    assert_eq!((item.parent, item.column, item.row), (None, 2, 1));
    assert_eq!(
        words::left(&known, place(&known, &lost[2])),
        "Nobody here knows what it stands on."
    );
}

#[test]
fn keys_lead_to_parent_child_and_siblings() {
    let stem = line(None, 1, 1);
    let branches = [
        line(stem.last(), 1, 2),
        line(stem.last(), 2, 1),
        line(stem.last(), 3, 1),
    ];
    let details = [
        node(1, &[&stem, &branches[0]], 3, &[&branches[1], &branches[2]]),
        node(2, &[&stem, &branches[1]], 1, &[]),
    ];
    let known = known(&details, Depth::Blocks);
    let picture = Picture::of(&known, &[], None);
    let item = |block: &Block| picture.item_of[place(&known, block)];
    let go = |from: &Block, key: &str| walk::beside(&known, &picture, item(from), key);
    assert_eq!(
        go(&stem[0], "ArrowRight"),
        Some(item(&branches[0][0])),
        "what is final comes first"
    );
    assert_eq!(
        go(&branches[0][0], "ArrowDown"),
        Some(item(&branches[1][0])),
        "then the most followed"
    );
    assert_eq!(
        go(&branches[1][0], "ArrowDown"),
        Some(item(&branches[2][0]))
    );
    assert_eq!(go(&branches[2][0], "ArrowDown"), None);
    assert_eq!(go(&branches[2][0], "ArrowUp"), Some(item(&branches[1][0])));
    assert_eq!(go(&branches[2][0], "ArrowLeft"), Some(item(&stem[0])));
    assert_eq!(
        go(&branches[0][1], "ArrowDown"),
        Some(item(&branches[1][0])),
        "without siblings, the next row"
    );
    assert_eq!(go(&branches[1][0], "Home"), Some(0));
    assert_eq!(go(&stem[0], "End"), Some(item(&branches[0][1])));
    assert_eq!(go(&stem[0], "x"), None);
}

#[test]
fn a_switch_and_a_commit_of_several_leave_their_ways() {
    let stem = line(None, 1, 1);
    let (one, other) = (line(stem.last(), 1, 1), line(stem.last(), 2, 3));
    let before = [
        node(1, &[&stem, &one], 0, &[]),
        node(2, &[&stem, &other], 0, &[]),
    ];
    let after = [
        node(1, &[&stem, &other], 0, &[&one]),
        node(2, &[&stem, &other], 4, &[]),
    ];
    let mut trail = Trail::default();
    let mut follow = |step, details: &[Rc<NodeDetail>]| {
        let flags: Vec<NodeGlance> = details.iter().map(|it| it.glance).collect();
        trail.go((1, step), &flags, &known(details, Depth::Blocks));
        trail.ways.clone()
    };
    assert!(follow(1, &before).is_empty());
    let ways = follow(2, &after);
    assert_eq!(ways.len(), 2, "{ways:?}");
    assert!(ways[0].switches && ways[0].from == one[0].hash && ways[0].to == other[2].hash);
    assert!(!ways[1].switches && ways[1].from == stem[0].hash && ways[1].to == other[2].hash);
    assert_eq!(
        follow(3, &after),
        ways,
        "they stay until their flags move on"
    );
    assert!(follow(2, &before).is_empty(), "going back is no switch");
    assert!(follow(1000, &after).is_empty(), "nor is a jump in time");
}

/// A tree at random: everybody builds on one of the newest blocks. Two nodes follow some of them.
fn wood(seed: u64, size: u32) -> Vec<Rc<NodeDetail>> {
    let pick = |count: u32, from: usize| {
        (draw(seed, Who::link(0, 0), count, Purpose::Node) % from as u64) as usize
    };
    let mut all: Vec<Arc<Block>> = Vec::new();
    for count in 0..size {
        let near = all.len().min(6);
        let below = pick(2 * count, near + 1);
        let below = (below < near).then(|| all[all.len() - 1 - below].clone());
        let below = below.or_else(|| all.last().filter(|_| count > 3).cloned());
        all.push(block(
            below.as_ref(),
            (count % 40 + 1) as u16,
            pick(2 * count + 1, 3) as u32,
        ));
    }
    let chain = |top: &Arc<Block>| {
        let below = |it: &Arc<Block>| {
            all.iter()
                .rev()
                .find(|other| other.hash == it.previous)
                .cloned()
        };
        let mut chain: Vec<Arc<Block>> = std::iter::successors(Some(top.clone()), below).collect();
        chain.reverse();
        chain
    };
    let (one, other) = (chain(&all[all.len() - 1]), chain(&all[all.len() - 4]));
    vec![
        node(1, &[&one], one.len() as u64 / 2, &[&all]),
        node(2, &[&other], 0, &[]),
    ]
}

#[test]
fn no_two_blocks_share_a_place_and_no_link_runs_through_a_block() {
    for seed in 0..40 {
        let details = wood(seed, 120);
        for counts in [Depth::Blocks, Depth::Transactions] {
            let known = known(&details, counts);
            let picture = Picture::of(&known, &[], None);
            check(&known, &picture);
        }
    }
}

fn check(known: &Known, picture: &Picture) {
    let taken = |column: usize, row: usize| {
        let all = picture.items.iter();
        all.filter(|it| (it.column, it.row) == (column, row))
            .count()
    };
    for item in &picture.items {
        assert_eq!(taken(item.column, item.row), 1, "{item:?}");
        let Some(parent) = item.parent.map(|it| &picture.items[it]) else {
            continue;
        };
        assert!(
            item.column > parent.column && item.row >= parent.row,
            "{item:?}"
        );
        for column in parent.column + 1..item.column {
            assert_eq!(
                taken(column, item.row),
                0,
                "the link of {item:?} runs along {column}"
            );
        }
        let first = known.knots[parent.last].children[0] == item.first;
        assert_eq!(first, item.row == parent.row, "{item:?}");
        let is_final = known.knots[item.first].state == State::Committed;
        assert!(
            !is_final || item.row == 0,
            "what is final stands on top: {item:?}"
        );
    }
    let all: usize = picture.items.iter().map(|it| it.count).sum();
    assert_eq!(all, known.knots.len(), "every block is drawn, or counted");
}

#[test]
fn ten_thousand_blocks_are_placed_and_only_what_is_in_sight_is_found() {
    let details = wood(7, 10_000);
    let known = known(&details, Depth::Transactions);
    assert_eq!(known.knots.len(), 10_001);
    let picture = Picture::of(&known, &[], None);
    let (columns, rows) = (500..512, 0..4);
    let seen = picture.seen(&columns, &rows);
    assert!((10..60).contains(&seen.len()), "{}", seen.len());
    assert!(seen.iter().all(|it| rows.contains(&picture.items[*it].row)));
    let touches = |it: &usize| {
        let item = &picture.items[*it];
        let parent = item.parent.map(|it| &picture.items[it]);
        parent.is_some_and(|parent| {
            parent.column < columns.end && item.column >= columns.start && parent.row < rows.end
        })
    };
    let mut expected: Vec<usize> = (0..picture.items.len()).filter(touches).collect();
    let mut linked = picture.linked(&columns, &rows);
    expected.sort_unstable();
    linked.sort_unstable();
    assert_eq!(linked, expected);
}
