//! Journeys to the menu of what can be done: by right click, long press and the Menu key, on everything of the stage.
//! Whatever is chosen there is a line of script.

use serde_json::json;
use synod_tests::Browser;
use synod_tests::finger::phone;
use synod_tests::hand::{
    Beside, beside, drag, finger, lift, middle, right_click, script, tap_at, wait_for_line,
};
use synod_tests::keyboard::{tab_to, walk_to};
use synod_tests::person::{
    assert_same_natively, link, node, page, press, press_meant, step_until, transfer,
    wait_for_status,
};

/// The words of the items, in order.
fn items(browser: &Browser) -> Vec<String> {
    browser.wait_for(".context [role=menuitem]");
    let words = browser.eval(
        "[...document.querySelectorAll('.context [role=menuitem]')].map(e => e.firstChild.firstChild.data)",
    );
    let words = words.as_array().expect("a list").iter();
    words
        .map(|it| it.as_str().expect("words").to_owned())
        .collect()
}

/// Waits until the item that begins so has the focus.
fn wait_for_focus(browser: &Browser, words: &str) {
    browser.wait_until(&format!(
        "document.activeElement.textContent.startsWith({words:?})"
    ));
}

/// Waits until the menu is about this.
fn wait_for_title(browser: &Browser, title: &str) {
    browser.wait_until(&format!(
        "document.querySelector('.context .about b').textContent === {title:?}"
    ));
}

/// Waits until no menu is open.
fn wait_until_closed(browser: &Browser) {
    browser.wait_until("document.querySelector('.context') === null");
}

/// Clicks the item of these words.
fn choose(browser: &Browser, words: &str) {
    browser.wait_for(".context");
    press_meant(
        browser,
        "[...document.querySelectorAll('.context .item')]",
        &format!("(e.firstChild.firstChild ?? e.firstChild).textContent === {words:?}"),
    );
}

#[test]
fn a_right_click_on_a_node_shows_what_can_be_done_to_it() {
    let browser = page("#protocol=benmo&paused");
    right_click(&browser, middle(&browser, "[data-node=n3]"));
    assert_eq!(
        items(&browser),
        [
            "Crash",
            "Crash for 5 s",
            "Pause",
            "Pause for 5 s",
            "Cut off",
            "Cut off for 5 s"
        ]
    );
    wait_for_title(&browser, "n3");
    choose(&browser, "30 s");
    browser.wait_until("document.querySelector('.context').textContent.includes('Crash for 30 s')");
    choose(&browser, "Crash for 30 s");
    browser.wait_until(&format!("{} === 'down'", node("n3", "state")));
    wait_until_closed(&browser);
    let text = script(&browser);
    assert!(
        text.contains("crash n3\n") && text.contains("later restart n3 after 30s\n"),
        "{text}"
    );
    // What is down can be restarted, and pausing it says why not.
    right_click(&browser, middle(&browser, "[data-node=n3]"));
    assert_eq!(
        items(&browser)[..3],
        ["Restart", "Restart with an empty disk", "Pause"]
    );
    // Of what still fades in a driver reads nothing.
    browser.wait_until(
        "document.querySelector('.context [aria-disabled] .why')?.textContent === 'n3 is down'",
    );
    choose(&browser, "Pause");
    browser.wait_for(".context");
    browser.key("Escape");
    wait_until_closed(&browser);
    assert!(!script(&browser).contains("pause n3"));
    assert_same_natively(&browser);
}

/// Nothing that axe-core calls serious or critical, with a menu open and something in it that cannot be done.
#[test]
fn an_open_menu_passes_the_audit_of_accessibility() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../target/tools/npm/node_modules/axe-core/axe.min.js"
    );
    let axe = std::fs::read_to_string(path).expect("`cargo xtask build` installs axe-core");
    let browser = page("#protocol=benmo&paused");
    browser.run(&axe);
    press(&browser, "Crash");
    browser.click("[data-node=n3]");
    browser.wait_until(&format!("{} === 'down'", node("n3", "state")));
    browser.key("Escape");
    right_click(&browser, middle(&browser, "[data-node=n3]"));
    browser.wait_for(".context [aria-disabled]");
    browser.wait_until(
        "document.getAnimations().every(a => a.effect.getComputedTiming().activeDuration > 2000)",
    );
    let found = browser.run(
        "return axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })
           .then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))
             .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(', ')));",
    );
    assert_eq!(found, json!([]));
}

