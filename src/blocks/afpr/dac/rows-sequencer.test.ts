/** The rows at the sequencer's command: conversions at the predicted distance, handed over without a row's notice. */
import { describe, expect, test } from "vitest";
import { bit, input, instance, module, output, sink, uint } from "../../../dsl/index.ts";
import { simulate } from "../../../harness/index.ts";
import { AfprSequencer } from "../adc/index.ts";
import { driveType } from "../macro/index.ts";
import { type AfprConfiguration, type AfprParameters, afprConfiguration } from "../parameters.ts";
import { AfprRows } from "./rows.ts";

/** Both as the engine wires them, all rows used. `isBusy` in place of `integrate` leaves the rows on at the hand-over. */
const Pair = (configuration: AfprConfiguration, on: "integrate" | "isBusy") =>
  module(
    "rows_at_the_sequencers_command",
    {
      jobStart: input(bit),
      vectors: input(uint(16)),
      activations: sink(uint(configuration.bus)),
      isOutputFree: input(bit),
      swap: output(bit),
      latch: output(bit),
      drive: output(driveType(configuration)),
    },
    ({ jobStart, vectors, activations, isOutputFree, swap, latch, drive }) => {
      const rows = instance(AfprRows(configuration));
      const sequencer = instance(AfprSequencer(configuration));
      rows.jobStart.value = jobStart;
      rows.depth.value = configuration.rows;
      rows.vectors.value = vectors;
      rows.activations.valid.value = activations.valid;
      rows.activations.data.value = activations.data;
      activations.ready.value = rows.activations.ready;
      sequencer.isLoaded.value = rows.isLoaded;
      sequencer.isOutputFree.value = isOutputFree;
      rows.swap.value = sequencer.swap;
      rows.isOn.value = sequencer[on];
      rows.isSubtracting.value = sequencer.subtract;
      swap.value = sequencer.swap;
      latch.value = sequencer.latch;
      drive.value = rows.drive;
    },
  );

const VECTORS = 12;

/** Sends random codes; cycles of swaps, cycles that each row was on, and rows whose level or gain changed while on. */
function run(parameters: AfprParameters, stall: number, on: "integrate" | "isBusy" = "integrate") {
  const configuration = afprConfiguration(parameters);
  using sim = simulate(Pair(configuration, on), { seed: parameters.rows });
  sim.reset();
  const { dut, random } = sim;
  dut.vectors.poke(VECTORS);
  dut.jobStart.poke(1);
  sim.step();
  dut.jobStart.poke(0);
  const start = sim.cycle;
  const words = Array.from({ length: VECTORS * configuration.loadBeats }, () =>
    random.bits(configuration.bus),
  );
  sim.fork(function* () {
    yield* dut.activations.sendAll(words, { stall });
  });
  const swaps: number[] = [];
  const noticed: number[] = [];
  let onCycles = 0;
  let latches = 0;
  let before = dut.drive.peek();
  for (let cycle = 0; latches < VECTORS && cycle < 20_000; cycle++) {
    dut.isOutputFree.poke(!random.chance(stall));
    if (dut.swap.peek() === 1) swaps.push(sim.cycle - start);
    latches += dut.latch.peek();
    const now = dut.drive.peek();
    now.on.forEach((on, row) => {
      onCycles += on;
      const changes = now.level[row] !== before.level[row] || now.gain[row] !== before.gain[row];
      if (changes && (on === 1 || before.on[row] === 1)) noticed.push(row);
    });
    before = now;
    sim.step();
  }
  const codes = words.flatMap((word) =>
    Array.from(
      { length: configuration.codesPerBeat },
      (_, index) => Number(word >> BigInt(8 * index)) & 0x7f,
    ),
  );
  return { configuration, swaps, noticed, onCycles, latches, codes };
}

describe("rows at the sequencer's command", () => {
  test.each([
    ["16 beats in 64 cycles: the conversion sets the pace", { rows: 16, bus: 8 }, 64],
    ["63 beats: still the conversion", { rows: 63, bus: 8 }, 64],
    ["64 beats: the stream sets it", { rows: 64, bus: 8 }, 65],
    ["short phases", { rows: 8, bus: 16, phases: { integrate: 6 } }, 42],
    ["differential rows", { rows: 8, bus: 64, inputs: "differential" }, 64],
  ] as [string, Omit<AfprParameters, "columns">, number][])("%s", (_title, parameters, distance) => {
    const { configuration, swaps, noticed } = run({ ...parameters, columns: 1 }, 0);
    const first = configuration.loadBeats;
    expect(swaps).toEqual(Array.from({ length: VECTORS }, (_, vector) => first + vector * distance));
    expect(noticed).toEqual([]);
  });

  test.each(["two-phase", "differential"] as const)("stalls on both ends, %s", (inputs) => {
    const { configuration, swaps, noticed, onCycles, codes } = run(
      { rows: 24, columns: 1, bus: 32, inputs },
      0.6,
    );
    expect(swaps).toHaveLength(VECTORS);
    expect(noticed).toEqual([]);
    // A row with a code is on for one half of the integration or, differential, for all of it.
    const { integrate } = configuration.phases;
    const each = inputs === "two-phase" ? integrate / 2 : integrate;
    expect(onCycles).toBe(each * codes.filter((code) => code > 0).length);
  });

  test("rows that are on in the reset phase are noticed", () => {
    const { latches, noticed } = run({ rows: 8, columns: 1 }, 0, "isBusy");
    expect(latches).toBe(VECTORS);
    expect(new Set(noticed).size).toBe(8);
  });
});
