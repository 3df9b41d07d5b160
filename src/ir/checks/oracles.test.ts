/** The latch and the loop check against brute force on small random designs: every path walked, every bit chased. */
import { describe, expect, test } from "vitest";
import {
  add,
  bit,
  bits,
  designOf,
  lit,
  type ModuleBuilder,
  moduleBuilder,
  not,
  type Random,
  seededRandom,
  slice,
  uint,
  xor,
} from "../../testing/index.ts";
import { checkDesign, type Expr, type Signal, type Statement } from "../index.ts";

const codes = (m: ModuleBuilder): string[] => checkDesign(designOf(m.build())).map((d) => d.code);

describe("latch check", () => {
  const width = 5;

  /** Random nested branches, each on an input of its own, so that every combination of branches can happen. */
  function randomBody(random: Random, m: ModuleBuilder, y: Signal): void {
    let conditions = 0;
    const fill = (depth: number): void => {
      for (let i = random.below(3); i > 0; i--) {
        if (depth > 0 && conditions < 7 && random.chance(0.6)) {
          const condition = m.input(`c${conditions++}`, bit);
          m.when(condition, () => fill(depth - 1), random.chance(0.7) ? () => fill(depth - 1) : undefined);
        } else {
          const high = random.below(width);
          const low = random.below(high + 1);
          m.assign(bits(y, high, low), lit(0, high - low + 1));
        }
      }
    };
    const low = random.below(3);
    if (random.chance(0.7)) m.assign(bits(y, width - 1, low), lit(0, width - low));
    fill(3);
    // Something that can be assigned everywhere, so that a latch is the only possible complaint.
    m.when(
      m.input("last", bit),
      () => m.assign(y, lit(0, width)),
      () => fill(2),
    );
  }

  function assignedBits(statements: readonly Statement[], taken: (name: string) => boolean): number {
    let mask = 0;
    for (const statement of statements) {
      if (statement.kind === "assign" && statement.target.kind !== "element") {
        const { target } = statement;
        const [high, low] = target.kind === "bits" ? [target.high, target.low] : [width - 1, 0];
        for (let i = low; i <= high; i++) mask |= 1 << i;
      } else if (statement.kind === "if" && statement.condition.op === "ref") {
        const { condition, then, otherwise } = statement;
        mask |= assignedBits(taken(condition.signal.name) ? then : otherwise, taken);
      }
    }
    return mask;
  }

  test("agrees with walking every path", () => {
    let latches = 0;
    for (let seed = 0; seed < 300; seed++) {
      const random = seededRandom(seed);
      const m = moduleBuilder("dut");
      const y = m.output("y", uint(width));
      randomBody(random, m, y);
      const module = m.build();
      const names = module.ports.filter((p) => p.role === "input").map((p) => p.name);
      const paths = Array.from({ length: 2 ** names.length }, (_, choice) =>
        assignedBits(module.body, (name) => ((choice >> names.indexOf(name)) & 1) === 1),
      );
      const isLatch = paths.some((mask) => mask !== 2 ** width - 1);
      const found = checkDesign(designOf(module)).some((d) => d.code === "BL0201");
      expect([seed, found]).toEqual([seed, isLatch]);
      if (isLatch) latches++;
    }
    expect(latches).toBeGreaterThan(30);
    expect(latches).toBeLessThan(270);
  });
});

describe("loop check", () => {
  const width = 3;
  const wires = 3;

  /** An expression of `size` bits, and for each of its bits the wire bits (wire * width + bit) it depends on. */
  function randomValue(
    random: Random,
    all: readonly Signal[],
    size: number,
  ): { value: Expr; from: Set<number>[] } {
    const part = (): { value: Expr; from: Set<number>[] } => {
      if (random.chance(0.6))
        return { value: lit(1, size), from: Array.from({ length: size }, () => new Set()) };
      const wire = random.below(wires);
      const low = random.below(width - size + 1);
      const value = slice(all[wire] as Signal, low + size - 1, low);
      return { value, from: Array.from({ length: size }, (_, i) => new Set([wire * width + low + i])) };
    };
    const a = part();
    if (random.chance(0.3)) return { value: not(a.value), from: a.from };
    const b = part();
    const both = a.from.map((set, i) => new Set([...set, ...(b.from[i] ?? [])]));
    if (random.chance(0.5)) return { value: xor(a.value, b.value), from: both };
    const carried = both.map((_, i) => new Set(both.slice(0, i + 1).flatMap((set) => [...set])));
    return { value: add(a.value, b.value), from: carried };
  }

  test("agrees with the transitive closure over single bits", () => {
    let loops = 0;
    for (let seed = 0; seed < 400; seed++) {
      const random = seededRandom(seed);
      const m = moduleBuilder("dut");
      const all = Array.from({ length: wires }, (_, i) => m.wire(`w${i}`, uint(width)));
      const count = wires * width;
      const reaches = Array.from({ length: count }, () => new Array<boolean>(count).fill(false));
      all.forEach((wire, w) => {
        for (let low = 0; low < width; ) {
          const size = random.between(1, width - low);
          const { value, from } = randomValue(random, all, size);
          m.assign(bits(wire, low + size - 1, low), value);
          from.forEach((sources, i) => {
            for (const source of sources) (reaches[w * width + low + i] as boolean[])[source] = true;
          });
          low += size;
        }
        m.assign(m.output(`y${w}`, uint(width)), wire);
      });
      for (let k = 0; k < count; k++) {
        for (const row of reaches) {
          for (let j = 0; row[k] && j < count; j++) row[j] ||= reaches[k]?.[j] ?? false;
        }
      }
      const isLoop = reaches.some((row, i) => row[i]);
      expect([seed, codes(m).includes("BL0204")]).toEqual([seed, isLoop]);
      if (isLoop) loops++;
    }
    expect(loops).toBeGreaterThan(60);
    expect(loops).toBeLessThan(340);
  });
});
