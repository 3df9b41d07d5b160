/**
 * Reading and writing named values of the compiled engine. Invariant: a probe reads cells straight from the state and
 * everything else from its settled slot; each probe has accessors of its own, so that hot loops stay monomorphic.
 */
import { fail } from "../../diagnostics/index.ts";
import { bitWidth, type DataType, type Design, type MemoryRead, type Signal } from "../../ir/index.ts";
import { CellKind, type NetInstance, Op } from "../netlist/netlist.ts";
import type { PlacedPart, Probe, ProbeKind } from "./engine.ts";
import { Representation } from "./layout.ts";
import type { Settling, Slot } from "./settling.ts";
import { type Places, readCell, writeCell } from "./start-values.ts";
import type { State } from "./state.ts";

export interface ProbeContext {
  readonly places: Places;
  readonly state: State;
  readonly settling: Settling;
  /** Makes slots current when something changed. */
  readonly settle: () => void;
  /** After cells were written from outside, in one lane: asynchronous resets take hold again. */
  readonly written: (lane: number, isReset: boolean) => void;
}

/** What a path names. */
interface Named {
  readonly kind: ProbeKind;
  readonly type: DataType;
  /** Lowest bits first. */
  readonly nodes: readonly number[];
}

/** Fails with BL0292 on an unknown path. */
export function makeProbe(context: ProbeContext, path: string): Probe {
  const { kind, type, nodes } = resolve(context.places, path);
  const { places, state } = context;
  const parts = partsOfNodes(context, nodes);
  const lane0 = (lane: number): number =>
    lane >>> 0 === lane && lane < state.lanes ? lane : fail("BL0420", { lane, lanes: state.lanes });
  const isSettled = parts.every((part) => isState(context, part));
  const getBits = (lane = 0): bigint => {
    lane0(lane);
    if (!isSettled) context.settle();
    let bits = 0n;
    let low = 0;
    for (const part of parts) {
      bits |= readPart(context, part, lane) << BigInt(low);
      low += part.width;
    }
    return bits;
  };
  const canSet = kind === "input" || kind === "reset" || kind === "register";
  const setBits = (bits: bigint, lane = 0): void => {
    if (!canSet) fail("BL0421", { name: path, kind });
    lane0(lane);
    let rest = bits;
    for (const { cell, width } of parts) {
      if (cell >= 0) writeCell(places, state, state.base(lane), cell, BigInt.asUintN(width, rest));
      rest >>= BigInt(width);
    }
    state.stale = true;
    context.written(lane, kind === "reset");
  };
  const slow: Probe = {
    path,
    kind,
    type,
    width: bitWidth(type),
    getBits,
    getNumber: (lane) => Number(getBits(lane)),
    setBits,
    setNumber: (bits, lane) => setBits(BigInt(bits), lane),
  };
  const only = parts[0];
  if (parts.length !== 1 || only === undefined || only.width > 32) return slow;
  return { ...slow, ...fastAccess(context, only, canSet && kind !== "reset") };
}

/** Where the values lie, lowest bits first; slots are given out anew, so that all of them are current afterwards. */
export function placesOf(context: ProbeContext, paths: readonly string[]): PlacedPart[][] {
  const parts = paths.map((path) => partsOfNodes(context, resolve(context.places, path).nodes));
  context.settle();
  const { places, state } = context;
  const base = state.base(0);
  return parts.map((own) =>
    own.map(({ width, cell, slot }) =>
      slot === undefined
        ? {
            address: base + (places.layout.offset[cell] as number),
            laneStride: state.stride,
            bytes: places.layout.bytes[cell] as number,
            width,
            isState: isState(context, { width, cell, slot }),
          }
        : { address: slot.address, laneStride: slot.stride, bytes: slot.bytes, width, isState: false },
    ),
  );
}

interface Part {
  readonly width: number;
  /** -1 for a settled value. */
  readonly cell: number;
  readonly slot: Slot | undefined;
}

function partsOfNodes({ places, settling }: ProbeContext, nodes: readonly number[]): Part[] {
  return nodes.map((node) => {
    const { nodes: columns } = places.netlist;
    const width = columns.width[node] as number;
    if (columns.op[node] === Op.cell) return { width, cell: columns.imm[node] as number, slot: undefined };
    return { width, cell: -1, slot: settling.want(node) };
  });
}

function readPart({ places, state }: ProbeContext, { cell, slot }: Part, lane: number): bigint {
  if (slot !== undefined) return state.read(slot.address + lane * slot.stride, slot.bytes);
  return readCell(places, state, state.base(lane), cell);
}

/** True for what is current without settling: cells that no model drives. */
const isState = ({ places }: ProbeContext, { cell }: Part): boolean =>
  cell >= 0 && places.netlist.cells.kind[cell] !== CellKind.blackBoxOutput;

type FastAccess = Partial<Pick<Probe, "getNumber" | "setNumber">>;

