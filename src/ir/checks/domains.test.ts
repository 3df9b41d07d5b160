/** Clock crossings: each wrong design beside the guarded or single-domain one. */
import { describe, expect, test } from "vitest";
import { type Diagnostic, locate } from "../../diagnostics/index.ts";
import {
  add,
  and,
  bit,
  designOf,
  lit,
  type ModuleBuilder,
  moduleBuilder,
  not,
  uint,
} from "../../testing/index.ts";
import { checkDesign, type Module } from "../index.ts";

const crossingsIn = (module: Module): Diagnostic[] =>
  checkDesign(designOf(module)).filter((d) => d.code === "BL0205" || d.code === "BL0213");

function crossings(build: (m: ModuleBuilder) => void): Diagnostic[] {
  const m = moduleBuilder("dut");
  m.domain("fast");
  m.domain("slow");
  build(m);
  return crossingsIn(m.build());
}
const messages = (found: readonly Diagnostic[]): string[] => found.map((d) => d.message);

describe("registers", () => {
  const between = (options: { domain: string; crossing?: string }) =>
    crossings((m) => {
      const from = m.register("flag", bit, { domain: "fast", init: 0 });
      m.assign(from, not(from));
      const through = m.node("through", and(from, lit(1, 1)));
      const to = m.register("seen", bit, { init: 0, ...options });
      m.assign(to, through);
      m.assign(m.output("y", bit, { domain: options.domain }), to);
    });

  test("a value of another domain is an error with the source, the assignment and the register", () => {
    const found = between({ domain: "slow" });
    expect(messages(found)).toEqual([
      "In `dut`, register `seen` of domain `slow` depends on `flag` of domain `fast` without a synchroniser.",
    ]);
    expect(found[0]?.parties.map((p) => [p.label, p.site && locate(p.site)?.line])).toEqual([
      ["`flag` of domain `fast`", 3],
      ["assigned here", 7],
      ["register `seen` of domain `slow`", 6],
    ]);
  });

  test("the same domain, or a register that states its crossing, is let through", () => {
    expect(between({ domain: "fast" })).toEqual([]);
    expect(between({ domain: "slow", crossing: "two-stage synchroniser" })).toEqual([]);
  });

  test("a condition of another domain counts as well", () => {
    const found = crossings((m) => {
      const go = m.input("go", bit, { domain: "fast" });
      const r = m.register("r", bit, { domain: "slow", init: 0 });
      m.when(go, () => m.assign(r, not(r)));
      m.assign(m.output("y", bit, { domain: "slow" }), r);
    });
    expect(messages(found)[0]).toContain("register `r` of domain `slow` depends on `go` of domain `fast`");
  });
});

describe("ports", () => {
  const asynchronous = (crossing?: string) =>
    crossings((m) => {
      const button = m.input("button", bit, { domain: "async" });
      const r = m.register("r", bit, { domain: "slow", init: 0, ...(crossing ? { crossing } : {}) });
      m.assign(r, button);
      m.assign(m.output("y", bit, { domain: "slow" }), r);
    });

  test("an asynchronous input may feed a synchroniser only", () => {
    expect(messages(asynchronous())).toEqual([
      "In `dut`, register `r` of domain `slow` depends on the asynchronous input `button` without a synchroniser.",
    ]);
    expect(asynchronous("synchroniser")).toEqual([]);
  });

  test("an output is driven from its own domain, mixtures fit nowhere, asynchronous ones take all", () => {
    const output = (domain: string) =>
      crossings((m) => {
        const a = m.input("a", bit, { domain: "fast" });
        const b = m.input("b", bit, { domain: "slow" });
        m.assign(m.output("y", bit, { domain }), and(a, b));
      });
    expect(messages(output("fast"))).toEqual([
      "In `dut`, output `y` of domain `fast` depends on `b` of domain `slow` without a synchroniser.",
    ]);
    expect(output("slow")).toHaveLength(1);
    expect(output("async")).toEqual([]);
  });

  test("constants belong to no domain", () => {
    expect(crossings((m) => m.assign(m.output("y", bit, { domain: "slow" }), lit(1, 1)))).toEqual([]);
  });
});

