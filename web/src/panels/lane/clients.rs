//! The clients over time: a row for everybody who asks, a bar for every operation, and through all rows the faults and
//! changes of leader that it met. The list of requests says the same as a table.

use std::cell::Cell;
use std::rc::Rc;

use synod_core::units::{Address, ClientId, RequestId, Time};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::page::{document, prefers};
use crate::panels::desk::Desk;
use crate::panels::lane::Sight;
use crate::parts::button;
use crate::parts::width::use_width;
use crate::pointing;

pub mod axis;
pub mod bars;
mod draw;
mod walk;

use axis::{Axis, View, readable};
use bars::{Asker, Bar, askers, bars, tracks};
use draw::Row;

/// The height of a track in CSS pixels: a bar with its air.
const TRACK: f64 = 26.0;
/// The same where fingers are.
const FINGERS: f64 = 46.0;
/// Rows beyond both edges of what is in sight, in CSS pixels.
const SPARE: f64 = 200.0;
/// So much nearer or farther by one press.
const NOTCH: f64 = 2.0;
/// A pointer that moved less, in CSS pixels, has not dragged.
const SLOP: f64 = 5.0;

thread_local! {
    /// The axis that stands: the present moment is painted by it.
    static AXIS: Cell<Option<Axis>> = const { Cell::new(None) };
}

/// What [`Clients`] is told.
#[derive(Properties, PartialEq, Clone)]
pub struct ClientsProps {
    /// The desk.
    pub desk: Desk,
    /// What of the rows is in sight.
    pub sight: Sight,
}

/// The lane.
#[component]
pub fn Clients(props: &ClientsProps) -> Html {
    let (root, track) = (use_node_ref(), use_node_ref());
    let width = use_width(&track);
    let view = use_state_eq(View::default);
    // Walking to where it stands already draws anew, too: the focus follows then.
    let stop = use_state(|| None::<RequestId>);
    let walks = use_memo((), |()| Cell::new(false));
    let held = use_memo((), |()| Cell::new(None::<(f64, Axis)>));
    let desk = &props.desk;
    let snapshot = &desk.snapshot;
    let now = snapshot.moment.time;
    let span = readable(&snapshot.requests, snapshot.line_length(), width);
    let axis = view.axis(now, span, width);
    AXIS.set(Some(axis));
    let (looked, walked) = (root.clone(), walks.clone());
    use_effect(move || {
        paint(now.micros() as f64);
        if walked.replace(false) {
            focus(&looked);
        }
    });
    use_effect_with((), |()| || AXIS.set(None));
    let hands = Hands {
        desk: desk.clone(),
        view: view.clone(),
        axis,
        stop: stop.setter(),
        walks,
        root: root.clone(),
        track: track.clone(),
        height: high(),
    };
    let [onpointerdown, onpointermove, onpointerup] = hands.drags(&held);
    html! {
        <div class="clients" ref={root} style={format!("--track: {}px", hands.height)} role="group" aria-label="Operations over time" onwheel={hands.wheels()}
            onkeydown={hands.keys()} {onpointerdown} {onpointermove} onpointercancel={onpointerup.clone()} {onpointerup}>
            <div class="axisrow">
                { hands.buttons() }
                <svg class="axis" ref={track} aria-hidden="true">
                    { draw::ticks(axis) }
                    { draw::marks(desk, axis) }
                </svg>
            </div>
            { rows(&hands, props.sight, *stop) }
        </div>
    }
}

/// How high a track is for what the page is operated with.
fn high() -> f64 {
    if prefers("(pointer: coarse)") {
        FINGERS
    } else {
        TRACK
    }
}

/// The focus goes to the operation at which the arrows came.
fn focus(root: &NodeRef) {
    let stop = root
        .cast::<Element>()
        .and_then(|root| root.query_selector(".op[tabindex='0']").ok().flatten());
    if let Some(stop) = stop.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // Focus is a courtesy: nothing depends on it.
        drop(stop.focus());
    }
}

/// Moves the present moment between steps; nothing else writes its place.
pub fn paint(now: f64) {
    let Some(axis) = AXIS.get() else { return };
    if let Some(line) = document().get_element_by_id("clients-now") {
        let x = axis.x(now);
        let shown = (0.0..=axis.width).contains(&x);
        let style = format!(
            "left: {x:.1}px; display: {}",
            if shown { "block" } else { "none" }
        );
        drop(line.set_attribute("style", &style));
    }
}

