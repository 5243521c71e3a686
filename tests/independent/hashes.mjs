// Recomputes the hash of every block of an export with Node's crypto: another implementation than ours.
// Reads the nodes of a run as JSON from standard input; prints how many blocks it looked at, or what is wrong.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { payload } from "./stake.mjs";

const nodes = JSON.parse(readFileSync(0, "utf8"));
let blocks = 0;

// A block as the source of proof of work prints it, with escape signs and rules.
const original = (block) => {
  const { time, nonce } = block.work;
  const cut = block.entries.map((entry) => entry.split(/ (.*)/s));
  const says = cut.map(([, said]) => (said.startsWith("note ") ? JSON.parse(said.slice(5)) : said));
  const id = cut.map(([request]) => createHash("sha256").update(request).digest("hex").slice(0, 32));
  const seconds = `${1552000000 + Math.floor(time / 1e6)}.${String(time % 1e6).padStart(6, "0").replace(/0+$/, "") || "0"}`;
  const bold = (name) => `\u001b[1m${name}\u001b[0m`;
  const wide = "=".repeat(80);
  return [
    `\n| ${wide}\n| ${bold("index")}: \t ${block.height} \n| ${bold("time")}: \t ${seconds} \n`,
    `| ${bold("proof")}: \t ${nonce} \n| ${bold("prev. hash")}: \t ${block.previous} \n| \t\t${"_".repeat(66)}\n`,
    `| ${bold("data")}:\t\t| id: \t${id.join(" ")}\n| \t\t| message: ${says.join(" ")}\n| \t\t${"_".repeat(65)}\n| ${wide}\n`,
  ].join("");
};
for (const node of nodes) {
  let below = "0".repeat(64);
  node.chain.forEach((block, index) => {
    const head = [`block ${block.height}`, `previous ${block.previous}`, `creator ${block.creator}`];
    // What a source puts on its blocks besides is hashed with them.
    const seal = block.seal ? [`nonce ${block.seal.nonce}`, `pointer ${block.seal.pointer ?? "none"}`] : [];
    const { counter, depth, state } = block.stamp ?? {};
    const stamp = block.stamp ? [`counter ${counter}`, `depth ${depth}`, `state ${state}`] : [];
    // Where accounts have keys a block is hashed in the form of its source.
    const plain = [...head, ...block.entries, ...seal, ...stamp].map((line) => line + "\n").join("");
    const text = block.forged ? payload(block) : plain;
    const sha = (bytes) => createHash("sha256").update(bytes).digest();
    const { puzzle, time, difficulty, nonce } = block.work ?? {};
    let hash = sha(text).toString("hex");
    if (puzzle === "header") {
      // The hash below, the hash of the text, time, difficulty and nonce: 80 bytes, hashed twice.
      const header = Buffer.alloc(80);
      Buffer.from(block.previous, "hex").copy(header, 0);
      Buffer.from(hash, "hex").copy(header, 32);
      header.writeBigUInt64LE(BigInt(time), 64);
      header.writeUInt32LE(difficulty, 72);
      header.writeUInt32LE(nonce, 76);
      hash = sha(sha(header)).toString("hex");
    } else if (puzzle === "original") {
      hash = sha(original(block)).toString("hex");
    }
    const wrong = (what) => {
      console.log(`${node.id}, block ${index + 1}: ${what}`);
      process.exit(1);
    };
    if (hash !== block.hash) wrong(`it says ${block.hash}, its content says ${hash}`);
    if (block.previous !== below) wrong(`it stands on ${block.previous}, below it is ${below}`);
    if (block.height !== index + 1) wrong(`it says height ${block.height}`);
    below = block.hash;
    blocks += 1;
  });
}
console.log(`${blocks} blocks`);
