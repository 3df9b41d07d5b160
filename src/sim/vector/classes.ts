/**
 * What repeats in a netlist: registers with the same logic, in instances of one module or made by a loop in it. Invariant:
 * every register is in one class at most; lanes are ordered by instance, then by register within the instance.
 */
import { CellKind, type ModuleNet, type Netlist } from "../netlist/netlist.ts";
import { coneOf, copiedNode } from "./cone.ts";

/** Registers with the same logic; lane l is register `cells[l]`. */
export interface LaneClass {
  readonly net: ModuleNet;
  readonly domain: number;
  readonly width: number;
  /** A register of the module that stands for all: the logic is read from its cone. */
  readonly local: number;
  readonly cells: Int32Array;
  /** Local nodes of the representative that come in, and for each of them the flat node of every lane. */
  readonly leaves: readonly number[];
  readonly inputs: readonly Int32Array[];
  /** Operations a lane in scalar code. */
  readonly size: number;
  /** The registers only take over `inputs[0]`, at every edge. */
  readonly isCopy: boolean;
}

/** Fewer lanes than this stay scalar. */
const fewestLanes = 4;

interface Member {
  readonly local: number;
  readonly leaves: readonly number[];
}

export function findClasses(netlist: Netlist): LaneClass[] {
  const instancesOf = new Map<object, number[]>();
  for (const { index, module } of netlist.instances) {
    const before = instancesOf.get(module);
    if (before === undefined) instancesOf.set(module, [index]);
    else before.push(index);
  }
  const classes: LaneClass[] = [];
  for (const instances of instancesOf.values()) {
    const first = netlist.instances[instances[0] ?? 0];
    if (first === undefined || first.module.external !== undefined) continue;
    const net = netlist.moduleNet(first.module);
    for (const members of alike(net).values()) {
      if (members.length * instances.length < fewestLanes) continue;
      classes.push(...classesOf(netlist, net, instances, members));
    }
  }
  return classes;
}

/** Registers of a module by signature. */
function alike(net: ModuleNet): Map<string, Member[]> {
  const found = new Map<string, Member[]>();
  net.cells.forEach((_, local) => {
    if ((net.next[local] ?? -1) < 0) return;
    const cone = coneOf(net, local);
    if (cone === undefined) return;
    const member = { local, leaves: cone.leaves };
    const key = `${cone.size} ${cone.signature}`;
    const before = found.get(key);
    if (before === undefined) found.set(key, [member]);
    else before.push(member);
  });
  return found;
}

/** One class for each domain that clocks some of the lanes. */
function classesOf(
  netlist: Netlist,
  net: ModuleNet,
  instances: readonly number[],
  members: readonly Member[],
): LaneClass[] {
  const lanes = new Map<number, { cells: number[]; inputs: number[][] }>();
  const representative = members[0];
  if (representative === undefined) return [];
  const { local, leaves } = representative;
  for (const instance of instances) {
    for (const member of members) {
      const cell = netlist.cellOf(instance, member.local);
      if (netlist.cells.kind[cell] !== CellKind.register) continue;
      const domain = netlist.cells.domain[cell] ?? -1;
      let group = lanes.get(domain);
      if (group === undefined) {
        group = { cells: [], inputs: leaves.map(() => []) };
        lanes.set(domain, group);
      }
      group.cells.push(cell);
      for (const [at, leaf] of member.leaves.entries()) group.inputs[at]?.push(netlist.place(instance, leaf));
    }
  }
  const size = coneOf(net, local)?.size ?? 0;
  const isCopy = copiedNode(net, local) !== undefined;
  const width = net.cells[local]?.width ?? 1;
  return [...lanes]
    .filter(([domain, { cells }]) => domain >= 0 && cells.length >= fewestLanes)
    .map(([domain, { cells, inputs }]) => ({
      net,
      domain,
      width,
      local,
      cells: Int32Array.from(cells),
      leaves,
      inputs: inputs.map((nodes) => Int32Array.from(nodes)),
      size,
      isCopy,
    }));
}
