/**
 * How kernels are called: every one has the same parameters, so that a list of calls is data that any thread can work off. Invariant: the
 * first three parameters are addresses, the others numbers; what they mean is said at each kernel.
 */

/** Addresses of a call: a result and two sources. */
export const KERNEL_ADDRESSES = 3;

/** Addresses and numbers of a call. */
export const KERNEL_PARAMETERS = 9;

/** Bytes of a call in a list: the kernel's place in {@link KERNELS}, counted from 1, then its parameters. 0 ends a list. */
export const CALL_BYTES = 4 * (1 + KERNEL_PARAMETERS);

/** Set in an address that counts from the beginning of the calling thread's scratch memory; addresses are multiples of 4. */
export const IN_SCRATCH = 1;

/** All kernels that lists can call, in the order of the module's table. */
export const KERNELS = ["product", "norm", "rotary", "softmax", "swiglu", "sum", "surprise"] as const;

export type KernelName = (typeof KERNELS)[number];
