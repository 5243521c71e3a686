//! People: a hall, a newcomer, a scene that speaks, paper, another page, and what is said when something is missing.

use serde_json::json;
use synod_tests::Browser;
use synod_tests::audit::{audit, prepare};
use synod_tests::keyboard::tab_to;
use synod_tests::person::{
    assert_same_natively, link, node, page, press, press_meant, step_until, wait_for_status,
};

const HALL: &str = "#protocol=benmo&scene=minority&present";

/// In JavaScript: the number of the cue that is on.
const CUE: &str =
    "[...document.querySelectorAll('.cuelist .cue')].findIndex(e => e.matches('.on')) + 1";

fn says(browser: &Browser, words: &str) {
    browser.wait_until(&format!(
        "document.querySelector('.caption .what').textContent.includes({words:?})"
    ));
}

fn fingerprint(browser: &Browser) -> (String, String) {
    (browser.status("step"), browser.status("fingerprint"))
}

/// What the person prefers, as the system tells pages.
fn prefer(browser: &Browser, media: &str, name: &str, value: &str) {
    browser.devtools(
        "Emulation.setEmulatedMedia",
        json!({ "media": media, "features": [{ "name": name, "value": value }] }),
    );
}

/// Moves the pointer, without a press, to a place of the page.
fn point(browser: &Browser, css: &str, share: f64) {
    let at = browser.run(&format!(
        "const r = document.querySelector({css:?}).getBoundingClientRect();
         return [r.x + r.width * {share}, r.y + r.height / 2];"
    ));
    let at = at[0].as_f64().zip(at[1].as_f64());
    browser.move_to(at.expect("a place of the page"));
}

#[test]
fn a_hall_goes_from_cue_to_cue_by_remote_control() {
    let browser = page(HALL);
    browser.wait_until(&format!("{CUE} === 1"));
    browser.key("PageDown");
    browser.wait_until(&format!("{CUE} === 2"));
    assert_eq!(browser.eval(&link("n1-n3")), "cut");
    wait_for_status(&browser, "playing", "true");
    browser.key(".");
    wait_for_status(&browser, "playing", "false");
    browser.key("3");
    browser.wait_until(&format!("{CUE} === 3"));
    browser.key("PageUp");
    browser.wait_until(&format!("{CUE} === 2"));
    browser.key("R");
    wait_for_status(&browser, "playing", "false");
    let cue = fingerprint(&browser);
    // Somebody in the hall asks what if; one key leads back to the scene.
    browser.click("[data-node=n5]");
    browser.key("c");
    browser.wait_until(&format!("{} === 'down'", node("n5", "state")));
    assert_ne!(browser.status("branch"), "main");
    browser.key("r");
    wait_for_status(&browser, "branch", "main");
    assert_eq!(fingerprint(&browser), cue);
    assert_eq!(browser.eval(&node("n5", "state")), "up");
}

#[test]
fn a_hall_sees_stage_caption_counts_and_code_and_nothing_else() {
    let browser = page(HALL);
    browser.wait_for(".code svg.qr");
    let gone = "['.bar', '.lane', '.tray', '.side', '.line', '.try'].filter(css => document.querySelector(css)?.getClientRects().length)";
    assert_eq!(browser.eval(gone), json!([]));
    let size = "parseFloat(getComputedStyle(document.querySelector('.caption .what')).fontSize)";
    assert_eq!(browser.eval(size), 40.0);
    let code = "document.querySelector('.code svg').getBoundingClientRect().width";
    assert_eq!(browser.eval(code), 204.0);
    assert!(browser.text(".counts").contains("9 of 9 hold"));
    prepare(&browser);
    browser.key(".");
    wait_for_status(&browser, "playing", "false");
    audit(&browser, "a hall");
    browser.key("q");
    browser.wait_until(
        "document.querySelector('.code svg').getBoundingClientRect().height > innerHeight * .55",
    );
    browser.key("b");
    browser
        .wait_until("getComputedStyle(document.querySelector('.stage')).visibility === 'hidden'");
    browser.key("b");
    browser
        .wait_until("getComputedStyle(document.querySelector('.stage')).visibility === 'visible'");
    browser.key("q");
    // What is selected has a plate; nothing else has one.
    browser.click("[data-node=n2]");
    let plates = "[...document.querySelectorAll('.node .plates')].filter(e => e.getClientRects().length).length";
    browser.wait_until(&format!("{plates} === 1"));
    point(&browser, ".stage", 0.3);
    browser.wait_until("getComputedStyle(document.querySelector('.stage')).cursor === 'none'");
    // Escape lets go of the node, and then of the hall.
    browser.key("Escape");
    browser.key("Escape");
    browser.wait_until("!document.documentElement.dataset.density");
    press(&browser, "Present");
    browser.wait_for(".cues");
    press_meant(
        &browser,
        "[...document.querySelectorAll('.cues > .cue')]",
        "e.textContent.includes('leave')",
    );
    browser.wait_until("document.querySelector('.bar').getClientRects().length > 0");
}

