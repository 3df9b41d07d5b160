/**
 * From an elaborated design to the flat netlist that every engine runs. Invariant: equal values in every cycle to what the
 * interpreter gives, whatever is folded and shared on the way.
 */
import { fail } from "../../diagnostics/index.ts";
import type { Design, MemoryRead, Module, Signal } from "../../ir/index.ts";
import { type Flat, flatten } from "./flatten.ts";
import type { Placed } from "./instances.ts";
import { Logic } from "./logic.ts";
import { LoopFound } from "./loop.ts";
import { ModuleLowering } from "./module-lowering.ts";
import type { Netlist } from "./netlist.ts";

export interface NetlistOptions {
  /** Constant folding, simplification and sharing of equal nodes. Values never change. */
  readonly folding: boolean;
}

/** Fails with BL0295 on a combinational loop, which `checkDesign` would have named. */
export function buildNetlist(design: Design, options: NetlistOptions): Netlist {
  const fine = new Set<Module>();
  for (;;) {
    try {
      return attempt(design, options, fine);
    } catch (thrown) {
      if (!(thrown instanceof LoopFound)) throw thrown;
      const fresh = [...thrown.modules].filter((module) => !fine.has(module));
      if (fresh.length === 0) return refuse(thrown);
      for (const module of fresh) fine.add(module);
    }
  }
}

const refuse = (loop: LoopFound): never =>
  fail("BL0295", { modules: [...loop.modules].map((module) => module.name) });

function attempt(design: Design, { folding }: NetlistOptions, fine: ReadonlySet<Module>): Netlist {
  const nets = new Map<Module, ModuleLowering>();
  const netOf = (module: Module): ModuleLowering => {
    const known = nets.get(module);
    if (known !== undefined) return known;
    const net = new ModuleLowering(module, folding, fine.has(module));
    nets.set(module, net);
    return net;
  };
  const g = new Logic(folding, 4096);
  const flat = flatten(design, netOf, g);
  return {
    design,
    nodes: g,
    cells: flat.cells,
    memories: flat.memories,
    properties: flat.properties,
    blackBoxes: flat.blackBoxes,
    asynchronousResets: flat.asynchronousResets,
    instances: flat.tree.instances,
    fill: flat.fill,
    resetCells: flat.resetCells,
    moduleNet: netOf,
    cellOf: (instance, local) => placedOf(flat, instance).firstCell + local,
    place: (instance, node) => guarded(() => flat.placer.place(instance, node)),
    partsOf: (instance, signal) => guarded(() => partsOf(flat, instance, signal)),
    partsOfRead: (instance, port) => guarded(() => partsOf(flat, instance, port)),
  };
}

/** A loop in logic that nothing needs shows only when somebody asks for its signals. */
function guarded<T>(lookUp: () => T): T {
  try {
    return lookUp();
  } catch (thrown) {
    if (thrown instanceof LoopFound) return refuse(thrown);
    throw thrown;
  }
}

function partsOf(flat: Flat, instance: number, owner: Signal | MemoryRead): number[] {
  const { net } = placedOf(flat, instance);
  return net.partsOf(owner).map((node) => flat.placer.place(instance, node));
}

function placedOf(flat: Flat, instance: number): Placed {
  const placed = flat.tree.instances[instance];
  if (placed === undefined) throw new RangeError(`no instance ${instance}`);
  return placed;
}
