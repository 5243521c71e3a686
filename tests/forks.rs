//! Journeys through a chain that forks, once by pointer and once by keys alone: two nodes build at once, one of them comes
//! over; a long chain folds; who was in the lead goes down, and after two blocks of another the rest is committed.

use synod_tests::Browser;
use synod_tests::keyboard::{self, assert_at_document, tab_to, tab_to_button, walk_to};
use synod_tests::person::{
    assert_field, assert_same_natively, node, page, press, step_until, write,
};

/// Two of three are quick at first, so that both build when asked, before either hears of the other.
const RUN: &str = "synod 1\nprotocol pichain\nset rtt 600ms\nset latency 250ms..350ms\nset eagerness quick on n2\n\
    set patience-factor 0% on n2\nset patience-factor 100% on n3\n";

/// Two blocks on one.
const FORK: &str = "!!document.querySelector('#pane-tree button[aria-setsize=\"2\"]')";
/// In JavaScript: what has the focus, as the tree names it.
const FOCUSED: &str = "(document.activeElement.ariaLabel ?? '')";
/// What the foot of the tree says.
const SAID: &str = "document.querySelector('.treefoot .about').textContent";

fn opened() -> Browser {
    let encoded: String = RUN.bytes().map(|byte| format!("%{byte:02x}")).collect();
    page(&format!("#paused&script={encoded}"))
}

/// In JavaScript: whether those of these nodes have so many final blocks.
fn have(nodes: &[&str], blocks: u32) -> String {
    let each: Vec<String> = nodes
        .iter()
        .map(|id| format!("{} === '{blocks}'", node(id, "committed")))
        .collect();
    each.join(" && ")
}

/// What the whole cluster is said to be.
fn health(browser: &Browser) -> (String, String) {
    let of = |name| browser.attribute(".lamp.health", name).unwrap_or_default();
    (of("data-health"), of("data-case"))
}

/// A note at a node, by its form.
fn note(browser: &Browser, id: &str, text: &str) {
    browser.click(&format!("[data-node=\"{id}\"]"));
    browser.wait_until(&format!(
        "document.querySelector('.inspected h2').textContent === '{id}'"
    ));
    browser.click(".ask input[name=text]");
    browser.key("Control+a");
    write(browser, text);
    assert_field(browser, "text", text);
    press(browser, "Submit");
}

/// The same by keys.
fn note_by_keys(browser: &Browser, id: &str, text: &str) {
    walk_to(browser, id);
    browser.key("Enter");
    browser.wait_until(&format!(
        "document.querySelector('.inspected h2').textContent === '{id}'"
    ));
    tab_to(browser, "e.matches('.ask [name=text]')");
    browser.key("Control+a");
    write(browser, text);
    assert_field(browser, "text", text);
    browser.key("Enter");
}

/// By arrows along the tree to what is folded.
fn walk_to_run(browser: &Browser) {
    let folded = format!("/^\\d blocks/.test({FOCUSED})");
    for _ in 0..9 {
        if browser.eval(&folded) == true {
            break;
        }
        browser.key("ArrowRight");
    }
    browser.wait_until(&folded);
}

/// What the story says at its end, whoever told it.
fn assert_rejoined(browser: &Browser) {
    assert_eq!(browser.eval(&node("n3", "state")), "down");
    assert_eq!(browser.eval(&node("n2", "leading")), "true");
    assert_eq!(health(browser), ("healthy".into(), "q=1, m=0".into()));
    for id in ["agreement", "exactly-once", "nothing-lost"] {
        let verdict = browser.attribute(&format!("[data-property={id}]"), "data-verdict");
        assert_eq!(verdict.as_deref(), Some("holds"), "{id}");
    }
    let seen = browser.attribute("[data-property=fork-switch]", "data-verdict");
    assert_eq!(seen.as_deref(), Some("witnessed"));
    assert_same_natively(browser);
}

