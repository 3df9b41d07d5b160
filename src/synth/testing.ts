/** Small Verilog designs whose costs are known by hand, with the source comments that Bitloom writes. */
import { existsSync } from "node:fs";
import { BitloomError, type Diagnostic, locate } from "../diagnostics/index.ts";
import type { VerilogDesign } from "./source.ts";
import { LIBRARIES } from "./targets.ts";

export const NANGATE45 = LIBRARIES.nangate45();
export const OSU018 = LIBRARIES.osu018();

/** Why a library's tests cannot run here; undefined where they can. */
export const missing: Readonly<Record<"nangate45" | "osu018", string | undefined>> = {
  nangate45: existsSync(NANGATE45) ? undefined : `${NANGATE45} is not there; set BITLOOM_DATA`,
  osu018: existsSync(OSU018)
    ? undefined
    : `${OSU018} is not there; scripts/install-tools.sh synthesis installs it`,
};

/** One file `TOP.v` from lines. */
export const design = (top: string, ...lines: readonly string[]): VerilogDesign => ({
  top,
  files: [{ name: `${top}.v`, text: `${lines.join("\n")}\n` }],
});

/** A register of `bits` bits without reset. */
export const register = (bits: number): VerilogDesign =>
  design(
    "plain",
    `module plain (input wire clock, input wire [${bits - 1}:0] d, output wire [${bits - 1}:0] q);  // src/plain.ts:1:2`,
    `  reg [${bits - 1}:0] held;  // src/plain.ts:3:4`,
    "  always @(posedge clock) begin  // src/plain.ts:5:6",
    "    held <= d;",
    "  end",
    "  assign q = held;",
    "endmodule",
  );

/** What the work ends with, and where its parties are. */
export async function refusal(
  work: () => Promise<unknown>,
): Promise<(Diagnostic & { readonly places: unknown[] }) | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const [first] = error instanceof BitloomError ? error.diagnostics : [];
    if (first === undefined) throw error;
    return { ...first, places: first.parties.map(({ site }) => site && locate(site)) };
  }
}
