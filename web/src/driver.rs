//! Owns the run and what the person has chosen, and knows nothing of a browser: time comes in as numbers, what is to
//! be drawn goes out as one value. The page, the keys, the stage and `window.synod` all come through here.

use std::cell::RefCell;
use std::rc::Rc;

use synod_core::link::Linked;
use synod_core::order;
use synod_core::protocols::CATALOG;
use synod_core::session::{Played, Session, Trouble};
use synod_core::units::{Moment, NodeId, Step, Time};
use synod_core::view::{Caption, NodeDetail, Verdict};

use crate::ask::Ask;
use crate::fragment::{Fragment, When};
use crate::model::{More, Selection, Snapshot, Tool};
use crate::page::Published;
use crate::rescue;
use crate::scene::{self, Lesson};
use crate::snapshot;
use crate::speed;
use crate::stage::crowd::is_crowded;
use crate::tools::{self, Facts, Outcome};
use crate::ui::{Next, Offer, Reply, Theme, Told, UiState};

mod acting;
mod branching;
mod captions;
mod causes;
mod events;
mod jumping;
mod lesson;
mod moving;
mod opening;
mod runs;
#[cfg(test)]
mod tests;
mod tips;
mod voice;

pub use events::{EventPage, EventQuery, EventRow, RuleRow};
pub use moving::Frame;

/// The driver as everybody shares it.
pub type Shared = Rc<RefCell<Driver>>;

/// A frame after a pause (a background tab, a stopped debugger) counts at most this long: no burst.
const FRAME_MAX: f64 = 100.0;
/// So long a frame plays, in milliseconds: beyond it virtual time slows down rather than the page.
const FRAME_SPAN: f64 = 11.0;
/// So many events are played between two looks at the clock.
const FRAME_EVENTS: u32 = 1000;
/// While a crowd plays, or while frames come no further than the clock allows, the page is drawn anew after so many
/// milliseconds: nobody reads faster, and the frames between belong to what moves and to the run.
const CROWD_SPAN: f64 = 100.0;
/// How long a notice stands in the caption's place, in milliseconds.
const NOTICE_SPAN: f64 = 4000.0;
/// How long a notice with a button stands.
const OFFER_SPAN: f64 = 8000.0;
/// So long nothing is waiting to happen before it is said, in milliseconds: what came last is read first.
const IDLE_SPAN: f64 = 3000.0;
/// Time without messages passes so fast that it takes this long, in seconds.
const QUIET_SPAN: f64 = 0.9;

/// Where what is to be drawn goes.
type Sink = Box<dyn Fn(&Published)>;

/// The run and what the person has chosen.
pub struct Driver {
    session: Session,
    /// The run before this one.
    before: Option<Session>,
    /// The title of the script and what it is about.
    prose: Rc<(String, String)>,
    ui: UiState,
    snapshot: Rc<Snapshot>,
    sink: Option<Sink>,
    /// Virtual time in microseconds, with the fraction that frames add up to.
    clock: f64,
    /// When the last frame was, in milliseconds.
    now: f64,
    /// When the page was last drawn while the run played.
    drawn: f64,
    /// Whether the last frame stopped at the clock.
    hurried: bool,
    /// Whether the person wants no motion.
    calm: bool,
    mining: moving::Mining,
    /// The clock on the wall.
    wall: fn() -> f64,
    /// When the notice goes.
    notice_until: f64,
    /// When it is said that nothing is waiting to happen; none while something is.
    idle_until: Option<f64>,
    /// The gestures that wrote several actions.
    gestures: Vec<branching::Gesture>,
    /// Where an undo or a redo stands, with actions ahead that playing on leaves.
    taken_back: Option<(Moment, usize)>,
    /// The branch that was left by playing on, with its action that was taken back.
    left: Option<branching::Left>,
    captions: captions::Captions,
    events: events::Events,
    voice: voice::Voice,
    /// What the script has said by now.
    lesson: Rc<Lesson>,
    /// The answer to the question that stands.
    answered: Option<usize>,
    /// Always-properties that have failed.
    failing: Vec<&'static str>,
    tips: tips::Tips,
    /// Counts runs.
    run: u32,
    limit: Option<&'static str>,
    /// Refused lines of the script, by line and column: each is told of once.
    told: Vec<(u32, u32)>,
    /// Names the state that the snapshot shows.
    shown: (Step, usize, u64),
}

