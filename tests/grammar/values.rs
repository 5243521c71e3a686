//! Values, made from bytes: names, numbers, texts, literals, transactions.

use synod_core::action::Ends;
use synod_core::ledger::{Account, Literal, NESTING_MAX, Transaction, TransactionKind};
use synod_core::units::{
    Address, CLIENTS_MAX, ClientId, NODES_MAX, NodeId, Ratio, Span, WHOLE_MAX,
};

use super::Maker;

impl Maker<'_> {
    pub(super) fn transaction(&mut self) -> Transaction {
        match self.pick(self.about.accepts) {
            TransactionKind::Transfer => Transaction::Transfer {
                from: self.account(),
                to: self.account(),
                amount: self.whole(),
            },
            TransactionKind::Put => Transaction::Put {
                key: self.literal(0),
                value: self.literal(0),
            },
            TransactionKind::Get => Transaction::Get {
                key: self.literal(0),
            },
            TransactionKind::Delete => Transaction::Delete {
                key: self.literal(0),
            },
            TransactionKind::Note => Transaction::Note {
                text: self.text().into(),
            },
            TransactionKind::Stake => Transaction::Stake {
                account: self.account(),
                amount: self.whole(),
            },
            TransactionKind::Faucet => Transaction::Faucet {
                account: self.account(),
                amount: self.whole(),
            },
        }
    }

    /// A literal inside of so many others.
    pub fn literal(&mut self, depth: usize) -> Literal {
        let kinds = if depth < NESTING_MAX { 9 } else { 5 };
        match self.below(kinds) {
            0 => Literal::Whole(self.whole()),
            1 => Literal::None,
            2 => Literal::Bool(self.flag()),
            3 => Literal::text(self.word()),
            4 => Literal::text(self.text()),
            5 => Literal::List(
                (0..self.below(4))
                    .map(|_| self.literal(depth + 1))
                    .collect(),
            ),
            6 => Literal::Tuple(
                (0..self.below(4))
                    .map(|_| self.literal(depth + 1))
                    .collect(),
            ),
            _ => {
                let pair = |maker: &mut Self| (maker.literal(depth + 1), maker.literal(depth + 1));
                let pairs: Vec<_> = (0..self.below(4)).map(|_| pair(self)).collect();
                Literal::map(pairs)
            }
        }
    }

    pub(super) fn text(&mut self) -> String {
        const LETTERS: &[char] = &[
            'a', 'Z', '0', ' ', '"', '\'', '\\', '#', '\n', '\t', '\r', '\0', '\u{7f}', 'é', '🦀',
            '\u{2028}', '{', ',', ':', '|', '-', '\u{a0}',
        ];
        (0..self.below(6)).map(|_| self.pick(LETTERS)).collect()
    }

    pub(super) fn word(&mut self) -> String {
        self.pick(&[
            "a", "bank", "none", "true", "false", "on", "of", "within", "after", "n1", "n9", "x-1",
            "c1", "m1",
        ])
        .into()
    }

    pub(super) fn account(&mut self) -> Account {
        if self.flag() {
            self.node().into()
        } else {
            Account::named(&self.word())
        }
    }

    /// A number up to this one, both ends and what is near them included.
    pub(super) fn number(&mut self, most: u64) -> u64 {
        match self.below(4) {
            0 => 0,
            1 => most,
            2 => (self.below(1 << 16) as u64).min(most),
            _ => (most >> 16) * self.below(1 << 16) as u64,
        }
    }

    pub(super) fn whole(&mut self) -> i64 {
        let number = self.number(WHOLE_MAX as u64) as i64;
        if self.flag() { -number } else { number }
    }

    pub(super) fn span(&mut self, most: Span) -> Span {
        Span(self.number(most.micros()))
    }

    pub(super) fn span_from(&mut self, least: Span, most: Span) -> Span {
        Span(least.micros() + self.number(most.micros() - least.micros()))
    }

    pub(super) fn ratio(&mut self, least: Ratio, most: Ratio) -> Ratio {
        Ratio(least.0 + self.number(u64::from(most.0 - least.0)) as u32)
    }

    pub(super) fn kind(&mut self) -> &'static str {
        self.about.kinds[self.below(self.about.kinds.len())].name
    }

    pub(super) fn node(&mut self) -> NodeId {
        NodeId::new(1 + self.number(u64::from(NODES_MAX) - 1) as u16)
    }

    pub(super) fn client(&mut self) -> ClientId {
        ClientId::new(1 + self.number(u64::from(CLIENTS_MAX) - 1) as u16)
    }

    pub(super) fn address(&mut self) -> Address {
        if self.below(4) == 1 {
            Address::Client(self.client())
        } else {
            self.node().into()
        }
    }

    pub(super) fn ends(&mut self) -> Ends {
        let (from, mut to) = (self.address(), self.address());
        if from == to {
            // The other kind of end is another end.
            to = match from {
                Address::Node(_) => Address::Client(ClientId::new(1)),
                Address::Client(_) => NodeId::new(1).into(),
            };
        }
        Ends {
            from,
            to,
            one_way: self.flag(),
        }
    }
}
