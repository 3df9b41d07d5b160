/**
 * Accumulation and the scale store as Verilog in Icarus, where what was never written is unknown: it must not reach a result.
 */
import { describe, expect, test } from "vitest";
import {
  array,
  connect,
  elaborate,
  instance,
  module,
  sink,
  sint,
  source,
  struct,
  uint,
} from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { UNIFORM_BITS } from "../../golden/index.ts";
import { checkVerilog, checkWithSimulator } from "../../harness/index.ts";
import { lintVerilog, seededRandom } from "../../testing/index.ts";
import { LieqAccumulate, lieqResultsType } from "./accumulate.ts";
import { fineqLayer, joined, type SumsBeat, uniformLayer, type Work, workOf } from "./accumulate-testing.ts";
import { groupFields } from "./drain.ts";
import {
  HALF_BITS,
  lieqConfiguration,
  ROW_SUM_BITS,
  SCALE_BUS,
  WEIGHT_FORMATS,
  ZERO_BITS,
} from "./parameters.ts";
import { passType } from "./pass.ts";
import { LieqScaleStore } from "./scale-store.ts";

/** As testbenches have it. */
const rawSums = (beat: SumsBeat) => ({
  data_sums: packed(beat.sums, 24),
  data_rowSum: packed([beat.rowSum], ROW_SUM_BITS),
  data_keep: packed(beat.keep.map(Number), 1),
  data_address: BigInt(beat.address),
  data_isFirst: BigInt(beat.isFirst),
  data_isLast: BigInt(beat.isLast),
  data_last: BigInt(beat.last),
});
const rawScales = ({ scales, zeros }: SumsBeat) => ({
  data_scales: packed(scales, HALF_BITS),
  data_zeros: packed(zeros, ZERO_BITS),
});
const rawResults = ({ data, keep, last }: Work["results"][number]) => ({
  data_data: data,
  data_keep: keep,
  data_last: BigInt(last),
});
const packed = (values: readonly number[], width: number): bigint =>
  values.reduce((bits, value, i) => bits | (BigInt.asUintN(width, BigInt(value)) << BigInt(width * i)), 0n);

describe("accumulation alone", () => {
  const shape = lieqConfiguration({ rows: 3, columns: 5, lanes: 2 });
  const design = elaborate(LieqAccumulate(shape));
  const verilog = writeVerilog(design);
  const random = seededRandom(5);
  const layers = [
    uniformLayer(random, 4, 2, 3, 200),
    fineqLayer(random, 24, 4, 6),
    uniformLayer(random, 3, 1, 1, 700),
    uniformLayer(random, 8, 7, 11, 300),
    uniformLayer(random, 2, 3, 5, 128),
  ];
  const { sums, results } = joined(layers.map((layer) => workOf(random, shape, layer)));
  const plan = {
    top: design.top,
    timeoutCycles: 20_000,
    producers: [
      { port: "sums", stall: 0.2, beats: sums.map((beat) => ({ ...rawSums(beat), ...rawScales(beat) })) },
    ],
    consumers: [{ port: "results", stall: 0.3, beats: results.map(rawResults) }],
  };

  test("every result is known and right", async () => {
    const result = await checkVerilog(verilog.files, plan, { simulator: "icarus" });
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed, result.output).toBe(true);
    expect(result.checked).toBeGreaterThanOrEqual(results.length);
  });

  test.each([
    ["a memory that counts in a tile's first group", "is_first_4 ? 72'd0 : ", ""],
    ["a total that is read while it is written", "address_3 == address_4", "1'b0"],
    ["a lane that does not count and brings its sum", "keep_1_1 ? ", "1'b1 ? "],
  ])("%s is found", async (_title, right, wrong) => {
    const faulty = verilog.files.map(({ name, text }) => ({ name, text: text.replaceAll(right, wrong) }));
    expect(faulty).not.toEqual(verilog.files);
    const result = await checkVerilog(faulty, plan, { simulator: "icarus" });
    expect(result.passed).toBe(false);
    expect(result.mismatches).toBeGreaterThan(0);
  });

  test("Verilator, Icarus and Yosys take the Verilog", async () => {
    // One lane: Yosys takes seconds for each.
    const narrow = lieqConfiguration({ rows: 2, columns: 2, lanes: 1 });
    expect(await lintVerilog(writeVerilog(elaborate(LieqAccumulate(narrow))))).toEqual([]);
  });
});

const ROW = lieqConfiguration({ rows: 1, columns: 5, lanes: 2 });

