//! Journeys of the hand: knife, lasso, messages that are held, put back and handed over, by mouse, finger and keys.
//! Each gesture says at the pointer the line that it will record, and records that line.

use serde_json::json;
use synod_tests::Browser;
use synod_tests::finger::phone;
use synod_tests::hand::{
    Beside, Mouse, Place, beside, chip, click, double_click, drag, finger, hover, lift, middle,
    script, wait_for_line,
};
use synod_tests::keyboard::walk_to;
use synod_tests::person::{
    assert_same_natively, catch, flying, link, node, page, press, step_until, transfer, write,
};

/// A page whose n1 asks everybody, and one of its messages that nothing lies over, with where it is.
fn asking() -> (Browser, String, Place) {
    let browser = page("#protocol=benmo&paused");
    transfer(&browser, "n1", "n3", "30");
    step_until(&browser, &flying("prepare"));
    browser.key("Escape");
    let free = free(&browser);
    let at = middle(&browser, &format!("[data-message={free}]"));
    (browser, free, at)
}

/// Plays until a message between two nodes lies under nothing; its id.
fn free(browser: &Browser) -> String {
    let free = "[...document.querySelectorAll('[data-state=flying]')].find(e => {
          const middle = e => { const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; };
          const [x, y] = middle(e.querySelector('.hit'));
          const far = n => { const [a, b] = middle(n); return Math.hypot(a - x, b - y) > n.getBoundingClientRect().width * 0.8; };
          return e.dataset.from !== e.dataset.to && e.contains(document.elementFromPoint(x, y))
            && [...document.querySelectorAll('[data-node] .body')].every(far);
        })?.dataset.message";
    catch(browser, free)
}

/// In JavaScript: the state of a message.
fn state(id: &str) -> String {
    format!("document.querySelector('[data-message={id}]')?.dataset.state")
}

#[test]
fn a_message_is_pulled_off_its_way_put_back_and_handed_over() {
    let (browser, id, at) = asking();
    let aside = beside(at, 0.0, -90.0);
    let mouse = Mouse::press(&browser, at, Beside::Nothing);
    mouse.drag(at, aside);
    browser.wait_for(".atpointer");
    assert_eq!(
        chip(&browser),
        format!("hold {id}"),
        "the chip says what will be recorded"
    );
    assert!(
        !script(&browser).contains("hold"),
        "and nothing is recorded before"
    );
    mouse.release(aside);
    wait_for_line(&browser, &format!("hold {id}"));
    browser.wait_until(&format!("{} === 'held'", state(&id)));
    assert_eq!(browser.count(".atpointer"), 0);
    // It stands beside its way; back on it, it flies on.
    let held = middle(&browser, &format!("[data-message={id}]"));
    assert!(
        (held.0 - at.0).hypot(held.1 - at.1) > 15.0,
        "{held:?} is beside {at:?}"
    );
    drag(&browser, &[held, aside, at], Beside::Nothing);
    wait_for_line(&browser, &format!("release {id}"));
    browser.wait_until(&format!("{} === 'flying'", state(&id)));
    // And dropped on its receiver it is there.
    let to = browser.attribute(&format!("[data-message={id}]"), "data-to");
    let to = middle(
        &browser,
        &format!("[data-node={}]", to.expect("a receiver")),
    );
    drag(
        &browser,
        &[middle(&browser, &format!("[data-message={id}]")), to],
        Beside::Nothing,
    );
    wait_for_line(&browser, &format!("deliver {id}"));
    assert_same_natively(&browser);
}

#[test]
fn escape_lets_a_message_fly_on() {
    let (browser, id, at) = asking();
    let before = script(&browser);
    let aside = beside(at, 0.0, -90.0);
    let mouse = Mouse::press(&browser, at, Beside::Nothing);
    mouse.drag(at, aside);
    browser.wait_for(".atpointer");
    browser.key("Escape");
    browser.wait_until("document.querySelector('.atpointer') === null");
    mouse.release(aside);
    // Pulled and put back in one go is nothing either.
    drag(&browser, &[at, aside, at], Beside::Nothing);
    browser.wait_until(&format!("{} === 'flying'", state(&id)));
    assert_eq!(script(&browser), before);
    // A click still selects it: the end of a drag is none.
    assert_eq!(
        browser.eval("document.querySelector('[data-message][aria-pressed=true]')"),
        json!(null)
    );
    click(&browser, at);
    browser.wait_until(&format!(
        "document.querySelector('[data-message={id}]').getAttribute('aria-pressed') === 'true'"
    ));
}

