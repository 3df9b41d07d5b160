/** The recorder on plain memory: what it logs, applied in order, gives the memory again, on any page. */
import { expect, test } from "vitest";
import { randomBits } from "../../random.ts";
import { createMemory } from "../../wasm/index.ts";
import { checksumOf } from "./checksum.ts";
import { deltaRecorder } from "./delta-recorder.ts";
import { BLOCK_BYTES, type Placement } from "./placement.ts";

/** Two runs, the first so long that block numbers go over a page. */
const BLOCKS = [4096 + 5, 3] as const;
const GAP = 1024;

function setUp() {
  const bytes = (BLOCKS[0] + BLOCKS[1]) * BLOCK_BYTES;
  const memory = createMemory(4 * bytes);
  let end = 64;
  const allocate = (size: number): number => {
    const start = Math.ceil(end / 64) * 64;
    end = start + size;
    return start;
  };
  const first = allocate(BLOCKS[0] * BLOCK_BYTES);
  allocate(GAP);
  const second = allocate(BLOCKS[1] * BLOCK_BYTES);
  const placement: Placement = {
    runs: [
      { address: first, blocks: BLOCKS[0], shadow: 0 },
      { address: second, blocks: BLOCKS[1], shadow: BLOCKS[0] * BLOCK_BYTES },
    ],
    fragments: [],
    settle: () => {},
    shadowBytes: bytes,
  };
  const unused = () => {
    throw new RangeError("not part of recording");
  };
  const internals = { memory, base: unused, stateBytes: 0, stepFunction: unused, placesOf: unused, allocate };
  const recorder = deltaRecorder(internals, placement);
  const log = allocate(recorder.mostBytes);
  const addressOf = (byte: number): number =>
    byte < BLOCKS[0] * BLOCK_BYTES ? first + byte : second + byte - BLOCKS[0] * BLOCK_BYTES;
  return { memory, recorder, log, bytes, addressOf };
}

/** As docs/formats.md says. */
function apply(changes: DataView, length: number, shadow: Uint8Array): void {
  let at = 0;
  let page = 0;
  const half = (): number => {
    at += 2;
    return changes.getUint16(at - 2, true);
  };
  for (let head = half(); head !== 0; head = half()) {
    if ((head & 15) === 0) {
      page = head >> 4;
      continue;
    }
    const block = page * 4096 + (head >> 4);
    for (let line = 0; line < 4; line++) {
      if (((head >> line) & 1) === 0) continue;
      const mask = half();
      expect(mask).not.toBe(0);
      for (let bit = 0; bit < 16; bit++) {
        if ((mask >> bit) & 1) shadow[block * 64 + line * 16 + bit] = changes.getUint8(at++);
      }
    }
  }
  expect(at).toBe(length);
}

test("every change is logged once, and nothing else", () => {
  const { memory, recorder, log, bytes, addressOf } = setUp();
  const now = new Uint8Array(memory.buffer);
  const shadow = new Uint8Array(bytes);
  const random = randomBits(3);
  const draw = (below: number): number => Number(random(32)) % below;
  const places = [
    () => draw(bytes),
    () => draw(64),
    () => 4095 * 64 + draw(256),
    () => bytes - 1 - draw(200),
  ];
  for (let cycle = 0; cycle < 400; cycle++) {
    const count = cycle % 40 === 39 ? 0 : draw(60);
    for (let i = 0; i < count; i++) now[addressOf((places[draw(4)] as () => number)())] = draw(256);
    const end = recorder.record(log);
    expect(end - log).toBeLessThanOrEqual(recorder.mostBytes);
    if (count === 0) expect(end - log).toBe(4);
    apply(new DataView(memory.buffer, log), end - log, shadow);
  }
  const present = Uint8Array.from({ length: bytes }, (_, byte) => now[addressOf(byte)] ?? 0);
  expect(shadow).toEqual(present);
  recorder.forget();
  const whole = new Uint8Array(bytes);
  const end = recorder.record(log);
  apply(new DataView(memory.buffer, log), end - log, whole);
  expect(whole).toEqual(present);
});

test("the most bytes are enough when everything changes", () => {
  const { memory, recorder, log, bytes, addressOf } = setUp();
  const now = new Uint8Array(memory.buffer);
  for (let byte = 0; byte < bytes; byte++) now[addressOf(byte)] = 255;
  expect(recorder.record(log) - log).toBeLessThanOrEqual(recorder.mostBytes);
});

test("both ways to the checksum agree for every length, and a changed or moved word changes it", () => {
  const { memory, recorder, log } = setUp();
  const random = randomBits(9);
  const bytes = Uint8Array.from({ length: 100 }, () => Number(random(8)) | 1);
  for (let length = 0; length <= bytes.length; length++) {
    new Uint8Array(memory.buffer, log, 160).fill(0xaa);
    new Uint8Array(memory.buffer, log, length).set(bytes.subarray(0, length));
    expect([length, recorder.checksum(log, log + length)]).toEqual([
      length,
      checksumOf(bytes.subarray(0, length)),
    ]);
  }
  const right = checksumOf(bytes);
  for (let at = 0; at < bytes.length; at++) {
    for (let flip = 1; flip < 256; flip++) {
      const wrong = bytes.map((byte, i) => (i === at ? byte ^ flip : byte));
      if (checksumOf(wrong) === right) throw new RangeError(`byte ${at}, ${flip} goes unseen`);
    }
  }
  const moved = Uint8Array.from([...bytes.subarray(16, 32), ...bytes.subarray(0, 16), ...bytes.subarray(32)]);
  expect(checksumOf(moved)).not.toBe(checksumOf(bytes));
});
