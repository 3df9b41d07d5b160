/** The top of a column against the golden block codec: every weight of random blocks, phase by phase. */
import { describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { decodeBlock, FINEQ_BLOCK_BYTES, FINEQ_BLOCK_WEIGHTS } from "../../golden/index.ts";
import { interpret } from "../../sim/index.ts";
import { seededRandom } from "../../testing/index.ts";
import { FineqColumn } from "./column.ts";

const PHASES = { unary: 3, binary: 2, direct: 1 } as const;

describe.each(["unary", "binary", "direct"] as const)("FineqColumn, %s coding", (coding) => {
  test.each([2, 4])("turns the blocks of %i slots into pulses that add up to their weights", (blockDepth) => {
    const phases = PHASES[coding];
    const simulation = interpret(elaborate(FineqColumn({ coding, phases, blockDepth })), { seed: 5 });
    const random = seededRandom(blockDepth);
    const blocks = Array.from({ length: blockDepth }, () =>
      Uint8Array.from({ length: FINEQ_BLOCK_BYTES }, () => random.below(256)),
    );
    blocks.forEach((bytes, slot) => {
      simulation.poke("write", 1n);
      simulation.poke("slot", BigInt(slot));
      const block = bytes.reduce((bits, byte, i) => bits | (BigInt(byte) << BigInt(8 * i)), 0n);
      simulation.poke("block", block);
      simulation.step();
    });
    simulation.poke("write", 0n);
    simulation.poke("block", 0n);

    const commands = blocks.flatMap((_, slot) =>
      Array.from({ length: FINEQ_BLOCK_WEIGHTS * phases }, (_, i) => ({
        slot,
        weight: Math.floor(i / phases),
        phase: i % phases,
      })),
    );
    // Two cycles from command to pulse; a bubble or a lone boundary now and then.
    const sent: ((typeof commands)[number] | undefined)[] = [];
    const boundaries: boolean[] = [];
    const sums = blocks.map(() => new Array<number>(FINEQ_BLOCK_WEIGHTS).fill(0));
    let next = 0;
    for (let cycle = 0; cycle < 2000; cycle++) {
      const then = sent[sent.length - 2];
      const pulse = Number(simulation.peek("pulse"));
      if (sent.length >= 2) {
        expect(simulation.peek("boundary")).toBe(boundaries[boundaries.length - 2] ? 1n : 0n);
        if (!then) expect(pulse).toBe(0);
      }
      if (then) {
        const sign = simulation.peek("negative") === 1n ? -1 : 1;
        const of = sums[then.slot] as number[];
        of[then.weight] = (of[then.weight] as number) + sign * pulse;
      }
      const isStep = next < commands.length && !random.chance(0.2);
      const command = isStep ? commands[next++] : undefined;
      const boundary = random.chance(0.1);
      simulation.poke("command_step", command ? 1n : 0n);
      simulation.poke("command_boundary", boundary ? 1n : 0n);
      simulation.poke("command_slot", BigInt(command?.slot ?? random.below(blockDepth)));
      simulation.poke("command_cluster", BigInt(Math.floor((command?.weight ?? 0) / 3)));
      simulation.poke("command_position", BigInt((command?.weight ?? 0) % 3));
      if (phases > 1) simulation.poke("command_phase", BigInt(command?.phase ?? 0));
      simulation.step();
      expect(simulation.peek("passed_step")).toBe(command ? 1n : 0n);
      expect(simulation.peek("passed_boundary")).toBe(boundary ? 1n : 0n);
      sent.push(command);
      boundaries.push(boundary);
      if (next === commands.length && sent.slice(-3).every((c) => c === undefined)) break;
    }
    expect(sums).toEqual(blocks.map((bytes) => [...decodeBlock(bytes).weights]));
  });
});
