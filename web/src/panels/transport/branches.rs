//! The tree of branches: it opens upward from the transport. Nothing that was done is lost, so every branch can be
//! visited, named, compared, put away and brought back.

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::ask::Ask;
use crate::branches::{short, tree};
use crate::page::focused;
use crate::panels::desk::{Desk, PanelProps};
use crate::parts::button;
use crate::parts::icon::{Glyph, icon};
use crate::ui::Popover;

mod comparison;
mod naming;
mod row;
pub(super) mod thumbnail;
mod walk;

use comparison::Comparison;
use row::Branch;

/// The button with the name of the branch, and the tree above it.
#[component]
pub fn Branches(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let branches = &desk.snapshot.branches;
    let open = desk.ui.popover == Some(Popover::Branches);
    let current = branches
        .iter()
        .find(|branch| branch.current)
        .map_or("main", |branch| branch.name.as_str());
    html! {
        <div class="pop above branching">
            <button type="button" class="chip branch" aria-haspopup="tree" aria-expanded={open.to_string()} aria-keyshortcuts="B"
                aria-label={format!("Branch: {current}, {} in all", branches.len())} title={format!("Branch: {current}. Shows all (B)")}
                onclick={desk.asks(Ask::Popover(Some(Popover::Branches)))}>
                { icon(Glyph::Branch, 14) }
                <span class="name">{ short(current) }</span>
                if branches.len() > 1 { <span class="badge">{ branches.len() }</span> }
            </button>
            if open { <Tree desk={desk.clone()} /> }
        </div>
    }
}

/// The tree and what can be said of it.
#[component]
fn Tree(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let (inside, active, naming) = (
        use_node_ref(),
        use_state(String::new),
        use_state(|| None::<String>),
    );
    {
        let inside = inside.clone();
        let names: Vec<String> = (desk.snapshot.branches.iter())
            .map(|branch| branch.name.clone())
            .collect();
        // Also when a row or a field has gone with its focus.
        use_effect_with((names, (*naming).clone()), move |_| walk::enter(&inside));
    }
    {
        let inside = inside.clone();
        use_effect_with((), move |()| move || hand_back(&inside));
    }
    let rows = tree(&desk.snapshot.branches);
    let known = desk.snapshot.branches.iter().any(|it| it.name == *active);
    let rows = rows.iter().enumerate().map(|(row, twig)| {
        let branch = &desk.snapshot.branches[twig.place];
        let parent = rows.iter().position(|it| Some(it.place) == twig.parent);
        let below = parent.map_or(0, |parent| row - parent);
        let reached = (known && *active == branch.name) || (!known && branch.current);
        row::row(&Branch {
            desk,
            twig,
            below,
            branch,
            reached,
            active: active.setter(),
            named: naming.as_deref() == Some(branch.name.as_str()),
            naming: naming.setter(),
        })
    });
    let walked = walk::keys(desk.ask.clone(), naming.setter());
    html! {
        <section class="popover branches" role="dialog" aria-label="Branches" ref={inside}>
            <header>
                <h3>{ "Branches" }</h3>
                <p class="walked">{ "Enter goes there, F2 names, Delete puts away, F compares" }</p>
                { button::cross("Close the branches", None, desk.asks(Ask::Popover(None))) }
            </header>
            <div role="tree" aria-label="Branches" onkeydown={walked}>{ for rows }</div>
            if desk.snapshot.branches.len() == 1 {
                <p class="first">{ "Go back and do something else: a branch begins there, and this one is kept." }</p>
            }
            { deleted(desk) }
            if desk.ui.notice_is_trouble && let Some(notice) = &desk.ui.choice.notice {
                <p class="err">{ icon(Glyph::Alert, 14) }{ notice }</p>
            }
            <Comparison desk={desk.clone()} />
        </section>
    }
}

/// What was put away can be brought back.
fn deleted(desk: &Desk) -> Html {
    let deleted = &desk.snapshot.more.deleted;
    if deleted.is_empty() {
        return Html::default();
    }
    let rows = deleted.iter().map(|branch| {
        let name = branch.name.clone();
        html! {
            <li key={name.clone()}>
                <span title={name.clone()}>{ short(&name) }</span>
                <button type="button" class="btn small" aria-label={format!("Bring back {name}")}
                    onclick={desk.asks(Ask::BringBack(name))}>{ "Bring back" }</button>
            </li>
        }
    });
    html! { <div class="deleted"><h4>{ "Deleted" }</h4><ul>{ for rows }</ul></div> }
}

/// Whoever came by keys stands at the button again when the tree closes.
fn hand_back(inside: &NodeRef) {
    let (Some(tree), Some(focus)) = (inside.cast::<HtmlElement>(), focused()) else {
        return;
    };
    let by_keys = focus.matches(":focus-visible").unwrap_or(false);
    if !by_keys || !tree.contains(Some(focus.as_ref())) {
        return;
    }
    let opener = tree
        .parent_element()
        .and_then(|it| it.query_selector(".chip.branch").ok().flatten());
    if let Some(opener) =
        opener.and_then(|it| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(it).ok())
    {
        // Focus is a courtesy: nothing depends on it.
        drop(opener.focus());
    }
}
