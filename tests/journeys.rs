//! Journeys through the page, by pointer and key: what a person does, and what they then see. `window.synod` waits
//! and reads; it never acts.

use synod_core::session::{Played, Session};
use synod_tests::Browser;

/// The page at step 0 of an empty run, ready for a person.
fn page(fragment: &str) -> Browser {
    let browser = Browser::start(1440, 900);
    browser.open(fragment);
    browser.wait_for("[data-ready]");
    browser
}

/// A press of the pointer on the visible button of this accessible name.
fn press(browser: &Browser, name: &str) {
    let find = format!(
        "document.querySelectorAll('[data-aim]').forEach(e => e.removeAttribute('data-aim'));
         const named = e => (e.getAttribute('aria-label') || e.textContent).trim();
         const it = [...document.querySelectorAll('button,[role=button]')]
           .find(e => named(e) === {name:?} && e.getClientRects().length);
         if (it) it.setAttribute('data-aim', '');
         return !!it;"
    );
    assert_eq!(browser.run(&find), true, "a visible button named {name}");
    browser.click("[data-aim]");
}

/// Plays until a condition holds, then pauses, by the transport's own buttons.
fn play_until(browser: &Browser, condition: &str) {
    press(browser, "Play");
    browser.wait_until(condition);
    press(browser, "Pause run");
    browser.wait_until("document.querySelector('[data-status]').dataset.playing === 'false'");
}

/// Steps by the transport's button until a condition holds.
fn step_until(browser: &Browser, condition: &str) {
    for _ in 0..400 {
        if browser.eval(condition) == true {
            return;
        }
        press(browser, "Step forward");
    }
    panic!("four hundred steps never made this true: {condition}");
}

fn node(id: &str, name: &str) -> String {
    format!("document.querySelector('[data-node=\"{id}\"]').dataset.{name}")
}

fn link(id: &str) -> String {
    format!("document.querySelector('[data-link=\"{id}\"]').dataset.state")
}

/// What `script()` returned, played natively, ends where the page stands.
fn assert_same_natively(browser: &Browser) {
    let text = browser.eval("window.synod.script()");
    let text = text.as_str().expect("a script is text");
    let mut session = Session::load(text).expect("a recorded script parses");
    assert_eq!(
        session.run_to_end(),
        Played::Reached,
        "it plays to its end:\n{text}"
    );
    let native = session.view();
    let found = (
        native.moment().step.to_string(),
        native.moment().time.micros().to_string(),
        format!("{:016x}", native.fingerprint()),
    );
    let page = (
        browser.status("step"),
        browser.status("time"),
        browser.status("fingerprint"),
    );
    assert_eq!(found, page, "native and page agree on\n{text}");
}

/// Enters a transfer in the form, by pointer.
fn transfer(browser: &Browser, from: &str, to: &str, amount: &str) {
    browser.click(&format!("[data-node=\"{from}\"]"));
    let set = format!(
        "const field = name => [...document.querySelectorAll('label')].find(l => l.textContent.trim().startsWith(name))
           .querySelector('select,input');
         const put = (e, v) => {{
           const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(e), 'value').set;
           set.call(e, v);
           e.dispatchEvent(new Event('input', {{bubbles: true}}));
           e.dispatchEvent(new Event('change', {{bubbles: true}}));
         }};
         put(field('From'), {from:?}); put(field('To'), {to:?}); put(field('Amount'), {amount:?});"
    );
    browser.run(&set);
    press(browser, "Submit");
}

#[test]
fn the_page_opens_alive_and_decides_a_block_by_itself() {
    let browser = page("");
    browser.wait_until("document.querySelectorAll('[data-message]').length > 0");
    assert_eq!(browser.count("[data-node]"), 5, "five nodes");
    assert_eq!(browser.count("[data-link]"), 10, "a link for every pair");
    browser.wait_until(&format!("{} >= 1", node("n1", "committed")));
    assert_eq!(
        browser
            .attribute("[data-property=\"agreement\"]", "data-verdict")
            .as_deref(),
        Some("holds")
    );
    let severe: Vec<String> = browser
        .console()
        .into_iter()
        .filter(|line| line.contains("SEVERE"))
        .collect();
    assert!(
        severe.is_empty(),
        "the console is clean, but says {severe:?}"
    );
}

