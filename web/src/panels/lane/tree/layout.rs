//! Where every block stands: depth is the column, a branch is a row. What is dull is one item that can be opened. Pure.

use std::ops::Range;

use synod_core::ledger::BlockHash;
use synod_core::order;

use super::known::{Knot, Known};

/// Fewer dull blocks in a row are drawn as they are.
const RUN_LEAST: usize = 3;
/// So many blocks under a flag are drawn, however dull.
const NEAR: usize = 2;
/// A left branch keeps so many columns behind it, where it says why it was left.
const NOTE: usize = 2;
/// Links over more columns are looked through one by one, as both of their ends may be out of sight.
const LONG: usize = 12;

/// What is drawn at one place: a block, or a run of dull ones.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its first block.
    pub first: usize,
    /// Its last block.
    pub last: usize,
    /// How many there are.
    pub count: usize,
    /// What it stands on.
    pub parent: Option<usize>,
    /// How far to the right, from 0.
    pub column: usize,
    /// How far down, from 0: what is final, or followed most, stands on the top line.
    pub row: usize,
    /// Whether it ends a branch that was left: the columns behind it are free to say why.
    pub ends: bool,
}

/// Where everything stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    /// What is drawn, every item behind what it stands on.
    pub items: Vec<Item>,
    /// The least and the greatest depth in every column.
    pub columns: Vec<(u64, u64)>,
    /// How many rows there are.
    pub rows: usize,
    /// The item of every block.
    pub item_of: Vec<usize>,
    /// The items by column.
    by_column: Vec<usize>,
    /// The items whose links are long.
    long: Vec<usize>,
}

impl Picture {
    /// The tree with these runs opened, each by the hash of its first block. One block is never part of a run.
    pub fn of(known: &Known, opened: &[BlockHash], kept: Option<usize>) -> Self {
        let (mut items, item_of) = gather(known, opened, kept);
        let columns = columns(known, &mut items);
        let rows = rows(known, &mut items, &item_of);
        let mut by_column: Vec<usize> = (0..items.len()).collect();
        order::by_key(&mut by_column, |it| items[*it].column);
        let is_long = |it: &usize| {
            let item = &items[*it];
            let from = item.parent.map_or(item.column, |it| items[it].column);
            item.column - from > LONG
        };
        let long = (0..items.len()).filter(is_long).collect();
        Self {
            items,
            columns,
            rows,
            item_of,
            by_column,
            long,
        }
    }

    /// How many columns there are, those included where a left branch says why.
    pub fn width(&self) -> usize {
        let noted = self.items.iter().filter(|it| it.ends);
        let noted = noted.map(|it| it.column + 1 + NOTE).max();
        self.columns.len().max(noted.unwrap_or(0))
    }

    /// The items in these columns and rows; what a left branch says reaches in from the left.
    pub fn seen(&self, columns: &Range<usize>, rows: &Range<usize>) -> Vec<usize> {
        let from = columns.start.saturating_sub(NOTE);
        let within = self.stretch(from, columns.end).iter().copied();
        within
            .filter(|it| rows.contains(&self.items[*it].row))
            .collect()
    }

    /// The items whose links to what they stand on touch these columns and rows.
    pub fn linked(&self, columns: &Range<usize>, rows: &Range<usize>) -> Vec<usize> {
        let near = self.stretch(columns.start, columns.end + LONG + 1).iter();
        let touches = |it: &&usize| {
            let item = &self.items[**it];
            let parent = item.parent.map(|it| &self.items[it]);
            parent.is_some_and(|parent| {
                let across = parent.column < columns.end && item.column + 1 > columns.start;
                across && parent.row < rows.end && item.row >= rows.start
            })
        };
        let long = self.long.iter().filter(touches);
        let is_short = |it: &&usize| self.long.binary_search(it).is_err();
        let near = near.filter(is_short).filter(touches);
        long.chain(near).copied().collect()
    }

    fn stretch(&self, from: usize, to: usize) -> &[usize] {
        let place = |column: usize| {
            self.by_column
                .partition_point(|it| self.items[*it].column < column)
        };
        &self.by_column[place(from)..place(to.max(from))]
    }
}

