/**
 * Replays a recorded run in Icarus Verilog or Verilator. Invariant: it either compared every output at every recorded
 * step of every lane and found no difference, or it throws.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import { type TextFile, writeVerilog } from "../../gen/index.ts";
import type { Design } from "../../ir/index.ts";
import { type Batch, buildBatch, type Engine, type ToolName } from "../../sim/index.ts";
import { keptFolder, replayFolder } from "./folders.ts";
import {
  REPLAY_MODULE,
  type ReplaySizes,
  replayBench,
  replayedVerilog,
  replaySizes,
  replayVectors,
} from "./replay-bench.ts";
import { cycleOf, type PortTraffic } from "./traffic.ts";

/** What `simulate` gives, or anything else that runs on a recording engine. */
export interface Recorded {
  readonly engine: Engine & { readonly traffic?: () => PortTraffic };
}

export interface ConfirmOptions {
  /** Replays this Verilog instead of what the writer makes of the design; for testing the comparison itself. */
  readonly verilog?: readonly TextFile[] | undefined;
}

export interface Confirmation {
  readonly simulator: ToolName;
  /** Steps replayed in each lane, and lanes. */
  readonly steps: number;
  readonly lanes: number;
  /** Output values compared. */
  readonly compared: number;
  /** The recording ended before the run did. */
  readonly isCut: boolean;
}

/**
 * Errors: BL0450 an output differs (the folder with everything is kept), BL0451 the replay ended early, BL0452 nothing
 * to replay, BL0401 to BL0407 from the simulator.
 */
export function confirm(run: Recorded, simulator: ToolName, options: ConfirmOptions = {}): Confirmation {
  if (simulator !== "icarus" && simulator !== "verilator") {
    fail("BL0445", { what: "the simulator", found: `"${simulator}"`, expected: '"icarus" or "verilator"' });
  }
  const traffic = run.engine.traffic?.();
  const { design } = run.engine;
  const { top } = design;
  const reason = traffic === undefined ? "it was not recorded" : unconfirmable(traffic);
  if (traffic === undefined || reason !== undefined) {
    return fail("BL0452", { module: top.name, reason: reason ?? "" });
  }
  const verilog = options.verilog ?? writeVerilog(design, { sourceComments: false }).files;
  const sizes = replaySizes(traffic);
  const built = buildOf(design, verilog, sizes, simulator);
  for (let lane = 0; lane < traffic.lanes.length; lane++) replayLane(traffic, lane, sizes, built, simulator);
  const outputs = traffic.lanes[0]?.outputs.length ?? 0;
  return {
    simulator,
    steps: traffic.steps,
    lanes: traffic.lanes.length,
    compared: traffic.steps * outputs * traffic.lanes.length,
    isCut: traffic.isCut,
  };
}

/** Why this traffic cannot be replayed; undefined when it can. */
export function unconfirmable({ design, steps, segments }: PortTraffic): string | undefined {
  const boxes = design.modules.filter(({ external }) => external !== undefined);
  const box = boxes.find(({ external }) => external?.files.length === 0);
  if (box !== undefined) return `black box ${box.name} has no Verilog files`;
  if (boxes.length > 0 && segments.length > 1) return "state was put in place beside a black box";
  if (steps === 0) return "it made no step";
  if (!design.top.ports.some(({ role }) => role === "output")) return "it has no outputs";
  return undefined;
}

interface Built {
  readonly key: string;
  readonly directory: string;
  readonly batch: Batch;
}

/** Builds of this process. */
const builds = new Map<string, Built>();

function buildOf(
  design: Design,
  verilog: readonly TextFile[],
  sizes: ReplaySizes,
  simulator: ToolName,
): Built {
  const replayed = replayedVerilog(design, verilog);
  const files = [...replayed.verilog, replayBench(design, replayed, sizes)];
  const hash = createHash("sha256").update(simulator);
  for (const { name, text } of files) hash.update(`\0${name}\0${text}`);
  const key = hash.digest("hex");
  const known = builds.get(key);
  if (known !== undefined) return known;
  const directory = replayFolder();
  for (const { name, text } of files) writeFileSync(join(directory, name), text);
  const external = design.modules.flatMap(({ external }) => external?.files ?? []);
  const sources = [
    ...external.map((file) => (isAbsolute(file) ? file : resolve(file))),
    ...files.map(({ name }) => name).filter((name) => name.endsWith(".v")),
  ];
  const built = { key, directory, batch: buildBatch(simulator, { directory, top: REPLAY_MODULE, sources }) };
  builds.set(key, built);
  return built;
}

/** Takes the folder out of use; its new path. */
function keep({ key, directory }: Built): string {
  builds.delete(key);
  return keptFolder(directory);
}

function replayLane(
  traffic: PortTraffic,
  lane: number,
  sizes: ReplaySizes,
  built: Built,
  simulator: ToolName,
): void {
  const { directory, batch } = built;
  const module = traffic.design.top.name;
  for (const { name, text } of replayVectors(traffic, lane, sizes))
    writeFileSync(join(directory, name), text);
  const output = batch.run([`+steps=${traffic.steps}`]);
  const [, step, wanted, got] = /^BITLOOM REPLAY step=(\d+) wanted=(\S+) got=(\S+)$/m.exec(output) ?? [];
  if (step !== undefined && wanted !== undefined && got !== undefined) {
    const first = firstDifference(traffic, lane, wanted, got);
    fail("BL0450", {
      module,
      simulator,
      ...first,
      cycle: cycleOf(traffic, Number(step)),
      step: Number(step),
      lane,
      directory: keep(built),
    });
  }
  const made = Number(/^BITLOOM REPLAYED steps=(\d+)$/m.exec(output)?.[1] ?? 0);
  if (made !== traffic.steps) {
    fail("BL0451", { module, simulator, found: made, expected: traffic.steps, directory: keep(built) });
  }
}

/** The first port whose printed bits differ; ports lie in the vectors from the low end. */
function firstDifference(traffic: PortTraffic, lane: number, wanted: string, got: string) {
  let end = wanted.length;
  for (const { name, width } of traffic.lanes[lane]?.outputs ?? []) {
    const [expected, found] = [wanted.slice(end - width, end), got.slice(end - width, end)];
    end -= width;
    if (expected !== found) return { port: name, expected: hex(expected), got: hex(found) };
  }
  return { port: "", expected: wanted, got };
}

/** Binary digits as hexadecimal ones where every bit is known. */
const hex = (bits: string): string => (/[^01]/.test(bits) ? `'b${bits}` : BigInt(`0b${bits}`).toString(16));
