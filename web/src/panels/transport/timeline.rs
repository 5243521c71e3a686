//! The time line: what was played, its marks and branches, and the head, which can be dragged. Drawn in real pixels.

use std::cell::Cell;

use synod_core::units::Moment;
use synod_core::view::{BranchView, Mark, MarkKind};
use web_sys::Element;
use yew::prelude::*;

use super::marks::{self, Bunch};
use super::peek::Peek;
use super::scale::{EDGE, Scale, TICKS, grown, written};
use crate::ask::Ask;
use crate::branches::partings;
use crate::page::document;
use crate::panels::desk::PanelProps;
use crate::parts::width::use_width;

/// Where the line lies in its drawing.
const LINE: f64 = 16.0;
/// Branches lie below the line at so many levels.
const LEVELS: usize = 3;
/// Places of the pointer nearer than this are one, in CSS pixels.
const GRAIN: f64 = 4.0;

thread_local! {
    /// Width in pixels and length in microseconds of the line that stands: the head is painted by them.
    static SCALE: Cell<Scale> = const { Cell::new(Scale { width: 0.0, length: 1.0 }) };
}

/// Who is at the line.
#[derive(Clone, Copy, PartialEq, Default)]
enum Gaze {
    /// Nobody.
    #[default]
    Away,
    /// The keyboard's focus looks at this place.
    Keys(f64),
    /// The mouse looks at this place.
    Mouse(f64),
    /// The pointer holds the head.
    Drag,
    /// It has pressed and is still there: no picture covers what it wants next.
    Rest,
}

impl Gaze {
    /// The place that is looked at.
    fn place(self) -> Option<f64> {
        match self {
            Self::Keys(x) | Self::Mouse(x) => Some(x),
            _ => None,
        }
    }

    /// Whether a pointer is there: then nothing moves away from under it.
    fn is_pointer(self) -> bool {
        matches!(self, Self::Mouse(_) | Self::Drag | Self::Rest)
    }
}

/// The time line.
#[component]
pub fn TimeLine(props: &PanelProps) -> Html {
    let desk = &props.desk;
    let drawing = use_node_ref();
    let width = use_width(&drawing);
    let gaze = use_state_eq(Gaze::default);
    let axis = use_mut_ref(|| None::<(u32, u64)>);
    let snapshot = &desk.snapshot;
    let (now, end) = (snapshot.moment, snapshot.end.time.max(snapshot.moment.time));
    let stands = axis.borrow().filter(|(run, _)| *run == snapshot.more.run);
    let stands = stands.map(|(_, tick)| tick);
    let tick = grown(stands, snapshot.line_length(), gaze.is_pointer());
    axis.replace(Some((snapshot.more.run, tick)));
    let scale = Scale {
        width,
        length: (tick * u64::from(TICKS)) as f64,
    };
    SCALE.set(scale);
    let place = |mark: &Mark| scale.x(mark.moment.time.micros() as f64);
    let bunches = marks::bunches(&snapshot.marks, place, scale.width);
    use_effect(move || paint(now.time.micros() as f64));
    let hand = hand(&gaze, &drawing, &seeking(&desk.ask, &drawing, scale));
    let looks = looks(&gaze, scale.x(now.time.micros() as f64));
    html! {
        <div class="line" onpointerleave={looks.leave}>
            if let Some(x) = gaze.place() {
                <Peek desk={desk.clone()} {x} {width} time={scale.time(x)} />
            }
            <svg ref={drawing} role="slider" tabindex="0" aria-label="Time" aria-valuemin="0"
                aria-valuemax={(end.micros() / 1000).to_string()} aria-valuenow={(now.time.micros() / 1000).to_string()}
                aria-valuetext={format!("{}, step {}", now.time, now.step)} onpointerdown={hand.down} onpointermove={hand.moved}
                onpointerup={hand.up} onfocus={looks.focus} onblur={looks.blur}>
                { ticks(scale, tick) }
                { for sides(scale, &snapshot.branches) }
                <path class="tl" d={format!("M{EDGE} {LINE}H{}", width - EDGE)} />
                <path class="tl kept" d={format!("M{EDGE} {LINE}H{:.1}", scale.x(end.micros() as f64))} />
                <path class="tl played" id="tl-played" />
                { marked(&desk.ask, &bunches, &looks.rest) }
                <circle class="head" id="tl-head" cy={LINE.to_string()} r="8" />
                { for bunches.iter().filter(|bunch| bunch.kind == MarkKind::Violation).map(over) }
            </svg>
        </div>
    }
}

