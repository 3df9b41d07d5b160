/** Strongly connected components against reachability both ways, on random graphs. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { reachable, stronglyConnected } from "./components.ts";

const size = 9;
const edges = fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 25 });
const vertices = Array.from({ length: size }, (_, i) => i);

test("two vertices share a component when each reaches the other, and dependencies come first", () => {
  fc.assert(
    fc.property(edges, (list) => {
      const next = (vertex: number): number[] => list.filter(([from]) => from === vertex).map(([, to]) => to);
      const components = stronglyConnected(vertices, next);
      expect(components.flat().sort((a, b) => a - b)).toEqual(vertices);
      const place = (vertex: number): number => components.findIndex((members) => members.includes(vertex));
      const reached = vertices.map((vertex) => reachable([vertex], next));
      for (const a of vertices) {
        for (const b of vertices) {
          const together = (reached[a]?.has(b) ?? false) && (reached[b]?.has(a) ?? false);
          expect(place(a) === place(b)).toBe(together);
          if (reached[a]?.has(b)) expect(place(b)).toBeLessThanOrEqual(place(a));
        }
      }
    }),
  );
});

test("a path of 100,000 vertices needs no stack", () => {
  const length = 100_000;
  const components = stronglyConnected([0], (vertex) => (vertex < length ? [vertex + 1] : []));
  expect(components).toHaveLength(length + 1);
});
