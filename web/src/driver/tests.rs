//! The driver without a browser: frames are numbers, what is drawn is a value.

use std::cell::RefCell;
use std::rc::Rc;

use synod_core::view::State;

use super::*;
use crate::keys::{self, Press};
use crate::ui::Popover;
use synod_core::units::{Moment, NodeId};

fn open(address: &str) -> Driver {
    Driver::new(&Fragment::parse(address))
}

fn stand() -> Driver {
    open("protocol=benmo&nodes=5&seed=7&paused")
}

fn state(driver: &Driver, number: usize) -> State {
    driver.snapshot().nodes[number - 1].state
}

fn press(driver: &mut Driver, key: &str) {
    let press = Press {
        key: key.into(),
        ..Press::default()
    };
    if let Some(ask) = keys::ask(&press, driver.ui(), driver.snapshot()) {
        driver.ask(ask);
    }
}

#[test]
fn the_opening_scene_plays_and_a_paused_address_stands() {
    let mut scene = open("");
    assert!(scene.ui().choice.playing);
    for frame in 1..400 {
        scene.tick(f64::from(frame) * 16.0);
    }
    assert!(
        scene.snapshot().moment.step > 0,
        "something happens within seven seconds"
    );
    let still = stand();
    assert_eq!(still.snapshot().moment.step, 0);
    assert!(!still.ui().choice.playing && still.snapshot().requests.is_empty());
}

#[test]
fn a_link_to_a_step_that_never_comes_says_where_it_stands() {
    let driver = open("protocol=benmo&scene=minority&moment=@99999999");
    let told: Vec<&str> = driver.ui().strip.iter().map(|it| &*it.text).collect();
    let stands = driver.snapshot().moment.step;
    let text = format!("This run has no step 99999999: it stands at step {stands}.");
    assert_eq!(told, [text]);
    assert!(
        open("protocol=benmo&scene=minority&moment=@20")
            .ui()
            .strip
            .is_empty()
    );
}

#[test]
fn a_background_tab_causes_no_burst() {
    let mut driver = open("protocol=benmo&seed=7&paused");
    driver.ask(Ask::SkipQuiet(false));
    driver.ask(Ask::Speed(speed::REAL));
    driver.ask(Ask::Play(true));
    driver.tick(1000.0);
    let before = driver.tick(1016.0).now;
    let after = driver.tick(600_000.0).now;
    assert!(
        after - before <= 100_000.0,
        "ten minutes away count as a tenth of a second"
    );
}

#[test]
fn slices_of_time_change_nothing() {
    let fine = {
        let mut driver = open("");
        driver.ask(Ask::SkipQuiet(false));
        for frame in 1..=1500 {
            driver.tick(f64::from(frame) * 7.0);
        }
        driver.set_playing(false);
        driver
    };
    let mut coarse = open("");
    coarse.set_playing(false);
    let time = fine.session().view().moment().time;
    coarse.change(|session| session.play_until(time, u32::MAX));
    assert_eq!(coarse.snapshot().fingerprint, {
        let mut fine = fine;
        fine.publish();
        fine.snapshot().fingerprint.clone()
    });
}

#[test]
fn a_refusal_stands_for_four_seconds() {
    let mut driver = stand();
    driver.tick(1000.0);
    driver.ask(Ask::Act("restart n3".into()));
    assert_eq!(driver.ui().choice.notice.as_deref(), Some("n3 is up"));
    assert!(driver.ui().notice_is_trouble);
    driver.tick(4900.0);
    assert!(driver.ui().choice.notice.is_some());
    driver.tick(5100.0);
    assert!(driver.ui().choice.notice.is_none());
}

#[test]
fn keys_act_on_what_is_selected() {
    let mut driver = stand();
    driver.ask(Ask::Select(Selection::Node(NodeId::new(2))));
    press(&mut driver, "c");
    assert_eq!(state(&driver, 2), State::Down);
    press(&mut driver, "r");
    press(&mut driver, "p");
    assert_eq!(state(&driver, 2), State::Paused);
    press(&mut driver, "p");
    assert_eq!(state(&driver, 2), State::Up, "P lets a paused node go on");
    assert_eq!(
        driver.ui().choice.tool,
        Tool::Point,
        "no tool was left in hand"
    );
}

#[test]
fn with_alt_keys_are_the_browsers() {
    let driver = stand();
    let alt = |key: &str| {
        let press = Press {
            key: key.into(),
            alt: true,
            ..Press::default()
        };
        keys::ask(&press, driver.ui(), driver.snapshot())
    };
    for key in ["ArrowLeft", "ArrowRight", "d", "Home", "1"] {
        assert_eq!(alt(key), None, "Alt {key}");
    }
    assert_eq!(alt("x"), Some(Ask::Tool(Tool::Cut)), "but for one way");
}

