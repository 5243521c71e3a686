//! The address: `#protocol=benmo&nodes=5&seed=7&paused`, or a whole run as one word: `#run=2...`. Unknown keys are
//! ignored, bad values say so.

use synod_core::link::Linked;
use synod_core::script::span;
use synod_core::units::{Step, Time};

/// The languages that are shipped.
pub const LANGUAGES: [&str; 1] = ["en"];

/// A moment that an address or a call names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// `@812`
    Step(Step),
    /// `4.3s`
    Time(Time),
}

/// What an address asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fragment {
    /// Which system.
    pub protocol: Option<String>,
    /// How many nodes.
    pub nodes: Option<u16>,
    /// Which seed.
    pub seed: Option<u64>,
    /// Stands at step 0.
    pub paused: bool,
    /// Which of the system's scenes.
    pub scene: Option<String>,
    /// A run and where it stands.
    pub run: Option<Linked>,
    /// A whole script.
    pub script: Option<String>,
    /// Where to stand.
    pub moment: Option<When>,
    /// Inside another page.
    pub embed: bool,
    /// For a projector.
    pub present: bool,
    /// Which language.
    pub lang: Option<String>,
    /// What could not be read.
    pub troubles: Vec<String>,
}

impl Fragment {
    /// Reads what follows the `#`, with or without it.
    pub fn parse(text: &str) -> Self {
        let mut fragment = Self::default();
        for part in text.trim_start_matches('#').split('&') {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            match decode(value) {
                Some(value) => fragment.take(key, value),
                None => fragment
                    .troubles
                    .push(format!("{key} is not written as links write text.")),
            }
        }
        fragment
    }

    fn take(&mut self, key: &str, value: String) {
        match key {
            "protocol" => self.protocol = Some(value),
            "nodes" => {
                self.nodes = self.number(key, &value, "a number of nodes", u64::from(u16::MAX))
            }
            "seed" => self.seed = self.number(key, &value, "a seed", (1 << 53) - 1),
            "paused" => self.paused = is_on(&value),
            "scene" => self.scene = Some(value),
            "run" => match Linked::read(&value) {
                Ok(run) => self.run = Some(run),
                Err(why) => self
                    .troubles
                    .push(format!("This link cannot be read: {why}.")),
            },
            "script" => self.script = Some(value),
            "moment" => match when(&value) {
                Some(when) => self.moment = Some(when),
                None => self.troubles.push(format!(
                    "moment={value} is not a moment such as @812 or 4.3s."
                )),
            },
            "embed" => self.embed = is_on(&value),
            "present" => self.present = is_on(&value),
            "lang" if LANGUAGES.contains(&value.as_str()) => self.lang = Some(value),
            "lang" => self.troubles.push(format!(
                "lang={value} is not a language of this page, which speaks {}.",
                LANGUAGES.join(", ")
            )),
            _ => {}
        }
    }

    fn number<T: TryFrom<u64>>(
        &mut self,
        key: &str,
        value: &str,
        what: &str,
        most: u64,
    ) -> Option<T> {
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        let number = value
            .parse::<u64>()
            .ok()
            .filter(|number| digits && *number <= most);
        if number.is_none() {
            self.troubles.push(format!("{key}={value} is not {what}."));
        }
        number.and_then(|number| T::try_from(number).ok())
    }
}

/// The same fragment without one of its parts.
pub fn without(text: &str, key: &str) -> String {
    let named = |part: &&str| part.split('=').next() != Some(key);
    let parts: Vec<&str> = text
        .trim_start_matches('#')
        .split('&')
        .filter(named)
        .collect();
    parts.join("&")
}

/// `paused`, `paused=1` and `paused=true` are one; `paused=0` and `paused=false` take it back.
fn is_on(value: &str) -> bool {
    !matches!(value, "0" | "false" | "no" | "off")
}

