//! Storms: random faults on a running cluster, then calm. The script of a storm follows from its seed alone and
//! uses no ids that depend on what happened before, so that a line may be taken out and the rest still plays.

use std::collections::BTreeSet;
use std::fmt::Write;

use synod_core::about::Expectation;
use synod_core::record::{LOSSES, What};
use synod_core::session::{Outcome, Played, Session};
use synod_core::view::Verdict;

use crate::chance::Chance;

/// How long a storm lasts, in milliseconds.
const STORM: u64 = 120_000;
/// How long the calm after it lasts.
const CALM: &str = "10m";

/// How a storm ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Everything is healed and every node comes up again.
    Whole,
    /// Everything is healed, but a minority of the nodes is down for good.
    Majority,
}

/// The script of a storm, and of the calm after it.
pub fn script(seed: u64, end: End) -> String {
    let mut chance = Chance::new(seed);
    let nodes = *chance.pick(&[3, 4, 5, 5, 5, 5, 5, 7]);
    let mut text = format!("protocol benmo\nnodes {nodes}\nseed {seed}\n");
    // Short rounds and short pauses decide much and duel often; long rounds make every fault hit one.
    let latency = *chance.pick(&["20ms..200ms", "20ms..200ms", "50ms..300ms", "100ms..500ms"]);
    let latency = if chance.once_in(12) {
        "100ms..2s"
    } else {
        latency
    };
    let _ = write!(text, "set pause 1s..5s\nset latency {latency}\n");
    if chance.once_in(4) {
        let _ = writeln!(text, "set loss {}%", chance.between(1, 10));
    }
    if chance.once_in(4) {
        let _ = writeln!(text, "set duplication {}%", chance.between(1, 20));
    }
    if chance.once_in(6) {
        text.push_str("set order free\n");
    }
    if chance.once_in(6) {
        text.push_str("set round-timeout 4s\n");
    }
    // Some storms are rough, some are mild: a mild one decides more, a rough one breaks more.
    let gap = *chance.pick(&[2000, 3000, 4000, 6000]);
    let mut storm = Storm::new(chance, nodes);
    let mut now = 0;
    while now < STORM {
        for line in storm.lines() {
            let _ = writeln!(text, "at {now}ms {line}");
        }
        now += storm.chance.below(gap);
    }
    text.push_str(&storm.calm(end));
    text
}

/// A source of random faults and requests, one line of script after the other.
pub struct Storm {
    chance: Chance,
    nodes: u64,
    /// What was held last, as far as there was something to hold.
    held: Vec<String>,
}

impl Storm {
    /// The faults of a cluster of so many nodes.
    pub fn new(chance: Chance, nodes: u64) -> Self {
        let held = Vec::new();
        Self {
            chance,
            nodes,
            held,
        }
    }

    fn node(&mut self) -> u64 {
        self.chance.between(1, self.nodes)
    }

    fn two(&mut self) -> (u64, u64) {
        let one = self.node();
        let other = self.chance.between(1, self.nodes - 1);
        (one, if other >= one { other + 1 } else { other })
    }

    /// The next lines, of one moment. Few messages fly at any moment: who wants to hit one aims at several.
    fn lines(&mut self) -> Vec<String> {
        let first = self.line();
        let words = ["drop", "duplicate", "hold", "release", "delay", "deliver"];
        let aimed = words.iter().any(|word| first.starts_with(word));
        let more = if aimed { 7 } else { 0 };
        let mut lines = vec![first];
        lines.extend((0..more).map(|_| self.message()));
        lines
    }

    /// The next line; it may be one that is refused.
    pub fn line(&mut self) -> String {
        match self.chance.below(100) {
            0..30 => self.submit(),
            30..37 => format!("crash n{}", self.node()),
            37..52 => format!("restart n{}", self.node()),
            52..55 => format!("pause n{}", self.node()),
            55..62 => format!("resume n{}", self.node()),
            62..69 => self.link(),
            69..77 => "heal".into(),
            77..79 => self.partition(),
            79..91 => self.message(),
            91..95 => {
                let timer = *self.chance.pick(&["pause", "round", "ask"]);
                format!("fire n{} {timer}", self.node())
            }
            95..97 => format!("skew n{} {}%", self.node(), self.chance.between(50, 200)),
            97..99 => self.setting(),
            _ => {
                let node = self.node();
                format!("later restart n{node} after {}s", self.chance.below(10))
            }
        }
    }

    fn submit(&mut self) -> String {
        let (from, to) = self.two();
        let amount = self.chance.between(1, 40);
        match self.chance.below(20) {
            0 => format!("submit n{from} transfer n{to} n{from} {amount}"),
            1 => format!("submit n{from} transfer n{from} n{to} 1000"),
            _ => format!("submit n{from} transfer n{from} n{to} {amount}"),
        }
    }

