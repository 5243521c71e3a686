//! What moves between steps, at frame rate: the places of messages, their tails and words, and the arcs and seconds
//! of timers. The only imperative drawing of the stage; it sets attributes that the virtual DOM never mentions, and
//! creates or removes nothing.

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;

use synod_core::units::{Span, Time};
use synod_core::view::{Flight, FlightState, NodeGlance, State, TimerView};
use web_sys::Element;

use super::geometry::{Frame, Point, write_arc};
use super::layout::{Flyway, Layout, swell, timer_radius};
use super::message::{DRAWN_MAX, TAIL, scale};
use super::node::rings_of;
use super::{plate, region, shapes, words};
use crate::model::Snapshot;

thread_local! {
    static SCENE: RefCell<Option<Scene>> = const { RefCell::new(None) };
}

/// A message that is held stands so far beside its way: taken out of the traffic, and room to put it back.
pub const ASIDE: f64 = 26.0;

/// Where a flight is on its way at this time, from 0 to 1; a held one stays where it was held.
pub fn progress(flight: &Flight, now: f64) -> f64 {
    let (sent, due) = (flight.sent.micros() as f64, flight.due.micros() as f64);
    let now = match flight.state {
        FlightState::Flying => now,
        FlightState::Held(since) => since.micros() as f64,
    };
    if due <= sent {
        return 1.0;
    }
    ((now - sent) / (due - sent)).clamp(0.0, 1.0)
}

/// With reduced motion a message stands at three places: leaving, middle, arriving.
pub fn hops(share: f64) -> f64 {
    match share {
        ..0.34 => 0.12,
        0.34..0.67 => 0.5,
        _ => 0.86,
    }
}

/// How much of a timer is left at this time, from 1 to 0.
pub fn left(timer: &TimerView, now: f64) -> f64 {
    let (set, due) = (timer.set.micros() as f64, timer.due.micros() as f64);
    if due <= set {
        return 0.0;
    }
    ((due - now) / (due - set)).clamp(0.0, 1.0)
}

/// Paints a frame of what was rendered last, if that was this snapshot.
pub fn paint_frame(snapshot: &Snapshot, now: f64) {
    SCENE.with_borrow_mut(|scene| {
        if let Some(scene) = scene
            .as_mut()
            .filter(|scene| scene.number == snapshot.number)
        {
            scene.paint(now);
        }
    });
}

/// Takes over what was just rendered under this element, and paints it once.
pub fn rendered(root: &Element, snapshot: &Snapshot, layout: &Rc<Layout>, still: bool) {
    SCENE.with_borrow_mut(|scene| {
        let start = snapshot.moment.time.micros() as f64;
        // The same snapshot drawn again, for a click or a new size, goes on where it was.
        let again = scene
            .as_ref()
            .filter(|scene| scene.number == snapshot.number);
        let now = again.map_or(start, |scene| scene.now.max(start));
        let mut new = Scene::of(root, snapshot, layout, still);
        new.paint(now);
        *scene = Some(new);
    });
}

/// Forgets the elements: the stage is gone.
pub fn gone() {
    SCENE.set(None);
}

/// The elements that move, found once for each rendering, and what they need.
struct Scene {
    number: u64,
    now: f64,
    still: bool,
    messages: Vec<MessageMark>,
    timers: Vec<TimerMark>,
    layout: Rc<Layout>,
    plates: Vec<Frame>,
    text: String,
}

