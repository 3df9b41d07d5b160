/**
 * Reads the recorders of a running design into coverage data. Invariant: what was seen once stays seen: a snapshot that is
 * restored takes nothing away, and nothing is counted twice.
 */
import { locate, type Site } from "../../diagnostics/index.ts";
import { bitWidth, type Design, type Module } from "../../ir/index.ts";
import type { Engine, Probe } from "../engine/engine.ts";
import {
  type CoverageData,
  type ModuleCoverage,
  mergeCoverage,
  noCoverage,
  type PointRecord,
} from "./data.ts";
import { type ModulePlan, recorderName } from "./instrument.ts";
import type { CoveragePoint, TogglePoint } from "./points.ts";

/** A register of one recorder in one lane: bits that stay once they were seen. */
interface Bits {
  readonly probe: Probe;
  readonly lane: number;
  seen: bigint;
}

/** A counter of one recorder in one lane. */
interface Count {
  readonly probe: Probe;
  readonly lane: number;
  /** Already in `total`. */
  base: number;
  total: number;
}

/** What the recorders of all instances of a module say, in the order of the module's layout. */
interface ModuleSlots {
  readonly plan: ModulePlan;
  observed: number;
  readonly flags: Bits[][];
  readonly counts: Count[][];
  readonly rose: Bits[][];
  readonly fell: Bits[][];
}

export class Collector {
  private readonly slots = new Map<Module, ModuleSlots>();
  private readonly engine: Engine;
  private readonly plans: ReadonlyMap<Module, ModulePlan>;

  /** `engine` runs the instrumented design; counting starts from its present state. */
  constructor(design: Design, plans: ReadonlyMap<Module, ModulePlan>, engine: Engine) {
    this.engine = engine;
    this.plans = plans;
    this.visit(design.top, "");
    this.startFromHere();
  }

  /** Takes in what the recorders have now. */
  collect(): void {
    for (const { flags, counts, rose, fell } of this.slots.values()) {
      for (const bits of [flags, rose, fell].flat(2)) bits.seen |= bits.probe.getBits(bits.lane);
      for (const count of counts.flat()) {
        const now = count.probe.getNumber(count.lane);
        count.total += now - count.base;
        count.base = now;
      }
    }
  }

  /** The state has been replaced: what its counters say has been counted before. */
  startFromHere(): void {
    for (const { counts } of this.slots.values()) {
      for (const count of counts.flat()) count.base = count.probe.getNumber(count.lane);
    }
  }

  data(): CoverageData {
    this.collect();
    const modules = [...this.slots.values()].map(moduleCoverage).filter(({ points }) => points.length > 0);
    return mergeCoverage([{ ...noCoverage, modules }]);
  }

  private visit(module: Module, inside: string): void {
    const plan = this.plans.get(module);
    if (plan !== undefined) this.addInstance(plan, `${inside}${recorderName}.`);
    for (const instance of module.instances) this.visit(instance.module, `${inside}${instance.name}.`);
  }

  private addInstance(plan: ModulePlan, recorder: string): void {
    const { lanes } = this.engine;
    const known = this.slots.get(plan.module);
    const slots = known ?? { plan, observed: 0, flags: [], counts: [], rose: [], fell: [] };
    this.slots.set(plan.module, slots);
    slots.observed += lanes;
    const { layout } = plan;
    if (layout === undefined) return;
    const allLanes = Array.from({ length: lanes }, (_, lane) => lane);
    const add = <T>(lists: T[][], index: number, register: string, make: (of: Bits) => T): void => {
      const probe = this.engine.probe(`${recorder}${register}`);
      lists[index] ??= [];
      lists[index].push(...allLanes.map((lane) => make({ probe, lane, seen: 0n })));
    };
    layout.flags.forEach(({ register }, i) => {
      add(slots.flags, i, register, (bits) => bits);
    });
    layout.counts.forEach(({ register }, i) => {
      add(slots.counts, i, register, ({ probe, lane }) => ({ probe, lane, base: 0, total: 0 }));
    });
    layout.toggles.forEach(({ rose, fell }, i) => {
      add(slots.rose, i, rose, (bits) => bits);
      add(slots.fell, i, fell, (bits) => bits);
    });
  }
}

function moduleCoverage({ plan, observed, flags, counts, rose, fell }: ModuleSlots): ModuleCoverage {
  const { module, layout, points } = plan;
  const hits = new Map<CoveragePoint, number>();
  layout?.flags.forEach((register, i) => {
    register.points.forEach((point, bit) => {
      const isHit = ({ seen }: Bits): boolean => ((seen >> BigInt(bit)) & 1n) === 1n;
      hits.set(point, (flags[i] ?? []).filter(isHit).length);
    });
  });
  layout?.counts.forEach(({ point }, i) => {
    hits.set(
      point,
      (counts[i] ?? []).reduce((sum, { total }) => sum + total, 0),
    );
  });
  const masks = new Map<TogglePoint, { readonly rose: bigint; readonly fell: bigint }>();
  layout?.toggles.forEach(({ point }, i) => {
    masks.set(point, { rose: united(rose[i] ?? []), fell: united(fell[i] ?? []) });
  });
  const records = points.map((point): PointRecord => {
    const { name, site, unreachable } = point;
    const common = { name, place: placeOf(site), unreachable };
    if (point.kind === "toggle") {
      const { rose, fell } = masks.get(point) ?? { rose: 0n, fell: 0n };
      const width = bitWidth(point.signal.type);
      return { kind: "toggle", ...common, width, rose: rose.toString(16), fell: fell.toString(16) };
    }
    const chain = point.kind === "branch" ? placeOf(point.chain) : null;
    const of = { kind: point.kind, ...common, hits: hits.get(point) ?? 0 };
    return chain === null ? of : { ...of, chain: `${chain.line}:${chain.column}` };
  });
  return { module: module.name, observed, points: records };
}

const united = (all: readonly Bits[]): bigint => all.reduce((bits, { seen }) => bits | seen, 0n);

const placeOf = (site: Site | undefined) => (site === undefined ? null : (locate(site) ?? null));