    fn link(&mut self) -> String {
        let (from, to) = self.two();
        let arrow = if self.chance.once_in(2) { " ->" } else { "" };
        let dropping = if self.chance.once_in(4) {
            " dropping"
        } else {
            ""
        };
        match self.chance.below(4) {
            0 => format!("heal n{from}{arrow} n{to}"),
            _ => format!("sever n{from}{arrow} n{to}{dropping}"),
        }
    }

    fn partition(&mut self) -> String {
        let mut groups = [String::new(), String::new()];
        for node in 1..=self.nodes {
            let _ = write!(groups[usize::from(self.chance.once_in(2))], " n{node}");
        }
        let dropping = if self.chance.once_in(4) {
            " dropping"
        } else {
            ""
        };
        let full: Vec<&str> = groups
            .iter()
            .map(String::as_str)
            .filter(|group| !group.is_empty())
            .collect();
        format!("partition{}{dropping}", full.join(" |"))
    }

    fn message(&mut self) -> String {
        let kind = *self.chance.pick(&[
            "prepare", "ack", "accept", "accepted", "decision", "ask", "update",
        ]);
        let (from, to) = if self.chance.once_in(6) {
            let node = self.node();
            (node, node)
        } else {
            self.two()
        };
        let target = format!("{kind} n{from} -> n{to}");
        match self.chance.below(8) {
            0 | 1 => format!("drop {target}"),
            2 => format!("duplicate {target}"),
            3 | 4 => {
                self.held.push(target.clone());
                format!("hold {target}")
            }
            5 => format!("release {}", self.held.pop().unwrap_or(target)),
            6 => format!("delay {target} {}s", self.chance.between(1, 30)),
            _ => format!("deliver {target}"),
        }
    }

    fn setting(&mut self) -> String {
        let (from, to) = self.two();
        match self.chance.below(4) {
            0 => format!(
                "set latency {}ms on n{from} -> n{to}",
                self.chance.between(1, 5000)
            ),
            1 => format!("set loss {}% on n{from} n{to}", self.chance.below(60)),
            2 => format!("set log-limit {} on n{from}", self.chance.between(1, 12)),
            _ => format!("set pause {}ms on n{from}", self.chance.between(0, 8000)),
        }
    }

    /// What ends the storm, and the expectation of the calm.
    fn calm(&mut self, end: End) -> String {
        let mut text = format!(
            "at {}s heal\nset loss 0%\nset duplication 0%\n",
            STORM / 1000 + 10
        );
        // The pause is what keeps leaders apart (4i.7): in calm it is long beside a round.
        text.push_str("set latency 20ms..200ms\nset pause 5s..15s\n");
        for from in 1..=self.nodes {
            for to in (1..=self.nodes).filter(|to| *to != from) {
                let _ = writeln!(text, "set loss 0% on n{from} -> n{to}");
                let _ = writeln!(text, "set latency 20ms..200ms on n{from} -> n{to}");
            }
        }
        for node in 1..=self.nodes {
            let _ = writeln!(
                text,
                "skew n{node} 100%\nset pause 5s..15s on n{node}\nresume n{node}"
            );
        }
        let minority = (self.nodes - 1) / 2;
        let first = self.node();
        let stays_down =
            |node: u64| end == End::Majority && (node + self.nodes - first) % self.nodes < minority;
        for node in 1..=self.nodes {
            let word = if stays_down(node) { "crash" } else { "restart" };
            let _ = writeln!(text, "{word} n{node}");
        }
        let _ = writeln!(text, "run {CALM}");
        if end == End::Majority {
            // Nobody who is up may know that a node is behind that was cut off from the last rounds, if their
            // leader is down for good: such a node hears of it with the next round.
            let up = (1..=self.nodes)
                .find(|node| !stays_down(*node))
                .unwrap_or(1);
            let other = if up == 1 { 2 } else { 1 };
            let _ = writeln!(text, "submit n{up} transfer n{up} n{other} 1\nrun {CALM}");
        }
        text.push_str("expect all-decided\n");
        text
    }
}

/// What was seen of a storm.
#[derive(Default)]
pub struct Seen {
    /// What broke, if something did.
    pub broken: Vec<String>,
    /// How deep the deepest chain was when the storm ended.
    pub decided: u64,
    /// The nodes that led a round.
    pub leaders: BTreeSet<u16>,
    /// The kinds of record.
    pub whats: BTreeSet<&'static str>,
    /// The rules that ran.
    pub rules: BTreeSet<&'static str>,
    /// The properties that were witnessed.
    pub witnessed: BTreeSet<&'static str>,
    /// The fingerprint at the end.
    pub fingerprint: u64,
}

