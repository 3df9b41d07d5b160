/** Tiles of ternary planes against the golden codec and integer dot products, both styles. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import type { TileStyle } from "./parameters.ts";
import { PlanesColumn, planeLatency } from "./planes.ts";
import { testColumn } from "./tile-testing.ts";

describe.each<TileStyle>(["gates", "pipelined"])("PlanesColumn, %s", (style) => {
  testColumn({
    kind: "planes",
    latency: (size) => planeLatency({ style, ...size }),
    open: (size, options) => simulate(PlanesColumn({ style, ...size }), options),
  });
});

test("PlanesColumn refuses shapes that cannot be built", () => {
  expect(() => PlanesColumn({ style: "gates", pairs: 0, tokens: 1, activationBits: 8 })).toThrow(/pairs/);
});
