//! What is in flight, as a table with the actions of the stage: the full path for keyboards and screen readers.

use synod_core::view::{Flight, FlightState};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::Selection;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::phrase::duration;
use crate::stage::crowd::HOOKED_MESSAGES;
use crate::tools::Facts;

/// The next ones due; who wants others looks at a link.
const ROWS_MAX: usize = 60;

/// The table of all.
#[component]
pub fn Messages(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let mut flights = desk.snapshot.flights.clone();
    let hooked = flights.len() > HOOKED_MESSAGES;
    let order = |flight: &Flight| {
        let held = matches!(flight.state, FlightState::Held(_));
        (held, flight.due, flight.id)
    };
    let more = flights.len().saturating_sub(ROWS_MAX);
    if more > 0 {
        // Of thousands only the first rows need be in order.
        flights.select_nth_unstable_by_key(ROWS_MAX, order);
        flights.truncate(ROWS_MAX);
    }
    flights.sort_unstable_by_key(order);
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
        return html! { <p class="empty">{ "Nothing is in flight." }</p> };
    }
    let delay = Facts::of(&desk.snapshot).delay;
    html! {
        <table class="list">
            <thead><tr><th>{ "message" }</th><th>{ "from" }</th><th>{ "to" }</th><th>{ "due" }</th><th class="wide">{ "do" }</th></tr></thead>
            <tbody>{ for flights.iter().map(|flight| row(desk, flight, hooked, &delay.to_string())) }</tbody>
        </table>
    }
}

fn row(desk: &Desk, flight: &Flight, hooked: bool, delay: &str) -> Html {
    let id = flight.id.to_string();
    let held = matches!(flight.state, FlightState::Held(_));
    let selected = desk.ui.choice.selection == Selection::Message(flight.id);
    let due = if held {
        "held".to_owned()
    } else {
        format!(
            "in {}",
            duration(flight.due.since(desk.snapshot.moment.time))
        )
    };
    let act = |word: &str, line: String| {
        html! {
            <button type="button" class="btn tiny" aria-label={format!("{word} {id}")} title={line.clone()}
                onclick={desk.asks(Ask::Act(line))}>{ word }</button>
        }
    };
    let hook = |value: String| hooked.then_some(value);
    html! {
        <tr key={id.clone()} aria-selected={selected.to_string()} data-message={hook(id.clone())}
            data-kind={hook(flight.kind.to_owned())} data-from={hook(flight.from.to_string())}
            data-to={hook(flight.to.to_string())} data-state={hook(if held { "held" } else { "flying" }.to_owned())}
            data-due={hook(flight.due.micros().to_string())}>
            <td><button type="button" class="ref" onclick={desk.asks(Ask::Select(Selection::Message(flight.id)))}>
                { format!("{} {id}", flight.kind) }</button></td>
            <td>{ flight.from.to_string() }</td>
            <td>{ flight.to.to_string() }</td>
            <td>{ due }</td>
            <td class="wide"><span class="acts">
                if held { { act("Release", format!("release {id}")) } } else { { act("Hold", format!("hold {id}")) } }
                { act("Drop", format!("drop {id}")) }
                { act("Copy", format!("duplicate {id}")) }
                if !held { { act("Delay", format!("delay {id} {delay}")) } }
                { act("Deliver", format!("deliver {id}")) }
            </span></td>
        </tr>
    }
}
