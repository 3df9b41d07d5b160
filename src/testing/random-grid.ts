/**
 * Random grids: one child placed many times and wired to its neighbours, as systolic arrays are. Invariant: as for random
 * designs, the design passes its checks and forgets its start values in `warmupSteps`; links between elements come out of
 * registers or run on from west to east and from north to south, so no path closes on itself.
 */
import {
  bitWidth,
  type DataType,
  type Design,
  type Module,
  type ResetKind,
  type Signal,
} from "../ir/index.ts";
import { designOf, type ModuleBuilder, moduleBuilder } from "./ir-builder.ts";
import { binary, bit, cast, ref, uint } from "./ir-expressions.ts";
import { type Random, seededRandom } from "./random.ts";
import { ExpressionMaker, randomNumberType } from "./random-expression.ts";
import { StatementMaker } from "./random-statements.ts";

export interface RandomGridOptions {
  /** Most rows and columns, 1 or more. Default 6. */
  readonly most?: number;
  /** Widest signal of an element in bits. Default 34. */
  readonly widest?: number;
}

interface Port {
  readonly name: string;
  readonly type: DataType;
}

/** An element's ports: from everywhere, along its row, from west to east, from north to south, and what it shows. */
interface ElementShape {
  readonly common: readonly Port[];
  readonly row: readonly Port[];
  readonly across: readonly Port[];
  readonly down: readonly Port[];
  readonly shown: readonly Port[];
}

interface Part {
  readonly module: Module;
  readonly shape: ElementShape;
}

/** A grid of 2 or more elements: flat, or as rows that are modules of their own. */
export function randomGrid(seed: number, options: RandomGridOptions = {}): Design {
  const random = seededRandom(seed ^ 0x6772_6964);
  const { most = 6, widest = 34 } = options;
  const resetKind = random.pick<ResetKind>(["sync", "sync", "async"]);
  const resetActive = random.pick(["high", "low"] as const);
  const builder = (name: string) => {
    const m = moduleBuilder(name, { resetKind, resetActive });
    m.domain("default");
    return m;
  };
  const rows = random.between(1, most);
  const columns = random.between(rows === 1 ? 2 : 1, Math.max(2, most));
  const element = elementOf(random, builder(`grid_${seed}_element`), widest);
  const isNested = random.chance(0.4);
  const line = isNested ? rowOf(builder(`grid_${seed}_row`), element, columns) : undefined;
  return designOf(gridOf(builder(`grid_${seed}`), { element, line, rows, columns }));
}

function elementOf(random: Random, m: ModuleBuilder, widest: number): Part {
  const type = (): DataType => (random.chance(0.3) ? bit : randomNumberType(random, widest));
  const some = (low: number, high: number, prefix: string): Port[] =>
    Array.from({ length: random.between(low, high) }, (_, i) => ({ name: `${prefix}${i}`, type: type() }));
  const shape: ElementShape = {
    common: some(1, 2, "common"),
    row: some(0, 1, "level"),
    across: some(1, 2, "across"),
    down: some(0, 2, "down"),
    shown: [{ name: "held", type: type() }],
  };
  const input = (port: Port, suffix = "") => m.input(`${port.name}${suffix}`, port.type);
  const links = [...shape.across, ...shape.down];
  const sources = links.map((link) => input(link, "_in"));
  const inputs = [...shape.common, ...shape.row].map((port) => input(port));
  // A link that only passes on what came from its neighbour is what engines may turn into a move of memory.
  const isPlain = links.map(() => random.chance(0.5));
  const registers = [...links, ...shape.shown].map((port, i) => {
    const hasReset = isPlain[i] !== true || random.chance(0.3);
    const reset = hasReset ? { init: random.bits(bitWidth(port.type)) } : {};
    return m.register(`${port.name}_held`, port.type, reset);
  });
  const pool = [...inputs, ...sources, ...registers].map((signal) => ref(signal));
  const make = new ExpressionMaker(random, pool, widest);
  if (random.chance(0.3)) {
    const delayed = make.of(type(), 2);
    const delay = m.register("delay", delayed.type);
    m.assign(delay, delayed);
    pool.push(ref(delay));
  }
  if (random.chance(0.3)) {
    const wire = m.wire("mixed", type());
    new StatementMaker(random, m, make, 2).drive([wire]);
    pool.push(ref(wire));
  }
  links.forEach((_, i) => {
    if (isPlain[i]) m.assign(registers[i] as Signal, sources[i] as Signal);
  });
  new StatementMaker(random, m, make, 2).drive(registers.filter((_, i) => !isPlain[i]));
  links.forEach((link, i) => {
    const register = ref(registers[i] as Signal);
    const isThrough = random.chance(0.15);
    const source = ref(sources[i] as Signal);
    const through = cast(
      binary("xor", cast(register, unsigned(link.type)), cast(source, unsigned(link.type))),
      link.type,
    );
    m.assign(m.output(`${link.name}_out`, link.type), isThrough ? through : register);
  });
  shape.shown.forEach((port, i) => {
    m.assign(m.output(port.name, port.type), registers[links.length + i] as Signal);
  });
  return { module: m.build(), shape };
}

