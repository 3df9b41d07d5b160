/**
 * Writes stream testbenches: producers, consumers and a register script around a module. Invariant: the files are the
 * same for the same plan, to the byte, and what they check can fail.
 */
import { fail } from "../../diagnostics/index.ts";
import { maskOf } from "../../ir/index.ts";
import type { TextFile } from "../verilog/write.ts";
import { indexSlice } from "./cycle.ts";
import { type DeviceInterface, deviceInterface, requireFit, requirePort } from "./device.ts";
import { manifestFile } from "./manifest.ts";
import { type StreamSide, streamSeed, streamSide } from "./stream-beats.ts";
import { collectEvents, type EventVariable, eventName } from "./stream-events.ts";
import type { StreamTestbench } from "./stream-plan.ts";
import { findStrobe, resolveRegisters } from "./stream-ports.ts";
import { checksOf, scriptLines } from "./stream-script.ts";
import { loadTemplate } from "./template.ts";
import { verilogLiteral, verilogRange } from "./vectors.ts";

const render = loadTemplate<object>("./stream.v.hbs", { registers: "./stream-registers.v.hbs" });

/** Picoseconds between the clocks' rising edges, so that no two ever coincide: periods are whole nanoseconds. */
const skewStep = 7;

/**
 * Testbench, vector files and `testbench.json` for a plan. Errors: BL0411 unknown port or stream, BL0412 value too
 * wide, BL0413 nothing compared, BL0414 impossible clock, BL0415 a parameter out of range.
 */
export function writeStreamTestbench(plan: StreamTestbench): TextFile[] {
  const device = deviceInterface(plan.top);
  const name = plan.name ?? `${device.name}_tb`;
  const seed = plan.seed ?? 1;
  requireRange(name, "timeoutCycles", plan.timeoutCycles, 1, 2 ** 31 - 1);
  requireRange(name, "drainCycles", plan.drainCycles ?? 32, 1, 2 ** 20);
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
  const { clocks, resetCycles } = clockTimes(device, plan, mainClock);
  const resets = device.clocks.flatMap(({ reset, resetActive }) =>
    reset === undefined ? [] : [{ name: reset, active: resetActive === "low" ? 0n : 1n }],
  );
  const writes = script.some((step) => step.kind === "write");
  const reads = script.some((step) => step.kind === "read" || step.kind === "poll");
  const looked = new Set([
    ...streams.flatMap(({ ports: { valid, ready, fields } }) => [valid, ready, ...fields].map((p) => p.name)),
    ...Object.entries(registers ?? {})
      .filter(([channel]) => (/^(aw|w|b)/.test(channel) ? writes : reads))
      .map(([, port]) => port.name),
    ...script.flatMap((step) => ("port" in step ? [step.port] : [])),
    ...watched.map((output) => output.name),
  ]);
  const outputs = device.ports.filter((port) => port.direction === "output");
  const unobserved = outputs.filter((port) => !looked.has(port.name));
  const stalls = plan.registerStall ?? 0;
  requireRange(name, "registerStall", stalls, 0, 0.99);

  const testbench = render({
    name,
    device: device.name,
    timeout: plan.timeoutCycles,
    drain: plan.drainCycles ?? 32,
    resetCycles,
    mainClock,
    clocks,
    clockNote: clocks.length > 1,
    inputs: [
      ...resets.map((reset) => ({
        name: reset.name,
        range: "",
        initial: verilogLiteral(1n - reset.active, 1),
      })),
      ...initialInputs(device, plan, taken),
    ],
    outputs: outputs.map((port) => ({ name: port.name, range: verilogRange(port.width) })),
    connections: [
      ...device.clocks.map((clock) => clock.clock),
      ...resets.map((reset) => reset.name),
      ...device.ports.map((port) => port.name),
    ],
    unobserved: unobserved.map((port) => port.name).join(", "),
    usesRandom: streams.some((stream) => stream.stall > 0) || (registers !== undefined && stalls > 0),
    watched,
    events,
    producers: producers.map((producer) => streamView(producer, events, mainClock)),
    consumers: consumers.map((consumer) => streamView(consumer, events, mainClock)),
    registers: registers && {
      ...Object.fromEntries(Object.entries(registers).map(([key, port]) => [key, port.name])),
      clock: mainClock,
      addressRange: verilogRange(registers.awaddr.width),
      dataRange: verilogRange(registers.wdata.width),
      zero: verilogLiteral(0n, registers.rdata.width),
      stall: stalls,
      threshold: `10'd${Math.round(stalls * 1024)}`,
      seed: verilogLiteral(streamSeed(seed, "registers"), 32),
      writes,
      reads,
      accepted: script.some(
        (step) => step.kind === "write" && events.some((e) => e.label === step.label && e.label),
      ),
      checks: script.some((step) => step.kind === "read" && step.expected !== undefined),
      polls: script.some((step) => step.kind === "poll"),
    },
    waits: script.some((step) => step.kind === "waitFor"),
    script: scriptLines(script, {
      name,
      device,
      clock: mainClock,
      registers,
      streams: new Map(streams.map((stream) => [stream.port, stream.count])),
      eventOf: (label) => events.find((event) => event.label === label)?.name,
      taken,
    }),
    done: [
      ...streams.map((stream) => `tb_${stream.port}_count >= ${stream.count}`),
      ...(script.length > 0 ? ["tb_script_done"] : []),
    ].join(" && "),
    wrong: sum([
      ...consumers.map((c) => `tb_${c.port}_wrong`),
      ...(script.length > 0 ? ["tb_script_wrong"] : []),
    ]),
    checked: sum([
      ...consumers.map((c) => `tb_${c.port}_count`),
      ...(script.length > 0 ? ["tb_script_checked"] : []),
    ]),
    vectors: streams.flatMap((stream) =>
      stream.memories.map(({ memory, file }) => ({ memory, file: `${name}.${file}` })),
    ),
    resets: resets.map((reset) => ({
      name: reset.name,
      active: verilogLiteral(reset.active, 1),
      idle: verilogLiteral(1n - reset.active, 1),
    })),
    progress: streams.map((stream) => ({ port: stream.port, count: stream.count })),
    measurements: (plan.measurements ?? []).map((measurement) => ({
      name: measurement.name,
      from: eventName(plan, measurement.from),
      to: eventName(plan, measurement.to),
      check: measurement.cycles !== undefined,
      cycles: measurement.cycles ?? 0,
    })),
  });

  const vectors = streams.flatMap((stream) =>
    stream.memories.map((memory) => ({ name: `${name}.${memory.file}`, text: memory.text })),
  );
  return [
    { name: `${name}.v`, text: testbench },
    ...vectors,
    manifestFile({
      name,
      kind: "stream",
      device: device.name,
      sources: [...(plan.sources ?? device.sources), `${name}.v`],
      vectors: vectors.map((file) => file.name),
      checks,
    }),
  ];
}

