/**
 * Adds to a design what remembers its coverage, as ordinary hardware that every engine runs. Invariant: the instrumented
 * design behaves like the original at every port and in every named value, and draws the same start values from a seed; what
 * is added has names with a `$`, which no designer's name has, and is never written as Verilog.
 */
import type { ClockDomain, Design, Expr, Module, Signal } from "../../ir/index.ts";
import { type CopiedModule, ModuleCopy } from "./copy.ts";
import { type CoverageKind, coverageKinds } from "./data.ts";
import { outerDomain, SampleDomains } from "./domains.ts";
import { bit, ref } from "./expressions.ts";
import { type CoveragePoint, pointsOf } from "./points.ts";
import { type RecorderLayout, recorderOf, resetInput } from "./recorder.ts";

/** Name of the recorder inside its module. */
export const recorderName = "coverage$";

export interface InstrumentOptions {
  /** Default: all but transitions, most of which a design never makes. */
  readonly kinds?: readonly CoverageKind[] | undefined;
}

export interface ModulePlan {
  /** Of the original design. */
  readonly module: Module;
  readonly points: readonly CoveragePoint[];
  /** Undefined when nothing in the module can be hit. */
  readonly layout: RecorderLayout | undefined;
}

export interface Instrumented {
  readonly design: Design;
  readonly plans: ReadonlyMap<Module, ModulePlan>;
  /**
   * Inputs of the instrumented top that must be 1 exactly while that reset of the top is active, by the name of the
   * top's domain. A domain of the top beyond the original's takes part in every step.
   */
  readonly resetInputs: ReadonlyMap<string, string>;
}

const defaultKinds = coverageKinds.filter((kind) => kind !== "transition");

/** The design with recorders. Black boxes stay as they are. */
export function instrument(design: Design, options: InstrumentOptions = {}): Instrumented {
  const kinds = new Set(options.kinds ?? defaultKinds);
  const plans = new Map<Module, ModulePlan>();
  const done = new Map<Module, InstrumentedModule>();
  const modules: Module[] = [];
  for (const module of design.modules) {
    const made = instrumentModule(module, kinds, (child) => required(done, child));
    done.set(module, made);
    plans.set(module, made.plan);
    modules.push(...made.recorders, made.copy.module);
  }
  const top = required(done, design.top);
  return { design: { top: top.copy.module, modules }, plans, resetInputs: names(top.resets) };
}

interface InstrumentedModule {
  readonly copy: CopiedModule;
  readonly plan: ModulePlan;
  /** The recorder's module, if there is one. */
  readonly recorders: readonly Module[];
  /** Domains in which something here or below is sampled, with the added input that tells that its reset is active. */
  readonly resets: ReadonlyMap<string, Signal>;
}

function instrumentModule(
  module: Module,
  kinds: ReadonlySet<CoverageKind>,
  childOf: (module: Module) => InstrumentedModule,
): InstrumentedModule {
  if (module.external !== undefined) {
    const portOf = new Map(module.ports.map((port) => [port, port]));
    const plan = { module, points: [], layout: undefined };
    return { copy: { module, portOf }, plan, recorders: [], resets: new Map() };
  }
  const domains = new SampleDomains(module);
  const points = pointsOf(module, kinds, domains);
  const recorder = recorderOf(`${module.name}$coverage`, points);
  const copy = new ModuleCopy(module, (child) => childOf(child).copy);
  const resets = new Map<string, Signal>();
  const resetOf = (domain: string): Expr => {
    let port = resets.get(domain);
    if (port === undefined) {
      if (!copy.domains.some(({ name }) => name === domain)) copy.domains.push(clockWithoutReset(domain));
      port = copy.addPort(`coverage$reset_${domain}`, "input", bit, domain);
      resets.set(domain, port);
    }
    return ref(port);
  };
  for (const instance of module.instances) {
    const child = childOf(instance.module);
    const added = new Map<string, string>();
    const inputs = new Map<string, Expr>();
    for (const [domain, port] of child.resets) {
      const outer = outerDomain(instance, domain, domains);
      inputs.set(port.name, resetOf(outer));
      if (!instance.domains.has(domain)) added.set(domain, outer);
    }
    copy.extendInstance(instance, added, [...child.resets.values()], inputs);
  }
  if (recorder !== undefined) {
    const inputs = new Map<string, Expr>();
    for (const [name, value] of recorder.inputs) inputs.set(name, copy.expr(value));
    const own = new Map(recorder.module.domains.map(({ name }) => [name, name]));
    for (const domain of own.keys()) inputs.set(resetInput(domain), resetOf(domain));
    copy.addInstance(recorderName, recorder.module, own, inputs);
  }
  return {
    copy: copy.finish(),
    plan: { module, points, layout: recorder?.layout },
    recorders: recorder === undefined ? [] : [recorder.module],
    resets,
  };
}

/** For a module without state of its own in this domain: its values are sampled all the same. */
const clockWithoutReset = (name: string): ClockDomain => ({
  name,
  clock: `coverage$clock_${name}`,
  reset: undefined,
  resetKind: "none",
  resetActive: "high",
  site: undefined,
});

const names = (signals: ReadonlyMap<string, Signal>): ReadonlyMap<string, string> =>
  new Map([...signals].map(([domain, { name }]) => [domain, name]));

function required(done: ReadonlyMap<Module, InstrumentedModule>, module: Module): InstrumentedModule {
  const found = done.get(module);
  if (found === undefined) throw new RangeError(module.name);
  return found;
}
