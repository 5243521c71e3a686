//! What a script says to people, and the moments of it that a lecturer goes to: cues. Pure: read from its lines.

use synod_core::script::{Line, Prose, Statement, When};
use synod_core::session::Session;
use synod_core::units::Moment;

use crate::branches::short;

/// Number keys lead to so many cues; those beyond are gone to one after the other.
pub const NUMBERED: usize = 9;

/// What a script has said by now.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lesson {
    /// What it said last, and how many of its sentences and questions were heard.
    pub said: Option<String>,
    /// The question that was asked last and that nothing was said after.
    pub question: Option<Question>,
    /// What is to be reached, and whether it is.
    pub goals: Vec<(String, bool)>,
    /// Sentences and questions so far.
    pub heard: usize,
}

/// A question with its answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// The sentence.
    pub text: String,
    /// What can be answered; nothing where it is to be thought about.
    pub choices: Vec<String>,
    /// Which of the script's sentences it is.
    pub place: usize,
    /// When it was asked.
    pub moment: Moment,
}

/// What the script of a run has said up to the present moment.
pub fn lesson(session: &Session) -> Lesson {
    let mut lesson = Lesson::default();
    for played in session.played() {
        let Some(Statement::Prose(prose)) = &played.line.statement else {
            continue;
        };
        match prose {
            Prose::Say(text) => {
                lesson.heard += 1;
                lesson.said = Some(text.clone());
                lesson.question = None;
            }
            Prose::Ask(text, choices) => {
                lesson.heard += 1;
                lesson.question = Some(Question {
                    text: text.clone(),
                    choices: choices.clone(),
                    place: lesson.heard,
                    moment: played.moment,
                });
            }
            Prose::Goal(predicate) => {
                let met = session.view().check(predicate).ok;
                lesson.goals.push((predicate.to_string(), met));
            }
            _ => {}
        }
    }
    lesson
}

/// A moment of the script that a key leads to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cue {
    /// What happens there.
    pub name: String,
    /// How many lines of the script have happened there.
    pub lines: usize,
    /// When it was, if it was played.
    pub moment: Option<Moment>,
}

/// What is asked for among the cues.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CueMove {
    /// This one, from 0.
    To(usize),
    /// The one after the present one.
    Next,
    /// The one before it.
    Before,
    /// The present one, from its beginning.
    Again,
}

/// The cues of the script: its beginning, and then every moment at which it does something.
pub fn cues(session: &Session) -> Vec<Cue> {
    let title = session.prose().0;
    let mut cues = vec![Cue {
        name: if title.is_empty() {
            "Opening".to_owned()
        } else {
            title
        },
        lines: 0,
        moment: Some(Moment::default()),
    }];
    // What happens together is one cue; what stands before any time belongs to the beginning.
    let mut together = true;
    let mut at = None;
    for (place, (line, moment)) in session.script_lines().enumerate() {
        together &= !moves_on(line, at);
        at = line.when.or(at);
        if let Some(Statement::Act(action)) = &line.statement
            && !together
        {
            together = true;
            let name = short(&worded(&action.to_string()));
            let lines = place + 1;
            cues.push(Cue {
                name,
                lines,
                moment,
            });
        }
    }
    cues
}

/// A line as a hall reads it: what is submitted names whom it is about itself.
fn worded(line: &str) -> String {
    let submitted = line.strip_prefix("submit ");
    let what = submitted.and_then(|rest| rest.split_once(' '));
    what.map_or(line, |(_, what)| what).to_owned()
}

/// Whether time passes before a line, after one of this moment.
fn moves_on(line: &Line, at: Option<When>) -> bool {
    let waits = matches!(
        line.statement,
        Some(Statement::Until(_) | Statement::Run(_) | Statement::Await(..))
    );
    waits || line.when.is_some_and(|when| Some(when) != at)
}

/// Which cue a moment belongs to: the last one that has happened.
pub fn present(cues: &[Cue], now: Moment) -> usize {
    let happened = |cue: &&Cue| cue.moment.is_some_and(|moment| moment <= now);
    cues.iter().filter(happened).count().saturating_sub(1)
}

/// Where a move leads.
pub fn goal(cues: &[Cue], now: Moment, wanted: CueMove) -> Option<usize> {
    let present = present(cues, now);
    let place = match wanted {
        CueMove::To(place) => place,
        CueMove::Next => present + 1,
        CueMove::Before => present.checked_sub(1)?,
        CueMove::Again => present,
    };
    (place < cues.len()).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::units::Time;

    const SCENE: &str = "protocol benmo\nset pause 1s\ntitle \"A scene\"\nsubmit n1 transfer n1 n2 10\n\
        at 8s partition n1 n2 | n3 n4 n5\nat 8s submit n4 transfer n4 n5 5\nat 9s say \"Two sides.\"\n\
        at 12s ask \"Who decides?\" \"n1\" \"n4\"\nat 20s goal committed >= 1\nat 25s heal\n";

    fn names(session: &Session) -> Vec<String> {
        cues(session).into_iter().map(|cue| cue.name).collect()
    }

    #[test]
    fn every_moment_at_which_the_script_does_something_is_a_cue() {
        let mut session = Session::load(SCENE).expect("it parses");
        let wanted = ["A scene", "partition n1 n2 | n3 n4 n5", "heal"];
        assert_eq!(names(&session), wanted, "before it is played");
        session.play_until(Time(10_000_000), u32::MAX);
        assert_eq!(names(&session), wanted, "while it is played");
        let cues = cues(&session);
        let now = session.view().moment();
        assert_eq!(present(&cues, now), 1);
        assert_eq!(cues[2].moment, None, "it has not come yet");
        assert_eq!(goal(&cues, now, CueMove::Next), Some(2));
        assert_eq!(goal(&cues, now, CueMove::Before), Some(0));
        assert_eq!(goal(&cues, now, CueMove::To(7)), None);
        session.run_to_end();
        assert_eq!(names(&session), wanted, "when it has ended");
        assert_eq!(present(&super::cues(&session), session.view().moment()), 2);
    }

    #[test]
    fn a_lesson_is_what_was_said_by_now() {
        let mut session = Session::load(SCENE).expect("it parses");
        assert_eq!(lesson(&session), Lesson::default());
        session.play_until(Time(10_000_000), u32::MAX);
        assert_eq!(lesson(&session).said.as_deref(), Some("Two sides."));
        session.play_until(Time(14_000_000), u32::MAX);
        let question = lesson(&session).question.expect("it was asked");
        assert_eq!(question.choices, ["n1", "n4"]);
        assert_eq!(question.moment.time, Time(12_000_000));
        session.play_until(Time(60_000_000), u32::MAX);
        assert_eq!(
            lesson(&session).goals,
            [("committed >= 1".to_owned(), true)]
        );
        session.seek_time(Time(9_500_000));
        assert_eq!(lesson(&session).heard, 1, "back is back");
    }
}