#[test]
fn two_build_at_once_and_a_chain_goes_on_by_pointer() {
    let browser = opened();
    browser.click("#tab-tree");
    browser.wait_for("#pane-tree .knot");
    assert_eq!(health(&browser), ("unhealthy".into(), "q=2, m=0".into()));
    note(&browser, "n1", "of n1");
    note(&browser, "n2", "of n2");
    step_until(&browser, FORK);
    step_until(
        &browser,
        "!!document.querySelector('.flag.head.moved') && !!document.querySelector('.way')",
    );
    browser.wait_until(&format!(
        "/n[123].* switched from [0-9a-f]{{4}} to [0-9a-f]{{4}}/.test({SAID})"
    ));
    step_until(&browser, &format!("{} === '2'", node("n3", "height")));
    for height in 3..=9 {
        note(&browser, "n3", &format!("number {height}"));
        step_until(
            &browser,
            &format!("{} === '{height}'", node("n3", "height")),
        );
    }
    step_until(&browser, &have(&["n1", "n2", "n3"], 9));
    // The long chain is folded, and opens.
    browser.click(".knot.run button");
    browser.wait_until("!document.querySelector('.knot.run')");
    // Who made a block, in what state it is, and which messages carried it.
    browser.run("document.querySelector('.knot[data-state=committed] [data-block]:not([data-block=genesis])').setAttribute('data-aim', '')");
    browser.hover("[data-aim]");
    browser.wait_until(&format!(
        "/^[0-9a-f]{{4}} by n[123]\\. Committed by n1 n2 n3\\. Carried by m\\d/.test({SAID})"
    ));
    // The one in the lead goes down; the first block of another makes it medium, the second quick.
    assert_eq!(
        browser.eval(
            "[...document.querySelectorAll('[data-leading=true]')].map(e => e.dataset.node).join()"
        ),
        "n3"
    );
    browser.click("[data-node=n3]");
    press(&browser, "Crash");
    browser.wait_until(&format!("{} === 'down'", node("n3", "state")));
    assert_eq!(health(&browser), ("unhealthy".into(), "q=0, m=0".into()));
    note(&browser, "n2", "after the crash");
    step_until(&browser, &format!("{} === 'medium'", node("n2", "role")));
    assert_eq!(health(&browser), ("unhealthy".into(), "q=0, m=1".into()));
    assert_eq!(
        browser.eval(&have(&["n1", "n2"], 9)),
        true,
        "one block is not enough"
    );
    note(&browser, "n2", "and once more");
    step_until(&browser, &have(&["n1", "n2"], 11));
    assert_rejoined(&browser);
}

#[test]
fn two_build_at_once_and_a_chain_goes_on_by_keys() {
    let browser = opened();
    assert_at_document(&browser);
    note_by_keys(&browser, "n1", "of n1");
    note_by_keys(&browser, "n2", "of n2");
    tab_to(&browser, "e.matches('[role=tab]')");
    browser.key("ArrowRight");
    browser.wait_until("document.activeElement.id === 'tab-tree'");
    browser.key("Enter");
    browser.wait_for("#pane-tree .knot");
    keyboard::step_until(&browser, FORK);
    keyboard::step_until(
        &browser,
        "!!document.querySelector('.flag.head.moved') && !!document.querySelector('.way')",
    );
    keyboard::step_until(&browser, &format!("{} === '2'", node("n3", "height")));
    for height in 3..=9 {
        note_by_keys(&browser, "n3", &format!("number {height}"));
        keyboard::step_until(
            &browser,
            &format!("{} === '{height}'", node("n3", "height")),
        );
    }
    keyboard::step_until(&browser, &have(&["n1", "n2", "n3"], 9));
    // The focus in the tree is read there; the run opens by Enter.
    tab_to(&browser, "e.matches('#pane-tree .knot button')");
    browser.key("Home");
    browser.wait_until(&format!("{FOCUSED}.startsWith('Genesis')"));
    walk_to_run(&browser);
    browser.key("Enter");
    browser.wait_until(&format!(
        "/^Block [0-9a-f]{{4}} by n[123], height \\d, committed/.test({FOCUSED})"
    ));
    browser.wait_until(&format!(
        "/^[0-9a-f]{{4}} by n[123]\\. Committed by n1 n2 n3\\. Carried by m\\d/.test({SAID})"
    ));
    walk_to(&browser, "n3");
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", node("n3", "state")));
    // Health is among the lamps, and says its sentence to whoever comes there.
    tab_to(&browser, "e.matches('.lamp.health button')");
    browser.wait_until(&format!(
        "{FOCUSED}.startsWith('Unhealthy, q=0, m=0: Nobody is quick.')"
    ));
    browser.key("Enter");
    browser.wait_for(".health .popover");
    browser.key("Escape");
    browser.wait_until("!document.querySelector('.health .popover')");
    note_by_keys(&browser, "n2", "after the crash");
    keyboard::step_until(&browser, &format!("{} === 'medium'", node("n2", "role")));
    tab_to_button(&browser, "Step forward");
    note_by_keys(&browser, "n2", "and once more");
    keyboard::step_until(&browser, &have(&["n1", "n2"], 11));
    assert_rejoined(&browser);
}
