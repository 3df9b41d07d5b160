/** Bit-serial tiles against the golden codec and integer dot products, both styles. */
import { describe, expect, test } from "vitest";
import { simulate } from "../../harness/index.ts";
import type { TileStyle } from "./parameters.ts";
import { SerialColumn, serialLatency } from "./serial.ts";
import { testColumn } from "./tile-testing.ts";

describe.each<TileStyle>(["gates", "pipelined"])("SerialColumn, %s", (style) => {
  testColumn({
    kind: "serial",
    latency: (size) => serialLatency({ style, ...size }),
    open: (size, options) => simulate(SerialColumn({ style, ...size }), options),
  });
});

test("SerialColumn refuses shapes that cannot be built", () => {
  expect(() => SerialColumn({ style: "gates", pairs: 1, tokens: 17, activationBits: 8 })).toThrow(/tokens/);
});
