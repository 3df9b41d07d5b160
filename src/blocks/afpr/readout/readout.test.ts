/**
 * The readout against its definition in formats.md: results, counts and overflow of whole jobs over row tiles, whoever
 * stalls. Expectations are kept in a table of exact sums by vector and column, which knows nothing of groups in memory.
 */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { BitloomError } from "../../../diagnostics/index.ts";
import { elaborate } from "../../../dsl/index.ts";
import { writeVerilog } from "../../../gen/index.ts";
import { codeToInteger, encodeSum } from "../../../golden/index.ts";
import { confirm, simulate } from "../../../harness/index.ts";
import { type AfprParameters, afprConfiguration } from "../parameters.ts";
import { AfprReadout, type ReadoutShape } from "./readout.ts";

type Sizes = Pick<AfprParameters, "columns" | "lanes" | "batch" | "accumulatorBits">;

interface Conversion {
  readonly codes: readonly number[];
  readonly isClipped: readonly number[];
  readonly isOverRange: readonly number[];
  readonly settings: { readonly shift: number; readonly outputShift: number; readonly format: number };
  readonly columns: number;
  readonly vectors: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** `jobStart` comes before it. */
  readonly startsJob: boolean;
}

interface Readings {
  readonly beats: { data: bigint; keep: bigint; last: number }[];
  readonly overRange: number;
  readonly clipped: number;
  /** Groups with a sum that left the accumulator. */
  readonly overflows: number;
}

const shapeOf = (sizes: Sizes): ReadoutShape => afprConfiguration({ rows: 1, ...sizes });

function expected(shape: ReadoutShape, conversions: readonly Conversion[]): Readings {
  const { lanes, accumulatorBits, resultStride } = shape;
  const stored = new Map<string, number>();
  const beats: Readings["beats"] = [];
  let [vector, overRange, clipped, overflows] = [0, 0, 0, 0];
  for (const { codes, columns, settings, isFirst, isLast, ...conversion } of conversions) {
    if (conversion.startsJob) vector = 0;
    for (let first = 0; first < columns; first += lanes) {
      let [data, keep, overflowed] = [0n, 0n, false];
      for (let column = first; column < Math.min(first + lanes, columns); column++) {
        const code = codes[column] as number;
        const place = `${vector} ${column}`;
        const exact = codeToInteger(code, settings.shift) + (isFirst ? 0 : (stored.get(place) ?? Number.NaN));
        const sum = Number(BigInt.asIntN(accumulatorBits, BigInt(exact)));
        overflowed ||= sum !== exact;
        if (!isLast) stored.set(place, sum);
        clipped += conversion.isClipped[column] as number;
        overRange += conversion.isOverRange[column] as number;
        const bits = settings.format >= 2 ? resultStride : 8;
        const value =
          settings.format >= 2 ? sum : settings.format === 1 ? encodeSum(sum, settings.outputShift) : code;
        const lane = BigInt(column - first);
        data |= BigInt.asUintN(bits, BigInt(value)) << (lane * BigInt(bits));
        keep |= ((1n << BigInt(bits / 8)) - 1n) << (lane * BigInt(bits / 8));
      }
      if (overflowed) overflows++;
      if (isLast) beats.push({ data, keep, last: first + lanes >= columns ? 1 : 0 });
    }
    vector = (vector + 1) % conversion.vectors;
  }
  return { beats, overRange, clipped, overflows };
}

interface PlayOptions {
  /** Probability that the receiver waits, and that a conversion is late, in each cycle. */
  readonly stall?: number;
  readonly late?: number;
  readonly onCycle?: (cycle: number) => void;
}

function start(shape: ReadoutShape, options: { record?: boolean; seed?: number } = {}) {
  const sim = simulate(AfprReadout(shape), { seed: shape.columns, ...options });
  sim.reset();
  return sim;
}