#[test]
fn what_is_let_go_beside_the_stage_is_let_go() {
    let (browser, id, at) = asking();
    let before = script(&browser);
    // From its place to the inspector in one go: the stage sees neither the way nor the end.
    let beyond = middle(&browser, ".side");
    Mouse::press(&browser, at, Beside::Nothing).release(beyond);
    hover(
        &browser,
        &[at, beside(at, 0.0, -60.0), beside(at, 0.0, -90.0)],
    );
    assert_eq!(browser.count(".atpointer"), 0, "no message follows");
    browser.key("x");
    let edge = browser.run(
        "const r = document.querySelector('.stage').getBoundingClientRect(); return [r.right - 4, r.top + 200];",
    );
    let edge = (edge[0].as_f64().unwrap(), edge[1].as_f64().unwrap());
    Mouse::press(&browser, edge, Beside::Nothing).release(beyond);
    let across = [beside(edge, -20.0, 0.0), beside(edge, -900.0, 0.0)];
    hover(&browser, &across);
    assert_eq!(browser.count(".knife"), 0, "no knife follows");
    drag(&browser, &[across[1], across[1]], Beside::Nothing);
    assert_eq!(script(&browser), before, "{id} flies on, nothing is cut");
}

#[test]
fn the_run_waits_while_a_message_is_in_the_hand() {
    let (browser, _, at) = asking();
    press(&browser, "Play");
    let mouse = Mouse::press(&browser, at, Beside::Nothing);
    mouse.drag(at, beside(at, 0.0, -90.0));
    // Whatever was caught, the run stands still under the hand.
    if browser.count(".atpointer") > 0 {
        let step = browser.status("step");
        browser.pause(std::time::Duration::from_millis(1200));
        assert_eq!(browser.status("step"), step);
    }
    mouse.release(beside(at, 0.0, -90.0));
    press(&browser, "Pause run");
    assert_same_natively(&browser);
}

#[test]
fn by_keys_a_message_is_held_and_released() {
    let (browser, ..) = asking();
    walk_to(&browser, "n1");
    browser.key("m");
    browser.wait_until("!!document.activeElement.dataset.message");
    let id = browser.eval("document.activeElement.dataset.message");
    let id = id.as_str().expect("a message").to_owned();
    browser.key("h");
    wait_for_line(&browser, &format!("hold {id}"));
    browser.wait_until(&format!(
        "document.activeElement.dataset.message === {id:?}"
    ));
    browser.key("h");
    wait_for_line(&browser, &format!("release {id}"));
    browser.key("y");
    wait_for_line(&browser, &format!("delay {id} 4s"));
    browser.wait_for(&format!("[data-message={id}] .late"));
    browser.key("u");
    wait_for_line(&browser, &format!("duplicate {id}"));
    assert_same_natively(&browser);
}

#[test]
fn by_finger_a_message_is_held() {
    let browser = phone("#protocol=benmo&paused", (390, 844));
    transfer(&browser, "n1", "n3", "30");
    step_until(&browser, &flying("prepare"));
    // Back up from the form.
    browser.run("document.querySelector('.stage').scrollIntoView({ block: 'end' })");
    let id = free(&browser);
    let at = middle(&browser, &format!("[data-message={id}]"));
    let top = browser.eval("document.querySelector('.stage').getBoundingClientRect().top");
    finger(
        &browser,
        &[
            at,
            beside(at, 12.0, -12.0),
            beside(at, 40.0, -40.0),
            beside(at, 60.0, -60.0),
        ],
    );
    browser.wait_for(".atpointer");
    let line = chip(&browser);
    lift(&browser);
    wait_for_line(&browser, &line);
    assert_eq!(
        browser.eval("document.querySelector('.stage').getBoundingClientRect().top"),
        top,
        "the page did not scroll"
    );
    assert_same_natively(&browser);
}

#[test]
fn a_knife_says_and_records_what_it_cuts_and_with_alt_one_way() {
    let browser = page("#protocol=benmo&paused");
    press(&browser, "Cut");
    let (a, b) = (
        middle(&browser, "[data-node=n3]"),
        middle(&browser, "[data-node=n4]"),
    );
    let on = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    let (above, under) = (beside(on, 12.0, -25.0), beside(on, 12.0, 25.0));
    let mouse = Mouse::press(&browser, above, Beside::Alt);
    mouse.drag(above, under);
    browser.wait_for(".atpointer");
    assert_eq!(
        chip(&browser),
        "sever n3 -> n4",
        "from the side where the stroke began"
    );
    assert!(
        browser.count(".preview .barcut") > 0,
        "the link shows its bars already"
    );
    assert_eq!(browser.eval(&link("n3-n4")), "open");
    mouse.release(under);
    wait_for_line(&browser, "sever n3 -> n4");
    browser.wait_until(&format!("{} === 'cut-forward'", link("n3-n4")));
    drag(&browser, &[above, under], Beside::Nothing);
    browser.wait_until(&format!("{} === 'cut'", link("n3-n4")));
    assert_same_natively(&browser);
}

