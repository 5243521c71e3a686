//! Journeys through the lane: its tabs, its edge, and the hover that it shares with the stage.

use synod_tests::Browser;
use synod_tests::keyboard::{assert_at_document, tab_to};
use synod_tests::person::{
    all_have, node, page, press, step_until, transfer, wait_for_status, write,
};

/// A page on which a block was decided everywhere.
fn decided() -> Browser {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n1", "n3", "30");
    step_until(&browser, &all_have(1));
    browser
}

fn open_tab(browser: &Browser, tab: &str) {
    browser.click(&format!("#tab-{tab}"));
    browser.wait_for(&format!("#pane-{tab}"));
}

/// In JavaScript: how high the lane is.
const HEIGHT: &str = "Math.round(document.querySelector('.lane').getBoundingClientRect().height)";
/// In JavaScript: where the log is scrolled to, and how far that is from its end.
const SCROLLED: &str = "Math.round(document.querySelector('.events .scroll').scrollTop)";
const LEFT: &str = "(e => Math.round(e.scrollHeight - e.scrollTop - e.clientHeight))(document.querySelector('.events .scroll'))";

fn number(browser: &Browser, expression: &str) -> i64 {
    browser.eval(expression).as_i64().expect("a whole number")
}

/// In JavaScript: what kinds of record the log shows.
const KINDS: &str =
    "[...new Set([...document.querySelectorAll('.event')].map(e => e.dataset.what))]";

#[test]
fn events_are_filtered_by_kind_node_and_words_and_the_hidden_ones_are_counted() {
    let browser = decided();
    open_tab(&browser, "events");
    browser.wait_until("document.querySelectorAll('.event').length > 2");
    assert_eq!(browser.text(".filters .hidden"), "", "nothing is hidden");
    for class in ["messages", "timers", "requests", "rules", "faults"] {
        press(&browser, class);
    }
    browser.wait_until(&format!("{KINDS}.join() === 'decided'"));
    let counted = browser.text(".filters .hidden");
    assert!(counted.ends_with(" hidden"), "it says {counted:?}");
    press(&browser, "Show all");
    browser.wait_until("document.querySelector('.filters .hidden').textContent === ''");
    browser.click(".filters select");
    write(&browser, "n3");
    browser.key("Enter");
    browser.wait_until("[...document.querySelectorAll('.event > b')].every(e => e.textContent === 'n3') && document.querySelectorAll('.event').length > 1");
    press(&browser, "Show all");
    browser.click(".filters input");
    write(&browser, "promis");
    browser.wait_until("[...document.querySelectorAll('.event')].every(e => e.textContent.toLowerCase().includes('promis')) && document.querySelectorAll('.event').length > 1");
}

#[test]
fn the_log_follows_at_its_end_and_stays_where_it_was_scrolled_to() {
    let browser = page("#protocol=benmo");
    open_tab(&browser, "events");
    browser.wait_until(&format!("{SCROLLED} > 100"));
    browser.wait_until(&format!("{LEFT} <= 1"));
    press(&browser, "Pause run");
    tab_to(&browser, "e.matches('.events .scroll')");
    browser.key("PageUp");
    browser.wait_until(&format!("{LEFT} > 60"));
    // Scrolling glides: wait until it has come to rest.
    let rests = "return new Promise(done => { const e = document.querySelector('.events .scroll'), at = e.scrollTop; \
                 const frame = left => left ? requestAnimationFrame(() => frame(left - 1)) : done(e.scrollTop === at); \
                 frame(30); })";
    while browser.run(rests) != true {}
    let (scrolled, left) = (number(&browser, SCROLLED), number(&browser, LEFT));
    press(&browser, "Play");
    browser.wait_until(&format!("{LEFT} > {left} + 200"));
    assert_eq!(
        number(&browser, SCROLLED),
        scrolled,
        "more came below, nothing moved"
    );
    press(&browser, "Pause run");
    let step = "document.querySelector('.event .when small').textContent.slice(1)";
    let first = browser.eval(step);
    browser.click(".event .when");
    wait_for_status(&browser, "step", first.as_str().expect("a step"));
}

#[test]
fn the_edge_of_the_lane_is_dragged_nudged_and_remembered() {
    let browser = page("#protocol=benmo&paused");
    let before = number(&browser, HEIGHT);
    let grip = browser.run(
        "const r = document.querySelector('.lane > .grip').getBoundingClientRect();
         return [r.x + r.width / 2, r.y + r.height / 2];",
    );
    let (x, y) = (
        grip[0].as_f64().expect("a place"),
        grip[1].as_f64().expect("a place"),
    );
    browser.drag_to(".lane > .grip", (x, y - 80.0));
    browser.wait_until(&format!("{HEIGHT} === {before} + 80"));
    tab_to(&browser, "e.matches('.lane > .grip')");
    browser.key("Control+ArrowDown");
    browser.wait_until(&format!("{HEIGHT} === {before} + 64"));
    browser.wait_until(&format!(
        "+document.activeElement.getAttribute('aria-valuenow') === {HEIGHT}"
    ));
    assert_eq!(
        browser.status("step"),
        "0",
        "the arrows were the edge's own"
    );
    browser.open("#protocol=benmo&paused&seed=9");
    browser.wait_until(&format!("{HEIGHT} === {before} + 64"));
    browser.key("Home");
    tab_to(&browser, "e.matches('.lane > .grip')");
    browser.key("Enter");
    browser.wait_for("[data-lane=tall]");
    browser.key("Enter");
    browser.wait_until(&format!("{HEIGHT} === {before}"));
}

