/**
 * The BigInt interpreter behind the `Engine` interface: slow, and the oracle that the compiled engine is compared with.
 * Invariant: a lane is a tree of `ModuleState` of its own; nothing is committed in any lane of a refused step.
 */
import { fail } from "../../diagnostics/index.ts";
import { bitWidth, type Design, type MemoryRead, type Property, type Signal } from "../../ir/index.ts";
import { makeModel } from "../interpreter/black-box-model.ts";
import { allStates, combinationalBits } from "../interpreter/interpreter.ts";
import { type Commit, ModuleState } from "../interpreter/module-state.ts";
import { randomBits } from "../random.ts";
import type { Engine, EngineEvent, EngineOptions, MemoryProbe, Probe, ProbeKind } from "./engine.ts";
import { imageOf, restoreImage } from "./interpreter-image.ts";

/** One lane: the tree of states, and whether its combinational values are current. */
interface Lane {
  readonly top: ModuleState;
  readonly byPath: ReadonlyMap<string, ModuleState>;
  readonly states: readonly ModuleState[];
  settled: boolean;
}

/** Where a probe reads and writes in one lane. */
interface Access {
  readonly kind: ProbeKind;
  readonly type: Signal["type"];
  readonly get: (lane: Lane) => bigint;
  readonly set: ((lane: Lane, bits: bigint) => void) | undefined;
}

/** Runs a design over BigInt. Fails with BL0294 on a black box without a model, BL0291 on logic that does not settle. */
export function interpreterEngine(design: Design, options: EngineOptions = {}): Engine {
  const { top } = design;
  const allDomains = 2 ** top.domains.length - 1;
  const roundLimit = combinationalBits(top) + 2;
  const lanes = Array.from({ length: options.lanes ?? 1 }, (_, lane) => makeLane(design, options, lane));
  const probes = new Map<string, Probe>();
  const memories = new Map<string, MemoryProbe>();
  const covered: EngineEvent[] = [];
  const metCovers = new Set<string>();
  let failures: readonly EngineEvent[] = [];
  let cycle = 0;

  const laneAt = (lane = 0): Lane => {
    const found = lanes[lane];
    return found ?? fail("BL0420", { lane, lanes: lanes.length });
  };

  function settle(lane: Lane): void {
    if (lane.settled) return;
    let rounds = 0;
    while (lane.top.round()) {
      if (++rounds > roundLimit) fail("BL0291", { module: top.name, rounds });
    }
    lane.settled = true;
  }

  function step(domains = allDomains, force = false): boolean {
    const named = new Set(top.domains.filter((_, i) => ((domains >> i) & 1) === 1).map(({ name }) => name));
    const commits: Commit[] = [];
    const seen: EngineEvent[] = [];
    lanes.forEach((lane, index) => {
      settle(lane);
      lane.top.edge(named, commits, (property, path) => {
        seen.push(eventOf(property, path, cycle, index));
      });
    });
    const violated = seen.filter(({ kind }) => kind !== "cover");
    failures = force ? [] : violated;
    if (failures.length > 0) return false;
    for (const event of seen) {
      const key = `${event.lane} ${event.path}`;
      if (event.kind !== "cover" || metCovers.has(key)) continue;
      metCovers.add(key);
      covered.push(event);
    }
    for (const commit of commits) commit();
    for (const lane of lanes) lane.settled = false;
    cycle++;
    return true;
  }

  function probe(path: string): Probe {
    const known = probes.get(path);
    if (known !== undefined) return known;
    const access = accessOf(design, laneAt(), path);
    const getBits = (lane?: number): bigint => {
      const here = laneAt(lane);
      settle(here);
      return access.get(here);
    };
    const setBits = (bits: bigint, lane?: number): void => {
      const here = laneAt(lane);
      const set = access.set ?? fail("BL0421", { name: path, kind: access.kind });
      // An asynchronous reset has held its registers up to now, even when nobody looked in the meantime.
      if (access.kind === "reset") settle(here);
      set(here, bits);
      here.settled = false;
    };
    const made: Probe = {
      path,
      kind: access.kind,
      type: access.type,
      width: bitWidth(access.type),
      getBits,
      getNumber: (lane) => Number(getBits(lane)),
      setBits,
      setNumber: (bits, lane) => setBits(BigInt(bits), lane),
    };
    probes.set(path, made);
    return made;
  }

  function memory(path: string): MemoryProbe {
    const known = memories.get(path);
    if (known !== undefined) return known;
    const { holder, name } = split(path);
    const found = laneAt()
      .byPath.get(holder)
      ?.module.memories.find((m) => m.name === name);
    if (found === undefined) return unknownPath(design, path);
    const stateOf = (lane?: number): ModuleState => laneAt(lane).byPath.get(holder) as ModuleState;
    const checked = (address: number): number => {
      const isThere = Number.isInteger(address) && address >= 0 && address < found.depth;
      return isThere ? address : fail("BL0422", { name: path, address, depth: found.depth });
    };
    const made: MemoryProbe = {
      path,
      type: found.type,
      width: bitWidth(found.type),
      depth: found.depth,
      getWord: (address, lane) => stateOf(lane).words.get(found)?.[checked(address)] ?? 0n,
      setWord: (address, bits, lane) => {
        stateOf(lane).setWord(found, checked(address), bits);
        laneAt(lane).settled = false;
      },
    };
    memories.set(path, made);
    return made;
  }

  return {
    internals: undefined,
    design,
    lanes: lanes.length,
    get cycle() {
      return cycle;
    },
    probe,
    memory,
    settle: () => lanes.forEach(settle),
    step,
    run(cycles, domains) {
      for (let made = 0; made < cycles; made++) if (!step(domains)) return made;
      return cycles;
    },
    failures: () => failures,
    covered: () => covered,
    save() {
      lanes.forEach(settle);
      return { cycle, bytes: imageOf(lanes.flatMap(({ states }) => states)) };
    },
    restore(snapshot) {
      restoreImage(
        lanes.flatMap(({ states }) => states),
        snapshot.bytes,
      );
      cycle = snapshot.cycle;
      failures = [];
      for (const lane of lanes) lane.settled = false;
    },
    fork() {
      const box = design.modules.find(({ external }) => external !== undefined);
      if (box !== undefined) return fail("BL0423", { module: box.name });
      const twin = interpreterEngine(design, options);
      twin.restore(this.save());
      return twin;
    },
  };
}

