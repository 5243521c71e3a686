//! The top bar: which system, how many nodes, which seed, which variant; sharing, colours, keys.

use synod_core::protocols::CATALOG;
use yew::prelude::*;

use crate::ask::Ask;
use crate::page::{navigate, other_theme};
use crate::panels::desk::Desk;
use crate::parts::icon::{Glyph, icon, logo};
use crate::parts::menu::Menu;
use crate::ui::Popover;

mod lessons;
mod menu;
mod number;
mod setup;
mod share;

use lessons::lessons;
use menu::more_menu;
use number::Number;
use setup::setup_form;
use share::Share;
pub use share::link as share_link;

/// The bar.
pub fn bar(desk: &Desk) -> Html {
    html! {
        <header class="bar">
            <h1 class="brand">{ logo() }<span>{ "Synod" }</span></h1>
            { systems(desk) }
            { nodes(desk) }
            { seed(desk) }
            { variants(desk) }
            <span class="fill"></span>
            { lessons(desk) }
            <button type="button" class="ghost word wide" aria-pressed={desk.ui.script.to_string()} aria-keyshortcuts="S"
                aria-label="Script" title="The run as text (S)" onclick={desk.asks(Ask::Script)}>
                { icon(Glyph::Prompt, 16) }<span>{ "Script" }</span>
            </button>
            { share(desk) }
            <button type="button" class="ghost word wide" aria-label="Present" aria-pressed={desk.ui.present.to_string()}
                onclick={desk.asks(Ask::Present)}>
                { icon(Glyph::Present, 16) }<span>{ "Present" }</span>
            </button>
            <button type="button" class="ghost wide" aria-label="Light or dark" title="Light or dark"
                onclick={desk.ask.reform(|_| Ask::Theme(other_theme()))}>
                { icon(Glyph::Theme, 16) }
            </button>
            <button type="button" class="ghost wide" aria-label="Keys and signs" title="Keys and signs (?)"
                aria-expanded={desk.ui.keys.to_string()} onclick={desk.asks(Ask::Keys)}>
                <span class="key">{ "?" }</span>
            </button>
            { more_menu(desk) }
        </header>
    }
}

fn systems(desk: &Desk) -> Html {
    let open = desk.ui.popover == Some(Popover::Systems);
    let about = desk.snapshot.about;
    let items = CATALOG.iter().map(|entry| {
        let ask = desk.ask.clone();
        let id = entry.about.id;
        let onclick = Callback::from(move |_: MouseEvent| {
            ask.emit(Ask::Popover(None));
            navigate(&format!("protocol={id}"), &ask);
        });
        html! {
            <button type="button" key={id} class="item" role="menuitemradio" {onclick}
                aria-checked={(id == about.id).to_string()}>
                <span>{ entry.about.name }<small>{ entry.about.tagline }</small></span>
            </button>
        }
    });
    html! {
        <div class="pop">
            <button type="button" class="pick" aria-haspopup="menu" aria-expanded={open.to_string()}
                aria-label={format!("System: {}, {}", about.name, about.tagline)}
                onclick={desk.asks(Ask::Popover(Some(Popover::Systems)))}>
                { about.name }{ " " }<small>{ about.tagline }</small>{ icon(Glyph::Down, 14) }
            </button>
            if open {
                <div class="menu systems">
                    <Menu label="Systems">{ for items }</Menu>
                    { setup_form(desk) }
                </div>
            }
        </div>
    }
}

fn nodes(desk: &Desk) -> Html {
    let (least, most) = desk.snapshot.about.nodes;
    html! {
        <Number desk={desk.clone()} popover={Popover::Nodes} word="nodes" after=true
            value={desk.snapshot.nodes.len() as u64} least={u64::from(least)} most={u64::from(most)} />
    }
}

fn seed(desk: &Desk) -> Html {
    html! {
        <Number desk={desk.clone()} popover={Popover::Seed} word="seed" after=false
            value={desk.snapshot.seed} least=0 most={(1 << 53) - 1} />
    }
}

fn variants(desk: &Desk) -> Html {
    let variants = &desk.snapshot.more.variants;
    let open = desk.ui.popover == Some(Popover::Variants);
    let odd = !variants.is_empty();
    let text = if odd {
        variants.join(", ")
    } else {
        "as required".into()
    };
    html! {
        <div class="pop">
            <button type="button" class={classes!("chip", odd.then_some("warn"))} aria-expanded={open.to_string()}
                onclick={desk.asks(Ask::Popover(Some(Popover::Variants)))}>
                if odd { { icon(Glyph::Alert, 14) } }
                { text }
                { icon(Glyph::Down, 12) }
            </button>
            if open {
                <div class="menu"><Menu label="Variants and defects">
                    { variant(desk, None, "As required", "The protocol as its paper asks for it.", !odd) }
                    { for desk.snapshot.about.quirks.iter().map(|quirk| {
                        let on = variants.iter().any(|it| it == quirk.phrase);
                        variant(desk, Some(quirk.phrase), quirk.phrase, quirk.sentence, on)
                    }) }
                    <button type="button" class="item" role="menuitem" aria-keyshortcuts="O" onclick={desk.asks(Ask::Options)}>
                        <span>{ "Settings" }<small>{ "Every option, changed from now on (O)." }</small></span>
                    </button>
                </Menu></div>
            }
        </div>
    }
}

/// A defect is part of the header: taking it starts another run of the same size and seed.
fn variant(
    desk: &Desk,
    quirk: Option<&'static str>,
    name: &'static str,
    says: &'static str,
    on: bool,
) -> Html {
    let (ask, snapshot) = (desk.ask.clone(), desk.snapshot.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        let header = format!(
            "protocol {}\nnodes {}\nseed {}\n",
            snapshot.about.id,
            snapshot.nodes.len(),
            snapshot.seed
        );
        let set = quirk.map_or_else(String::new, |quirk| format!("set quirk {quirk} on\n"));
        ask.emit(Ask::Popover(None));
        ask.emit(Ask::Load(format!("{header}{set}")));
    });
    html! {
        <button type="button" key={name} class="item" role="menuitemradio" aria-checked={on.to_string()} {onclick}>
            <span>{ name }<small>{ says }</small></span>
        </button>
    }
}

fn share(desk: &Desk) -> Html {
    let open = desk.ui.popover == Some(Popover::Share);
    html! {
        <div class="pop end">
            <button type="button" class="ghost word" aria-label="Share" aria-expanded={open.to_string()}
                onclick={desk.asks(Ask::Popover(Some(Popover::Share)))}>
                { icon(Glyph::Link, 16) }<span>{ "Share" }</span>
            </button>
            if open {
                <Share desk={desk.clone()} />
            }
        </div>
    }
}
