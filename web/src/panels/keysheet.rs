//! The sheet of signs and keys: `?` opens it, Escape closes it.

use yew::prelude::*;

use crate::ask::Ask;
use crate::keys::SHEET;
use crate::panels::desk::PanelProps;
use crate::parts::icon::{Glyph, icon};

/// Every sign of the picture with its meaning. It never changes, and is written as the document has it.
const SIGNS: &str = include_str!("keysheet/signs.html");

/// The key sheet.
#[component]
pub fn KeySheet(props: &PanelProps) -> Html {
    let keys = use_state(|| false);
    let head = |of_keys: bool, word: &'static str| {
        let setter = keys.setter();
        let chosen = *keys == of_keys;
        html! {
            <button type="button" role="tab" class="sheettab" aria-selected={chosen.to_string()} aria-controls="key-pane"
                tabindex={if chosen { "0" } else { "-1" }} onclick={Callback::from(move |_: MouseEvent| setter.set(of_keys))}>
                { word }
            </button>
        }
    };
    html! {
        <section class="keysheet sheet" role="dialog" aria-label="Keys and signs">
            <header>
                <h2>{ "Key" }</h2>
                <div class="heads" role="tablist" aria-label="Signs or keys" onkeydown={Callback::from(rove)}>
                    { head(false, "Signs") }{ head(true, "Keys") }
                </div>
                <span class="fill"></span>
                <button type="button" class="iconbtn" aria-label="Close the key sheet" onclick={props.desk.asks(Ask::Keys)}>
                    { icon(Glyph::Close, 16) }
                </button>
            </header>
            <div id="key-pane" role="tabpanel" tabindex="0" aria-label={if *keys { "Keys" } else { "Signs" }}>
                if *keys {
                    <dl class="keys">
                        { for SHEET.iter().map(|(key, does)| html! {
                            <div><dt><span class="key">{ key }</span></dt><dd>{ does }</dd></div>
                        }) }
                    </dl>
                } else {
                    { Html::from_html_unchecked(SIGNS.into()) }
                }
            </div>
            <footer class="muted">{ concat!("Synod ", env!("CARGO_PKG_VERSION"), ". ? opens and closes this sheet.") }</footer>
        </section>
    }
}

fn rove(event: KeyboardEvent) {
    crate::parts::focus::along(&event, ".sheettab");
}
