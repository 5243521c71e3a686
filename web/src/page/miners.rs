//! The workers that search for proofs of work while the page plays. Each is the page's own module once more, started from
//! a few lines of script that lie in it: no other file is asked for, so the page as one file has workers too.
//!
//! What they find is remembered in core ([`learn`]), where a run looks before it searches itself: who searched, and in
//! which order, changes nothing. Where workers cannot be had the page searches itself.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, Float64Array};
use synod_core::grind::{Puzzle, Search, Stretch, learn, tried, unknown_from};
use synod_core::simulation::Simulation;
use synod_core::units::NodeId;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, MessageEvent, Url, Worker};

use super::{now, window};

/// What a worker runs: the first message is the module, every other one a task.
const SCRIPT: &str = "let mine, word;
onmessage = async ({ data }) => {
  if (data instanceof WebAssembly.Module) {
    const imports = {};
    for (const { module, name } of WebAssembly.Module.imports(data)) (imports[module] ??= {})[name] = () => {};
    ({ mine, mineWord: word } = (await WebAssembly.instantiate(data, imports)).exports);
    postMessage(-1);
    return;
  }
  const [previous, difficulty, from, count, ...head] = data;
  head.forEach((bytes, place) => word(place, bytes));
  postMessage(mine(previous, difficulty, from, count));
};";

/// A page searches so many numbers itself between two events: half a millisecond, about.
const MOST: u32 = 4096;
/// With more than so many in a frame, workers do them all.
const MOST_A_FRAME: u64 = 20_000;
/// For so long after such a frame, in milliseconds.
const BUSY_SPAN: f64 = 2000.0;
/// Numbers of one task: some milliseconds.
const PORTION: u32 = 1 << 16;
/// So far beyond what a node needs next its search is done ahead.
const AHEAD: u64 = 1 << 22;
/// More workers than this help nobody on a page.
const WORKERS_MAX: usize = 4;
/// How long tries are counted before their rate is said, in milliseconds.
const COUNT_SPAN: f64 = 500.0;

/// A worker and what it does.
struct Miner {
    worker: Worker,
    task: Option<(Puzzle, Stretch)>,
    _hears: Closure<dyn FnMut(MessageEvent)>,
    is_ready: bool,
}

/// A puzzle that is searched by several workers.
#[derive(Default)]
struct Front {
    /// Where the node that searches it stands.
    from: u64,
    /// The next number that nobody has been given.
    next: u64,
    /// Stretches that were searched before those below them were.
    done: BTreeMap<u64, Stretch>,
}

impl Front {
    /// Begins where nobody has searched, unless somebody does already: also after the run went back, or the page itself
    /// searched a part.
    fn stand(&mut self, puzzle: &Puzzle, mut given: impl Iterator<Item = Stretch>) {
        let Some(at) = unknown_from(puzzle, self.from) else {
            return;
        };
        let covers = |it: &Stretch| it.from <= at && at < it.from.saturating_add(it.count.into());
        if self.next != at && !self.done.values().any(covers) && !given.any(|it| covers(&it)) {
            self.next = at;
            self.done.clear();
        }
    }

    /// Has core remember what has no gap below it: the lowest number counts, whoever was first.
    fn tell(&mut self, puzzle: &Puzzle) {
        while let Some(at) = unknown_from(puzzle, self.from) {
            let Some((&from, &stretch)) = self.done.range(..=at).next_back() else {
                return;
            };
            self.done.remove(&from);
            if at < from.saturating_add(stretch.count.into()) {
                learn(puzzle, stretch);
            }
        }
    }
}

/// All workers of the page.
#[derive(Default)]
pub struct Miners {
    miners: Vec<Miner>,
    /// What is searched, the most urgent first.
    order: Vec<Puzzle>,
    fronts: BTreeMap<Puzzle, Front>,
    searches: Vec<(NodeId, Search)>,
    /// Numbers tried by workers since the page was opened.
    mined: u64,
    /// What was tried here when the last frame was.
    tried: u64,
    busy_until: f64,
    /// Since when tries are counted, and what had been tried by then.
    counted: (f64, u64),
    rate: Option<f64>,
    /// Workers cannot be had.
    is_alone: bool,
}

/// The workers as frames and workers share them.
pub type Shared = Rc<RefCell<Miners>>;

/// After a frame: has what the run needs searched ahead. How long the searches are that the page leaves to workers, if
/// it leaves any.
pub fn look_ahead(shared: &Shared, view: &dyn Simulation) -> Option<u32> {
    let is_wanted = shared.borrow_mut().look(view);
    if is_wanted && shared.borrow().miners.is_empty() {
        start(shared);
    }
    let mut miners = shared.borrow_mut();
    miners.feed();
    let helped = is_wanted && !miners.is_alone && miners.miners.iter().all(|it| it.is_ready);
    if !helped {
        return None;
    }
    Some(if now() < miners.busy_until { 0 } else { MOST })
}

/// Numbers tried in a second of real time, where any were.
pub fn rate(shared: &Shared) -> Option<f64> {
    shared.borrow_mut().count()
}

fn start(shared: &Shared) {
    let cores = window().navigator().hardware_concurrency() as usize;
    let wanted = cores.saturating_sub(1).clamp(1, WORKERS_MAX);
    for place in 0..wanted {
        match miner(shared, place) {
            Ok(miner) => shared.borrow_mut().miners.push(miner),
            Err(_) => {
                let mut miners = shared.borrow_mut();
                miners.is_alone = true;
                miners.miners.clear();
                return;
            }
        }
    }
}

