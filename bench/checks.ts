/** How long the checks on an elaborated design take, on designs that are large in one way each. */
import { checkDesign, type Design, moduleDigest, verifyDesign } from "../src/ir/index.ts";
import {
  add,
  arrayOf,
  binary,
  bit,
  bits,
  cat,
  designOf,
  expr,
  index,
  lit,
  moduleBuilder,
  not,
  slice,
  uint,
} from "../src/testing/index.ts";
import { median, printTable, timeRuns } from "./report.ts";

/** `size` x `size` multiply-accumulate elements over packed row and column vectors; operands pass through registers or wires. */
function systolicArray(size: number, passing: "registers" | "wires"): Design {
  const element = moduleBuilder("element");
  const m = moduleBuilder("array");
  const operands = ["row", "column"].map((name) => {
    const here = element.input(name, uint(8));
    const held = element.register(`${name}_held`, uint(8), { init: 0 });
    element.assign(held, here);
    element.assign(element.output(`${name}_next`, uint(8)), passing === "registers" ? held : not(here));
    element.assign(element.output(`${name}_seen`, uint(8)), held);
    return here;
  });
  const sum = element.register("sum", uint(16), { init: 0 });
  const wide = operands.map((operand) => cat(lit(0, 8), operand));
  element.when(element.input("enable", bit), () => {
    element.assign(sum, add(sum, binary("mul", wide[0] ?? lit(0, 16), wide[1] ?? lit(0, 16))));
  });
  element.assign(element.output("total", uint(16)), sum);
  const child = element.build();

  const enable = m.input("enable", bit);
  const line = (i: number) => [8 * i + 7, 8 * i] as const;
  const vectors = ["row", "column"].map((name) =>
    Array.from({ length: size }, (_, i) => {
      const vector = m.wire(`${name}${i}`, arrayOf(uint(8), size + 1));
      m.assign(bits(vector, ...line(0)), m.input(`${name}${i}_in`, uint(8)));
      m.assign(m.output(`${name}${i}_out`, uint(8)), slice(vector, ...line(size)));
      return vector;
    }),
  );
  for (let row = 0; row < size; row++) {
    const totals = m.output(`totals${row}`, arrayOf(uint(16), size));
    for (let column = 0; column < size; column++) {
      const port = m.instance(`element_${row}_${column}`, child);
      m.assign(port("enable"), enable);
      for (const [name, vector, at] of [
        ["row", vectors[0]?.[row], column],
        ["column", vectors[1]?.[column], row],
      ] as const) {
        if (vector === undefined) continue;
        m.assign(port(name), slice(vector, ...line(at)));
        m.assign(bits(vector, ...line(at + 1)), port(`${name}_next`));
      }
      m.assign(bits(totals, 16 * column + 15, 16 * column), port("total"));
    }
  }
  return designOf(m.build());
}

/** 200 vectors of 2,000 bits, each from the one before by wide arithmetic, a run-time index and a run-time shift. */
function wideVectors(): Design {
  const m = moduleBuilder("wide");
  const at = m.input("at", uint(11));
  let last = expr(m.input("x", uint(2000)));
  for (let i = 0; i < 200; i++) {
    const next = m.wire(`w${i}`, uint(2000));
    m.assign(next, lit(0, 2000));
    m.when(index(last, at), () => m.assign(next, add(last, binary("shl", last, at))));
    last = expr(next);
  }
  m.assign(m.output("y", uint(2000)), last);
  return designOf(m.build());
}

/** One vector of 4,096 bytes, each computed from the one below: a suspected loop that is none. */
function longChain(): Design {
  const m = moduleBuilder("chain");
  const x = m.input("x", uint(8));
  const chain = m.wire("chain", arrayOf(uint(8), 4096));
  m.assign(bits(chain, 7, 0), x);
  for (let i = 1; i < 4096; i++) {
    m.assign(bits(chain, 8 * i + 7, 8 * i), add(slice(chain, 8 * i - 1, 8 * i - 8), x));
  }
  m.assign(m.output("y", chain.type), chain);
  return designOf(m.build());
}

export function run(): void {
  const designs: readonly (readonly [string, () => Design])[] = [
    ["array 64 x 64, registers between", () => systolicArray(64, "registers")],
    ["array 64 x 64, wires between", () => systolicArray(64, "wires")],
    ["200 vectors of 2,000 bits", wideVectors],
    ["chain over 4,096 bytes", longChain],
  ];
  const rows = designs.map(([name, make]) => {
    const design = make();
    const milliseconds = (action: () => void): string =>
      (1000 * median(timeRuns(5, action).map((timing) => timing.cpuSeconds))).toFixed(0);
    const { top } = design;
    return [
      name,
      `${top.instances.length}`,
      `${top.signals.length}`,
      milliseconds(() => checkDesign(design)),
      milliseconds(() => verifyDesign(design)),
      // A digest is remembered by module object, so each run gets a fresh one.
      milliseconds(() => moduleDigest({ ...top })),
    ];
  });
  printTable(
    "Checks on elaborated designs, processor time, median of 5",
    ["design", "instances", "signals", "checks (ms)", "invariants (ms)", "digest (ms)"],
    rows,
  );
}
