/** The page of the block library, made from the catalogue. */
import type { BlockEntry } from "../src/blocks/index.ts";
import { elaborate } from "../src/dsl/index.ts";
import { type DesignInterface, interfaceOf } from "../src/harness/index.ts";

/** Markdown; a section a block: parameters, the committed configuration's ports, and the command that writes it. */
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

function section({ name, title, doc, parameters, reference, referenceFolder, make }: BlockEntry): string[] {
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
    "Ports of the committed configuration:",
    "",
    ...portTable(interfaceOf(elaborate(make(reference)))),
    "",
    `[Committed output](../rtl-out/${referenceFolder}) of \`npx bitloom generate ${name}${given.join("")}\`.`,
  ];
}

function portTable({ clocks, ports }: DesignInterface): string[] {
  const clockRows = clocks.flatMap(({ clock, reset, resetKind, resetActive }) => [
    `| \`${clock}\` | input | 1 | Clock, rising edge. |`,
    ...(reset === undefined
      ? []
      : [
          `| \`${reset}\` | input | 1 | Reset, ${resetKind === "sync" ? "synchronous" : "asynchronous"}, active ${resetActive}. |`,
        ]),
  ]);
  const rows = ports.map(
    ({ name, direction, width, doc }) =>
      `| \`${name}\` | ${direction} | ${width} | ${cell(doc ?? streamWord(name))} |`,
  );
  return ["| port | direction | bits | meaning |", "|---|---|---|---|", ...clockRows, ...rows];
}

/** What the handshake signals of every stream mean. */
function streamWord(port: string): string {
  if (/_t?valid$/.test(port)) return "A word is offered; it stays until it is taken.";
  if (/_t?ready$/.test(port)) return "The word is taken in this cycle if it is valid.";
  if (/_t?data$/.test(port)) return "The word.";
  return "";
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
