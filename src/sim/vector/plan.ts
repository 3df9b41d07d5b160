/**
 * From a netlist to the plan of its vectors: which registers are updated by kernels, where they lie, what the scalar
 * code hands over. Invariant: a register that is not taken behaves as if there were no plan.
 */
import type { EngineSwitches } from "../engine/engine.ts";
import { type Layout, Representation } from "../engine/layout.ts";
import type { VectorImport, VectorPlan } from "../engine/vector-plan.ts";
import { CellKind, type Netlist, Op } from "../netlist/netlist.ts";
import { type ModuleBuilder, ValueType } from "../wasm/index.ts";
import { type Copy, homeChains } from "./chains.ts";
import { findClasses, type LaneClass } from "./classes.ts";
import { type Extent, extentOf, findKernels, type Kernel, ViewTable } from "./kernel.ts";
import { emitKernel, type KernelContext } from "./kernel-code.ts";
import { type DomainRun, orderTasks, type Task } from "./order.ts";
import { Arrangement, type Region, type Spot, type View } from "./region.ts";
import { TermPool } from "./term-pool.ts";
import { emitRun, type Run, runsOf, type Transfer } from "./transfer.ts";
import { worthwhile } from "./worth.ts";

/** What the plan is made of, for tests that must know that vectors were used, and for measurements. */
export interface VectorSummary {
  /** Registers updated by kernels, and by moves. */
  readonly computed: number;
  readonly moved: number;
  /** Lanes of each kernel. */
  readonly kernels: readonly number[];
  readonly moves: number;
  /** Values that scalar code stores for the kernels in a step of all domains. */
  readonly imports: number;
  /** Values copied before the kernels run. */
  readonly copies: number;
}

export interface PlannedVectors {
  readonly plan: VectorPlan;
  readonly summary: VectorSummary;
}

/**
 * Undefined: nothing repeats, or not so that vectors would gain. May add nodes to the netlist. `isForced`: also where
 * they would not gain, so that tests reach small and odd cases.
 */
export function planVectors(
  netlist: Netlist,
  switches: EngineSwitches,
  isForced = false,
): PlannedVectors | undefined {
  if (!switches.vectors) return undefined;
  const classes = findClasses(netlist);
  const copies = switches.shifts ? copiesOf(classes) : new Map<number, Copy>();
  const pool = new TermPool();
  const views = new ViewTable();
  const logic = classes.filter(({ isCopy }) => !isCopy);
  const found = findKernels(netlist, logic, views, pool);
  const kernels = isForced ? found : worthwhile(netlist, found, (cell) => copies.has(cell));
  const planned = new Planner(netlist, switches, kernels, copies, views, pool).finish();
  return planned.summary.computed + planned.summary.moved === 0 ? undefined : planned;
}

function copiesOf(classes: readonly LaneClass[]): Map<number, Copy> {
  const copies = new Map<number, Copy>();
  for (const { isCopy, cells, inputs, domain, width } of classes) {
    if (!isCopy) continue;
    cells.forEach((cell, lane) => void copies.set(cell, { source: inputs[0]?.[lane] ?? -1, domain, width }));
  }
  return copies;
}

interface Handed {
  readonly import: VectorImport;
  readonly domains: number;
}

class Planner {
  private readonly netlist: Netlist;
  private readonly switches: EngineSwitches;
  private readonly kernels: readonly Kernel[];
  private readonly copies: ReadonlyMap<number, Copy>;
  private readonly arrangement: Arrangement;
  private readonly context: KernelContext;

  constructor(
    netlist: Netlist,
    switches: EngineSwitches,
    kernels: readonly Kernel[],
    copies: ReadonlyMap<number, Copy>,
    views: ViewTable,
    pool: TermPool,
  ) {
    this.netlist = netlist;
    this.switches = switches;
    this.kernels = kernels;
    this.copies = copies;
    this.arrangement = new Arrangement(netlist, (cell) => copies.get(cell)?.source);
    const { demandedBits, skipping } = switches;
    this.context = { arrangement: this.arrangement, pool, views: views.all, demandedBits, skipping };
  }

  finish(): PlannedVectors {
    const { arrangement, kernels } = this;
    for (const { registers } of kernels) {
      for (const { source } of registers) arrangement.addWritten(source.cells, source.width);
    }
    for (const view of this.byWeight()) arrangement.placementOf(view);
    this.homeEntries();
    this.homeSources();
    this.homeEnds();
    homeChains(arrangement, this.netlist, this.copies);
    const runs = this.runs();
    const tasks = orderTasks(arrangement, kernels, runs, this.switches.inPlace);
    const used = usedPlaces(arrangement, tasks);
    const inputs = this.inputs(used, tasks);
    const taken = new Uint8Array(this.netlist.cells.count);
    for (const cell of arrangement.homed) taken[cell] = 1;
    let fills: Run[] = [];
    let handed: Handed[] = [];
    const plan: VectorPlan = {
      taken,
      place: (layout) => {
        this.place(layout, inputs);
        fills = runsOf(this.fills(used));
        handed = this.imports(used, inputs);
      },
      imports: (domains) =>
        handed.filter((each) => (each.domains & domains) !== 0).map((each) => each.import),
      emitKernels: (module, domains) => this.emit(module, domains, tasks, fills),
    };
    const computed = kernels.reduce((sum, { registers, lanes }) => sum + registers.length * lanes, 0);
    const summary: VectorSummary = {
      computed,
      moved: [...arrangement.homed].length - computed,
      kernels: kernels.map(({ lanes }) => lanes),
      moves: runs.length,
      imports: this.imports(used, inputs).length,
      copies: this.fills(used).length,
    };
    return { plan, summary };
  }

