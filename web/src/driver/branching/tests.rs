//! Undo takes back what the person did, a gesture at a time, and playing on does not do it again.

use synod_core::units::NodeId;
use synod_core::view::State;

use super::*;
use crate::driver::Fragment;

fn open(address: &str) -> Driver {
    Driver::new(&Fragment::parse(address))
}

fn stand() -> Driver {
    open("protocol=benmo&nodes=5&seed=7&paused")
}

/// Frames of a sixtieth of a second, until so many milliseconds have passed.
fn play(driver: &mut Driver, from: f64, span: f64) -> f64 {
    let frames = (span / 16.0) as u32;
    for frame in 0..=frames {
        driver.tick(from + f64::from(frame) * 16.0);
    }
    from + span
}

fn is_down(driver: &Driver, number: u16) -> bool {
    driver.snapshot().nodes[NodeId::new(number).index()].state == State::Down
}

#[test]
fn a_gesture_is_undone_and_done_again_as_one() {
    let mut driver = stand();
    driver.ask(Ask::Act("crash n1".into()));
    let cut = ["sever n2 n3", "sever n2 n4", "sever n2 n5"].map(String::from);
    driver.ask(Ask::Lines(cut.to_vec()));
    assert_eq!(driver.snapshot().links.len(), 3);
    let fingerprint = driver.snapshot().fingerprint.clone();
    driver.ask(Ask::Undo);
    assert!(driver.snapshot().links.is_empty(), "one gesture, one undo");
    assert!(is_down(&driver, 1), "what was done before stays");
    assert_eq!(
        driver.ui().choice.notice.as_deref(),
        Some("Back before sever n2 n3 and 2 more. Redo does it again.")
    );
    driver.ask(Ask::Redo);
    assert_eq!(driver.snapshot().fingerprint, fingerprint);
    driver.ask(Ask::Undo);
    driver.ask(Ask::Undo);
    assert!(!is_down(&driver, 1));
}

#[test]
fn playing_on_after_an_undo_goes_on_without_and_redo_comes_back() {
    let mut driver = stand();
    driver.ask(Ask::Act("submit n1 transfer n1 n2 5".into()));
    driver.ask(Ask::Act("crash n2".into()));
    let done = driver.snapshot().fingerprint.clone();
    driver.ask(Ask::Undo);
    driver.ask(Ask::Play(true));
    let now = play(&mut driver, 0.0, 500.0);
    assert!(!is_down(&driver, 2), "it does not happen again");
    assert_eq!(driver.snapshot().branches.len(), 2, "and is kept");
    assert_eq!(driver.snapshot().more.undone.as_deref(), Some("crash n2"));
    driver.ask(Ask::Redo);
    assert_eq!(driver.snapshot().fingerprint, done);
    assert_eq!(driver.branch(), "main");
    // Played from elsewhere the branch is as it was.
    driver.ask(Ask::Start);
    driver.ask(Ask::Play(true));
    play(&mut driver, now, 500.0);
    assert!(is_down(&driver, 2));
}

#[test]
fn what_a_script_did_is_not_undone() {
    let mut driver = open("");
    play(&mut driver, 0.0, 6000.0);
    driver.ask(Ask::Play(false));
    let stood = driver.snapshot().moment;
    assert!(!driver.snapshot().requests.is_empty(), "the scene asked");
    assert_eq!(driver.snapshot().more.done, None);
    driver.ask(Ask::Undo);
    assert_eq!(driver.snapshot().moment, stood);
    driver.ask(Ask::Act("crash n2".into()));
    driver.ask(Ask::Undo);
    assert!(!is_down(&driver, 2));
    assert_eq!(driver.snapshot().moment, stood);
}

#[test]
fn for_a_while_says_until_when() {
    let mut driver = stand();
    let lines = ["partition n1 n2 | n3 n4 n5", "later heal after 5s"].map(String::from);
    driver.ask(Ask::Lines(lines.to_vec()));
    let caption = driver
        .snapshot()
        .caption
        .clone()
        .expect("something happened");
    assert_eq!(
        caption.phrase.to_string(),
        "The network is partitioned. Nothing crosses from side to side. At 5s: heal."
    );
    assert_eq!(driver.snapshot().heals, Some(Time(5_000_000)));
    driver.ask(Ask::Act("set pause 2s".into()));
    let caption = driver
        .snapshot()
        .caption
        .clone()
        .expect("something happened");
    assert_eq!(caption.phrase.to_string(), "From now on: set pause 2s.");
    driver.ask(Ask::SeekTime(Time(4_000_000)));
    driver.change(|session| session.play_until(Time(6_000_000), u32::MAX));
    assert_eq!(driver.snapshot().heals, None);
    assert!(driver.snapshot().links.is_empty());
}

#[test]
fn time_that_passes_without_events_is_drawn_and_said() {
    let mut driver = stand();
    driver.ask(Ask::Play(true));
    let now = play(&mut driver, 0.0, 2000.0);
    assert_eq!(driver.ui().choice.notice, None);
    driver.ask(Ask::Speed(60_000_000.0));
    play(&mut driver, now, 3000.0);
    assert_eq!(
        driver.ui().choice.notice.as_deref(),
        Some("Nothing is waiting to happen. Ask for something.")
    );
    let time = driver.session().view().moment().time.micros();
    assert!(time > 100_000_000, "{time}");
    assert!(
        driver.snapshot().line_length() >= time,
        "the head stands on the line"
    );
}

#[test]
fn a_request_that_no_system_takes_is_none() {
    let mut driver = stand();
    for amount in ["0", "-5"] {
        driver.ask(Ask::Submit(format!("submit n1 transfer n1 n2 {amount}")));
        let trouble = driver.ui().reply.trouble.clone();
        assert_eq!(
            trouble.map(|it| it.0).as_deref(),
            Some("Amount must be at least 1")
        );
    }
    assert!(driver.snapshot().requests.is_empty());
}
