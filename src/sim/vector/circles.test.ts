/**
 * Registers of different kernels that read each other in the same lanes: no order of the kernels suits both, so one reads
 * copies. Every register after every step against the netlist's evaluator, every output against the interpreter.
 */
import { describe, expect, test } from "vitest";
import { elaborate, input, instance, module, output, reg, uint } from "../../dsl/index.ts";
import type { Design } from "../../ir/index.ts";
import {
  add,
  designOf,
  firstDifference,
  uint as irUint,
  moduleBuilder,
  randomStimulus,
  traceOf,
  xor,
} from "../../testing/index.ts";
import { compileEngine } from "../engine/compiled-engine.ts";
import { runVectors } from "./testing.ts";

const steps = 24;
const lanes = [4, 15, 16, 17, 40, 65] as const;

function expectEqual(design: Design, kernels: readonly number[]): void {
  const stimulus = randomStimulus(design, 1, steps);
  const engine = compileEngine(design, { seed: 1 });
  expect(firstDifference(engine, stimulus, traceOf(design, stimulus, 1))).toBeUndefined();
  const { summary, difference, compared } = runVectors(design, {}, steps);
  expect(difference).toBeUndefined();
  expect(compared).toBeGreaterThan(0);
  expect(summary?.kernels).toEqual(kernels);
}

describe("kernels that read each other's registers in the same lanes", () => {
  const Half = (name: string, factor: number) =>
    module(name, { other: input(uint(13)), held: output(uint(13)) }, ({ other, held }) => {
      const value = reg(uint(13), { init: factor });
      value.next = value.xor(other.add(factor));
      held.value = value;
    });

  test.each(lanes)("pairs of two modules, %i of them", (count) => {
    const design = elaborate(
      module("pairs", { seed: input(uint(13)), all: output(uint(13)) }, ({ seed, all }) => {
        let sum = seed.add(0);
        for (let at = 0; at < count; at++) {
          const left = instance(Half("left", 3), { name: `left_${at}` });
          const right = instance(Half("right", 5), { name: `right_${at}` });
          left.other.value = right.held;
          right.other.value = left.held;
          sum = sum.add(left.held).xor(right.held.add(at));
        }
        all.value = sum;
      }),
    );
    expectEqual(design, [count, count]);
  });

  test.each(lanes)("two domains in one module, %i instances", (count) => {
    const m = moduleBuilder("crossing");
    m.domain("default");
    m.domain("other");
    const offset = m.input("offset", irUint(13));
    const one = m.register("one", irUint(13), { init: 1 });
    const two = m.register("two", irUint(13), { init: 2, domain: "other" });
    m.assign(one, xor(add(two, offset), one));
    m.assign(two, add(xor(one, offset), two));
    m.assign(m.output("first", irUint(13)), one);
    m.assign(m.output("second", irUint(13), { domain: "other" }), two);
    const child = m.build();
    const top = moduleBuilder("crossings");
    top.domain("default");
    top.domain("other");
    const common = top.input("common", irUint(13));
    for (let at = 0; at < count; at++) {
      const port = top.instance(`crossing_${at}`, child);
      top.assign(port("offset"), common);
      for (const name of ["first", "second"]) {
        top.assign(top.output(`${name}_${at}`, irUint(13)), port(name));
      }
    }
    expectEqual(designOf(top.build()), [count, count]);
  });
});
