/**
 * The LieQ core under programs whose streams come and go: the table, the memories and the way out answer as a system would, and every
 * output of every cycle is compared with the in-process engine's. Stall counters are among them, which the golden model does not predict.
 */
import type { Bench } from "../../../src/harness/index.ts";
import type { Design } from "../../../src/ir/index.ts";
import { followedBench, type Surroundings } from "../follow.ts";
import { coreOf, randomScale, shape } from "./programs.ts";

const { rows, layers } = shape;

/** Layer of a table; addresses and byte counts are only passed on. */
type Entry = Readonly<Record<string, number>>;

const entry = (format: number, m: number, k: number, n: number): Entry => ({
  format,
  m,
  n,
  k,
  weightsBase: 8 * m,
  weightsBytes: 8 * n,
  scalesBase: 4 * k,
  scalesBytes: 4 * n,
  activationsBase: 256 * n,
  resultsBase: 512 * m,
  resultsBytes: 10 * m * n,
});

/** One tile or several, one group or two, all formats. */
const PROGRAMS: readonly (readonly Entry[])[] = [
  [entry(0, 4, 25, 6), entry(1, 3, 33, 5), entry(3, 2, 17, 3)],
  [entry(4, 1, 9, 6), entry(2, 4, 5, 1), entry(0, 1, 2, 11), entry(1, 7, 1, 2), entry(3, 3, 3, 7)],
  [entry(1, 2, 130, 3)],
  // The second entry is none.
  [entry(2, 1, 4, 4), entry(5, 1, 4, 4), entry(1, 1, 4, 4)],
  [entry(3, 3, 16, 0)],
];

/** Free: no stream ever waits. Stalled: each comes and goes. Stopped: as stalled, with resets. */
export function sessionBenches(design: Design): Bench[] {
  const core = coreOf(design);
  return [
    followedBench("core_free", core, { steps: 3000, seed: 51, starts: 6, paces: [1000] }, session()),
    followedBench("core_stalled", core, { steps: 4500, seed: 52, starts: 6 }, session()),
    followedBench("core_stopped", core, { steps: 3000, seed: 53, starts: 6, resetEvery: 150 }, session()),
  ];
}

/** Programs one after the other, with starts in between, counts that the table does not have, and counters read all the time. */
function session(): (around: Surroundings, step: number) => void {
  let table = PROGRAMS[0] ?? [];
  let index = 0;
  let rest = 20;
  let program = 0;
  return ({ random, bits, set, get, goesOn, offer }) => {
    const isBusy = get("isBusy") === 1;
    let starts = isBusy && random(50) === 0;
    let count = random(layers + 2);
    if (!isBusy && --rest < 0) {
      // The registers before the array are full by now, so that a program's cycles are its own.
      rest = 8 + random(12);
      starts = true;
      if (random(8) > 0) {
        table = PROGRAMS[program++ % PROGRAMS.length] ?? [];
        count = table.length;
      }
    }
    set({ start: starts ? 1 : 0, count, select: random(layers) });
    for (const [field, value] of Object.entries(table[index] ?? table[0] ?? {})) {
      set({ [`entry_${field}`]: value });
    }
    const scale = (): number => (random(40) === 0 ? 0x7c00 + random(2) : randomScale(random));
    offer("weights", () => ({ "": bits(64) }));
    offer("activations", () => ({ "": bits(8 * rows) }));
    offer("scales", () => ({ "": BigInt(random(256) * 65_536 + scale()) }));
    set({ results_ready: goesOn("results") ? 1 : 0 });
    for (const kind of ["weight", "scale", "activation", "result"]) {
      set({ [`${kind}Transfers_ready`]: goesOn(`${kind}Transfers`) ? 1 : 0 });
    }
    index = get("index");
  };
}
