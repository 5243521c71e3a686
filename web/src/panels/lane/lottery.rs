//! The lottery that decides who makes blocks: the draw of a block as a ring of tickets, the tickets that lie nearest, and
//! who has which chance. Any block of the past is drawn again, with the stakes as they were then.

use std::cell::RefCell;
use std::rc::Rc;

use synod_core::about::RoleTone;
use synod_core::ledger::Account;
use synod_core::units::NodeId;
use synod_core::view::{DrawView, EvidenceView, NodeDetail, State, TicketView};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::model::{Kept, Selection};
use crate::panels::desk::{Desk, PanelProps};
use crate::panels::health;
use crate::parts::icon::{Glyph, icon};
use crate::pointing;

mod chances;
mod ring;

/// So many of the nearest tickets are listed and have their distances drawn.
const NEAREST: usize = 5;

/// The lane.
#[component]
pub fn Lottery(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let view = use_state_eq(|| None::<NodeId>);
    let height = use_state_eq(|| None::<u64>);
    let drawn = use_memo((), |()| Drawn::default());
    let is_up = |id: &NodeId| state_of(desk, *id) == Some(State::Up);
    let ids = || desk.snapshot.nodes.iter().map(|it| it.id);
    let chosen = view.filter(|id| id.index() < desk.snapshot.nodes.len());
    let at = chosen.or_else(|| ids().find(is_up));
    let at = at.unwrap_or(NodeId::FIRST);
    if desk.snapshot.about.lottery && state_of(desk, at) == Some(State::Down) {
        let silent = desk.snapshot.about.explorer.map(|it| it.unreachable);
        return html! {
            <div class="lottery">
                <div class="draw">
                    <div class="choices">{ perspective(desk, at, &view) }</div>
                    <p class="empty">{ silent }</p>
                </div>
            </div>
        };
    }
    let detail = desk.detail(at);
    let lottery = detail.as_ref().and_then(|it| it.view.lottery.as_ref());
    let (Some(detail), Some(lottery)) = (&detail, lottery) else {
        return html! { <p class="empty">{ "No lottery decides who makes blocks here." }</p> };
    };
    let top = lottery.height;
    let shown = shown(height.or_else(|| selected(desk, detail)), top);
    let draw = drawn.of((desk.snapshot.number, at, shown), || {
        desk.read.draw.emit((at, shown))
    });
    let Some(draw) = draw.as_deref() else {
        return html! { <p class="empty">{ "This draw is not known." }</p> };
    };
    let nearest = nearest(draw);
    html! {
        <div class="lottery" data-draw={draw.height.to_string()} data-winner={winner(draw).map(|it| it.owner.to_string())}>
            { signed_twice(desk, &detail.view.evidence) }
            <div class="drawn">
                { ring::ring(draw, &nearest, pointed(desk).as_ref()) }
                <div class="draw">
                    { choices(desk, (at, draw.height, top), &view, &height) }
                    { story(desk, detail, draw, shown < top) }
                    { tickets(draw, &nearest) }
                </div>
            </div>
            { chances::chances(desk, lottery) }
        </div>
    }
}

fn state_of(desk: &Desk, id: NodeId) -> Option<State> {
    desk.snapshot.nodes.get(id.index()).map(|it| it.state)
}

/// The block of which the draw is shown: one of the past, or the next one.
fn shown(wanted: Option<u64>, top: u64) -> u64 {
    wanted.filter(|it| (1..top).contains(it)).unwrap_or(top)
}

/// Which draw: of which moment, as whom knows it, of which block.
type Which = (u64, NodeId, u64);

/// The draw that was looked at last: many tickets are not drawn again for a pointer that passes.
#[derive(Default)]
struct Drawn(RefCell<Option<(Which, Option<Rc<DrawView>>)>>);

impl Drawn {
    fn of(
        &self,
        which: Which,
        draw: impl FnOnce() -> Option<Rc<DrawView>>,
    ) -> Option<Rc<DrawView>> {
        let mut last = self.0.borrow_mut();
        match &*last {
            Some((of, draw)) if *of == which => draw.clone(),
            _ => {
                let draw = draw();
                *last = Some((which, draw.clone()));
                draw
            }
        }
    }
}

/// The height of the selected block, where it is on this node's chain.
fn selected(desk: &Desk, detail: &NodeDetail) -> Option<u64> {
    let Selection::Block(height, hash) = desk.ui.choice.selection else {
        return None;
    };
    let mut chain = detail.view.chain.from_height(height);
    chain
        .next()
        .is_some_and(|block| block.hash == hash)
        .then_some(height)
}

/// Whose account is pointed at, if it is that of a node.
fn pointed(desk: &Desk) -> Option<Account> {
    match desk.ui.choice.hover {
        Selection::Node(id) => Some(Account::Node(id)),
        _ => None,
    }
}

