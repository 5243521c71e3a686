//! Journeys in a crowd: more nodes than a ring holds and more messages than can be elements. The page is the real one;
//! what runs in it is of a system that is in no catalogue, see `bench/crowd`.

use serde_json::Value;
use synod_tests::Browser;
use synod_tests::cells::{cell_at, click, draw, mouse, place, selected, state};
use synod_tests::person::{press, press_meant, wait_for_status};

/// The page over a crowd, paused at step 0.
fn crowd(size: &str) -> Browser {
    let browser = Browser::start_crowd(1440, 900);
    browser.open(&format!("?{size}#paused"));
    browser.wait_for("[data-ready]");
    browser.wait_for(".stage canvas.cells");
    browser
}

#[test]
fn a_click_selects_the_cell_under_it() {
    let browser = crowd("nodes=150&messages=0");
    assert_eq!(
        browser.count(".stage [data-node]"),
        1,
        "one button stands for all"
    );
    let mut met = Vec::new();
    for (across, down) in [(0.5, 0.45), (0.3, 0.4), (0.7, 0.5), (0.52, 0.3)] {
        let at = place(&browser, across, down);
        click(&browser, at);
        let id = cell_at(&browser, at);
        selected(&browser, &id);
        assert!(!met.contains(&id), "{id} is met twice");
        met.push(id);
    }
    // Beside all cells lies the ground: it lays the selection down.
    click(&browser, place(&browser, 0.97, 0.05));
    browser.wait_until("document.querySelector('.crowd .cellsel') === null");
}

#[test]
fn a_cell_crashes_by_tool_and_by_key_and_comes_back() {
    let browser = crowd("nodes=150&messages=0");
    let (one, other) = (place(&browser, 0.45, 0.4), place(&browser, 0.6, 0.5));
    press(&browser, "Crash");
    click(&browser, one);
    let first = cell_at(&browser, one);
    browser.wait_until(&format!("{} === 'down'", state(&first)));
    browser.key("Escape");
    click(&browser, other);
    let second = cell_at(&browser, other);
    selected(&browser, &second);
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", state(&second)));
    browser.key("r");
    browser.wait_until(&format!("{} === 'up'", state(&second)));
    let script = browser.eval("synod.script()").to_string();
    for line in [
        format!("crash {first}"),
        format!("crash {second}"),
        format!("restart {second}"),
    ] {
        assert!(script.contains(&line), "{line} is recorded: {script}");
    }
}

#[test]
fn arrows_walk_from_cell_to_cell() {
    let browser = crowd("nodes=150&messages=0");
    let at = place(&browser, 0.5, 0.45);
    click(&browser, at);
    let start = cell_at(&browser, at);
    // The pointer leaves; the button stands for what is selected.
    mouse(&browser, "mouseMoved", place(&browser, 0.5, 1.2));
    browser.run("document.querySelector('.stage [data-node]').focus();");
    let middle = || {
        let at = browser.run(
            "const it = document.querySelector('.stage [data-node]').getBoundingClientRect();
             return [it.x + it.width / 2, it.y + it.height / 2];",
        );
        (at[0].as_f64().unwrap_or(0.0), at[1].as_f64().unwrap_or(0.0))
    };
    let focused = || browser.attribute("[data-node]:focus", "data-node");
    let mut before = (start.clone(), middle());
    for (key, right, below) in [
        ("ArrowRight", 1.0, 0.0),
        ("ArrowDown", 0.0, 1.0),
        ("ArrowLeft", -1.0, 0.0),
        ("ArrowUp", 0.0, -1.0),
    ] {
        browser.key(key);
        let changed = format!(
            "document.querySelector('.stage [data-node]:focus')?.dataset.node !== {:?}",
            before.0
        );
        browser.wait_until(&changed);
        let (id, now) = (focused().expect("the focus stays"), middle());
        let gone = (now.0 - before.1.0) * right + (now.1 - before.1.1) * below;
        assert!(gone > 5.0, "{key} went {gone} px that way, to {id}");
        before = (id, now);
    }
    browser.key("Enter");
    selected(&browser, &before.0);
    browser.key("p");
    browser.wait_until(&format!("{} === 'paused'", state(&before.0)));
}

