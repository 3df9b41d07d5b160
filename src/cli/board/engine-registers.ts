/** The engine's register addresses as the host takes them, from the one table that hardware and documents are made of. */
import { fineqRegisters, registerAccessors } from "../../blocks/index.ts";
import type { EngineRegisters } from "../../host/index.ts";

const registers = registerAccessors(fineqRegisters);

export const engineRegisters: EngineRegisters = {
  m: registers.m.address,
  k: registers.k.address,
  n: registers.n.address,
  control: registers.control.address,
  status: registers.status.address,
  errors: registers.errors.address,
  counters: {
    cycles: registers.cycles.address,
    steps: registers.steps.address,
    weightStalls: registers.weight_stalls.address,
    activationStalls: registers.activation_stalls.address,
    resultStalls: registers.result_stalls.address,
    tiles: registers.tiles.address,
  },
};
