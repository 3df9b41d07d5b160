/** Random heaps of rows, bits and constants against whole numbers: compressed, as two rows, and as trees of adders. */
import { describe, expect, test } from "vitest";
import { bit, input, type ModuleDefinition, module, output, uint } from "../../dsl/index.ts";
import { simulate } from "../../harness/index.ts";
import { type Random, seededRandom } from "../../testing/index.ts";
import { adderTree } from "./adder-tree.ts";
import { type BitHeap, bitHeap } from "./bit-heap.ts";
import { carrySave, heapSum } from "./heap-sum.ts";
import { DotProduct, MultiAdder, treeLatency } from "./multi-adder.ts";
import { rowsPerProduct } from "./weights.ts";

interface RandomRow {
  readonly width: number;
  readonly isSigned: boolean;
  readonly isSubtracted: boolean;
  readonly shift: number;
  readonly arrival: number;
}

interface RandomHeap {
  readonly width: number;
  readonly rows: readonly RandomRow[];
  readonly constant: bigint;
}

function randomHeap(random: Random): RandomHeap {
  const width = random.between(1, 20);
  const rows = Array.from({ length: random.between(0, 9) }, () => {
    const rowWidth = random.between(1, 12);
    return {
      width: rowWidth,
      isSigned: rowWidth > 1 && random.chance(0.5),
      isSubtracted: random.chance(0.4),
      shift: random.below(width),
      arrival: random.below(4),
    };
  });
  return { width, rows, constant: random.chance(0.5) ? random.bits(40) - (1n << 39n) : 0n };
}

/** A module whose packed input holds all rows, one after the other from bit 0. */
function heapModule(
  { width, rows, constant }: RandomHeap,
  total: (heap: BitHeap) => ReturnType<typeof heapSum>,
): ModuleDefinition {
  const bits = Math.max(
    1,
    rows.reduce((sum, row) => sum + row.width, 0),
  );
  return module("random_heap", { operands: input(uint(bits)), found: output(uint(width)) }, (ports) => {
    const heap = bitHeap(width);
    let low = 0;
    for (const { width: rowWidth, isSigned, isSubtracted, shift, arrival } of rows) {
      const raw = ports.operands.slice(low + rowWidth - 1, low);
      low += rowWidth;
      const value = isSigned ? raw.asSint() : raw;
      if (isSubtracted) heap.subtract(value, { shift, arrival });
      else heap.add(value, { shift, arrival });
    }
    heap.addConstant(constant);
    ports.found.value = total(heap);
  });
}

function expectedSum({ width, rows, constant }: RandomHeap, operands: bigint): bigint {
  let sum = constant;
  let low = 0n;
  for (const { width: rowWidth, isSigned, isSubtracted, shift } of rows) {
    const raw = BigInt.asUintN(rowWidth, operands >> low);
    low += BigInt(rowWidth);
    const value = (isSigned ? BigInt.asIntN(rowWidth, raw) : raw) << BigInt(shift);
    sum += isSubtracted ? -value : value;
  }
  return BigInt.asUintN(width, sum);
}

const HEAPS = 150;
const VECTORS = 40;

/** Differences from `expected` over random heaps and operands. */
function differences(
  total: (heap: BitHeap) => ReturnType<typeof heapSum>,
  expected: typeof expectedSum,
  cyclesOf: (heap: RandomHeap) => number = () => 0,
): { checked: number; wrong: number } {
  const random = seededRandom(29);
  let checked = 0;
  let wrong = 0;
  for (let run = 0; run < HEAPS; run++) {
    const heap = randomHeap(random);
    using sim = simulate(heapModule(heap, total));
    const { operands, found } = sim.dut as unknown as {
      operands: { poke: (value: bigint) => void };
      found: { peekBits: () => bigint };
    };
    const cycles = cyclesOf(heap);
    const waiting: bigint[] = [];
    const width = Math.max(
      1,
      heap.rows.reduce((sum, row) => sum + row.width, 0),
    );
    for (let vector = 0; vector < VECTORS; vector++) {
      const value = random.bits(width);
      operands.poke(value);
      waiting.push(expected(heap, value));
      if (waiting.length > cycles) {
        checked++;
        if (found.peekBits() !== waiting.shift()) wrong++;
      }
      if (cycles > 0) sim.step();
    }
  }
  return { checked, wrong };
}

