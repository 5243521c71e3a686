//! What people read while a run plays: captions, what nodes and clients do, what is suggested and marked.

use synod_core::client::Outcome;
use synod_core::phrase::Phrase;
use synod_core::session::{Played, Session};
use synod_core::units::{Address, ClientId, NodeId, Time};
use synod_core::view::{Caption, MarkKind, NodeDetail};
use synod_tests::scenarios;

fn load(text: &str) -> Session {
    Session::load(text).unwrap_or_else(|trouble| panic!("{trouble} in\n{text}"))
}

/// Plays a script event by event and line by line, and looks after each.
fn watch(text: &str, mut look: impl FnMut(&Session)) {
    let mut session = load(text);
    let last = session.script_lines().count();
    while session.play_until(Time(120_000_000), 1) == Played::Budget {
        look(&session);
    }
    assert!(last > 0);
}

fn at(text: &str, time: u64) -> Session {
    let mut session = load(text);
    session.play_until(Time(time), u32::MAX);
    session
}

/// The captions in which a rule was told, in order, each once.
fn captions(text: &str, rule: &str) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    watch(text, |session| {
        let of_rule = |it: &Caption| it.rule.is_some_and(|known| known.id == rule);
        let caption = session.view().caption().filter(of_rule);
        let said = caption.map(|it| it.phrase.to_string());
        told.extend(said.filter(|it| told.last() != Some(it)));
    });
    told
}

/// Nouns that sentences count, in the form for many.
const MANY: [&str; 12] = [
    "slots",
    "requests",
    "promises",
    "accepts",
    "blocks",
    "keys",
    "batches",
    "answers",
    "actions",
    "nodes",
    "transfers",
    "tries",
];

/// Whether a sentence counts one of something as if it were many.
fn miscounts(sentence: &str) -> bool {
    let words: Vec<&str> = sentence
        .split(|letter: char| !letter.is_alphanumeric() && letter != '#')
        .collect();
    let many = |word: &str| MANY.contains(&word);
    words.windows(3).any(|it| {
        it[0] == "1" && (many(it[1]) || ["more", "decided"].contains(&it[1]) && many(it[2]))
    }) || words.windows(3).any(|it| it == ["1", "more", "make"])
}

fn sentences(session: &Session) -> Vec<Phrase> {
    let run = session.view();
    let mut all: Vec<Phrase> = run.caption().into_iter().map(|it| it.phrase).collect();
    let ids = (1..=run.setup().nodes.min(5)).map(synod_core::units::NodeId::new);
    for NodeDetail { view, .. } in ids.filter_map(|id| run.node(id)) {
        all.push(view.goal);
        all.extend(view.why_not);
        all.extend(view.facts.into_iter().map(|fact| fact.words));
    }
    all
}

#[test]
fn one_of_a_thing_is_never_many() {
    assert!(miscounts("1 requests wait at n1.") && miscounts("It has 1 more accepts."));
    assert!(!miscounts("1 slot is decided") && !miscounts("n1 requests"));
    for (name, text) in scenarios::all() {
        watch(&text, |session| {
            for sentence in sentences(session) {
                let said = sentence.to_string();
                assert!(!miscounts(&said), "{name}: {said}");
            }
        });
    }
}

const PUT: &str = "protocol multi-paxos\nclients 2\nsubmit c1 put a 1\n";

#[test]
fn a_leader_says_why_it_leads_no_more() {
    let cut = format!("{PUT}at 13s partition n1 c1 | n2 n3 c2\nsubmit c1 put a 2\nuntil 40s\n");
    let alone = ["n1 found no majority in time. It leads no more."];
    assert_eq!(captions(&cut, "P8"), alone);
    assert!(captions(&cut, "P9").is_empty());
    // A leader that promises another's ballot has not waited in vain.
    let other = format!("{PUT}at 13s nominate c2 n2\nuntil 40s\n");
    let told = captions(&other, "P9");
    assert_eq!(told, ["n1 hears of a higher ballot. It leads no more."]);
    assert!(captions(&other, "P8").is_empty());
    // Nor has one that is told so when it offers a block.
    let late = format!(
        "{PUT}at 13s partition n1 c1 | n2 n3 c2\nnominate c2 n2\nat 22s heal\nsubmit c1 put a 2\nuntil 40s\n"
    );
    assert_eq!(captions(&late, "P9").len(), 1);
    assert!(captions(&late, "P8").is_empty());
}

