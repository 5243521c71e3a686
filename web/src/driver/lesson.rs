//! What a scene says while it plays: a sentence stands in the caption's place, a question stops the run until somebody
//! answers or plays on. And its cues, for whoever stands before a hall.

use super::*;
use crate::scene::{self, CueMove};

/// A sentence of the scene stands so long, and for each letter a little longer, in milliseconds.
const SAID_SPAN: f64 = 2500.0;
const LETTER_SPAN: f64 = 55.0;

impl Driver {
    /// Reads what the script has said by now. What it said anew is put up; a question stops the run there.
    pub(super) fn listen(&mut self) {
        let lesson = scene::lesson(&self.session);
        let anew = lesson.heard > self.lesson.heard;
        if lesson.heard != self.lesson.heard {
            self.answered = None;
        }
        if anew && let Some(question) = &lesson.question {
            if self.ui.choice.playing {
                self.ui.choice.playing = false;
                // The clock has gone on within the frame.
                self.session.seek_time(question.moment.time);
                self.clock = self.time();
            }
            self.ui.choice.notice = None;
        } else if anew && let Some(said) = &lesson.said {
            let span = SAID_SPAN + LETTER_SPAN * said.chars().count() as f64;
            self.notice(said.clone());
            self.notice_until = self.now + span;
        }
        self.lesson = Rc::new(lesson);
    }

    /// Takes the answer to the question that stands, and plays on: the run says who was right.
    pub(super) fn answer(&mut self, place: usize) {
        let question = self.lesson.question.as_ref();
        let Some(choice) = question.and_then(|it| it.choices.get(place)) else {
            return;
        };
        let text = format!("You say: {choice}. Watch what happens.");
        self.answered = Some(place);
        self.set_playing(true);
        self.notice(text);
    }

    /// Goes to a cue of the script and plays on from there; the beginning of the present one waits for a key.
    pub(super) fn go_to_cue(&mut self, wanted: CueMove) {
        let cues = scene::cues(&self.session);
        let now = self.session.view().moment();
        let Some(place) = scene::goal(&cues, now, wanted) else {
            return self.notice("There is no such cue.".into());
        };
        let cue = &cues[place];
        let view = self.session.view();
        let first = view.branches().first().map(|branch| branch.name.clone());
        if let Some(first) = first.filter(|name| *name != self.branch()) {
            self.session.switch_to(&first);
        }
        match cue.moment {
            Some(moment) => self.stand_exactly(moment),
            None => self.play_to_line(cue.lines),
        }
        self.set_playing(wanted != CueMove::Again);
    }

    /// Plays until so many lines of the script have happened.
    fn play_to_line(&mut self, lines: usize) {
        self.session.seek_step(self.session.view().end().step);
        while self.session.lines().0 < lines {
            match self.session.next_line() {
                Ok(_) => {}
                Err(played) => {
                    self.went(&played);
                    break;
                }
            }
        }
        self.moved();
    }
}
