//! The rows about the page as people have it: what a frame costs the main thread of Chromium, and how much of the run
//! fits into one. The page is the real one; what has no system of the catalogue runs over a crowd (`bench/crowd`).

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use synod_tests::Browser;

use super::Figure;
use super::duel::median;
use super::native;

/// The size at which peers were measured.
const SCREEN: (u32, u32) = (1200, 800);
/// Until everything is compiled and drawn once.
const WARM_UP: Duration = Duration::from_secs(3);
/// How long a round counts frames.
const ROUND: Duration = Duration::from_secs(5);
/// What RaftScope's page took for a frame of five servers, in milliseconds, and what a bare event loop made on that
/// machine: both as `background/performance.md` of the shared texts records them.
const RAFTSCOPE: f64 = 3.1;
const FLOOR: f64 = 33.1e6;

/// What frames cost.
struct Frames {
    /// How many a second there were.
    rate: f64,
    /// Milliseconds of the main thread for each.
    busy: f64,
}

/// A page that plays.
fn playing(folder: &Path, address: &str) -> Browser {
    let browser = Browser::start_at(folder, SCREEN.0, SCREEN.1);
    browser.open(address);
    browser.wait_for("[data-ready]");
    browser.run(
        "window.frames_ = 0;
         requestAnimationFrame(function count() { window.frames_ += 1; requestAnimationFrame(count); });",
    );
    browser
}

/// The processor's time: what else runs on the machine does not count.
const PROCESSOR: &str = "threadTicks";
/// The time on the wall, as it was taken of the peers.
const WALL: &str = "timeTicks";

/// The frames of some rounds, by one of these clocks.
fn frames(browser: &Browser, runs: usize, by: &str) -> Result<Frames> {
    browser.devtools("Performance.setTimeDomain", json!({ "timeDomain": by }));
    browser.devtools("Performance.enable", json!({}));
    browser.pause(WARM_UP);
    let (mut rates, mut costs) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let before = (busy(browser)?, drawn(browser)?);
        browser.pause(ROUND);
        let after = (busy(browser)?, drawn(browser)?);
        let ([time, count], [since, first]) = (after.1, before.1);
        ensure!(count - first > 10.0, "the page draws frames");
        rates.push((count - first) / (time - since) * 1000.0);
        costs.push((after.0 - before.0) * 1000.0 / (count - first));
    }
    let moving = browser.status("playing") == "true";
    ensure!(moving, "the run plays to the end of the measurement");
    Ok(Frames {
        rate: median(&mut rates),
        busy: median(&mut costs),
    })
}

/// The time in milliseconds, and how many frames were drawn by then.
fn drawn(browser: &Browser) -> Result<[f64; 2]> {
    let said = browser.eval("[performance.now(), window.frames_]");
    let both = said[0].as_f64().zip(said[1].as_f64());
    both.map(|(time, count)| [time, count])
        .context("it counts frames")
}

/// For how long the main thread was busy so far, in seconds.
fn busy(browser: &Browser) -> Result<f64> {
    let said = browser.devtools("Performance.getMetrics", json!({}));
    let all = said["metrics"].as_array();
    let found = all.and_then(|all| all.iter().find(|metric| metric["name"] == "TaskDuration"));
    let seconds = found.and_then(|metric| metric["value"].as_f64());
    seconds.context("Chromium measures its main thread")
}

/// Five hundred miners who never rest; a flight takes a second on average, so that the page plays them at 1x.
const MINERS: &str = "synod.load(`protocol proof-of-work\nnodes 500\nseed 9\nset latency 500ms..1500ms\nset difficulty 20\n\
    set neighbours drawn\nset chain-period 2s\nset empty-blocks on\n`); synod.play();";

/// Row 15: a thousand nodes and five thousand messages; and what proof of work makes of five hundred.
pub fn crowd(page: &Path, folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let miners = playing(page, "#protocol=proof-of-work");
    miners.run(MINERS);
    let mined = frames(&miners, runs, PROCESSOR)?;
    ensure!(miners.status("speed") == "1", "it plays at 1x");
    drop(miners);
    let browser = playing(folder, "?nodes=1000&messages=5");
    let frames = frames(&browser, runs, PROCESSOR)?;
    let flying = browser.eval("synod.view().messages.length");
    let note = format!(
        "{flying} in flight on 1,000 nodes, {} x {}; processor time of the main thread",
        SCREEN.0, SCREEN.1
    );
    Ok(vec![
        Figure {
            ours: frames.rate,
            against: 58.0,
            ratio: frames.rate / 58.0,
            note: note.clone(),
        },
        Figure::within(12.0, frames.busy, note),
        Figure {
            ours: mined.rate,
            against: 58.0,
            ratio: mined.rate / 58.0,
            note: format!(
                "they ask each other for chains every 2 s; {:.1} ms of the main thread for a frame",
                mined.busy
            ),
        },
    ])
}

