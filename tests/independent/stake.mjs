// What proof of stake is made of, from its definition alone (systems/proof-of-stake.md 5d; RFC 8032, 8410, 7468): texts in
// the form of the source's JSON, keys that follow from the seed and the name of an account, signatures, and the lottery.
import { createHash, createPrivateKey, createPublicKey, sign as signed, verify } from "node:crypto";

export const sha = (text) => createHash("sha256").update(text, "utf8").digest("hex");
/** JSON as Python writes it: blanks behind commas and colons, every letter beyond ASCII escaped. */
export const json = (value) => {
  if (Array.isArray(value)) return `[${value.map(json).join(", ")}]`;
  if (value && typeof value === "object") {
    return `{${Object.entries(value).map(([key, held]) => `${json(key)}: ${json(held)}`).join(", ")}}`;
  }
  const escape = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escape);
};
/** The hash of a text as the source hashes one: with its quotes. */
export const hashOf = (text) => sha(json(text));

export const genesis = {
  transactions: [], last_hash: "genesis_hash", forger: "genesis", block_count: 0, timestamp: 0, signature: "",
};
export const lastHash = (previous) => (/^0{64}$/.test(previous) ? sha(json(genesis)) : previous);

const privateKey = (seed, account) => {
  const secret = createHash("sha256").update(`wallet of ${account} with seed ${seed}`).digest();
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), secret]);
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
};
export const publicKey = (seed, account) => {
  const der = createPublicKey(privateKey(seed, account)).export({ format: "der", type: "spki" });
  return der.subarray(-32).toString("hex");
};
const imported = (key) => {
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(key, "hex")]);
  return createPublicKey({ key: der, format: "der", type: "spki" });
};
/** A public key as the source writes one: PEM without a line end behind it. */
export const pem = (key) => imported(key).export({ format: "pem", type: "spki" }).trimEnd();
export const sign = (seed, account, hash) => signed(null, Buffer.from(hash, "hex"), privateKey(seed, account)).toString("hex");
export const verifies = (key, hash, signature) =>
  verify(null, Buffer.from(hash, "hex"), imported(key), Buffer.from(signature, "hex"));

/** Type, sender, receiver and amount of `n1#1 transfer n1 n2 10`. */
export const parts = (entry) => {
  const [id, kind, ...words] = entry.split(" ");
  const amount = Number(words.at(-1));
  if (kind === "transfer") return { id, type: "TRANSFER", from: words[0], to: words[1], amount };
  if (kind === "stake") return { id, type: "STAKE", from: words[0], to: words[0], amount };
  return { id, type: "EXCHANGE", from: "exchange", to: words[0], amount };
};
export const transaction = (entry, slip, signature) => {
  const { id, type, amount } = parts(entry);
  const [sender, receiver] = [pem(slip.sender), pem(slip.receiver)];
  const { timestamp } = slip;
  return { sender_public_key: sender, receiver_public_key: receiver, amount, type, id, timestamp, signature };
};
/** The payload of a block: what its hash is the hash of. */
export const payload = (block) => {
  const { forged } = block;
  const transactions = block.entries.map((entry, at) => transaction(entry, forged.slips[at], forged.slips[at].signature));
  return json({
    transactions,
    last_hash: lastHash(block.previous),
    forger: pem(forged.key),
    block_count: block.height,
    timestamp: forged.timestamp,
    ...(forged.attempt > 0 ? { attempt: forged.attempt } : {}),
    signature: "",
  });
};

/** The winner among `[key text, stake]`, by its place, and which ticket won: -1 where nobody has one. */
export const draw = (stakers, seed) => {
  const number = (hash) => BigInt(`0x${hash}`);
  const reference = number(hashOf(seed));
  let [best, winner, ticket] = [null, -1, 0];
  stakers.forEach(([key, stake], place) => {
    let text = key + seed;
    for (let k = 1; k <= stake; k += 1) {
      text = hashOf(text);
      const apart = number(text) - reference;
      const distance = apart < 0n ? -apart : apart;
      if (best === null || distance < best) [best, winner, ticket] = [distance, place, k];
    }
  });
  return [winner, ticket];
};
/** The seed of a later draw above the same block. */
export const seedOf = (last, attempt) => (attempt === 0 ? last : seedOf(hashOf(last), attempt - 1));