#[test]
fn a_second_tab_opens_beside_by_keys_and_is_remembered_for_the_system() {
    let browser = page("#protocol=benmo&paused");
    assert_at_document(&browser);
    tab_to(&browser, "e.matches('#tab-chains')");
    browser.key("ArrowRight");
    browser.key("Enter");
    browser.wait_for("#pane-tree");
    browser.key("ArrowRight");
    browser.key("Shift+Enter");
    browser.wait_for("#pane-tree + #pane-ledger");
    browser.open("#protocol=benmo&paused&seed=9");
    browser.wait_for("#pane-tree + #pane-ledger");
    assert_eq!(browser.count(".pane"), 2, "two at most");
    press(&browser, "Close Ledger");
    browser.wait_until("document.querySelectorAll('.pane').length === 1");
}

#[test]
fn where_nothing_can_be_remembered_everything_works_and_says_so() {
    let browser = Browser::start(1440, 900);
    let blocked = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });";
    let script = serde_json::json!({ "source": blocked });
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", script);
    browser.open("#protocol=benmo&paused");
    browser.wait_for("[data-ready]");
    assert_eq!(
        browser.eval("(() => { try { return !!localStorage; } catch { return false; } })()"),
        false
    );
    browser.key("Tab");
    tab_to(&browser, "e.matches('#tab-chains')");
    browser.key("ArrowRight");
    browser.key("Shift+Enter");
    browser.wait_for("#pane-tree");
    assert_eq!(browser.text(".tabs .note"), "not remembered");
}

#[test]
fn pointing_at_a_block_lights_up_who_has_it_and_pointing_at_a_node_its_rows() {
    let browser = page("#protocol=benmo&paused");
    browser.click("[data-node=n5]");
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", node("n5", "state")));
    transfer(&browser, "n1", "n3", "30");
    step_until(
        &browser,
        &format!(
            "{} === '1' && {} === '1'",
            node("n2", "committed"),
            node("n4", "committed")
        ),
    );
    let dim = "[...document.querySelectorAll('[data-node].dim')].map(e => e.dataset.node).join()";
    assert_eq!(browser.eval(dim), "");
    browser.hover("[data-about=n2] .blk:not(.gen)");
    browser.wait_until(&format!("{dim} === 'n5'"));
    browser.wait_until("[...document.querySelectorAll('.rows > .glow .who')].map(e => e.textContent).join() === 'n1,n2,n3,n4'");
    browser.hover("[data-node=n3]");
    browser.wait_until("[...document.querySelectorAll('.rows > .glow .who')].map(e => e.textContent).join() === 'n3'");
    assert_eq!(
        browser.eval(dim),
        "",
        "the block is not pointed at any more"
    );
    // By keys: what has the focus is pointed at.
    tab_to(
        &browser,
        "e.matches('.rows .who') && e.textContent === 'n4'",
    );
    browser.wait_until("[...document.querySelectorAll('.rows > .glow .who')].map(e => e.textContent).join() === 'n4'");
}

#[test]
fn the_ledger_shows_who_knows_what() {
    let browser = page("#protocol=benmo&paused");
    browser.click("[data-node=n5]");
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", node("n5", "state")));
    open_tab(&browser, "ledger");
    let heads =
        "[...document.querySelectorAll('.ledger > table th')].map(e => e.textContent).join('|')";
    browser.wait_until(&format!("{heads} === 'account|all 5 nodes'"));
    transfer(&browser, "n1", "n3", "30");
    browser.wait_until("document.querySelector('.ledger .pending').textContent.includes('30')");
    step_until(
        &browser,
        &format!(
            "{} === '1' && {} === '1'",
            node("n2", "committed"),
            node("n4", "committed")
        ),
    );
    browser.wait_until(&format!("{heads} === 'account|n1 n2 n3 n4|n5'"));
    assert_eq!(browser.count(".sum.differs"), 2, "two accounts differ");
    browser.wait_until("document.querySelector('.ledger tr[data-about=\"request n1#1\"]').textContent.includes('n1 n2 n3 n4')");
}

#[test]
fn the_rule_that_just_ran_is_cited_and_those_before_lead_back() {
    let browser = decided();
    open_tab(&browser, "rules");
    let just = browser.text(".rules .just .paper");
    let rule = browser.eval("document.querySelector('.rules li').dataset.rule");
    assert!(
        just.starts_with(rule.as_str().expect("a rule has an id")),
        "{just}"
    );
    let last = "[...document.querySelectorAll('.rules li')].at(-1)";
    let step = browser.eval(&format!(
        "{last}.querySelector('small').textContent.slice(1)"
    ));
    tab_to(&browser, &format!("e === {last}.querySelector('.when')"));
    browser.key("Enter");
    wait_for_status(&browser, "step", step.as_str().expect("a step"));
}

#[test]
fn a_property_says_who_promises_it_and_leads_to_where_it_was_seen() {
    let browser = page("#protocol=benmo");
    watch_until_seen(&browser);
    open_tab(&browser, "properties");
    assert!(
        browser.text(".proplist [data-verdict] cite").len() > 2,
        "a citation"
    );
    let since = ".proplist [data-verdict=witnessed] button";
    let time = browser.text(since);
    press(&browser, &time);
    let seconds = "document.querySelector('[data-status]').dataset.time / 1000";
    let wanted = time
        .trim_start_matches("since ")
        .trim_end_matches(" s")
        .to_owned();
    browser.wait_until(&format!(
        "(Math.floor({seconds}) / 1000).toFixed(3) === {wanted:?}"
    ));
}

/// Lets the scene play until something worth seeing was seen, then pauses.
fn watch_until_seen(browser: &Browser) {
    browser
        .wait_until("document.querySelector('[data-property][data-verdict=witnessed]') !== null");
    press(browser, "Pause run");
    wait_for_status(browser, "playing", "false");
}