#[test]
fn tools_stay_in_hand_until_escape() {
    let mut driver = stand();
    let touch = |driver: &mut Driver, number| {
        driver.ask(Ask::Touch(Selection::Node(NodeId::new(number)), false));
    };
    driver.ask(Ask::Tool(Tool::Crash));
    touch(&mut driver, 1);
    touch(&mut driver, 2);
    assert_eq!(
        (state(&driver, 1), state(&driver, 2)),
        (State::Down, State::Down)
    );
    press(&mut driver, "Escape");
    touch(&mut driver, 2);
    assert_eq!(
        driver.ui().choice.selection,
        Selection::Node(NodeId::new(2))
    );
}

#[test]
fn a_side_is_gathered_and_parted_by_enter() {
    let mut driver = stand();
    driver.ask(Ask::Tool(Tool::Partition));
    for number in [1, 2] {
        driver.ask(Ask::Touch(Selection::Node(NodeId::new(number)), false));
    }
    press(&mut driver, "Enter");
    assert!(
        driver.linked().text.contains("partition n1 n2 | n3 n4 n5"),
        "{}",
        driver.linked().text
    );
    assert_eq!(driver.snapshot().links.len(), 6);
    driver.ask(Ask::Tool(Tool::Heal));
    driver.ask(Ask::Tool(Tool::Heal));
    assert!(
        driver.snapshot().links.is_empty(),
        "Heal pressed twice opens every link"
    );
}

#[test]
fn acting_in_the_past_keeps_both_branches() {
    let mut driver = open("");
    driver.set_playing(false);
    driver.change(|session| session.play_until(Time(30_000_000), u32::MAX));
    let end = driver.snapshot().fingerprint.clone();
    driver.ask(Ask::SeekStep(5));
    driver.ask(Ask::Act("crash n5".into()));
    assert_eq!(driver.snapshot().branches.len(), 2);
    assert_eq!(
        driver.ui().choice.notice.as_deref(),
        Some("n5 crashed. A new branch begins here; the scene is kept.")
    );
    driver.ask(Ask::Branch("main".into()));
    assert_eq!(driver.snapshot().fingerprint, end);
}

#[test]
fn a_form_hears_its_own_trouble() {
    let mut driver = stand();
    driver.ask(Ask::Submit("submit n1 transfer n1 n2 ten".into()));
    let reply = driver.ui().reply.clone();
    let (_, column) = reply.trouble.expect("ten is no amount");
    assert_eq!(column, 26, "the column of the word");
    assert!(
        driver.ui().choice.notice.is_none(),
        "the caption's place stays free"
    );
    driver.ask(Ask::Submit("submit n1 transfer n1 n2 10".into()));
    let reply = &driver.ui().reply;
    assert!(reply.trouble.is_none());
    assert_eq!(
        reply.request.map(|id| id.to_string()).as_deref(),
        Some("n1#1")
    );
}

#[test]
fn what_cannot_be_read_is_said_and_the_scene_opens() {
    for address in [
        "nodes=many",
        "protocol=raft",
        "script=nonsense",
        "nodes=70000",
        "moment=soon",
    ] {
        let driver = open(address);
        assert!(!driver.ui().strip.is_empty(), "{address} says so");
        assert_eq!(driver.snapshot().about.id, "benmo", "{address} opens a run");
    }
    for (count, paused) in [(0, ""), (200, ""), (0, "&paused")] {
        let driver = open(&format!("nodes={count}{paused}"));
        assert_eq!(
            driver.ui().strip[0].text,
            format!("Benmo runs with 1 to 50 nodes, not {count}.")
        );
        assert_eq!(driver.snapshot().nodes.len(), 5, "its own number stands");
    }
    assert!(
        open("colour=red").ui().strip.is_empty(),
        "unknown keys are ignored"
    );
}

#[test]
fn one_door_publishes_once_a_wish() {
    let published = Rc::new(RefCell::new(Vec::new()));
    let mut driver = stand();
    let heard = published.clone();
    driver.attach(Box::new(move |it| {
        heard.borrow_mut().push(it.snapshot.number)
    }));
    driver.ask(Ask::Hover(Selection::Node(NodeId::new(1))));
    driver.ask(Ask::Act("crash n1".into()));
    let numbers = published.borrow();
    assert_eq!(numbers.len(), 3);
    assert_eq!(numbers[0], numbers[1], "hovering draws no new moment");
    assert!(numbers[2] > numbers[1]);
}