impl Driver {
    /// A driver that stands where the address says.
    pub fn new(fragment: &Fragment) -> Self {
        let (session, troubles) = opening::session(fragment);
        Self::standing(session, fragment, troubles)
    }

    /// A driver of this run; the address says only how it is shown.
    pub fn over(session: Session, fragment: &Fragment) -> Self {
        Self::standing(session, fragment, Vec::new())
    }

    fn standing(session: Session, fragment: &Fragment, troubles: Vec<Told>) -> Self {
        let snapshot = snapshot::take(session.view(), Selection::Run, None, More::default());
        let mut driver = Self {
            session,
            before: None,
            prose: Rc::default(),
            ui: UiState::default(),
            snapshot: Rc::new(snapshot),
            sink: None,
            clock: 0.0,
            now: 0.0,
            drawn: f64::NEG_INFINITY,
            hurried: false,
            calm: false,
            mining: moving::Mining::default(),
            wall: || 0.0,
            notice_until: 0.0,
            idle_until: None,
            gestures: Vec::new(),
            taken_back: None,
            left: None,
            captions: captions::Captions::default(),
            events: events::Events::default(),
            voice: voice::Voice::default(),
            lesson: Rc::default(),
            answered: None,
            failing: Vec::new(),
            tips: tips::Tips::default(),
            run: 0,
            limit: None,
            told: Vec::new(),
            shown: (0, 0, 0),
        };
        driver.begin();
        driver.settle(fragment, troubles);
        driver
    }

    /// From now on, what is to be drawn goes there.
    pub fn attach(&mut self, sink: Sink) {
        self.sink = Some(sink);
        self.publish();
    }

    /// The run.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What the person has chosen.
    pub fn ui(&self) -> &UiState {
        &self.ui
    }

    /// What is drawn.
    pub fn snapshot(&self) -> &Rc<Snapshot> {
        &self.snapshot
    }

    /// What the panels read only while they are looked at: the current branch as a script, and where it stands.
    pub fn linked(&self) -> Linked {
        self.session.linked()
    }

    /// Everything about a node.
    pub fn node(&self, id: NodeId) -> Option<Rc<NodeDetail>> {
        self.session.view().node(id).map(Rc::new)
    }

    /// A stretch of the events, as sentences.
    pub fn events(&mut self, query: &EventQuery) -> EventPage {
        self.events.read(self.session.view(), query)
    }

    /// What is in force, a line each.
    pub fn settings(&self) -> Vec<String> {
        let view = self.session.view();
        let lines = view.settings().lines(view.about());
        lines.lines().map(ToOwned::to_owned).collect()
    }

    /// The rules that ran last, the newest first, so many at most.
    pub fn rules(&self, most: usize) -> Vec<RuleRow> {
        events::rules(self.session.view(), most)
    }

    /// What led to the failure of a property in a step, the oldest first.
    pub fn causes(&self, property: &str, step: Step) -> Vec<EventRow> {
        causes::causes(self.session.view(), property, step)
    }

    /// Changes the run from outside the page, and draws what became of it.
    pub fn change<R>(&mut self, change: impl FnOnce(&mut Session) -> R) -> R {
        let changed = change(&mut self.session);
        self.moved();
        changed
    }

    /// Sets the colours, as they were remembered.
    pub fn set_theme(&mut self, theme: Theme) {
        self.ui.theme = theme;
    }

    /// Gives it a clock on the wall, in milliseconds. Until then a frame plays all that is due in it.
    pub fn set_wall(&mut self, wall: fn() -> f64) {
        self.wall = wall;
    }

