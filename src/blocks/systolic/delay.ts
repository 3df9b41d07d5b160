/** Edges of systolic arrays: signals that are led in one cycle later from row to row, or from column to column. */
import { reg, type Uint, uint } from "../../dsl/index.ts";

/** Signal i delayed by i cycles, registers without reset. */
export const skewed = (signals: readonly Uint[], name: string): Uint[] =>
  signals.map((signal, i) => delayed(signal, i, `${name}_${i}`));

/** The signal 0, 1, 2 and so on cycles late, `count` times, from one chain of registers. */
export function tapped(signal: Uint, count: number, name: string): Uint[] {
  const taps = [signal];
  while (taps.length < count) {
    const next = reg(uint(signal.width), { name: `${name}_late_${taps.length}` });
    next.next = taps.at(-1) as Uint;
    taps.push(next);
  }
  return taps;
}

/** The signal `cycles` cycles later. */
export function delayed(signal: Uint, cycles: number, name: string): Uint {
  let last = signal;
  for (let i = 0; i < cycles; i++) {
    const next = reg(uint(signal.width), { name: `${name}_late_${i + 1}` });
    next.next = last;
    last = next;
  }
  return last;
}
