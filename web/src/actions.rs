//! What can be done to a thing now, as data: words, key, lines of script, and why not. Tray, keys, menus, tables and
//! inspector show the same list, so that no two of them offer different things.

use std::rc::Rc;

use synod_core::client::Phase;
use synod_core::ledger::BlockHash;
use synod_core::order;
use synod_core::units::{Address, ClientId, MessageId, NodeId, Span};
use synod_core::view::{FlightState, LinkState, LinkView, NodeDetail, NodeGlance, State};

use crate::keys;
use crate::model::{Selection, Snapshot, Subject, Tool};
use crate::tools::{self, Facts};

/// Something that can be done to a subject.
#[derive(Clone, PartialEq, Debug)]
pub struct Deed {
    /// What it does, in a word or two.
    pub words: String,
    /// The tool that does the same.
    pub tool: Option<Tool>,
    /// The lines of script that it writes, in order.
    pub lines: Vec<String>,
    /// Why it cannot be done now.
    pub why_not: Option<String>,
}

/// A client is offered so many nodes to nominate; the others by a line of script.
const NOMINEES_MAX: usize = 9;

impl Deed {
    /// The key that does it to what is selected; empty if there is none.
    pub fn key(&self) -> &'static str {
        self.tool.map_or("", keys::of_tool)
    }

    fn new(words: impl Into<String>, lines: Vec<String>) -> Self {
        Self {
            words: words.into(),
            tool: None,
            lines,
            why_not: None,
        }
    }

    fn unless(mut self, hinders: bool, why: impl Into<String>) -> Self {
        if hinders {
            self.why_not = Some(why.into());
        }
        self
    }

    fn with(mut self, tool: Tool) -> Self {
        self.tool = Some(tool);
        self
    }
}

/// The times for which things can be done: from the power of ten below the longest flight, so that the shortest is
/// within a flight and the longest outlasts several rounds.
pub fn spells(flight_longest: u64) -> [Span; 3] {
    // Where messages take no time, seconds.
    let flight = match flight_longest {
        0 => 1_000_000,
        longest => longest.max(1000),
    };
    let unit = 10_u64.pow(flight.ilog10());
    [1, 5, 30].map(|times| Span(unit * times))
}

/// A round time as people write it: `5 s`.
pub fn in_words(span: Span) -> String {
    let text = span.to_string();
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    format!("{digits} {}", &text[digits.len()..])
}

/// What can be done to a subject now. What is done for a while is done for so long.
pub fn deeds(subject: Subject, snapshot: &Snapshot, spell: Span) -> Vec<Deed> {
    let world = World {
        snapshot,
        facts: Facts::of(snapshot),
        spell,
    };
    match subject {
        Subject::Thing(Selection::Run) => world.run(),
        Subject::Thing(Selection::Node(id)) => world.node(id),
        Subject::Thing(Selection::Client(number)) => world.client(ClientId::new(number)),
        Subject::Thing(Selection::Link(a, b)) => world.link(a.min(b), a.max(b)),
        Subject::Thing(Selection::Message(id)) => world.message(id),
        Subject::Thing(Selection::Block(height, hash)) => world.block(height, hash),
        Subject::Side(side) => world.side(side),
        Subject::Rift(left) => world.rift(left),
    }
}

/// The line that parts the nodes into these sides. The largest of many need not be listed: who is not forms a last one.
pub fn partition(mut sides: Vec<Vec<NodeId>>) -> String {
    const LISTED_MAX: usize = 9;
    sides.retain(|side| !side.is_empty());
    order::by(&mut sides, Vec::cmp);
    if sides.len() > 1 && sides.iter().map(Vec::len).sum::<usize>() > LISTED_MAX {
        let largest = (0..sides.len()).max_by_key(|side| sides[*side].len());
        largest.map(|side| sides.remove(side));
    }
    let spaced = |side: &Vec<NodeId>| {
        let names: Vec<String> = side.iter().map(ToString::to_string).collect();
        names.join(" ")
    };
    let groups: Vec<String> = sides.iter().map(spaced).collect();
    format!("partition {}", groups.join(" | "))
}

/// These nodes become a side of their own; nothing if that parts nobody, or if they are one already.
pub fn set_apart(sides: &[Vec<NodeId>], held: &[NodeId]) -> Option<String> {
    let mut held = held.to_vec();
    order::by_key(&mut held, |id| *id);
    if sides.contains(&held) {
        return None;
    }
    let mut sides = sides.to_vec();
    for side in &mut sides {
        side.retain(|id| !held.contains(id));
    }
    let parts = !held.is_empty();
    sides.push(held);
    sides.retain(|side| !side.is_empty());
    (sides.len() > 1 && parts).then(|| partition(sides))
}

