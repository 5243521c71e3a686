//! Messages that nobody of the cluster said, delivered in the middle of a storm.

use std::sync::OnceLock;

use synod_core::about::About;
use synod_core::action::{Action, Handling, Target};
use synod_core::ledger::Literal;
use synod_core::protocols::{CATALOG, Entry};
use synod_core::record::What;
use synod_core::script::{self, Line, Statement, When};
use synod_core::simulation::{Advance, Simulation};
use synod_core::storm::{self, Weather};
use synod_core::units::{Address, ClientId, MessageId, NodeId, Time};
use synod_core::view::{Fate, Field};

use super::{Bytes, literal};

/// Storms out of which messages are captured.
const CAPTURED_STORMS: u64 = 12;
/// The most messages kept of a kind.
const CAPTURED_MAX: usize = 400;
/// Events after the last forged message: enough for what it set off to come back.
const AFTERMATH: u32 = 200;

/// What somebody overheard: the kind of a message and its fields.
struct Capture {
    kind: &'static str,
    body: Literal,
}

fn body(fields: &[Field]) -> Literal {
    let pairs = fields.iter();
    Literal::map(pairs.map(|field| (Literal::text(field.name), field.value.clone())))
}

/// Messages of the storms of each system of the catalogue, all kinds in turn.
fn captured(system: usize) -> &'static [Capture] {
    static CAPTURED: OnceLock<Vec<Vec<Capture>>> = OnceLock::new();
    let all = || CATALOG.iter().map(capture).collect();
    &CAPTURED.get_or_init(all)[system]
}

fn capture(entry: &Entry) -> Vec<Capture> {
    let mut kinds: Vec<Vec<Capture>> = entry.about.kinds.iter().map(|_| Vec::new()).collect();
    for seed in 0..CAPTURED_STORMS {
        let mut storm = Storm::new(entry, seed, Weather::ALL[seed as usize % 3], None);
        let mut flights = Vec::new();
        while storm.line() {
            storm.run.flights(&mut flights);
            // Each was due at several moments: the latest is the one not seen before.
            let views = flights
                .iter()
                .rev()
                .take(3)
                .filter_map(|flight| storm.run.message(flight.id));
            for view in views {
                let (kind, body) = (view.kind, body(&view.fields));
                let place = entry
                    .about
                    .kind(kind)
                    .expect("a message has a kind of its system");
                if kinds[place].len() < CAPTURED_MAX
                    && kinds[place].iter().all(|known| known.body != body)
                {
                    kinds[place].push(Capture { kind, body });
                }
            }
        }
    }
    kinds.into_iter().flatten().collect()
}

/// A storm that is played line by line, so that somebody can act between them.
struct Storm {
    run: Box<dyn Simulation>,
    lines: std::vec::IntoIter<Line>,
}

impl Storm {
    fn new(entry: &Entry, seed: u64, weather: Weather, quirk: Option<&str>) -> Self {
        let text = storm::script(entry.about, seed, weather, quirk);
        let script = script::parse(&text, &[entry.about]).expect("a storm is a script");
        Self {
            run: (entry.open)(script.setup),
            lines: script.lines.into_iter(),
        }
    }

    /// Plays the next line of the storm, up to its calm; false if none is left.
    fn line(&mut self) -> bool {
        let Some(line) = self.lines.next() else {
            return false;
        };
        if let Some(When::At(time)) = line.when {
            let time = Time(time.0);
            while self.run.advance(time) == Advance::Stepped {}
            self.run.wait_until(time);
        }
        if let Some(Statement::Act(action)) = &line.statement {
            // A refusal is a result like any other.
            let _ = self.run.act(action);
        }
        !matches!(line.statement, Some(Statement::Run(_)))
    }
}

/// Somebody who sends what they overheard.
struct Forger<'a> {
    storm: Storm,
    about: &'static About,
    captured: &'static [Capture],
    bytes: Bytes<'a>,
    delivered: u32,
}

/// Plays a storm into which messages are forged, and looks at everything; how many of them were delivered.
pub fn message(bytes: &[u8]) -> u32 {
    let mut bytes = Bytes::new(bytes);
    let system = bytes.below(CATALOG.len());
    let (entry, captured) = (&CATALOG[system], captured(system));
    let weather = *bytes.pick(&Weather::ALL);
    let seed = bytes.below(1 << 16) as u64;
    let about = entry.about;
    let quirks = about.quirks.iter().map(|quirk| Some(quirk.phrase));
    let quirks: Vec<Option<&str>> = quirks.chain([None; 4]).collect();
    let quirk = *bytes.pick(&quirks);
    let storm = Storm::new(entry, seed, weather, quirk);
    let mut forger = Forger {
        storm,
        about,
        captured,
        bytes,
        delivered: 0,
    };
    while !forger.bytes.is_empty() {
        forger.turn();
    }
    forger.play(AFTERMATH);
    forger.look();
    forger.delivered
}

