//! `window.synod`, and the same methods for users of the package: `new Simulation(script)`. Nothing throws except on
//! wrong arguments (a type, or a number that can be no count or step), and a constructor whose script cannot be read.
//! Every call that changes the page's run has drawn it when it returns.

use std::cell::RefCell;

use js_sys::{Function, Promise, Reflect};
use synod_core::export;
use synod_core::session::{Played, Session, Trouble};
use synod_core::units::{MessageId, NodeId};
use wasm_bindgen::prelude::*;

use crate::ask::Ask;
use crate::driver::{Driver, Shared};
use crate::fragment::When;
use crate::page::{draw_now, window};

mod arguments;
mod shapes;

use arguments::{moment, optional_steps, steps, text, time};
use shapes::{BranchShape, ExpectShape, OutcomeShape, object};

/// So many events are played between two looks at whether time is up; the page stays alive only in slices.
const SLICE: u32 = 20_000;

thread_local! {
    /// Fulfils `synod.ready`.
    static READY: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Whose run the methods work on.
enum Run {
    /// The run of the page: every call shows at once.
    Page(Shared),
    /// A run of its own, without a page.
    Own(RefCell<Session>),
}

/// A run as scripts hold it.
#[wasm_bindgen]
pub struct Simulation {
    run: Run,
    ready: Promise,
}

/// Puts `synod` on the window.
pub(crate) fn install(driver: &Shared) {
    let ready = Promise::new(&mut |fulfil, _| READY.set(Some(fulfil)));
    let synod = Simulation {
        run: Run::Page(driver.clone()),
        ready,
    };
    Reflect::set(&window(), &"synod".into(), &synod.into()).expect("a window takes a property");
}

/// The first scene stands.
pub(crate) fn ready() {
    if let Some(fulfil) = READY.take() {
        fulfil
            .call0(&JsValue::UNDEFINED)
            .expect("fulfilling a promise does not throw");
    }
}

impl Simulation {
    fn read<R>(&self, read: impl FnOnce(&Session) -> R) -> R {
        match &self.run {
            Run::Page(driver) => read(driver.borrow().session()),
            Run::Own(session) => read(&session.borrow()),
        }
    }

    fn change<R>(&self, change: impl FnOnce(&mut Session) -> R) -> R {
        match &self.run {
            Run::Page(driver) => on_page(driver, |driver| driver.change(change)),
            Run::Own(session) => change(&mut session.borrow_mut()),
        }
    }

    fn is_playing(&self) -> bool {
        match &self.run {
            Run::Page(driver) => driver.borrow().ui().choice.playing,
            Run::Own(_) => false,
        }
    }

    /// What the page can say about a moment that cannot be read; a run of its own has nobody to tell.
    fn trouble(&self, text: String) {
        if let Run::Page(driver) = &self.run {
            on_page(driver, |driver| {
                driver.trouble(text);
                driver.publish();
            });
        }
    }

    fn set_playing(&self, playing: bool) {
        if let Run::Page(driver) = &self.run {
            on_page(driver, |driver| driver.ask(Ask::Play(playing)));
        }
    }

    /// One slice; whether there is more to play.
    fn slice(&self, until: synod_core::units::Time) -> bool {
        let played = match &self.run {
            Run::Page(driver) => on_page(driver, |driver| driver.run_until(until, SLICE)),
            Run::Own(session) => session.borrow_mut().play_until(until, SLICE),
        };
        played == Played::Budget
    }
}

#[wasm_bindgen]
impl Simulation {
    /// A run of its own, at step 0.
    #[wasm_bindgen(constructor)]
    pub fn new(script: &JsValue) -> Result<Simulation, JsValue> {
        let session = Session::load(&text(script, "script")?)
            .map_err(|trouble| js_sys::Error::new(&trouble.to_string()))?;
        Ok(Self {
            run: Run::Own(RefCell::new(session)),
            ready: Promise::resolve(&JsValue::UNDEFINED),
        })
    }

    /// The version of the page.
    #[wasm_bindgen(getter)]
    pub fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    /// Fulfilled when the first scene stands.
    #[wasm_bindgen(getter)]
    pub fn ready(&self) -> Promise {
        self.ready.clone()
    }

    /// Performs one statement at the present moment.
    pub fn act(&self, line: &JsValue) -> Result<JsValue, JsValue> {
        let line = text(line, "line")?;
        let done = match &self.run {
            Run::Page(driver) => on_page(driver, |driver| {
                let done = driver.act(&line);
                driver.publish();
                done
            }),
            Run::Own(session) => session.borrow_mut().act(&line),
        };
        outcome(done)
    }

    /// So many events forward, or back; how many it were. What is no whole number throws a `RangeError`.
    pub fn step(&self, count: &JsValue) -> Result<f64, JsValue> {
        let count = optional_steps(count)?;
        let made = match &self.run {
            Run::Page(driver) => on_page(driver, |driver| driver.step(count)),
            Run::Own(session) => {
                let mut session = session.borrow_mut();
                let mut move_once = || {
                    if count > 0 {
                        session.step()
                    } else {
                        session.step_back()
                    }
                };
                let made = (0..count.abs()).take_while(|_| move_once()).count() as i64;
                made * count.signum()
            }
        };
        Ok(made as f64)
    }

    /// Plays until a time, as the line `until 20s`. With a callback it plays in slices and calls it there.
    #[wasm_bindgen(js_name = runUntil)]
    pub fn run_until(&self, moment: &JsValue, done: &JsValue) -> Result<(), JsValue> {
        let words = text(moment, "time")?;
        let Some(until) = time(&words) else {
            self.trouble(format!("{words} is not a time such as 20s."));
            return Ok(());
        };
        if done.is_undefined() || done.is_null() {
            while self.slice(until) {}
            return Ok(());
        }
        let done: Function = done
            .clone()
            .dyn_into()
            .map_err(|_| arguments::wrong("callback", "a function"))?;
        match &self.run {
            Run::Page(driver) => {
                let ready = self.ready.clone();
                arguments::in_slices(
                    Self {
                        run: Run::Page(driver.clone()),
                        ready,
                    },
                    until,
                    done,
                );
            }
            Run::Own(_) => {
                while self.slice(until) {}
                done.call0(&JsValue::UNDEFINED)?;
            }
        }
        Ok(())
    }

    /// Goes to a step (812, "@812") or a time ("4.3s"); never forks. A number that is no step, such as 1.5 or -1, throws
    /// a `RangeError`.
    pub fn seek(&self, to: &JsValue) -> Result<(), JsValue> {
        match (moment(to)?, &self.run) {
            (Ok(when), Run::Page(driver)) => on_page(driver, |driver| driver.seek(when)),
            (Ok(When::Step(step)), Run::Own(session)) => session.borrow_mut().seek_step(step),
            (Ok(When::Time(time)), Run::Own(session)) => session.borrow_mut().seek_time(time),
            (Err(words), _) => {
                self.trouble(format!("{words} is not a moment such as @812 or 4.3s."))
            }
        }
        Ok(())
    }

    /// Plays.
    pub fn play(&self) {
        self.set_playing(true);
    }

    /// Pauses the run.
    pub fn pause(&self) {
        self.set_playing(false);
    }

    /// Plays to the script's last line.
    #[wasm_bindgen(js_name = runToEnd)]
    pub fn run_to_end(&self) {
        match &self.run {
            Run::Page(driver) => on_page(driver, Driver::run_to_end),
            Run::Own(session) => drop(session.borrow_mut().run_to_end()),
        }
    }

    /// The run as a script: playing it ends at this step, time and fingerprint.
    pub fn script(&self) -> String {
        self.read(Session::script)
    }

    /// Starts another run, paused at step 0.
    pub fn load(&self, script: &JsValue) -> Result<JsValue, JsValue> {
        let script = text(script, "script")?;
        let done = match &self.run {
            Run::Page(driver) => on_page(driver, |driver| driver.load(&script)),
            Run::Own(session) => Session::load(&script).map(|loaded| drop(session.replace(loaded))),
        };
        outcome(done)
    }

    /// The present moment.
    pub fn view(&self) -> JsValue {
        let playing = self.is_playing();
        self.read(|session| object(&export::world_view(session.view(), playing)))
    }

    /// Everything about a node; null if there is none of this id.
    pub fn node(&self, id: &JsValue) -> Result<JsValue, JsValue> {
        let words = text(id, "id")?;
        let id = shapes::number(&words, 'n', 1000).map(|number| NodeId::new(number as u16));
        Ok(self.read(|session| {
            id.map_or(JsValue::NULL, |id| {
                object(&export::node_view(session.view(), id))
            })
        }))
    }

    /// Everything about a message; null if there is none of this id.
    pub fn message(&self, id: &JsValue) -> Result<JsValue, JsValue> {
        let words = text(id, "id")?;
        let id = shapes::number(&words, 'm', u32::MAX).map(MessageId);
        Ok(self.read(|session| {
            id.map_or(JsValue::NULL, |id| {
                object(&export::message_view(session.view(), id))
            })
        }))
    }

    /// What happened from one step to another, both included.
    pub fn records(&self, from: &JsValue, to: &JsValue) -> Result<JsValue, JsValue> {
        let (from, to) = (steps(from, "from")?, steps(to, "to")?);
        Ok(self.read(|session| object(&export::records(session.view(), from, to))))
    }

    /// All branches as one text.
    pub fn file(&self) -> String {
        self.read(Session::file)
    }

    /// A record as a sentence with all that can be told of it, by the id that `records` gives; empty if there is none.
    pub fn describe(&self, record: &JsValue) -> Result<String, JsValue> {
        let place = steps(record, "record")? as usize;
        let told = |session: &Session| session.view().describe(&[place]);
        Ok(self.read(told).iter().map(ToString::to_string).collect())
    }

    /// The fingerprint of the path from step 0 to now, 16 hex digits.
    pub fn fingerprint(&self) -> String {
        self.read(|session| format!("{:016x}", session.view().fingerprint()))
    }

    /// What the script expected so far, and whether it held.
    pub fn expects(&self) -> JsValue {
        let all: Vec<ExpectShape> =
            self.read(|session| session.expects().into_iter().map(Into::into).collect());
        object(&all)
    }

    /// The branches, in the order in which they began.
    pub fn branches(&self) -> JsValue {
        let all: Vec<BranchShape> = self.read(|session| {
            session
                .view()
                .branches()
                .into_iter()
                .map(Into::into)
                .collect()
        });
        object(&all)
    }

    /// Stands at the end of another branch.
    #[wasm_bindgen(js_name = switchTo)]
    pub fn switch_to(&self, branch: &JsValue) -> Result<(), JsValue> {
        let name = text(branch, "branch")?;
        if !self.change(|session| session.switch_to(&name)) {
            self.trouble(format!("There is no branch called {name}."));
        }
        Ok(())
    }
}

/// A node as [`Simulation::node`] gives it, written out: what the inspector shows to whoever wants it raw.
pub(crate) fn node_text(session: &Session, id: NodeId) -> String {
    let shape = object(&export::node_view(session.view(), id));
    let indent = JsValue::from_f64(1.0);
    let text = js_sys::JSON::stringify_with_replacer_and_space(&shape, &JsValue::NULL, &indent);
    text.map(String::from).unwrap_or_default()
}

/// Changes the page's run and draws it before the caller goes on: status, nodes and links say the same then.
fn on_page<R>(driver: &Shared, change: impl FnOnce(&mut Driver) -> R) -> R {
    let changed = change(&mut driver.borrow_mut());
    draw_now();
    changed
}

fn outcome(done: Result<(), Trouble>) -> Result<JsValue, JsValue> {
    Ok(object(&OutcomeShape::from(done)))
}