/// All who may ask in this run, or have.
fn everybody(desk: &Desk) -> Vec<Asker<'_>> {
    let clients = (1_u16..).take(desk.snapshot.clients.len());
    let clients = clients.map(|number| Address::Client(ClientId::new(number)));
    askers(&desk.snapshot.requests, clients)
}

fn rows(hands: &Hands, sight: Sight, stop: Option<RequestId>) -> Html {
    let (desk, axis) = (&hands.desk, hands.axis);
    let now = desk.snapshot.moment.time;
    let askers = everybody(desk);
    let drawn: Vec<Vec<Bar>> = askers.iter().map(|it| bars(&it.asked, axis, now)).collect();
    let stop = tab_stop(&askers, &drawn, stop);
    let (from, to) = (sight.top - SPARE, sight.top + sight.height + SPARE);
    let mut top = 0.0;
    let rows = askers.iter().zip(&drawn).map(|(asker, bars)| {
        let height = tracks(bars) as f64 * hands.height + 4.0;
        let shown = top + height > from && top < to;
        top += height;
        let row = Row {
            hands,
            asker,
            bars: if shown { bars } else { &[] },
            height,
            stop,
        };
        draw::row(&row)
    });
    let rows: Vec<Html> = rows.collect();
    html! {
        <div class="askers">
            { draw::lines(desk, axis) }
            { for rows }
            { nothing(hands, drawn.iter().all(Vec::is_empty)) }
        </div>
    }
}

/// What is said where there is no bar.
fn nothing(hands: &Hands, is_bare: bool) -> Html {
    let Some(newest) = hands.desk.snapshot.requests.last() else {
        return html! {
            <p class="empty">{ "Nobody has asked for anything yet. Select a client or a node, fill in the form and press Submit." }</p>
        };
    };
    if !is_bare {
        return Html::default();
    }
    let (view, axis, time) = (hands.view.clone(), hands.axis, newest.entered.time);
    let show = Callback::from(move |_| view.set(view.showing(axis, time)));
    html! {
        <p class="empty">
            { "Nobody asked for anything in this stretch of time. " }
            { button::worded("btn small", "Show the newest operation", show) }
        </p>
    }
}

/// The one operation at which Tab stops: where the arrows were, else the newest in sight.
fn tab_stop(askers: &[Asker], drawn: &[Vec<Bar>], stop: Option<RequestId>) -> Option<RequestId> {
    let all = || {
        let rows = askers.iter().zip(drawn);
        rows.flat_map(|(asker, bars)| {
            let ids = move |bar: &Bar| -> Vec<RequestId> {
                bar.members.iter().map(|it| asker.asked[*it].id).collect()
            };
            bars.iter().map(ids)
        })
    };
    let kept = stop.and_then(|stop| all().find(|ids| ids.contains(&stop)));
    kept.or_else(|| all().last())?.first().copied()
}

/// What is done by pointer, wheel and keys.
struct Hands {
    desk: Desk,
    view: UseStateHandle<View>,
    axis: Axis,
    stop: UseStateSetter<Option<RequestId>>,
    walks: Rc<Cell<bool>>,
    root: NodeRef,
    track: NodeRef,
    height: f64,
}

impl Hands {
    /// Nearer or farther, about the present moment if it is in sight, else about the middle.
    fn zoom<E>(&self, factor: f64) -> Callback<E> {
        let (view, axis, now) = (self.view.clone(), self.axis, self.desk.snapshot.moment.time);
        Callback::from(move |_| view.set(notched(*view, axis, now, factor)))
    }

