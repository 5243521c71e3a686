//! The shortest script that breaks the same property: lines and nodes are taken away, amounts and times rounded, the
//! cheapest first, as often as that helps.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::{play, watch};
use crate::about::Expectation;
use crate::session::{Outcome, PlayedLine, Session};

/// How often a script is gone over that is being shrunk.
const SHRINK_ROUNDS: usize = 64;
/// The most lines of which pairs are tried: their number grows with the square.
pub const PAIRED_MAX: usize = 50;
/// Seeds that are tried for a script that has a line less.
const SEEDS: u64 = 32;
/// Seeds that are tried for a script that has two lines less: there are many such scripts.
const PAIR_SEEDS: u64 = 8;
/// Actions of a script that is short enough.
pub const SHORT: usize = 14;

/// The shortest script found that breaks the same property.
pub fn shrink(text: &str, property: &str) -> String {
    let mut shrinking = Shrinking::new(text, property);
    shrinking.go_on(&mut || true);
    shrinking.shortest().to_owned()
}

/// A script that is being shrunk, as long at a time as somebody lets it: each slice goes the same way again, knows what
/// was tried, and tries on from there.
///
/// ```
/// use synod_core::storm::Shrinking;
///
/// let script = "protocol benmo\nset quirk accept-ignores-promise on\nsubmit n1 transfer n1 n2 1\n";
/// let mut shrinking = Shrinking::new(script, "agreement");
/// let mut trials = 0;
/// while !shrinking.is_done() {
///     let mut left = 2;
///     shrinking.go_on(&mut || { trials += 1; left -= 1; left > 0 });
/// }
/// assert_eq!(shrinking.shortest(), script, "it breaks nothing, so nothing shorter breaks the same");
/// assert!(trials > 0);
/// ```
pub struct Shrinking {
    lines: Vec<String>,
    /// Lines that stay. Quirk and weather make a storm what it is: with other time-outs than its own, what is to come
    /// true may not do so for quite another reason. With a quirk, what has to come true does without it: else it does not
    /// come true because lines are missing without which it cannot.
    kept: Vec<String>,
    property: String,
    known: BTreeMap<String, bool>,
    shortest: String,
    done: bool,
}

impl Shrinking {
    /// Begins with a script that breaks a property.
    pub fn new(text: &str, property: &str) -> Self {
        let lines = without_refused(text);
        Self {
            shortest: lines.join("\n") + "\n",
            kept: kept(&lines, text, property),
            lines,
            property: property.to_owned(),
            known: BTreeMap::new(),
            done: false,
        }
    }

    /// The shortest script found so far.
    pub fn shortest(&self) -> &str {
        &self.shortest
    }

    /// How many shorter scripts were tried.
    pub fn tried(&self) -> usize {
        self.known.len()
    }

    /// Whether nothing is left to try.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Goes on, for as long as `more`, asked before each trial, says so.
    pub fn go_on(&mut self, more: &mut dyn FnMut() -> bool) {
        let stopped = Cell::new(false);
        let state = RefCell::new((&mut self.known, &mut self.shortest, more));
        let kept = &self.kept;
        let breaks = |lines: &[String]| {
            if stopped.get() || !kept.iter().all(|line| lines.contains(line)) {
                return false;
            }
            let (known, shortest, more) = &mut *state.borrow_mut();
            let text = lines.join("\n") + "\n";
            if let Some(known) = known.get(&text) {
                return *known;
            }
            if !more() {
                // What is answered from here on counts for nothing: the next slice asks again.
                stopped.set(true);
                return false;
            }
            // Nothing is refused in what is printed: a reader would wonder, and a run would fail.
            let broken = watch(&text, |line| !was_refused(line));
            let breaks = broken.is_some_and(|broken| broken.property == self.property)
                && (!kept.iter().any(|line| is_quirk(line))
                    || play(&without_quirk(lines)).is_none());
            if breaks {
                shortest.clone_from(&text);
            }
            known.insert(text, breaks);
            breaks
        };
        shorten(self.lines.clone(), &breaks);
        self.done = !stopped.get();
    }
}

