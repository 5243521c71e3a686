//! A journey by finger on a phone.

use synod_tests::Browser;
use synod_tests::finger::{self, tap, tap_button};
use synod_tests::person::{assert_same_natively, node, wait_for_status};

/// The page on a phone, at step 0 of an empty run.
fn phone() -> Browser {
    finger::phone("#protocol=benmo&paused", (390, 844))
}

#[test]
fn a_node_is_selected_crashed_and_the_run_plays_on() {
    let browser = phone();
    assert_eq!(
        browser.eval("document.documentElement.scrollWidth <= innerWidth"),
        true,
        "nothing is wider than the phone"
    );
    tap(&browser, "[data-node=n2]");
    browser.wait_until(
        "document.querySelector('[data-node=n2]').getAttribute('aria-pressed') === 'true'",
    );
    tap_button(&browser, "Crash");
    browser.wait_until(&format!("{} === 'down'", node("n2", "state")));
    tap_button(&browser, "Play");
    wait_for_status(&browser, "playing", "true");
    tap_button(&browser, "Pause run");
    wait_for_status(&browser, "playing", "false");
    assert_same_natively(&browser);
}

#[test]
fn the_tree_of_branches_fits_a_phone() {
    let browser = phone();
    tap_button(&browser, "Crash");
    tap(&browser, "[data-node=n3]");
    browser.wait_until(&format!("{} === 'down'", node("n3", "state")));
    tap_button(&browser, "Undo");
    browser.wait_until(&format!("{} === 'up'", node("n3", "state")));
    tap_button(&browser, "Go on without it");
    wait_for_status(&browser, "playing", "true");
    tap_button(&browser, "Pause run");
    tap(&browser, ".chip.branch");
    browser.wait_for("[role=tree]");
    let small = "[...document.querySelectorAll('.branches button')].filter(e => Math.min(e.offsetWidth, e.offsetHeight) < 44).length";
    assert_eq!(browser.eval(small), 0, "a finger finds every button");
    let wide = "(r => r.left >= 0 && r.right <= innerWidth && r.bottom <= innerHeight)(document.querySelector('.branches').getBoundingClientRect())";
    assert_eq!(browser.eval(wide), true, "it fits");
    tap_button(&browser, "Compare main");
    browser.wait_for(".comparison");
    tap(&browser, "[role=treeitem][data-branch=main] b");
    wait_for_status(&browser, "branch", "main");
    browser.wait_until(&format!("{} === 'down'", node("n3", "state")));
    assert_same_natively(&browser);
}

#[test]
fn a_tool_is_taken_first_and_then_a_node_is_tapped() {
    let browser = phone();
    tap_button(&browser, "Crash");
    tap(&browser, "[data-node=n3]");
    browser.wait_until(&format!("{} === 'down'", node("n3", "state")));
    assert_same_natively(&browser);
}
