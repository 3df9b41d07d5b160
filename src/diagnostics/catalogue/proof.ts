/** BL0492 to BL0494, BL0498, BL0499: proofs of blocks. */
import { entry } from "./entry.ts";

export const proofEntries = {
  BL0492: entry<{ block: string; bits: number; most: number }>({
    kind: "usage",
    severity: "error",
    title: "Too many inputs for a table",
    message: (d) =>
      `Block ${d.block} has ${d.bits} bits of inputs and registers; a specification by table takes at most ${d.most}, a row for each of their values.`,
    help: () => "State what the block does in Verilog's own operators, or make it smaller by its parameters.",
    page: `A table lists the outputs for every value of the inputs, so that nothing is left to a default: 2^bits rows. From some size on a specification
has to be arithmetic:

\`\`\`verilog
case ({b, a}) 16'd0: row = 16'h0; ...     // 65536 rows for 8 x 8 bits
assign product = $signed(a) * $signed(b); // the same in a line
\`\`\``,
  }),
  BL0493: entry<{ block: string; output: string; cycle: number; known: string }>({
    kind: "usage",
    severity: "error",
    title: "No such output in a proof",
    message: (d) =>
      `A proof asks for ${d.output} of block ${d.block} in cycle ${d.cycle}; the block's outputs are ${d.known || "none"}, and cycles count from 0.`,
    help: () => "Name an output port of the block and a whole cycle from 0 on in `sequenceOf`.",
    page: "A proof over several clock edges is about chosen outputs of chosen cycles. Registers are not among them: the state before the first cycle is free, and what follows from it is the block's own affair.",
  }),
  BL0494: entry<{ where: string; found: string; expected: string }>({
    kind: "tool",
    severity: "error",
    title: "A step of a proof has no result",
    message: (d) => `Nothing was proved: ${d.where} met ${d.found}, expected ${d.expected}.`,
    help: () =>
      "This is a fault of Bitloom, or of a Yosys of another version than the tested ones; please report it with `yosys -V`.",
    page: "Proofs turn a design into one function, and have Yosys make gates of it. What a step hands on is checked by the next one; this error means that a step did not keep its word. No verdict is given then.",
  }),
  BL0498: entry<{ block: string; part: string; what: string }>({
    kind: "design",
    severity: "error",
    title: "No transition of this block",
    message: (d) =>
      `Block ${d.block} is not proved as one step, because it contains the ${d.what} ${d.part}.`,
    help: () => "Prove its parts: a block of one module without memories has a transition.",
    page: "A clocked block is proved as the function of one clock edge, from all states and inputs to next states and outputs. Only single modules without memories are turned into such a function.",
  }),
  BL0499: entry<{ block: string; reason: string }>({
    kind: "usage",
    severity: "error",
    title: "No specification to prove",
    message: (d) => `Nothing can be proved of block ${d.block}: ${d.reason}.`,
    help: () => "`bitloom prove --list` names the blocks and parameters that have a specification.",
    page: "A block is proved against a table or an arithmetic specification that is made from the golden model or the number formats. Blocks with control logic, such as engines, have none; they are simulated against the golden model.",
  }),
};
