//! What a screen reader is told: the sentence that stands, at most one a second. What goes wrong is told at once, by
//! another voice.

use crate::parts::phrase::plain;

use super::*;

/// The shortest time between two sentences, in milliseconds.
const SPEAKING: f64 = 1000.0;

/// What was said last, and when.
#[derive(Default)]
pub(super) struct Voice {
    said: Rc<str>,
    since: f64,
}

impl Driver {
    /// What is to be heard now.
    pub(super) fn spoken(&self) -> Rc<str> {
        self.voice.said.clone()
    }

    /// Says what stands, if it is time and something else than before; says whether it did.
    pub(super) fn speak(&mut self) -> bool {
        if self.now - self.voice.since < SPEAKING {
            return false;
        }
        let wanted = match (&self.ui.choice.notice, self.captions.shown()) {
            // A trouble has a voice of its own.
            (Some(_), _) if self.ui.notice_is_trouble => return false,
            (Some(notice), _) => notice.clone(),
            (None, Some(caption)) => plain(&caption.phrase),
            (None, None) => return false,
        };
        if *wanted == *self.voice.said {
            return false;
        }
        self.voice = Voice {
            said: wanted.into(),
            since: self.now,
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::units::Time;

    #[test]
    fn one_sentence_a_second_is_said_and_the_last_one_is_never_lost() {
        let mut driver = Driver::new(&Fragment::parse("#protocol=benmo&paused"));
        let mut said = Vec::new();
        for frame in 0..100_u32 {
            if frame < 40 {
                driver.notice(format!("Sentence {frame}."));
            }
            driver.tick(f64::from(frame) * 100.0);
            if said.last() != Some(&driver.spoken()) {
                said.push(driver.spoken());
            }
        }
        assert!(
            (3..=7).contains(&said.len()),
            "ten seconds, four of them with news: {said:?}"
        );
        assert!(said.iter().any(|it| **it == *"Sentence 39."), "{said:?}");
        driver.trouble("No.".into());
        driver.tick(20_000.0);
        assert!(*driver.spoken() != *"No.", "the other voice says it");
        assert_eq!(driver.session().view().moment().time, Time::ZERO);
    }
}
