//! A row a node, a column a height: its blocks, what it has accepted and not decided, what it lacks; then its pending
//! requests, its height and tip. What all chains begin with is counted, not drawn.

use std::rc::Rc;

use synod_core::ledger::{Block, Chain};
use synod_core::units::NodeId;
use synod_core::view::{NodeDetail, NodeGlance, SlotView};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::{Kept, Selection};
use crate::panels::desk::Desk;
use crate::panels::lane::Sight;
use crate::parts::icon::{Glyph, icon};
use crate::parts::token::token;
use crate::pointing;
use crate::ui::Sheet;

/// Up to so many nodes all rows are filled; of more, those in sight.
const WHOLE_MAX: usize = 50;
/// The height of a row in CSS pixels; the sheet says the same.
const ROW: f64 = 24.0;
/// So many blocks are drawn; older ones are counted.
const BLOCKS_MAX: u64 = 6;
/// Of what all chains begin with, so many blocks are drawn.
const EQUAL_MAX: u64 = 3;
/// The entries of a block that are written out.
const ENTRIES_MAX: usize = 2;

/// The rows.
pub fn chains(desk: &Desk, sight: Sight) -> Html {
    let nodes = &desk.snapshot.nodes;
    let read = if nodes.len() <= WHOLE_MAX {
        0..nodes.len()
    } else {
        sight.rows(ROW)
    };
    let open = desk.ui.sheet != Sheet::Closed;
    // What is out of sight is a gap.
    let (start, end) = (read.start.min(nodes.len()), read.end.min(nodes.len()));
    let gap = |rows: usize| {
        let style = format!("height: {}px", rows as f64 * ROW);
        (rows > 0).then(|| html! { <p class="gap" {style}></p> })
    };
    let seen = &nodes[start..end];
    let detail = |node: &NodeGlance| open.then(|| desk.detail(node.id)).flatten();
    let details: Vec<Option<Rc<NodeDetail>>> = seen.iter().map(detail).collect();
    let chains: Vec<&Chain> = details.iter().flatten().map(|it| &it.view.chain).collect();
    let columns = Columns {
        first: first_drawn(&chains),
        highest: chains.iter().map(|it| it.height()).max().unwrap_or(0),
        last: details
            .iter()
            .flatten()
            .map(|it| top(it))
            .max()
            .unwrap_or(0),
    };
    let lit = pointing::lit(&desk.snapshot, &desk.ui.choice);
    let mut above: Option<&Rc<NodeDetail>> = None;
    let rows = seen.iter().zip(&details).map(|(node, detail)| {
        let upper = above.map(|it| &**it);
        let row = row(desk, node, detail.as_deref(), upper, columns, &lit);
        above = detail.as_ref().or(above);
        row
    });
    html! { <div class="rows" style={columns.style()}>{ gap(start) }{ for rows }{ gap(nodes.len() - end) }</div> }
}

/// The heights that have a column.
#[derive(Clone, Copy)]
struct Columns {
    /// The first one.
    first: u64,
    /// The highest at which anybody has a block.
    highest: u64,
    /// The last one: the highest at which anybody has accepted something.
    last: u64,
}

impl Columns {
    /// A column for names, one for what is older, one a height, and for queue and tip. Where there is no room for all
    /// words, each gives some of its own.
    fn style(self) -> String {
        let heights = "minmax(0, max-content) ".repeat(self.heights().count());
        format!("grid-template-columns: max-content max-content {heights}minmax(0, 1fr) auto")
    }

    fn heights(self) -> impl Iterator<Item = u64> {
        self.first..=self.last
    }
}

/// The highest slot of which a node knows anything.
fn top(detail: &NodeDetail) -> u64 {
    let slots = detail.view.tentative.iter().map(|slot| slot.height);
    slots.max().unwrap_or(0).max(detail.view.chain.height())
}

