/** A mutation run over a small module: a testbench that sees everything, one that sees little, and the reasons file. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CycleStep } from "../../gen/index.ts";
import { counter } from "../../testing/index.ts";
import {
  type Bench,
  judgeMutants,
  type MutantResult,
  mutants,
  type Reason,
  readReasons,
  runMutants,
  sampleMutants,
} from "../index.ts";

const all = mutants("counter", counter.verilog);

/** Counts `enable` modulo 16, with a reset in the middle; the expectation is counted here. */
const steps: CycleStep[] = [];
for (let step = 0, count = 0n; step < 120; step++) {
  const enable = step % 4 === 0 ? 0n : 1n;
  const reset = step === 70 || step === 71 ? 1n : 0n;
  steps.push({ inputs: { enable, reset }, expected: { count, wrapped: count === 15n ? enable : 0n } });
  count = reset === 1n ? 0n : (count + enable) % 16n;
}

const bench = (name: string, of: readonly CycleStep[]): Bench => ({
  name,
  verilog: [{ name: "counter.v", text: counter.verilog }],
  plan: { top: counter, steps: of },
});
const strong = bench("strong", steps);
/** Sees the first ten steps, and of the outputs only `wrapped`. */
const weak = bench(
  "weak",
  steps
    .slice(0, 10)
    .map(({ inputs, expected }) => ({ inputs, expected: { wrapped: expected.wrapped ?? 0n } })),
);

const survivors = (results: readonly MutantResult[]): string[] =>
  results.filter(({ outcome }) => outcome.kind === "survived").map(({ mutant }) => mutant.mutation);

describe("runMutants", () => {
  test("a testbench that sees everything catches every mutant", async () => {
    const results = await runMutants(all, [strong], { jobs: 2 });
    expect(results).toHaveLength(all.length);
    expect(all.length).toBeGreaterThan(15);
    expect(survivors(results)).toEqual([]);
  });

  test("a testbench that sees little lets mutants through, and the next one catches them", async () => {
    expect(survivors(await runMutants(all, [weak], { jobs: 2 })).length).toBeGreaterThan(5);
    const results = await runMutants(all, [weak, strong], { jobs: 2 });
    expect(survivors(results)).toEqual([]);
    const benches = results.flatMap(({ outcome }) => (outcome.kind === "caught" ? [outcome.bench] : []));
    expect(new Set(benches)).toEqual(new Set(["weak", "strong"]));
  });

  test("a mutant that the simulator refuses counts as refused", async () => {
    const broken = { module: "counter", line: 1, text: "", mutation: "broken", verilog: "module counter (;" };
    const results = await runMutants([broken], [strong], { jobs: 1 });
    expect(results.map(({ outcome }) => outcome.kind)).toEqual(["refused"]);
  });

  test("a mutant that never ends is caught by the clock on the wall", async () => {
    const verilog = counter.verilog.replace("assign wrapped", "initial while (1'b1) ; assign wrapped");
    const endless = { module: "counter", line: 1, text: "", mutation: "endless", verilog };
    const results = await runMutants([endless], [strong], { jobs: 1 });
    expect(results[0]?.outcome).toEqual({ kind: "caught", bench: "strong", by: "wall_clock" });
  });

  test("nothing is judged by a testbench that the unchanged Verilog fails", async () => {
    const wrong = bench("wrong", [{ inputs: {}, expected: { count: 1n } }]);
    await expect(runMutants(all, [wrong], { jobs: 2 })).rejects.toThrow(/BL0416.*wrong.*port count/);
  });

  test("a module that no testbench holds is an error", async () => {
    const foreign = mutants("other", counter.verilog);
    await expect(runMutants(foreign, [strong], { jobs: 1 })).rejects.toThrow(
      "no testbench holds this module",
    );
  });
});

describe("judgeMutants", () => {
  const [first, second, third] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]];
  const results: MutantResult[] = [
    { mutant: first, outcome: { kind: "survived" } },
    { mutant: second, outcome: { kind: "survived" } },
    { mutant: third, outcome: { kind: "caught", bench: "strong", by: "mismatch" } },
  ];
  const reasonFor = ({ module, text, mutation }: (typeof all)[0]): Reason => ({
    module,
    line: text,
    mutation,
    reason: "the counter is read nowhere else",
  });

  test("splits survivors into those with and those without a reason", () => {
    const verdict = judgeMutants(all, results, [reasonFor(first)]);
    expect([...verdict.equivalent.keys()]).toEqual([first]);
    expect(verdict.unexplained).toEqual([second]);
    expect(verdict.stale).toEqual([]);
  });

  test("a reason for a mutant that was caught, or that does not exist, is stale", () => {
    const gone = { ...reasonFor(first), line: "no such line" };
    expect(judgeMutants(all, results, [reasonFor(third), gone]).stale).toEqual([reasonFor(third), gone]);
  });

  test("a reason for a mutant that the sample left out is not stale", () => {
    const [, , , fourth] = all;
    expect(fourth).toBeDefined();
    if (fourth) expect(judgeMutants(all, results, [reasonFor(fourth)]).stale).toEqual([]);
  });
});

describe("readReasons", () => {
  const read = async (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), "bitloom-reasons-"));
    try {
      writeFileSync(join(folder, "reasons.json"), text);
      return await readReasons(join(folder, "reasons.json"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const reason = {
    module: "m",
    line: "assign x = a;",
    mutation: "+ becomes -",
    reason: "x is never read by anybody",
  };

  test("reads what it should", async () => {
    expect(await read(JSON.stringify([reason]))).toEqual([reason]);
  });

  test.each([
    ["no JSON", "[", "BL0416"],
    ["a reason of one word", JSON.stringify([{ ...reason, reason: "same" }]), "say why in a sentence"],
    ["a field too many", JSON.stringify([{ ...reason, because: "x" }]), "BL0416"],
  ])("refuses %s", async (_what, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

describe("sampleMutants", () => {
  const many = [...all, ...mutants("other", counter.verilog)];

  test("gives the same sample for the same seed, and others for others", () => {
    expect(sampleMutants(many, 10, 1)).toEqual(sampleMutants(many, 10, 1));
    expect(sampleMutants(many, 10, 1)).not.toEqual(sampleMutants(many, 10, 2));
  });

  test("takes as many from each module", () => {
    const modules = sampleMutants(many, 10, 1).map(({ module }) => module);
    expect(modules.filter((module) => module === "other")).toHaveLength(5);
  });

  test("a sample larger than all is all, each once", () => {
    expect(new Set(sampleMutants(many, 1000, 1))).toEqual(new Set(many));
  });
});
