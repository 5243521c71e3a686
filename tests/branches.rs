//! Files with branches: what was done in the past of a session, and beside it, is written down whole, and playing the
//! file comes to the same tree.

use synod_core::protocols::CATALOG;
use synod_core::script;
use synod_core::session::{Played, Session};
use synod_core::units::{Moment, Span, Time};
use synod_tests::again::{is_saved, stands_again};
use synod_tests::chance::Chance;

/// Sessions of somebody who likes to go back.
const SESSIONS: u64 = 300;

/// A branch: its name, whom it left where, its end, and the fingerprint of its end.
type Row = (String, Option<(String, Moment)>, Moment, u64);

fn tree(session: &Session) -> Vec<Row> {
    let run = session.view();
    let branches = run.branches().into_iter().enumerate();
    let row = branches.map(|(place, branch)| {
        let end = run.end_of(place).expect("a branch has an end");
        assert_eq!(end.moment, branch.end, "the end of {}", branch.name);
        (branch.name, branch.parent, branch.end, end.fingerprint)
    });
    row.collect()
}

fn played(text: &str) -> Session {
    let mut session = Session::load(text).unwrap_or_else(|trouble| panic!("{trouble} in\n{text}"));
    assert_eq!(session.run_to_end(), Played::Reached, "in\n{text}");
    session
}

/// The file of a session leads to its tree, and says itself again. Writing it moves nothing.
fn comes_again(session: &Session, told: &str) {
    let stood = (
        session.view().moment(),
        session.view().fingerprint(),
        session.script(),
    );
    let file = session.file();
    let stands = (
        session.view().moment(),
        session.view().fingerprint(),
        session.script(),
    );
    assert_eq!(stood, stands, "writing moves nothing");
    let mut again =
        Session::load(&file).unwrap_or_else(|trouble| panic!("{trouble}: {told}\n{file}"));
    assert_eq!(again.run_to_end(), Played::Reached, "{told}\n{file}");
    assert_eq!(tree(session), tree(&again), "{told}\n{file}");
    assert_eq!(again.file(), file, "{told}");
    let systems: Vec<_> = CATALOG.iter().map(|entry| entry.about).collect();
    let parsed = script::parse(&file, &systems).expect("a file is a script");
    assert_eq!(parsed.to_string(), file, "it is canonical");
}

#[test]
fn a_file_with_branches_is_played_and_written_again() {
    let file = "synod 1\nprotocol benmo\nset latency 100ms\nset pause 1s\nsubmit n1 transfer n1 n2 30\n\
        until 4s\nbranch other from main @5\nat 1.2s crash n1\nuntil 9s\n\
        branch third from other @7 # why not\nrestart n1\n@20\n";
    let session = played(file);
    let names: Vec<String> = tree(&session).into_iter().map(|row| row.0).collect();
    assert_eq!(names, ["main", "other", "third"]);
    comes_again(&session, "by hand");
}

#[test]
fn a_branch_leaves_before_what_was_undone() {
    let mut session =
        played("protocol benmo\nset pause 1s\nsubmit n1 transfer n1 n2 30\ncrash n2\n");
    assert!(session.undo());
    session.act("crash n3").expect("n3 is up");
    assert!(session.undo() && session.undo());
    session.act("crash n4").expect("n4 is up");
    let file = session.file();
    assert!(
        file.contains("branch \"crash n3 at 0us\" from main @0 after 1\n"),
        "{file}"
    );
    assert!(
        file.contains("from \"crash n3 at 0us\" @0 after 0\n"),
        "{file}"
    );
    comes_again(&session, "undone");
}

#[test]
fn a_branch_leaves_in_the_middle_of_nothing() {
    let mut session = played(
        "protocol benmo\nset pause 10s\nsubmit n1 transfer n1 n2 30\nat 2s crash n2\nat 4s crash n3\nuntil 20s\n",
    );
    session.seek_time(Time(3_000_000));
    session.act("crash n5").expect("n5 is up");
    let marked = session.view().marks().iter().map(|mark| mark.moment.time);
    assert_eq!(marked.max(), Some(Time(3_000_000)), "n3 crashes elsewhere");
    session.seek_step(0);
    session.act("crash n4").expect("n4 is up");
    let file = session.file();
    assert!(
        file.contains("branch \"crash n5 at 3s\" from main @0 at 3s\nat 3s crash n5\n"),
        "{file}"
    );
    comes_again(&session, "idle");
}

