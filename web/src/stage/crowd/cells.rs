//! The cells of a crowd on a canvas: the hue of whom each follows, the texture of that hue, and what is down or stands
//! still. Only those are drawn again that look different.

use std::rc::Rc;

use synod_core::view::{NodeGlance, State};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, Path2d};

use super::comb::GAP;
use super::comb::corners;
use super::ink::{Inks, css};
use crate::stage::geometry::{Point, num};
use crate::stage::layout::Layout;

/// From this radius on a cell has its name in it.
const NAMED: f64 = 17.0;
/// From this radius on it has the texture of its hue.
const TEXTURED: f64 = 5.0;
/// How much remains of what is not concerned.
const DIM: f64 = 0.38;

/// What a cell looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Face {
    hue: u8,
    state: State,
    dim: bool,
}

impl Face {
    /// That of a node; dimmed if it has nothing to do with what is looked at.
    pub fn of(node: &NodeGlance, dim: bool) -> Self {
        Self {
            hue: node.glance.allegiance.map_or(0, |one| one.hue()),
            state: node.state,
            dim,
        }
    }
}

/// The canvas of the cells.
pub struct Cells {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    layout: Rc<Layout>,
    inks: Rc<Inks>,
    shapes: Shapes,
    scale: f64,
    /// The face of names, and that of names with three digits.
    fonts: [String; 2],
    /// What is drawn.
    faces: Vec<Face>,
}

impl Cells {
    /// On this canvas, nothing drawn yet.
    pub fn on(canvas: HtmlCanvasElement, inks: Rc<Inks>, layout: Rc<Layout>) -> Self {
        let context = super::context(&canvas);
        let scale = super::fit(&canvas, &layout);
        Self {
            canvas,
            context,
            shapes: Shapes::of(layout.radius),
            fonts: fonts(layout.radius),
            layout,
            inks,
            scale,
            faces: Vec::new(),
        }
    }

    /// Whether it is on this canvas, for this layout and in these colours.
    pub fn is_on(&self, canvas: &HtmlCanvasElement, inks: &Rc<Inks>, layout: &Rc<Layout>) -> bool {
        self.canvas == *canvas && Rc::ptr_eq(&self.inks, inks) && Rc::ptr_eq(&self.layout, layout)
    }

    /// The same in other colours.
    pub fn anew(self, inks: &Rc<Inks>) -> Self {
        let mut cells = Self::on(self.canvas, inks.clone(), self.layout);
        cells.show(self.faces);
        cells
    }

    /// Draws what looks different from before.
    pub fn show(&mut self, faces: Vec<Face>) {
        let before = std::mem::take(&mut self.faces);
        let context = &self.context;
        context.set_line_cap("round");
        context.set_text_align("center");
        context.set_text_baseline("middle");
        let mut last = None;
        for (i, face) in faces.iter().enumerate() {
            if before.get(i) == Some(face) {
                continue;
            }
            if last != Some(*face) {
                self.dip(*face);
                last = Some(*face);
            }
            self.draw(i, *face);
        }
        self.faces = faces;
    }

    /// Takes the colours of a face.
    fn dip(&self, face: Face) {
        let (context, inks, hue) = (&self.context, &self.inks, usize::from(face.hue));
        let (fill, upon) = match face.state {
            State::Down => (inks.sunken, inks.line),
            State::Up | State::Paused => (inks.hues[hue], inks.on[hue]),
        };
        context.set_fill_style_str(&css(fill));
        context.set_stroke_style_str(&css(upon));
    }

    fn draw(&self, place: usize, face: Face) {
        let (context, shapes, inks) = (&self.context, &self.shapes, &self.inks);
        let (at, scale) = (self.layout.nodes[place], self.scale);
        context
            .set_transform(scale, 0.0, 0.0, scale, at.x * scale, at.y * scale)
            .expect("finite numbers");
        operate(context, "destination-out");
        context.fill_with_path_2d(&shapes.ground);
        operate(context, "source-over");
        context.set_global_alpha(if face.dim { DIM } else { 1.0 });
        context.fill_with_path_2d(&shapes.cell);
        // Where the system chooses the colours, a cell may have that of the ground: a line bounds it.
        if inks.hues[usize::from(face.hue)] == inks.sheet {
            context.set_line_width(1.0);
            context.stroke_with_path(&shapes.cell);
        }
        match face.state {
            State::Down => {
                context.set_line_width(1.0);
                context.stroke_with_path(&shapes.cell);
                self.sign(&shapes.cross, inks.bad);
            }
            State::Up | State::Paused => {
                if let Some(texture) = &shapes.textures[usize::from(face.hue)] {
                    context.set_global_alpha(if face.dim { DIM * 0.4 } else { 0.4 });
                    context.set_line_width((self.layout.radius * 0.09).max(0.8));
                    context.stroke_with_path(texture);
                    context.set_global_alpha(if face.dim { DIM } else { 1.0 });
                }
                if face.state == State::Paused {
                    context.set_fill_style_str(&css(inks.sheet));
                    context.fill_with_path_2d(&shapes.plate);
                    self.sign(&shapes.bars, inks.paused);
                } else if self.layout.radius >= NAMED {
                    self.name(place, face);
                }
            }
        }
        context.set_global_alpha(1.0);
        if face.state != State::Up {
            self.dip(face);
        }
    }

    fn sign(&self, path: &Path2d, colour: super::ink::Colour) {
        self.context.set_stroke_style_str(&css(colour));
        self.context
            .set_line_width((self.layout.radius * 0.14).clamp(1.2, 3.0));
        self.context.stroke_with_path(path);
    }