/** One row: sums come with the place of their lanes, scales and zero points from the store. */
const StoreAndAccumulate = module(
  "store_and_accumulate",
  {
    passes: sink(passType(ROW)),
    scales: sink(uint(SCALE_BUS)),
    sums: sink(struct({ sums: array(sint(24), 2), rowSum: sint(ROW_SUM_BITS), ...groupFields(ROW) })),
    results: source(lieqResultsType(ROW)),
  },
  ({ passes, scales, sums, results }) => {
    const store = instance(LieqScaleStore(ROW));
    const unit = instance(LieqAccumulate(ROW));
    connect(passes, store.passes);
    connect(scales, store.stream);
    connect(unit.results, results);
    const { sums: drained, rowSum, keep, address, isFirst, isLast, last } = sums.data;
    store.group.value = address;
    store.passDone.value = sums.fire.and(last);
    unit.sums.valid.value = sums.valid.and(store.isLoaded);
    sums.ready.value = unit.sums.ready.and(store.isLoaded);
    const carried = { rowSum, keep, address, isFirst, isLast, last };
    unit.sums.data.value = { sums: drained, scales: store.scales, zeros: store.zeros, ...carried };
  },
);

describe("with its scale store", () => {
  const random = seededRandom(8);
  const layers = [
    ...UNIFORM_BITS.flatMap((bits) =>
      [1, 2, 4, 5, 6, 13].map((n) => ({
        format: WEIGHT_FORMATS.indexOf(`w${bits}`),
        layer: uniformLayer(random, bits, 2, n, 1 + random.below(400)),
      })),
    ),
    ...[1, 3, 9].map((n) => ({ format: 0, layer: fineqLayer(random, 24, 3, n) })),
  ];
  // Narrow tiles come first, when the store is still empty; FineQ's in between.
  const parts = layers
    .toSorted((one, other) => one.layer.n - other.layer.n)
    .map(({ format, layer }) => ({ format, work: workOf(random, ROW, layer) }));
  const { sums, results } = joined(parts.map(({ work }) => work));
  const passes = parts.flatMap(({ format, work }) => passesOf(format, work));
  const { files } = writeVerilog(elaborate(StoreAndAccumulate));
  const plan = {
    top: elaborate(StoreAndAccumulate).top,
    timeoutCycles: 20_000,
    producers: [
      { port: "passes", stall: 0.3, beats: passes.map(({ pass }) => pass) },
      { port: "scales", stall: 0.1, beats: passes.flatMap(({ scales }) => scales) },
      { port: "sums", stall: 0.3, beats: sums.map(rawSums) },
    ],
    consumers: [{ port: "results", stall: 0.3, beats: results.map(rawResults) }],
  };

  /** A pass ends with `last`; a zero point that comes with a FineQ pass counts for nothing. */
  function passesOf(format: number, work: Work) {
    const ends = work.sums.flatMap(({ last }, i) => (last ? [i + 1] : []));
    return ends.map((end, i) => {
      const beats = work.sums.slice(ends[i - 1] ?? 0, end);
      const scales = beats.flatMap(({ keep, scales: own, zeros }) =>
        own.flatMap((scale, lane) => {
          const zero = format === 0 ? random.below(256) : (zeros[lane] as number);
          return keep[lane] ? [packed([scale], HALF_BITS) | (packed([zero], ZERO_BITS) << 16n)] : [];
        }),
      );
      const pass = {
        data_format: BigInt(format),
        data_length: 128n,
        data_rowsUsed: 1n,
        data_columnsUsed: BigInt(scales.length),
        data_isFirst: BigInt(beats[0]?.isFirst ?? 0),
        data_isLast: BigInt(beats[0]?.isLast ?? 0),
        data_endsLayer: 0n,
      };
      return { pass, scales };
    });
  }

  test("columns that never had a scale leave nothing unknown in the results of the others", async () => {
    expect(results.length).toBeGreaterThan(100);
    const result = await checkWithSimulator(elaborate(StoreAndAccumulate), plan, { simulator: "icarus" });
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed, result.output).toBe(true);
    expect(result.checked).toBeGreaterThanOrEqual(results.length);
  });

  test.each([
    [
      "a scale that was never written",
      "keep_1_1 ? sums_data_scales[31:16]",
      "1'b1 ? sums_data_scales[31:16]",
    ],
    ["a zero point that counts in FineQ", "passes_data_format == 3'd0", "passes_data_format == 3'd7"],
  ])("%s is found", async (_title, right, wrong) => {
    const faulty = files.map(({ name, text }) => ({
      name,
      text: text.replaceAll(right, wrong),
    }));
    expect(faulty).not.toEqual(files);
    const result = await checkVerilog(faulty, plan, { simulator: "icarus" });
    expect(result.passed).toBe(false);
    expect(result.mismatches).toBeGreaterThan(0);
  });
});
