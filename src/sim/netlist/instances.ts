/**
 * The tree of instances in numbers: who is whose parent, where each one's cells, memories and local nodes begin. The top
 * is instance 0, and every instance comes before those inside it.
 */
import type { Design, Instance, Module } from "../../ir/index.ts";
import type { ModuleLowering } from "./module-lowering.ts";
import type { NetInstance } from "./netlist.ts";

/** One instance with its place among the numbers. */
export interface Placed extends NetInstance {
  readonly net: ModuleLowering;
  /** Which of the parent's instances. */
  readonly position: number;
  readonly firstCell: number;
  readonly firstMemory: number;
  /** Index in the table of placed nodes. */
  readonly firstNode: number;
  /** Local nodes that the table holds; those made later are kept apart. */
  readonly nodeCount: number;
  /** By the module's own domains: index in the top's. */
  readonly domains: Int16Array;
}

export interface InstanceTree {
  readonly instances: readonly Placed[];
  readonly cells: number;
  readonly memories: number;
  readonly nodes: number;
}

const noChildren: readonly number[] = [];

/** `firstCell`: cells that belong to no module, the inputs and resets of the top, come before. */
export function instanceTree(
  design: Design,
  netOf: (module: Module) => ModuleLowering,
  firstCell: number,
): InstanceTree {
  const instances: Placed[] = [];
  const interned = new Map<string, Int16Array>();
  let cells = firstCell;
  let memories = 0;
  let nodes = 0;

  // Equal maps are one object, so instances of one parent's copies find theirs by position.
  const cached = new Map<Instance, { readonly of: Int16Array; readonly made: Int16Array }>();
  const domainsOf = (instance: Instance, parent: Placed): Int16Array => {
    const last = cached.get(instance);
    if (last !== undefined && last.of === parent.domains) return last.made;
    const fresh = Int16Array.from(instance.module.domains, (domain) => {
      const outer = instance.domains.get(domain.name);
      const index = outer === undefined ? -1 : parent.net.domainIndex(outer);
      return index < 0 ? -1 : (parent.domains[index] as number);
    });
    const key = fresh.join();
    const made = interned.get(key) ?? fresh;
    interned.set(key, made);
    cached.set(instance, { of: parent.domains, made });
    return made;
  };

  const enter = (
    name: string,
    module: Module,
    parent: number,
    position: number,
    domains: Int16Array,
  ): number => {
    const net = netOf(module);
    const index = instances.length;
    const children: number[] = [];
    const placed: Placed = {
      index,
      name,
      parent,
      module,
      children: module.instances.length === 0 ? noChildren : children,
      net,
      position,
      firstCell: cells,
      firstMemory: memories,
      firstNode: nodes,
      nodeCount: net.nodes.count,
      domains,
    };
    instances.push(placed);
    cells += net.cells.length;
    memories += net.memories.length;
    nodes += net.nodes.count;
    module.instances.forEach((instance, at) => {
      children.push(enter(instance.name, instance.module, index, at, domainsOf(instance, placed)));
    });
    return index;
  };

  enter(
    "",
    design.top,
    -1,
    0,
    Int16Array.from(design.top.domains, (_, i) => i),
  );
  return { instances, cells, memories, nodes };
}

/** Names of instances joined by dots; "" for the top. */
export function instancePath(instances: readonly NetInstance[], index: number): string {
  const names: string[] = [];
  for (let at = instances[index]; at !== undefined && at.parent >= 0; at = instances[at.parent])
    names.unshift(at.name);
  return names.join(".");
}