describe("heapSum, carrySave and adderTree", () => {
  test.each(["ripple", "operator"] as const)("heapSum of random heaps, %s", (finalAdder) => {
    const result = differences((heap) => heapSum(heap, { finalAdder }), expectedSum);
    expect(result).toEqual({ checked: HEAPS * VECTORS, wrong: 0 });
  });

  test("the two rows of carrySave add up to the sum", () => {
    const both = (heap: BitHeap) => {
      const [first, second] = carrySave(heap);
      return first.add(second);
    };
    expect(differences(both, expectedSum)).toEqual({ checked: HEAPS * VECTORS, wrong: 0 });
  });

  test("adderTree without registers", () => {
    const result = differences((heap) => adderTree(heap, { isRegistered: false }).sum, expectedSum);
    expect(result).toEqual({ checked: HEAPS * VECTORS, wrong: 0 });
  });

  test("adderTree with registers takes a cycle for each halving, a new sum in every cycle", () => {
    const cycles = ({ rows, width, constant }: RandomHeap): number => {
      const terms = rows.length + Number(BigInt.asUintN(width, constant) !== 0n);
      return terms < 2 ? 0 : Math.ceil(Math.log2(terms));
    };
    const { checked, wrong } = differences((heap) => adderTree(heap).sum, expectedSum, cycles);
    expect(checked).toBeGreaterThan(HEAPS * (VECTORS - 5));
    expect(wrong).toBe(0);
  });

  test("the comparison notices a constant that is off by one", () => {
    const { wrong } = differences((heap) => {
      heap.addConstant(1);
      return heapSum(heap);
    }, expectedSum);
    expect(wrong).toBe(HEAPS * VECTORS);
  });

  test("a shift past the heap and a heap without width are refused", () => {
    const shifted = () =>
      simulate(module("m", { a: input(bit) }, ({ a }) => bitHeap(4).addBit(a, { shift: 4 })));
    expect(shifted).toThrow("shift");
    expect(() => bitHeap(0)).toThrow("width");
  });
});

describe.each(["compressed", "tree"] as const)("blocks, %s", (style) => {
  test.each([
    { operands: 2, width: 8, isSigned: true },
    { operands: 9, width: 6, isSigned: true },
    { operands: 16, width: 5, isSigned: false },
  ])("MultiAdder of $operands numbers of $width bits, signed: $isSigned", (shape) => {
    using sim = simulate(MultiAdder({ ...shape, style, finalAdder: "ripple" }));
    const random = seededRandom(5);
    const latency = style === "tree" ? treeLatency(shape.operands) : 0;
    const low = shape.isSigned ? -(2 ** (shape.width - 1)) : 0;
    const waiting: number[] = [];
    for (let cycle = 0; cycle < 300; cycle++) {
      const numbers = Array.from({ length: shape.operands }, () =>
        random.chance(0.3) ? low : random.between(low, low + 2 ** shape.width - 1),
      );
      sim.dut.operands.poke(numbers);
      waiting.push(numbers.reduce((sum, value) => sum + value, 0));
      if (cycle >= latency) expect(Number(sim.dut.total.peek())).toBe(waiting.shift());
      sim.step();
    }
  });

  test.each([
    { coding: "signed", method: "booth", weightBits: 8 },
    { coding: "signed", method: "rows", weightBits: 4 },
    { coding: "unsigned", method: "rows", weightBits: 4 },
    { coding: "sign-magnitude", method: "rows", weightBits: 3 },
  ] as const)("DotProduct of four pairs, $coding $weightBits bits, $method", (weight) => {
    const shape = {
      ...weight,
      length: 4,
      activationBits: 8,
      sumBits: 18,
      style,
      finalAdder: "ripple",
    } as const;
    using sim = simulate(DotProduct(shape));
    const random = seededRandom(11);
    const latency = style === "tree" ? treeLatency(4 * rowsPerProduct(shape) + 1) : 0;
    const waiting: number[] = [];
    const { coding, weightBits } = weight;
    for (let cycle = 0; cycle < 400; cycle++) {
      const activations = Array.from({ length: 4 }, () => random.between(-128, 127));
      const raw = Array.from({ length: 4 }, () => random.below(2 ** weightBits));
      const partial = random.between(-(2 ** 17), 2 ** 17 - 1);
      sim.dut.activations.poke(activations);
      sim.dut.weights.poke(raw);
      sim.dut.partial.poke(partial);
      const sum = activations.reduce(
        (s, a, i) => s + a * numberOf(raw[i] as number, weightBits, coding),
        partial,
      );
      waiting.push((sum << 14) >> 14);
      if (cycle >= latency) expect(Number(sim.dut.total.peek())).toBe(waiting.shift());
      sim.step();
    }
  });
});

function numberOf(raw: number, bits: number, coding: string): number {
  const top = 2 ** (bits - 1);
  if (coding === "unsigned" || raw < top) return raw;
  return coding === "signed" ? raw - 2 * top : top - raw;
}
