//! The properties with what they mean.

use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::PanelProps;
use crate::panels::lamps::{glyph, words};
use crate::parts::clock::clock;
use crate::parts::icon::Icon;

/// The list.
#[component]
pub fn Properties(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let items = desk.snapshot.lamps.iter().map(|lamp| {
        html! {
            <li key={lamp.spec.id} data-verdict={lamp.view.verdict.name()}>
                <Icon glyph={glyph(lamp)} size={14} />
                <b>{ lamp.spec.name }</b>
                <em>{ lamp.spec.sentence }</em>
                <span>
                    { words(lamp) }
                    if let Some(since) = lamp.view.since {
                        { " " }<button type="button" class="ref" title="Go to that moment"
                            onclick={desk.asks(Ask::SeekStep(since.step))}>{ format!("since {}", clock(since.time)) }</button>
                    }
                </span>
            </li>
        }
    });
    html! { <ul class="proplist wideprops">{ for items }</ul> }
}
