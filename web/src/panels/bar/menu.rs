//! What the bar holds, behind one button: on a phone, where it has no room for words.

use yew::prelude::*;

use super::lessons::Scenes;
use crate::ask::Ask;
use crate::page::other_theme;
use crate::panels::desk::Desk;
use crate::parts::icon::{Glyph, icon};
use crate::parts::menu::Menu;
use crate::ui::Popover;

/// The button and its menu.
pub fn more_menu(desk: &Desk) -> Html {
    let open = desk.ui.popover == Some(Popover::Menu);
    let item = |glyph, word: &'static str, ask: Callback<MouseEvent>| {
        html! { <button type="button" class="item" onclick={ask}>{ icon(glyph, 16) }{ word }</button> }
    };
    let closing = |ask: Ask| {
        let door = desk.ask.clone();
        Callback::from(move |_: MouseEvent| {
            door.emit(Ask::Popover(None));
            door.emit(ask.clone());
        })
    };
    html! {
        <div class="pop end moremenu">
            <button type="button" class="ghost" aria-label="Menu" aria-haspopup="menu" aria-expanded={open.to_string()}
                onclick={desk.asks(Ask::Popover(Some(Popover::Menu)))}>
                { icon(Glyph::Menu, 18) }
            </button>
            if open {
                <div class="menu">
                    <div class="rest" role="group" aria-label="The page">
                    { item(Glyph::Link, "Share this moment", desk.asks(Ask::Popover(Some(Popover::Share)))) }
                    { item(Glyph::Prompt, "The run as text", closing(Ask::Script)) }
                    { item(Glyph::Present, "Present", closing(Ask::Present)) }
                    { item(Glyph::Theme, "Light or dark", desk.ask.reform(|_| Ask::Theme(other_theme()))) }
                    { item(Glyph::Help, "Keys and signs", closing(Ask::Keys)) }
                    </div>
                    <p class="muted" aria-hidden="true">{ "Scenes" }</p>
                    <Menu label="Scenes"><Scenes desk={desk.clone()} /></Menu>
                </div>
            }
        </div>
    }
}
