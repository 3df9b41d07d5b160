/**
 * The FineQ configuration that is mutated, and jobs for it. The configuration is small and awkward: nothing divides
 * anything.
 */
import { type FineqParameters, fineqConfiguration } from "../../src/blocks/index.ts";
import { type CycleTestbench, type StreamTestbench, writeVerilog } from "../../src/gen/index.ts";
import { type FineqJob, type FineqJobSize, fineqRowBytes, packFineqJob } from "../../src/golden/index.ts";
import type { Bench } from "../../src/harness/index.ts";
import type { Design, Module } from "../../src/ir/index.ts";

/** Rows, columns, lanes and buses that leave remainders everywhere; sums of more than 13 bits overflow. */
export const parameters: FineqParameters = {
  rows: 4,
  columns: 3,
  lanes: 2,
  bus: 32,
  activationBus: 8,
  accumulatorBits: 13,
};
export const shape = fineqConfiguration(parameters);

/** Random blocks (any bytes are one), scales from the smallest subnormal to the largest, activations of all sizes. */
export function jobOf({ m, k, n }: FineqJobSize, seed: number): FineqJob {
  const random = generator(seed);
  const bytesPerRow = fineqRowBytes(k);
  const packed = Uint8Array.from({ length: n * bytesPerRow }, () => random(256));
  const scales = Uint16Array.from({ length: n }, (_, at) => (at === 0 ? 1 : random(0x7c00)));
  const activations = Int8Array.from({ length: m * k }, () => random(256) - 128);
  return packFineqJob(shape, {
    activations,
    m,
    weights: { rows: n, columns: k, bytesPerRow, packed, scales },
  });
}

/** Every product as large as can be and of the row's sign: sums of 24 bits leave 13 bits soon. */
export function extremeJob({ m, k, n }: FineqJobSize): FineqJob {
  const bytesPerRow = fineqRowBytes(k);
  // Index 3 in all pairs, 3 and 3 in all clusters: 27 = 6'b011_011, eight times.
  const block = [0xff, 0xdb, 0xb6, 0x6d, 0xdb, 0xb6, 0x6d];
  const packed = Uint8Array.from({ length: n * bytesPerRow }, (_, at) => block[at % 7] ?? 0);
  const scales = Uint16Array.from({ length: n }, (_, at) => 0x7bff - at);
  const activations = Int8Array.from({ length: m * k }, (_, at) =>
    Math.floor(at / k) % 2 === 0 ? 127 : -128,
  );
  return packFineqJob(shape, {
    activations,
    m,
    weights: { rows: n, columns: k, bytesPerRow, packed, scales },
  });
}

/** One module of a design as a design of its own. */
export function designOf(top: Module): Design {
  const used = new Set<Module>();
  const visit = (module: Module): void => {
    for (const instance of module.instances) visit(instance.module);
    used.add(module);
  };
  visit(top);
  return { top, modules: [...used] };
}

/** The engine's core, without its registers. */
export function coreOf(design: Design): Design {
  const core = design.modules.find(({ name }) => name.startsWith("fineq_core_"));
  if (core === undefined) throw new RangeError(`${design.top.name} has no core`);
  return designOf(core);
}

/** A bench of a design's Verilog; source comments would move with every edit of the sources. */
export const bench = (name: string, design: Design, plan: CycleTestbench | StreamTestbench): Bench => ({
  name,
  verilog: writeVerilog(design, { sourceComments: false }).files,
  plan,
});

/** Numbers from 0 to below a limit from xorshift32 (Marsaglia 2003). */
export function generator(seed: number): (limit: number) => number {
  let state = Math.imul(seed, 0x9e3779b9) >>> 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
}