/// A loop round a place, of this radius.
fn round((x, y): Place, radius: f64) -> Vec<Place> {
    let corner = |i: u32| {
        let angle = f64::from(i) * std::f64::consts::TAU / 8.0;
        (x + radius * angle.cos(), y + radius * angle.sin())
    };
    (0..8).map(corner).collect()
}

#[test]
fn a_second_lasso_makes_a_third_side() {
    let browser = page("#protocol=benmo&paused");
    press(&browser, "Partition");
    let places = round(middle(&browser, "[data-node=n2]"), 80.0);
    let mouse = Mouse::press(&browser, places[0], Beside::Nothing);
    places
        .windows(2)
        .for_each(|pair| mouse.drag(pair[0], pair[1]));
    browser.wait_for(".atpointer");
    assert_eq!(chip(&browser), "partition n1 n3 n4 n5 | n2");
    assert!(
        browser.count(".world .halo") > 0,
        "who is inside has a halo"
    );
    mouse.release(places[7]);
    wait_for_line(&browser, "partition n1 n3 n4 n5 | n2");
    browser.wait_until("document.querySelectorAll('[data-side]').length === 2");
    settled(&browser);
    drag(
        &browser,
        &round(middle(&browser, "[data-node=n4]"), 80.0),
        Beside::Nothing,
    );
    wait_for_line(&browser, "partition n1 n3 n5 | n2 | n4");
    browser.wait_until("document.querySelectorAll('[data-side]').length === 3");
    // Click by click: a fourth.
    browser.click("[data-node=n5]");
    press(&browser, "Split hereEnter");
    wait_for_line(&browser, "partition n1 n3 | n2 | n4 | n5");
    browser.key("Escape");
    // One rift heals alone.
    settled(&browser);
    browser.click("[data-rift='0'] .riftpill");
    browser.wait_for(".context");
    browser.key("Enter");
    wait_for_line(&browser, "partition n1 n2 n3 | n4 | n5");
    assert_same_natively(&browser);
}

/// Waits until nothing drifts any more.
fn settled(browser: &Browser) {
    let places = "[...document.querySelectorAll('[data-node]')].map(e => e.style.transform).join()";
    browser.wait_until(&format!(
        "(now => {{ const same = window.lastPlaces === now; window.lastPlaces = now; return same; }})({places})"
    ));
}

#[test]
fn the_sides_drift_apart_with_all_that_hangs_on_them() {
    let browser = page("#protocol=benmo&paused");
    // What is seen frame by frame: where n1 stands, and where the link from it to n2 begins.
    browser.run(
        "window.seen = []; const look = () => {
           const n = document.querySelector('[data-node=n1]').style.transform.match(/[-\\d.]+/g).map(Number);
           const l = document.querySelector('[data-link=n1-n2] .wire').getAttribute('d').match(/[-\\d.]+/g).map(Number);
           seen.push({ at: n, gap: Math.hypot(n[0] - l[0], n[1] - l[1]) });
           requestAnimationFrame(look); };
         requestAnimationFrame(look);",
    );
    press(&browser, "Partition");
    browser.click("[data-node=n1]");
    browser.click("[data-node=n2]");
    // A clock ten times as slow, so that a machine with other things to do draws some of the way.
    browser.run(
        "const real = performance.now.bind(performance); performance.now = () => real() / 10;",
    );
    browser.key("Enter");
    browser.wait_until(&format!("{} === 'cut'", link("n2-n3")));
    settled(&browser);
    let places = browser.eval("new Set(seen.map(it => it.at.join())).size");
    assert!(places.as_u64() > Some(3), "{places} places on the way");
    let torn =
        browser.eval("Math.max(...seen.map(it => it.gap)) - Math.min(...seen.map(it => it.gap))");
    assert!(
        torn.as_f64() < Some(2.0),
        "the link stays with its node: {torn}"
    );
}

#[test]
fn with_reduced_motion_the_sides_stand_apart_at_once() {
    let browser = page("");
    browser.devtools(
        "Emulation.setEmulatedMedia",
        json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] }),
    );
    browser.open("#protocol=benmo&paused");
    browser.wait_for("[data-ready]");
    browser.run(
        "window.seen = new Set(); const look = () => {
           seen.add(document.querySelector('[data-node=n1]').style.transform); requestAnimationFrame(look); };
         requestAnimationFrame(look);",
    );
    press(&browser, "Partition");
    browser.click("[data-node=n1]");
    browser.key("Enter");
    browser.wait_until(&format!("{} === 'cut'", link("n1-n2")));
    settled(&browser);
    assert_eq!(browser.eval("seen.size"), 2, "here, and there");
}

