//! The blocks of a node as cards, the newest first: what stands in each, and what a source put on it.

use synod_core::ledger::{Block, Puzzle};
use synod_core::units::Time;
use synod_core::view::NodeDetail;
use yew::prelude::*;

use crate::model::Kept;
use crate::panels::desk::Desk;
use crate::parts::clock::clock;
use crate::pointing;

/// So many blocks have a card; the lane has more, and a script all.
const BLOCKS_MAX: u64 = 6;

/// The cards.
pub fn blocks(desk: &Desk, detail: &NodeDetail) -> Html {
    let chain = &detail.view.chain;
    let height = chain.height();
    if height == 0 {
        return Html::default();
    }
    let newest = (1..=height).rev().take(BLOCKS_MAX as usize);
    let cards = newest
        .filter_map(|height| chain.block(height))
        .map(|block| card(desk, block));
    let hidden = height.saturating_sub(BLOCKS_MAX);
    html! {
        <section>
            <h3>{ "Chain" }<small>{ synod_core::phrase::counted(height, "block") }</small></h3>
            { for cards }
            if hidden > 0 { <p class="muted">{ format!("and {hidden} older") }</p> }
        </section>
    }
}

/// A block: its line, and unfolded all of it.
fn card(desk: &Desk, block: &Block) -> Html {
    let kept = Kept::Block(Some(block.height), block.hash);
    let lit = desk.ui.choice.lit == Some(kept);
    let entries = block.entries.iter();
    let what: Vec<String> = entries.map(|entry| entry.transaction.brief()).collect();
    let rows = rows(block).into_iter();
    let rows =
        rows.map(|(name, value)| html! { <><dt>{ name }</dt><dd><code>{ value }</code></dd></> });
    html! {
        <details key={block.hash.hex()} class={classes!("card", lit.then_some("glow"))} data-about={pointing::of_kept(kept)} data-block={block.height.to_string()}>
            <summary>{ block.height }{ " " }<code>{ block.hash.short() }</code>{ " " }{ what.join(", ") }</summary>
            <dl class="facts">{ for rows }</dl>
        </details>
    }
}

/// What stands in a block, by name.
fn rows(block: &Block) -> Vec<(&'static str, String)> {
    let asked = block.entries.iter().map(|entry| entry.request.to_string());
    let mut rows = vec![
        ("asked by", asked.collect::<Vec<_>>().join(", ")),
        ("made by", block.creator.to_string()),
        ("hash", block.hash.hex()),
        ("on top of", block.previous.short()),
    ];
    rows.extend(seal(block));
    rows
}

/// What a source put on a block besides, by name; where blocks cost work, what was found and how much that took.
pub(super) fn seal(block: &Block) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    if let Some(work) = &block.work {
        let (found, zeros) = match work.puzzle {
            Puzzle::Header => ("nonce", "leading zero bits"),
            Puzzle::Original => ("proof", "trailing zero digits"),
        };
        rows.push((found, work.nonce.to_string()));
        rows.push((zeros, work.difficulty.to_string()));
        rows.push(("time", clock(Time(work.time))));
    }
    if let Some(seal) = &block.seal {
        rows.push(("nonce", seal.nonce.to_string()));
        if let Some(facts) = seal.known.get() {
            rows.push(("last ten digits", facts.digits.to_string()));
        }
        let pointer = seal.pointer.as_deref().unwrap_or("none");
        rows.push(("pointer", pointer.to_owned()));
    }
    rows
}
