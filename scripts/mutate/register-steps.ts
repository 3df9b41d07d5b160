/** Steps of a register script of the FineQ engine. */
import { fineqRegisters, registerAccessors } from "../../src/blocks/index.ts";
import type { ScriptStep } from "../../src/gen/index.ts";

export const registers = registerAccessors(fineqRegisters);
export const write = (register: { readonly address: number }, data: number): ScriptStep => ({
  kind: "write",
  address: BigInt(register.address),
  data: BigInt(data),
});
export const read = (register: { readonly address: number }, expected: number): ScriptStep => ({
  kind: "read",
  address: BigInt(register.address),
  expected: BigInt(expected),
});
const done = registers.status.encode({ done: 1 });
export const clearErrors = [
  write(registers.errors, registers.errors.encode({ overflow: 1, bad_scale: 1, bad_job: 1 })),
  read(registers.errors, 0),
];
/** After a job: the errors' flags go alone, then the job's end. */
export const clearFlags = [
  ...clearErrors,
  read(registers.status, done),
  write(registers.status, done),
  read(registers.status, 0),
];
