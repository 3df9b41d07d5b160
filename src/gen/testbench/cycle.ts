/**
 * Writes cycle testbenches: every input and every output of a module in every step, from vector files. Invariant: the
 * files are the same for the same plan, to the byte.
 */
import { fail } from "../../diagnostics/index.ts";
import { indexWidth, maskOf } from "../../ir/index.ts";
import { loadTemplate } from "../../templates/index.ts";
import type { TextFile } from "../verilog/write.ts";
import type { CycleStep, CycleTestbench, PortValues } from "./cycle-plan.ts";
import { type DeviceInterface, type DevicePort, deviceInterface, requireFit, requirePort } from "./device.ts";
import { manifestFile } from "./manifest.ts";
import { packFields, vectorFile, verilogLiteral, verilogRange } from "./vectors.ts";

const render = loadTemplate<object>(new URL("cycle.v.hbs", import.meta.url));

/**
 * Testbench, vector files and `testbench.json` for a plan. One comparison a step with at least one cared-for bit.
 * Errors: BL0411 unknown port, BL0412 value too wide, BL0413 nothing compared, BL0414 impossible clock.
 */
export function writeCycleTestbench(plan: CycleTestbench): TextFile[] {
  const device = deviceInterface(plan.top);
  const name = plan.name ?? `${device.name}_tb`;
  const clocks = stepClocks(device, plan);
  const resets = device.clocks.flatMap(({ reset, resetActive }) =>
    reset === undefined ? [] : [{ name: reset, active: resetActive === "low" ? 0n : 1n }],
  );
  const inputs: DevicePort[] = [
    ...resets.map((reset) => ({ name: reset.name, direction: "input" as const, width: 1 })),
    ...device.ports.filter((port) => port.direction === "input"),
  ];
  const outputs = device.ports.filter((port) => port.direction === "output");
  const idle = new Map(resets.map((reset) => [reset.name, 1n - reset.active]));

  const stimulus = stimulusWords(device, inputs, idle, plan.steps);
  const { expected, care, checks } = expectedWords(device, outputs, plan.steps);
  if (checks === 0) fail("BL0413", { name });
  const stimulusWidth = totalWidth(inputs);
  const expectedWidth = totalWidth(outputs);
  const everyBit = maskOf(expectedWidth);
  const hasCare = care.some((word) => word !== everyBit);
  const resetSteps =
    plan.resetSteps ??
    (resets.length === 0 ? 0 : 2 * Math.max(1, ...clocks.map((clock) => clock.every + clock.phase)));

  const files = {
    stimulus: `${name}.stimulus.hex`,
    expected: `${name}.expected.hex`,
    care: `${name}.care.hex`,
  };
  const offsets = lowBits(outputs);
  const testbench = render({
    name,
    device: device.name,
    steps: plan.steps.length,
    resetSteps,
    resets: resets.map((reset) => ({ name: reset.name, active: verilogLiteral(reset.active, 1) })),
    stimulusFile: files.stimulus,
    expectedFile: files.expected,
    careFile: hasCare ? files.care : "",
    stimulusRange: verilogRange(Math.max(1, stimulusWidth)),
    expectedRange: verilogRange(expectedWidth),
    clocks,
    inputs: inputs.map((port) => ({
      name: port.name,
      range: verilogRange(port.width),
      initial: verilogLiteral(idle.get(port.name) ?? 0n, port.width),
    })),
    inputNames: inputs.map((port) => port.name).join(", "),
    outputs: outputs.map((port) => ({ name: port.name, range: verilogRange(port.width) })),
    connections: [...clocks, ...inputs, ...outputs].map((port) => port.name),
    compared: outputs.map((port) => ({
      name: port.name,
      slice: expectedWidth === 1 ? "" : sliceText(offsets.get(port.name) ?? 0, port.width),
      zero: verilogLiteral(0n, port.width),
      care: hasCare,
    })),
    stepSlice: indexSlice(plan.steps.length),
    noCare: verilogLiteral(0n, expectedWidth),
  });

  const vectors: TextFile[] = [
    { name: files.stimulus, text: vectorFile(stimulus, Math.max(1, stimulusWidth)) },
    { name: files.expected, text: vectorFile(expected, expectedWidth) },
    ...(hasCare ? [{ name: files.care, text: vectorFile(care, expectedWidth) }] : []),
  ];
  return [
    { name: `${name}.v`, text: testbench },
    ...vectors,
    manifestFile({
      name,
      kind: "cycle",
      device: device.name,
      sources: [...(plan.sources ?? device.sources), `${name}.v`],
      vectors: vectors.map((file) => file.name),
      checks,
    }),
  ];
}

