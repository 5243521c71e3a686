//! Storms: random faults on a running cluster, then calm. The script of a storm follows from its seed alone, and names
//! nothing that depends on what happened before, so that any line may be taken out and the rest still plays.
//!
//! A storm knows a system by its [`About`] only. Every `Always` is looked at after each event, every `Eventually` at
//! the end of the calm; a script that breaks one is shrunk by taking away what it can do without.
//!
//! ```
//! use synod_core::protocols::benmo::ABOUT;
//! use synod_core::storm::{Weather, actions, play, script, shrink};
//!
//! // What is right survives; what is wrong is found, and told in a few lines.
//! assert_eq!(play(&script(&ABOUT, 0, Weather::Hostile, None)), None);
//! let wrong = |seed| script(&ABOUT, seed, Weather::Hostile, Some("many-attempts"));
//! let found = (0..50).find_map(|seed| Some((wrong(seed), play(&wrong(seed))?)));
//! let (text, broken) = found.expect("some storm finds it");
//! assert_eq!(broken.property, "no-empty-block");
//! assert!(actions(&shrink(&text, broken.property)) < actions(&text) / 4);
//! ```

mod header;
mod search;
mod shrink;

use std::fmt::Write;

use crate::about::{About, Expectation};
use crate::ledger::TransactionKind;
use crate::protocols::entry;
use crate::rng::{Purpose, Who, draw};
use crate::session::{Played, PlayedLine, Session};
use crate::view::Verdict;

pub use search::{Found, shortest};
pub use shrink::{Shrinking, shrink};

/// How rough a storm is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weather {
    /// Requests and slow links; nothing breaks.
    Calm,
    /// Now and then something breaks.
    BadDay,
    /// Everything breaks, often and at once.
    Hostile,
}

impl Weather {
    /// All of them, the mildest first.
    pub const ALL: [Self; 3] = [Self::Calm, Self::BadDay, Self::Hostile];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::BadDay => "bad-day",
            Self::Hostile => "hostile",
        }
    }

    /// Of a hundred lines, how many are faults.
    fn faults(self) -> u64 {
        match self {
            Self::Calm => 0,
            Self::BadDay => 30,
            Self::Hostile => 65,
        }
    }
}

/// How long a storm blows, in milliseconds of virtual time: long enough that nearly all decide several times.
pub const STORM: u64 = 90_000;
/// How long the calm after it lasts: several times what a system needs to settle.
const CALM: &str = "10m";

/// What stands for a property where a limit of the run ended the storm.
pub const LIMIT: &str = "limit";

/// What a storm broke.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// The property, by its id, or [`LIMIT`].
    pub property: &'static str,
    /// The facts in conflict, or that it has not come true.
    pub facts: Vec<String>,
}

/// The draws of a storm.
struct Dice {
    seed: u64,
    count: u32,
}

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.count += 1;
        draw(self.seed, Who::link(0, 0), self.count, Purpose::Storm) % most
    }

    fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most - least + 1)
    }

    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[usize::try_from(self.below(items.len() as u64)).expect("a slice has so many items")]
    }
}

/// The script of a storm and of the calm after it; with a quirk of the system switched on, if one is named.
pub fn script(about: &About, seed: u64, weather: Weather, quirk: Option<&str>) -> String {
    let mut dice = Dice { seed, count: 0 };
    let (mut text, nodes) = header::header(about, seed, weather, quirk, &mut dice);
    let gap = dice.pick(&[500, 1000, 2000, 3000]);
    // In every other storm nobody crashes: what is lost there, no crash took.
    let crashes = seed.is_multiple_of(2);
    let mut storm = Storm {
        about,
        dice,
        nodes,
        weather,
        held: Vec::new(),
        is_wicked: weather == Weather::Hostile && !(about.hostile)(seed, nodes, 0).is_empty(),
    };
    let mut now = 0;
    while now < STORM {
        for line in storm.lines() {
            if crashes || !is_crash(&line) {
                let _ = writeln!(text, "at {now}ms {line}");
            }
        }
        now += storm.dice.below(gap);
    }
    text.push_str(&storm.calm());
    text
}

