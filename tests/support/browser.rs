//! A browser that nobody sees and that looks at the page as a person would: Chromium, unless another engine is named.
//!
//! Every browser has its own server, driver and empty profile, so tests share nothing and may run
//! side by side. All waiting is for a condition, up to one deadline that no healthy run comes near;
//! nothing here measures time.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};

use crate::driver::{Driver, Engine};

/// How long a condition may take to come true, on the slowest machine with all cores taken.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often a condition is looked at.
const GLANCE: Duration = Duration::from_millis(40);

/// One browser with one page, of `dist/` unless another folder is named. It ends, with all it started, when it is dropped.
pub struct Browser {
    runtime: Runtime,
    /// Absent only while dropping.
    client: Option<Client>,
    engine: Engine,
    site: String,
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser whose page has this size in CSS pixels; it shows nothing yet.
    pub fn start(width: u32, height: u32) -> Self {
        Self::start_in(Engine::Chromium, width, height)
    }

    /// The same in another engine; there it is the window that has this size.
    pub fn start_in(engine: Engine, width: u32, height: u32) -> Self {
        let dist = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../dist"));
        assert!(
            dist.join("index.html").exists(),
            "dist/ holds no page: run `cargo xtask build` first"
        );
        Self::begin(engine, dist, width, height)
    }

    /// The page over a crowd, which `cargo xtask test` builds; how large it is, the address says.
    pub fn start_crowd(width: u32, height: u32) -> Self {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/crowd"));
        assert!(
            folder.join("index.html").exists(),
            "target/crowd holds no page: run `cargo xtask shots --crowd nodes=100` first"
        );
        Self::start_at(folder, width, height)
    }

    /// The pages of another folder, in Chromium.
    pub fn start_at(folder: &Path, width: u32, height: u32) -> Self {
        Self::begin(Engine::Chromium, folder, width, height)
    }

    fn begin(engine: Engine, folder: &Path, width: u32, height: u32) -> Self {
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime: check the limits on threads and open files");
        let site = host(&runtime, folder);
        let driver = Driver::start(engine);
        let profile = tempfile::tempdir().expect("a temporary folder for the profile");
        let client = runtime
            .block_on(
                ClientBuilder::new(HttpConnector::new())
                    .capabilities(engine.capabilities(profile.path(), (width, height)))
                    .connect(&driver.address()),
            )
            .unwrap_or_else(|error| panic!("{engine:?} does not start: {error}"));
        let browser = Self {
            runtime,
            client: Some(client),
            engine,
            site,
            _driver: driver,
            _profile: profile,
        };
        browser.resize(width, height);
        browser
    }

