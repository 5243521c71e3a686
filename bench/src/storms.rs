//! Storms of one size, to be timed: five nodes of Benmo in hostile weather for 20 simulated seconds, every checker on.

use synod_core::about::Expectation;
use synod_core::protocols::benmo;
use synod_core::session::Session;
use synod_core::storm::{self, Weather};

/// How long each blows, in milliseconds of virtual time.
const LENGTH: u64 = 20_000;

/// The scripts of the first storms, by their seeds, that have five nodes.
pub fn scripts(count: usize) -> Vec<String> {
    let all = (0..).map(|seed| storm::script(&benmo::ABOUT, seed, Weather::Hostile, None));
    all.filter(|text| text.contains("\nnodes 5\n"))
        .map(|text| cut(&text))
        .take(count)
        .collect()
}

/// What happens up to the end of such a storm; the calm after it is left out.
fn cut(text: &str) -> String {
    let millis = |line: &str| -> Option<u64> {
        let (time, _) = line.strip_prefix("at ")?.split_once("ms ")?;
        time.parse().ok()
    };
    let lines = text
        .lines()
        .take_while(|line| millis(line).is_none_or(|at| at <= LENGTH));
    let kept: Vec<&str> = lines.collect();
    format!("{}\nuntil {LENGTH}ms\n", kept.join("\n"))
}

/// Plays every script as `synod search` does; how many of them break an `Always`. What must come true once it is calm
/// has no time to.
pub fn play(scripts: &[String]) -> usize {
    let breaks = |text: &&String| {
        let broken = storm::play(text).and_then(|it| benmo::ABOUT.property(it.property));
        broken.is_some_and(|property| property.expectation == Expectation::Always)
    };
    scripts.iter().filter(breaks).count()
}

/// How many events the storms have.
pub fn events(scripts: &[String]) -> u64 {
    let steps = |text: &String| {
        let mut session = Session::load(text).expect("a storm is a script");
        session.run_to_end();
        u64::from(session.view().moment().step)
    };
    scripts.iter().map(steps).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn storms_have_five_nodes_last_as_long_as_they_should_and_break_nothing() {
        let scripts = scripts(5);
        assert_eq!(scripts.len(), 5);
        assert_eq!(play(&scripts), 0);
        assert!(events(&scripts) > 200, "{} events", events(&scripts));
        for text in &scripts {
            let mut session = Session::load(text).expect("a storm is a script");
            session.run_to_end();
            assert_eq!(session.view().moment().time.micros(), LENGTH * 1000);
        }
    }
}