/// Whether somebody goes down or comes up, now or later.
fn is_crash(line: &str) -> bool {
    ["crash ", "restart ", "later restart "]
        .iter()
        .any(|word| line.starts_with(word))
}

struct Storm<'a> {
    about: &'a About,
    dice: Dice,
    nodes: u64,
    weather: Weather,
    /// What was held last, as far as there was something to hold.
    held: Vec<String>,
    /// Whether somebody may enter and send what no honest one does.
    is_wicked: bool,
}

impl Storm<'_> {
    fn node(&mut self) -> u64 {
        self.dice.between(1, self.nodes)
    }

    fn two(&mut self) -> (u64, u64) {
        let one = self.node();
        let other = self.dice.between(1, (self.nodes - 1).max(1));
        (
            one,
            if other >= one && self.nodes > 1 {
                other + 1
            } else {
                other
            },
        )
    }

    /// The next lines, of one moment. Few messages fly at any moment: who wants to hit one aims at several.
    fn lines(&mut self) -> Vec<String> {
        if self.dice.below(100) >= self.weather.faults() {
            return vec![self.submit()];
        }
        if self.is_wicked && self.dice.once_in(5) {
            let drawn = self.dice.below(1 << 40);
            return (self.about.hostile)(self.dice.seed % (1 << 53), self.nodes, drawn);
        }
        // Where there are clients there are many kinds of message, most of them seldom: one is aimed at all around a node.
        if self.about.default_clients > 0 && self.dice.once_in(5) {
            return self.volley();
        }
        if self.dice.once_in(5) {
            return (0..6).map(|_| self.message()).collect();
        }
        vec![self.fault()]
    }

    fn submit(&mut self) -> String {
        let (from, to) = self.two();
        let amount = self.dice.between(1, 40);
        let transaction = match self.dice.pick(self.about.accepts) {
            TransactionKind::Put => format!("put k{} {amount}", self.dice.below(4)),
            TransactionKind::Get => format!("get k{}", self.dice.below(4)),
            TransactionKind::Delete => format!("delete k{}", self.dice.below(4)),
            TransactionKind::Note => format!("note \"{amount}\""),
            TransactionKind::Stake => format!("stake n{from} {amount}"),
            TransactionKind::Faucet => format!("faucet n{from} {amount}"),
            TransactionKind::Transfer if self.dice.once_in(20) => {
                format!("transfer n{from} n{to} 1000")
            }
            TransactionKind::Transfer => format!("transfer n{from} n{to} {amount}"),
        };
        match self.client() {
            Some(client) => format!("submit {client} {transaction}"),
            None => format!("submit n{from} {transaction}"),
        }
    }

    /// A client, for two of three that could be one or a console, where the system has any.
    fn client(&mut self) -> Option<String> {
        let clients = u64::from(self.about.default_clients);
        let outside = clients > 0 && !self.dice.once_in(3);
        outside.then(|| format!("c{}", self.dice.between(1, clients + 1)))
    }

    /// Something that happens to a client.
    fn trouble(&mut self, client: &str) -> String {
        let node = self.node();
        let arrow = if self.dice.once_in(2) { " ->" } else { "" };
        match self.dice.below(10) {
            0 => format!("crash {client}"),
            1..4 => format!("restart {client}"),
            4 | 5 => format!("sever {client}{arrow} n{node}"),
            6 => format!("sever n{node}{arrow} {client}"),
            7 | 8 => format!("nominate {client} n{node}"),
            _ => "heal".into(),
        }
    }

    fn fault(&mut self) -> String {
        let node = self.node();
        if self.about.default_clients > 0
            && self.dice.once_in(6)
            && let Some(client) = self.client()
        {
            return self.trouble(&client);
        }
        // What breaks is mended twice as often, or nothing would be decided in a storm.
        match self.dice.below(42) {
            0..4 => format!("crash n{node}"),
            4..13 => format!("restart n{node}"),
            13..15 => format!("pause n{node}"),
            15..19 => format!("resume n{node}"),
            19..23 => self.link(),
            23..31 => "heal".into(),
            31..33 => self.partition(),
            33..36 => {
                let timer =
                    &self.about.timers[self.dice.below(self.about.timers.len() as u64) as usize];
                format!("fire n{node} {}", timer.name)
            }
            36..38 => format!("skew n{node} {}%", self.dice.between(50, 200)),
            38..40 => self.setting(),
            _ => format!("later restart n{node} after {}s", self.dice.below(10)),
        }
    }

    /// A setting of the whole network: the calm sets it again.
    fn setting(&mut self) -> String {
        if self.dice.once_in(2) {
            format!("set loss {}%", self.dice.below(10))
        } else {
            format!("set latency 20ms..{}ms", self.dice.between(50, 500))
        }
    }

    fn link(&mut self) -> String {
        let (from, to) = self.two();
        if from == to {
            return "heal".into();
        }
        let arrow = if self.dice.once_in(2) { " ->" } else { "" };
        let dropping = if self.dice.once_in(4) {
            " dropping"
        } else {
            ""
        };
        match self.dice.below(4) {
            0 => format!("heal n{from}{arrow} n{to}"),
            _ => format!("sever n{from}{arrow} n{to}{dropping}"),
        }
    }

    fn partition(&mut self) -> String {
        let mut groups = [String::new(), String::new()];
        for node in 1..=self.nodes {
            let _ = write!(groups[usize::from(self.dice.once_in(2))], " n{node}");
        }
        let full: Vec<&str> = groups
            .iter()
            .map(String::as_str)
            .filter(|group| !group.is_empty())
            .collect();
        format!("partition{}", full.join(" |"))
    }

    /// The same to all messages of a kind that fly to one node.
    fn volley(&mut self) -> Vec<String> {
        let kind = self.dice.below(self.about.kinds.len() as u64) as usize;
        let (kind, to) = (self.about.kinds[kind].name, self.node());
        let (what, span) = (self.dice.below(4), self.dice.between(1, 10));
        let mut lines = Vec::new();
        for from in 1..=self.nodes {
            let target = format!("{kind} n{from} -> n{to}");
            lines.push(match what {
                0 => format!("drop {target}"),
                1 => format!("duplicate {target}"),
                2 => format!("delay {target} {span}s"),
                _ => {
                    self.held.push(target.clone());
                    format!("hold {target}")
                }
            });
        }
        lines
    }

    fn message(&mut self) -> String {
        let kind = &self.about.kinds[self.dice.below(self.about.kinds.len() as u64) as usize];
        let (from, mut to) = self.two();
        if self.dice.once_in(6) {
            to = from;
        }
        let target = format!("{} n{from} -> n{to}", kind.name);
        match self.dice.below(8) {
            0 | 1 => format!("drop {target}"),
            2 => format!("duplicate {target}"),
            3 | 4 => {
                self.held.push(target.clone());
                format!("hold {target}")
            }
            5 => format!("release {}", self.held.pop().unwrap_or(target)),
            6 => format!("delay {target} {}s", self.dice.between(1, 10)),
            _ => format!("deliver {target}"),
        }
    }

    /// What ends the storm: everything is mended, and runs for long enough to come true.
    fn calm(&self) -> String {
        let mut text = format!(
            "at {}ms heal\nset loss 0%\nset duplication 0%\n",
            STORM + 1000
        );
        text.push_str("set latency 20ms..200ms\n");
        self.about
            .calm
            .iter()
            .for_each(|line| text.push_str(&format!("{line}\n")));
        for node in (1..=self.nodes).filter(|_| self.weather == Weather::Hostile) {
            let _ = writeln!(text, "skew n{node} 100%");
        }
        let clients = u64::from(self.about.default_clients) + 1;
        let broken = self.about.default_clients > 0 && self.weather != Weather::Calm;
        for client in (1..=clients).filter(|_| broken) {
            let _ = writeln!(text, "restart c{client}");
        }
        for node in (1..=self.nodes).filter(|_| self.weather != Weather::Calm) {
            let _ = writeln!(text, "resume n{node}\nrestart n{node}");
        }
        let _ = writeln!(text, "run {CALM}");
        text
    }
}

