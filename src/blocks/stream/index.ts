/** Blocks for ready-valid streams. */
export { Arbiter, type ArbiterOptions } from "./arbiter.ts";
export { AsyncFifo, type AsyncFifoOptions } from "./async-fifo.ts";
export { streamBlocks } from "./catalogue.ts";
export { Fifo } from "./fifo.ts";
export { framed, Gearbox, PacketGearbox, type PacketGearboxOptions } from "./gearbox.ts";
export { RegisterSlice, SkidBuffer } from "./slices.ts";