/** What the template needs of a producer or consumer. */
function streamView(stream: StreamSide, events: readonly EventVariable[], mainClock: string) {
  const { valid, ready, fields, clock } = stream.ports;
  const last = Math.max(0, stream.count - 1);
  let low = stream.width;
  return {
    port: stream.port,
    clock: clock ?? mainClock,
    valid: valid.name,
    ready: ready.name,
    braces: `{${fields.map((field) => field.name).join(", ")}}`,
    fields: fields.map((field) => {
      low -= field.width;
      const slice = field.width === 1 ? `[${low}]` : `[${low + field.width - 1}:${low}]`;
      return {
        name: field.name,
        slice: stream.width === 1 ? "" : slice,
        zero: verilogLiteral(0n, field.width),
      };
    }),
    range: verilogRange(stream.width),
    zero: verilogLiteral(0n, stream.width),
    count: stream.count,
    last,
    slice: indexSlice(last + 1),
    stall: stream.stall,
    threshold: `16'd${Math.round(stream.stall * 65536)}`,
    seed: verilogLiteral(stream.seed, 32),
    careFile: stream.hasCare,
    mayWithdraw: stream.mayWithdraw,
    events: events.filter((event) => event.port === stream.port).map(({ name, beat }) => ({ name, beat })),
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
  return device.ports
    .filter((port) => port.direction === "input")
    .map((port) => ({
      name: port.name,
      range: verilogRange(port.width),
      initial: verilogLiteral(values.get(port.name) ?? 0n, port.width),
    }));
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

const sum = (terms: readonly string[]): string => (terms.length === 0 ? "0" : terms.join(" + "));

function requireRange(name: string, parameter: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  fail("BL0415", { name, parameter, found: String(value), allowed: `${least} to ${most}` });
}
