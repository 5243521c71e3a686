//! Which caption stands while the run plays: it changes at steps only, and never more often than people read. In
//! between, the newest of the highest rank wins, and what matters stands a little longer than what does not.

use synod_core::view::Rank;

use super::Caption;

/// The shortest time between two captions, in milliseconds.
const READING: f64 = 700.0;
/// For so long nothing of a lower rank takes a caption's place, in milliseconds.
const STANDING: f64 = 2000.0;

/// The caption that stands, and the one that waits.
#[derive(Default)]
pub(super) struct Captions {
    shown: Option<Caption>,
    since: f64,
    waiting: Option<Caption>,
}

impl Captions {
    /// The caption that stands.
    pub(super) fn shown(&self) -> Option<Caption> {
        self.shown.clone()
    }

    /// Puts a caption up at once: nothing plays, or the person did it.
    pub(super) fn say(&mut self, caption: Option<Caption>, now: f64) {
        self.shown = caption;
        self.since = now;
        self.waiting = None;
    }

    /// Hears one of the things that happen within a frame.
    pub(super) fn hear(&mut self, caption: Option<Caption>) {
        let Some(caption) = caption.filter(|it| self.shown.as_ref() != Some(it)) else {
            return;
        };
        let outranks = |waiting: &Caption| waiting.rank > caption.rank;
        if !self.waiting.as_ref().is_some_and(outranks) {
            self.waiting = Some(caption);
        }
    }

    /// Changes the caption if it is time, and says whether it did.
    pub(super) fn change(&mut self, now: f64) -> bool {
        let Some(waiting) = &self.waiting else {
            return false;
        };
        let matters = self
            .shown
            .as_ref()
            .is_none_or(|shown| waiting.rank >= shown.rank);
        let span = match waiting.rank {
            Rank::Violation => 0.0,
            _ if matters => READING,
            _ => STANDING,
        };
        if now - self.since < span {
            return false;
        }
        self.shown = self.waiting.take();
        self.since = now;
        true
    }
}

#[cfg(test)]
mod tests {
    use synod_core::phrase::Phrase;

    use super::*;

    fn caption(text: &'static str, rank: Rank) -> Option<Caption> {
        let phrase = Phrase::plain(text);
        Some(Caption {
            phrase,
            rank,
            rule: None,
        })
    }

    fn shown(captions: &Captions) -> &'static str {
        captions.shown.as_ref().map_or("", |it| it.phrase.template)
    }

    #[test]
    fn the_highest_rank_of_what_was_heard_comes_next() {
        let mut captions = Captions::default();
        captions.hear(caption("sent", Rank::Send));
        assert!(captions.change(1000.0));
        captions.hear(caption("decided", Rank::Decision));
        captions.hear(caption("sent again", Rank::Send));
        assert!(!captions.change(1600.0), "people still read");
        assert!(captions.change(1700.0));
        assert_eq!(shown(&captions), "decided");
    }

    #[test]
    fn what_matters_stands_longer() {
        let mut captions = Captions::default();
        captions.say(caption("decided", Rank::Decision), 1000.0);
        captions.hear(caption("sent", Rank::Send));
        assert!(!captions.change(2900.0), "less does not push more away");
        captions.hear(caption("decided too", Rank::Decision));
        assert!(captions.change(2900.0), "as much does");
        captions.hear(caption("sent", Rank::Send));
        assert!(captions.change(4900.0), "nothing stands for ever");
    }

    #[test]
    fn a_violation_waits_for_nobody() {
        let mut captions = Captions::default();
        captions.say(caption("decided", Rank::Decision), 1000.0);
        captions.hear(caption("two values", Rank::Violation));
        captions.hear(caption("sent", Rank::Send));
        assert!(captions.change(1001.0));
        assert_eq!(shown(&captions), "two values");
    }

    #[test]
    fn what_the_person_did_is_said_at_once() {
        let mut captions = Captions::default();
        captions.say(caption("decided", Rank::Decision), 1000.0);
        captions.say(caption("crashed", Rank::Fault), 1001.0);
        assert_eq!(shown(&captions), "crashed");
    }
}
