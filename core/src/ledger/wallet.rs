//! Wallets: keys of accounts, what is signed with them, and the texts that are signed, as a source writes them in JSON.
//!
//! Signatures are Ed25519 (RFC 8032) from the crate `ed25519-dalek`, verified strictly: no key of small order, no
//! signature but the canonical one. The key of an account is a function of the seed of the run and of its name, so that a
//! run is the same everywhere; whoever knows the seed can sign for anybody, as every console does.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use ed25519_dalek::{Signer, SigningKey, VerifyingKey};

use crate::ledger::hash::hex;
use crate::ledger::{Account, Block, BlockHash, Entry, Memo, Transaction};

/// A public key: 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey(pub [u8; 32]);

/// A signature: 64 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature(pub [u8; 64]);

impl PublicKey {
    /// Whether this key has signed a hash.
    pub fn verifies(&self, hash: BlockHash, signature: &Signature) -> bool {
        let Ok(key) = VerifyingKey::from_bytes(&self.0) else {
            return false;
        };
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        key.verify_strict(&hash.0, &signature).is_ok()
    }

    /// As the source writes keys: PEM (RFC 7468) without an end of line at the end.
    pub fn pem(&self) -> String {
        // What stands before an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410).
        let mut der = vec![
            0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
        ];
        der.extend(self.0);
        let inner = base64(&der);
        format!("-----BEGIN PUBLIC KEY-----\n{inner}\n-----END PUBLIC KEY-----")
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place > three.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
    text
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0[..4]))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0[..4]))
    }
}

/// The private key of an account in a run of this seed. It leaves this module never.
fn private_key(seed: u64, account: &Account) -> SigningKey {
    SigningKey::from_bytes(&BlockHash::of(&format!("wallet of {account} with seed {seed}")).0)
}

/// The public key of an account in a run of this seed.
pub fn public_key(seed: u64, account: &Account) -> PublicKey {
    PublicKey(private_key(seed, account).verifying_key().to_bytes())
}

/// Signs a hash with the key of an account.
pub fn sign(seed: u64, account: &Account, hash: BlockHash) -> Signature {
    Signature(private_key(seed, account).sign(&hash.0).to_bytes())
}

/// A text as JSON has it, with quotes and with every letter beyond ASCII escaped.
pub fn json(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            ' '..='~' => quoted.push(letter),
            _ => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    let _ = write!(quoted, "\\u{unit:04x}");
                }
            }
        }
    }
    quoted.push('"');
    quoted
}

/// The payload of the source's genesis block.
pub const GENESIS_TEXT: &str = "{\"transactions\": [], \"last_hash\": \"genesis_hash\", \"forger\": \"genesis\", \
     \"block_count\": 0, \"timestamp\": 0, \"signature\": \"\"}";

/// The hash that a block names as the one below, as the source writes it. Chains of this laboratory begin above genesis,
/// so that the first block names the source's genesis block.
pub fn last_hash(previous: BlockHash) -> BlockHash {
    match previous {
        BlockHash::GENESIS => BlockHash([
            0x93, 0xeb, 0xc0, 0x1e, 0x04, 0xee, 0xda, 0xa5, 0xcf, 0x07, 0x4f, 0x4a, 0x61, 0x36,
            0xbb, 0x58, 0x46, 0xc1, 0xed, 0x61, 0x8d, 0x4d, 0x95, 0x3d, 0xf9, 0x6f, 0xc7, 0x1c,
            0x2b, 0x43, 0x81, 0x94,
        ]),
        hash => hash,
    }
}

/// What a wallet puts on a transaction.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Slip {
    /// The key of who pays.
    pub sender: PublicKey,
    /// The key of who is paid.
    pub receiver: PublicKey,
    /// What the clock of the wallet said, in milliseconds.
    pub timestamp: u64,
    /// The signature of who pays.
    pub signature: Signature,
    /// Whether it is right, for the transaction and the seed it was last looked at with.
    pub checked: Memo<(u64, Entry, bool)>,
}

/// The type of a transaction as the source names it, who pays and who is paid, and how much.
fn parts(transaction: &Transaction) -> Option<(&'static str, Account, Account, i64)> {
    Some(match transaction {
        Transaction::Transfer { from, to, amount } => {
            ("TRANSFER", from.clone(), to.clone(), *amount)
        }
        Transaction::Stake { account, amount } => {
            ("STAKE", account.clone(), account.clone(), *amount)
        }
        Transaction::Faucet { account, amount } => (
            "EXCHANGE",
            Account::named("exchange"),
            account.clone(),
            *amount,
        ),
        _ => return None,
    })
}

