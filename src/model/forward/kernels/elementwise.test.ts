/** The kernels between the products against the same written plainly in float64, on ragged sizes. */
import { describe, expect, it } from "vitest";
import { CallList, floatBits, Machine, padded } from "../machine/index.ts";
import { type KernelName, SURPRISE_BYTES } from "./index.ts";

const machine = new Machine();

/** Places arrays behind each other and returns their addresses. */
function place(...arrays: readonly (Float32Array | Int32Array)[]): number[] {
  machine.begin();
  const addresses = arrays.map((array) => machine.allocate(array.length));
  arrays.forEach((array, index) => {
    const memory = array instanceof Float32Array ? machine.floats : machine.words;
    memory.set(array, (addresses[index] as number) / 4);
  });
  return addresses;
}

function call(kernel: KernelName, ...parameters: number[]): void {
  const calls = new CallList();
  calls.call(kernel, ...parameters);
  machine.run([calls], 0, 0);
}

const read = (address: number, count: number): number[] => [
  ...machine.floats.slice(address / 4, address / 4 + count),
];

function noise(count: number, scale: number): Float32Array {
  let state = 7;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return scale * (state / 2 ** 31 - 1);
  });
}

/** The rows of a matrix, with zeros up to whole vectors. */
const rowsOf = (rows: number, columns: number, scale: number): Float32Array => {
  const values = noise(rows * padded(columns), scale);
  return values.map((value, at) => (at % padded(columns) < columns ? value : 0));
};

describe("the exponential inside SwiGLU and softmax", () => {
  /** gate / (1 + e^-gate), with up = 1. */
  const gated = (gates: Float32Array): number[] => {
    const [result, gate, up] = place(
      new Float32Array(gates.length),
      gates,
      new Float32Array(gates.length).fill(1),
    ) as [number, number, number];
    call("swiglu", result, gate, up, 4 * gates.length);
    return read(result, gates.length);
  };

  it("gives SwiGLU within 2^-21 relatively from -80 to 80", () => {
    const gates = Float32Array.from({ length: 1_600_000 }, (_, at) => -80 + (at + 0.5) * 1e-4);
    let worst = 0;
    gated(gates).forEach((value, at) => {
      const x = gates[at] as number;
      worst = Math.max(worst, Math.abs(value / (x / (1 + Math.exp(-x))) - 1));
    });
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(2 ** -21);
  });

  it("takes SwiGLU to 0 and to its argument far out, and keeps what is no number", () => {
    const gates = [-1000, -89, 0, 89, 1000, 1e30, Number.NaN, Number.POSITIVE_INFINITY];
    const [small, less, zero, big, bigger, huge, none, infinite] = gated(
      Float32Array.from(gates),
    ) as number[];
    expect(Math.abs(small as number)).toBeLessThan(1e-34);
    expect(Math.abs(less as number)).toBeLessThan(1e-34);
    expect([zero, big, bigger, huge, infinite].map((value) => value === 0 || value)).toEqual([
      true,
      89,
      1000,
      Math.fround(1e30),
      Number.POSITIVE_INFINITY,
    ]);
    expect(none).toBeNaN();
  });
});

describe("softmax", () => {
  it.each([1, 2, 3, 4, 5, 64])("of %d visible elements and one more in each row", (visible) => {
    const [rows, columns, scale] = [7, 72, 0.3];
    const values = noise(rows * columns, 20);
    const [at] = place(values) as [number];
    call("softmax", at, 0, 0, rows, 4 * columns, visible, floatBits(scale));
    const found = read(at, rows * columns);
    for (let row = 0; row < rows; row++) {
      const seen = [...values.subarray(row * columns, row * columns + visible + row)];
      const powers = seen.map((value) => Math.exp(value * Math.fround(scale)));
      const total = powers.reduce((sum, power) => sum + power, 0);
      const expected = [...powers.map((power) => power / total), ...Array(columns - seen.length).fill(0)];
      expected.forEach((value, column) => {
        expect(Math.abs((found[row * columns + column] as number) - value)).toBeLessThan(1e-6);
      });
    }
  });

  it("gives nothing to what is far below the largest", () => {
    const [at] = place(Float32Array.of(0, -86, -88, Number.NEGATIVE_INFINITY)) as [number];
    call("softmax", at, 0, 0, 1, 16, 4, floatBits(1));
    const [most, little, ...none] = read(at, 4);
    expect(most).toBe(1);
    expect(little).toBeGreaterThan(0);
    expect(none).toEqual([0, 0]);
  });
});

