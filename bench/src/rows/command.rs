//! Running the programs that measure, ours and those of the peers: on one core, and with their own words for what came
//! of it.

use std::env;
use std::ffi::OsStr;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// This program, on one core.
pub fn own(arguments: &[&str]) -> Result<Command> {
    let program = env::current_exe().context("this program does not find itself")?;
    let mut command = pinned(program);
    command.args(arguments);
    Ok(command)
}

/// A program on one core, where the machine has `taskset`: the one named by `CORE`, else the second.
pub fn pinned(program: impl AsRef<OsStr>) -> Command {
    static CORE: OnceLock<Option<String>> = OnceLock::new();
    let works = |core: &String| {
        let mut probe = Command::new("taskset");
        probe.args(["-c", core, "true"]).stderr(Stdio::null());
        probe.status().is_ok_and(|status| status.success())
    };
    let wanted = || Some(env::var("CORE").unwrap_or("1".into())).filter(works);
    let Some(core) = CORE.get_or_init(wanted) else {
        return Command::new(program);
    };
    let mut command = Command::new("taskset");
    command.args(["-c", core]).arg(program);
    command
}

/// What a program prints.
pub fn output(command: &mut Command) -> Result<String> {
    let name = format!("{:?}", command.get_program());
    let output = command
        .stderr(Stdio::piped())
        .output()
        .with_context(|| format!("{name} does not start"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().rfind(|line| !line.trim().is_empty());
        bail!("{}: {}", output.status, last.unwrap_or("it says nothing"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first line of JSON that a program prints: a measurement.
pub fn line(command: &mut Command) -> Result<Value> {
    let text = output(command)?;
    let found = text
        .lines()
        .find_map(|line| serde_json::from_str(line).ok());
    found.context("it printed no measurement")
}

/// The figure in the first line of JSON that a program prints.
pub fn figure(command: &mut Command) -> Result<f64> {
    value(&line(command)?)
}

/// The figure of a measurement.
pub fn value(line: &Value) -> Result<f64> {
    line["value"].as_f64().context("a measurement has a value")
}

/// States a second of processor time of a program that says `states=N`: stateright looks only once a second whether it
/// is done, and sleeps until then.
#[cfg(unix)]
pub fn states(command: &mut Command) -> Result<f64> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let busy = || -> Result<f64> {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).context("no processor time is known")?;
        Ok(usage.user_time().num_microseconds() as f64 / 1e6)
    };
    let before = busy()?;
    let text = output(command)?;
    let seconds = busy()? - before;
    // The last report counts them all.
    let (_, rest) = text
        .rsplit_once("states=")
        .context("it named no number of states")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Ok(digits.parse::<f64>()? / seconds)
}

/// The same where nobody says how much processor time a program took.
#[cfg(not(unix))]
pub fn states(_: &mut Command) -> Result<f64> {
    bail!("this machine does not say how much processor time a program took")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_fails_is_quoted() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo first >&2; echo last >&2; exit 3"]);
        let error = output(&mut command).expect_err("it fails").to_string();
        assert!(
            error.contains("last") && !error.contains("first"),
            "{error}"
        );
    }

    #[test]
    fn a_measurement_is_the_first_line_of_json() {
        let mut command = Command::new("echo");
        command.arg("warm\n{\"value\":1.5}\n{\"value\":2}");
        assert_eq!(figure(&mut command).expect("it is there"), 1.5);
    }
}
