/** What the engine refuses, and what follows from its parameters. */
import { describe, expect, test } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { blocksPerWord, resultStride } from "../../golden/index.ts";
import { type FineqCoding, type FineqParameters, fineqConfiguration } from "./parameters.ts";
import { DEFAULT_FAMILIES, type FineqFamily } from "./tile-engine/index.ts";

const refused = (parameters: FineqParameters): string => {
  try {
    fineqConfiguration(parameters);
  } catch (error) {
    if (error instanceof BitloomError) {
      return error.diagnostics.map((d) => `${d.code} ${d.message}`).join("\n");
    }
    throw error;
  }
  return "accepted";
};

describe("fineqConfiguration", () => {
  test.each<[FineqParameters, string]>([
    [{ rows: 0, columns: 4 }, "BL0610 rows of FineqEngine is 0; allowed is a whole number from 1 to 128."],
    [
      { rows: 4, columns: 129 },
      "BL0610 columns of FineqEngine is 129; allowed is a whole number from 1 to 128.",
    ],
    [
      { rows: 2.5, columns: 4 },
      "BL0610 rows of FineqEngine is 2.5; allowed is a whole number from 1 to 128.",
    ],
    [{ rows: 4, columns: 4, bus: 60 }, "BL0610 bus of FineqEngine is 60; allowed is a multiple of 8."],
    [
      { rows: 4, columns: 4, coding: "gray" as FineqCoding },
      "BL0610 coding of FineqEngine is gray; allowed is unary, binary, direct.",
    ],
    [
      { rows: 4, columns: 4, lanes: 5 },
      "BL0610 lanes of FineqEngine is 5; allowed is a whole number from 1 to 4.",
    ],
    [
      { rows: 4, columns: 4, accumulatorBits: 10 },
      "BL0610 accumulatorBits of FineqEngine is 10; allowed is a whole number from 11 to 48.",
    ],
    [
      { rows: 3, columns: 4, coding: "unary", activationBus: 16 },
      "BL0610 activationBus of FineqEngine is 16; allowed is rows * activationBits = 24 or a multiple of 8 that divides it.",
    ],
    [{ rows: 4, columns: 4, blockDepth: 3 }, "BL0610 blockDepth of FineqEngine is 3; allowed is 2, 4 or 8."],
    [
      { rows: 4, columns: 4, family: "tiles" as FineqFamily },
      "BL0610 family of FineqEngine is tiles; allowed is output-stationary, tiles-any, tiles-sparse, tiles-planes.",
    ],
    [
      { rows: 6, columns: 4, family: "tiles-any", tokensAtOnce: 4 },
      "BL0610 tokensAtOnce of FineqEngine is 4; allowed is 1, 2, 4, 8 or 16 that divides the 6 rows.",
    ],
    [
      { rows: 6, columns: 4, family: "tiles-sparse", clustersPerOutlier: 16 },
      "BL0610 clustersPerOutlier of FineqEngine is 16; allowed is 2, 4 or 8.",
    ],
    [
      { rows: 4, columns: 4, family: "tiles-any", bandColumns: 0 },
      "BL0610 bandColumns of FineqEngine is 0; allowed is a whole number from 1 to 128.",
    ],
    [
      { rows: 4, columns: 4, family: "tiles-planes", activationBus: 160 },
      "BL0610 activationBus of FineqEngine is 160; allowed is rows * activationBits = 32 or a multiple of 8 that divides it, or 2, 3, 4, 6, 8, 12 or 24 times as many.",
    ],
    [
      { rows: 4, columns: 4, family: "output-stationary", activationBus: 64 },
      "BL0610 activationBus of FineqEngine is 64; allowed is a whole number from 1 to 32.",
    ],
  ])("refuses %j", (parameters, message) => {
    expect(refused(parameters)).toBe(message);
  });

  test("accepts the ends of the ranges", () => {
    for (const size of [1, 128]) expect(refused({ rows: size, columns: size })).toBe("accepted");
    expect(refused({ rows: 1, columns: 1, bus: 8, accumulatorBits: 48 })).toBe("accepted");
  });

  test("an engine that states nothing is what cell libraries have, and a code asks for the array", () => {
    const size = { rows: 8, columns: 4 };
    expect(DEFAULT_FAMILIES).toEqual({
      cells: { family: "tiles-any", tileStyle: "gates" },
      fpga: { family: "output-stationary", tileStyle: "pipelined" },
    });
    const usual = fineqConfiguration(size);
    expect([usual.family, usual.tile?.shape.style, usual.name]).toEqual([
      "tiles-any",
      "gates",
      "8x4_tiles_any_t1",
    ]);
    for (const coding of ["unary", "binary", "direct"] as const) {
      expect(fineqConfiguration({ ...size, coding })).toMatchObject({ family: "output-stationary", coding });
    }
    expect(fineqConfiguration({ ...size, family: "output-stationary" }).coding).toBe("unary");
    expect(fineqConfiguration({ ...size, family: "tiles-planes", coding: "unary" }).family).toBe(
      "tiles-planes",
    );
  });

  test.each([
    // Rows, columns, tokens at once, weight bus; the weights k of a beat that make 24 of them come in a round's cycles.
    [24, 16, 1, 64, 1],
    [23, 16, 1, 64, 2],
    [8, 8, 1, 64, 3],
    [8, 20, 1, 64, 2],
    [8, 20, 1, 256, 3],
    [16, 16, 4, 224, 6],
    [1, 1, 1, 64, 24],
    [80, 1, 16, 64, 6],
    [128, 1, 16, 64, 3],
  ])("%i x %i tiles, %i tokens at once, %i bits of weights: by default %i k in a beat", (...given) => {
    const [rows, columns, tokensAtOnce, bus, words] = given;
    const shape = fineqConfiguration({ rows, columns, tokensAtOnce, bus, family: "tiles-any" });
    expect(shape.activationBus).toBe(words * rows * 8);
    expect(shape.tile?.weightsPerWord).toBe(words);
  });

  test("the default lanes of tiles let a tile of K = 512 drain while the next one runs", () => {
    for (const rows of [4, 16, 64]) {
      for (const columns of [4, 16, 64]) {
        const { lanes, groups, tile } = fineqConfiguration({
          rows,
          columns,
          family: "tiles-any",
          tokensAtOnce: 2,
        });
        // 3 + latency of 1 + a band of eight columns each until the first group; 22 rounds of half as many cycles as rows.
        const drain = (groupsOfRow: number) => 4 + Math.ceil(columns / 8) + rows * groupsOfRow;
        expect(tile?.bands).toBe(Math.ceil(columns / Math.min(8, columns)));
        if (lanes < columns) expect(drain(groups)).toBeLessThanOrEqual(11 * rows);
        if (lanes > 1) expect(drain(Math.ceil(columns / (lanes - 1)))).toBeGreaterThan(11 * rows);
      }
    }
  });

  test("the default lanes let a tile of K = 512 drain while the next one runs", () => {
    for (const rows of [4, 16, 64]) {
      for (const columns of [4, 16, 64]) {
        const { lanes, groups, phases } = fineqConfiguration({ rows, columns, coding: "unary" });
        const drain = rows + columns + 2 + rows * Math.max(2, groups) + rows;
        expect(drain).toBeLessThanOrEqual(512 * phases);
        if (lanes === 1) continue;
        const fewer = Math.ceil(columns / (lanes - 1));
        expect(rows + columns + 2 + rows * Math.max(2, fewer) + rows).toBeGreaterThan(512 * phases);
      }
    }
  });

  test("derives what the golden packer derives on its own", () => {
    for (const bus of [8, 64, 112, 120, 256, 1024]) {
      for (const columns of [1, 3, 64]) {
        for (const accumulatorBits of [13, 24, 33]) {
          const shape = fineqConfiguration({ rows: 2, columns, bus, accumulatorBits });
          expect(shape.blocksPerBeat).toBe(blocksPerWord(shape));
          expect(shape.resultStride).toBe(resultStride(shape));
        }
      }
    }
  });
});