#[test]
fn a_newcomer_is_led_from_a_cut_to_healing_and_back() {
    let browser = page("#protocol=benmo&seed=7&paused");
    let try_it = "(document.querySelector('.try')?.textContent ?? '')";
    browser.wait_until(&format!("{try_it}.includes('Send 10')"));
    browser.key("t");
    step_until(
        &browser,
        &format!("{try_it}.includes('off from the others')"),
    );
    browser.key("t");
    browser.wait_until("document.querySelectorAll('[data-link][data-state=cut]').length === 4");
    assert_eq!(browser.eval(try_it), "", "the cut is looked at first");
    step_until(&browser, &format!("{try_it}.includes('Heal')"));
    browser.key("t");
    browser.wait_until("!document.querySelector('[data-link][data-state=cut]')");
    browser.wait_until(&format!("{try_it}.includes('Go back to before the cut')"));
    // What a suggestion leads to is seen, and the past is looked at.
    wait_for_status(&browser, "playing", "true");
    let healed = browser.status("step");
    browser.click(".try .primary");
    wait_for_status(&browser, "playing", "false");
    browser.wait_until(&format!(
        "+document.querySelector('[data-status]').dataset.step < {healed}"
    ));
    assert_eq!(browser.eval(&link("n1-n2")), "open");
    assert_eq!(
        browser.eval("document.querySelectorAll('.try').length <= 1"),
        true
    );
    assert_same_natively(&browser);
}

#[test]
fn what_is_not_wanted_does_not_come_again() {
    let browser = page("#protocol=benmo&seed=7&paused");
    browser.wait_for(".try");
    let said = browser.text(".try p");
    press(&browser, "Not now");
    browser.wait_until("!document.querySelector('.try')");
    for _ in 0..3 {
        press(&browser, "Step forward");
    }
    press(&browser, "To the start");
    wait_for_status(&browser, "step", "0");
    assert_eq!(browser.count(".try"), 0, "{said} came again");
}

#[test]
fn words_of_the_field_explain_themselves() {
    let browser = page("#protocol=benmo&seed=7&paused");
    browser.key("t");
    let word = "[...document.querySelectorAll('.caption .what .term')].find(e => e.textContent === 'ballot')";
    step_until(&browser, &format!("!!({word})"));
    let shown = "document.getElementById('gloss').hidden ? '' : document.getElementById('gloss').textContent";
    browser.run(&format!("({word}).setAttribute('data-word', '')"));
    point(&browser, "[data-word]", 0.5);
    browser.wait_until(&format!("({shown}).includes('The higher one wins')"));
    let inside = "(r => r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.bottom <= innerHeight)(document.getElementById('gloss').getBoundingClientRect())";
    assert_eq!(browser.eval(inside), true);
    point(&browser, ".stage", 0.5);
    browser.wait_until(&format!("({shown}) === ''"));
    // By keys, and Escape closes it without letting go of anything else.
    tab_to(&browser, "e.matches('[data-word]')");
    browser.wait_until(&format!("({shown}) !== ''"));
    prepare(&browser);
    audit(&browser, "an explained word");
    browser.key("Escape");
    browser.wait_until(&format!("({shown}) === ''"));
    // A press keeps it, as a finger has no other way.
    browser.click("[data-word]");
    browser.wait_until(&format!("({shown}) !== ''"));
    assert_same_natively(&browser);
}

