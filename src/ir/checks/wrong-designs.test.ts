/**
 * Wrong designs as a designer writes them, one or more for each code of BL02xx: the sentence, and the source lines that
 * take part, told by a piece of their text.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { catalogue, type Diagnostic, locate } from "../../diagnostics/index.ts";
import {
  array,
  assert,
  asynchronous,
  bit,
  clockDomain,
  diagnose,
  enumOf,
  input,
  instance,
  type ModuleDefinition,
  match,
  memory,
  module,
  output,
  reg,
  sink,
  source,
  struct,
  synchronize,
  uint,
  when,
  wire,
} from "../../dsl/index.ts";

const lines = readFileSync(fileURLToPath(import.meta.url), "utf8").split("\n");
const lineOf = (party: Diagnostic["parties"][number]): string =>
  lines[((party.site && locate(party.site)?.line) ?? 0) - 1] ?? "";

/** The only diagnostic of a design, as a sentence and the lines of its parties. */
function only(design: ModuleDefinition): { said: string; shown: string[] } {
  const { diagnostics } = diagnose(design);
  expect(diagnostics.map((d) => `${d.code} ${d.message}`)).toHaveLength(1);
  const [d] = diagnostics as [Diagnostic];
  return { said: `${d.code} ${d.message}`, shown: d.parties.map((p) => `${p.label}: ${lineOf(p).trim()}`) };
}

const fast = clockDomain("fast");
const slow = clockDomain("slow");
const State = enumOf("idle", "start", "data", "stop");

describe("drivers", () => {
  test("a latch shows the branch that lacks an assignment", () => {
    const design = module(
      "latch",
      { clear: input(bit), set: input(bit), q: output(bit) },
      ({ clear, set, q }) => {
        when(clear, () => {
          q.value = 0; // first
        }).elseWhen(set, () => {
          q.value = 1;
        });
      },
    );
    const { said, shown } = only(design);
    expect(said).toBe(
      "BL0201 Output `q` of `latch` is not assigned on every path: there is no value when `clear` is 0 and `set` is 0.",
    );
    expect(shown.slice(1)).toEqual([
      "assigned here: q.value = 0; // first",
      "in the otherwise of this when: when(clear, () => {",
      "no otherwise after this when: }).elseWhen(set, () => {",
    ]);
  });

  test("a latch in a match names the member", () => {
    const design = module("arms", { state: input(State), q: output(bit) }, ({ state, q }) => {
      match(state, {
        idle() {
          q.value = 0;
        },
        start() {
          q.value = 1;
        },
        data() {
          q.value = 1;
        },
        stop() {},
      });
    });
    expect(only(design).said).toContain("there is no value when `state` is `stop`.");
  });

  test("a field of a struct is called as it is written", () => {
    const Pair = struct({ low: uint(4), high: uint(4) });
    const design = module("fields", { c: input(bit), q: output(uint(4)) }, ({ c, q }) => {
      const pair = wire(Pair);
      pair.high.value = 1;
      when(c, () => {
        pair.low.value = 2;
      });
      q.value = pair.low.add(pair.high);
    });
    expect(only(design).said).toContain("BL0201 Wire `pair.low` of `fields` is not assigned on every path");
  });

  test("a double driver shows both", () => {
    const design = module("twice", { a: input(uint(8)), q: output(uint(8)) }, ({ a, q }) => {
      q.value = a; // one
      q.value = a.add(1); // two
    });
    const { said, shown } = only(design);
    expect(said).toContain("BL0202 Output `q` of `twice` is driven twice");
    expect(shown.slice(0, 2)).toEqual([
      "first driver: q.value = a; // one",
      "second driver, which replaces it: q.value = a.add(1); // two",
    ]);
  });

  test("an open input of an instance shows the instance", () => {
    const Inverter = module("inverter", { a: input(bit), q: output(bit) }, ({ a, q }) => {
      q.value = a.not();
    });
    const design = module("open", { q: output(bit) }, ({ q }) => {
      const inner = instance(Inverter);
      q.value = inner.q;
    });
    const { said, shown } = only(design);
    expect(said).toBe("BL0203 Nothing drives instance input `inner.a` of `open`.");
    expect(shown).toEqual(["`inner` instantiated here: const inner = instance(Inverter);"]);
  });

  test("what is never read, never driven or never changes", () => {
    const input1 = module("ignores", { a: input(bit), b: input(bit), q: output(bit) }, ({ a, q }) => {
      q.value = a;
    });
    const counts = module("counts", { q: output(bit) }, ({ q }) => {
      const count = reg(uint(4), { init: 0 });
      count.next = count.add(1);
      q.value = 0;
    });
    const holds = module("holds", { q: output(uint(4)) }, ({ q }) => {
      const limit = reg(uint(4), { init: 9 });
      q.value = limit;
    });
    expect([input1, counts, holds].map((design) => only(design).said)).toEqual([
      "BL0208 Nothing observable in `ignores` depends on its input `b`.",
      "BL0207 Register `count` of `counts` drives nothing that can be observed: no output, instance or assertion depends on it.",
      "BL0209 Register `limit` of `holds` is never assigned, so it keeps its init 9.",
    ]);
  });
});

