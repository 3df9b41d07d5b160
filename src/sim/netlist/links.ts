/**
 * Where the values around an instance come from, worked out once for each module and each place in it, whichever of the
 * module's copies asks. Invariant: both ends of a link have the same bits.
 */
import type { Instance, Module, Signal } from "../../ir/index.ts";
import type { ModuleLowering } from "./module-lowering.ts";
import type { Span } from "./pieces.ts";

/** By a parent's outside value: which of its instances gives it (-1: none does), and by which of that one's nodes. */
interface ChildTable {
  readonly positions: Int32Array;
  readonly nodes: Int32Array;
}

const UNKNOWN = -1;
/** In `positions`: not from an instance. */
const ELSEWHERE = -2;

export class Links {
  private readonly netOf: (module: Module) => ModuleLowering;
  /** By parent, then by the position of the instance: the parent's node for each of the instance's outside values. */
  private readonly parents = new Map<ModuleLowering, (Int32Array | undefined)[]>();
  private readonly children = new Map<ModuleLowering, ChildTable>();
  private readonly outers = new Map<Instance, ReadonlyMap<Signal, Signal>>();
  private readonly positions = new Map<ModuleLowering, ReadonlyMap<Instance, number>>();

  constructor(netOf: (module: Module) => ModuleLowering) {
    this.netOf = netOf;
  }

  /** All links between a module and its instances, so that few local nodes have to be made later. */
  connect(net: ModuleLowering): void {
    net.module.instances.forEach((instance, position) => {
      const child = this.netOf(instance.module);
      const table = this.parentTable(net, position, child);
      let inner: unknown;
      let own: Span = { first: 0, end: 0 };
      let other: Span = own;
      for (let index = 0; index < child.outsides.length; index++) {
        const piece = child.outsides[index] as number;
        if (table[index] !== UNKNOWN || piece < 0) continue;
        const signal = child.pieces.ownerOf(piece) as Signal;
        if (signal.role !== "input") continue;
        // Pieces of a port follow one another: its spans are looked up once.
        if (signal !== inner) {
          inner = signal;
          own = child.pieces.span(signal);
          other = net.pieces.span(this.outerPort(instance, signal));
        }
        table[index] = twin(child, piece, own, net, other);
      }
    });
    for (let index = 0; index < net.outsides.length; index++) this.childPosition(net, index);
  }

  /** The parent's local node for an outside value of its instance at `position`. */
  parentNode(parent: ModuleLowering, position: number, child: ModuleLowering, index: number): number {
    const table = this.parentTable(parent, position, child);
    const known = table[index] as number;
    if (known !== UNKNOWN) return known;
    const instance = parent.module.instances[position] as Instance;
    const source = child.outsides[index] as number;
    let node: number;
    if (source < 0) node = this.resetNode(parent, instance, -1 - source);
    else {
      const signal = child.pieces.ownerOf(source) as Signal;
      const other = parent.pieces.span(this.outerPort(instance, signal));
      node = twin(child, source, child.pieces.span(signal), parent, other);
    }
    table[index] = node;
    return node;
  }

  /** Which of the parent's instances gives one of its outside values; negative when none does. */
  childPosition(parent: ModuleLowering, index: number): number {
    const table = this.childTable(parent);
    const known = table.positions[index] as number;
    if (known !== UNKNOWN) return known;
    const piece = parent.outsides[index] as number;
    const signal = piece < 0 ? undefined : (parent.pieces.ownerOf(piece) as Signal);
    if (signal?.instance === undefined) {
      table.positions[index] = ELSEWHERE;
      return ELSEWHERE;
    }
    const { instance, port } = signal.instance;
    const child = this.netOf(instance.module);
    table.nodes[index] = twin(parent, piece, parent.pieces.span(signal), child, child.pieces.span(port));
    const position = this.positionsIn(parent).get(instance) ?? ELSEWHERE;
    table.positions[index] = position;
    return position;
  }

  /** The local node, inside that instance, of the value; asked for after `childPosition`. */
  childNode(parent: ModuleLowering, index: number): number {
    return this.childTable(parent).nodes[index] as number;
  }

  private parentTable(parent: ModuleLowering, position: number, child: ModuleLowering): Int32Array {
    let tables = this.parents.get(parent);
    if (tables === undefined) {
      tables = [];
      this.parents.set(parent, tables);
    }
    const table = tables[position];
    if (table !== undefined && table.length >= child.outsides.length) return table;
    const longer = longerTable(table, child.outsides.length);
    tables[position] = longer;
    return longer;
  }

  private childTable(parent: ModuleLowering): ChildTable {
    const table = this.children.get(parent);
    const count = parent.outsides.length;
    if (table !== undefined && table.positions.length >= count) return table;
    const made = {
      positions: longerTable(table?.positions, count),
      nodes: longerTable(table?.nodes, count),
    };
    this.children.set(parent, made);
    return made;
  }

  private resetNode(parent: ModuleLowering, instance: Instance, domain: number): number {
    const own = instance.module.domains[domain];
    const outer = parent.domainIndex(instance.domains.get(own?.name ?? "") ?? "");
    if (outer >= 0) return parent.resetNode(outer);
    return parent.nodes.constant(1, own?.resetActive === "low" ? 1 : 0);
  }

  private outerPort(instance: Instance, inner: Signal): Signal {
    let byInner = this.outers.get(instance);
    if (byInner === undefined) {
      byInner = new Map(instance.ports.map((port) => [port.instance?.port ?? port, port]));
      this.outers.set(instance, byInner);
    }
    const outer = byInner.get(inner);
    if (outer === undefined) throw new RangeError(`nothing is connected to ${inner.name}`);
    return outer;
  }

  private positionsIn(parent: ModuleLowering): ReadonlyMap<Instance, number> {
    const known = this.positions.get(parent);
    if (known !== undefined) return known;
    const made = new Map(parent.module.instances.map((instance, i) => [instance, i]));
    this.positions.set(parent, made);
    return made;
  }
}

/** The node of `to` with the bits that `piece` has in its own span; both spans are of one port, seen from both sides. */
function twin(from: ModuleLowering, piece: number, own: Span, to: ModuleLowering, other: Span): number {
  const low = from.pieces.lowOf(piece);
  const width = from.pieces.widthOf(piece);
  const same = other.first + piece - own.first;
  if (same < other.end && to.pieces.low[same] === low && to.pieces.width[same] === width) {
    return to.pieceNode(same);
  }
  return to.nodeOf(to.pieces.ownerOf(other.first), low, width);
}

function longerTable(table: Int32Array | undefined, count: number): Int32Array {
  const longer = new Int32Array(count).fill(UNKNOWN);
  if (table !== undefined) longer.set(table);
  return longer;
}
