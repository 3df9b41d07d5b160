/**
 * Runs a design as WebAssembly compiled in this process. Invariant: at every call from outside, the state of all lanes is
 * that after `cycle` steps, and a refused step has changed nothing.
 */
import { fail } from "../../diagnostics/index.ts";
import { bitWidth, type Design } from "../../ir/index.ts";
import { buildNetlist, instancePath, type Netlist } from "../netlist/index.ts";
import { planVectors } from "../vector/index.ts";
import { instantiate } from "../wasm/index.ts";
import { BlackBoxes } from "./black-boxes.ts";
import { CompiledCode, remembered } from "./compiled-code.ts";
import type { Engine, EngineEvent, EngineOptions, EngineSwitches, MemoryProbe, Probe } from "./engine.ts";
import { makeProbe, placesOf } from "./probes.ts";
import { Settling, type Slot } from "./settling.ts";
import { inactiveResets, initOf, readWord, writeCell, writeStartValues, writeWord } from "./start-values.ts";
import { State } from "./state.ts";

const allSwitches: EngineSwitches = {
  vectors: true,
  shifts: true,
  inPlace: true,
  folding: true,
  demandedBits: true,
  skipping: true,
};

/**
 * The engine in its start state. Step functions are compiled when first used. Fails with BL0295 on a combinational loop,
 * BL0294 on a black box without a model.
 */
export function compileEngine(design: Design, options: EngineOptions = {}): Engine {
  const folding = options.switches?.folding ?? allSwitches.folding;
  return compileNetlist(buildNetlist(design, { folding }), options);
}

/** The same from a netlist, to which nodes may be added. */
export function compileNetlist(netlist: Netlist, options: EngineOptions = {}): Engine {
  const switches = { ...allSwitches, ...options.switches };
  const plan = switches.vectors ? planVectors(netlist, switches)?.plan : undefined;
  const engine = new CompiledEngine(new CompiledCode(netlist, switches, plan, options.lanes ?? 1), options);
  engine.start(options.seed ?? 1);
  return engine;
}

interface StepFunctions {
  readonly step: CallableFunction;
  readonly run: CallableFunction;
}

class CompiledEngine implements Engine {
  readonly design: Design;
  readonly lanes: number;
  readonly internals: Engine["internals"];
  cycle = 0;
  private readonly code: CompiledCode;
  private readonly options: EngineOptions;
  private readonly state: State;
  private readonly settling: Settling;
  private readonly boxes: BlackBoxes;
  private readonly allDomains: number;
  private readonly base: number;
  /** Domains of properties, as bits. */
  private readonly watched: number;
  /** By domains: for any levels of the resets, and for steps in which none is active. */
  private readonly steps: (StepFunctions | undefined)[] = [];
  private readonly quietSteps: (StepFunctions | undefined)[] = [];
  /** One of the two, by the present levels. */
  private present = this.quietSteps;
  private readonly checks: (CallableFunction | undefined)[] = [];
  private readonly hits = new Map<
    number,
    { readonly settling: Settling; readonly slots: readonly (Slot | undefined)[] }
  >();
  private readonly probes = new Map<string, Probe>();
  private readonly memoryProbes = new Map<string, MemoryProbe>();
  private seenFailures: readonly EngineEvent[] = [];
  private readonly metCovers: EngineEvent[] = [];

  constructor(code: CompiledCode, options: EngineOptions) {
    this.code = code;
    this.options = options;
    this.design = code.netlist.design;
    this.lanes = code.lanes;
    this.state = new State(code.lanes, code.stride, code.space);
    this.base = this.state.base(0);
    this.allDomains = 2 ** this.design.top.domains.length - 1;
    this.watched = code.netlist.properties.reduce((bits, { domain }) => bits | (1 << domain), 0);
    this.settling = new Settling(code.context, code.space, this.state);
    this.boxes = new BlackBoxes(code.places, this.state, this.settling, options);
    const { state, settle } = this;
    this.internals = {
      memory: state.memory,
      base: (lane) => state.base(lane),
      stateBytes: code.stateBytes,
      stepFunction: (domains) => this.functionsOf(domains, this.steps).step,
      placesOf: (paths) => {
        // Of its own, so that no probe made later moves its values.
        const settling = new Settling(code.context, code.space, state);
        const settleAll = (): void => {
          if (!this.boxes.isEmpty) settle();
          settling.run();
        };
        const context = { places: code.places, state, settling, settle: settleAll, written: () => {} };
        return { parts: placesOf(context, paths), settle: settleAll };
      },
      allocate: (bytes) => {
        const address = code.space.allocate(bytes);
        state.cover();
        return address;
      },
    };
  }

  /** Fills the state of all lanes and arms every property. */
  start(seed: number): void {
    for (let lane = 0; lane < this.lanes; lane++) {
      writeStartValues(this.code.places, this.state, lane, seed + lane);
      for (let index = 0; index < this.code.netlist.properties.length; index++) this.arm(lane, index, true);
    }
    this.lookAtResets();
  }

