/**
 * The Monte-Carlo macro: equal to the golden integers when ideal, and each non-ideality alone against what its distribution
 * says on paper. Seeds are fixed; margins are five standard errors of what is estimated.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { cimConvert, fpAdc, macroSums, signedMagnitude } from "../cim.ts";
import { gaussSource, uniformSource } from "../synthetic.ts";
import {
  analogSums,
  convertColumn,
  convertColumns,
  idealMacro,
  type NonIdealities,
  programMacro,
  sampleMacro,
  seedOf,
} from "./monte-carlo.ts";

const noNoise = (): number => {
  throw new Error("an ideal conversion draws no noise");
};

const wholeFrom =
  (uniform: () => number) =>
  (least: number, most: number): number =>
    least + Math.floor(uniform() * (most - least + 1));

/** Random weights -15..15 and codes of one vector. */
function job(rows: number, columns: number, seed: number) {
  const whole = wholeFrom(uniformSource(seed));
  return {
    weights: Int8Array.from({ length: rows * columns }, () => whole(-15, 15)),
    codes: Uint8Array.from({ length: rows }, () => whole(0, 255)),
  };
}

const inputsOf = (codes: Uint8Array): number[] => Array.from(codes, (code) => signedMagnitude(code));

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: readonly number[]): number => {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

/** Charges of column 0 over many macros of the same weights. */
function chargesOver(
  trials: number,
  weights: ArrayLike<number>,
  inputs: readonly number[],
  nonIdealities: Partial<NonIdealities>,
): number[] {
  const size = { rows: inputs.length, columns: weights.length / inputs.length };
  return Array.from({ length: trials }, (_, trial) => {
    const macro = programMacro(weights, sampleMacro(size, 1000 + trial), { ...idealMacro, ...nonIdealities });
    return analogSums(macro, inputs)[0] as number;
  });
}

/** Sums that an ideal column converts to something else than the golden FP-ADC. */
const differing = (sums: readonly number[], shift: number): number[] =>
  sums.filter((sum) => {
    const golden = fpAdc(sum, shift);
    const { code, isClipped, isOverRange } = convertColumn(sum, shift, 0);
    return code !== golden.code || isClipped !== golden.isClipped || isOverRange !== golden.isOverRange;
  });

describe("an ideal macro gives the golden codes exactly", () => {
  test.each(Array.from({ length: 16 }, (_, shift) => shift))(
    "SH = %i: every sum where the code or its range may change, and both its neighbours",
    (shift) => {
      // A quarter LSB of range 0 is the finest place of a border: half an LSB there, whole ones in the ranges above.
      const quarter = Math.max(1, 2 ** shift / 4);
      const sums: number[] = [];
      for (let place = 0; place <= 300 * 2 ** shift; place += quarter) {
        sums.push(place - 1, place, place + 1, -place, -place - 1);
      }
      expect(sums.length).toBeGreaterThan(1500);
      expect(differing(sums, shift)).toEqual([]);
    },
  );

  test("every sum from -4,200 to 4,200 at every shift that they fill", () => {
    const sums = Array.from({ length: 8401 }, (_, i) => i - 4200);
    for (let shift = 0; shift <= 5; shift++) expect(differing(sums, shift)).toEqual([]);
  });

  test("every weight with every code", () => {
    const weights = Int8Array.from({ length: 31 }, (_, i) => i - 15);
    const macro = programMacro(weights, sampleMacro({ rows: 1, columns: 31 }, 5), idealMacro);
    for (let code = 0; code < 256; code++) {
      const sums = analogSums(macro, [signedMagnitude(code)]);
      expect(sums).toEqual(macroSums([code], weights, { vectors: 1, rows: 1, columns: 31 }));
    }
  });

  test("random macros, codes and shifts, and the full 576 x 256", () => {
    const compare = (rows: number, columns: number, seed: number, shift: number): void => {
      const { weights, codes } = job(rows, columns, seed);
      const macro = programMacro(weights, sampleMacro({ rows, columns }, seed), idealMacro);
      const golden = cimConvert(codes, weights, { vectors: 1, rows, columns }, shift);
      const found = convertColumns(macro, analogSums(macro, inputsOf(codes)), shift, noNoise);
      expect(found.map(({ code }) => code)).toEqual([...golden.codes]);
      expect(found.map(({ isClipped }) => Number(isClipped))).toEqual([...golden.isClipped]);
      expect(found.map(({ isOverRange }) => Number(isOverRange))).toEqual([...golden.isOverRange]);
    };
    const whole = (least: number, most: number) => fc.integer({ min: least, max: most });
    fc.assert(fc.property(whole(1, 40), whole(1, 20), whole(0, 2 ** 31), whole(0, 15), compare), {
      numRuns: 200,
      seed: 4,
    });
    for (const shift of [4, 7, 9]) compare(576, 256, 77, shift);
  });

  test("the comparison of single columns notices a sum that is off by one", () => {
    expect(fpAdc(8, 4).code).not.toBe(convertColumn(7, 4, 0).code);
    expect(fpAdc(1024, 4).code).not.toBe(convertColumn(1023, 4, 0).code);
  });

  test("the comparison notices a spread of a thousandth", () => {
    const { weights, codes } = job(576, 256, 77);
    const nearly = { ...idealMacro, conductanceSpread: 1e-3 };
    const macro = programMacro(weights, sampleMacro({ rows: 576, columns: 256 }, 77), nearly);
    const golden = cimConvert(codes, weights, { vectors: 1, rows: 576, columns: 256 }, 9);
    const found = convertColumns(macro, analogSums(macro, inputsOf(codes)), 9, noNoise);
    expect(found.map(({ code }) => code)).not.toEqual([...golden.codes]);
  });
});

describe("conductance spread", () => {
  const s = 0.2;

  test("makes factors with mean 1, the stated deviation, and the median of a log-normal", () => {
    const size = { rows: 200, columns: 100 };
    const macro = programMacro(new Int8Array(20_000).fill(15), sampleMacro(size, 3), {
      ...idealMacro,
      conductanceSpread: s,
    });
    const factors = Array.from(macro.charges, (charge) => charge / 15).sort((a, b) => a - b);
    const error = s / Math.sqrt(factors.length);
    expect(Math.abs(meanOf(factors) - 1)).toBeLessThan(5 * error);
    // Fourth moment of a log-normal with s = 0.2: kurtosis 3 + 16 s^2 and a little; 1.5 covers the square root.
    expect(Math.abs(varianceOf(factors) / s ** 2 - 1)).toBeLessThan(5 * 1.5 * Math.sqrt(2 / factors.length));
    const median = factors[10_000] as number;
    expect(Math.abs(median - 1 / Math.sqrt(1 + s ** 2))).toBeLessThan(5 * 1.2533 * error);
    expect(factors[0]).toBeGreaterThan(0);
  });

  test("leaves a column's mean and adds variance s^2 times the squares of its products", () => {
    const { weights, codes } = job(32, 1, 9);
    const inputs = inputsOf(codes);
    const exact = inputs.reduce((sum, input, row) => sum + input * (weights[row] as number), 0);
    const variance =
      s ** 2 * inputs.reduce((sum, input, row) => sum + (input * (weights[row] as number)) ** 2, 0);
    const found = chargesOver(2000, weights, inputs, { conductanceSpread: s });
    expect(Math.abs(meanOf(found) - exact)).toBeLessThan(5 * Math.sqrt(variance / found.length));
    expect(Math.abs(varianceOf(found) / variance - 1)).toBeLessThan(5 * Math.sqrt(2.2 / found.length));
  });

  test("does not touch a weight of 0", () => {
    const macro = programMacro([0, 0, 0, 3], sampleMacro({ rows: 2, columns: 2 }, 1), {
      ...idealMacro,
      conductanceSpread: 0.5,
    });
    expect([...macro.charges].slice(0, 3)).toEqual([0, 0, 0]);
    expect(macro.charges[3]).not.toBe(3);
  });
});

describe("stuck cells", () => {
  test("are the stated fraction, half of them at 15 and half at 0", () => {
    const fraction = 0.1;
    const size = { rows: 200, columns: 100 };
    const sample = sampleMacro(size, 8);
    const cells = 20_000;
    const stuck = { ...idealMacro, stuckCells: fraction };
    // Weights of 0: a pair shows 15 where only plus is stuck high, -15 where only minus is.
    const zeros = programMacro(new Int8Array(cells), sample, stuck).charges;
    const high = zeros.filter((charge) => charge === 15).length;
    const low = zeros.filter((charge) => charge === -15).length;
    const probability = (fraction / 2) * (1 - fraction / 2);
    const margin = 5 * Math.sqrt(cells * probability * (1 - probability));
    expect(Math.abs(high - cells * probability)).toBeLessThan(margin);
    expect(Math.abs(low - cells * probability)).toBeLessThan(margin);
    expect(zeros.every((charge) => [0, 15, -15].includes(charge))).toBe(true);
    // Weights of 15: plus is stuck low where 0 (or -15) shows.
    const full = programMacro(new Int8Array(cells).fill(15), sample, stuck).charges;
    const lost = full.filter((charge) => charge === -15).length;
    const bothWrong = (fraction / 2) ** 2;
    expect(Math.abs(lost - cells * bothWrong)).toBeLessThan(5 * Math.sqrt(cells * bothWrong));
  });

  test("shrink a column's mean by their fraction and spread it as two random levels do", () => {
    const f = 0.05;
    const { weights, codes } = job(24, 1, 31);
    const inputs = inputsOf(codes);
    const exact = inputs.reduce((sum, input, row) => sum + input * (weights[row] as number), 0);
    const cellVariance = (level: number): number =>
      (1 - f) * level ** 2 + f * 112.5 - ((1 - f) * level + f * 7.5) ** 2;
    const variance = inputs.reduce(
      (sum, input, row) =>
        sum + input ** 2 * (cellVariance(Math.abs(weights[row] as number)) + cellVariance(0)),
      0,
    );
    const found = chargesOver(4000, weights, inputs, { stuckCells: f });
    expect(Math.abs(meanOf(found) - (1 - f) * exact)).toBeLessThan(5 * Math.sqrt(variance / found.length));
    // Rare large steps: excess kurtosis of the order 1 / (rows f), about 1, so 3 instead of 2 under the root.
    expect(Math.abs(varianceOf(found) / variance - 1)).toBeLessThan(5 * Math.sqrt(3 / found.length));
  });

  test("are the same cells and more when the fraction grows", () => {
    const sample = sampleMacro({ rows: 40, columns: 40 }, 2);
    const weights = new Int8Array(1600).fill(7);
    const at = (stuckCells: number) => programMacro(weights, sample, { ...idealMacro, stuckCells }).charges;
    const few = at(0.02);
    const many = at(0.2);
    const changed = (charges: Float64Array) => charges.filter((charge) => charge !== 7).length;
    expect(changed(many)).toBeGreaterThan(changed(few));
    expect(changed(few)).toBeGreaterThan(0);
    few.forEach((charge, cell) => {
      if (charge !== 7) expect(many[cell]).not.toBe(7);
    });
    expect(changed(at(1))).toBe(1600);
  });
});

test("IR drop takes a share that grows linearly along the row, nothing from the first column", () => {
  const { weights, codes } = job(50, 9, 12);
  const sample = sampleMacro({ rows: 50, columns: 9 }, 1);
  const inputs = inputsOf(codes);
  const exact = macroSums(codes, weights, { vectors: 1, rows: 50, columns: 9 });
  const dropped = analogSums(programMacro(weights, sample, { ...idealMacro, irDrop: 0.08 }), inputs);
  expect(dropped[0]).toBe(exact[0]);
  dropped.forEach((sum, column) => {
    expect(sum).toBeCloseTo((exact[column] as number) * (1 - 0.01 * column), 6);
  });
  const single = programMacro([7], sampleMacro({ rows: 1, columns: 1 }, 1), { ...idealMacro, irDrop: 0.5 });
  expect(analogSums(single, [3])[0]).toBe(21);
});

describe("read noise", () => {
  const columns = 1000;
  const macro = programMacro(new Int8Array(columns).fill(10), sampleMacro({ rows: 1, columns }, 1), {
    ...idealMacro,
    readNoise: 0.4,
  });

  test("errs in range 0 as often as a normal leaves half an LSB on either side", () => {
    // 160 at SH = 4 lies at the middle of code 10; P(|0.4 z| > 0.5) = 2 (1 - Phi(1.25)) = 0.21130.
    const gauss = gaussSource(5);
    let wrong = 0;
    let compared = 0;
    for (let conversion = 0; conversion < 20; conversion++) {
      for (const { code } of convertColumns(macro, analogSums(macro, [16]), 4, gauss)) {
        compared++;
        if (code !== 10) wrong++;
      }
    }
    const expected = 0.2113;
    expect(compared).toBe(20_000);
    expect(Math.abs(wrong / compared - expected)).toBeLessThan(
      5 * Math.sqrt((expected * (1 - expected)) / compared),
    );
  });

  test("errs less in a higher range, whose LSB is wider: the noise is charge", () => {
    // 1600 at SH = 4 lies at code 50 of range 1 (1600 / 32); P(|0.4 z| > 1) = 2 (1 - Phi(2.5)) = 0.012419.
    const gauss = gaussSource(6);
    let wrong = 0;
    for (let conversion = 0; conversion < 20; conversion++) {
      for (const { code } of convertColumns(macro, analogSums(macro, [160]), 4, gauss)) {
        if (code !== 0x40 + 18) wrong++;
      }
    }
    const expected = 0.012419;
    expect(Math.abs(wrong / 20_000 - expected)).toBeLessThan(5 * Math.sqrt(expected / 20_000));
  });

  test("has the stated variance in the codes once it spans many of them", () => {
    // 3 LSB of noise around code 32 of range 0, plus the 1/12 of a uniform rounding.
    const wide = { ...macro, readNoise: 3 };
    const codes = convertColumns(wide, analogSums(macro, [32]), 4, gaussSource(7)).map(({ code }) => code);
    expect(Math.abs(meanOf(codes) - 20)).toBeLessThan(5 * Math.sqrt(9.083 / columns));
    expect(Math.abs(varianceOf(codes) / 9.083 - 1)).toBeLessThan(5 * Math.sqrt(2 / columns));
  });
});

describe("comparator offset", () => {
  /** The conversion in closed form: n by comparisons with the offset, then a rounding that cannot leave its half. */
  function closedForm(sum: number, shift: number, offset: number): number {
    const lsb = (n: number) => sum / 2 ** (shift + n) + offset;
    const n = lsb(0) < 64 ? 0 : lsb(1) < 64 ? 1 : 2;
    const rounded = Math.floor(lsb(n) + 0.5);
    if (n === 0) return Math.min(63, Math.max(0, rounded));
    return 0x20 * (n + 1) + Math.min(31, Math.max(0, rounded - 32));
  }

  test.each([-5, -1.5, -0.5, -0.125, 0.125, 0.5, 0.75, 2, 7])(
    "of %d LSB moves every border by as much",
    (offset) => {
      for (const shift of [0, 3]) {
        for (let sum = 0; sum <= 280 * 2 ** shift; sum++) {
          expect(convertColumn(sum, shift, offset).code).toBe(closedForm(sum, shift, offset));
        }
      }
    },
  );

  test("is drawn for each column with the stated deviation, and stays", () => {
    const columns = 4000;
    const sample = sampleMacro({ rows: 1, columns }, 44);
    const { offsets } = programMacro(new Int8Array(columns), sample, {
      ...idealMacro,
      comparatorOffset: 0.3,
    });
    expect(Math.abs(meanOf([...offsets]))).toBeLessThan((5 * 0.3) / Math.sqrt(columns));
    expect(Math.abs(varianceOf([...offsets]) / 0.09 - 1)).toBeLessThan(5 * Math.sqrt(2 / columns));
    const macro = programMacro(new Int8Array(columns).fill(1), sample, {
      ...idealMacro,
      comparatorOffset: 3,
    });
    const codes = () => convertColumns(macro, analogSums(macro, [100]), 2, noNoise);
    expect(codes()).toEqual(codes());
    expect(new Set(codes().map(({ code }) => code)).size).toBeGreaterThan(10);
  });
});

describe("seeds", () => {
  const size = { rows: 3, columns: 5 };

  test("give the same sample again, and another one for another seed", () => {
    expect(sampleMacro(size, 6)).toEqual(sampleMacro(size, 6));
    expect(sampleMacro(size, 6).spread).not.toEqual(sampleMacro(size, 7).spread);
    expect(sampleMacro(size, 6).stuck).not.toEqual(sampleMacro(size, 7).stuck);
    expect(sampleMacro(size, 6).offset).not.toEqual(sampleMacro(size, 7).offset);
  });

  test("of neighbours and of streams never meet", () => {
    const seeds = new Set<number>();
    for (let seed = 0; seed < 300; seed++) {
      for (let stream = 0; stream < 300; stream++) seeds.add(seedOf(seed, stream));
    }
    // 90,000 of 2^32: 0.94 collisions expected of a random function; Poisson leaves 8 with probability 1e-5.
    expect(seeds.size).toBeGreaterThan(90_000 - 8);
  });

  test("of different streams give numbers that do not correlate", () => {
    const many = sampleMacro({ rows: 100, columns: 100 }, 1);
    const other = sampleMacro({ rows: 100, columns: 100 }, 2);
    const correlation = meanOf(Array.from(many.spread, (value, i) => value * (other.spread[i] as number)));
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(many.spread.length));
  });
});