/// What the lists are made from.
struct World<'a> {
    snapshot: &'a Snapshot,
    facts: Facts,
    spell: Span,
}

impl World<'_> {
    /// What a tool does to it, under the tool's own word.
    fn by_tool(&self, tool: Tool, target: Selection) -> Deed {
        let line = tools::line(tool, false, &self.facts, target);
        Deed::new(tools::name(tool), line.into_iter().collect()).with(tool)
    }

    /// Done now, and undone after a while.
    fn for_a_while(&self, words: &str, lines: Vec<String>, back: &[String]) -> Deed {
        let words = format!("{words} for {}", in_words(self.spell));
        let later = back.iter().map(|line| self.later(line));
        Deed::new(words, lines.into_iter().chain(later).collect())
    }

    fn later(&self, line: &str) -> String {
        format!("later {line} after {}", self.spell)
    }

    fn heal_later(&self, line: &str) -> Deed {
        let words = format!("Heal in {}", in_words(self.spell));
        Deed::new(words, vec![self.later(line)])
    }

    fn run(&self) -> Vec<Deed> {
        let all = || self.snapshot.nodes.iter();
        let mut deeds = Vec::new();
        if let Some(leader) = all().find(|node| node.leading()).map(|node| node.id) {
            let crash = format!("crash {leader}");
            deeds.push(Deed::new(
                format!("Crash the leader, {leader}"),
                vec![crash],
            ));
            let (lines, back) = self.isolation(leader.into());
            deeds.push(Deed::new("Cut the leader off", lines.clone()));
            deeds.push(self.for_a_while("Cut the leader off", lines, &back));
        }
        let in_state = |state, verb: &str| -> Vec<String> {
            let found = all().filter(|node| node.state == state);
            found.map(|node| format!("{verb} {}", node.id)).collect()
        };
        let whole = self.snapshot.links.is_empty();
        let heal = Deed::new("Open all links", vec!["heal".to_owned()]).with(Tool::Heal);
        deeds.push(heal.unless(whole, "every link is open"));
        if !whole {
            deeds.push(self.heal_later("heal"));
        }
        let release = self.facts.held.iter().map(|id| format!("release {id}"));
        for (words, lines) in [
            ("Restart all", in_state(State::Down, "restart")),
            ("Let all go on", in_state(State::Paused, "resume")),
            ("Release all messages", release.collect()),
        ] {
            if !lines.is_empty() {
                deeds.push(Deed::new(words, lines));
            }
        }
        deeds
    }

    fn node(&self, id: NodeId) -> Vec<Deed> {
        let target = Selection::Node(id);
        let Some(node) = self.snapshot.nodes.get(id.index()) else {
            return Vec::new();
        };
        let mut deeds = self.life(target, id.into(), node.state);
        let pause = self.by_tool(Tool::Pause, target);
        match node.state {
            State::Up => {
                let lines = pause.lines.clone();
                deeds.push(pause);
                deeds.push(self.for_a_while("Pause", lines, &[format!("resume {id}")]));
            }
            State::Paused => deeds.insert(0, self.by_tool(Tool::Resume, target)),
            State::Down => {
                let words = "Restart with an empty disk";
                deeds.push(Deed::new(words, vec![format!("restart {id} amnesia")]));
                deeds.push(pause.unless(true, format!("{id} is down")));
            }
        }
        deeds.extend(self.ties(id.into()));
        if let Some(timer) = node.timer.filter(|_| node.state == State::Up) {
            let words = format!("Fire its timer {} now", timer.name);
            deeds.push(Deed::new(words, vec![format!("fire {id} {}", timer.name)]));
        }
        deeds
    }

    fn client(&self, id: ClientId) -> Vec<Deed> {
        let Some((state, _)) = self.snapshot.clients.get(id.index()) else {
            return Vec::new();
        };
        let mut deeds = self.life(Selection::Client(id.number()), Address::Client(id), *state);
        deeds.extend(self.ties(Address::Client(id)));
        deeds.extend(self.nominations(id, *state));
        deeds
    }

    /// Whom a client may be told to take for its leader.
    fn nominations(&self, id: ClientId, state: State) -> Vec<Deed> {
        let asker = self.snapshot.askers.get(id.index()).cloned().flatten();
        let Some(asker) = asker.filter(|it| it.nominates) else {
            return Vec::new();
        };
        let nominee = |node: &NodeGlance| {
            Deed::new(
                format!("Nominate {}", node.id),
                vec![format!("nominate {id} {}", node.id)],
            )
            .unless(
                asker.phase == Phase::Nominating,
                format!("a nomination of {id} is pending"),
            )
            .unless(state == State::Down, format!("{id} is down"))
        };
        let nodes = self.snapshot.nodes.iter().take(NOMINEES_MAX);
        nodes.map(nominee).collect()
    }

    /// Crash and restart.
    fn life(&self, target: Selection, id: Address, state: State) -> Vec<Deed> {
        if state == State::Down {
            return vec![self.by_tool(Tool::Restart, target)];
        }
        let crash = self.by_tool(Tool::Crash, target);
        let lines = crash.lines.clone();
        // Whoever is paused would come back running.
        let timed = (state == State::Up)
            .then(|| self.for_a_while("Crash", lines, &[format!("restart {id}")]));
        std::iter::once(crash).chain(timed).collect()
    }

    /// Cutting off and joining again.
    fn ties(&self, id: Address) -> Vec<Deed> {
        let (lines, back) = self.isolation(id);
        let why = format!("{id} is cut off");
        let alone = lines.is_empty();
        let cut = Deed::new("Cut off", lines.clone()).unless(alone, why);
        let mut deeds = vec![cut];
        if !alone {
            deeds.push(self.for_a_while("Cut off", lines, &back));
        }
        let of_it = |link: &&LinkView| link.from == id || link.to == id;
        let cut: Vec<&LinkView> = self.snapshot.links.iter().filter(of_it).collect();
        if !cut.is_empty() {
            let heal = |link: &&LinkView| format!("heal {} {}", link.from, link.to);
            let lines = match cut.len() == self.snapshot.links.len() {
                true => vec!["heal".to_owned()],
                false => cut.iter().map(heal).collect(),
            };
            deeds.push(Deed::new("Open its links", lines));
        }
        deeds
    }

    /// The lines that cut somebody off from all others, and those that take it back. None if nothing is left to cut.
    fn isolation(&self, id: Address) -> (Vec<String>, Vec<String>) {
        let heal = "heal".to_owned();
        if let (Address::Node(node), Some(sides)) = (id, self.sides()) {
            let line = set_apart(&sides, &[node]);
            let back = match self.snapshot.links.is_empty() {
                true => heal,
                false => partition(sides),
            };
            return (line.into_iter().collect(), vec![back]);
        }
        if matches!(id, Address::Client(_)) && self.snapshot.links.is_empty() {
            return (vec![format!("partition {id}")], vec![heal]);
        }
        let nodes = (0..self.snapshot.nodes.len()).map(|at| Address::Node(NodeId::at(at)));
        let cuts = nodes.filter(|other| *other != id).filter_map(|other| {
            let (a, b) = (id.min(other), id.max(other));
            let ends = match self.state(a, b) {
                LinkState::Open => format!("{a} {b}"),
                LinkState::CutForward => format!("{b} -> {a}"),
                LinkState::CutBack => format!("{a} -> {b}"),
                LinkState::Cut => return None,
            };
            Some((format!("sever {ends}"), format!("heal {ends}")))
        });
        cuts.unzip()
    }

    /// The sides as they are; none if the cuts between nodes make no clean sides.
    fn sides(&self) -> Option<Vec<Vec<NodeId>>> {
        let between = |link: &LinkView| link.from.node().is_some() && link.to.node().is_some();
        let clean = self.facts.sides.len() > 1 || !self.snapshot.links.iter().any(between);
        clean.then(|| self.facts.sides.clone())
    }

    fn state(&self, a: Address, b: Address) -> LinkState {
        let mut links = self.snapshot.links.iter();
        let found = links.find(|link| (link.from, link.to) == (a, b));
        found.map_or(LinkState::Open, |link| link.state)
    }

    fn link(&self, a: Address, b: Address) -> Vec<Deed> {
        let target = Selection::Link(a, b);
        let state = self.state(a, b);
        let (cut, open) = (state == LinkState::Cut, state == LinkState::Open);
        let sever = self.by_tool(Tool::Cut, target);
        let mut deeds = vec![sever.clone().unless(cut, "already severed")];
        if open {
            deeds.push(self.for_a_while("Cut", sever.lines, &[format!("heal {a} {b}")]));
        }
        for (from, to, shut) in [
            (
                a,
                b,
                matches!(state, LinkState::Cut | LinkState::CutForward),
            ),
            (b, a, matches!(state, LinkState::Cut | LinkState::CutBack)),
        ] {
            let lines = vec![format!("sever {from} -> {to}")];
            let deed = Deed::new(format!("Cut from {from} to {to}"), lines);
            deeds.push(deed.unless(shut, "already severed"));
        }
        let heal = self.by_tool(Tool::Heal, target);
        deeds.push(heal.unless(open, "has not been severed"));
        if !open {
            deeds.push(self.heal_later(&format!("heal {a} {b}")));
        }
        deeds
    }

    /// A byte of it is changed on the disk of whoever has it, as far as that is read: of nine nodes, or of the selected one.
    fn block(&self, height: u64, hash: BlockHash) -> Vec<Deed> {
        let has = |detail: &&Rc<NodeDetail>| {
            let block = detail.view.chain.block(height);
            block.is_some_and(|block| block.hash == hash)
        };
        let holders = self.snapshot.details.iter().flatten().filter(has);
        let damage = |detail: &Rc<NodeDetail>| {
            let id = detail.glance.id;
            let words = format!("Change a bit at {id}");
            Deed::new(words, vec![format!("corrupt {id} block {height}")])
        };
        holders.map(damage).collect()
    }

    fn message(&self, id: MessageId) -> Vec<Deed> {
        let target = Selection::Message(id);
        let flight = self.snapshot.flights.iter().find(|it| it.id == id);
        let gone = flight.is_none();
        let held = flight.is_some_and(|it| matches!(it.state, FlightState::Held(_)));
        let mut hold = self.by_tool(Tool::Hold, target);
        let release = format!("release {id}");
        let timed = if held {
            hold.words = "Release".to_owned();
            let words = format!("Release in {}", in_words(self.spell));
            Deed::new(words, vec![self.later(&release)])
        } else {
            self.for_a_while("Hold", hold.lines.clone(), &[release])
        };
        let delay = self.by_tool(Tool::Delay, target);
        let delay = Deed {
            words: format!("Delay by {}", in_words(self.facts.delay)),
            ..delay.unless(held, format!("{id} is held"))
        };
        let all = [
            hold,
            timed,
            Deed::new("Deliver now", vec![format!("deliver {id}")]),
            delay,
            self.by_tool(Tool::Copy, target),
            self.by_tool(Tool::Drop, target),
        ];
        let why = format!("{id} is not in flight");
        all.map(|deed| deed.unless(gone, why.clone())).into()
    }

    /// A rift is healed alone while others stay.
    fn rift(&self, left: usize) -> Vec<Deed> {
        let sides = &self.facts.sides;
        let heal = Deed::new("Heal now", vec!["heal".to_owned()]).with(Tool::Heal);
        if sides.len() < 3 || left + 1 >= sides.len() {
            return vec![heal, self.heal_later("heal")];
        }
        let mut joined = sides.clone();
        let right = joined.remove(left + 1);
        joined[left].extend(right);
        order::by_key(&mut joined[left], |id| *id);
        let line = partition(joined);
        let all = Deed {
            words: "Heal all rifts".to_owned(),
            ..heal
        };
        vec![
            Deed::new("Heal this rift", vec![line.clone()]),
            self.heal_later(&line),
            all,
        ]
    }

    fn side(&self, side: usize) -> Vec<Deed> {
        let Some(members) = self.facts.sides.get(side) else {
            return Vec::new();
        };
        let up: Vec<NodeId> = members
            .iter()
            .copied()
            .filter(|id| self.snapshot.nodes[id.index()].state == State::Up)
            .collect();
        let each =
            |verb: &str| -> Vec<String> { up.iter().map(|id| format!("{verb} {id}")).collect() };
        let mut deeds = self.rift(0);
        deeds.truncate(2);
        if up.is_empty() {
            let crash = Deed::new("Crash all of it", Vec::new());
            deeds.push(crash.unless(true, "nobody here is up"));
            return deeds;
        }
        for (words, verb, back) in [
            ("Crash all of it", "crash", "restart"),
            ("Pause all of it", "pause", "resume"),
        ] {
            deeds.push(Deed::new(words, each(verb)));
            deeds.push(self.for_a_while(words, each(verb), &each(back)));
        }
        deeds
    }
}

#[cfg(test)]
mod tests;
