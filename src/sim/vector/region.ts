/**
 * Areas of the lane's state in which values of one size lie side by side, and which value each place holds. Invariant:
 * a cell has one home at most; a place that is no home holds a value that must be stored anew before every use.
 */
import { type Netlist, Op } from "../netlist/netlist.ts";

/** Places before or after 0; place 0 lies on a multiple of 16 bytes. */
export class Region {
  /** Bytes a place: 1, 2, 4 or 8. */
  readonly bytes: number;
  /** Lanes that a kernel writes, from place 0; it writes whole vectors, so what follows up to a multiple of 16 is not ours. */
  readonly written: number;
  /** Flat node by place, right of 0 and left of it; undefined where nothing lies. */
  private readonly right: (number | undefined)[] = [];
  private readonly left: (number | undefined)[] = [];
  /** Of place 0, from the lane's base; set when the region is placed. */
  offset = -1;

  constructor(bytes: number, written = 0) {
    this.bytes = bytes;
    this.written = written;
  }

  /** First place in use. */
  get from(): number {
    return -this.left.length;
  }

  /** Place after the last in use. */
  get to(): number {
    return this.right.length;
  }

  get(place: number): number | undefined {
    return place >= 0 ? this.right[place] : this.left[-1 - place];
  }

  set(place: number, node: number): void {
    const side = place >= 0 ? this.right : this.left;
    const at = place >= 0 ? place : -1 - place;
    while (side.length < at) side.push(undefined);
    side[at] = node;
  }

  /** A vector store of the writing kernel would destroy what is here. */
  isClobbered(place: number): boolean {
    return place >= this.written && place < ((this.written + 15) & -16);
  }

  offsetOf(place: number): number {
    return this.offset + place * this.bytes;
  }
}

/** Where a value is found. */
export interface Spot {
  readonly region: Region;
  readonly place: number;
}

/** How a kernel finds the value of lane l of a view. */
export type Placement =
  /** At place l + delta. */
  | { readonly kind: "stream"; readonly region: Region; readonly delta: number }
  /** The same place for all lanes. */
  | { readonly kind: "uniform"; readonly region: Region; readonly delta: number }
  /** At place (l >> shift) + delta; shift is 4 or more. */
  | { readonly kind: "rows"; readonly region: Region; readonly delta: number; readonly shift: number };

/** One value for each lane of a kernel. */
export interface View {
  readonly index: number;
  readonly width: number;
  readonly nodes: Int32Array;
}

/** Bytes of a lane that holds this many bits. */
export const laneBytes = (width: number): number => (width <= 8 ? 1 : width <= 16 ? 2 : width <= 32 ? 4 : 8);

export class Arrangement {
  readonly regions: Region[] = [];
  /** By cell: the region that is its home, and the place in it. */
  private readonly homes = new Map<number, Spot>();
  private readonly placements = new Map<View, Placement>();
  /** Single values of 1, 2, 4 and 8 bytes. */
  private readonly singles = new Map<number, Region>();
  private readonly singlePlaces = new Map<string, number>();
  private readonly slots = new Map<number, Spot>();
  private readonly netlist: Netlist;
  private readonly sourceOf: (cell: number) => number | undefined;
  /** Registers that views read and that have no home yet, by bits. */
  readonly entries = new Map<number, Set<number>>();

  /**
   * `sourceOf`: the node whose value a cell takes over at all its edges, so that it may lie wherever a view wants it;
   * undefined for other cells.
   */
  constructor(netlist: Netlist, sourceOf: (cell: number) => number | undefined) {
    this.netlist = netlist;
    this.sourceOf = sourceOf;
  }

  /** The cell that a flat node reads, or -1. */
  cellOf(node: number): number {
    const { nodes } = this.netlist;
    return nodes.op[node] === Op.cell ? (nodes.imm[node] ?? -1) : -1;
  }

  homeOf(cell: number): Spot | undefined {
    return this.homes.get(cell);
  }

  get homed(): Iterable<number> {
    return this.homes.keys();
  }

  /** Registers that a kernel writes, in the order of its lanes. */
  addWritten(cells: Int32Array, width: number): Region {
    const region = this.addRegion(laneBytes(width), cells.length);
    cells.forEach((cell, place) => {
      region.set(place, this.netlist.cells.node[cell] ?? -1);
      this.homes.set(cell, { region, place });
    });
    return region;
  }

  /** A region of its own for these values; movable cells without a home get it here. */
  addStream(nodes: Int32Array, width: number): Region {
    const region = this.addRegion(laneBytes(width));
    nodes.forEach((node, place) => void this.settle(region, place, node));
    return region;
  }

  /** Makes a place the home of a cell, if nothing lies there yet. */
  extend(cell: number, region: Region, place: number): void {
    if (region.get(place) !== undefined || region.isClobbered(place)) return;
    this.settle(region, place, this.netlist.cells.node[cell] ?? -1);
  }

  /** Copies of values that have their homes elsewhere. */
  addShadow(nodes: Int32Array, width: number): Region {
    return this.addCopy(nodes, laneBytes(width));
  }

  /** The same with the size of a place given in bytes. */
  addCopy(nodes: Int32Array, bytes: number): Region {
    const region = this.addRegion(bytes);
    nodes.forEach((node, place) => void region.set(place, node));
    return region;
  }

