/** The report of a board's design as data and as text. */
import type { SynthesisReport } from "../../synth/index.ts";
import { synthesisText } from "../synth/report-text.ts";

export interface BoardReport {
  readonly format: "bitloom-board";
  readonly version: 1;
  readonly board: string;
  /** What the identity is the CRC-32 of. */
  readonly design: string;
  readonly identity: string;
  readonly top: string;
  readonly rows: number;
  readonly columns: number;
  readonly coding: string;
  readonly accumulatorBits: number;
  /** MHz. */
  readonly clock: number;
  /** Bits a second. */
  readonly baud: number;
  /** Clock cycles a bit. */
  readonly divisor: number;
  /** With place and route. */
  readonly synthesis?: SynthesisReport;
}

export function boardText(report: BoardReport): string {
  const { board, rows, columns, coding, accumulatorBits, clock, baud, identity } = report;
  const lines = [
    `${board}: FineQ engine of ${rows} x ${columns}, ${coding} coding, ${accumulatorBits}-bit sums, at ${clock} MHz.`,
    `Serial line: ${baud} bits a second, 8N1. Identity ${identity}.`,
  ];
  return report.synthesis === undefined
    ? lines.join("\n")
    : [...lines, "", synthesisText(report.synthesis, "text")].join("\n");
}
