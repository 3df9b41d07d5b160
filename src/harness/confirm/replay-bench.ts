/**
 * The Verilog that replays recorded port traffic: one device, the vectors of a run, every output compared at every
 * step. Invariant: the text depends on the design and on sizes rounded up to powers of two alone, so one build serves
 * many runs; registers and memories are put at each segment's state by hierarchical assignments, so that nothing is
 * unknown that the engine knew.
 */
import type { TextFile } from "../../gen/index.ts";
import { bitWidth, type Design, indexWidth } from "../../ir/index.ts";
import { type StateElement, stateElements, wordsOf } from "./state-elements.ts";
import { type Column, type PortTraffic, rows } from "./traffic.ts";

export const REPLAY_MODULE = "tb_bitloom_replay";

export interface ReplaySizes {
  /** Steps and limbs of start values that the testbench has room for. */
  readonly steps: number;
  readonly limbs: number;
}

/** Verilog as it is replayed: module files by name, and the name of the top in them. */
export interface ReplayedVerilog {
  readonly verilog: readonly TextFile[];
  readonly top: string;
}

/**
 * Modules that hold an instance of their own name get another: Icarus 11 takes `queue` in `tb_device.queue.held` for the
 * module and finds no `held` in it.
 */
export function replayedVerilog(design: Design, verilog: readonly TextFile[]): ReplayedVerilog {
  const clashing = design.modules.filter(({ name, instances }) => instances.some((one) => one.name === name));
  const renamed = (text: string): string =>
    clashing.reduce((changed, { name }) => {
      const declared = changed.replace(new RegExp(`^(\\s*module\\s+)${name}\\b`, "gm"), `$1tb_${name}`);
      return declared.replace(new RegExp(`^(\\s*)${name}(\\s+\\w+\\s*\\()`, "gm"), `$1tb_${name}$2`);
    }, text);
  const { top } = design;
  return {
    verilog:
      clashing.length === 0 ? verilog : verilog.map(({ name, text }) => ({ name, text: renamed(text) })),
    top: clashing.includes(top) ? `tb_${top.name}` : (top.external?.verilogName ?? top.name),
  };
}

/** Bits of a word of the start file. */
const LIMB = 64;

const limbsOf = (width: number): number => Math.ceil(width / LIMB);

const roomFor = (count: number): number => 2 ** Math.max(8, Math.ceil(Math.log2(count + 1)));

export function replaySizes(traffic: PortTraffic): ReplaySizes {
  const limbs = stateElements(traffic.design).reduce(
    (sum, one) => sum + wordsOf(one) * limbsOf(one.width),
    0,
  );
  return { steps: roomFor(traffic.steps), limbs: roomFor(limbs * traffic.segments.length) };
}

