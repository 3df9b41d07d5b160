/** Every construct of the language, from TypeScript to Icarus: the Verilog does what the interpreter of the design says. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AsyncFifo } from "../blocks/index.ts";
import {
  array,
  assert,
  bit,
  blackbox,
  cat,
  clockDomain,
  connect,
  cover,
  defaultDomain,
  elaborate,
  enumOf,
  fromBits,
  inDomain,
  input,
  instance,
  literal,
  type ModuleDefinition,
  match,
  memory,
  module,
  mux,
  output,
  reg,
  sink,
  sint,
  source,
  struct,
  synchronize,
  uint,
  when,
  wire,
} from "../dsl/index.ts";
import { writeVerilog } from "../gen/index.ts";
import { checkVerilog, checkWithSimulator } from "./check.ts";
import { recordTestbench } from "./record.ts";

const State = enumOf("idle", "busy", "done");
const Pixel = struct({ red: uint(5), green: uint(6), flags: array(bit, 3) });

const Operators = module(
  "operators",
  {
    a: input(uint(8)),
    b: input(uint(8)),
    s: input(sint(6)),
    n: input(uint(4)),
    q: output(array(uint(48), 4)),
  },
  ({ a, b, s, n, q }) => {
    q.at(0).value = cat(
      a.addc(b),
      a.subc(b).asUint(),
      a.mul(b.slice(6, 1)),
      a.lt(b),
      b.ge(a),
      a.parity(),
      a.all(),
      a.any(),
      b.at(n),
      a.xor(b).at(7),
    ).zext(48);
    q.at(1).value = cat(s.mul(s), s.neg(), s.shr(2), s.shr(n), s.lt(-3), s.isNegative(), s.sext(9)).zext(48);
    q.at(2).value = cat(a.shl(3), a.shlTrunc(n), a.shr(n), a.repeat(1)).zext(48);
    q.at(3).value = cat(mux(a.eq(b), a, 7), a.not().and(b).or(3), s.asUint().cat(n)).zext(48);
  },
);

const Control = module(
  "control",
  { go: input(bit), level: input(uint(3)), q: output(uint(8)), state: output(State), total: output(uint(8)) },
  ({ go, level, q, state, total }) => {
    const now = reg(State, { init: "idle" });
    const sum = reg(uint(8), { init: 3 });
    match(now, {
      idle() {
        when(go, () => {
          now.next = "busy";
        });
        q.value = 1;
      },
      busy() {
        when(level.eq(0), () => {
          now.next = "done";
          q.value = 2;
        })
          .elseWhen(level.gt(5), () => {
            q.value = 3;
            sum.next = sum.add(level.zext(8));
          })
          .otherwise(() => {
            q.value = level.zext(8);
          });
      },
      done() {
        now.next = "idle";
        q.value = 0;
      },
    });
    match(
      level,
      {
        3() {
          sum.next = 9;
        },
      },
      () => {},
    );
    state.value = now;
    total.value = sum;
    cover(now.eq("done"), "a round is done");
    assert(now.ne("done").or(q.eq(0)), "done gives nothing");
  },
);

const Structs = module(
  "structs",
  {
    p: input(Pixel),
    pick: input(bit),
    i: input(uint(2)),
    v: input(bit),
    o: output(Pixel),
    packed: output(uint(14)),
  },
  ({ p, pick, i, v, o, packed }) => {
    const held = reg(Pixel, { init: { red: 1, green: 2, flags: [true, false, true] } });
    when(pick, () => {
      held.next = p;
    }).otherwise(() => {
      held.flags.at(i).next = v;
      held.red.next = held.red.add(1);
    });
    o.value = mux(v, held, { red: 31, green: 0, flags: [0, 0, 1] });
    packed.value = fromBits(Pixel, held.asUint()).asUint();
  },
);

/** Two pixels in one vector: a field of a fixed element, an element that a run-time index picks, a packed word taken apart. */
const StructElements = module(
  "struct_elements",
  { p: input(Pixel), i: input(bit), word: input(uint(14)), q: output(array(Pixel, 2)), g: output(uint(6)) },
  ({ p, i, word, q, g }) => {
    const store = reg(array(Pixel, 2), {
      init: [
        { red: 1, green: 2, flags: [0, 1, 0] },
        { red: 4, green: 5, flags: [1, 0, 0] },
      ],
    });
    const parsed = fromBits(Pixel, word);
    store.at(0).red.next = p.red;
    store.at(0).green.next = parsed.green.add(1);
    store.at(0).flags.next = p.flags;
    when(parsed.flags.at(2), () => {
      store.at(i).next = p;
    });
    const view = wire(array(Pixel, 2));
    view.at(0).value = store.at(1);
    view.at(1).value = { red: 3, green: parsed.green, flags: store.at(0).flags };
    q.value = view;
    g.value = parsed.green;
  },
);

