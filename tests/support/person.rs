//! What a person does at the page, by pointer, and what they then see. `window.synod` waits and reads; it never acts.

use synod_core::session::{Played, Session};

use crate::Browser;

/// The page of this address, ready for a person.
pub fn page(fragment: &str) -> Browser {
    let browser = Browser::start(1440, 900);
    browser.open(fragment);
    browser.wait_for("[data-ready]");
    browser
}

/// A press of the pointer on the visible button of this accessible name, as soon as there is one.
pub fn press(browser: &Browser, name: &str) {
    let buttons = "[...document.querySelectorAll('button,[role=button]')]";
    let named = format!("(e.getAttribute('aria-label') || e.textContent).trim() === {name:?}");
    press_meant(browser, buttons, &named);
}

/// A press on the first visible one of some elements that is meant. What the page draws anew loses the mark, so it is
/// marked before each look.
pub fn press_meant(browser: &Browser, among: &str, meant: &str) {
    browser.click_found("[data-aim]", || aim(browser, among, meant));
}

/// Marks the first visible one of some elements that is meant, as [data-aim], as soon as there is one.
pub fn aim(browser: &Browser, among: &str, meant: &str) {
    browser.wait_until(&format!(
        "(it => {{
            document.querySelectorAll('[data-aim]').forEach(e => e.removeAttribute('data-aim'));
            if (it) it.setAttribute('data-aim', '');
            return it;
         }})({among}.find(e => ({meant}) && e.getClientRects().length))"
    ));
}

/// Plays until a condition holds, then pauses, by the transport's own buttons.
pub fn play_until(browser: &Browser, condition: &str) {
    press(browser, "Play");
    browser.wait_until(condition);
    press(browser, "Pause run");
    wait_for_status(browser, "playing", "false");
}

/// Plays until there is what an expression finds; that text. What was gone by the time at which the run paused is
/// waited for again: a busy machine pauses late.
pub fn catch(browser: &Browser, expression: &str) -> String {
    for _ in 0..20 {
        play_until(browser, &format!("!!({expression})"));
        if let Some(found) = browser.eval(expression).as_str() {
            return found.to_owned();
        }
    }
    panic!("twenty times gone before the run paused: {expression}");
}

/// Steps by the transport's button until a condition holds.
pub fn step_until(browser: &Browser, condition: &str) {
    for _ in 0..400 {
        if browser.eval(condition) == true {
            return;
        }
        press(browser, "Step forward");
    }
    panic!("four hundred steps never made this true: {condition}");
}

/// Waits until a fact of the status element is this.
pub fn wait_for_status(browser: &Browser, name: &str, value: &str) {
    browser.wait_until(&format!(
        "document.querySelector('[data-status]').dataset.{name} === {value:?}"
    ));
}

/// In JavaScript: a fact of a node.
pub fn node(id: &str, name: &str) -> String {
    format!("document.querySelector('[data-node=\"{id}\"]').dataset.{name}")
}

/// In JavaScript: the state of a link.
pub fn link(id: &str) -> String {
    format!("document.querySelector('[data-link=\"{id}\"]').dataset.state")
}

/// In JavaScript: whether all five nodes have this many final blocks.
pub fn all_have(blocks: u32) -> String {
    format!(
        "['n1','n2','n3','n4','n5'].every(n => document.querySelector(`[data-node=${{n}}]`).dataset.committed === '{blocks}')"
    )
}

/// In JavaScript: whether messages of a kind are in flight.
pub fn flying(kind: &str) -> String {
    format!("document.querySelectorAll('[data-kind={kind}]').length > 0")
}

/// What `script()` returned, played natively, ends where the page stands.
pub fn assert_same_natively(browser: &Browser) {
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

/// Enters a transfer in the form of a node: each field is clicked and typed into, then Submit is pressed.
pub fn transfer(browser: &Browser, from: &str, to: &str, amount: &str) {
    browser.click(&format!("[data-node=\"{from}\"]"));
    choose(browser, "from", from);
    choose(browser, "to", to);
    browser.click(".ask input[name=amount]");
    browser.key("Control+a");
    write(browser, amount);
    assert_field(browser, "amount", amount);
    press(browser, "Submit");
}

/// Opens a list by the pointer and takes an option by typing its text.
fn choose(browser: &Browser, field: &str, option: &str) {
    browser.click(&format!(".ask select[name={field}]"));
    write(browser, option);
    browser.key("Enter");
    assert_field(browser, field, option);
}

/// Waits until a field of the form holds this.
pub fn assert_field(browser: &Browser, field: &str, value: &str) {
    browser.wait_until(&format!(
        "document.querySelector('.ask [name={field}]').value === {value:?}"
    ));
}

/// Presses the keys of a text, one after the other.
pub fn write(browser: &Browser, text: &str) {
    for letter in text.chars() {
        browser.key(&letter.to_string());
    }
}

/// Drags the head of the time line back to half its way from the start.
pub fn scrub_back(browser: &Browser) {
    let half = browser.run(
        "const middle = e => { const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; };
         const line = document.querySelector('[role=slider][aria-label=Time]').getBoundingClientRect();
         const [x, y] = middle(document.getElementById('tl-head'));
         return [Math.round((line.x + x) / 2), Math.round(y)];",
    );
    let at = half[0].as_f64().zip(half[1].as_f64());
    browser.drag_to("#tl-head", at.expect("a place on the line"));
}

/// Opens the tree of branches.
pub fn open_tree(browser: &Browser) {
    let buttons = "[...document.querySelectorAll('button')]";
    let opener = "(e.getAttribute('aria-label') || '').startsWith('Branch:')";
    press_meant(browser, buttons, opener);
    browser.wait_for("[role=tree]");
}

/// Opens the tree of branches and takes one from it.
pub fn take_branch(browser: &Browser, name: &str) {
    open_tree(browser);
    browser.click(&format!("[role=treeitem][data-branch={name:?}]"));
    wait_for_status(browser, "branch", name);
}