#[test]
fn a_moment_that_a_branch_does_not_have_is_an_error_at_its_line() {
    let file =
        "protocol benmo\nset pause 10s\nsubmit n1 transfer n1 n2 30\nat 2s crash n2\nuntil 3s\n";
    for leave in ["@1", "@0 at 3.5s", "@0 after 3", "@0 at 1s after 2"] {
        let text = format!("{file}branch other from main {leave}\ncrash n3\n");
        let mut session = Session::load(&text).expect("it parses");
        let stuck = session.run_to_end();
        assert!(matches!(stuck, Played::Stuck(_)), "{leave}: {stuck:?}");
    }
    for leave in [
        "@0",
        "@0 at 1s",
        "@0 at 2s",
        "@0 at 2.5s",
        "@0 after 0",
        "@0 after 1",
        "@0 at 2s after 1",
    ] {
        let session = played(&format!("{file}branch other from main {leave}\ncrash n3\n"));
        comes_again(&session, leave);
    }
}

#[test]
fn what_was_undone_can_be_left_for_good() {
    let mut session = parted();
    session.switch_to("main");
    let end = stands(&session);
    assert!(session.undo());
    session.branch_off("without a crash");
    assert!(!session.redo(), "the crash stayed with main");
    session.play_until(Time(9_000_000), u32::MAX);
    assert_ne!(stands(&session).2, end.2);
    assert!(!session.script().contains("crash n2"));
    comes_again(&session, "left for good");
    session.switch_to("main");
    assert_eq!(stands(&session), end);
}

/// The run of a branch that was left, and of one that left it.
fn parted() -> Session {
    let mut session = played(
        "protocol benmo\nset pause 1s\nsubmit n1 transfer n1 n2 30\nuntil 4s\nat 5s crash n2\nuntil 9s\n",
    );
    session.seek_step(5);
    session.act("crash n3").expect("n3 is up");
    session.play_until(Time(6_000_000), u32::MAX);
    session
}

fn names(session: &Session) -> Vec<String> {
    let branches = session.view().branches().into_iter();
    branches.map(|branch| branch.name).collect()
}

/// Where a run stands, exactly.
fn stands(session: &Session) -> (Moment, usize, u64) {
    let run = session.view();
    (run.moment(), run.acted(), run.fingerprint())
}

#[test]
fn redo_does_again_what_undo_took_back() {
    let mut session = parted();
    session.switch_to("main");
    assert!(!session.redo(), "nothing lies ahead of the end");
    let mut behind = Vec::new();
    while session.undo() {
        behind.push(stands(&session));
    }
    assert_eq!(behind.len(), 2, "a transfer and a crash");
    assert!(session.redo());
    assert_eq!(session.view().moment().time, Time::ZERO);
    assert_eq!(session.view().acted(), 1);
    assert!(session.redo());
    assert_eq!(session.view().moment().time, Time(5_000_000));
    assert!(!session.redo());
    assert!(session.undo());
    assert_eq!(stands(&session), behind[0], "undo comes to the same moment");
    assert_eq!(names(&session).len(), 2, "no branch was begun or lost");
}

#[test]
fn a_branch_takes_another_name_and_keeps_its_lines() {
    let mut session = parted();
    let name = names(&session)[1].clone();
    let before = stands(&session);
    session.rename(&name, "  without n3 ").expect("a free name");
    assert_eq!(names(&session), ["main", "without n3"]);
    assert_eq!(stands(&session), before);
    assert!(
        session
            .file()
            .contains("branch \"without n3\" from main @5\n")
    );
    comes_again(&session, "renamed");
    let mut refused =
        |name: &str, new: &str| session.rename(name, new).map_err(|why| why.to_string());
    for (name, new, why) in [
        (
            "main",
            "first",
            "main keeps its name: every file begins on it",
        ),
        ("without n3", "main", "there is a branch called main"),
        ("without n3", " ", "a branch needs a name"),
        ("nobody", "somebody", "there is no branch called nobody"),
    ] {
        assert_eq!(refused(name, new), Err(why.into()));
    }
    assert!(refused("without n3", &"x".repeat(81)).is_err());
    assert_eq!(refused("without n3", "without n3"), Ok(()));
}