it.each([4, 5, 7, 144])("RMSNorm of rows of %d, in another place and in its own", (columns) => {
  const [rows, width] = [5, padded(columns)];
  const values = rowsOf(rows, columns, 3);
  const weights = rowsOf(1, columns, 2);
  const [result, from, by] = place(new Float32Array(values.length), values, weights) as [
    number,
    number,
    number,
  ];
  call("norm", result, from, by, rows, 4 * width, columns, floatBits(1e-5));
  const found = read(result, values.length);
  values.forEach((value, at) => {
    const row = values.subarray(at - (at % width), at - (at % width) + width);
    const mean = row.reduce((sum, one) => sum + one * one, 0) / columns;
    const expected = (value / Math.sqrt(mean + 1e-5)) * (weights[at % width] as number);
    expect(Math.abs((found[at] as number) - expected)).toBeLessThan(2e-6);
  });
  call("norm", from, from, by, rows, 4 * width, columns, floatBits(1e-5));
  expect(read(from, values.length)).toEqual(found);
});

it.each([
  ["half a head apart", 4, 20],
  ["side by side", 8, 4],
] as const)("rotary pairs %s turn by their angles", (_, step, partner) => {
  const [rows, heads, pairs, width] = [3, 2, 5, 12];
  const values = noise(rows * heads * width, 1);
  const angles = noise(rows * pairs, 3);
  const table = Float32Array.from({ length: 2 * rows * pairs }, (_, at) =>
    (at % 2 === 0 ? Math.cos : Math.sin)(angles[at >> 1] as number),
  );
  const [at, tableAt] = place(values, table) as [number, number];
  call("rotary", at, tableAt, 0, rows, heads, 4 * width, pairs, step, partner);
  const expected = [...values];
  for (let head = 0; head < rows * heads; head++) {
    for (let pair = 0; pair < pairs; pair++) {
      const first = head * width + (pair * step) / 4;
      const second = first + partner / 4;
      const angle = angles[Math.floor(head / heads) * pairs + pair] as number;
      const [x, y] = [values[first] as number, values[second] as number];
      expected[first] = x * Math.cos(angle) - y * Math.sin(angle);
      expected[second] = x * Math.sin(angle) + y * Math.cos(angle);
    }
  }
  read(at, values.length).forEach((value, index) => {
    expect(Math.abs(value - (expected[index] as number))).toBeLessThan(1e-6);
  });
});

it("surprise: the largest logit, the sum of powers and the target's logit, where the piece has it", () => {
  const [rows, columns, first] = [4, 11, 100];
  const width = padded(columns);
  const logits = noise(rows * width, 5);
  const targets = Int32Array.of(100, 110, 111, 99);
  const result = new Float32Array((rows * SURPRISE_BYTES) / 4).fill(-77);
  const [resultAt, at, targetsAt] = place(result, logits, targets) as [number, number, number];
  call("surprise", resultAt, at, targetsAt, rows, 4 * width, columns, first);
  const found = read(resultAt, result.length);
  const sums = new Float64Array(machine.floats.buffer, resultAt, 2 * rows);
  for (let row = 0; row < rows; row++) {
    const own = logits.subarray(row * width, row * width + columns);
    const largest = Math.max(...own);
    expect(found[4 * row]).toBe(largest);
    expect(found[4 * row + 1]).toBe([own[0], own[10], -77, -77][row]);
    const sum = own.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    expect(Math.abs((sums[2 * row + 1] as number) / sum - 1)).toBeLessThan(1e-6);
  }
});
