/** The page of the block library, made from the catalogue. */
import type { BlockEntry } from "../src/blocks/index.ts";

/** Markdown; a section a block, with its parameters and the command that writes the committed configuration. */
export function blockReference(blocks: readonly BlockEntry[]): string {
  const head = [
    "# Blocks",
    "",
    "Made from the catalogue by `npm run reference`. `npx bitloom generate BLOCK --param NAME=VALUE` writes a block's Verilog.",
    "",
    ...blocks.map(({ name, title }) => `- [${name}](#${name}): ${title}`),
  ];
  return `${[...head, ...blocks.flatMap(section)].join("\n")}\n`;
}

function section({ name, title, doc, parameters, reference }: BlockEntry): string[] {
  const rows = Object.entries(parameters).map(
    ([parameter, { doc: meaning, allowed, default: usual }]) =>
      `| \`${parameter}\` | ${cell(meaning)} | ${cell(allowed)} | ${usual} |`,
  );
  const table = ["| parameter | meaning | allowed | default |", "|---|---|---|---|", ...rows];
  const given = Object.entries(reference).map(([parameter, value]) => ` --param ${parameter}=${value}`);
  return [
    "",
    `## ${name}`,
    "",
    `${title}. ${doc.replaceAll("\n", " ")}`,
    ...(rows.length > 0 ? ["", ...table] : []),
    "",
    `[Committed output](../rtl-out/${name}) of \`npx bitloom generate ${name}${given.join("")}\`.`,
  ];
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
