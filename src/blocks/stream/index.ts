/** Blocks for ready-valid streams. */
export { streamBlocks } from "./catalogue.ts";
export { framed, Gearbox, PacketGearbox, type PacketGearboxOptions } from "./gearbox.ts";
