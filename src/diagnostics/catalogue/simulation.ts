/** BL042x to BL044x: the in-process simulator, its clocks, tasks and typed handles. */
import { entry } from "./entry.ts";

export const simulationEntries = {
  BL0420: entry<{ lane: number; lanes: number }>({
    kind: "usage",
    severity: "error",
    title: "Stimulus lane that is not there",
    message: (d) => `Lane ${d.lane} was asked for; the simulation has ${d.lanes}, counted from 0.`,
    help: () => "Give the number of lanes when the simulation is made: `simulate(dut, { lanes: 16 })`.",
    page: `A simulation runs one or more lanes: independent copies of the state under the same clock. Peeks and pokes take the
number of a lane; without one a peek reads lane 0 and a poke drives all lanes.`,
  }),
  BL0421: entry<{ name: string; kind: string }>({
    kind: "usage",
    severity: "error",
    title: "Poke of a value that logic drives",
    message: (d) => `\`${d.name}\` is a ${d.kind}: its value follows from others and cannot be poked.`,
    help: () => "Poke the inputs, resets or registers that it follows from.",
    page: `A poke puts a value where the design keeps one: an input port, a reset, a register, a word of a memory. Outputs,
wires and named expressions are computed, so a value poked there would be gone at the next settling.`,
  }),
  BL0422: entry<{ name: string; address: number; depth: number }>({
    kind: "usage",
    severity: "error",
    title: "Address outside a memory",
    message: (d) => `\`${d.name}\` has ${d.depth} words; address ${d.address} is none of them.`,
    help: (d) => `Give a whole number from 0 to ${d.depth - 1}.`,
    page: "Words of a memory are read and written from a test by their address, which counts from 0.",
  }),
  BL0423: entry<{ module: string }>({
    kind: "usage",
    severity: "error",
    title: "Fork of a simulation with a black box",
    message: (d) =>
      `The simulation cannot be forked: the model of the black box \`${d.module}\` keeps state of its own.`,
    help: () => "Make two simulations from the start, or simulate the design without the black box.",
    page: `A fork copies the state of registers and memories. The TypeScript model of a black box is an object of the test; how
to copy it is not known here. Saving and restoring has the same limit: the model is not part of a snapshot.`,
  }),
} as const;
