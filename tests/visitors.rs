//! A visitor with a mouse or a finger: what is read is what happens, and what is clicked has not moved.

use std::time::Duration;

use synod_tests::Browser;
use synod_tests::finger::{phone, pull_up, tap, tap_button};
use synod_tests::hand::{Beside, Place, drag, hover, middle, right_click, wait_for_line};
use synod_tests::person::{
    aim, assert_same_natively, page, press, press_meant, scrub_back, step_until, wait_for_status,
};

/// In JavaScript: what is suggested.
const TRY: &str = "(document.querySelector('.try p')?.textContent ?? '')";
/// In JavaScript: where the line ends.
const AXIS: &str = "[...document.querySelectorAll('.line .ticktext')].at(-1).textContent";

const LINE: &str = "[role=slider][aria-label=Time]";

fn says(browser: &Browser, words: &str) {
    browser.wait_until(&format!(
        "document.querySelector('.caption .what').textContent.includes({words:?})"
    ));
}

/// A place on the time line.
fn on_line(browser: &Browser, share: f64) -> Place {
    let at = browser.run(&format!(
        "const r = document.querySelector({LINE:?}).getBoundingClientRect();
         return [r.x + r.width * {share}, r.y + 16];"
    ));
    let number = |place: usize| at[place].as_f64().expect("a number");
    (number(0), number(1))
}

/// A run that is cut, with something to do on both sides.
fn cut() -> Browser {
    let browser = page("#protocol=benmo&seed=7&paused");
    browser.run(
        "synod.act('partition n1 | n2 n3 n4 n5'); synod.act('submit n3 transfer n3 n2 5'); synod.runUntil('60s');",
    );
    browser
}

#[test]
fn a_click_on_a_suggestion_does_what_was_read() {
    let browser = page("");
    browser.wait_until(&format!("{TRY}.includes('off from the others')"));
    let read = browser.eval(TRY);
    browser.pause(Duration::from_millis(2500));
    assert_eq!(browser.eval(TRY), read, "it stands while one moves there");
    wait_for_status(&browser, "playing", "true");
    browser.click(".try .primary");
    let text = read.as_str().expect("a sentence");
    let at = text.find("Cut n").expect("it names a node") + 4;
    let leader = &text[at..at + 2];
    let others: String = ["n1", "n2", "n3", "n4", "n5"]
        .into_iter()
        .filter(|it| *it != leader)
        .map(|it| format!(" {it}"))
        .collect();
    wait_for_line(&browser, &format!("partition {leader} |{others}"));
    says(&browser, &format!("{leader} is cut off from the others."));
    wait_for_status(&browser, "playing", "true");
}

#[test]
fn healing_in_the_past_is_said_and_seen() {
    let browser = cut();
    scrub_back(&browser);
    step_until(&browser, &format!("{TRY}.includes('Heal')"));
    wait_for_status(&browser, "playing", "false");
    browser.click(".try .primary");
    wait_for_status(&browser, "playing", "true");
    says(
        &browser,
        "The links are open again. A new branch begins here; the old one is kept.",
    );
    press(&browser, "Pause run");
    assert_same_natively(&browser);
}

#[test]
fn the_line_stands_under_a_pointer_and_shows_nothing_over_the_buttons_after_a_press() {
    let browser = page("#protocol=benmo&seed=7&paused");
    browser.run("synod.act('submit n1 transfer n1 n2 5'); synod.runUntil('10s');");
    let axis = browser.eval(AXIS);
    hover(&browser, &[on_line(&browser, 0.1)]);
    browser.wait_for(".peek");
    let far = format!("synod.runUntil({:?})", "1000s");
    browser.run(&far);
    wait_for_status(&browser, "time", "1000000000");
    assert_eq!(browser.eval(AXIS), axis, "nothing moves under the pointer");
    drag(&browser, &[on_line(&browser, 0.1)], Beside::Nothing);
    browser.wait_until("!document.querySelector('.peek')");
    hover(&browser, &[on_line(&browser, 0.12)]);
    browser.pause(Duration::from_millis(150));
    assert_eq!(browser.count(".peek"), 0, "it looks no more after a press");
    assert_eq!(browser.count(".line svg:focus-visible"), 0, "no frame");
    let stage = middle(&browser, ".stage");
    hover(&browser, &[stage]);
    browser.wait_until(&format!("{AXIS} !== {axis}"));
    let grown = browser.eval(AXIS);
    browser.run("synod.seek('0s'); synod.seek('1000s'); synod.runUntil('1010s');");
    assert_eq!(browser.eval(AXIS), grown, "there is room ahead");
    hover(&browser, &[on_line(&browser, 0.1)]);
    browser.wait_for(".peek");
}

