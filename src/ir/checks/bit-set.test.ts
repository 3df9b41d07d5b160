/** The set of ranges against a plain set of numbers, on random operations. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { BitSet } from "./bit-set.ts";

const width = 20;
const range = fc
  .tuple(fc.nat(width - 1), fc.nat(width - 1))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const ranges = fc.array(range, { maxLength: 12 });

function both(list: readonly (readonly [number, number])[]): { bits: BitSet; plain: Set<number> } {
  const bits = new BitSet();
  const plain = new Set<number>();
  for (const [low, high] of list) {
    bits.add(low, high);
    for (let i = low; i <= high; i++) plain.add(i);
  }
  return { bits, plain };
}
const members = (bits: BitSet): number[] =>
  Array.from({ length: width }, (_, i) => i).filter((i) => bits.has(i));
const sorted = (plain: Iterable<number>): number[] => [...plain].sort((a, b) => a - b);

test("adding ranges gives their union, as ranges that neither touch nor overlap", () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const { bits, plain } = both(list);
      expect(members(bits)).toEqual(sorted(plain));
      expect(bits.isEmpty).toBe(plain.size === 0);
      const held = bits.list();
      expect(held.every((r, i) => i === 0 || r.low > (held[i - 1]?.high ?? 0) + 1)).toBe(true);
    }),
  );
});

test("intersection, complement and addition of sets are those of plain sets", () => {
  fc.assert(
    fc.property(ranges, ranges, (first, second) => {
      const [a, b] = [both(first), both(second)];
      expect(members(a.bits.intersection(b.bits))).toEqual(sorted(a.plain).filter((i) => b.plain.has(i)));
      const outside = Array.from({ length: width }, (_, i) => i).filter((i) => !a.plain.has(i));
      expect(members(a.bits.complement(width))).toEqual(outside);
      a.bits.addAll(b.bits);
      expect(members(a.bits)).toEqual(sorted(new Set([...a.plain, ...b.plain])));
    }),
  );
});
