/** Measurements: against the published loss, layer by layer, remembered and not confused with each other; the study's own rules. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { root } from "../check/outcome.ts";
import { digestOf, type Measure, Memory, measureCoarseAlone, measureNow, measureOnce } from "./measure.ts";
import type { LayerFormat } from "./schema.ts";
import { type DiagnosedLayer, study } from "./study.ts";
import { openSubject, type Subject } from "./subjects.ts";

let folder: string;
let subject: Subject;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-results-"));
  subject = await openSubject("kjv-1.8m", { evaluation: 2, calibration: 1 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const float = new Array<LayerFormat>(8).fill("float");

describe("a measurement", () => {
  it("of the model itself is the published loss", () => {
    const published = (
      JSON.parse(readFileSync(join(root, "examples/models/kjv-1.8m/logits.json"), "utf8")) as {
        nll_first_16_windows_nats_per_byte: number[];
      }
    ).nll_first_16_windows_nats_per_byte;
    const { windows, codes } = measureNow(subject)(float, "nearest");
    expect(windows).toHaveLength(2);
    windows.forEach((nats, at) => {
      expect(Math.abs(nats - (published[at] as number))).toBeLessThan(1e-3);
    });
    expect(codes).toBe(16);
  });

  it("of one layer in w2 is what all layers tried alone say of it, and the bits are that layer's", () => {
    const alone = measureCoarseAlone(subject);
    expect(alone).toHaveLength(8);
    const { nll, codes } = measureNow(subject)(float.with(5, "w2"), "nearest");
    expect(alone[5]?.coarseAlone).toBeCloseTo(nll, 10);
    expect(codes).toBe(2);
    expect(alone[7]?.errorAtEnd).toBe(alone[7]?.errorAfter);
    expect(alone[0]?.errorAtEnd).not.toBe(alone[0]?.errorAfter);
  });
});

describe("the memory", () => {
  const schema = z.object({ value: z.number() });

  it("works once for equal inputs, again for others and for what it cannot read", () => {
    const memory = new Memory(join(folder, "memory"));
    let works = 0;
    const recall = (inputs: unknown) => memory.remember(inputs, schema, () => ({ value: ++works })).value;
    expect([recall(["a", 1]), recall(["a", 1]), recall(["a", 2])]).toEqual([1, 1, 2]);
    expect(new Memory(join(folder, "memory")).remember(["a", 1], schema, () => ({ value: 9 })).value).toBe(1);
    const [kept] = readdirSync(join(folder, "memory"));
    for (const name of readdirSync(join(folder, "memory"))) {
      writeFileSync(join(folder, "memory", name), '{"value": "no number"}');
    }
    expect(kept).toMatch(/^[0-9a-f]{32}\.json$/);
    expect(recall(["a", 1])).toBe(3);
  });

  it("keeps measurements of other text apart, and takes float32 for the same whatever the rounding", async () => {
    const other = await openSubject("kjv-1.8m", { evaluation: 1, calibration: 1 });
    expect(digestOf(other)).not.toBe(digestOf(subject));
    expect(digestOf(subject)).toBe(digestOf(subject));
    const path = join(folder, "measured");
    const measure = measureOnce(subject, new Memory(path), digestOf(subject));
    expect(measure(float, "calibrated")).toEqual(measure(float, "nearest"));
    expect(readdirSync(path)).toHaveLength(1);
    const elsewhere = measureOnce(other, new Memory(path), digestOf(other));
    expect(elsewhere(float, "nearest").windows).toHaveLength(1);
    expect(readdirSync(path)).toHaveLength(2);
  });
});

describe("the study", () => {
  /** Four equal layers, worth most the lower they are; the score says the reverse. */
  const layers = Array.from(
    { length: 4 },
    (_, at): DiagnosedLayer => ({
      score: at,
      energyGain: 0,
      drop: 4 - at,
      coarseAlone: 1,
      errorAfter: 0,
      errorAtEnd: 0,
      weights: 1000,
    }),
  );
  const asked: string[] = [];
  const measure: Measure = (formats, rounding) => {
    asked.push(`${formats.join(" ")} ${rounding}`);
    const nll = formats.reduce((sum, format, at) => sum + (format === "w4" ? 0 : 4 - at), 0);
    return { codes: 0, total: 0, nll, windows: [nll] };
  };
  const found = study(layers, measure, { draws: 5 });

  it("has the rows that a reader looks for", () => {
    expect(found.rows.map(({ scheme, rounding }) => `${scheme} ${rounding}`).slice(0, 11)).toEqual([
      "float32 none",
      ...["w8", "w4", "w3", "w2", "FineQ"].flatMap((name) => [`${name} nearest`, `${name} calibrated`]),
    ]);
    const lieq = found.rows.filter(
      ({ scheme, rounding }) => /^LieQ, b/.test(scheme) && rounding === "nearest",
    );
    expect(lieq.map(({ scheme, formats }) => [scheme, formats.join(" ")])).toEqual([
      ["LieQ, budget 2.25 or 2.5", "w2 w2 w2 w4"],
      ["LieQ, budget 2.75 or 3", "w2 w2 w4 w4"],
    ]);
    expect(asked).toContain("fineq fineq fineq w4 calibrated");
    expect(found.rows.some(({ formats }) => new Set(formats).size === 3)).toBe(true);
  });

  it("lets the same number of layers compete in every order", () => {
    expect(found.contests.map(({ average, rounding }) => `${average} ${rounding}`)).toEqual([
      "2.5 nearest",
      "2.5 calibrated",
      "3 nearest",
      "3 calibrated",
    ]);
    const [, , contest] = found.contests;
    expect(contest).toMatchObject({
      lieq: { precise: [2, 3], nll: 7 },
      drop: { precise: [0, 1], nll: 3 },
      gain: { precise: [0, 1], nll: 3 },
    });
    expect(contest?.random).toHaveLength(5);
    for (const { precise } of contest?.random ?? []) expect(precise).toHaveLength(2);
  });
});