#[test]
fn leaving_a_scene_says_where_it_goes_on() {
    let mut driver = open("");
    driver.ask(Ask::Act("crash n5".into()));
    assert_eq!(
        driver.ui().choice.notice.as_deref(),
        Some("n5 crashed. A new branch begins here; the scene is kept.")
    );
    let offer = driver.ui().offer.clone().expect("a way back");
    assert_eq!(offer.words, "Back to the scene");
    driver.ask(Ask::Branch("main".into()));
    assert!(driver.ui().choice.notice.is_none() && driver.session().has_upcoming());
}

#[test]
fn lines_that_are_refused_or_cannot_be_played_are_told() {
    let script = "protocol benmo\nnodes 3\nrestart n1\nrestart n2\nexpect refused\nat 2s crash n1\nat 1s crash n2\n";
    let told = |driver: &Driver| -> Vec<String> {
        let strip = driver.ui().strip.iter();
        strip.map(|it| it.text.clone()).collect()
    };
    let mut driver = stand();
    driver.load(script).expect("a script");
    assert!(told(&driver).is_empty(), "no line was reached");
    driver.run_to_end();
    let all = told(&driver);
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(all[0], "Line 3:1 of the script was refused: n1 is up.");
    assert!(
        all[1].starts_with("Line 7:") && all[1].contains("cannot be played"),
        "{all:?}"
    );
    driver.ask(Ask::DismissStrip);
    driver.seek(When::Step(0));
    driver.seek(When::Time(Time(1_000_000)));
    assert!(told(&driver).is_empty(), "each refusal is told once");
    driver.load(script).expect("a script");
    driver.ask(Ask::SkipQuiet(false));
    driver.ask(Ask::Speed(speed::REAL));
    driver.ask(Ask::Play(true));
    for frame in 0..60 {
        driver.tick(f64::from(frame) * 50.0);
    }
    assert_eq!(told(&driver), all, "playing tells the same");
    assert!(!driver.ui().choice.playing, "it stopped");
    let published = Rc::new(RefCell::new(None));
    let heard = published.clone();
    driver.attach(Box::new(move |it| {
        heard.replace(Some(it.ui.choice.playing));
    }));
    driver.ask(Ask::Play(true));
    driver.tick(4000.0);
    assert_eq!(*published.borrow(), Some(false), "the button says so again");
    let offer = driver.ui().offer.clone().expect("a way on");
    assert_eq!(offer.words, "Go on without the script");
    let stood = driver.session().view().moment().time;
    offer.asks.into_iter().for_each(|ask| driver.ask(ask));
    driver.tick(4050.0);
    assert!(driver.ui().choice.playing && driver.session().view().moment().time > stood);
    driver.load(script).expect("a script");
    driver.seek(When::Time(Time(9_000_000)));
    assert_eq!(told(&driver), all, "and so does seeking");
    driver.load(script).expect("a script");
    driver.step(100_000);
    assert_eq!(told(&driver), all, "and so does stepping");
}

#[test]
fn a_bad_script_of_a_link_is_one_sentence() {
    let driver = open("script=protocol+benmo%0Acrsh+n1");
    let told = &driver.ui().strip[0];
    assert!(told.text.ends_with(" at 2:1."), "{told:?}");
    assert!(told.text.len() < 100 && told.more.is_some(), "{told:?}");
}

/// A run of three acts, paused at its end.
fn acted() -> Driver {
    let mut driver = stand();
    for (time, line) in [
        (1, "submit n1 transfer n1 n2 30"),
        (5, "crash n2"),
        (9, "restart n2"),
    ] {
        driver.change(|session| session.play_until(Time(time * 1_000_000), u32::MAX));
        driver.ask(Ask::Act(line.into()));
    }
    driver
}

fn chord(driver: &mut Driver, key: &str, shift: bool) {
    let press = Press {
        key: key.into(),
        shift,
        command: true,
        ..Press::default()
    };
    let ask = keys::ask(&press, driver.ui(), driver.snapshot());
    driver.ask(ask.expect("a chord of the page"));
}