  /** Views that give most registers a home first. */
  private byWeight(): View[] {
    const views = [...new Set(this.kernels.flatMap((kernel) => kernel.views))];
    const weight = ({ nodes }: View): number =>
      new Set([...nodes].map((node) => this.arrangement.cellOf(node)).filter((cell) => this.copies.has(cell)))
        .size;
    return views
      .map((view) => ({ view, weight: weight(view) }))
      .sort((x, y) => y.weight - x.weight)
      .map(({ view }) => view);
  }

  private homeEntries(): void {
    const { arrangement } = this;
    for (const [width, cells] of arrangement.entries) {
      const open = [...cells].filter((cell) => arrangement.homeOf(cell) === undefined);
      arrangement.addStream(
        Int32Array.from(open, (cell) => this.netlist.cells.node[cell] ?? -1),
        width,
      );
    }
  }

  /** A chain of copies: what feeds a register with a home gets one too. */
  private homeSources(): void {
    let fresh = [...this.arrangement.homed].filter((cell) => this.copies.has(cell));
    while (fresh.length > 0) {
      const found = new Map<number, number[]>();
      for (const cell of fresh) {
        const copy = this.copies.get(cell);
        const source = this.arrangement.cellOf(copy?.source ?? -1);
        if (copy === undefined || !this.copies.has(source) || this.arrangement.homeOf(source) !== undefined)
          continue;
        const bytes = found.get(copy.width) ?? [];
        found.set(copy.width, bytes);
        bytes.push(source);
      }
      fresh = [];
      for (const [width, sources] of found) {
        const cells = [...new Set(sources)];
        this.arrangement.addStream(
          Int32Array.from(cells, (cell) => this.netlist.cells.node[cell] ?? -1),
          width,
        );
        fresh.push(...cells);
      }
    }
  }

  /** Copies that nothing takes further: beside their source, so that its move goes one step on. */
  private homeEnds(): void {
    const { arrangement, copies } = this;
    for (const [cell, copy] of copies) {
      const source = arrangement.cellOf(copy.source);
      const home = arrangement.homeOf(source);
      const before = copies.get(source);
      if (arrangement.homeOf(cell) !== undefined || home === undefined || before === undefined) continue;
      const from = this.sourceSpot(before, home);
      if (from.region === home.region) arrangement.extend(cell, home.region, 2 * home.place - from.place);
    }
  }

  private runs(): DomainRun[] {
    const transfers = new Map<number, Transfer[]>();
    for (const cell of this.arrangement.homed) {
      const copy = this.copies.get(cell);
      const to = this.arrangement.homeOf(cell);
      if (copy === undefined || to === undefined) continue;
      const before = transfers.get(copy.domain) ?? [];
      transfers.set(copy.domain, before);
      before.push({ from: this.sourceSpot(copy, to), to });
    }
    const isFree = (region: Region, place: number): boolean => this.isFree(region, place);
    return [...transfers].flatMap(([domain, each]) => runsOf(each, isFree).map((run) => ({ domain, run })));
  }

  /** Nothing lies there, or a value that is stored anew before it is read again. Zeros are stored only once. */
  private isFree(region: Region, place: number): boolean {
    const node = region.get(place);
    if (node === undefined) return true;
    const home = this.arrangement.homeOf(this.arrangement.cellOf(node));
    return (home?.region !== region || home.place !== place) && !this.isZero(node);
  }

  private isZero(node: number): boolean {
    const { nodes } = this.netlist;
    return nodes.op[node] === Op.constant && nodes.a[node] === 0 && nodes.b[node] === 0;
  }

  /** Where the value of a copy comes from: beside the register, where neighbours lie, or anywhere. */
  private sourceSpot({ source, width }: Copy, to: Transfer["to"]): Transfer["from"] {
    for (const place of [to.place - 1, to.place + 1]) {
      if (to.region.get(place) === source) return { region: to.region, place };
    }
    const home = this.arrangement.homeOf(this.arrangement.cellOf(source));
    if (home !== undefined) return home;
    return this.arrangement.slotOf(source) ?? this.arrangement.spotOf(source, width);
  }