/// The height of the first block to draw: some of what all chains begin with, and what differs, but no more than
/// there is room for.
fn first_drawn(chains: &[&Chain]) -> u64 {
    let Some((one, others)) = chains.split_first() else {
        return 1;
    };
    let highest = chains.iter().map(|chain| chain.height()).max().unwrap_or(0);
    let lowest = chains.iter().map(|chain| chain.height()).min().unwrap_or(0);
    // Equal at a height is equal below it: a block names the one under it.
    let equal_at = |height: &u64| {
        let hash = |chain: &Chain| chain.block(*height).map(|block| block.hash);
        others.iter().all(|other| hash(other) == hash(one))
    };
    let newest = (highest + 1).saturating_sub(BLOCKS_MAX).max(1);
    let equal = (newest..=lowest).rev().find(equal_at).unwrap_or(newest - 1);
    (equal + 1).saturating_sub(EQUAL_MAX).max(newest)
}

fn row(
    desk: &Desk,
    node: &NodeGlance,
    detail: Option<&NodeDetail>,
    above: Option<&NodeDetail>,
    columns: Columns,
    lit: &[NodeId],
) -> Html {
    let me = desk.ui.choice.selection == Selection::Node(node.id);
    let (id, glance) = (node.id.to_string(), &node.glance);
    let class = classes!(me.then_some("me"), lit.contains(&node.id).then_some("glow"));
    let pending = detail.map_or(&[][..], |detail| &detail.view.pending);
    html! {
        <div key={id.clone()} {class} data-about={id.clone()}>
            <button type="button" class="who" onclick={desk.asks(Ask::Select(Selection::Node(node.id)))}>{ id }</button>
            if let Some(detail) = detail {
                { chain(desk, detail, above, columns) }
            } else {
                <span class="slot"></span>
                { for columns.heights().map(|_| html! { <span class="slot"></span> }) }
            }
            <span class="queue">
                { for pending.iter().map(|pending| {
                    let kept = Kept::Request(pending.request);
                    let lit = desk.ui.choice.lit == Some(kept);
                    html! {
                        <span class={classes!("pending", lit.then_some("glow"))} key={pending.request.to_string()}
                            title={pending.request.to_string()} data-about={pointing::of_kept(kept)}>{ &pending.text }</span>
                    }
                }) }
            </span>
            <span class="tip">{ format!("height {}", glance.height) }<code>{ glance.tip.short() }</code></span>
        </div>
    }
}

fn chain(desk: &Desk, detail: &NodeDetail, above: Option<&NodeDetail>, columns: Columns) -> Html {
    let older = (columns.first - 1).min(detail.view.chain.height());
    let cells = columns.heights().map(|height| {
        let cell = slot(desk, detail, above, height, columns.highest);
        html! { <span class={classes!("slot", cell.is_some().then_some("next"))} key={height}>{ cell.unwrap_or_default() }</span> }
    });
    html! {
        <>
            <span class="slot" key="older">
                if older > 0 {
                    <span class="blk older">{ older_words(older) }</span>
                } else {
                    <span class="blk gen"><code>{ "genesis" }</code></span>
                }
            </span>
            { for cells }
        </>
    }
}

/// What a node has at a height: a block, what it has accepted there, or a gap that others have filled.
fn slot(
    desk: &Desk,
    detail: &NodeDetail,
    above: Option<&NodeDetail>,
    height: u64,
    highest: u64,
) -> Option<Html> {
    if let Some(block) = detail.view.chain.block(height) {
        let differs = above
            .and_then(|above| above.view.chain.block(height))
            .is_some_and(|it| it.hash != block.hash);
        return Some(drawn(desk, block, height <= detail.view.committed, differs));
    }
    let slots = &detail.view.tentative;
    if let Some(slot) = slots.iter().find(|slot| slot.height == height) {
        return Some(tentative(desk, detail.glance.id, slot));
    }
    let title = format!(
        "{} has no block {height}, which others have",
        detail.glance.id
    );
    (height <= highest)
        .then(|| html! { <span class="lacks" {title}>{ format!("{height} missing") }</span> })
}

