//! Whether all nodes together are as they should be: a word and a shape among the lamps, and the sentence for whoever
//! asks. Systems that cannot be in a bad way say nothing.

use synod_core::view::Health;
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::Snapshot;
use crate::panels::desk::Desk;
use crate::parts::icon::{Glyph, icon};
use crate::parts::phrase::plain;
use crate::ui::Popover;

/// What the system says of all its nodes now.
pub fn of(snapshot: &Snapshot) -> Option<Health> {
    (snapshot.about.health)(&snapshot.nodes, &snapshot.links)
}

/// In a word.
pub fn word(health: &Health) -> &'static str {
    match health.is_good {
        true => "Healthy",
        false => "Unhealthy",
    }
}

fn hook(health: &Health) -> &'static str {
    match health.is_good {
        true => "healthy",
        false => "unhealthy",
    }
}

fn glyph(health: &Health) -> Glyph {
    match health.is_good {
        true => Glyph::Pulse,
        false => Glyph::Faint,
    }
}

/// Before the lamps of the properties.
pub fn lamp(desk: &Desk) -> Html {
    let Some(health) = of(&desk.snapshot) else {
        return Html::default();
    };
    let open = desk.ui.popover == Some(Popover::Health);
    let (word, sentence) = (word(&health), plain(&health.phrase));
    let label = format!("{word}, {}: {sentence}", health.case);
    html! {
        <li key="health" class="lamp health pop" data-health={hook(&health)} data-case={health.case.clone()}>
            <button type="button" class="lampbtn" aria-label={label} aria-expanded={open.to_string()} title={sentence}
                onclick={desk.asks(Ask::Popover(Some(Popover::Health)))}>
                { icon(glyph(&health), 15) }{ word }<code>{ &health.case }</code>
            </button>
            if open {
                <div class="popover" role="dialog" aria-label={word}>
                    <h3>{ format!("{word}: {}", health.case) }</h3>
                    <p>{ desk.explained(&health.phrase) }</p>
                </div>
            }
        </li>
    }
}

/// In a hall.
pub fn count(desk: &Desk) -> Html {
    let Some(health) = of(&desk.snapshot) else {
        return Html::default();
    };
    html! {
        <li key="health" class="health" data-health={hook(&health)} data-case={health.case.clone()}>
            { icon(glyph(&health), 18) }{ word(&health) }<code>{ &health.case }</code>
        </li>
    }
}
