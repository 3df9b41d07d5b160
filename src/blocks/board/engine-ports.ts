/**
 * What a bridge sees of an engine: a slave of AXI4-Lite, three streams in, one out. Invariant: the bridge's side is the mirror of
 * the engine's, signal by signal, so joining them costs nothing.
 */
import { bit, group, type Inside, input, output, uint } from "../../dsl/index.ts";
import { requireParameter, requireWhole } from "../parameters.ts";

/** Widths of an engine's ports. */
export interface EnginePorts {
  /** Of AXI4-Lite addresses, 3 to 15. */
  readonly addressBits: number;
  /** Of the streams, whole bytes. */
  readonly weightBits: number;
  readonly activationBits: number;
  readonly scaleBits: number;
  readonly resultBits: number;
}

export function requireEnginePorts(ports: EnginePorts): void {
  const block = "HostBridge";
  requireWhole(block, "addressBits", ports.addressBits, 3, 15);
  for (const name of ["weightBits", "activationBits", "scaleBits", "resultBits"] as const) {
    const found = ports[name];
    const holds = Number.isInteger(found) && found >= 8 && found <= 1024 && found % 8 === 0;
    requireParameter(block, name, found, "a multiple of 8 from 8 to 1024", holds);
  }
}

/** The master's side of AXI4-Lite with 32 data bits. */
export const axiLiteMasterPort = (addressBits: number) =>
  group({
    awaddr: output(uint(addressBits)),
    awvalid: output(bit),
    awready: input(bit),
    wdata: output(uint(32)),
    wstrb: output(uint(4)),
    wvalid: output(bit),
    wready: input(bit),
    bresp: input(uint(2)),
    bvalid: input(bit),
    bready: output(bit),
    araddr: output(uint(addressBits)),
    arvalid: output(bit),
    arready: input(bit),
    rdata: input(uint(32)),
    rresp: input(uint(2)),
    rvalid: input(bit),
    rready: output(bit),
  });

/** A stream to the engine. */
export const streamOut = (width: number) =>
  group({ tdata: output(uint(width)), tvalid: output(bit), tready: input(bit) });

/** The engine's results: `tkeep` a bit a byte, low bytes first. */
export const resultsIn = (width: number) =>
  group({
    tdata: input(uint(width)),
    tkeep: input(uint(width / 8)),
    tvalid: input(bit),
    tready: output(bit),
  });

export const bridgeEnginePorts = (ports: EnginePorts) => ({
  m_axi: axiLiteMasterPort(ports.addressBits),
  weights: streamOut(ports.weightBits),
  activations: streamOut(ports.activationBits),
  scales: streamOut(ports.scaleBits),
  results: resultsIn(ports.resultBits),
});

/** The same from inside the bridge. */
export type BridgeEngineSide = Inside<ReturnType<typeof bridgeEnginePorts>>;
