//! From the run to what the page draws.

use std::rc::Rc;

use synod_core::about::{Value, common};
use synod_core::action::Action;
use synod_core::simulation::Simulation;
use synod_core::units::{Address, ClientId, NodeId, Time};
use synod_core::view::{ClientView, LinkView, NodeDetail, NodeGlance};

use crate::losses;
use crate::model::{Bond, More, Selection, Snapshot};
use crate::stage::layout::RING_MAX;

/// Up to so many nodes, everything about all of them is read: the stage shows their facts and tallies. Lane and form
/// read what they show themselves, whatever the number.
pub const DETAILED_MAX: usize = 9;

/// Takes a snapshot of the present moment. What did not change is shared with the one before.
pub fn take(
    run: &dyn Simulation,
    selection: Selection,
    before: Option<&Snapshot>,
    more: More,
) -> Snapshot {
    let mut nodes = Vec::new();
    run.glances(&mut nodes);
    let mut flights = Vec::new();
    run.flights(&mut flights);
    let old = before
        .filter(|before| before.more.run == more.run)
        .map_or(&[][..], |it| &it.details);
    let details = (0..nodes.len())
        .map(|index| {
            let wanted =
                nodes.len() <= DETAILED_MAX || selection == Selection::Node(nodes[index].id);
            let detail = wanted.then(|| run.node(nodes[index].id)).flatten()?;
            Some(shared(detail, old.get(index).and_then(Option::as_ref)))
        })
        .collect();
    let late = losses::late(run.journal(), &flights);
    let lost = losses::lost(run, before.filter(|before| before.more.run == more.run));
    let message = match selection {
        Selection::Message(id) => run.message(id).map(Rc::new),
        _ => None,
    };
    let bonds = bonds(run, &nodes, selection);
    Snapshot {
        number: before.map_or(1, |before| before.number + 1),
        about: run.about(),
        moment: run.moment(),
        fingerprint: format!("{:016x}", run.fingerprint()),
        seed: run.setup().seed,
        nodes,
        details,
        askers: askers(run, selection),
        clients: run.clients(),
        flights,
        lost,
        late,
        links: links(run, before),
        cuts: run.cuts().clone(),
        bonds,
        lamps: run.lamps(),
        caption: run.caption(),
        tip: None,
        marks: run.marks().to_vec(),
        end: run.end(),
        branches: run.branches(),
        requests: run.requests(),
        message,
        next_due: run.next_due(),
        heals: heals(run),
        more: describe(run, more),
    }
}

/// What the clients do: as many as the stage has room to say it of.
fn askers(run: &dyn Simulation, selection: Selection) -> Vec<Option<Rc<ClientView>>> {
    let count = run.setup().clients;
    let view = |number| {
        let wanted = usize::from(count) <= DETAILED_MAX || selection == Selection::Client(number);
        let who = Address::Client(ClientId::new(number));
        wanted.then(|| run.client(who)).flatten().map(Rc::new)
    };
    (1..=count).map(view).collect()
}

/// Of a crowd those of the selected node: more lines would hide it.
fn bonds(run: &dyn Simulation, nodes: &[NodeGlance], selection: Selection) -> Vec<Bond> {
    if !run.about().gossips {
        return Vec::new();
    }
    let is_crowd = nodes.len() > RING_MAX;
    let shown = nodes
        .iter()
        .map(|node| node.id)
        .filter(|id| !is_crowd || selection == Selection::Node(*id));
    let of = |from: NodeId| {
        let known = run.neighbours(from).iter();
        known.map(move |it| Bond {
            from,
            to: it.id,
            answers: it.answers,
        })
    };
    shown.flat_map(of).collect()
}

/// In a crowd there may be a quarter of a million of them: they are listed anew only when one changed.
fn links(run: &dyn Simulation, before: Option<&Snapshot>) -> Rc<Vec<LinkView>> {
    match before {
        Some(before) if before.cuts.is_same(run.cuts()) => before.links.clone(),
        _ => Rc::new(run.links()),
    }
}

/// When the first `heal` of all links happens that is scheduled.
fn heals(run: &dyn Simulation) -> Option<Time> {
    let scheduled = run.scheduled().into_iter();
    let heals = scheduled.filter(|(_, action)| matches!(action, Action::Heal(None)));
    heals.map(|(time, _)| time).min()
}

/// An equal detail keeps its address, so that the panel of an idle node compares one pointer and stops.
fn shared(detail: NodeDetail, old: Option<&Rc<NodeDetail>>) -> Rc<NodeDetail> {
    match old {
        Some(old) if **old == detail => old.clone(),
        _ => Rc::new(detail),
    }
}

fn describe(run: &dyn Simulation, more: More) -> More {
    More {
        recorded: run.recorded(),
        has_charts: run.has_charts(),
        flight_span: flight_span(run),
        flight_longest: flight(run).1,
        variants: variants(run),
        simpler: (run.about().simpler)(run.settings(), run.setup().nodes),
        done: run.acted().checked_sub(1).and_then(|last| line(run, last)),
        undone: line(run, run.acted()),
        deleted: run.deleted(),
        ..more
    }
}

/// The action at this place of the branch.
fn line(run: &dyn Simulation, place: usize) -> Option<String> {
    run.action_at(place).map(|(_, action)| action.to_string())
}

/// How long a message flies, in the middle, in microseconds.
pub fn flight_span(run: &dyn Simulation) -> f64 {
    let (shortest, longest) = flight(run);
    (shortest as f64 + longest as f64) / 2.0
}

fn flight(run: &dyn Simulation) -> (u64, u64) {
    match run.settings().of_run(common::LATENCY) {
        Value::Range(from, to) => (from.micros(), to.micros()),
        other => unreachable!("latency is {other}, which is not a range"),
    }
}

/// Defects that are on, and a variant that is not the one by default.
fn variants(run: &dyn Simulation) -> Vec<String> {
    let quirks = run.settings().quirks().iter().map(ToString::to_string);
    let about = run.about();
    let variant = about.option("variant").and_then(|place| {
        let value = run.settings().of_run(place);
        (value != about.options[place].default).then(|| value.to_string())
    });
    variant.into_iter().chain(quirks).collect()
}
