//! The nodes as a table: the stage in text. Where the stage is a canvas, the hooks of the nodes stand here, and a row does
//! what a node of the stage does: a click or Enter touches it, the keys of tools act on it, arrows walk.

use std::rc::Rc;

use synod_core::units::{Span, Time};
use synod_core::view::{NodeDetail, NodeGlance, State};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::{Selection, Subject};
use crate::panels::desk::Desk;
use crate::parts::phrase::duration;
use crate::pointing;
use crate::stage::crowd::HOOKED_NODES;
use crate::stage::{target, words};

/// The table.
pub fn nodes(desk: &Desk) -> Html {
    let nodes = &desk.snapshot.nodes;
    let hooked = nodes.len() > HOOKED_NODES;
    let selection = desk.ui.choice.selection;
    let (onclick, onkeydown) = hands(&desk.ask, selection);
    let lit = pointing::lit(&desk.snapshot, &desk.ui.choice);
    let briefs = briefs(desk);
    let row = |(place, node): (usize, &NodeGlance)| {
        let selected = selection == Selection::Node(node.id);
        let glow = lit.contains(&node.id);
        html! {
            <Row key={node.id.number()} node={*node} brief={briefs.get(place).cloned()} {hooked} {selected} {glow} first={place == 0} next={next(node, desk.snapshot.moment.time)}
                ask={desk.ask.clone()} />
        }
    };
    html! {
        <table class="list">
            <thead><tr>
                <th>{ "node" }</th><th>{ "state" }</th><th>{ "role" }</th><th>{ "follows" }</th><th>{ "leader" }</th>
                <th>{ "height" }</th><th>{ "final" }</th><th>{ "tip" }</th><th>{ "pending" }</th>
                if !briefs.is_empty() { <th>{ "besides" }</th> }
                <th>{ "next" }</th><th class="wide">{ "do" }</th>
            </tr></thead>
            <tbody {onclick} {onkeydown}>{ for nodes.iter().enumerate().map(|(place, node)| row((place, node))) }</tbody>
        </table>
    }
}

/// What the system says of each node in a few words; empty where it says nothing of any.
fn briefs(desk: &Desk) -> Vec<AttrValue> {
    let details = desk.snapshot.details.iter();
    let brief = |detail: &Option<Rc<NodeDetail>>| {
        let words: Vec<String> = words::brief(detail.as_deref()).collect();
        AttrValue::from(words.join(", "))
    };
    let briefs: Vec<AttrValue> = details.map(brief).collect();
    match briefs.iter().all(|words| words.is_empty()) {
        true => Vec::new(),
        false => briefs,
    }
}

/// What fires next, and when.
fn next(node: &NodeGlance, now: Time) -> AttrValue {
    let words = node.timer.map(|timer| {
        let left = timer.due.micros().saturating_sub(now.micros());
        format!("{} {}", timer.words, duration(Span(left)))
    });
    words.unwrap_or_default().into()
}

