/**
 * The netlist without hierarchy: cells with the nets of the whole design. Invariant: a net is what conducts; names that mean the
 * same wire have the same number. 0 and 1 are the constants.
 */
import type { Bit, Netlist, NetlistModule } from "../netlist/index.ts";

export interface FlatNetlist {
  /** Nets are 0 up to this. */
  readonly nets: number;
  readonly cells: readonly FlatCell[];
  /** Of the top, lowest bit first. */
  readonly inputs: ReadonlyMap<string, readonly number[]>;
  readonly outputs: ReadonlyMap<string, readonly number[]>;
  /** Instances of modules; the first is the top. */
  readonly instances: readonly FlatInstance[];
}

export interface FlatCell {
  readonly type: string;
  readonly name: string;
  /** Index of the instance that it stands in. */
  readonly instance: number;
  readonly pins: Readonly<Record<string, number>>;
}

export interface FlatInstance {
  readonly module: string;
  /** `row_1.element_0`; empty for the top. */
  readonly path: string;
  /** Index; -1 for the top. */
  readonly parent: number;
}

export const ZERO = 0;
export const ONE = 1;

/** Unknown and floating constants read as 0. */
export function flatten(netlist: Netlist): FlatNetlist {
  const joined: number[] = [ZERO, ONE];
  const root = (net: number): number => {
    let at = net;
    while (joined[at] !== at) {
      const next = joined[joined[at] ?? at] ?? at;
      joined[at] = next;
      at = next;
    }
    return at;
  };
  const newNet = (): number => joined.push(joined.length) - 1;
  // Constants have the lowest numbers, so the lower one stays.
  const join = (a: number, b: number): void => {
    const [low, high] = root(a) < root(b) ? [root(a), root(b)] : [root(b), root(a)];
    joined[high] = low;
  };
  const cells: { type: string; name: string; instance: number; pins: Record<string, number> }[] = [];
  const instances: FlatInstance[] = [];

  /** Adds what the instance holds; `outside` are the nets at its ports. Returns the module's nets by Yosys' numbers. */
  const add = (
    moduleName: string,
    module: NetlistModule,
    at: { readonly path: string; readonly parent: number },
    outside: Readonly<Record<string, readonly (number | undefined)[]>>,
  ): ((bit: Bit) => number) => {
    const instance = instances.push({ module: moduleName, ...at }) - 1;
    const nets = new Map<number, number>();
    const netOf = (bit: Bit): number => {
      if (typeof bit !== "number") return bit === "1" ? ONE : ZERO;
      const net = nets.get(bit) ?? newNet();
      nets.set(bit, net);
      return net;
    };
    for (const [port, bits] of Object.entries(outside)) {
      module.ports[port]?.bits.forEach((bit, i) => {
        const net = bits[i];
        if (net === undefined) return;
        if (typeof bit === "number" && !nets.has(bit)) nets.set(bit, net);
        else join(netOf(bit), net);
      });
    }
    const prefix = at.path === "" ? "" : `${at.path}.`;
    for (const [name, cell] of Object.entries(module.cells)) {
      const connected = Object.entries(cell.connections);
      const inner = netlist.modules.get(cell.type);
      if (inner === undefined) {
        const pins = connected.flatMap(([pin, [bit]]) =>
          bit === undefined ? [] : [[pin, netOf(bit)] as const],
        );
        cells.push({ type: cell.type, name: `${prefix}${name}`, instance, pins: Object.fromEntries(pins) });
      } else {
        const ports = connected.map(([port, bits]) => [port, bits.map(netOf)] as const);
        add(cell.type, inner, { path: `${prefix}${name}`, parent: instance }, Object.fromEntries(ports));
      }
    }
    return netOf;
  };

  const top = netlist.modules.get(netlist.top);
  const inputs = new Map<string, number[]>();
  const outputs = new Map<string, number[]>();
  if (top !== undefined) {
    const netOf = add(netlist.top, top, { path: "", parent: -1 }, {});
    for (const [name, { direction, bits }] of Object.entries(top.ports)) {
      (direction === "input" ? inputs : outputs).set(name, bits.map(netOf));
    }
  }
  const numbers = new Int32Array(joined.length).fill(-1);
  let nets = 0;
  for (let net = 0; net < joined.length; net++) {
    const at = root(net);
    if (numbers[at] === -1) numbers[at] = nets++;
    numbers[net] = numbers[at] ?? 0;
  }
  const final = (net: number): number => numbers[net] ?? 0;
  for (const { pins } of cells) {
    for (const pin of Object.keys(pins)) pins[pin] = final(pins[pin] ?? ZERO);
  }
  const renumbered = (ports: ReadonlyMap<string, readonly number[]>) =>
    new Map([...ports].map(([name, bits]) => [name, bits.map(final)]));
  return { nets, cells, inputs: renumbered(inputs), outputs: renumbered(outputs), instances };
}
