/**
 * The whole engine, driven through AXI: random parameters and programs against the golden results, transfers and counts, stalls on every
 * stream, refusals, and faults that must be noticed. Most runs are in process; some play the same plan as Verilog in outside simulators.
 */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import {
  fineqRowBytes,
  type LieqLayer,
  type LieqProgram,
  packLieqProgram,
  packUniform,
  predictLieqProgram,
  uniformBitsOf,
  uniformGroups,
  uniformQuantized,
  WEIGHT_FORMATS,
  type WeightFormat,
} from "../../golden/index.ts";
import { checkWithSimulator, playStreamPlan } from "../../harness/index.ts";
import { makeEngine, type SimulationResult, type ToolName } from "../../sim/index.ts";
import { type Random, seededRandom } from "../../testing/index.ts";
import { registerAccessors } from "../bus/index.ts";
import { readStep, writeStep } from "../job-plan.ts";
import { LieqEngine } from "./engine.ts";
import { type LieqJobOptions, lieqEngineJob } from "./engine-job.ts";
import { type LieqParameters, lieqConfiguration } from "./parameters.ts";
import { lieqRegisters } from "./registers.ts";

const isNightly = process.env.BITLOOM_NIGHTLY === "1";
/** Random engines, programs for each in process, and every how many engines Icarus runs the first program as Verilog too. */
const ENGINES = isNightly ? 200 : 12;
const PROGRAMS = 3;
const ICARUS_EVERY = isNightly ? 5 : 6;

/** Any codes, zero points, blocks and finite scales that are not negative. */
function randomLayer(random: Random, format: WeightFormat, m: number, k: number, n: number): LieqLayer {
  const activations = Int8Array.from({ length: m * k }, () => random.between(-128, 127));
  const scale = (): number => random.below(0x7c00);
  const name = `${format} ${m} x ${k} x ${n}`;
  if (format === "fineq") {
    const bytesPerRow = fineqRowBytes(k);
    const packed = Uint8Array.from({ length: n * bytesPerRow }, () => random.below(256));
    const matrix = {
      rows: n,
      columns: k,
      bytesPerRow,
      packed,
      scales: Uint16Array.from({ length: n }, scale),
    };
    return { name, m, activations, weights: { format, matrix } };
  }
  const bits = uniformBitsOf(format);
  const groups = n * uniformGroups(k);
  const codes = Uint8Array.from({ length: n * k }, () => random.below(2 ** bits));
  const scales = Uint16Array.from({ length: groups }, scale);
  const zeros = Uint8Array.from({ length: groups }, () => random.below(2 ** bits));
  const matrix = packUniform(codes, { rows: n, columns: k, bits, scales, zeros });
  return { name, m, activations, weights: uniformQuantized(matrix) };
}

function randomParameters(random: Random): LieqParameters {
  const columns = random.between(1, 6);
  return {
    rows: random.between(1, 5),
    columns,
    coding: random.pick(["unary", "binary", "direct"]),
    layers: random.between(4, 9),
    wordDepth: random.pick([2, 4, 8]),
    ...(random.chance(0.6) ? { lanes: random.between(1, columns) } : {}),
  };
}

function randomLayers(random: Random, { rows, columns }: LieqParameters): LieqLayer[] {
  return Array.from({ length: random.between(1, 4) }, () =>
    randomLayer(
      random,
      random.pick(WEIGHT_FORMATS),
      random.between(1, 2 * rows),
      random.chance(0.3) ? random.between(120, 300) : random.between(1, 40),
      random.between(1, 2 * columns),
    ),
  );
}

/** The plan of a program on an engine. */
function planOf(parameters: LieqParameters, program: LieqProgram, stalls?: LieqJobOptions["stalls"]) {
  const counts = predictLieqProgram(program.shape, program.entries);
  return lieqEngineJob(parameters, program, { counts, stalls });
}

/** In process, or as Verilog in `simulator`. */
function run({ top, plan }: ReturnType<typeof planOf>, simulator?: ToolName): Promise<SimulationResult> {
  const design = elaborate(top);
  return simulator === undefined
    ? playStreamPlan(design, plan)
    : checkWithSimulator(design, plan, { simulator });
}

async function runRandomly(random: Random, stallsOf: () => LieqJobOptions["stalls"]): Promise<void> {
  for (let set = 0; set < ENGINES; set++) {
    const parameters = randomParameters(random);
    const engine = makeEngine(elaborate(LieqEngine(parameters)));
    const reset = engine.save();
    for (let repeat = 0; repeat < PROGRAMS; repeat++) {
      const layers = randomLayers(random, parameters);
      const what = `${JSON.stringify(parameters)} ${layers.map(({ name }) => name).join(", ")}`;
      const job = planOf(parameters, packLieqProgram(lieqConfiguration(parameters), layers), stallsOf());
      engine.restore(reset);
      const result = await playStreamPlan(engine.design, job.plan, { on: engine });
      expect(result.firstMismatch, what).toBeUndefined();
      expect(result.passed, what).toBe(true);
      if (set % ICARUS_EVERY !== 0 || repeat > 0) continue;
      const { passed, checked, cycles } = await run(job, "icarus");
      expect({ passed, checked, cycles }, what).toEqual({
        passed: true,
        checked: result.planned,
        cycles: result.cycles,
      });
    }
  }
}