    /// The name on a pad of the cell's colour, clear of its texture.
    fn name(&self, place: usize, face: Face) {
        let context = &self.context;
        let hue = usize::from(face.hue);
        context.fill_with_path_2d(&self.shapes.pad);
        context.set_fill_style_str(&css(self.inks.on[hue]));
        context.set_font(&self.fonts[usize::from(place >= 99)]);
        drop(context.fill_text(&format!("n{}", place + 1), 0.0, 0.5));
        context.set_fill_style_str(&css(self.inks.hues[hue]));
    }
}

/// Names of cells of this radius: those from n100 on are smaller, so that they do not run into each other.
fn fonts(radius: f64) -> [String; 2] {
    let size = (radius * 0.62).clamp(11.0, 18.0);
    [size, (size * 0.78).max(9.0)].map(|size| format!("600 {size}px system-ui, sans-serif"))
}

fn operate(context: &CanvasRenderingContext2d, how: &str) {
    context
        .set_global_composite_operation(how)
        .expect("an operation that every canvas knows");
}

/// What cells are made of, round the origin.
struct Shapes {
    /// What is cleared before a cell is drawn.
    ground: Path2d,
    cell: Path2d,
    textures: [Option<Path2d>; 9],
    cross: Path2d,
    bars: Path2d,
    plate: Path2d,
    pad: Path2d,
}

impl Shapes {
    fn of(radius: f64) -> Self {
        let path =
            |text: &str| Path2d::new_with_path_string(text).expect("a path that was written here");
        let sign = (radius * 0.36).min(9.0);
        let texture = |hue: usize| {
            let text = (radius >= TEXTURED).then(|| texture(hue, radius));
            text.filter(|text| !text.is_empty()).map(|text| path(&text))
        };
        let (s, r) = (num(sign), radius);
        Self {
            ground: path(&hexagon(radius)),
            cell: path(&hexagon((radius - GAP).max(1.0))),
            textures: std::array::from_fn(texture),
            cross: path(&format!("M-{s} -{s}L{s} {s}M{s} -{s}L-{s} {s}")),
            bars: path(&format!("M-{0} -{s}V{s}M{0} -{s}V{s}", num(sign * 0.55))),
            plate: path(&circle(r * 0.58)),
            pad: path(&format!(
                "M-{0} -{1}H{0}V{1}H-{0}Z",
                num(r * 0.72),
                num(r * 0.34)
            )),
        }
    }
}

/// A pointy hexagon round the origin, as a path.
pub fn hexagon(radius: f64) -> String {
    hexagon_at(Point::default(), radius)
}

/// The same somewhere else.
pub fn hexagon_at(middle: Point, radius: f64) -> String {
    let corners = corners(middle, radius).map(|at| format!("{} {}", num(at.x), num(at.y)));
    format!("M{}Z", corners.join("L"))
}

fn circle(radius: f64) -> String {
    let r = num(radius);
    format!("M-{r} 0A{r} {r} 0 1 0 {r} 0A{r} {r} 0 1 0 -{r} 0Z")
}

/// The texture of a hue inside a cell, as the tokens name them: colour is never alone.
fn texture(hue: usize, radius: f64) -> String {
    let lines = |lines: &[[f64; 4]]| {
        let line = |[a, b, c, d]: &[f64; 4]| {
            let [a, b, c, d] = [a, b, c, d].map(|it| num(it * radius));
            format!("M{a} {b}L{c} {d}")
        };
        lines.iter().map(line).collect::<String>()
    };
    let dots = |dots: &[(f64, f64)]| {
        let dot = |(x, y): &(f64, f64)| format!("M{0} {1}h.01", num(x * radius), num(y * radius));
        dots.iter().map(dot).collect::<String>()
    };
    const ROWS: [[f64; 4]; 3] = [
        [-0.6, -0.4, 0.6, -0.4],
        [-0.7, 0.0, 0.7, 0.0],
        [-0.6, 0.4, 0.6, 0.4],
    ];
    const COLUMNS: [[f64; 4]; 3] = [
        [-0.42, -0.55, -0.42, 0.55],
        [0.0, -0.78, 0.0, 0.78],
        [0.42, -0.55, 0.42, 0.55],
    ];
    const STRIPES: [[f64; 4]; 3] = [
        [-0.66, 0.1, 0.1, -0.66],
        [-0.52, 0.52, 0.52, -0.52],
        [-0.1, 0.66, 0.66, -0.1],
    ];
    match hue {
        2 => lines(&STRIPES),
        3 => dots(&[
            (0.0, 0.0),
            (0.5, 0.0),
            (-0.5, 0.0),
            (0.25, 0.45),
            (-0.25, 0.45),
            (0.25, -0.45),
            (-0.25, -0.45),
        ]),
        4 => lines(&STRIPES.map(|[a, b, c, d]| [-a, b, -c, d])),
        5 => lines(&COLUMNS) + &lines(&ROWS),
        6 => lines(&ROWS),
        7 => lines(&COLUMNS),
        8 => circle(radius * 0.5) + &dots(&[(0.0, 0.0)]),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hue_has_a_texture_of_its_own_and_blue_is_plain() {
        let textures: Vec<String> = (1..=8).map(|hue| texture(hue, 14.0)).collect();
        assert!(textures[0].is_empty());
        let mut distinct = textures.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 8, "{textures:?}");
    }

    #[test]
    fn a_hexagon_stands_on_its_point() {
        assert_eq!(hexagon(10.0), "M8.7 5L0 10L-8.7 5L-8.7 -5L0 -10L8.7 -5Z");
    }
}
