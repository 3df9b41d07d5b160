/**
 * An engine that records coverage: it runs the instrumented design and shows the original. Invariant: whoever holds it
 * cannot tell it from an engine of the original design, except by its speed.
 */
import type { Design } from "../../ir/index.ts";
import type { Engine, Probe } from "../engine/engine.ts";
import { inactiveLevel } from "../interpreter/module-state.ts";
import { Collector } from "./collector.ts";
import type { CoverageData } from "./data.ts";
import { type Instrumented, type InstrumentOptions, instrument } from "./instrument.ts";

export interface CoveredEngine {
  readonly engine: Engine;
  /** What has been covered so far, also before a snapshot was restored. Each instance in each lane counts as one observation. */
  readonly coverage: () => CoverageData;
}

/** `build` makes the engine for the instrumented design, with whatever options the caller wants. */
export function coveredEngine(
  design: Design,
  build: (instrumented: Design) => Engine,
  options: InstrumentOptions = {},
): CoveredEngine {
  const instrumented = instrument(design, options);
  return cover(design, instrumented, build(instrumented.design));
}

/** Engines of forks, by the engine that was handed out. */
const coverageOfEngine = new WeakMap<Engine, () => CoverageData>();

/** Tells the coverage of an engine that `coveredEngine` made, or of a fork of one; undefined for any other engine. */
export const coverageOf = (engine: Engine): (() => CoverageData) | undefined => coverageOfEngine.get(engine);

/** `outer` stands around `inner`: its coverage is that of `inner`, if there is one. */
export function carryCoverage(inner: Engine, outer: Engine): void {
  const coverage = coverageOfEngine.get(inner);
  if (coverage !== undefined) coverageOfEngine.set(outer, coverage);
}

function cover(design: Design, instrumented: Instrumented, inner: Engine): CoveredEngine {
  const collector = new Collector(design, instrumented.plans, inner);
  const probes = mirroredResets(design, instrumented, inner);
  const added = addedDomains(design, instrumented.design);
  const engine: Engine = {
    internals: inner.internals,
    design,
    lanes: inner.lanes,
    get cycle() {
      return inner.cycle;
    },
    probe: (path) => probes.get(path) ?? inner.probe(path),
    memory: (path) => inner.memory(path),
    settle: () => inner.settle(),
    step: (domains, force) => inner.step(domains === undefined ? domains : domains | added, force),
    run: (cycles, domains) => inner.run(cycles, domains === undefined ? domains : domains | added),
    failures: () => inner.failures(),
    covered: () => inner.covered(),
    save: () => inner.save(),
    restore(snapshot) {
      collector.collect();
      inner.restore(snapshot);
      collector.startFromHere();
    },
    fork: () => cover(design, instrumented, inner.fork()).engine,
  };
  const coverage = (): CoverageData => collector.data();
  coverageOfEngine.set(engine, coverage);
  return { engine, coverage };
}

/** Bits of the domains that only the instrumented top has: they sample logic without a clock, in every step. */
function addedDomains({ top }: Design, instrumented: Design): number {
  let bits = 0;
  for (let i = top.domains.length; i < instrumented.top.domains.length; i++) bits |= 1 << i;
  return bits;
}

/** Resets of the top that, when driven, drive the recorders' copy as well. */
function mirroredResets(
  { top }: Design,
  { resetInputs }: Instrumented,
  inner: Engine,
): ReadonlyMap<string, Probe> {
  const probes = new Map<string, Probe>();
  for (const domain of top.domains) {
    const input = resetInputs.get(domain.name);
    if (domain.reset === undefined || input === undefined) continue;
    const reset = inner.probe(domain.reset);
    const copy = inner.probe(input);
    const inactive = Number(inactiveLevel(domain));
    const setNumber = (level: number, lane?: number): void => {
      reset.setNumber(level, lane);
      copy.setNumber(level === inactive ? 0 : 1, lane);
    };
    const { path, kind, type, width, getNumber, getBits } = reset;
    const setBits = (level: bigint, lane?: number): void => setNumber(Number(level), lane);
    probes.set(domain.reset, { path, kind, type, width, getNumber, getBits, setNumber, setBits });
  }
  return probes;
}
