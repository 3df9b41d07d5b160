/**
 * Yosys as WebAssembly, from the optional npm package `@yowasp/yosys`. Invariant: it runs in a thread of its own, which ends
 * with the run or the time limit.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import {
  BitloomError,
  type CatalogueCode,
  type CatalogueDetails,
  diagnostic,
} from "../../diagnostics/index.ts";
import { YOSYS_ARGUMENTS, YOSYS_SCRIPT, type YosysAnswer, type YosysJob } from "./job.ts";

export interface PackagedYosys {
  /** The package's, which begins with that of Yosys. */
  readonly version: string;
  /** URL of the module. */
  readonly module: string;
}

/** undefined where the package is not installed. */
export function packagedYosys(): PackagedYosys | undefined {
  try {
    const path = createRequire(import.meta.url).resolve("@yowasp/yosys");
    const manifest = JSON.parse(readFileSync(join(dirname(path), "../package.json"), "utf8")) as {
      version: string;
    };
    return { version: manifest.version, module: pathToFileURL(path).href };
  } catch {
    return undefined;
  }
}

/** Plain JavaScript in a text, because a worker of Node 20 loads TypeScript only with a loader of its own. */
const WORK = `
const { parentPort, workerData } = require("node:worker_threads");
const decoder = new TextDecoder();
const print = (bytes) => {
  if (bytes !== null) parentPort.postMessage({ output: decoder.decode(bytes, { stream: true }) });
};
const text = (content) => (typeof content === "string" ? content : new TextDecoder().decode(content));
(async () => {
  const { runYosys, Exit } = await import(workerData.module);
  let files = {};
  let succeeded = true;
  try {
    files = await runYosys(workerData.arguments, workerData.files, { stdout: print, stderr: print });
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    succeeded = error.code === 0;
    files = error.files ?? {};
  }
  const wanted = workerData.outputs.filter((name) => files[name] !== undefined);
  parentPort.postMessage({ succeeded, files: wanted.map((name) => [name, text(files[name])]) });
})();`;

type Message =
  | { readonly output: string }
  | { readonly succeeded: boolean; readonly files: readonly (readonly [string, string])[] };

/** Errors: BL0405 the time limit, BL0486 the thread itself fails. */
export function runPackaged(yosys: PackagedYosys, job: YosysJob): Promise<YosysAnswer> {
  const files = Object.fromEntries(job.inputs.map(({ name, text }) => [name, text]));
  const worker = new Worker(WORK, {
    eval: true,
    execArgv: [],
    workerData: {
      module: yosys.module,
      arguments: [...YOSYS_ARGUMENTS],
      files: { ...files, [YOSYS_SCRIPT]: job.script },
      outputs: [...job.outputs],
    },
  });
  let output = "";
  return new Promise<YosysAnswer>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(failure("BL0405", { tool: "Yosys", step: job.step, seconds: job.timeoutSeconds }));
    }, job.timeoutSeconds * 1000);
    worker.on("message", (message: Message) => {
      if ("output" in message) {
        output += message.output;
        job.onOutput(message.output);
        return;
      }
      resolve({ succeeded: message.succeeded, output, files: new Map(message.files) });
    });
    const fails = (reason: string): void => {
      const words = `${output.slice(-2000)}\n${reason}`.trim();
      reject(failure("BL0486", { tool: "@yowasp/yosys", step: job.step, output: words }));
    };
    worker.on("error", (error) => fails(String(error)));
    worker.on("exit", (code) => fails(`The thread ended with ${code}.`));
    worker.on("exit", () => clearTimeout(timer));
  }).finally(() => worker.terminate());
}

const failure = <C extends CatalogueCode>(code: C, details: CatalogueDetails<C>): BitloomError =>
  new BitloomError([diagnostic(code, details)]);