/// A transaction as its wallet signed it. Everybody who has it shares the slip of the one who made it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SignedEntry {
    /// The transaction with its request.
    pub entry: Entry,
    /// What the wallet put on it.
    pub slip: Arc<Slip>,
}

impl SignedEntry {
    /// A transaction signed with the key of who pays. `None` of a kind that moves no money.
    pub fn sign(entry: Entry, seed: u64, timestamp: u64) -> Option<Self> {
        let (_, from, to, _) = parts(&entry.transaction)?;
        let mut slip = Slip {
            sender: public_key(seed, &from),
            receiver: public_key(seed, &to),
            timestamp,
            signature: Signature([0; 64]),
            checked: Memo::default(),
        };
        let payload = slip.payload(&entry)?;
        slip.signature = sign(seed, &from, BlockHash::of(&payload));
        let slip = Arc::new(slip);
        Some(Self { entry, slip })
    }

    /// Whether its keys are those of the accounts that it names, and its signature is right. Looked at once for all who
    /// share the slip; one that was changed is another.
    pub fn is_signed(&self, seed: u64) -> bool {
        is_signed(&self.entry, &self.slip, seed)
    }
}

/// Whether a slip is right for a transaction.
pub fn is_signed(entry: &Entry, slip: &Slip, seed: u64) -> bool {
    let look = || {
        let Some((_, from, to, _)) = parts(&entry.transaction) else {
            return false;
        };
        let owners =
            slip.sender == public_key(seed, &from) && slip.receiver == public_key(seed, &to);
        let hash = slip.payload(entry).map(|payload| BlockHash::of(&payload));
        owners && hash.is_some_and(|hash| slip.sender.verifies(hash, &slip.signature))
    };
    let (of, what, is_right) = slip.checked.get_or(|| (seed, entry.clone(), look()));
    match *of == seed && what == entry {
        true => *is_right,
        false => look(),
    }
}

impl Slip {
    /// What is signed: the transaction as the source writes it, without its signature.
    pub fn payload(&self, entry: &Entry) -> Option<String> {
        self.text(entry, "")
    }

    fn text(&self, entry: &Entry, signature: &str) -> Option<String> {
        let (kind, _, _, amount) = parts(&entry.transaction)?;
        Some(format!(
            "{{\"sender_public_key\": {}, \"receiver_public_key\": {}, \"amount\": {amount}, \"type\": \"{kind}\", \
             \"id\": \"{}\", \"timestamp\": {}, \"signature\": \"{signature}\"}}",
            json(&self.sender.pem()),
            json(&self.receiver.pem()),
            entry.request,
            self.timestamp,
        ))
    }
}

/// What a forger puts on a block.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Forged {
    /// The account that was drawn.
    pub forger: Account,
    /// Its key.
    pub key: PublicKey,
    /// Which draw it won, from 0: higher ones follow where an earlier winner was silent.
    pub attempt: u32,
    /// What the forger's clock said, in milliseconds.
    pub timestamp: u64,
    /// What the wallets put on the entries, in their order.
    pub slips: Vec<Arc<Slip>>,
    /// The forger's signature of the hash.
    pub signature: Signature,
    /// Whether that is right, for the seed it was last looked at with.
    pub checked: Memo<(u64, bool)>,
    /// Who is drawn to forge the block above, with these stakes.
    pub drawn: Memo<Drawn>,
}

/// A draw with what it was drawn from.
pub struct Drawn {
    /// The stakes, in order.
    pub stakes: Vec<(Account, i64)>,
    /// Whose ticket won.
    pub winner: Option<Account>,
}

impl Forged {
    /// The payload of the block that this is on: what its hash is the hash of. The source knows one draw a block and so
    /// names none; a later one is named.
    pub fn payload(&self, block: &Block) -> String {
        let mut text = String::from("{\"transactions\": [");
        for (place, (entry, slip)) in block.entries.iter().zip(&self.slips).enumerate() {
            text.push_str(if place > 0 { ", " } else { "" });
            let signature = slip.signature.to_string();
            text.push_str(&slip.text(entry, &signature).unwrap_or_default());
        }
        let _ = write!(
            text,
            "], \"last_hash\": \"{}\", \"forger\": {}, \"block_count\": {}, \"timestamp\": {}, ",
            last_hash(block.previous),
            json(&self.key.pem()),
            block.height,
            self.timestamp,
        );
        if self.attempt > 0 {
            let _ = write!(text, "\"attempt\": {}, ", self.attempt);
        }
        text.push_str("\"signature\": \"\"}");
        text
    }

