/**
 * Names of nets as the designer gave them. Invariant: a name found here was written in the Verilog; a net that synthesis made goes by the nearest
 * named one that it feeds, with the number of cells between them.
 */
import type { SourceLocation } from "../../diagnostics/index.ts";
import type { CellLibrary } from "../liberty/index.ts";
import type { Bit, Netlist, NetlistCell, NetlistModule } from "../netlist/index.ts";
import type { PathPoint } from "../report.ts";
import { placeOf, typescriptOf, type VerilogDesign } from "../source.ts";
import { FanOut, outputBits, type PinDirections } from "./fan-out.ts";

interface NetName {
  readonly name: string;
  readonly source: SourceLocation | undefined;
}

/** A cell in the hierarchy: the module that holds it, and the instances on the way there. */
export interface CellPlace {
  readonly module: NetlistModule;
  readonly moduleName: string;
  /** `row_1.element_0.`, or nothing in the top. */
  readonly prefix: string;
  readonly cell: NetlistCell;
}

export class DesignNames {
  readonly #design: VerilogDesign;
  readonly #netlist: Netlist;
  readonly #rtl: Netlist;
  readonly #library: CellLibrary | undefined;
  readonly #nets = new Map<NetlistModule, ReadonlyMap<unknown, NetName>>();
  readonly #fanOuts = new Map<NetlistModule, FanOut>();

  /** `rtl` is the design before synthesis, which still has its memories; `library` has the pins of cells that the netlist says nothing of. */
  constructor(design: VerilogDesign, netlist: Netlist, rtl: Netlist, library?: CellLibrary) {
    this.#design = design;
    this.#netlist = netlist;
    this.#rtl = rtl;
    this.#library = library;
  }

  /** The leaf cell at the end of a list of instances; undefined where there is none. */
  cellAt(instances: readonly string[]): CellPlace | undefined {
    let moduleName = this.#netlist.top;
    let module = this.#netlist.modules.get(moduleName);
    for (const [i, instance] of instances.entries()) {
      const cell = module?.cells[instance];
      if (module === undefined || cell === undefined) return undefined;
      if (i === instances.length - 1) {
        return {
          module,
          moduleName,
          cell,
          prefix: instances
            .slice(0, -1)
            .map((name) => `${name}.`)
            .join(""),
        };
      }
      moduleName = cell.type;
      module = this.#netlist.modules.get(moduleName);
    }
    return undefined;
  }

