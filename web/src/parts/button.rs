//! Buttons as most panels have them: with words, or with a cross.

use yew::prelude::*;

use crate::parts::icon::{Glyph, icon};

/// A button with words.
pub fn worded(class: &'static str, words: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" {class} {onclick}>{ words }</button> }
}

/// A cross: what it takes away, and what a pointer that rests on it reads.
pub fn cross(
    label: &'static str,
    title: Option<&'static str>,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class="iconbtn" aria-label={label} {title} {onclick}>{ icon(Glyph::Close, 16) }</button>
    }
}
