//! Messages in flight. Where they are, how their tails lie and where their words stand belongs to the painter.

use synod_core::view::{Flight, FlightState};
use yew::prelude::*;

use super::layout::swell;
use super::shapes;
use super::target;
use super::words::{message_name, message_word};
use crate::model::{Choice, Selection};
use crate::parts::token::hue_class;

/// So many are drawn; the others are in the message list only.
pub const DRAWN_MAX: usize = 300;
/// Above so many flying, words stand beside a message on hover and focus only.
pub const WORDS_MAX: usize = 12;
/// How long a tail is once the message has come that far.
pub const TAIL: f64 = 54.0;

/// How large a message is drawn beside nodes of this radius.
pub fn scale(radius: f64) -> f64 {
    (swell(radius)
        * if radius < 42.0 {
            (radius / 36.0).clamp(0.6, 1.0)
        } else {
            1.0
        })
    .min(1.8)
}

/// A message. Its tail and its word lie in layers of their own, under and over all messages: so the middle of its
/// element is where it can be hit.
pub fn view(flight: &Flight, radius: f64, choice: &Choice) -> Html {
    let held = matches!(flight.state, FlightState::Held(_));
    let (state, class) = if held {
        ("held", "m-held")
    } else {
        ("flying", "m-flying")
    };
    let selected = choice.selection == Selection::Message(flight.id);
    let class = classes!(
        "msg",
        class,
        hue_class(flight.allegiance),
        selected.then_some("sel"),
        target::tool_takes_message(choice.tool).then_some("fit"),
    );
    let id = flight.id.to_string();
    let k = scale(radius);
    html! {
        <g key={flight.id.0} {class} role="button" tabindex="-1" aria-label={message_name(flight)}
            aria-pressed={selected.to_string()} data-message={id} data-kind={flight.kind}
            data-from={flight.from.to_string()} data-to={flight.to.to_string()} data-state={state}
            data-due={flight.due.micros().to_string()}>
            <circle class="hit" r="12" />
            if flight.copy {
                <g class="twin" transform="translate(-7 -7)">{ shapes::message(flight.tone, k) }</g>
            }
            { shapes::message(flight.tone, k) }
            if held {
                { shapes::brackets() }
            }
            <circle class="msgsel" r="15" />
            if target::tool_takes_message(choice.tool) {
                <circle class="fitring" r="17" />
            }
            <circle class="focusring" r="19" />
        </g>
    }
}

/// The tail of a message, back to its sender; none while it is held.
pub fn tail(flight: &Flight) -> Html {
    let held = matches!(flight.state, FlightState::Held(_)).then_some("held");
    let class = classes!("tail", hue_class(flight.allegiance), held);
    html! { <polygon key={flight.id.0} {class} points="0,5.5 0,-5.5 -54,0" /> }
}

/// The word beside a message. One that is looked at always shows it.
pub fn word(flight: &Flight, choice: &Choice) -> Html {
    let own = Selection::Message(flight.id);
    let told = choice.selection == own || choice.hover == own;
    let class = classes!(
        "mtext",
        hue_class(flight.allegiance),
        told.then_some("told")
    );
    html! { <text key={flight.id.0} {class} text-anchor="middle">{ message_word(flight) }</text> }
}