/// The ticket that won.
fn winner(draw: &DrawView) -> Option<&TicketView> {
    draw.tickets.get(draw.winner?)
}

/// The places of the tickets that lie nearest, the nearest first. Of one owner only the best is named.
fn nearest(draw: &DrawView) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for _ in 0..NEAREST {
        let fresh = |place: &usize| {
            let owner = &draw.tickets[*place].owner;
            found.iter().all(|it| draw.tickets[*it].owner != *owner)
        };
        let places = (0..draw.tickets.len()).filter(fresh);
        // The first of equals, as in the draw.
        let Some(best) = places.min_by_key(|place| draw.tickets[*place].distance) else {
            break;
        };
        found.push(best);
    }
    found
}

/// The first digits of a number of 256 bits.
fn digits(number: &[u8; 32]) -> String {
    number[..4]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Whose view is drawn, and which block.
fn choices(
    desk: &Desk,
    (at, shown, top): (NodeId, u64, u64),
    view: &UseStateHandle<Option<NodeId>>,
    height: &UseStateHandle<Option<u64>>,
) -> Html {
    // The last one is the draw of the next block, which goes along with the run.
    let to = move |height: &UseStateHandle<Option<u64>>, wanted: u64| {
        height.set((1..top).contains(&wanted).then_some(wanted));
    };
    let typed = height.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        let text = event.target_unchecked_into::<HtmlInputElement>().value();
        if let Ok(wanted) = text.parse() {
            to(&typed, wanted);
        }
    });
    let step = |label: &'static str, glyph: Glyph, wanted: u64| {
        let height = height.clone();
        let disabled = !(1..=top).contains(&wanted) || wanted == shown;
        let onclick = Callback::from(move |_: MouseEvent| to(&height, wanted));
        html! { <button type="button" class="iconbtn" aria-label={label} {disabled} {onclick}>{ icon(glyph, 14) }</button> }
    };
    html! {
        <div class="choices">
            <label>{ "Draw of block" }
                <input class="field" type="number" min="1" max={top.to_string()} value={shown.to_string()} {oninput} />
            </label>
            { step("Draw of the block before", Glyph::Before, shown.saturating_sub(1)) }
            { step("Draw of the block after", Glyph::After, (shown + 1).min(top)) }
            { perspective(desk, at, view) }
        </div>
    }
}

/// As whom knows it.
fn perspective(desk: &Desk, at: NodeId, view: &UseStateHandle<Option<NodeId>>) -> Html {
    let ids: Vec<NodeId> = desk.snapshot.nodes.iter().map(|it| it.id).collect();
    let options = ids.iter().map(|id| {
        let name = id.to_string();
        html! { <option key={name.clone()} value={name.clone()} selected={*id == at}>{ format!("as {name} knows it") }</option> }
    });
    let options: Html = options.collect();
    let set = view.clone();
    let onchange = Callback::from(move |event: Event| {
        let name = event.target_unchecked_into::<HtmlSelectElement>().value();
        set.set(ids.iter().copied().find(|id| id.to_string() == name));
    });
    html! { <select class="field" {onchange} aria-label="Lottery of">{ options }</select> }
}

/// Who won and who forges; of the next block whom everybody waits for, of a past one who forged it.
fn story(desk: &Desk, detail: &NodeDetail, draw: &DrawView, is_past: bool) -> Html {
    let Some(ticket) = winner(draw) else {
        return html! {
            <>
                <p class="won">{ "Nobody has a stake." }</p>
                { waiting(desk, detail, draw) }
            </>
        };
    };
    let forger = draw.forger.map_or_else(
        || "no node forges for it".to_owned(),
        |id| match is_past {
            true => format!("{id} could forge it"),
            false => format!("{id} forges it"),
        },
    );
    html! {
        <>
            <p class="won">
                { "Ticket " }{ ticket.number }{ " of " }<b>{ ticket.owner.to_string() }</b>
                { format!(" lies nearest of {}: {forger}.", draw.total) }
            </p>
            if let Some(forged) = &draw.forged {
                <p class="made" data-drawn={(*forged == ticket.owner).to_string()}>
                    if *forged == ticket.owner {
                        { icon(Glyph::Check, 14) }{ format!("{forged} forged the block, as it was drawn.") }
                    } else {
                        { icon(Glyph::Alert, 14) }{ format!("{forged} forged the block, and was not drawn.") }
                    }
                </p>
            }
            if !is_past {
                { waiting(desk, detail, draw) }
            }
        </>
    }
}

