/**
 * A plan with everything found that it names: ports, clocks, resets, beats as words, seeds. What the Verilog testbench and
 * the player in process both start from, so that they cannot understand a plan differently.
 */
import { fail } from "../../diagnostics/index.ts";
import { maskOf } from "../../ir/index.ts";
import { type DeviceInterface, type DevicePort, deviceInterface, requireFit, requirePort } from "./device.ts";
import { type StreamSide, streamSide } from "./stream-beats.ts";
import { collectEvents, type EventVariable } from "./stream-events.ts";
import type { ScriptStep, StreamTestbench } from "./stream-plan.ts";
import { findStrobe, type RegisterPort, resolveRegisters } from "./stream-ports.ts";
import { checksOf, scriptLines } from "./stream-script.ts";

/** Picoseconds between the clocks' rising edges, so that no two ever coincide: periods are whole nanoseconds. */
const skewStep = 7;

export interface ResolvedClock {
  /** Port name. */
  readonly name: string;
  /** Half a period in picoseconds. */
  readonly half: number;
  /** Picoseconds before the first half period. */
  readonly skew: number;
}

export interface ResolvedPlan {
  readonly plan: StreamTestbench;
  readonly device: DeviceInterface;
  readonly name: string;
  readonly seed: number;
  readonly producers: readonly StreamSide[];
  readonly consumers: readonly StreamSide[];
  readonly script: readonly ScriptStep[];
  /** The script as Verilog statements. */
  readonly scriptLines: readonly string[];
  readonly registers: Readonly<Record<RegisterPort, DevicePort>> | undefined;
  /** 0 <= stall < 1. */
  readonly registerStall: number;
  /** Port name; of no port when the module has no clock. */
  readonly mainClock: string;
  readonly clocks: readonly ResolvedClock[];
  /** Cycles of the main clock in reset. */
  readonly resetCycles: number;
  readonly resets: readonly { readonly name: string; readonly active: bigint }[];
  /** Direct inputs at the start, by port name; 0 for those not named. */
  readonly initial: ReadonlyMap<string, bigint>;
  readonly events: readonly EventVariable[];
  readonly watched: readonly { readonly name: string; readonly cycles: number }[];
  /** Ports that streams and registers own. */
  readonly taken: ReadonlySet<string>;
  readonly drainCycles: number;
  /** Values that a complete run compares. */
  readonly checks: number;
}

/** Errors: BL0411 unknown port or stream, BL0412 value too wide, BL0413 nothing compared, BL0414 clock, BL0415 range. */
export function resolvePlan(plan: StreamTestbench): ResolvedPlan {
  const device = deviceInterface(plan.top);
  const name = plan.name ?? `${device.name}_tb`;
  const seed = plan.seed ?? 1;
  const drainCycles = plan.drainCycles ?? 32;
  const registerStall = plan.registerStall ?? 0;
  requireRange(name, "timeoutCycles", plan.timeoutCycles, 1, 2 ** 31 - 1);
  requireRange(name, "drainCycles", drainCycles, 1, 2 ** 20);
  requireRange(name, "registerStall", registerStall, 0, 0.99);
  const producers = (plan.producers ?? []).map((p) => streamSide(device, name, p, "producer", seed));
  const consumers = (plan.consumers ?? []).map((c) => streamSide(device, name, c, "consumer", seed));
  const streams = [...producers, ...consumers];
  const script = plan.script ?? [];
  const registers = plan.registers === undefined ? undefined : resolveRegisters(device, plan.registers);
  const mainClock = registers?.awvalid.clock ?? device.clocks[0]?.clock ?? "tb_clock";
  const events = collectEvents(plan, name, streams);
  const measured = (plan.measurements ?? []).filter((measurement) => measurement.cycles !== undefined).length;
  const watched = watchedOutputs(device, name, plan);
  const checks =
    consumers.reduce((sum, consumer) => sum + consumer.count, 0) +
    script.reduce((sum, step) => sum + checksOf(step), 0) +
    measured +
    watched.length;
  if (checks === 0) fail("BL0413", { name });
  const taken = new Set([
    ...streams.flatMap((s) => [s.ports.valid, s.ports.ready, ...s.ports.fields].map((port) => port.name)),
    ...Object.values(registers ?? {}).map((port) => port.name),
  ]);
  const resets = device.clocks.flatMap(({ reset, resetActive }) =>
    reset === undefined ? [] : [{ name: reset, active: resetActive === "low" ? 0n : 1n }],
  );
  return {
    plan,
    device,
    name,
    seed,
    producers,
    consumers,
    script,
    scriptLines: scriptLines(script, {
      name,
      device,
      clock: mainClock,
      registers,
      streams: new Map(streams.map((stream) => [stream.port, stream.count])),
      eventOf: (label) => events.find((event) => event.label === label)?.name,
      taken,
    }),
    registers,
    registerStall,
    mainClock,
    ...clockTimes(device, plan, mainClock),
    resets,
    initial: initialInputs(device, plan, taken),
    events,
    watched,
    taken,
    drainCycles,
    checks,
  };
}

function watchedOutputs(device: DeviceInterface, name: string, plan: StreamTestbench) {
  return Object.entries(plan.highCycles ?? {}).map(([port, cycles]) => {
    const { width } = requirePort(device, port, "output");
    requireRange(name, `width of ${port}`, width, 1, 1);
    requireRange(name, `highCycles of ${port}`, cycles, 0, 2 ** 31 - 1);
    return { name: port, cycles };
  });
}

function initialInputs(device: DeviceInterface, plan: StreamTestbench, taken: ReadonlySet<string>) {
  const values = new Map<string, bigint>();
  for (const [name, value] of Object.entries(plan.inputs ?? {})) {
    const free = { ...device, ports: device.ports.filter((port) => !taken.has(port.name)) };
    values.set(name, requireFit(device, requirePort(free, name, "input"), value));
  }
  // Register writes of the script are whole words.
  const strobe = plan.registers === undefined ? undefined : findStrobe(device, plan.registers);
  if (strobe !== undefined) values.set(strobe.name, maskOf(strobe.width));
  return values;
}

/** Half periods and skews in picoseconds, and main clock cycles in which every clock has risen at least twice. */
function clockTimes(device: DeviceInterface, plan: StreamTestbench, mainClock: string) {
  const known = device.clocks.length === 0 ? [mainClock] : device.clocks.map((clock) => clock.clock);
  const periods = {
    ...Object.fromEntries(known.map((name) => [name, plan.clockPeriod ?? 10])),
    ...plan.clockPeriods,
  };
  for (const [clock, period] of Object.entries(periods)) {
    const possible = Number.isInteger(period) && period >= 2 && period <= 1e6 && period % 2 === 0;
    if (!known.includes(clock) || !possible) {
      const reason = `its period is ${period} ns, not an even number of nanoseconds from 2 to 1000000`;
      fail("BL0414", {
        module: device.name,
        clock,
        reason: possible ? "there is no such clock" : reason,
        known,
      });
    }
  }
  const longest = Math.max(...Object.values(periods));
  return {
    clocks: known.map((name, index) => ({ name, half: (periods[name] ?? 0) * 500, skew: index * skewStep })),
    resetCycles: Math.ceil((2 * longest) / (periods[mainClock] ?? longest)) + 2,
  };
}

function requireRange(name: string, parameter: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  fail("BL0415", { name, parameter, found: String(value), allowed: `${least} to ${most}` });
}