impl Scene {
    fn of(root: &Element, snapshot: &Snapshot, layout: &Rc<Layout>, still: bool) -> Self {
        let groups = children(root, ".messages")
            .into_iter()
            .zip(children(root, ".tails"))
            .zip(children(root, ".labels"));
        let drawn = snapshot.flights.iter().take(DRAWN_MAX);
        let drawn =
            drawn.filter_map(|flight| Some((flight, layout.flight(flight.from, flight.to)?)));
        let messages = drawn
            .zip(groups)
            .map(|((flight, way), ((group, tail), word))| {
                MessageMark::of(flight, way, (group, tail, word), layout.radius)
            })
            .collect();
        let timers = snapshot
            .nodes
            .iter()
            .zip(children(root, ".nodes"))
            .filter(|_| !layout.is_crowd())
            .enumerate()
            .filter_map(|(i, (node, group))| {
                let detail = snapshot.details.get(i).and_then(Option::as_deref);
                let votes = rings_of(node, detail, layout.radius).votes;
                TimerMark::of(node, &group, timer_radius(layout.radius, votes))
            })
            .collect();
        Self {
            number: snapshot.number,
            now: 0.0,
            still,
            messages,
            timers,
            layout: layout.clone(),
            plates: plates(snapshot, layout),
            text: String::new(),
        }
    }

    fn paint(&mut self, now: f64) {
        self.now = now;
        let mut taken = self.plates.clone();
        for mark in &mut self.messages {
            mark.paint(now, self.still, &mut self.text);
            mark.place_word(&self.layout, &mut taken, &mut self.text);
        }
        for timer in &mut self.timers {
            timer.paint(now, self.still, &mut self.text);
        }
    }
}

/// Where plates and the names of sides lie: no word may cover them.
fn plates(snapshot: &Snapshot, layout: &Layout) -> Vec<Frame> {
    let frame = |(i, node): (usize, &NodeGlance)| {
        let detail = snapshot.details.get(i).and_then(Option::as_deref);
        let radii = (layout.radius, layout.outers[i]);
        plate::frame(
            node,
            detail,
            layout.nodes[i],
            radii,
            layout.plate_right(node.id),
        )
    };
    let nodes = if layout.plates {
        snapshot.nodes.as_slice()
    } else {
        &[]
    };
    let names = layout.regions.iter().map(region::name_frame);
    nodes.iter().enumerate().map(frame).chain(names).collect()
}

/// The elements of a group.
pub fn children(root: &Element, selector: &str) -> Vec<Element> {
    let group = root.query_selector(selector).ok().flatten();
    let list = group.map(|group| group.children());
    list.map_or(Vec::new(), |list| {
        (0..list.length()).filter_map(|i| list.item(i)).collect()
    })
}

/// The elements of a timer.
struct TimerMark {
    timer: TimerView,
    radius: f64,
    arc: Element,
    head: Option<Element>,
    words: Option<Element>,
    shown: u64,
}

impl TimerMark {
    fn of(node: &NodeGlance, group: &Element, radius: f64) -> Option<Self> {
        let timer = node.timer.filter(|_| node.state != State::Down)?;
        let find = |selector| group.query_selector(selector).ok().flatten();
        let (arc, head, words) = (find(".timer")?, find(".timerhead"), find(".timertext"));
        Some(Self {
            timer,
            radius,
            arc,
            head,
            words,
            shown: u64::MAX,
        })
    }

    fn paint(&mut self, now: f64, still: bool, text: &mut String) {
        let turn = 360.0 * left(&self.timer, now);
        // With reduced motion the arc is drawn at steps only; the seconds tell.
        if !still || self.shown == u64::MAX {
            write_arc(text, self.radius, -90.0, -90.0 + turn.min(359.9));
            set(&self.arc, "d", text);
            if let Some(head) = &self.head {
                write(text, format_args!("rotate({turn:.1})"));
                set(head, "transform", text);
            }
        }
        let rest = (self.timer.due.micros() as f64 - now).max(0.0) as u64;
        // As often as the words change: tenths of a second, or hundredths below a second.
        let shown = if rest >= 1_000_000 {
            rest / 100_000 * 100_000
        } else {
            rest / 10_000 * 10_000
        };
        if shown != self.shown {
            self.shown = shown;
            if let Some(element) = &self.words {
                element.set_text_content(Some(&words::timer(&self.timer, Span(shown))));
            }
        }
    }
}