#[test]
fn who_catches_up_says_how_far_it_has_come() {
    let missed = format!(
        "{PUT}at 13s crash n3\nsubmit c1 put a 2\nsubmit c1 put a 3\nat 40s restart n3\nuntil 60s\n"
    );
    let told = captions(&missed, "C3");
    assert_eq!(told, ["n3 had missed slots. It has decided 3 slots now."]);
}

#[test]
fn accepts_are_counted_in_the_slot_that_they_are_about() {
    let two = format!("{PUT}at 13s submit c1 put b 2\nuntil 40s\n");
    let told = captions(&two, "P5");
    assert!(!told.is_empty());
    for said in &told {
        let one_of = |slot: u32| said.ends_with(&format!("has heard 1 of 3 accept slot {slot}."));
        assert!(one_of(1) || one_of(2), "{said}");
    }
}

#[test]
fn a_client_knows_what_came_of_its_last_nomination() {
    let last = |text: &str, time| {
        let session = at(text, time);
        let who = Address::Client(ClientId::new(1));
        let view = session.view().client(who).expect("c1 is there");
        (view.session, view.nomination)
    };
    let (session, nomination) = last(PUT, 1_000_000);
    let nomination = nomination.expect("it has nominated n1");
    assert_eq!((session, nomination.server.number()), (1, 1));
    assert_eq!((nomination.asked, nomination.ended), (Time::ZERO, None));
    let ended = last(PUT, 9_000_000).1.and_then(|it| it.ended);
    assert_eq!(ended, Some((Time(6_000_000), Outcome::Granted)));
    let silent = "protocol multi-paxos\nsever c1 n1\nsubmit c1 put a 1\nrun 10s\n";
    let (_, nomination) = last(silent, 9_999_999);
    assert_eq!(nomination.and_then(|it| it.ended), None);
    let behind =
        format!("{PUT}at 1s crash n3\nat 13s restart n3 amnesia\nnominate c1 n3\nuntil 30s\n");
    let ended = last(&behind, 30_000_000).1.and_then(|it| it.ended);
    let Some((_, Outcome::Refused { reason, .. })) = ended else {
        panic!("{ended:?} is no refusal");
    };
    assert!(!reason.is_empty(), "it says why");
    let crashed = format!("{PUT}at 9s crash c1\nat 10s restart c1\n");
    let (session, nomination) = last(&crashed, 11_000_000);
    assert_eq!(
        (session, nomination),
        (2, None),
        "another life knows nothing"
    );
}

#[test]
fn what_is_done_to_a_message_leaves_a_mark_and_what_chance_does_leaves_none() {
    let marks = |text: &str| {
        let session = at(text, 60_000_000);
        let marks = session.view().marks().iter();
        let marks = marks.filter(|mark| mark.kind == MarkKind::Message);
        let times = marks.map(|mark| mark.moment.time.micros() / 1_000_000);
        times.collect::<Vec<u64>>()
    };
    let slow = "protocol multi-paxos\nset latency 2s\nset outbox 0s\nsubmit c1 put a 1\n";
    let done = format!(
        "{slow}at 3s hold prepare n1 -> n2\nat 4s release prepare n1 -> n2\nat 5s duplicate promise n3 -> n1\n\
         at 7s drop nomination n1 -> c1\nuntil 9s\n"
    );
    assert_eq!(marks(&done), [3, 4, 5, 7]);
    let chance = format!("{slow}set loss 20%\nset duplication 30%\nrun 50s\n");
    assert!(marks(&chance).is_empty());
}

/// What is suggested at a time, by its key, and its lines, which can be done.
fn suggested(text: &str, time: u64) -> Option<(&'static str, String)> {
    let mut session = at(text, time);
    let suggestion = session.view().suggestion()?;
    let said = suggestion.phrase.to_string();
    assert!(said.chars().count() <= 60, "{said}");
    for line in &suggestion.lines {
        session
            .act(line)
            .unwrap_or_else(|why| panic!("{line}: {why}"));
    }
    Some((suggestion.key, suggestion.lines.join("\n")))
}

