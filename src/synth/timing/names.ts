/**
 * Names of nets as the designer gave them. Invariant: a name found here was written in the Verilog; nets that synthesis made
 * have none.
 */
import type { SourceLocation } from "../../diagnostics/index.ts";
import type { Netlist, NetlistCell, NetlistModule } from "../netlist/index.ts";
import type { PathPoint } from "../report.ts";
import { placeOf, typescriptOf, type VerilogDesign } from "../source.ts";

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
  readonly #nets = new Map<NetlistModule, ReadonlyMap<unknown, NetName>>();

  /** `rtl` is the design before synthesis, which still has its memories. */
  constructor(design: VerilogDesign, netlist: Netlist, rtl: Netlist) {
    this.#design = design;
    this.#netlist = netlist;
    this.#rtl = rtl;
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

  /** The designer's name for what drives a pin of the cell; undefined where synthesis made the net. */
  netAt({ module, moduleName, prefix, cell }: CellPlace, pin: string): PathPoint | undefined {
    const bit = cell.connections[pin]?.[0];
    const found = this.#namesOf(module, moduleName).get(bit);
    return found && pointOf(`${prefix}${found.name}`, found.source);
  }

  /** The designer's name for a net of the top that is given by any of its names; undefined where there is none. */
  netNamed(name: string): PathPoint | undefined {
    const module = this.#netlist.modules.get(this.#netlist.top);
    const [, base = name, index] = /^(.*?)(?:\[(\d+)\])?$/.exec(name) ?? [];
    const bit = module?.netnames[name]?.bits[0] ?? module?.netnames[base]?.bits[Number(index ?? 0)];
    const found = module && bit !== undefined ? this.#namesOf(module, this.#netlist.top).get(bit) : undefined;
    return found && pointOf(found.name, found.source);
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
    return register && this.netAt({ ...place, cell: register }, "Q");
  }

  /** A port of the top by its name, with a bit as in `data[3]`. */
  portNamed(name: string): PathPoint {
    const module = this.#netlist.modules.get(this.#netlist.top);
    const src = module?.netnames[name.replace(/\[\d+\]$/, "")]?.attributes.src;
    return pointOf(name, this.#sourceOf(src));
  }

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
