/** The serial blocks and the boards' designs as the command line offers them. */
import { type BlockEntry, blockEntry, integerParameter } from "../catalogue-entry.ts";
import { DEFAULT_FAMILIES } from "../fineq/index.ts";
import { FineqBoard } from "./board.ts";
import { HostBridge } from "./host-bridge.ts";
import { UartReceiver } from "./uart-receiver.ts";
import { UartTransmitter } from "./uart-transmitter.ts";

const divisor = integerParameter({
  doc: "clock cycles a bit of the line",
  default: 12,
  min: 4,
  max: 65535,
});
const width = (doc: string, usual: number) =>
  integerParameter({ doc: `${doc}, a multiple of 8`, default: usual, min: 8, max: 1024 });
const size = (doc: string) => integerParameter({ doc, default: 2, min: 1, max: 128 });
const bufferBytes = integerParameter({
  doc: "bytes that each buffer holds, a power of two",
  default: 512,
  min: 64,
  max: 32768,
});
const identity = integerParameter({
  doc: "what the host asks for to know the design",
  default: 0,
  min: 0,
  max: 2 ** 32 - 1,
});

export const boardBlocks: readonly BlockEntry[] = [
  blockEntry({
    name: "uart-receiver",
    title: "Serial receiver",
    doc: "8 data bits, no parity, one stop bit; every bit sampled in its middle, a missing stop bit told apart from a byte.",
    parameters: { divisor },
    make: (given) => UartReceiver(given.divisor),
  }),
  blockEntry({
    name: "uart-transmitter",
    title: "Serial transmitter",
    doc: "8 data bits, no parity, one stop bit; a byte every 10 * divisor + 1 cycles.",
    parameters: { divisor },
    make: (given) => UartTransmitter(given.divisor),
  }),
  blockEntry({
    name: "host-bridge",
    title: "Host bridge",
    doc: "A serial line to an engine's AXI4-Lite registers and AXI4-Streams: frames with CRC and sequence numbers, buffers with flow control, every request carried out once. Protocol: docs/boards.md.",
    parameters: {
      divisor,
      addressBits: integerParameter({ doc: "of the engine's registers", default: 6, min: 3, max: 15 }),
      weightBits: width("bits of the weight stream", 8),
      activationBits: width("bits of the activation stream", 8),
      scaleBits: width("bits of the scale stream", 16),
      resultBits: width("bits of the result stream", 64),
      bufferBytes,
      identity,
    },
    reference: { weightBits: "16", resultBits: "64" },
    make: (given) => HostBridge(given),
  }),
  blockEntry({
    name: "fineq-board",
    title: "FineQ engine behind a serial line",
    doc: "What the FPGA boards hold: a small FineQ engine, the host bridge and signals for LEDs; `bitloom board` puts it on an iCEBreaker or an HX8K breakout board.",
    parameters: {
      rows: size("rows of the array"),
      cols: size("columns of the array"),
      accumulatorBits: integerParameter({ doc: "bits of a sum", default: 20, min: 11, max: 48 }),
      divisor,
      bufferBytes,
      identity,
    },
    make: ({ rows, cols, accumulatorBits, ...bridge }) =>
      FineqBoard({
        ...bridge,
        engine: {
          rows,
          columns: cols,
          family: DEFAULT_FAMILIES.fpga.family,
          accumulatorBits,
          bus: 8,
          activationBus: 8,
          lanes: 1,
        },
      }),
  }),
];