/// What a pointer does on the line.
struct Hand {
    down: Callback<PointerEvent>,
    moved: Callback<PointerEvent>,
    up: Callback<PointerEvent>,
}

/// A drag goes where the pointer is; without one a mouse looks, until it has pressed.
fn hand(gaze: &UseStateHandle<Gaze>, drawing: &NodeRef, seek: &Callback<PointerEvent>) -> Hand {
    let (pressed, moved, released) = (gaze.setter(), gaze.clone(), gaze.setter());
    let (held, drawing) = (drawing.clone(), drawing.clone());
    let (seek, drags) = (seek.clone(), seek.clone());
    Hand {
        down: Callback::from(move |event: PointerEvent| {
            if let Some(element) = held.cast::<Element>() {
                // Without capture a drag ends at the edge, which is no trouble.
                drop(element.set_pointer_capture(event.pointer_id()));
            }
            pressed.set(Gaze::Drag);
            seek.emit(event);
        }),
        moved: Callback::from(move |event: PointerEvent| match *moved {
            Gaze::Drag if event.buttons() != 0 => drags.emit(event),
            Gaze::Away | Gaze::Keys(_) | Gaze::Mouse(_) if event.pointer_type() == "mouse" => {
                if let Some(x) = under(&event, &drawing) {
                    moved.set(Gaze::Mouse(x));
                }
            }
            _ => {}
        }),
        up: Callback::from(move |_| released.set(Gaze::Rest)),
    }
}

/// When somebody begins and ends to look along the line, beside the pointer's moves.
struct Looks {
    leave: Callback<PointerEvent>,
    rest: Callback<()>,
    focus: Callback<FocusEvent>,
    blur: Callback<FocusEvent>,
}

/// Who comes by the keyboard looks at the head.
fn looks(gaze: &UseStateHandle<Gaze>, head: f64) -> Looks {
    let (left, rested, seen, blurred) = (gaze.setter(), gaze.setter(), gaze.setter(), gaze.clone());
    Looks {
        leave: Callback::from(move |_| left.set(Gaze::Away)),
        rest: Callback::from(move |()| rested.set(Gaze::Rest)),
        focus: Callback::from(move |_| {
            if by_keys(&document()) {
                seen.set(Gaze::Keys(head));
            }
        }),
        blur: Callback::from(move |_| {
            if !blurred.is_pointer() {
                blurred.set(Gaze::Away);
            }
        }),
    }
}

/// Where the pointer is, to a few pixels: who moves it slowly does not look anew at every one.
fn under(event: &PointerEvent, drawing: &NodeRef) -> Option<f64> {
    let left = drawing.cast::<Element>()?.get_bounding_client_rect().left();
    let x = f64::from(event.client_x()) - left;
    Some((x / GRAIN).round() * GRAIN)
}

/// Whether the focus came by the keyboard.
fn by_keys(document: &web_sys::Document) -> bool {
    matches!(
        document.query_selector(".line svg:focus-visible"),
        Ok(Some(_))
    )
}

/// Goes to the time under the pointer.
fn seeking(ask: &Callback<Ask>, drawing: &NodeRef, scale: Scale) -> Callback<PointerEvent> {
    let (ask, drawing) = (ask.clone(), drawing.clone());
    Callback::from(move |event: PointerEvent| {
        if let Some(element) = drawing.cast::<Element>() {
            let x = f64::from(event.client_x()) - element.get_bounding_client_rect().left();
            ask.emit(Ask::SeekTime(scale.time(x)));
        }
    })
}