function makeLane(design: Design, options: EngineOptions, lane: number): Lane {
  const random = randomBits((options.seed ?? 1) + lane);
  const top = new ModuleState(design.top, "", {
    random,
    model: (module) => makeModel(module, options.models),
  });
  const states = allStates(top);
  return { top, states, byPath: new Map(states.map((state) => [state.path, state])), settled: false };
}

const eventOf = (property: Property, path: string, cycle: number, lane: number): EngineEvent => ({
  kind: property.kind,
  path: path === "" ? property.name : `${path}.${property.name}`,
  property,
  cycle,
  lane,
});

function split(path: string): { readonly holder: string; readonly name: string } {
  const dot = path.lastIndexOf(".");
  return dot < 0 ? { holder: "", name: path } : { holder: path.slice(0, dot), name: path.slice(dot + 1) };
}

const unknownPath = (design: Design, path: string): never =>
  fail("BL0292", { name: path, module: design.top.name, known: design.top.ports.map(({ name }) => name) });

/** Found in the first lane; all lanes have the same tree. */
function accessOf(design: Design, lane: Lane, path: string): Access {
  const { holder, name } = split(path);
  const module = lane.byPath.get(holder)?.module;
  const stateIn = (other: Lane): ModuleState => other.byPath.get(holder) as ModuleState;
  const signal = module?.signals.find((s) => s.name === name);
  if (signal !== undefined) {
    const kind = kindOf(signal, holder === "");
    const canSet = kind === "input" || kind === "register";
    return {
      kind,
      type: signal.type,
      get: (other) => stateIn(other).valueOf(signal),
      set: canSet ? (other, bits) => void stateIn(other).set(signal, bits) : undefined,
    };
  }
  const port = module?.memories.flatMap(({ reads }) => reads).find((read) => read.name === name);
  if (port !== undefined) return readAccess(port, stateIn);
  const domain = holder === "" ? design.top.domains.find(({ reset }) => reset === name) : undefined;
  if (domain === undefined) return unknownPath(design, path);
  return {
    kind: "reset",
    type: { kind: "uint", width: 1 },
    get: ({ top }) => top.resets.get(domain.name) ?? 0n,
    set: ({ top }, bits) => void top.setReset(domain.name, bits),
  };
}

const readAccess = (port: MemoryRead, stateIn: (lane: Lane) => ModuleState): Access => ({
  kind: port.memory.latency === 1 ? "readPort" : "wire",
  type: port.memory.type,
  get: (lane) => stateIn(lane).readValue(port),
  set: undefined,
});

function kindOf(signal: Signal, isTop: boolean): ProbeKind {
  if (signal.role === "register") return "register";
  if (isTop && (signal.role === "input" || signal.role === "output")) return signal.role;
  return "wire";
}