#[test]
fn the_name_of_a_branch_moves_nothing() {
    let browser = cut();
    let places = "JSON.stringify(['.controls > .speed', '.status', '.controls > .branching', '.status .time'].map(css => {
        const r = document.querySelector(css).getBoundingClientRect(); return [r.x, r.width, r.right <= innerWidth]; }))";
    for (width, height) in [(1440, 900), (1366, 768), (1024, 768), (768, 1024)] {
        browser.resize(width, height);
        press(&browser, "To the start");
        let before = browser.eval(places);
        browser.run("synod.act('partition n2 n3 n4 | n1 n5'); document.getElementById('rush').removeAttribute('data-idle');");
        browser.wait_until("+document.querySelector('.chip.branch .badge').textContent > 1");
        assert_eq!(browser.eval(places), before, "at {width}x{height}");
        browser.run("document.getElementById('rush').setAttribute('data-idle', '');");
    }
    assert!(
        browser
            .attribute(".chip.branch", "title")
            .is_some_and(|it| it.contains("partition n2 n3 n4 | n1 n5")),
        "the whole name is there for who asks"
    );
}

#[test]
fn another_seed_has_a_way_back() {
    let browser = cut();
    let before = browser.status("fingerprint");
    press_meant(
        &browser,
        "[...document.querySelectorAll('.bar .chip')]",
        "e.textContent.startsWith('seed')",
    );
    browser.wait_for("input[name=seed]");
    browser.run("document.querySelector('input[name=seed]').select()");
    browser.type_into("input[name=seed]", "8");
    browser.key("Enter");
    browser.wait_until(&format!(
        "document.querySelector('[data-status]').dataset.fingerprint !== {before:?}"
    ));
    browser.wait_until("location.hash.includes('seed=8')");
    press(&browser, "Back to the run before");
    wait_for_status(&browser, "fingerprint", &before);
    assert_eq!(
        browser.eval("document.querySelectorAll('[data-link][data-state=cut]').length"),
        4
    );
}

#[test]
fn the_pill_of_a_rift_says_since_when_and_until_when() {
    let browser = page("#protocol=benmo&seed=7&paused");
    let pill = "document.querySelector('[data-rift] .rifttext').textContent.trim()";
    browser.run("synod.runUntil('9s'); synod.act('partition n1 n2 | n3 n4 n5');");
    browser.wait_until(&format!("{pill} === 'cut at 9.0 s'"));
    browser.run("synod.act('later heal after 5s');");
    browser.wait_until(&format!("{pill} === 'cut at 9.0 s, heals at 14.0 s'"));
    let fits = "(([a, b]) => b.left >= a.left && b.right <= a.right)(['.riftpill', '.rifttext'].map(css => document.querySelector(css).getBoundingClientRect()))";
    assert_eq!(browser.eval(fits), true, "the words lie on the pill");
}

/// A page with messages under way, and their table.
fn under_way() -> Browser {
    let browser = page("#protocol=benmo&seed=7&paused");
    browser.run("synod.act('submit n1 transfer n1 n2 5');");
    step_until(
        &browser,
        "document.querySelectorAll('.stage [data-message]').length > 3",
    );
    browser.click("#tab-messages");
    browser.wait_for("#pane-messages tbody tr");
    browser
}

/// A message in the table.
const ROW: &str = ".lane tr[data-about^=m]";

/// The id of the first message in the table.
fn first(browser: &Browser) -> String {
    let id = browser.attribute(ROW, "data-about");
    id.expect("a row is about its message")
}

#[test]
fn the_table_of_messages_holds_and_drops_them() {
    let browser = under_way();
    let id = first(&browser);
    let state =
        format!("(document.querySelector('.stage [data-message={id}]')?.dataset.state ?? 'gone')");
    press(&browser, &format!("Hold {id}"));
    browser.wait_until(&format!("{state} === 'held'"));
    wait_for_line(&browser, &format!("hold {id}"));
    press(&browser, &format!("Release {id}"));
    browser.wait_until(&format!("{state} === 'flying'"));
    press(&browser, &format!("Drop {id}"));
    browser.wait_until(&format!("{state} === 'gone'"));
    assert_same_natively(&browser);
}

