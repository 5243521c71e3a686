//! What a finger does on a phone.

use std::time::Duration;

use serde_json::json;

use crate::Browser;
use crate::hand::{finger, lift, tap_at};
use crate::person::aim;

/// The page on a phone of this size.
pub fn phone(fragment: &str, (width, height): (u32, u32)) -> Browser {
    let browser = Browser::start(width, height);
    browser.devtools(
        "Emulation.setDeviceMetricsOverride",
        json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": true }),
    );
    browser.devtools(
        "Emulation.setTouchEmulationEnabled",
        json!({ "enabled": true }),
    );
    browser.open(fragment);
    browser.wait_for("[data-ready]");
    browser
}

/// How often a finger looks again, a glance apart, for what is drawn anew or passed over by something else.
const LOOKS: usize = 20;

/// The middle of an element, over which nothing may lie that stays.
fn middle(browser: &Browser, css: &str) -> (f64, f64) {
    browser.wait_for(css);
    // What slides in is touched where it comes to rest.
    browser.wait_until(
        "document.getAnimations().every(a => a.effect.getComputedTiming().activeDuration > 2000)",
    );
    let find = format!(
        "const e = document.querySelector({css:?});
         if (!e) return 'nothing: it is gone';
         const r = e.getBoundingClientRect();
         const x = r.x + r.width / 2, y = r.y + r.height / 2;
         const hit = document.elementFromPoint(x, y);
         return e.contains(hit) ? [x, y] : (hit ? hit.outerHTML.slice(0, 200) : 'outside');"
    );
    let mut at = browser.run(&find);
    for _ in 0..LOOKS {
        if at.is_array() {
            break;
        }
        browser.pause(Duration::from_millis(50));
        at = browser.run(&find);
    }
    match (at[0].as_f64(), at[1].as_f64()) {
        (Some(x), Some(y)) => (x, y),
        _ => panic!("a finger on {css} meets {at}"),
    }
}

/// A tap of a finger on the middle of an element; nothing may lie over it.
pub fn tap(browser: &Browser, css: &str) {
    tap_at(browser, middle(browser, css));
}

/// A tap on the visible button of this accessible name.
pub fn tap_button(browser: &Browser, name: &str) {
    let named = format!("(e.getAttribute('aria-label') || e.textContent).trim() === {name:?}");
    aim(browser, "[...document.querySelectorAll('button')]", &named);
    tap(browser, "[data-aim]");
}

/// A finger takes the middle of an element and lets go of it so many pixels higher or, below zero, lower.
pub fn pull_up(browser: &Browser, css: &str, by: f64) {
    let (x, y) = middle(browser, css);
    let way: Vec<_> = (0..=8)
        .map(|part| (x, y - by * f64::from(part) / 8.0))
        .collect();
    finger(browser, &way);
    lift(browser);
}