const memoryOf = (latency: 0 | 1, readUnderWrite: "old" | "new") =>
  module(
    `memory_${latency}_${readUnderWrite}`,
    {
      w: input(bit),
      at: input(uint(3)),
      from: input(uint(3)),
      d: input(uint(8)),
      m: input(uint(2)),
      q: output(uint(8)),
    },
    ({ w, at, from, d, m, q }) => {
      const init = (address: number) => 17 * address;
      const store = memory(uint(8), { addressBits: 3, latency, readUnderWrite, maskLanes: 2, init });
      when(w, () => {
        store.write({ addr: at, data: d, mask: m, when: d.ne(0) });
      });
      q.value = latency === 1 ? store.read(from, { enable: m.at(0).or(w) }) : store.read(from);
    },
  );

const Inner = module("inner", { enq: sink(uint(8)), deq: source(uint(8)) }, ({ enq, deq }) => {
  const full = reg(bit, { init: 0 });
  const data = reg(uint(8));
  enq.ready.value = full.not().or(deq.ready);
  deq.valid.value = full;
  deq.data.value = data;
  when(enq.fire, () => {
    full.next = 1;
    data.next = enq.data;
  }).elseWhen(deq.fire, () => {
    full.next = 0;
  });
});
const Chain = module("chain", { enq: sink(uint(8)), deq: source(uint(8)) }, ({ enq, deq }) => {
  const stages = Array.from({ length: 3 }, () => instance(Inner));
  const [first, second, third] = stages;
  if (!first || !second || !third) throw new Error("three stages");
  connect(enq, first.enq);
  connect(first.deq, second.enq);
  connect(second.deq, third.enq);
  connect(third.deq, deq);
});

const Ripple = module("ripple", { a: input(uint(9)), q: output(uint(9)) }, ({ a, q }) => {
  const carry = wire(array(bit, 9));
  carry.at(0).value = a.at(0);
  for (let i = 1; i < 9; i++) carry.at(i).value = carry.at(i - 1).xor(a.at(i));
  q.value = carry.asUint();
});

const designs: [string, ModuleDefinition][] = [
  ["operators", Operators],
  ["control flow with assertions", Control],
  ["structs and arrays", Structs],
  ["elements that are structs", StructElements],
  ["a combinational memory, old word", memoryOf(0, "old")],
  ["a combinational memory, new word", memoryOf(0, "new")],
  ["a registered memory, old word", memoryOf(1, "old")],
  ["a registered memory, new word", memoryOf(1, "new")],
  ["streams through instances", Chain],
  ["elements that depend on their neighbours", Ripple],
];

describe.each([
  ["a synchronous reset", { reset: "sync", resetActive: "high" }],
  ["an asynchronous low reset", { reset: "async", resetActive: "low" }],
] as const)("with %s Icarus agrees with the interpreter on", (_reset, options) => {
  test.each(designs)("%s", async (_name, definition) => {
    const design = elaborate(definition, options);
    const plan = recordTestbench(design, { cycles: 300, seed: 7 });
    const compared = plan.steps.filter((step) => Object.values(step.care ?? {}).some((bits) => bits !== 0n));
    expect(compared.length).toBeGreaterThan(250);
    const result = await checkWithSimulator(design, plan, { simulator: "icarus" });
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed).toBe(true);
  });
});