/** Plays conversions one after another; between latches the inputs of a conversion are noise. */
function play(
  sim: ReturnType<typeof start>,
  shape: ReadoutShape,
  conversions: readonly Conversion[],
  { stall = 0, late = 0, onCycle }: PlayOptions = {},
): Readings {
  const { dut, random } = sim;
  const monitor = dut.results.monitor();
  let [overRange, clipped, overflows, next, hasStarted] = [0, 0, 0, 0, false];
  const makeNoise = () => ({
    codes: Array.from({ length: shape.columns }, () => random.below(256)),
    isClipped: Array.from({ length: shape.columns }, () => random.below(2)),
    isOverRange: Array.from({ length: shape.columns }, () => random.below(2)),
    settings: { shift: random.below(16), outputShift: random.below(64), format: random.below(4) },
    columns: 1 + random.below(shape.columns),
    isFirst: random.chance(0.5),
    isLast: random.chance(0.5),
  });
  let noise = makeNoise();
  let shown: typeof noise | Conversion | undefined;
  const limit = 200 + 100 * conversions.length * (shape.groups + 4);
  for (let cycle = 0; ; cycle++) {
    expect(cycle).toBeLessThan(limit);
    const conversion = conversions[next];
    const begins = conversion?.startsJob === true && !hasStarted;
    const latches = conversion !== undefined && !begins && dut.isFree.peek() === 1 && !random.chance(late);
    if (conversion) dut.vectors.poke(conversion.vectors);
    dut.jobStart.poke(begins);
    dut.latch.poke(latches);
    const given = latches ? conversion : noise;
    if (given !== shown) {
      shown = given;
      dut.codes.poke([...given.codes]);
      dut.isClipped.poke([...given.isClipped]);
      dut.isOverRange.poke([...given.isOverRange]);
      dut.settings.poke(given.settings);
      dut.columns.poke(given.columns);
      dut.isFirst.poke(given.isFirst);
      dut.isLast.poke(given.isLast);
    }
    dut.results.ready.poke(!random.chance(stall));
    onCycle?.(cycle);
    overRange += Number(dut.overRange.peek());
    clipped += Number(dut.clipped.peek());
    overflows += dut.overflow.peek();
    if (next === conversions.length && dut.isIdle.peek() === 1) break;
    sim.step();
    hasStarted = begins;
    if (latches) {
      next++;
      noise = makeNoise();
    }
  }
  monitor.stop();
  const beats = monitor.values().map(({ data, keep, last }) => ({
    data: BigInt(data),
    keep: BigInt(keep),
    last: Number(last),
  }));
  return { beats, overRange, clipped, overflows };
}

/** Jobs over `tiles` row tiles with everything else drawn at random; every conversion has settings of its own. */
function randomJobs(
  random: ReturnType<typeof start>["random"],
  shape: ReadoutShape,
  jobs: number,
): Conversion[] {
  return Array.from({ length: jobs }, () => {
    const tiles = 1 + random.below(4);
    const vectors = 1 + random.below(tiles === 1 ? 2 * shape.batch : shape.batch);
    const columns = random.chance(0.3) ? shape.columns : 1 + random.below(shape.columns);
    const rare = () => Array.from({ length: shape.columns }, () => (random.chance(0.2) ? 1 : 0));
    return Array.from({ length: tiles }, (_, tile) => {
      // Without a new start vectors count on modulo their number, which is the same.
      const restarts = tile === 0 || random.chance(0.5);
      return Array.from({ length: vectors }, (_, vector) => ({
        codes: Array.from({ length: shape.columns }, () => random.below(256)),
        isClipped: rare(),
        isOverRange: rare(),
        settings: { shift: random.below(16), outputShift: random.below(20), format: random.below(4) },
        columns,
        vectors,
        isFirst: tile === 0,
        isLast: tile === tiles - 1,
        startsJob: restarts && vector === 0,
      }));
    }).flat();
  }).flat();
}

/** One conversion of a job of its own, all columns used, exact integers out. */
const single = (shape: ReadoutShape, codes: readonly number[], shift: number): Conversion => ({
  codes,
  isClipped: new Array<number>(shape.columns).fill(0),
  isOverRange: new Array<number>(shape.columns).fill(0),
  settings: { shift, outputShift: 0, format: 2 },
  columns: shape.columns,
  vectors: 1,
  isFirst: true,
  isLast: true,
  startsJob: true,
});

const shapes: Sizes[] = [
  { columns: 1 },
  { columns: 4, lanes: 1, batch: 1 },
  { columns: 5, lanes: 2, batch: 3 },
  { columns: 6, lanes: 6, batch: 1, accumulatorBits: 48 },
  { columns: 16, lanes: 4, batch: 4, accumulatorBits: 33 },
  { columns: 13, lanes: 5, batch: 2, accumulatorBits: 26 },
];

