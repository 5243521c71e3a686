//! A row a node: its chain, its pending requests, its height and tip.

use std::rc::Rc;

use synod_core::ledger::Block;
use synod_core::view::{NodeDetail, NodeGlance};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::Selection;
use crate::panels::desk::Desk;
use crate::panels::lane::ListProps;
use crate::parts::icon::{Glyph, Icon};
use crate::ui::Sheet;

/// Up to so many nodes all rows are filled; of more, those in sight.
const WHOLE_MAX: usize = 50;
/// The height of a row in CSS pixels; the sheet says the same.
const ROW: f64 = 24.0;
/// The newest blocks are drawn; older ones are counted.
const BLOCKS_MAX: u64 = 6;
/// The entries of a block that are written out.
const ENTRIES_MAX: usize = 2;

/// The rows.
#[component]
pub fn Chains(props: &ListProps) -> Html {
    let desk = &props.desk;
    let nodes = &desk.snapshot.nodes;
    let read = if nodes.len() <= WHOLE_MAX {
        0..nodes.len()
    } else {
        props.sight.rows(ROW)
    };
    let open = desk.ui.sheet != Sheet::Closed;
    let mut above: Option<Rc<NodeDetail>> = None;
    // What is out of sight is a gap.
    let (first, last) = (read.start.min(nodes.len()), read.end.min(nodes.len()));
    let gap = |rows: usize| {
        let style = format!("height: {}px", rows as f64 * ROW);
        (rows > 0).then(|| html! { <p class="gap" {style}></p> })
    };
    let rows = nodes[first..last].iter().map(|node| {
        let detail = open.then(|| desk.detail(node.id)).flatten();
        let row = row(desk, node, detail.as_ref(), above.as_ref());
        above = detail.or(above.take());
        row
    });
    html! { <div class="rows">{ gap(first) }{ for rows }{ gap(nodes.len() - last) }</div> }
}

fn row(
    desk: &Desk,
    node: &NodeGlance,
    detail: Option<&Rc<NodeDetail>>,
    above: Option<&Rc<NodeDetail>>,
) -> Html {
    let me = desk.ui.choice.selection == Selection::Node(node.id);
    let glance = &node.glance;
    html! {
        <div key={node.id.to_string()} class={me.then_some("me")}>
            <button type="button" class="who" onclick={desk.asks(Ask::Select(Selection::Node(node.id)))}>{ node.id.to_string() }</button>
            <span class="chain">
                if let Some(detail) = detail { { chain(detail, above) } }
            </span>
            <span class="queue">
                if let Some(detail) = detail {
                    { for detail.view.pending.iter().map(|pending| html! {
                        <span class="pending" key={pending.request.to_string()} title={pending.request.to_string()}>{ &pending.text }</span>
                    }) }
                }
            </span>
            <span class="tip">{ format!("height {}", glance.height) }<code>{ glance.tip.short() }</code></span>
        </div>
    }
}

fn chain(detail: &NodeDetail, above: Option<&Rc<NodeDetail>>) -> Html {
    let chain = &detail.view.chain;
    let first = (chain.height() + 1).saturating_sub(BLOCKS_MAX).max(1);
    let older = first - 1;
    let blocks = chain.from_height(first).map(|block| {
        let differs = above
            .and_then(|above| above.view.chain.block(block.height))
            .is_some_and(|it| it.hash != block.hash);
        drawn(block, block.height <= detail.view.committed, differs)
    });
    html! {
        <>
            if older > 0 {
                <span class="blk older">{ format!("{older} older") }</span>
            } else {
                <span class="blk gen"><code>{ "genesis" }</code></span>
            }
            { for blocks }
        </>
    }
}

fn drawn(block: &Block, settled: bool, differs: bool) -> Html {
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
    let class = classes!(
        "blk",
        (!settled).then_some("open"),
        differs.then_some("differs")
    );
    html! {
        <span key={block.height} {class} {title}>
            <code>{ block.hash.short() }</code>{ shown }
            if settled { <Icon glyph={Glyph::Check} size={12} /> }
        </span>
    }
}
