/**
 * `npm start`: everything from a clean clone to the main job's verdict on the model in the repository, without any tool
 * but Node. Arguments after `--` go to `bitloom run`, such as `npm start -- --rows 16`; a `--model` among them replaces the
 * repository's model, and a `--simulator` is installed where it is missing.
 */
import { run, step } from "./process.mjs";
import { build, checkNode, installPackages, installTools } from "./setup.mjs";

const passed = process.argv.slice(2);

/** The value of `--name value` or `--name=value` among the passed arguments. */
function option(name) {
  const joined = passed.find((argument) => argument.startsWith(`--${name}=`));
  if (joined) return joined.slice(name.length + 3);
  const index = passed.indexOf(`--${name}`);
  return index < 0 ? undefined : passed[index + 1];
}

checkNode();
await installPackages();
await build();
const simulator = option("simulator");
if (simulator === "icarus") await installTools(["iverilog"]);
if (simulator === "verilator") await installTools(["verilator"]);

const model = option("model") ? [] : ["--model", "examples/models/kjv-1.8m"];
// In process the model in the repository takes seconds with all of its tiles.
const isOwn = option("model") || option("tiles") || (simulator && simulator !== "bitloom");
const tiles = isOwn ? [] : ["--tiles", "all"];
const parameters = ["run", ...model, ...tiles, ...passed];
step("run", `bitloom ${parameters.join(" ")}`);
process.exit(await run(process.execPath, ["dist/cli/main.js", ...parameters]));