/// What a node has accepted and nobody told it to be decided: it may still change.
fn tentative(desk: &Desk, id: NodeId, slot: &SlotView) -> Html {
    let names: Vec<String> = slot.accepted.iter().map(ToString::to_string).collect();
    let known = match names.as_slice() {
        [] => String::new(),
        names => format!("; it knows of {}", names.join(", ")),
    };
    let title = format!(
        "{}: {}, accepted by {id} in ballot {}{known}",
        slot.height, slot.text, slot.ballot
    );
    let kept = Kept::Block(Some(slot.height), slot.hash);
    let lit = desk.ui.choice.lit == Some(kept);
    html! {
        <span class={classes!("blk", "open", lit.then_some("glow"))} {title} data-about={pointing::of_kept(kept)}>
            <small>{ slot.height }</small>{ token(slot.ballot, None) }<code>{ slot.hash.short() }</code>
            <span class="says">{ &slot.text }</span>
            if !names.is_empty() { <small>{ names.join(" ") }</small> }
        </span>
    }
}

fn older_words(count: u64) -> String {
    let blocks = if count == 1 { "block" } else { "blocks" };
    format!("{count} older {blocks} hidden")
}

fn drawn(desk: &Desk, block: &Block, settled: bool, differs: bool) -> Html {
    let entries: Vec<String> = block
        .entries
        .iter()
        .map(|entry| entry.transaction.brief())
        .collect();
    let mut shown = entries[..entries.len().min(ENTRIES_MAX)].join(", ");
    if entries.len() > ENTRIES_MAX {
        shown.push_str(&format!(" +{}", entries.len() - ENTRIES_MAX));
    }
    let title = format!(
        "block {} by {}: {}",
        block.height,
        block.creator,
        entries.join(", ")
    );
    let kept = Kept::Block(Some(block.height), block.hash);
    let class = classes!(
        "blk",
        (!settled).then_some("open"),
        differs.then_some("differs"),
        is_lit(desk, block).then_some("glow")
    );
    html! {
        <span key={block.height} {class} {title} data-about={pointing::of_kept(kept)}>
            <small>{ block.height }</small><code>{ block.hash.short() }</code><span class="says">{ shown }</span>
            <small>{ block.creator.to_string() }</small>
            if settled { { icon(Glyph::Check, 12) } }
        </span>
    }
}

/// Whether this block, or a request in it, is pointed at.
fn is_lit(desk: &Desk, block: &Block) -> bool {
    match desk.ui.choice.lit {
        Some(Kept::Block(_, hash)) => hash == block.hash,
        Some(Kept::Request(id)) => block.entries.iter().any(|entry| entry.request == id),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use synod_core::ledger::{Entry, Transaction};
    use synod_core::units::RequestId;

    /// A chain of so many blocks, of which those from a height on are another branch's.
    fn chain(height: u64, other_from: u64) -> Chain {
        let mut chain = Chain::default();
        for height in 1..=height {
            let number = if height < other_from { 1 } else { 2 };
            let id = NodeId::new(number);
            let entry = Entry {
                request: RequestId {
                    asker: id.into(),
                    number: height as u32,
                },
                transaction: Transaction::Note {
                    text: String::new().into(),
                },
            };
            chain.push(Arc::new(Block::new(height, chain.tip(), id, vec![entry])));
        }
        chain
    }

    #[test]
    fn of_what_all_chains_begin_with_three_blocks_are_drawn() {
        let first = |chains: &[Chain]| first_drawn(&chains.iter().collect::<Vec<_>>());
        assert_eq!(first(&[]), 1);
        assert_eq!(first(&[chain(2, 99), chain(2, 99)]), 1, "nothing is hidden");
        assert_eq!(
            first(&[chain(3, 99), chain(3, 99)]),
            1,
            "three are not hidden"
        );
        assert_eq!(first(&[chain(35, 99), chain(35, 99)]), 33, "32 are");
        assert_eq!(
            first(&[chain(12, 11), chain(12, 99)]),
            8,
            "a fork shows where it left"
        );
        assert_eq!(
            first(&[chain(12, 3), chain(12, 99)]),
            7,
            "no more than there is room for"
        );
        assert_eq!(
            first(&[chain(12, 99), chain(2, 99)]),
            7,
            "whoever lags behind takes no room"
        );
    }
}
