//! Messages by the hundred and by the thousand, painted as pixels at every frame: where each is comes from the run
//! itself, not from what was last rendered, so that the virtual DOM may follow more slowly.

use std::rc::Rc;

use js_sys::{Uint8ClampedArray, Uint32Array};
use synod_core::about::Tone;
use synod_core::view::{Flight, FlightState};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use super::ink::Inks;
use super::raster::{Picture, Sign};
use crate::stage::geometry::Point;
use crate::stage::layout::Layout;
use crate::stage::paint::{hops, progress};

/// Directions in which tails are made.
const TURNS: usize = 48;
/// Places within a pixel, each way, at which signs are made: without them slow messages would jerk.
const PARTS: i32 = 4;
/// Half the size of a mark: the least and the most.
const SIZE: (f64, f64) = (2.3, 4.2);
/// In between, this share of the way from one mark to the next if they lay evenly: more of them are smaller.
const SHARE: f64 = 0.2;
/// How long a tail is, and how wide at its message.
const TAIL: (f64, f64) = (15.0, 1.7);
/// A pointer this near means a message.
const NEAR: f64 = 12.0;

/// The canvas of the messages.
pub struct Swarm {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    picture: Picture,
    /// The same pixels where the browser reads them.
    shared: Uint32Array,
    image: ImageData,
    signs: Signs,
    layout: Rc<Layout>,
    /// The messages in flight, in the order of their ids.
    pub flights: Vec<Flight>,
    still: bool,
    scale: f64,
}

impl Swarm {
    /// On this canvas, for about so many messages.
    pub fn on(
        canvas: HtmlCanvasElement,
        inks: Rc<Inks>,
        (layout, count): (Rc<Layout>, usize),
        still: bool,
    ) -> Self {
        let context = super::context(&canvas);
        let scale = super::fit(&canvas, &layout);
        // An image has at least one pixel.
        let (width, height) = (canvas.width().max(1), canvas.height().max(1));
        let picture = Picture::new(width as usize, height as usize);
        let shared = Uint32Array::new_with_length(width * height);
        let bytes = Uint8ClampedArray::new(&shared.buffer());
        let image = ImageData::new_with_js_u8_clamped_array_and_sh(&bytes, width, height)
            .expect("four bytes for each pixel");
        let room = layout.scope.room;
        let apart = (room.width * room.height / count.max(1) as f64).sqrt();
        let size = (SHARE * apart).clamp(SIZE.0, SIZE.1);
        Self {
            signs: Signs::new(
                inks,
                size * scale,
                TAIL.0 * scale * size / SIZE.1,
                layout.is_crowd(),
            ),
            canvas,
            context,
            picture,
            shared,
            image,
            layout,
            flights: Vec::new(),
            still,
            scale,
        }
    }

    /// Whether it is on this canvas, for this layout and in these colours.
    pub fn is_on(&self, canvas: &HtmlCanvasElement, inks: &Rc<Inks>, layout: &Rc<Layout>) -> bool {
        self.canvas == *canvas
            && Rc::ptr_eq(&self.signs.inks, inks)
            && Rc::ptr_eq(&self.layout, layout)
    }

    /// The same in other colours, to be painted.
    pub fn anew(self, inks: &Rc<Inks>) -> Self {
        let swarm = Self::on(
            self.canvas,
            inks.clone(),
            (self.layout, self.flights.len()),
            self.still,
        );
        Self {
            flights: self.flights,
            ..swarm
        }
    }

    /// Where a message is at this time, in the stage's pixels, and its direction in degrees.
    fn place(&self, flight: &Flight, now: f64) -> Option<(Point, f64)> {
        let way = self.layout.flight(flight.from, flight.to)?;
        let share = progress(flight, now);
        let (at, degrees, _) = way.at(if self.still { hops(share) } else { share });
        Some((at, degrees))
    }

    /// Paints all of them where they are at this time.
    pub fn paint(&mut self, now: f64) {
        self.picture.clear();
        let flights = std::mem::take(&mut self.flights);
        let scale = self.scale;
        for flight in &flights {
            let Some((at, degrees)) = self.place(flight, now) else {
                continue;
            };
            let hue = flight.allegiance.map_or(0, |one| usize::from(one.hue()));
            let held = matches!(flight.state, FlightState::Held(_));
            let (x, y) = (at.x * scale, at.y * scale);
            if !held {
                let tail = self.signs.tail(hue, degrees);
                self.picture.lay(tail, x.round() as i32, y.round() as i32);
            }
            let (whole, part) = (split(x), split(y));
            let mark = self.signs.mark((flight.tone, hue, held), (whole.1, part.1));
            self.picture.lay(mark, whole.0, part.0);
        }
        self.flights = flights;
        self.show();
    }