/** Around the Verilog of a design, which tells what names are variables there. */
export function replayBench(design: Design, written: ReplayedVerilog, sizes: ReplaySizes): TextFile {
  const { top } = design;
  const clocks = top.domains.map(({ clock }) => ({ name: clock, width: 1 }));
  const resets = top.domains.flatMap(({ reset }) => (reset === undefined ? [] : [{ name: reset, width: 1 }]));
  const ported = (role: "input" | "output") =>
    top.ports.filter((port) => port.role === role).map(({ name, type }) => ({ name, width: bitWidth(type) }));
  const inputs = [...resets, ...ported("input")];
  const outputs = ported("output");
  const inputBits = total(inputs);
  const outputBits = total(outputs);
  const edgeBits = Math.max(1, clocks.length);
  const connections = [
    ...connect(clocks, "tb_clocks"),
    ...connect(inputs, "tb_inputs"),
    ...connect(outputs, "tb_got"),
  ];
  // A word read past the end of a memory is unknown, and the language leaves it open: known bits have to agree.
  const wrong = readsPastEnd(design) ? "(|(tb_got ^ tb_wanted)) === 1'b1" : "tb_got !== tb_wanted";
  const { verilog, top: name } = written;
  const { unknown, initialised, limbs } = loadLines(design, verilog);
  const indented = (lines: readonly string[]): string => lines.map((line) => `      ${line}\n`).join("");
  return {
    name: `${REPLAY_MODULE}.v`,
    text: `// Replays recorded port traffic of ${name}: +steps=N steps of stimulus.hex, outputs as in expected.hex, state from start.hex.
\`timescale 1ps/1ps
module ${REPLAY_MODULE};
  reg [${edgeBits + Math.max(1, inputBits) + 1}:0] tb_stimulus [0:${sizes.steps - 1}];
  reg [${outputBits - 1}:0] tb_expected [0:${sizes.steps - 1}];
  reg [${LIMB - 1}:0] tb_start [0:${sizes.limbs - 1}];
  reg [${edgeBits - 1}:0] tb_clocks;
  reg [${edgeBits - 1}:0] tb_edges;
  reg [${Math.max(1, inputBits) - 1}:0] tb_inputs;
  reg tb_load;
  reg tb_load_own;
  wire [${outputBits - 1}:0] tb_got;
  reg [${outputBits - 1}:0] tb_wanted;
  integer tb_steps;
  integer tb_step;
  integer tb_base;
  integer tb_word;
  integer tb_wrong;
  ${name} tb_device (${connections.join(", ")});
  task tb_load_state;
    begin
${indented(unknown)}      if (tb_load_own) tb_load_initialised;
      tb_base = tb_base + ${limbs};
    end
  endtask
  task tb_load_initialised;
    begin
${indented(initialised)}    end
  endtask
  initial begin
    tb_clocks = 0;
    tb_base = 0;
    tb_wrong = 0;
    if (!$value$plusargs("steps=%d", tb_steps)) tb_steps = 0;
    $readmemh("stimulus.hex", tb_stimulus);
    $readmemh("expected.hex", tb_expected);
    $readmemh("start.hex", tb_start);
    for (tb_step = 0; tb_step < tb_steps && tb_wrong == 0; tb_step = tb_step + 1) begin
      {tb_load, tb_load_own, tb_edges, tb_inputs} = tb_stimulus[tb_step];
      #1;
      if (tb_load) tb_load_state;
      #1;
      tb_wanted = tb_expected[tb_step];
      if (${wrong}) begin
        $display("BITLOOM REPLAY step=%0d wanted=%b got=%b", tb_step, tb_wanted, tb_got);
        tb_wrong = 1;
      end
      #1 tb_clocks = tb_edges;
      #1 tb_clocks = 0;
    end
    $display("BITLOOM REPLAYED steps=%0d", tb_step);
    $finish;
  end
endmodule
`,
  };
}

/** Vectors of one lane: `stimulus.hex`, `expected.hex` and `start.hex`, padded to the testbench's room. */
export function replayVectors(traffic: PortTraffic, lane: number, sizes: ReplaySizes): TextFile[] {
  const { design, steps, edges, segments } = traffic;
  const { inputs = [], outputs = [] } = traffic.lanes[lane] ?? {};
  const edgeBits = Math.max(1, design.top.domains.length);
  const elements = stateElements(design);
  const loads = new Map(
    segments.map(({ step, state }, i) => [step, loadBits(elements, state[lane] ?? [], i)]),
  );
  const stimulus: string[] = [];
  const inputBits = Math.max(1, total(inputs));
  for (const values of rows(inputs, steps)) {
    const step = stimulus.length;
    const head = ((loads.get(step) ?? 0n) << BigInt(edgeBits)) | BigInt(edges[step] ?? 0);
    stimulus.push(((head << BigInt(inputBits)) | pack(inputs, values)).toString(16));
  }
  const expected: string[] = [];
  for (const values of rows(outputs, steps)) expected.push(pack(outputs, values).toString(16));
  const start = segments.flatMap(({ state }) => startLimbs(elements, state[lane] ?? []));
  const file = (name: string, lines: readonly string[], room: number): TextFile => ({
    name,
    text: `${[...lines, ...Array.from({ length: room - lines.length }, () => "0")].join("\n")}\n`,
  });
  return [
    file("stimulus.hex", stimulus, sizes.steps),
    file("expected.hex", expected, sizes.steps),
    file("start.hex", start, sizes.limbs),
  ];
}

/**
 * 2: load what the Verilog starts unknown. 1: also what it initialises; at the beginning only when somebody has changed
 * that, so that the Verilog's own initial content is put to the test.
 */
function loadBits(elements: readonly StateElement[], state: readonly bigint[], segment: number): bigint {
  let at = 0;
  let isChanged = segment > 0;
  for (const element of elements) {
    const words = state.slice(at, at + wordsOf(element));
    at += words.length;
    if (element.initial?.some((word, i) => word !== words[i])) isChanged = true;
  }
  return isChanged ? 3n : 2n;
}

