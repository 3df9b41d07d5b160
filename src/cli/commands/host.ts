/** `bitloom host`: a FineQ job on a board over its serial port, or on a simulation of it; every result compared with the golden model. */
import type { CommandModule } from "yargs";
import { fineqConfiguration } from "../../blocks/index.ts";
import { fail } from "../../diagnostics/index.ts";
import {
  Connection,
  type HostJobReport,
  openSerialPort,
  runHostJob,
  type Transport,
} from "../../host/index.ts";
import { positiveArgument, wholeArgument } from "../arguments.ts";
import { type BoardDesign, boardDesign, DEFAULT_BAUD, findBoard } from "../board/design.ts";
import { engineRegisters } from "../board/engine-registers.ts";
import { hostProduct } from "../board/product.ts";
import { SimulatedPort } from "../board/simulated-port.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { startProgress } from "../progress.ts";
import { textTable } from "../table.ts";

interface HostOptions extends CommonOptions {
  readonly port: string | undefined;
  readonly simulate: boolean | undefined;
  readonly board: string;
  readonly rows: number | undefined;
  readonly cols: number | undefined;
  readonly "accumulator-bits": number | undefined;
  readonly clock: number | undefined;
  readonly baud: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly seed: number;
  readonly model: string | undefined;
  readonly tensor: string | undefined;
  readonly timeout: number;
  readonly tries: number;
}

export const hostCommand: CommandModule<CommonOptions, HostOptions> = {
  command: "host",
  describe: "Run a FineQ job on a board over its serial port and check every result",
  builder: (yargs) =>
    yargs
      .option("port", { type: "string", describe: "Serial port of the board, such as /dev/ttyUSB1" })
      .option("simulate", {
        type: "boolean",
        // Without a default, which `conflicts` would take for a choice.
        describe: "Talk to a simulation of the board instead",
      })
      .option("board", { type: "string", demandOption: true, describe: "icebreaker or hx8k" })
      .option("rows", { type: "number", describe: "As given to `bitloom board`" })
      .option("cols", { type: "number", describe: "As given to `bitloom board`" })
      .option("accumulator-bits", { type: "number", describe: "As given to `bitloom board`" })
      .option("clock", { type: "number", describe: "As given to `bitloom board`, in MHz" })
      .option("baud", { type: "number", default: DEFAULT_BAUD, describe: "As given to `bitloom board`" })
      .option("m", { type: "number", default: 4, describe: "Rows of activations" })
      .option("k", {
        type: "number",
        default: 48,
        describe: "Input dimension; with --model at most the tensor's",
      })
      .option("n", {
        type: "number",
        default: 4,
        describe: "Output channels; with --model at most the tensor's",
      })
      .option("seed", {
        type: "number",
        default: 1,
        describe: "Seed of activations, and of weights without --model",
      })
      .option("model", {
        type: "string",
        describe: "Model whose weights are used: the first N channels and K columns of --tensor",
      })
      .option("tensor", {
        type: "string",
        describe: "Weight matrix of the model; its first one if not given",
      })
      .option("timeout", { type: "number", default: 0.5, describe: "Seconds that an answer may take" })
      .option("tries", { type: "number", default: 5, describe: "Times that a request is sent at most" })
      .conflicts("port", "simulate")
      .implies("tensor", "model")
      .example("$0 host --port /dev/ttyUSB1 --board hx8k", "Random weights and activations")
      .example("$0 host --simulate --board icebreaker --m 2 --k 24 --n 2", "Without a board")
      .example(
        "$0 host --port /dev/ttyUSB1 --board hx8k --model examples/models/kjv-1.8m --k 96 --n 16",
        "A piece of a real weight matrix",
      ),
  handler: (options) =>
    conclude(options, async () => {
      const design = designOf(options);
      const product = await hostProduct({
        m: wholeArgument("--m", options.m, 1, 2 ** 20 - 1),
        k: wholeArgument("--k", options.k, 1, 65535),
        n: wholeArgument("--n", options.n, 1, 2 ** 20 - 1),
        seed: wholeArgument("--seed", options.seed, 1, 2 ** 31 - 1),
        model: options.model,
        tensor: options.tensor,
      });
      const timeout = positiveArgument("--timeout", options.timeout, 60);
      const tries = wholeArgument("--tries", options.tries, 1, 1000);
      const port = await openPort(design, options);
      const bar = startProgress("host", 1, options.json);
      try {
        const connection = new Connection(port, { timeout, tries });
        await connection.open(design.identity, design.title);
        const report = await runHostJob(
          connection,
          engineRegisters,
          fineqConfiguration(design.engine),
          product.product,
          {
            onProgress: (done, total) => bar.update(done / total, "bytes over the line"),
          },
        );
        bar.stop();
        if (options.json)
          printJson({ ...jsonOf(report), port: port.name, design: design.title, weights: product.title });
        else printLine(hostText(report, port.name, product.title));
        return report.isGood ? EXIT.good : EXIT.mismatch;
      } finally {
        bar.stop();
        await port.close();
      }
    }),
};

function designOf(options: HostOptions): BoardDesign {
  const baud = wholeArgument("--baud", options.baud, 1200, 12_000_000);
  const clock = options.clock === undefined ? undefined : positiveArgument("--clock", options.clock, 1000);
  return boardDesign(findBoard(options.board), {
    ...options,
    accumulatorBits: options["accumulator-bits"],
    clock,
    baud,
  });
}

async function openPort(design: BoardDesign, { port, simulate, baud }: HostOptions): Promise<Transport> {
  if (simulate === true) return new SimulatedPort(design);
  if (port === undefined) {
    return fail("BL0601", { reason: "`bitloom host` needs --port, or --simulate to run without a board" });
  }
  return openSerialPort({ path: port, baud });
}

const jsonOf = ({ results, ...rest }: HostJobReport) => ({
  format: "bitloom-host",
  version: 1,
  ...rest,
  results: results.map(String),
});

function hostText(report: HostJobReport, port: string, weights: string): string {
  const { m, k, n, tiles, compared, mismatches, firstMismatch, errors, expectedErrors, counters, line } =
    report;
  const wrong =
    firstMismatch === undefined
      ? ""
      : ` The first is row ${firstMismatch.row}, channel ${firstMismatch.channel}: ${firstMismatch.found}, expected ${firstMismatch.expected} (units of 2^-24).`;
  const table = textTable(
    [
      { title: "counter", align: "left", text: ([name]) => name },
      { title: "value (cycles or tiles)", text: ([, value]) => String(value) },
    ],
    Object.entries(counters),
  );
  const verdict = report.isGood
    ? `All ${compared} results are the golden model's.`
    : `${mismatches} of ${compared} results differ from the golden model; error bits ${errors}, expected ${expectedErrors}.${wrong}`;
  return [
    `${m} x ${k} activations times ${n} x ${k} FineQ weights (${weights}), ${tiles} tiles, over ${port}.`,
    verdict,
    "",
    table,
    "",
    `Line: ${line.requests} requests answered, ${line.repeats} sent again, ${line.sent} bytes sent, ${line.received} received.`,
  ].join("\n");
}