#[test]
fn what_is_lost_shows_where_it_died_until_the_next_step() {
    let browser = page("#protocol=benmo&paused");
    press(&browser, "Partition");
    browser.click("[data-node=n1]");
    browser.click("[data-node=n2]");
    browser.key("Enter");
    browser.wait_until(&format!("{} === 'cut'", link("n2-n3")));
    browser.key("Escape");
    let can = ["cannot decide", "can decide"].map(|it| format!(": {it}"));
    for (side, can) in can.iter().enumerate() {
        let says = browser.text(&format!("[data-side='{side}'] .sidesub"));
        assert!(says.ends_with(can), "{says}");
    }
    transfer(&browser, "n1", "n2", "30");
    step_until(&browser, &flying("prepare"));
    browser.wait_until("document.querySelectorAll('[data-lost]').length === 3");
    assert_eq!(browser.text("[data-lost] text"), "lost: cut");
    assert_eq!(browser.eval(&node("n1", "leading")), "true");
    let rays = browser.attribute("[data-lost] .burst", "d").expect("rays");
    assert_eq!(rays.matches('M').count(), 8, "eight rays");
    press(&browser, "Step forward");
    browser.wait_until("document.querySelectorAll('[data-lost]').length === 0");
    press(&browser, "Step back");
    browser.wait_until("document.querySelectorAll('[data-lost]').length === 3");
    // While it plays they fade and go.
    press(&browser, "Play");
    browser.wait_until("document.querySelectorAll('[data-lost]').length === 0");
    press(&browser, "Pause run");
    assert_same_natively(&browser);
}

#[test]
fn several_on_one_spot_are_counted_and_fan_out() {
    let (browser, id, at) = asking();
    press(&browser, "Copy");
    let copied = format!("synod.script().split('duplicate {id}').length - 1");
    // The copies leave anew: two of them fly together.
    click(&browser, at);
    browser.wait_until(&format!("{copied} === 1"));
    // The words below the stage have changed, so that it may have made room.
    click(&browser, middle(&browser, &format!("[data-message={id}]")));
    // Under a hand that stays they may fan out, and then it meets a copy: that is one more all the same.
    browser.wait_until("synod.script().split('duplicate ').length - 1 === 2");
    browser.key("Escape");
    // Who points at them has them fanned out.
    browser.move_to((0.0, 0.0));
    browser.wait_for(".msg .count");
    assert_eq!(browser.text(".msg .count"), "2");
    let copies = "[...document.querySelectorAll('.msg')].filter(e => e.querySelector('.twin'))";
    let before = browser.eval(&format!(
        "new Set({copies}.map(e => e.getBoundingClientRect().x)).size"
    ));
    assert!(before.as_u64() <= Some(2), "on one spot");
    walk_to(&browser, "n1");
    for _ in 0..20 {
        let here = browser.eval("document.activeElement.dataset.message ?? ''");
        browser.key("m");
        browser.wait_until(&format!(
            "(document.activeElement.dataset.message ?? {here}) !== {here}"
        ));
        if browser.eval("!!document.activeElement.querySelector('.twin')") == true {
            break;
        }
    }
    browser.wait_until("document.querySelector('.msg .count') === null");
    let apart = format!(
        "(([a, b]) => Math.abs(a - b) > 24)({copies}.map(e => {{ const r = e.querySelector('.ms').getBoundingClientRect(); return r.x; }}))"
    );
    browser.wait_until(&apart);
}

#[test]
fn who_clicks_submit_twice_asks_once() {
    let browser = page("#protocol=benmo&paused");
    let submit = "document.querySelector('form.form button[type=submit]')";
    browser.wait_until(&format!("!!{submit}"));
    let requests = "synod.script().split('submit ').length - 1";
    double_click(&browser, middle(&browser, "form.form button[type=submit]"));
    browser.wait_until(&format!("{requests} === 1"));
    browser.pause(std::time::Duration::from_millis(100));
    assert_eq!(browser.eval(requests), 1);
    // What is no amount is no request either.
    browser
        .run("const field = document.querySelector('#form-amount'); field.focus(); field.select()");
    write(&browser, "0");
    browser.key("Enter");
    browser.wait_until(
        "document.querySelector('#form-error')?.textContent === 'Amount must be at least 1'",
    );
    assert_eq!(browser.eval(requests), 1);
}
