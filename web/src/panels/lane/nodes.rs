//! The nodes as a table: the stage in text. Where the stage is a canvas, the hooks of the nodes stand here.

use synod_core::units::Span;
use synod_core::view::{NodeGlance, State};
use yew::prelude::*;

use crate::ask::Ask;
use crate::model::Selection;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::phrase::duration;

/// Above it the stage is a canvas.
const STAGE_MAX: usize = 100;

/// The table.
#[component]
pub fn Nodes(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let hooked = desk.snapshot.nodes.len() > STAGE_MAX;
    html! {
        <table class="list">
            <thead><tr>
                <th>{ "node" }</th><th>{ "state" }</th><th>{ "role" }</th><th>{ "follows" }</th><th>{ "leader" }</th>
                <th>{ "height" }</th><th>{ "final" }</th><th>{ "tip" }</th><th>{ "pending" }</th><th>{ "next" }</th><th class="wide">{ "do" }</th>
            </tr></thead>
            <tbody>{ for desk.snapshot.nodes.iter().map(|node| row(desk, node, hooked)) }</tbody>
        </table>
    }
}

fn row(desk: &Desk, node: &NodeGlance, hooked: bool) -> Html {
    let (id, glance) = (node.id.to_string(), &node.glance);
    let leader = glance
        .leader
        .map_or_else(|| "none".to_owned(), |leader| leader.to_string());
    let follows = glance
        .allegiance
        .map_or_else(String::new, |it| it.to_string());
    let timer = node.timer.map_or_else(String::new, |timer| {
        let left = Span(
            timer
                .due
                .micros()
                .saturating_sub(desk.snapshot.moment.time.micros()),
        );
        format!("{} {}", timer.words, duration(left))
    });
    let hook = |value: String| hooked.then_some(value);
    let selected = desk.ui.choice.selection == Selection::Node(node.id);
    html! {
        <tr key={id.clone()} class={selected.then_some("me")} data-node={hook(id.clone())} data-state={hook(node.state.name().into())}
            data-role={hook(node.role().into())} data-leader={hook(leader.clone())} data-leading={hook(node.leading().to_string())}
            data-tip={hook(tip(node))} data-height={hook(glance.height.to_string())} data-committed={hook(glance.committed.to_string())}>
            <td><button type="button" class="ref" aria-label={format!("{id}, {}, {}", node.role(), node.state.name())}
                onclick={desk.ask.reform(touch(node))}>{ id.clone() }</button></td>
            <td>{ node.state.name() }</td><td>{ node.role() }</td><td>{ follows }</td><td>{ leader }</td>
            <td>{ glance.height }</td><td>{ glance.committed }</td><td><code>{ glance.tip.short() }</code></td>
            <td>{ glance.pending }</td><td>{ timer }</td>
            <td class="wide"><span class="acts">{ for verbs(node.state).iter().map(|(word, verb)| {
                let line = format!("{verb} {id}");
                html! {
                    <button type="button" class="btn tiny" aria-label={format!("{word} {id}")} title={line.clone()}
                        onclick={desk.asks(Ask::Act(line))}>{ *word }</button>
                }
            }) }</span></td>
        </tr>
    }
}

/// A tool in hand works on a row as on the stage.
fn touch(node: &NodeGlance) -> impl Fn(MouseEvent) -> Ask + 'static {
    let target = Selection::Node(node.id);
    move |event| Ask::Touch(target, event.alt_key())
}

fn tip(node: &NodeGlance) -> String {
    if node.glance.height == 0 {
        "genesis".into()
    } else {
        node.glance.tip.hex()[..8].to_owned()
    }
}

fn verbs(state: State) -> &'static [(&'static str, &'static str)] {
    match state {
        State::Up => &[("Crash", "crash"), ("Pause", "pause")],
        State::Paused => &[("Resume", "resume"), ("Crash", "crash")],
        State::Down => &[("Restart", "restart")],
    }
}
