//! The driver process of one browser: started on a port of its own, ended with its owner.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::wd::Capabilities;
use serde_json::json;

/// No sandbox, because containers run tests as root; no request that the page did not make.
const ARGUMENTS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// How long a driver may take until it takes commands.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a driver may have to be started until it finds a port.
const STARTS: usize = 5;

/// The engines in which people meet the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Engine {
    /// Chromium, by the program that `CHROMEDRIVER` names, else the one on the search path.
    Chromium,
    /// Firefox, by `GECKODRIVER`.
    Firefox,
    /// WebKitGTK on a screen that nobody sees, by `WEBKITDRIVER`.
    WebKit,
}

impl Engine {
    /// The driver's program.
    fn program(self) -> OsString {
        let (variable, name) = match self {
            Self::Chromium => ("CHROMEDRIVER", "chromedriver"),
            Self::Firefox => ("GECKODRIVER", "geckodriver"),
            Self::WebKit => ("WEBKITDRIVER", "WebKitWebDriver"),
        };
        env::var_os(variable).unwrap_or(name.into())
    }

    /// What must be said to start this engine unseen. The drivers of the others make the profile themselves, and
    /// their windows take their size later.
    pub(crate) fn capabilities(self, profile: &Path, window: (u32, u32)) -> Capabilities {
        let wanted = match self {
            Self::Chromium => {
                let mut arguments: Vec<String> =
                    ARGUMENTS.iter().map(ToString::to_string).collect();
                arguments.push(format!("--user-data-dir={}", profile.display()));
                arguments.push(format!("--window-size={},{}", window.0, window.1));
                json!({
                    "goog:chromeOptions": { "args": arguments },
                    "goog:loggingPrefs": { "browser": "ALL" },
                })
            }
            Self::Firefox => json!({
                "moz:firefoxOptions": { "binary": firefox(), "args": ["-headless"] },
            }),
            Self::WebKit => json!({
                "webkitgtk:browserOptions": { "binary": mini_browser(), "args": ["--automation"] },
            }),
        };
        wanted.as_object().expect("written as one").clone()
    }
}

/// Debian's name first: there `firefox` is not on the search path.
fn firefox() -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let names = ["firefox-esr", "firefox"];
    let candidate = |name| env::split_paths(&path).map(move |folder| folder.join(name));
    let found = names.into_iter().flat_map(candidate);
    found
        .into_iter()
        .find(|file| file.is_file())
        .expect("Firefox is on the search path: install firefox-esr")
}

/// The browser that comes with WebKitGTK lies among its libraries.
fn mini_browser() -> PathBuf {
    let folders = fs::read_dir("/usr/lib").expect("a system with libraries");
    let candidates = folders
        .filter_map(Result::ok)
        .map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser"));
    candidates
        .into_iter()
        .find(|file| file.is_file())
        .expect("WebKitGTK has its MiniBrowser: install webkit2gtk-driver")
}

/// A running driver.
pub(crate) struct Driver {
    /// In the order in which they end: what draws on a screen before the screen.
    processes: Vec<Child>,
    port: u16,
}

impl Driver {
    /// Starts the driver of an engine.
    pub(crate) fn start(engine: Engine) -> Self {
        match engine {
            Engine::Chromium => Self::that_says(engine, "started successfully on port "),
            Engine::Firefox => Self::that_says(engine, "Listening on 127.0.0.1:"),
            Engine::WebKit => Self::on_a_screen(engine),
        }
    }

    /// One that takes a free port and names it behind these words. It takes the same port for both kinds of address,
    /// and ends without a word if somebody has the second: then it is started again.
    fn that_says(engine: Engine, words: &str) -> Self {
        for _ in 0..STARTS {
            let mut process = Command::new(engine.program())
                .arg("--port=0")
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap_or_else(|error| panic!("the driver of {engine:?} does not start: {error}"));
            let port = said(&mut process, |line| number_behind(line, words));
            let driver = Self {
                processes: vec![process],
                port: port.unwrap_or_default(),
            };
            if port.is_some() {
                return driver;
            }
        }
        panic!("the driver of {engine:?} names its port: start it by hand to see why it does not");
    }

    /// One that names no port and draws on a display.
    fn on_a_screen(engine: Engine) -> Self {
        let mut screen = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1920x1200x24"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts: install xvfb");
        let display = said(&mut screen, |line| line.trim().parse::<u16>().ok())
            .expect("Xvfb names its display");
        let port = free_port();
        let process = Command::new(engine.program())
            .arg(format!("--port={port}"))
            .env("DISPLAY", format!(":{display}"))
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("the driver of {engine:?} does not start: {error}"));
        let driver = Self {
            processes: vec![process, screen],
            port,
        };
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                Instant::now() < deadline,
                "the driver of {engine:?} listens"
            );
            thread::sleep(Duration::from_millis(50));
        }
        driver
    }

    /// Where it takes commands.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        for process in &mut self.processes {
            // It may have ended already, which is what is wanted.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// What a process says first that can be read so; the rest is drained, as a full pipe would stop it.
fn said<T>(process: &mut Child, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let output = process
        .stdout
        .take()
        .expect("asked for when it was started");
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let answer = lines.find_map(|line| read(&line));
    thread::spawn(move || lines.for_each(drop));
    answer
}

fn number_behind(line: &str, words: &str) -> Option<u16> {
    let (_, port) = line.split_once(words)?;
    port.trim_end_matches('.').parse().ok()
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on this machine");
    listener.local_addr().expect("it listens").port()
}
