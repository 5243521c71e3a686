//! What a storm sets before it begins.

use std::fmt::Write;

use super::{Dice, Weather};
use crate::about::About;

/// The header of a storm's script, and how many nodes it names.
pub fn header(
    about: &About,
    seed: u64,
    weather: Weather,
    quirk: Option<&str>,
    dice: &mut Dice,
) -> (String, u64) {
    let sizes = [3, 4, 5, 5, 5, 5, 7].map(|nodes: u16| nodes.clamp(about.nodes.0, about.nodes.1));
    let nodes = u64::from(dice.pick(&sizes));
    let mut text = format!(
        "protocol {}\nnodes {nodes}\nseed {}\n",
        about.id,
        seed % (1 << 53)
    );
    if about.default_clients > 0 {
        let _ = writeln!(text, "clients {}", about.default_clients + 1);
    }
    if let Some(quirk) = quirk {
        let _ = writeln!(text, "set quirk {quirk} on");
    }
    // Where nothing breaks nothing is lost.
    let calm = weather == Weather::Calm;
    let loses = |line: &&&str| line.starts_with("set loss ");
    for line in about.weather.iter().filter(|line| !(calm && loses(line))) {
        let _ = writeln!(text, "{line}");
    }
    // Short rounds decide much; the long ones, now and then, make every fault hit one.
    let latencies = ["20ms..200ms", "20ms..200ms", "50ms..300ms", "100ms..500ms"];
    let latency = if dice.once_in(12) {
        "100ms..2s"
    } else {
        dice.pick(&latencies)
    };
    let _ = writeln!(text, "set latency {latency}");
    if weather == Weather::Hostile {
        if dice.once_in(3) {
            let _ = writeln!(text, "set loss {}%", dice.between(1, 10));
        }
        if dice.once_in(4) {
            let _ = writeln!(text, "set duplication {}%", dice.between(1, 20));
        }
        if dice.once_in(6) {
            text.push_str("set order free\n");
        }
    }
    (text, nodes)
}