impl Forger<'_> {
    fn turn(&mut self) {
        match self.bytes.below(8) {
            0..5 => self.forge(),
            5 => {
                let events = self.bytes.below(16);
                self.play(u32::try_from(events).expect("a few"));
            }
            6 => drop(self.storm.line()),
            _ => self.look(),
        }
    }

    fn play(&mut self, events: u32) {
        for _ in 0..events {
            if self.storm.run.advance(Time(u64::MAX)) != Advance::Stepped {
                return;
            }
        }
    }

    /// Mostly a node of the cluster, now and then one that is not, or a client.
    fn somebody(&mut self) -> Address {
        let nodes = usize::from(self.storm.run.setup().nodes);
        match self.bytes.below(24) {
            23 => Address::Node(NodeId::new(1000)),
            22 => Address::Client(ClientId::new(1)),
            _ => Address::Node(NodeId::at(self.bytes.below(nodes))),
        }
    }

    fn forge(&mut self) {
        let Capture { kind, body } = self.bytes.pick(self.captured);
        let (kind, mut body) = (*kind, body.clone());
        if self.bytes.once_in(2) {
            let other = &self.bytes.pick(self.captured).body;
            body = literal::corrupted(&body, other, &mut self.bytes);
        }
        let kind = if self.bytes.once_in(8) {
            self.bytes.pick(self.about.kinds).name
        } else {
            kind
        };
        let (from, to) = (self.somebody(), self.somebody());
        let action = Action::Forge {
            kind,
            from,
            to,
            body,
        };
        self.is_sayable(&action);
        let run = &mut self.storm.run;
        let id = MessageId(u32::try_from(run.journal().messages() + 1).expect("fewer than ids"));
        if run.act(&action).is_ok() {
            self.deliver(id, &action);
        }
    }

    /// Whatever is forged here can be written in a script.
    fn is_sayable(&self, action: &Action) {
        let text = action.to_string();
        let line =
            script::parse_line(&text, self.about).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(
            line.statement,
            Some(Statement::Act(action.clone())),
            "{text}"
        );
    }

    /// Has the message arrive next, wherever its receiver stands.
    fn deliver(&mut self, id: MessageId, action: &Action) {
        let Action::Forge {
            body: forged, to, ..
        } = action
        else {
            return;
        };
        let run = &mut self.storm.run;
        let view = run
            .message(id)
            .expect("what was put on the bus can be looked at");
        // Nobody keeps the body of a message that a cut link or chance has swallowed.
        if matches!(view.fate, Fate::Flying(_)) {
            assert_eq!(
                body(&view.fields),
                *forged,
                "the message says what was forged"
            );
        }
        // A cut link, a held queue and a node that is down or paused all have their own ways with it.
        let handling = Handling::Deliver;
        let _ = run.act(&Action::Handle {
            handling,
            target: Target::Id(id),
        });
        let before = run.recorded();
        if run.next_due().is_none_or(|due| due > run.moment().time) {
            return;
        }
        run.advance(run.moment().time);
        let mut records = run.journal().records.iter_from(before);
        if records.any(|record| record.what == What::Delivered && record.message() == Some(id)) {
            self.delivered += 1;
        }
        let there = match to.node() {
            Some(node) => run.node(node).is_some(),
            None => run.client(*to).is_some(),
        };
        assert!(there, "{to} can be looked at");
    }

    /// Looks at every node and every message in flight, and at what is said of the run.
    fn look(&mut self) {
        let run = &self.storm.run;
        let (mut glances, mut flights) = (Vec::new(), Vec::new());
        run.glances(&mut glances);
        run.flights(&mut flights);
        for glance in &glances {
            let detail = run.node(glance.id).expect("a node at a glance is a node");
            let said = (detail.view.goal, detail.view.why_not);
            let _ = format!("{said:?}");
        }
        for flight in &flights {
            assert!(run.message(flight.id).is_some(), "{} flies", flight.id);
        }
        let _ = (
            run.lamps(),
            run.requests(),
            run.caption(),
            run.suggestion(),
            run.links(),
        );
        let told = run.describe(&[run.recorded().saturating_sub(1)]);
        told.iter().for_each(|phrase| drop(phrase.to_string()));
    }
}