/// The elements of a message.
struct MessageMark {
    flight: Flight,
    way: Flyway,
    group: Element,
    tail: Element,
    word: Word,
    /// What is left of its way, on the clock of a delayed one.
    rest: Option<Element>,
    scale: f64,
    at: Point,
}

/// The word beside a message: on the side of its lane, or on the other one where that is taken.
struct Word {
    element: Element,
    half: (f64, f64),
    offset: Point,
    shown: Option<bool>,
}

impl MessageMark {
    fn of(flight: &Flight, way: Flyway, parts: (Element, Element, Element), radius: f64) -> Self {
        let (group, tail, element) = parts;
        let scale = scale(radius);
        let size = 12.0 * swell(radius).min(1.6);
        let width = words::text_width(&words::message_word(flight), size);
        let (half, shape) = ((width / 2.0, size * 0.6), shapes::reach(flight.tone));
        let held = if matches!(flight.state, FlightState::Held(_)) {
            8.0
        } else {
            0.0
        };
        let right = way.right();
        // As far out as it takes until text and shape are apart in one of the two directions.
        let gap = |part: f64, reach: f64| (reach + 4.0 + held) / part.abs().max(1e-6);
        let out =
            gap(right.x, shape.0 * scale + half.0).min(gap(right.y, shape.1 * scale + half.1));
        let word = Word {
            element,
            half,
            offset: Point::new(right.x * out, right.y * out),
            shown: None,
        };
        let rest = group.query_selector(".rest").ok().flatten();
        Self {
            flight: *flight,
            way,
            group,
            tail,
            word,
            rest,
            scale,
            at: Point::default(),
        }
    }

    fn paint(&mut self, now: f64, still: bool, text: &mut String) {
        let share = progress(&self.flight, now);
        let share = if still { hops(share) } else { share };
        let (at, degrees, come) = self.way.at(share);
        let at = match self.flight.state {
            FlightState::Flying => at,
            FlightState::Held(_) => at.along(self.way.right(), ASIDE),
        };
        self.at = at;
        if let Some(rest) = &self.rest {
            write_arc(text, 7.0, -90.0, -90.0 + 359.9 * (1.0 - share));
            set(rest, "d", text);
        }
        write(text, format_args!("translate({:.1} {:.1})", at.x, at.y));
        set(&self.group, "transform", text);
        let longest = TAIL * self.scale.min(1.0);
        let (length, width) = ((come + 10.0).min(longest) / TAIL, self.scale);
        text.write_fmt(format_args!(
            " rotate({degrees:.1}) scale({length:.2} {width:.2})"
        ))
        .expect("a string takes whatever is written to it");
        set(&self.tail, "transform", text);
    }

    /// Two words never overlap, nor does one a node: it changes sides, or hides. The older message goes first.
    fn place_word(&mut self, layout: &Layout, taken: &mut Vec<Frame>, text: &mut String) {
        let word = &mut self.word;
        let frame = |side: f64| {
            let middle = self.at.along(word.offset, side);
            let (width, height) = word.half;
            Frame::new(
                middle.x - width,
                middle.y - height,
                2.0 * width,
                2.0 * height,
            )
        };
        let free = |frame: &Frame| {
            frame.at.x >= 0.0
                && frame.at.y >= 0.0
                && frame.at.x + frame.width <= layout.scope.width
                && !taken.iter().any(|other| overlap(*frame, *other))
                && !(layout.nodes.iter().zip(&layout.outers))
                    .any(|(node, outer)| touches(*frame, *node, *outer))
        };
        let side = [1.0, -1.0].into_iter().find(|side| free(&frame(*side)));
        if let Some(side) = side {
            taken.push(frame(side));
        }
        // One without room is placed all the same: it shows while somebody looks at its message.
        let at = self.at.along(word.offset, side.unwrap_or(1.0));
        write(
            text,
            format_args!("translate({:.1} {:.1})", at.x, at.y + word.half.1 * 0.55),
        );
        set(&word.element, "transform", text);
        if word.shown != Some(side.is_some()) {
            word.shown = Some(side.is_some());
            set(
                &word.element,
                "visibility",
                if side.is_some() { "inherit" } else { "hidden" },
            );
        }
    }
}