#[test]
fn a_transfer_by_pointer_is_decided_everywhere() {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n1", "n3", "30");
    browser.wait_until("document.querySelector('[data-request=\"n1#1\"]') !== null");
    assert_eq!(
        browser
            .attribute("[data-request=\"n1#1\"]", "data-verdict")
            .as_deref(),
        Some("pending")
    );
    step_until(
        &browser,
        "['n1','n2','n3','n4','n5'].every(n => document.querySelector(`[data-node=${n}]`).dataset.committed === '1')",
    );
    browser.wait_until(
        "document.querySelector('[data-request=\"n1#1\"]').dataset.verdict === 'committed'",
    );
    assert_same_natively(&browser);
}

#[test]
fn a_transfer_that_cannot_be_is_refused_where_it_was_typed() {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n1", "n3", "171");
    browser.wait_until(
        "document.querySelector('form').textContent.includes('Not enough money to transfer 171')",
    );
    transfer(&browser, "n1", "n3", "ten");
    browser.wait_until("document.querySelector('form').textContent.includes('whole number')");
    assert_eq!(browser.status("step"), "0");
}

#[test]
fn the_leader_crashes_in_its_round_and_its_transfer_is_decided_once() {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n1", "n3", "30");
    step_until(
        &browser,
        &format!(
            "{} === 'true' && document.querySelectorAll('[data-kind=accept]').length > 0",
            node("n1", "leading")
        ),
    );
    press(&browser, "Crash");
    browser.wait_until(&format!("{} === 'down'", node("n1", "state")));
    assert_eq!(
        browser.attribute("[data-node=n1]", "data-role").as_deref(),
        Some("none")
    );
    for _ in 0..12 {
        press(&browser, "Step forward");
    }
    press(&browser, "Restart");
    browser.wait_until(&format!("{} === 'up'", node("n1", "state")));
    step_until(
        &browser,
        "['n1','n2','n3','n4','n5'].every(n => document.querySelector(`[data-node=${n}]`).dataset.committed === '1')",
    );
    assert_eq!(
        browser
            .attribute("[data-property=exactly-once]", "data-verdict")
            .as_deref(),
        Some("holds")
    );
    assert_same_natively(&browser);
}

#[test]
fn a_link_is_cut_and_healed_by_tool_then_target() {
    let browser = page("#protocol=benmo&paused");
    press(&browser, "Cut");
    browser.click("[data-node=n1]");
    browser.click("[data-node=n2]");
    browser.wait_until(&format!("{} === 'cut'", link("n1-n2")));
    browser.key("Escape");
    press(&browser, "Heal");
    browser.click("[data-node=n2]");
    browser.click("[data-node=n1]");
    browser.wait_until(&format!("{} === 'open'", link("n1-n2")));
    assert_same_natively(&browser);
}

#[test]
fn a_minority_stalls_behind_a_partition_and_catches_up_after_healing() {
    let browser = page("#protocol=benmo&paused");
    press(&browser, "Partition");
    browser.click("[data-node=n1]");
    browser.click("[data-node=n2]");
    browser.key("Enter");
    browser.wait_until(&format!("{} === 'cut'", link("n2-n3")));
    assert_eq!(browser.eval(&link("n1-n2")), "open");
    browser.key("Escape");
    transfer(&browser, "n3", "n4", "10");
    step_until(&browser, &format!("{} === '1'", node("n5", "committed")));
    assert_eq!(
        browser
            .attribute("[data-node=n1]", "data-committed")
            .as_deref(),
        Some("0")
    );
    browser.key("Escape");
    press(&browser, "Heal");
    press(&browser, "Open all links");
    browser.wait_until(&format!("{} === 'open'", link("n2-n3")));
    browser.key("Escape");
    step_until(
        &browser,
        &format!(
            "{} === '1' && {} === '1'",
            node("n1", "committed"),
            node("n2", "committed")
        ),
    );
    assert_same_natively(&browser);
}

#[test]
fn acting_in_the_past_begins_a_branch_and_keeps_the_other() {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n1", "n3", "30");
    step_until(&browser, &format!("{} === '1'", node("n1", "committed")));
    let first = (browser.status("branch"), browser.status("fingerprint"));
    let steps: u32 = browser.status("step").parse().expect("a step is a number");
    for _ in 0..steps / 2 {
        press(&browser, "Step back");
    }
    browser.wait_until(&format!(
        "document.querySelector('[data-status]').dataset.step === '{}'",
        steps - steps / 2
    ));
    browser.click("[data-node=n4]");
    press(&browser, "Crash");
    browser.wait_until(&format!("{} === 'down'", node("n4", "state")));
    assert_ne!(
        browser.status("branch"),
        first.0,
        "another branch is current"
    );
    assert_eq!(
        browser.eval("window.synod.branches().length"),
        2,
        "both branches are there"
    );
    assert_same_natively(&browser);
    press_branch(&browser, &first.0);
    browser.wait_until(&format!(
        "document.querySelector('[data-status]').dataset.branch === '{}'",
        first.0
    ));
    browser.wait_until(&format!(
        "document.querySelector('[data-status]').dataset.fingerprint === '{}'",
        first.1
    ));
}

