//! Journeys by keys alone: each begins with nothing focused and Tab, and no mouse is ever touched.

use synod_tests::Browser;
use synod_tests::keyboard::{
    assert_at_document, step_until, tab_to, tab_to_button, transfer, walk_to,
};
use synod_tests::person::{
    all_have, assert_same_natively, flying, link, node, page, wait_for_status, write,
};

/// The page at step 0 of an empty run, with the focus nowhere.
fn opened() -> Browser {
    let browser = page("#protocol=benmo&paused");
    assert_at_document(&browser);
    browser
}

#[test]
fn a_transfer_is_decided_everywhere() {
    let browser = opened();
    transfer(&browser, "n1", "n3", "30");
    browser.wait_for("[data-request=\"n1#1\"]");
    step_until(&browser, &all_have(1));
    browser.wait_until(
        "document.querySelector('[data-request=\"n1#1\"]').dataset.verdict === 'committed'",
    );
    assert_same_natively(&browser);
}

#[test]
fn what_closes_gives_the_focus_back_to_its_button() {
    let browser = opened();
    let on = |css: &str| {
        browser.wait_until(&format!("document.activeElement.matches({css:?})"));
    };
    let seed = "e.matches('.chip') && e.textContent.startsWith('seed')";
    tab_to(&browser, seed);
    browser.key("Enter");
    on(".popover input");
    write(&browser, "7");
    browser.key("Enter");
    wait_for_status(&browser, "step", "0");
    browser.wait_until("location.hash.includes('seed=7')");
    on(".chip");
    browser.key("Enter");
    on(".popover input");
    browser.key("Escape");
    on(".chip");
    browser.wait_until("!document.querySelector('.popover')");
    tab_to_button(&browser, "Lessons");
    browser.key("Enter");
    on("[role=menuitemradio]");
    browser.key("Escape");
    on(".lessons button");
}

#[test]
fn the_tray_is_one_stop_of_tab_and_arrows_walk_it() {
    let browser = opened();
    tab_to(&browser, "e.matches('.tool')");
    let tool = |name: &str| {
        browser.wait_until(&format!("document.activeElement.dataset.tool === {name:?}"));
    };
    tool("point");
    browser.key("ArrowDown");
    tool("crash");
    browser.key("ArrowUp");
    browser.key("ArrowUp");
    tool("delay");
    browser.key("Enter");
    browser.wait_until("document.querySelector('[data-tool=delay].tool').tabIndex === 0");
    browser.key("Tab");
    assert_eq!(
        browser.eval("document.activeElement.matches('.tool')"),
        false
    );
}

