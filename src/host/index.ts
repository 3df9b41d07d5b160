/** A computer's side of a board: a serial port, the bridge's protocol, and FineQ jobs compared with the golden model. */
export { Connection, type ConnectionOptions, type LineCounts } from "./connection.ts";
export { type EngineRegisters, type HostJobOptions, type HostJobReport, runHostJob } from "./job.ts";
export { BRIDGE, crc16, encodeFrame, type Frame, FrameDecoder, type Stream } from "./protocol.ts";
export { openSerialPort, type SerialPortOptions } from "./serial-port.ts";
export type { Transport } from "./transport.ts";