    fn show(&self) {
        self.shared.copy_from(&self.picture.pixels);
        self.context
            .put_image_data(&self.image, 0.0, 0.0)
            .expect("a picture of its own taints no canvas");
    }

    /// The message at a place.
    pub fn hit(&self, at: Point, now: f64) -> Option<&Flight> {
        let far = |flight: &&Flight| {
            let place = self.place(flight, now);
            place.map_or(f64::INFINITY, |(place, _)| place.distance(at))
        };
        let nearest = self
            .flights
            .iter()
            .map(|flight| (far(&flight), flight))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        nearest
            .filter(|(distance, _)| *distance <= NEAR)
            .map(|(_, flight)| flight)
    }

    /// Where a message is, for its button.
    pub fn middle(&self, flight: &Flight, now: f64) -> Option<Point> {
        self.place(flight, now).map(|(at, _)| at)
    }
}

/// The whole pixel at or before a place, and the part of the next.
fn split(at: f64) -> (i32, i32) {
    let parts = (at * f64::from(PARTS)).round() as i32;
    (parts.div_euclid(PARTS), parts.rem_euclid(PARTS))
}

/// The signs that were needed so far.
struct Signs {
    inks: Rc<Inks>,
    size: f64,
    tail: f64,
    /// Over cells a tail has the colour of ink, as its own would be lost on them.
    over_cells: bool,
    marks: Vec<Option<Sign>>,
    tails: Vec<Option<Sign>>,
}

/// How many hues there are, with that of what follows nobody.
const HUES: usize = 9;
const TONES: [Tone; 8] = [
    Tone::Ask,
    Tone::Agree,
    Tone::Refuse,
    Tone::Offer,
    Tone::Decide,
    Tone::Repair,
    Tone::Gossip,
    Tone::Client,
];

impl Signs {
    fn new(inks: Rc<Inks>, size: f64, tail: f64, over_cells: bool) -> Self {
        let empty = |count| std::iter::repeat_with(|| None).take(count).collect();
        Self {
            inks,
            size,
            tail,
            over_cells,
            marks: empty(TONES.len() * HUES * 2 * (PARTS * PARTS) as usize),
            tails: empty(HUES * TURNS),
        }
    }

    fn tail(&mut self, hue: usize, degrees: f64) -> &Sign {
        let turn = (degrees.rem_euclid(360.0) / 360.0 * TURNS as f64).round() as usize % TURNS;
        let (length, inks, over) = (self.tail, &self.inks, self.over_cells);
        self.tails[hue * TURNS + turn].get_or_insert_with(|| {
            let colour = match over {
                true => inks.ink,
                false => inks.of_mark(hue),
            };
            let width = TAIL.1 * length / TAIL.0;
            Sign::tail(length, width, colour, turn as f64 * 360.0 / TURNS as f64)
        })
    }

    fn mark(&mut self, (tone, hue, held): (Tone, usize, bool), part: (i32, i32)) -> &Sign {
        let kind = TONES.iter().position(|it| *it == tone).unwrap_or(0);
        let place = ((kind * HUES + hue) * 2 + usize::from(held)) * (PARTS * PARTS) as usize
            + (part.0 * PARTS + part.1) as usize;
        let (size, inks) = (self.size, &self.inks);
        self.marks[place].get_or_insert_with(|| {
            let rim = if held { inks.ink } else { inks.sheet };
            let parts = f64::from(PARTS);
            let shift = (f64::from(part.0) / parts, f64::from(part.1) / parts);
            Sign::message(tone, size, (inks.of_mark(hue), rim), shift)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_pixel_and_a_part_of_one() {
        assert_eq!(split(12.0), (12, 0));
        assert_eq!(split(12.26), (12, 1));
        assert_eq!(split(12.9), (13, 0));
        assert_eq!(split(-0.3), (-1, 3));
    }

    #[test]
    fn every_tone_has_a_sign_of_its_own() {
        let inks = Inks::default();
        let mut signs = Signs::new(Rc::new(inks), 4.0, 15.0, true);
        for tone in TONES {
            signs.mark((tone, 8, true), (PARTS - 1, PARTS - 1));
        }
        assert_eq!(signs.marks.iter().flatten().count(), TONES.len());
        for degrees in [-180.0, -0.1, 0.0, 359.9, 720.0] {
            signs.tail(8, degrees);
        }
        assert_eq!(signs.tails.iter().flatten().count(), 2);
    }
}
