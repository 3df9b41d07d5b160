/** A serial line to an engine: UART, host bridge, and what a board holds. */
export { type BoardParameters, FineqBoard } from "./board.ts";
export { boardBlocks } from "./catalogue.ts";
export { type BridgeParameters, HostBridge } from "./host-bridge.ts";
export { UartReceiver } from "./uart-receiver.ts";
export { UartTransmitter } from "./uart-transmitter.ts";
