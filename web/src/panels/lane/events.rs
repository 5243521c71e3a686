//! What happened, as sentences. Only the rows in sight exist; the newest stand at the end, and the list follows them
//! until somebody scrolls back. What a filter hides is counted.

use gloo_timers::callback::Timeout;
use synod_core::units::Address;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::stretch::Stretch;
use crate::ask::Ask;
use crate::driver::{EventPage, EventQuery, EventRow};
use crate::model::Selection;
use crate::page::window;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::button;
use crate::parts::clock::clock;
use crate::parts::icon::{Glyph, icon};
use crate::pointing;
use crate::tools::client;
use crate::ui::{Class, Filter};

/// Below this width the page is a phone's, as the sheets of styles say too.
const PHONE: f64 = 600.0;
/// Milliseconds between two slices of a search: the page draws in between.
const BREATH: u32 = 16;

/// The log.
#[component]
pub fn Events(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let scroller = use_node_ref();
    // The row at the upper edge; none: stands at the end and follows.
    let first = use_state_eq(|| None::<f64>);
    let again = use_force_update();
    let view = scroller
        .cast::<HtmlElement>()
        .map_or(240.0, |it| f64::from(it.client_height()));
    let row_height = row_height();
    let of = |total| Stretch {
        total,
        view,
        row: row_height,
    };
    let page = desk.read.events.emit(EventQuery {
        filter: desk.ui.filter.clone(),
        from: first.map(|first| of(usize::MAX).rows(first).start),
        rows: of(usize::MAX).drawn(),
    });
    let list = of(page.total);
    use_place(&scroller, list, *first);
    {
        // How high the log is can only be seen once it is drawn.
        let (again, ui) = (again.clone(), &desk.ui);
        use_effect_with((ui.sheet, ui.height, ui.beside, ui.bottom), move |_| {
            again.force_update()
        });
    }
    use_search(desk, page.unsearched, again);
    let onscroll = {
        let first = first.clone();
        Callback::from(move |event: Event| {
            let element = event.target_unchecked_into::<HtmlElement>();
            let rest = element.scroll_height() - element.scroll_top() - element.client_height();
            // Half a row of slack: fractions of pixels are no scrolling.
            let back = f64::from(rest) > list.row / 2.0;
            first.set(back.then(|| list.first(f64::from(element.scroll_top()))));
        })
    };
    let edge = first.unwrap_or_else(|| list.first(list.height() - view));
    let style = format!("height: {}px; --row: {row_height}px", list.height());
    html! {
        <div class="events">
            { filters(desk, &page) }
            <div class="scroll" ref={scroller} {onscroll} tabindex="0" role="log" aria-live="off" aria-label="Events">
                if page.total == 0 { <p class="empty">{ nothing(&page, &desk.ui.filter) }</p> }
                <ol {style}>
                    { for page.rows.iter().enumerate().map(|(place, event)| row(desk, event, list.place(page.from + place, edge))) }
                </ol>
            </div>
        </div>
    }
}

/// While there is something left to look at, looks again soon.
#[hook]
pub fn use_search(desk: &Desk, unsearched: usize, again: UseForceUpdateHandle) {
    use_effect_with((unsearched, desk.snapshot.number), move |_| {
        let on = Timeout::new(BREATH, move || again.force_update());
        let pending = (unsearched > 0).then_some(on);
        move || drop(pending)
    });
}

/// At its end the log follows what comes; a scaled one is put back to where it was, as the pixels of its rows change.
#[hook]
fn use_place(scroller: &NodeRef, list: Stretch, first: Option<f64>) {
    let scroller = scroller.clone();
    let changed = (list.total, first.is_none(), list.view as u32);
    use_effect_with(changed, move |_| {
        let Some(element) = scroller.cast::<HtmlElement>() else {
            return;
        };
        match first {
            None => element.set_scroll_top(element.scroll_height()),
            Some(first) if list.is_scaled() => {
                element.set_scroll_top(list.top(first).round() as i32);
            }
            // Every row has its pixels: where somebody scrolled to, nothing is to be put right.
            Some(_) => {}
        }
    });
}

/// A finger needs more room than a mouse.
fn row_height() -> f64 {
    let width = window().inner_width().ok().and_then(|it| it.as_f64());
    if width.is_some_and(|width| width < PHONE) {
        44.0
    } else {
        24.0
    }
}

fn nothing(page: &EventPage, filter: &Filter) -> &'static str {
    match (page.hidden, page.unsearched) {
        (0, 0) => "Nothing has happened yet. Press Play, or ask for something.",
        (_, 0) if !filter.text.is_empty() => "No event says that. Show all brings the others back.",
        (_, 0) => "All events are hidden. Show all brings them back.",
        _ => "Looking through the events.",
    }
}