#[test]
fn suggestions_lead_to_what_was_not_seen_yet() {
    let mut text = PUT.to_owned();
    let (mut done, mut last) = (Vec::new(), 0);
    for time in 1..400 {
        let Some((key, line)) = suggested(&text, time * 1_000_000) else {
            continue;
        };
        // As on the page nothing comes twice, but that what is broken is mended, after a while.
        let mends = ["heal", "restart"].contains(&key);
        if (mends && time > last + 20) || (!mends && !done.contains(&key)) {
            text.push_str(&format!("at {time}s {line}\n"));
            done.push(key);
            last = time;
        }
    }
    let session = at(&text, 500_000_000);
    let lamps = session.view().lamps();
    for id in [
        "value-inherited",
        "two-leaders",
        "request-forwarded",
        "duplicate-suppressed",
    ] {
        let lamp = lamps.iter().find(|lamp| lamp.spec.id == id).expect(id);
        assert_eq!(lamp.view.verdict.name(), "witnessed", "{id} by\n{text}");
    }
    for key in ["nominate", "transfer"] {
        assert!(done.contains(&key), "{key} is not among {done:?}");
    }
}

#[test]
fn a_transaction_is_suggested_where_no_majority_is_left() {
    let cut = "protocol pichain\nnodes 5\npartition n3 n4 | n1 n2 n5\nrun 2s\n";
    let said = suggested(cut, 1_000_000);
    assert_eq!(
        said,
        Some(("minority", "submit n3 note \"cut off\"".into()))
    );
    // Who reaches two of four others is of a majority.
    let link = "protocol pichain\nnodes 5\nsever n1 n3\nsever n1 n4\nrun 2s\n";
    assert_eq!(suggested(link, 1_000_000), Some(("heal", "heal".into())));
}

#[test]
fn a_node_that_is_slow_by_now_is_not_called_quick() {
    let slowed = "protocol pichain\nnodes 5\nset rtt 1s\nset latency 300ms\nset accumulation 500ms\n\
                  set eagerness quick on n1 n2\nsubmit n1 note \"a\"\nrun 2s\n";
    let session = at(slowed, 1_150_000);
    let node = session.view().node(NodeId::new(1)).expect("it exists");
    let goal = node.view.goal.to_string();
    assert!(goal.starts_with("It is slow and "), "{goal}");
}

#[test]
fn a_node_says_only_of_itself_that_it_does_not_keep_something() {
    // n2 has seen the block of n5, and not the note in it; n5 has taken that back.
    let left = "protocol pichain\nnodes 5\nset rtt 1s\nset latency 300ms\nset eagerness quick on n1 n5\n\
                submit n1 note \"a\"\nsubmit n1 note \"b\"\nsubmit n5 note \"c\"\n\
                at 10ms drop transaction n5 -> n2\nrun 10s\n";
    let session = at(left, 500_000);
    let fates = |id: u16| -> Vec<String> {
        let node = session.view().node(NodeId::new(id)).expect("it exists");
        let fates = node.view.aside.iter().flat_map(|it| &it.fates);
        fates.map(ToString::to_string).collect()
    };
    assert_eq!(fates(2), ["not in the queue or on the chain of n2"]);
    assert_eq!(fates(5), ["back in the queue of n5"]);
}

#[test]
fn who_answers_a_question_is_not_said_to_have_no_use_for_it() {
    let mut told = Vec::new();
    watch("protocol proof-of-work\nnodes 2\nuntil 11s\n", |session| {
        told.extend(session.view().caption().map(|it| it.phrase.to_string()));
    });
    for kind in ["data", "chain"] {
        let answers = format!("n1 answers the get-{kind} from n2.");
        assert!(told.contains(&answers), "{answers}: {told:?}");
    }
    assert!(
        !told.iter().any(|it| it.contains("no use for the get-")),
        "{told:?}"
    );
}
