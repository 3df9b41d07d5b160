/**
 * `npm test`: sets up, then runs the tests once. Arguments after `--` go to vitest, such as `npm test -- src/golden`;
 * `--nightly` sets BITLOOM_NIGHTLY=1, with which the long sets run in full.
 */
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
process.exit(await run(process.execPath, ["node_modules/vitest/vitest.mjs", ...parameters], environment));