fn kept(lines: &[String], text: &str, property: &str) -> Vec<String> {
    let session = Session::load(text).expect("a storm is a script");
    let about = session.view().about();
    let eventually = Expectation::Eventually;
    if about.property(property).map(|spec| spec.expectation) != Some(eventually) {
        return Vec::new();
    }
    let stays = |line: &&String| is_quirk(line) || about.weather.contains(&line.as_str());
    lines.iter().filter(stays).cloned().collect()
}

fn is_quirk(line: &str) -> bool {
    line.starts_with("set quirk ")
}

/// The script of the system as it is meant to be.
fn without_quirk(lines: &[String]) -> String {
    let meant = lines.iter().filter(|line| !is_quirk(line));
    meant.map(|line| format!("{line}\n")).collect()
}

/// A way to make a script shorter that still breaks what it is to break.
type Way = fn(&mut Vec<String>, &dyn Fn(&[String]) -> bool);

/// The cheapest way that still helps, again and again: what costs many trials is tried on as few lines as possible.
fn shorten(mut lines: Vec<String>, breaks: &dyn Fn(&[String]) -> bool) {
    let ways: [Way; 7] = [
        fewer_lines,
        fewer_nodes,
        rounder_amounts,
        rounder_times,
        fewer_with_luck,
        fewer_pairs,
        fewer_pairs_with_luck,
    ];
    // One way says the seed, another takes it away again: that is no help.
    let told = |lines: &[String]| -> Vec<String> {
        let told = lines.iter().filter(|line| !line.starts_with("seed "));
        told.cloned().collect()
    };
    for _ in 0..SHRINK_ROUNDS {
        let before = told(&lines);
        let helps = ways.iter().any(|way| {
            way(&mut lines, breaks);
            told(&lines) != before
        });
        if !helps {
            break;
        }
    }
}

fn was_refused(line: &PlayedLine) -> bool {
    matches!(line.outcome, Outcome::Refused(_))
}

/// A script without the lines that are refused: they change nothing. Also those behind what breaks, for one of them
/// may be the next that is played after it.
fn without_refused(text: &str) -> Vec<String> {
    let mut refused = Vec::new();
    let mut session = Session::load(text).expect("a storm is a script");
    while let (true, Ok(line)) = (session.has_upcoming(), session.next_line()) {
        if was_refused(line) {
            refused.push(line.line.start.line);
        }
    }
    let numbered = (1..).zip(text.lines());
    let kept = numbered.filter(|(number, _)| !refused.contains(number));
    kept.map(|(_, line)| line.to_owned()).collect()
}

fn fewer_lines(lines: &mut Vec<String>, breaks: &dyn Fn(&[String]) -> bool) {
    let mut size = lines.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < lines.len() {
            let mut less = lines.clone();
            less.drain(at..(at + size).min(lines.len()));
            if breaks(&less) {
                *lines = less;
            } else {
                at += size;
            }
        }
        size /= 2;
    }
}

/// A crash without its restart breaks something else, or nothing: such lines go together or not at all.
fn fewer_pairs(lines: &mut Vec<String>, breaks: &dyn Fn(&[String]) -> bool) {
    let mut one = 0;
    while one < lines.len() && lines.len() <= PAIRED_MAX {
        let without = |other: usize| {
            let mut less = lines.clone();
            less.remove(other);
            less.remove(one);
            less
        };
        let mut fewer = (one + 1..lines.len()).map(without);
        match fewer.find(|less| breaks(less)) {
            Some(less) => *lines = less,
            None => one += 1,
        }
    }
}

/// A line that only shifts what is drawn after it can go where other draws do as well.
fn fewer_with_luck(lines: &mut Vec<String>, breaks: &dyn Fn(&[String]) -> bool) {
    let Some(seed) = seed_line(lines, breaks) else {
        return;
    };
    let mut at = seed + 1;
    while at < lines.len() {
        let without = |luck: u64| {
            let mut less = lines.clone();
            less[seed] = format!("seed {luck}");
            less.remove(at);
            less
        };
        match (0..SEEDS).map(without).find(|less| breaks(less)) {
            Some(less) => *lines = less,
            None => at += 1,
        }
    }
}

