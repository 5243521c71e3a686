//! Journeys through the clients: their lane over time, what they show on the stage and in the inspector, whom everybody
//! takes for the leader, and the slots of the servers.

use synod_tests::Browser;
use synod_tests::audit::{audit, prepare};
use synod_tests::keyboard::tab_to;
use synod_tests::person::{page, press, wait_for_status, write};

/// Two clients, a leader that crashes under way, and a wait.
const SCRIPT: &str = "protocol multi-paxos
clients 2
submit c1 put a 1
at 14s submit c1 get a
at 15s submit c2 transfer n1 n2 30
at 30s crash n1
at 31s submit c1 put a 2
";

fn at(script: &str, time: &str) -> Browser {
    let encoded: String = script.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let browser = page(&format!("#paused&script={encoded}"));
    browser.run(&format!("synod.runUntil({time:?});"));
    browser
}

fn open_tab(browser: &Browser, tab: &str) {
    browser.click(&format!("#tab-{tab}"));
    browser.wait_for(&format!("#pane-{tab}"));
}

/// In JavaScript: the bar of an operation.
fn bar(id: &str) -> String {
    format!("document.querySelector('[data-operation=\"{id}\"]')")
}

/// In JavaScript: the operation that has the focus.
const FOCUSED: &str = "document.activeElement.dataset.operation";

#[test]
fn operations_are_bars_on_one_axis_with_what_they_met() {
    let browser = at(SCRIPT, "34s");
    open_tab(&browser, "clients");
    let verdict = |id: &str| browser.eval(&format!("{}.dataset.verdict", bar(id)));
    assert_eq!(verdict("c1#1"), "committed");
    assert_eq!(verdict("c1#3"), "pending");
    let name = browser.eval(&format!("{}.ariaLabel", bar("c1#2")));
    let name = name.as_str().expect("a bar has a name");
    assert!(
        name.starts_with("c1#2, get a, committed (1), 14.000 s to"),
        "{name}"
    );
    // The crash of the leader goes through all rows, between the bars before and after it.
    let left = |css: &str| {
        let left = browser.eval(&format!(
            "document.querySelector({css:?}).getBoundingClientRect().left"
        ));
        left.as_f64().expect("a place")
    };
    let (before, after) = ("[data-operation='c1#2']", "[data-operation='c1#3']");
    let crash = left(".through.crash");
    assert!(left(before) < crash && crash < left(after));
    assert!(
        left("#clients-now") > left(after),
        "the present is behind both"
    );
    // The hooks of a request stand in one place only.
    assert_eq!(browser.count("[data-request='c1#2']"), 1);
    // Pointing at a bar lights up the request everywhere, and the other way round.
    browser.hover("[data-operation='c1#3']");
    browser.wait_for("[data-request='c1#3'].glow");
    press(&browser, "c2");
    browser.wait_for(".asker.me [data-operation='c2#1']");
    browser.click("[data-operation='c1#2']");
    wait_for_status(&browser, "time", "14000000");
}

#[test]
fn the_axis_is_dragged_and_zoomed_and_follows_again() {
    let browser = at(SCRIPT, "34s");
    open_tab(&browser, "clients");
    let width = format!("{}.querySelector('.length').offsetWidth", bar("c1#1"));
    let pressed = "[...document.querySelectorAll('.zooms .ck')].map(e => e.ariaPressed).join()";
    let wide = browser.eval(&width).as_f64().expect("a width");
    assert_eq!(browser.eval(pressed), "true");
    let place = browser.run(
        "const r = document.querySelector('.axis').getBoundingClientRect();
         return [r.x + r.width / 2 - 90, r.y + r.height / 2];",
    );
    let place = place[0].as_f64().zip(place[1].as_f64()).expect("a place");
    let left = format!("Math.round({}.getBoundingClientRect().left)", bar("c1#2"));
    let before = browser.eval(&left).as_f64().expect("a place");
    browser.drag_to(".axis", place);
    browser.wait_until(&format!("{left} === {before} - 90"));
    assert_eq!(browser.eval(pressed), "false");
    press(&browser, "Follow");
    browser.wait_until(&format!("{pressed} === 'true' && {left} === {before}"));
    press(&browser, "Zoom out");
    browser.wait_until(&format!("Math.abs({width} - {wide} / 2) <= 1"));
    let step = browser.status("step");
    tab_to(&browser, "e.matches('.op')");
    browser.key("+");
    browser.wait_until(&format!("{width} === {wide}"));
    assert_eq!(browser.status("step"), step, "the keys were the axis's own");
}

