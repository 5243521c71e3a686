//! Which caption stands: it changes at steps only, and never more often than people read. In between, the newest of
//! the highest rank wins.

use super::Caption;

/// The shortest time between two captions while the run plays, in milliseconds.
const READING: f64 = 700.0;

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

    /// Hears what just happened. While nothing plays, what is shown is what just happened.
    pub(super) fn hear(&mut self, caption: Option<&Caption>, now: f64, playing: bool) {
        if !playing {
            self.shown = caption.cloned();
            self.since = now;
            self.waiting = None;
            return;
        }
        let Some(caption) = caption.filter(|it| self.shown.as_ref() != Some(*it)) else {
            return;
        };
        let outranked = self
            .waiting
            .as_ref()
            .is_some_and(|waiting| waiting.rank > caption.rank);
        if !outranked {
            self.waiting = Some(caption.clone());
        }
        self.change(now);
    }

    /// Whether the caption changes now because the one before has stood long enough.
    pub(super) fn due(&mut self, now: f64) -> bool {
        self.change(now)
    }

    fn change(&mut self, now: f64) -> bool {
        if self.waiting.is_none() || now - self.since < READING {
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
    use synod_core::view::Rank;

    use super::*;

    fn caption(text: &'static str, rank: Rank) -> Caption {
        Caption {
            phrase: Phrase::plain(text),
            rank,
            rule: None,
        }
    }

    fn shown(captions: &Captions) -> &'static str {
        captions.shown.as_ref().map_or("", |it| it.phrase.template)
    }

    #[test]
    fn the_highest_rank_wins_while_one_is_read() {
        let mut captions = Captions::default();
        captions.hear(Some(&caption("first", Rank::Send)), 1000.0, true);
        assert_eq!(shown(&captions), "first");
        captions.hear(Some(&caption("decided", Rank::Decision)), 1100.0, true);
        captions.hear(Some(&caption("sent", Rank::Send)), 1200.0, true);
        assert_eq!(shown(&captions), "first", "for as long as people read");
        assert!(!captions.due(1600.0));
        assert!(captions.due(1700.0));
        assert_eq!(shown(&captions), "decided");
        captions.hear(Some(&caption("paused", Rank::Send)), 1800.0, false);
        assert_eq!(shown(&captions), "paused", "at once while nothing plays");
    }
}
