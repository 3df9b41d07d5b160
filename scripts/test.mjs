/**
 * `npm test`: sets up, then runs the tests once. Arguments after `--` go to vitest, such as `npm test -- src/golden`;
 * `--nightly` sets BITLOOM_NIGHTLY=1, with which the long sets run in full. With BITLOOM_SIM=icarus or verilator every
 * simulation made through `simulate` is replayed there, and a run that confirmed none fails.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { summarise } from "./confirmations.mjs";
import { run, step } from "./process.mjs";
import { build, checkNode, installPackages, installTools } from "./setup.mjs";

const nightly = process.argv.includes("--nightly");
const passed = process.argv.slice(2).filter((argument) => argument !== "--nightly");

checkNode();
await installPackages();
await build();
await installTools(["iverilog", "verilator", "yosys"]);

const parameters = ["run", ...passed];
step("tests", `vitest ${parameters.join(" ")}${nightly ? " (nightly set)" : ""}`);
const environment = nightly ? { BITLOOM_NIGHTLY: "1" } : {};
const vitest = (more) =>
  run(process.execPath, ["node_modules/vitest/vitest.mjs", ...parameters], { ...environment, ...more });
const simulator = process.env.BITLOOM_SIM;
if (!simulator) process.exit(await vitest({}));

const folder = mkdtempSync(join(tmpdir(), "bitloom-log-"));
const log = join(folder, "confirmations");
writeFileSync(log, "");
const exitCode = await vitest({ BITLOOM_SIM_LOG: log });
const { text, isEmpty } = summarise(simulator, readFileSync(log, "utf8"));
rmSync(folder, { recursive: true });
step("confirmed", text);
process.exit(exitCode === 0 && isEmpty ? 1 : exitCode);