#[test]
fn arrows_walk_the_operations_and_enter_goes_to_one() {
    let browser = at(SCRIPT, "34s");
    open_tab(&browser, "clients");
    let step = browser.status("step");
    tab_to(&browser, "e.matches('.op')");
    browser.wait_until(&format!("{FOCUSED} === 'c2#1'"));
    for (key, id) in [
        ("ArrowUp", "c1#2"),
        ("ArrowRight", "c1#3"),
        ("Home", "c1#1"),
        ("ArrowDown", "c2#1"),
        ("ArrowUp", "c1#2"),
    ] {
        browser.key(key);
        browser.wait_until(&format!("{FOCUSED} === {id:?}"));
    }
    assert_eq!(
        browser.status("step"),
        step,
        "the run stands where it stood"
    );
    browser.key("Enter");
    wait_for_status(&browser, "time", "14000000");
    prepare(&browser);
    audit(&browser, "the clients over time");
}

#[test]
fn a_thousand_operations_are_gathered_and_only_those_in_sight_are_drawn() {
    let many: String = (0..1000)
        .map(|place| {
            format!(
                "at {}ms submit c{} put k {place}\n",
                100 * place,
                place % 4 + 1
            )
        })
        .collect();
    let browser = at(
        &format!("protocol multi-paxos\nclients 4\nset outbox 5ms\n{many}"),
        "101s",
    );
    open_tab(&browser, "clients");
    let drawn = "document.querySelectorAll('.op').length";
    assert!(browser.count(".op") < 200);
    for _ in 0..12 {
        press(&browser, "Zoom out");
    }
    let all = "[...document.querySelectorAll('.op')].reduce((sum, e) => sum + +e.dataset.count, 0)";
    browser.wait_until(&format!("{all} === 1000"));
    assert!(browser.count(".op") < 200);
    // Several in one place come apart where they are.
    let count = browser.eval(drawn);
    browser.click(".op");
    browser.wait_until(&format!("{all} < 1000 && {drawn} !== {count}"));
}

#[test]
fn a_client_shows_whom_it_takes_for_its_leader_and_takes_what_a_form_says() {
    let browser = page("#protocol=multi-paxos&paused&script=protocol%20multi-paxos%0A");
    browser.wait_for("[data-trust=c1-n1]:not(.sure)");
    browser.click("[data-client=c1]");
    browser.click("#form-key");
    write(&browser, "$");
    press(&browser, "Submit");
    let error = "document.querySelector('.error')?.textContent";
    browser.wait_until(&format!("{error}?.includes('Key, column 1: found $')"));
    let invalid = |css: &str| browser.attribute(css, "aria-invalid");
    assert_eq!(invalid("#form-key").as_deref(), Some("true"));
    // What stands in one field is no word of the next one.
    browser.wait_until("document.activeElement.id === 'form-key'");
    browser.key("Control+a");
    write(&browser, "a 1 #");
    press(&browser, "Submit");
    browser.wait_until(&format!("{error}?.includes('Key, column 3: found 1')"));
    assert_eq!(invalid("#form-value").as_deref(), Some("false"));
    assert_eq!(browser.count("[data-request]"), 0);
    browser.key("Control+a");
    write(&browser, "a");
    browser.click("#form-value");
    write(&browser, "[1, 2]");
    press(&browser, "Submit");
    browser.wait_for("[data-client=c1][data-pending='1']");
    browser.wait_until(
        "document.querySelector('[data-client=c1]').textContent.includes('nominates n1')",
    );
    browser.wait_until("document.querySelector('.queued').textContent.includes('c1#1')");
    browser.run("synod.runUntil('12s');");
    browser.wait_for("[data-trust=c1-n1].sure");
    browser.wait_for("[data-client=c1][data-pending='0']");
    browser.wait_for("[data-request='c1#1'][data-verdict=committed]");
    // Few servers show their hints unasked.
    browser.wait_for("[data-trust=n2-n1].sure");
    browser.wait_for("[data-trust=n3-n1].sure");
    browser.run("synod.act('crash n1');");
    browser.wait_for("[data-trust=c1-n1]:not(.sure)");
    browser.wait_until(
        "document.querySelector('p.trusts')?.textContent.includes('said so, and leads no more')",
    );
}

