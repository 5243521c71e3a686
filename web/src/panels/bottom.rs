//! On a phone, inspector and lane are one sheet at the lower edge with tabs under the thumb. Everywhere else they stand
//! where the layout puts them, and of this nothing is seen.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::ask::Ask;
use crate::bottom::{Bottom, Shows, Snap};
use crate::model::Selection;
use crate::page::window;
use crate::panels::desk::Desk;
use crate::ui::Tab;

/// A finger that moved less than this has tapped.
const SLOP: f64 = 8.0;

/// What a [`BottomSheet`] is told.
#[derive(Properties, PartialEq)]
pub struct BottomProps {
    /// The desk.
    pub desk: Desk,
    /// Inspector and lane.
    pub children: Html,
}

/// The sheet.
#[component]
pub fn BottomSheet(props: &BottomProps) -> Html {
    let bottom = props.desk.ui.bottom;
    let sheet = use_node_ref();
    html! {
        <div class="lower" data-snap={bottom.snap.name()} data-shows={bottom.shows.name()} ref={sheet.clone()}>
            <Pull desk={props.desk.clone()} {sheet} />
            { props.children.clone() }
            { tabs(&props.desk) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct PullProps {
    desk: Desk,
    sheet: NodeRef,
}

/// Where a drag began, how high the sheet was there, and whether it has moved.
#[derive(Clone, Copy)]
struct Drag {
    from: f64,
    height: f64,
    moved: bool,
}

/// What a finger does to the handle.
struct Dragging {
    down: Callback<PointerEvent>,
    moved: Callback<PointerEvent>,
    up: Callback<PointerEvent>,
}

/// Follows a finger from where it takes the handle to where it lets go.
#[hook]
fn use_drag(sheet: &NodeRef, snap: Snap, go: &Callback<Snap>) -> Dragging {
    let drag = use_mut_ref(|| None::<Drag>);
    let down = {
        let (drag, sheet) = (drag.clone(), sheet.clone());
        Callback::from(move |event: PointerEvent| {
            // Without capture a drag ends at the handle's edge, which is no trouble.
            let handle = event.target_unchecked_into::<Element>();
            drop(handle.set_pointer_capture(event.pointer_id()));
            *drag.borrow_mut() = sheet.cast::<Element>().map(|sheet| Drag {
                from: f64::from(event.client_y()),
                height: sheet.get_bounding_client_rect().height(),
                moved: false,
            });
        })
    };
    let moved = {
        let (drag, sheet) = (drag.clone(), sheet.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(drag) = drag.borrow_mut().as_mut() {
                let by = drag.from - f64::from(event.client_y());
                drag.moved |= by.abs() > SLOP;
                if drag.moved {
                    pull(&sheet, Some(drag.height + by));
                }
            }
        })
    };
    let (sheet, go) = (sheet.clone(), go.clone());
    let up = Callback::from(move |event: PointerEvent| {
        let Some(drag) = drag.borrow_mut().take() else {
            return;
        };
        let height = drag.height + drag.from - f64::from(event.client_y());
        pull(&sheet, None);
        go.emit(if drag.moved {
            Snap::nearest(height / window_height())
        } else {
            snap.tapped()
        });
    });
    Dragging { down, moved, up }
}

/// The handle: dragged, tapped, or moved by arrows.
#[component]
fn Pull(props: &PullProps) -> Html {
    let (ask, bottom) = (props.desk.ask.clone(), props.desk.ui.bottom);
    let go = Callback::from(move |snap: Snap| ask.emit(Ask::Bottom(Bottom { snap, ..bottom })));
    let dragging = use_drag(&props.sheet, bottom.snap, &go);
    // A press of the keyboard is a click without a pointer.
    let onclick = {
        let go = go.clone();
        Callback::from(move |event: MouseEvent| {
            if event.detail() == 0 {
                go.emit(bottom.snap.tapped());
            }
        })
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let snap = match event.key().as_str() {
            "ArrowUp" => bottom.snap.higher(),
            "ArrowDown" => bottom.snap.lower(),
            _ => return,
        };
        event.prevent_default();
        go.emit(snap);
    });
    let label = match bottom.snap {
        Snap::Peek => "Pull the sheet up",
        Snap::Half => "Pull the sheet up to the top",
        Snap::Full => "Let the sheet down",
    };
    html! {
        <button type="button" class="pull" aria-label={label} aria-expanded={(bottom.snap > Snap::Peek).to_string()}
            onpointerdown={dragging.down} onpointermove={dragging.moved} onpointerup={dragging.up} {onclick} {onkeydown}></button>
    }
}

fn window_height() -> f64 {
    let height = window().inner_height().ok().and_then(|it| it.as_f64());
    height.unwrap_or(1.0).max(1.0)
}

/// Between two places the height belongs to the finger, and to nothing that is drawn at steps.
fn pull(sheet: &NodeRef, height: Option<f64>) {
    let Some(sheet) = sheet.cast::<HtmlElement>() else {
        return;
    };
    // A height that cannot be set leaves the sheet where it was.
    drop(match height {
        Some(height) => sheet
            .style()
            .set_property("height", &format!("{height:.0}px")),
        None => sheet.style().remove_property("height").map(drop),
    });
}

/// What the sheet can show.
fn tabs(desk: &Desk) -> Html {
    let bottom = desk.ui.bottom;
    let selected = match desk.ui.choice.selection {
        _ if desk.ui.violation.is_some() => "Violation".to_owned(),
        _ if desk.ui.script => "Script".to_owned(),
        _ if desk.ui.options => "Settings".to_owned(),
        Selection::Run => "Run".to_owned(),
        Selection::Node(id) => id.to_string(),
        Selection::Client(number) => format!("c{number}"),
        Selection::Link(from, to) => format!("{from} {to}"),
        Selection::Message(id) => id.to_string(),
        Selection::Block(_, hash) => hash.short(),
    };
    let of = |shows, words: String| {
        let chosen = bottom.shows == shows;
        tab(chosen, words, desk.asks(Ask::Bottom(bottom.open(shows))))
    };
    html! {
        <div class="sheettabs" role="tablist" aria-label="What the sheet shows" onkeydown={Callback::from(rove)}>
            { of(Shows::Inspector, selected) }
            { of(Shows::Form, "Ask".to_owned()) }
            { for Tab::ALL.into_iter().filter(|it| it.fits(&desk.snapshot)).map(|it| {
                let chosen = bottom.shows == Shows::Lane && desk.ui.tab == it;
                tab(chosen, it.name().to_owned(), desk.asks(Ask::Tab(it)))
            }) }
        </div>
    }
}

fn tab(chosen: bool, words: String, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" role="tab" class="sheettab" aria-selected={chosen.to_string()}
            tabindex={if chosen { "0" } else { "-1" }} {onclick}>{ words }</button>
    }
}

fn rove(event: KeyboardEvent) {
    crate::parts::focus::along(&event, ".sheettab");
}
