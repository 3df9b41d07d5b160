/**
 * What can be proved of a block, and the claim that a solver gets. Invariant: a specification is written from golden models and number
 * formats; of the block it knows ports and registers by name, and none of its logic.
 */
import type { BlockEntry } from "../../blocks/index.ts";
import { elaborate } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import type { Signal } from "../../ir/index.ts";
import {
  type BitOrder,
  type Claim,
  type CycleOutput,
  cutAt,
  type ProofMethod,
  sequenceOf,
  type Transition,
  transitionOf,
} from "../../prove/index.ts";

/** Verilog that says what a block has to do. */
export interface Specification {
  /** Body of a module with the transition's ports; drives every output and next state. */
  readonly body: string;
  /** Inputs that have a value. */
  readonly fixed?: Readonly<Record<string, number>>;
  /** Condition on inputs and states; all unless stated. */
  readonly assumption?: string;
  readonly method: ProofMethod;
  readonly order?: BitOrder;
}

export type ParameterValues = Readonly<Record<string, number | string>>;

export interface BlockProof {
  /** The block and its parameters, as on the command line. */
  readonly entry: BlockEntry;
  /** What is proved, in a sentence. */
  readonly says: string;
  /** Outputs of later cycles that the claim is about, with a free state before cycle 0; unless stated it is about a single edge. */
  readonly outputs?: (values: ParameterValues) => readonly CycleOutput[];
  /** Inner signals that are proved apart from what is made of them, see `cutAt`; none unless stated. */
  readonly cuts?: (values: ParameterValues) => (signal: Signal) => boolean;
  /** Fails with BL0499 for parameters without a specification. */
  readonly specify: (values: ParameterValues, transition: Transition) => Specification;
  /** Parameters that `--all` proves; long: minutes and not seconds. */
  readonly usual: readonly { readonly given: Readonly<Record<string, string>>; readonly long?: boolean }[];
}

/** The claim that a block with these parameters does what its specification says. */
export function claimOf(proof: BlockProof, given: Readonly<Record<string, string>>): Claim {
  const values = proof.entry.values(given);
  const edge = transitionOf(elaborate(proof.entry.make(given)));
  const outputs = proof.outputs?.(values);
  const whole = outputs === undefined ? edge : sequenceOf(edge, outputs);
  const transition = proof.cuts === undefined ? whole : cutAt(whole, proof.cuts(values));
  const { body, ...how } = proof.specify(values, transition);
  const verilog = writeVerilog(transition.design)
    .files.map(({ text }) => text)
    .join("\n");
  return { transition, verilog, specification: body, ...how };
}
