//! The lane: tabs over lists, two of them side by side if one likes. Requests stay in the page while another tab is
//! open, as scripts of teachers read them.

use std::ops::Range;

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::{memory, window};
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::icon::{Glyph, icon};
use crate::parts::separator::Separator;
use crate::ui::{Sheet, Tab};

pub mod chains;
pub mod charts;
pub mod clients;
pub mod events;
pub mod explorer;
pub mod ledger;
pub mod lottery;
pub mod messages;
pub mod nodes;
pub mod pool;
pub mod properties;
pub mod requests;
pub mod rules;
pub mod stretch;
pub mod tree;

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
/// The lowest that the lane is pulled, in CSS pixels.
const LEAST: f64 = 96.0;
/// The highest, as a share of the window.
const MOST: f64 = 0.7;

impl Sight {
    /// The rows in sight, of rows of this height.
    pub fn rows(self, row: f64) -> Range<usize> {
        let first = (self.top / row) as usize;
        let count = (self.height / row) as usize + 1;
        first.saturating_sub(SPARE)..first + count + SPARE
    }
}

/// The lane.
#[component]
pub fn Lane(props: &PanelProps) -> Html {
    let desk = &props.desk;
    // What another system had may be missing here.
    let fits = |tab: &Tab| tab.fits(&desk.snapshot);
    let tab = Some(desk.ui.tab).filter(fits).unwrap_or_default();
    let (beside, sheet) = (desk.ui.beside.filter(fits), desk.ui.sheet);
    let remembers = use_memo((), |()| memory::works());
    let requested = [Some(tab), beside].contains(&Some(Tab::Requests));
    let ask = desk.ask.clone();
    let ontoggle = Callback::from(move |()| ask.emit(Ask::Sheet(sheet.pulled())));
    html! {
        <section class="lane sheet" aria-label="Details">
            <Separator label="Height of the lane" least={LEAST} most={highest()} {ontoggle}
                now={format!("{} {:?}", sheet.name(), desk.ui.height)} onpull={desk.ask.reform(Ask::Height)} />
            <div class="tabs">
                <div class="heads" role="tablist" aria-label="Details" onkeydown={rove(desk)}
                    aria-multiselectable={beside.map(|_| "true")}>
                    { for Tab::ALL.into_iter().filter(fits).map(|choice| head(desk, choice, tab)) }
                </div>
                <span class="fill"></span>
                { note(desk, *remembers) }
                <button type="button" class="iconbtn" onclick={desk.asks(Ask::Sheet(folded(sheet)))}
                    aria-label={if sheet == Sheet::Closed { "Open the lane" } else { "Close the lane" }}>
                    { icon(if sheet == Sheet::Closed { Glyph::Up } else { Glyph::Down }, 16) }
                </button>
            </div>
            <div class={classes!("panes", beside.map(|_| "two"))}>
                <Pane desk={desk.clone()} {tab} key={tab.id()} />
                if let Some(beside) = beside {
                    <Pane desk={desk.clone()} tab={beside} key={beside.id()} />
                }
                if !requested {
                    <div hidden=true key="kept">{ requests::requests(desk, Sight { top: 0.0, height: 0.0 }) }</div>
                }
            </div>
        </section>
    }
}

/// The highest that the lane is pulled in a window as this one.
fn highest() -> f64 {
    let window = window().inner_height().ok();
    window.and_then(|height| height.as_f64()).unwrap_or(900.0) * MOST
}

/// What a [`Pane`] is told.
#[derive(Properties, PartialEq, Clone)]
struct PaneProps {
    desk: Desk,
    tab: Tab,
}