function startLimbs(elements: readonly StateElement[], state: readonly bigint[]): string[] {
  const limbs: string[] = [];
  let at = 0;
  for (const element of elements) {
    for (let word = 0; word < wordsOf(element); word++) {
      const bits = state[at++] ?? 0n;
      for (let limb = 0; limb < limbsOf(element.width); limb++) {
        limbs.push(BigInt.asUintN(LIMB, bits >> BigInt(limb * LIMB)).toString(16));
      }
    }
  }
  return limbs;
}

/** First column in the least significant bits, as `connect` takes them apart. */
function pack(columns: readonly Column[], values: readonly bigint[]): bigint {
  let word = 0n;
  for (let i = columns.length - 1; i >= 0; i--) {
    word = (word << BigInt(columns[i]?.width ?? 0)) | (values[i] ?? 0n);
  }
  return word;
}

interface Field {
  readonly name: string;
  readonly width: number;
}

const total = (fields: readonly Field[]): number => fields.reduce((sum, { width }) => sum + width, 0);

function connect(fields: readonly Field[], vector: string): string[] {
  let low = 0;
  return fields.map(({ name, width }) => {
    const text = `.${name}(${vector}[${low + width - 1}:${low}])`;
    low += width;
    return text;
  });
}

interface LoadLines {
  /** Statements for what the Verilog starts unknown, and for what it initialises by itself. */
  readonly unknown: readonly string[];
  readonly initialised: readonly string[];
  /** Of a segment. */
  readonly limbs: number;
}

/** Puts every variable of the device at its value from `tb_base` on. */
function loadLines(design: Design, verilog: readonly TextFile[]): LoadLines {
  const variables = new Map(verilog.map(({ name, text }) => [name, declaredVariables(text)]));
  const unknown: string[] = [];
  const initialised: string[] = [];
  let offset = 0;
  for (const element of stateElements(design)) {
    const from = offset;
    const limbs = limbsOf(element.width);
    offset += wordsOf(element) * limbs;
    const name = verilogName(element, variables.get(`${element.module.name}.v`) ?? new Set());
    if (name === undefined) continue;
    const path = `tb_device.${[...element.path.split(".").slice(0, -1), name].join(".")}`;
    const lines = element.initial === undefined ? unknown : initialised;
    if (element.kind === "memory") {
      const word = limbsText(element.width, (limb) => `tb_base + ${from + limb} + tb_word * ${limbs}`);
      lines.push(
        `for (tb_word = 0; tb_word < ${element.memory.depth}; tb_word = tb_word + 1)`,
        `  ${path}[tb_word] = ${word};`,
      );
    } else lines.push(`${path} = ${limbsText(element.width, (limb) => `tb_base + ${from + limb}`)};`);
  }
  return { unknown, initialised, limbs: offset };
}

const declaredVariables = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/\breg\s+(?:\[[^\]]*\]\s*)?(\w+)/g)].map(([, name = ""]) => name));

/** A read port may go by the name of the only signal that shows it. Undefined: the Verilog has no such variable. */
function verilogName(element: StateElement, known: ReadonlySet<string>): string | undefined {
  if (element.kind === "register") return known.has(element.signal.name) ? element.signal.name : undefined;
  if (element.kind === "memory") return known.has(element.memory.name) ? element.memory.name : undefined;
  const { port, module } = element;
  const aliases = module.signals.filter(({ value }) => value?.op === "read" && value.port === port);
  return [port.name, ...aliases.map(({ name }) => name)].find((name) => known.has(name));
}

function limbsText(width: number, index: (limb: number) => string): string {
  const limbs = Array.from({ length: limbsOf(width) }, (_, limb) => {
    const bits = Math.min(LIMB, width - limb * LIMB);
    return `tb_start[${index(limb)}][${bits - 1}:0]`;
  });
  return limbs.length === 1 ? (limbs[0] ?? "") : `{${limbs.reverse().join(", ")}}`;
}

/** A memory whose address can name a word that is not there. */
const readsPastEnd = (design: Design): boolean =>
  design.modules.some(({ memories }) =>
    memories.some(({ depth, reads }) => reads.length > 0 && depth < 2 ** indexWidth(depth)),
  );
