//! A row of the tree: the picture at the branch's end, its name, where it left, how far it goes, and what can be done.

use synod_core::view::BranchView;
use yew::prelude::*;

use super::naming::Naming;
use super::thumbnail::Thumbnail;
use crate::ask::Ask;
use crate::branches::{Twig, short, tenths};
use crate::panels::desk::Desk;
use crate::parts::icon::{Glyph, icon};
use crate::stage::geometry::num;

/// How wide the bar of a branch is drawn.
const BAR: f64 = 200.0;

/// What a row is told.
pub struct Branch<'a> {
    /// The desk.
    pub desk: &'a Desk,
    /// Its place in the tree.
    pub twig: &'a Twig,
    /// How many rows it stands below the branch that it left.
    pub below: usize,
    /// The branch.
    pub branch: &'a BranchView,
    /// Whether Tab comes to this row.
    pub reached: bool,
    /// Notes that the focus came here.
    pub active: UseStateSetter<String>,
    /// Whether it is being named.
    pub named: bool,
    /// Begins or ends naming.
    pub naming: UseStateSetter<Option<String>>,
}

/// A branch.
pub fn row(props: &Branch) -> Html {
    let (desk, branch) = (props.desk, props.branch);
    let name = branch.name.clone();
    let onfocusin = {
        let (active, name) = (props.active.clone(), name.clone());
        Callback::from(move |_: FocusEvent| active.set(name.clone()))
    };
    let is_first = branch.parent.is_none();
    let told = format!(
        "{name}, {}{}",
        origin(branch),
        if branch.current { ", here now" } else { "" }
    );
    html! {
        <div key={props.twig.place} role="treeitem" class="twig" data-branch={name.clone()} data-fixed={is_first.then_some("")}
            aria-level={(props.twig.depth + 1).to_string()} aria-selected={branch.current.to_string()}
            aria-current={branch.current.then_some("true")} aria-label={told} tabindex={if props.reached { "0" } else { "-1" }}
            style={format!("--depth: {}; --below: {}", props.twig.depth.min(6), props.below)} {onfocusin} onclick={desk.asks(Ask::Branch(name.clone()))}>
            <Thumbnail desk={desk.clone()} place={props.twig.place} branch={branch.clone()} />
            <div class="about">
                if props.named { <Naming name={branch.name.clone()} taken={taken(props)} /> } else { <b title={name}>{ short(&branch.name) }</b> }
                <small>{ line(branch) }{ reach(branch) }</small>
                { bar(desk, branch) }
            </div>
            { acts(props) }
        </div>
    }
}

/// The line of script that it begins with, where its name does not say it.
fn line(branch: &BranchView) -> Html {
    if branch.line.is_empty() || branch.name.starts_with(&branch.line) {
        return Html::default();
    }
    html! { <><code>{ &branch.line }</code>{ " " }</> }
}

/// Where it left the branch above, and how far it goes.
fn reach(branch: &BranchView) -> String {
    let end = tenths(branch.end.time.micros());
    let left = branch
        .parent
        .as_ref()
        .map(|(_, at)| (tenths(at.time.micros()), at.step));
    left.map_or_else(
        || format!("from the start to {end}"),
        |(time, step)| format!("left at {time}, step {step}, to {end}"),
    )
}

/// The same in words that need no picture.
fn origin(branch: &BranchView) -> String {
    let end = tenths(branch.end.time.micros());
    branch.parent.as_ref().map_or_else(
        || format!("from the start to {end}"),
        |(parent, at)| {
            let time = tenths(at.time.micros());
            format!(
                "left {} at {time}, step {}, to {end}",
                short(parent),
                at.step
            )
        },
    )
}

/// The branch on the time that all of them share: thin where it is its parent's past, thick where it is its own.
fn bar(desk: &Desk, branch: &BranchView) -> Html {
    let ends = desk.snapshot.branches.iter().map(|it| it.end.time.micros());
    let longest = ends.max().unwrap_or(0).max(1) as f64;
    let x = |micros: u64| 4.0 + (BAR - 8.0) * micros as f64 / longest;
    let left = branch.parent.as_ref().map_or(0, |(_, at)| at.time.micros());
    let (from, to) = (x(left), x(branch.end.time.micros()));
    let now = x(desk.snapshot.moment.time.micros());
    html! {
        <svg class="reach" viewBox={format!("0 0 {BAR} 10")} width={BAR.to_string()} height="10" aria-hidden="true">
            <path class="past" d={format!("M4 5H{}", num(from))} />
            <path class="own" d={format!("M{} 5H{}", num(from), num(to))} />
            if branch.parent.is_some() { <path class="left" d={format!("M{} 1v8", num(from))} /> }
            if branch.current { <circle class="here" cx={num(now)} cy="5" r="3.5" /> }
        </svg>
    }
}

/// What becomes of the name that was typed.
fn taken(props: &Branch) -> Callback<String> {
    let (naming, active) = (props.naming.clone(), props.active.clone());
    let (ask, name) = (props.desk.ask.clone(), props.branch.name.clone());
    Callback::from(move |new: String| {
        naming.set(None);
        if new.trim() != name {
            active.set(new.trim().to_owned());
            ask.emit(Ask::Rename(name.clone(), new));
        }
    })
}

fn acts(props: &Branch) -> Html {
    let (desk, branch, naming) = (props.desk, props.branch, props.naming.clone());
    let name = branch.name.clone();
    let here = desk.snapshot.branches.iter().find(|it| it.current);
    let here = here.map_or_else(String::new, |it| it.name.clone());
    let compared = match branch.current {
        true if desk.snapshot.branches.len() == 1 => {
            Some("There is no other branch yet".to_owned())
        }
        true => Some("You are here: compare another branch with it".to_owned()),
        false => None,
    };
    let named = branch
        .parent
        .is_none()
        .then(|| "Every file begins on it: it keeps its name".to_owned());
    let stays = desk.read.would_keep.emit(name.clone());
    let stays = stays.map(|why| format!("It stays: {}", short(&why)));
    let pair = (here, name.clone());
    let begins = name.clone();
    html! {
        <div class="acts">
            { act(props, Glyph::Compare, "Compare", compared, desk.asks(Ask::Compare(Some(pair)))) }
            { act(props, Glyph::Rename, "Rename", named, Callback::from(move |_: MouseEvent| naming.set(Some(begins.clone())))) }
            { act(props, Glyph::Bin, "Delete", stays, desk.asks(Ask::Delete(name))) }
        </div>
    }
}

/// A button of the row; with a reason it does nothing and says why.
fn act(
    props: &Branch,
    glyph: Glyph,
    word: &str,
    why: Option<String>,
    does: Callback<MouseEvent>,
) -> Html {
    let able = why.is_none();
    let (ask, reason) = (props.desk.ask.clone(), why.clone());
    let onclick = Callback::from(move |event: MouseEvent| {
        event.stop_propagation();
        match &reason {
            Some(why) => ask.emit(Ask::Why(why.clone())),
            None => does.emit(event),
        }
    });
    html! {
        <button type="button" class="iconbtn" aria-label={format!("{word} {}", props.branch.name)} aria-disabled={(!able).to_string()}
            title={why.unwrap_or_else(|| word.to_owned())} tabindex={if props.reached { "0" } else { "-1" }} {onclick}>
            { icon(glyph, 16) }
        </button>
    }
}