/// A moment: `@812`, `4.3s`.
pub fn when(text: &str) -> Option<When> {
    match text.strip_prefix('@') {
        Some(step) => step.parse().ok().map(When::Step),
        None => span(text).map(|span| When::Time(Time(span.micros()))),
    }
}

/// Percent-encoded text; `+` is a blank, as forms write it.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                let digits = std::str::from_utf8(&digits).ok()?;
                // `from_str_radix` would take a sign.
                let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
                u8::from_str_radix(is_hex.then_some(digits)?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// A text as links write it.
pub fn encode(text: &str) -> String {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            other => write!(encoded, "%{other:02X}").expect("a String takes all"),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read() {
        let read = Fragment::parse("#protocol=benmo&nodes=5&seed=7&paused&colour=red");
        assert_eq!(read.protocol.as_deref(), Some("benmo"));
        assert_eq!(
            (read.nodes, read.seed, read.paused),
            (Some(5), Some(7), true)
        );
        assert!(read.troubles.is_empty(), "unknown keys are ignored");
        assert_eq!(Fragment::parse(""), Fragment::default());
        assert!(!Fragment::parse("paused=0").paused);
    }

    #[test]
    fn a_run_is_one_word() {
        let linked = Linked {
            text: "synod 1\nprotocol benmo\ncrash n1\nat 9s heal\n".into(),
            to_come: 1,
        };
        let word = linked.write().expect("it is short");
        assert_eq!(Fragment::parse(&format!("#run={word}")).run, Some(linked));
        let cut = Fragment::parse(&format!("#run={}", &word[..8]));
        assert_eq!(cut.run, None);
        assert_eq!(
            cut.troubles,
            ["This link cannot be read: a part is missing or changed."]
        );
    }

    #[test]
    fn bad_values_say_so() {
        for (text, said) in [
            ("nodes=many", "nodes=many is not a number of nodes."),
            ("nodes=70000", "nodes=70000 is not a number of nodes."),
            ("seed=-1", "seed=-1 is not a seed."),
            (
                "seed=9007199254740992",
                "seed=9007199254740992 is not a seed.",
            ),
            (
                "moment=later",
                "moment=later is not a moment such as @812 or 4.3s.",
            ),
            (
                "lang=xx",
                "lang=xx is not a language of this page, which speaks en.",
            ),
            ("script=%zz", "script is not written as links write text."),
            ("script=%+f", "script is not written as links write text."),
            ("script=%ff", "script is not written as links write text."),
        ] {
            assert_eq!(Fragment::parse(text).troubles, [said], "{text}");
        }
    }

    #[test]
    fn a_script_survives_the_link() {
        let script =
            "protocol benmo\nat 1s submit n1 note \"a+b & 100% #ü\"\nsever n1 -> n2 # one way\n";
        let link = format!("#script={}&moment=4.3s", encode(script));
        let read = Fragment::parse(&link);
        assert_eq!(read.script.as_deref(), Some(script));
        assert_eq!(read.moment, Some(When::Time(Time(4_300_000))));
    }

    #[test]
    fn a_part_is_left_out() {
        for (text, rest) in [
            ("#protocol=benmo&present", "protocol=benmo"),
            ("#present=1&seed=7&presents", "seed=7&presents"),
            ("#script=present", "script=present"),
        ] {
            assert_eq!(without(text, "present"), rest);
        }
    }

    #[test]
    fn moments_are_steps_or_times() {
        assert_eq!(when("@812"), Some(When::Step(812)));
        assert_eq!(when("20ms"), Some(When::Time(Time(20_000))));
        assert_eq!(when("1.5m"), Some(When::Time(Time(90_000_000))));
        for bad in [
            "", "812", "@", "@-1", "4.3", ".5s", "4.s", "4..3s", "-1s", "1e3s", "0.5us", "1001h",
            "5 s",
        ] {
            assert_eq!(when(bad), None, "{bad}");
        }
    }
}
