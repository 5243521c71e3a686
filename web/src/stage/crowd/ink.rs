//! The colours of the sheets for what is not drawn by the browser's own rules: read once, and again when they change.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Red, green and blue.
pub type Colour = [u8; 3];

/// The colours of cells and of marks upon them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Inks {
    /// Of what follows nobody, and of the eight hues.
    pub hues: [Colour; 9],
    /// Of marks that belong to nobody.
    pub marks: Colour,
    /// Upon these.
    pub on: [Colour; 9],
    /// Wells, and cells that are down.
    pub sunken: Colour,
    /// Lines.
    pub line: Colour,
    /// What is wrong.
    pub bad: Colour,
    /// What lies on top.
    pub sheet: Colour,
    /// Text, and what somebody holds.
    pub ink: Colour,
    /// What stands still.
    pub paused: Colour,
}

impl Inks {
    /// The colours in force at an element, which is left as it was.
    pub fn read(probe: &Element) -> Self {
        let probe: &HtmlElement = probe.unchecked_ref();
        let style = probe.style();
        let window = web_sys::window().expect("the page runs in a window");
        // Where the system chooses the colours, all would be those of text: the sheet for contrast says which.
        drop(style.set_property("forced-color-adjust", "none"));
        let computed = window.get_computed_style(probe).ok().flatten();
        let computed = computed.expect("an element of the page has a style");
        let colour = |token: &str| {
            // Tokens may be functions of the scheme: only a property that takes colours says which one it is.
            drop(style.set_property("color", &format!("var(--{token})")));
            parse(&computed.get_property_value("color").unwrap_or_default())
        };
        let hued = |first: &str, name: &dyn Fn(usize) -> String| {
            std::array::from_fn(|hue| match hue {
                0 => colour(first),
                hue => colour(&name(hue)),
            })
        };
        let inks = Self {
            marks: colour("ink-3"),
            hues: hued("node-disk", &|hue| format!("hue-{hue}")),
            on: hued("ink", &|hue| format!("on-hue-{hue}")),
            sunken: colour("sunken"),
            line: colour("line-2"),
            bad: colour("bad"),
            sheet: colour("sheet"),
            ink: colour("ink"),
            paused: colour("paused"),
        };
        drop(style.remove_property("color"));
        drop(style.remove_property("forced-color-adjust"));
        inks
    }
}

impl Inks {
    /// Of a mark that follows one of the hues, or nobody.
    pub fn of_mark(&self, hue: usize) -> Colour {
        match hue {
            0 => self.marks,
            hue => self.hues[hue],
        }
    }
}

/// A colour as a canvas takes it.
pub fn css([red, green, blue]: Colour) -> String {
    format!("rgb({red},{green},{blue})")
}

/// Reads `rgb(30, 102, 225)` and the like; what else a browser may say is a middle grey.
fn parse(text: &str) -> Colour {
    let inside = text.split_once('(').map_or("", |(_, rest)| rest);
    let mut numbers = inside
        .split([',', ' ', ')', '/'])
        .filter_map(|part| part.split('.').next()?.parse::<u8>().ok());
    let mut next = || numbers.next();
    match (next(), next(), next()) {
        (Some(red), Some(green), Some(blue)) => [red, green, blue],
        _ => [128; 3],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_browsers_say_them() {
        assert_eq!(parse("rgb(30, 102, 225)"), [30, 102, 225]);
        assert_eq!(parse("rgba(30, 102, 225, 0.5)"), [30, 102, 225]);
        assert_eq!(parse("rgb(1 2 3 / 50%)"), [1, 2, 3]);
        assert_eq!(parse("currentcolor"), [128; 3]);
        assert_eq!(css([1, 2, 3]), "rgb(1,2,3)");
    }
}
