//! A journey through the page in the engines that the other journeys do not know: what a person does first is there in
//! all of them, and the run is the same, bit for bit.

use synod_tests::person::{
    all_have, assert_same_natively, link, node, press, step_until, wait_for_status,
};
use synod_tests::{Browser, Engine};

/// Opens, plays, cuts, partitions, crashes, submits, undoes, rewinds and shares, by pointer and key.
fn journey(engine: Engine) {
    let browser = Browser::start_in(engine, 1440, 1000);
    browser.open("");
    browser.wait_for("[data-ready]");
    assert_eq!(browser.count("[data-node]"), 5, "five nodes");
    browser.wait_until("document.querySelectorAll('[data-message]').length > 0");
    browser.wait_until(&format!("{} >= 1", node("n1", "committed")));
    assert_eq!(
        browser.attribute("[data-property=agreement]", "data-verdict"),
        Some("holds".into())
    );

    browser.open("#protocol=benmo&paused");
    browser.wait_for("[data-ready]");
    press(&browser, "Cut");
    browser.click("[data-node=n1]");
    browser.click("[data-node=n2]");
    browser.wait_until(&format!("{} === 'cut'", link("n1-n2")));
    browser.key("Escape");
    browser.key("Control+z");
    browser.wait_until(&format!("{} === 'open'", link("n1-n2")));

    browser.click("[data-node=n3]");
    browser.click(".ask input[name=amount]");
    browser.key("Control+a");
    browser.key("7");
    press(&browser, "Submit");
    browser.wait_until("document.querySelector('[data-request=\"n3#1\"]') !== null");
    step_until(&browser, &all_have(1));
    assert_same_natively(&browser);

    let end = browser.status("step");
    browser.key("Home");
    wait_for_status(&browser, "step", "0");
    browser.key("End");
    wait_for_status(&browser, "step", &end);
    assert_same_natively(&browser);
}

#[test]
fn firefox_plays_the_same_run() {
    journey(Engine::Firefox);
}

#[test]
fn webkit_plays_the_same_run() {
    journey(Engine::WebKit);
}
