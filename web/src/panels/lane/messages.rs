//! What is in flight, as a table with the actions of the stage: the full path for keyboards and screen readers.

use synod_core::order;
use synod_core::view::{Flight, FlightState};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::{Kept, Selection};
use crate::panels::deeds::buttons;
use crate::panels::desk::Desk;
use crate::parts::phrase::duration;
use crate::stage::crowd::HOOKED_MESSAGES;

/// The next ones due; who wants others looks at a link.
const ROWS_MAX: usize = 60;

/// The table of all.
pub fn messages(desk: &Desk) -> Html {
    let mut flights = desk.snapshot.flights.clone();
    let hooked = flights.len() > HOOKED_MESSAGES;
    let due = |flight: &Flight| {
        let held = matches!(flight.state, FlightState::Held(_));
        (held, flight.due, flight.id)
    };
    let more = flights.len().saturating_sub(ROWS_MAX);
    order::by_key(&mut flights, due);
    flights.truncate(ROWS_MAX);
    html! {
        <>
            { table(desk, &flights, hooked) }
            if more > 0 { <p class="empty">{ format!("{more} more are due later.") }</p> }
        </>
    }
}

/// A table of some of them.
pub fn table(desk: &Desk, flights: &[Flight], hooked: bool) -> Html {
    if flights.is_empty() {
        return html! { <p class="empty">{ "Nothing is in flight. Whatever a node sends stands here until it arrives." }</p> };
    }
    html! {
        <table class="list">
            <thead><tr><th>{ "message" }</th><th>{ "from" }</th><th>{ "to" }</th><th>{ "due" }</th><th class="wide">{ "do" }</th></tr></thead>
            <tbody>{ for flights.iter().map(|flight| row(desk, flight, hooked)) }</tbody>
        </table>
    }
}

fn row(desk: &Desk, flight: &Flight, hooked: bool) -> Html {
    let id = flight.id.to_string();
    let held = matches!(flight.state, FlightState::Held(_));
    let own = Selection::Message(flight.id);
    let choice = &desk.ui.choice;
    let carries = flight.allegiance.map(Kept::Token);
    let selected = choice.selection == own;
    let lit = choice.hover == own || (choice.lit.is_some() && choice.lit == carries);
    let due = if held {
        "held".to_owned()
    } else {
        format!(
            "in {}",
            duration(flight.due.since(desk.snapshot.moment.time))
        )
    };
    let hook = |value: String| hooked.then_some(value);
    html! {
        <tr key={id.clone()} class={classes!(selected.then_some("me"), lit.then_some("glow"))} data-about={id.clone()} data-message={hook(id.clone())}
            data-kind={hook(flight.kind.to_owned())} data-from={hook(flight.from.to_string())}
            data-to={hook(flight.to.to_string())} data-state={hook(if held { "held" } else { "flying" }.to_owned())}
            data-due={hook(flight.due.micros().to_string())}>
            <td><button type="button" class="ref" onclick={desk.asks(Ask::Select(Selection::Message(flight.id)))}>
                { format!("{} {id}", flight.kind) }</button></td>
            <td>{ flight.from.to_string() }</td>
            <td>{ flight.to.to_string() }</td>
            <td>{ due }</td>
            <td class="wide"><span class="acts">{ buttons(desk, own, true) }</span></td>
        </tr>
    }
}
