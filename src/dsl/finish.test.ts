/** The names that a finished module gives its signals, instances and properties. */
import { describe, expect, test } from "vitest";
import {
  assert,
  bit,
  elaborate,
  input,
  instance,
  literal,
  module,
  mux,
  output,
  reg,
  struct,
  uint,
} from "./index.ts";

describe("names come from variables", () => {
  test("registers, expressions, arrays, structs and instances", () => {
    const Pair = struct({ x: uint(4), y: uint(4) });
    const Leaf = module("leaf", { i: input(uint(4)), o: output(uint(4)) }, ({ i, o }) => {
      o.value = i;
    });
    const Named = module(
      "named",
      { i: input(uint(4)), o: output(uint(4)), p: output(Pair) },
      ({ i, o, p }) => {
        const stages = Array.from({ length: 3 }, () => reg(uint(4), { init: 0 }));
        const point = reg(Pair, { init: { x: 0, y: 0 } });
        const [first, second] = [instance(Leaf), instance(Leaf)];
        const sum = i.add(
          // a call over several lines
          1,
        );
        first.i.value = sum;
        second.i.value = first.o;
        point.x.next = second.o;
        point.y.next = point.x;
        stages.forEach((stage, k) => {
          stage.next = stages[k - 1] ?? point.y;
        });
        o.value = stages[2] ?? literal(uint(4), 0);
        p.value = point;
        assert(sum.ne(0), "the sum is not zero");
      },
    );
    const Chosen = module("chosen", { c: input(bit), i: input(Pair), o: output(Pair) }, ({ c, i, o }) => {
      const chosen = mux(c, i, { x: 1, y: 2 });
      o.value = chosen;
    });
    const nodes = elaborate(Chosen).top.signals.filter((s) => s.role === "node");
    expect(nodes.map((s) => [s.name, s.group])).toEqual([
      ["chosen_x", { name: "chosen", path: "x" }],
      ["chosen_y", { name: "chosen", path: "y" }],
    ]);
    const { top } = elaborate(Named);
    const names = (role: string) => top.signals.filter((s) => s.role === role).map((s) => s.name);
    expect(names("register")).toEqual(["stages_0", "stages_1", "stages_2", "point_x", "point_y"]);
    expect(names("node")).toEqual(["sum"]);
    expect(names("instanceInput")).toEqual(["first_i", "second_i"]);
    expect(names("output")).toEqual(["o", "p_x", "p_y"]);
    expect(top.instances.map((i) => i.name)).toEqual(["first", "second"]);
    expect(top.properties.map((p) => p.name)).toEqual(["assert_the_sum_is_not_zero"]);
  });
});
