/** Blocks and their parameters as they are named on the command line. */
import { type BlockEntry, blockCatalogue } from "../blocks/index.ts";
import { fail } from "../diagnostics/index.ts";

/** The name of a block, as the command line takes it. */
export const BLOCK_ARGUMENT = {
  type: "string",
  demandOption: true,
  describe: "Name of a block, see `bitloom blocks`",
} as const;

/** Its parameters. */
export const PARAMETER_OPTION = {
  type: "string",
  array: true,
  default: [] as string[],
  describe: "Parameter as NAME=VALUE (may be repeated)",
} as const;

/** The catalogue entry called `name`; BL0603 lists what there is. */
export function findBlock(name: string): BlockEntry {
  const known = blockCatalogue.map((block) => block.name).join(", ");
  return blockCatalogue.find((block) => block.name === name) ?? fail("BL0603", { block: name, known });
}

/** `k=v` texts to a record; BL0604 for one without `=` or a name given twice. */
export function parseParameters(given: readonly string[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const text of given) {
    const at = text.indexOf("=");
    const name = text.slice(0, at);
    if (at < 1 || Object.hasOwn(parameters, name)) {
      fail("BL0604", { argument: "--param", found: text, allowed: "NAME=VALUE, each name once" });
    }
    parameters[name] = text.slice(at + 1);
  }
  return parameters;
}
