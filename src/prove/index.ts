/** Proofs for all inputs: a block's Verilog against a table or an arithmetic specification. */
export { cutAt } from "./cut.ts";
export {
  type Claim,
  type PortValue,
  type ProofMethod,
  type ProofOptions,
  type ProofResult,
  proveEquivalence,
} from "./equivalence.ts";
export type { BitOrder } from "./gate-proof.ts";
export { type CycleOutput, sequenceOf } from "./sequence.ts";
export { tableSpecification } from "./table.ts";
export { type Transition, type TransitionPort, transitionOf } from "./transition.ts";
