//! Words of the field inside a sentence: who points at one, tabs to it or taps it reads what it means. The one bubble
//! is written by hand: looking a word up draws nothing else anew.

use synod_core::glossary::{Term, explained};
use web_sys::Element;
use yew::prelude::*;

use crate::page::{document, window};

/// Where the bubble is in the document.
const PLACE: &str = "gloss";
/// Between a word and its bubble, and between the bubble and the edge of the window.
const GAP: f64 = 8.0;
/// A word that stands higher than this has its bubble below.
const ROOM: f64 = 140.0;

/// A stretch of a sentence, each of its terms as a button that explains itself.
pub fn words(text: &str, terms: &'static [Term]) -> Html {
    if terms.is_empty() {
        return Html::from(text);
    }
    let piece = |(word, term): (&str, Option<&'static Term>)| match term {
        Some(term) => html! { <Word word={word.to_owned()} {term} /> },
        None => Html::from(word),
    };
    explained(text, terms).into_iter().map(piece).collect()
}

/// The bubble, of which the page has one.
pub fn place() -> Html {
    html! { <div id={PLACE} class="gloss" role="tooltip" hidden=true></div> }
}

#[derive(Properties, PartialEq)]
struct WordProps {
    word: String,
    term: &'static Term,
}

#[component]
fn Word(props: &WordProps) -> Html {
    let button = use_node_ref();
    let sentence = props.term.sentence;
    // A caption that goes takes the bubble of its words along.
    use_effect_with((), |()| hide);
    let shown = {
        let button = button.clone();
        Callback::from(move |()| {
            if let Some(button) = button.cast::<Element>() {
                show(&button, sentence);
            }
        })
    };
    let onclick = {
        let shown = shown.clone();
        Callback::from(move |event: MouseEvent| {
            // A tap leaves the focus here, so that the bubble stands until the next one.
            event.stop_propagation();
            shown.emit(());
        })
    };
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Escape" && is_shown() {
            event.prevent_default();
            hide();
        }
    });
    html! {
        <button type="button" class="term" ref={button} aria-description={sentence} {onclick} {onkeydown}
            onpointerenter={shown.reform(|_: PointerEvent| ())} onfocus={shown.reform(|_: FocusEvent| ())}
            onpointerleave={Callback::from(|_: PointerEvent| hide())} onblur={Callback::from(|_: FocusEvent| hide())}>
            { &props.word }
        </button>
    }
}

fn bubble() -> Option<Element> {
    document().get_element_by_id(PLACE)
}

fn is_shown() -> bool {
    bubble().is_some_and(|bubble| !bubble.has_attribute("hidden"))
}

fn show(word: &Element, sentence: &str) {
    let Some(bubble) = bubble() else { return };
    bubble.set_text_content(Some(sentence));
    drop(bubble.remove_attribute("hidden"));
    let size = |of: Result<wasm_bindgen::JsValue, _>| of.ok().and_then(|it| it.as_f64());
    let width = size(window().inner_width()).unwrap_or_default();
    let height = size(window().inner_height()).unwrap_or_default();
    let at = word.get_bounding_client_rect();
    let own = bubble.get_bounding_client_rect().width();
    let left = at.left().min(width - own - GAP).max(GAP);
    let side = if at.top() < ROOM {
        format!("top: {:.0}px", at.bottom() + GAP)
    } else {
        format!("bottom: {:.0}px", height - at.top() + GAP)
    };
    // Without a place it stands at the corner, and is read all the same.
    drop(bubble.set_attribute("style", &format!("left: {left:.0}px; {side}")));
}

fn hide() {
    if let Some(bubble) = bubble() {
        drop(bubble.set_attribute("hidden", ""));
    }
}
