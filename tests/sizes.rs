//! What has little room: lamps beside one that fails, cues of a hall, sides of a partition.

use serde_json::json;
use synod_tests::Browser;
use synod_tests::person::page;

/// The page in a window of this size.
fn sized(fragment: &str, (width, height): (u32, u32)) -> Browser {
    let browser = Browser::start(width, height);
    browser.devtools(
        "Emulation.setDeviceMetricsOverride",
        json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
    );
    browser.open(fragment);
    browser.wait_for("[data-ready]");
    browser
}

#[test]
fn beside_a_lamp_that_fails_all_others_are_seen() {
    let browser = sized("#protocol=benmo&scene=forgets", (1440, 900));
    browser.wait_for("[data-property][data-verdict=fails]");
    let cut = "(all => [...all.querySelectorAll('.lamp')].filter(e => e.getClientRects().length
        && e.getBoundingClientRect().bottom > all.getBoundingClientRect().bottom + 1).map(e => e.textContent))(document.querySelector('.lamps'))";
    assert_eq!(browser.eval(cut), json!([]));
    assert_eq!(
        browser.count("[data-property][data-verdict=fails]"),
        browser.eval("[...document.querySelectorAll('[data-property][data-verdict=fails]')].filter(e => e.getClientRects().length).length")
            .as_u64().expect("a count") as usize,
        "what fails is seen itself"
    );
    let text = browser.text(".lamps > .summary:not(.worst)");
    assert!(text.ends_with("hold"), "{text}");
}

#[test]
fn cues_are_whole_and_the_present_one_is_in_sight() {
    for size in [(1920, 1080), (1440, 900), (1024, 768), (390, 844)] {
        let browser = sized("#protocol=benmo&scene=minority&present", size);
        browser.wait_for(".cue.on");
        let cut = "(all => [...all.querySelectorAll('.cue')].filter(e => {
            const r = e.getBoundingClientRect(), a = all.getBoundingClientRect();
            return r.width && (r.right > a.right + 1 || r.left < a.left - 1);
        }).map(e => e.textContent))(document.querySelector('.cuelist'))";
        assert_eq!(browser.eval(cut), json!([]), "{size:?}");
        // A phone has room for its number.
        let shown = "innerWidth < 600 || document.querySelector('.cue.on .cuename').getBoundingClientRect().width > 20";
        assert_eq!(
            browser.eval(shown),
            true,
            "{size:?}: the present cue is named"
        );
    }
}

#[test]
fn who_leaves_the_hall_takes_it_out_of_the_address() {
    let browser = page("#protocol=benmo&scene=minority&present");
    browser.wait_for("[data-density=present]");
    browser.key("Escape");
    browser.wait_until("!document.documentElement.hasAttribute('data-density')");
    browser.wait_until("location.hash === '#protocol=benmo&scene=minority'");
}

#[test]
fn sides_and_health_have_room_on_a_phone_and_in_a_hall() {
    let sides = "[...document.querySelectorAll('.ground')].map(e => [e.querySelector('rect'), e.querySelector('text')].map(it => it.getBoundingClientRect()))";
    for size in [(390, 844), (360, 640), (768, 1024), (1440, 900)] {
        let browser = sized("#protocol=pichain&scene=opening&paused", size);
        browser.run("synod.runUntil('20s')");
        browser.wait_until("document.querySelectorAll('.ground').length === 2");
        let inside = format!(
            "{sides}.every(([side, name]) => name.width && name.left >= side.left && name.right <= side.right)"
        );
        browser.wait_until(&inside);
        let health = "document.querySelector('.lamps > .health').getBoundingClientRect()";
        let clear = format!(
            "(it => it.width > 40 && it.bottom <= innerHeight && [...document.querySelectorAll('.riftpill, .sidename')].every(e => {{
                const r = e.getBoundingClientRect();
                return r.right < it.left || r.left > it.right || r.bottom < it.top || r.top > it.bottom;
            }}))({health})"
        );
        browser.wait_until(&clear);
    }
    let browser = sized(
        "#protocol=pichain&scene=opening&paused&present",
        (1440, 900),
    );
    browser.run("synod.runUntil('27s')");
    browser.wait_for(".counts [data-health=unhealthy][data-case='q=2, m=0']");
    let clear = format!(
        "(all => {sides}.every(([side, name]) => name.top > all.bottom || name.left > all.right))(document.querySelector('.counts').getBoundingClientRect())"
    );
    browser.wait_until(&clear);
}
