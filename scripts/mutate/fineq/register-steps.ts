/** Steps of a register script of the FineQ engine. */
import { fineqRegisters, registerAccessors } from "../../../src/blocks/index.ts";
import { read, write } from "../bench.ts";

export const registers = registerAccessors(fineqRegisters);
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
