//! Phones: the sheet with its three places, the tools under the thumb, what the bar folds away. By finger.

use synod_tests::Browser;
use synod_tests::audit::{audit, prepare};
use synod_tests::finger::{phone, pull_up, tap, tap_button};
use synod_tests::keyboard::tab_to;
use synod_tests::person::{assert_same_natively, node, wait_for_status};

const EMPTY: &str = "#protocol=benmo&paused";

fn snap(browser: &Browser, place: &str) {
    browser.wait_until(&format!(
        "document.querySelector('.lower').dataset.snap === {place:?}"
    ));
}

/// In JavaScript: whether something is on the screen at all.
fn shown(css: &str) -> String {
    format!("document.querySelector({css:?}).getClientRects().length > 0")
}

/// A tap on the tab of this name under the sheet.
fn tap_tab(browser: &Browser, name: &str) {
    let found = browser.run(&format!(
        "document.querySelectorAll('[data-aim]').forEach(e => e.removeAttribute('data-aim'));
         const it = [...document.querySelectorAll('.sheettab')].find(e => e.textContent === {name:?});
         it?.scrollIntoView({{ inline: 'center' }});
         it?.setAttribute('data-aim', '');
         return !!it;"
    ));
    assert_eq!(found, true, "a tab called {name}");
    tap(browser, "[data-aim]");
}

#[test]
fn the_sheet_is_tapped_and_dragged_between_its_places() {
    let browser = phone(EMPTY, (390, 844));
    snap(&browser, "peek");
    tap(&browser, ".pull");
    snap(&browser, "half");
    assert_eq!(
        browser.eval("document.querySelector('.stage').getBoundingClientRect().bottom - 60 < document.querySelector('.lower').getBoundingClientRect().top"),
        true,
        "half way up the stage is still seen"
    );
    pull_up(&browser, ".pull", 330.0);
    snap(&browser, "full");
    pull_up(&browser, ".pull", -600.0);
    snap(&browser, "peek");
    pull_up(&browser, ".pull", 220.0);
    snap(&browser, "half");
}

#[test]
fn the_sheet_shows_what_is_selected_the_form_and_the_lanes() {
    let browser = phone(EMPTY, (390, 844));
    tap(&browser, "[data-node=n2]");
    browser.wait_until("document.querySelector('.lower .side h2').textContent === 'n2'");
    assert_eq!(browser.eval(&shown(".lower .goal")), true, "at a peek");
    assert_eq!(browser.eval(&shown(".lower .lane")), false);
    tap_tab(&browser, "Ask");
    snap(&browser, "half");
    assert_eq!(browser.eval(&shown(".ask input[name=amount]")), true);
    assert_eq!(browser.eval(&shown(".lower .goal")), false);
    tap(&browser, ".ask [type=submit]");
    browser.wait_for("[data-request='n2#1']");
    tap_tab(&browser, "Requests");
    browser.wait_until(&shown("[data-request='n2#1']"));
    assert_eq!(browser.eval(&shown(".lower .side")), false);
    tap_tab(&browser, "Nodes");
    browser.wait_until("document.querySelector('.lower .pane').textContent.includes('n5')");
    // Another node on the stage: the sheet speaks of it.
    tap(&browser, "[data-node=n1]");
    browser.wait_until("document.querySelector('.lower').dataset.shows === 'inspector'");
    assert_same_natively(&browser);
}

#[test]
fn the_sheet_goes_by_keys_as_well() {
    let browser = phone(EMPTY, (390, 844));
    tab_to(&browser, "e.matches('.pull')");
    browser.key("ArrowUp");
    snap(&browser, "half");
    browser.key("ArrowUp");
    snap(&browser, "full");
    browser.key("ArrowDown");
    snap(&browser, "half");
    browser.key("Enter");
    snap(&browser, "full");
    browser.key("Enter");
    snap(&browser, "peek");
    tab_to(&browser, "e.matches('.sheettab')");
    browser.key("ArrowRight");
    browser.key("ArrowRight");
    browser.wait_until("document.querySelector('.lower').dataset.shows === 'lane'");
    // What lies under the sheet has no focus.
    for _ in 0..60 {
        browser.key("Tab");
        assert_eq!(
            browser.eval("!document.activeElement.closest('.tray, .transport')"),
            true
        );
    }
}

