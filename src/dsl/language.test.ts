/** What the language refuses, one wrong design for each code of BL01xx: code, words, and the lines that take part. */
import { describe, expect, test } from "vitest";
import { type CatalogueCode, catalogue, locate } from "../diagnostics/index.ts";
import {
  array,
  bit,
  blackbox,
  clockDomain,
  connect,
  diagnose,
  elaborate,
  enumOf,
  inDomain,
  input,
  instance,
  match,
  memory,
  module,
  mux,
  output,
  reg,
  sink,
  source,
  struct,
  synchronize,
  type Uint,
  uint,
  when,
  wire,
} from "./index.ts";
import { loose, ports, problems, type View } from "./testing.ts";

const State = enumOf("idle", "busy", "done");

interface Wrong {
  readonly code: CatalogueCode;
  readonly name: string;
  readonly body: (view: View) => void;
  readonly message: string;
}

let leaked: Uint<8> | undefined;

const wrong: Wrong[] = [
  {
    code: "BL0102",
    name: "a slice past the end",
    body: ({ a }) => void a.slice(8, 0),
    message: "The high bit of slice is 8; allowed is a whole number from 0 to 7.",
  },
  {
    code: "BL0102",
    name: "a memory of two and a half words",
    body: () => void memory(uint(8), { depth: 2.5, latency: 0, readUnderWrite: "old" }),
    message: "The depth of a memory is 2.5; allowed is a whole number from 1 to 2^24.",
  },
  {
    code: "BL0104",
    name: "operands of two widths",
    body: ({ a, b }) => void a.add(loose(b)),
    message: "The operand of add is uint(4), expected uint(8).",
  },
  {
    code: "BL0104",
    name: "a sum with carry into a register of the same width",
    body: ({ a }) => {
      const sum = reg(uint(8));
      sum.next = loose(a.addc(a));
    },
    message: "The assignment to `sum.next` is uint(9), expected uint(8).",
  },
  {
    code: "BL0105",
    name: "signed with unsigned",
    body: ({ a, s }) => void a.add(loose(s)),
    message: "The operand of add is sint(8), expected uint(8).",
  },
  {
    code: "BL0106",
    name: "a state that does not exist",
    body: () => void reg(State, { init: "sleep" as "idle" }),
    message: '"sleep" is no member of State; its members are idle, busy, done.',
  },
  {
    code: "BL0107",
    name: "undefined from a missing property",
    body: ({ a }) => void a.add(loose(undefined)),
    message: "The operand of add is undefined, expected a value or literal of type uint(8).",
  },
  {
    code: "BL0107",
    name: "a struct literal without a field",
    body: () => {
      const pair = wire(struct({ x: uint(2), y: uint(2) }));
      pair.value = { x: 1 } as unknown as { x: number; y: number };
    },
    message: "A struct is fields x, expected fields x, y.",
  },
  {
    code: "BL0107",
    name: "a memory without options",
    body: () => void (memory as (type: unknown) => unknown)(uint(8)),
    message:
      "The second argument of memory is undefined, expected options with depth or addressBits, latency and readUnderWrite.",
  },
  {
    code: "BL0108",
    name: "a signal that leaked out of another body",
    body: ({ a }) => void a.add(leaked as Uint<8>),
    message: "The operand of add in module `wrong` uses a signal that belongs to module `other`.",
  },
  {
    code: "BL0109",
    name: "a literal past the range",
    body: ({ a }) => void a.eq(256),
    message: "The operand of eq is 256, which does not fit uint(8): its range is 0 to 255.",
  },
  {
    code: "BL0109",
    name: "a negative literal for an unsigned value",
    body: ({ a }) => void mux(a.eq(0), a, -1),
    message: "A side of mux is -1, which does not fit uint(8): its range is 0 to 255.",
  },
  {
    code: "BL0110",
    name: "driving an input",
    body: ({ a }) => {
      (a as unknown as { value: number }).value = 1;
    },
    message: "`.value` is assigned on the input `a`.",
  },
  {
    code: "BL0110",
    name: "`.value` on a register",
    body: () => {
      const r = reg(uint(8));
      (r as unknown as { value: number }).value = 1;
    },
    message: "`.value` is assigned on the register `r`.",
  },
  {
    code: "BL0111",
    name: "reading the next value",
    body: () => void reg(uint(8)).next,
    message: "`.next` is read; it can only be assigned.",
  },
  {
    code: "BL0113",
    name: "a reset value that is a signal",
    body: ({ a }) => void reg(uint(8), { init: a as unknown as number }),
    message: "The init of a register is not a constant.",
  },
  {
    code: "BL0114",
    name: "otherwise after another statement",
    body: ({ c }) => {
      const r = reg(bit);
      const chain = when(c, () => {
        r.next = 1;
      });
      when(c.not(), () => {});
      chain.otherwise(() => {
        r.next = 0;
      });
    },
    message: "`otherwise` does not follow its `when` directly.",
  },
  {
    code: "BL0115",
    name: "an arm for no value",
    body: ({ b }) => match(b, { 16() {} }, () => {}),
    message: 'The arm "16" is no value of uint(4); allowed is 0 to 15.',
  },
  {
    code: "BL0116",
    name: "a forgotten state",
    body: () =>
      match(reg(State, { init: "idle" }), { idle() {} } as Record<"idle" | "busy" | "done", () => void>),
    message: "match over State has no arm for busy, done.",
  },
  {
    code: "BL0117",
    name: "streams of two payloads",
    body: () => {
      const Wide = module("wide", { o: source(uint(16)) }, ({ o }) => {
        o.valid.value = 0;
        o.data.value = 0;
      });
      const Narrow = module("narrow", { i: sink(uint(8)) }, ({ i }) => {
        i.ready.value = 1;
      });
      const wide = instance(Wide);
      const narrow = instance(Narrow);
      connect(wide.o as unknown as Parameters<typeof connect>[0], narrow.i);
    },
    message: "connect joins a stream of uint(16) to one of uint(8).",
  },
  {
    code: "BL0122",
    name: "the ends of connect swapped",
    body: () => {
      const Give = module("give", { o: source(uint(8)) }, ({ o }) => {
        o.valid.value = 0;
        o.data.value = 0;
      });
      const Take = module("take", { i: sink(uint(8)) }, ({ i }) => {
        i.ready.value = 1;
      });
      const give = instance(Give);
      const take = instance(Take);
      connect(
        take.i as unknown as Parameters<typeof connect>[0],
        give.o as unknown as Parameters<typeof connect>[1],
      );
    },
    message: "connect is given the end that takes beats first and the end that offers them second.",
  },
  {
    code: "BL0107",
    name: "a generator that was not called",
    body: () => {
      const Generator = (width: number) => module("g", { q: output(uint(width)) }, () => {});
      instance(Generator as unknown as ReturnType<typeof module>);
    },
    message:
      "The argument of instance is the function `Generator`, which was not called, expected a module, as `module(...)` gives it.",
  },
  {
    code: "BL0109",
    name: "a fraction",
    body: ({ a }) => void a.add(1.5),
    message: "The operand of add is 1.5, which is no whole number; uint(8) holds 0 to 255.",
  },
  {
    code: "BL0118",
    name: "an enable on a combinational read",
    body: ({ b, c }) =>
      void memory(uint(8), { depth: 16, latency: 0, readUnderWrite: "old" }).read(b, { enable: c }),
    message: "A read port of a memory of latency 0 has an enable.",
  },
  {
    code: "BL0119",
    name: "a module inside itself",
    body: () => {
      const Loop: ReturnType<typeof module> = module("loop", {}, () => void instance(Loop));
      instance(Loop);
    },
    message: "Module `loop` instantiates itself.",
  },
  {
    code: "BL0132",
    name: "a word through a synchroniser",
    body: ({ a }) => void synchronize(a as unknown as Uint<1>),
    message: "synchronize takes one bit, found uint(8).",
  },
  {
    code: "BL0133",
    name: "one domain with two reset styles",
    body: () => {
      inDomain(clockDomain("fast", { reset: "async" }), () => void reg(bit, { init: 0 }));
      inDomain(clockDomain("fast"), () => void reg(bit, { init: 0 }));
    },
    message: "The clock domain `fast` in module `wrong` is used with two reset styles.",
  },
];