describe("AfprReadout", () => {
  test("every code at every shift is its integer, its FP8 and itself", () => {
    const shape = shapeOf({ columns: 256, lanes: 8 });
    using sim = start(shape);
    const codes = Array.from({ length: 256 }, (_, code) => code);
    const jobs = Array.from({ length: 16 }, (_, shift) => single(shape, codes, shift));
    const inFormat = (format: number) =>
      jobs.map((job, shift) => ({ ...job, settings: { shift, outputShift: shift, format } }));
    for (const format of [0, 1, 2]) {
      const readings = play(sim, shape, inFormat(format));
      expect(readings).toEqual(expected(shape, inFormat(format)));
      expect(readings.beats).toHaveLength(16 * 32);
    }
    // FP8 of a single tile at outputShift = SH gives the code back, but for minus zero.
    const bytes = (readings: Readings) => readings.beats.slice(0, 32).map(({ data }) => data);
    const [asCodes, asFp8] = [0, 1].map((format) => bytes(play(sim, shape, inFormat(format).slice(0, 1))));
    expect(asFp8).toEqual(asCodes?.map((data, group) => (group === 16 ? data - 0x80n : data)));
  });

  test.each(shapes)("%j: jobs over row tiles, settings changing, whoever stalls", (sizes) => {
    const shape = shapeOf(sizes);
    using sim = start(shape);
    for (const [stall, late] of [
      [0, 0],
      [0.3, 0.3],
      [0.8, 0],
      [0, 0.9],
    ] as const) {
      const conversions = randomJobs(sim.random, shape, 12);
      const readings = play(sim, shape, conversions, { stall, late });
      expect(readings).toEqual(expected(shape, conversions));
      expect(readings.beats.length).toBeGreaterThan(10);
      expect(readings.clipped).toBeGreaterThan(0);
    }
  });

  test("a job that is given up leaves no trace: the next begins at vector 0", () => {
    const shape = shapeOf({ columns: 3, lanes: 2, batch: 4 });
    using sim = start(shape);
    const tile = (base: number, isFirst: boolean, vectors: number): Conversion[] =>
      Array.from({ length: 3 }, (_, vector) => ({
        ...single(shape, [base + vector, base + 10 * vector, base], 0),
        vectors,
        isFirst,
        isLast: !isFirst,
        startsJob: vector === 0,
      }));
    // Three of four vectors, then a whole job of three.
    const conversions = [...tile(7, true, 4), ...tile(1, true, 3), ...tile(2, false, 3)];
    const readings = play(sim, shape, conversions);
    expect(readings).toEqual(expected(shape, conversions));
    const sums = readings.beats.map(({ data }) => [Number(data % 2n ** 32n), Number(data >> 32n)]);
    expect(sums).toEqual([
      [3, 3],
      [3, 0],
      [5, 23],
      [3, 0],
      [7, 43],
      [3, 0],
    ]);
  });

  test("a sum that leaves the accumulator is reported in its group and wraps; unused columns report nothing", () => {
    const shape = shapeOf({ columns: 4, lanes: 2, batch: 1, accumulatorBits: 26 });
    using sim = start(shape);
    // 252 << 15 fits four times into 26 bits of two's complement; column 3 is not used.
    const tiles = (codes: readonly number[], count: number): Conversion[] =>
      Array.from({ length: count }, (_, tile) => ({
        ...single(shape, codes, 15),
        columns: 3,
        isFirst: tile === 0,
        isLast: tile === count - 1,
        startsJob: tile === 0,
      }));
    const overflowsOf = (codes: readonly number[], count: number): number => {
      const conversions = tiles(codes, count);
      const readings = play(sim, shape, conversions, { stall: 0.2 });
      expect(readings).toEqual(expected(shape, conversions));
      return readings.overflows;
    };
    expect(overflowsOf([0x7f, 0xff, 0x7f, 0x7f], 4)).toBe(0);
    expect(overflowsOf([0x7f, 0x01, 0x01, 0x7f], 5)).toBe(1);
    expect(overflowsOf([0xff, 0x7f, 0xff, 0x7f], 5)).toBe(2);
    expect(overflowsOf([0x01, 0x01, 0xff, 0xff], 5)).toBe(1);
    expect(overflowsOf([0x01, 0x01, 0x01, 0xff], 9)).toBe(0);
    // Wrapped around twice.
    expect(overflowsOf([0x7f, 0x00, 0x00, 0x00], 13)).toBe(2);
  });

  test("a latch that comes while the buffer is in use is ignored", () => {
    const shape = shapeOf({ columns: 4, lanes: 1 });
    using sim = start(shape);
    const conversion = single(shape, [1, 2, 3, 4], 0);
    const readings = play(sim, shape, [conversion], {
      onCycle: (cycle) => {
        if (cycle > 1 && sim.dut.isFree.peek() === 0) sim.dut.latch.poke(1);
      },
    });
    expect(readings).toEqual(expected(shape, [conversion]));
  });

  test("while idle no register moves, whatever the converters show", () => {
    const shape = shapeOf({ columns: 6, lanes: 2, batch: 2 });
    using sim = start(shape);
    play(sim, shape, randomJobs(sim.random, shape, 3));
    const registers = [
      ...["codes", "isClipped", "isOverRange", "settings_shift", "columnsLeft", "address", "vector"],
      ...["partialSums.adding_codes", "partialSums.terms", "partialSums.stored", "partialSums.sending_sums"],
      ...["resultFormat.plain", "resultFormat.beat_data", "resultFormat.encode_0.word"],
    ];
    // The port and the register of one name are told apart by the register's number.
    const paths = registers.map((path) => (path.includes(".") || !(path in sim.dut) ? path : `${path}_1`));
    const state = () =>
      paths.map((path) => JSON.stringify(sim.peek(path), (_, v) => (typeof v === "bigint" ? `${v}` : v)));
    const before = state();
    for (let cycle = 0; cycle < 20; cycle++) {
      sim.dut.codes.poke(Array.from({ length: 6 }, () => sim.random.below(256)));
      sim.dut.results.ready.poke(sim.random.chance(0.5));
      sim.step();
      expect(state()).toEqual(before);
    }
  });
});

