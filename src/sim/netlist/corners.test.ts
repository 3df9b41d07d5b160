/** Hand-written designs at the corners of the language, each compared with the interpreter on random stimulus. */
import { describe, expect, test } from "vitest";
import {
  bitWidth,
  type DataType,
  type Design,
  type Expr,
  type Module,
  verifyDesign,
} from "../../ir/index.ts";
import {
  add,
  and,
  arrayOf,
  binary,
  bit,
  bits,
  cat,
  designOf,
  element,
  enumType,
  eq,
  index,
  lit,
  type ModuleBuilder,
  moduleBuilder,
  mux,
  not,
  ref,
  resize,
  type StimulusStep,
  seededRandom,
  sint,
  slice,
  structOf,
  uint,
  unary,
  xor,
} from "../../testing/index.ts";
import type { BlackBoxModel } from "../index.ts";
import { compareOn, compareWithInterpreter } from "./testing.ts";

const agreed = { compared: expect.any(Number), difference: undefined };

function checked(top: Module): Design {
  const design = designOf(top);
  verifyDesign(design);
  return design;
}
const designWith = (build: (m: ModuleBuilder) => void): Design => {
  const m = moduleBuilder("corner");
  build(m);
  return checked(m.build());
};
const agrees = (build: (m: ModuleBuilder) => void, steps = 30): void => {
  expect(compareWithInterpreter(designWith(build), { steps })).toEqual(agreed);
};

/** Operands that carry, borrow and sign through every word, and random ones. */
function operands(width: number, seed: number): bigint[] {
  const random = seededRandom(seed);
  const all = (1n << BigInt(width)) - 1n;
  const top = 1n << BigInt(width - 1);
  return [
    0n,
    1n,
    all,
    all - 1n,
    top,
    top - 1n,
    all >> 1n,
    ...Array.from({ length: 5 }, () => random.bits(width)),
  ];
}

describe("arithmetic of every width", () => {
  const operators = ["add", "sub", "mul", "and", "or", "xor", "eq", "ne", "lt", "le", "gt", "ge"] as const;
  const widths = [1, 2, 7, 31, 32, 33, 63, 64, 65, 96, 127, 128, 129, 191, 192, 200];

  test.each(widths)("%i bits, unsigned and signed, at the edges of words", (width) => {
    const m = moduleBuilder("arithmetic");
    const a = m.input("a", uint(width));
    const b = m.input("b", uint(width));
    for (const type of [uint(width), sint(width)]) {
      const left: Expr = { op: "cast", source: ref(a), type, site: undefined };
      const right: Expr = { op: "cast", source: ref(b), type, site: undefined };
      for (const operator of operators) {
        const value = binary(operator, left, right);
        m.assign(m.output(`${operator}_${type.kind}`, value.type), value);
      }
      m.assign(m.output(`neg_${type.kind}`, type), unary("neg", left));
      m.assign(m.output(`not_${type.kind}`, type), unary("not", left));
      for (const to of [1, width, width + 1, 64, 65, 200]) {
        const wide = resize(left, to);
        m.assign(m.output(`to_${to}_${type.kind}_${m.build().ports.length}`, wide.type), wide);
      }
    }
    for (const operator of ["all", "any", "parity"] as const) {
      m.assign(m.output(operator, bit), unary(operator, a));
    }
    const values = operands(width, width);
    const stimulus = values.flatMap((x) =>
      values.map((y): StimulusStep => ({ inputs: { a: x, b: y }, edges: [], compare: true })),
    );
    expect(compareOn(checked(m.build()), stimulus)).toEqual(agreed);
  });

  test.each([1, 5, 32, 63, 64, 65, 100, 128, 200])("shifts of %i bits by every amount", (width) => {
    const m = moduleBuilder("shifts");
    const a = m.input("a", uint(width));
    const amounts = [m.input("short", uint(3)), m.input("long", uint(9)), m.input("huge", uint(70))];
    for (const type of [uint(width), sint(width)]) {
      const value: Expr = { op: "cast", source: ref(a), type, site: undefined };
      for (const amount of [...amounts.map(ref), lit(0, 4), lit(5, 4), lit(64, 8), lit(width, 9)]) {
        for (const operator of ["shl", "shr"] as const) {
          m.assign(m.output(`y${m.build().ports.length}`, type), binary(operator, value, amount));
        }
      }
    }
    const design = checked(m.build());
    const stimulus = operands(width, 7).flatMap((x, i) =>
      Array.from({ length: 30 }, (_, at): StimulusStep => {
        const long = BigInt((at * 7 + i) % 512);
        const huge = at % 4 === 0 ? (1n << 66n) + long : long;
        return { inputs: { a: x, short: BigInt(at % 8), long, huge }, edges: [], compare: true };
      }),
    );
    expect(compareOn(design, stimulus)).toEqual(agreed);
  });
});