/// Opens the branch menu and takes a branch from it.
fn press_branch(browser: &Browser, name: &str) {
    browser.run(
        "const it = document.querySelector('button[aria-label^=\"Branch:\"]'); it.setAttribute('data-menu', '');",
    );
    browser.click("[data-menu]");
    let find = format!(
        "document.querySelectorAll('[data-aim]').forEach(e => e.removeAttribute('data-aim'));
         const it = [...document.querySelectorAll('.menu [role^=menuitem], .menu button')].find(e => e.textContent.includes({name:?}));
         if (it) it.setAttribute('data-aim', ''); return !!it;"
    );
    browser.wait_until("document.querySelector('.menu') !== null");
    assert_eq!(browser.run(&find), true, "the menu lists branch {name}");
    browser.click("[data-aim]");
}

#[test]
fn everything_works_by_keyboard() {
    let browser = page("#protocol=benmo&paused");
    // Focus a node, select it, crash it, bring it back.
    browser.run("document.querySelector('[data-node=n2]').focus()");
    browser.key("Enter");
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", node("n2", "state")));
    browser.key("r");
    browser.wait_until(&format!("{} === 'up'", node("n2", "state")));
    browser.key("p");
    browser.wait_until(&format!("{} === 'paused'", node("n2", "state")));
    // Undo steps before the pause; the branch is kept.
    browser.key("Control+z");
    browser.wait_until(&format!("{} === 'up'", node("n2", "state")));
    browser.key(" ");
    browser.wait_until("document.querySelector('[data-status]').dataset.playing === 'true'");
    browser.key(" ");
    browser.wait_until("document.querySelector('[data-status]').dataset.playing === 'false'");
    assert_same_natively(&browser);
}

#[test]
fn ten_scripts_have_one_fingerprint_natively_and_here() {
    let browser = page("#protocol=benmo&paused");
    let mut scripts = 0;
    for (name, text) in synod_tests::scenarios() {
        let mut session = Session::load(&text).expect("a scenario parses");
        if session.run_to_end() != Played::Reached {
            continue;
        }
        let native = format!("{:016x}", session.view().fingerprint());
        let load = format!(
            "const loaded = window.synod.load({});
             if (!loaded.ok) return loaded.message;
             window.synod.runToEnd();
             return window.synod.fingerprint();",
            serde_json::to_string(&text).expect("text is JSON")
        );
        assert_eq!(browser.run(&load), native.as_str(), "{name}");
        scripts += 1;
    }
    assert!(scripts >= 10, "only {scripts} scripts were compared");
}

#[test]
fn playing_and_pausing_moves_the_clock() {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n2", "n3", "1");
    play_until(
        &browser,
        "document.querySelectorAll('[data-kind=prepare]').length > 0",
    );
    assert_same_natively(&browser);
}

/// The accessibility audit: nothing that axe-core calls serious or critical, in three states of the page.
#[test]
fn the_page_passes_the_audit_of_accessibility() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../target/tools/npm/node_modules/axe-core/axe.min.js"
    );
    let axe = std::fs::read_to_string(path).expect("`cargo xtask build` installs axe-core");
    let browser = page("#protocol=benmo&paused");
    browser.run(&axe);
    audit(&browser, "an empty run");
    transfer(&browser, "n1", "n3", "30");
    step_until(
        &browser,
        "document.querySelectorAll('[data-kind=accept]').length > 0",
    );
    browser.click("[data-message]");
    audit(&browser, "a round with a message selected");
    press(&browser, "Partition");
    browser.click("[data-node=n1]");
    browser.key("Enter");
    audit(&browser, "a partition");
}

fn audit(browser: &Browser, state: &str) {
    let found = browser.run(
        "return axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] })
           .then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))
             .map(v => v.id + ': ' + v.help + ' at ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', ')));",
    );
    assert_eq!(found, serde_json::json!([]), "{state}");
}
