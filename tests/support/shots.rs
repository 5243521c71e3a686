//! Photographs the page as desk, projector and phone show it, in light and in dark: for eyes, not
//! for tests.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;
use serde_json::json;
use synod_tests::{Browser, Engine};

/// Name, width, height, and whether it is a phone.
const SCREENS: [(&str, u32, u32, bool); 3] = [
    ("1440x900", 1440, 900, false),
    ("1920x1080", 1920, 1080, false),
    ("390x844", 390, 844, true),
];

/// Photograph the page into target/shots/
#[derive(Parser)]
#[command(name = "cargo xtask shots", bin_name = "cargo xtask shots")]
struct Options {
    /// Let the page go on for this many seconds first
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0)]
    after: f64,
    /// What the address says: "#protocol=benmo&seed=7" (the # may be left out)
    #[arg(long, default_value = "")]
    fragment: String,
    /// JavaScript to run once the page is ready, such as "synod.runUntil('5s')"
    #[arg(long, value_name = "JS")]
    eval: Option<String>,
    /// How the files' names begin
    #[arg(long, default_value = "page")]
    name: String,
    /// Only this screen: 1440x900, 1920x1080 or 390x844
    #[arg(long)]
    screen: Option<String>,
    /// Only this scheme: light or dark
    #[arg(long)]
    scheme: Option<String>,
    /// Another engine than Chromium, in a window of 1440x900 and its own scheme: firefox or webkit
    #[arg(long)]
    engine: Option<String>,
}

fn main() {
    let options = Options::parse();
    match options.engine.as_deref() {
        Some("firefox") => return in_window(Engine::Firefox, &options),
        Some("webkit") => return in_window(Engine::WebKit, &options),
        _ => {}
    }
    let wants = |only: &Option<String>, name: &str| only.as_deref().is_none_or(|it| it == name);
    let browser = Browser::start(1440, 900);
    for screen in SCREENS.iter().filter(|it| wants(&options.screen, it.0)) {
        for scheme in ["light", "dark"] {
            if wants(&options.scheme, scheme) {
                photograph(&browser, &options, *screen, scheme);
            }
        }
    }
}

fn photograph(browser: &Browser, options: &Options, screen: (&str, u32, u32, bool), scheme: &str) {
    let (label, width, height, is_phone) = screen;
    let scale = if is_phone { 2 } else { 1 };
    browser.devtools(
        "Emulation.setDeviceMetricsOverride",
        json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": is_phone }),
    );
    browser.devtools(
        "Emulation.setTouchEmulationEnabled",
        json!({ "enabled": is_phone }),
    );
    browser.devtools(
        "Emulation.setEmulatedMedia",
        json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }),
    );
    let file = format!("{}-{label}-{scheme}.png", options.name);
    take(browser, options, &file);
}

fn in_window(engine: Engine, options: &Options) {
    let browser = Browser::start_in(engine, 1440, 900);
    let file = format!("{}-{engine:?}.png", options.name).to_lowercase();
    take(&browser, options, &file);
}

fn take(browser: &Browser, options: &Options, file: &str) {
    match options.fragment.trim_start_matches('#') {
        "" => browser.open(""),
        fragment => browser.open(&format!("#{fragment}")),
    }
    browser.wait_for("[data-ready]");
    if let Some(script) = &options.eval {
        browser.run(script);
    }
    browser.pause(Duration::from_secs_f64(options.after.max(0.0)));
    browser.screenshot(&folder().join(file));
    println!("target/shots/{file}");
    for line in browser.console() {
        eprintln!("  console: {line}");
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/shots")
}
