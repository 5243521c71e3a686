//! A picture of pixels, and small signs that are laid over it: what a canvas cannot draw by the thousand.
//!
//! Signs are made once, from distances to their outline, and laid down by copying and blending.

use super::ink::Colour;
use synod_core::about::Tone;

/// A pixel: red in the lowest byte, then green and blue, and how much it covers in the highest.
type Pixel = u32;

fn pixel([red, green, blue]: Colour, cover: u8) -> Pixel {
    Pixel::from_le_bytes([red, green, blue, cover])
}

/// A picture, transparent where nothing was laid.
#[derive(Default)]
pub struct Picture {
    /// How wide it is.
    pub width: usize,
    /// How high it is.
    pub height: usize,
    /// Its pixels, row by row.
    pub pixels: Vec<Pixel>,
}

impl Picture {
    /// An empty one.
    pub fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![0; width * height],
        }
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.pixels.fill(0);
    }

    /// Lays a sign down with its middle at a pixel. What lies beyond the edges is cut off.
    pub fn lay(&mut self, sign: &Sign, x: i32, y: i32) {
        let (left, top) = (x - sign.reach, y - sign.reach);
        let columns = clip(left, sign.side(), self.width);
        for row in clip(top, sign.side(), self.height) {
            let (from, to) = sign.spans[row];
            let (from, to) = (from.max(columns.start), to.min(columns.end));
            if from >= to {
                continue;
            }
            let source = &sign.pixels[row * sign.side() + from..][..to - from];
            let place = (top + row as i32) as usize * self.width + (left + from as i32) as usize;
            let target = &mut self.pixels[place..][..to - from];
            // By number: this is the innermost of all loops, and so it is compiled without calls.
            let mut column = 0;
            while column < source.len() && column < target.len() {
                let over = source[column];
                let under = target[column];
                target[column] = if over >= OPAQUE || under == 0 {
                    over
                } else {
                    blend(under, over)
                };
                column += 1;
            }
        }
    }
}

/// From here on a pixel covers all that lies below.
const OPAQUE: Pixel = 0xff00_0000;

/// The part of so many rows or columns from an edge on that lies inside.
fn clip(from: i32, count: usize, inside: usize) -> std::ops::Range<usize> {
    let first = (-from).max(0) as usize;
    let last = (inside as i32 - from).clamp(0, count as i32) as usize;
    first.min(last)..last
}

/// One pixel over another.
#[inline]
fn blend(under: Pixel, over: Pixel) -> Pixel {
    let (cover, below) = (over >> 24, under >> 24);
    // What shows through of what lies below.
    let left = below * (255 - cover) / 255;
    let all = (cover + left).max(1);
    let part = |pixel: Pixel, shift: u32| (pixel >> shift) & 255;
    let channel =
        |shift: u32| ((part(over, shift) * cover + part(under, shift) * left) / all) << shift;
    channel(0) | channel(8) | channel(16) | (all << 24)
}

/// A small square picture, its middle in the middle of a pixel.
pub struct Sign {
    reach: i32,
    pixels: Vec<Pixel>,
    /// Of each row, from where to where it covers anything.
    spans: Vec<(usize, usize)>,
}

impl Sign {
    /// A sign that reaches so far: what its colour is at a place and how much it covers there.
    fn new(reach: f64, at: impl Fn(f64, f64) -> (Colour, f64)) -> Self {
        let reach = reach.ceil() as i32;
        let side = (2 * reach + 1) as usize;
        let mut pixels = Vec::with_capacity(side * side);
        let mut spans = Vec::with_capacity(side);
        for y in -reach..=reach {
            let mut span = (side, 0);
            for x in -reach..=reach {
                let (colour, cover) = at(f64::from(x), f64::from(y));
                let cover = (cover.clamp(0.0, 1.0) * 255.0).round() as u8;
                if cover > 0 {
                    let column = (x + reach) as usize;
                    span = (span.0.min(column), column + 1);
                }
                // Nothing at all where nothing is covered: it may be copied onto nothing.
                pixels.push(if cover > 0 { pixel(colour, cover) } else { 0 });
            }
            spans.push(span);
        }
        Self {
            reach,
            pixels,
            spans,
        }
    }

    fn side(&self) -> usize {
        (2 * self.reach + 1) as usize
    }

    /// A message: the shape of what it does in its colour, with a rim round it. `shift` moves it by parts of a pixel.
    pub fn message(tone: Tone, size: f64, inks: (Colour, Colour), shift: (f64, f64)) -> Self {
        let (fill, rim) = inks;
        let edge = (size * 0.3).max(1.2);
        Self::new(size * 1.5 + edge + 1.0, |x, y| {
            let (x, y) = (x - shift.0, y - shift.1);
            let far = outline(tone, x / size, y / size) * size;
            let inside = covered(far - edge);
            let share = covered(far);
            let mixed = std::array::from_fn(|i| {
                let (fill, rim) = (f64::from(fill[i]), f64::from(rim[i]));
                (fill * share + rim * (1.0 - share)) as u8
            });
            (mixed, inside)
        })
    }

