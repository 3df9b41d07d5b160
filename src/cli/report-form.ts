/** Reports in two forms, plain text and Markdown. Invariant: both have the same titles, tables and cells. */
import { type Column, textTable } from "./table.ts";

export type ReportForm = "text" | "md";

export interface Parts {
  readonly title: (text: string) => string;
  readonly heading: (text: string) => string;
  readonly table: <Row>(columns: readonly Column<Row>[], rows: readonly Row[]) => string;
}

const textParts: Parts = {
  title: (text) => text,
  heading: (text) => text,
  table: textTable,
};

const markdownParts: Parts = {
  title: (text) => `# ${text}`,
  heading: (text) => `## ${text}`,
  table: (columns, rows) => {
    // Leading blanks would be lost, and with them the tree.
    const cell = (text: string) =>
      text.replace(/^ +/, (blanks) => "&nbsp;".repeat(blanks.length)).replaceAll("|", "\\|");
    const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
    return [
      line(columns.map(({ title }) => title)),
      `|${columns.map(({ align }) => (align === "left" ? " --- " : " ---: ")).join("|")}|`,
      ...rows.map((row) => line(columns.map(({ text }) => text(row)))),
    ].join("\n");
  },
};

export const partsOf = (form: ReportForm): Parts => (form === "text" ? textParts : markdownParts);
