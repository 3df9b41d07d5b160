/** The stream driver: it sees what was lost, repeated or changed. Each fault is put into a queue of its own. */
import { describe, expect, test } from "vitest";
import { seededRandom } from "./random.ts";
import { type Ports, runStreams } from "./streams.ts";

type Fault = "none" | "loses" | "repeats" | "withdraws" | "changes";

/** One register with a handshake, as a program; the fault strikes at the fifth word. */
function slice(fault: Fault): Ports {
  const inputs: Record<string, bigint> = {};
  let held: bigint | undefined;
  let count = 0;
  let struck = false;
  const strikes = (): boolean => {
    const now = count >= 5 && !struck;
    struck ||= now;
    return now;
  };
  return {
    poke(port, bits) {
      inputs[port] = bits;
    },
    peek(port) {
      if (port === "enq_ready") return held === undefined ? 1n : 0n;
      if (port === "deq_valid") return held === undefined ? 0n : 1n;
      return port === "deq_data" ? (held ?? 0n) : (inputs[port] ?? 0n);
    },
    step() {
      if (held === undefined) {
        if (inputs.enq_valid !== 1n) return;
        count++;
        held = fault === "loses" && strikes() ? undefined : inputs.enq_data;
      } else if (inputs.deq_ready === 1n) {
        held = fault === "repeats" && strikes() ? held : undefined;
      } else if (fault === "withdraws" && strikes()) {
        held = undefined;
      } else if (fault === "changes" && strikes()) {
        held ^= 1n;
      }
    },
  };
}

function run(fault: Fault) {
  const words = Array.from({ length: 20 }, (_, i) => ({ data: BigInt(2 * i) }));
  const result = runStreams(slice(fault), {
    send: { enq: words },
    receive: { deq: { count: words.length, payload: ["data"] } },
    stall: 0.5,
    random: seededRandom(4),
    limit: 1000,
  });
  const received = result.received.deq ?? [];
  return { isEqual: JSON.stringify(received, text) === JSON.stringify(words, text), ...result };
}
const text = (_key: string, value: unknown) => (typeof value === "bigint" ? `${value}` : value);

describe("runStreams", () => {
  test("a slice without a fault passes", () => {
    const { isEqual, violations, cycles } = run("none");
    expect([isEqual, violations]).toEqual([true, []]);
    expect(cycles).toBeLessThan(1000);
  });

  test.each(["loses", "repeats"] as const)("a slice that %s a word gives other words", (fault) => {
    expect(run(fault).isEqual).toBe(false);
  });

  test.each(["withdraws", "changes"] as const)("a slice that %s an offer violates the protocol", (fault) => {
    expect(run(fault).violations).toHaveLength(1);
  });

  test("a run that gets nothing ends at its limit", () => {
    const dead: Ports = { poke: () => undefined, peek: () => 0n, step: () => undefined };
    const result = runStreams(dead, {
      send: { enq: [{ data: 1n }] },
      receive: { deq: { count: 1, payload: ["data"] } },
      random: seededRandom(1),
      limit: 10,
    });
    expect([result.cycles, result.sent.enq, result.received.deq]).toEqual([10, 0, []]);
  });
});
