//! The rows as people read them, and as programs do.

use serde_json::{Value, json};

use super::budgets::{Budget, Goal};
use super::{Figure, Line};

/// What stands above the columns.
pub fn head() {
    let columns = ["row", "ours", "peer or limit", "ratio", "goal", ""];
    let cells = columns.map(String::from);
    println!("{}", joined(" #", cells));
}

fn joined(number: &str, [subject, ours, against, ratio, goal, verdict]: [String; 6]) -> String {
    let line = format!(
        "{number:>2}  {subject:<56}  {ours:>16}  {against:>34}  {ratio:>6}  {goal:<28}  {verdict}"
    );
    line.trim_end().into()
}

/// Prints a line, and below it what a reader should know.
pub fn print(line: &Line) {
    let budget = line.budget;
    let (ours, against, ratio) = match &line.outcome {
        Ok(figure) => (
            amount(figure.ours, budget.unit),
            format!("{} {}", amount(figure.against, budget.unit), budget.against),
            format!("{:.2}", figure.ratio),
        ),
        Err(_) => ("-".into(), "-".into(), "-".into()),
    };
    let (subject, verdict) = (budget.subject.into(), verdict(line).into());
    let cells = [subject, ours, against, ratio, goal(budget), verdict];
    println!("{}", joined(&budget.row.to_string(), cells));
    let note = note(line);
    // That something does not exist yet is said by the word for it.
    let later = matches!(budget.goal, Goal::Later(_));
    if !note.is_empty() && !later {
        println!("      {note}");
    }
}

/// The same as one line of JSON.
pub fn json(line: &Line) -> Value {
    let budget = line.budget;
    let figure = |of: fn(&Figure) -> f64| line.outcome.as_ref().ok().map(of);
    json!({
        "row": budget.row,
        "subject": budget.subject,
        "ours": figure(|it| it.ours),
        "unit": budget.unit,
        "against": budget.against,
        "peer or limit": figure(|it| it.against),
        "ratio": figure(|it| it.ratio),
        "goal": goal(budget),
        "verdict": verdict(line),
        "note": note(line),
    })
}

fn verdict(line: &Line) -> &'static str {
    match &line.outcome {
        Ok(figure) if figure.holds(&line.budget.goal) => "holds",
        Ok(_) => "does not hold",
        Err(_) => "missing",
    }
}

fn note(line: &Line) -> &str {
    match &line.outcome {
        Ok(figure) => &figure.note,
        Err(why) => why,
    }
}

fn goal(budget: &Budget) -> String {
    match budget.goal {
        Goal::Times(least) => format!(">= {least} x {}", budget.against),
        Goal::AtMost(most) => format!("<= {most} x {}", budget.against),
        Goal::Least(least) => format!(">= {least} {}", budget.unit),
        Goal::Most(most) => format!("<= {most} {}", budget.unit),
        Goal::Later(text) => text.into(),
    }
}

/// Three digits that matter, and the unit.
fn amount(value: f64, unit: &str) -> String {
    let (scaled, prefix) = match value {
        1e6.. => (value / 1e6, "M "),
        1e4.. => (value / 1e3, "k "),
        _ => (value, ""),
    };
    let digits = match scaled {
        100.0.. => 0,
        10.0.. => 1,
        _ => 2,
    };
    format!("{scaled:.digits$} {prefix}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::budgets::BUDGETS;

    #[test]
    fn amounts_have_three_digits_and_a_unit() {
        for (value, text) in [
            (0.314_15, "0.31 ms"),
            (38.42, "38.4 ms"),
            (612.3, "612 ms"),
            (355_000.0, "355 k ms"),
            (4_012_345.0, "4.01 M ms"),
        ] {
            assert_eq!(amount(value, "ms"), text);
        }
    }

    #[test]
    fn what_cannot_be_measured_says_why() {
        let outcome = Err("the peer was not built".into());
        let line = Line {
            budget: &BUDGETS[0],
            outcome,
        };
        let json = json(&line);
        assert_eq!(json["verdict"], "missing");
        assert_eq!(json["note"], "the peer was not built");
        assert_eq!(json["goal"], ">= 3 x NeXosim");
    }
}