#[test]
fn the_key_shows_signs_and_keys() {
    let browser = page("#protocol=benmo&paused");
    browser.key("?");
    browser.wait_for("#key-pane svg");
    for words in [
        "Dashed may vanish",
        "Solid stays",
        "A gap is a break",
        "Colour is never alone",
    ] {
        browser.wait_until(&format!(
            "document.querySelector('#key-pane').innerText.includes({words:?})"
        ));
    }
    let nodes = browser.eval("document.querySelectorAll('[data-node]').length");
    assert_eq!(nodes, 5, "a sign is no node");
    prepare(&browser);
    audit(&browser, "the signs");
    tab_to(&browser, "e.matches('.keysheet .sheettab')");
    browser.key("ArrowRight");
    browser.wait_for("#key-pane .keys");
    audit(&browser, "the keys");
    let version = browser
        .attribute("html", "data-version")
        .expect("a version");
    assert!(browser.text(".keysheet footer").contains(&version));
    browser.key("Escape");
    browser.wait_until("!document.querySelector('.keysheet')");
}

#[test]
fn looking_along_the_time_line_changes_nothing() {
    let browser = page("#protocol=benmo&seed=7");
    browser.wait_until("+document.querySelector('[data-status]').dataset.step > 12");
    press(&browser, "Pause run");
    wait_for_status(&browser, "playing", "false");
    let before = fingerprint(&browser);
    let played = browser.eval("document.getElementById('tl-head').getAttribute('cx') / document.querySelector('[role=slider][aria-label=Time]').getBoundingClientRect().width");
    let played = played.as_f64().expect("a share");
    let mut seen = std::collections::BTreeSet::new();
    for share in [0.1, 0.4, 0.6, 0.9] {
        point(&browser, "[role=slider][aria-label=Time]", played * share);
        browser.wait_for(".peek svg.stamp");
        seen.insert(browser.text(".peek p"));
        browser.pause(std::time::Duration::from_millis(80));
        seen.insert(browser.text(".peek p"));
    }
    assert!(seen.len() >= 3, "it tells what was there: {seen:?}");
    assert_eq!(fingerprint(&browser), before);
    point(&browser, ".stage", 0.5);
    browser.wait_until("!document.querySelector('.peek')");
    tab_to(&browser, "e.matches('[role=slider][aria-label=Time]')");
    browser.wait_for(".peek svg.stamp");
    prepare(&browser);
    audit(&browser, "a look along the time line");
    assert_same_natively(&browser);
}

#[test]
fn a_scene_speaks_and_asks() {
    let script = "protocol benmo\nset pause 1s\nset latency 100ms\nsubmit n1 transfer n1 n2 10\ngoal committed >= 1\n\
                  at 200ms say \"It begins here.\"\nat 400ms ask \"Who leads first?\" \"n1\" \"n5\"\nat 1200ms say \"It was n1.\"\n";
    let encoded = script.bytes().fold(String::new(), |mut text, byte| {
        text.push_str(&format!("%{byte:02x}"));
        text
    });
    let browser = page(&format!("#script={encoded}&paused"));
    // What passes by stands for a blink on a slow machine: written down as it comes.
    browser.run(
        "window.captions = [];
         new MutationObserver(() => captions.push(document.querySelector('.caption .what').textContent))
           .observe(document.querySelector('.caption'), { childList: true, characterData: true, subtree: true });",
    );
    let said = |words: &str| {
        browser.wait_until(&format!("captions.some(text => text.includes({words:?}))"));
    };
    press(&browser, "Play");
    said("It begins here.");
    says(&browser, "Who leads first?");
    wait_for_status(&browser, "playing", "false");
    wait_for_status(&browser, "time", "400000");
    assert!(browser.text(".side .goalmark").contains("To reach"));
    prepare(&browser);
    audit(&browser, "a question");
    browser.key("2");
    said("You say: n5.");
    wait_for_status(&browser, "playing", "true");
    said("It was n1.");
    browser.wait_until("document.querySelector('.side .goalmark').dataset.met === 'true'");
    press(&browser, "Pause run");
    // By pointer as well, from before.
    press(&browser, "To the start");
    press(&browser, "Play");
    says(&browser, "Who leads first?");
    press_meant(
        &browser,
        "[...document.querySelectorAll('.answers button')]",
        "e.textContent.includes('n1')",
    );
    said("You say: n1.");
}

