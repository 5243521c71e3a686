//! The fields of each kind of request, and the line of script that they make.

use synod_core::about::About;
use synod_core::ledger::{Literal, TransactionKind, quote};
use synod_core::script::literal;
use synod_core::units::Address;

/// What a field takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An account: a choice of the nodes.
    Account,
    /// A whole number, as text: the core says what is wrong with it.
    Amount,
    /// A literal of the script language.
    Literal,
    /// Any text.
    Text,
}

/// A field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// The word above it.
    pub label: &'static str,
    /// What it takes.
    pub kind: Kind,
}

/// A field that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Its place among the fields.
    pub place: usize,
    /// What is wrong, in the words of a form, with the column of the field where it has one.
    pub text: String,
}

impl Field {
    /// What stands in it as the line has it. It is read alone, and its value is written: nothing in it can become
    /// another word of the line.
    fn word(&self, typed: &str, about: &'static About) -> Result<String, String> {
        let text = typed.trim();
        match self.kind {
            Kind::Text => Ok(quote(typed)),
            Kind::Account => Ok(text.into()),
            Kind::Amount => match literal(text, about) {
                Ok(Literal::Whole(amount)) => Ok(amount.to_string()),
                _ => Err(self.no_number(text)),
            },
            Kind::Literal if text.is_empty() => Err(format!("{} is empty", self.label)),
            // Read as it was typed, so that columns are those of the field.
            Kind::Literal => literal(typed, about)
                .map(|value| value.to_string())
                .map_err(|error| format!("{}, column {}: {error}", self.label, error.place.column)),
        }
    }

    fn no_number(&self, text: &str) -> String {
        let whole = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let limit = if whole { " below 2^53" } else { "" };
        format!("{} must be a whole number{limit}", self.label)
    }
}

const fn field(label: &'static str, kind: Kind) -> Field {
    Field { label, kind }
}

/// The fields of a kind of request, in the order of the language.
pub fn fields_of(kind: TransactionKind) -> &'static [Field] {
    const FROM: Field = field("From", Kind::Account);
    const TO: Field = field("To", Kind::Account);
    const ACCOUNT: Field = field("Account", Kind::Account);
    const AMOUNT: Field = field("Amount", Kind::Amount);
    const KEY: Field = field("Key", Kind::Literal);
    const VALUE: Field = field("Value", Kind::Literal);
    const TEXT: Field = field("Text", Kind::Text);
    match kind {
        TransactionKind::Transfer => &[FROM, TO, AMOUNT],
        TransactionKind::Put => &[KEY, VALUE],
        TransactionKind::Get | TransactionKind::Delete => &[KEY],
        TransactionKind::Note => &[TEXT],
        TransactionKind::Stake | TransactionKind::Faucet => &[ACCOUNT, AMOUNT],
    }
}

/// The line, if each field can be read.
pub fn line(
    kind: TransactionKind,
    asker: Address,
    values: &[String],
    about: &'static About,
) -> Result<String, Fault> {
    let mut line = format!("submit {asker} {}", kind.name());
    for (place, (field, value)) in fields_of(kind).iter().zip(values).enumerate() {
        let word = field.word(value, about);
        line.push(' ');
        line.push_str(&word.map_err(|text| Fault { place, text })?);
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::protocols::multi_paxos::ABOUT;
    use synod_core::units::NodeId;

    fn read(kind: TransactionKind, values: &[&str]) -> Result<String, (usize, String)> {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        let asker = Address::Node(NodeId::new(2));
        line(kind, asker, &values, &ABOUT).map_err(|fault| (fault.place, fault.text))
    }

    #[test]
    fn the_form_writes_one_line() {
        let transfer = read(TransactionKind::Transfer, &["n2", "n4", " 10 "]);
        assert_eq!(transfer.as_deref(), Ok("submit n2 transfer n2 n4 10"));
        let note = read(TransactionKind::Note, &["a \"b\" #c"]);
        assert_eq!(note.as_deref(), Ok("submit n2 note \"a \\\"b\\\" #c\""));
        let put = read(TransactionKind::Put, &[" 'a b' ", "[1,{x: (2,3)}]"]);
        assert_eq!(put.as_deref(), Ok("submit n2 put \"a b\" [1, {x: (2, 3)}]"));
    }

    #[test]
    fn an_amount_that_is_none_is_said_as_forms_say_it() {
        for text in ["", "1.5", "ten", "10 20", "10 # of mine"] {
            let said = read(TransactionKind::Transfer, &["n1", "n2", text]);
            assert_eq!(
                said,
                Err((2, "Amount must be a whole number".into())),
                "{text}"
            );
        }
        let said = read(
            TransactionKind::Transfer,
            &["n1", "n2", "99999999999999999"],
        );
        let text = "Amount must be a whole number below 2^53";
        assert_eq!(said, Err((2, text.into())));
    }

    #[test]
    fn a_field_is_read_alone_and_says_its_own_column() {
        let put = |key, value| read(TransactionKind::Put, &[key, value]);
        let end = "expected end of line";
        for (key, value, place, text) in [
            ("a 1", "2", 0, format!("Key, column 3: found 1, {end}")),
            ("a #", "2", 0, format!("Key, column 3: found #, {end}")),
            ("a # 1", "2", 0, format!("Key, column 3: found #, {end}")),
            (
                "  $",
                "2",
                0,
                "Key, column 3: found $, expected a literal".into(),
            ),
            ("", "2", 0, "Key is empty".into()),
            (
                "a",
                "# 3",
                1,
                "Value, column 4: found end of line, expected a literal".into(),
            ),
            (
                "a",
                "1 later 3s",
                1,
                format!("Value, column 3: found later, {end}"),
            ),
        ] {
            assert_eq!(put(key, value), Err((place, text)), "{key}, {value}");
        }
        assert_eq!(put("'#'", "1").as_deref(), Ok("submit n2 put \"#\" 1"));
    }
}
