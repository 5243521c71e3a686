//! Files with branches: what was done in the past of a session, and beside it, is written down whole, and playing the
//! file comes to the same tree.

use synod_core::protocols::CATALOG;
use synod_core::script;
use synod_core::session::{Played, Session};
use synod_core::units::{Moment, Span, Time};
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

    fn turn(&mut self) {
        let end = self.session.view().end();
        match self.chance.below(10) {
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
                comes_again(
                    &person.session,
                    &format!("seed {seed}\n{}", person.did.join("\n")),
                );
            }
        }
        most = most.max(person.session.view().branches().len());
    }
    assert!(most >= 8, "at most {most} branches");
}
