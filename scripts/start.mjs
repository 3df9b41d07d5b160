/**
 * `npm start`: everything from a clean clone to the main job's verdict on the model in the repository. Arguments after
 * `--` go to `bitloom run`, such as `npm start -- --rows 16`; a `--model` among them replaces the repository's model.
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
await installTools([option("simulator") === "verilator" ? "verilator" : "iverilog"]);

const model = option("model") ? [] : ["--model", "examples/models/kjv-1.8m"];
const parameters = ["run", ...model, ...passed];
step("run", `bitloom ${parameters.join(" ")}`);
process.exit(await run(process.execPath, ["dist/cli/main.js", ...parameters]));
