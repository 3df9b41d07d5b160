/** BL029x: broken invariants of the elaborated design, and wrong use of what runs it in process. */
import { entry } from "./entry.ts";

export const internalEntries = {
  BL0290: entry<{ module: string; violations: readonly string[] }>({
    kind: "design",
    severity: "error",
    title: "Broken invariant of the elaborated design",
    message: (d) =>
      `The elaborated module \`${d.module}\` breaks ${d.violations.length} invariant(s) of src/ir/design.ts: ${d.violations.join("; ")}.`,
    help: () => "This is a fault of Bitloom or of a program that builds designs as data; please report it.",
    page: `The language builds an elaborated design whose widths, identifiers and order obey the comments in
\`src/ir/design.ts\`. A reader of the design relies on them. This error means that a design was built that
does not: a fault in Bitloom itself, or in a program that made the data by hand.`,
  }),
  BL0291: entry<{ module: string; rounds: number }>({
    kind: "design",
    severity: "error",
    title: "The design does not settle",
    message: (d) =>
      `\`${d.module}\` still changed after ${d.rounds} passes over its combinational logic, more than it has bits to settle.`,
    help: () => "Run the checks: they name the combinational loop that keeps it changing.",
    page: `Combinational logic without a loop settles after at most one pass for each of its bits. The interpreter found
values that keep changing, so some bit depends on itself, as in \`ring.value = ring.not()\`. The checks on the design
(BL0204) name every signal on the loop.`,
  }),
  BL0292: entry<{ name: string; module: string; known: readonly string[]; near?: readonly string[] }>({
    kind: "usage",
    severity: "error",
    title: "Unknown port, clock domain or path",
    message: (d) =>
      `\`${d.module}\` has nothing called \`${d.name}\`${d.known.length === 0 ? "" : `; it has ${d.known.join(", ")}`}.`,
    help: ({ near = [] }) =>
      near.length > 0
        ? `Did you mean ${near.join(", ")}?`
        : "Use a port of the top module, a domain of it, or a path of instance names and a signal.",
    page: `A simulation addresses ports of the top module by name, clock domains by name, and inner signals by a path of
instance names that ends in a signal: \`queue.tail\`.`,
  }),
  BL0293: entry<{ name: string; width: number; bits: string }>({
    kind: "usage",
    severity: "error",
    title: "Value does not fit the port",
    message: (d) => `\`${d.name}\` takes raw bits of ${d.width} bit(s), not ${d.bits}.`,
    help: (d) => `Give a value from 0 to 2^${d.width} - 1; convert negative numbers with BigInt.asUintN.`,
    page: "The interpreter takes raw bits. A signed -1 on an 8-bit port is `255n`, or `BigInt.asUintN(8, -1n)`.",
  }),
  BL0294: entry<{ module: string }>({
    kind: "usage",
    severity: "error",
    title: "Black box without a model",
    message: (d) => `\`${d.module}\` is a black box without a model; its Verilog cannot run in process.`,
    help: (d) =>
      `Pass a stand-in in TypeScript: \`models: { ${d.module}: () => ({ evaluate: (inputs) => new Map([["port", 0n]]) }) }\`.`,
    page: `A black box names Verilog that exists elsewhere. Both engines, the compiled one and the interpreter, run the
elaborated design only, so each black box needs a model: a function that makes, for each instance, an object with
\`evaluate(inputs)\` and, for clocked ones, \`edge(domain, inputs)\`. \`inputs\`, and what \`evaluate\` gives for the outputs,
are a Map of port name to raw bits as a bigint.`,
  }),
  BL0296: entry<{ module: string; problem: string }>({
    kind: "usage",
    severity: "error",
    title: "Model of a black box that does not fit it",
    message: (d) => `The model of the black box \`${d.module}\` cannot be used: ${d.problem}.`,
    help: () =>
      'Write `() => ({ evaluate: (inputs) => new Map([["port", bits]]) })` with bits from 0n to 2^width - 1; `BigInt.asUintN` converts negative ones.',
    page: `\`models\` has a function for each black box, which makes the model of one instance. Its \`evaluate(inputs)\` takes and
gives a Map of port name to raw bits as a bigint, 0n to 2^width - 1; of \`-1n\` on an 8-bit output it gives
\`BigInt.asUintN(8, -1n)\`. \`edge(domain, inputs)\` is optional and may change the model's state; \`evaluate\` may not.`,
  }),
  BL0295: entry<{ modules: readonly string[] }>({
    kind: "design",
    severity: "error",
    title: "Combinational loop in a design that was not checked",
    message: (d) =>
      `Logic in ${d.modules.map((name) => `\`${name}\``).join(", ")} depends on itself without a register in between, so it has no order to be computed in.`,
    help: () => "Run the checks: they name the signals on the loop.",
    page: `The compiled simulator computes every bit once a cycle, in an order in which all it depends on comes first. A loop
has no such order. A design that \`elaborate\` gave has passed the check for loops (BL0204), which names every signal
on the loop; this error is for designs built as data by another program.`,
  }),
} as const;
