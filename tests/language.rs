//! Every action of the script language happens in some scenario, in every form that it has, and is refused in some
//! scenario with every sentence that there is.

use std::collections::BTreeSet;

use synod_core::action::{Action, Damage, Handling, On, Setting, Target};
use synod_core::script::Statement;
use synod_core::session::{Outcome, Played, Session};
use synod_core::units::Address;
use synod_tests::scenarios;

/// What scenarios make happen: an action, and what its form adds. No system of the catalogue has nominations yet.
const HAPPEN: &[&str] = &[
    "submit",
    "crash node",
    "crash client",
    "restart",
    "restart amnesia",
    "restart client",
    "pause",
    "resume",
    "sever",
    "sever one way",
    "sever dropping",
    "heal all",
    "heal",
    "heal one way",
    "partition",
    "partition dropping",
    "drop id",
    "drop kind",
    "duplicate id",
    "duplicate kind",
    "hold id",
    "hold kind",
    "release id",
    "release kind",
    "delay id",
    "delay kind",
    "deliver id",
    "deliver kind",
    "fire",
    "skew",
    "corrupt block",
    "corrupt tail",
    "forge",
    "nominate",
    "later",
    "set",
    "set of",
    "set on nodes",
    "set on link",
    "set of on link",
];

/// Sentences of refusal, with the names and numbers of their scenarios left out.
const REFUSED: &[&str] = &[
    "Node _ does not exist",
    "Client _ does not exist",
    "Benmo takes requests at the consoles of its nodes, not from _",
    "Benmo has no nominations",
    "a nomination of _ is pending",
    "_ is down",
    "_ is up",
    "_ is paused",
    "already severed",
    "has not been severed",
    "_ is held",
    "_ is not held",
    "_ is not in flight",
    "_ has arrived at _, which is paused",
    "no prepare from _ to _ is in flight",
    "no prepare from _ to _ is held",
    "no timer pause is pending at _",
    "no block of height _ is on this disk",
    "this disk has fewer writes to forget: _",
    "_ takes no prepare",
    "the fields do not fit a message of kind prepare",
    "balance can be set in the header only",
    "a quirk can be set in the header only",
];

fn form(action: &Action) -> String {
    let dropping = |dropping: bool| if dropping { " dropping" } else { "" };
    let way = |one_way: bool| if one_way { " one way" } else { "" };
    match action {
        Action::Submit { .. } => "submit".into(),
        Action::Crash(Address::Node(_)) => "crash node".into(),
        Action::Crash(Address::Client(_)) => "crash client".into(),
        Action::Restart {
            who: Address::Client(_),
            ..
        } => "restart client".into(),
        Action::Restart { amnesia: true, .. } => "restart amnesia".into(),
        Action::Restart { .. } => "restart".into(),
        Action::Pause(_) => "pause".into(),
        Action::Resume(_) => "resume".into(),
        Action::Sever { dropping: true, .. } => "sever dropping".into(),
        Action::Sever { ends, .. } => format!("sever{}", way(ends.one_way)),
        Action::Heal(None) => "heal all".into(),
        Action::Heal(Some(ends)) => format!("heal{}", way(ends.one_way)),
        Action::Partition { dropping: lost, .. } => format!("partition{}", dropping(*lost)),
        Action::Handle { handling, target } => handled(*handling, *target),
        Action::Fire { .. } => "fire".into(),
        Action::Skew { .. } => "skew".into(),
        Action::Corrupt {
            damage: Damage::Block(_),
            ..
        } => "corrupt block".into(),
        Action::Corrupt {
            damage: Damage::Tail(_),
            ..
        } => "corrupt tail".into(),
        Action::Nominate { .. } => "nominate".into(),
        Action::Forge { .. } => "forge".into(),
        Action::Later { .. } => "later".into(),
        Action::Set(setting) => set(setting),
    }
}

fn handled(handling: Handling, target: Target) -> String {
    let word = match handling {
        Handling::Drop => "drop",
        Handling::Duplicate => "duplicate",
        Handling::Hold => "hold",
        Handling::Release => "release",
        Handling::Delay(_) => "delay",
        Handling::Deliver => "deliver",
    };
    let by = match target {
        Target::Id(_) => "id",
        Target::Oldest { .. } => "kind",
    };
    format!("{word} {by}")
}

