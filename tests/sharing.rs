//! A run is shared as a link, a file, a text and a scene, by pointer and key. `window.synod` waits and reads.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use synod_tests::Browser;
use synod_tests::audit::{audit, prepare};
use synod_tests::person::{page, press, press_meant, take_branch, transfer, wait_for_status};

/// What a person sees of where the run stands.
fn stands(browser: &Browser) -> (String, String, String) {
    let status = |name| browser.status(name);
    (status("step"), status("time"), status("fingerprint"))
}

/// A run with something in it, standing still.
fn begun() -> Browser {
    let browser = page("#protocol=benmo&nodes=5&seed=7&paused");
    transfer(&browser, "n1", "n3", "30");
    for _ in 0..8 {
        press(&browser, "Step forward");
    }
    browser.key("Escape");
    browser.click("[data-node=n2]");
    press(&browser, "Crash");
    press(&browser, "Step forward");
    browser
}

fn value(browser: &Browser, css: &str) -> String {
    browser.wait_for(css);
    let value = browser.eval(&format!("document.querySelector({css:?}).value"));
    value.as_str().expect("a field has a text").to_owned()
}

fn chosen(browser: &Browser, name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for the file");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("the file can be written");
    browser.type_into("#open-file", &path.display().to_string());
    folder
}

fn says(browser: &Browser, words: &str) {
    browser.wait_until(&format!("document.body.textContent.includes({words:?})"));
}

#[test]
fn a_link_opens_the_run_at_its_moment() {
    let browser = begun();
    let stood = stands(&browser);
    press(&browser, "Share");
    browser.wait_for(".share svg.qr");
    let link = value(&browser, ".share input");
    let (_, fragment) = link.split_once('#').expect("it has a fragment");
    assert!(fragment.len() < 100, "{fragment}");
    press(&browser, "Copy link");
    says(&browser, "Link copied.");
    browser.open(&format!("#{fragment}"));
    browser.wait_for("[data-ready]");
    assert_eq!(stands(&browser), stood);
    assert_eq!(browser.status("playing"), "false");
    assert_eq!(
        browser.attribute("[data-node=n2]", "data-state").as_deref(),
        Some("down")
    );
}

#[test]
fn a_link_of_the_past_brings_what_came_after() {
    let browser = begun();
    press(&browser, "Step back");
    press(&browser, "Step back");
    let stood = stands(&browser);
    browser.key("s");
    let text = value(&browser, ".writing textarea");
    assert!(
        text.contains("crash n2"),
        "what came after is shown: {text}"
    );
    press(&browser, "Share");
    let link = value(&browser, ".share input");
    let (_, fragment) = link.split_once('#').expect("it has a fragment");
    browser.open(&format!("#{fragment}"));
    browser.wait_for("[data-ready]");
    assert_eq!(stands(&browser), stood);
    press(&browser, "Step forward");
    press(&browser, "Step forward");
    browser.wait_until("document.querySelector('[data-node=n2]').dataset.state === 'down'");
}

#[test]
fn a_damaged_link_says_so_and_opens_the_opening_scene() {
    let browser = page("#run=1abcdefgh");
    browser.wait_for("[data-trouble=link]");
    says(
        &browser,
        "This link cannot be read: a part is missing or changed.",
    );
    says(&browser, "#run=1abcdefgh");
    browser.wait_until("document.querySelectorAll('[data-node]').length === 5");
    assert_eq!(browser.status("playing"), "true", "the opening scene plays");
    press(&browser, "Copy the text of the link");
    browser.open("#run=9xyz");
    says(&browser, "another version wrote");
    browser.open("#protocol=benmo&scene=nowhere");
    says(&browser, "There is no scene called nowhere.");
}