describe("arrays, structs and run-time indices", () => {
  const pixel = structOf({ red: uint(5), green: uint(6), shade: arrayOf(bit, 3) });
  const types: [string, DataType, number][] = [
    ["five bytes", arrayOf(uint(8), 5), 3],
    ["seven bits", uint(7), 4],
    ["90 bits", uint(90), 7],
    ["three structs", arrayOf(pixel, 3), 2],
    ["two wide elements", arrayOf(sint(70), 2), 3],
    ["ten elements of seven bits", arrayOf(uint(7), 10), 4],
    ["matrix", arrayOf(arrayOf(uint(3), 3), 4), 3],
    ["one element", arrayOf(uint(4), 1), 2],
  ];

  test.each(types)("%s: read and written at an index past the end too", (_name, type, indexBits) => {
    agrees((m) => {
      const x = m.input("x", type);
      const at = m.input("at", uint(indexBits));
      const to = m.input("to", uint(indexBits));
      const held = m.register("held", type, { init: 5 });
      const free = m.register("free", type);
      const wire = m.wire("wire", type);
      const one = index(x, at);
      m.when(unary("parity", to), () => m.assign(element(held, to), one));
      m.assign(element(free, at), index(held, to));
      m.assign(wire, x);
      m.assign(element(wire, to), index(x, at));
      m.assign(element(wire, at), index(x, to));
      for (const signal of [held, free, wire]) m.assign(m.output(`${signal.name}_out`, type), signal);
      const packed = slice(one, bitWidth(one.type) - 1, 0);
      m.assign(m.output("picked", packed.type), packed);
    }, 60);
  });

  test("elements that do not divide the word, at an index with room to overflow", () => {
    agrees((m) => {
      const x = m.input("x", uint(50));
      const at = m.input("at", uint(5));
      const value = m.input("value", uint(7));
      const y = m.wire("y", uint(50));
      m.assign(y, x);
      m.assign({ kind: "element", signal: y, index: ref(at), stride: 7, count: 6 }, value);
      m.assign(m.output("out", uint(50)), y);
      const picked: Expr = {
        op: "index",
        source: ref(x),
        index: ref(at),
        stride: 7,
        count: 6,
        type: uint(5),
        site: undefined,
      };
      m.assign(m.output("picked", uint(5)), picked);
    }, 60);
  });

  test("a literal index, inside and outside", () => {
    agrees((m) => {
      const x = m.input("x", arrayOf(uint(4), 3));
      for (const at of [0, 2, 3]) m.assign(m.output(`y${at}`, uint(4)), index(x, lit(at, 2)));
    });
  });
});

