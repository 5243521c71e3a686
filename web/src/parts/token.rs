//! The chip of a ballot or head: the same object wherever it appears, in the hue of its owner.

use synod_core::phrase::Allegiance;
use yew::prelude::*;

use crate::model::{Controls, Kept, Selection};
use crate::pointing::of_kept;

/// The class that gives an element the hue of what it follows; `h0` for nothing.
pub fn hue_class(allegiance: Option<Allegiance>) -> &'static str {
    const CLASSES: [&str; 9] = ["h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8"];
    CLASSES[allegiance.map_or(0, |one| usize::from(one.hue()))]
}

/// A ballot `3·n2` or a head `A 9e41`. Pointed at, it lights up all who follow it. With controls, a ballot's chip is a
/// button that selects its owner.
pub fn token(allegiance: Allegiance, controls: Option<&Controls>) -> Html {
    let class = classes!("tok", hue_class(Some(allegiance)));
    let text = allegiance.to_string();
    let about = of_kept(Kept::Token(allegiance));
    match (allegiance, controls) {
        (Allegiance::Ballot { owner, .. }, Some(controls)) => {
            crate::parts::phrase::link(controls, Selection::Node(owner), class, text, Some(about))
        }
        _ => html! { <span {class} data-about={about}>{ text }</span> },
    }
}
