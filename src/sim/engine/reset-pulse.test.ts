/** Resets that come and go between two edges, on both engines: asynchronous ones have acted, whether or not somebody looked. */
import { describe, expect, test } from "vitest";
import { elaborate, input, module, output, reg, uint } from "../../dsl/index.ts";
import type { ResetKind } from "../../ir/index.ts";
import { compileEngine } from "./compiled-engine.ts";
import { interpreterEngine } from "./interpreter-engine.ts";

const holder = (reset: ResetKind) =>
  elaborate(
    module(
      `holder_${reset}`,
      { d: input(uint(8)), q: output(uint(8)) },
      ({ d, q }) => {
        const held = reg(uint(8), { init: 7 });
        held.next = d;
        q.value = held;
      },
      { reset },
    ),
  );

describe.each([
  ["interpreter", interpreterEngine],
  ["compiled", compileEngine],
] as const)("%s engine", (_, make) => {
  test.each([
    ["async", 7, 7],
    ["sync", 4, 99],
  ] as const)("a pulse of a %s reset between two edges", (reset, afterPulse, afterPoke) => {
    const engine = make(holder(reset));
    const [d, q, held, line] = ["d", "q", "held", "reset"].map((name) => engine.probe(name));
    d?.setNumber(4);
    engine.step();
    line?.setNumber(1);
    line?.setNumber(0);
    expect(q?.getNumber()).toBe(afterPulse);
    line?.setNumber(1);
    held?.setNumber(99);
    line?.setNumber(0);
    expect(q?.getNumber()).toBe(afterPoke);
  });
});
