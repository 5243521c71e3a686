//! `synod list`: every name that scripts may use, with unit, default, and whether it can change during a run.

use serde::Serialize;
use synod_core::about::{About, OptionSpec, Scope, Unit};
use synod_core::units::CLIENTS_MAX;

use crate::run::systems;
use crate::{Exit, print};

/// One name.
#[derive(Serialize)]
struct Row {
    r#type: &'static str,
    protocol: &'static str,
    name: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    unit: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    default: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<&'static str>,
    sentence: String,
}

/// Prints the names of one system or of all.
pub fn list(protocol: Option<&str>, json: bool) -> Exit {
    let wanted: Vec<_> = systems()
        .into_iter()
        .filter(|about| protocol.is_none_or(|id| id == about.id))
        .collect();
    if wanted.is_empty() {
        let known: Vec<&str> = systems().iter().map(|about| about.id).collect();
        eprintln!(
            "found {}, expected a system: {}",
            protocol.unwrap_or("nothing"),
            known.join(", ")
        );
        return Exit::Unusable;
    }
    for about in wanted {
        let rows = rows(about);
        if json {
            let lines = rows
                .iter()
                .map(|row| serde_json::to_string(row).expect("rows are plain data") + "\n");
            print(&lines.collect::<String>());
        } else {
            print(&text(about, &rows));
        }
    }
    Exit::Good
}

fn rows(about: &'static About) -> Vec<Row> {
    let row = |r#type, name, unit: String, default: String, when, sentence: &str| Row {
        r#type,
        protocol: about.id,
        name,
        unit,
        default,
        when,
        sentence: sentence.into(),
    };
    let plain =
        |kind, name, sentence: &str| row(kind, name, String::new(), String::new(), None, sentence);
    let (least, most) = about.nodes;
    let header = Some("header");
    let mut rows = vec![
        plain("protocol", about.id, about.tagline),
        row(
            "header",
            "nodes",
            format!("{least}..{most}"),
            about.default_nodes.to_string(),
            header,
            "How many nodes.",
        ),
        row(
            "header",
            "clients",
            format!("0..{CLIENTS_MAX}"),
            about.default_clients.to_string(),
            header,
            "How many clients.",
        ),
        row(
            "header",
            "seed",
            "0..9007199254740991".into(),
            "0".into(),
            header,
            "What every draw follows from.",
        ),
    ];
    rows.extend(about.options.iter().map(|option| {
        let when = Some(if option.header { "header" } else { "live" });
        row(
            "option",
            option.name,
            unit(option),
            option.default.to_string(),
            when,
            option.sentence,
        )
    }));
    rows.extend(
        about
            .accepts
            .iter()
            .map(|kind| plain("transaction", kind.name(), "")),
    );
    rows.extend(
        about
            .kinds
            .iter()
            .map(|kind| plain("kind", kind.name, kind.sentence)),
    );
    rows.extend(
        about
            .timers
            .iter()
            .map(|timer| plain("timer", timer.name, timer.words)),
    );
    rows.extend(about.roles.iter().map(|role| {
        plain(
            "role",
            role.name,
            if role.leads { "the leader" } else { "" },
        )
    }));
    rows.extend(about.facts.iter().map(|fact| plain("fact", fact, "")));
    rows.extend(about.properties.iter().map(|property| {
        let unit = format!("{:?}", property.expectation).to_lowercase();
        row(
            "property",
            property.id,
            unit,
            String::new(),
            None,
            property.sentence,
        )
    }));
    rows.extend(about.quirks.iter().map(|quirk| {
        row(
            "quirk",
            quirk.phrase,
            quirk.id.into(),
            "off".into(),
            header,
            quirk.sentence,
        )
    }));
    rows
}

fn unit(option: &OptionSpec) -> String {
    let unit = match option.unit {
        Unit::Span(least, most) => format!("span {least}..{most}"),
        Unit::Range(least, most) => format!("range within {least}..{most}"),
        Unit::SpanOr(least, most, word) => format!("span {least}..{most} or {word}"),
        Unit::Ratio(least, most) => format!("ratio {least}..{most}"),
        Unit::RatioOr(least, most, word) => format!("ratio {least}..{most} or {word}"),
        Unit::Whole(least, most) => format!("whole {least}..{most}"),
        Unit::WholeOr(least, most, word) => format!("whole {least}..{most} or {word}"),
        Unit::Word(words) => words.join("|"),
        Unit::Node => "node or none".into(),
        Unit::Nodes(words) => format!("nodes or {}", words.join("|")),
    };
    let of = match option.scope {
        Scope::Network => "of messages",
        Scope::Nodes => "of nodes",
        Scope::Clients => "of clients",
        Scope::Run => "of the run",
    };
    format!("{unit}, {of}")
}

fn text(about: &About, rows: &[Row]) -> String {
    let mut text = format!("{} ({}): {}\n", about.name, about.id, about.tagline);
    for row in &rows[1..] {
        let default = if row.default.is_empty() {
            String::new()
        } else {
            format!("default {}", row.default)
        };
        let columns = [
            row.unit.as_str(),
            &default,
            row.when.unwrap_or(""),
            &row.sentence,
        ];
        let filled: Vec<&str> = columns
            .into_iter()
            .filter(|column| !column.is_empty())
            .collect();
        let line = format!(
            "  {:<11} {:<21} {}",
            row.r#type,
            row.name,
            filled.join("; ")
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
