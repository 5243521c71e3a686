// Recomputes a run of proof of stake from its export with Node's crypto: keys, hashes, signatures, lotteries, balances and
// stakes. Reads {seed, nodes} as JSON from standard input; prints what it looked at, or what is wrong.
import { readFileSync } from "node:fs";
import { draw, json, lastHash, parts, payload, pem, publicKey, seedOf, sha, transaction, verifies } from "./stake.mjs";

const { seed, nodes } = JSON.parse(readFileSync(0, "utf8"));
const seen = { blocks: 0, signatures: 0, draws: 0 };
const keys = new Map();
const keyOf = (account) => {
  if (!keys.has(account)) keys.set(account, publicKey(seed, account));
  return keys.get(account);
};
for (const node of nodes) {
  const stakes = new Map([["genesis", 1]]);
  const balances = new Map();
  const add = (table, account, amount) => table.set(account, (table.get(account) ?? 0) + amount);
  let below = "0".repeat(64);
  for (const block of node.chain) {
    const { forged } = block;
    const wrong = (what) => {
      console.log(`${node.id}, block ${block.height}: ${what}`);
      process.exit(1);
    };
    if (sha(payload(block)) !== block.hash) wrong(`it says ${block.hash}, its payload says otherwise`);
    if (block.previous !== below) wrong(`it stands on ${block.previous}, below it is ${below}`);
    const stakers = [...stakes].map(([account, stake]) => [pem(keyOf(account)), stake]);
    const [winner] = draw(stakers, seedOf(lastHash(below), forged.attempt));
    if ([...stakes.keys()][winner] !== forged.forger) wrong(`${[...stakes.keys()][winner]} is drawn, not ${forged.forger}`);
    if (forged.key !== keyOf(forged.forger)) wrong(`${forged.key} is not the key of ${forged.forger}`);
    if (!verifies(forged.key, block.hash, forged.signature)) wrong("its signature is wrong");
    block.entries.forEach((entry, at) => {
      const slip = forged.slips[at];
      const { type, from, to, amount } = parts(entry);
      if (slip.sender !== keyOf(from) || slip.receiver !== keyOf(to)) wrong(`${entry}: a key is that of another`);
      if (!verifies(slip.sender, sha(json(transaction(entry, slip, ""))), slip.signature)) wrong(`${entry}: wrong signature`);
      if (from !== "exchange" && (balances.get(from) ?? 0) < amount) wrong(`${entry}: not covered`);
      add(balances, from, -amount);
      add(type === "STAKE" ? stakes : balances, to, amount);
      seen.signatures += 1;
    });
    below = block.hash;
    seen.blocks += 1;
    seen.signatures += 1;
    seen.draws += 1;
  }
  for (const { account, balance, stake, key } of node.accounts) {
    const wrong = (what) => {
      console.log(`${node.id}, account ${account}: ${what}`);
      process.exit(1);
    };
    if (balance !== (balances.get(account) ?? 0)) wrong(`it holds ${balance}, its chain says ${balances.get(account)}`);
    if (stake !== (stakes.get(account) ?? 0)) wrong(`it has staked ${stake}, its chain says ${stakes.get(account)}`);
    if (key && key !== keyOf(account)) wrong(`${key} is not its key`);
  }
}
console.log(`${seen.blocks} blocks ${seen.signatures} signatures ${seen.draws} draws`);
