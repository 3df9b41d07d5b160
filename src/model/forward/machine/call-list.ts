/** A task: kernels to be called one after the other by one thread. Invariant: whole calls, with every parameter of a kernel. */
import { IN_SCRATCH, KERNEL_PARAMETERS, KERNELS, type KernelName } from "../kernels/index.ts";

export class CallList {
  /** As the kernels' `work` reads them, without the 0 at the end. */
  readonly words: number[] = [];

  /** Appends a call; parameters that are left out are 0. */
  call(kernel: KernelName, ...parameters: readonly number[]): void {
    this.words.push(KERNELS.indexOf(kernel) + 1, ...parameters);
    for (let missing = parameters.length; missing < KERNEL_PARAMETERS; missing++) this.words.push(0);
  }
}

/** Places in the scratch memory of whichever thread runs a task, one after the other. */
export class Scratch {
  /** Bytes handed out so far. */
  bytes = 0;

  /** The address, for call lists, of room for `floats` numbers, a multiple of 4. */
  allocate(floats: number): number {
    const address = this.bytes | IN_SCRATCH;
    this.bytes += 4 * Math.ceil(floats / 4) * 4;
    return address;
  }
}

/** The bits of a float32, as kernels take one for a parameter. */
export function floatBits(value: number): number {
  const words = new Int32Array(Float32Array.of(value).buffer);
  return words[0] as number;
}
