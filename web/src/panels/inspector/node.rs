//! A node from the inside: what it does and lacks, what a crash takes and what stays, why it waits.

use std::rc::Rc;

use synod_core::units::{Address, NodeId, Span};
use synod_core::view::{LinkState, LinkView, NodeDetail, Tally, TimerView, Vote};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::{Bond, Selection};
use crate::panels::deeds::buttons;
use crate::panels::desk::Desk;
use crate::panels::inspector::blocks;
use crate::panels::inspector::form::Form;
use crate::panels::inspector::node_facts::{self, Facts, Raw};
use crate::panels::inspector::{action, asking, header};
use crate::panels::lane::lottery;
use crate::parts::phrase::duration;
use crate::parts::token::{hue_class, token};
use crate::ui::{Filter, Tab};

/// So many broken links are listed.
const LINKS_MAX: usize = 24;

/// The panel; with the node that it stands beside, to compare.
pub fn node_panel(desk: &Desk, id: NodeId, other: Option<Rc<NodeDetail>>) -> Html {
    let about = Selection::Node(id);
    let Some(detail) = &desk.detail(id) else {
        return html! { <>{ header(desk, about, id.to_string(), Html::default()) }<p class="empty">{ "This run has no such node." }</p></> };
    };
    let view = &detail.view;
    html! {
        <>
            { header(desk, about, id.to_string(), beside(desk, detail)) }
            <section>
                <p class="goal">{ desk.explained(&view.goal) }</p>
                if let Some(tally) = &view.tally {
                    { votes(desk, detail, tally) }
                }
                { timers(desk, id.into(), &detail.timers) }
            </section>
            <section>
                <Facts desk={desk.clone()} {id} detail={detail.clone()} {other} />
            </section>
            if !view.why_not.is_empty() {
                <section>
                    <h3>{ "Why not yet?" }</h3>
                    <ol class="why">{ for view.why_not.iter().map(|why| html! { <li><span>{ desk.sentence(why) }</span></li> }) }</ol>
                </section>
            }
            if desk.ui.choice.selection == about {
                <Form desk={desk.clone()} at={id} key={format!("{id} {}", desk.snapshot.more.run)} />
            }
            { asking::console(desk, id.into()) }
            { lottery::signed_twice(desk, &view.evidence) }
            { node_facts::store(id, detail) }
            { node_facts::balances(id, detail) }
            { blocks::blocks(desk, detail) }
            { neighbours(desk, id) }
            { links(desk, id) }
            <section>{ acts(desk, id) }</section>
            <section><Raw desk={desk.clone()} {id} /></section>
        </>
    }
}

fn beside(desk: &Desk, detail: &NodeDetail) -> Html {
    let glance = &detail.glance;
    let (state, role) = (glance.state.name(), glance.role());
    html! {
        <>
            <span class="state" data-state={state}>{ state }</span>
            if role != "none" { <span class="muted">{ role }</span> }
            if let Some(allegiance) = glance.glance.allegiance {
                { token(allegiance, Some(&desk.controls)) }
            }
        </>
    }
}

/// One cell a voter. A vote on its way can be delivered by hand.
fn votes(desk: &Desk, detail: &NodeDetail, tally: &Tally) -> Html {
    let hue = hue_class(detail.glance.glance.allegiance);
    let now = desk.snapshot.moment.time;
    let at = detail.glance.id;
    let cells = tally.votes.iter().map(|(voter, vote)| {
        let (class, words) = match vote {
            Vote::Yes => ("yes", tally.name.trim_end_matches('s').to_owned()),
            Vote::Coming(due) => ("air", duration(due.since(now))),
            Vote::Asked => ("asked", "asked".to_owned()),
            Vote::No => ("no", "refused".to_owned()),
        };
        let flight = desk.snapshot.flights.iter().find(|flight| {
            flight.kind == tally.kind && flight.from == (*voter).into() && flight.to == at.into()
        });
        let deliver = flight.filter(|_| matches!(vote, Vote::Coming(_)) && !desk.ui.choice.playing);
        let inside = html! { <><b>{ voter.to_string() }</b>{ words }</> };
        html! {
            <li key={voter.to_string()} {class}>
                if let Some(flight) = deliver {
                    <button type="button" title={format!("deliver {} now", flight.id)}
                        aria-label={format!("Deliver the {} of {voter} now", tally.kind)}
                        onclick={desk.asks(Ask::Act(format!("deliver {}", flight.id)))}>{ inside }</button>
                } else {
                    { inside }
                }
            </li>
        }
    });
    html! {
        <>
            <p class="muted">{ format!("{} of {} {}, {} needed", tally.count(), tally.votes.len(), tally.name, tally.quorum) }</p>
            <ol class={classes!("tally", hue)}>{ for cells }</ol>
        </>
    }
}

