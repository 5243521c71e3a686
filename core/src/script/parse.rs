//! Lines into statements.

use super::actions::{action, setting};
use super::lex::lex;
use super::predicates::predicate;
use super::values::{Parsed, Reader};
use super::{
    BYTES_MAX, LINES_MAX, Line, ParseError, Place, Prose, Script, Statement, When, default_setup,
};
use crate::about::About;
use crate::ledger::{Literal, Transaction};
use crate::order;
use crate::simulation::Leave;
use crate::units::{NodeId, Time, WHOLE_MAX};

/// Reads a script of one of these systems.
pub fn parse(text: &str, systems: &[&'static About]) -> Parsed<Script> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = Place { line: 1, column: 1 };
    if text.len() > BYTES_MAX {
        return Err(error(start, "more", "at most 1 MiB of script"));
    }
    let mut parser = Parser {
        systems,
        script: None,
        before: vec![],
        in_header: true,
        seen: vec![],
        absent: vec![],
    };
    let mut last = start;
    // What follows the end of the last line is not one more line.
    let lines = text.matches('\n').count() + usize::from(!text.ends_with('\n'));
    for (number, raw) in (1_u32..).zip(text.split('\n')) {
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        last.line = number;
        last.column = 1;
        if (LINES_MAX + 1..=lines).contains(&(number as usize)) {
            return Err(error(last, "more", "at most 100000 lines"));
        }
        parser.line(raw, number)?;
        last.column += u32::try_from(raw.chars().count()).unwrap_or(u32::MAX - 1);
    }
    let Some(mut script) = parser.script else {
        // A text of comments alone lacks its protocol where it ends; an empty one at its beginning.
        let place = if text.trim().is_empty() { start } else { last };
        return Err(error(place, "end of file", "protocol"));
    };
    if let Some((id, place)) = parser
        .absent
        .into_iter()
        .find(|(id, _)| id.number() > script.setup.nodes)
    {
        return Err(error(
            place,
            &id.to_string(),
            &format!("a node up to n{}", script.setup.nodes),
        ));
    }
    // The end of the last line is not one more line.
    if script
        .lines
        .last()
        .is_some_and(|line| *line == Line::default())
    {
        script.lines.pop();
    }
    Ok(script)
}

/// Reads one line to be played now: an action, `set`, `expect`, `until`, `run`, `await` or prose, maybe with a moment.
pub fn parse_line(text: &str, about: &'static About) -> Parsed<Line> {
    if let Some(place) = text.find(['\n', '\r']) {
        let column = u32::try_from(text[..place].chars().count() + 1).unwrap_or(u32::MAX);
        return Err(error(
            Place { line: 1, column },
            "another line",
            "one statement",
        ));
    }
    let words = lex(text, 1)?;
    let mut reader = Reader::new(&words, 1, about);
    let mut line = Line {
        start: reader.place(),
        ..Line::default()
    };
    body_line(&mut reader, &mut line, Some(false))?;
    reader.ends()?;
    Ok(line)
}

/// Reads a literal, as it stands in a script of this system, and nothing behind it: no comment either.
pub fn literal(text: &str, about: &'static About) -> Parsed<Literal> {
    let words = lex(text, 1)?;
    let mut reader = Reader::new(&words, 1, about);
    let literal = reader.literal()?;
    reader.ends()?;
    if let Some(comment) = &words.comment {
        // It reaches to the end of the text, but for the blanks there.
        let behind = text.trim_end().chars().count() - comment.chars().count();
        let column = u32::try_from(behind).unwrap_or(u32::MAX);
        return Err(error(Place { line: 1, column }, "#", "end of line"));
    }
    Ok(literal)
}

/// Reads a transaction, as it stands in a script of this system.
pub fn transaction(text: &str, about: &'static About) -> Parsed<Transaction> {
    let words = lex(text, 1)?;
    let mut reader = Reader::new(&words, 1, about);
    let transaction = reader.transaction()?;
    reader.ends()?;
    Ok(transaction)
}

fn error(place: Place, found: &str, expected: &str) -> ParseError {
    ParseError {
        place,
        found: found.into(),
        expected: expected.into(),
    }
}

struct Parser<'a> {
    systems: &'a [&'static About],
    script: Option<Script>,
    /// Comments and blank lines before the protocol is known.
    before: Vec<Line>,
    in_header: bool,
    /// The header lines that may come once and came.
    seen: Vec<&'static str>,
    /// The absent nodes and where they are named: `nodes` may follow later.
    absent: Vec<(NodeId, Place)>,
}

