/**
 * Many cycles in one character: where in a long run something happens. A bit that stays is `_` or `-`, a value that stays
 * is a space after its text, and `#` marks a column in which it changes more than once or comes to an end.
 */
import { type CycleRange, forRuns, type WaveOptions, type WaveSignal } from "./track.ts";
import { valueText, type WaveBits } from "./value.ts";

/** Lines as `drawWave` makes them, `perColumn` cycles (2 or more) a character. */
export function drawOverview(
  wave: CycleRange & { readonly signals: readonly WaveSignal[] },
  perColumn: number,
  options: WaveOptions = {},
): string {
  const columns = Math.ceil((wave.to - wave.from) / perColumn);
  const margin = Math.max("cycle".length, ...wave.signals.map(({ name }) => name.length)) + 2;
  const ruler = Array.from({ length: Math.ceil(columns / 10) }, (_, i) =>
    String(wave.from + i * 10 * perColumn).padEnd(10),
  ).join("");
  const lines = wave.signals.map((signal) => {
    const { radix } = options;
    const text = (bits: WaveBits): string =>
      valueText(signal.type, bits, typeof radix === "object" ? radix[signal.name] : radix);
    return `${signal.name.padEnd(margin)}${columnsOf(signal, wave, perColumn, columns, text)}`.trimEnd();
  });
  return [`${"cycle".padEnd(margin)}${ruler}`.trimEnd(), ...lines].join("\n");
}

function columnsOf(
  { type, track }: WaveSignal,
  range: CycleRange,
  perColumn: number,
  columns: number,
  text: (bits: WaveBits) => string,
): string {
  const isBit = type.kind !== "text" && "width" in type && type.width === 1 && type.kind !== "enum";
  const line = new Array<string>(columns).fill(" ");
  forRuns(track, range, (bits, from, to) => {
    // The whole columns that this value fills; those that it shares with others are busy.
    const first = Math.ceil((from - range.from) / perColumn);
    const last = to === range.to ? columns : Math.floor((to - range.from) / perColumn);
    const begin = Math.floor((from - range.from) / perColumn);
    if (begin < first) line[begin] = "#";
    if (last < first) return;
    const level = bits === 0 ? "_" : bits === 1 ? "-" : "x";
    for (let i = first; i < last; i++) line[i] = isBit ? level : " ";
    if (isBit || first >= last) return;
    const shown = `|${text(bits)}`;
    if (shown.length > last - first) line[first] = "|";
    else for (let i = 0; i < shown.length; i++) line[first + i] = shown[i] ?? "";
  });
  return line.join("");
}