    /// A frame: plays on by the time that has passed since the last one, as far as the clock on the wall allows.
    pub fn tick(&mut self, now: f64) -> Frame {
        let elapsed = (now - self.now).clamp(0.0, FRAME_MAX);
        self.now = now;
        let mut spoke = self.expire();
        let mut rushing = false;
        // What a menu is about, or what the pointer holds, stays where it is.
        let waits = self.ui.menu.is_some() || self.ui.choice.grip;
        let was_playing = self.ui.choice.playing;
        let moving = was_playing && !waits;
        if moving {
            let pace = self.pace();
            rushing = pace > self.ui.choice.speed;
            self.play(elapsed / 1000.0 * pace);
            spoke |= self.captions.change(now);
        }
        spoke |= self.wait(moving);
        // What stopped the run shows, also where nothing else changed.
        spoke |= self.ui.choice.playing != was_playing;
        spoke |= self.speak();
        if self.state() != self.shown || self.has_passed_lines() || self.has_outrun() {
            let crowded = self.hurried || is_crowded(&self.snapshot);
            if !(self.ui.choice.playing && crowded) || now - self.drawn >= CROWD_SPAN {
                self.drawn = now;
                self.publish();
            }
        } else if self.tips.is_due(now) {
            self.publish();
        } else if spoke {
            self.send();
        }
        Frame {
            now: self.clock,
            moving,
            rushing,
            mining: moving && self.mining.waits,
        }
    }

    /// Does what is asked.
    pub fn ask(&mut self, ask: Ask) {
        let selection = self.ui.choice.selection;
        if self.ui.reduce(&ask) {
            if self.ui.choice.selection == selection {
                self.send();
            } else {
                self.publish();
            }
            return;
        }
        self.ui.menu = None;
        match ask {
            Ask::Act(line) => drop(self.act(&line)),
            Ask::Lines(lines) => self.act_all(&lines),
            Ask::Submit(line) => self.submit(line),
            Ask::Touch(target, alt) => self.touch(target, alt),
            Ask::Tool(tool) => self.take(tool),
            Ask::Confirm => self.confirm(),
            Ask::HealAll => drop(self.act("heal")),
            Ask::Suggested(tip) => self.suggested(tip),
            Ask::PassBy => self.pass(),
            Ask::Answer(place) => self.answer(place),
            Ask::Cue(wanted) => self.go_to_cue(wanted),
            Ask::Undo => self.undo(),
            Ask::Redo => self.redo(),
            Ask::Leave(name) => self.leave(&name),
            Ask::Play(playing) => self.set_playing(playing),
            Ask::Step(count) => drop(self.step(count)),
            Ask::SeekTime(time) => self.stand_at(When::Time(time)),
            Ask::SeekStep(step) => self.stand_at(When::Step(step)),
            Ask::Why(why) => self.trouble(format!("{why}.")),
            Ask::Stand(moment) => self.stand_exactly(moment),
            Ask::Start => self.stand_at(When::Step(0)),
            Ask::End => self.stand_at(When::Step(self.session.view().end().step)),
            Ask::Open(address) => self.open(&Fragment::parse(&address)),
            Ask::Mark(forward) => self.go_to_mark(forward),
            Ask::Next(next) => self.go_on_to(next),
            Ask::Previous(kind) => self.go_back_to(kind),
            Ask::Branch(name) => self.switch_to(&name),
            Ask::Visit(name, moment) => self.visit(&name, moment),
            Ask::Rename(name, new) => self.rename(&name, &new),
            Ask::Delete(name) => self.delete(&name),
            Ask::BringBack(name) => self.bring_back(&name),
            Ask::Load(text) => self.load_by_hand(&text),
            Ask::Try(linked) => self.try_script(&linked),
            Ask::File(name, text) => self.open_file(&name, text),
            Ask::Before => self.go_back(),
            Ask::ToEnd => self.run_to_end(),
            _ => {}
        }
        self.publish();
    }

    /// Draws what there is now.
    pub fn publish(&mut self) {
        self.listen();
        let more = More {
            run: self.run,
            limit: self.limit,
            has_upcoming: self.session.has_upcoming(),
            prose: self.prose.clone(),
            lines: self.session.lines(),
            has_before: self.before.is_some(),
            lesson: self.lesson.clone(),
            answered: self.answered,
            cues: self.cues(),
            ..More::default()
        };
        let view = self.session.view();
        let mut snapshot =
            snapshot::take(view, self.ui.choice.selection, Some(&self.snapshot), more);
        snapshot.tip = self.tips.choose(&snapshot, view, self.now);
        self.mark_undo(&mut snapshot.more);
        self.shown = self.state();
        if !self.ui.choice.playing {
            self.captions.say(snapshot.caption.clone(), self.now);
        }
        self.snapshot = Rc::new(snapshot);
        rescue::stands_at(self.snapshot.moment, &self.snapshot.fingerprint);
        self.send();
    }

