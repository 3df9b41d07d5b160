/** Kernels over one shared memory, and the threads that work in it. */
import { availableParallelism } from "node:os";
import { Machine } from "./machine.ts";

export { CallList, floatBits, Scratch } from "./call-list.ts";
export { Machine, type MachineOptions } from "./machine.ts";
export { padded, paddedSize, placeMatrix, readMatrix } from "./matrices.ts";

/** Beyond this the memory's bandwidth, not the threads, is what there is too little of. */
const MOST_THREADS = 16;

let threads = Math.min(MOST_THREADS, availableParallelism());
let machine: Machine | undefined;

/** The machine that everything in this process shares; its memory belongs to whoever called `begin` last. */
export function sharedMachine(): Machine {
  // A lost thread is not replaced: what kept it from its work may do so again.
  if (machine?.isLost === true) threads = 1;
  if (machine === undefined || machine.isLost) machine = new Machine({ threads });
  return machine;
}

/**
 * Sets on how many threads the forward pass runs from now on, the caller's included; as many as there are processors, at most 16, when it was
 * never called. Results are the same bits for any number.
 */
export function useThreads(count: number): void {
  machine?.stop();
  machine = undefined;
  threads = count;
}
