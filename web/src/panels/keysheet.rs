//! The sheet of signs and keys: `?` opens it, Escape closes it.

use yew::prelude::*;

use crate::ask::Ask;
use crate::keys::SHEET;
use crate::panels::desk::PanelProps;
use crate::parts::icon::{Glyph, Icon};

/// The four sentences that carry the grammar of the picture.
const GRAMMAR: [(&str, &str); 4] = [
    (
        "Dashed may vanish.",
        "Memory, pending transfers, undecided blocks, the outline of a crashed node.",
    ),
    ("Solid stays.", "What is on disk, and what is decided."),
    (
        "A gap is a break.",
        "A link with a gap is cut; a lane that ends at a bar is cut one way.",
    ),
    (
        "Colour is never alone.",
        "A ring has the colour of the ballot or block that its node follows; the word stands beside it.",
    ),
];

/// The key sheet.
#[component]
pub fn KeySheet(props: &PanelProps) -> Html {
    html! {
        <section class="keysheet sheet" role="dialog" aria-label="Keys and signs">
            <header>
                <h2>{ "Keys and signs" }</h2>
                <span class="fill"></span>
                <button type="button" class="iconbtn" aria-label="Close the key sheet" onclick={props.desk.asks(Ask::Keys)}>
                    <Icon glyph={Glyph::Close} />
                </button>
            </header>
            <div>
                <h3>{ "What you see" }</h3>
                <dl class="signs">
                    { for GRAMMAR.iter().map(|(sign, meaning)| html! { <><dt>{ sign }</dt><dd>{ meaning }</dd></> }) }
                </dl>
            </div>
            <div>
                <h3>{ "Keys" }</h3>
                <dl class="keys">
                    { for SHEET.iter().map(|(key, does)| html! { <><dt><span class="key">{ key }</span></dt><dd>{ does }</dd></> }) }
                </dl>
            </div>
        </section>
    }
}
