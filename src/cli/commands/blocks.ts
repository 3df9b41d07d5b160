/** `bitloom blocks`: the catalogue of blocks with their parameters. */
import type { CommandModule } from "yargs";
import { type BlockEntry, blockCatalogue } from "../../blocks/index.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { findBlock } from "../parameters.ts";
import { textTable } from "../table.ts";

interface BlocksOptions extends CommonOptions {
  readonly block: string | undefined;
}

export const blocksCommand: CommandModule<CommonOptions, BlocksOptions> = {
  command: "blocks [block]",
  describe: "List the blocks, or show one with its parameters",
  builder: (yargs) =>
    yargs
      .positional("block", { type: "string", describe: "Name of a block" })
      .example("$0 blocks", "The whole catalogue")
      .example("$0 blocks fineq-engine", "Parameters, ranges and defaults of one block"),
  handler: (options) =>
    conclude(options, () => {
      const chosen = options.block === undefined ? blockCatalogue : [findBlock(options.block)];
      if (options.json) printJson({ blocks: chosen.map(describeBlock) });
      else if (options.block === undefined) printCatalogue(chosen);
      else for (const block of chosen) printBlock(block);
      return EXIT.good;
    }),
};

function describeBlock(block: BlockEntry): object {
  const parameters = Object.entries(block.parameters).map(([name, p]) => ({
    name,
    doc: p.doc,
    type: p.type,
    default: p.default,
    allowed: p.allowed,
  }));
  return { name: block.name, title: block.title, doc: block.doc, parameters };
}

function printCatalogue(blocks: readonly BlockEntry[]): void {
  printLine(
    textTable(
      [
        { title: "block", text: (b: BlockEntry) => b.name, align: "left" },
        { title: "what it is", text: (b) => b.title, align: "left" },
        {
          title: "parameters (defaults)",
          text: (b) =>
            Object.entries(b.parameters)
              .map(([name, p]) => `${name}=${p.default}`)
              .join(" "),
          align: "left",
        },
      ],
      blocks,
    ),
  );
  printLine();
  printLine(
    "`bitloom blocks BLOCK` explains one, `bitloom generate BLOCK --param NAME=VALUE` writes its Verilog.",
  );
}

function printBlock(block: BlockEntry): void {
  printLine(`${block.name}: ${block.title}`);
  printLine();
  printLine(block.doc);
  printLine();
  printLine(
    textTable(
      [
        {
          title: "parameter",
          text: ([name]: [string, BlockEntry["parameters"][string]]) => name,
          align: "left",
        },
        { title: "default", text: ([, p]) => String(p.default), align: "left" },
        { title: "allowed", text: ([, p]) => p.allowed, align: "left" },
        { title: "meaning", text: ([, p]) => p.doc, align: "left" },
      ],
      Object.entries(block.parameters),
    ),
  );
}