const unsigned = (type: DataType): DataType => uint(bitWidth(type));

/** Columns of elements side by side; `down` and `shown` ports once a column. */
function rowOf(m: ModuleBuilder, { module, shape }: Part, columns: number): Part {
  const everywhere = [...shape.common, ...shape.row].map((port) => m.input(port.name, port.type));
  const heads = shape.across.map((port) => m.input(`${port.name}_in`, port.type));
  const tops = columnPorts(shape.down, columns).map((port) => m.input(`${port.name}_in`, port.type));
  let before = heads;
  for (let column = 0; column < columns; column++) {
    const port = m.instance(`element_${column}`, module, { array: { name: "element", indices: [column] } });
    for (const signal of everywhere) m.assign(port(signal.name), signal);
    shape.across.forEach((link, i) => void m.assign(port(`${link.name}_in`), before[i] as Signal));
    before = shape.across.map((link) => port(`${link.name}_out`));
    shape.down.forEach((link, i) => {
      m.assign(port(`${link.name}_in`), tops[column * shape.down.length + i] as Signal);
      m.assign(m.output(`${link.name}_${column}_out`, link.type), port(`${link.name}_out`));
    });
    for (const { name, type } of shape.shown) m.assign(m.output(`${name}_${column}`, type), port(name));
  }
  shape.across.forEach(
    (link, i) => void m.assign(m.output(`${link.name}_out`, link.type), before[i] as Signal),
  );
  const row = { ...shape, down: columnPorts(shape.down, columns), shown: columnPorts(shape.shown, columns) };
  return { module: m.build(), shape: row };
}

const columnPorts = (ports: readonly Port[], columns: number): Port[] =>
  Array.from({ length: columns }, (_, column) =>
    ports.map(({ name, type }) => ({ name: `${name}_${column}`, type })),
  ).flat();

interface GridPlan {
  readonly element: Part;
  readonly line: Part | undefined;
  readonly rows: number;
  readonly columns: number;
}

function gridOf(m: ModuleBuilder, { element, line, rows, columns }: GridPlan): Module {
  const { module, shape } = line ?? element;
  const width = line === undefined ? columns : 1;
  const common = shape.common.map((port) => m.input(port.name, port.type));
  const above = Array.from({ length: width }, (_, column) =>
    shape.down.map((link) => m.input(`${link.name}_top_${column}`, link.type)),
  );
  for (let row = 0; row < rows; row++) {
    const levels = shape.row.map((port) => m.input(`${port.name}_${row}`, port.type));
    let before = shape.across.map((link) => m.input(`${link.name}_west_${row}`, link.type));
    for (let column = 0; column < width; column++) {
      const [name, indices] = line === undefined ? ["element", [row, column]] : ["row", [row]];
      const port = m.instance([name, ...indices].join("_"), module, { array: { name, indices } });
      for (const signal of common) m.assign(port(signal.name), signal);
      shape.row.forEach(({ name: level }, i) => void m.assign(port(level), levels[i] as Signal));
      shape.across.forEach((link, i) => void m.assign(port(`${link.name}_in`), before[i] as Signal));
      before = shape.across.map((link) => port(`${link.name}_out`));
      const north = above[column] as Signal[];
      shape.down.forEach((link, i) => void m.assign(port(`${link.name}_in`), north[i] as Signal));
      above[column] = shape.down.map((link) => port(`${link.name}_out`));
      for (const shown of shape.shown) {
        m.assign(m.output(`${shown.name}_${row}_${column}`, shown.type), port(shown.name));
      }
    }
    shape.across.forEach((link, i) => {
      m.assign(m.output(`${link.name}_east_${row}`, link.type), before[i] as Signal);
    });
  }
  above.forEach((signals, column) => {
    shape.down.forEach((link, i) => {
      m.assign(m.output(`${link.name}_bottom_${column}`, link.type), signals[i] as Signal);
    });
  });
  return m.build();
}
