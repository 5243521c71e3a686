//! Every list against the judge: what can be done is done, and what cannot is refused with the same words.

use synod_core::session::{Session, Trouble};
use synod_core::units::MessageId;

use super::*;
use crate::model::More;
use crate::snapshot;

/// Played to its end.
fn stand(world: &str) -> Session {
    let script = format!("protocol benmo\nclients 1\nseed 7\n{world}");
    let mut session = Session::load(&script).expect("it parses");
    session.run_to_end();
    assert_eq!(
        session.expects().iter().filter(|it| !it.ok).count(),
        0,
        "{world}"
    );
    session
}

/// As the page sees it.
fn seen(session: &Session) -> Snapshot {
    snapshot::take(session.view(), Selection::Run, None, More::default())
}

/// All that the page may be asked about.
fn subjects(snapshot: &Snapshot) -> Vec<Subject> {
    let nodes = || (0..snapshot.nodes.len()).map(NodeId::at);
    let mut all: Vec<Selection> = vec![Selection::Run, Selection::Client(1)];
    all.extend(nodes().map(Selection::Node));
    for a in nodes() {
        all.extend(
            nodes()
                .filter(|b| a < *b)
                .map(|b| Selection::Link(a.into(), b.into())),
        );
    }
    all.extend(snapshot.flights.iter().map(|it| Selection::Message(it.id)));
    all.push(Selection::Message(MessageId(9000)));
    let mut subjects: Vec<Subject> = all.into_iter().map(Subject::Thing).collect();
    let sides = Facts::of(snapshot).sides.len();
    if sides > 1 {
        subjects.extend((0..sides).map(Subject::Side));
        subjects.extend((1..sides).map(|right| Subject::Rift(right - 1)));
    }
    subjects
}

/// The worlds that the lists are tried in: whole, broken in every way, parted in two and in three.
const WORLDS: [&str; 5] = [
    "submit n1 transfer n1 n2 5\nawait messages accept > 3 within 10m\n",
    "submit n1 transfer n1 n2 5\nawait messages prepare > 3 within 10m\nhold prepare n1 -> n4\ncrash n2\npause n3\n",
    "sever n1 n2\nsever n3 -> n4\nsever n5 -> n2\nsubmit n1 transfer n1 n2 5\n",
    "partition n1 n2 | n3 n4 n5\nsubmit n3 transfer n3 n2 5\n",
    "partition n1 | n2 n3 | n4 n5\nsever n1 c1\ncrash c1\n",
];

#[test]
fn what_can_be_done_is_done_and_what_cannot_is_refused_in_the_same_words() {
    let mut tried = 0;
    for world in WORLDS {
        let view = seen(&stand(world));
        for subject in subjects(&view) {
            for deed in deeds(subject, &view, Span::seconds(5)) {
                let mut session = stand(world);
                let done = deed.lines.iter().try_for_each(|line| session.act(line));
                match (&deed.why_not, done) {
                    (None, done) => {
                        assert_eq!(done, Ok(()), "{subject:?} {deed:?} in {world}");
                        assert!(
                            !deed.lines.is_empty(),
                            "{subject:?} {deed:?} does something"
                        );
                    }
                    // Nothing to do is a reason of the list's own.
                    (Some(_), Ok(())) => assert!(
                        deed.lines.is_empty() || deed.lines == ["heal"],
                        "{subject:?} {deed:?} in {world}"
                    ),
                    (Some(why), Err(refused)) => {
                        assert_eq!(
                            refused,
                            Trouble::Refused(why.clone()),
                            "{subject:?} {deed:?}"
                        );
                    }
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 200, "only {tried} deeds were tried");
}

#[test]
fn what_is_done_for_a_while_is_as_before_afterwards() {
    for world in WORLDS {
        let before = seen(&stand(world));
        for subject in subjects(&before) {
            let timed = deeds(subject, &before, Span::millis(100)).into_iter();
            for deed in timed.filter(|deed| deed.words.contains(" for ") && deed.why_not.is_none())
            {
                let mut session = stand(world);
                deed.lines
                    .iter()
                    .for_each(|line| session.act(line).expect("it can be done"));
                let changed = seen(&session);
                let until = session.view().moment().time.after(Span::millis(100));
                session.play_until(until, u32::MAX);
                let after = seen(&session);
                let links = |it: &Snapshot| -> Vec<_> {
                    it.links
                        .iter()
                        .map(|link| (link.from, link.to, link.state))
                        .collect()
                };
                let states = |it: &Snapshot| -> Vec<_> {
                    let nodes = it.nodes.iter().map(|node| node.state);
                    nodes
                        .chain(it.clients.iter().map(|client| client.0))
                        .collect()
                };
                let held = |it: &Snapshot| Facts::of(it).held;
                let all = |it: &Snapshot| (links(it), states(it), held(it));
                assert_ne!(
                    all(&before),
                    all(&changed),
                    "{subject:?} {deed:?} in {world}"
                );
                assert_eq!(all(&before), all(&after), "{subject:?} {deed:?} in {world}");
            }
        }
    }
}

#[test]
fn the_times_follow_the_flights() {
    let seconds = [1, 5, 30].map(Span::seconds);
    assert_eq!(spells(2_000_000), seconds, "messages of two seconds");
    assert_eq!(spells(100_000), [100, 500, 3000].map(Span::millis));
    assert_eq!(
        spells(1),
        [1, 5, 30].map(Span::millis),
        "hardly any latency"
    );
    assert_eq!(spells(0), seconds, "none at all");
}

#[test]
fn a_new_side_is_taken_from_the_sides_there_are() {
    let side =
        |numbers: &[u16]| -> Vec<NodeId> { numbers.iter().map(|n| NodeId::new(*n)).collect() };
    let sides = [side(&[1, 2]), side(&[3, 4, 5])];
    assert_eq!(
        set_apart(&sides, &side(&[2, 3])).as_deref(),
        Some("partition n1 | n2 n3 | n4 n5")
    );
    assert_eq!(
        set_apart(&sides[..1], &side(&[1, 2])),
        None,
        "all are no side"
    );
    assert_eq!(set_apart(&sides, &[]), None, "nobody is no side");
    let mut held = sides[1].clone();
    held.reverse();
    assert_eq!(set_apart(&sides, &held), None, "it is a side already");
    let many: Vec<NodeId> = (0..300).map(NodeId::at).collect();
    assert_eq!(
        set_apart(&[many], &side(&[7])).as_deref(),
        Some("partition n7"),
        "the others need not be listed"
    );
}

#[test]
fn a_client_nominates_whom_it_may() {
    let judged = |lines: &str| {
        let script = format!("protocol multi-paxos\nclients 1\n{lines}");
        let load = || {
            let mut session = Session::load(&script).expect("it parses");
            session.run_to_end();
            session
        };
        let view = seen(&load());
        let client = Subject::Thing(Selection::Client(1));
        let deeds = deeds(client, &view, Span::seconds(5)).into_iter();
        let all: Vec<Deed> = deeds
            .filter(|it| it.words.starts_with("Nominate"))
            .collect();
        assert_eq!(all.len(), 3, "one a node");
        for deed in &all {
            let done = load().act(&deed.lines[0]);
            let why = deed.why_not.clone().map(Trouble::Refused);
            assert_eq!(done.err(), why, "{deed:?} after {lines:?}");
        }
        all[0].why_not.is_none()
    };
    assert!(judged("run 1s\n"));
    assert!(!judged("nominate c1 n2\nrun 1s\n"), "one is pending");
    assert!(!judged("crash c1\n"));
}
