/**
 * And-inverter graphs as Yosys writes them (ASCII AIGER, without latches). Invariant: a gate's operands are constants, inputs or gates before
 * it. Format: A. Biere, The AIGER And-Inverter Graph Format, 2007.
 */

import { fail } from "../diagnostics/index.ts";

/** A literal is twice a variable, plus 1 for its complement; 0 and 1 are the constants. */
export interface AndGraph {
  /** Variables are 1 to this. */
  readonly variables: number;
  /** Port and bit of each input's variable; without a port: a bit that the circuit leaves undefined, so that it may have any value. */
  readonly inputs: readonly {
    readonly variable: number;
    readonly port: string | undefined;
    readonly bit: number;
  }[];
  /** Triples: variable's literal, and its two operands; in order of evaluation. */
  readonly gates: Int32Array;
  /** The only output's literal. */
  readonly output: number;
}

/** `text` with one output and no latches, `map` as Yosys' write_aiger -map gives it, without names of undefined bits; BL0494 for others. */
export function parseAndGraph(text: string, map: string): AndGraph {
  const lines = text.split("\n");
  const [format, variables, inputs, latches, outputs, gates] = (lines[0] ?? "").split(" ");
  if (format !== "aag" || latches !== "0" || outputs !== "1") {
    fail("BL0494", {
      where: "the reader of gates",
      found: `"${(lines[0] ?? "").slice(0, 80)}"`,
      expected: "a combinational graph in ASCII with one output: aag VARIABLES INPUTS 0 1 GATES",
    });
  }
  const inputCount = Number(inputs);
  const gateCount = Number(gates);
  const literals = lines.slice(1, 1 + inputCount).map(Number);
  const names = new Map<number, { port: string; bit: number }>();
  for (const [, at, bit, port] of map.matchAll(/^input (\d+) (\d+) (\S+)$/gm)) {
    names.set(Number(at), { port: port as string, bit: Number(bit) });
  }
  const flat = new Int32Array(3 * gateCount);
  for (let gate = 0; gate < gateCount; gate++) {
    const triple = (lines[2 + inputCount + gate] ?? "").split(" ").map(Number);
    flat.set(triple, 3 * gate);
  }
  return {
    variables: Number(variables),
    inputs: literals.map((literal, at) => {
      const name = names.get(at) ?? { port: undefined, bit: at };
      return { variable: literal >> 1, ...name };
    }),
    gates: flat,
    output: Number(lines[1 + inputCount]),
  };
}