const HEADER: [&str; 5] = ["protocol", "nodes", "clients", "seed", "absent"];

impl Parser<'_> {
    fn line(&mut self, raw: &str, number: u32) -> Parsed<()> {
        let words = lex(raw, number)?;
        let mut line = Line {
            comment: words.comment.clone(),
            ..Line::default()
        };
        if words.words.is_empty() {
            // What stands before the protocol line is kept with the script once that is known.
            match &mut self.script {
                Some(script) => script.lines.push(line),
                None => self.before.push(line),
            }
            return Ok(());
        }
        let about = self.about();
        let mut reader = Reader::new(&words, number, about.unwrap_or(self.systems[0]));
        line.start = reader.place();
        line.place = line.start;
        if about.is_none() {
            return self.before_protocol(&mut reader, line);
        }
        let header = HEADER.into_iter().find(|word| reader.peek() == Some(word));
        if let Some(word) = header {
            if !self.in_header {
                return reader.error(format!(
                    "{word} before the first line that acts, runs or expects"
                ));
            }
            if self.seen.contains(&word) {
                return reader.error(format!("{word} only once"));
            }
            self.seen.push(word);
            reader.takes(word);
            line.statement = Some(self.header(word, &mut reader)?);
        } else {
            body_line(&mut reader, &mut line, Some(self.in_header))?;
            let quiet = matches!(
                line.statement,
                Some(Statement::Initial(_) | Statement::Prose(_))
            );
            self.in_header &= quiet && line.when.is_none();
        }
        reader.ends()?;
        let script = self.script.as_mut().expect("the protocol is known");
        if let Some(Statement::Initial(setting)) = &line.statement {
            script.setup.settings.set(reader.about, setting);
            if let [first, _, ..] = script.setup.settings.quirks() {
                // `set quirk NAME on`: what is one too many is the name.
                let name = &words.words[2];
                let (line, column) = (number, name.column);
                let expected = format!("one quirk at a time: {first} is on");
                return Err(error(Place { line, column }, &name.text, &expected));
            }
        }
        script.lines.push(line);
        Ok(())
    }

    fn about(&self) -> Option<&'static About> {
        let id = self.script.as_ref()?.protocol;
        self.systems.iter().find(|about| about.id == id).copied()
    }

    fn before_protocol(&mut self, reader: &mut Reader, mut line: Line) -> Parsed<()> {
        if !self.seen.contains(&"synod") && reader.takes("synod") {
            self.seen.push("synod");
            reader.needs("1")?;
            // The version is printed anyway; its comment gets a line of its own.
            if line.comment.is_some() {
                self.before.push(line);
            }
            return reader.ends();
        }
        if !reader.takes("protocol") {
            return reader.error("protocol");
        }
        let about = reader.one_of(
            "a system",
            self.systems.iter().map(|about| (about.id, *about)),
        )?;
        reader.ends()?;
        self.seen.push("protocol");
        line.statement = Some(Statement::Protocol(about.id));
        let mut lines = std::mem::take(&mut self.before);
        lines.push(line);
        self.script = Some(Script {
            lines,
            protocol: about.id,
            setup: default_setup(about),
        });
        Ok(())
    }

    fn header(&mut self, word: &str, reader: &mut Reader) -> Parsed<Statement> {
        let setup = &mut self.script.as_mut().expect("the protocol is known").setup;
        match word {
            "nodes" => {
                let (least, most) = reader.about.nodes;
                setup.nodes = u16::try_from(reader.whole_within(least.into(), most.into())?)
                    .expect("within the range");
                Ok(Statement::Nodes(setup.nodes))
            }
            "clients" => {
                setup.clients =
                    u16::try_from(reader.whole_within(0, 100)?).expect("within the range");
                Ok(Statement::Clients(setup.clients))
            }
            "seed" => {
                setup.seed =
                    u64::try_from(reader.whole_within(0, WHOLE_MAX)?).expect("not negative");
                Ok(Statement::Seed(setup.seed))
            }
            _ => {
                self.absent = absent(reader)?;
                let ids: Vec<NodeId> = self.absent.iter().map(|(id, _)| *id).collect();
                setup.absent.clone_from(&ids);
                order::by_key(&mut setup.absent, |id| *id);
                Ok(Statement::Absent(ids))
            }
        }
    }
}

