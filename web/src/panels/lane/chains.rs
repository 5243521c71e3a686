//! A row a node: its chain, its pending requests, its height and tip. What all chains begin with is counted, not drawn.

use std::rc::Rc;

use synod_core::ledger::{Block, Chain};
use synod_core::units::NodeId;
use synod_core::view::{NodeDetail, NodeGlance};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::{Kept, Selection};
use crate::panels::desk::Desk;
use crate::panels::lane::Sight;
use crate::parts::icon::{Glyph, icon};
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
    let first = first_drawn(&chains);
    let lit = pointing::lit(&desk.snapshot, &desk.ui.choice);
    let mut above: Option<&Rc<NodeDetail>> = None;
    let rows = seen.iter().zip(&details).map(|(node, detail)| {
        let upper = above.map(|it| &**it);
        let row = row(desk, node, detail.as_deref(), upper, first, &lit);
        above = detail.as_ref().or(above);
        row
    });
    html! { <div class="rows">{ gap(start) }{ for rows }{ gap(nodes.len() - end) }</div> }
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
    first: u64,
    lit: &[NodeId],
) -> Html {
    let me = desk.ui.choice.selection == Selection::Node(node.id);
    let (id, glance) = (node.id.to_string(), &node.glance);
    let class = classes!(me.then_some("me"), lit.contains(&node.id).then_some("glow"));
    let pending = detail.map_or(&[][..], |detail| &detail.view.pending);
    html! {
        <div key={id.clone()} {class} data-about={id.clone()}>
            <button type="button" class="who" onclick={desk.asks(Ask::Select(Selection::Node(node.id)))}>{ id }</button>
            <span class="chain">
                if let Some(detail) = detail { { chain(desk, detail, above, first) } }
            </span>
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

fn chain(desk: &Desk, detail: &NodeDetail, above: Option<&NodeDetail>, first: u64) -> Html {
    let chain = &detail.view.chain;
    let older = (first - 1).min(chain.height());
    let blocks = chain.from_height(first).map(|block| {
        let differs = above
            .and_then(|above| above.view.chain.block(block.height))
            .is_some_and(|it| it.hash != block.hash);
        drawn(desk, block, block.height <= detail.view.committed, differs)
    });
    html! {
        <>
            if older > 0 {
                <span class="blk older">{ older_words(older) }</span>
            } else {
                <span class="blk gen"><code>{ "genesis" }</code></span>
            }
            { for blocks }
        </>
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
            <code>{ block.hash.short() }</code>{ shown }
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