describe("a fault in the readout is found", () => {
  const shape = shapeOf({ columns: 5, lanes: 2, batch: 3 });
  /** What differs when `fault` acts in the cycles of a run. */
  function differing(fault: (sim: ReturnType<typeof start>, cycle: number) => void): string[] {
    using sim = start(shape, { seed: 3 });
    const conversions = randomJobs(sim.random, shape, 10);
    const readings = play(sim, shape, conversions, { stall: 0.1, onCycle: (cycle) => fault(sim, cycle) });
    const wanted = expected(shape, conversions);
    return (["beats", "overRange", "clipped", "overflows"] as const).filter(
      (part) => !isDeepStrictEqual(readings[part], wanted[part]),
    );
  }

  test("none without a fault", () => {
    expect(differing(() => {})).toEqual([]);
  });

  test("in a stored sum", () => {
    expect(differing((sim) => sim.memory("partialSums.store").set(2, [1, 1]))).toEqual(["beats"]);
  });

  test("in the counts of flags", () => {
    expect(differing((sim) => sim.poke("overRange_1", 0))).toEqual(["overRange"]);
    expect(differing((sim) => sim.poke("clipped_1", 1))).toEqual(["clipped"]);
  });

  test("in the pulse of an overflow", () => {
    const once = (sim: ReturnType<typeof start>, cycle: number) => {
      if (cycle === 9) sim.poke("partialSums.overflow", 1);
    };
    expect(differing(once)).toEqual(["overflows"]);
  });

  test("in the settings that travel with a group", () => {
    expect(differing((sim) => sim.poke("partialSums.sending_format", 2))).toEqual(["beats"]);
    expect(differing((sim) => sim.poke("partialSums.sending_outputShift", 3))).toEqual(["beats"]);
  });
});

describe("AfprReadout elsewhere", () => {
  const shape = shapeOf({ columns: 5, lanes: 2, batch: 2 });
  function recorded() {
    const sim = start(shape, { record: true });
    const conversions = randomJobs(sim.random, shape, 6);
    expect(play(sim, shape, conversions, { stall: 0.3, late: 0.2 })).toEqual(expected(shape, conversions));
    return sim;
  }

  test.each(["icarus", "verilator"] as const)(
    "%s gives every output at every cycle",
    (simulator) => {
      using sim = recorded();
      const { steps, compared } = confirm(sim, simulator);
      expect(steps).toBeGreaterThan(100);
      // Nine outputs: three of the stream's data.
      expect(compared).toBe(9 * steps);
    },
    120_000,
  );

  test("a fault in the Verilog is found", () => {
    using sim = recorded();
    const verilog = writeVerilog(elaborate(AfprReadout(shape))).files.map(({ name, text }) => ({
      name,
      text: text.replace("code[7] ? -magnitude", "code[6] ? -magnitude"),
    }));
    expect(() => confirm(sim, "icarus", { verilog })).toThrow(BitloomError);
  });
});