#[test]
fn one_sentence_a_second_is_spoken() {
    let browser = page("#protocol=benmo&scene=duel");
    let regions = "document.querySelectorAll('[aria-live=polite]').length";
    assert_eq!(browser.eval(regions), 1, "one polite voice");
    browser.run(
        "window.heard = [];
         new MutationObserver(() => heard.push([performance.now(), document.querySelector('[aria-live=polite]').textContent]))
           .observe(document.querySelector('[aria-live=polite]'), { childList: true, characterData: true, subtree: true });",
    );
    browser.wait_until("heard.length >= 3");
    let gaps =
        browser.eval("heard.slice(1).map(([at], i) => at - heard[i][0]).filter(gap => gap < 950)");
    assert_eq!(gaps, json!([]), "{}", browser.eval("heard"));
    press(&browser, "Pause run");
    press(&browser, "Hold");
    browser.click("[data-node=n1]");
    browser.wait_until("document.querySelector('[aria-live=assertive]').textContent.startsWith('Hold does nothing')");
}

#[test]
fn paper_shows_stage_and_table_and_no_buttons() {
    let browser = page("#protocol=benmo&seed=7");
    browser.wait_until("+document.querySelector('[data-status]').dataset.step > 3");
    press(&browser, "Pause run");
    browser.run("window.dispatchEvent(new Event('beforeprint'))");
    prefer(&browser, "print", "prefers-color-scheme", "dark");
    let gone = "['.tray', '.line', '.cbtn', '.try', '.tabs', '.ask'].filter(css => [...document.querySelectorAll(css)].some(e => e.getClientRects().length))";
    assert_eq!(browser.eval(gone), json!([]));
    let order = "((a, b) => a.bottom <= b.top)(document.querySelector('.stage').getBoundingClientRect(), document.querySelector('.lane table').getBoundingClientRect())";
    assert_eq!(
        browser.eval(order),
        true,
        "the table stands after the stage"
    );
    assert!(browser.text(".lane table").contains("n5"));
    let ground = "getComputedStyle(document.querySelector('.caption .what')).color";
    assert_eq!(browser.eval(ground), "rgb(14, 27, 44)", "dark ink on paper");
    browser.run("window.dispatchEvent(new Event('afterprint'))");
    browser.wait_until("document.querySelector('#tab-chains').ariaSelected === 'true'");
}

#[test]
fn calm_people_get_steps() {
    let browser = Browser::start(1440, 900);
    prefer(&browser, "", "prefers-reduced-motion", "reduce");
    browser.open("#protocol=benmo&seed=7");
    browser.wait_for("[data-ready]");
    wait_for_status(&browser, "playing", "false");
    let moving = "document.getAnimations().length";
    assert_eq!(browser.eval(moving), 0);
    press(&browser, "Step forward");
    browser.wait_for("[data-message]");
    let place = "document.querySelector('[data-message]').getAttribute('transform')";
    let stood = browser.eval(place);
    browser.pause(std::time::Duration::from_millis(300));
    assert_eq!(browser.eval(place), stood, "nothing moves between steps");
}

#[test]
fn contrast_and_forced_colours_pass_the_audit() {
    let browser = page("#protocol=benmo&seed=7");
    browser.wait_until("+document.querySelector('[data-status]').dataset.step > 3");
    press(&browser, "Pause run");
    prepare(&browser);
    prefer(&browser, "", "prefers-contrast", "more");
    audit(&browser, "more contrast");
    prefer(&browser, "", "forced-colors", "active");
    let ring = "getComputedStyle(document.querySelector('[data-node=n1] .ally')).stroke === getComputedStyle(document.body).color";
    assert_eq!(browser.eval(ring), true, "a ring is drawn as text is");
    audit(&browser, "forced colours");
    let stroke = "getComputedStyle(document.querySelector('.link .hit')).stroke";
    assert_eq!(
        browser.eval(&format!("['none', 'rgba(0, 0, 0, 0)'].includes({stroke})")),
        true,
        "what a pointer finds is not drawn: {}",
        browser.eval(stroke)
    );
    for (width, height) in [(768, 1024), (1920, 1080), (3840, 2160)] {
        browser.resize(width, height);
        prefer(&browser, "", "prefers-color-scheme", "dark");
        audit(&browser, &format!("{width} by {height}, dark"));
    }
}

