//! The fields of each kind of request, and the line of script that they make.

use synod_core::ledger::{TransactionKind, quote};
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

impl Field {
    /// What is wrong with a text that the core cannot read as a number, in the words of a form.
    pub fn unreadable(&self, text: &str) -> Option<String> {
        let digits = text.trim();
        let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let limit = if whole { " below 2^53" } else { "" };
        (self.kind == Kind::Amount).then(|| format!("{} must be a whole number{limit}", self.label))
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

/// The line.
pub fn line(kind: TransactionKind, asker: Address, values: &[String]) -> String {
    let mut line = format!("submit {asker} {}", kind.name());
    for (field, value) in fields_of(kind).iter().zip(values) {
        line.push(' ');
        match field.kind {
            Kind::Text => line.push_str(&quote(value)),
            _ => line.push_str(value.trim()),
        }
    }
    line
}

/// The field that a column of the line, from 1, lies in; the last one for none and for what lies behind.
pub fn field_at(kind: TransactionKind, values: &[String], asker: Address, column: u32) -> usize {
    let last = values.len().saturating_sub(1);
    let column = usize::try_from(column).unwrap_or(usize::MAX);
    if column == 0 {
        return last;
    }
    let begins = |place: usize| line(kind, asker, &values[..place]).chars().count() + 2;
    (0..values.len())
        .rev()
        .find(|place| begins(*place) <= column)
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use synod_core::units::NodeId;

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_form_writes_one_line() {
        let asker = Address::Node(NodeId::new(2));
        let transfer = texts(&["n2", "n4", " 10 "]);
        assert_eq!(
            line(TransactionKind::Transfer, asker, &transfer),
            "submit n2 transfer n2 n4 10"
        );
        let note = texts(&["a \"b\" #c"]);
        assert_eq!(
            line(TransactionKind::Note, asker, &note),
            "submit n2 note \"a \\\"b\\\" #c\""
        );
    }

    #[test]
    fn an_amount_that_is_none_is_said_as_forms_say_it() {
        let [_, to, amount] = fields_of(TransactionKind::Transfer) else {
            panic!("a transfer has three fields")
        };
        for text in ["", "1.5", "ten"] {
            let said = amount.unreadable(text);
            assert_eq!(said.as_deref(), Some("Amount must be a whole number"));
        }
        let said = amount.unreadable("99999999999999999");
        assert_eq!(
            said.as_deref(),
            Some("Amount must be a whole number below 2^53")
        );
        assert_eq!(to.unreadable("n9"), None);
    }

    #[test]
    fn trouble_stands_under_the_field_it_is_about() {
        let asker = Address::Node(NodeId::new(2));
        let kind = TransactionKind::Transfer;
        let values = texts(&["n2", "n4", "ten"]);
        // submit n2 transfer n2 n4 ten
        // 1      8  11       20 23 26
        for (column, field) in [(20, 0), (23, 1), (26, 2), (29, 2), (0, 2), (1, 0)] {
            assert_eq!(
                field_at(kind, &values, asker, column),
                field,
                "column {column}"
            );
        }
    }
}
