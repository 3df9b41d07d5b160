/** What source locations and names cost: capture at every construct, resolving and naming only where they are needed. */
import { captureSite, locate, type Site } from "../src/diagnostics/index.ts";
import { elaborate, module, output, reg, uint } from "../src/dsl/index.ts";
import { median, printTable, timeRuns } from "./report.ts";

const CALLS = 2000;
const DEPTH = 15;

function captureDeep(levels: number, sites: Site[]): void {
  if (levels > 0) captureDeep(levels - 1, sites);
  else sites.push(captureSite());
}

const Registers = module("registers", { q: output(uint(8)) }, ({ q }) => {
  let last = reg(uint(8), { init: 0 });
  last.next = 1;
  for (let i = 1; i < CALLS; i++) {
    const stage = reg(uint(8), { init: 0 });
    stage.next = last.add(1);
    last = stage;
  }
  q.value = last;
});

export function run(): void {
  const sites: Site[] = [];
  const microseconds = (action: () => void): string => {
    const seconds = median(timeRuns(9, action).map((timing) => timing.cpuSeconds));
    return ((seconds * 1e6) / CALLS).toFixed(1);
  };
  const capture = microseconds(() => {
    sites.length = 0;
    for (let i = 0; i < CALLS; i++) captureDeep(DEPTH, sites);
  });
  const resolve = microseconds(() => {
    const fresh: Site[] = [];
    for (let i = 0; i < CALLS; i++) captureDeep(DEPTH, fresh);
    for (const site of fresh) locate(site);
  });
  const register = microseconds(() => void elaborate(Registers));
  printTable(
    `Source locations, ${DEPTH} frames deep: medians of 9 runs of ${CALLS}, CPU time`,
    ["what", "microseconds each"],
    [
      ["capture", capture],
      ["capture and resolve", resolve],
      ["a register with an adder: built, named, checked", register],
    ],
  );
}