#[test]
fn a_link_cut_for_a_while_opens_by_itself() {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n1", "n3", "1");
    let (a, b) = (
        middle(&browser, "[data-node=n1]"),
        middle(&browser, "[data-node=n2]"),
    );
    right_click(&browser, ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0));
    assert_eq!(
        items(&browser),
        [
            "Cut",
            "Cut for 5 s",
            "Cut from n1 to n2",
            "Cut from n2 to n1",
            "Heal"
        ]
    );
    choose(&browser, "Cut for 5 s");
    browser.wait_until(&format!("{} === 'cut'", link("n1-n2")));
    // In the gap: what mends it.
    right_click(&browser, ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0));
    assert_eq!(items(&browser)[3..], ["Heal", "Heal in 5 s"]);
    browser.key("Escape");
    wait_until_closed(&browser);
    let text = script(&browser);
    assert!(
        text.contains("sever n1 n2\n") && text.contains("later heal n1 n2 after 5s\n"),
        "{text}"
    );
    press(&browser, "Play");
    browser.wait_until(&format!("{} === 'open'", link("n1-n2")));
    press(&browser, "Pause run");
    wait_for_status(&browser, "playing", "false");
    assert_same_natively(&browser);
}

#[test]
fn the_run_waits_under_a_menu_and_goes_on_behind_it() {
    let browser = page("#protocol=benmo");
    wait_for_status(&browser, "playing", "true");
    browser.wait_for("[data-message]");
    right_click(&browser, middle(&browser, "[data-node=n4]"));
    browser.wait_until("document.querySelector('.context').textContent.includes('The run waits.')");
    let step = browser.status("step");
    browser.pause(std::time::Duration::from_millis(1500));
    assert_eq!(browser.status("step"), step, "nothing happens meanwhile");
    // A click beside it closes it, and the run goes on.
    browser.click(".lane");
    wait_until_closed(&browser);
    browser.wait_until(&format!(
        "Number(document.querySelector('[data-status]').dataset.step) > {step}"
    ));
}

#[test]
fn by_keys_a_menu_is_walked_left_and_returned_from() {
    let browser = page("#protocol=benmo&paused");
    walk_to(&browser, "n2");
    browser.key("Shift+F10");
    wait_for_focus(&browser, "Crash");
    browser.key("ArrowDown");
    wait_for_focus(&browser, "Crash for 5 s");
    browser.key("ArrowUp");
    browser.key("ArrowUp");
    wait_for_focus(&browser, "30 s");
    browser.key("Enter");
    browser.key("ArrowDown");
    browser.key("ArrowDown");
    wait_for_focus(&browser, "Crash for 30 s");
    browser.key("Escape");
    wait_until_closed(&browser);
    browser.wait_until("document.activeElement.dataset.node === 'n2'");
    assert_eq!(
        browser.status("step"),
        "0",
        "arrows walked the menu, not the run"
    );
    browser.key("Shift+F10");
    wait_for_focus(&browser, "Crash");
    browser.key("ArrowDown");
    browser.key("Enter");
    browser.wait_until(&format!("{} === 'down'", node("n2", "state")));
    browser.wait_until("document.activeElement.dataset.node === 'n2'");
    wait_for_line(&browser, "later restart n2 after 30s");
    // The key of an item does what the item says.
    walk_to(&browser, "n3");
    browser.key("Shift+F10");
    wait_for_focus(&browser, "Crash");
    browser.key("p");
    browser.wait_until(&format!("{} === 'paused'", node("n3", "state")));
    wait_until_closed(&browser);
    assert_same_natively(&browser);
}

#[test]
fn by_keys_links_sides_rifts_and_messages_have_menus_too() {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n1", "n3", "1");
    step_until(
        &browser,
        "document.querySelectorAll('[data-message]').length > 3",
    );
    walk_to(&browser, "n1");
    browser.key("m");
    browser.wait_until("!!document.activeElement.dataset.message");
    let message = browser.eval("document.activeElement.dataset.message");
    let message = message.as_str().expect("a message").to_owned();
    browser.key("Shift+F10");
    wait_for_focus(&browser, "Hold");
    browser.key("h");
    wait_for_line(&browser, &format!("hold {message}"));
    browser.wait_until(&format!(
        "document.activeElement.dataset.message === {message:?}"
    ));
    browser.key("Escape");
    walk_to(&browser, "n2");
    browser.key("Shift+F10");
    wait_for_focus(&browser, "Crash");
    for _ in 0..4 {
        browser.key("ArrowDown");
    }
    wait_for_focus(&browser, "Cut off");
    browser.key("Enter");
    wait_for_line(&browser, "partition n1 n3 n4 n5 | n2");
    // L walks sides, links and rifts.
    browser.key("l");
    browser.wait_until("document.activeElement.dataset.side === '0'");
    browser.key("Enter");
    wait_for_focus(&browser, "Heal now");
    browser.key("Escape");
    browser.wait_until("document.activeElement.dataset.side === '0'");
    for _ in 0..14 {
        browser.key("l");
        if browser.eval("!!document.activeElement.dataset.rift") == true {
            break;
        }
    }
    browser.key("Enter");
    wait_for_focus(&browser, "Heal now");
    browser.key("ArrowDown");
    browser.key("Enter");
    wait_for_line(&browser, "later heal after 5s");
    assert_same_natively(&browser);
}

