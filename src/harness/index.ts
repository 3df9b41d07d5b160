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