#[test]
fn a_deleted_branch_comes_back_as_it_was() {
    let mut session = parted();
    let (name, whole) = (names(&session)[1].clone(), tree(&session));
    let why = |session: &Session, name: &str| {
        let why = session.view().would_keep(name);
        why.map(|why| why.to_string())
    };
    assert_eq!(why(&session, "main"), Some(format!("{name} began on it")));
    assert_eq!(why(&session, &name), None);
    session.delete(&name).expect("nothing began on it");
    assert_eq!(names(&session), ["main"]);
    let (moment, ..) = stands(&session);
    assert_eq!(moment.step, 5, "who stood on it stands where it began");
    assert!(!session.file().contains("crash n3"));
    comes_again(&session, "deleted");
    assert_eq!(
        why(&session, "main").as_deref(),
        Some("it is the only branch")
    );
    assert!(session.delete("main").is_err() && !session.switch_to(&name));
    // Its name is not given away meanwhile.
    session.seek_step(5);
    session.act("crash n3").expect("n3 is up");
    assert_ne!(names(&session)[1], name);
    let deleted = session.view().deleted();
    assert_eq!(deleted[0].name, name);
    assert!(session.bring_back(&name) && !session.bring_back(&name));
    assert_eq!(
        tree(&session)[..2],
        whole,
        "in its old place, with its old end"
    );
    comes_again(&session, "brought back");
}

#[test]
fn a_branch_comes_back_with_those_that_it_left() {
    let mut session = parted();
    let name = names(&session)[1].clone();
    session.act("crash n4").expect("n4 is up");
    session.seek_step(6);
    session.act("crash n5").expect("n5 is up");
    let last = names(&session)[2].clone();
    let all = tree(&session);
    assert!(session.delete(&name).is_err(), "somebody left it");
    session.delete(&last).expect("nothing began on it");
    session.delete(&name).expect("now nothing begins on it");
    assert_eq!(names(&session), ["main"]);
    assert!(session.bring_back(&last));
    assert_eq!(tree(&session), all);
}

#[test]
fn two_branches_are_compared_where_they_first_differ() {
    let session = parted();
    let before = stands(&session);
    let run = session.view();
    let found = run.first_difference(0, 1).expect("one crashed n3");
    let [main, other] = found.sides.map(|side| side.expect("both went on"));
    assert_eq!(other.step, 5);
    assert_eq!(other.phrase.to_string(), "n3 crashed.");
    assert_eq!(main.step, 6, "{}", main.phrase);
    assert_ne!(main.phrase, other.phrase);
    let turned = run.first_difference(1, 0).expect("the same turned round");
    assert_eq!(turned.sides, [Some(other), Some(main)]);
    assert!(run.first_difference(1, 1).is_none(), "one is as itself");
    assert!(run.first_difference(0, 2).is_none(), "there is no third");
    assert_eq!(stands(&session), before, "looking moves nothing");
}

#[test]
fn a_branch_on_which_nothing_more_happened_has_no_side() {
    let text = "protocol benmo\nset pause 1s\nsubmit n1 transfer n1 n2 30\nuntil 4s\nbranch short from main @3\n";
    let session = played(text);
    let found = session.view().first_difference(0, 1).expect("main went on");
    assert!(found.sides[0].is_some() && found.sides[1].is_none());
}

#[test]
fn the_end_of_a_branch_is_seen_from_elsewhere() {
    let mut session = parted();
    let mut nodes = Vec::new();
    session.view().glances(&mut nodes);
    session.switch_to("main");
    let before = stands(&session);
    let sketch = session.view().sketch(1).expect("a second branch");
    assert_eq!(sketch.nodes, nodes);
    assert!(session.view().sketch(2).is_none());
    session.act("partition n1 | n2 n3 n4 n5").expect("it parts");
    let sketch = session.view().sketch(0).expect("main");
    assert_eq!(sketch.links.len(), 4, "as the stage shows it now");
    assert_eq!(before.0, stands(&session).0);
}

/// What is said in the middle of a `run` does not make it longer when it is played again.
#[test]
fn what_is_said_under_way_moves_nothing() {
    let text = "protocol benmo\nset latency 100ms\nset pause 1s\nsubmit n1 transfer n1 n2 30\n\
        run 3s\nawait committed = 9 within 2s\nrun 1s\n";
    let mut session = Session::load(text).expect("it parses");
    session.seek_time(Time(1_500_000));
    session.act("say \"so\"").expect("anybody may speak");
    session.seek_time(Time(4_000_000));
    session.act("say \"and so\"").expect("anybody may speak");
    session.run_to_end();
    assert_eq!(session.view().end().time, Time(6_000_000));
    comes_again(&session, "said while it was played");
    session.seek_time(Time(500_000));
    session.act("expect agreement").expect("anybody may ask");
    session.run_to_end();
    assert_eq!(session.view().end().time, Time(6_000_000));
    assert!(session.file().contains("until 3s\n"), "{}", session.file());
    let failed = session
        .expects()
        .iter()
        .filter(|expected| !expected.ok)
        .count();
    assert_eq!(failed, 1, "the await that failed is still one");
    comes_again(&session, "said afterwards");
}