  private place(layout: Layout, inputs: ReadonlyMap<number, Spot>): void {
    const { cells } = this.netlist;
    for (const region of this.arrangement.regions) {
      // Kernels load whole vectors, so what follows the last place must belong to the lane's state too.
      const before = (-region.from + 15) & -16;
      const places = before + ((region.to + 15) & -16) + 16;
      region.offset = layout.reserve(places * region.bytes + 320, 64) + before * region.bytes;
    }
    const representation = (width: number, bytes: number): Representation => {
      if (width === 1) return Representation.mask;
      return width === 8 * bytes || !this.switches.demandedBits ? Representation.clean : Representation.dirty;
    };
    const put = (cell: number, { region, place }: Spot): void => {
      const how = representation(cells.width[cell] ?? 0, region.bytes);
      layout.place(cell, region.offsetOf(place), region.bytes, how);
    };
    for (const cell of this.arrangement.homed) {
      const home = this.arrangement.homeOf(cell);
      if (home !== undefined) put(cell, home);
    }
    for (const [cell, spot] of inputs) put(cell, spot);
  }

  /** Places that hold a value whose home is elsewhere. */
  private fills(used: UsedPlaces): Transfer[] {
    const fills: Transfer[] = [];
    for (const [region, places] of used) {
      for (const place of places.keys()) {
        const home = this.arrangement.homeOf(this.arrangement.cellOf(region.get(place) ?? -1));
        if (home === undefined || (home.region === region && home.place === place)) continue;
        fills.push({ from: home, to: { region, place } });
      }
    }
    return fills;
  }

  /** Inputs of the top that can live where a kernel reads them, because nothing else is ever written there. */
  private inputs(used: UsedPlaces, tasks: readonly Task[]): Map<number, Spot> {
    const written = new Map<Region, Extent[]>();
    for (const task of tasks) {
      if (task.kind !== "move") continue;
      const { region, place } = task.run.to;
      const before = written.get(region) ?? [];
      written.set(region, before);
      before.push({ region, from: place, to: place + task.run.length });
    }
    const inputs = new Map<number, Spot>();
    for (const [region, places] of used) {
      const moved = written.get(region) ?? [];
      for (const place of places.keys()) {
        const cell = this.arrangement.cellOf(region.get(place) ?? -1);
        if (cell < 0 || this.netlist.cells.kind[cell] !== CellKind.input || inputs.has(cell)) continue;
        if (moved.some(({ from, to }) => from <= place && place < to)) continue;
        inputs.set(cell, { region, place });
      }
    }
    return inputs;
  }

  /** Places whose value only scalar code knows. Areas start as zeros, and nobody else writes there. */
  private imports(used: UsedPlaces, inputs: ReadonlyMap<number, Spot>): Handed[] {
    const { nodes } = this.netlist;
    const handed: Handed[] = [];
    for (const [region, places] of used) {
      for (const [place, domains] of places) {
        const node = region.get(place);
        if (node === undefined || node < 0 || this.isZero(node)) continue;
        const cell = this.arrangement.cellOf(node);
        if (this.arrangement.homeOf(cell) !== undefined) continue;
        const input = inputs.get(cell);
        if (input?.region === region && input.place === place) continue;
        const { bytes } = region;
        const representation = nodes.width[node] === 1 ? Representation.mask : Representation.clean;
        handed.push({ import: { node, offset: region.offsetOf(place), bytes, representation }, domains });
      }
    }
    return handed;
  }

  private emit(
    module: ModuleBuilder,
    domains: number,
    tasks: readonly Task[],
    fills: readonly Run[],
  ): number[] {
    const functions: number[] = [];
    const transfers = (runs: readonly Run[]): void => {
      for (let at = 0; at < runs.length; at += 200) {
        const { index, builder } = module.addFunction([ValueType.i32], []);
        for (const run of runs.slice(at, at + 200)) emitRun(builder, run);
        functions.push(index);
      }
    };
    const active = tasks.filter(({ domain }) => (domains >> domain) & 1);
    if (active.length > 0) transfers(fills);
    let moves: Run[] = [];
    for (const task of active) {
      if (task.kind === "move") {
        const { run, shadow } = task;
        moves.push(shadow === undefined ? run : { ...run, from: { region: shadow, place: 0 } });
        continue;
      }
      transfers(moves);
      moves = [];
      const { index, builder } = module.addFunction([ValueType.i32], []);
      emitKernel(builder, task.kernel, task.isDescending, this.context);
      functions.push(index);
    }
    transfers(moves);
    return functions;
  }
}

/** For each region the places that some task reads, and the domains of those tasks. */
type UsedPlaces = ReadonlyMap<Region, ReadonlyMap<number, number>>;

function usedPlaces(arrangement: Arrangement, tasks: readonly Task[]): UsedPlaces {
  const used = new Map<Region, Map<number, number>>();
  const mark = ({ region, from, to }: Extent, domain: number): void => {
    const places = used.get(region) ?? new Map<number, number>();
    used.set(region, places);
    for (let place = from; place < to; place++) places.set(place, (places.get(place) ?? 0) | (1 << domain));
  };
  for (const task of tasks) {
    if (task.kind === "kernel") {
      for (const view of task.kernel.views) mark(extentOf(arrangement, view), task.domain);
    } else if (task.shadow !== undefined) {
      mark({ region: task.shadow, from: 0, to: task.run.length }, task.domain);
    } else {
      const { region, place } = task.run.from;
      mark({ region, from: place, to: place + task.run.length }, task.domain);
    }
  }
  return used;
}