/// What fires when, and what makes it fire now. Several may have one name.
pub fn timers(desk: &Desk, who: Address, timers: &[TimerView]) -> Html {
    let now = desk.snapshot.moment.time;
    let items = timers.iter().enumerate().map(|(place, timer)| {
        let left = Span(timer.due.micros().saturating_sub(now.micros()));
        html! {
            <span class="timerline" key={place}>
                { format!("{} {}", timer.words, duration(left)) }
                { action(desk, "Now", format!("fire {who} {}", timer.name)) }
            </span>
        }
    });
    html! { <p class="timers">{ for items }</p> }
}

/// To whom it speaks, where each speaks to some only.
fn neighbours(desk: &Desk, id: NodeId) -> Html {
    let mine = desk.snapshot.bonds.iter().filter(|it| it.from == id);
    let one = |bond: &Bond| {
        let to = bond.to.to_string();
        html! {
            <li key={to.clone()} data-neighbour={to.clone()}>
                <button type="button" class="ref" data-about={to.clone()} onclick={desk.asks(Ask::Select(Selection::Node(bond.to)))}>{ to }</button>
                if !bond.answers { <span class="bad">{ " does not answer" }</span> }
            </li>
        }
    };
    let items: Vec<Html> = mine.map(one).collect();
    if items.is_empty() {
        return Html::default();
    }
    html! { <section><h3>{ "Asks" }</h3><ul class="plain broken">{ for items }</ul></section> }
}

/// Whom it is cut off from, each by a button that selects the link.
fn links(desk: &Desk, id: NodeId) -> Html {
    let me = Address::from(id);
    let cut: Vec<&LinkView> = desk
        .snapshot
        .links
        .iter()
        .filter(|link| link.from == me || link.to == me)
        .collect();
    let one = |link: &&LinkView| {
        let forward = link.from == me;
        let other = if forward { link.to } else { link.from };
        let way = match (link.state, forward) {
            (LinkState::CutForward, true) | (LinkState::CutBack, false) => " (to it)",
            (LinkState::CutForward, false) | (LinkState::CutBack, true) => " (from it)",
            (LinkState::Open | LinkState::Cut, _) => "",
        };
        let select = Ask::Select(Selection::Link(link.from, link.to));
        html! {
            <li key={other.to_string()}>
                <button type="button" class="ref" data-about={format!("{}-{}", link.from, link.to)} onclick={desk.asks(select)}>
                    { other.to_string() }
                </button>
                { way }
            </li>
        }
    };
    let more = cut.len().saturating_sub(LINKS_MAX);
    if cut.is_empty() {
        return Html::default();
    }
    html! {
        <section>
            <h3>{ "Broken links" }<small>{ format!("{} of its links", cut.len()) }</small></h3>
            <ul class="plain broken">
                { for cut.iter().take(LINKS_MAX).map(one) }
                if more > 0 { <li class="muted">{ format!("and {more} more") }</li> }
            </ul>
        </section>
    }
}

fn acts(desk: &Desk, id: NodeId) -> Html {
    html! {
        <div class="acts">
            { buttons(desk, Selection::Node(id), false) }
            <button type="button" class="btn small" onclick={events(desk, id)}>{ "Its events" }</button>
        </div>
    }
}

fn events(desk: &Desk, id: NodeId) -> Callback<MouseEvent> {
    let ask = desk.ask.clone();
    let filter = Filter {
        of: Some(id.into()),
        ..Filter::default()
    };
    Callback::from(move |_| {
        ask.emit(Ask::Filter(filter.clone()));
        ask.emit(Ask::Tab(Tab::Events));
    })
}
