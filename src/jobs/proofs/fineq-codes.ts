/** FineQ's weights in Verilog, by tables from the golden codec. Invariant: every weight and excess is the codec's. */
import { decodeCluster, type FineqIndex, fineqTileExcess } from "../../golden/index.ts";

/** Bits of a weight in the table, two's complement. */
export const WEIGHT_BITS = 3;

const CLUSTER_WEIGHTS = 3;

/**
 * A Verilog function `NAME({index, cluster})`: three weights, the first in the low bits, and above them what they add to the sum of a tile besides
 * the dot product, `excessBits` bits (see fineqTileExcess).
 */
export function clusterFunction(name: string, activationBits: number, excessBits: number): string {
  const weightsBits = CLUSTER_WEIGHTS * WEIGHT_BITS;
  const rows = Array.from({ length: 256 }, (_, code) => {
    const weights = decodeCluster((code >> 6) as FineqIndex, code & 63);
    const fields = weights.reduce((sum, w, k) => sum | ((w & 7) << (WEIGHT_BITS * k)), 0);
    const row = fields + fineqTileExcess(weights, activationBits) * 2 ** weightsBits;
    return `    8'd${code}: ${name} = ${weightsBits + excessBits}'d${row};`;
  });
  return [
    `function [${weightsBits + excessBits - 1}:0] ${name}(input [7:0] code);`,
    "  case (code)",
    ...rows,
    "  endcase",
    "endfunction",
  ].join("\n");
}

/** {index, cluster} of a cluster of raw pairs in a signal, the pair's even cluster first. */
export function clusterCode(signal: string, cluster: number): string {
  const from = 14 * (cluster >> 1);
  const data = from + 6 * (cluster & 1);
  return `{${signal}[${from + 13}:${from + 12}], ${signal}[${data + 5}:${data}]}`;
}

/** Condition that a cluster of raw pairs has a magnitude above 1: bit 1 of a 3-bit field's magnitude (docs/formats.md). */
export function outlierCluster(signal: string, cluster: number): string {
  const from = 14 * (cluster >> 1);
  const data = from + 6 * (cluster & 1);
  return `(${signal}[${from + 13}:${from + 12}] != 0 && (${signal}[${data + 1}] || ${signal}[${data + 4}]))`;
}