  /** What a pin of the cell drives, all of its outputs unless one is given. */
  netAt({ module, moduleName, prefix, cell }: CellPlace, pin?: string): PathPoint {
    const bits = pin === undefined ? outputBits(cell, this.#pinsOf) : (cell.connections[pin] ?? []);
    return this.#fedBy(bits, module, moduleName, prefix) ?? { name: `${prefix}${withoutName(cell)}` };
  }

  /** A net that is given by any of its names in the top, which may lead through instances; undefined where there is none of that name. */
  netNamed(name: string): PathPoint | undefined {
    const [, base = name, index = "0"] = /^(.*?)(?:\[(\d+)\])?$/.exec(name) ?? [];
    let moduleName = this.#netlist.top;
    let module = this.#netlist.modules.get(moduleName);
    for (let at = 0; module !== undefined; ) {
      const bit =
        module.netnames[name.slice(at)]?.bits[0] ?? module.netnames[base.slice(at)]?.bits[Number(index)];
      if (bit !== undefined) return this.#fedBy([bit], module, moduleName, name.slice(0, at));
      const dot = name.indexOf(".", at);
      moduleName = (dot < 0 ? undefined : module.cells[name.slice(at, dot)]?.type) ?? "";
      module = this.#netlist.modules.get(moduleName);
      at = dot + 1;
    }
    return undefined;
  }

  /** The register that a cell of the flat top holds, or that takes what the cell computes. */
  registerOf(instance: string): PathPoint | undefined {
    const place = this.cellAt([instance]);
    if (place === undefined) return undefined;
    const { O, Q } = place.cell.connections;
    if (Q !== undefined) return this.netAt(place, "Q");
    const register = Object.values(place.module.cells).find(
      ({ connections }) => connections.Q !== undefined && O !== undefined && connections.D?.[0] === O[0],
    );
    return register === undefined ? this.netAt(place) : this.netAt({ ...place, cell: register }, "Q");
  }

  /** A port of the top by its name, with a bit as in `data[3]`. */
  portNamed(name: string): PathPoint {
    const module = this.#netlist.modules.get(this.#netlist.top);
    const src = module?.netnames[name.replace(/\[\d+\]$/, "")]?.attributes.src;
    return pointOf(name, this.#sourceOf(src));
  }

  /** The nearest name that the bits feed; undefined where they feed none, as in logic that nothing reads. */
  #fedBy(
    bits: readonly Bit[],
    module: NetlistModule,
    moduleName: string,
    prefix: string,
  ): PathPoint | undefined {
    const names = this.#namesOf(module, moduleName);
    const fanOut = this.#fanOuts.get(module) ?? new FanOut(module, this.#pinsOf);
    this.#fanOuts.set(module, fanOut);
    const found = fanOut.nearest<NetName>(
      bits,
      (bit) => names.get(bit),
      ({ instance, cell, pin, index }) => {
        const inner = this.#netlist.modules.get(cell.type);
        const port = inner?.ports[pin]?.bits[index];
        const name = inner && port !== undefined ? this.#namesOf(inner, cell.type).get(port) : undefined;
        return name && { ...name, name: `${instance}.${name.name}` };
      },
    );
    if (found === undefined) return undefined;
    const { name, cells } = found;
    const distance = cells === 0 ? "" : ` (+${cells} ${cells === 1 ? "cell" : "cells"})`;
    return pointOf(`${prefix}${name.name}${distance}`, name.source);
  }

  readonly #pinsOf = ({ type, port_directions: directions }: NetlistCell): PinDirections => {
    const ports = this.#netlist.modules.get(type)?.ports;
    const cell = this.#library?.cells.get(type);
    if (ports === undefined && cell !== undefined) return cell;
    const pins = Object.entries(directions ?? {});
    const declared = Object.entries(ports ?? {}).map(([pin, { direction }]) => [pin, direction] as const);
    const of = (wanted: "input" | "output"): string[] =>
      [...(pins.length > 0 ? pins : declared)].filter(([, found]) => found === wanted).map(([pin]) => pin);
    return { inputs: of("input"), outputs: of("output") };
  };

  #sourceOf(src: string | undefined): SourceLocation | undefined {
    const place = placeOf(this.#design, src);
    return place && typescriptOf(this.#design, place);
  }

  /** Attributes of a name that the designer wrote, which may lead through dissolved instances; else undefined. */
  #origin(moduleName: string, name: string): Readonly<Record<string, string>> | undefined {
    let module = this.#rtl.modules.get(moduleName);
    let rest = name;
    while (module !== undefined) {
      const net = module.netnames[rest];
      if (net?.hide_name === 0) return net.attributes;
      // Words of a memory that became registers.
      const memory = module.memories?.[rest.replace(/\[\d+\]$/, "")];
      if (memory !== undefined) return memory.attributes;
      const dot = rest.indexOf(".");
      if (dot < 0) return undefined;
      module = this.#rtl.modules.get(module.cells[rest.slice(0, dot)]?.type ?? "");
      rest = rest.slice(dot + 1);
    }
    return undefined;
  }

  #namesOf(module: NetlistModule, moduleName: string): ReadonlyMap<unknown, NetName> {
    const known = this.#nets.get(module);
    if (known !== undefined) return known;
    const names = new Map<unknown, NetName>();
    // A register that drives a port has both names; its own says more. Then the shorter one, then the alphabet.
    const rank = (name: string) =>
      `${name in module.ports ? 1 : 0}${String(name.length).padStart(4, "0")}${name}`;
    const written = Object.entries(module.netnames)
      .map(([name, net]) => ({ name, ...net, origin: this.#origin(moduleName, name) }))
      .sort((a, b) => (rank(a.name) < rank(b.name) ? -1 : 1));
    for (const { name, bits, offset = 0, origin } of written) {
      if (origin === undefined) continue;
      bits.forEach((bit, i) => {
        if (typeof bit !== "number" || names.has(bit)) return;
        const text = bits.length === 1 ? name : `${name}[${i + offset}]`;
        names.set(bit, { name: text, source: this.#sourceOf(origin.src) });
      });
    }
    this.#nets.set(module, names);
    return names;
  }
}

const pointOf = (name: string, source: SourceLocation | undefined): PathPoint =>
  source === undefined ? { name } : { name, source };

/** For a cell whose outputs lead to nothing that has a name. */
const withoutName = ({ type }: NetlistCell): string => `(a ${type} that feeds nothing with a name)`;