describe("the language refuses", () => {
  elaborate(
    module("other", { x: input(uint(8)), y: output(uint(8)) }, ({ x, y }) => {
      leaked = x;
      y.value = x;
    }),
  );
  test.each(wrong)("$code: $name", ({ code, body, message }) => {
    const found = problems(body);
    expect(found.map((d) => [d.code, d.message])).toEqual([[code, message]]);
    const [first] = found;
    expect(first?.help.length).toBeGreaterThan(10);
    const places = (first?.parties ?? []).map((party) => party.site && locate(party.site)?.file);
    expect(places[0]).toMatch(/language\.test\.ts$/);
  });

  test("BL0112: `next` on a register of another module", () => {
    let foreign: { next: number } | undefined;
    const Inner = module("inner", { q: output(bit) }, ({ q }) => {
      const flag = reg(bit, { init: 0 });
      foreign = flag as unknown as { next: number };
      q.value = flag;
    });
    const Outer = module("outer", { q: output(bit) }, ({ q }) => {
      q.value = instance(Inner).q;
      if (foreign) foreign.next = 1;
    });
    const [problem] = diagnose(Outer).diagnostics.filter((d) => d.code === "BL0112");
    expect(problem?.message).toBe(
      "`.next` is assigned in module `outer` on a signal that belongs to module `inner`.",
    );
  });

  test("BL0101: hardware outside a module, at once", () => {
    expect(() => reg(uint(8))).toThrow("BL0101: reg is used outside a module's body.");
  });

  test("BL0107: a port without a type, a type without a port, a body that is none", () => {
    expect(() => input(8 as never)).toThrow(
      "The type of input is number 8, expected a type such as `uint(8)`.",
    );
    const bare = module("bare", { a: uint(8) as never }, () => {});
    expect(() => elaborate(bare)).toThrow("Port `a` is an object with");
    const eager = module("eager", { c: input(bit), q: output(bit) }, ({ c, q }) => {
      q.value = 0;
      when(c, 1 as never);
    });
    expect(() => elaborate(eager)).toThrow(
      "The body of when is number 1, expected a function: `() => { ... }`.",
    );
  });

  test("BL0102 and BL0107: an instance's domains by a wrong name and of a wrong kind", () => {
    const fast = clockDomain("fast");
    const Child = module("child", { q: output(bit, { domain: fast }) }, ({ q }) => {
      const flag = reg(bit, { init: 0, domain: fast });
      flag.next = flag.not();
      q.value = flag;
    });
    const user = (domains: Record<string, never>) =>
      module("user", { q: output(bit, { domain: fast }) }, ({ q }) => {
        q.value = instance(Child, { domains }).q;
      });
    expect(diagnose(user({ fsat: fast as never })).diagnostics.map((d) => d.message)).toEqual([
      "A domain of the instance of `child` is `fsat`; allowed is `fast`.",
    ]);
    expect(diagnose(user({ fast: "default" as never })).diagnostics.map((d) => d.message)).toEqual([
      'The domain `fast` of an instance is the string "default", expected a clock domain: `clockDomain(name)` or `defaultDomain()`.',
    ]);
  });

  test("BL0107: true is one bit", () => {
    expect(problems(({ a }) => void a.add(true)).map((d) => d.code)).toEqual(["BL0107"]);
    expect(problems(({ c }) => void c.and(true))).toEqual([]);
  });

  test("inDomain returns what its body returns", () => {
    const fast = clockDomain("fast");
    const Lone = module("lone", { q: output(bit, { domain: fast }) }, ({ q }) => {
      const flag = inDomain(fast, () => reg(bit, { init: 0 }));
      flag.next = flag.not();
      q.value = flag;
    });
    expect(elaborate(Lone).top.domains.map((domain) => domain.name)).toEqual(["fast"]);
  });

  test("BL0102: a width of zero, at once", () => {
    expect(() => uint(0)).toThrow("The width of uint is 0");
    expect(() => array(bit, -1)).toThrow("The length of an array is -1");
  });

  test("BL0103: enum members are identifiers and stand once", () => {
    expect(() => enumOf("a", "a")).toThrow("BL0103");
    expect(() => enumOf("not one")).toThrow("BL0103");
  });

  test("BL0121: two ports of one name", () => {
    const Clash = module("clash", { a: sink(bit), a_valid: input(bit) }, ({ a }) => {
      a.ready.value = 1;
    });
    expect(diagnose(Clash).diagnostics.map((d) => d.code)).toContain("BL0121");
  });

  test("BL0120: a Verilog keyword is renamed, with a warning", () => {
    const Keyword = module("keyword", { wire: input(bit), q: output(bit) }, ({ wire: w, q }) => {
      q.value = w;
    });
    const { design, diagnostics } = diagnose(Keyword);
    expect(diagnostics.map((d) => `${d.severity} ${d.message}`)).toEqual([
      "warning `wire` is a keyword in Verilog and becomes `wire_`.",
    ]);
    expect(design?.top.ports[0]?.name).toBe("wire_");
  });

  test.each([
    ["BL0305", "a template string", (a: Uint<8>) => `${a}`],
    ["BL0303", "an order", (a: Uint<8>, other: Uint<8>) => a < other],
    ["BL0303", "arithmetic", (a: Uint<8>) => Number(a) * 2],
    [
      "BL0304",
      "a sum",
      (a: Uint<8>, other: Uint<8>) => (a as unknown as number) + (other as unknown as number),
    ],
  ] as const)("%s: %s of signals, with the code of the lint rule", (code, _name, use) => {
    const Trap = module("trap", ports, ({ a, q }) => {
      q.value = a;
      use(a, a.not());
    });
    expect(() => elaborate(Trap)).toThrow(code);
  });

  test("BL0123: an async body", () => {
    const Late = module("late", { q: output(bit) }, (async ({ q }: { q: { value: number } }) => {
      q.value = 1;
    }) as never);
    expect(diagnose(Late).diagnostics.map((d) => d.message)).toEqual([
      "The body of module `late` is an async function.",
    ]);
  });

  test("keywords and non-identifiers as names of modules and black boxes", () => {
    const always = diagnose(
      module("always", { q: output(bit) }, ({ q }) => {
        q.value = 1;
      }),
    );
    expect(always.diagnostics.map((d) => d.code)).toEqual(["BL0120"]);
    expect(always.design?.top.name).toBe("always_");
    const box = blackbox("x y", { q: output(bit) });
    const user = module("user", { q: output(bit) }, ({ q }) => {
      q.value = instance(box).q;
    });
    expect(diagnose(user).diagnostics.map((d) => d.message)).toEqual([
      'A black box\'s name is "x y"; allowed is a Verilog identifier that is no keyword.',
    ]);
  });

  test("every code of the language has a wrong design here", () => {
    const covered = new Set<string>([
      ...wrong.map((w) => w.code),
      "BL0101",
      "BL0103",
      "BL0112",
      "BL0120",
      "BL0121",
      "BL0123",
    ]);
    const all = Object.keys(catalogue).filter((code) => code.startsWith("BL01"));
    expect(all.filter((code) => !covered.has(code))).toEqual([]);
  });
});
