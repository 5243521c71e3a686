//! Which run an address opens. What cannot be read is said, and the default scene opens instead.

use super::{CATALOG, Fragment, Session, Told, unread};

/// The run, and what of the address could not be read.
pub(super) fn session(fragment: &Fragment) -> (Session, Vec<Told>) {
    let of_link = |text: &String| Told::of_link(text.clone());
    let mut troubles: Vec<Told> = fragment.troubles.iter().map(of_link).collect();
    let wanted = match (&fragment.run, &fragment.script) {
        (Some(run), _) => {
            Session::resume(run).map_err(|trouble| unread("The run of this link", &trouble, false))
        }
        (None, Some(script)) => Session::load(script)
            .map_err(|trouble| unread("The script of this link", &trouble, false)),
        (None, None) => of_protocol(fragment, &mut troubles),
    };
    let session = wanted.unwrap_or_else(|trouble| {
        troubles.push(trouble);
        first()
    });
    (session, troubles)
}

fn of_protocol(fragment: &Fragment, troubles: &mut Vec<Told>) -> Result<Session, Told> {
    let first_id = CATALOG[0].about.id;
    let wanted = fragment.protocol.as_deref().unwrap_or(first_id);
    let known = CATALOG.iter().find(|entry| entry.about.id == wanted);
    if known.is_none() {
        troubles.push(Told::of_link(format!(
            "There is no system called {wanted}."
        )));
    }
    let id = known.map_or(first_id, |entry| entry.about.id);
    let scene = fragment.scene.as_deref();
    if scene.is_some() || !fragment.paused {
        let cast = |scene| Session::scene(id, scene, fragment.nodes, fragment.seed);
        if let (Some(scene), None) = (scene, cast(scene)) {
            troubles.push(Told::of_link(format!("There is no scene called {scene}.")));
        }
        if let Some(session) = cast(scene).or_else(|| cast(None)) {
            return Ok(session);
        }
    }
    Session::empty(id, fragment.nodes, fragment.seed)
        .map_err(|trouble| unread("This link", &trouble, false))
}

fn first() -> Session {
    let id = CATALOG[0].about.id;
    Session::opening(id).unwrap_or_else(|| {
        Session::empty(id, None, None)
            .expect("the first system of the catalogue opens with its defaults")
    })
}
