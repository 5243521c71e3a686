//! The tools. A tool is a mode until Escape or Point; on what is selected it acts at once.

use yew::prelude::*;

use crate::ask::Ask;
use crate::keys;
use crate::model::Tool;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::button;
use crate::parts::icon::{Glyph, icon};
use crate::tools::{self, Facts};

/// The tools in groups, with their icons.
const GROUPS: [&[(Tool, Glyph)]; 4] = [
    &[(Tool::Point, Glyph::Point)],
    &[
        (Tool::Crash, Glyph::Crash),
        (Tool::Restart, Glyph::Restart),
        (Tool::Pause, Glyph::Freeze),
        (Tool::Resume, Glyph::Resume),
    ],
    &[
        (Tool::Cut, Glyph::Knife),
        (Tool::Partition, Glyph::Lasso),
        (Tool::Heal, Glyph::Heal),
    ],
    &[
        (Tool::Hold, Glyph::Hold),
        (Tool::Drop, Glyph::Drop),
        (Tool::Copy, Glyph::Twice),
        (Tool::Delay, Glyph::Delay),
    ],
];

/// The tray.
#[component]
pub fn Tray(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let all = use_state(|| false);
    // Who has taken a tool from among all of them has a stage to touch.
    let onclick = {
        let all = all.setter();
        Callback::from(move |_: MouseEvent| all.set(false))
    };
    let groups = GROUPS.iter().enumerate().map(|(place, group)| {
        html! {
            <>
                if place > 0 {
                    <hr />
                }
                { for group.iter().map(|(tool, glyph)| button(desk, *tool, *glyph)) }
            </>
        }
    });
    html! {
        <div class={classes!("tray", "sheet", all.then_some("all"))} role="toolbar" aria-label="Tools" aria-orientation="vertical"
            onkeydown={Callback::from(rove)} {onclick}>
            { for groups }
            { more(&all) }
        </div>
    }
}

/// A phone shows five tools, and the others when asked.
fn more(all: &UseStateHandle<bool>) -> Html {
    let onclick = {
        let all = all.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            all.set(!*all);
        })
    };
    html! {
        <button type="button" class="tool more" aria-expanded={all.to_string()} {onclick}>
            { icon(if **all { Glyph::Down } else { Glyph::More }, 17) }{ if **all { "Fewer" } else { "More" } }
        </button>
    }
}

fn button(desk: &Desk, tool: Tool, glyph: Glyph) -> Html {
    let pressed = desk.ui.choice.tool == tool;
    let key = keys::of_tool(tool);
    html! {
        <button type="button" class={classes!("tool", pressed.then_some("on"))} aria-pressed={pressed.to_string()}
            tabindex={if pressed { "0" } else { "-1" }}
            data-tool={tools::name(tool).to_ascii_lowercase()} aria-keyshortcuts={key}
            title={format!("{} ({key})", tools::hint(tool))} onclick={desk.asks(Ask::Tool(tool))}>
            { icon(glyph, 17) }{ tools::name(tool) }
        </button>
    }
}

/// What to do with the tool in hand, and the line that it will record.
pub fn note(desk: &Desk) -> Html {
    let choice = &desk.ui.choice;
    if choice.tool == Tool::Point {
        return Html::default();
    }
    let facts = Facts::of(&desk.snapshot);
    let line = tools::preview(choice, &facts);
    let complete = tools::gathered(choice, &facts).is_some();
    html! {
        <div class="toolnote sheet" role="status">
            if let Some(line) = line {
                <code>{ line }</code>
            } else {
                <span>{ tools::hint(choice.tool) }</span>
            }
            if choice.tool == Tool::Cut {
                { switch(desk) }
            }
            if choice.tool == Tool::Partition {
                <button type="button" class="btn primary small" disabled={!complete}
                    title={if complete { "" } else { "Choose the nodes of one side first" }}
                    onclick={desk.asks(Ask::Confirm)}>
                    { "Split here" }<span class="key">{ "Enter" }</span>
                </button>
            }
            if choice.tool == Tool::Heal {
                { button::worded("btn small", "Open all links", desk.asks(Ask::HealAll)) }
            }
            { button::cross("Put the tool down", Some("Escape"), desk.asks(Ask::Tool(Tool::Point))) }
        </div>
    }
}

/// The touch equivalent of Alt.
fn switch(desk: &Desk) -> Html {
    let one_way = desk.ui.choice.one_way;
    html! {
        <label class="switch" title="Or hold Alt">
            <input type="checkbox" checked={one_way} onchange={desk.asks(Ask::OneWay(!one_way))} />
            { "one way" }
        </label>
    }
}

/// Arrows walk the tray; Tab stops at the tool in hand.
fn rove(event: KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowDown" | "ArrowRight" => true,
        "ArrowUp" | "ArrowLeft" => false,
        _ => return,
    };
    event.prevent_default();
    let Some(focus) = crate::page::focused() else {
        return;
    };
    crate::parts::focus::beside(&focus, ".tool:not(.more)", forward);
}
