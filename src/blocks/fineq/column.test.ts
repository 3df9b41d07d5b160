/** The top of a column against the golden block codec: every weight of random blocks, phase by phase. */
import { describe, expect, test } from "vitest";
import { decodeBlock, FINEQ_BLOCK_BYTES, FINEQ_BLOCK_WEIGHTS } from "../../golden/index.ts";
import { simulate } from "../../harness/index.ts";
import { FineqColumn } from "./column.ts";

const PHASES = { unary: 3, binary: 2, direct: 1 } as const;

describe.each(["unary", "binary", "direct"] as const)("FineqColumn, %s coding", (coding) => {
  test.each([2, 4])("turns the blocks of %i slots into pulses that add up to their weights", (blockDepth) => {
    const phases = PHASES[coding];
    using sim = simulate(FineqColumn({ coding, phases, blockDepth }), { seed: blockDepth });
    const { dut, random } = sim;
    const blocks = Array.from({ length: blockDepth }, () =>
      Uint8Array.from({ length: FINEQ_BLOCK_BYTES }, () => random.below(256)),
    );
    blocks.forEach((bytes, slot) => {
      dut.write.poke(1);
      dut.slot.poke(slot);
      dut.block.poke(bytes.reduce((bits, byte, i) => bits | (BigInt(byte) << BigInt(8 * i)), 0n));
      sim.step();
    });
    dut.write.poke(0);
    dut.block.poke(0);

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
      const pulse = Number(dut.pulse.peek());
      if (sent.length >= 2) {
        expect(dut.boundary.peek()).toBe(boundaries[boundaries.length - 2] ? 1 : 0);
        if (!then) expect(pulse).toBe(0);
      }
      if (then) {
        const sign = dut.negative.peek() === 1 ? -1 : 1;
        const of = sums[then.slot] as number[];
        of[then.weight] = (of[then.weight] as number) + sign * pulse;
      }
      const isStep = next < commands.length && !random.chance(0.2);
      const command = isStep ? commands[next++] : undefined;
      const boundary = random.chance(0.1);
      // Direct coding has no field for the phase, which the type of the port does not tell: so by name.
      sim.poke("command_step", command ? 1 : 0);
      sim.poke("command_boundary", boundary ? 1 : 0);
      sim.poke("command_slot", command?.slot ?? random.below(blockDepth));
      sim.poke("command_cluster", Math.floor((command?.weight ?? 0) / 3));
      sim.poke("command_position", (command?.weight ?? 0) % 3);
      if (phases > 1) sim.poke("command_phase", command?.phase ?? 0);
      sim.step();
      expect(sim.peek("passed_step")).toBe(command ? 1 : 0);
      expect(sim.peek("passed_boundary")).toBe(boundary ? 1 : 0);
      sent.push(command);
      boundaries.push(boundary);
      if (next === commands.length && sent.slice(-3).every((c) => c === undefined)) break;
    }
    expect(sums).toEqual(blocks.map((bytes) => [...decodeBlock(bytes).weights]));
  });
});