#[test]
fn what_is_undone_can_be_done_again() {
    let mut driver = acted();
    let end = driver.snapshot().fingerprint.clone();
    assert_eq!(driver.snapshot().more.done.as_deref(), Some("restart n2"));
    chord(&mut driver, "z", false);
    assert_eq!(state(&driver, 2), State::Down);
    assert_eq!(driver.snapshot().more.undone.as_deref(), Some("restart n2"));
    assert_eq!(
        driver.ui().choice.notice.as_deref(),
        Some("Back before restart n2. Redo does it again.")
    );
    chord(&mut driver, "z", false);
    assert_eq!(state(&driver, 2), State::Up);
    chord(&mut driver, "Z", true);
    assert_eq!(state(&driver, 2), State::Down);
    chord(&mut driver, "y", false);
    assert_eq!(driver.snapshot().fingerprint, end);
    chord(&mut driver, "y", false);
    assert_eq!(
        driver.ui().choice.notice.as_deref(),
        Some("There is no action to do again.")
    );
    assert_eq!(driver.snapshot().branches.len(), 1);
}

#[test]
fn what_is_undone_can_be_left_for_good() {
    let mut driver = acted();
    chord(&mut driver, "z", false);
    let offer = driver.ui().offer.clone().expect("a way on without it");
    for ask in offer.asks {
        driver.ask(ask);
    }
    assert!(driver.ui().choice.playing);
    let names: Vec<&str> = (driver.snapshot().branches.iter())
        .map(|branch| branch.name.as_str())
        .collect();
    assert_eq!(names, ["main", "without restart n2 at 9s"]);
    driver.change(|session| session.play_until(Time(20_000_000), u32::MAX));
    assert_eq!(state(&driver, 2), State::Down);
}

#[test]
fn marks_are_gone_to_both_ways() {
    let mut driver = acted();
    let time = |driver: &Driver| driver.snapshot().moment.time.micros() / 1_000_000;
    driver.ask(Ask::Previous(Next::Fault));
    assert_eq!(
        time(&driver),
        5,
        "the crash, not the restart at which it stood"
    );
    driver.ask(Ask::Previous(Next::Fault));
    assert_eq!(time(&driver), 5, "there is none before");
    assert!(driver.ui().choice.notice.is_some());
    driver.ask(Ask::Next(Next::Fault));
    assert_eq!(time(&driver), 9);
    driver.ask(Ask::Mark(false));
    driver.ask(Ask::Mark(false));
    assert!(time(&driver) < 5, "a mark of another kind lies between");
    driver.ask(Ask::End);
    let end = driver.snapshot().end;
    driver.ask(Ask::Next(Next::Violation));
    assert!(driver.ui().choice.notice.is_some(), "none comes");
    assert_eq!(
        driver.snapshot().end,
        end,
        "a search in vain changes nothing"
    );
}

#[test]
fn a_branch_is_named_put_away_and_brought_back() {
    let mut driver = acted();
    driver.ask(Ask::SeekTime(Time(3_000_000)));
    driver.ask(Ask::Act("crash n5".into()));
    let name = driver.branch();
    driver.ask(Ask::Rename("main".into(), "first".into()));
    assert!(driver.ui().notice_is_trouble && driver.ui().choice.notice.is_some());
    driver.ask(Ask::Rename(name, "without n5".into()));
    assert!(driver.ui().choice.notice.is_none());
    assert_eq!(driver.branch(), "without n5");
    driver.ask(Ask::Delete("main".into()));
    assert_eq!(
        driver.ui().choice.notice.as_deref(),
        Some("main stays: without n5 began on it.")
    );
    driver.ask(Ask::Delete("without n5".into()));
    assert_eq!(driver.branch(), "main");
    assert_eq!(driver.snapshot().moment.time, Time(3_000_000));
    let offer = driver.ui().offer.clone().expect("a way back");
    for ask in offer.asks {
        driver.ask(ask);
    }
    assert_eq!(driver.snapshot().branches.len(), 2);
}

#[test]
fn two_branches_are_visited_where_they_differ() {
    let mut driver = acted();
    driver.ask(Ask::SeekTime(Time(3_000_000)));
    driver.ask(Ask::Act("crash n5".into()));
    let name = driver.branch();
    driver.ask(Ask::Popover(Some(Popover::Branches)));
    let pair = ("main".to_owned(), name.clone());
    driver.ask(Ask::Compare(Some(pair.clone())));
    let found = driver.session().view().first_difference(0, 1);
    let [main, _] = found
        .expect("n5 crashed")
        .sides
        .map(|side| side.expect("both go on"));
    let moment = Moment {
        step: main.step,
        time: main.time,
    };
    driver.ask(Ask::Visit("main".into(), Some(moment)));
    assert_eq!(driver.snapshot().moment, moment);
    assert_eq!(
        driver.ui().popover,
        Some(Popover::Branches),
        "the tree stays open"
    );
    assert_eq!(driver.ui().compared, Some(pair));
}
