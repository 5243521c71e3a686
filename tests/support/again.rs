//! A session comes again: from its link, from what was saved of it.

use synod_core::link::Linked;
use synod_core::session::{Played, Session};

/// The link of a session leads to where it stands, and from there to where its branch ended.
pub fn stands_again(session: &Session, told: &str) {
    let linked = session.linked();
    let word = linked.write().expect("it is short");
    assert_eq!(Linked::read(&word).as_ref(), Ok(&linked), "{told}");
    let told = || format!("{told}\n{}\n{} lines to come", linked.text, linked.to_come);
    let mut again =
        Session::resume(&linked).unwrap_or_else(|trouble| panic!("{trouble}: {}", told()));
    let stand = |session: &Session| (session.view().moment(), session.view().fingerprint());
    assert_eq!(stand(session), stand(&again), "{}", told());
    let branches = session.view().branches();
    let current = branches.iter().position(|branch| branch.current);
    let end = current.and_then(|place| session.view().end_of(place));
    let end = end.expect("a branch has an end");
    assert_eq!(again.run_to_end(), Played::Reached, "{}", told());
    if !session.has_upcoming() {
        let came = (again.view().moment(), again.view().fingerprint());
        assert_eq!(came, (end.moment, end.fingerprint), "{}", told());
    }
}

/// What is saved plays to its end, and is not less than the file.
pub fn is_saved(session: &Session, told: &str) {
    let saved = session.saved();
    let mut again =
        Session::load(&saved).unwrap_or_else(|trouble| panic!("{trouble}: {told}\n{saved}"));
    assert_eq!(again.run_to_end(), Played::Reached, "{told}\n{saved}");
    let names = |session: &Session| -> Vec<String> {
        let branches = session.view().branches().into_iter();
        branches.map(|branch| branch.name).collect()
    };
    for name in names(session) {
        assert!(names(&again).contains(&name), "{told}\n{saved}");
    }
}
