/**
 * An engine that records its port traffic. Invariant: every settling that somebody could see is a recorded step, in
 * order, and whatever changes the state other than an edge (a poked register, a restored snapshot) begins a new segment
 * with all of that state; so a replay from the segments' states needs nothing but the ports.
 */
import { bitWidth } from "../../ir/index.ts";
import type { Engine, MemoryProbe, Probe } from "../../sim/index.ts";
import { stateElements } from "./state-elements.ts";
import type { Bits, PortTraffic, Segment } from "./traffic.ts";

export interface RecordingOptions {
  /** Recording stops after so many steps; the run goes on. 100,000 unless stated. */
  readonly steps?: number | undefined;
}

export interface RecordingEngine extends Engine {
  readonly traffic: () => PortTraffic;
}

const DEFAULT_STEPS = 100_000;
/** Numbers are exact up to here. */
const NUMBER_BITS = 53;

interface OpenColumn {
  readonly name: string;
  readonly width: number;
  readonly lane: number;
  readonly probe: Probe;
  readonly steps: number[];
  readonly values: Bits[];
  last: Bits | undefined;
}

/** Wraps `inner`, which nobody else may drive from now on. Without `internals`: recorders inside it would pass us by. */
export function recordTraffic(inner: Engine, options: RecordingOptions = {}): RecordingEngine {
  const { design } = inner;
  const { top } = design;
  const limit = options.steps ?? DEFAULT_STEPS;
  const allDomains = 2 ** top.domains.length - 1;
  const lanes = Array.from({ length: inner.lanes }, (_, lane) => lane);
  const resets = top.domains.flatMap(({ reset }) => (reset === undefined ? [] : [{ name: reset, width: 1 }]));
  const ported = (role: "input" | "output") =>
    top.ports.filter((port) => port.role === role).map(({ name, type }) => ({ name, width: bitWidth(type) }));
  const column =
    (lane: number) =>
    (port: { readonly name: string; readonly width: number }): OpenColumn => ({
      ...port,
      lane,
      probe: inner.probe(port.name),
      steps: [],
      values: [],
      last: undefined,
    });
  const recorded = lanes.map((lane) => ({
    inputs: [...resets, ...ported("input")].map(column(lane)),
    outputs: ported("output").map(column(lane)),
  }));
  const columns = recorded.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  const elements = stateElements(design);
  const edges: number[] = [];
  const segments: Segment[] = [];
  const probes = new Map<string, Probe>();
  const memories = new Map<string, MemoryProbe>();
  /** Something was poked since the last recorded step. */
  let isStale = true;
  /** The last recorded step has not had its edges yet. */
  let isOpen = false;
  let beginsSegment = true;
  let isCut = false;

  function look(): void {
    if (isCut || (isOpen && !isStale)) return;
    if (edges.length >= limit) {
      isCut = true;
      return;
    }
    inner.settle();
    const step = edges.length;
    if (beginsSegment) segments.push({ step, cycle: inner.cycle, state: lanes.map(stateOf) });
    for (const one of columns) {
      const value = one.width <= NUMBER_BITS ? one.probe.getNumber(one.lane) : one.probe.getBits(one.lane);
      if (value === one.last) continue;
      one.last = value;
      one.steps.push(step);
      one.values.push(value);
    }
    edges.push(0);
    beginsSegment = false;
    isStale = false;
    isOpen = true;
  }

  const stateOf = (lane: number): readonly bigint[] =>
    elements.flatMap((element) => {
      if (element.kind !== "memory") return inner.probe(element.path).getBits(lane);
      const memory = inner.memory(element.path);
      return Array.from({ length: memory.depth }, (_, address) => memory.getWord(address, lane));
    });

  function stateChanged(): void {
    beginsSegment = true;
    isStale = true;
  }

  function step(domains = allDomains, force?: boolean): boolean {
    look();
    const isMade = inner.step(domains, force);
    if (isMade) {
      if (isOpen && !isCut) edges[edges.length - 1] = domains;
      isOpen = false;
    }
    return isMade;
  }

  function probe(path: string): Probe {
    const known = probes.get(path);
    if (known !== undefined) return known;
    const to = inner.probe(path);
    const poked = to.kind === "input" || to.kind === "reset" ? () => (isStale = true) : stateChanged;
    const { kind, type, width } = to;
    const made: Probe = {
      path,
      kind,
      type,
      width,
      getNumber(lane) {
        look();
        return to.getNumber(lane);
      },
      getBits(lane) {
        look();
        return to.getBits(lane);
      },
      setNumber(bits, lane) {
        to.setNumber(bits, lane);
        poked();
      },
      setBits(bits, lane) {
        to.setBits(bits, lane);
        poked();
      },
    };
    probes.set(path, made);
    return made;
  }

  function memory(path: string): MemoryProbe {
    const known = memories.get(path);
    if (known !== undefined) return known;
    const to = inner.memory(path);
    const { type, width, depth } = to;
    const made: MemoryProbe = {
      path,
      type,
      width,
      depth,
      getWord: (address, lane) => to.getWord(address, lane),
      setWord(address, bits, lane) {
        to.setWord(address, bits, lane);
        stateChanged();
      },
    };
    memories.set(path, made);
    return made;
  }

  return {
    internals: undefined,
    design,
    lanes: inner.lanes,
    get cycle() {
      return inner.cycle;
    },
    probe,
    memory,
    settle() {
      look();
      inner.settle();
    },
    step,
    run(cycles, domains) {
      for (let made = 0; made < cycles; made++) {
        if (isCut) return made + inner.run(cycles - made, domains);
        if (!step(domains)) return made;
      }
      return cycles;
    },
    failures: () => inner.failures(),
    covered: () => inner.covered(),
    save: () => inner.save(),
    restore(snapshot) {
      inner.restore(snapshot);
      stateChanged();
      isOpen = false;
    },
    // What runs apart from here has traffic of its own, where somebody wants it.
    fork: () => inner.fork(),
    traffic: () => ({ design, steps: edges.length, edges, lanes: recorded, segments, isCut }),
  };
}
