//! Journeys through the inspector, its forms and the settings: by pointer, and by keys alone.

use synod_tests::Browser;
use synod_tests::keyboard::{assert_at_document, tab_to, tab_to_button};
use synod_tests::person::{
    all_have, assert_field, assert_same_natively, node, page, press, step_until, transfer,
    wait_for_status, write,
};

/// In JavaScript: how wide the inspector is.
const WIDTH: &str = "Math.round(document.querySelector('.side').getBoundingClientRect().width)";
/// In JavaScript: the script of the run.
const SCRIPT: &str = "window.synod.script()";

fn opened() -> Browser {
    page("#protocol=benmo&paused")
}

/// Opens an option of the settings and types a value into its form, over the one that stands there.
fn fill(browser: &Browser, option: &str, value: &str) {
    let form = format!("form[aria-label={option:?}]");
    if browser.count(&form) == 0 {
        browser.click(&format!("[data-option={option:?}] .option"));
        browser.wait_for(&form);
    }
    browser.click(&format!("{form} input[name=value]"));
    browser.key("Control+a");
    write(browser, value);
}

#[test]
fn a_pinned_node_stays_beside_another_and_what_differs_is_marked() {
    let browser = opened();
    transfer(&browser, "n1", "n3", "30");
    press(&browser, "Pin n1");
    browser.click("[data-node=n2]");
    browser.wait_until("document.querySelectorAll('.inspected').length === 2");
    let heads = "[...document.querySelectorAll('.inspected h2')].map(e => e.textContent).join()";
    assert_eq!(browser.eval(heads), "n1,n2");
    let marked = "[...document.querySelectorAll('.pinned dt.differs')].map(e => e.textContent)";
    browser.wait_until(&format!("{marked}.includes('log')"));
    assert_eq!(
        browser.count(".ask"),
        1,
        "one form: that of the selected node"
    );
    press(&browser, "Unpin");
    browser.wait_until("document.querySelectorAll('.inspected').length === 1");
}

#[test]
fn by_keys_a_node_is_pinned_and_the_inspector_made_wider() {
    let browser = opened();
    assert_at_document(&browser);
    tab_to(&browser, "e.matches('[data-node=n1]')");
    browser.key("Enter");
    tab_to(&browser, "e.matches('.side > .grip')");
    let before = browser.eval(WIDTH).as_i64().expect("a width");
    browser.key("Control+ArrowLeft");
    browser.wait_until(&format!("{WIDTH} === {before} + 16"));
    browser.wait_until(&format!(
        "+document.activeElement.getAttribute('aria-valuenow') === {WIDTH}"
    ));
    browser.key("Enter");
    browser.wait_until(&format!("{WIDTH} === {before}"));
    tab_to_button(&browser, "Pin n1");
    browser.key("Enter");
    browser.wait_for("[aria-label='Pin n1'][aria-pressed=true]");
    assert_eq!(browser.status("step"), "0");
}

#[test]
fn a_crash_empties_the_memory_and_the_disk_stays() {
    let browser = opened();
    transfer(&browser, "n1", "n3", "30");
    step_until(&browser, &all_have(1));
    let disk = browser.text(".dsk .facts");
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", node("n1", "state")));
    browser.wait_until("document.querySelector('.mem').textContent.includes('lost')");
    assert_eq!(browser.count(".mem .facts"), 0, "nothing is left in memory");
    assert_eq!(
        browser.text(".dsk .facts"),
        disk,
        "the disk says what it said"
    );
}

#[test]
fn what_the_last_step_changed_is_marked_until_the_next() {
    let browser = opened();
    transfer(&browser, "n1", "n3", "30");
    browser.wait_until("[...document.querySelectorAll('.facts dt')].some(dt => dt.textContent === 'log' && dt.nextElementSibling.querySelector('.flash'))");
    let logged = "[...document.querySelectorAll('.facts dt')].find(dt => dt.textContent === 'log').nextElementSibling.querySelector('.flash')";
    step_until(&browser, &format!("{logged} === null"));
}

#[test]
fn what_was_typed_before_comes_back_with_up_and_down() {
    let browser = opened();
    transfer(&browser, "n1", "n3", "30");
    transfer(&browser, "n1", "n3", "7");
    browser.click(".ask input[name=amount]");
    browser.key("ArrowUp");
    assert_field(&browser, "amount", "30");
    browser.key("ArrowDown");
    assert_field(&browser, "amount", "7");
    assert_eq!(browser.status("step"), "0", "no arrow moved the run");
}

#[test]
fn a_setting_shows_its_line_holds_from_now_on_and_is_undone() {
    let browser = opened();
    press(&browser, "Settings");
    fill(&browser, "latency", "5s");
    browser.wait_until("document.querySelector('.writes').textContent === 'set latency 5s'");
    assert_eq!(
        browser.eval(&format!("{SCRIPT}.includes('latency')")),
        false,
        "not written yet"
    );
    press(&browser, "Set");
    browser.wait_until(&format!("{SCRIPT}.includes('set latency 5s')"));
    browser.wait_until("document.querySelector('[data-option=latency] b').textContent === '5s'");
    assert_same_natively(&browser);
    fill(&browser, "latency", "soon");
    press(&browser, "Set");
    browser.wait_for(".option-form [role=alert]");
    assert_eq!(
        browser
            .attribute(".option-form input", "aria-invalid")
            .as_deref(),
        Some("true")
    );
    assert_eq!(
        browser.eval(&format!("{SCRIPT}.includes('soon')")),
        false,
        "refused where it was typed"
    );
    browser.key("ArrowUp");
    browser.wait_until("document.querySelector('.option-form input').value === '5s'");
    press(&browser, "Undo");
    browser.wait_until("document.querySelector('[data-option=latency] b').textContent === '2s'");
}