    /// Gives the page another size; the window, with its own bars, stays as it is. Other engines than Chromium know
    /// only the window's.
    pub fn resize(&self, width: u32, height: u32) {
        if self.engine != Engine::Chromium {
            self.runtime
                .block_on(self.client().set_window_rect(0, 0, width, height))
                .expect("a window takes a size");
            return;
        }
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size);
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("present until dropped")
    }

    /// Loads the page afresh; `address` is what follows the host: `""`, `"#protocol=benmo&paused"`.
    pub fn open(&self, address: &str) {
        let url = format!("{}{address}", self.site);
        self.runtime
            .block_on(async {
                // Another fragment alone would not load anything.
                self.client().goto("about:blank").await?;
                self.client().goto(&url).await
            })
            .unwrap_or_else(|error| panic!("{url} does not open: {error}"));
    }

    /// Loads a file of this machine, as a double click does; `fragment` is empty or begins with `#`.
    pub fn open_file(&self, path: &Path, fragment: &str) {
        let path = path.canonicalize().expect("the file is there");
        let url = format!("file://{}{fragment}", path.display());
        self.runtime
            .block_on(async {
                self.client().goto("about:blank").await?;
                self.client().goto(&url).await
            })
            .unwrap_or_else(|error| panic!("{url} does not open: {error}"));
    }

    /// Waits until an element matches.
    pub fn wait_for(&self, css: &str) {
        self.element(css);
    }

    /// Waits until a JavaScript expression is true in the page; an error counts as "not yet".
    pub fn wait_until(&self, expression: &str) {
        let guarded = format!("try {{ return !!({expression}); }} catch {{ return false; }}");
        let deadline = Instant::now() + PATIENCE;
        while self.run(&guarded) != Value::Bool(true) {
            assert!(
                Instant::now() < deadline,
                "never true in the page: {expression}; console: {:?}",
                self.console()
            );
            self.pause(GLANCE);
        }
    }

    /// Lets the page go on by itself for a while. For pictures only: a test waits for a condition.
    pub fn pause(&self, span: Duration) {
        thread::sleep(span);
    }

    /// An attribute of the first element that matches; `None` when it has no such attribute.
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let element = self.element(css);
        self.runtime
            .block_on(element.attr(name))
            .unwrap_or_else(|error| panic!("{css} cannot be read: {error}"))
    }

    /// One fact of the status element, by its short name: `status("step")` reads `data-step`.
    pub fn status(&self, name: &str) -> String {
        self.attribute("[data-status]", &format!("data-{name}"))
            .unwrap_or_else(|| panic!("[data-status] has no data-{name}"))
    }

    /// The visible text of the first element that matches.
    pub fn text(&self, css: &str) -> String {
        let element = self.element(css);
        self.runtime
            .block_on(element.text())
            .unwrap_or_else(|error| panic!("{css} cannot be read: {error}"))
    }

    /// How many elements match now.
    pub fn count(&self, css: &str) -> usize {
        self.runtime
            .block_on(self.client().find_all(Locator::Css(css)))
            .unwrap_or_else(|error| panic!("{css} cannot be counted: {error}"))
            .len()
    }

    /// The value of a JavaScript expression in the page; a promise is awaited.
    pub fn eval(&self, expression: &str) -> Value {
        self.run(&format!("return ({expression});"))
    }

    /// Runs JavaScript statements in the page; what they return is the answer, a promise is
    /// awaited.
    pub fn run(&self, statements: &str) -> Value {
        self.runtime
            .block_on(self.client().execute(statements, Vec::new()))
            .unwrap_or_else(|error| panic!("the page refuses `{statements}`: {error}"))
    }

    /// From now on this browser looks into the first frame of the page.
    pub fn enter_frame(&self) {
        let entered = self.runtime.block_on(self.client().enter_frame(0));
        entered.unwrap_or_else(|error| panic!("the page has no frame to enter: {error}"));
    }

    /// Clicks on the middle of the first element that matches; one that is drawn anew meanwhile is looked for again.
    pub fn click(&self, css: &str) {
        self.click_found(css, || ());
    }

    /// The same, where something must be done before an element can be found at all: it is done before each look.
    pub fn click_found(&self, css: &str, find: impl Fn()) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            find();
            match self.try_click(css) {
                Ok(()) => return,
                Err(error) if is_gone(&error) => {
                    assert!(
                        Instant::now() < deadline,
                        "{css} never stands still: {error}; console: {:?}",
                        self.console()
                    );
                    self.pause(GLANCE);
                }
                Err(error) => panic!("no way to act on {css}: {error}"),
            }
        }
    }

    fn try_click(&self, css: &str) -> Result<(), CmdError> {
        let find = self.client().find(Locator::Css(css));
        let element = self.runtime.block_on(find)?;
        let pointer = MouseActions::new("mouse".into())
            .then(self.onto(css, element))
            .then(press())
            .then(release());
        let done = self.client().perform_actions(Actions::from(pointer));
        self.runtime.block_on(done)
    }

    /// The pointer's way to the middle of an element. WebKit's driver finds no middle of a drawing's parts, so there
    /// the page is asked for it.
    fn onto(&self, css: &str, element: Element) -> PointerAction {
        if self.engine != Engine::WebKit {
            return onto(element);
        }
        let middle = self.eval(&format!(
            "(it => {{
                it.scrollIntoView({{ block: 'nearest' }});
                const box = it.getBoundingClientRect();
                return [box.x + box.width / 2, box.y + box.height / 2].map(Math.floor);
            }})(document.querySelector({css:?}))"
        ));
        let at = |axis: usize| middle[axis].as_f64().expect("a middle is two numbers");
        PointerAction::MoveTo {
            duration: None,
            x: at(0),
            y: at(1),
        }
    }

    /// Moves the pointer to the middle of the first element that matches.
    pub fn hover(&self, css: &str) {
        let pointer = MouseActions::new("mouse".into()).then(self.onto(css, self.element(css)));
        self.act(pointer, css);
    }

    /// Presses at the middle of one element, moves to the middle of another and lets go there.
    pub fn drag(&self, from: &str, to: &str) {
        let (source, target) = (self.element(from), self.element(to));
        let pointer = MouseActions::new("mouse".into())
            .then(onto(source))
            .then(press())
            // Away first: pages tell a drag from a click by movement.
            .then(PointerAction::MoveBy {
                duration: None,
                x: 8.0,
                y: 8.0,
            })
            .then(onto(target))
            .then(release());
        self.act(pointer, from);
    }

    /// Presses at the middle of an element, moves to a place of the page in CSS pixels and lets go there.
    pub fn drag_to(&self, css: &str, (x, y): (f64, f64)) {
        let element = self.element(css);
        let duration = None;
        let pointer = MouseActions::new("mouse".into())
            .then(onto(element))
            .then(press())
            .then(PointerAction::MoveTo { duration, x, y })
            .then(release());
        self.act(pointer, css);
    }

    /// Moves the pointer to a place of the page in CSS pixels, without a press.
    pub fn move_to(&self, (x, y): (f64, f64)) {
        let (x, y) = (x.round(), y.round());
        let duration = None;
        let move_there = PointerAction::MoveTo { duration, x, y };
        let pointer = MouseActions::new("mouse".into()).then(move_there);
        self.act(pointer, "a place of the page");
    }

    /// Presses a key, named as in `KeyboardEvent.key`, with modifiers before it: `"a"`, `"Enter"`,
    /// `"Shift+Tab"`.
    pub fn key(&self, combination: &str) {
        let keys: Vec<char> = match combination {
            "+" => vec!['+'],
            _ => combination.split('+').map(code).collect(),
        };
        let mut actions = KeyActions::new("keys".into());
        for value in &keys {
            actions = actions.then(KeyAction::Down { value: *value });
        }
        for value in keys.iter().rev() {
            actions = actions.then(KeyAction::Up { value: *value });
        }
        self.act(actions, combination);
    }

    /// Types into the first element that matches, after what it holds already.
    pub fn type_into(&self, css: &str, text: &str) {
        let element = self.element(css);
        self.runtime
            .block_on(element.send_keys(text))
            .unwrap_or_else(|error| panic!("{css} takes no text: {error}"));
    }

    /// Writes a picture of what is visible, as PNG.
    pub fn screenshot(&self, path: &Path) {
        let picture = self
            .runtime
            .block_on(self.client().screenshot())
            .expect("a picture of the page");
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("a folder for the picture");
        }
        fs::write(path, picture).expect("the picture can be written");
    }

    /// What the console of the page said since the last look: each line with its level. Chromium alone hands it out.
    pub fn console(&self) -> Vec<String> {
        if self.engine != Engine::Chromium {
            return Vec::new();
        }
        let entries = self.issue("se/log", json!({ "type": "browser" }));
        let line = |entry: &Value| format!("{}: {}", entry["level"], entry["message"]);
        entries.as_array().into_iter().flatten().map(line).collect()
    }

    /// A command of the Chrome DevTools protocol, for what WebDriver cannot say.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.issue("goog/cdp/execute", body)
    }

    fn issue(&self, path: &'static str, body: Value) -> Value {
        self.runtime
            .block_on(self.client().issue_cmd(Extension { path, body }))
            .unwrap_or_else(|error| panic!("chromedriver refuses {path}: {error}"))
    }

    fn element(&self, css: &str) -> Element {
        let wait = self.client().wait().at_most(PATIENCE).every(GLANCE);
        match self.runtime.block_on(wait.for_element(Locator::Css(css))) {
            Ok(element) => element,
            Err(CmdError::WaitTimeout) => {
                panic!("nothing matches {css}; console: {:?}", self.console())
            }
            Err(error) => panic!("{css} cannot be looked for: {error}"),
        }
    }

    fn act(&self, source: impl Into<fantoccini::actions::ActionSequence>, what: &str) {
        self.runtime
            .block_on(self.client().perform_actions(Actions::from(source)))
            .unwrap_or_else(|error| panic!("no way to act on {what}: {error}"));
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            // Chromium outlives its driver unless the session is closed; a lost one cannot be.
            let close = async { tokio::time::timeout(PATIENCE, client.close()).await };
            let _ = self.runtime.block_on(close);
        }
    }
}

