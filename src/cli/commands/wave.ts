/** `bitloom wave FILE`: recorded waves in the terminal. */
import type { CommandModule } from "yargs";
import { fail } from "../../diagnostics/index.ts";
import { type Radix, readWaveFile, type WaveFileContent, type WaveSignal } from "../../sim/index.ts";
import { drawWaves } from "../draw-waves.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";

interface WaveOptions extends CommonOptions {
  readonly file: string;
  readonly signals: string[] | undefined;
  readonly list: boolean;
  readonly partial: boolean;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly radix: Radix | undefined;
  readonly clock: string | undefined;
  readonly zoom: number | undefined;
  readonly width: number | undefined;
}

/** Signals shown where none are named. */
const SHOWN = 40;

export const waveCommand: CommandModule<CommonOptions, WaveOptions> = {
  command: "wave <file>",
  describe: "Show recorded waves in the terminal",
  builder: (yargs) =>
    yargs
      .positional("file", {
        type: "string",
        demandOption: true,
        describe: "Value change dump (.vcd) or trace (.blt)",
      })
      .option("signals", {
        alias: "s",
        type: "string",
        array: true,
        describe: "Names, streams, instances or patterns with * and **, separated by commas",
      })
      .option("list", { type: "boolean", default: false, describe: "List the signals instead" })
      .option("partial", {
        type: "boolean",
        default: false,
        describe: "Read a cut-off trace as far as it goes",
      })
      .option("from", { type: "number", describe: "First cycle; 0 by default" })
      .option("to", { type: "number", describe: "Cycle after the last; by default as many as fit the width" })
      .option("radix", {
        choices: ["hex", "dec", "bin", "signed"] as const,
        describe: "How numbers are written",
      })
      .option("clock", { type: "string", describe: "Signal whose rising edges end the cycles" })
      .option("zoom", {
        type: "number",
        describe: "Characters a cycle, or below 1 for many cycles a character",
      })
      .option("width", { type: "number", describe: "Characters a line; the terminal's by default" })
      .example("$0 wave waves.vcd --signals enq,deq,count --from 20", "Two streams and a port")
      .example("$0 wave waves.vcd --signals 'row_0.*.sum' --radix hex --to 200", "A signal of many instances")
      .example("$0 wave waves.vcd --zoom 0.01", "Where something happens in a long run"),
  handler: (options) =>
    conclude(options, () => {
      requireRanges(options);
      const content = readWaveFile(options.file, {
        signals: options.signals?.flatMap((text) => text.split(",")).filter((name) => name !== ""),
        from: options.from,
        to: options.to,
        radix: options.radix,
        clock: options.clock,
        partial: options.partial,
      });
      if (options.json) printContent(content, options);
      else if (options.list) for (const { name } of content.wave.signals) printLine(name);
      else draw(content, options);
      return EXIT.good;
    }),
};

function draw({ wave, clock, recorded, isWhole, count }: WaveFileContent, options: WaveOptions): void {
  const shown = options.signals === undefined ? fewSignals(wave.signals) : wave.signals;
  const { text, end } = drawWaves(wave.only(shown), {
    width: options.width ?? process.stdout.columns ?? 100,
    zoom: options.zoom,
    color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    onePage: options.to === undefined,
  });
  printLine(text);
  printLine();
  const unit = clock === undefined ? "times (there is no clock)" : `cycles of ${clock}`;
  const range = end > wave.from ? `${wave.from} to ${end - 1}` : "none";
  printLine(
    `${range}${isWhole ? ` of ${recorded.to}` : " of the"} ${unit}; ${shown.length} of ${count} signals`,
  );
}

/** Those of the top when there are many. */
function fewSignals(signals: readonly WaveSignal[]): readonly WaveSignal[] {
  const top = signals.filter(({ name }) => !name.includes("."));
  return (signals.length <= SHOWN || top.length === 0 ? signals : top).slice(0, SHOWN);
}

function printContent({ wave, clock, recorded, isWhole }: WaveFileContent, { file }: WaveOptions): void {
  const { from, to } = wave;
  const signals = wave.signals.map(({ name }) => ({ name, values: wave.values(name) }));
  printJson({ file, clock: clock ?? null, recorded: isWhole ? recorded : null, from, to, signals });
}

function requireRanges({ from, to, zoom, width }: WaveOptions): void {
  const isCycle = (value: number | undefined): boolean =>
    value === undefined || (Number.isSafeInteger(value) && value >= 0);
  const check = (argument: string, value: number | undefined, isGood: boolean, allowed: string): void => {
    if (!isGood) fail("BL0604", { argument, found: String(value), allowed });
  };
  check("--from", from, isCycle(from), "a cycle, 0 or more");
  check("--to", to, isCycle(to), "a cycle, 0 or more");
  const isZoom = zoom === undefined || (zoom >= 2 && zoom <= 100) || (zoom > 0 && zoom <= 0.5);
  check("--zoom", zoom, isZoom, "2 to 100 characters a cycle, or at most 0.5");
  check("--width", width, width === undefined || (Number.isInteger(width) && width >= 30), "30 or more");
}