/** Accessors for a value of at most 32 bits in one place: a typed array's element, no BigInt. */
function fastAccess(context: ProbeContext, part: Part, canSet: boolean): FastAccess {
  const { places, state } = context;
  const { layout } = places;
  const { lanes } = state;
  if (part.slot !== undefined) return settledAccess(context, part.slot);
  if (!isState(context, part)) return {};
  const { cell } = part;
  const bytes = layout.bytes[cell] as number;
  if (layout.representation[cell] !== Representation.clean || bytes > 4) return {};
  const address = state.base(0) + (layout.offset[cell] as number);
  const shift = bytes === 4 ? 2 : bytes - 1;
  const first = address >>> shift;
  const step = state.stride >>> shift;
  const wrong = (lane: number): never => fail("BL0420", { lane, lanes });
  const isHeld = places.netlist.cells.asynchronous[cell] !== -1;
  if (bytes === 1) {
    const getNumber = (lane = 0): number =>
      lane >>> 0 === lane && lane < lanes ? (state.u8[first + lane * step] as number) : wrong(lane);
    if (!canSet || isHeld) return { getNumber };
    const setNumber = (bits: number, lane = 0): void => {
      if (!(lane >>> 0 === lane && lane < lanes)) wrong(lane);
      state.u8[first + lane * step] = bits;
      state.stale = true;
    };
    return { getNumber, setNumber };
  }
  if (bytes === 2) {
    const getNumber = (lane = 0): number =>
      lane >>> 0 === lane && lane < lanes ? (state.u16[first + lane * step] as number) : wrong(lane);
    if (!canSet || isHeld) return { getNumber };
    const setNumber = (bits: number, lane = 0): void => {
      if (!(lane >>> 0 === lane && lane < lanes)) wrong(lane);
      state.u16[first + lane * step] = bits;
      state.stale = true;
    };
    return { getNumber, setNumber };
  }
  const getNumber = (lane = 0): number =>
    lane >>> 0 === lane && lane < lanes ? (state.u32[first + lane * step] as number) : wrong(lane);
  if (!canSet || isHeld) return { getNumber };
  const setNumber = (bits: number, lane = 0): void => {
    if (!(lane >>> 0 === lane && lane < lanes)) wrong(lane);
    state.u32[first + lane * step] = bits;
    state.stale = true;
  };
  return { getNumber, setNumber };
}

function settledAccess({ state, settle }: ProbeContext, slot: Slot): FastAccess {
  const { lanes } = state;
  const wrong = (lane: number): never => fail("BL0420", { lane, lanes });
  if (slot.bytes === 1) {
    return {
      getNumber: (lane = 0) => {
        settle();
        return lane >>> 0 === lane && lane < lanes
          ? (state.u8[slot.address + lane * slot.stride] as number)
          : wrong(lane);
      },
    };
  }
  return {
    getNumber: (lane = 0) => {
      settle();
      return lane >>> 0 === lane && lane < lanes
        ? state.readNumber(slot.address + lane * slot.stride, slot.bytes)
        : wrong(lane);
    },
  };
}

function resolve({ netlist }: Places, path: string): Named {
  const { design, instances } = netlist;
  const names = path.split(".");
  const name = names.pop() as string;
  let instance = instances[0] as NetInstance;
  for (const step of names) {
    const child: number | undefined = instance.children.find((index) => instances[index]?.name === step);
    instance = child === undefined ? unknownPath(design, path) : (instances[child] as NetInstance);
  }
  const isTop = instance.index === 0;
  const { module } = instance;
  const signal = module.signals.find((s) => s.name === name);
  if (signal !== undefined) {
    return { kind: kindOf(signal, isTop), type: signal.type, nodes: netlist.partsOf(instance.index, signal) };
  }
  const port = module.memories.flatMap(({ reads }) => reads).find((read) => read.name === name);
  if (port !== undefined) {
    return {
      kind: kindOfRead(port),
      type: port.memory.type,
      nodes: netlist.partsOfRead(instance.index, port),
    };
  }
  const domain = isTop ? design.top.domains.findIndex(({ reset }) => reset === name) : -1;
  const cell = domain < 0 ? -1 : (netlist.resetCells[domain] ?? -1);
  if (cell < 0) return unknownPath(design, path);
  return { kind: "reset", type: { kind: "uint", width: 1 }, nodes: [netlist.cells.node[cell] as number] };
}

const kindOfRead = (port: MemoryRead): ProbeKind => (port.memory.latency === 1 ? "readPort" : "wire");

function kindOf(signal: Signal, isTop: boolean): ProbeKind {
  if (signal.role === "register") return "register";
  if (isTop && (signal.role === "input" || signal.role === "output")) return signal.role;
  return "wire";
}

const unknownPath = (design: Design, path: string): never =>
  fail("BL0292", { name: path, module: design.top.name, known: design.top.ports.map(({ name }) => name) });