/// Whether an element is not there, or not the one any more that was found.
fn is_gone(error: &CmdError) -> bool {
    error.is_no_such_element() || error.to_string().contains("stale element")
}

/// Serves a folder for as long as the runtime lives; its address, with a slash at the end.
fn host(runtime: &Runtime, folder: &Path) -> String {
    let listener = runtime
        .block_on(xtask::listen(0))
        .expect("a free port on this machine");
    let address = listener.local_addr().expect("it listens");
    let folder = folder.to_path_buf();
    runtime.spawn(async move { xtask::serve(listener, &folder).await });
    format!("http://{address}/")
}

fn onto(element: Element) -> PointerAction {
    PointerAction::MoveToElement {
        element,
        duration: None,
        x: 0.0,
        y: 0.0,
    }
}

fn press() -> PointerAction {
    PointerAction::Down {
        button: MOUSE_BUTTON_LEFT,
    }
}

fn release() -> PointerAction {
    PointerAction::Up {
        button: MOUSE_BUTTON_LEFT,
    }
}

/// The character by which WebDriver knows a key.
fn code(name: &str) -> char {
    let key = match name {
        "Alt" => Key::Alt,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "Backspace" => Key::Backspace,
        "Control" => Key::Control,
        "Delete" => Key::Delete,
        "End" => Key::End,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "F2" => Key::F2,
        "F10" => Key::F10,
        "Home" => Key::Home,
        "PageDown" => Key::PageDown,
        "PageUp" => Key::PageUp,
        "Shift" => Key::Shift,
        "Space" => return ' ',
        "Tab" => Key::Tab,
        _ => {
            let mut letters = name.chars();
            return match (letters.next(), letters.next()) {
                (Some(letter), None) => letter,
                _ => panic!("no key is named {name:?}"),
            };
        }
    };
    key.into()
}

/// A command that chromedriver knows beyond WebDriver.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.path
        ))
    }

    fn method_and_body(&self, _url: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