describe("structure", () => {
  test("a loop shows each step, through an instance", () => {
    const Inverter = module("inverter", { a: input(bit), q: output(bit) }, ({ a, q }) => {
      q.value = a.not();
    });
    const design = module("ring", { go: input(bit), q: output(bit) }, ({ go, q }) => {
      const back = wire(bit);
      const inner = instance(Inverter);
      inner.a.value = back.and(go); // into the child
      back.value = inner.q; // and back
      q.value = back;
    });
    const { said, shown } = only(design);
    expect(said).toBe("BL0204 `ring` has a combinational loop: back -> inner.a -> inner.q -> back.");
    expect(shown).toEqual([
      "`back` is driven here: back.value = inner.q; // and back",
      "`inner.a` is driven here: inner.a.value = back.and(go); // into the child",
      "through `inner`: const inner = instance(Inverter);",
    ]);
  });

  test("ready computed from itself in a stream is a loop, a chain over an array is none", () => {
    const stream = module("stalls", { enq: sink(bit), deq: source(bit) }, ({ enq, deq }) => {
      const ready = wire(bit);
      ready.value = ready.and(deq.ready);
      enq.ready.value = ready;
      deq.valid.value = enq.valid;
      deq.data.value = enq.data;
    });
    const chain = module("chain", { a: input(uint(8)), q: output(uint(8)) }, ({ a, q }) => {
      const links = wire(array(uint(8), 5));
      links.at(0).value = a;
      for (let i = 0; i < 4; i++) links.at(i + 1).value = links.at(i).add(1);
      q.value = links.at(4);
    });
    expect(only(stream).said).toContain("ready -> ready");
    expect(diagnose(chain).diagnostics).toEqual([]);
  });

  test("a crossing shows the source, the assignment and the register", () => {
    const design = module(
      "bridge",
      { go: input(bit, { domain: fast }), q: output(bit, { domain: slow }) },
      ({ go, q }) => {
        const flag = reg(bit, { init: 0, domain: fast });
        const seen = reg(bit, { init: 0, domain: slow });
        flag.next = go;
        seen.next = flag; // crosses
        q.value = seen;
      },
    );
    const { said, shown } = only(design);
    expect(said).toBe(
      "BL0205 In `bridge`, register `seen` of domain `slow` depends on `flag` of domain `fast` without a synchroniser.",
    );
    expect(shown).toEqual([
      "`flag` of domain `fast`: const flag = reg(bit, { init: 0, domain: fast });",
      "assigned here: seen.next = flag; // crosses",
      "register `seen` of domain `slow`: const seen = reg(bit, { init: 0, domain: slow });",
    ]);
  });

  test("an asynchronous input needs synchronize", () => {
    const button = (isSafe: boolean) =>
      module("button", { press: input(bit, { domain: asynchronous }), q: output(bit) }, ({ press, q }) => {
        const seen = reg(bit, { init: 0 });
        seen.next = isSafe ? synchronize(press) : press;
        q.value = seen;
      });
    expect(only(button(false)).said).toContain(
      "depends on the asynchronous input `press` without a synchroniser",
    );
    expect(diagnose(button(true)).diagnostics).toEqual([]);
  });

  test("a memory that is read and never filled", () => {
    const table = (init: readonly number[] | undefined) =>
      module("lookup", { i: input(uint(2)), q: output(uint(4)) }, ({ i, q }) => {
        const words = memory(uint(4), {
          depth: 4,
          latency: 0,
          readUnderWrite: "old",
          ...(init ? { init } : {}),
        });
        q.value = words.read(i);
      });
    expect(only(table(undefined)).said).toBe(
      "BL0214 Memory `words` of `lookup` is read, but nothing writes it and it has no initial content.",
    );
    expect(diagnose(table([1, 2, 3])).diagnostics).toEqual([]);
  });

  test("a memory of two clocks, an assertion over two clocks", () => {
    const shared = module(
      "shared",
      {
        a: input(uint(2), { domain: fast }),
        b: input(uint(2), { domain: slow }),
        q: output(bit, { domain: slow }),
      },
      ({ a, b, q }) => {
        const store = memory(bit, { depth: 4, latency: 1, readUnderWrite: "old" });
        store.write({ addr: a, data: 1, domain: fast });
        q.value = store.read(b, { domain: slow });
      },
    );
    const stated = module("stated", { a: input(bit), b: input(bit, { domain: fast }) }, ({ a, b }) => {
      assert(a.eq(b), "equal");
    });
    expect(only(shared).said).toContain(
      "BL0213 Memory `store` of `shared` has ports in the domains `fast` and `slow`",
    );
    expect(only(stated).said).toContain("of domain `default` depends on `b` of domain `fast`");
  });

  test("two modules of one name show what differs and where each is used", () => {
    const Pass = (width: number) =>
      module("pass", { a: input(uint(width)), q: output(uint(width)) }, ({ a, q }) => {
        q.value = a;
      });
    const design = module("clash", { a: input(uint(4)), q: output(uint(4)) }, ({ a, q }) => {
      const four = instance(Pass(4));
      const two = instance(Pass(2));
      four.a.value = a;
      two.a.value = a.trunc(2);
      q.value = four.q.xor(two.q.zext(4));
    });
    const { said, shown } = only(design);
    expect(said).toContain("port 1 is input `a` of uint(4) in one and input `a` of uint(2) in the other");
    expect(shown.filter((line) => line.includes("instantiated"))).toEqual([
      "first instantiated here: const four = instance(Pass(4));",
      "second instantiated here: const two = instance(Pass(2));",
    ]);
  });

  test("a comparison with one answer", () => {
    const design = module("never", { a: input(uint(4)), q: output(bit) }, ({ a, q }) => {
      q.value = 0;
      when(a.lt(0), () => {
        q.value = 1;
      });
    });
    expect(only(design).said).toBe("BL0212 In `never`, the condition `a < 0` is always false.");
  });
});

test("every page of these codes shows wrong code", () => {
  const pages = Object.entries(catalogue).filter(([code]) => /^BL02[01]/.test(code));
  expect(pages.length).toBeGreaterThan(12);
  expect(pages.filter(([, { page }]) => !page.includes("Wrong")).map(([code]) => code)).toEqual([]);
});