describe("refusals name what was found and what is allowed", () => {
  const size = { rows: 2, columns: 2 };
  const sample = sampleMacro(size, 1);
  const refused = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      if (error instanceof BitloomError) return error.message;
      throw error;
    }
    throw new Error("nothing was refused");
  };

  test.each([
    ["conductanceSpread", -0.1, "BL0532: conductanceSpread is -0.1; allowed is a number from 0 to 10."],
    ["stuckCells", 1.01, "BL0532: stuckCells is 1.01; allowed is a number from 0 to 1."],
    ["readNoise", Number.NaN, "BL0532: readNoise is NaN; allowed is a number from 0 to 1000000."],
    ["comparatorOffset", -1, "BL0532: comparatorOffset is -1; allowed is a number from 0 to 1000000."],
    ["irDrop", 2, "BL0532: irDrop is 2; allowed is a number from 0 to 1."],
  ])("%s of %d", (name, value, message) => {
    expect(refused(() => programMacro([0, 0, 0, 0], sample, { ...idealMacro, [name]: value }))).toBe(message);
  });

  test("weights, sizes, inputs and shifts", () => {
    const macro = programMacro([0, 0, 0, 0], sample, idealMacro);
    expect(refused(() => programMacro([0, 0, 16, 0], sample, idealMacro))).toContain("Weight [1, 0] is 16");
    expect(refused(() => programMacro([0, 0.5, 0, 0], sample, idealMacro))).toContain("Weight [0, 1] is 0.5");
    expect(refused(() => programMacro([0, 0, 0], sample, idealMacro))).toContain("BL0515");
    expect(refused(() => sampleMacro({ rows: 0, columns: 2 }, 1))).toContain("rows is 0");
    expect(refused(() => analogSums(macro, [1]))).toContain("BL0515");
    expect(refused(() => convertColumns(macro, [1, 2], 16, noNoise))).toContain("shift is 16");
    expect(refused(() => convertColumns(macro, [1], 0, noNoise))).toContain("BL0515");
  });
});