/// What a row is told: it is made anew only when one of these changes.
#[derive(Properties, PartialEq, Clone)]
struct RowProps {
    node: NodeGlance,
    brief: Option<AttrValue>,
    hooked: bool,
    selected: bool,
    glow: bool,
    first: bool,
    next: AttrValue,
    ask: Callback<Ask>,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let RowProps { node, hooked, .. } = props;
    let (id, glance) = (node.id.to_string(), &node.glance);
    let leader = glance
        .leader
        .map_or_else(|| "none".to_owned(), |leader| leader.to_string());
    let follows = glance
        .allegiance
        .map_or_else(String::new, |it| it.to_string());
    let hook = |value: String| hooked.then_some(value);
    let name = format!("{id}, {}, {}", node.role(), node.state.name());
    let tabindex = hook(
        if props.first || props.selected {
            "0"
        } else {
            "-1"
        }
        .into(),
    );
    let class = classes!(props.selected.then_some("me"), props.glow.then_some("glow"));
    html! {
        <tr {class} data-about={id.clone()} {tabindex} aria-label={hook(name.clone())} data-node={hook(id.clone())}
            data-state={hook(node.state.name().into())} data-role={hook(node.role().into())} data-leader={hook(leader.clone())}
            data-leading={hook(node.leading().to_string())} data-tip={hook(glance.tip.tip())}
            data-height={hook(glance.height.to_string())} data-committed={hook(glance.committed.to_string())}
            data-pending={hook(glance.pending.to_string())}>
            <td><button type="button" class="ref" aria-label={name} data-row={id.clone()}>{ id.clone() }</button></td>
            <td>{ node.state.name() }</td><td>{ node.role() }</td><td>{ follows }</td><td>{ leader }</td>
            <td>{ glance.height }</td><td>{ glance.committed }</td><td><code>{ glance.tip.short() }</code></td>
            <td>{ glance.pending }</td>
            if let Some(brief) = &props.brief { <td>{ brief.clone() }</td> }
            <td>{ props.next.clone() }</td>
            <td class="wide"><span class="acts">{ for verbs(node.state).iter().map(|(word, verb)| {
                let line = format!("{verb} {id}");
                html! {
                    <button type="button" class="btn tiny" aria-label={format!("{word} {id}")} title={line.clone()}
                        data-line={line}>{ *word }</button>
                }
            }) }</span></td>
        </tr>
    }
}

/// One listener for all rows, as there may be a thousand: what was hit says what it is for.
fn hands(
    ask: &Callback<Ask>,
    selected: Selection,
) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
    let clicked = ask.clone();
    let click = move |event: MouseEvent| {
        let Some(element) = event.target_dyn_into::<Element>() else {
            return;
        };
        if let Some(line) = attribute(&element, "data-line") {
            clicked.emit(Ask::Act(line));
        } else if let Some(node) = node_of(&element) {
            // A tool in hand works on a row as on the stage.
            clicked.emit(Ask::Touch(node, event.alt_key()));
        }
    };
    let ask = ask.clone();
    let key = move |event: KeyboardEvent| {
        // The buttons of a row have keys of their own.
        let row = event
            .target_dyn_into::<HtmlElement>()
            .filter(|it| it.has_attribute("data-node"));
        let Some((row, node)) = row.and_then(|row| Some((row.clone(), node_of(&row)?))) else {
            return;
        };
        let beside = match event.key().as_str() {
            "ArrowDown" => row.next_element_sibling(),
            "ArrowUp" => row.previous_element_sibling(),
            "Enter" => {
                ask.emit(Ask::Touch(node, event.alt_key()));
                event.prevent_default();
                return;
            }
            key => {
                let plain = !event.ctrl_key() && !event.meta_key();
                if plain && node != selected && target::key_acts_on(key, node) {
                    // The page, which hears the key next, finds it selected.
                    ask.emit(Ask::Select(node));
                }
                return;
            }
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(beside) = beside.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // A row of the table can have the focus.
            drop(beside.focus());
        }
    };
    (Callback::from(click), Callback::from(key))
}

fn attribute(element: &Element, name: &str) -> Option<String> {
    let found = element.closest(&format!("[{name}]")).ok().flatten()?;
    found.get_attribute(name)
}

/// The node of the row that an element belongs to: where the stage has elements of its own, only the names of rows say
/// it.
fn node_of(element: &Element) -> Option<Selection> {
    match target::of(element) {
        Some(Subject::Thing(node)) => Some(node),
        _ => target::node(&attribute(element, "data-row")?),
    }
}

fn verbs(state: State) -> &'static [(&'static str, &'static str)] {
    match state {
        State::Up => &[("Crash", "crash"), ("Pause", "pause")],
        State::Paused => &[("Resume", "resume"), ("Crash", "crash")],
        State::Down => &[("Restart", "restart")],
    }
}