#[test]
fn a_lasso_parts_the_cells_that_it_holds() {
    let browser = crowd("nodes=150&messages=1");
    press(&browser, "Partition");
    let corners = [
        (0.3, 0.3),
        (0.48, 0.3),
        (0.48, 0.6),
        (0.3, 0.6),
        (0.3, 0.32),
    ];
    let points: Vec<(f64, f64)> = corners
        .iter()
        .map(|(across, down)| place(&browser, *across, *down))
        .collect();
    draw(&browser, &points);
    browser.wait_until("synod.script().includes('partition n')");
    browser.wait_until("document.querySelectorAll('.stage .region').length === 2");
    let script = browser.eval("synod.script()");
    let script = script.as_str().expect("a script is text");
    let line = script
        .lines()
        .find_map(|line| line.split_once("partition "))
        .expect("it was recorded");
    let side = line.1.split_whitespace().count();
    assert!((5..75).contains(&side), "{side} of 150 on the smaller side");
    // The run goes on, and heals by the tool.
    press(&browser, "Play");
    browser.wait_until("Number(document.querySelector('[data-status]').dataset.step) > 200");
    press(&browser, "Pause run");
    wait_for_status(&browser, "playing", "false");
    press(&browser, "Heal");
    press(&browser, "Open all links");
    browser.wait_until("document.querySelectorAll('.stage .region').length === 0");
}

#[test]
fn the_table_has_a_row_for_every_node_that_does_what_the_stage_does() {
    let browser = crowd("nodes=1000&messages=0");
    browser.key("Shift+t");
    browser.wait_for(".lane tr[data-node=n1000]");
    assert_eq!(browser.count(".lane tr[data-node]"), 1000);
    let facts =
        browser.run("return {...document.querySelector('.lane tr[data-node=n517]').dataset};");
    for (name, value) in [
        ("state", "up"),
        ("leader", "none"),
        ("tip", "genesis"),
        ("height", "0"),
    ] {
        assert_eq!(facts[name], Value::from(value), "{name} of {facts}");
    }
    browser.run("document.querySelector('.lane tr[data-node=n517]').focus();");
    browser.key("c");
    browser
        .wait_until("document.querySelector('.lane tr[data-node=n517]').dataset.state === 'down'");
    browser.key("ArrowDown");
    browser.key("Enter");
    selected(&browser, "n518");
    press(&browser, "Restart n517");
    browser.wait_until("document.querySelector('.lane tr[data-node=n517]').dataset.state === 'up'");
}

#[test]
fn up_to_a_hundred_every_node_is_an_element_of_the_stage() {
    let browser = crowd("nodes=100&messages=3");
    assert_eq!(browser.count(".stage [data-node]"), 100);
    for id in ["n57", "n1", "n100"] {
        browser.click(&format!(".stage [data-node={id}]"));
        selected(&browser, id);
    }
    assert_eq!(
        browser.count(".stage [data-message]"),
        300,
        "so are the messages that are painted"
    );
    press(&browser, "Hold");
    let first = browser
        .attribute(".stage [data-message]", "data-message")
        .expect("it has a name");
    browser.click(&format!(".stage [data-message={first}]"));
    // Of several on one spot the uppermost is meant.
    browser.wait_until(
        "document.querySelectorAll('.stage [data-message][data-state=held]').length === 1",
    );
}

#[test]
fn thousands_of_messages_move_and_the_next_are_in_the_list() {
    let browser = crowd("nodes=300&messages=4");
    assert_eq!(
        browser.count("[data-message]"),
        0,
        "none is an element of the stage"
    );
    press(&browser, "Play");
    browser.wait_until("Number(document.querySelector('[data-status]').dataset.step) > 500");
    press(&browser, "Pause run");
    wait_for_status(&browser, "playing", "false");
    let tabs = "[...document.querySelectorAll('[role=tab]')]";
    press_meant(&browser, tabs, "e.textContent.startsWith('Messages')");
    browser.wait_for(".lane tr[data-message]");
    assert!(browser.count(".lane tr[data-message]") >= 50);
    let first = browser
        .attribute(".lane tr[data-message]", "data-message")
        .expect("it has a name");
    browser.click(".lane tr[data-message] button.ref");
    // The selected one is on the stage again, where it is painted.
    browser.wait_for(&format!(".stage [data-message={first}]"));
    press(&browser, &format!("Drop {first}"));
    browser.wait_until(&format!(
        "synod.view().messages.every(message => message.id !== {first:?})"
    ));
}
