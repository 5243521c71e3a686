//! Running other programs: what is run is said first, and a failure comes with its remedy.

use std::env;
use std::ffi::OsStr;
use std::iter;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::places::Places;

/// A command that starts at the root of the tree and finds the project's own tools before those of
/// the machine.
pub fn command(places: &Places, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    let mut path = vec![places.tools.join("bin")];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    command
        .current_dir(&places.root)
        .env("PATH", env::join_paths(path).expect("PATH was split there"));
    command
}

/// The cargo that runs this program.
pub fn cargo(places: &Places) -> Command {
    command(places, env::var_os("CARGO").unwrap_or("cargo".into()))
}

/// Runs to the end; `remedy` is the sentence for a person whose run stops here.
pub fn run(command: &mut Command, remedy: &str) -> Result<()> {
    announce(command);
    let name = Path::new(command.get_program()).file_name();
    let program = name.unwrap_or_default().to_string_lossy().into_owned();
    let status = command
        .status()
        .with_context(|| format!("`{program}` did not start: {remedy}"))?;
    if !status.success() {
        bail!("`{program}` stopped with {status}: {remedy}");
    }
    Ok(())
}

/// Says what is about to run, in paths that a person can use and that are the same on every
/// machine.
pub fn announce(command: &Command) {
    let here = command.get_current_dir().unwrap_or(Path::new(""));
    let short = |word: &OsStr| {
        let path = Path::new(word);
        let shown = match (path.strip_prefix(here), path.file_name()) {
            (Ok(inside), _) => inside.as_os_str(),
            (Err(_), Some(name)) if path.is_absolute() => name,
            (Err(_), _) => word,
        };
        shown.to_string_lossy().into_owned()
    };
    let words: Vec<String> = iter::once(command.get_program())
        .chain(command.get_args())
        .map(short)
        .collect();
    eprintln!("$ {}", words.join(" "));
}

/// What a program prints, or `None` when it is missing or fails: both mean "not usable".
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// The first of `names` on the search path of the machine.
pub fn which(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)))
        .flat_map(|file| [file.clone(), file.with_extension("exe")])
        .find(|file| file.is_file())
}
