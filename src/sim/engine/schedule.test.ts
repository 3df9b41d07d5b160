/** The order of instructions on graphs made by hand: in place where it is possible, kept where not, behind branches. */
import { describe, expect, test } from "vitest";
import { Access, Wasm } from "../wasm/index.ts";
import { Guards } from "./guards.ts";
import { MachineGraph } from "./machine.ts";
import type { Sink } from "./order.ts";
import { ItemKind, schedule } from "./schedule.ts";

const names = Object.fromEntries(Object.entries(ItemKind).map(([name, kind]) => [kind, name]));

const cell = (graph: MachineGraph, index: number): number =>
  graph.load(index, Access.i32_load, 4 * index, 32);

const store = (resource: number, value: number, guard = -1): Sink => ({
  values: [value],
  guard,
  resource,
  cost: 2,
});

/** Items as text, `perform 2` for the sink of that number; nodes are left out, for their numbers say nothing. */
function itemsOf(
  graph: MachineGraph,
  sinks: readonly Sink[],
  { inPlace = true, least = Number.POSITIVE_INFINITY } = {},
): string[] {
  const guards = new Guards(graph);
  guards.find(sinks, (cost, isEnable) => isEnable || cost >= least);
  const { kind, index, count } = schedule(graph, sinks, 0, guards, { cells: 8, memories: 0, inPlace });
  return Array.from({ length: count }, (_, at) => {
    const name = names[kind[at] as number] ?? "";
    return kind[at] === ItemKind.perform ? `${name} ${index[at]}` : name;
  });
}

describe("registers in place", () => {
  test("a chain is stored from its end, and nothing is kept", () => {
    const graph = new MachineGraph();
    const sinks = [1, 2, 3].map((to) => store(to, cell(graph, to - 1)));
    expect(itemsOf(graph, sinks)).toEqual(["perform 2", "perform 1", "perform 0"]);
  });

  test("two that exchange their values need one value kept", () => {
    const graph = new MachineGraph();
    const sinks = [store(0, cell(graph, 1)), store(1, cell(graph, 0))];
    const items = itemsOf(graph, sinks);
    expect(items.filter((item) => item === "evaluate")).toHaveLength(1);
    expect(items[0]).toBe("evaluate");
    expect(items.filter((item) => item.startsWith("perform"))).toHaveLength(2);
  });

  test("a counter reads itself and is stored at once", () => {
    const graph = new MachineGraph();
    const next = graph.op(Wasm.i32_add, cell(graph, 0), graph.constant(1));
    expect(itemsOf(graph, [store(0, next)])).toEqual(["perform 0"]);
  });

  test("with the switch off every next value is there before the first store", () => {
    const graph = new MachineGraph();
    const sinks = [1, 2, 3].map((to) =>
      store(to, graph.op(Wasm.i32_add, cell(graph, to - 1), graph.constant(to))),
    );
    const items = itemsOf(graph, sinks, { inPlace: false });
    expect(items.slice(0, 3)).toEqual(["evaluate", "evaluate", "evaluate"]);
    expect(items.slice(3).sort()).toEqual(["perform 0", "perform 1", "perform 2"]);
  });
});

describe("branches", () => {
  test("sinks of one enable share a branch", () => {
    const graph = new MachineGraph();
    const enable = cell(graph, 7);
    const sinks = [0, 1].map((to) =>
      store(to, graph.op(Wasm.i32_add, cell(graph, to), graph.constant(3)), enable),
    );
    const items = itemsOf(graph, sinks);
    expect(items.filter((item) => item === "open")).toHaveLength(1);
    expect(items.slice(items.indexOf("open")).filter((item) => item.startsWith("perform"))).toHaveLength(2);
    expect(items.at(-1)).toBe("close");
  });

  test("only what no one else needs is computed behind the branch of a multiplexer", () => {
    const graph = new MachineGraph();
    const [a, b, c] = [0, 1, 2].map((index) => cell(graph, index)) as [number, number, number];
    const shared = graph.op(Wasm.i32_mul, a, b);
    const own = graph.op(Wasm.i32_add, graph.op(Wasm.i32_mul, shared, shared), a);
    const chosen = graph.select(c, graph.op(Wasm.i32_mul, own, own), b);
    const sinks = [store(3, chosen), store(4, shared)];
    expect(itemsOf(graph, sinks)).not.toContain("open");
    const items = itemsOf(graph, sinks, { least: 2 });
    const open = items.indexOf("open");
    // `shared` before the branch, `own` behind it.
    expect(items.slice(0, open)).toContain("evaluate");
    expect(items.slice(open, open + 5)).toEqual([
      "open",
      "evaluate",
      "assignTrue",
      "otherwise",
      "assignFalse",
    ]);
  });
});

describe("the graph", () => {
  test("masks only what may have bits above the width", () => {
    const graph = new MachineGraph();
    const byte = graph.load(0, Access.i32_load8_u, 0, 8);
    const sum = graph.op(Wasm.i32_add, byte, byte);
    expect(graph.significantOf(sum)).toBe(9);
    expect(graph.mask(sum, 9)).toBe(sum);
    expect(graph.mask(sum, 8)).not.toBe(sum);
    expect(graph.mask(graph.shiftRight(sum, 1), 8)).toBe(graph.shiftRight(sum, 1));
  });

  test("turns comparisons round instead of negating them, and knows equal nodes", () => {
    const graph = new MachineGraph();
    const [a, b] = [cell(graph, 0), cell(graph, 1)];
    const less = graph.op(Wasm.i32_lt_u, a, b);
    expect(graph.invert(less)).toBe(graph.op(Wasm.i32_ge_u, a, b));
    expect(graph.invert(graph.invert(less))).toBe(less);
    const bit = graph.load(2, Access.i32_load8_u, 0, 1);
    expect(graph.select(graph.invert(bit), a, b)).toBe(graph.select(bit, b, a));
  });
});