#[test]
fn the_leader_crashes_in_its_round_and_comes_back() {
    let browser = opened();
    transfer(&browser, "n1", "n3", "30");
    let leads = format!(
        "{} === 'true' && {}",
        node("n1", "leading"),
        flying("accept")
    );
    step_until(&browser, &leads);
    walk_to(&browser, "n1");
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", node("n1", "state")));
    tab_to_button(&browser, "Step forward");
    for _ in 0..12 {
        browser.key("Enter");
    }
    walk_to(&browser, "n1");
    browser.key("r");
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
fn a_link_is_severed_and_healed() {
    let browser = opened();
    walk_to(&browser, "n1");
    browser.key("x");
    walk_to(&browser, "n2");
    browser.key("Enter");
    browser.wait_until(&format!("{} === 'cut'", link("n1-n2")));
    browser.key("Escape");
    browser.key("h");
    walk_to(&browser, "n1");
    browser.key("Enter");
    browser.wait_until(&format!("{} === 'open'", link("n1-n2")));
    assert_same_natively(&browser);
}

#[test]
fn a_partition_stalls_the_minority_until_it_is_healed() {
    let browser = opened();
    walk_to(&browser, "n1");
    browser.key("g");
    walk_to(&browser, "n2");
    browser.key("Enter");
    // Enter on a node that is taken already: the side is complete.
    browser.key("Enter");
    browser.wait_until(&format!("{} === 'cut'", link("n2-n3")));
    assert_eq!(browser.eval(&link("n1-n2")), "open");
    browser.key("Escape");
    transfer(&browser, "n3", "n4", "10");
    step_until(&browser, &format!("{} === '1'", node("n5", "committed")));
    assert_eq!(browser.eval(&node("n1", "committed")), "0");
    // The transfer's form has shown n3 until now; the run itself is what is healed.
    browser.key("Escape");
    browser.key("Escape");
    browser.key("h");
    tab_to_button(&browser, "Open all links");
    browser.key("Enter");
    browser.wait_until(&format!("{} === 'open'", link("n2-n3")));
    browser.key("Escape");
    step_until(&browser, &all_have(1));
    assert_same_natively(&browser);
}

#[test]
fn acting_in_the_past_begins_a_branch() {
    let browser = opened();
    transfer(&browser, "n1", "n3", "30");
    step_until(&browser, &format!("{} === '1'", node("n1", "committed")));
    let first = (browser.status("branch"), browser.status("fingerprint"));
    let steps: u32 = browser.status("step").parse().expect("a step is a number");
    tab_to(&browser, "e.matches('[role=slider][aria-label=Time]')");
    for _ in 0..steps / 2 {
        browser.key("ArrowLeft");
    }
    wait_for_status(&browser, "step", &(steps - steps / 2).to_string());
    walk_to(&browser, "n4");
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", node("n4", "state")));
    assert_ne!(
        browser.status("branch"),
        first.0,
        "another branch is current"
    );
    assert_eq!(browser.eval("window.synod.branches().length"), 2);
    assert_same_natively(&browser);
    tab_to(
        &browser,
        "(e.getAttribute('aria-label') || '').startsWith('Branch:')",
    );
    browser.key("Enter");
    browser.wait_for("[role=tree]");
    take_item(&browser, &first.0);
    wait_for_status(&browser, "branch", &first.0);
    wait_for_status(&browser, "fingerprint", &first.1);
}

#[test]
fn the_tree_of_branches_is_tended_by_keys() {
    let browser = opened();
    transfer(&browser, "n1", "n3", "30");
    tab_to_button(&browser, "Step forward");
    for _ in 0..8 {
        browser.key("Enter");
    }
    tab_to(&browser, "e.matches('[role=slider][aria-label=Time]')");
    for _ in 0..4 {
        browser.key("ArrowLeft");
    }
    wait_for_status(&browser, "step", "4");
    walk_to(&browser, "n4");
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", node("n4", "state")));
    browser.key("b");
    browser.wait_for("[role=tree]");
    let on = |what: &str| format!("document.activeElement.{what}");
    browser.wait_until(&on("matches('[role=treeitem][aria-current]')"));
    browser.key("ArrowLeft");
    browser.wait_until(&on("dataset.branch === 'main'"));
    browser.key("f");
    browser.wait_for(".comparison");
    browser.key("ArrowRight");
    browser.key("F2");
    browser.wait_until(&on("matches('input.naming')"));
    write(&browser, "calm");
    browser.key("Enter");
    browser.wait_until(&on("dataset.branch === 'calm'"));
    wait_for_status(&browser, "branch", "calm");
    browser.key("Delete");
    wait_for_status(&browser, "branch", "main");
    tab_to_button(&browser, "Bring back calm");
    browser.key("Enter");
    browser.wait_for("[role=treeitem][data-branch=calm]");
    browser.key("Escape");
    browser.wait_until(&on("matches('.chip.branch')"));
    assert_same_natively(&browser);
}

/// Walks the open tree by arrows to the item that names something, and takes it.
fn take_item(browser: &Browser, name: &str) {
    let there = format!("document.activeElement.dataset.branch === {name:?}");
    for _ in 0..10 {
        if browser.eval(&there) == true {
            return browser.key("Enter");
        }
        browser.key("ArrowDown");
    }
    panic!("no arrow came to {name}");
}

#[test]
fn undo_and_the_space_bar_work_wherever_the_focus_is() {
    let browser = opened();
    walk_to(&browser, "n2");
    browser.key("Enter");
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", node("n2", "state")));
    browser.key("r");
    browser.wait_until(&format!("{} === 'up'", node("n2", "state")));
    browser.key("p");
    browser.wait_until(&format!("{} === 'paused'", node("n2", "state")));
    // Undo steps before the pause; the branch is kept, and redo pauses again.
    browser.key("Control+z");
    browser.wait_until(&format!("{} === 'up'", node("n2", "state")));
    browser.key("Control+y");
    browser.wait_until(&format!("{} === 'paused'", node("n2", "state")));
    browser.key("Control+z");
    browser.wait_until(&format!("{} === 'up'", node("n2", "state")));
    browser.key(" ");
    wait_for_status(&browser, "playing", "true");
    browser.key(" ");
    wait_for_status(&browser, "playing", "false");
    assert_same_natively(&browser);
}

#[test]
fn arrows_on_the_stage_never_move_the_run() {
    let browser = opened();
    transfer(&browser, "n1", "n3", "30");
    tab_to_button(&browser, "Step forward");
    for _ in 0..3 {
        browser.key("Enter");
    }
    wait_for_status(&browser, "step", "3");
    walk_to(&browser, "n1");
    for arrow in ["ArrowUp", "ArrowRight", "ArrowLeft"] {
        for _ in 0..4 {
            browser.key(arrow);
        }
    }
    assert_eq!(browser.status("step"), "3");
    let on_stage = "!!document.activeElement.closest('svg.world')";
    assert_eq!(browser.eval(on_stage), true);
}
