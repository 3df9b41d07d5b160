/**
 * The FineQ array with everything it needs around it, so that no engine pays for poking: a table of the edge signals of one
 * tile, played over and over, and a checksum of the sums that leave. Ports: clock, reset, checksum.
 */
import { readFileSync } from "node:fs";
import { FineqArray } from "../../../src/blocks/index.ts";
import {
  array,
  bit,
  fromBits,
  instance,
  type ModuleDefinition,
  memory,
  module,
  output,
  reg,
  uint,
  when,
} from "../../../src/dsl/index.ts";
import {
  decodeFineq,
  quantizeFineq,
  studentSource,
  syntheticWeights,
  temporalPulses,
  uniformSource,
} from "../../../src/golden/index.ts";
import { type BenchDesign, benchDesign } from "./design.ts";

/** Inputs of a tile: 512 weights a column. */
const DEPTH = 512;
/** Unary steps of a weight. */
const PHASES = 3;
export const TILE_STEPS = PHASES * DEPTH;

const SHAPE = { coding: "unary", activationBits: 8, accumulatorBits: 24 } as const;

/** Name of the array's module, which the hand-made Verilog carries too. */
export const arrayModuleName = (size: number): string => `fineq_array_${size}x${size}_unary_a8_w24`;

/** What enters the array in one cycle, each field one bit or byte a column or row. */
interface Edge {
  readonly activations: bigint;
  readonly pulse: bigint;
  readonly negative: bigint;
  readonly boundary: bigint;
  readonly shift: boolean;
}

/**
 * Edge signals of a tile: weights drawn from a Student distribution with five degrees of freedom and quantized as a model's
 * are, uniform activations, skewed by a cycle a row and a column, a boundary at each tile's first step, and the sums of
 * the tile before drained as soon as they are complete. `density`: part of the steps that carry a pulse.
 */
export function tileTraffic(size: number): { readonly edges: readonly Edge[]; readonly density: number } {
  const weights = syntheticWeights(studentSource(11, 5), size * DEPTH, 0.02);
  const integers = decodeFineq(quantizeFineq(weights, size, DEPTH, { tensor: "traffic", file: "bench" }));
  const uniform = uniformSource(12);
  const activations = Array.from({ length: size * DEPTH }, () => Math.floor(uniform() * 256) & 255);
  const lines = Array.from({ length: size }, (_, line) => line);
  const pack = (bitsEach: number, value: (line: number) => number): bigint =>
    lines.reduce((sum, line) => sum | (BigInt(value(line)) << BigInt(bitsEach * line)), 0n);
  let pulses = 0;
  const edges = Array.from({ length: TILE_STEPS }, (_, cycle): Edge => {
    const step = (line: number): number => (cycle - line + TILE_STEPS) % TILE_STEPS;
    const weight = (column: number): number =>
      integers[column * DEPTH + Math.floor(step(column) / PHASES)] as number;
    const pulse = (column: number): number => {
      const fires = temporalPulses("unary", Math.abs(weight(column)))[step(column) % PHASES] as number;
      pulses += fires;
      return fires;
    };
    return {
      activations: pack(8, (row) => activations[row * DEPTH + Math.floor(step(row) / PHASES)] as number),
      pulse: pack(1, pulse),
      negative: pack(1, (column) => (weight(column) < 0 ? 1 : 0)),
      boundary: pack(1, (column) => (step(column) === 0 ? 1 : 0)),
      // The bottom right element ends its tile 2 * size - 2 cycles after the first; shifts are two cycles apart.
      shift: cycle >= 2 * size && cycle < 4 * size && cycle % 2 === 0,
    };
  });
  return { edges, density: pulses / (size * TILE_STEPS) };
}

/** size x size elements under `tileTraffic`. `checksum` takes in every sum that leaves, from the second tile on. */
export const ArrayBench = (size: number): ModuleDefinition<{ checksum: ReturnType<typeof checksumPort> }> =>
  module(`array_bench_${size}`, { checksum: checksumPort() }, ({ checksum }) => {
    const words = tileTraffic(size).edges.map(
      ({ activations, pulse, negative, boundary, shift }) =>
        activations |
        (pulse << BigInt(8 * size)) |
        (negative << BigInt(9 * size)) |
        (boundary << BigInt(10 * size)) |
        (BigInt(shift) << BigInt(11 * size)),
    );
    // A power of two, so that no engine has to guard against addresses past the end.
    const traffic = memory(uint(11 * size + 1), {
      depth: 2048,
      latency: 0,
      readUnderWrite: "old",
      init: words,
    });
    const cycle = reg(uint(11), { init: 0 });
    const complete = reg(bit, { init: 0 });
    cycle.next = cycle.add(1);
    when(cycle.eq(TILE_STEPS - 1), () => {
      cycle.next = 0;
      complete.next = 1;
    });

    const edge = traffic.read(cycle);
    const field = (place: number) => edge.slice((place + 1) * size - 1, place * size);
    const elements = instance(FineqArray({ rows: size, columns: size, ...SHAPE }), { name: "elements" });
    elements.activations.value = fromBits(array(uint(8), size), edge.slice(8 * size - 1, 0));
    elements.code.pulse.value = fromBits(array(bit, size), field(8));
    elements.code.negative.value = fromBits(array(bit, size), field(9));
    elements.code.boundary.value = fromBits(array(bit, size), field(10));
    const shift = edge.at(11 * size);
    elements.shift.value = shift;

    const sum = reg(uint(32), { init: 0 });
    when(shift.and(complete), () => {
      const leaving = elements.drained.sums
        .elements()
        .map((drained) => drained.asUint())
        .reduce((all, drained) => all.xor(drained));
      const turned = sum.slice(30, 0).cat(sum.at(31));
      sum.next = turned.xor(leaving.zext(32)).xor(elements.drained.overflow.asUint().any().zext(32));
    });
    checksum.value = sum;
  });

const checksumPort = () => output(uint(32));

/** The bench of an array, with Bitloom's Verilog or with the hand-made array in the same surroundings. */
export function arrayDesigns(size: number): { readonly own: BenchDesign; readonly hand: BenchDesign } {
  const own = benchDesign(ArrayBench(size));
  const array = arrayModuleName(size);
  const files = own.files.filter(({ name }) => name.startsWith(own.top));
  return {
    own,
    hand: {
      name: `${own.name}_hand`,
      design: undefined,
      top: own.top,
      files: [...files, { name: "fineq_array.v", text: readFileSync(HAND_MADE, "utf8") }],
      defines: { SIZE: String(size), ARRAY: array },
    },
  };
}

const HAND_MADE = new URL("../peers/fineq_array.v", import.meta.url);