struct Person {
    session: Session,
    chance: Chance,
    did: Vec<String>,
}

impl Person {
    fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let lines = *chance.pick(&[
            "",
            "submit n2 transfer n2 n3 5\nat 2s crash n1\nat 2s sever n2 n3\nat 9s restart n1\n",
            "submit n1 transfer n1 n2 1\nsubmit n2 transfer n2 n3 1\nat 100ms pause n4\nlater heal after 1s\nrun 3s\n",
            "submit n1 transfer n1 n2 9\nuntil 3s\nbranch b from main @2\nsay \"so\"\ncrash n2\nuntil 5s\n",
        ]);
        let latency = *chance.pick(&["100ms", "0s", "20ms..200ms"]);
        let text = format!(
            "protocol benmo\nseed {seed}\nset latency {latency}\nset pause 1s..2s\n{lines}"
        );
        let session = Session::load(&text).expect("it parses");
        let did = vec![text];
        Self {
            session,
            chance,
            did,
        }
    }

    fn act(&mut self) {
        let node = self.chance.between(1, 5);
        let other = node % 5 + 1;
        let line = match self.chance.below(10) {
            0..3 => format!("submit n{node} transfer n{node} n{other} 1"),
            3 => format!("crash n{node}"),
            4 => format!("restart n{node}"),
            5 => format!("sever n{node} n{other}"),
            6 => format!("later crash n{node} after {}00ms", self.chance.below(9)),
            7 => (*self
                .chance
                .pick(&["heal", "expect agreement", "say \"so\"", "run 300ms"]))
            .into(),
            8 => format!("pause n{node}"),
            _ => format!("resume n{node}"),
        };
        let done = self.session.act(&line).is_ok();
        self.did.push(format!(
            "act {line}{}",
            if done { "" } else { " (refused)" }
        ));
    }

    /// Redoes, renames, deletes or brings back; what is refused changes nothing.
    fn tend(&mut self) {
        let names = self.session.view().branches();
        let name = self.chance.pick(&names).name.clone();
        let done = match self.chance.below(4) {
            0 => self.session.redo(),
            1 => {
                let new = format!("{name}, again");
                self.session.rename(&name, &new).is_ok()
            }
            2 => self.session.delete(&name).is_ok(),
            _ => {
                let deleted = self.session.view().deleted();
                let back = deleted.first().map(|branch| branch.name.clone());
                back.is_some_and(|name| self.session.bring_back(&name))
            }
        };
        self.did.push(format!("tend {name:?}: {done}"));
    }

    fn turn(&mut self) {
        let end = self.session.view().end();
        match self.chance.below(11) {
            0..4 => self.act(),
            4 => {
                let time = self
                    .session
                    .view()
                    .moment()
                    .time
                    .after(Span(self.chance.below(30) * 100_000));
                self.did.push(format!("play until {time}"));
                self.session.play_until(time, 500);
            }
            5 => {
                self.did.push("step".into());
                self.session.step();
            }
            6 => {
                let step =
                    u32::try_from(self.chance.below(u64::from(end.step) + 1)).expect("a step");
                self.did.push(format!("seek step {step}"));
                self.session.seek_step(step);
            }
            7 => {
                let time = Time(self.chance.below(end.time.micros() / 100_000 + 1) * 100_000);
                self.did.push(format!("seek {time}"));
                self.session.seek_time(time);
            }
            8 => {
                self.did.push("undo".into());
                self.session.undo();
            }
            9 => self.tend(),
            _ => {
                let names = self.session.view().branches();
                let name = self.chance.pick(&names).name.clone();
                self.did.push(format!("switch to {name:?}"));
                assert!(self.session.switch_to(&name));
            }
        }
    }
}

#[test]
fn the_file_of_any_session_comes_to_the_same_tree() {
    let mut most = 0;
    for seed in 0..SESSIONS {
        let mut person = Person::new(seed);
        for turn in 1..=45 {
            person.turn();
            if turn % 15 == 0 {
                let told = format!("seed {seed}\n{}", person.did.join("\n"));
                comes_again(&person.session, &told);
                stands_again(&person.session, &told);
                is_saved(&person.session, &told);
            }
        }
        most = most.max(person.session.view().branches().len());
    }
    assert!(most >= 8, "at most {most} branches");
}
