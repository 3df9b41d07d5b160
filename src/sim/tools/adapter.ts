/** What a simulator has to offer: build the Verilog of a folder into a program that takes plusargs. */
import type { Testbench } from "./manifest.ts";

/** The simulators there are adapters for. */
export type ToolName = "icarus" | "verilator";

export interface BuildOptions {
  /** The program must be able to write a waveform (`+vcd=FILE`). */
  readonly waves: boolean;
  /** C++ compilers at a time, where there are any. */
  readonly jobs: number;
  readonly timeoutSeconds: number;
  readonly onOutput: ((text: string) => void) | undefined;
}

/** A program ready to run in the testbench's folder. */
export interface BuiltSimulation {
  readonly command: string;
  readonly parameters: readonly string[];
  /** 0 when an earlier build was taken. */
  readonly seconds: number;
  /** Name and version, for reports. */
  readonly simulator: string;
  /** What the tool said while it built: warnings. */
  readonly messages: string;
}

/** Errors: BL0401 to BL0403 no usable tool, BL0404 Verilog refused, BL0405 took too long. */
export type BuildSimulation = (
  directory: string,
  testbench: Testbench,
  options: BuildOptions,
) => Promise<BuiltSimulation>;
