//! Messages in flight. Where they are, how their tails lie and where their words stand belongs to the painter.

use synod_core::order;
use synod_core::view::{Flight, FlightState};
use yew::prelude::*;

use super::geometry::num;
use super::layout::swell;
use super::shapes;
use super::target;
use super::words::{message_name, message_word};
use crate::model::{Choice, Selection};
use crate::parts::token::hue_class;

/// So many are drawn; more are painted on a canvas, see [`super::crowd`].
pub const DRAWN_MAX: usize = 200;
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

/// Fanned out, messages of one spot stand so far from each other.
const APART: f64 = 34.0;

/// Where a message stands among those that fly on one spot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spot {
    /// Its place among them, from 0.
    pub place: usize,
    /// How many they are.
    pub count: usize,
    /// Whether somebody looks at one of them: then they are fanned out.
    pub open: bool,
}

/// What is special about a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mood {
    /// Where it stands among those that fly with it.
    pub spot: Spot,
    /// It is due later than it was when it was sent.
    pub late: bool,
    /// The pointer holds it.
    pub lifted: bool,
}

/// The spots of these messages, in their order. Those that left and arrive together share one for all of their way.
pub fn spots(flights: &[Flight], choice: &Choice) -> Vec<Spot> {
    let key = |flight: &Flight| {
        let held = match flight.state {
            FlightState::Flying => None,
            FlightState::Held(since) => Some(since),
        };
        (flight.from, flight.to, flight.sent, flight.due, held)
    };
    let mut order: Vec<usize> = (0..flights.len()).collect();
    order::by_key(&mut order, |at| (key(&flights[*at]), flights[*at].id));
    let mut spots = vec![None; flights.len()];
    for group in order.chunk_by(|a, b| key(&flights[*a]) == key(&flights[*b])) {
        let looked_at = |at: &usize| choice.hover == Selection::Message(flights[*at].id);
        let open = group.len() > 1 && group.iter().any(looked_at);
        for (place, at) in group.iter().enumerate() {
            let count = group.len();
            spots[*at] = Some(Spot { place, count, open });
        }
    }
    spots.into_iter().flatten().collect()
}

/// A message. Its tail and its word lie in layers of their own, under and over all messages: so the middle of its
/// element is where it can be hit.
pub fn view(flight: &Flight, radius: f64, choice: &Choice, mood: Mood) -> Html {
    let Mood { spot, late, lifted } = mood;
    let held = matches!(flight.state, FlightState::Held(_));
    let class = if held { "m-held" } else { "m-flying" };
    let selected = choice.selection == Selection::Message(flight.id);
    let class = classes!(
        "msg",
        class,
        hue_class(flight.allegiance),
        selected.then_some("sel"),
        lifted.then_some("lifted"),
        target::tool_takes_message(choice.tool).then_some("fit"),
    );
    let id = flight.id.to_string();
    let k = scale(radius);
    html! {
        <g key={flight.id.0} {class} style={petal(spot)} role="button" tabindex="-1" aria-label={message_name(flight)}
            aria-pressed={selected.to_string()} data-message={id} data-kind={flight.kind}
            data-from={flight.from.to_string()} data-to={flight.to.to_string()} data-state={state(flight)}
            data-due={flight.due.micros().to_string()}>
            <circle class="hit" r="12" />
            if spot.open && spot.place == 0 {
                <rect class="hit" x="-17" y="-17" width={num(APART * spot.count as f64)} height="34" />
            }
            if flight.copy {
                <g class="twin" transform="translate(-7 -7)">{ shapes::message(flight.tone, k) }</g>
            }
            { shapes::message(flight.tone, k) }
            if held {
                { shapes::brackets() }
            }
            if late && !held {
                { shapes::clock() }
            }
            if spot.count > 1 && spot.place + 1 == spot.count && !spot.open {
                <circle class="countpad" cx="13" cy="-11" r="9" />
                <text class="count" x="13" y="-7">{ spot.count }</text>
            }
            <circle class="msgsel" r="15" />
            if target::tool_takes_message(choice.tool) {
                <circle class="fitring" r="17" />
            }
            <circle class="focusring" r="19" />
        </g>
    }
}

/// Fanned out, the members of a spot stand beside each other.
fn petal(spot: Spot) -> Option<String> {
    let aside = (spot.place as f64 - (spot.count - 1) as f64 / 2.0) * APART;
    spot.open.then(|| format!("translate: {}px 0", num(aside)))
}

/// What stands for a message that is painted: it can be hit, focused and read, and nothing else.
pub fn hook(flight: &Flight, choice: &Choice) -> Html {
    let selected = choice.selection == Selection::Message(flight.id);
    let class = classes!("msghook", selected.then_some("sel"));
    html! {
        <circle key={flight.id.0} {class} r="12" role="button" tabindex="-1" aria-label={message_name(flight)}
            aria-pressed={selected.to_string()} data-message={flight.id.to_string()} data-kind={flight.kind}
            data-from={flight.from.to_string()} data-to={flight.to.to_string()} data-state={state(flight)}
            data-due={flight.due.micros().to_string()} />
    }
}

fn state(flight: &Flight) -> &'static str {
    match flight.state {
        FlightState::Flying => "flying",
        FlightState::Held(_) => "held",
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

#[cfg(test)]
mod tests {
    use synod_core::about::Tone;
    use synod_core::units::{MessageId, NodeId, Time};

    use super::*;
    use crate::ui::UiState;

    fn flight(id: u32, due: u64) -> Flight {
        Flight {
            id: MessageId(id),
            kind: "ping",
            tone: Tone::Gossip,
            from: NodeId::new(1).into(),
            to: NodeId::new(2).into(),
            sent: Time(0),
            due: Time(due),
            state: FlightState::Flying,
            allegiance: None,
            copy: false,
        }
    }

    #[test]
    fn those_that_fly_together_share_a_spot_and_open_together() {
        let flights = [flight(1, 9), flight(2, 5), flight(3, 9)];
        let mut choice = UiState::default().choice;
        let seen = |choice: &Choice| -> Vec<(usize, usize, bool)> {
            let spots = spots(&flights, choice).into_iter();
            spots.map(|it| (it.place, it.count, it.open)).collect()
        };
        assert_eq!(seen(&choice), [(0, 2, false), (0, 1, false), (1, 2, false)]);
        choice.hover = Selection::Message(MessageId(3));
        assert_eq!(seen(&choice), [(0, 2, true), (0, 1, false), (1, 2, true)]);
        choice.hover = Selection::Message(MessageId(2));
        assert_eq!(seen(&choice), [(0, 2, false), (0, 1, false), (1, 2, false)]);
    }
}