/// Plays a script to its end, to the first `Always` that fails, or to a limit of the run; what it breaks. A script
/// with an error breaks nothing.
pub fn play(text: &str) -> Option<Broken> {
    watch(text, |_| true)
}

/// The same, for as long as every line that was played passes.
fn watch(text: &str, mut passes: impl FnMut(&PlayedLine) -> bool) -> Option<Broken> {
    let mut session = Session::load(text).ok()?;
    while session.has_upcoming() {
        let line = match session.next_line() {
            Ok(line) => line,
            Err(Played::Limit(limit)) => return Some(stopped(limit)),
            Err(_) => return None,
        };
        if !passes(line) {
            return None;
        }
        if let Some(broken) = violated(&session) {
            return Some(broken);
        }
    }
    unmet(session)
}

/// A storm that a limit stops never comes to its calm: nobody knows what would have come true.
fn stopped(limit: &str) -> Broken {
    Broken {
        property: LIMIT,
        facts: vec![limit.into()],
    }
}

fn violated(session: &Session) -> Option<Broken> {
    let lamps = session.view().lamps().into_iter();
    let failed = lamps.filter(|lamp| lamp.view.verdict == Verdict::Fails);
    // The one that failed first; of several at one step the first of the list.
    let first = failed.min_by_key(|lamp| lamp.view.since)?;
    let facts = first.view.facts.iter().map(ToString::to_string).collect();
    Some(Broken {
        property: first.spec.id,
        facts,
    })
}

