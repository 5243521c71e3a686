//! The lane: tabs over lists. Requests stay in the page while another tab is open, as scripts of teachers read them.

use std::ops::Range;

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::ask::Ask;
use crate::panels::desk::{Desk, PanelProps};
use crate::ui::{Sheet, Tab};

pub mod chains;
pub mod events;
pub mod messages;
pub mod nodes;
pub mod properties;
pub mod requests;

/// Which stretch of a list is in sight, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sight {
    /// Where it begins.
    pub top: f64,
    /// How high it is.
    pub height: f64,
}

/// Rows beyond both edges, so that scrolling shows no gap.
const SPARE: usize = 8;
/// Until somebody scrolls, the pane counts as so high.
const HEIGHT: f64 = 400.0;

impl Sight {
    /// The rows in sight, of rows of this height.
    pub fn rows(self, row: f64) -> Range<usize> {
        let first = (self.top / row) as usize;
        let count = (self.height / row) as usize + 1;
        first.saturating_sub(SPARE)..first + count + SPARE
    }
}

/// What a list of the lane is told that draws only what is in sight.
#[derive(Properties, PartialEq, Clone)]
pub struct ListProps {
    /// The desk.
    pub desk: Desk,
    /// What of it is in sight.
    pub sight: Sight,
}

/// The lane.
#[component]
pub fn Lane(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let tab = desk.ui.tab;
    let pane_ref = use_node_ref();
    let sight = use_state_eq(|| Sight {
        top: 0.0,
        height: HEIGHT,
    });
    let onscroll = {
        let sight = sight.clone();
        Callback::from(move |event: Event| {
            sight.set(seen(&event.target_unchecked_into::<HtmlElement>()))
        })
    };
    {
        let (pane, sight) = (pane_ref.clone(), sight.setter());
        use_effect_with((tab, desk.ui.sheet), move |_| {
            if let Some(pane) = pane.cast::<HtmlElement>() {
                sight.set(seen(&pane));
            }
        });
    }
    let sight = *sight;
    let pane = match tab {
        Tab::Chains => html! { <chains::Chains desk={desk.clone()} {sight} /> },
        Tab::Events => html! { <events::Events desk={desk.clone()} /> },
        Tab::Messages => html! { <messages::Messages desk={desk.clone()} /> },
        Tab::Nodes => html! { <nodes::Nodes desk={desk.clone()} /> },
        Tab::Properties => html! { <properties::Properties desk={desk.clone()} /> },
        Tab::Requests => Html::default(),
    };
    let (ask, sheet) = (desk.ask.clone(), desk.ui.sheet);
    html! {
        <section class="lane sheet" aria-label="Details">
            <button type="button" class="grip" aria-label="Taller or as before"
                onclick={Callback::from(move |_: MouseEvent| ask.emit(Ask::Sheet(sheet.pulled())))}></button>
            <div class="tabs">
                <div class="heads" role="tablist" aria-label="Details" onkeydown={Callback::from(rove)}>
                    { for Tab::ALL.iter().map(|choice| head(desk, *choice)) }
                </div>
                <span class="fill"></span>
                { note(desk) }
                <button type="button" class="iconbtn" onclick={desk.asks(Ask::Sheet(folded(sheet)))}
                    aria-label={if sheet == Sheet::Closed { "Open the lane" } else { "Close the lane" }}>
                    <crate::parts::icon::Icon glyph={if sheet == Sheet::Closed {
                        crate::parts::icon::Glyph::Up
                    } else {
                        crate::parts::icon::Glyph::Down
                    }} />
                </button>
            </div>
            <div class="pane" ref={pane_ref} {onscroll} role="tabpanel" id="lane-pane" aria-labelledby={format!("tab-{}", tab.id())} tabindex="-1">
                { pane }
                <div hidden={tab != Tab::Requests}><requests::Requests desk={desk.clone()} {sight} /></div>
            </div>
        </section>
    }
}

/// In whole tens of pixels: a list is not drawn anew for less.
fn seen(pane: &HtmlElement) -> Sight {
    let top = f64::from(pane.scroll_top() / 10 * 10);
    let height = f64::from(pane.client_height()).max(HEIGHT);
    Sight { top, height }
}

fn folded(sheet: Sheet) -> Sheet {
    if sheet == Sheet::Closed {
        Sheet::Plain
    } else {
        Sheet::Closed
    }
}

fn head(desk: &Desk, tab: Tab) -> Html {
    let selected = desk.ui.tab == tab;
    let count = match tab {
        Tab::Requests => desk.snapshot.requests.len(),
        Tab::Messages => desk.snapshot.flights.len(),
        _ => 0,
    };
    html! {
        <button type="button" role="tab" class={classes!("tab", selected.then_some("on"))} key={tab.id()}
            id={format!("tab-{}", tab.id())} aria-selected={selected.to_string()} aria-controls="lane-pane"
            tabindex={if selected { "0" } else { "-1" }} onclick={desk.asks(Ask::Tab(tab))}>
            { tab.name() }
            if count > 0 { <span class="count">{ count }</span> }
        </button>
    }
}

fn note(desk: &Desk) -> Html {
    let text = match desk.ui.tab {
        Tab::Chains => "solid: on the chain \u{2003} dashed: may still change",
        Tab::Events => "click to go there",
        Tab::Messages => "by arrival",
        Tab::Requests | Tab::Nodes | Tab::Properties => "",
    };
    html! { <span class="note">{ text }</span> }
}

fn rove(event: KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowRight" => true,
        "ArrowLeft" => false,
        _ => return,
    };
    event.prevent_default();
    let next = crate::page::focused()
        .and_then(|focus| crate::parts::focus::beside(&focus, ".tab", forward));
    if let Some(tab) = next {
        tab.click();
    }
}
