/** Waves in a terminal: pages of as many cycles as fit the width, or an overview; colours only where asked for. */
import pc from "picocolors";
import { cellWidth, drawOverview, type Wave } from "../sim/index.ts";

/** Characters a cycle; longer values are cut where they hold for one cycle only. */
const WIDEST_CELL = 12;

export interface DrawOptions {
  /** Characters of a line. */
  readonly width: number;
  /** Characters a cycle, 2 or more; below 1, columns a cycle: 0.1 is ten cycles a character. */
  readonly zoom: number | undefined;
  readonly color: boolean;
  /** Only what fits one page. */
  readonly onePage: boolean;
}

export interface DrawnWaves {
  readonly text: string;
  /** Cycle after the last one drawn. */
  readonly end: number;
}

/** Pages are separated by an empty line. */
export function drawWaves(wave: Wave, { width, zoom, color, onePage }: DrawOptions): DrawnWaves {
  const margin = Math.max("cycle".length, ...wave.signals.map(({ name }) => name.length)) + 2;
  const room = Math.max(10, width - margin);
  const pages: string[] = [];
  let end = wave.from;
  do {
    const isOverview = zoom !== undefined && zoom < 1;
    const page = isOverview
      ? wave.slice(end, Math.min(wave.to, end + Math.floor(room / zoom)))
      : fittingPage(wave, end, room, zoom);
    pages.push(isOverview ? drawOverview(page, Math.round(1 / zoom), wave.options) : page.toString());
    end = page.to;
  } while (end < wave.to && !onePage);
  const text = pages.map((page) => (color ? coloured(page, margin) : page)).join("\n\n");
  return { text, end };
}

/** From `from` as many cycles as fit, a cycle as narrow as its values allow. */
function fittingPage(wave: Wave, from: number, room: number, zoom: number | undefined): Wave {
  const page = (cell: number): Wave => {
    const cycles = Math.max(1, Math.floor(room / cell));
    return wave.slice(from, Math.min(wave.to, from + cycles)).with({ cell });
  };
  if (zoom !== undefined) return page(Math.floor(zoom));
  for (let cell = 2; cell < WIDEST_CELL; cell++) {
    const candidate = page(cell);
    if (cellWidth(candidate, candidate.options) <= cell) return candidate;
  }
  return page(WIDEST_CELL);
}

function coloured(page: string, margin: number): string {
  const [ruler = "", ...lines] = page.split("\n");
  const body = (text: string): string =>
    text.replace(/x+|-{2,}|#+|\|/g, (part) =>
      part.startsWith("x")
        ? pc.red(part)
        : part.startsWith("-")
          ? pc.green(part)
          : part === "|"
            ? pc.dim(part)
            : pc.yellow(part),
    );
  return [
    pc.dim(ruler),
    ...lines.map((line) => `${pc.bold(line.slice(0, margin))}${body(line.slice(margin))}`),
  ].join("\n");
}
