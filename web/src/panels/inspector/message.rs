//! A message: what it says field by field, what became of it, and what can be done to it while it flies.

use synod_core::units::MessageId;
use synod_core::view::{Fate, FlightState, MessageView};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::Selection;
use crate::panels::deeds::buttons;
use crate::panels::desk::Desk;
use crate::panels::inspector::header;
use crate::parts::button;
use crate::parts::clock::clock;
use crate::parts::phrase::duration;
use crate::parts::token::token;

/// The panel.
pub fn message_panel(desk: &Desk, id: MessageId) -> Html {
    let about = Selection::Message(id);
    // The snapshot holds the selected one; one that is pinned is read for itself.
    let kept = desk
        .snapshot
        .message
        .clone()
        .filter(|message| message.id == id);
    let Some(message) = kept.or_else(|| desk.read.message.emit(id)) else {
        return html! { <>
            { header(desk, about, id.to_string(), Html::default()) }
            <p class="empty">{ "At this moment this message was not sent yet." }</p>
        </> };
    };
    let message = &message;
    let fields = message.fields.iter().map(|field| {
        html! { <><dt>{ field.name }</dt><dd>{ desk.sentence(&field.words) }</dd></> }
    });
    html! {
        <>
            { header(desk, about, format!("{} {}", message.kind, message.id), beside(desk, message)) }
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
                if matches!(message.fate, Fate::Flying(_)) { { buttons(desk, about, false) } }
                { button::worded("btn small", "Go to its sending", desk.asks(Ask::SeekStep(message.step))) }
            </div></section>
        </>
    }
}

fn beside(desk: &Desk, message: &MessageView) -> Html {
    html! {
        if let Some(allegiance) = message.allegiance {
            { token(allegiance, Some(&desk.controls)) }
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
