//! What calls return, as plain objects.

use serde::Serialize;
use synod_core::session::{Expected, Trouble};
use synod_core::view::BranchView;
use wasm_bindgen::prelude::*;

/// A plain object: maps and big integers would surprise callers.
pub(super) fn object(value: &impl Serialize) -> JsValue {
    let plain = serde_wasm_bindgen::Serializer::json_compatible();
    value
        .serialize(&plain)
        .expect("shapes hold only what JSON holds")
}

/// The number in an id such as `n3`, without leading zeros.
pub(super) fn number(id: &str, letter: char, most: u32) -> Option<u32> {
    let digits = id.strip_prefix(letter)?;
    let clean = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits
        .parse()
        .ok()
        .filter(|number| clean && (1..=most).contains(number))
}

/// What became of a statement or script.
#[derive(Serialize)]
pub(super) struct OutcomeShape {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

impl From<Result<(), Trouble>> for OutcomeShape {
    fn from(done: Result<(), Trouble>) -> Self {
        let (kind, message, line, column) = match done {
            Ok(()) => {
                return Self {
                    ok: true,
                    kind: None,
                    message: None,
                    line: None,
                    column: None,
                };
            }
            // A refusal is about the whole statement, which begins there.
            Err(Trouble::Refused(message)) => ("refused", message, 1, 1),
            Err(Trouble::Parse {
                message,
                line,
                column,
            }) => ("parse", message, line, column),
        };
        Self {
            ok: false,
            kind: Some(kind),
            message: Some(message),
            line: Some(line),
            column: Some(column),
        }
    }
}

/// An `expect` of the script.
#[derive(Serialize)]
pub(super) struct ExpectShape {
    line: u32,
    column: u32,
    text: String,
    ok: bool,
    found: String,
}

impl From<Expected> for ExpectShape {
    fn from(expected: Expected) -> Self {
        let Expected {
            line,
            column,
            text,
            ok,
            found,
        } = expected;
        Self {
            line,
            column,
            text,
            ok,
            found,
        }
    }
}

/// A moment.
#[derive(Serialize)]
struct MomentShape {
    step: u32,
    time: u64,
}

/// A branch.
#[derive(Serialize)]
pub(super) struct BranchShape {
    name: String,
    parent: Option<String>,
    from: Option<MomentShape>,
    end: MomentShape,
    current: bool,
    line: String,
}

impl From<BranchView> for BranchShape {
    fn from(branch: BranchView) -> Self {
        let shape = |moment: synod_core::units::Moment| MomentShape {
            step: moment.step,
            time: moment.time.micros(),
        };
        let (parent, from) = branch
            .parent
            .map_or((None, None), |(name, at)| (Some(name), Some(shape(at))));
        Self {
            name: branch.name,
            parent,
            from,
            end: shape(branch.end),
            current: branch.current,
            line: branch.line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn ids_are_read_as_they_are_printed() {
        assert_eq!(number("n3", 'n', 1000), Some(3));
        assert_eq!(number("m17", 'm', u32::MAX), Some(17));
        for bad in ["", "n", "n0", "n03", "n1001", "m3", "n-1", "n+1", "n3 "] {
            assert_eq!(number(bad, 'n', 1000), None, "{bad}");
        }
    }
}
