//! What a hand does to the cells of a crowd, which are pixels.

use serde_json::json;

use crate::Browser;

/// Something that a mouse does at a place of the page.
pub fn mouse(browser: &Browser, kind: &str, (x, y): (f64, f64)) {
    let pressed = i32::from(kind != "mouseMoved");
    browser.devtools(
        "Input.dispatchMouseEvent",
        json!({ "type": kind, "x": x, "y": y, "button": if pressed == 1 { "left" } else { "none" },
                "buttons": pressed, "clickCount": pressed }),
    );
}

/// A click, as a person makes it: the pointer comes, presses and lets go.
pub fn click(browser: &Browser, at: (f64, f64)) {
    for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
        mouse(browser, kind, at);
    }
}

/// A place on the stage, as shares of the width and height of its drawing.
pub fn place(browser: &Browser, across: f64, down: f64) -> (f64, f64) {
    let at = browser.run(&format!(
        "const stage = document.querySelector('.stage').getBoundingClientRect();
         return [stage.x + stage.width * {across}, stage.y + stage.height * {down}];"
    ));
    let number = |i: usize| at[i].as_f64().expect("a place is two numbers");
    (number(0), number(1))
}

/// Which node the button of the stage stands for, once its box holds a place.
pub fn cell_at(browser: &Browser, (x, y): (f64, f64)) -> String {
    browser.wait_until(&format!(
        "(() => {{ const it = document.querySelector('.stage [data-node]').getBoundingClientRect();
           return it.left <= {x} && {x} <= it.right && it.top <= {y} && {y} <= it.bottom; }})()"
    ));
    let name = browser.attribute(".stage [data-node]", "data-node");
    name.expect("it has a name")
}

/// In JavaScript: the state of a node as the run has it.
pub fn state(id: &str) -> String {
    format!("synod.view().nodes.find(node => node.id === {id:?}).state")
}

/// Waits until the inspector is about a node.
pub fn selected(browser: &Browser, id: &str) {
    browser.wait_until(&format!(
        "document.querySelector('.side h2')?.textContent.trim() === {id:?}"
    ));
}

/// Draws a line through these places with the button held.
pub fn draw(browser: &Browser, points: &[(f64, f64)]) {
    let (first, last) = (points[0], points[points.len() - 1]);
    mouse(browser, "mouseMoved", first);
    mouse(browser, "mousePressed", first);
    for pair in points.windows(2) {
        for step in 1..=8 {
            let share = f64::from(step) / 8.0;
            let between = |a: f64, b: f64| a + (b - a) * share;
            let at = (between(pair[0].0, pair[1].0), between(pair[0].1, pair[1].1));
            browser.devtools(
                "Input.dispatchMouseEvent",
                json!({ "type": "mouseMoved", "x": at.0, "y": at.1, "button": "left", "buttons": 1 }),
            );
        }
    }
    mouse(browser, "mouseReleased", last);
}
