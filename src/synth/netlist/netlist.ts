/**
 * Netlists as Yosys' `write_json` writes them, reduced to the modules below the top. Invariant: what is not a cell of the
 * target is an instance of a module that is here.
 */

/** A number names a net of the module, a text is a constant. */
export type Bit = number | "0" | "1" | "x" | "z";

export interface NetlistCell {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly port_directions?: Readonly<Record<string, "input" | "output" | "inout">>;
  readonly connections: Readonly<Record<string, readonly Bit[]>>;
}

export interface NetlistModule {
  readonly attributes: Readonly<Record<string, string>>;
  readonly ports: Readonly<
    Record<string, { readonly direction: "input" | "output" | "inout"; readonly bits: readonly Bit[] }>
  >;
  readonly cells: Readonly<Record<string, NetlistCell>>;
  readonly memories?: Readonly<Record<string, NetlistMemory>>;
  readonly netnames: Readonly<
    Record<
      string,
      {
        readonly hide_name: 0 | 1;
        readonly bits: readonly Bit[];
        readonly offset?: number;
        readonly attributes: Readonly<Record<string, string>>;
      }
    >
  >;
}

export interface NetlistMemory {
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Netlist {
  readonly top: string;
  /** Modules with contents: black boxes and cells of a library are left out. */
  readonly modules: ReadonlyMap<string, NetlistModule>;
}

/** Reads what Yosys wrote. */
export function readNetlist(json: string, top: string): Netlist {
  // Yosys' own format, written a moment ago by the tool that was checked.
  const { modules } = JSON.parse(json) as { modules: Record<string, NetlistModule> };
  const withContents = Object.entries(modules).filter(
    ([name, { attributes }]) =>
      name === top || (attributes.blackbox === undefined && attributes.whitebox === undefined),
  );
  return { top, modules: new Map(withContents) };
}

export interface CellUse {
  readonly module: string;
  readonly name: string;
  readonly cell: NetlistCell;
}

/** Cells of every module below the top, each module once, instances of modules left out. */
export function* leafCells(netlist: Netlist): Generator<CellUse> {
  for (const [module, { cells }] of reachable(netlist)) {
    for (const [name, cell] of Object.entries(cells)) {
      if (!netlist.modules.has(cell.type)) yield { module, name, cell };
    }
  }
}

/** Modules below the top, top first. */
function reachable({ top, modules }: Netlist): ReadonlyMap<string, NetlistModule> {
  const seen = new Map<string, NetlistModule>();
  const visit = (name: string): void => {
    const module = modules.get(name);
    if (module === undefined || seen.has(name)) return;
    seen.set(name, module);
    for (const { type } of Object.values(module.cells)) visit(type);
  };
  visit(top);
  return seen;
}

/**
 * Input ports of the top that reach a clock pin, sorted. `clockPins` gives a leaf cell's clock pins. A clock that passes a
 * gate is not found.
 */
export function clockPorts(netlist: Netlist, clockPins: (cell: NetlistCell) => readonly string[]): string[] {
  const known = new Map<string, ReadonlySet<string>>();
  /** `port` or `port[3]` of a module. */
  const portsOf = (name: string): ReadonlySet<string> => {
    const answered = known.get(name);
    if (answered !== undefined) return answered;
    const module = netlist.modules.get(name);
    const clocks = new Set<string>();
    known.set(name, clocks);
    if (module === undefined) return clocks;
    const clockBits = new Set<Bit>();
    for (const cell of Object.values(module.cells)) {
      const inner = netlist.modules.has(cell.type);
      for (const pin of inner ? portsOf(cell.type) : clockPins(cell)) {
        const [, port = pin, index = "0"] = /^(.*)\[(\d+)\]$/.exec(pin) ?? [];
        const bit = cell.connections[port]?.[Number(index)];
        if (bit !== undefined) clockBits.add(bit);
      }
    }
    for (const [port, { direction, bits }] of Object.entries(module.ports)) {
      if (direction !== "input") continue;
      bits.forEach((bit, i) => {
        if (clockBits.has(bit)) clocks.add(bits.length === 1 ? port : `${port}[${i}]`);
      });
    }
    return clocks;
  };
  return [...portsOf(netlist.top)].sort();
}