fn set(setting: &Setting) -> String {
    let Setting::Option { kind, on, .. } = setting else {
        return "set quirk".into();
    };
    let of = if kind.is_some() { " of" } else { "" };
    let on = match on {
        On::All => "",
        On::Nodes(_) => " on nodes",
        On::Clients(_) => " on clients",
        On::Link(_) => " on link",
    };
    format!("set{of}{on}")
}

/// A sentence without its ids and numbers.
fn bare(sentence: &str) -> String {
    let is_id = |word: &str| {
        let digits = word.trim_start_matches(['n', 'c', 'm']);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let bare = |word: &str| {
        let plain = word.trim_end_matches(',');
        if is_id(plain) {
            format!("_{}", &word[plain.len()..])
        } else {
            word.into()
        }
    };
    let words: Vec<String> = sentence.split(' ').map(bare).collect();
    words.join(" ")
}

#[test]
fn every_action_happens_and_every_refusal_is_heard() {
    let (mut happened, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for (name, text) in scenarios::all() {
        let mut session =
            Session::load(&text).unwrap_or_else(|trouble| panic!("{name}: {trouble}"));
        while session.has_upcoming() {
            let played = match session.next_line() {
                Ok(played) => played.clone(),
                Err(Played::Reached) => break,
                Err(other) => panic!("{name}: {other:?}"),
            };
            let Some(Statement::Act(action)) = &played.line.statement else {
                continue;
            };
            match &played.outcome {
                Outcome::Refused(sentence) => drop(refused.insert(bare(sentence))),
                _ => drop(happened.insert(form(action))),
            }
        }
    }
    let missing = |all: &[&str], seen: &BTreeSet<String>| -> Vec<String> {
        let unseen = all.iter().filter(|name| !seen.contains(**name));
        unseen.map(ToString::to_string).collect()
    };
    assert_eq!(
        missing(HAPPEN, &happened),
        Vec::<String>::new(),
        "what no scenario does"
    );
    assert_eq!(
        missing(REFUSED, &refused),
        Vec::<String>::new(),
        "what no scenario is refused"
    );
    let known: BTreeSet<String> = HAPPEN.iter().map(ToString::to_string).collect();
    let new: Vec<&String> = happened.difference(&known).collect();
    assert!(
        new.is_empty(),
        "these forms of actions are not in the table: {new:?}"
    );
}

/// Every place in the world that refuses has its sentence in the table: they are counted where they are made.
#[test]
fn the_table_of_refusals_is_whole() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/src/world");
    let mut templates = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the world is in a folder") {
        let path = entry.expect("its entries can be read").path();
        let text = std::fs::read_to_string(&path).expect("a file of the world can be read");
        for (_, rest) in text
            .match_indices("refusal!(")
            .map(|(at, word)| text.split_at(at + word.len()))
        {
            let template = rest
                .trim_start()
                .strip_prefix('"')
                .and_then(|rest| rest.split_once('"'));
            templates.insert(
                template
                    .expect("a refusal begins with its sentence")
                    .0
                    .to_owned(),
            );
        }
    }
    let heard = |template: &&String| {
        let words: Vec<&str> = template.split(' ').collect();
        REFUSED.iter().any(|sentence| {
            let said: Vec<&str> = sentence.split(' ').collect();
            said.len() == words.len()
                && words
                    .iter()
                    .zip(&said)
                    .all(|(word, said)| word.starts_with('{') || word == said)
        })
    };
    let silent: Vec<&String> = templates
        .iter()
        .filter(|template| !heard(template))
        .collect();
    // `no {0} from {1} to {2} is {3}` is heard with two words in its last place.
    let silent: Vec<_> = silent
        .into_iter()
        .filter(|template| !template.ends_with("is {3}"))
        .collect();
    assert!(
        templates.len() >= 16,
        "only {} refusals were found",
        templates.len()
    );
    assert!(silent.is_empty(), "no scenario hears: {silent:?}");
}