  placementOf(view: View): Placement {
    const before = this.placements.get(view);
    if (before !== undefined) return before;
    const placement = this.findPlacement(view.nodes, view.width);
    this.placements.set(view, placement);
    return placement;
  }

  /** Where a kernel writes the registers of a view: at home, wherever the view is read from. */
  writtenOf({ nodes }: View): Placement {
    const home = this.homes.get(this.cellOf(nodes[0] ?? -1));
    if (home === undefined) throw new RangeError("a view of registers that no kernel writes");
    return { kind: "stream", region: home.region, delta: home.place };
  }

  /** The view is read from `region`, lane 0 at place 0, from now on. */
  redirect(view: View, region: Region): void {
    this.placements.set(view, { kind: "stream", region, delta: 0 });
  }

  /** Where a single value lies; a place is made when it has none. */
  spotOf(node: number, width: number): Spot {
    const home = this.homes.get(this.cellOf(node));
    if (home !== undefined) return home;
    const bytes = laneBytes(width);
    const region = this.singles.get(bytes) ?? this.addRegion(bytes);
    this.singles.set(bytes, region);
    const key = `${bytes} ${node}`;
    const place = this.singlePlaces.get(key) ?? region.to;
    this.singlePlaces.set(key, place);
    region.set(place, node);
    return { region, place };
  }

  /** A place that holds the value for some view, if there is one. */
  slotOf(node: number): Spot | undefined {
    return this.slots.get(node);
  }

  private addRegion(bytes: number, written = 0): Region {
    const region = new Region(bytes, written);
    this.regions.push(region);
    return region;
  }

  private settle(region: Region, place: number, node: number): void {
    region.set(place, node);
    this.slots.set(node, { region, place });
    const cell = this.cellOf(node);
    if (cell >= 0 && !this.homes.has(cell) && this.sourceOf(cell) !== undefined)
      this.homes.set(cell, { region, place });
  }

  private findPlacement(nodes: Int32Array, width: number): Placement {
    const run = runLength(nodes);
    if (run >= nodes.length) {
      const { region, place } = this.spotOf(nodes[0] ?? -1, width);
      return { kind: "uniform", region, delta: place };
    }
    if (run >= 16) {
      const heads = nodes.filter((_, lane) => lane % run === 0);
      return { ...this.findStream(heads, width), kind: "rows", shift: Math.log2(run) };
    }
    return this.findStream(nodes, width);
  }

  private findStream(nodes: Int32Array, width: number): Placement & { readonly kind: "stream" } {
    const votes = new Map<Region, Map<number, number>>();
    nodes.forEach((node, lane) => {
      const home = this.homes.get(this.cellOf(node));
      if (home === undefined) return;
      const deltas = votes.get(home.region) ?? new Map<number, number>();
      votes.set(home.region, deltas);
      deltas.set(home.place - lane, (deltas.get(home.place - lane) ?? 0) + 1);
    });
    const candidates = [...votes].flatMap(([region, deltas]) =>
      [...deltas].map(([delta, count]) => ({ region, delta, count })),
    );
    candidates.sort((x, y) => y.count - x.count);
    for (const { region, delta } of candidates.slice(0, 4)) {
      if (!this.fits(nodes, region, delta)) continue;
      nodes.forEach((node, lane) => {
        if (region.get(lane + delta) === undefined) this.settle(region, lane + delta, node);
      });
      return { kind: "stream", region, delta };
    }
    const region = this.addRegion(laneBytes(width));
    const isEntry = this.entriesOf(nodes);
    nodes.forEach((node, lane) => {
      if (isEntry(lane)) {
        region.set(lane, node);
        const entries = this.entries.get(width) ?? new Set();
        this.entries.set(width, entries.add(this.cellOf(node)));
      } else this.settle(region, lane, node);
    });
    return { kind: "stream", region, delta: 0 };
  }

  /**
   * Single registers that come from elsewhere, between others that are passed on within the view (the edge of each row
   * of an array). With their homes here one move of all rows would become a move for each.
   */
  private entriesOf(nodes: Int32Array): (lane: number) => boolean {
    const here = new Set(nodes);
    const isPassed = (lane: number): boolean => {
      const source = this.sourceOf(this.cellOf(nodes[lane] ?? -1));
      return source !== undefined && here.has(source);
    };
    return (lane) =>
      this.sourceOf(this.cellOf(nodes[lane] ?? -1)) !== undefined &&
      !isPassed(lane) &&
      isPassed(lane + 1) &&
      (lane === 0 || isPassed(lane - 1));
  }

  private fits(nodes: Int32Array, region: Region, delta: number): boolean {
    return nodes.every((node, lane) => {
      const before = region.get(lane + delta);
      return before === undefined ? !region.isClobbered(lane + delta) : before === node;
    });
  }
}

/** The largest power of two such that lanes in runs of that length share their value; the number of lanes or more for one value. */
function runLength(nodes: Int32Array): number {
  let run = 1;
  while (run < nodes.length) run *= 2;
  for (let lane = 1; lane < nodes.length; lane++) {
    while (run > 1 && lane % run !== 0 && nodes[lane] !== nodes[lane - 1]) run /= 2;
    if (run === 1) return 1;
  }
  return run;
}