/// Why the next block is not there yet, with what is seen of its forger from outside.
fn waiting(desk: &Desk, detail: &NodeDetail, draw: &DrawView) -> Html {
    let waits = detail.glance.glance.role.tone == RoleTone::Wait;
    let away = draw
        .forger
        .and_then(|id| Some((id, state_of(desk, id)?)))
        .filter(|(_, state)| *state != State::Up);
    let away = match away {
        Some((id, state)) => Some(html! {
            <span>{ format!("{id} is {}, and forges nothing until it is back.", state.name()) }</span>
        }),
        // It is up, and cut off perhaps.
        None => health::of(&desk.snapshot)
            .filter(|health| !health.is_good)
            .map(|health| html! { <span>{ desk.explained(&health.phrase) }</span> }),
    };
    html! {
        <>
            if let Some(told) = &draw.waits {
                <p class="waits" data-awaits={draw.forger.map(|id| id.to_string())}>
                    if waits { { icon(Glyph::Hourglass, 14) } }<span>{ desk.explained(told) }</span>
                </p>
            }
            if let Some(told) = away {
                <p class="waits away">{ icon(Glyph::Alert, 14) }{ told }</p>
            }
        </>
    }
}

/// The nearest ticket of each of the first owners.
fn tickets(draw: &DrawView, nearest: &[usize]) -> Html {
    let row = |place: &usize| {
        let ticket = &draw.tickets[*place];
        let won = draw.winner == Some(*place);
        html! {
            <tr key={*place} class={won.then_some("me")} data-about={ticket.owner.to_string()}>
                <td>{ ticket.owner.to_string() }</td><td>{ ticket.number }</td>
                <td><code>{ digits(&ticket.value) }</code></td><td><code>{ digits(&ticket.distance) }</code></td>
                <td>{ if won { "wins" } else { "" } }</td>
            </tr>
        }
    };
    html! {
        <table class="list tight">
            <thead><tr><th>{ "owner" }</th><th>{ "ticket" }</th><th>{ "lies at" }</th><th>{ "distance" }</th><th></th></tr></thead>
            <tbody>
                { for nearest.iter().map(row) }
                <tr><td class="muted" colspan="2">{ "reference point" }</td><td><code>{ digits(&draw.reference) }</code></td>
                    <td colspan="2" class="muted" title={draw.seed.clone()}>{ "from seed " }<code>{ draw.seed.get(..8).unwrap_or(&draw.seed).to_owned() }</code></td></tr>
            </tbody>
        </table>
    }
}

/// What somebody has signed twice: two blocks that cannot both stand.
pub fn signed_twice(desk: &Desk, evidence: &[EvidenceView]) -> Html {
    if evidence.is_empty() {
        return Html::default();
    }
    let one = |it: &EvidenceView| {
        let block = |place: usize| {
            let kept = Kept::Block(Some(it.height), it.blocks[place]);
            html! { <code data-about={pointing::of_kept(kept)}>{ it.blocks[place].short() }</code> }
        };
        html! {
            <li key={format!("{} {}", it.height, it.signer)} data-evidence={it.signer.to_string()}>
                { icon(Glyph::Alert, 14) }
                <span><b>{ format!("Block {}, twice by {}: ", it.height, it.signer) }</b>
                    { block(0) }{ " and " }{ block(1) }{ ". " }{ desk.explained(&it.words) }</span>
            </li>
        }
    };
    html! {
        <section class="evidence">
            <h3>{ "Signed twice" }</h3>
            <ul class="plain">{ for evidence.iter().map(one) }</ul>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(tickets: &[(&str, u64, u8)]) -> DrawView {
        let ticket = |(owner, number, at): &(&str, u64, u8)| {
            let (mut value, mut distance) = ([0; 32], [0; 32]);
            (value[0], distance[0]) = (*at, at.abs_diff(100));
            TicketView {
                owner: Account::named(owner),
                number: *number,
                value,
                distance,
            }
        };
        DrawView {
            height: 1,
            seed: "5eed".into(),
            reference: [100; 32],
            tickets: tickets.iter().map(ticket).collect(),
            total: tickets.len() as u64,
            winner: None,
            forger: None,
            forged: None,
            waits: None,
        }
    }

    #[test]
    fn the_best_ticket_of_each_owner_is_named_the_nearest_first() {
        let draw = draw(&[
            ("n1", 1, 200),
            ("n1", 2, 90),
            ("n2", 1, 104),
            ("n3", 1, 0),
            ("n3", 2, 96),
        ]);
        // n2 and n3 lie as near as each other: the first one drawn comes first.
        assert_eq!(nearest(&draw), [2, 4, 1]);
    }

    #[test]
    fn what_is_not_of_the_past_is_the_next_draw() {
        let found = [None, Some(0), Some(1), Some(4), Some(5), Some(9)].map(|it| shown(it, 5));
        assert_eq!(found, [5, 5, 1, 4, 5, 5]);
    }

    #[test]
    fn numbers_are_told_by_their_first_digits() {
        let mut number = [0; 32];
        number[..3].copy_from_slice(&[0x0a, 0xbc, 0xff]);
        assert_eq!(digits(&number), "0abcff00");
    }
}