describe("statements", () => {
  test("the last assignment wins bit by bit, in wires and in registers that hold the rest", () => {
    agrees((m) => {
      const [a, b, c] = ["a", "b", "c"].map((name) => ref(m.input(name, bit))) as [Expr, Expr, Expr];
      const x = m.input("x", uint(12));
      const y = m.output("y", uint(12));
      const held = m.register("held", uint(12), { init: 0x5a5 });
      for (const target of [y, held]) {
        if (target === y) m.assign(target, x);
        m.when(
          a,
          () => {
            m.assign(bits(target, 7, 4), slice(x, 3, 0));
            m.when(b, () => m.assign(bits(target, 5, 2), lit(9, 4)));
          },
          () => m.when(c, () => m.assign(target, unary("not", x))),
        );
        m.when(and(b, c), () => m.assign(bits(target, 0, 0), lit(1, 1)));
      }
      m.assign(m.output("held_out", uint(12)), held);
    }, 60);
  });

  const State = enumType("State", ["idle", "run", "stop"], 3);

  test("an enum match without otherwise: encodings that are no member take the last arm", () => {
    agrees((m) => {
      const x = m.input("x", State);
      const y = m.output("y", uint(4));
      const held = m.register("held", uint(4), { init: 1 });
      m.match(x, [
        [[0], () => m.assign(y, lit(1, 4))],
        [[2], () => m.assign(y, lit(2, 4))],
        [[1], () => m.assign(y, lit(3, 4))],
      ]);
      m.match(x, [
        [[0], () => {}],
        [[1, 2], () => m.assign(held, add(held, lit(3, 4)))],
      ]);
      m.assign(m.output("held_out", uint(4)), held);
    });
  });

  test("a number match with and without otherwise, complete and not", () => {
    agrees((m) => {
      const x = m.input("x", uint(2));
      const y = m.output("y", uint(4));
      const z = m.output("z", uint(4));
      const w = m.output("w", uint(4));
      m.match(x, [[[0, 3], () => m.assign(y, lit(1, 4))]], () => m.assign(y, lit(7, 4)));
      m.match(
        x,
        [0, 1, 2, 3].map((value) => [[value], () => m.assign(z, lit(9 - value, 4))] as const),
      );
      m.assign(w, lit(5, 4));
      m.match(x, [[[2], () => m.assign(w, lit(6, 4))]]);
    });
  });
});

describe("memories", () => {
  const modes = (["old", "new", "undefined"] as const).flatMap((mode) =>
    ([0, 1] as const).flatMap((latency) => [5, 8].map((depth) => [mode, latency, depth] as const)),
  );

  test.each(modes)(
    "%s at latency %i, depth %i: two writers, lanes, two clocks, an enable",
    (mode, latency, depth) => {
      for (const width of [12, 132]) {
        agrees((m) => {
          m.domain("default");
          m.domain("other");
          const lanes = 3;
          const memory = m.memory("words", uint(width), { depth, latency, readUnderWrite: mode, lanes });
          for (const domain of ["default", "default", "other"]) {
            const name = `${domain}_${m.build().ports.length}`;
            m.write(memory, {
              enable: m.input(`${name}_enable`, bit),
              address: m.input(`${name}_address`, uint(3)),
              data: m.input(`${name}_data`, uint(width)),
              ...(domain === "other" ? {} : { mask: m.input(`${name}_mask`, uint(lanes)) }),
              domain,
            });
          }
          for (const domain of ["default", "other"]) {
            const word = m.read(memory, `${domain}_word`, {
              address: m.input(`${domain}_at`, uint(3)),
              domain,
              ...(latency === 1 && domain === "other" ? { enable: m.input("gate", bit) } : {}),
            });
            m.assign(m.output(`${domain}_out`, uint(width)), word);
          }
        }, 80);
      }
    },
  );

  test("initial content, missing words 0; a struct as word; no start value drawn for what has content", () => {
    agrees((m) => {
      const type = structOf({ low: uint(3), high: sint(70) });
      const table = m.memory("table", type, { depth: 6, latency: 0, init: [5n, (1n << 72n) | 7n, 1n] });
      const scratch = m.memory("scratch", uint(9), { depth: 3, latency: 1 });
      const at = m.input("at", uint(3));
      const low = m.input("low", uint(2));
      m.write(scratch, { enable: slice(at, 0, 0), address: low, data: lit(77, 9) });
      const entry = m.read(table, "entry", { address: at });
      m.assign(m.output("y", uint(73)), slice(entry, 72, 0));
      m.assign(m.output("z", uint(9)), m.read(scratch, "word", { address: low }));
    });
  });
});

