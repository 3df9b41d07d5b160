/** Runs benchmarks by name: `npm run bench -- NAME...`. Each is loaded only when asked for. */
const benches: Readonly<Record<string, () => Promise<{ run: () => void | Promise<void> }>>> = {
  checks: () => import("./checks.ts"),
  engine: () => import("./engine.ts"),
  quantize: () => import("./quantize.ts"),
  sites: () => import("./sites.ts"),
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`No benchmark ${unknown.join(", ")}.`);
  console.error(`Benchmarks: ${Object.keys(benches).join(", ")}.`);
  process.exitCode = 2;
} else {
  for (const name of names) {
    const bench = await benches[name]?.();
    await bench?.run();
  }
}
