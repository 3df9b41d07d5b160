/**
 * Line breaking for expressions: a document is text with places where it may break, and rendering picks the breaks.
 * Invariant: a document that fits between its start column and the line width is rendered on one line.
 */

/** Columns a line of Verilog may take (our design choice: what fits two files side by side on a desk). */
export const lineWidth = 120;

export type Doc =
  | string
  | readonly Doc[]
  /** Breaks at every `line` of its own when it does not fit. */
  | { readonly kind: "group"; readonly content: Doc }
  /** A blank, or a line break when the enclosing group breaks. `soft`: nothing instead of a blank. */
  | { readonly kind: "line"; readonly soft: boolean }
  /** Breaks inside are followed by this many more columns of indentation. */
  | { readonly kind: "nest"; readonly by: number; readonly content: Doc }
  /** Items separated by a comma; as many on a line as fit. */
  | { readonly kind: "fill"; readonly items: readonly Doc[] };

export const line: Doc = { kind: "line", soft: false };
export const softLine: Doc = { kind: "line", soft: true };
export const group = (...content: readonly Doc[]): Doc => ({ kind: "group", content });
export const nest = (...content: readonly Doc[]): Doc => ({ kind: "nest", by: 4, content });
export const fill = (items: readonly Doc[]): Doc => ({ kind: "fill", items });

/** Text of the document when its first character stands at `column` of a line indented by `indent` columns. */
export function render(doc: Doc, column: number, indent: number): string {
  const printer = new Printer(column);
  printer.print(doc, indent, flatWidth(doc) + column > lineWidth);
  return printer.text;
}

/** Columns the document takes without any break. */
export function flatWidth(doc: Doc): number {
  if (typeof doc === "string") return doc.length;
  if (isList(doc)) return doc.reduce<number>((sum, part) => sum + flatWidth(part), 0);
  switch (doc.kind) {
    case "line":
      return doc.soft ? 0 : 1;
    case "fill":
      return doc.items.reduce<number>((sum, item) => sum + flatWidth(item) + 2, -2);
    default:
      return flatWidth(doc.content);
  }
}

const isList = (doc: Doc): doc is readonly Doc[] => Array.isArray(doc);

class Printer {
  text = "";
  private column: number;

  constructor(column: number) {
    this.column = column;
  }

  print(doc: Doc, indent: number, broken: boolean): void {
    if (typeof doc === "string") {
      this.text += doc;
      this.column += doc.length;
    } else if (isList(doc)) {
      for (const part of doc) this.print(part, indent, broken);
    } else if (doc.kind === "group") {
      this.print(doc.content, indent, this.column + flatWidth(doc.content) > lineWidth);
    } else if (doc.kind === "nest") {
      this.print(doc.content, indent + doc.by, broken);
    } else if (doc.kind === "line") {
      if (broken) this.newLine(indent);
      else if (!doc.soft) this.print(" ", indent, false);
    } else {
      this.printFill(doc.items, indent);
    }
  }

  private printFill(items: readonly Doc[], indent: number): void {
    items.forEach((item, i) => {
      const room = flatWidth(item) + 2;
      if (i > 0) {
        this.print(",", indent, false);
        if (this.column + room > lineWidth) this.newLine(indent);
        else this.print(" ", indent, false);
      }
      this.print(item, indent, this.column + room > lineWidth);
    });
  }

  private newLine(indent: number): void {
    this.text += `\n${" ".repeat(indent)}`;
    this.column = indent;
  }
}
