/**
 * The walker against passes and transfers written out as loops over a layer's tiles: in order, whatever waits; and the cycles in which
 * they are offered when nothing does.
 */
import { describe, expect, test } from "vitest";
import { bit, connect, input, instance, module, output, source, uint } from "../../dsl/index.ts";
import { simulate } from "../../harness/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { passType } from "./pass.ts";
import { LayerEntry, LieqTable } from "./table.ts";
import { LieqWalker, PASSES_AHEAD, Transfer } from "./walker.ts";

const shape = { rows: 3, columns: 4, layers: 8 };
const pass = passType(shape);

/** The walker with its table, as the engine has them. */
const WithTable = module(
  "walker_with_table",
  {
    write: input(bit),
    writeIndex: input(uint(3)),
    written: input(LayerEntry),
    start: input(bit),
    count: input(uint(4)),
    dispatch: source(pass),
    scaling: source(pass),
    stepping: source(pass),
    draining: source(pass),
    weights: source(Transfer),
    scales: source(Transfer),
    activations: source(Transfer),
    results: source(Transfer),
    isBad: output(bit),
    isIdle: output(bit),
  },
  (io) => {
    const table = instance(LieqTable(shape));
    const walker = instance(LieqWalker(shape));
    table.write.value = io.write;
    table.writeIndex.value = io.writeIndex;
    table.written.value = io.written;
    table.index.value = walker.index;
    walker.entry.value = table.entry;
    walker.start.value = io.start;
    walker.count.value = io.count;
    connect(walker.dispatch, io.dispatch);
    connect(walker.scaling, io.scaling);
    connect(walker.stepping, io.stepping);
    connect(walker.draining, io.draining);
    connect(walker.weights, io.weights);
    connect(walker.scales, io.scales);
    connect(walker.activations, io.activations);
    connect(walker.results, io.results);
    io.isBad.value = walker.isBad;
    io.isIdle.value = walker.isIdle;
  },
);

interface Layer {
  readonly format: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly base: number;
}

const entryOf = ({ format, m, n, k, base }: Layer) => ({
  format,
  m,
  n,
  k,
  weightsBase: base,
  weightsBytes: base + 1,
  scalesBase: base + 2,
  scalesBytes: base + 3,
  activationsBase: base + 4,
  resultsBase: base + 5,
  resultsBytes: base + 6,
});

/** What must come, from the orders of docs/lieq-program.md. */
function expectedOf(layers: readonly Layer[]) {
  const passes: object[] = [];
  const weights: object[] = [];
  const scales: object[] = [];
  const activations: object[] = [];
  const results: object[] = [];
  for (const layer of layers) {
    const { format, m, n, k } = layer;
    const entry = entryOf(layer);
    results.push({ address: entry.resultsBase, bytes: entry.resultsBytes });
    for (let row = 0; row < m; row += shape.rows) {
      weights.push({ address: entry.weightsBase, bytes: entry.weightsBytes });
      scales.push({ address: entry.scalesBase, bytes: entry.scalesBytes });
      for (let column = 0; column < n; column += shape.columns) {
        const size = format === 0 ? k : 128;
        for (let first = 0; first < k; first += size) {
          const length = Math.min(size, k - first);
          const isLast = first + length === k;
          passes.push({
            format,
            length,
            rowsUsed: Math.min(shape.rows, m - row),
            columnsUsed: Math.min(shape.columns, n - column),
            isFirst: Number(first === 0),
            isLast: Number(isLast),
            endsLayer: Number(isLast && row + shape.rows >= m && column + shape.columns >= n),
          });
          const address = entry.activationsBase + row * k + first * shape.rows;
          activations.push({ address, bytes: length * shape.rows });
        }
      }
    }
  }
  return {
    dispatch: passes,
    scaling: passes,
    stepping: passes,
    draining: passes,
    weights,
    scales,
    activations,
    results,
  };
}

const OUTPUTS = [
  "dispatch",
  "scaling",
  "stepping",
  "draining",
  "weights",
  "scales",
  "activations",
  "results",
] as const;

/** Runs a program; `isReady` says which outputs are taken from in a cycle. Returns what came and when. */
function walk(layers: readonly Layer[], isReady: (name: string) => boolean) {
  using sim = simulate(WithTable);
  const { dut } = sim;
  layers.forEach((layer, index) => {
    dut.write.poke(1);
    dut.writeIndex.poke(index);
    dut.written.poke(entryOf(layer));
    sim.step();
  });
  dut.write.poke(0);
  dut.count.poke(layers.length);
  dut.start.poke(1);
  const came = new Map<string, object[]>(OUTPUTS.map((name) => [name, []]));
  const dates = new Map<string, number[]>(OUTPUTS.map((name) => [name, []]));
  let bad = 0;
  for (let cycle = 0; cycle < 20_000; cycle++) {
    for (const name of OUTPUTS) {
      const stream = dut[name];
      const ready = isReady(name);
      stream.ready.poke(ready ? 1 : 0);
      if (ready && stream.valid.peek() === 1) {
        came.get(name)?.push(stream.data.peek() as object);
        dates.get(name)?.push(cycle);
      }
    }
    bad += Number(dut.isBad.peek());
    if (cycle > 0 && dut.isIdle.peek() === 1) return { came: Object.fromEntries(came), dates, bad };
    sim.step();
    dut.start.poke(0);
  }
  throw new Error("the walker never comes to rest");
}

const program: readonly Layer[] = [
  { format: 1, m: 4, n: 9, k: 300, base: 1000 },
  { format: 0, m: 3, n: 4, k: 500, base: 2000 },
  { format: 4, m: 7, n: 1, k: 128, base: 3000 },
  { format: 2, m: 1, n: 5, k: 129, base: 2 ** 32 - 10_000 },
];

const same = (found: unknown) =>
  JSON.parse(JSON.stringify(found, (_, value) => (typeof value === "bigint" ? Number(value) : value)));

describe("LieqWalker", () => {
  test("cuts layers into passes, and asks for what they need", () => {
    const { came, bad } = walk(program, () => true);
    expect(same(came)).toEqual(expectedOf(program));
    expect(bad).toBe(0);
  });

  test.each([0.2, 0.7])("loses nothing when outputs wait, taken with probability %d", (chance) => {
    const random = seededRandom(6);
    const { came } = walk(program, () => random.chance(chance));
    expect(same(came)).toEqual(expectedOf(program));
  });

  test("offers a pass in every cycle from the fourth after the start, and one cycle later for each layer", () => {
    const { dates } = walk(program, () => true);
    const expected: number[] = [];
    let date = 3;
    for (const [at, layer] of program.entries()) {
      date += at === 0 ? 0 : 1;
      for (const _ of expectedOf([layer]).dispatch) expected.push(++date);
    }
    expect(dates.get("dispatch")).toEqual(expected);
  });

  test("is no further ahead of the slowest unit than its queue is long", () => {
    let taken = 0;
    const { dates } = walk(program, (name) => name !== "draining" || ++taken > 40);
    const ahead = (dates.get("stepping") ?? []).filter((date) => date < 40);
    expect(ahead).toHaveLength(PASSES_AHEAD);
  });

  test.each([
    ["format", 5],
    ["format", 7],
    ["m", 0],
    ["n", 0],
    ["k", 0],
  ] as const)("ends before an entry whose %s is %d, and says so once", (field, value) => {
    const spoilt = program.map((layer, at) => (at === 2 ? { ...layer, [field]: value } : layer));
    const { came, bad } = walk(spoilt, () => true);
    expect(same(came)).toEqual(expectedOf(program.slice(0, 2)));
    expect(bad).toBe(1);
  });
});
