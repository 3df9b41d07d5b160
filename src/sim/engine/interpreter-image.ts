/**
 * The interpreter's state as bytes, for snapshots. Invariant: values, memory words, read registers and reset levels of the
 * states in order, each in the order in which the state holds them, in ceil(width / 8) bytes, lowest first.
 */
import { bitWidth } from "../../ir/index.ts";
import type { ModuleState } from "../interpreter/module-state.ts";

/** Everything that the states hold. */
export function imageOf(states: readonly ModuleState[]): Uint8Array {
  const bytes: number[] = [];
  for (const slot of states.flatMap(slotsOf)) {
    let bits = slot.get();
    for (let low = 0; low < slot.width; low += 8, bits >>= 8n) bytes.push(Number(bits & 0xffn));
  }
  return Uint8Array.from(bytes);
}

/** Puts back what `imageOf` gave for states of the same design and as many lanes. */
export function restoreImage(states: readonly ModuleState[], image: Uint8Array): void {
  let at = 0;
  for (const slot of states.flatMap(slotsOf)) {
    const size = Math.ceil(slot.width / 8);
    let bits = 0n;
    for (let i = size - 1; i >= 0; i--) bits = (bits << 8n) | BigInt(image[at + i] ?? 0);
    at += size;
    slot.set(bits);
  }
}

interface Slot {
  readonly width: number;
  readonly get: () => bigint;
  readonly set: (bits: bigint) => void;
}

function slotsOf(state: ModuleState): Slot[] {
  const slots: Slot[] = [];
  for (const signal of state.values.keys()) {
    slots.push({
      width: bitWidth(signal.type),
      get: () => state.values.get(signal) ?? 0n,
      set: (bits) => void state.set(signal, bits),
    });
  }
  for (const memory of state.words.keys()) {
    const width = bitWidth(memory.type);
    for (let address = 0; address < memory.depth; address++) {
      slots.push({
        width,
        get: () => state.words.get(memory)?.[address] ?? 0n,
        set: (bits) => state.setWord(memory, address, bits),
      });
    }
  }
  for (const port of state.readRegisters.keys()) {
    slots.push({
      width: bitWidth(port.memory.type),
      get: () => state.readRegisters.get(port) ?? 0n,
      set: (bits) => state.setReadRegister(port, bits),
    });
  }
  for (const domain of state.resets.keys()) {
    slots.push({
      width: 1,
      get: () => state.resets.get(domain) ?? 0n,
      set: (bits) => void state.setReset(domain, bits),
    });
  }
  return slots;
}