#[test]
fn another_page_embeds_a_moment_with_storage_and_cookies_blocked() {
    let browser = page("#protocol=benmo&seed=7&paused");
    browser.key("t");
    press(&browser, "Step forward");
    press(&browser, "Share");
    browser.wait_for(".share");
    let code = browser.eval("document.querySelector('[aria-label=\"Embed code\"]').value");
    let code = code.as_str().expect("a code").to_owned();
    assert!(
        code.starts_with("<iframe src=") && code.contains("#run=") && code.contains("&amp;embed"),
        "{code}"
    );
    press(&browser, "Copy code");
    browser.wait_until("document.body.textContent.includes('Code copied.')");
    let step = browser.status("step");
    // An opaque origin: no storage, no cookies, no address of its own.
    let framed = code
        .replace("<iframe ", "<iframe sandbox='allow-scripts' ")
        .replace("/#", "/synod.html#");
    browser.run(&format!(
        "document.body.innerHTML = {}; window.addEventListener('message', e => window.told = e.data);",
        json!(framed)
    ));
    browser.enter_frame();
    browser.wait_for("[data-ready]");
    assert_eq!(browser.status("step"), step);
    assert_eq!(browser.count("[data-node]"), 5);
    let embedded = "document.documentElement.hasAttribute('data-embed')";
    assert_eq!(browser.eval(embedded), true);
    let storage = "(() => { try { localStorage; return 'open'; } catch { return 'blocked'; } })()";
    assert_eq!(browser.eval(storage), "blocked");
}

#[test]
fn what_is_missing_says_so() {
    let browser = Browser::start(1440, 900);
    let gone = browser.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": "delete window.WebAssembly" }),
    );
    browser.open("");
    browser.wait_until("!document.getElementById('no-module')?.hidden");
    assert!(browser.text("#no-module").contains("synod run"));
    browser.devtools(
        "Page.removeScriptToEvaluateOnNewDocument",
        json!({ "identifier": gone["identifier"] }),
    );
    // The source tree without the program.
    let folder = tempfile::tempdir().expect("a folder");
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../index.html");
    std::fs::copy(page, folder.path().join("index.html")).expect("the page can be copied");
    let unbuilt = Browser::start_at(folder.path(), 1440, 900);
    unbuilt.open("");
    unbuilt.wait_until("!document.getElementById('not-built').hidden");
    assert!(unbuilt.text("#not-built").contains("cargo xtask serve"));
    unbuilt.open_file(&folder.path().join("index.html"), "");
    unbuilt.wait_until("!document.getElementById('from-disk').hidden");
}

#[test]
fn a_broken_laboratory_keeps_the_run() {
    let browser = page("#protocol=benmo&seed=7&paused");
    browser.key("t");
    for _ in 0..3 {
        press(&browser, "Step forward");
    }
    prepare(&browser);
    // The document refuses what the page counts on: the program stops in the middle of a step.
    browser.run("document.querySelector('[data-status]').setAttribute = () => { throw new Error('broken') }");
    press(&browser, "Step forward");
    browser.wait_until("!document.getElementById('broken').hidden");
    // Read as it is in the document: what still fades in is no text for a driver.
    let text = |id: &str| {
        browser
            .eval(&format!("document.getElementById({id:?}).textContent"))
            .to_string()
    };
    let script = text("broken-script");
    assert!(script.contains("submit n5 transfer n5 n1 10"), "{script}");
    assert!(text("broken-facts").contains("version"));
    audit(&browser, "a broken laboratory");
    browser.click("#broken-back");
    browser.wait_until("document.getElementById('broken')?.hidden && document.documentElement.dataset.ready === ''");
    wait_for_status(&browser, "playing", "false");
    browser.wait_until("synod.script().includes('submit n5 transfer n5 n1 10')");
    assert_eq!(browser.count("[data-node]"), 5);
}

#[test]
fn an_address_that_breaks_the_laboratory_is_not_opened_again() {
    let browser = page("#protocol=benmo&paused");
    // The document lacks what the page stands on, as long as the address says so.
    browser.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": "const find = Document.prototype.getElementById;
            Document.prototype.getElementById = function (id) {
              return id === 'page' && location.hash.includes('seed=13') ? null : find.call(this, id);
            };" }),
    );
    browser.run("location.hash = 'protocol=benmo&seed=13'; location.reload()");
    browser.wait_until("document.getElementById('broken')?.hidden === false");
    let title = browser.eval("document.getElementById('broken-title').textContent");
    assert_eq!(title, "The laboratory broke while it opened this address.");
    assert_eq!(
        browser.eval("document.getElementById('broken-script').hidden"),
        true
    );
    prepare(&browser);
    audit(&browser, "a laboratory that broke at once");
    browser.click("#broken-again");
    browser.wait_until("document.documentElement.dataset.ready === '' && location.hash === ''");
    assert_eq!(browser.count("[data-node]"), 5);
}
