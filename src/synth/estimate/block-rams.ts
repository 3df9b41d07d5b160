/** How many block RAMs of the iCE40 a memory becomes. Invariant: 0 where Yosys' memory_libmap finds flip-flops cheaper, by its own weights. */
import { bitWidth, type Memory } from "../../ir/index.ts";

/** What a block RAM of 4 kbit can be, bits a word and words. */
const SHAPES: readonly (readonly [width: number, depth: number])[] = [
  [16, 256],
  [8, 512],
  [4, 1024],
  [2, 2048],
];

/** Weights of memory_libmap and of the iCE40's brams.txt, in flip-flops of a memory that is written. */
const COST = { ram: 64, select: 0.5, romBit: 1 / 16, readPort: 2, passing: 6, lateWrite: 6 } as const;

export function ramsOf(memory: Memory): number {
  const { depth, type, reads, writes, latency, readUnderWrite } = memory;
  if (writes.length > 1) return 0;
  const width = bitWidth(type);
  const options = SHAPES.map(([bits, words]) => {
    const high = Math.ceil(depth / words);
    const rams = Math.ceil((high * width) / bits) * reads.length;
    const selects = (high - 1) * width * reads.length + (high > 1 ? high * writes.length : 0);
    return { rams, cost: rams * COST.ram + selects * COST.select };
  });
  const best = options.reduce((least, one) => (one.cost < least.cost ? one : least));
  const sharing = reads.flatMap(({ domain }) => writes.filter((write) => write.domain === domain)).length;
  const around =
    reads.length * COST.readPort +
    sharing * COST.passing +
    (latency === 1 && readUnderWrite !== "new" && sharing > 0 ? writes.length * COST.lateWrite : 0);
  const logic = depth * width * (writes.length === 0 ? COST.romBit : 1);
  return best.cost + around > logic ? 0 : best.rams;
}