describe("black boxes", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "bitloom-blackbox-"));
    writeFileSync(
      join(folder, "scaler.v"),
      `module scaler #(parameter FACTOR = 1) (input wire clk, input wire rst_n, input wire [7:0] x, output reg [7:0] y);
  always @(posedge clk or negedge rst_n) if (!rst_n) y <= 8'd0; else y <= x * FACTOR;
endmodule
`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("are instantiated by name, with parameters, clock and an inverted reset", async () => {
    const Scaler = blackbox(
      "scaler",
      { x: input(uint(8)), y: output(uint(8)) },
      {
        parameters: { FACTOR: 3 },
        clock: "clk",
        reset: { pin: "rst_n", kind: "async", active: "low" },
        files: ["scaler.v"],
      },
    );
    const User = module(
      "user",
      { x: input(uint(8)), y: output(uint(8)) },
      ({ x, y }) => {
        const scaler = instance(Scaler);
        scaler.x.value = x;
        y.value = scaler.y;
      },
      { reset: "async", resetActive: "low" },
    );
    const design = elaborate(User);
    const steps = Array.from({ length: 20 }, (_, i) => ({
      inputs: { x: BigInt(i * 11) },
      expected: { y: i === 0 ? 0n : BigInt((i - 1) * 33) & 255n },
    }));
    const { files, fileList } = writeVerilog(design);
    expect(fileList.text).toContain("scaler.v");
    const sources = [...files.map((file) => file.name), "scaler.v"];
    const result = await checkVerilog(
      files,
      { top: design.top, steps, sources },
      { simulator: "icarus", directory: folder },
    );
    expect(result.firstMismatch).toBeUndefined();
    expect(result.passed).toBe(true);
  });
});

describe("two clock domains", () => {
  test.each([
    ["synchronous", { reset: "sync", resetActive: "high" }, "async_fifo_8x8"],
    ["asynchronous low", { reset: "async", resetActive: "low" }, "async_fifo_8x8_write_async_low"],
  ] as const)(
    "the asynchronous FIFO takes the reset styles of its sides: %s",
    async (_name, options, name) => {
      const fast = clockDomain("fast");
      const Bridge = module(
        "fifo_bridge",
        { bytes: sink(uint(8)), out: source(uint(8), { domain: fast }) },
        ({ bytes, out }) => {
          const queue = instance(AsyncFifo(uint(8), 8), { domains: { write: defaultDomain(), read: fast } });
          connect(bytes, queue.enq);
          connect(queue.deq, out);
        },
      );
      const design = elaborate(Bridge, options);
      expect(design.modules.map((m) => m.name)).toEqual([name, "fifo_bridge"]);
      const beats = Array.from({ length: 60 }, (_, i) => BigInt((i * 37) & 255));
      const plan = {
        clockPeriods: { clock: 14, fast_clock: 6 },
        producers: [{ port: "bytes", beats, stall: 0.2 }],
        consumers: [{ port: "out", beats, stall: 0.5 }],
        timeoutCycles: 5000,
      };
      const result = await checkWithSimulator(design, plan, { simulator: "icarus" });
      expect(result.firstMismatch).toBeUndefined();
      expect(result.passed).toBe(true);
    },
  );

  test("a synchroniser carries a bit from the slow to the fast one", async () => {
    const fast = clockDomain("fast");
    const Bridge = module("bridge", { d: input(bit), q: output(bit, { domain: fast }) }, ({ d, q }) => {
      const slow = reg(bit, { init: 0 });
      slow.next = d;
      inDomain(fast, () => {
        const arrived = synchronize(slow, { stages: 3 });
        const seen = reg(bit, { init: 0 });
        seen.next = arrived.or(literal(bit, 0));
        q.value = seen;
      });
    });
    const design = elaborate(Bridge);
    expect(design.top.domains.map((domain) => domain.clock)).toEqual(["clock", "fast_clock"]);
    // Both clocks rise in every step: one register of the slow domain, three of the synchroniser, one behind it.
    const steps = Array.from({ length: 12 }, (_, i) => ({
      inputs: { d: i >= 2 ? 1n : 0n },
      expected: { q: i >= 2 + 5 ? 1n : 0n },
    }));
    const result = await checkWithSimulator(design, { steps }, { simulator: "icarus" });
    expect(result.passed).toBe(true);
  });
});
