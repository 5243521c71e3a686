//! What a person is told of what was done, and what is suggested to who comes for the first time.

use super::*;
use crate::driver::Fragment;

fn open(address: &str) -> Driver {
    let mut driver = Driver::new(&Fragment::parse(address));
    driver.publish();
    driver
}

/// Frames of a sixtieth of a second until this holds; a minute at most.
#[track_caller]
fn play_until(driver: &mut Driver, done: impl Fn(&Driver) -> bool) {
    let from = driver.now;
    for frame in 1..3600 {
        if done(driver) {
            return;
        }
        driver.tick(from + f64::from(frame) * 16.0);
    }
    panic!("it did not come within a minute");
}

fn suggested(driver: &Driver) -> Option<Tip> {
    driver.snapshot().tip.clone()
}

fn suggests(key: &'static str) -> impl Fn(&Driver) -> bool {
    move |driver| {
        driver
            .snapshot()
            .tip
            .as_ref()
            .is_some_and(|it| it.key == key)
    }
}

fn notice(driver: &Driver) -> &str {
    driver.ui().choice.notice.as_deref().unwrap_or_default()
}

#[test]
fn what_was_done_is_named_before_the_branch() {
    let mut driver = open("");
    driver.ask(Ask::Act("partition n2 | n1 n3 n4 n5".into()));
    assert_eq!(
        notice(&driver),
        "n2 is cut off from the others. A new branch begins here; the scene is kept."
    );
    driver.ask(Ask::Act("submit n3 transfer n3 n4 5".into()));
    driver.ask(Ask::Play(true));
    play_until(&mut driver, |it| it.snapshot().moment.step > 10);
    driver.ask(Ask::SeekStep(5));
    driver.ask(Ask::HealAll);
    assert_eq!(
        notice(&driver),
        "The links are open again. A new branch begins here; the old one is kept."
    );
    assert!(
        driver.ui().offer.is_none(),
        "there is no scene to come back to"
    );
}

#[test]
fn a_suggestion_does_what_was_read() {
    let mut driver = open("protocol=benmo&seed=7&paused");
    let send = suggested(&driver).expect("something to send");
    driver.ask(Ask::Suggested(send));
    play_until(&mut driver, suggests("cut"));
    let read = suggested(&driver).expect("a cut");
    let line = |tip: &Tip| tip.asks.first().cloned();
    // Whatever the run does meanwhile, for as long as somebody needs to click.
    let (from, step) = (driver.now, driver.snapshot().moment.step);
    play_until(&mut driver, |it| it.now >= from + 3000.0);
    assert!(driver.snapshot().moment.step > step, "the run went on");
    assert_eq!(suggested(&driver), Some(read.clone()));
    let Some(Ask::Act(wanted)) = line(&read) else {
        panic!("a cut is a line");
    };
    driver.ask(Ask::Suggested(read));
    assert!(driver.linked().text.contains(&wanted), "{wanted}");
}

#[test]
fn a_suggestion_that_cannot_be_done_any_more_goes_and_leaves_a_gap() {
    let mut driver = open("protocol=benmo&seed=7&paused");
    let send = suggested(&driver).expect("something to send");
    driver.ask(Ask::Suggested(send));
    play_until(&mut driver, suggests("cut"));
    // Not by the person's hand: that would pass it by.
    driver.session.act("crash n5").expect("n5 is up");
    let from = driver.now;
    play_until(&mut driver, |it| suggested(it).is_none());
    let gone = driver.now;
    assert!(gone < from + 2000.0, "it goes with the next step");
    for line in ["restart n5", "submit n3 transfer n3 n4 5"] {
        driver.session.act(line).expect("it can be done");
    }
    play_until(&mut driver, |it| suggested(it).is_some());
    assert!(
        driver.now >= gone + 700.0,
        "nothing takes its place at once"
    );
}

#[test]
fn the_run_goes_on_after_a_suggestion() {
    let mut driver = open("protocol=benmo&seed=7&paused");
    driver.ask(Ask::Act("partition n1 | n2 n3 n4 n5".into()));
    driver.ask(Ask::Act("submit n3 transfer n3 n2 5".into()));
    driver.ask(Ask::Play(true));
    play_until(&mut driver, suggests("heal"));
    let back = driver.snapshot().moment.step + 4;
    play_until(&mut driver, |it| it.snapshot().moment.step > back + 4);
    driver.ask(Ask::SeekStep(back));
    assert!(!driver.ui().choice.playing, "looking back stands still");
    let heal = suggested(&driver).expect("it is still cut");
    driver.ask(Ask::Suggested(heal));
    assert!(driver.ui().choice.playing, "what follows is seen");
    assert!(driver.snapshot().links.is_empty());
    // Who wants no motion is not moved.
    let mut calm = open("protocol=benmo&seed=7&paused");
    calm.calm_down();
    let send = suggested(&calm).expect("something to send");
    calm.ask(Ask::Suggested(send));
    assert!(!calm.ui().choice.playing);
}

#[test]
fn a_cut_that_loses_messages_is_told_as_a_cut() {
    let mut driver = open("protocol=benmo&seed=7&paused");
    driver.ask(Ask::Act("submit n1 transfer n1 n2 5".into()));
    while driver.snapshot().flights.is_empty() {
        driver.ask(Ask::Step(1));
    }
    driver.ask(Ask::Act("partition n1 | n2 n3 n4 n5 dropping".into()));
    assert!(driver.snapshot().flights.len() < 5, "some are lost");
    let caption = driver.session().view().caption().expect("a caption");
    assert_eq!(
        plain(&caption.phrase),
        "n1 is cut off from the others. Nothing reaches it."
    );
}