#[test]
fn away_from_the_stage_the_menu_key_is_about_the_selection() {
    let browser = page("#protocol=benmo&paused");
    walk_to(&browser, "n5");
    browser.key("Enter");
    tab_to(&browser, "e.matches('[role=tab]')");
    browser.key("Shift+F10");
    wait_for_focus(&browser, "Crash");
    wait_for_title(&browser, "n5");
    browser.key("Escape");
    browser.wait_until("document.activeElement.matches('[role=tab]')");
}

#[test]
fn a_menu_is_never_off_the_window() {
    let browser = page("#protocol=benmo&paused");
    for (width, height) in [(1440, 900), (1024, 620), (640, 480), (390, 844)] {
        browser.resize(width, height);
        for id in ["n1", "n2", "n3", "n4", "n5"] {
            right_click(&browser, middle(&browser, &format!("[data-node={id}]")));
            wait_for_title(&browser, id);
            let inside = "(r => r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.bottom <= innerHeight && r.height > 100)
                (document.querySelector('.context').getBoundingClientRect())";
            browser.wait_until(inside);
            browser.key("Escape");
            wait_until_closed(&browser);
        }
    }
}

#[test]
fn the_pill_of_a_rift_opens_its_menu_and_lifted_off_it_heals() {
    let browser = page("#protocol=benmo&paused");
    press(&browser, "Partition");
    browser.click("[data-node=n1]");
    browser.click("[data-node=n2]");
    press(&browser, "Split hereEnter");
    browser.wait_until(&format!("{} === 'cut'", link("n2-n3")));
    browser.key("Escape");
    browser.wait_for("[data-rift]");
    browser.click("[data-rift] .riftpill");
    assert_eq!(items(&browser), ["Heal now", "Heal in 5 s"]);
    browser.key("Escape");
    wait_until_closed(&browser);
    let pill = middle(&browser, "[data-rift]");
    // A short pull lets it fall back.
    drag(
        &browser,
        &[pill, beside(pill, 24.0, -10.0)],
        Beside::Nothing,
    );
    assert_eq!(browser.eval(&link("n2-n3")), "cut");
    drag(
        &browser,
        &[pill, beside(pill, 90.0, -80.0)],
        Beside::Nothing,
    );
    browser.wait_until(&format!("{} === 'open'", link("n2-n3")));
    wait_for_line(&browser, "heal");
    assert_same_natively(&browser);
}

#[test]
fn a_long_press_asks_and_a_finger_that_slips_does_not() {
    let browser = phone("#protocol=benmo&paused", (390, 844));
    let at = middle(&browser, "[data-node=n2]");
    finger(&browser, &[at, beside(at, 0.0, 20.0)]);
    browser.pause(std::time::Duration::from_millis(700));
    lift(&browser);
    assert_eq!(browser.count(".context"), 0, "it slipped");
    finger(&browser, &[at, beside(at, 3.0, 3.0)]);
    browser.wait_for(".context");
    lift(&browser);
    wait_for_title(&browser, "n2");
    let small =
        "[...document.querySelectorAll('.context .item')].filter(e => e.offsetHeight < 44).length";
    assert_eq!(browser.eval(small), 0, "a finger finds every item");
    browser.wait_until("document.getAnimations().every(a => a.playState !== 'running')");
    let pause = browser.run(
        "const e = [...document.querySelectorAll('.context .item')].find(e => e.textContent.startsWith('Pausepause'));
         e.scrollIntoView({ block: 'nearest' }); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2];",
    );
    let pause = pause[0].as_f64().zip(pause[1].as_f64());
    tap_at(&browser, pause.expect("the item is there"));
    browser.wait_until(&format!("{} === 'paused'", node("n2", "state")));
    wait_for_line(&browser, "pause n2");
    assert_same_natively(&browser);
}