describe("clocks and resets", () => {
  const kinds = (["sync", "async", "none"] as const).flatMap((kind) =>
    (["high", "low"] as const).map((active) => [kind, active] as const),
  );

  test.each(kinds)("%s reset, active %s, in a child of another clock", (resetKind, resetActive) => {
    const child = moduleBuilder("child", { resetKind, resetActive });
    const step = child.input("step", uint(70));
    const count = child.register("count", uint(70), { init: (1n << 69n) + 3n });
    const free = child.register("free", uint(5));
    child.when(slice(step, 0, 0), () => child.assign(count, add(count, step)));
    child.assign(free, slice(count, 4, 0));
    child.assign(child.output("total", uint(70)), add(count, resize(free, 70)));
    const inner = child.build();
    const m = moduleBuilder("clocks", { resetKind, resetActive });
    m.domain("fast");
    m.domain("slow");
    const x = m.input("x", uint(70));
    for (const domain of ["fast", "slow"]) {
      const port = m.instance(`${domain}_child`, inner, { domains: { default: domain } });
      m.assign(port("step"), x);
      m.assign(m.output(`${domain}_total`, uint(70), { domain }), port("total"));
    }
    expect(compareWithInterpreter(checked(m.build()), { steps: 80 })).toEqual(agreed);
  });

  test("properties: outside reset only, under their enable, of their clock, in any instance", () => {
    const child = moduleBuilder("child");
    const x = child.input("x", uint(2));
    child.property("assert", "small", not(eq(x, lit(3, 2))));
    child.property("cover", "two", eq(x, lit(2, 2)), {
      enable: ref(x).op === "ref" ? slice(x, 1, 1) : lit(1, 1),
    });
    child.property("assume", "never", lit(0, 1), { enable: lit(0, 1) });
    child.assign(child.output("y", uint(2)), x);
    const inner = child.build();
    agrees((m) => {
      m.domain("default");
      m.domain("other");
      for (const domain of ["default", "other"]) {
        const port = m.instance(`${domain}_child`, inner, { domains: { default: domain } });
        m.assign(port("x"), m.input(`${domain}_x`, uint(2), { domain }));
        m.assign(m.output(`${domain}_y`, uint(2), { domain }), port("y"));
      }
    }, 60);
  });
});

test("a black box sees its inputs, drives wide outputs, and keeps state at its own edges", () => {
  const box = moduleBuilder("accumulate");
  box.domain("default");
  box.input("x", uint(100));
  box.output("sum", uint(100));
  box.output("twice", arrayOf(uint(8), 2));
  const inner = box.buildExternal();
  const model = (): BlackBoxModel => {
    let sum = 0n;
    const wrap = (bits: bigint): bigint => BigInt.asUintN(100, bits);
    return {
      evaluate: (inputs) =>
        new Map([
          ["sum", wrap(sum + (inputs.get("x") ?? 0n))],
          ["twice", BigInt.asUintN(16, (inputs.get("x") ?? 0n) * 2n)],
        ]),
      edge: (_domain, inputs) => {
        sum = wrap(sum + (inputs.get("x") ?? 0n));
      },
    };
  };
  const design = designWith((m) => {
    const x = m.input("x", uint(100));
    const first = m.instance("first", inner);
    const second = m.instance("second", inner);
    m.assign(first("x"), xor(x, lit(1, 100)));
    m.assign(second("x"), first("sum"));
    m.assign(m.output("sum", uint(100)), second("sum"));
    m.assign(m.output("twice", arrayOf(uint(8), 2)), second("twice"));
  });
  expect(compareWithInterpreter(design, { models: { accumulate: model }, steps: 30 })).toEqual(agreed);
});

test("ports left and right of many levels pass values of any shape", () => {
  const type = arrayOf(structOf({ a: uint(3), b: uint(70) }), 3);
  const level = (depth: number): Module => {
    const m = moduleBuilder(`level_${depth}`);
    const x = m.input("x", type);
    const y = m.output("y", type);
    if (depth === 0) {
      const held = m.register("held", type, { init: 9 });
      m.assign(held, x);
      m.assign(y, held);
    } else {
      const inner = m.instance("inner", level(depth - 1));
      m.assign(
        inner("x"),
        cat(slice(x, bitWidth(type) - 2, 0), slice(x, bitWidth(type) - 1, bitWidth(type) - 1)) as never,
      );
      m.assign(y, mux(slice(x, 0, 0), ref(inner("y")), ref(x)));
    }
    return m.build();
  };
  const top = level(4);
  expect(compareWithInterpreter(designOf(top), { steps: 30 })).toEqual(agreed);
});
