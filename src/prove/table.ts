/** Specifications made of values. Invariant: a table lists every input once, so nothing is left to a default. */
import { fail } from "../diagnostics/index.ts";
import { bitWidth } from "../ir/index.ts";
import type { Transition } from "./transition.ts";

/** A row for each value of the inputs. */
const MOST_BITS = 16;

/**
 * The body of a specification that lists the outputs for every value of the inputs, {first port, .., last port} from the lowest bits up.
 * BL0492 for more than 16 bits of inputs and registers.
 */
export function tableSpecification(
  { design, ports }: Transition,
  outputsOf: (inputs: Readonly<Record<string, number>>) => Readonly<Record<string, number | bigint>>,
): string {
  const inputs = ports.filter(({ role }) => role === "input" || role === "state").map(({ signal }) => signal);
  const outputs = ports
    .filter(({ role }) => role === "output" || role === "next")
    .map(({ signal }) => signal);
  const bits = inputs.reduce((sum, { type }) => sum + bitWidth(type), 0);
  if (bits > MOST_BITS) fail("BL0492", { block: design.top.name, bits, most: MOST_BITS });
  const outputBits = outputs.reduce((sum, { type }) => sum + bitWidth(type), 0);
  const rows = Array.from({ length: 2 ** bits }, (_, code) => {
    let at = 0;
    const given = Object.fromEntries(
      inputs.map(({ name, type }) => {
        const width = bitWidth(type);
        const value = (code >> at) & (2 ** width - 1);
        at += width;
        return [name, value];
      }),
    );
    const expected = outputsOf(given);
    const word = outputs.reduce((sum, { name, type }, index) => {
      const below = outputs.slice(0, index).reduce((low, { type: own }) => low + bitWidth(own), 0);
      const value = BigInt.asUintN(bitWidth(type), BigInt(expected[name] as number | bigint));
      return sum | (value << BigInt(below));
    }, 0n);
    return `    ${bits}'d${code}: row = ${outputBits}'h${word.toString(16)};`;
  });
  const names = (signals: typeof inputs): string =>
    [...signals]
      .reverse()
      .map(({ name }) => name)
      .join(", ");
  return [
    `reg [${outputBits - 1}:0] row;`,
    `assign {${names(outputs)}} = row;`,
    "always @* begin",
    `  case ({${names(inputs)}})`,
    ...rows,
    "  endcase",
    "end",
  ].join("\n");
}