/// The place of the line that names the seed. Where it could be taken away it is 0, which is said again here.
fn seed_line(lines: &mut Vec<String>, breaks: &dyn Fn(&[String]) -> bool) -> Option<usize> {
    let named = lines.iter().position(|line| line.starts_with("seed "));
    let protocol = lines
        .iter()
        .position(|line| line.starts_with("protocol "))?;
    named.or_else(|| {
        let mut said = lines.clone();
        said.insert(protocol + 1, "seed 0".into());
        breaks(&said).then(|| {
            *lines = said;
            protocol + 1
        })
    })
}

/// Two lines at once, with luck, as long as the script is more than somebody follows at a glance.
fn fewer_pairs_with_luck(lines: &mut Vec<String>, breaks: &dyn Fn(&[String]) -> bool) {
    let Some(seed) = lines.iter().position(|line| line.starts_with("seed ")) else {
        return;
    };
    let is_long = |lines: &[String]| super::actions(&lines.join("\n")) > SHORT;
    let mut one = seed + 1;
    while one < lines.len() && is_long(lines) && lines.len() <= PAIRED_MAX {
        let without = |(other, luck): (usize, u64)| {
            let mut less = lines.clone();
            less[seed] = format!("seed {luck}");
            less.remove(other);
            less.remove(one);
            less
        };
        let others = (one + 1)..lines.len();
        let mut fewer = others
            .flat_map(|other| (0..PAIR_SEEDS).map(move |luck| (other, luck)))
            .map(without);
        match fewer.find(|less| breaks(less)) {
            Some(less) => *lines = less,
            None => one += 1,
        }
    }
}

fn fewer_nodes(lines: &mut Vec<String>, breaks: &dyn Fn(&[String]) -> bool) {
    let Some(place) = lines.iter().position(|line| line.starts_with("nodes ")) else {
        return;
    };
    let now: u16 = lines[place]["nodes ".len()..].parse().unwrap_or(1);
    let seed = lines.iter().position(|line| line.starts_with("seed "));
    for nodes in 1..now {
        let mut less = lines.to_vec();
        less[place] = format!("nodes {nodes}");
        // Fewer nodes shift what is drawn; where nothing is left of the storm's own luck, another seed's may do.
        let lucky = (0..SEEDS).find(|luck| {
            if let (Some(seed), true) = (seed, *luck > 0) {
                less[seed] = format!("seed {luck}");
            }
            (*luck == 0 || seed.is_some()) && breaks(&less)
        });
        if lucky.is_some() {
            *lines = less;
            return;
        }
    }
}

/// What many small transfers break, a few of a hundred may break as well.
fn rounder_amounts(lines: &mut Vec<String>, breaks: &dyn Fn(&[String]) -> bool) {
    for place in 0..lines.len() {
        let is_transfer = lines[place].contains(" transfer ");
        let Some((rest, _)) = lines[place].rsplit_once(' ').filter(|_| is_transfer) else {
            continue;
        };
        let mut rounder = lines.to_vec();
        rounder[place] = format!("{rest} 100");
        if rounder[place] != lines[place] && breaks(&rounder) {
            *lines = rounder;
        }
    }
}

fn rounder_times(lines: &mut Vec<String>, breaks: &dyn Fn(&[String]) -> bool) {
    for place in 0..lines.len() {
        let Some((time, rest)) = lines[place]
            .strip_prefix("at ")
            .and_then(|rest| rest.split_once("ms "))
        else {
            continue;
        };
        let (Ok(millis), rest) = (time.parse::<u64>(), rest.to_owned()) else {
            continue;
        };
        for unit in [1000, 100] {
            let mut rounder = lines.to_vec();
            rounder[place] = format!("at {}ms {rest}", millis / unit * unit);
            if millis % unit != 0 && breaks(&rounder) {
                *lines = rounder;
                break;
            }
        }
    }
}
