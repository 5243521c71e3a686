//! A link: whether it is open each way, what flies on it, and what can be done to it.

use synod_core::units::Address;
use synod_core::view::LinkState;
use yew::prelude::*;

use crate::model::Selection;
use crate::panels::deeds::buttons;
use crate::panels::desk::Desk;
use crate::panels::inspector::header;
use crate::panels::lane::messages::table;
use crate::parts::clock::clock;

/// The panel, for the lower address and the higher.
pub fn link_panel(desk: &Desk, from: Address, to: Address) -> Html {
    let view = desk
        .snapshot
        .links
        .iter()
        .find(|link| (link.from, link.to) == (from, to));
    let state = view.map_or(LinkState::Open, |link| link.state);
    let says = match state {
        LinkState::Open => "Open both ways.".to_owned(),
        LinkState::Cut => "Cut both ways.".to_owned(),
        LinkState::CutForward => format!("Cut from {from} to {to}. Open back."),
        LinkState::CutBack => format!("Cut from {to} to {from}. Open from {from} to {to}."),
    };
    let about = Selection::Link(from, to);
    let ends = [from, to];
    let flights: Vec<_> = desk
        .snapshot
        .flights
        .iter()
        .filter(|flight| {
            ends.contains(&flight.from) && ends.contains(&flight.to) && flight.from != flight.to
        })
        .copied()
        .collect();
    html! {
        <>
            { header(desk, about, format!("{from} \u{2013} {to}"), html! { <span class="muted">{ state.name() }</span> }) }
            <section>
                <p class="goal">{ says }
                    if let Some(view) = view { { format!(" Since {}.", clock(view.since)) } }
                </p>
                <p class="muted">{ "A cut is judged when a message is sent: what flies already still arrives." }</p>
            </section>
            <section><div class="acts">
                { buttons(desk, about, false) }
            </div></section>
            <section>
                <h3>{ "In flight here" }</h3>
                { table(desk, &flights, false) }
            </section>
        </>
    }
}