#[test]
fn a_saved_file_is_the_run_with_its_branches() {
    let browser = begun();
    for _ in 0..4 {
        press(&browser, "Step back");
    }
    browser.key("Escape");
    browser.click("[data-node=n4]");
    press(&browser, "Crash");
    let stood = stands(&browser);
    let folder = tempfile::tempdir().expect("a folder for downloads");
    browser.devtools(
        "Browser.setDownloadBehavior",
        json!({ "behavior": "allow", "downloadPath": folder.path() }),
    );
    browser.key("Control+s");
    let path = folder.path().join("benmo-7.synod");
    let mut text = String::new();
    for _ in 0..200 {
        text = fs::read_to_string(&path).unwrap_or_default();
        if !text.is_empty() {
            break;
        }
        browser.pause(Duration::from_millis(50));
    }
    assert!(
        text.contains("\nbranch "),
        "both branches are in it: {text}"
    );
    browser.open("#protocol=benmo&seed=9&paused");
    browser.wait_for("[data-ready]");
    let _kept = chosen(&browser, "again.synod", &text);
    says(&browser, "again.synod is open, at its start.");
    press(&browser, "Go to its end");
    wait_for_status(&browser, "fingerprint", &stood.2);
    take_branch(&browser, "main");
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing() {
    let browser = begun();
    let stood = stands(&browser);
    let _kept = chosen(&browser, "torn.synod", "protocol benmo\nat 1s crush n2\n");
    says(&browser, "torn.synod cannot be read: found crush at 2:7.");
    assert_eq!(stands(&browser), stood);
    press(&browser, "Dismiss");
    drop_file(
        &browser,
        "dropped.synod",
        "protocol benmo\nnodes 3\ncrash n3\n",
    );
    says(&browser, "dropped.synod is open, at its start.");
    assert_eq!(browser.count("[data-node]"), 3);
    press(&browser, "Undo");
    press(&browser, "Back to the run before");
    wait_for_status(&browser, "fingerprint", &stood.2);
}

/// What a browser tells the page when somebody drops a file on it.
fn drop_file(browser: &Browser, name: &str, text: &str) {
    browser.run(&format!(
        "const held = new DataTransfer();
         held.items.add(new File([{text:?}], {name:?}));
         const event = kind => new DragEvent(kind, {{ dataTransfer: held, bubbles: true, cancelable: true }});
         const over = event('dragover');
         document.body.dispatchEvent(over);
         if (!over.defaultPrevented || !('dropping' in document.documentElement.dataset)) throw new Error('not welcome');
         document.body.dispatchEvent(event('drop'));"
    ));
}

#[test]
fn the_script_is_changed_and_played_and_the_run_before_comes_back() {
    let browser = begun();
    let stood = stands(&browser);
    browser.key("s");
    let text = value(&browser, ".writing textarea");
    assert!(text.contains("submit n1 transfer n1 n3 30"), "{text}");
    browser.type_into(".writing textarea", "crush n3\n");
    says(&browser, "found crush");
    browser.wait_for(".editor .wrong");
    press(&browser, "Play from the start");
    assert_eq!(stands(&browser), stood, "what cannot be read does not play");
    let marked = browser.eval("getSelection().toString()");
    assert_eq!(marked, "crush", "it shows where");
    press(&browser, "Put back");
    assert_eq!(value(&browser, ".writing textarea"), text);
    browser.type_into(".writing textarea", "sever n4 n5\n");
    press(&browser, "Play from the start");
    wait_for_status(&browser, "playing", "true");
    browser.wait_until("document.querySelector('[data-link=\"n4-n5\"]').dataset.state === 'cut'");
    press(&browser, "The run before");
    wait_for_status(&browser, "fingerprint", &stood.2);
    browser.key("Escape");
    browser.wait_until("!document.querySelector('.writing')");
}

#[test]
fn the_script_is_written_where_it_is_read() {
    let browser =
        page("#protocol=benmo&paused&script=protocol%20benmo%0Asay%20%22Two%20sides.%22%0A");
    browser.key("s");
    browser.wait_until("document.activeElement.matches('.writing textarea')");
    let same = "const of = css => getComputedStyle(document.querySelector(css));
                const said = of('.editor .said'), field = of('.editor textarea');
                return [said.fontSize === field.fontSize, said.paddingLeft, said.borderLeftWidth];";
    assert_eq!(browser.run(same), json!([true, "0px", "0px"]));
    let heights = "const height = css => document.querySelector(css).clientHeight;
                   return height('.editor textarea') >= height('.editor');";
    assert_eq!(browser.run(heights), true, "all of the box is the field");
    browser.key("Escape");
    browser.key("Escape");
    browser.wait_until("!document.querySelector('.writing')");
}

#[test]
fn a_scene_is_chosen_by_its_sentence() {
    let browser = page("#protocol=benmo&paused");
    press(&browser, "Lessons");
    browser.wait_for("[role=menu][aria-label=Scenes] [role=menuitemradio]");
    assert!(browser.count("[role=menu] [role=menuitemradio]") >= 5);
    browser.key("ArrowDown");
    browser.key("ArrowDown");
    browser.key("Enter");
    browser.wait_until("location.hash.includes('scene=minority')");
    says(&browser, "A minority is cut off");
    wait_for_status(&browser, "playing", "true");
    // As a person who wants another: by pointer.
    press(&browser, "Lessons");
    press_meant(
        &browser,
        "[...document.querySelectorAll('[role=menuitemradio]')]",
        "e.textContent.startsWith('As shipped: the double spend')",
    );
    browser.wait_until("document.querySelector('.chip.warn') !== null");
}

#[test]
fn one_file_opens_from_disk_and_asks_nobody() {
    let browser = Browser::start(1440, 900);
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../dist/synod.html"));
    browser.open_file(file, "");
    browser.wait_for("[data-ready]");
    browser.wait_until("document.querySelectorAll('[data-message]').length > 0");
    assert_eq!(browser.count("[data-node]"), 5);
    let asked = browser.eval("performance.getEntriesByType('resource').map(it => it.name)");
    assert_eq!(asked, json!([]), "no request");
    let wide = browser.eval("getComputedStyle(document.querySelector('.page')).display");
    assert_eq!(wide, "grid", "its styles are inside");
    press(&browser, "Share");
    says(&browser, "on this computer only");
    let severe = browser
        .console()
        .into_iter()
        .filter(|line| line.contains("SEVERE"));
    assert_eq!(severe.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn a_damaged_link_is_told_of_and_a_run_opens() {
    let browser = page("#run=1nonsense&lang=xx");
    browser.wait_for("[data-trouble=link]");
    assert_eq!(browser.count("[data-node]"), 5);
    prepare(&browser);
    press(&browser, "Pause run");
    audit(&browser, "a damaged link");
    press(&browser, "Dismiss");
    browser.wait_until("!document.querySelector('[data-trouble]')");
}