    fn buttons(&self) -> Html {
        let follows = self.view.from.is_none();
        let view = self.view.clone();
        let follow = Callback::from(move |_: MouseEvent| {
            // Pressed again it also takes back how near one had come.
            view.set(View {
                from: None,
                span: view.span.filter(|_| view.from.is_some()),
            });
        });
        html! {
            <div class="zooms" role="group" aria-label="Stretch of time">
                <button type="button" class="iconbtn" aria-label="Zoom out" title="More time (-)" onclick={self.zoom(1.0 / NOTCH)}>{ "\u{2212}" }</button>
                <button type="button" class="iconbtn" aria-label="Zoom in" title="Less time (+)" onclick={self.zoom(NOTCH)}>{ "+" }</button>
                <button type="button" class="ck" aria-pressed={follows.to_string()} title="Keeps the present moment in sight"
                    onclick={follow}>{ "Follow" }</button>
            </div>
        }
    }

    /// With Ctrl the wheel goes nearer, sideways it goes along; else it scrolls the rows.
    fn wheels(&self) -> Callback<WheelEvent> {
        let (view, axis, track) = (self.view.clone(), self.axis, self.track.clone());
        Callback::from(move |event: WheelEvent| {
            let Some(track) = track.cast::<Element>() else {
                return;
            };
            let x = f64::from(event.client_x()) - track.get_bounding_client_rect().left();
            let (along, down) = (event.delta_x(), event.delta_y());
            if event.ctrl_key() || event.meta_key() {
                let factor = if down < 0.0 { 1.25 } else { 0.8 };
                view.set(view.zoomed(axis, factor, x.clamp(0.0, axis.width)));
            } else if event.shift_key() || along.abs() > down.abs() {
                let by = if along == 0.0 { down } else { along };
                view.set(view.moved(axis, by));
            } else {
                return;
            }
            event.prevent_default();
        })
    }

    /// A drag takes the axis along; from then on it stays where it was put.
    fn drags(&self, held: &Rc<Cell<Option<(f64, Axis)>>>) -> [Callback<PointerEvent>; 3] {
        let (view, axis, root) = (self.view.clone(), self.axis, self.root.clone());
        let (takes, moves, leaves) = (held.clone(), held.clone(), held.clone());
        let down = Callback::from(move |event: PointerEvent| {
            let grabs = event.is_primary() && event.button() == 0;
            takes.replace(grabs.then(|| (f64::from(event.client_x()), axis)));
        });
        let moved = Callback::from(move |event: PointerEvent| {
            let Some((from, axis)) = moves.get() else {
                return;
            };
            let by = f64::from(event.client_x()) - from;
            let Some(root) = root.cast::<Element>().filter(|_| event.buttons() != 0) else {
                return;
            };
            // Without capture a drag ends at the edge, which is no trouble.
            let drags = root.has_pointer_capture(event.pointer_id());
            if !drags && by.abs() > SLOP {
                drop(root.set_pointer_capture(event.pointer_id()));
            }
            if drags || by.abs() > SLOP {
                view.set(view.moved(axis, -by));
            }
        });
        let up = Callback::from(move |_: PointerEvent| {
            leaves.replace(None);
        });
        [down, moved, up]
    }

    /// Plus and minus go nearer and farther; on an operation the arrows walk.
    fn keys(&self) -> Callback<KeyboardEvent> {
        let (desk, view, axis) = (self.desk.clone(), self.view.clone(), self.axis);
        let (stop, walks) = (self.stop.clone(), self.walks.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let now = desk.snapshot.moment.time;
            let key = event.key();
            match key.as_str() {
                "+" | "=" => view.set(notched(*view, axis, now, NOTCH)),
                "-" => view.set(notched(*view, axis, now, 1.0 / NOTCH)),
                _ => {
                    let target = event.target_dyn_into::<Element>();
                    let stands = target.and_then(|it| it.get_attribute("data-about"));
                    let Some(from) = stands.as_deref().and_then(pointing::request) else {
                        return;
                    };
                    let askers = everybody(&desk);
                    let Some(next) = walk::beside(&askers, axis, now, from, &key) else {
                        return;
                    };
                    view.set(view.showing(axis, next.entered.time));
                    walks.replace(true);
                    stop.set(Some(next.id));
                }
            }
            event.prevent_default();
            event.stop_propagation();
        })
    }
}

fn notched(view: View, axis: Axis, now: Time, factor: f64) -> View {
    let x = axis.x(now.micros() as f64);
    let about = Some(x).filter(|x| (0.0..=axis.width).contains(x));
    view.zoomed(axis, factor, about.unwrap_or(axis.width / 2.0))
}
