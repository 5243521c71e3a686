//! Which run an address opens. What cannot be read is said, and the default scene opens instead.

use synod_core::about::About;

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
    let about = known.map_or(CATALOG[0].about, |entry| entry.about);
    let id = about.id;
    let nodes = so_many(about, fragment.nodes, troubles);
    let scene = fragment.scene.as_deref();
    if scene.is_some() || !fragment.paused {
        let cast = |scene| Session::scene(id, scene, nodes, fragment.seed);
        if let (Some(scene), None) = (scene, cast(scene)) {
            troubles.push(Told::of_link(format!("There is no scene called {scene}.")));
        }
        if let Some(session) = cast(scene).or_else(|| cast(None)) {
            return Ok(session);
        }
    }
    Session::empty(id, nodes, fragment.seed).map_err(|trouble| unread("This link", &trouble, false))
}

/// A number of nodes with which the system runs; of another one it says so, and its own stands.
fn so_many(about: &About, wanted: Option<u16>, troubles: &mut Vec<Told>) -> Option<u16> {
    let (least, most) = about.nodes;
    let wanted = wanted?;
    let fits = (least..=most).contains(&wanted);
    if !fits {
        let name = about.name;
        troubles.push(Told::of_link(format!(
            "{name} runs with {least} to {most} nodes, not {wanted}."
        )));
    }
    fits.then_some(wanted)
}

fn first() -> Session {
    let id = CATALOG[0].about.id;
    Session::opening(id).unwrap_or_else(|| {
        Session::empty(id, None, None)
            .expect("the first system of the catalogue opens with its defaults")
    })
}