/// The items, and of which one every block is.
fn gather(known: &Known, opened: &[BlockHash], kept: Option<usize>) -> (Vec<Item>, Vec<usize>) {
    let knots = &known.knots;
    let near = near(known);
    let is_dull = |at: usize| {
        let knot = &knots[at];
        let alone = knot.parent.is_some_and(|it| knots[it].children.len() == 1);
        alone && knot.children.len() == 1 && !near[at] && kept != Some(at)
    };
    let dull: Vec<bool> = (0..knots.len()).map(is_dull).collect();
    // The first block of the run that a dull block belongs to, and how long that run is.
    let mut run: Vec<usize> = (0..knots.len()).collect();
    let mut length = vec![0; knots.len()];
    for at in 0..knots.len() {
        if let Some(below) = knots[at].parent.filter(|it| dull[at] && dull[*it]) {
            run[at] = run[below];
        }
        length[run[at]] += 1;
    }
    let mut items: Vec<Item> = Vec::new();
    let mut item_of = Vec::with_capacity(knots.len());
    for (at, knot) in knots.iter().enumerate() {
        let first = run[at];
        let folded = length[first] >= RUN_LEAST && !opened.contains(&knots[first].hash());
        if folded && first != at {
            let item: usize = item_of[first];
            (items[item].last, items[item].count) = (at, items[item].count + 1);
            item_of.push(item);
        } else {
            item_of.push(items.len());
            items.push(Item {
                first: at,
                last: at,
                count: 1,
                parent: knot.parent.map(|it| item_of[it]),
                column: 0,
                row: 0,
                ends: knot.children.is_empty() && knot.state.is_left(),
            });
        }
    }
    (items, item_of)
}

/// What has a flag, and what lies close under one.
fn near(known: &Known) -> Vec<bool> {
    let mut near = vec![false; known.knots.len()];
    for (at, knot) in known.knots.iter().enumerate() {
        if !knot.heads.is_empty() || !knot.commits.is_empty() {
            for below in known.down(at).take(NEAR + 1) {
                near[below] = true;
            }
        }
    }
    near
}

/// Puts every item into the column of its depth. Columns stand for the depths at which something begins.
fn columns(known: &Known, items: &mut [Item]) -> Vec<(u64, u64)> {
    let place = |knot: &Knot| (knot.depth, knot.shallow);
    let mut places: Vec<(u64, u32)> = items
        .iter()
        .map(|it| place(&known.knots[it.first]))
        .collect();
    order::by_key(&mut places, |it| *it);
    places.dedup();
    let mut columns: Vec<(u64, u64)> = places.iter().map(|it| (it.0, it.0)).collect();
    for item in items {
        let found = places.binary_search(&place(&known.knots[item.first]));
        item.column = found.unwrap_or_else(|next| next);
        let last = known.knots[item.last].depth;
        // A run says how far it goes, unless something else begins beside it.
        let alone = places.get(item.column + 1).is_none_or(|it| it.0 > last);
        if item.count > 1 && alone {
            columns[item.column].1 = last;
        }
    }
    columns
}

/// Puts every branch into the first row that is free from where it leaves to where it ends. Says how many there are.
fn rows(known: &Known, items: &mut [Item], item_of: &[usize]) -> usize {
    let next = |item: &Item| {
        known.knots[item.last]
            .children
            .first()
            .map(|it| item_of[*it])
    };
    let is_start = |it: &usize| {
        let parent = items[*it].parent.map(|parent| next(&items[parent]));
        parent != Some(Some(*it))
    };
    let mut starts: Vec<usize> = (0..items.len()).filter(is_start).collect();
    // Where it leaves, and of several that leave there, in the order of who follows them.
    let leaves = |it: &usize| {
        let item = &items[*it];
        let parent = item.parent.map(|it| items[it]);
        let from = parent.map_or(item.column, |it| it.column + 1);
        let siblings = parent.map(|it| &known.knots[it.last].children);
        let rank = siblings.and_then(|all| all.iter().position(|at| *at == item.first));
        (*it > 0, from, rank.unwrap_or(0))
    };
    order::by_key(&mut starts, leaves);
    let mut ends: Vec<usize> = Vec::new();
    for start in starts {
        let parent = items[start].parent.map(|it| items[it]);
        let from = parent.map_or(items[start].column, |it| it.column + 1);
        let least = match parent {
            Some(parent) => parent.row + 1,
            // Nobody knows what it stands on: it is no part of the top line.
            None => usize::from(start > 0),
        };
        let branch: Vec<usize> =
            std::iter::successors(Some(start), |it| next(&items[*it])).collect();
        let last = items[branch[branch.len() - 1]];
        let end = last.column + 1 + if last.ends { NOTE } else { 0 };
        let row = (least..ends.len()).find(|row| ends[*row] <= from);
        let row = row.unwrap_or(ends.len().max(least));
        ends.resize(ends.len().max(row + 1), 0);
        ends[row] = end;
        for item in branch {
            items[item].row = row;
        }
    }
    ends.len()
}

#[cfg(test)]
mod tests;
