/** Markdown as the documents write it: tables, numbers, lists in words. Invariant: equal numbers give equal text on every machine. */

/** One line a row under a header. Columns of numbers, also with something after them, stand to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const isNumeric = (column: number): boolean => rows.every((row) => /^([-+]?\d|$)/.test(row[column] ?? ""));
  return [
    line(header),
    line(header.map((_, column) => (isNumeric(column) ? "---:" : "---"))),
    ...rows.map(line),
  ];
}

/** A number with fixed digits; minus signs stay, minus zero does not. */
export const fixed = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? (0).toFixed(digits) : text;
};

export const nats = (value: number): string => fixed(value, 4);
export const percent = (share: number): string => `${fixed(100 * share, 1)} %`;
export const signed = (value: number): string => `${value > 0 ? "+" : ""}${nats(value)}`;
export const count = (value: number): string => value.toLocaleString("en-US");

/** "a", "a and b", "a, b and c". */
export const listed = (words: readonly (string | number)[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** "layer 3", "layers 3 and 4". */
export const layersNamed = (layers: readonly number[]): string =>
  `layer${layers.length === 1 ? "" : "s"} ${listed(layers)}`;

/** The text in lines of at most `width` characters, broken at spaces. */
export function wrapped(text: string, width = 130): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
