/** Plain text tables: a header row with units, numbers right-aligned. */

export interface Column<Row> {
  /** With its unit: "SQNR (dB)". */
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly align?: "left" | "right";
}

/** One line a row, columns two spaces apart. */
export function textTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [columns.map((c) => c.title), ...rows.map((row) => columns.map((c) => c.text(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => (line[i] ?? "").length)));
  const render = (line: readonly string[]): string =>
    columns
      .map((c, i) => {
        const text = line[i] ?? "";
        const width = widths[i] ?? 0;
        return (c.align ?? "right") === "left" ? text.padEnd(width) : text.padStart(width);
      })
      .join("  ")
      .trimEnd();
  const [header, ...body] = cells;
  return [render(header ?? []), widths.map((w) => "-".repeat(w)).join("  "), ...body.map(render)].join("\n");
}
