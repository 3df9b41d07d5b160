/**
 * What software does while the engine runs: settings written in the middle of a conversion, starts while busy, jobs that are
 * refused, and what the registers say about the engine.
 */
import { describe, expect, test } from "vitest";
import { packCimConversions, packCimProgramming } from "../../golden/index.ts";
import { axiLiteMaster, axiStreamReceiver, axiStreamSender, simulate } from "../../harness/index.ts";
import type { Process } from "../../sim/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { registerAccessors } from "../bus/index.ts";
import { AfprEngine } from "./engine.ts";
import { randomCodes, randomWeights } from "./engine-testing.ts";
import { afprConfiguration } from "./parameters.ts";
import { afprRegisters } from "./registers.ts";

const parameters = { rows: 5, columns: 4, lanes: 2, batch: 3 } as const;
const shape = afprConfiguration(parameters);
const { rows, columns, period } = shape;
const registers = registerAccessors(afprRegisters);
const { control, status, errors, size, vectors, tile, convert } = registers;

/** An engine after its reset, with masters on its ports. */
function start() {
  const sim = simulate(AfprEngine(parameters), { seed: 11 });
  sim.reset();
  const bus = axiLiteMaster(sim, sim.dut.s_axi);
  const weights = axiStreamSender(sim, sim.dut.weights);
  const activations = axiStreamSender(sim, sim.dut.activations);
  const results = axiStreamReceiver(sim, sim.dut.results);
  const read = (address: number): number => {
    let word = 0;
    sim.fork(function* () {
      word = yield* bus.read(address);
    });
    sim.runUntilDone({ maxCycles: 100 });
    return word;
  };
  const isBusy = (): boolean => sim.peek("core.isBusy") === 1;
  return { sim, bus, weights, activations, results, read, isBusy };
}
type Started = ReturnType<typeof start>;

/** Fills the macro through its port. */
function program({ sim, bus, weights, isBusy }: Started, values: Int8Array): void {
  const job = packCimProgramming(shape, { weights: values, rows, columns, limit: 15 });
  sim.fork(function* () {
    for (const beat of job.weights) yield* weights.send({ data: beat });
  });
  sim.fork(function* () {
    yield* bus.write(size.address, size.encode({ rows, columns }));
    yield* bus.write(control.address, control.encode({ program: 1 }));
  });
  sim.runUntilDone({ maxCycles: 5000 });
  sim.runUntil(() => !isBusy(), { maxCycles: 5000 });
}

