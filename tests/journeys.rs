//! Journeys through the page, by pointer and key: what a person does, and what they then see. `window.synod` waits
//! and reads; it never acts.

use synod_core::protocols::CATALOG;
use synod_core::session::Session;
use synod_tests::Browser;
use synod_tests::audit::{audit, prepare};
use synod_tests::person::{
    all_have, assert_same_natively, catch, flying, link, node, open_tree, page, play_until, press,
    press_meant, scrub_back, step_until, take_branch, transfer, wait_for_status, write,
};

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
fn all_systems_are_switched_without_a_reload_and_each_opens_alive() {
    let browser = page("");
    browser.run("window.before = 'the same page';");
    // The one that it opens with comes last, so that it is come back to.
    let (first, others) = CATALOG.split_first().expect("there are systems");
    for entry in others.iter().chain([first]) {
        browser.click(".pick");
        let name = format!("e.textContent.startsWith({:?})", entry.about.name);
        let items = "[...document.querySelectorAll('.systems [role=menuitemradio]')]";
        press_meant(&browser, items, &name);
        let chosen = "document.querySelector('.pick').getAttribute('aria-label')";
        browser.wait_until(&format!("{chosen}.includes({:?})", entry.about.name));
        let opening = Session::opening(entry.about.id).expect("it has an opening scene");
        let nodes = opening.view().setup().nodes;
        browser.wait_until(&format!(
            "document.querySelectorAll('[data-node]').length === {nodes}"
        ));
        browser.wait_until("document.querySelectorAll('[data-message]').length > 0");
        wait_for_status(&browser, "playing", "true");
        let step = "Number(document.querySelector('[data-status]').dataset.step)";
        let before = browser.eval(step);
        browser.wait_until(&format!("{step} > {before}"));
        let broken = browser.count(".lamp[data-verdict=fails]");
        assert_eq!(broken, 0, "{}", entry.about.name);
        assert_eq!(browser.eval("window.before"), "the same page");
    }
    let console = browser.console();
    assert!(
        !console.iter().any(|line| line.contains("SEVERE")),
        "{console:?}"
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
    step_until(&browser, &all_have(1));
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
    step_until(&browser, &all_have(1));
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
    // Back by the scrubber, forward by the transport to where the round is.
    scrub_back(&browser);
    let step = "Number(document.querySelector('[data-status]').dataset.step)";
    browser.wait_until(&format!("{step} < {steps}"));
    step_until(&browser, &flying("accept"));
    let middle = browser.status("step");
    press(&browser, "Step back");
    browser.wait_until(&format!("{step} === {middle} - 1"));
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
    take_branch(&browser, &first.0);
    wait_for_status(&browser, "fingerprint", &first.1);
}

#[test]
fn branches_are_compared_named_put_away_and_brought_back() {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n1", "n3", "30");
    for _ in 0..8 {
        press(&browser, "Step forward");
    }
    scrub_back(&browser);
    browser.click("[data-node=n4]");
    press(&browser, "Crash");
    browser.wait_until(&format!("{} === 'down'", node("n4", "state")));
    let name = browser.status("branch");
    open_tree(&browser);
    assert_eq!(browser.count("[role=treeitem]"), 2);
    assert_eq!(
        browser.count(".twig .stamp .dot"),
        10,
        "five nodes at each end"
    );
    assert_eq!(browser.count(".twig .stamp .dot.down"), 1, "n4 on one");
    // Where they first differ, and there on either.
    press(&browser, "Compare main");
    browser.wait_for(".comparison");
    assert_eq!(browser.count(".comparison .side-of"), 2);
    let step = browser.run(
        "const go = [...document.querySelectorAll('.comparison button')].find(e => (e.getAttribute('aria-label') || '').endsWith(' of main'));
         go.setAttribute('data-go', ''); return go.getAttribute('aria-label').match(/step (\\d+)/)[1];",
    );
    browser.click("[data-go]");
    wait_for_status(&browser, "branch", "main");
    wait_for_status(&browser, "step", step.as_str().expect("a step"));
    // Another name, typed.
    press(&browser, &format!("Rename {name}"));
    browser.wait_for("input.naming");
    browser.wait_until("document.activeElement.matches('input.naming')");
    write(&browser, "without");
    browser.key("Enter");
    browser.wait_for("[role=treeitem][data-branch=without]");
    press(&browser, "Delete main");
    browser.wait_until(
        "document.querySelector('.branches .err')?.textContent.includes('without began on it')",
    );
    press(&browser, "Delete without");
    browser.wait_until("document.querySelectorAll('[role=treeitem]').length === 1");
    press(&browser, "Bring back without");
    browser.wait_until("document.querySelectorAll('[role=treeitem]').length === 2");
    assert_same_natively(&browser);
}

/// The page is drawn anew many times a second while a run plays: what somebody types meanwhile stays as typed.
#[test]
fn what_is_typed_stays_while_the_run_plays() {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n1", "n3", "30");
    press(&browser, "Step forward");
    scrub_back(&browser);
    browser.click("[data-node=n4]");
    press(&browser, "Crash");
    browser.wait_until(&format!("{} === 'down'", node("n4", "state")));
    let name = browser.status("branch");
    press(&browser, "Play");
    open_tree(&browser);
    press(&browser, &format!("Rename {name}"));
    browser.wait_until("document.activeElement.matches('input.naming')");
    write_beside_steps(&browser, "without");
    browser.key("Enter");
    browser.wait_for("[role=treeitem][data-branch=without]");
    press(&browser, "Close the branches");
    press(&browser, "5 nodes");
    browser.wait_until("document.activeElement.matches('input[name=nodes]')");
    write_beside_steps(&browser, "7");
    assert_eq!(
        browser.eval("document.activeElement.value"),
        "7",
        "the old number was chosen, so the new one stands for it"
    );
}

/// Types, and waits after each letter until the page has drawn a later moment.
fn write_beside_steps(browser: &Browser, text: &str) {
    for letter in text.chars() {
        write(browser, &letter.to_string());
        let now = browser.eval("document.querySelector('[data-status]').dataset.time");
        browser.wait_until(&format!(
            "document.querySelector('[data-status]').dataset.time !== {now}"
        ));
    }
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
    let browser = page("#protocol=benmo&paused");
    prepare(&browser);
    audit(&browser, "an empty run");
    transfer(&browser, "n1", "n3", "30");
    step_until(&browser, &flying("accept"));
    let message = click_a_message(&browser);
    // It is selected: the inspector speaks of it.
    browser.wait_until(&format!(
        "document.querySelector('[aria-label=Inspector] h2').textContent.endsWith(' {message}')"
    ));
    audit(&browser, "a round with a message selected");
    press(&browser, "Partition");
    browser.click("[data-node=n1]");
    browser.key("Enter");
    audit(&browser, "a partition");
    press(&browser, "Undo");
    press(&browser, "Go on without it");
    press(&browser, "Pause run");
    open_tree(&browser);
    press(&browser, "Compare main");
    browser.wait_for(".comparison");
    audit(&browser, "the tree of branches");
}

/// Lets the messages leave the node that sent them, and clicks one that nothing lies over; its id.
fn click_a_message(browser: &Browser) -> String {
    let free = "[...document.querySelectorAll('[data-message]')].find(e => {
          const r = e.getBoundingClientRect();
          return e.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2));
        })?.dataset.message";
    let id = catch(browser, free);
    browser.click(&format!("[data-message={id}]"));
    id
}