/// Plays a storm and looks at it.
pub fn play(text: &str) -> Seen {
    let mut seen = Seen::default();
    let mut session = Session::load(text).expect("a storm is a script");
    while session.has_upcoming() {
        let storming = session.view().moment().time.micros() < STORM * 1000;
        let line = match session.next_line() {
            Ok(line) => line.clone(),
            Err(Played::Reached) => break,
            Err(other) => {
                seen.broken
                    .push(format!("the script cannot be played on: {other:?}"));
                break;
            }
        };
        if let Outcome::Expected(found) = &line.outcome
            && !found.ok
        {
            seen.broken
                .push(format!("{}: found {}", line.line, found.found));
        }
        if storming {
            seen.decided = seen.decided.max(height(&session));
        }
    }
    look(&session, &mut seen);
    seen
}

fn height(session: &Session) -> u64 {
    let mut glances = Vec::new();
    session.view().glances(&mut glances);
    glances
        .iter()
        .map(|node| node.glance.committed)
        .max()
        .unwrap_or(0)
}

fn look(session: &Session, seen: &mut Seen) {
    let run = session.view();
    seen.fingerprint = run.fingerprint();
    for lamp in run.lamps() {
        let (id, verdict) = (lamp.spec.id, lamp.view.verdict);
        match lamp.spec.expectation {
            Expectation::Always if verdict == Verdict::Fails => {
                let facts: Vec<String> = lamp.view.facts.iter().map(ToString::to_string).collect();
                seen.broken.push(format!("{id}: {}", facts.join("; ")));
            }
            Expectation::Sometimes if verdict == Verdict::Witnessed => {
                seen.witnessed.insert(id);
            }
            _ => {}
        }
    }
    for record in run.journal().records.iter().take(run.recorded()) {
        seen.whats.insert(record.what.name());
        match record.what {
            What::Rule => {
                let rule = run.about().rules[record.detail as usize];
                seen.rules.insert(rule.id);
                if rule.id == "P1" {
                    seen.leaders.extend(
                        record
                            .who()
                            .and_then(|who| who.node())
                            .map(|id| id.number()),
                    );
                }
            }
            What::Lost => {
                let reason = LOSSES[record.detail as usize].1;
                seen.whats.insert(reason);
            }
            _ => {}
        }
    }
    seen.broken.extend(books(session));
}

/// The books, kept anew from the chains: every account, and where every transfer is.
fn books(session: &Session) -> Vec<String> {
    let run = session.view();
    let mut broken = Vec::new();
    let nodes = run.setup().nodes;
    for id in (1..=nodes).map(synod_core::units::NodeId::new) {
        let Some(node) = run.node(id).filter(|node| node.glance.state.name() == "up") else {
            continue;
        };
        let mut held = vec![100_i64; usize::from(nodes) + 1];
        let mut done = BTreeSet::new();
        for entry in node.view.chain.blocks().flat_map(|block| &block.entries) {
            let text = entry.transaction.to_string();
            let words: Vec<&str> = text.split(' ').collect();
            let account = |word: &str| word[1..].parse::<usize>().expect("an account of a node");
            let amount: i64 = words[3].parse().expect("an amount");
            held[account(words[1])] -= amount;
            held[account(words[2])] += amount;
            if !done.insert(entry.request) {
                broken.push(format!("{id} has {} twice", entry.request));
            }
        }
        for account in &node.view.accounts {
            let name = account.account.to_string();
            let own = held[name[1..].parse::<usize>().expect("an account of a node")];
            if own != account.balance {
                broken.push(format!(
                    "{id} counts {} for {name}, its chain says {own}",
                    account.balance
                ));
            }
        }
        for pending in &node.view.pending {
            if done.contains(&pending.request) {
                broken.push(format!("{id} still keeps {} in its log", pending.request));
            }
        }
        for request in run.requests() {
            let verdict = request.verdict.name();
            if (verdict == "committed") != done.contains(&request.id)
                && request.id.asker == id.into()
            {
                broken.push(format!(
                    "{} is {verdict}, on the chain of {id}: {}",
                    request.id,
                    done.contains(&request.id)
                ));
            }
        }
    }
    broken
}

/// Takes lines out of a script for as long as it still breaks.
pub fn shrink(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let breaks = |lines: &[&str]| {
        let text = lines.join("\n");
        Session::load(&text).is_ok() && !play(&text).broken.is_empty()
    };
    let mut size = lines.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < lines.len() {
            let mut less = lines.clone();
            less.drain(at..(at + size).min(lines.len()));
            if breaks(&less) {
                lines = less;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
    lines.join("\n") + "\n"
}