/// One open tab. How far it was scrolled is its own.
#[component]
fn Pane(props: &PaneProps) -> Html {
    let (desk, tab) = (&props.desk, props.tab);
    let pane = use_node_ref();
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
        let (pane, sight) = (pane.clone(), sight.setter());
        use_effect_with((desk.ui.sheet, desk.ui.height), move |_| {
            if let Some(pane) = pane.cast::<HtmlElement>() {
                sight.set(seen(&pane));
            }
        });
    }
    let sight = *sight;
    let closes = desk.ui.beside == Some(tab);
    let close = desk.asks(Ask::Beside(None));
    let inside = match tab {
        Tab::Chains => chains::chains(desk, sight),
        Tab::Tree => html! { <tree::Tree desk={desk.clone()} /> },
        Tab::Pool => pool::pool(desk, sight),
        Tab::Explorer => explorer::explorer(desk),
        Tab::Charts => charts::charts(desk),
        Tab::Lottery => html! { <lottery::Lottery desk={desk.clone()} /> },
        Tab::Ledger => ledger::ledger(desk),
        Tab::Events => html! { <events::Events desk={desk.clone()} /> },
        Tab::Clients => html! { <clients::Clients desk={desk.clone()} {sight} /> },
        Tab::Requests => requests::requests(desk, sight),
        Tab::Messages => messages::messages(desk),
        Tab::Nodes => nodes::nodes(desk),
        Tab::Properties => properties::properties(desk),
        Tab::Rules => rules::rules(desk),
    };
    html! {
        <div class="pane" ref={pane} {onscroll} role="tabpanel" id={format!("pane-{}", tab.id())}
            aria-labelledby={format!("tab-{}", tab.id())} tabindex="-1" data-tab={tab.id()}>
            if closes {
                <button type="button" class="iconbtn shut" aria-label={format!("Close {}", tab.name())} onclick={close}>
                    { icon(Glyph::Close, 14) }
                </button>
            }
            { inside }
        </div>
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

fn head(desk: &Desk, tab: Tab, shown: Tab) -> Html {
    let main = shown == tab;
    let open = main || desk.ui.beside == Some(tab);
    let count = match tab {
        Tab::Requests => desk.snapshot.requests.len(),
        Tab::Messages => desk.snapshot.flights.len(),
        _ => 0,
    };
    let ask = desk.ask.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        ask.emit(if event.shift_key() {
            Ask::Beside(Some(tab))
        } else {
            Ask::Tab(tab)
        });
    });
    html! {
        <button type="button" role="tab" class={classes!("tab", open.then_some("on"))} key={tab.id()}
            id={format!("tab-{}", tab.id())} aria-selected={open.to_string()} title="Shift opens it beside"
            aria-controls={open.then(|| format!("pane-{}", tab.id()))}
            tabindex={if main { "0" } else { "-1" }} {onclick}>
            { tab.name() }
            if count > 0 { <span class="count">{ count }</span> }
        </button>
    }
}

fn note(desk: &Desk, remembers: bool) -> Html {
    let changed = desk.ui.beside.is_some() || desk.ui.height.is_some();
    let text = match desk.ui.tab {
        _ if changed && !remembers => "not remembered",
        Tab::Chains => "solid: on the chain \u{2003} dashed: may still change",
        Tab::Tree => "flags: head above, committed below",
        Tab::Lottery => "the nearest ticket wins",
        Tab::Events | Tab::Rules => "a time goes there",
        Tab::Messages => "by arrival",
        Tab::Clients => "a bar is an operation; its ends are asked and answered",
        Tab::Ledger => "dashed: asked for, not on a chain",
        Tab::Pool => "the oldest first",
        Tab::Explorer => "the newest first",
        Tab::Charts => "marks: measured \u{2003} dashed: predicted",
        Tab::Requests | Tab::Nodes | Tab::Properties => "",
    };
    // What does not fit is left out as a whole.
    let parts = text
        .split('\u{2003}')
        .map(|part| html! { <span>{ part.trim() }</span> });
    html! { <span class="note">{ for parts }</span> }
}

/// Arrows walk the tabs, Enter opens one, with Shift beside the other.
fn rove(desk: &Desk) -> Callback<KeyboardEvent> {
    let ask = desk.ask.clone();
    Callback::from(move |event: KeyboardEvent| {
        let Some(focus) = crate::page::focused() else {
            return;
        };
        match event.key().as_str() {
            "Enter" if event.shift_key() => {
                let id = focus.id();
                let tab = id.strip_prefix("tab-").and_then(Tab::of_id);
                ask.emit(Ask::Beside(tab));
            }
            key @ ("ArrowRight" | "ArrowLeft") => {
                crate::parts::focus::beside(&focus, ".tab", key == "ArrowRight");
            }
            _ => return,
        }
        event.prevent_default();
    })
}
