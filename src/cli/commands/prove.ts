/** `bitloom prove BLOCK`: a block's Verilog against its specification, for all inputs and states; or a counterexample. */
import type { CommandModule } from "yargs";
import { fail } from "../../diagnostics/index.ts";
import { blockProofs, claimOf, findProof } from "../../jobs/index.ts";
import { type PortValue, type ProofResult, proveEquivalence } from "../../prove/index.ts";
import { compileEngine } from "../../sim/index.ts";
import type { YosysKind } from "../../synth/index.ts";
import { positiveArgument } from "../arguments.ts";
import { type CommonOptions, conclude, EXIT, printJson, printLine } from "../outcome.ts";
import { parseParameters } from "../parameters.ts";
import { startProgress } from "../progress.ts";
import { textTable } from "../table.ts";

interface ProveOptions extends CommonOptions {
  readonly block: string | undefined;
  readonly param: string[];
  readonly all: boolean;
  readonly quick: boolean;
  readonly list: boolean;
  readonly timeout: number;
  readonly yosys: YosysKind | undefined;
}

/** What `--json` prints of each proof. */
interface ProofLine {
  readonly block: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly says: string;
  readonly result: ProofResult;
  /** Whether the simulator gives the same values for the inputs of the counterexample; null without one. */
  readonly isReplayed: boolean | null;
  readonly seconds: number;
}

export const proveCommand: CommandModule<CommonOptions, ProveOptions> = {
  command: "prove [block]",
  describe: "Prove that a block does what its specification says, for all inputs and states",
  builder: (yargs) =>
    yargs
      .positional("block", { type: "string", describe: "Name of a block, see --list" })
      .option("param", {
        type: "string",
        array: true,
        default: [],
        describe: "Parameter as NAME=VALUE (may be repeated)",
      })
      .option("all", {
        type: "boolean",
        default: false,
        describe: "Prove the usual parameters of every block",
      })
      .option("quick", {
        type: "boolean",
        default: false,
        describe: "With --all: leave out what takes minutes",
      })
      .option("list", { type: "boolean", default: false, describe: "List what can be proved" })
      .option("timeout", { type: "number", default: 600, describe: "Time limit of each proof, in seconds" })
      .option("yosys", {
        choices: ["installed", "packaged"] as const,
        describe:
          "The Yosys on the PATH, or the npm package @yowasp/yosys; the first that is there if not given",
      })
      .example("$0 prove fineq-decoder", "All 256 pairs of index and cluster, against a table")
      .example("$0 prove fineq-pe --param coding=binary", "One step from every state")
      .example("$0 prove --all --quick", "A line for each block, a minute or two"),
  handler: (options) =>
    conclude(options, async () => {
      if (options.list) return list(options);
      const timeoutSeconds = positiveArgument("--timeout", options.timeout, 7 * 24 * 3600);
      const tasks = tasksOf(options);
      const lines: ProofLine[] = [];
      const bar = startProgress("prove", tasks.length, options.json);
      try {
        for (const { proof, given } of tasks) {
          const { name } = proof.entry;
          bar.update(lines.length, name);
          const began = performance.now();
          const claim = claimOf(proof, given);
          const result = await proveEquivalence(claim, {
            timeoutSeconds,
            onProgress: (done, what) => bar.update(lines.length + done, `${name}: ${what}`),
            ...(options.yosys === undefined ? {} : { yosys: options.yosys }),
          });
          const isReplayed = result.verdict === "refuted" ? replay(claim, result.counterexample) : null;
          const seconds = (performance.now() - began) / 1000;
          const parameters = proof.entry.values(given);
          lines.push({ block: name, parameters, says: proof.says, result, isReplayed, seconds });
        }
      } finally {
        bar.stop();
      }
      if (options.json) printJson({ proofs: lines });
      else print(lines);
      return lines.every(({ result }) => result.verdict === "proved") ? EXIT.good : EXIT.mismatch;
    }),
};

function tasksOf({ block, param, all, quick }: ProveOptions) {
  if (all === (block !== undefined)) {
    const found = all ? `--all and ${block}` : "neither";
    fail("BL0604", { argument: "BLOCK", found, allowed: "a block, or --all for all of them" });
  }
  if (block !== undefined) return [{ proof: findProof(block), given: parseParameters(param) }];
  if (param.length > 0) {
    fail("BL0604", { argument: "--param", found: param.join(" "), allowed: "only a single block" });
  }
  return blockProofs.flatMap((proof) =>
    proof.usual.filter(({ long }) => !(quick && long)).map(({ given }) => ({ proof, given })),
  );
}

