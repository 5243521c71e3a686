//! Scenes: each has a title, says in a sentence what it shows, plays to its end, and shows it.

use std::collections::BTreeSet;

use synod_core::protocols::CATALOG;
use synod_core::script;
use synod_core::session::{Played, Session};
use synod_core::view::Verdict;

/// The longest title and sentence: what a menu of a phone shows.
const TITLE_MAX: usize = 32;
const ABOUT_MAX: usize = 160;

#[test]
fn every_scene_has_a_name_a_title_and_a_sentence() {
    for entry in CATALOG {
        assert_eq!(
            entry.scenes[0].id, "opening",
            "{} begins with it",
            entry.about.id
        );
        let mut ids = BTreeSet::new();
        for scene in entry.scenes {
            assert!(ids.insert(scene.id), "{} is there twice", scene.id);
            let (title, about) = scene.prose();
            assert!((1..=TITLE_MAX).contains(&title.chars().count()), "{title}");
            assert!((1..=ABOUT_MAX).contains(&about.chars().count()), "{about}");
            assert!(about.ends_with('.'), "{about}");
            let script = script::parse(scene.script, &[entry.about]).expect("it parses");
            assert_eq!(
                script.to_string(),
                scene.script,
                "{} is canonical",
                scene.id
            );
        }
    }
}

#[test]
fn every_scene_shows_what_it_says() {
    for entry in CATALOG {
        for scene in entry.scenes {
            let id = Some(scene.id);
            let mut session = Session::scene(entry.about.id, id, None, None).expect("it is there");
            assert_eq!(session.run_to_end(), Played::Reached, "{}", scene.id);
            let expects = session.expects();
            assert!(expects.iter().all(|it| it.ok), "{}: {expects:?}", scene.id);
            assert!(
                scene.id == "opening" || !expects.is_empty(),
                "{} expects something",
                scene.id
            );
            assert!(
                session.view().moment().time.micros() <= 60_000_000,
                "{} is short",
                scene.id
            );
            // What fails is what the scene is about, and it says so.
            let lamps = session.view().lamps();
            let fails = lamps.iter().any(|lamp| lamp.view.verdict == Verdict::Fails);
            let said = scene.script.contains("expect violated");
            assert_eq!(fails, said, "{}", scene.id);
        }
    }
}

#[test]
fn a_scene_is_found_by_its_name_only() {
    assert!(Session::scene("benmo", Some("minority"), None, None).is_some());
    assert!(Session::scene("benmo", Some("majority"), None, None).is_none());
    let seeded = Session::scene("benmo", Some("duel"), None, Some(9)).expect("it is there");
    assert_eq!(seeded.view().setup().seed, 9);
}
