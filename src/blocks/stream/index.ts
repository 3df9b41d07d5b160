/** Blocks for ready-valid streams. */
export { framed, Gearbox, PacketGearbox, type PacketGearboxOptions } from "./gearbox.ts";
