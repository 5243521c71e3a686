//! The page by keys alone: where the focus is is read, never set.

use crate::Browser;
use crate::person::{assert_field, write};

/// The most Tabs from anywhere to anywhere.
const TABS_MAX: usize = 150;
/// The most arrows from one node to another.
const ARROWS_MAX: usize = 12;

/// In JavaScript: whether a condition holds for `e`, which has the focus.
fn focus_is(condition: &str) -> String {
    format!("(e => !!e && ({condition}))(document.activeElement)")
}

/// Nothing has the focus, as when the page was just opened.
pub fn assert_at_document(browser: &Browser) {
    assert_eq!(browser.eval(&focus_is("e === document.body")), true);
}

/// Presses Tab until what has the focus, `e`, meets a condition in JavaScript.
pub fn tab_to(browser: &Browser, condition: &str) {
    for _ in 0..TABS_MAX {
        browser.key("Tab");
        if browser.eval(&focus_is(condition)) == true {
            return;
        }
    }
    panic!("{TABS_MAX} times Tab never came to where {condition}");
}

/// Goes by Tab to the button of this accessible name.
pub fn tab_to_button(browser: &Browser, name: &str) {
    tab_to(
        browser,
        &format!(
            "e.matches('button') && (e.getAttribute('aria-label') || e.textContent).trim() === {name:?}"
        ),
    );
}

/// Goes by Tab to the stage, if it is not there, and by arrows to a node.
pub fn walk_to(browser: &Browser, node: &str) {
    if browser.eval(&focus_is("e.matches('[data-node]')")) != true {
        tab_to(browser, "e.matches('[data-node]')");
    }
    for turn in 0..ARROWS_MAX {
        if browser.eval(&focus_is(&format!("e.dataset.node === {node:?}"))) == true {
            return;
        }
        browser.key(&arrow(browser, node, turn));
    }
    panic!("{ARROWS_MAX} arrows never came to {node}");
}

/// The arrow towards a node from the one that has the focus; every other time the second best.
fn arrow(browser: &Browser, node: &str, turn: usize) -> String {
    let towards = format!(
        "const middle = e => {{ const r = e.querySelector('circle').getBoundingClientRect();
           return [r.x + r.width / 2, r.y + r.height / 2]; }};
         const [ax, ay] = middle(document.activeElement);
         const [bx, by] = middle(document.querySelector('[data-node={node}]'));
         const flat = bx > ax ? 'ArrowRight' : 'ArrowLeft', steep = by > ay ? 'ArrowDown' : 'ArrowUp';
         const best = Math.abs(bx - ax) > Math.abs(by - ay) ? [flat, steep] : [steep, flat];
         return best[{}];",
        turn % 2
    );
    let key = browser.run(&towards);
    key.as_str().expect("an arrow").to_owned()
}

/// Steps by the transport's button, found by Tab and pressed by Enter, until a condition holds.
pub fn step_until(browser: &Browser, condition: &str) {
    tab_to_button(browser, "Step forward");
    for _ in 0..400 {
        if browser.eval(condition) == true {
            return;
        }
        browser.key("Enter");
    }
    panic!("four hundred steps never made this true: {condition}");
}

/// Enters a transfer in the form of a node.
pub fn transfer(browser: &Browser, from: &str, to: &str, amount: &str) {
    walk_to(browser, from);
    browser.key("Enter");
    let field = |name: &str| format!("e.matches('.ask [name={name}]')");
    for (name, value) in [("from", from), ("to", to)] {
        tab_to(browser, &field(name));
        write(browser, value);
        assert_field(browser, name, value);
    }
    tab_to(browser, &field("amount"));
    browser.key("Control+a");
    write(browser, amount);
    assert_field(browser, "amount", amount);
    browser.key("Enter");
}
