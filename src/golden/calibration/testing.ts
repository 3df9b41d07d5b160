/** What the tests of calibration share: the outside program's cases, and synthetic layers whose inputs are correlated. */
import { readFileSync } from "node:fs";
import { BitloomError, type Diagnostic } from "../../diagnostics/index.ts";
import type { RealMatrix } from "../lieq/index.ts";
import { gaussSource, studentSource, syntheticWeights } from "../synthetic.ts";
import type { UniformBits } from "../uniform.ts";
import type { LayerWeights } from "./layer-weights.ts";

export interface CalibrationCase {
  readonly name: string;
  readonly layer: LayerWeights;
  readonly inputs: RealMatrix;
  /** Of U. */
  readonly upperDiagonal: readonly number[];
  readonly upperFirstRow: readonly number[];
  readonly uniform: readonly {
    readonly bits: UniformBits;
    readonly scales: readonly number[];
    readonly zeros: readonly number[];
    readonly codes: readonly number[];
  }[];
  readonly fineq: {
    readonly scales: readonly number[];
    /** One a pair, row by row. */
    readonly indices: readonly (readonly number[])[];
    readonly codes: readonly number[];
  };
}

interface StoredCase extends Omit<CalibrationCase, "layer" | "inputs"> {
  readonly rows: number;
  readonly columns: number;
  readonly tokens: number;
  readonly weightsBase64: string;
  readonly inputsBase64: string;
}

/** Written by bench/peers/gptq_reference.py (numpy), a separate program made from the paper's formulas. */
export function calibrationCases(): CalibrationCase[] {
  const file = new URL("../vectors/calibration.json", import.meta.url);
  const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: StoredCase[] };
  return cases.map(({ weightsBase64, inputsBase64, rows, columns, tokens, ...rest }) => {
    const weights = Buffer.from(weightsBase64, "base64");
    const inputs = Buffer.from(inputsBase64, "base64");
    const values = Float32Array.from({ length: rows * columns }, (_, at) => weights.readFloatLE(4 * at));
    return {
      ...rest,
      layer: { values, rows, columns },
      inputs: {
        values: Float32Array.from({ length: tokens * columns }, (_, at) => inputs.readInt8(at)),
        rows: tokens,
        columns,
      },
    };
  });
}

/** Inputs [tokens, columns]: each is a new Gaussian number plus `memory` times the one before it in the row. */
export function correlatedInputs(tokens: number, columns: number, memory: number, seed = 1): RealMatrix {
  const gauss = gaussSource(seed);
  const values = new Float32Array(tokens * columns);
  for (let at = 0; at < values.length; at++) {
    values[at] = gauss() + (at % columns === 0 ? 0 : memory * (values[at - 1] as number));
  }
  return { values, rows: tokens, columns };
}

/** X with X X^T = 2 I: each input is 1 on two tokens of its own. H is 4 I, whose factor is exactly I / 2 without damping. */
export function orthogonalInputs(columns: number): RealMatrix {
  const values = new Float32Array(2 * columns * columns);
  for (let token = 0; token < 2 * columns; token++) values[token * columns + (token >> 1)] = 1;
  return { values, rows: 2 * columns, columns };
}

/** A layer with the heavy tails of real weights (Student t5). */
export function heavyLayer(rows: number, columns: number, seed = 2): LayerWeights {
  return { values: syntheticWeights(studentSource(seed, 5), rows * columns, 0.02), rows, columns };
}

/** The first diagnostic that an action throws; undefined when it returns. Other errors pass through. */
export function diagnosticOf(action: () => unknown): Diagnostic | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0];
    throw error;
  }
  return undefined;
}