describe("memories and properties", () => {
  const memory = (reader: string, options: { crossing?: string; address?: string } = {}) =>
    crossings((m) => {
      const go = m.input("go", bit, { domain: "fast" });
      const address = m.input("address", uint(2), { domain: options.address ?? reader });
      const table = m.memory("table", uint(4), {
        depth: 4,
        latency: 1,
        ...(options.crossing ? { crossing: options.crossing } : {}),
      });
      m.write(table, { enable: go, address: lit(0, 2), data: lit(1, 4), domain: "fast" });
      m.assign(
        m.output("y", uint(4), { domain: reader }),
        m.read(table, "word", { address, domain: reader }),
      );
    });

  test("ports of a memory in two domains need a stated reason", () => {
    expect(memory("slow").map((d) => d.code)).toEqual(["BL0213"]);
    expect(messages(memory("slow"))[0]).toContain("`fast` and `slow`");
    expect(memory("slow", { crossing: "pointers in Gray code" })).toEqual([]);
    expect(memory("fast")).toEqual([]);
  });

  test("addresses and enables belong to the domain of their port", () => {
    const found = memory("slow", { crossing: "protocol", address: "fast" });
    expect(messages(found)[0]).toContain(
      "the read port of memory `table` of domain `slow` depends on `address`",
    );
    const written = crossings((m) => {
      const enable = m.input("enable", bit, { domain: "slow" });
      const table = m.memory("table", uint(4), { depth: 4, latency: 0 });
      m.write(table, { enable, address: lit(0, 2), data: lit(1, 4), domain: "fast" });
      m.assign(
        m.output("y", uint(4), { domain: "fast" }),
        m.read(table, "word", { address: lit(0, 2), domain: "fast" }),
      );
    });
    expect(messages(written)[0]).toContain("the write port of memory `table`");
  });

  test("a property looks at its own domain", () => {
    const property = (domain: string) =>
      crossings((m) => m.property("assert", "holds", m.input("ok", bit, { domain: "fast" }), { domain }));
    expect(messages(property("slow"))[0]).toContain("assert `holds` of domain `slow` depends on `ok`");
    expect(property("fast")).toEqual([]);
  });
});

describe("instances", () => {
  function clocked(): Module {
    const m = moduleBuilder("clocked");
    const r = m.register("r", uint(2), { init: 0 });
    m.assign(r, add(r, m.input("x", uint(2))));
    m.assign(m.output("y", uint(2)), r);
    return m.build();
  }
  function wires(): Module {
    const m = moduleBuilder("wires");
    m.assign(m.output("y", uint(2)), not(m.input("x", uint(2))));
    m.assign(m.output("z", uint(2)), not(m.input("w", uint(2))));
    return m.build();
  }

  test("ports of a clocked child belong to the parent's domain its clock is mapped to", () => {
    const mapped = (to: string) =>
      crossings((m) => {
        const port = m.instance("child", clocked(), { domains: { default: to } });
        m.assign(port("x"), m.input("x", uint(2), { domain: "fast" }));
        m.assign(m.output("y", uint(2), { domain: "fast" }), port("y"));
      });
    expect(mapped("fast")).toEqual([]);
    expect(messages(mapped("slow"))).toEqual([
      "In `dut`, instance input `child.x` of domain `slow` depends on `x` of domain `fast` without a synchroniser.",
      "In `dut`, output `y` of domain `fast` depends on `child.y` of domain `slow` without a synchroniser.",
    ]);
  });

  test("a combinational child passes the domains of its inputs through, output by output", () => {
    const passed = (outputDomain: string, output: string) =>
      crossings((m) => {
        const port = m.instance("child", wires());
        m.assign(port("x"), m.input("x", uint(2), { domain: "fast" }));
        m.assign(port("w"), m.input("w", uint(2), { domain: "slow" }));
        m.assign(m.output("y", uint(2), { domain: outputDomain }), port(output));
      });
    expect(passed("fast", "y")).toEqual([]);
    expect(passed("slow", "z")).toEqual([]);
    expect(messages(passed("slow", "y"))[0]).toContain("depends on `x` of domain `fast`");
  });
});
