/** Arrays for an FPGA: played at the size that is placed; what placement has to tell. Placement itself needs nextpnr and minutes. */
import { describe, expect, test } from "vitest";
import { type ArrayRun, FPGA_ARRAYS, type FpgaArray } from "../jobs/index.ts";
import type { SynthesisReport } from "../synth/index.ts";
import { placedMeasurement, verifyPlaced } from "./placed.ts";
import { comparisonTables } from "./tables.ts";

const [array] = FPGA_ARRAYS as [FpgaArray];

type Due = ArrayRun["expected"][number];

const REPORT: NonNullable<SynthesisReport["placed"]> = {
  device: "HX8K",
  package: "ct256",
  seed: 1,
  utilisation: [{ element: "ICESTORM_LC", used: 4000, available: 7680 }],
  clocks: [{ clock: "clock", maximumFrequency: 200 }],
  bitstream: { bytes: 1, sha256: "0" },
};

describe("arrays for an FPGA", () => {
  // 12 vectors; 4, 3 and 3 fillings for all 128 pairs; planes are loaded twice.
  test.each([
    ["grid-any", 4 * 12 * 8],
    ["grid-planes", 2 * 3 * 12 * 12],
    ["grid-serial", 3 * 12 * 14],
  ])(
    "%s gives the integer dot products of every FineQ cluster at the size that is placed",
    (name, outputs) => {
      const found = FPGA_ARRAYS.find((one) => one.name === name) as FpgaArray;
      const { rows, columns } = { rows: found.inputs, columns: found.channels };
      expect([rows, rows * columns]).toEqual([24, found.weights]);
      expect(verifyPlaced(found)).toBe(outputs);
    },
  );

  test("one that takes a wrong activation is refused", () => {
    const wrong: FpgaArray = {
      ...array,
      run: (product) => {
        const activations = product.activations.map((a, i) => (i === 30 ? a ^ 1 : a));
        return { ...array.run(product), cycles: array.run({ ...product, activations }).cycles };
      },
    };
    expect(() => verifyPlaced(wrong)).toThrow(
      "BL0495: The array of grid-any is not compared, because in cycle",
    );
  });

  const last = ({ cycles, expected }: ArrayRun) => ({ ...(expected.at(-1) as Due), cycle: cycles.length });
  test.each([
    ["nothing is expected", "0 of 0", (): readonly Due[] => []],
    ["an output never comes", "95 of 96", (run: ArrayRun) => run.expected.with(-1, last(run))],
  ])("one of which %s is refused", (_, counts, changed) => {
    const late: FpgaArray = {
      ...array,
      run: (product) => {
        const run = array.run(product);
        return { ...run, expected: changed(run) };
      },
    };
    expect(() => verifyPlaced(late)).toThrow(
      `BL0495: The array of grid-any is not compared, because ${counts} outputs came to be compared`,
    );
  });
});

describe("what placement tells", () => {
  test("is in the table, with the outputs that were checked", () => {
    const placed = placedMeasurement(array, { ...REPORT, harness: { flipFlops: 368 } }, 384);
    expect(placed).toMatchObject({ logicCells: 4000, standIns: 368, frequency: 200, verified: 384 });
    const [table] = comparisonTables({
      format: "bitloom-comparison",
      version: 1,
      size: 8,
      target: "nangate45",
      tools: [],
      operands: "",
      families: [],
      goals: [],
      placed: [placed],
    });
    expect(table?.header.at(-1)).toBe("outputs checked");
    expect(table?.rows).toEqual([
      [array.name, array.title, "HX8K", "192 x 1", "1", "4000", "368", "20.8", "200.0", "38.4", "384"],
    ]);
  });

  test.each([
    ["placement", undefined],
    ["logic cells", { ...REPORT, utilisation: [] }],
    ["frequency of a clock", { ...REPORT, clocks: [] }],
  ])("and is an error where the tools tell no %s", (lacks, report) => {
    expect(() => placedMeasurement(array, report, 1)).toThrow(
      `BL0497: The placement of grid-any on ice40-hx8k tells no ${lacks}.`,
    );
  });
});
