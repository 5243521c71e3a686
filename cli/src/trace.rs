//! `synod run --trace`: a run as a file that other tools read.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::json;
use synod_core::export::record_row;
use synod_core::record::{Record, What};
use synod_core::simulation::Simulation;

/// How a trace is written.
#[derive(Clone, Copy)]
pub enum Format {
    /// A record a line, as `--json` prints them.
    JsonLines,
    /// A log with vector clocks, for ShiViz.
    Shiviz,
    /// Chrome's trace events.
    Chrome,
    /// A Mermaid sequence diagram.
    Mermaid,
}

impl Format {
    /// The format that a file's suffix names.
    pub fn of(file: &Path) -> Option<Self> {
        let name = file.file_name()?.to_str()?;
        match name {
            name if name.ends_with(".jsonl") => Some(Self::JsonLines),
            name if name.ends_with(".shiviz") => Some(Self::Shiviz),
            name if name.ends_with(".trace.json") => Some(Self::Chrome),
            name if name.ends_with(".mmd") => Some(Self::Mermaid),
            _ => None,
        }
    }
}

/// Writes what has happened.
pub fn write(simulation: &dyn Simulation, file: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(file)?);
    match Format::of(file).expect("the suffix was looked at") {
        Format::JsonLines => json_lines(simulation, &mut out)?,
        Format::Shiviz => shiviz(simulation, &mut out)?,
        Format::Chrome => chrome(simulation, &mut out)?,
        Format::Mermaid => mermaid(simulation, &mut out)?,
    }
    out.flush()
}

fn happened(simulation: &dyn Simulation) -> impl Iterator<Item = (u32, Record)> {
    (0..).zip(
        simulation
            .journal()
            .records
            .iter()
            .take(simulation.recorded()),
    )
}

/// Sentences that are asked for at once: each time the run is walked along from the nearest checkpoint.
const SENTENCES: usize = 4096;

/// What happened, with its sentences.
fn told(simulation: &dyn Simulation) -> impl Iterator<Item = (u32, Record, String)> {
    let places: Vec<usize> = (0..simulation.recorded()).collect();
    let slices: Vec<Vec<usize>> = places.chunks(SENTENCES).map(<[usize]>::to_vec).collect();
    let sentences = slices
        .into_iter()
        .flat_map(|places| simulation.describe(&places))
        .map(|phrase| phrase.to_string());
    happened(simulation)
        .zip(sentences)
        .map(|((place, record), sentence)| (place, record, sentence))
}

fn json_lines(simulation: &dyn Simulation, out: &mut impl Write) -> io::Result<()> {
    for (place, record) in happened(simulation) {
        writeln!(
            out,
            "{}",
            serde_json::to_string(&record_row(simulation, place, &record))?
        )?;
    }
    Ok(())
}

/// ShiViz reads `HOST {clock}` and the event on the next line. A node's own entry counts its events; a message
/// carries the sender's clock.
fn shiviz(simulation: &dyn Simulation, out: &mut impl Write) -> io::Result<()> {
    use std::collections::BTreeMap;
    type Clock = BTreeMap<String, u64>;
    let mut clocks: BTreeMap<String, Clock> = BTreeMap::new();
    let mut carried: BTreeMap<u32, Clock> = BTreeMap::new();
    writeln!(out, "(?<host>\\S*) (?<clock>{{.*}})\\n(?<event>.*)\n")?;
    for (_, record, sentence) in told(simulation) {
        let Some(host) = record.who().map(|who| who.to_string()) else {
            continue;
        };
        let clock = clocks.entry(host.clone()).or_default();
        if let (What::Delivered, Some(id)) = (record.what, record.message()) {
            for (other, count) in carried.get(&id.0).cloned().unwrap_or_default() {
                let known = clock.entry(other).or_default();
                *known = (*known).max(count);
            }
        }
        *clock.entry(host.clone()).or_default() += 1;
        if let (What::Sent | What::Duplicated, Some(id)) = (record.what, record.message()) {
            carried.insert(id.0, clock.clone());
        }
        writeln!(out, "{host} {}\n{sentence}", serde_json::to_string(clock)?)?;
    }
    Ok(())
}

/// A flight is a slice on its sender's row; everything else is an instant.
fn chrome(simulation: &dyn Simulation, out: &mut impl Write) -> io::Result<()> {
    let mut events = Vec::new();
    for (place, record, sentence) in told(simulation) {
        let row = record_row(simulation, place, &record);
        let track = row.node.clone().unwrap_or_else(|| "run".into());
        let sent = record.message().filter(|_| record.what == What::Sent);
        let flight = sent.and_then(|id| simulation.journal().message(id));
        let name = match row.kind {
            Some(kind) if flight.is_some() => kind.to_string(),
            _ => sentence,
        };
        let (phase, length) = flight.map_or(("i", None), |row| {
            ("X", Some(row.due.since(row.sent).micros()))
        });
        events.push(
            json!({"name": name, "cat": row.what, "ph": phase, "ts": row.time, "dur": length,
            "pid": 1, "tid": track, "s": "t", "args": row}),
        );
    }
    write!(out, "{}", json!({ "traceEvents": events }))
}

fn mermaid(simulation: &dyn Simulation, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "sequenceDiagram")?;
    for number in 1..=simulation.setup().nodes {
        writeln!(out, "  participant n{number}")?;
    }
    for (place, record) in happened(simulation) {
        let row = record_row(simulation, place, &record);
        match (record.what, row.kind, row.from, row.to, row.node) {
            (What::Delivered, Some(kind), Some(from), Some(to), _) => {
                writeln!(out, "  {from}->>{to}: {kind}")?
            }
            (What::Lost, Some(kind), Some(from), Some(to), _) => {
                writeln!(out, "  {from}--x{to}: {kind} lost")?
            }
            (
                What::Crashed | What::Restarted | What::Paused | What::Resumed | What::Decided,
                ..,
                Some(node),
            ) => {
                let detail = row
                    .detail
                    .map_or(String::new(), |detail| format!(" {detail}"));
                writeln!(out, "  Note over {node}: {}{detail}", record.what.name())?;
            }
            _ => {}
        }
    }
    Ok(())
}