  readonly settle = (): void => {
    if (!this.state.stale && this.settling.isComplete) return;
    if (this.boxes.isEmpty) this.settling.run();
    else this.boxes.settle();
    this.state.stale = false;
  };

  readonly step = (domains: number = this.allDomains, force = false): boolean => {
    if (this.seenFailures.length > 0) this.seenFailures = [];
    if (!force && this.boxes.isEmpty) {
      const { step } = this.present[domains] ?? this.functionsOf(domains);
      if (this.lanes === 1) {
        if (step(this.base) === 0) return this.stepped(1);
      } else if (!this.isWatched(domains) || !this.isHit(domains)) {
        for (let lane = 0; lane < this.lanes; lane++) step(this.state.base(lane));
        return this.stepped(1);
      }
    }
    return this.carefulStep(domains, force);
  };

  readonly run = (cycles: number, domains: number = this.allDomains): number => {
    // Without properties no lane stops before the others, and each may run through by itself.
    const isAlone = this.boxes.isEmpty && (this.lanes === 1 || !this.isWatched(domains));
    let made = 0;
    this.seenFailures = [];
    while (made < cycles) {
      if (isAlone) {
        const { run } = this.functionsOf(domains);
        const wanted = Math.min(cycles - made, 2 ** 30);
        let reached = 0;
        for (let lane = 0; lane < this.lanes; lane++) reached = run(this.state.base(lane), wanted) as number;
        made += reached;
        this.stepped(reached);
        if (reached === wanted) continue;
      }
      if (!(isAlone ? this.carefulStep(domains, false) : this.step(domains))) return made;
      made++;
    }
    return made;
  };

  readonly failures = (): readonly EngineEvent[] => this.seenFailures;
  readonly covered = (): readonly EngineEvent[] => this.metCovers;

  readonly probe = (path: string): Probe => {
    const known = this.probes.get(path);
    if (known !== undefined) return known;
    const { state, settling, settle } = this;
    const written = (lane: number, isReset: boolean): void => {
      if (isReset) this.lookAtResets();
      this.holdAtInit(lane);
    };
    const made = makeProbe({ places: this.code.places, state, settling, settle, written }, path);
    this.probes.set(path, made);
    return made;
  };

  readonly memory = (path: string): MemoryProbe => {
    const known = this.memoryProbes.get(path);
    if (known !== undefined) return known;
    const made = this.makeMemoryProbe(path);
    this.memoryProbes.set(path, made);
    return made;
  };

  readonly save = (): { readonly cycle: number; readonly bytes: Uint8Array } => {
    const { stateBytes } = this.code;
    if (!this.boxes.isEmpty) this.settle();
    const bytes = new Uint8Array(this.lanes * stateBytes);
    for (let lane = 0; lane < this.lanes; lane++) {
      const base = this.state.base(lane);
      bytes.set(this.state.u8.subarray(base, base + stateBytes), lane * stateBytes);
    }
    return { cycle: this.cycle, bytes };
  };

  readonly restore = (snapshot: { readonly cycle: number; readonly bytes: Uint8Array }): void => {
    const { stateBytes } = this.code;
    for (let lane = 0; lane < this.lanes; lane++) {
      const part = snapshot.bytes.subarray(lane * stateBytes, (lane + 1) * stateBytes);
      this.state.u8.set(part, this.state.base(lane));
    }
    this.cycle = snapshot.cycle;
    this.seenFailures = [];
    this.lookAtResets();
    this.state.stale = true;
  };

  readonly fork = (): Engine => {
    const box = this.code.netlist.blackBoxes[0];
    if (box !== undefined) fail("BL0423", { module: box.module.name });
    const twin = new CompiledEngine(this.code, this.options);
    twin.start(this.options.seed ?? 1);
    twin.restore(this.save());
    return twin;
  };

  private stepped(steps: number): true {
    this.cycle += steps;
    this.state.stale = true;
    return true;
  }

  /** True when a property looks at edges of these domains. */
  private isWatched(domains: number): boolean {
    return (this.watched & domains) !== 0;
  }

  private functionsOf(domains: number, steps = this.present): StepFunctions {
    const known = steps[domains];
    if (known !== undefined) return known;
    const bytes = this.code.step(domains, steps === this.quietSteps);
    this.state.cover();
    const made = instantiate(bytes, { host: { memory: this.state.memory } }) as unknown as StepFunctions;
    steps[domains] = made;
    return made;
  }

  /** Resets may have changed: chooses the step functions that fit. */
  private lookAtResets(): void {
    const { netlist, layout } = this.code.places;
    const { state } = this;
    let isQuiet = this.code.context.switches.folding;
    for (const [cell, level] of inactiveResets(netlist)) {
      for (let lane = 0; lane < this.lanes; lane++) {
        isQuiet &&= state.u8[state.base(lane) + (layout.offset[cell] as number)] === level;
      }
    }
    this.present = isQuiet ? this.quietSteps : this.steps;
  }

