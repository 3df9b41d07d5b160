/** Edges of several clocks against a walk over every instant. */
import { describe, expect, test } from "vitest";
import { designOf, moduleBuilder, uint } from "../../testing/index.ts";
import { ClockPlan, type ClockTimings } from "./clocks.ts";

function designWith(names: readonly string[]) {
  const m = moduleBuilder("clocked");
  for (const name of names) m.register(`r_${name}`, uint(1), { init: 0, domain: name });
  return designOf(m.build());
}

/** Instants at which a domain has an edge, and which, by asking every instant of all domains. */
function walk(names: readonly string[], timings: ClockTimings, steps: number): [number, number][] {
  const edges: [number, number][] = [];
  for (let instant = 0; edges.length < steps; instant++) {
    let mask = 0;
    names.forEach((name, i) => {
      const { period = 10, phase = 0 } = timings[name] ?? {};
      if (instant >= phase && (instant - phase) % period === 0) mask += 2 ** i;
    });
    if (mask !== 0) edges.push([instant, mask]);
  }
  return edges;
}

function plan(names: readonly string[], timings: ClockTimings, steps: number): [number, number][] {
  const clocks = new ClockPlan(designWith(names), timings);
  return Array.from({ length: steps }, () => {
    const edge: [number, number] = [clocks.time, clocks.mask];
    clocks.advance();
    return edge;
  });
}

describe("ClockPlan", () => {
  test("has an edge at phase + k * period of every domain, equal instants in one step", () => {
    const names = ["a", "b", "c"];
    let cases = 0;
    for (const pa of [1, 2, 3, 10]) {
      for (const pb of [1, 3, 7]) {
        for (const phase of [0, 1, 5]) {
          const timings = { a: { period: pa }, b: { period: pb, phase }, c: { period: 4, phase: 2 * phase } };
          expect(plan(names, timings, 40)).toEqual(walk(names, timings, 40));
          cases++;
        }
      }
    }
    expect(cases).toBe(36);
  });

  test("domains without a timing have their edges together, ten units apart", () => {
    const clocks = new ClockPlan(designWith(["a", "b"]));
    expect([clocks.isUniform, clocks.mask]).toEqual([true, 3]);
    clocks.advance(5);
    expect(clocks.time).toBe(50);
  });

  test("goes back to a saved instant", () => {
    const timings = { a: { period: 3 }, b: { period: 5, phase: 1 } };
    const clocks = new ClockPlan(designWith(["a", "b"]), timings);
    clocks.advance(7);
    const saved = clocks.save();
    const before = [clocks.time, clocks.mask];
    clocks.advance(4);
    clocks.restore(saved);
    expect([clocks.time, clocks.mask]).toEqual(before);
  });

  test.each([
    [{ fast: { period: 3 } }, "Clock domain `fast`: no such clock domain; the top module has a, b."],
    [{ a: { period: 0 } }, "Clock domain `a`: period 0, phase 0; the top module has a, b."],
    [{ b: { phase: -1 } }, "Clock domain `b`: period 10, phase -1; the top module has a, b."],
    [{ a: { period: 2.5 } }, "Clock domain `a`: period 2.5, phase 0; the top module has a, b."],
  ])("refuses %j", (timings, message) => {
    expect(() => new ClockPlan(designWith(["a", "b"]), timings)).toThrow(message);
  });
});