/** Index bits of a memory with `depth` words as a part select: Verilator wants the index no wider than needed. */
export const indexSlice = (depth: number): string =>
  indexWidth(depth) === 1 ? "[0]" : `[${indexWidth(depth) - 1}:0]`;

const sliceText = (low: number, width: number): string =>
  width === 1 ? `[${low}]` : `[${low + width - 1}:${low}]`;

const totalWidth = (ports: readonly DevicePort[]): number => ports.reduce((sum, port) => sum + port.width, 0);

/** Lowest bit of each port in a word that concatenates them, first port in the most significant bits. */
function lowBits(ports: readonly DevicePort[]): Map<string, number> {
  let low = totalWidth(ports);
  return new Map(
    ports.map((port) => {
      low -= port.width;
      return [port.name, low];
    }),
  );
}

function stepClocks(device: DeviceInterface, plan: CycleTestbench) {
  const known = device.clocks.map((clock) => clock.clock);
  for (const [name, clock] of Object.entries(plan.clocks ?? {})) {
    const phase = clock.phase ?? 0;
    const possible =
      Number.isInteger(clock.every) && Number.isInteger(phase) && phase >= 0 && phase < clock.every;
    if (!known.includes(name) || !possible) {
      const reason = `it cannot rise every ${clock.every} steps from step ${phase}`;
      fail("BL0414", { module: device.name, clock: name, reason, known });
    }
  }
  return known.map((name) => {
    const { every = 1, phase = 0 } = plan.clocks?.[name] ?? {};
    return { name, every, phase, always: every === 1 };
  });
}

function stimulusWords(
  device: DeviceInterface,
  inputs: readonly DevicePort[],
  idle: ReadonlyMap<string, bigint>,
  steps: readonly CycleStep[],
): bigint[] {
  const current = new Map(inputs.map((port) => [port.name, idle.get(port.name) ?? 0n]));
  const widthOf = new Map(inputs.map((port) => [port.name, port]));
  return steps.map((step) => {
    for (const reset of idle.keys()) current.set(reset, idle.get(reset) ?? 0n);
    for (const [name, value] of Object.entries(step.inputs)) {
      const port = widthOf.get(name) ?? requirePort(device, name, "input");
      current.set(name, requireFit(device, port, value));
    }
    return packFields(inputs.map((port) => ({ width: port.width, value: current.get(port.name) ?? 0n })));
  });
}

function expectedWords(device: DeviceInterface, outputs: readonly DevicePort[], steps: readonly CycleStep[]) {
  const known = new Map(outputs.map((port) => [port.name, port]));
  const checkNames = (values: PortValues) => {
    for (const [name, value] of Object.entries(values)) {
      requireFit(device, known.get(name) ?? requirePort(device, name, "output"), value);
    }
  };
  let checks = 0;
  const expected: bigint[] = [];
  const care: bigint[] = [];
  for (const step of steps) {
    checkNames(step.expected);
    if (step.care !== undefined) checkNames(step.care);
    const careWord = packFields(
      outputs.map(({ name, width }) => ({
        width,
        value: step.expected[name] === undefined ? 0n : (step.care?.[name] ?? maskOf(width)),
      })),
    );
    expected.push(
      packFields(outputs.map(({ name, width }) => ({ width, value: step.expected[name] ?? 0n }))),
    );
    care.push(careWord);
    if (careWord !== 0n) checks += 1;
  }
  return { expected, care, checks };
}