    /// What a message leaves behind it: a taper against its direction, in degrees.
    pub fn tail(length: f64, width: f64, colour: Colour, degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self::new(length + 1.0, |x, y| {
            let (along, aside) = (-(x * cos + y * sin), (y * cos - x * sin).abs());
            if along < 0.0 || along > length {
                return (colour, 0.0);
            }
            let left = 1.0 - along / length;
            (colour, covered(aside - width * left) * (0.15 + 0.5 * left))
        })
    }
}

/// How much of a pixel is covered whose middle is so far outside of an outline.
fn covered(far: f64) -> f64 {
    (0.5 - far).clamp(0.0, 1.0)
}

/// How far a place is outside of a message's shape of size one; negative inside.
fn outline(tone: Tone, x: f64, y: f64) -> f64 {
    let round = x.hypot(y);
    let (wide, high) = (x.abs(), y.abs());
    let oblong = |width: f64, height: f64| (wide - width).max(high - height);
    match tone {
        // A ring with a dot.
        Tone::Ask => (round - 1.0).max(0.62 - round).min(round - 0.3),
        Tone::Agree => round - 1.0,
        // A disc with a bar taken out.
        Tone::Refuse => (round - 1.0).max(-oblong(0.6, 0.2)),
        Tone::Offer => oblong(0.95, 0.95),
        Tone::Decide => (high * 0.866 + wide * 0.5).max(wide) - 1.1,
        Tone::Repair => oblong(1.3, 0.8),
        Tone::Gossip => round - 0.7,
        Tone::Client => {
            let aside = (wide - 0.6).max(0.0);
            aside.hypot(y) - 0.75
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INKS: (Colour, Colour) = ([200, 10, 10], [250, 250, 250]);

    fn at(picture: &Picture, x: usize, y: usize) -> [u8; 4] {
        picture.pixels[y * picture.width + x].to_le_bytes()
    }

    #[test]
    fn a_sign_lies_where_it_is_laid_and_has_a_rim() {
        let mut picture = Picture::new(40, 30);
        let disc = Sign::message(Tone::Agree, 5.0, INKS, (0.0, 0.0));
        picture.lay(&disc, 20, 15);
        assert_eq!(at(&picture, 20, 15), [200, 10, 10, 255], "its middle");
        assert_eq!(at(&picture, 26, 15), [250, 250, 250, 255], "its rim");
        assert_eq!(at(&picture, 29, 15)[3], 0, "nothing beside it");
        picture.clear();
        assert!(picture.pixels.iter().all(|pixel| *pixel == 0));
    }

    #[test]
    fn what_lies_beyond_the_edges_is_cut_off() {
        let disc = Sign::message(Tone::Agree, 5.0, INKS, (0.0, 0.0));
        for (x, y) in [
            (0, 0),
            (39, 29),
            (-4, 15),
            (43, 15),
            (20, -5),
            (-90, 900),
            (900, -90),
        ] {
            let mut picture = Picture::new(40, 30);
            picture.lay(&disc, x, y);
            let covered = picture.pixels.iter().filter(|it| **it > 0).count();
            assert!(covered < 130, "{covered} pixels at {x} {y}");
            let touches = (-7..47).contains(&x) && (-7..37).contains(&y);
            assert_eq!(covered > 0, touches, "{x} {y}");
        }
    }

    #[test]
    fn half_of_one_colour_over_another_is_between_them() {
        let under = pixel([0, 0, 200], 255);
        let [red, _, blue, cover] = blend(under, pixel([200, 0, 0], 128)).to_le_bytes();
        assert!(
            (95..=105).contains(&red) && (95..=105).contains(&blue),
            "{red} {blue}"
        );
        assert_eq!(cover, 255);
        let both = blend(pixel([9, 9, 9], 100), pixel([9, 9, 9], 100)).to_le_bytes();
        assert!(
            (155..=165).contains(&both[3]),
            "two veils cover more than one: {both:?}"
        );
    }

    #[test]
    fn shapes_tell_what_a_message_does() {
        let inside = |tone, x, y| outline(tone, x, y) < 0.0;
        assert!(
            inside(Tone::Ask, 0.0, 0.0) && !inside(Tone::Ask, 0.5, 0.0),
            "a ring with a dot"
        );
        assert!(inside(Tone::Agree, 0.5, 0.0) && !inside(Tone::Refuse, 0.5, 0.0));
        assert!(inside(Tone::Offer, 0.9, 0.9) && !inside(Tone::Agree, 0.9, 0.9));
        assert!(inside(Tone::Repair, 1.2, 0.0) && !inside(Tone::Offer, 1.2, 0.0));
    }

    #[test]
    fn a_tail_points_back() {
        let mut picture = Picture::new(60, 60);
        // To the right: the tail lies at the left.
        picture.lay(&Sign::tail(16.0, 2.0, [0, 0, 0], 0.0), 30, 30);
        assert!(at(&picture, 22, 30)[3] > 0 && at(&picture, 38, 30)[3] == 0);
        assert!(
            at(&picture, 22, 30)[3] < at(&picture, 28, 30)[3],
            "and fades"
        );
    }
}