/// Row 16: a hundred nodes and five hundred messages that are elements, and the opening scene.
pub fn elements(page: &Path, folder: &Path, places: &Path, runs: usize) -> Result<Vec<Figure>> {
    let browser = playing(folder, "?nodes=100&messages=5");
    let many = frames(&browser, runs, PROCESSOR)?;
    let hooks = (
        browser.count(".stage [data-node]"),
        browser.count(".stage [data-message]"),
    );
    ensure!(hooks == (100, 500), "an element for each: {hooks:?}");
    drop(browser);
    let scene = frames(&playing(page, ""), runs, WALL)?;
    let floor = native::bare(places)?;
    let scaled = RAFTSCOPE * FLOOR / floor;
    Ok(vec![
        Figure::within(
            6.0,
            many.busy,
            format!(
                "{:.0} frames a second; an element for each node and message; processor time",
                many.rate
            ),
        ),
        Figure {
            ours: scene.busy,
            against: scaled,
            ratio: scene.busy / scaled,
            note: format!(
                "{:.0} frames a second; RaftScope's {RAFTSCOPE} ms where a bare event loop made {:.1} M events/s, which makes {:.1} here",
                scene.rate,
                FLOOR / 1e6,
                floor / 1e6
            ),
        },
    ])
}

/// Row 25: a tree of ten thousand blocks that is dragged along without a pause while the run plays. The row is not of the
/// shared budgets; the issue that brought the tree asks for it.
pub fn tree(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let browser = playing(folder, "?nodes=5&blocks=10000");
    browser.click("#tab-tree");
    browser.wait_for(".wood .knot");
    browser.run(
        "let by = -24;
         requestAnimationFrame(function drag() {
           const wood = document.querySelector('.wood'), before = wood.scrollLeft;
           wood.scrollLeft += by;
           if (wood.scrollLeft === before) by = -by;
           window.moved_ = (window.moved_ ?? 0) + Math.abs(wood.scrollLeft - before);
           requestAnimationFrame(drag);
         });",
    );
    let frames = frames(&browser, runs, PROCESSOR)?;
    let moved = browser.eval("window.moved_");
    ensure!(moved.as_f64().is_some_and(|it| it > 10_000.0), "it moves");
    let (drawn, width) = (
        browser.count(".knot"),
        browser.eval("document.querySelector('.ground').offsetWidth"),
    );
    let note = format!(
        "{:.0} frames a second, 24 px each, while five nodes play; {drawn} blocks drawn of a tree {width} px wide; processor time",
        frames.rate
    );
    Ok(vec![Figure::within(12.0, frames.busy, note)])
}

/// Row 17: how many events of five nodes a frame handles while the page draws sixty a second.
pub fn events(folder: &Path, runs: usize) -> Result<Vec<Figure>> {
    let (mut counts, mut rates) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let browser = playing(folder, "?nodes=5&messages=4&flight=10-15#paused");
        for _ in 0..20 {
            browser.key("+");
        }
        let (events, rate) = rush(&browser)?;
        counts.push(events);
        rates.push(rate);
    }
    let (events, rate) = (median(&mut counts), median(&mut rates));
    Ok(vec![Figure {
        ours: events,
        against: 50_000.0,
        ratio: events / 50_000.0,
        note: format!(
            "in a sixtieth of a second, at {rate:.0} frames a second, until the run has all its steps"
        ),
    }])
}

/// Plays as fast as it goes, and says how many events that were in a sixtieth of a second, and how many frames.
fn rush(browser: &Browser) -> Result<(f64, f64)> {
    browser.run(
        "window.rush_ = [];
         requestAnimationFrame(function look(now) {
           const status = document.querySelector('[data-status]').dataset;
           window.rush_.push([now, Number(status.step)]);
           if (Number(status.step) < 900000) requestAnimationFrame(look);
         });",
    );
    browser.key("Space");
    browser.wait_until("window.rush_.at(-1)[1] >= 900000");
    let frames = browser.eval("window.rush_");
    let read = |frame: &Value| Some((frame[0].as_f64()?, frame[1].as_f64()?));
    let frames: Vec<(f64, f64)> = frames
        .as_array()
        .context("a list of frames")?
        .iter()
        .filter_map(read)
        .collect();
    // From the first frame that was played on.
    let start = frames.iter().position(|frame| frame.1 > 0.0);
    let played = &frames[start.context("it plays")?..];
    ensure!(played.len() > 5, "more than some frames: {}", played.len());
    let (first, last) = (played[0], played[played.len() - 1]);
    let millis = last.0 - first.0;
    let rate = (played.len() - 1) as f64 / millis * 1000.0;
    Ok(((last.1 - first.1) / millis * 1000.0 / 60.0, rate))
}