fn row(desk: &Desk, event: &EventRow, top: f64) -> Html {
    let now = desk.snapshot.moment.step;
    let choice = &desk.ui.choice;
    let who = event.who.map(selection_of);
    let about = event.message.map(Selection::Message).or(who);
    let lit = about.is_some() && about == Some(choice.hover);
    let selected = about.is_some() && about == Some(choice.selection);
    let class = classes!(
        "event",
        (event.moment.step == now).then_some("now"),
        lit.then_some("glow"),
        selected.then_some("me")
    );
    html! {
        <li key={event.place} style={format!("top: {top}px")} data-what={event.what} {class}
            data-about={about.and_then(pointing::of_selection)}>
            <button type="button" class="when" title="Go to this moment" onclick={desk.asks(Ask::Stand(event.moment))}>
                <span>{ clock(event.moment.time) }</span><small>{ format!("@{}", event.moment.step) }</small>
            </button>
            <b>{ event.who.map(|who| who.to_string()) }</b>
            <span>{ desk.sentence(&event.phrase) }</span>
        </li>
    }
}

fn selection_of(who: Address) -> Selection {
    match who {
        Address::Node(id) => Selection::Node(id),
        Address::Client(id) => Selection::Client(id.number()),
    }
}

fn filters(desk: &Desk, page: &EventPage) -> Html {
    let filter = &desk.ui.filter;
    let classes = Class::ALL.into_iter().map(|class| {
        let shown = filter.shows(class);
        let ask = Ask::Filter(filter.clone().toggled(class));
        html! {
            <button type="button" class="ck" key={class.name()} aria-pressed={shown.to_string()} onclick={desk.asks(ask)}>
                if shown { { icon(Glyph::Check, 12) } }{ class.name() }
            </button>
        }
    });
    let typing = {
        let (ask, filter) = (desk.ask.clone(), filter.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            ask.emit(Ask::Filter(Filter {
                text,
                ..filter.clone()
            }));
        })
    };
    html! {
        <div class="filters" role="group" aria-label="Which events">
            { whose(desk) }
            <input class="field" type="search" aria-label="Search the events" placeholder="search" value={filter.text.clone()}
                oninput={typing} autocomplete="off" />
            { for classes }
            <span class="fill"></span>
            <span class="hidden" role="status">{ counted(page) }</span>
            if !filter.is_open() {
                { button::worded("btn tiny", "Show all", desk.asks(Ask::Filter(Filter::default()))) }
            }
        </div>
    }
}

/// How many events the filter hides, and whether it still looks.
fn counted(page: &EventPage) -> String {
    match (page.hidden, page.unsearched) {
        (0, 0) => String::new(),
        (hidden, 0) => format!("{} hidden", thousands(hidden)),
        (hidden, rest) => format!(
            "{} hidden, {} to look at",
            thousands(hidden),
            thousands(rest)
        ),
    }
}

/// A count with a thin space after each thousand.
fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{2009}');
        }
        text.push(digit);
    }
    text
}

fn whose(desk: &Desk) -> Html {
    let chosen = desk.ui.filter.of;
    let nodes = desk
        .snapshot
        .nodes
        .iter()
        .map(|node| Address::Node(node.id));
    let clients = (1..=desk.snapshot.clients.len()).map(|number| client(number as u16));
    let everybody: Vec<Address> = nodes.chain(clients).collect();
    let options = everybody.iter().map(|who| {
        let name = who.to_string();
        html! { <option key={name.clone()} value={name.clone()} selected={chosen == Some(*who)}>{ name }</option> }
    });
    let options: Html = options.collect();
    let (ask, filter) = (desk.ask.clone(), desk.ui.filter.clone());
    let onchange = Callback::from(move |event: Event| {
        let name = event.target_unchecked_into::<HtmlSelectElement>().value();
        let of = everybody
            .iter()
            .copied()
            .find(|who| who.to_string() == name);
        ask.emit(Ask::Filter(Filter {
            of,
            ..filter.clone()
        }));
    });
    html! {
        <select class="field" {onchange} aria-label="Events of">
            <option value="" selected={chosen.is_none()}>{ "all" }</option>
            { options }
        </select>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_counts_are_read_in_threes() {
        for (count, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1\u{2009}000"),
            (1_234_567, "1\u{2009}234\u{2009}567"),
        ] {
            assert_eq!(thousands(count), text);
        }
    }

    #[test]
    fn the_counter_tells_what_is_hidden_and_what_is_not_searched_yet() {
        let page = |hidden, unsearched| EventPage {
            hidden,
            unsearched,
            ..EventPage::default()
        };
        assert_eq!(counted(&page(0, 0)), "");
        assert_eq!(counted(&page(12, 0)), "12 hidden");
        assert_eq!(
            counted(&page(12, 3000)),
            "12 hidden, 3\u{2009}000 to look at"
        );
    }
}
