//! A hand on the stage: gestures of a mouse or a finger, by where things are in the window.

use std::time::Duration;

use serde_json::json;

use crate::Browser;

/// A few frames.
const FRAMES: Duration = Duration::from_millis(50);
/// What moves for longer is aimed at as it moves.
const STILL_MAX: usize = 20;

/// A place in the window.
pub type Place = (f64, f64);

/// The middle of an element; of a node the middle of its body.
pub fn middle(browser: &Browser, css: &str) -> Place {
    browser.wait_for(css);
    let find = format!(
        "const e = document.querySelector({css:?});
         const r = (e.querySelector('.body, .ms, .riftpill, .hit') || e).getBoundingClientRect();
         return [r.x + r.width / 2, r.y + r.height / 2];"
    );
    let mut at = browser.run(&find);
    // Whoever points looks first until what they want stands still: a page that was just opened may still make room.
    for _ in 0..STILL_MAX {
        browser.pause(FRAMES);
        let before = at;
        at = browser.run(&find);
        if at == before {
            break;
        }
    }
    let number = |at: &serde_json::Value| at.as_f64().expect("a place in the window");
    (number(&at[0]), number(&at[1]))
}

/// So far from a place.
pub fn beside((x, y): Place, right: f64, down: f64) -> Place {
    (x + right, y + down)
}

/// Clicks there with the left button.
pub fn click(browser: &Browser, at: Place) {
    Mouse::press(browser, at, Beside::Nothing).release(at);
}

/// The keys held beside a gesture, as the protocol of developer tools numbers them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// None.
    Nothing,
    /// Alt.
    Alt,
}

/// A mouse whose button is pressed where it was put down, until it is let go.
pub struct Mouse<'a> {
    browser: &'a Browser,
    beside: Beside,
}

impl<'a> Mouse<'a> {
    /// Presses the left button here.
    pub fn press(browser: &'a Browser, at: Place, beside: Beside) -> Self {
        let mouse = Self { browser, beside };
        mouse.send("mouseMoved", at, "none");
        mouse.send("mousePressed", at, "left");
        mouse
    }

    /// Moves there, by small steps.
    pub fn drag(&self, from: Place, to: Place) {
        for step in 1..=8 {
            let share = f64::from(step) / 8.0;
            let at = (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            );
            self.send("mouseMoved", at, "left");
        }
    }

    /// Lets go of the button here.
    pub fn release(self, at: Place) {
        self.send("mouseReleased", at, "left");
    }

    fn send(&self, kind: &str, (x, y): Place, button: &str) {
        let modifiers = u8::from(self.beside == Beside::Alt);
        self.browser.devtools(
            "Input.dispatchMouseEvent",
            json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": 1,
                "buttons": u8::from(button == "left"), "modifiers": modifiers }),
        );
    }
}

/// Clicks twice as fast as people do who mean one thing.
pub fn double_click(browser: &Browser, (x, y): Place) {
    for (kind, count) in [
        ("mousePressed", 1),
        ("mouseReleased", 1),
        ("mousePressed", 2),
        ("mouseReleased", 2),
    ] {
        browser.devtools(
            "Input.dispatchMouseEvent",
            json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": count,
                "buttons": u8::from(kind == "mousePressed") }),
        );
    }
}

/// Presses the left button, drags along these places and lets go at the last.
pub fn drag(browser: &Browser, places: &[Place], beside: Beside) {
    let mouse = Mouse::press(browser, places[0], beside);
    places
        .windows(2)
        .for_each(|pair| mouse.drag(pair[0], pair[1]));
    mouse.release(places[places.len() - 1]);
}

/// Moves a mouse whose button is up along these places.
pub fn hover(browser: &Browser, places: &[Place]) {
    let mouse = Mouse {
        browser,
        beside: Beside::Nothing,
    };
    places
        .iter()
        .for_each(|at| mouse.send("mouseMoved", *at, "none"));
}

/// Presses and releases the right button.
pub fn right_click(browser: &Browser, (x, y): Place) {
    for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 2), ("mouseReleased", 0)] {
        let button = if kind == "mouseMoved" {
            "none"
        } else {
            "right"
        };
        browser.devtools(
            "Input.dispatchMouseEvent",
            json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": 1, "buttons": buttons }),
        );
    }
}

/// A finger, down at the first of these places, moved along them and left at the last until [`lift`].
pub fn finger(browser: &Browser, places: &[Place]) {
    for (at, (x, y)) in places.iter().enumerate() {
        let kind = if at == 0 { "touchStart" } else { "touchMove" };
        touch(browser, kind, json!([{ "x": x, "y": y }]));
    }
}

/// The finger goes.
pub fn lift(browser: &Browser) {
    touch(browser, "touchEnd", json!([]));
}

/// A tap at a place.
pub fn tap_at(browser: &Browser, at: Place) {
    finger(browser, &[at]);
    lift(browser);
}

fn touch(browser: &Browser, kind: &str, points: serde_json::Value) {
    browser.devtools(
        "Input.dispatchTouchEvent",
        json!({ "type": kind, "touchPoints": points }),
    );
}

/// What the run says of itself, as text.
pub fn script(browser: &Browser) -> String {
    let text = browser.eval("window.synod.script()");
    text.as_str().expect("a script is text").to_owned()
}

/// Waits until the run has written a line, whenever it happened.
pub fn wait_for_line(browser: &Browser, line: &str) {
    browser.wait_until(&format!(
        "window.synod.script().split('\\n').some(it => it.endsWith({line:?}))"
    ));
}

/// The words of the chip at the pointer.
pub fn chip(browser: &Browser) -> String {
    browser.text(".atpointer text")
}
