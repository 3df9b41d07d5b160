/** Results made up for tests of the page: every figure is chosen, so that sentences can be foretold. */
import type { Contender, Results, Row, SubjectResults } from "./schema.ts";

export const madeRow = (
  scheme: string,
  rounding: Row["rounding"],
  nll: number,
  more: Partial<Row> = {},
): Row => ({
  scheme,
  rounding,
  formats: ["float", "float", "float"],
  codes: 2,
  total: 2.25,
  nll,
  windows: [nll, nll],
  ...more,
});

const contender = (nll: number, ...precise: number[]): Contender => ({ precise, nll });

/** Three layers; the score picks layer 2, the drop and the gains pick layer 0. */
export const madeSubject: SubjectResults = {
  name: "made-up",
  model: "made-up, three layers",
  evaluationText: "two windows",
  calibrationText: "others",
  weights: 3000,
  storedBits: 16,
  predicted: [10, 30],
  rows: [
    madeRow("float32", "none", 1),
    madeRow("w3", "nearest", 1.1, { codes: 3, formats: ["w3", "w3", "w3"], windows: [1.1, 1.1] }),
    madeRow("w3", "calibrated", 1.05, { codes: 3, formats: ["w3", "w3", "w3"] }),
    madeRow("w2", "nearest", 1.5, { formats: ["w2", "w2", "w2"] }),
    madeRow("w2", "calibrated", 1.6, { formats: ["w2", "w2", "w2"] }),
    madeRow("LieQ, budget 2.5", "nearest", 1.25, {
      codes: 2.5,
      formats: ["w2", "w2", "w4"],
      windows: [1.3, 1.2],
    }),
    madeRow("LieQ, budget 2.5", "calibrated", 1.35, { codes: 2.5, formats: ["w2", "w2", "w4"] }),
  ],
  layers: [
    {
      score: 0.1,
      energyGain: 0.2,
      drop: 2,
      coarseAlone: 1.3,
      errorAfter: 0.4,
      errorAtEnd: 0.5,
      preciseAlone: 1.2,
    },
    {
      score: 0.2,
      energyGain: 0.3,
      drop: 1,
      coarseAlone: 1.1,
      errorAfter: 0.1,
      errorAtEnd: 0.2,
      preciseAlone: 1.4,
    },
    {
      score: 0.3,
      energyGain: 0.1,
      drop: 0.5,
      coarseAlone: 1.2,
      errorAfter: 0.2,
      errorAtEnd: 0.3,
      preciseAlone: 1.25,
    },
  ],
  contests: [
    {
      average: 2.5,
      rounding: "nearest",
      lieq: contender(1.25, 2),
      drop: contender(1.2, 0),
      gain: contender(1.2, 0),
      random: [contender(1.4, 1), contender(1.25, 2), contender(1.2, 0), contender(1.4, 1)],
    },
  ],
};

export const madeResults: Results = { isFull: true, subjects: [madeSubject] };