#[test]
fn a_nomination_is_seen_with_what_came_of_it() {
    let browser = at(SCRIPT, "1s");
    let says = |words: &str| {
        let text = "document.querySelector('p.nomination')?.textContent";
        browser.wait_until(&format!("{text}?.includes({words:?})"));
    };
    browser.click("[data-client=c1]");
    says("It nominated n1 at 0 s and waits for the result.");
    open_tab(&browser, "clients");
    browser.wait_for("[data-nomination=pending]");
    browser.run("synod.runUntil('13s');");
    says("It nominated n1 at 0 s. Granted at 6.0 s: n1 leads.");
    browser.wait_for("[data-nomination=granted]");
    browser.wait_until("document.querySelector('.result').textContent === 'n1 leads'");
    browser.run("synod.act('crash c1'); synod.act('restart c1');");
    browser.wait_until("document.querySelector('.session').textContent.startsWith('Session 2:')");
    assert_eq!(
        browser.count(".nomination"),
        0,
        "another life knows nothing"
    );
}

#[test]
fn what_is_done_to_messages_stands_on_the_axis_of_the_clients() {
    let slow = SCRIPT.replace("clients 2", "clients 2\nset latency 1s");
    let browser = at(&slow, "500ms");
    open_tab(&browser, "clients");
    assert_eq!(browser.count(".through.message"), 0);
    browser.run("synod.act('delay leader c1 -> n1 1s');");
    browser.wait_for(".through.message");
}

#[test]
fn a_block_shows_its_nonce_its_digits_and_its_pointer() {
    let browser = at(SCRIPT, "25s");
    browser.click("[data-node=n1]");
    browser.wait_for("[data-block='2']");
    let card = |height: u32, row: &str| {
        let row = browser.eval(&format!(
            "[...document.querySelectorAll('[data-block=\"{height}\"] dt')].find(e => e.textContent === {row:?})?.nextSibling.textContent"
        ));
        row.as_str().expect("a row").to_owned()
    };
    assert_eq!(card(1, "pointer"), "none");
    assert_eq!(card(2, "pointer").len(), 10);
    assert_eq!(card(2, "nonce").len(), 10);
    let digits = card(2, "last ten digits");
    assert!(
        digits.len() == 10 && digits.ends_with(['0', '1', '2']),
        "{digits}"
    );
    assert_eq!(card(2, "asked by"), "c1#2");
    let stores = "[...document.querySelectorAll('h3, dt')].filter(e => /^store/i.test(e.textContent)).length";
    assert_eq!(browser.eval(stores), 1, "the store stands there once");
}

#[test]
fn slots_stand_under_each_other_with_what_is_tentative_and_what_is_missing() {
    let script = "protocol multi-paxos
clients 1
submit c1 put a 1
at 13s crash n3
at 14s submit c1 put b 2
";
    let browser = at(script, "17s");
    let cell = |row: usize, slot: usize| {
        format!("document.querySelectorAll('.rows > div')[{row}].querySelectorAll('.slot')[{slot}]")
    };
    browser.wait_until(&format!("!!{}.querySelector('.blk.open .tok')", cell(0, 2)));
    browser.run("synod.runUntil('30s');");
    browser.wait_until(&format!(
        "!!{}.querySelector('.blk:not(.open)')",
        cell(0, 2)
    ));
    browser.wait_until(&format!("{}.textContent === '2 missing'", cell(2, 2)));
    let left = |row| format!("{}.getBoundingClientRect().left", cell(row, 2));
    assert_eq!(
        browser.eval(&left(0)),
        browser.eval(&left(2)),
        "one column a slot"
    );
}

#[test]
fn two_operations_in_conflict_are_outlined() {
    let script = "protocol multi-paxos
clients 2
set quirk stale-local-read on
submit c1 put a 1
at 13s partition n1 c1 | n2 n3 c2
nominate c2 n2
submit c2 put a 2
at 26s submit c1 get a
";
    let browser = at(script, "40s");
    browser.wait_for("[data-property=linearisable][data-verdict=fails]");
    open_tab(&browser, "clients");
    let marked =
        "[...document.querySelectorAll('.op.alarm')].map(e => e.dataset.operation).sort().join()";
    browser.wait_until(&format!("{marked} === 'c1#2,c2#1'"));
}
