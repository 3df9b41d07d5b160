/**
 * Invariants of the stream blocks, proved for every run by k-induction (Yosys `sat`), and shown to trip: the blocks' inline
 * assertions, and for the gearboxes what their file promises of the accumulator.
 */
import { describe, expect, test } from "vitest";
import { type ModuleDefinition, uint } from "../../dsl/index.ts";
import { isInvariant } from "../../testing/index.ts";
import { Arbiter } from "./arbiter.ts";
import { Fifo } from "./fifo.ts";
import { Gearbox, PacketGearbox } from "./gearbox.ts";

/** At most `capacity` units of `unit` bits are held, and nothing above them. */
const zeroAbove = (capacity: number, unit: number): string =>
  `fill <= ${capacity} && (held >> (fill * 32'd${unit})) == 0`;

describe("invariants", () => {
  test.each([
    ["Fifo of 1", Fifo(uint(2), 1)],
    ["Fifo of 5", Fifo(uint(2), 5)],
    ["Fifo of 8", Fifo(uint(2), 8)],
    ["Arbiter of 4", Arbiter(uint(2), 4)],
    ["Arbiter of 3, fixed", Arbiter(uint(2), 3, { priority: "fixed" })],
  ])("%s: hold for ever", async (_title, definition) => {
    expect(await isInvariant(definition)).toBe(true);
  });

  test.each([
    ["Gearbox 7 to 3", Gearbox(7, 3), zeroAbove(12, 1)],
    ["Gearbox 64 to 56", Gearbox(64, 56), zeroAbove(21, 8)],
    ["Gearbox 8 to 24", Gearbox(8, 24), zeroAbove(4, 8)],
    ["PacketGearbox 5 to 3", PacketGearbox(5, 3), zeroAbove(12, 1)],
    ["PacketGearbox 5 to 3, drop", PacketGearbox(5, 3, { remainder: "drop" }), zeroAbove(12, 1)],
  ])("%s: bits above the fill are zero", async (_title, definition, invariant) => {
    expect(await isInvariant(definition, { property: invariant })).toBe(true);
  });

  test.each([
    ["Fifo", Fifo(uint(2), 5), "", [/assign enq_ready = .*/, "assign enq_ready = 1'b1;"]],
    ["Gearbox", Gearbox(7, 3), zeroAbove(12, 1), [/fill <= position \+ 4'd7/, "fill <= position + 4'd6"]],
    ["Arbiter", Arbiter(uint(2), 4), "", [/requests & \(~requests \+ 4'd1\)/, "requests"]],
  ] as [string, ModuleDefinition, string, [RegExp, string]][])(
    "%s: a fault breaks them",
    async (_title, definition, invariant, fault) => {
      expect(await isInvariant(definition, { property: invariant, fault })).toBe(false);
    },
  );
});