/** One layer of each format, two groups of K in the uniform ones. */
function everyFormat(random: Random): LieqLayer[] {
  return WEIGHT_FORMATS.map((format, at) => randomLayer(random, format, 3 + at, 131 + at, 9 - at));
}

const registers = registerAccessors(lieqRegisters);

describe("LieqEngine", { timeout: 600_000 }, () => {
  test(`${ENGINES} random engines give the golden results of ${PROGRAMS} programs, and exactly the predicted counts of each layer`, async () => {
    await runRandomly(seededRandom(2026), () => undefined);
  });

  test("whatever stream stalls, nothing is lost", async () => {
    const random = seededRandom(508);
    const some = (): number => random.pick([0, 0.1, 0.5, 0.9]);
    await runRandomly(random, () => ({
      weights: some(),
      scales: some(),
      activations: some(),
      results: some(),
      transfers: some(),
    }));
  });

  test.each(["icarus", "verilator"] as const)("every format in %s, layer after layer", async (simulator) => {
    const parameters: LieqParameters = { rows: 4, columns: 5, coding: "binary", layers: 5 };
    const program = packLieqProgram(lieqConfiguration(parameters), everyFormat(seededRandom(7)));
    const result = await run(planOf(parameters, program), simulator);
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed, result.output).toBe(true);
    expect(result.checked).toBe(result.planned);
  });

  test("programs follow each other, whatever the one before left in tables and memories", async () => {
    const random = seededRandom(11);
    const parameters: LieqParameters = { rows: 3, columns: 4, layers: 6 };
    const configuration = lieqConfiguration(parameters);
    const engine = makeEngine(elaborate(LieqEngine(parameters)));
    for (let repeat = 0; repeat < 5; repeat++) {
      const layers = randomLayers(random, parameters);
      const { plan } = planOf(parameters, packLieqProgram(configuration, layers));
      const clear = writeStep(registers.status.address, registers.status.encode({ done: 1 }), "done");
      const result = await playStreamPlan(
        engine.design,
        { ...plan, script: [...plan.script, clear] },
        { on: engine },
      );
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed).toBe(true);
    }
  });

  test.each(["unary", "binary", "direct"] as const)(
    "the array is never idle for longer than its own depth when the layer changes, %s",
    (coding) => {
      const parameters: LieqParameters = { rows: 4, columns: 4, coding, lanes: 4 };
      const layers = WEIGHT_FORMATS.flatMap((format) =>
        WEIGHT_FORMATS.map((other, at) => randomLayer(seededRandom(at), at % 2 ? format : other, 4, 256, 4)),
      );
      const program = packLieqProgram(lieqConfiguration(parameters), layers);
      const { layers: counts } = predictLieqProgram(program.shape, program.entries);
      expect(counts).toHaveLength(25);
      for (const { cycles, steps } of counts.slice(1)) expect(cycles - steps).toBeLessThanOrEqual(4 + 4);
    },
  );

  describe("refuses", () => {
    const parameters: LieqParameters = { rows: 2, columns: 2, layers: 3 };
    const layers = everyFormat(seededRandom(3)).slice(0, 2);
    const { plan } = planOf(parameters, packLieqProgram(lieqConfiguration(parameters), layers));
    const design = elaborate(LieqEngine(parameters));
    const isBad = readStep(registers.errors.address, registers.errors.encode({ bad_layer: 1 }), "errors");
    const isDone = readStep(registers.status.address, registers.status.encode({ done: 1 }), "status");
    const start = writeStep(registers.control.address, registers.control.encode({ start: 1 }), "start");
    const empty = {
      ...plan,
      producers: plan.producers.map((producer) => ({ ...producer, beats: [] })),
      consumers: plan.consumers.map((consumer) => ({ ...consumer, beats: [] })),
    };

    test.each([0, 4, 1025])("a program of %d layers", async (count) => {
      const layersStep = writeStep(registers.layers.address, registers.layers.encode({ count }), "layers");
      const script = [layersStep, start, { kind: "delay" as const, cycles: 50 }, isBad, isDone];
      expect((await playStreamPlan(design, { ...empty, script })).passed).toBe(true);
    });

    test("an entry beyond the table", async () => {
      const entry = writeStep(
        registers.entry.address,
        registers.entry.encode({ index: 3, store: 1 }),
        "entry",
      );
      expect((await playStreamPlan(design, { ...empty, script: [entry, isBad] })).passed).toBe(true);
    });

    test("an entry that is stored while a program runs, and runs on with the old one", async () => {
      const begin = plan.script.findIndex((step) => step === plan.script.find(({ kind }) => kind === "poll"));
      const entry = writeStep(
        registers.entry.address,
        registers.entry.encode({ index: 1, store: 1 }),
        "entry",
      );
      const late = plan.script.toSpliced(begin, 0, writeStep(registers.m.address, 0, "m"), entry);
      const script = late.map((step) =>
        step.kind === "read" && step.label === "errors"
          ? { ...step, expected: BigInt(registers.errors.encode({ bad_layer: 1 })) }
          : step,
      );
      const result = await playStreamPlan(design, { ...plan, script });
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed).toBe(true);
    });

    test.each([
      ["format", 5],
      ["m", 0],
      ["n", 0],
      ["k", 0],
    ] as const)("a layer whose %s is %d, after the layers before it", async (name, value) => {
      const first = planOf(
        parameters,
        packLieqProgram(lieqConfiguration(parameters), layers.slice(0, 1)),
      ).plan;
      // The second entry is spoilt; the first layer runs to its end all the same.
      const writes = plan.script.filter(
        (step) => step.kind === "write" && step.address < 0x50n && step.address >= 0x20n,
      );
      const spoilt = writes.map((step, at) =>
        step.kind === "write" && at >= writes.length / 2 && step.address === BigInt(registers[name].address)
          ? { ...step, data: BigInt(value) }
          : step,
      );
      const script = [
        ...spoilt,
        writeStep(registers.layers.address, registers.layers.encode({ count: 2 }), "layers"),
        start,
        { kind: "delay" as const, cycles: 5000 },
        isBad,
        readStep(registers.status.address, registers.status.encode({ done: 1 }), "status"),
      ];
      const result = await playStreamPlan(design, { ...first, script, timeoutCycles: 20_000 });
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed).toBe(true);
    });
  });

  describe("notices", () => {
    const parameters: LieqParameters = { rows: 2, columns: 3, layers: 2 };
    const shape = lieqConfiguration(parameters);
    const design = elaborate(LieqEngine(parameters));
    const layer = randomLayer(seededRandom(5), "w3", 2, 140, 3);
    const program = packLieqProgram(shape, [layer]);
    const { plan } = planOf(parameters, program);

    test.each(["weights", "scales", "activations"] as const)("one wrong bit in %s", async (port) => {
      const producers = plan.producers.map((producer) =>
        producer.port === port
          ? { ...producer, beats: producer.beats.map((beat, at) => (at === 1 ? beat ^ 1n : beat)) }
          : producer,
      );
      const result = await playStreamPlan(design, { ...plan, producers });
      expect(result).toMatchObject({ passed: false, reason: "mismatch" });
    });

    test("an expected cycle count that is one off", async () => {
      const script = plan.script.map((step) =>
        step.kind === "read" && step.label === "cycles of layer 0"
          ? { ...step, expected: (step.expected ?? 0n) + 1n }
          : step,
      );
      expect((await playStreamPlan(design, { ...plan, script })).passed).toBe(false);
    });

    test.each([0x7c00, 0x7e01, 0x8001])("a scale of %i, in the error register", async (bits) => {
      // Without activations every result is 0, whatever the scale.
      const silent = { ...layer, activations: new Int8Array(layer.activations.length) };
      const { plan } = planOf(parameters, packLieqProgram(shape, [silent]));
      const producers = plan.producers.map((producer) =>
        producer.port === "scales"
          ? { ...producer, beats: [...producer.beats.slice(1), BigInt(bits)] }
          : producer,
      );
      const expecting = (errors: number) =>
        plan.script.map((step) =>
          step.kind === "read" && step.label === "errors" ? { ...step, expected: BigInt(errors) } : step,
        );
      const bad = registers.errors.encode({ bad_scale: 1 });
      expect((await playStreamPlan(design, { ...plan, producers, script: expecting(bad) })).passed).toBe(
        true,
      );
      expect((await playStreamPlan(design, { ...plan, producers })).passed).toBe(false);
      expect((await playStreamPlan(design, { ...plan, script: expecting(bad) })).passed).toBe(false);
    });

    test("a sum that left its accumulator, in the error register", async () => {
      const k = 24_000;
      const wide: LieqParameters = { rows: 1, columns: 1, layers: 1, coding: "direct" };
      const extreme = randomLayer(seededRandom(1), "fineq", 1, k, 1);
      // Index 3 everywhere: clusters of -3, -3, 0.
      const block = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
      extreme.weights.matrix.packed.set(Array.from({ length: k / 24 }, () => block).flat());
      extreme.activations.fill(-128);
      const within = packLieqProgram(lieqConfiguration(wide), [extreme]);
      expect(within.isOverflow).toBe(false);
      const long = randomLayer(seededRandom(1), "fineq", 1, 36_000, 1);
      long.weights.matrix.packed.set(Array.from({ length: 1500 }, () => block).flat());
      long.activations.fill(-128);
      const beyond = packLieqProgram(lieqConfiguration(wide), [long]);
      expect(beyond.isOverflow).toBe(true);
      for (const program of [within, beyond]) {
        const result = await run(planOf(wide, program));
        expect(result.firstMismatch).toBeUndefined();
        expect(result.passed).toBe(true);
      }
    });
  });
});
