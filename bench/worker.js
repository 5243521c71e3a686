// A worker of the page that measures: one task a message, timed where it is done.
importScripts("hash-wasm.js");
const load = async (name) =>
  (await WebAssembly.instantiateStreaming(fetch(name))).instance.exports;
const ready = Promise.all([load("bench.wasm"), load("sha.wasm"), hashwasm.createSHA256()]);
const header = Uint8Array.from({ length: 80 }, (_, place) => place * 7 + 3);
const none = 64;

// One hash of the header for each number: half the work of ours, as the harness of the peers measures it.
function hashed(hasher, count) {
  const view = new DataView(header.buffer);
  for (let number = 0; number < count; number++) {
    view.setUint32(76, number, true);
    hasher.init().update(header).digest("binary");
  }
}

onmessage = async ({ data: { who, from, count, bits } }) => {
  const [ours, crate, hasher] = await ready;
  const start = performance.now();
  let said = 0;
  if (who === "ours") said = ours.mine(from, count, bits ?? none) >>> 0;
  else if (who === "sha2") crate.w_crate_double(count);
  else if (who === "hash-wasm") hashed(hasher, count);
  postMessage({ said, millis: performance.now() - start });
};
