/** The generators keep their promise: valid designs, settled after warm-up, and different from each other. */
import { describe, expect, test } from "vitest";
import { checkDesign, type Design, type Expr, type Module, verifyDesign } from "../ir/index.ts";
import { randomDesign, randomExpressions, randomGrid, randomStimulus, traceOf } from "./index.ts";

const seeds = Array.from({ length: 60 }, (_, i) => i);

const errorsOf = (design: Design): string[] =>
  checkDesign(design)
    .filter((d) => d.severity === "error")
    .map((d) => `${d.code} ${d.message}`);

function countOperators(module: Module): Map<string, number> {
  const counts = new Map<string, number>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const expr = value as Partial<Expr>;
    if (expr.op !== undefined) {
      const key = "operator" in expr ? `${expr.operator}` : expr.op;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    if (expr.op === "ref" || expr.op === "read") return;
    for (const child of Object.values(value)) visit(child);
  };
  visit(module.body);
  return counts;
}

describe("random expressions", () => {
  test("are valid and can be evaluated", () => {
    for (const seed of seeds) {
      const design = randomExpressions(seed);
      verifyDesign(design);
      expect(errorsOf(design)).toEqual([]);
      const trace = traceOf(design, randomStimulus(design, seed, 3));
      expect(Object.keys(trace[0] ?? {})).toHaveLength(20);
    }
  });

  test("use every operator", () => {
    const total = new Set(seeds.flatMap((seed) => [...countOperators(randomExpressions(seed).top).keys()]));
    const all =
      "not neg all any parity add sub mul and or xor eq ne lt le gt ge shl shr literal ref mux cat slice index resize cast";
    expect([...total].sort()).toEqual(all.split(" ").sort());
  });
});

describe("random designs", () => {
  const outputsAfterWarmup = (design: Design, start: number) => {
    const stimulus = randomStimulus(design, 5, 12);
    return traceOf(design, stimulus, start).filter((_, i) => stimulus[i]?.compare);
  };

  test("are valid, and forget the start values of their registers during warm-up", () => {
    for (const seed of seeds) {
      const design = randomDesign(seed);
      verifyDesign(design);
      expect([seed, errorsOf(design)]).toEqual([seed, []]);
      const traces = [1, 2].map((start) => outputsAfterWarmup(design, start));
      expect([seed, traces[0]]).toEqual([seed, traces[1]]);
    }
  });

  test("are the same for the same seed and do something", () => {
    let changing = 0;
    for (const seed of seeds) {
      const trace = outputsAfterWarmup(randomDesign(seed), 1);
      expect(outputsAfterWarmup(randomDesign(seed), 1)).toEqual(trace);
      const names = Object.keys(trace[0] ?? {});
      changing += names.filter((name) => new Set(trace.map((sample) => sample[name])).size > 2).length;
    }
    expect(changing).toBeGreaterThan(300);
  });

  test("contain memories of every mode, instances, both reset kinds and two domains", () => {
    const found = new Set<string>();
    for (const seed of Array.from({ length: 200 }, (_, i) => i)) {
      const { modules, top } = randomDesign(seed);
      found
        .add(`domains ${top.domains.length}`)
        .add(`${top.domains[0]?.resetKind} ${top.domains[0]?.resetActive}`);
      for (const module of modules) {
        for (const m of module.memories) found.add(`latency ${m.latency} ${m.readUnderWrite}`);
        for (const statement of module.body) found.add(statement.kind);
        if (module.instances.length > 0) found.add("instance");
      }
    }
    const memoryModes = [0, 1].flatMap((l) =>
      ["old", "new", "undefined"].map((mode) => `latency ${l} ${mode}`),
    );
    const resets = ["sync", "async"].flatMap((kind) => ["high", "low"].map((level) => `${kind} ${level}`));
    const expected = [
      "assign",
      "if",
      "match",
      "instance",
      "domains 1",
      "domains 2",
      ...memoryModes,
      ...resets,
    ];
    expect([...found].sort()).toEqual(expected.sort());
  });
});

describe("random grids", () => {
  test("are valid, forget their start values during warm-up, and do something", () => {
    let changing = 0;
    for (const seed of seeds) {
      const design = randomGrid(seed);
      verifyDesign(design);
      expect([seed, errorsOf(design)]).toEqual([seed, []]);
      const stimulus = randomStimulus(design, 5, 12);
      const [first, second] = [1, 2].map((start) =>
        traceOf(design, stimulus, start).filter((_, i) => stimulus[i]?.compare),
      );
      expect([seed, first]).toEqual([seed, second]);
      const names = Object.keys(first?.[0] ?? {});
      changing += names.filter((name) => new Set(first?.map((sample) => sample[name])).size > 2).length;
    }
    expect(changing).toBeGreaterThan(500);
  });

  test("place one element many times, flat and in rows, with plain links among them", () => {
    const designs = seeds.map((seed) => randomGrid(seed));
    const elements = (module: Module): number =>
      module.instances.reduce((sum, { module: child }) => sum + Math.max(1, elements(child)), 0);
    expect(Math.min(...designs.map(({ top }) => elements(top)))).toBeGreaterThan(1);
    expect(Math.max(...designs.map(({ top }) => elements(top)))).toBeGreaterThan(20);
    expect(new Set(designs.map(({ modules }) => modules.length))).toEqual(new Set([2, 3]));
  });
});