    /// Whether the forger has signed the block that this is on, with the key of its account.
    pub fn is_signed(&self, block: &Block, seed: u64) -> bool {
        let look = || {
            self.key == public_key(seed, &self.forger)
                && self.key.verifies(block.hash, &self.signature)
        };
        let (of, is_right) = self.checked.get_or(|| (seed, look()));
        if *of == seed { *is_right } else { look() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::BlockRef;
    use crate::units::{Address, NodeId, RequestId};

    const SEED: u64 = 7;

    fn paid(amount: i64) -> SignedEntry {
        let request = RequestId {
            asker: Address::Node(NodeId::new(1)),
            number: 1,
        };
        let (from, to) = (Account::named("jane"), Account::named("john"));
        let transaction = Transaction::Transfer { from, to, amount };
        let entry = Entry {
            request,
            transaction,
        };
        SignedEntry::sign(entry, SEED, 12).expect("it moves money")
    }

    #[test]
    fn genesis_is_that_of_the_source() {
        assert_eq!(BlockHash::of(GENESIS_TEXT), last_hash(BlockHash::GENESIS));
    }

    /// RFC 8032, 7.1, the first test: the key of this seed; and its PEM as OpenSSL writes it.
    #[test]
    fn keys_are_those_of_the_standard() {
        let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let mut bytes = [0; 32];
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&secret[2 * place..2 * place + 2], 16).expect("hex digits");
        }
        let key = PublicKey(SigningKey::from_bytes(&bytes).verifying_key().to_bytes());
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(key.to_string(), public);
        let pem = "-----BEGIN PUBLIC KEY-----\n\
            MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----";
        assert_eq!(key.pem(), pem);
    }

    #[test]
    fn text_is_escaped_as_python_does() {
        assert_eq!(
            json("a\"\\\n\u{1}é😀~"),
            "\"a\\\"\\\\\\n\\u0001\\u00e9\\ud83d\\ude00~\""
        );
    }

    #[test]
    fn a_changed_copy_of_what_was_looked_at_is_looked_at_again() {
        let right = paid(10);
        assert!(right.is_signed(SEED) && right.is_signed(SEED));
        assert!(!right.is_signed(SEED + 1), "the keys of another run");
        // The same slip on another transaction.
        let other = SignedEntry {
            entry: paid(11).entry,
            slip: right.slip.clone(),
        };
        assert!(!other.is_signed(SEED));
        // A slip that was changed, on the same transaction.
        let mut slip = Slip::clone(&right.slip);
        slip.timestamp += 1;
        let slip = Arc::new(slip);
        let later = SignedEntry {
            slip,
            ..right.clone()
        };
        assert!(!later.is_signed(SEED) && right.is_signed(SEED));
        // A name that is not that of the key.
        let mut entry = right.entry.clone();
        if let Transaction::Transfer { to, .. } = &mut entry.transaction {
            *to = Account::named("mary");
        }
        let renamed = SignedEntry {
            entry,
            slip: Arc::new(Slip::clone(&right.slip)),
        };
        assert!(!renamed.is_signed(SEED));
    }

    #[test]
    fn the_hash_of_a_block_covers_everything_but_its_signature() {
        let paid = paid(10);
        let forger = Account::named("genesis");
        let forged = Forged {
            key: public_key(SEED, &forger),
            forger: forger.clone(),
            attempt: 0,
            timestamp: 20,
            slips: vec![paid.slip.clone()],
            signature: Signature([0; 64]),
            checked: Memo::default(),
            drawn: Memo::default(),
        };
        let block = Block::forged(BlockRef::GENESIS, NodeId::new(1), vec![paid.entry], forged);
        assert!(
            block.is_sound()
                && block
                    .preimage()
                    .contains("\"block_count\": 1, \"timestamp\": 20, \"signature\": \"\"}")
        );
        let unsigned = block.forged.as_ref().expect("it is forged");
        assert!(!unsigned.is_signed(&block, SEED));
        let mut signed = block.clone();
        let forged = signed.forged.as_mut().expect("it is forged");
        forged.signature = sign(SEED, &forger, block.hash);
        let forged = signed.forged.as_ref().expect("it is forged");
        assert!(forged.is_signed(&signed, SEED) && signed.is_sound());
        let mut later = signed.clone();
        later.forged.as_mut().expect("it is forged").timestamp += 1;
        assert!(!later.is_sound(), "it says when it was forged");
    }
}