    fn send(&self) {
        if let Some(sink) = &self.sink {
            sink(&Published {
                snapshot: self.snapshot.clone(),
                ui: Rc::new(self.ui.clone()),
                caption: self.captions.shown(),
                spoken: self.spoken(),
            });
        }
    }

    /// Whether lines of the script have happened since the picture: also those that change nothing but say something.
    fn has_passed_lines(&self) -> bool {
        let (before, now) = (self.snapshot.more.lines.1, self.session.lines().1);
        self.ui.choice.playing && before != now
    }

    /// The cues of the script: only a lecturer needs them.
    fn cues(&self) -> Rc<Vec<scene::Cue>> {
        let wanted = self.ui.present.then(|| scene::cues(&self.session));
        Rc::new(wanted.unwrap_or_default())
    }

    /// What changes whenever the picture does.
    fn state(&self) -> (Step, usize, u64) {
        let view = self.session.view();
        (view.moment().step, view.recorded(), view.fingerprint())
    }

    /// The run is another one.
    fn begin(&mut self) {
        self.run += 1;
        self.limit = None;
        self.told.clear();
        self.idle_until = None;
        self.gestures.clear();
        (self.taken_back, self.left) = (None, None);
        self.events = events::Events::default();
        self.captions = captions::Captions::default();
        (self.lesson, self.answered) = (Rc::default(), None);
        self.failing = self.failures();
        self.tips.let_go();
        let speed = speed::for_flights(snapshot::flight_span(self.session.view()));
        let old = std::mem::take(&mut self.ui);
        self.ui.tab = old.tab;
        self.ui.beside = old.beside;
        self.ui.height = old.height;
        self.ui.width = old.width;
        self.ui.typed = old.typed;
        self.ui.script = old.script;
        self.ui.options = old.options;
        self.ui.theme = old.theme;
        self.ui.sheet = old.sheet;
        self.ui.skip_quiet = old.skip_quiet;
        self.ui.spell = old.spell;
        self.ui.present = old.present;
        self.ui.embed = old.embed;
        self.ui.choice.speed = speed;
        self.clock = self.session.view().moment().time.micros() as f64;
        self.prose = Rc::new(self.session.prose());
        rescue::keep(&self.session.script());
    }

    fn settle(&mut self, fragment: &Fragment, troubles: Vec<Told>) {
        self.ui.strip = troubles;
        self.ui.embed = fragment.embed;
        self.ui.present |= fragment.present;
        match fragment.moment {
            Some(when) => {
                self.seek(when);
                self.tell_missing(when);
            }
            // A link stands where it was taken.
            None => self.ui.choice.playing = !fragment.paused && fragment.run.is_none(),
        }
        self.failing = self.failures();
    }

    /// A run may end before the step that a link names.
    fn tell_missing(&mut self, when: When) {
        let stands = self.session.view().moment().step;
        if let When::Step(step) = when
            && stands < step
        {
            let text = format!("This run has no step {step}: it stands at step {stands}.");
            self.ui.strip.push(Told::of_link(text));
        }
    }

    /// The one that fails and did not.
    fn new_failure(&self, failing: &[&'static str]) -> Option<&'static str> {
        let mut new = failing.iter().filter(|id| !self.failing.contains(id));
        new.next().copied()
    }

    fn failures(&self) -> Vec<&'static str> {
        let lamps = self.session.view().lamps();
        let fails = lamps
            .iter()
            .filter(|lamp| lamp.view.verdict == Verdict::Fails);
        let mut failing: Vec<_> = fails.map(|lamp| lamp.spec.id).collect();
        order::by_key(&mut failing, |id| *id);
        failing
    }
}

/// What is wrong with a script, and where; what was expected instead is long, and told to whoever asks.
fn unread(what: &str, trouble: &Trouble, of_script: bool) -> Told {
    let (found, more) = match trouble {
        Trouble::Refused(why) => (why.clone(), None),
        Trouble::Parse {
            message,
            line,
            column,
        } => match message.split_once(", expected ") {
            Some((found, expected)) => (
                format!("{found} at {line}:{column}"),
                Some(format!("Expected: {expected}.")),
            ),
            None => (format!("{message} at {line}:{column}"), None),
        },
    };
    Told {
        text: format!("{what} cannot be read: {found}."),
        more,
        of_script,
    }
}
