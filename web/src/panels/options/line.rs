//! The line of script that a setting becomes, and the header of a run that begins with it.

use synod_core::about::{OptionSpec, Scope, Unit};

/// For whom an option is set.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct For {
    /// For messages of this kind; empty for all.
    pub kind: String,
    /// For this node or client, or from this end of a link; empty for all.
    pub from: String,
    /// To this end of a link; empty for all.
    pub to: String,
    /// Only from the first end to the second.
    pub one_way: bool,
}

/// The line.
pub fn line(option: &OptionSpec, value: &str, whom: &For) -> String {
    let mut line = format!("set {} {}", option.name, value.trim());
    if !whom.kind.is_empty() {
        line.push_str(&format!(" of {}", whom.kind));
    }
    match (option.scope, whom.from.as_str(), whom.to.as_str()) {
        (Scope::Network, "", _) | (Scope::Network, _, "") | (_, "", _) => {}
        (Scope::Network, from, to) => {
            let arrow = if whom.one_way { " ->" } else { "" };
            line.push_str(&format!(" on {from}{arrow} {to}"));
        }
        (_, who, _) => line.push_str(&format!(" on {who}")),
    }
    line
}

/// The header of a script with another line: what is fixed at step 0 is said there. What happened stays behind, and so
/// do remarks, as they tell of it.
pub fn restarted(script: &str, line: &str) -> String {
    const HEADER: [&str; 7] = [
        "synod", "protocol", "nodes", "clients", "seed", "absent", "set",
    ];
    let verb = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
    let silent = |text: &str| text.is_empty() || text.starts_with('#');
    // One defect at a time: it takes the place of any other.
    let is_defect = |text: &str| text.starts_with("set quirk ");
    let replaced = |text: &str| is_defect(line) && is_defect(text);
    let lines = script.lines().map(str::trim);
    let header = lines.take_while(|text| silent(text) || HEADER.contains(&verb(text).as_str()));
    let kept = header.filter(|text| !silent(text) && !replaced(text));
    let lines: Vec<&str> = kept.chain([line]).collect();
    lines.join("\n") + "\n"
}

/// What may stand in the field, in words.
pub fn unit(unit: Unit) -> String {
    match unit {
        Unit::Span(..) => "a time, such as 300ms".into(),
        Unit::Range(..) => "a time or a range, such as 2s..5s".into(),
        Unit::SpanOr(.., word) => format!("a time, such as 300ms, or {word}"),
        Unit::Ratio(least, most) => format!("a share, {least} to {most}"),
        Unit::RatioOr(least, most, word) => format!("a share, {least} to {most}, or {word}"),
        Unit::Whole(least, most) => format!("a whole number, {least} to {most}"),
        Unit::WholeOr(least, most, word) => {
            format!("a whole number, {least} to {most}, or {word}")
        }
        Unit::Word(words) => words.join(" or "),
        Unit::Node => "a node, or none".into(),
        Unit::Nodes(words) => format!("nodes, such as n2 n3, or {}", words.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::protocols::CATALOG;
    use synod_core::script;

    fn option(name: &str) -> &'static OptionSpec {
        let about = CATALOG[0].about;
        &about.options[about.option(name).expect("the system has it")]
    }

    fn whom(kind: &str, from: &str, to: &str, one_way: bool) -> For {
        For {
            kind: kind.into(),
            from: from.into(),
            to: to.into(),
            one_way,
        }
    }

    #[test]
    fn a_setting_is_a_line_that_the_language_reads() {
        let kind = CATALOG[0].about.kinds[0].name;
        for (name, value, whom, written) in [
            (
                "latency",
                "5s",
                whom("", "", "", false),
                "set latency 5s".to_owned(),
            ),
            (
                "loss",
                " 5% ",
                whom(kind, "", "", false),
                format!("set loss 5% of {kind}"),
            ),
            (
                "latency",
                "1s..2s",
                whom("", "n1", "n2", false),
                "set latency 1s..2s on n1 n2".into(),
            ),
            (
                "latency",
                "1s",
                whom(kind, "n1", "n2", true),
                format!("set latency 1s of {kind} on n1 -> n2"),
            ),
            (
                "latency",
                "1s",
                whom("", "n1", "", true),
                "set latency 1s".into(),
            ),
            (
                "balance",
                "5",
                whom("", "n3", "", false),
                "set balance 5 on n3".into(),
            ),
            (
                "confirmations",
                "2",
                whom("", "c1", "", false),
                "set confirmations 2 on c1".into(),
            ),
            (
                "calm-span",
                "9s",
                whom("", "", "", false),
                "set calm-span 9s".into(),
            ),
        ] {
            let text = line(option(name), value, &whom);
            assert_eq!(text, written);
            let script = format!("protocol {}\nclients 1\n{text}\n", CATALOG[0].about.id);
            let systems: Vec<_> = CATALOG.iter().map(|entry| entry.about).collect();
            assert!(script::parse(&script, &systems).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_run_begins_again_with_its_header_and_one_line_more() {
        let script = "synod 1\nprotocol x\nseed 7\nset latency 5s\nset quirk odd on\nat 3s crash n1\nset loss 5%\n";
        assert_eq!(
            restarted(script, "set balance 9"),
            "synod 1\nprotocol x\nseed 7\nset latency 5s\nset quirk odd on\nset balance 9\n"
        );
        assert_eq!(
            restarted(script, "set quirk odd off"),
            "synod 1\nprotocol x\nseed 7\nset latency 5s\nset quirk odd off\n"
        );
        assert_eq!(
            restarted(script, "set quirk even on"),
            "synod 1\nprotocol x\nseed 7\nset latency 5s\nset quirk even on\n",
            "one at a time"
        );
    }
}
