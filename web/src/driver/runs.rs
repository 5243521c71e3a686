//! Another run in the place of this one: an address, a scene, a script, a file. The run before is kept.

use super::*;

#[cfg(test)]
mod tests;

impl Driver {
    /// Goes where another address says.
    pub fn open(&mut self, fragment: &Fragment) {
        let (session, troubles) = opening::session(fragment);
        self.replace(session);
        self.settle(fragment, troubles);
        let setup = self.session.view().setup();
        let about = self.session.view().about();
        let name = match self.prose.0.as_str() {
            "" => "A new run",
            title => title,
        };
        self.notice(format!(
            "{name}: {}, {} {}, seed {}.",
            about.name,
            setup.nodes,
            if setup.nodes == 1 { "node" } else { "nodes" },
            setup.seed
        ));
        self.offer_before();
        self.publish();
    }

    /// Starts another run, paused at step 0.
    pub fn load(&mut self, text: &str) -> Result<(), Trouble> {
        let session = Session::load(text)?;
        self.replace(session);
        self.publish();
        Ok(())
    }

    pub(super) fn load_by_hand(&mut self, text: &str) {
        match self.load(text) {
            Ok(()) => {
                self.notice("A new run, from this script.".into());
                self.offer_before();
            }
            Err(trouble) => self.ui.strip = vec![unread("The script", &trouble, true)],
        }
    }

    /// Plays a script that was changed by hand.
    pub(super) fn try_script(&mut self, linked: &Linked) {
        match Session::resume(linked) {
            Ok(session) => {
                self.replace(session);
                self.set_playing(true);
                self.notice("The script plays. The run before is kept.".into());
                self.offer_before();
            }
            Err(trouble) => self.ui.strip = vec![unread("The script", &trouble, true)],
        }
    }

    /// A file stands at its start: what was saved may be long, and a lesson begins there.
    pub(super) fn open_file(&mut self, name: &str, text: Result<String, String>) {
        let read = text.map_err(|why| Told::of_script(format!("{name} cannot be read: {why}.")));
        let session = read
            .and_then(|text| Session::load(&text).map_err(|trouble| unread(name, &trouble, true)));
        match session {
            Ok(session) => {
                self.replace(session);
                self.notice(format!("{name} is open, at its start."));
                self.offer("Go to its end".into(), vec![Ask::ToEnd]);
            }
            Err(told) => self.ui.strip = vec![told],
        }
    }

    /// Back to the run before, and from there back again.
    pub(super) fn go_back(&mut self) {
        let Some(session) = self.before.take() else {
            return self.notice("There is no run before this one.".into());
        };
        self.replace(session);
        self.notice("The run before, where it was left.".into());
        self.offer_before();
    }

    fn replace(&mut self, session: Session) {
        self.before = Some(std::mem::replace(&mut self.session, session));
        self.begin();
    }

    pub(super) fn offer_before(&mut self) {
        if self.before.is_some() {
            self.offer("Back to the run before".into(), vec![Ask::Before]);
        }
    }
}
