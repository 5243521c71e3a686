//! Synod on the command line: the same laboratory as the page, on the same scripts.
//!
//! All output depends only on arguments and files: no clock, no path, no thread count.

mod check;
mod diff;
mod list;
mod run;
mod trace;
mod vectors;

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "synod",
    version,
    about = "A consensus and blockchain laboratory"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Plays scripts and says what their expectations found.
    Run(run::Options),
    /// Prints every name that scripts may use.
    List {
        /// One system only.
        protocol: Option<String>,
        /// JSON lines instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Blows storms through a system and looks whether anything breaks.
    Check(check::Options),
    /// Searches a storm that breaks something, and shrinks it to the shortest script.
    Search(check::Search),
    /// Names the first thing that happened differently in two runs; ends with 1 if there is one.
    Diff {
        /// One script.
        one: PathBuf,
        /// The other.
        other: PathBuf,
    },
    /// Prints the test vectors, recomputed: name, input and output with tabs between.
    Vectors {
        /// One system only.
        protocol: Option<String>,
    },
    /// Prints a script in canonical form.
    Fmt {
        /// The script; `-` is standard input.
        file: PathBuf,
    },
}

/// How the whole call ends: the worst of its parts counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    Good,
    Failed,
    Unusable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

fn main() -> ExitCode {
    let exit = match Arguments::parse().command {
        Command::Run(options) => run::run(&options),
        Command::List { protocol, json } => list::list(protocol.as_deref(), json),
        Command::Check(options) => check::check(&options),
        Command::Search(options) => check::search(&options),
        Command::Diff { one, other } => diff::diff(&one, &other),
        Command::Vectors { protocol } => vectors::vectors(protocol.as_deref()),
        Command::Fmt { file } => format(&file),
    };
    exit.into()
}

fn format(file: &std::path::Path) -> Exit {
    let Some(script) = parsed(file) else {
        return Exit::Unusable;
    };
    print(&script.to_string());
    Exit::Good
}

/// A file's script, or a line on standard error that says what is wrong and where.
fn parsed(file: &std::path::Path) -> Option<synod_core::script::Script> {
    let parsed = synod_core::script::parse(&read(file)?, &run::systems());
    let complain = |error: &synod_core::script::ParseError| {
        let (name, place) = (file.display(), error.place);
        eprintln!("{name}:{}:{}: {error}", place.line, place.column);
    };
    parsed.inspect_err(complain).ok()
}

/// A file's text, or a line on standard error that says why not.
fn read(file: &std::path::Path) -> Option<String> {
    let bytes = if file.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(file)
    };
    let name = file.display();
    match bytes.map(String::from_utf8) {
        Ok(Ok(text)) => Some(text),
        Ok(Err(error)) => {
            let (line, column) = place_of_byte(error.as_bytes(), error.utf8_error().valid_up_to());
            eprintln!("{name}:{line}:{column}: found bytes that are no text, expected UTF-8");
            None
        }
        Err(error) => {
            eprintln!("{name}:1:1: found no file that can be read ({error}), expected a script");
            None
        }
    }
}

fn place_of_byte(bytes: &[u8], end: usize) -> (usize, usize) {
    let good = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
    let line = good.matches('\n').count() + 1;
    let column = good.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// Prints to standard output. A reader that went away ends the program quietly; what cannot be written ends it with 2.
fn print(text: &str) {
    use std::io::{ErrorKind, Write, stdout};
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => {
            eprintln!("standard output cannot be written: {error}");
            std::process::exit(Exit::Unusable as i32);
        }
    }
}
