/**
 * Runs benchmarks by name: `npm run bench -- NAME... [OPTIONS]`. Each is loaded only when asked for; options, from the first
 * word that starts with a dash, go to each of them.
 */
interface Bench {
  readonly run: (options: readonly string[]) => void | Promise<void>;
}

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  arithmetic: () => import("./arithmetic.ts"),
  calibration: () => import("./calibration.ts"),
  checks: () => import("./checks.ts"),
  engine: () => import("./engine.ts"),
  engines: () => import("./engines.ts"),
  forward: () => import("./forward.ts"),
  fpga: () => import("./fpga.ts"),
  outliers: () => import("./outliers.ts"),
  quantize: () => import("./quantize.ts"),
  sim: () => import("./sim/main.ts"),
  sites: () => import("./sites.ts"),
};

const words = process.argv.slice(2);
const firstOption = words.findIndex((word) => word.startsWith("-"));
const names = firstOption < 0 ? words : words.slice(0, firstOption);
const options = firstOption < 0 ? [] : words.slice(firstOption);
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`No benchmark ${unknown.join(", ")}.`);
  console.error(`Benchmarks: ${Object.keys(benches).join(", ")}.`);
  process.exitCode = 2;
} else {
  for (const name of names) {
    const bench = await benches[name]?.();
    await bench?.run(options);
  }
}
