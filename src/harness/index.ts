/** Proving a design against expectations: Verilog and testbench written, simulated, judged; and mutants of the Verilog. */
export {
  type CheckOptions,
  checkVerilog,
  checkWithSimulator,
  type DesignPlan,
  type TestbenchPlan,
  testbenchFiles,
  writeFiles,
} from "./check.ts";
export { type DesignInterface, interfaceOf } from "./interface.ts";
export { type Mutant, mutantKey, mutants } from "./mutation/mutate.ts";
export {
  judgeMutants,
  type MutationVerdict,
  type Reason,
  readReasons,
  sampleMutants,
} from "./mutation/reasons.ts";
export {
  type Bench,
  type MutantOutcome,
  type MutantResult,
  type MutationOptions,
  runMutants,
} from "./mutation/run.ts";
export { type RecordOptions, recordTestbench } from "./record.ts";
