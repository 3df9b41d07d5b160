/**
 * What an asynchronous read port shows: the stored word or, where the memory says "new", the word that this cycle's
 * writes of the same clock domain are about to leave there. Invariant: later write ports win, lane by lane.
 */
import type { Site } from "../../diagnostics/index.ts";
import { bitWidth, type Expr, type MemoryRead, type MemoryWrite, writeOperands } from "../../ir/index.ts";
import { constantOf } from "./fold.ts";
import type { OperandLowering } from "./lower-operand.ts";
import { concatValue, literalValue, type Net, rangeValue, type Value } from "./value.ts";

/** What is needed of the module that the memory belongs to. */
export interface WordScope {
  readonly lowering: OperandLowering;
  declareWire(wanted: string, value: Value, site: Site | undefined): Net;
}

/** Writes that a read port sees in the cycle in which they happen. */
function forwardedWrites(port: MemoryRead): readonly MemoryWrite[] {
  const { memory } = port;
  if (memory.readUnderWrite !== "new") return [];
  return memory.writes.filter((write) => write.domain === port.domain && mayWrite(write));
}

/** False when the write is known never to hit a word. */
export function mayWrite(write: MemoryWrite): boolean {
  const address = constantOf(write.address);
  return (address === undefined || address < BigInt(write.memory.depth)) && constantOf(write.enable) !== 0n;
}

/** Everything that the word of an asynchronous port depends on in the same cycle. */
export function asynchronousInputs(port: MemoryRead): readonly Expr[] {
  return [port.address, ...forwardedWrites(port).flatMap(writeOperands)];
}

/** The word at a port of latency 0, as wide as the memory's type; declares wires where lanes are put together. */
export function asynchronousWord(scope: WordScope, port: MemoryRead): Value {
  const { memory, name, site } = port;
  const { lowering } = scope;
  const width = bitWidth(memory.type);
  const writes = forwardedWrites(port);
  const address = lowering.selector(port.address, name);
  const stored: Value = { kind: "word", width, memory: memory.name, address };
  if (writes.length === 0) return stored;
  const lanes = writes.some((write) => write.mask !== undefined) ? memory.lanes : 1;
  const laneWidth = width / lanes;
  const storedNet = lanes === 1 ? undefined : scope.declareWire(`${name}_stored`, stored, site);
  const parts = Array.from({ length: lanes }, (_, fromTop) => {
    const lane = lanes - 1 - fromTop;
    const high = lane * laneWidth + laneWidth - 1;
    const low = lane * laneWidth;
    const before = storedNet === undefined ? stored : rangeValue(storedNet, high, low);
    return writes.reduce((word, write): Value => {
      const hit = writeHits(scope, write, address, lane);
      const data =
        lanes === 1
          ? lowering.operand(write.data, name)
          : rangeValue(lowering.net(write.data, name), high, low);
      return { kind: "choice", width: laneWidth, condition: hit, whenTrue: data, whenFalse: word };
    }, before);
  });
  return concatValue(parts);
}

/** The write port writes `lane` (any, when undefined) of the word at `address` in this cycle. */
export function writeHits(
  scope: WordScope,
  write: MemoryWrite,
  address: Value,
  lane: number | undefined,
): Value {
  const { lowering } = scope;
  const target = write.memory.name;
  const conditions: Value[] = [lowering.operand(write.enable, target)];
  if (lane !== undefined && write.mask !== undefined) {
    conditions.push(rangeValue(lowering.net(write.mask, target), lane, lane));
  }
  const left = lowering.selector(write.address, target);
  conditions.push({ kind: "binary", width: 1, symbol: "==", signed: false, left, right: address });
  return conjunction(conditions) ?? literalValue(1, 1n);
}

/** All of the conditions; undefined when none of them says anything. */
export function conjunction(conditions: readonly Value[]): Value | undefined {
  let all: Value | undefined;
  for (const condition of conditions) {
    if (condition.kind === "literal" && condition.bits === 1n) continue;
    all =
      all === undefined
        ? condition
        : { kind: "binary", width: 1, symbol: "&&", signed: false, left: all, right: condition };
  }
  return all;
}