#[test]
fn tools_beyond_five_are_behind_more() {
    let browser = phone(EMPTY, (390, 844));
    tap_button(&browser, "Crash");
    tap(&browser, "[data-node=n3]");
    browser.wait_until(&format!("{} === 'down'", node("n3", "state")));
    let height = "document.querySelector('.stage').offsetHeight";
    let before = browser.eval(height);
    tap_button(&browser, "More");
    browser.wait_for(".tray.all");
    assert_eq!(browser.eval(height), before, "the stage stays");
    tap_button(&browser, "Restart");
    tap(&browser, "[data-node=n3]");
    browser.wait_until(&format!("{} === 'up'", node("n3", "state")));
    assert_eq!(browser.count(".tray.all"), 0, "a tool taken, the rest goes");
    assert_same_natively(&browser);
}

#[test]
fn scenes_script_share_and_key_are_in_reach() {
    let browser = phone(EMPTY, (390, 844));
    tap_button(&browser, "Menu");
    tap_button(&browser, "Keys and signs");
    browser.wait_for(".keysheet");
    tap_button(&browser, "Close the key sheet");
    tap_button(&browser, "Menu");
    tap_button(&browser, "The run as text");
    browser.wait_for(".side.writing");
    snap(&browser, "half");
    tap_button(&browser, "Share");
    browser.wait_for(".share svg.qr");
    tap_button(&browser, "Menu");
    let scene = "[...document.querySelectorAll('.moremenu .item')].find(e => e.textContent.startsWith('Two leaders duel'))";
    browser.run(&format!(
        "document.querySelector('[data-aim]').removeAttribute('data-aim'); {scene}.setAttribute('data-aim', '')"
    ));
    browser
        .run("document.querySelector('.moremenu [data-aim]').scrollIntoView({ block: 'center' })");
    tap(&browser, ".moremenu [data-aim]");
    wait_for_status(&browser, "playing", "true");
    assert_eq!(browser.eval("location.hash"), "#protocol=benmo&scene=duel");
}

#[test]
fn nothing_is_wider_than_a_small_phone_and_everything_fits_a_finger() {
    let upright = [(320, 568), (360, 640), (390, 844), (412, 915)];
    let aside = [(568, 320), (640, 360), (667, 375), (700, 420), (844, 390)];
    for size in upright.into_iter().chain(aside) {
        let browser = phone("#protocol=benmo&seed=7", size);
        let fits = "document.documentElement.scrollWidth <= innerWidth && document.querySelector('.page').scrollHeight <= innerHeight";
        assert_eq!(browser.eval(fits), true, "{size:?}");
        let small = "[...document.querySelectorAll('.page button')].filter(e => e.getClientRects().length && !e.matches('.ref, .term, .tok, .caption *')
            && Math.min(e.offsetWidth, e.offsetHeight) < (e.matches('.pull, .try *, .side *, .tool') ? 24 : 44)).map(e => e.outerHTML.slice(0, 90))";
        assert_eq!(browser.eval(small), serde_json::json!([]), "{size:?}");
        let stage = browser.eval("document.querySelector('.stage').getBoundingClientRect().height");
        assert!(
            stage.as_f64() >= Some(150.0),
            "{size:?}: a stage of {stage}"
        );
        let node = browser
            .eval("document.querySelector('[data-node=n1] .hit').getBoundingClientRect().width");
        assert!(node.as_f64() >= Some(24.0), "{size:?}: a node of {node}");
        let near = browser.eval("(at => Math.min(...at.flatMap((a, i) => at.slice(i + 1).map(b => Math.hypot(a.x - b.x, a.y - b.y) - a.width))))(
            [...document.querySelectorAll('[data-node] .body')].map(e => e.getBoundingClientRect()))");
        assert!(
            near.as_f64() >= Some(10.0),
            "{size:?}: {near} between nodes"
        );
        let under = "(at => at.slice(1).every((it, i) => it.height > 15 && it.top >= at[i].bottom - 1))(
            ['.bar', '.caption .what', '.tray', '.transport', '.lower'].map(it => document.querySelector(it).getBoundingClientRect()))";
        assert_eq!(browser.eval(under), true, "{size:?}: one under the other");
    }
}

#[test]
fn a_phone_passes_the_audit() {
    let browser = phone("#protocol=benmo&scene=minority", (390, 844));
    prepare(&browser);
    tap_button(&browser, "Pause run");
    audit(&browser, "a phone");
    tap(&browser, "[data-node=n2]");
    tap(&browser, ".pull");
    snap(&browser, "half");
    audit(&browser, "the sheet half way up");
    tap_tab(&browser, "Events");
    audit(&browser, "the sheet with a lane");
    tap(&browser, ".pull");
    tap(&browser, ".pull");
    snap(&browser, "peek");
    tap_button(&browser, "Menu");
    audit(&browser, "the menu");
    tap_button(&browser, "Keys and signs");
    browser.wait_for(".keysheet");
    audit(&browser, "the key sheet");
}