/// Moves the head between steps; nothing else writes its place.
pub fn paint(now: f64) {
    let x = SCALE.get().x(now);
    let document = document();
    if let Some(head) = document.get_element_by_id("tl-head") {
        drop(head.set_attribute("cx", &format!("{x:.1}")));
    }
    if let Some(played) = document.get_element_by_id("tl-played") {
        drop(played.set_attribute("d", &format!("M{EDGE} {LINE}H{x:.1}")));
    }
}

fn ticks(scale: Scale, tick: u64) -> Html {
    (0..=TICKS)
        .map(|place| {
            let micros = u64::from(place) * tick;
            let x = scale.x(micros as f64);
            let anchor = match place {
                0 => "start",
                TICKS => "end",
                _ => "middle",
            };
            html! {
                <g key={place} class={(place % 2 == 1).then_some("odd")}>
                    <path class="tick" d={format!("M{x:.1} 13v6")} />
                    <text class="ticktext" x={format!("{x:.1}")} y="39" text-anchor={anchor}>{ written(micros) }</text>
                </g>
            }
        })
        .collect()
}

/// What a branch that the play head is not on went through alone leaves below the fork.
fn sides(scale: Scale, branches: &[BranchView]) -> Vec<Html> {
    let parted = branches.iter().zip(partings(branches));
    let alone = parted.filter_map(|(branch, part)| Some((branch, part?)));
    let sides = alone.filter(|(branch, part)| branch.end > *part);
    let side =
        |(level, (branch, part)): (usize, (&BranchView, _))| side(scale, branch, part, level);
    sides.enumerate().map(side).collect()
}

fn side(scale: Scale, branch: &BranchView, fork: Moment, level: usize) -> Html {
    let (from, to) = (
        scale.x(fork.time.micros() as f64),
        scale.x(branch.end.time.micros() as f64),
    );
    let down = 5.0 + 4.0 * (level % LEVELS) as f64;
    let to = to.max(from + 14.0);
    let d = format!("M{from:.1} {LINE}c8 0 4 {down} 12 {down}H{to:.1}");
    html! {
        <g key={branch.name.clone()}>
            <title>{ branch.name.clone() }</title>
            <path class="tl branch" {d} />
            <circle class="mk" cx={format!("{to:.1}")} cy={(LINE + down).to_string()} r="2.5" />
        </g>
    }
}

fn marked(ask: &Callback<Ask>, bunches: &[Bunch], rest: &Callback<()>) -> Html {
    let reached = bunches.iter().zip(marks::reaches(bunches));
    let marks = reached.map(|(bunch, reach)| {
        let (name, step) = (marks::name(bunch.kind), bunch.moment.step);
        let title = match bunch.count {
            1 => format!("{name}, step {step}"),
            count => format!("{count} marks, {name} at step {step}"),
        };
        let (ask, rest, moment) = (ask.clone(), rest.clone(), bunch.moment);
        let onpointerdown = Callback::from(move |event: PointerEvent| {
            event.stop_propagation();
            rest.emit(());
            ask.emit(Ask::Stand(moment));
        });
        html! {
            <g key={bunch.record} transform={format!("translate({:.1} {LINE})", bunch.x)} {onpointerdown}>
                <title>{ title }</title>
                <rect x={format!("{:.1}", -reach)} y="-14" width={format!("{:.1}", 2.0 * reach)} height="28" fill="transparent" />
                { marks::shape(bunch.kind) }
                if bunch.count > 1 { <text y="-8" text-anchor="middle">{ bunch.count }</text> }
            </g>
        }
    });
    html! { <g class="marks">{ for marks }</g> }
}

/// A violation stands over the head; the pointer goes through to what lies below.
fn over(bunch: &Bunch) -> Html {
    html! {
        <g key={bunch.record} transform={format!("translate({:.1} {LINE})", bunch.x)} pointer-events="none">
            { marks::shape(bunch.kind) }
        </g>
    }
}
