//! A block: in what state it is and who has it, what it stands on and orders, and which messages carried it.

use synod_core::ledger::{Block, BlockHash, Puzzle};
use synod_core::units::MessageId;
use synod_core::view::{AsideView, NodeGlance};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::{Kept, Selection};
use crate::panels::deeds::buttons;
use crate::panels::desk::Desk;
use crate::panels::inspector::header;
use crate::panels::lane::events::use_search;
use crate::panels::lane::tree::known::{Knot, Known};
use crate::panels::lane::tree::{use_known, words};
use crate::parts::phrase::link;
use crate::parts::token::hue_class;
use crate::pointing::of_kept;
use crate::snapshot::DETAILED_MAX;

/// So many messages are listed.
const CARRIERS_MAX: usize = 24;
/// So many entries are listed.
const ENTRIES_MAX: usize = 50;

/// What [`BlockPanel`] is told.
#[derive(Properties, PartialEq)]
pub struct BlockProps {
    /// The desk.
    pub desk: Desk,
    /// The height of the block.
    pub height: u64,
    /// Its hash.
    pub hash: BlockHash,
}

/// The panel.
#[component]
pub fn BlockPanel(props: &BlockProps) -> Html {
    let (desk, hash) = (&props.desk, props.hash);
    let (looked, known) = use_known(desk, None, true);
    let again = use_force_update();
    let carried = desk.carriers(hash);
    use_search(desk, carried.unsearched, again);
    let at = known.find(props.height, hash);
    let title = format!("Block {}", hash.short());
    let about = Selection::Block(props.height, hash);
    let found = at.and_then(|at| Some((at, known.knots[at].block.as_ref()?)));
    let Some((at, block)) = found else {
        let says = match at {
            Some(_) => "All chains begin here, before the first block.",
            None => "At this moment nobody knows this block.",
        };
        return html! { <>{ header(desk, about, title, Html::default()) }<p class="empty">{ says }</p></> };
    };
    let aside = known.aside(at, &looked.details);
    html! {
        <>
            { header(desk, about, title, Html::default()) }
            <section>
                <p class="goal">{ words::state(&known, at) }</p>
                if desk.snapshot.nodes.len() <= DETAILED_MAX { { holders(desk, &known, at) } }
            </section>
            <section>{ facts(desk, &known, at, block) }</section>
            <section>
                <h3>{ "What it orders" }</h3>
                { entries(desk, block, aside) }
            </section>
            <section>
                <h3>{ "Damage" }<small>{ "on one disk" }</small></h3>
                if let Some(says) = covered(block, &known.knots[at]) { <p class="cover">{ says }</p> }
                <div class="acts">{ buttons(desk, about, false) }</div>
            </section>
            if !carried.messages.is_empty() {
                <section>
                    <h3>{ "Carried by" }</h3>
                    <p>{ for carried.messages.iter().take(CARRIERS_MAX).map(|id| message(desk, *id)) }
                        { more(carried.messages.len(), CARRIERS_MAX) }</p>
                </section>
            }
        </>
    }
}

/// Where blocks cost work: what shows that somebody has changed one.
fn covered(block: &Block, knot: &Knot) -> Option<&'static str> {
    let says = match (block.work?.puzzle, knot.children.is_empty()) {
        (Puzzle::Header, _) => {
            "The work was done for what it says. If it is changed, its hash will hardly have zeros enough, and others refuse it."
        }
        (Puzzle::Original, false) => {
            "The puzzle of the source does not cover what it says. But the block above names its hash: a change shows there."
        }
        (Puzzle::Original, true) => {
            "Nothing covers what it says: the puzzle of the source does not, and no block above names its hash. If it is changed, nobody notices."
        }
    };
    Some(says)
}

/// How many are not listed.
fn more(count: usize, listed: usize) -> Option<String> {
    (count > listed).then(|| format!("and {} more", count - listed))
}

fn message(desk: &Desk, id: MessageId) -> Html {
    let selection = Selection::Message(id);
    let reference = link(
        &desk.controls,
        selection,
        classes!("ref"),
        id.to_string(),
        None,
    );
    html! { <>{ reference }{ " " }</> }
}

/// One cell a node: whether it has the block, and whether for good.
fn holders(desk: &Desk, known: &Known, at: usize) -> Html {
    let (finals, heads) = (
        words::holders(known, at, true),
        words::holders(known, at, false),
    );
    let knot = &known.knots[at];
    let cell = |node: &NodeGlance| {
        let (class, says) = match node.id {
            id if finals.contains(&id) => ("yes", "committed"),
            id if heads.contains(&id) => ("air", "on its chain"),
            _ => ("asked", "not on its chain"),
        };
        html! { <li key={node.id.to_string()} {class}><b>{ node.id.to_string() }</b>{ says }</li> }
    };
    let follower = desk
        .snapshot
        .nodes
        .iter()
        .find(|it| knot.heads.contains(&it.id));
    let hue = hue_class(follower.and_then(|it| it.glance.allegiance));
    html! { <ol class={classes!("tally", hue)}>{ for desk.snapshot.nodes.iter().map(cell) }</ol> }
}

fn facts(desk: &Desk, known: &Known, at: usize, block: &Block) -> Html {
    let knot = &known.knots[at];
    let below = Selection::Block(block.height.saturating_sub(1), block.previous);
    let parent = match knot.parent {
        Some(_) => link(
            &desk.controls,
            below,
            classes!("ref"),
            block.previous.short(),
            None,
        ),
        None => Html::from(format!(
            "{}, which nobody here knows",
            block.previous.short()
        )),
    };
    let creator = link(
        &desk.controls,
        Selection::Node(block.creator),
        classes!("ref"),
        block.creator.to_string(),
        None,
    );
    let depth = format!("{}, height {}", knot.depth, block.height);
    html! {
        <dl class="facts">
            <dt>{ "creator" }</dt><dd>{ creator }</dd>
            <dt>{ "stands on" }</dt><dd>{ parent }</dd>
            <dt>{ "depth" }</dt><dd>{ depth }</dd>
            <dt>{ "hash" }</dt><dd><code title={block.hash.hex()}>{ block.hash.tip() }</code></dd>
            { for super::blocks::seal(block).into_iter().map(|(name, value)| html! { <><dt>{ name }</dt><dd><code>{ value }</code></dd></> }) }
        </dl>
    }
}

/// What it orders, with what became of it where the block was left.
fn entries(desk: &Desk, block: &Block, aside: Option<&AsideView>) -> Html {
    if block.entries.is_empty() {
        return html! { <p class="muted">{ "Nothing." }</p> };
    }
    let entry = |place: usize| {
        let entry = &block.entries[place];
        let fate = aside.and_then(|it| it.fates.get(place));
        html! {
            <li key={place} data-about={of_kept(Kept::Request(entry.request))}>
                <span>{ entry.transaction.brief() }
                    if let Some(fate) = fate { <span class="muted">{ ": " }{ desk.sentence(fate) }</span> }
                </span>
                { asked(desk, entry.request.to_string()) }
            </li>
        }
    };
    let shown = block.entries.len().min(ENTRIES_MAX);
    html! { <><ol class="why">{ for (0..shown).map(entry) }</ol>{ more(block.entries.len(), ENTRIES_MAX) }</> }
}

/// The request, which leads to the list of requests.
fn asked(desk: &Desk, name: String) -> Html {
    let show = desk.asks(Ask::Tab(crate::ui::Tab::Requests));
    html! { <button type="button" class="ref" onclick={show}>{ name }</button> }
}
