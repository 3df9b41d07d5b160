/**
 * Writes stream testbenches: producers, consumers and a register script around a module. Invariant: the files are the
 * same for the same plan, to the byte, and what they check can fail.
 */

import { loadTemplate } from "../../templates/index.ts";
import type { TextFile } from "../verilog/write.ts";
import { indexSlice } from "./cycle.ts";
import { manifestFile } from "./manifest.ts";
import { type StreamSide, streamMemories, streamSeed } from "./stream-beats.ts";
import { type EventVariable, eventName } from "./stream-events.ts";
import type { StreamTestbench } from "./stream-plan.ts";
import { resolvePlan } from "./stream-resolve.ts";
import { verilogLiteral, verilogRange } from "./vectors.ts";

const render = loadTemplate<object>(new URL("stream.v.hbs", import.meta.url), {
  registers: new URL("stream-registers.v.hbs", import.meta.url),
});

/**
 * Testbench, vector files and `testbench.json` for a plan. Errors: BL0411 unknown port or stream, BL0412 value too
 * wide, BL0413 nothing compared, BL0414 impossible clock, BL0415 a parameter out of range.
 */
export function writeStreamTestbench(plan: StreamTestbench): TextFile[] {
  const resolved = resolvePlan(plan);
  const { device, name, seed, producers, consumers, script, registers, mainClock, events, watched } =
    resolved;
  const { clocks, resetCycles, resets, checks, registerStall: stalls } = resolved;
  const streams = [...producers, ...consumers];
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

  const testbench = render({
    name,
    device: device.name,
    timeout: plan.timeoutCycles,
    drain: resolved.drainCycles,
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
      ...device.ports
        .filter((port) => port.direction === "input")
        .map((port) => ({
          name: port.name,
          range: verilogRange(port.width),
          initial: verilogLiteral(resolved.initial.get(port.name) ?? 0n, port.width),
        })),
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
    script: resolved.scriptLines,
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
      streamMemories(stream).map(({ memory, file }) => ({ memory, file: `${name}.${file}` })),
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
    streamMemories(stream).map((memory) => ({ name: `${name}.${memory.file}`, text: memory.text })),
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
    isRecorded: stream.isRecorded,
    events: events.filter((event) => event.port === stream.port).map(({ name, beat }) => ({ name, beat })),
  };
}

const sum = (terms: readonly string[]): string => (terms.length === 0 ? "0" : terms.join(" + "));
