/** BL0498, BL0499: proofs of blocks. */
import { entry } from "./entry.ts";

export const proofEntries = {
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