describe("software and the AFPR engine", { timeout: 300_000 }, () => {
  test("a new shift counts from the next conversion on, whenever in a conversion it is written", () => {
    const random = seededRandom(3);
    const weights = randomWeights(random, rows * columns);
    const count = 6;
    const codes = randomCodes(random, count * rows);
    const [before, after] = [1, 4];
    const job = (shift: number | readonly number[]) =>
      packCimConversions(shape, {
        codes,
        vectors: count,
        weights,
        rows,
        columns,
        shift,
        format: "codes",
        outputShift: 0,
        isLast: true,
      });
    // Otherwise a shift that came too early or too late would not show.
    expect(job(before).codes).not.toEqual(job(after).codes);
    const engine = start();
    using sim = engine.sim;
    program(engine, weights);
    // What the register holds in the cycle in which a conversion begins.
    const shifts: number[] = [];
    sim.observe({
      beforeEdge() {
        if (sim.peek("core.sequencer.swap") === 1) shifts.push(Number(sim.peek("registers.convert_shift")));
      },
    });
    const seen = new Set<number>();
    for (let delay = 90; delay < 90 + 3 * period; delay += 7) {
      sim.fork(function* () {
        for (const beat of job(before).activations) yield* engine.activations.send({ data: beat });
      });
      const received: { data: bigint; keep: bigint; last: bigint }[] = [];
      sim.fork(function* () {
        for (const _ of job(before).results) {
          const { data, keep, last } = yield* engine.results.receive();
          received.push({ data: BigInt(data), keep: BigInt(keep ?? 0), last: BigInt(last ?? 0) });
        }
      });
      sim.fork(function* (): Process {
        yield* engine.bus.write(vectors.address, count);
        yield* engine.bus.write(convert.address, convert.encode({ shift: before }));
        yield* engine.bus.write(control.address, control.encode({ start: 1 }));
        yield* sim.cycles(delay);
        yield* engine.bus.write(convert.address, convert.encode({ shift: after }));
      });
      shifts.length = 0;
      sim.runUntilDone({ maxCycles: 2000 });
      expect(shifts).toHaveLength(count);
      expect(received, `written ${delay} cycles after the start`).toEqual(job(shifts).results);
      seen.add(shifts.indexOf(after));
      sim.runUntil(() => !engine.isBusy(), { maxCycles: 200 });
    }
    expect([...seen].length).toBeGreaterThanOrEqual(3);
  });

  test("starts are ignored while the engine is busy, and refused with sizes that it does not have", () => {
    const engine = start();
    using sim = engine.sim;
    const { bus, read, isBusy } = engine;
    const bad = errors.encode({ bad_job: 1 });
    const attempt = (
      sizes: { rows: number; columns: number },
      count: number,
      place: { first: number; last: number },
      bits: { start?: number; program?: number },
    ): boolean => {
      sim.fork(function* () {
        yield* bus.write(size.address, size.encode(sizes));
        yield* bus.write(vectors.address, count);
        yield* bus.write(tile.address, tile.encode(place));
        yield* bus.write(control.address, control.encode(bits));
      });
      sim.runUntilDone({ maxCycles: 200 });
      sim.step(3);
      const isRefused = read(errors.address) === bad;
      expect(isBusy()).toBe(!isRefused);
      sim.fork(() => bus.write(errors.address, bad));
      sim.runUntilDone({ maxCycles: 100 });
      return isRefused;
    };
    const whole = { first: 1, last: 1 };
    const good = { rows, columns };
    expect(attempt({ rows: 0, columns }, 1, whole, { start: 1 })).toBe(true);
    expect(attempt({ rows: rows + 1, columns }, 1, whole, { start: 1 })).toBe(true);
    expect(attempt({ rows, columns: 0 }, 1, whole, { program: 1 })).toBe(true);
    expect(attempt({ rows, columns: columns + 1 }, 1, whole, { program: 1 })).toBe(true);
    expect(attempt(good, 0, whole, { start: 1 })).toBe(true);
    // More vectors than partial sums are kept for.
    expect(attempt(good, 4, { first: 1, last: 0 }, { start: 1 })).toBe(true);
    expect(attempt(good, 4, { first: 0, last: 1 }, { start: 1 })).toBe(true);
    // Without partial sums there may be any number.
    expect(attempt(good, 4, whole, { start: 1 })).toBe(false);
    const cycles = read(registers.cycles.address);
    // Busy: neither a good start nor a bad one does anything.
    sim.fork(() => bus.write(control.address, control.encode({ start: 1, program: 1 })));
    sim.runUntilDone({ maxCycles: 100 });
    sim.fork(() => bus.write(vectors.address, 0));
    sim.runUntilDone({ maxCycles: 100 });
    sim.fork(() => bus.write(control.address, control.encode({ start: 1 })));
    sim.runUntilDone({ maxCycles: 100 });
    expect(read(errors.address)).toBe(0);
    expect(isBusy()).toBe(true);
    // A start would have set it back.
    expect(read(registers.cycles.address)).toBeGreaterThan(cycles);
    expect(status.decode(read(status.address))).toEqual({ busy: 1, done: 0 });
  });

  test("registers say how the engine was made", () => {
    const engine = start();
    using _ = engine.sim;
    expect(registers.shape.decode(engine.read(registers.shape.address))).toEqual({
      rows: 5,
      columns: 4,
      lanes: 2,
      differential: 0,
    });
    expect(registers.timing.decode(engine.read(registers.timing.address))).toEqual({ period: 64, batch: 3 });
    expect(registers.programming.decode(engine.read(registers.programming.address))).toEqual({ limit: 32 });
  });
});
