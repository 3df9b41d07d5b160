/** The WebAssembly kernels of the forward pass, and how lists of calls of them are laid out in memory. */
import { wasmModule } from "./assembler.ts";
import { KERNELS } from "./calls.ts";
import {
  normKernel,
  rotaryKernel,
  softmaxKernel,
  sumKernel,
  surpriseKernel,
  swigluKernel,
} from "./elementwise.ts";
import { productKernel } from "./product.ts";
import { taskFunction, workFunction } from "./work.ts";

export {
  CALL_BYTES,
  IN_SCRATCH,
  KERNEL_ADDRESSES,
  KERNEL_PARAMETERS,
  KERNELS,
  type KernelName,
} from "./calls.ts";
export { SURPRISE_BYTES } from "./elementwise.ts";
export { JOB, JOB_BYTES } from "./work.ts";

export const PAGE_BYTES = 65_536;
/** 4 GiB, all that addresses of 32 bits reach. */
export const MOST_PAGES = 65_536;

/** The module: it imports host.memory, and exports every kernel, `work` and `task`. */
export function kernelModule(): Uint8Array<ArrayBuffer> {
  const kernels = [
    productKernel(),
    normKernel(),
    rotaryKernel(),
    softmaxKernel(),
    swigluKernel(),
    sumKernel(),
    surpriseKernel(),
  ];
  const inOrder = KERNELS.flatMap((name) => kernels.filter((one) => one.name === name));
  return wasmModule(inOrder, [workFunction(), taskFunction()], MOST_PAGES);
}