/// What has not come true though the network is calm, and does not in another calm as long as that after a storm: a
/// script that was cut short owes nothing yet.
fn unmet(mut session: Session) -> Option<Broken> {
    let about = session.view().about();
    let properties = about.properties.iter();
    let eventually = properties.filter(|spec| spec.expectation == Expectation::Eventually);
    // Only a network that is calm owes anything: a script that was cut short may leave it broken.
    let is_missing = |session: &Session, id| {
        let wanted = crate::predicate::Predicate::Property(id);
        session.view().is_calm() && !session.view().check(&wanted).ok
    };
    let missing: Vec<_> = eventually
        .filter(|spec| is_missing(&session, spec.id))
        .collect();
    if missing.is_empty() || session.act(&format!("run {CALM}")).is_err() {
        return None;
    }
    let missing = missing
        .into_iter()
        .find(|spec| is_missing(&session, spec.id))?;
    Some(Broken {
        property: missing.id,
        facts: vec!["it has not come true in calm".into()],
    })
}

/// How many lines of a script do something.
pub fn actions(text: &str) -> usize {
    let header = [
        "synod", "protocol", "nodes", "clients", "seed", "absent", "run", "until", "expect", "#",
    ];
    let acts = |line: &&str| !line.is_empty() && !header.iter().any(|word| line.starts_with(word));
    // `set` lines count once the run has begun: before, they are header.
    let body = text
        .lines()
        .skip_while(|line| !acts(line) || line.starts_with("set "));
    body.filter(acts).count()
}

/// A storm's script as a scenario: canonical, and expecting what it breaks.
pub fn scenario(text: &str, broken: &Broken) -> String {
    let about = Session::load(text)
        .expect("a storm is a script")
        .view()
        .about();
    let kind = about.property(broken.property).map(|spec| spec.expectation);
    let expect = match kind {
        Some(Expectation::Always) => format!("expect violated {}\n", broken.property),
        Some(_) => format!("run {CALM}\nexpect not {}\n", broken.property),
        None => String::new(),
    };
    let text = format!(
        "# {}: {}\n{text}{expect}",
        broken.property,
        broken.facts.join("; ")
    );
    let script = crate::script::parse(
        &text,
        &[entry(about.id).expect("it is in the catalogue").about],
    );
    script.map_or(text, |script| script.to_string())
}