#[test]
fn a_setting_is_made_for_one_link_by_keys() {
    let browser = opened();
    assert_at_document(&browser);
    browser.key("o");
    browser.wait_for(".side[aria-label=Settings]");
    tab_to(
        &browser,
        "e.closest('[data-option=latency]') && e.matches('.option')",
    );
    browser.key("Enter");
    tab_to(&browser, "e.matches('[name=value]')");
    browser.key("Control+a");
    write(&browser, "3s");
    for (name, end) in [("from", "n1"), ("to", "n2")] {
        tab_to(
            &browser,
            &format!("e.matches('.option-form [name={name}]')"),
        );
        write(&browser, end);
    }
    tab_to_button(&browser, "one way");
    browser.key("Enter");
    browser.wait_until(
        "document.querySelector('.writes').textContent === 'set latency 3s on n1 -> n2'",
    );
    tab_to_button(&browser, "Set");
    browser.key("Enter");
    browser.wait_until(&format!("{SCRIPT}.includes('set latency 3s on n1 -> n2')"));
    browser.key("Escape");
    browser.wait_for(".side[aria-label=Inspector]");
    assert_same_natively(&browser);
}

#[test]
fn what_is_fixed_at_step_0_begins_another_run() {
    let browser = opened();
    press(&browser, "Settings");
    fill(&browser, "balance", "7");
    press(&browser, "Begin again with it");
    browser.wait_until(&format!("{SCRIPT}.includes('set balance 7')"));
    browser.click("[role=switch]");
    browser.wait_for("[role=switch][aria-checked=true]");
    assert_eq!(
        browser.eval(&format!("/set balance 7\\nset quirk .* on/.test({SCRIPT})")),
        true,
        "both stand in the header"
    );
    browser.click("[role=switch]");
    browser.wait_for("[role=switch][aria-checked=false]");
    assert_eq!(
        browser.eval(&format!("/quirk .* on/.test({SCRIPT})")),
        false
    );
}

#[test]
fn the_shortest_script_of_a_violation_is_looked_for_and_breaks_the_same() {
    let noise = "at 10s sever n1 n2\nat 12s heal n1 n2\nat 20s pause n3\nat 25s resume n3\nat 30s sever n1 n3\nat 31s heal\n";
    let cause = "at 61s submit n5 transfer n5 n1 100\nat 64s submit n4 transfer n4 n5 100\nat 85s submit n5 transfer n5 n2 100\n";
    let script = format!(
        "protocol benmo\nset quirk accept-ignores-promise on\nset pause 1s..5s\n{noise}{cause}"
    );
    let browser = page(&format!("#paused&script={}", urlencoded(&script)));
    play_fast(&browser);
    browser.wait_for(".viol");
    browser.wait_until(
        "[...document.querySelectorAll('.viol h3')].some(e => e.textContent.startsWith('The shortest script'))",
    );
    let said = |css: &str| {
        let text = browser.eval(&format!("document.querySelector({css:?}).textContent"));
        text.as_str().expect("it is text").to_owned()
    };
    let short = said(".viol .script");
    assert!(
        short.contains("submit") && !short.contains("sever"),
        "what has nothing to do with it is left out:\n{short}"
    );
    let failed = said(".viol h2");
    press(&browser, "Play the shortest");
    browser.wait_until("!synod.script().includes('sever')");
    (0..8).for_each(|_| browser.key("+"));
    let again = format!("document.querySelector('.viol h2')?.textContent === {failed:?}");
    browser.wait_until(&again);
}

#[test]
fn a_violation_says_how_it_came_to_it_and_what_is_required() {
    let browser = page("#protocol=benmo&scene=double-spend");
    (0..8).for_each(|_| browser.key("+"));
    browser.wait_for(".viol");
    let contains = |css: &str, words: &str| {
        browser.wait_until(&format!(
            "document.querySelector({css:?}).textContent.includes({words:?})"
        ));
    };
    contains(".viol header", "The run has stopped here.");
    contains(".viol .facts2", "holds -160");
    contains(".viol .facts2", "no account may be below 0");
    assert_eq!(browser.count(".chainwhy li"), 5);
    contains(".chainwhy li.bad", "learns the decision");
    browser.click(".lamp[data-property=no-overspending] .lampbtn");
    let button = "getComputedStyle([...document.querySelectorAll('.lamp .popover button')].at(-1)).boxShadow";
    browser.wait_until(&format!("{button} !== 'none'"));
    browser.key("Escape");
    press(&browser, "Play");
    contains(".viol header", "The run plays on.");
    press(&browser, "Pause run");
    contains(".viol header", "The run has gone on since.");
    press(&browser, "Run it as required");
    browser.wait_until("!document.querySelector('.viol, .chip.warn')");
    wait_for_status(&browser, "playing", "true");
    assert_eq!(browser.eval("/quirk|expect/.test(synod.script())"), false);
}

/// Plays, eight notches faster than a person would watch.
fn play_fast(browser: &Browser) {
    (0..8).for_each(|_| browser.key("+"));
    press(browser, "Play");
}

/// A text as an address takes it.
fn urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
