// Computes the test vectors of `synod vectors` with Node's crypto and BigInt, from the definitions alone: SCRIPT.md for
// literals and spans, core's docs for the draw (SplitMix64's finaliser) and the fingerprint, systems/*.md for the rest.
// Prints them in the form of `synod vectors`: name, input, output, with tabs between. `tests/vectors.txt` keeps them.
import { createHash } from "node:crypto";
import * as stake from "./stake.mjs";

const lines = [];
const escaped = (text) => {
  const signs = { "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\x1b": "\\e" };
  return text.replace(/[\\\n\t\x1b]/g, (sign) => signs[sign]);
};
const vector = (name, input, output) => lines.push([name, escaped(input), escaped(String(output))].join("\t"));
const sha = (text) => createHash("sha256").update(text, "utf8").digest("hex");

// Literals: read, and written in canonical form.
const quote = (text) => {
  const signs = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t" };
  const control = (sign) => `\\u{${sign.codePointAt(0).toString(16)}}`;
  return `"${text.replace(/["\\\n\t]/g, (sign) => signs[sign]).replace(/\p{Cc}/gu, control)}"`;
};
const isWord = (text) => /^[a-z][a-z0-9-]{0,31}$/.test(text);
const unquoted = (word) => {
  const plain = { n: "\n", t: "\t" };
  const sign = (whole, code, letter) => (code ? String.fromCodePoint(parseInt(code, 16)) : plain[letter] ?? letter);
  return word.slice(1, -1).replace(/\\(?:u\{([0-9a-f]+)\}|(.))/g, sign);
};
const canonical = (text) => {
  const words = text.match(/"(?:\\.|[^"])*"|'(?:\\.|[^'])*'|[()[\]{},:]|[^\s()[\]{},:"']+/g);
  let at = 0;
  const items = (close) => {
    const found = [];
    while (words[at] !== close) {
      found.push(value());
      if (words[at] === ",") at += 1;
    }
    at += 1;
    return found.join(", ");
  };
  const pairs = () => {
    const found = new Map();
    while (words[at] !== "}") {
      const key = value();
      at += 1;
      found.set(key, value());
      if (words[at] === ",") at += 1;
    }
    at += 1;
    const bytes = (one, other) => Buffer.compare(Buffer.from(one[0]), Buffer.from(other[0]));
    return [...found].sort(bytes).map(([key, kept]) => `${key}: ${kept}`).join(", ");
  };
  const value = () => {
    const word = words[at++];
    if (word === "(") return `(${items(")")})`;
    if (word === "[") return `[${items("]")}]`;
    if (word === "{") return `{${pairs()}}`;
    if (!/^["']/.test(word)) return word;
    const inside = unquoted(word);
    return isWord(inside) && !["none", "true", "false"].includes(inside) ? inside : quote(inside);
  };
  return value();
};

const span = (text) => {
  const [, digits, unit] = text.match(/^([\d.]+)([a-z]+)$/);
  const micros = Math.round(Number(digits) * { us: 1, ms: 1e3, s: 1e6, m: 6e7, h: 3.6e9 }[unit]);
  const [per, name] = micros >= 1e6 ? [1e6, "s"] : micros >= 1e3 ? [1e3, "ms"] : [1, "us"];
  return `${micros / per}${name}`;
};

// 64 bits that wrap.
const wrap = (number) => BigInt.asUintN(64, number);
const hex = (number) => number.toString(16).padStart(16, "0");

// A draw is a function of (seed, who, count, purpose); the purpose of a node's own draws is 4.
const mix = (value) => {
  let mixed = wrap((value ^ (value >> 30n)) * 0xbf58476d1ce4e5b9n);
  mixed = wrap((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
  return mixed ^ (mixed >> 31n);
};
const draw = (seed, node, count) => {
  const place = mix(BigInt(node) ^ (4n << 56n));
  return mix(wrap(mix(wrap(seed + place)) + BigInt(count) * 0x9e3779b97f4a7c15n));
};

// The fingerprint folds words; a text is its bytes in words of eight, their number, and 255.
class Fingerprint {
  value = 0xcbf29ce484222325n;
  fold(word) {
    const mixed = wrap((this.value ^ wrap(BigInt(word))) * 0x9e3779b97f4a7c15n);
    this.value = mixed ^ (mixed >> 29n);
    return this;
  }
  text(text) {
    const bytes = Buffer.from(text, "utf8");
    for (let at = 0; at < bytes.length; at += 8) {
      const word = Buffer.alloc(8);
      bytes.copy(word, 0, at, at + 8);
      this.fold(word.readBigUInt64LE());
    }
    return this.fold(bytes.length).fold(255);
  }
}

for (const text of ["", "abc", "Größe"]) vector("sha-256", text, sha(text));
for (const text of [
  "none",
  "-1",
  "9007199254740991",
  "'x'",
  '"true"',
  `'say "a\\tb"'`,
  "two-words",
  "'two words'",
  "'\\u{7}'",
  "(1,'a' , [ ])",
  "{b: 1, a: [true, {}], 'a': 2}",
  "{10: x, 9: y, -1: z}",
])
  vector("literal", text, canonical(text));
for (const text of ["0s", "999us", "1.5ms", "1500ms", "0.000001s", "90m", "1000h"]) vector("span", text, span(text));
for (const [seed, node, count] of [[0n, 1, 0], [7n, 1, 0], [7n, 2, 3], [(1n << 53n) - 1n, 50, 1000]])
  vector("draw", `seed ${seed} n${node} ${count}`, hex(draw(seed, node, count)));
for (const text of ["", "prepare", "a text of more than eight bytes"])
  vector("fingerprint", text, hex(new Fingerprint().text(text).value));

// A block is hashed over a text: its height, the block below, its creator, and a line for each transaction.
const block = (height, previous, creator, entries) =>
  [`block ${height}`, `previous ${previous}`, `creator ${creator}`, ...entries].map((line) => line + "\n").join("");
const genesis = "0".repeat(64);
const below = block(1, genesis, "n1", ["n1#1 transfer n1 n2 10"]);
const above = block(2, sha(below), "n2", [
  'n2#1 put (1, "a b") {k: none}',
  'n2#2 get (1, "a b")',
  'n2#3 delete (1, "a b")',
  'n2#4 note "it \\"rains\\"\\n"',
  "n2#5 stake carol 25",
  "n2#6 faucet carol 100",
]);
for (const text of [below, above]) vector("block", text, sha(text));

// Benmo: systems/benmo.md 4d and 4f.
for (let nodes = 1; nodes <= 7; nodes += 1) vector("quorum", String(nodes), Math.floor(nodes / 2) + 1);
const ballots = [[2, 1], [1, 3], [1, 2], [10, 1]];
const said = (list) => list.map(([number, owner]) => `(${number}, n${owner})`).join(" ");
const mixed = said(ballots);
vector("ballots", mixed, said(ballots.sort((one, other) => one[0] - other[0] || one[1] - other[1])));
const script = "protocol benmo\nset pause 1s\nsubmit n1 transfer n1 n2 30\nrun 1m\n";
vector("one-transfer-block", script, sha(block(1, genesis, "n1", ["n1#1 transfer n1 n2 30"])));
const balances = [100, 100, 100, 100, 100];
balances[0] -= 30;
balances[1] += 30;
vector("one-transfer-balances", script, balances.join(" "));
const defaults = [
  "latency 2s",
  "loss 0%",
  "duplication 0%",
  "order fifo",
  "balance 100",
  "confirmations 1",
  "calm-span 60s",
  "pause 20s..60s",
  "log-limit 10",
  "round-timeout 10s",
];
const [nodes, clients, seed] = [5, 0, 0];
const start = new Fingerprint().text("benmo").fold(nodes).fold(clients).fold(seed).text(defaults.join("\n"));
vector("fingerprint-at-0", "protocol benmo\n", hex(start.value));

// Multi-Paxos: systems/multi-paxos.md 2d and A.1. Operations are hashed as Python prints them.
const printed = (value) => {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") {
    const mark = value.includes("'") && !value.includes('"') ? '"' : "'";
    const signs = { "\n": "\\n", "\t": "\\t", "\\": "\\\\", [mark]: "\\" + mark };
    return mark + value.replace(/[\n\t\\'"]/g, (sign) => signs[sign] ?? sign) + mark;
  }
  if (Array.isArray(value)) return `[${value.map(printed).join(", ")}]`;
  if (value.tuple) return `(${value.tuple.map(printed).join(", ")}${value.tuple.length === 1 ? "," : ""})`;
  return `{${value.pairs.map(([key, kept]) => `${printed(key)}: ${printed(kept)}`).join(", ")}}`;
};
const operation = (kind, key, value = null) => `Operation('${kind}', key=${printed(key)}, value=${printed(value)})`;
const [putA, getA] = [operation("put", "a", 1), operation("get", "a")];
const tuple = (...items) => ({ tuple: items });
const map = (...pairs) => ({ pairs });
vector("operation", "put a 1", putA);
vector("operation", "get a", getA);
vector("operation", "put 1 2", operation("put", 1, 2));
vector("operation", `put "it's" -1`, operation("put", "it's", -1));
vector("operation", "put (1) [true, false, none, ()]", operation("put", tuple(1), [true, false, null, tuple()]));
// The pairs of a map stand in the order of the canonical texts of their keys.
const nested = map([10, map()], ["b", tuple("x", "y z")]);
vector("operation", `put {b: (x, "y z"), 10: {}} "a\\tb\\\\"`, operation("put", nested, "a\tb\\"));
vector("operation", "transfer n1 n2 10", operation("transfer", tuple("n1", "n2"), 10));

const digits = (text, nonce) => BigInt("0x" + sha(text + nonce)) % 10n ** 10n;
const isGood = (text, nonce) => digits(text, nonce) % 10n <= 2n;
for (const [said, text, nonce] of [
  ["put a 1", putA, "AAAAAAAAAa"],
  ["put a 1", putA, "AAAAAAAAAb"],
  ["put a 1", putA, "AAAAAAAAAd"],
  ["get a", getA, "AAAAAAAAAa"],
  ["get a", getA, "AAAAAAAAAc"],
  ["put 1 2", operation("put", 1, 2), "AAAAAAAAAe"],
]) {
  const found = String(digits(text, nonce)).padStart(10, "0");
  vector("nonce", `${said} ${nonce}`, `${found.at(-1)} ${found} ${isGood(text, nonce) ? "ok" : "no"}`);
}
let pointer = null;
for (const [said, text, nonce] of [
  ["put a 1", putA, "tfzkjPxYat"],
  ["get a", getA, "GaipSqDIRH"],
  ["get zz", operation("get", "zz"), "vEmkiaGeZm"],
  ["put b 2", operation("put", "b", 2), "YfBBbdyAgV"],
]) {
  const digest = sha(text + nonce + (pointer ?? ""));
  const next = digest.slice(-10);
  vector("pointer", `${said} ${nonce} ${pointer ?? "None"}`, next);
  vector("digest", `${said} ${nonce} ${pointer ?? "None"}`, digest);
  pointer = next;
}
// A nonce takes ten letters from one draw of its node, the last digit of base 52 first.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const nonces = function* (seed, node) {
  for (let count = 0; ; count += 1) {
    let drawn = draw(seed, node, count);
    let nonce = "";
    for (let at = 0; at < 10; at += 1) {
      nonce += letters[Number(drawn % 52n)];
      drawn /= 52n;
    }
    yield nonce;
  }
};
let nonce;
for (nonce of nonces(0n, 1)) if (isGood(putA, nonce)) break;
const firstPut = block(1, genesis, "n1", ["c1#1 put a 1", `nonce ${nonce}`, "pointer none"]);
vector("first-put-block", firstPut, sha(firstPut));
// By the rules: prepare, promise and nomination wait two seconds each in an outbox, and so do accept, accepted and answer.
const outbox = 2;
const nominated = 3 * outbox;
const answered = 3 * outbox;
const answerTimeout = 12;
vector("first-put-takes", "protocol multi-paxos\nsubmit c1 put a 1\nuntil 12s\n", `${nominated + answered}s`);
const crash = "protocol multi-paxos\nsubmit c1 put a 1\nat 12s crash n1\nsubmit c1 put b 2\nuntil 40s\n";
vector("leader-crash-takes", crash, `${answerTimeout + nominated + answered}s`);
const promised = [
  "latency 0us",
  "loss 0%",
  "duplication 0%",
  "order free",
  "balance 100",
  "confirmations 1",
  "calm-span 60s",
  "outbox 2s",
  "election-timeout 6s",
  "accept-timeout 6s",
  "nominate-timeout 10s",
  "answer-timeout 12s",
  "first-hint n1",
];
const empty = new Fingerprint().text("multi-paxos").fold(3).fold(1).fold(0).text(promised.join("\n"));
vector("fingerprint-at-0", "protocol multi-paxos\n", hex(empty.value));

// piChain: ids, quorums, and how long a transaction waits (A.3), in microseconds.
for (const [creator, counter] of [[0, 1], [1, 1], [2, 1], [0, 2], [4, 3]]) {
  vector("id", `creator ${creator} counter ${counter}`, creator + counter * 65536);
}
for (let nodes = 1; nodes <= 7; nodes += 1) vector("quorum", `nodes ${nodes}`, Math.floor(nodes / 2) + 1);
const waits = { quick: () => 0, medium: (trip) => 1.001 * trip, slow: (trip, factor) => (2.001 + factor) * trip };
for (const [eagerness, trip, percent] of [
  ["quick", 100, 0],
  ["medium", 100, 0],
  ["slow", 100, 0],
  ["slow", 100, 150],
  ["quick", 1000, 0],
  ["medium", 1000, 0],
  ["slow", 1000, 0],
  ["slow", 1000, 250],
]) {
  const millis = waits[eagerness](trip, percent / 100) + 100;
  const shown = millis >= 1000 ? `${+(millis / 1000).toFixed(6)}s` : `${+millis.toFixed(3)}ms`;
  vector("patience", `${eagerness} rtt ${trip}ms factor ${percent}%`, shown);
}
const firstNote = block(1, genesis, "n1", ['n1#1 note "a"', "counter 2", "depth 1", "state quick"]);
vector("first-note-block", firstNote, sha(firstNote));
const options = [
  "latency 50ms",
  "loss 0%",
  "duplication 0%",
  "order fifo",
  "balance 100",
  "confirmations 1",
  "calm-span 60s",
  "eagerness first-quick",
  "patience-factor drawn",
  "accumulation 100ms",
  "commit-allowance 2s",
  "rtt 100ms",
  "block-limit 7500",
  "recovery-blocks 5",
];
const calm = new Fingerprint().text("pichain").fold(3).fold(0).fold(0).text(options.join("\n"));
// With a round trip that is given nobody sends a ping at step 0.
vector("fingerprint-at-0", "protocol pichain\nset rtt 100ms\n", hex(calm.value));

// Proof of work: A.2. The proof of a block is the smallest number whose text behind the proof before hashes to zeros.
const proofs = (zeros, count) => {
  const found = [];
  let above = "None";
  while (found.length < count) {
    let proof = 0;
    while (!sha(above + proof).endsWith("0".repeat(zeros))) proof += 1;
    found.push(proof);
    above = String(proof);
  }
  return found;
};
for (const [zeros, count] of [[1, 8], [2, 6], [3, 5], [4, 4], [5, 2]]) {
  vector("proofs", `difficulty ${zeros}`, proofs(zeros, count).join(", "));
}
for (const text of ["None1", "None1406000", "1406000423135"]) vector("proof-hash", text, sha(text));
const bold = (name) => `\u001b[1m${name}\u001b[0m`;
const printedBlock = (index, time, proof, previous, id, message) => {
  const wide = "=".repeat(80);
  const head = `\n| ${wide}\n| ${bold("index")}: \t ${index} \n| ${bold("time")}: \t ${time} \n`;
  const work = `| ${bold("proof")}: \t ${proof} \n| ${bold("prev. hash")}: \t ${previous} \n| \t\t${"_".repeat(66)}\n`;
  const data = `| ${bold("data")}:\t\t| id: \t${id}\n| \t\t| message: ${message}\n| \t\t${"_".repeat(65)}\n| ${wide}\n`;
  return head + work + data;
};
const firstText = "This is the workload of the very first Block in this chain!";
for (const text of [
  printedBlock(1, "1552000000.5", 1406000, "a".repeat(64), "d".repeat(32), "hello"),
  printedBlock(0, "1552000000.0", "None", "None", "0".repeat(32), firstText),
]) {
  vector("block-hash", text, sha(text));
}
// The header of a block: the hash below, the hash of the content, the time, the difficulty and the nonce.
const content = block(1, genesis, "n1", ['n1#1 note "a"']);
vector("content", content, sha(content));
const header = Buffer.alloc(80);
Buffer.from(genesis, "hex").copy(header, 0);
Buffer.from(sha(content), "hex").copy(header, 32);
// Its miner began it at once; every block is later than the one below.
header.writeBigUInt64LE(1n, 64);
header.writeUInt32LE(8, 72);
const once = (bytes) => createHash("sha256").update(bytes).digest();
for (let nonce = 0; once(once(header))[0] !== 0; nonce += 1) header.writeUInt32LE(nonce, 76);
vector("header", header.toString("hex"), once(once(header)).toString("hex"));
const mining = [
  "latency 50ms",
  "loss 0%",
  "duplication 0%",
  "order free",
  "balance 100",
  "confirmations 6",
  "calm-span 60s",
  "difficulty by-puzzle",
  "puzzle header",
  "fork-choice length",
  "hash-power 1000",
  "mining by-size",
  "neighbours ring",
  "gossip-period 20s",
  "chain-period 10s",
  "data-period 5s",
  "backup-period 30s",
  "attack none",
  "empty-blocks off",
  "block-time off",
];
const still = new Fingerprint().text("proof-of-work").fold(3).fold(0).fold(0).text(mining.join("\n"));
vector("fingerprint-at-0", "protocol proof-of-work\n", hex(still.value));
// Proof of stake: what A.4 works out, keys, and a first block of two that come from the faucet.
const first = stake.sha(stake.json(stake.genesis));
vector("genesis", stake.json(stake.genesis), first);
vector("hash", "last_hash", stake.hashOf("last_hash"));
const ticketOne = stake.hashOf("johnlast_hash");
vector("ticket", "key john seed last_hash k 1", ticketOne);
vector("ticket", "key john seed last_hash k 2", stake.hashOf(ticketOne));
for (const letter of "abcdefghijklmnopqrstuvwxyz") {
  const [winner, ticket] = stake.draw([["john", 50], ["jane", 100]], letter);
  vector("winner", `john 50 jane 100 seed ${letter}`, `${["john", "jane"][winner]} ${ticket}`);
}
const drawn = [];
for (let seed = first; drawn.length < 3000; seed = stake.hashOf(seed)) {
  drawn.push(["alice", "bob", "carol"][stake.draw([["alice", 1], ["bob", 2], ["carol", 7]], seed)[0]]);
}
vector("first-winners", "alice 1 bob 2 carol 7 from genesis", drawn.slice(0, 8).join(" "));
const wins = ["alice", "bob", "carol"].map((name) => drawn.filter((it) => it === name).length);
vector("wins-of-3000", "alice 1 bob 2 carol 7 from genesis", wins.join(" "));
for (const [seed, name] of [[0, "genesis"], [0, "exchange"], [7, "n2"]]) {
  const key = stake.publicKey(seed, name);
  vector("public-key", `${seed} ${name}`, key);
  vector("pem", key, stake.pem(key));
}
const entries = ["n1#1 faucet n1 100", "n1#2 faucet n2 100"];
const slips = entries.map((entry) => {
  const { from, to } = stake.parts(entry);
  const slip = { sender: stake.publicKey(0, from), receiver: stake.publicKey(0, to), timestamp: 0 };
  const hash = stake.sha(stake.json(stake.transaction(entry, slip, "")));
  return { ...slip, signature: stake.sign(0, from, hash) };
});
const forged = { key: stake.publicKey(0, "genesis"), attempt: 0, timestamp: 0, slips };
const firstBlock = stake.payload({ entries, previous: "0".repeat(64), height: 1, forged });
vector("first-block", firstBlock, stake.sha(firstBlock));
vector("signature", `${forged.key} ${stake.sha(firstBlock)}`, stake.sign(0, "genesis", stake.sha(firstBlock)));

console.log(lines.join("\n"));
