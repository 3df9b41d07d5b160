/**
 * The order in which kernels and moves of one step run: whoever reads the old value of a register runs before it is
 * written; what stands in a circle reads from copies made before anything is written. Invariant: every reader of a
 * place sees the value from before the edge.
 */
import { type Extent, extentOf, type Kernel, overlaps, writtenExtentOf } from "./kernel.ts";
import type { Arrangement, Region, View } from "./region.ts";
import type { Run } from "./transfer.ts";

export interface KernelTask {
  readonly kind: "kernel";
  readonly domain: number;
  readonly kernel: Kernel;
  /** Lanes in falling order: they read registers of lower lanes that the same loop writes. */
  readonly isDescending: boolean;
}

export interface MoveTask {
  readonly kind: "move";
  readonly domain: number;
  readonly run: Run;
  /** First copied to here, before anything is written. */
  readonly shadow: Region | undefined;
}

export type Task = KernelTask | MoveTask;

interface Pending {
  task: Task;
  reads: readonly Extent[];
  readonly writes: readonly Extent[];
}

export interface DomainRun {
  readonly domain: number;
  readonly run: Run;
}

export function orderTasks(
  arrangement: Arrangement,
  kernels: readonly Kernel[],
  runs: readonly DomainRun[],
  inPlace: boolean,
): Task[] {
  const pending: Pending[] = kernels.map((kernel) => {
    const task: KernelTask = {
      kind: "kernel",
      domain: kernel.domain,
      kernel,
      isDescending: direct(arrangement, kernel, inPlace),
    };
    const writes = kernel.registers.map(({ self }) => writtenExtentOf(arrangement, self));
    return { task, reads: readsOf(arrangement, kernel), writes };
  });
  for (const { domain, run } of runs) {
    const extent = ({ region, place }: Run["from"]): Extent => ({
      region,
      from: place,
      to: place + run.length,
    });
    const shadow = inPlace ? undefined : shadowOf(arrangement, run);
    pending.push({
      task: { kind: "move", domain, run, shadow },
      reads: shadow === undefined ? [extent(run.from)] : [],
      writes: [extent(run.to)],
    });
  }
  const readers = new Map<Region, Set<Pending>>();
  const list = (each: Pending): void => {
    for (const { region } of each.reads) readers.set(region, (readers.get(region) ?? new Set()).add(each));
  };
  pending.forEach(list);
  const blockers = ({ writes }: Pending, self: Pending): Pending[] =>
    writes.flatMap((write) =>
      [...(readers.get(write.region) ?? [])].filter(
        (reader) => reader !== self && reader.reads.some((read) => overlaps(read, write)),
      ),
    );
  const ordered: Task[] = [];
  let open = [...pending];
  const finish = (done: Pending): void => {
    for (const { region } of done.reads) readers.get(region)?.delete(done);
    ordered.push(done.task);
  };
  while (open.length > 0) {
    const waiting: Pending[] = [];
    for (const each of open) {
      if (blockers(each, each).length === 0) finish(each);
      else waiting.push(each);
    }
    if (waiting.length === open.length) breakCircle(arrangement, waiting, blockers);
    open = waiting;
  }
  return ordered;
}

/** Frees the task that the fewest others stand in the way of: those read from copies. */
function breakCircle(
  arrangement: Arrangement,
  waiting: readonly Pending[],
  blockersOf: (each: Pending, self: Pending) => Pending[],
): void {
  let best: { each: Pending; blockers: Set<Pending> } | undefined;
  for (const each of waiting) {
    const blockers = new Set(blockersOf(each, each));
    if (best === undefined || blockers.size < best.blockers.size) best = { each, blockers };
  }
  if (best === undefined) return;
  const { writes } = best.each;
  for (const reader of best.blockers) {
    if (reader.task.kind === "move") {
      const { task } = reader;
      reader.task = { ...task, shadow: shadowOf(arrangement, task.run) };
      reader.reads = [];
      continue;
    }
    const { kernel } = reader.task;
    for (const view of kernel.views) {
      if (writes.some((write) => overlaps(write, extentOf(arrangement, view)))) toShadow(arrangement, view);
    }
    reader.reads = readsOf(arrangement, kernel);
  }
}

/** Own registers lane by lane do not count: a lane is read before it is written. */
function readsOf(arrangement: Arrangement, kernel: Kernel): Extent[] {
  return kernel.views.map((view) => extentOf(arrangement, view));
}

function shadowOf(arrangement: Arrangement, { from, length }: Run): Region {
  const nodes = Int32Array.from({ length }, (_, at) => from.region.get(from.place + at) ?? -1);
  return arrangement.addCopy(nodes, from.region.bytes);
}

const toShadow = (arrangement: Arrangement, view: View): void =>
  arrangement.redirect(view, arrangement.addShadow(view.nodes, view.width));

/**
 * Chooses the direction of a kernel's loop, and has views copied that would need the other one. True for falling lanes.
 */
function direct(arrangement: Arrangement, kernel: Kernel, inPlace: boolean): boolean {
  const written = kernel.registers.map(({ self }) => writtenExtentOf(arrangement, self));
  const lower: View[] = [];
  const higher: View[] = [];
  for (const view of kernel.views) {
    const extent = extentOf(arrangement, view);
    if (!written.some((own) => overlaps(own, extent))) continue;
    const placement = arrangement.placementOf(view);
    if (placement.kind === "uniform") continue; // read before the loop
    if (placement.kind === "rows") toShadow(arrangement, view);
    else if (placement.delta < 0) lower.push(view);
    else if (placement.delta > 0) higher.push(view);
  }
  const isDescending = lower.length >= higher.length && lower.length > 0;
  const others = inPlace ? (isDescending ? higher : lower) : [...lower, ...higher];
  for (const view of others) toShadow(arrangement, view);
  return isDescending;
}
