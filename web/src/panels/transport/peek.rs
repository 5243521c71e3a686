//! What the run looked like at a place of the time line, over that place. Looking changes nothing.

use synod_core::units::Time;
use yew::prelude::*;

use super::branches::thumbnail::{stamp, told};
use crate::panels::desk::Desk;
use crate::parts::clock::clock;
use crate::parts::phrase::plain;

/// Half of the bubble's width, in CSS pixels.
const HALF: f64 = 120.0;

/// What a [`Peek`] is told.
#[derive(Properties, PartialEq)]
pub(super) struct PeekProps {
    /// The desk.
    pub(super) desk: Desk,
    /// Where it points, in CSS pixels.
    pub(super) x: f64,
    /// How wide the line is.
    pub(super) width: f64,
    /// The time there.
    pub(super) time: Time,
}

/// The bubble; none over what was not played.
#[component]
pub(super) fn Peek(props: &PeekProps) -> Html {
    let snapshot = &props.desk.snapshot;
    let run = (snapshot.more.run, snapshot.end, snapshot.branches.clone());
    let glimpse = use_memo((props.time, run), |(time, _)| {
        props.desk.read.glimpse.emit(*time)
    });
    let Some(glimpse) = glimpse
        .as_ref()
        .as_ref()
        .filter(|_| props.time <= snapshot.end.time)
    else {
        return Html::default();
    };
    let x = props.x.min(props.width - HALF).max(HALF);
    let caption = glimpse.caption.as_ref();
    let says = caption.map_or_else(String::new, |caption| plain(&caption.phrase));
    html! {
        <div class="peek" role="status" style={format!("left: {x:.0}px")}>
            { stamp(&glimpse.sketch, told(&glimpse.sketch)) }
            <p><b>{ format!("{}, step {}", clock(props.time), glimpse.moment.step) }</b>{ says }</p>
        </div>
    }
}
