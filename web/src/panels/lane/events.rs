//! What happened, as sentences. Only the rows in sight exist; the newest stand at the end, and the list follows them
//! until somebody scrolls back.

use synod_core::units::NodeId;
use web_sys::{HtmlElement, HtmlSelectElement};
use yew::prelude::*;

use crate::ask::Ask;
use crate::driver::{EventQuery, EventRow};
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::clock::clock;

/// The height of a row in CSS pixels; the sheet says the same.
const ROW: f64 = 24.0;
/// Rows beyond both edges, so that scrolling shows no gap.
const SPARE: usize = 4;

/// The log.
#[component]
pub fn Events(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let scroller = use_node_ref();
    // None: stands at the end and follows.
    let top = use_state(|| None::<f64>);
    let height = scroller
        .cast::<HtmlElement>()
        .map_or(240.0, |it| f64::from(it.client_height()));
    let rows = (height / ROW) as usize + 2 * SPARE;
    let from = top.map(|top| ((top / ROW) as usize).saturating_sub(SPARE));
    let page = desk.read.events.emit(EventQuery {
        of: desk.ui.events_of,
        from,
        rows,
    });
    {
        let (scroller, follows) = (scroller.clone(), top.is_none());
        use_effect_with((page.total, follows, desk.ui.events_of), move |_| {
            if let Some(element) = scroller.cast::<HtmlElement>().filter(|_| follows) {
                element.set_scroll_top(element.scroll_height());
            }
        });
    }
    let onscroll = {
        let top = top.clone();
        Callback::from(move |event: Event| {
            let element = event.target_unchecked_into::<HtmlElement>();
            let rest = element.scroll_height() - element.scroll_top() - element.client_height();
            // Half a row of slack: fractions of pixels are no scrolling.
            top.set((f64::from(rest) > ROW / 2.0).then(|| f64::from(element.scroll_top())));
        })
    };
    let style = format!("height: {}px", page.total as f64 * ROW);
    html! {
        <div class="events">
            { filter(desk) }
            <div class="scroll" ref={scroller} {onscroll} tabindex="0" role="log" aria-live="off" aria-label="Events">
                if page.total == 0 {
                    <p class="empty">{ "Nothing has happened yet. Press Play, or ask for something." }</p>
                }
                <ol {style}>
                    { for page.rows.iter().enumerate().map(|(place, event)| row(desk, event, page.from + place)) }
                </ol>
            </div>
        </div>
    }
}

fn row(desk: &Desk, event: &EventRow, place: usize) -> Html {
    let now = desk.snapshot.moment.step;
    let who = event.who.map_or_else(String::new, |who| who.to_string());
    html! {
        <li key={event.place} style={format!("top: {}px", place as f64 * ROW)} data-what={event.what}
            class={classes!("event", (event.step == now).then_some("now"))}>
            <button type="button" class="when" title="Go to this moment" onclick={desk.asks(Ask::SeekStep(event.step))}>
                <span>{ clock(event.time) }</span><small>{ format!("@{}", event.step) }</small>
            </button>
            <b>{ who }</b>
            <span>{ desk.sentence(&event.phrase) }</span>
        </li>
    }
}

fn filter(desk: &Desk) -> Html {
    let chosen = desk.ui.events_of;
    let onchange = desk.ask.reform(|event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        let number = value
            .strip_prefix('n')
            .and_then(|number| number.parse().ok());
        Ask::EventsOf(number.map(NodeId::new))
    });
    html! {
        <label class="filter">{ "of" }
            <select class="field" {onchange} aria-label="Events of">
                <option value="" selected={chosen.is_none()}>{ "all" }</option>
                { for desk.snapshot.nodes.iter().map(|node| {
                    let name = node.id.to_string();
                    html! { <option key={name.clone()} value={name.clone()} selected={chosen == Some(node.id)}>{ name }</option> }
                }) }
            </select>
        </label>
    }
}
