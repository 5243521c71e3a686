//! Links, files and scripts that are tried, without a browser.

use synod_core::view::State;

use super::*;

fn open(address: &str) -> Driver {
    Driver::new(&Fragment::parse(address))
}

fn stand() -> Driver {
    open("protocol=benmo&nodes=5&seed=7&paused")
}

fn state(driver: &Driver, number: usize) -> State {
    driver.snapshot().nodes[number - 1].state
}

fn offered(driver: &Driver) -> Vec<Ask> {
    driver.ui().offer.clone().map_or(Vec::new(), |it| it.asks)
}

#[test]
fn a_link_stands_where_it_was_taken_and_goes_on_from_there() {
    let mut driver = open("protocol=benmo&scene=crash");
    driver.set_playing(false);
    driver.run_until(Time(3_000_000), u32::MAX);
    let word = driver.linked().write().expect("it is short");
    let mut again = open(&format!("run={word}"));
    assert!(!again.ui().choice.playing, "it stands");
    assert_eq!(again.snapshot().moment, driver.snapshot().moment);
    assert_eq!(again.snapshot().fingerprint, driver.snapshot().fingerprint);
    again.run_to_end();
    driver.run_to_end();
    assert_eq!(again.snapshot().fingerprint, driver.snapshot().fingerprint);
}

#[test]
fn a_damaged_link_opens_the_opening_scene_and_says_so() {
    let driver = open("run=1damaged");
    assert!(driver.ui().choice.playing);
    assert_eq!(driver.ui().strip.len(), 1);
    assert!(
        !driver.session().prose().0.is_empty(),
        "the scene has a title"
    );
}

#[test]
fn another_run_keeps_the_one_before() {
    let mut driver = stand();
    driver.ask(Ask::Act("crash n2".into()));
    let stood = driver.snapshot().fingerprint.clone();
    let file = |text: &str| Ask::File("a.synod".into(), Ok(text.into()));
    driver.ask(file("protocol benmo\ncrash"));
    assert_eq!(
        driver.snapshot().fingerprint,
        stood,
        "what cannot be read changes nothing"
    );
    assert_eq!(
        driver.ui().strip[0].text,
        "a.synod cannot be read: found end of line at 2:6."
    );
    driver.ask(file("protocol benmo\nnodes 3\nat 2s crash n1\n"));
    assert_eq!(driver.snapshot().nodes.len(), 3);
    assert_eq!(offered(&driver), [Ask::ToEnd]);
    driver.ask(Ask::ToEnd);
    assert_eq!(state(&driver, 1), State::Down);
    driver.ask(Ask::Before);
    assert_eq!(driver.snapshot().fingerprint, stood);
    driver.ask(Ask::Before);
    assert_eq!(state(&driver, 1), State::Down, "and back again");
}

#[test]
fn a_changed_script_plays_from_where_it_is_told() {
    let mut driver = stand();
    driver.ask(Ask::Script);
    driver.ask(Ask::Draft(Some("draft".into())));
    let text = "protocol benmo\nat 2s crash n1\nat 3s crash n2\n".to_owned();
    driver.ask(Ask::Try(Linked { text, to_come: 1 }));
    assert!(driver.ui().choice.playing && driver.ui().script);
    assert_eq!(driver.ui().draft, None, "the run has this text now");
    assert_eq!(
        (state(&driver, 1), state(&driver, 2)),
        (State::Down, State::Up)
    );
    assert_eq!(driver.session().lines(), (2, 1));
    assert_eq!(offered(&driver), [Ask::Before]);
}