  /** The step with everything that is rare: several lanes, properties that were hit, force, black boxes. */
  private carefulStep(domains: number, force: boolean): boolean {
    this.seenFailures = [];
    if (!this.boxes.isEmpty) this.settle();
    const { step } = this.functionsOf(domains);
    const seen = this.isWatched(domains) && this.isHit(domains) ? this.eventsOf(domains) : [];
    const violated = seen.filter(({ event }) => event.kind !== "cover");
    if (violated.length > 0 && !force) {
      this.seenFailures = violated.map(({ event }) => event);
      return false;
    }
    for (const { event, index } of seen) {
      this.arm(event.lane, index, false);
      if (event.kind === "cover") this.metCovers.push(event);
    }
    const before = this.boxes.isEmpty ? undefined : this.boxes.inputs();
    for (let lane = 0; lane < this.lanes; lane++) step(this.state.base(lane));
    for (const { event, index } of violated) this.arm(event.lane, index, true);
    if (before !== undefined) this.boxes.edge(domains, before);
    return this.stepped(1);
  }

  /** True when an armed property is hit in any lane. */
  private isHit(domains: number): boolean {
    let check = this.checks[domains];
    if (check === undefined) {
      const bytes = this.code.check(domains);
      this.state.cover();
      check = instantiate(bytes, { host: { memory: this.state.memory } }).check as CallableFunction;
      this.checks[domains] = check;
    }
    for (let lane = 0; lane < this.lanes; lane++) if (check(this.state.base(lane)) !== 0) return true;
    return false;
  }

  /** Armed properties that an edge of these domains hits now, lane by lane. */
  private eventsOf(domains: number): readonly { readonly event: EngineEvent; readonly index: number }[] {
    const { netlist } = this.code;
    const { settling, slots } = remembered(this.hits, domains, () => {
      const own = new Settling(this.code.context, this.code.space, this.state, domains);
      const wanted = netlist.properties.map(({ hit, domain }) =>
        ((domains >>> domain) & 1) === 1 ? own.want(hit) : undefined,
      );
      return { settling: own, slots: wanted };
    });
    settling.run();
    const events: { readonly event: EngineEvent; readonly index: number }[] = [];
    for (let lane = 0; lane < this.lanes; lane++) {
      slots.forEach((slot, index) => {
        if (slot === undefined || !this.isArmed(lane, index)) return;
        if (this.state.u8[slot.address + lane * slot.stride] === 0) return;
        const { property, instance } = netlist.properties[index] as Netlist["properties"][number];
        const where = instancePath(netlist.instances, instance);
        const path = where === "" ? property.name : `${where}.${property.name}`;
        events.push({ event: { kind: property.kind, path, property, cycle: this.cycle, lane }, index });
      });
    }
    return events;
  }

  private isArmed(lane: number, property: number): boolean {
    const word =
      this.state.u32[(this.state.base(lane) + this.code.context.armed + 4 * (property >> 5)) >>> 2];
    return (((word as number) >>> (property & 31)) & 1) === 1;
  }

  private arm(lane: number, property: number, isArmed: boolean): void {
    const at = (this.state.base(lane) + this.code.context.armed + 4 * (property >> 5)) >>> 2;
    const bit = 1 << (property & 31);
    const word = this.state.u32[at] as number;
    this.state.u32[at] = isArmed ? word | bit : word & ~bit;
  }

  /** Registers under an active asynchronous reset take their init at once. */
  private holdAtInit(lane: number): void {
    const { netlist, layout } = this.code.places;
    if (netlist.asynchronousResets.length === 0) return;
    const base = this.state.base(lane);
    const isActive = netlist.asynchronousResets.map(
      ({ resetCell, activeLevel }) =>
        ((this.state.u8[base + (layout.offset[resetCell] as number)] as number) & 1) === activeLevel,
    );
    if (!isActive.includes(true)) return;
    const { asynchronous, count } = netlist.cells;
    for (let cell = 0; cell < count; cell++) {
      const group = asynchronous[cell] as number;
      if (group >= 0 && isActive[group] === true) {
        writeCell(this.code.places, this.state, base, cell, initOf(netlist, cell));
      }
    }
  }

  private makeMemoryProbe(path: string): MemoryProbe {
    const { places, netlist } = this.code;
    const { state } = this;
    const index = netlist.memories.findIndex((memory) => memory.path === path);
    const found = netlist.memories[index];
    if (found === undefined) {
      const known = netlist.memories.map((memory) => memory.path);
      return fail("BL0292", { name: path, module: this.design.top.name, known });
    }
    const { depth, memory } = found;
    const at = (address: number, lane: number): number => {
      if (!(lane >= 0 && lane < this.lanes)) fail("BL0420", { lane, lanes: this.lanes });
      const isThere = Number.isInteger(address) && address >= 0 && address < depth;
      if (!isThere) fail("BL0422", { name: path, address, depth });
      return state.base(lane);
    };
    return {
      path,
      type: memory.type,
      width: bitWidth(memory.type),
      depth,
      getWord: (address, lane = 0) => readWord(places, state, at(address, lane), index, address),
      setWord: (address, bits, lane = 0) => {
        writeWord(places, state, at(address, lane), index, address, bits);
        state.stale = true;
      },
    };
  }
}
