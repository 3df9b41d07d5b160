/**
 * nextpnr-ice40 with icepack: installed programs, or the npm package `@yowasp/nextpnr-ice40`, which has both. Invariant: the two come from one
 * place, so that the one reads what the other wrote.
 */
import { fail } from "../diagnostics/index.ts";
import { packagedCommand, packagedTool } from "./packaged.ts";
import { findTool, requireTool } from "./tools.ts";

export type NextpnrKind = "installed" | "packaged";

/** A program and its first parameters. */
export type CommandStart = readonly [string, ...string[]];

export interface Nextpnr {
  /** For reports. */
  readonly name: string;
  readonly version: string;
  readonly place: CommandStart;
  readonly pack: CommandStart;
}

const PACKAGE = "@yowasp/nextpnr-ice40";

/** The installed one unless it is not there. Errors: BL0401 the one asked for is missing, or both are; BL0402 and BL0403 as `requireTool`. */
export async function findNextpnr(kind: NextpnrKind | undefined): Promise<Nextpnr> {
  const tool = kind === "packaged" ? undefined : await findTool("nextpnr-ice40");
  if (tool !== undefined) {
    return { name: tool.title, version: tool.version, place: ["nextpnr-ice40"], pack: ["icepack"] };
  }
  const packaged = kind === "installed" ? undefined : packagedTool(PACKAGE);
  if (packaged !== undefined) {
    return {
      name: `nextpnr-ice40 (${PACKAGE})`,
      version: packaged.version,
      place: packagedCommand(packaged, "runNextpnrIce40"),
      pack: packagedCommand(packaged, "runIcepack"),
    };
  }
  if (kind !== "packaged") await requireTool("nextpnr-ice40");
  return fail("BL0401", { tool: PACKAGE, install: `npm install ${PACKAGE}` });
}