#[test]
fn a_right_click_in_the_lanes_opens_the_menu_of_what_the_row_is_about() {
    let browser = under_way();
    let id = first(&browser);
    right_click(&browser, middle(&browser, "#pane-messages tbody tr .ref"));
    browser.wait_until(&format!(
        "document.querySelector('.context .about')?.textContent.includes({id:?}) ?? false"
    ));
    press_meant(
        &browser,
        "[...document.querySelectorAll('.context .item')]",
        "e.textContent.startsWith('Drop')",
    );
    browser.wait_until(&format!(
        "!document.querySelector('.stage [data-message={id}]')"
    ));
    browser.click("#tab-nodes");
    browser.wait_for("#pane-nodes [data-about=n3]");
    right_click(&browser, middle(&browser, "#pane-nodes [data-about=n3]"));
    browser.wait_until("document.querySelector('.context .about b')?.textContent === 'n3'");
    browser.key("Escape");
    browser.wait_until("!document.querySelector('.context')");
}

/// A tap on a tab of the sheet.
fn tap_tab(browser: &Browser, name: &str) {
    aim(
        browser,
        "[...document.querySelectorAll('.sheettab')]",
        &format!("e.textContent.startsWith({name:?})"),
    );
    browser.run("document.querySelector('[data-aim]').scrollIntoView()");
    tap(browser, "[data-aim]");
}

#[test]
fn a_finger_reads_and_acts_in_the_lanes() {
    let browser = phone("#protocol=benmo&seed=7&paused", (390, 844));
    browser.run("synod.act('submit n1 transfer n1 n2 5');");
    browser.wait_until(
        "(synod.step(), document.querySelectorAll('.stage [data-message]').length > 3)",
    );
    tap_tab(&browser, "Messages");
    tap(&browser, ".pull");
    let id = first(&browser);
    let state =
        format!("(document.querySelector('.stage [data-message={id}]')?.dataset.state ?? 'gone')");
    tap_button(&browser, &format!("Hold {id}"));
    browser.wait_until(&format!("{state} === 'held'"));
    wait_for_line(&browser, &format!("hold {id}"));
    tap(&browser, &format!("{ROW} .ref"));
    browser
        .wait_until("document.querySelector('.stage [data-message][aria-pressed=true]') !== null");
    assert_same_natively(&browser);
}

#[test]
fn a_phones_sheet_is_filled_by_the_log() {
    let browser = phone("#protocol=benmo&scene=duel&moment=@90", (390, 844));
    tap_tab(&browser, "Events");
    pull_up(&browser, ".pull", 330.0);
    browser.wait_until("document.querySelector('.lower').dataset.snap === 'full'");
    // From the filters to the tabs: all of it shows rows.
    browser.wait_until(
        "(([list, tabs]) => Math.abs(list.bottom - tabs.top) < 24 && list.height > 500)
            (['.events .scroll', '.sheettabs'].map(css => document.querySelector(css).getBoundingClientRect()))",
    );
    browser.wait_until(
        "(r => { const e = document.elementFromPoint(r.x + 200, r.bottom - 30); return !!e.closest('.event'); })
            (document.querySelector('.events .scroll').getBoundingClientRect())",
    );
}

#[test]
fn what_can_be_done_about_a_violation_is_in_sight() {
    let browser = page("#protocol=benmo&scene=two-ledgers");
    browser.run("synod.pause(); synod.runToEnd();");
    browser.wait_until(
        "document.querySelector('.viol')?.textContent.includes('The shortest script') ?? false",
    );
    for (width, height) in [(1440, 900), (1920, 1080), (1280, 720)] {
        browser.resize(width, height);
        let hidden = "[...document.querySelectorAll('.viol .acts:last-child button')].filter(e => {
            const r = e.getBoundingClientRect();
            return !e.contains(document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)); }).map(e => e.textContent)";
        browser.wait_until(&format!("({hidden}).length === 0"));
    }
    assert_eq!(browser.count(".viol .acts:last-child button"), 5);
}
