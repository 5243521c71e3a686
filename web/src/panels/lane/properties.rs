//! The properties with what they mean, who promises it, and since when they say what they say.

use synod_core::about::Expectation;
use synod_core::view::Lamp;
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::Desk;
use crate::panels::lamps::{glyph, reasons, since, words};
use crate::parts::clock::clock;
use crate::parts::icon::icon;

/// The list, by what is expected.
pub fn properties(desk: &Desk) -> Html {
    let groups = [
        (Expectation::Always, "Always: must hold after every step"),
        (Expectation::Sometimes, "Sometimes: worth seeing once"),
        (
            Expectation::Eventually,
            "Eventually: must come true once the network is calm",
        ),
        (Expectation::Statistical, "Counted: has no verdict"),
    ];
    let items = groups.into_iter().flat_map(|(expectation, words)| {
        let lamps = desk.snapshot.lamps.iter();
        let of = lamps.filter(move |lamp| lamp.spec.expectation == expectation);
        let mut of = of.peekable();
        let head = of
            .peek()
            .map(|_| html! { <li key={words} class="head">{ words }</li> });
        head.into_iter().chain(of.map(|lamp| item(desk, lamp)))
    });
    html! { <ul class="proplist wideprops">{ for items }</ul> }
}

fn item(desk: &Desk, lamp: &Lamp) -> Html {
    html! {
        <li key={lamp.spec.id} data-verdict={lamp.view.verdict.name()}
            data-unjudged={lamp.view.unjudged.is_some().then_some("")}>
            { icon(glyph(lamp), 14) }
            <b>{ lamp.spec.name }</b>
            <em>
                { lamp.spec.sentence }
                <cite>{ lamp.spec.citation }</cite>
                { for reasons(lamp).map(|fact| html! { <p>{ desk.sentence(fact) }</p> }) }
            </em>
            <span>
                { words(lamp) }
                if let Some(since) = since(lamp) {
                    { " " }<button type="button" class="ref" title="Go to that moment"
                        onclick={desk.asks(Ask::Stand(since))}>{ format!("since {}", clock(since.time)) }</button>
                }
            </span>
        </li>
    }
}