fn absent(reader: &mut Reader) -> Parsed<Vec<(NodeId, Place)>> {
    let mut ids: Vec<(NodeId, Place)> = Vec::new();
    while ids.is_empty() || !reader.is_done() {
        let place = reader.place();
        let id = reader.node()?;
        if ids.iter().any(|(known, _)| *known == id) {
            return reader.error_before("each node once");
        }
        ids.push((id, place));
    }
    Ok(ids)
}

/// A line that is no header line of its own: maybe a moment, then a statement. `header`: whether `set` still sets
/// what the run begins with; `None` behind a moment, where only some statements may stand.
fn body_line(reader: &mut Reader, line: &mut Line, header: Option<bool>) -> Parsed<()> {
    let mut header = header;
    if reader.takes("at") {
        line.when = Some(When::At(reader.span()?));
        header = None;
    } else if reader.peek().is_some_and(|word| word.starts_with('@')) {
        line.when = Some(When::Step(reader.step()?));
        if reader.is_done() {
            return Ok(());
        }
        header = None;
    }
    line.place = reader.place();
    line.statement = Some(statement(reader, header)?);
    Ok(())
}

fn statement(reader: &mut Reader, header: Option<bool>) -> Parsed<Statement> {
    let moves = header.is_some();
    match reader.peek() {
        Some("until") if moves => {
            reader.takes("until");
            reader.span().map(Statement::Until)
        }
        Some("run") if moves => {
            reader.takes("run");
            reader.span().map(Statement::Run)
        }
        Some("await") if moves => {
            reader.takes("await");
            let predicate = predicate(reader)?;
            reader.needs("within")?;
            Ok(Statement::Await(predicate, reader.span()?))
        }
        Some("branch") if moves => branch(reader),
        Some("expect") => {
            reader.takes("expect");
            let wanted = !reader.takes("not");
            Ok(Statement::Expect(predicate(reader)?, wanted))
        }
        Some("set") if header == Some(true) => setting(reader).map(Statement::Initial),
        Some("title" | "about" | "say" | "ask" | "goal" | "hint" | "par") => {
            prose(reader).map(Statement::Prose)
        }
        _ => action(reader, moves).map(Statement::Act),
    }
}

fn branch(reader: &mut Reader) -> Parsed<Statement> {
    reader.takes("branch");
    let name = reader.name()?;
    reader.needs("from")?;
    let parent = reader.name()?;
    let step = reader.step()?;
    let mut leave = Leave {
        step,
        time: None,
        actions: None,
    };
    if reader.takes("at") {
        leave.time = Some(Time(reader.span()?.0));
    }
    if reader.takes("after") {
        // More than any run has, and within `usize` on every machine.
        let actions = reader.whole_within(0, i64::from(u32::MAX))?;
        leave.actions = usize::try_from(actions).ok();
    }
    Ok(Statement::Branch {
        name,
        parent,
        leave,
    })
}

fn prose(reader: &mut Reader) -> Parsed<Prose> {
    let word = reader.peek().expect("its word was seen");
    reader.takes(word);
    Ok(match word {
        "title" => Prose::Title(reader.text()?),
        "about" => Prose::About(reader.text()?),
        "say" => Prose::Say(reader.text()?),
        "hint" => Prose::Hint(reader.text()?),
        "goal" => Prose::Goal(predicate(reader)?),
        "par" => Prose::Par(reader.whole_within(0, 1_000_000)?),
        _ => {
            let text = reader.text()?;
            let mut choices = Vec::new();
            while reader.is_text() {
                choices.push(reader.text()?);
            }
            Prose::Ask(text, choices)
        }
    })
}
