//! Which run an address opens. What cannot be read is said, and the default scene opens instead.

use super::{CATALOG, Fragment, Session, placed};

/// The run, and what of the address could not be read.
pub(super) fn session(fragment: &Fragment) -> (Session, Vec<String>) {
    let mut troubles = fragment.troubles.clone();
    let wanted = match &fragment.script {
        Some(script) => Session::load(script).map_err(|trouble| {
            format!(
                "The script of this link cannot be read. {}",
                placed(&trouble)
            )
        }),
        None => of_protocol(fragment, &mut troubles),
    };
    let session = wanted.unwrap_or_else(|trouble| {
        troubles.push(trouble);
        first()
    });
    (session, troubles)
}

fn of_protocol(fragment: &Fragment, troubles: &mut Vec<String>) -> Result<Session, String> {
    let first_id = CATALOG[0].about.id;
    let wanted = fragment.protocol.as_deref().unwrap_or(first_id);
    let known = CATALOG.iter().find(|entry| entry.about.id == wanted);
    if known.is_none() {
        troubles.push(format!("There is no system called {wanted}."));
    }
    let id = known.map_or(first_id, |entry| entry.about.id);
    if !fragment.paused
        && let Some(entry) = known.or(CATALOG.first())
        && let Ok(session) = Session::load(&resized(entry.opening, fragment))
    {
        return Ok(session);
    }
    Session::empty(id, fragment.nodes, fragment.seed).map_err(|trouble| trouble.to_string())
}

/// The scene with another number of nodes or another seed. What it does to nodes that are not there is refused.
fn resized(scene: &str, fragment: &Fragment) -> String {
    let nodes = fragment.nodes.map(|nodes| format!("nodes {nodes}"));
    let seed = fragment.seed.map(|seed| format!("seed {seed}"));
    let replaces = |line: &str| {
        let word = line.split_whitespace().next();
        (word == Some("nodes") && nodes.is_some()) || (word == Some("seed") && seed.is_some())
    };
    let mut lines: Vec<&str> = scene.lines().filter(|line| !replaces(line)).collect();
    let protocol = lines
        .iter()
        .position(|line| line.trim_start().starts_with("protocol "));
    let behind = protocol.map_or(0, |place| place + 1);
    for line in [&nodes, &seed].into_iter().flatten() {
        lines.insert(behind, line);
    }
    lines.join("\n") + "\n"
}

fn first() -> Session {
    let id = CATALOG[0].about.id;
    Session::opening(id).unwrap_or_else(|| {
        Session::empty(id, None, None)
            .expect("the first system of the catalogue opens with its defaults")
    })
}
