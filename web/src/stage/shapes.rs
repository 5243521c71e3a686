//! The signs: eight message shapes, one for what a message does, and the glyphs of roles. Drawn round the origin.

use synod_core::about::{RoleTone, Tone};
use yew::prelude::*;

use super::geometry::{hexagon, num};

/// The shape of a message. `scale` is 1 for nodes of radius 42.
pub fn message(tone: Tone, scale: f64) -> Html {
    let shape = match tone {
        Tone::Ask => html! {
            <><circle class="ms hollow" r="8" /><circle class="msdot" r="2.4" /></>
        },
        Tone::Agree => html! {
            <><circle class="ms" r="9.5" /><path class="mark" d="M-4 .4-1.2 3.2 4.2-3" /></>
        },
        Tone::Refuse => html! {
            <><circle class="ms" r="9.5" /><path class="mark" d="M-4.2 0H4.2" /></>
        },
        Tone::Offer => html! {
            <>
                <rect class="ms" x="-9" y="-9" width="18" height="18" rx="3" />
                <rect class="mark" x="-4" y="-4" width="8" height="8" rx="1" />
            </>
        },
        Tone::Decide => html! {
            <>
                <polygon class="ms" points={hexagon(11.0)} />
                <path class="mark" d="M-6 .4-3.6 2.8 1-2.6M-1 2.8l1 .2L6-3" />
            </>
        },
        Tone::Repair => html! {
            <>
                <rect class="ms" x="-12" y="-7.5" width="24" height="15" rx="3" />
                <path class="mark" d="M-6-3.5-2.5 0-6 3.5M1-3.5 4.5 0 1 3.5" />
            </>
        },
        Tone::Gossip => html! { <circle class="ms" r="5" /> },
        Tone::Client => html! {
            <rect class="ms hollow" x="-11" y="-6.5" width="22" height="13" rx="6.5" />
        },
    };
    scaled(scale, shape)
}

/// How far the shape of a message reaches from its middle: half its width and half its height.
pub fn reach(tone: Tone) -> (f64, f64) {
    match tone {
        Tone::Ask | Tone::Agree | Tone::Refuse | Tone::Offer => (10.0, 10.0),
        Tone::Decide => (11.0, 10.0),
        Tone::Repair => (12.0, 8.0),
        Tone::Client => (11.0, 7.0),
        Tone::Gossip => (5.0, 5.0),
    }
}

/// The brackets round a message that somebody holds.
pub fn brackets() -> Html {
    html! { <path class="hand" d="M-12-15h-5v30h5M12-15h5v30h-5" /> }
}

/// The clock of a message that somebody delayed; the painter draws what is left of its way.
pub fn clock() -> Html {
    html! {
        <g class="late" transform="translate(-15 -13)">
            <circle class="latepad" r="7" />
            <path class="rest" />
            <path class="latehand" d="M0-3.6V0H2.8" />
        </g>
    }
}

/// The glyph of a role; nothing for one that follows.
pub fn role(tone: RoleTone, scale: f64) -> Html {
    let glyph = match tone {
        RoleTone::Follow => return Html::default(),
        RoleTone::Lead => html! {
            <path class="g-lead" d="M-9 5.5-10.5-4.5-4.8-.5 0-7 4.8-.5 10.5-4.5 9 5.5z" />
        },
        RoleTone::Stand => html! { <path class="g-stand" d="M-7 5 0-6 7 5z" /> },
        RoleTone::Work => html! {
            <path class="g-work" d="M-8 4 2-6M-3.5-6.5C1-9 6-7.5 7.5-6 4-5.5 2-4.5 0-3" />
        },
        RoleTone::Wait => html! {
            <>
                <path class="g-wait" d="M-5-7H5M-5 5H5M-4.2-7c0 3.6 4.2 3.6 4.2 6S-4.2 1.4-4.2 5" />
                <path class="g-wait" d="M4.2-7c0 3.6-4.2 3.6-4.2 6S4.2 1.4 4.2 5" />
            </>
        },
        RoleTone::Eager(eagerness) => (0..3_u8)
            .map(|i| {
                let class = if i < eagerness {
                    "g-eager"
                } else {
                    "g-eager off"
                };
                let at = format!("translate({} 0)", 8 * i32::from(i) - 8);
                html! { <path {class} transform={at} d="M-2.5-4.5 2 0-2.5 4.5" /> }
            })
            .collect(),
    };
    scaled(scale, glyph)
}

/// The cross of a node that is down, or the bars of one that is paused.
pub fn state(down: bool, scale: f64) -> Html {
    match down {
        true => scaled(
            scale,
            html! { <path class="cross" d="M-8-8l16 16M8-8l-16 16" /> },
        ),
        false => scaled(scale, html! { <path class="frozen" d="M-5-7v14M5-7v14" /> }),
    }
}

fn scaled(scale: f64, shape: Html) -> Html {
    html! { <g transform={format!("scale({})", num(scale))}>{ shape }</g> }
}
