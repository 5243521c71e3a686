// Recomputes the hash of every block of an export with Node's crypto: another implementation than ours.
// Reads the nodes of a run as JSON from standard input; prints how many blocks it looked at, or what is wrong.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { payload } from "./stake.mjs";

const nodes = JSON.parse(readFileSync(0, "utf8"));
let blocks = 0;
for (const node of nodes) {
  let below = "0".repeat(64);
  node.chain.forEach((block, index) => {
    const head = [`block ${block.height}`, `previous ${block.previous}`, `creator ${block.creator}`];
    // What a source puts on its blocks besides is hashed with them.
    const seal = block.seal ? [`nonce ${block.seal.nonce}`, `pointer ${block.seal.pointer ?? "none"}`] : [];
    const { counter, depth, state } = block.stamp ?? {};
    const stamp = block.stamp ? [`counter ${counter}`, `depth ${depth}`, `state ${state}`] : [];
    const plain = [...head, ...block.entries, ...seal, ...stamp].map((line) => line + "\n").join("");
    // Where accounts have keys a block is hashed in the form of its source.
    const text = block.forged ? payload(block) : plain;
    const hash = createHash("sha256").update(text, "utf8").digest("hex");
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