/** The block in the simulator with the inputs and the state of a counterexample. */
function replay({ transition }: ReturnType<typeof claimOf>, counterexample: readonly PortValue[]): boolean {
  const engine = compileEngine(transition.design);
  const places = transition.ports.map(({ role, signal }, at) => {
    const { value, undefinedBits } = counterexample[at] as PortValue;
    // A design has no undefined bits: Verilog with one is another's.
    const isKnown = undefinedBits === undefined || undefinedBits.value === 0n;
    return {
      isInput: role === "input" || role === "state",
      isKnown,
      value,
      probe: engine.probe(signal.name),
    };
  });
  for (const { isInput, value, probe } of places) if (isInput) probe.setBits(value);
  return places.every(
    ({ isInput, isKnown, value, probe }) => isInput || (isKnown && probe.getBits() === value),
  );
}

function list(options: ProveOptions): number {
  const rows = blockProofs.map(({ entry, says, usual }) => ({
    block: entry.name,
    parameters: Object.entries(entry.parameters).map(([name, p]) => `${name}=${p.default}`),
    says,
    usual: usual.length,
  }));
  if (options.json) printJson({ blocks: rows });
  else {
    printLine(
      textTable(
        [
          { title: "block", text: (row: (typeof rows)[number]) => row.block, align: "left" },
          { title: "parameters (defaults)", text: (row) => row.parameters.join(" "), align: "left" },
          { title: "what is proved", text: (row) => row.says, align: "left" },
        ],
        rows,
      ),
    );
  }
  return EXIT.good;
}

const VERDICTS = { proved: "proved", refuted: "refuted", undecided: "not decided" } as const;

function print(lines: readonly ProofLine[]): void {
  printLine(
    textTable(
      [
        { title: "block", text: (line: ProofLine) => line.block, align: "left" },
        { title: "parameters", text: ({ parameters }) => parametersText(parameters), align: "left" },
        { title: "free bits", text: ({ result }) => String(result.freeBits) },
        { title: "method", text: ({ result }) => result.method, align: "left" },
        { title: "time (s)", text: ({ seconds }) => seconds.toFixed(1) },
        { title: "result", text: ({ result }) => VERDICTS[result.verdict], align: "left" },
      ],
      lines,
    ),
  );
  const [first] = lines;
  for (const line of lines) {
    const { block, says, result } = line;
    if (result.verdict === "proved" && lines.length > 1) continue;
    printLine();
    if (result.verdict === "proved") printLine(`${block}: ${says}.`);
    else if (result.verdict === "undecided") printLine(`${block}: not decided, because ${result.reason}.`);
    else printCounterexample(line, result.counterexample);
  }
  if (first !== undefined) {
    const tools = first.result.tools.map(({ name, version }) => `${name} ${version}`);
    printLine();
    printLine(`Gates by ${tools.join(", ")}; docs/proofs.md says what a proof covers.`);
  }
}

const parametersText = (parameters: ProofLine["parameters"]): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

function printCounterexample({ block, isReplayed }: ProofLine, values: readonly PortValue[]): void {
  printLine(`${block} does something else for these values, in bits:`);
  const bits = ({ width }: PortValue, value: bigint, undefinedBits = 0n): string =>
    [...value.toString(2).padStart(width, "0")]
      .map((bit, i) => ((undefinedBits >> BigInt(width - 1 - i)) & 1n ? "x" : bit))
      .join("");
  const differs = ({ value, specified, undefinedBits }: PortValue): boolean =>
    specified !== undefined && (specified !== value || undefinedBits !== undefined);
  printLine(
    textTable(
      [
        { title: "name", text: (value: PortValue) => value.name, align: "left" },
        { title: "kind", text: ({ role }) => (role === "next" ? "next state" : role), align: "left" },
        {
          title: "block",
          text: (value) => bits(value, value.value, value.undefinedBits?.value),
          align: "left",
        },
        {
          title: "specification",
          text: (value) =>
            value.specified === undefined ? "" : bits(value, value.specified, value.undefinedBits?.specified),
          align: "left",
        },
        {
          title: "",
          text: (value) => (differs(value) ? "differs" : ""),
          align: "left",
        },
      ],
      values,
    ),
  );
  if (!values.some(differs)) printLine("They differ where an undefined bit (x) inside decides.");
  printLine(
    isReplayed
      ? "The simulator gives the block's values too."
      : "The simulator gives other values: the Verilog that was proved is not the design's, or a tool is wrong.",
  );
}
