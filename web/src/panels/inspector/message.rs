//! A message: what it says field by field, what became of it, and what can be done to it while it flies.

use synod_core::view::{Fate, FlightState, MessageView};
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::{Desk, PanelProps};
use crate::panels::inspector::{action, header};
use crate::parts::clock::clock;
use crate::parts::phrase::duration;
use crate::parts::token::Token;
use crate::tools::Facts;

/// The panel.
#[component]
pub fn MessagePanel(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let Some(message) = &desk.snapshot.message else {
        return html! { <>
            { header(desk, "Message".to_owned(), Html::default()) }
            <p class="empty">{ "At this moment this message was not sent yet." }</p>
        </> };
    };
    let fields = message.fields.iter().map(|field| {
        html! { <><dt>{ field.name }</dt><dd>{ desk.sentence(&field.words) }</dd></> }
    });
    html! {
        <>
            { header(desk, format!("{} {}", message.kind, message.id), beside(desk, message)) }
            <section>
                <p class="goal">{ message.sentence }</p>
                <p>{ format!("{} to {}. {}", message.from, message.to, fate(desk, message)) }</p>
            </section>
            if !message.fields.is_empty() {
                <section><h3>{ "What it says" }</h3><dl class="facts">{ for fields }</dl></section>
            }
            <section>
                <dl class="facts">
                    <dt>{ "sent" }</dt><dd>{ format!("{}, step {}", clock(message.sent), message.step) }</dd>
                    <dt>{ "due" }</dt><dd>{ clock(message.due) }</dd>
                </dl>
            </section>
            <section><div class="acts">
                { acts(desk, message) }
                <button type="button" class="btn small" onclick={desk.asks(Ask::SeekStep(message.step))}>{ "Go to its sending" }</button>
            </div></section>
        </>
    }
}

fn beside(desk: &Desk, message: &MessageView) -> Html {
    html! {
        if let Some(allegiance) = message.allegiance {
            <Token {allegiance} controls={desk.controls.clone()} />
        }
    }
}

fn fate(desk: &Desk, message: &MessageView) -> String {
    let now = desk.snapshot.moment.time;
    match message.fate {
        Fate::Flying(FlightState::Flying) => {
            format!("It arrives in {}.", duration(message.due.since(now)))
        }
        Fate::Flying(FlightState::Held(since)) => format!("It is held since {}.", clock(since)),
        Fate::Delivered(time) => format!("It was handled at {}.", clock(time)),
        Fate::Lost(time, why) => format!("It was lost at {}: {why}.", clock(time)),
    }
}

fn acts(desk: &Desk, message: &MessageView) -> Html {
    let Fate::Flying(state) = message.fate else {
        return Html::default();
    };
    let id = message.id;
    let delay = Facts::of(&desk.snapshot).delay;
    let hold = match state {
        FlightState::Flying => action(desk, "Hold it", format!("hold {id}")),
        FlightState::Held(_) => action(desk, "Release it", format!("release {id}")),
    };
    html! {
        <>
            { hold }
            { action(desk, "Drop it", format!("drop {id}")) }
            { action(desk, "Send it twice", format!("duplicate {id}")) }
            if state == FlightState::Flying {
                { action(desk, &format!("Delay it by {delay}"), format!("delay {id} {delay}")) }
            }
            { action(desk, "Deliver it now", format!("deliver {id}")) }
        </>
    }
}