fn overlap(a: Frame, b: Frame) -> bool {
    const AIR: f64 = 2.0;
    (a.at.x - b.at.x + (a.width - b.width) / 2.0).abs() < (a.width + b.width) / 2.0 + AIR
        && (a.at.y - b.at.y + (a.height - b.height) / 2.0).abs() < (a.height + b.height) / 2.0 + AIR
}

/// Whether a rectangle reaches into a circle.
fn touches(frame: Frame, centre: Point, radius: f64) -> bool {
    let x = centre.x.clamp(frame.at.x, frame.at.x + frame.width);
    let y = centre.y.clamp(frame.at.y, frame.at.y + frame.height);
    Point::new(x, y).distance(centre) < radius
}

fn write(text: &mut String, words: std::fmt::Arguments<'_>) {
    text.clear();
    text.write_fmt(words)
        .expect("a string takes whatever is written to it");
}

/// An attribute with a name that is always valid.
fn set(element: &Element, name: &str, value: &str) {
    element
        .set_attribute(name, value)
        .expect("a valid attribute name");
}

/// Whether the person asked for less motion.
pub fn wants_stillness() -> bool {
    let query = web_sys::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok());
    query.flatten().is_some_and(|query| query.matches())
}

/// The present at the moment of a snapshot, as far as a spoken timer tells it: to a tenth of a second.
pub fn spoken_now(time: Time) -> Time {
    Time(time.micros() / 100_000 * 100_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::about::Tone;
    use synod_core::units::{MessageId, NodeId};

    fn flight(state: FlightState) -> Flight {
        let (from, to) = (NodeId::new(1).into(), NodeId::new(2).into());
        let (sent, due) = (Time(1_000), Time(3_000));
        Flight {
            id: MessageId(1),
            kind: "ping",
            tone: Tone::Gossip,
            from,
            to,
            sent,
            due,
            state,
            allegiance: None,
            copy: false,
        }
    }

    #[test]
    fn a_message_is_where_virtual_time_says() {
        let flying = flight(FlightState::Flying);
        let places: Vec<f64> = [0.0, 1000.0, 2000.0, 3000.0, 9000.0]
            .map(|now| progress(&flying, now))
            .into();
        assert_eq!(places, [0.0, 0.0, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn a_held_message_does_not_move() {
        let held = flight(FlightState::Held(Time(1500)));
        assert_eq!(progress(&held, 1500.0), 0.25);
        assert_eq!(progress(&held, 9e9), 0.25);
    }

    #[test]
    fn a_message_without_a_flight_time_has_arrived() {
        let mut instant = flight(FlightState::Flying);
        instant.due = instant.sent;
        assert_eq!(progress(&instant, 0.0), 1.0);
    }

    #[test]
    fn reduced_motion_knows_three_places() {
        let places: std::collections::BTreeSet<u64> = (0..=100)
            .map(|i| (hops(f64::from(i) / 100.0) * 100.0) as u64)
            .collect();
        assert_eq!(places.len(), 3);
    }

    #[test]
    fn a_timer_shrinks_to_nothing() {
        let timer = TimerView {
            name: "retry",
            words: "retries in",
            set: Time(1000),
            due: Time(5000),
        };
        assert_eq!(
            [0.0, 1000.0, 4000.0, 9000.0].map(|now| left(&timer, now)),
            [1.0, 1.0, 0.25, 0.0]
        );
    }

    #[test]
    fn words_keep_apart_from_words_and_nodes() {
        let word = |x: f64| Frame::new(x, 0.0, 40.0, 14.0);
        assert!(overlap(word(0.0), word(30.0)) && !overlap(word(0.0), word(50.0)));
        assert!(
            touches(word(0.0), Point::new(60.0, 7.0), 25.0)
                && !touches(word(0.0), Point::new(80.0, 7.0), 25.0)
        );
    }
}
