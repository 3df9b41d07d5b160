/** Programs written and read back, against the matrices, activations and products that the golden model packed them from. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeFineq,
  decodeUniform,
  type LieqEngineShape,
  type LieqLayer,
  lieqOutputs,
  packLieqProgram,
  WEIGHT_FORMATS,
} from "../../golden/index.ts";
import {
  checkImages,
  decodeLayer,
  decodeProgram,
  encodeProgram,
  firstWrongResult,
  imageFile,
  layersOf,
  makeProgram,
} from "./index.ts";
import { ALL_FORMATS, arrayOf, smallShape, testProgram } from "./testing.ts";

/** Everything that was packed, from the golden model. */
function original({ m, activations, weights }: LieqLayer) {
  const results = [...lieqOutputs({ name: "", m, activations, weights }, 24).values];
  const { matrix } = weights;
  const zeros = "zeros" in matrix ? matrix.zeros : new Uint8Array(matrix.rows);
  const integers = weights.format === "fineq" ? decodeFineq(weights.matrix) : decodeUniform(weights.matrix);
  return { weights: Int16Array.from(integers), scales: matrix.scales, zeros, activations, results };
}

function readBack(made: ReturnType<typeof testProgram>) {
  const { program } = decodeProgram(encodeProgram(made.program), "program.bin");
  expect(program).toEqual(made.program);
  const { images } = made.golden;
  checkImages(program, images, imageFile);
  return layersOf(program).map((layer) => {
    const decoded = decodeLayer(program.array, layer, images, imageFile);
    expect(firstWrongResult(layer, decoded)).toBeUndefined();
    return decoded;
  });
}

describe("a program that is read back", () => {
  it.each([1, 2, 4])("gives the table and every integer of all formats, %i layers a run", (perRun) => {
    const made = testProgram(ALL_FORMATS, smallShape, perRun);
    expect(made.program.runs).toHaveLength(Math.ceil(ALL_FORMATS.length / perRun));
    expect(readBack(made)).toEqual(made.layers.map(original));
    expect(layersOf(made.program)).toEqual(made.golden.entries);
  });

  it("gives them for any size on any array", () => {
    const size = fc.record({
      format: fc.constantFrom(...WEIGHT_FORMATS),
      m: fc.integer({ min: 1, max: 9 }),
      n: fc.integer({ min: 1, max: 13 }),
      k: fc.integer({ min: 1, max: 280 }),
    });
    const shape = fc
      .record({
        rows: fc.integer({ min: 1, max: 5 }),
        columns: fc.integer({ min: 1, max: 6 }),
        coding: fc.constantFrom("unary" as const, "binary" as const, "direct" as const),
        layers: fc.integer({ min: 1, max: 3 }),
      })
      .chain((part) =>
        fc
          .integer({ min: 1, max: part.columns })
          .map((lanes): LieqEngineShape => ({ ...part, lanes, accumulatorBits: 24, wordDepth: 4 })),
      );
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 5 }), shape, (sizes, engine) => {
        const made = testProgram(sizes, engine);
        expect(readBack(made)).toEqual(made.layers.map(original));
      }),
      { numRuns: 60 },
    );
  });

  it("gives every cluster of FineQ under every index", () => {
    const made = testProgram([{ format: "fineq", m: 1, n: 64, k: 192 }]);
    const [layer] = made.layers;
    if (layer?.weights.format !== "fineq") throw new Error("not FineQ");
    const { packed } = layer.weights.matrix;
    // Any seven bytes are a block.
    packed.forEach((_, at) => {
      packed[at] = (at * 167 + (at >> 3) * 13 + (at >> 8) * 7) & 255;
    });
    const met = new Set<number>();
    for (let block = 0; block < packed.length; block += 7) {
      const word = Buffer.from(packed.subarray(block + 1, block + 7)).readUIntLE(0, 6);
      for (let c = 0; c < 8; c++) {
        const index = ((packed[block] as number) >> (2 * (c >> 1))) & 3;
        met.add(index * 64 + (Math.floor(word / 2 ** (6 * c)) % 64));
      }
    }
    expect(met.size).toBe(256);
    const golden = packLieqProgram(smallShape, [layer]);
    const program = makeProgram(arrayOf(smallShape), golden.entries, golden.images);
    expect(readBack({ layers: [layer], golden, program })).toEqual([original(layer)]);
  });

  it("shows a result, a weight and a scale that were changed", () => {
    const made = testProgram(ALL_FORMATS);
    for (const [index, layer] of layersOf(made.program).entries()) {
      for (const [image, at] of [
        ["results", layer.resultsBase + layer.resultsBytes - 10],
        ["weights", layer.weightsBase],
        ["scales", layer.scalesBase],
      ] as const) {
        const images = { ...made.golden.images, [image]: made.golden.images[image].slice() };
        images[image][at] = (images[image][at] as number) ^ 1;
        const decoded = decodeLayer(made.program.array, layer, images, imageFile);
        expect(decoded).not.toEqual(original(made.layers[index] as LieqLayer));
        if (image === "results") {
          const wrong = firstWrongResult(layer, decoded);
          expect(wrong && wrong.found ^ wrong.expected).toBe(1n);
        }
      }
    }
  });
});
