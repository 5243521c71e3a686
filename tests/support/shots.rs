//! Photographs the page as desk, projector and phone show it, in light and in dark: for eyes, not
//! for tests.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;
use serde_json::{Value, json};
use synod_tests::{Browser, Engine};

/// What is photographed if no screen is named.
const SCREENS: [&str; 3] = ["1440x900", "1920x1080", "390x844"];
/// A narrower one is a phone, with a finger and two pixels for one.
const PHONE_MAX: u32 = 600;

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
    /// A crowd instead of what the address says: "nodes=500&messages=1"
    #[arg(long, value_name = "CROWD")]
    crowd: Option<String>,
    /// JavaScript to run once the page is ready, such as "synod.runUntil('5s')"
    #[arg(long, value_name = "JS")]
    eval: Option<String>,
    /// How the files' names begin
    #[arg(long, default_value = "page")]
    name: String,
    /// Only this screen: 1440x900, 768x1024, 3840x2160; one narrower than 600 is a phone
    #[arg(long)]
    screen: Option<String>,
    /// Only this scheme: light or dark
    #[arg(long)]
    scheme: Option<String>,
    /// As on paper: print
    #[arg(long, default_value = "")]
    media: String,
    /// What the person prefers: "prefers-contrast=more" or "forced-colors=active,prefers-reduced-motion=reduce"
    #[arg(long, default_value = "")]
    prefers: String,
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
    let browser = match options.crowd {
        Some(_) => Browser::start_crowd(1440, 900),
        None => Browser::start(1440, 900),
    };
    let screens = match &options.screen {
        Some(screen) => vec![screen.as_str()],
        None => SCREENS.to_vec(),
    };
    for screen in screens {
        for scheme in ["light", "dark"] {
            if options.scheme.as_deref().is_none_or(|it| it == scheme) {
                photograph(&browser, &options, screen, scheme);
            }
        }
    }
}

/// Width and height of a screen as it is written.
fn size(screen: &str) -> (u32, u32) {
    let sides = screen.split_once('x');
    let sides = sides.and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    sides.unwrap_or_else(|| panic!("a screen is written as 1440x900, not as {screen}"))
}

fn photograph(browser: &Browser, options: &Options, screen: &str, scheme: &str) {
    let (width, height) = size(screen);
    let is_phone = width < PHONE_MAX;
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
        json!({ "media": options.media, "features": features(options, scheme) }),
    );
    let file = format!("{}-{screen}-{scheme}.png", options.name);
    take(browser, options, &file);
}

fn in_window(engine: Engine, options: &Options) {
    let browser = Browser::start_in(engine, 1440, 900);
    let file = format!("{}-{engine:?}.png", options.name).to_lowercase();
    take(&browser, options, &file);
}

fn take(browser: &Browser, options: &Options, file: &str) {
    let mut address = match &options.crowd {
        Some(crowd) => format!("?{crowd}"),
        None => String::new(),
    };
    match options.fragment.trim_start_matches('#') {
        "" => {}
        fragment => address.push_str(&format!("#{fragment}")),
    }
    browser.open(&address);
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

/// The scheme and what else is preferred, as the browser is told.
fn features(options: &Options, scheme: &str) -> Vec<Value> {
    let pairs = options
        .prefers
        .split(',')
        .filter_map(|it| it.split_once('='));
    let all = [("prefers-color-scheme", scheme)].into_iter().chain(pairs);
    all.map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/shots")
}
