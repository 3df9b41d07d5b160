/** Designs without a pattern against Verilator -O3 with clang, on the Verilog that Bitloom writes. */
import { benchDesign } from "../designs/design.ts";
import { AxiRegistersBench, EngineBench, FifoNetworkBench, RiscvBench } from "../designs/irregular.ts";
import { bitloomContender } from "../engines/bitloom.ts";
import { rateOf, type Task, takeTurns } from "../engines/measure.ts";
import { buildVerilator, CLANG, verilatorContender } from "../engines/verilator.ts";
import {
  type BenchOptions,
  geometricMean,
  metric,
  ratioGoal,
  requireEqualChecksums,
  type Section,
  times,
} from "../section.ts";

const designs = [
  ["RISC-V processor, counting primes", RiscvBench],
  ["16 queues, 5 arbiters, gearbox", () => FifoNetworkBench(16)],
  ["AXI4-Lite register file", AxiRegistersBench],
  ["whole FineQ engine, 4 x 4", () => EngineBench(4)],
  ["whole FineQ engine, 16 x 16", () => EngineBench(16)],
] as const;

export async function irregular({ quick }: BenchOptions): Promise<Section> {
  const task: Task = { checkCycles: 20_000, runs: quick ? 3 : 7, seconds: 0.2 };
  const rows: string[][] = [];
  const ratios: number[] = [];
  for (const [name, make] of designs) {
    const bench = benchDesign(make());
    const { design } = bench;
    if (design === undefined) continue;
    const built = await buildVerilator(bench, CLANG);
    const contenders = new Map([
      ["verilator", await verilatorContender(built, task)],
      ["bitloom", await bitloomContender(design, task)],
    ] as const);
    requireEqualChecksums(name, new Map([...contenders].map(([engine, { checksum }]) => [engine, checksum])));
    const measured = await takeTurns(contenders, task.runs);
    const [verilator, bitloom] = [...measured.values()].map(rateOf) as [number, number];
    const ratio = bitloom / verilator;
    ratios.push(ratio);
    rows.push([
      name,
      metric(verilator),
      metric(bitloom),
      times(ratio),
      `${built.buildCpuSeconds.toFixed(0)} s`,
    ]);
  }
  const mean = geometricMean(ratios);
  rows.push(["geometric mean", "", "", times(mean), ""]);
  return {
    title: "Irregular designs, the blocks' assertions on in both; cycles a second by processor time",
    header: ["design", CLANG.name, "Bitloom", "ratio", "Verilator's build"],
    rows,
    goals: [ratioGoal("irregular designs over Verilator -O3, clang, geometric mean", mean, 1)],
  };
}