fn miner(shared: &Shared, place: usize) -> Result<Miner, JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let parts = Array::of1(&SCRIPT.into());
    let script = Blob::new_with_str_sequence_and_options(&parts, &kind)?;
    let worker = Worker::new(&Url::create_object_url_with_blob(&script)?)?;
    let shared = shared.clone();
    let hears = Closure::<dyn FnMut(MessageEvent)>::new(move |said: MessageEvent| {
        if let (Ok(mut miners), Some(found)) = (shared.try_borrow_mut(), said.data().as_f64()) {
            miners.hear(place, found);
            miners.feed();
        }
    });
    worker.set_onmessage(Some(hears.as_ref().unchecked_ref()));
    worker.post_message(&wasm_bindgen::module())?;
    Ok(Miner {
        worker,
        task: None,
        _hears: hears,
        is_ready: false,
    })
}

impl Miners {
    /// Takes in what the nodes search for now; whether that is worth workers.
    fn look(&mut self, view: &dyn Simulation) -> bool {
        let here = tried();
        if here - self.tried > MOST_A_FRAME {
            self.busy_until = now() + BUSY_SPAN;
        }
        self.tried = here;
        if self.is_alone {
            return false;
        }
        view.searches(&mut self.searches);
        let is_busy = now() < self.busy_until;
        self.searches
            .retain(|(_, search)| is_busy || search.count > MOST);
        let awaited = view.awaited().map(|search| search.puzzle);
        let puzzles = self.searches.iter().map(|(_, search)| search.puzzle);
        self.order = awaited.into_iter().chain(puzzles).collect();
        let (order, fronts) = (&self.order, &mut self.fronts);
        fronts.retain(|puzzle, _| order.contains(puzzle));
        for (_, search) in &self.searches {
            let front = fronts.entry(search.puzzle).or_default();
            front.from = search.from;
            let tasks = self.miners.iter().filter_map(|miner| miner.task);
            let given = tasks.filter(|(puzzle, _)| *puzzle == search.puzzle);
            front.stand(&search.puzzle, given.map(|(_, stretch)| stretch));
        }
        !self.searches.is_empty()
    }

    /// Gives everybody who has none the next task.
    fn feed(&mut self) {
        for place in 0..self.miners.len() {
            let miner = &self.miners[place];
            if !miner.is_ready || miner.task.is_some() {
                continue;
            }
            let Some((puzzle, stretch)) = self.next_task() else {
                return;
            };
            let miner = &mut self.miners[place];
            miner.task = Some((puzzle, stretch));
            if miner.worker.post_message(&task(&puzzle, stretch)).is_err() {
                self.is_alone = true;
            }
        }
    }

    fn next_task(&mut self) -> Option<(Puzzle, Stretch)> {
        let fronts = &mut self.fronts;
        self.order.iter().find_map(|puzzle| {
            let front = fronts.get_mut(puzzle)?;
            unknown_from(puzzle, front.from)?;
            let is_found = front.done.values().any(|stretch| stretch.found.is_some());
            if is_found || front.next > front.from.saturating_add(AHEAD) {
                return None;
            }
            let stretch = Stretch {
                from: front.next,
                count: PORTION,
                found: None,
            };
            front.next += u64::from(PORTION);
            Some((*puzzle, stretch))
        })
    }

    /// A worker says what it found; -1 for nothing.
    fn hear(&mut self, place: usize, found: f64) {
        let Some(miner) = self.miners.get_mut(place) else {
            return;
        };
        miner.is_ready = true;
        let Some((puzzle, stretch)) = miner.task.take() else {
            return;
        };
        let found = (found >= 0.0).then_some(found as u64);
        let stretch = Stretch { found, ..stretch };
        self.mined += found.map_or(stretch.count.into(), |found| found + 1 - stretch.from);
        let Some(front) = self.fronts.get_mut(&puzzle) else {
            return;
        };
        front.done.insert(stretch.from, stretch);
        front.tell(&puzzle);
    }

    fn count(&mut self) -> Option<f64> {
        let (since, before) = self.counted;
        let (time, all) = (now(), self.mined + tried());
        if time - since >= COUNT_SPAN {
            let tries = (all - before) as f64 / (time - since) * 1000.0;
            self.rate = (tries > 0.0).then_some(tries);
            self.counted = (time, all);
        }
        self.rate
    }
}

/// A task as a worker reads it.
fn task(puzzle: &Puzzle, stretch: Stretch) -> Float64Array {
    let (previous, difficulty, head): (f64, u16, &[u8]) = match puzzle {
        Puzzle::Header { head, bits } => (-2.0, *bits, head),
        Puzzle::Digits { previous, zeros } => {
            (previous.map_or(-1.0, |proof| proof as f64), *zeros, &[])
        }
    };
    let words = head.chunks_exact(4).map(|bytes| {
        let word: [u8; 4] = bytes.try_into().expect("chunks of four");
        f64::from(u32::from_be_bytes(word))
    });
    let numbers = [
        previous,
        difficulty.into(),
        stretch.from as f64,
        stretch.count.into(),
    ];
    let all: Vec<f64> = numbers.into_iter().chain(words).collect();
    Float64Array::from(&all[..])
}
