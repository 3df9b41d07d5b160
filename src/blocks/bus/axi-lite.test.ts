/** The AXI4-Lite register file against a model of its software's view, with stalls and any order of the write channels. */
import { describe, expect, expectTypeOf, test } from "vitest";
import type { Outside, Uint } from "../../dsl/index.ts";
import { type AxiResponse, axiLiteMaster, simulate } from "../../harness/index.ts";
import { cycle, type Process, sample } from "../../sim/index.ts";
import { AxiLiteRegisters } from "./axi-lite.ts";
import { registerTable } from "./register-table.ts";

const table = registerTable({
  name: "example",
  registers: [
    {
      name: "control",
      address: 0x00,
      fields: [
        { name: "start", bits: 0, access: "pulse" },
        { name: "mode", bits: [3, 2], access: "rw", reset: 2 },
        { name: "period", bits: [27, 5], access: "rw", reset: 1000 },
        { name: "key", bits: [31, 28], access: "wo", reset: 9 },
      ],
    },
    {
      name: "status",
      address: 0x08,
      fields: [
        { name: "busy", bits: 0, access: "ro" },
        { name: "count", bits: [31, 16], access: "ro" },
      ],
    },
    { name: "events", address: 0x0c, fields: [{ name: "flags", bits: [11, 4], access: "w1c" }] },
    { name: "scratch", address: 0x40, fields: [{ name: "word", bits: [31, 0], access: "rw" }] },
  ],
});

const registers = AxiLiteRegisters(table);

function start(seed = 1) {
  const sim = simulate(registers, { seed });
  sim.reset();
  return sim;
}

type Sim = ReturnType<typeof start>;

/** Runs a task to its end. */
function run(sim: Sim, body: () => Process): void {
  sim.fork(body);
  sim.runUntilDone({ maxCycles: 20_000 });
}

interface Write {
  readonly address: number;
  readonly data: number;
  readonly strobe: number;
}

/**
 * Does the writes in order, each channel as a task of its own: addresses and data run ahead of each other and of the
 * responses. Returns the responses and the cycles it took.
 */
function writeAll(sim: Sim, writes: readonly Write[], stall: number) {
  const { s_axi } = sim.dut;
  const taken = { aw: 0, w: 0 };
  const responses: AxiResponse[] = [];
  const begin = sim.cycle;
  function* offer(channel: "aw" | "w", drive: (write: Write) => void): Process {
    const [valid, ready] = channel === "aw" ? [s_axi.awvalid, s_axi.awready] : [s_axi.wvalid, s_axi.wready];
    for (const write of writes) {
      while (sim.random.chance(stall)) yield cycle;
      drive(write);
      valid.poke(1);
      let isTaken = false;
      while (!isTaken) {
        yield sample;
        isTaken = ready.peek() === 1;
        if (isTaken) taken[channel]++;
        yield cycle;
      }
      valid.poke(0);
    }
  }
  sim.fork(offer("aw", ({ address }) => s_axi.awaddr.poke(address)));
  sim.fork(
    offer("w", ({ data, strobe }) => {
      s_axi.wdata.poke(data);
      s_axi.wstrb.poke(strobe);
    }),
  );
  sim.fork(function* () {
    while (responses.length < writes.length) {
      const isReady = !sim.random.chance(stall);
      s_axi.bready.poke(isReady);
      yield sample;
      if (isReady && s_axi.bvalid.peek() === 1) {
        responses.push(s_axi.bresp.peek() === 0 ? "okay" : "slverr");
        expect([0, 2]).toContain(s_axi.bresp.peek());
        // A response comes only after its own address and data.
        expect(Math.min(taken.aw, taken.w)).toBeGreaterThanOrEqual(responses.length);
      }
      yield cycle;
    }
    s_axi.bready.poke(0);
  });
  sim.runUntilDone({ maxCycles: 200 * writes.length });
  return { responses, cycles: sim.cycle - begin };
}

describe("AxiLiteRegisters", () => {
  test("fields have their reset values", () => {
    using sim = start();
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    expect(sim.dut.control_mode.peek()).toBe(2);
    expect(sim.dut.control_period.peek()).toBe(1000);
    expect(sim.dut.control_key.peek()).toBe(9);
    run(sim, function* () {
      expect(yield* bus.read(0)).toBe((1000 << 5) | (2 << 2));
    });
  });

  test("a write reaches rw and wo fields, and wo fields read 0", () => {
    using sim = start();
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    run(sim, function* () {
      yield* bus.write(0, 0xa000_0064);
      const { control_mode, control_period, control_key } = sim.dut;
      expect([control_mode.peek(), control_period.peek(), control_key.peek()]).toEqual([1, 3, 10]);
      expect(yield* bus.read(0)).toBe(0x64);
    });
  });

  test("every strobe writes its bytes and no other", () => {
    using sim = start();
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    run(sim, function* () {
      for (let strobe = 0; strobe < 16; strobe++) {
        yield* bus.write(0x40, 0x1122_3344);
        yield* bus.write(0x40, 0xaabb_ccdd, { strobe });
        const bytes = [0xdd, 0xcc, 0xbb, 0xaa].map((byte, lane) =>
          (strobe >> lane) & 1 ? byte : [0x44, 0x33, 0x22, 0x11][lane],
        );
        const expected = bytes.reduce<number>((sum, byte, lane) => sum + (byte ?? 0) * 2 ** (8 * lane), 0);
        expect([strobe, yield* bus.read(0x40)]).toEqual([strobe, expected]);
      }
    });
  });

  test("a pulse lasts one cycle, two cycles after address and data", () => {
    using sim = start();
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    const begin = sim.cycle;
    run(sim, function* () {
      yield* bus.write(0, 1);
      yield* sim.cycles(begin + 6 - sim.cycle);
      expect(yield* bus.read(0)).toBe(0);
    });
    const pulse = sim.wave("control_start", { from: begin, to: begin + 6 }).values("control_start");
    expect(pulse).toEqual([0, 0, 1, 0, 0, 0]);
  });

  test("ro fields show the hardware's value and ignore writes", () => {
    using sim = start();
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    sim.dut.status_busy.poke(1);
    sim.dut.status_count.poke(0xbeef);
    run(sim, function* () {
      yield* bus.write(8, 0);
      expect(yield* bus.read(8)).toBe(0xbeef_0001);
    });
  });

  test("w1c fields keep what was set until a one clears it, and setting wins", () => {
    using sim = start();
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    const { events_flags, events_flags_set } = sim.dut;
    run(sim, function* () {
      events_flags_set.poke(0b1010);
      yield cycle;
      events_flags_set.poke(0);
      expect(yield* bus.read(0xc)).toBe(0b1010 << 4);
      yield* bus.write(0xc, 0b0010 << 4);
      expect(events_flags.peek()).toBe(0b1000);
      events_flags_set.poke(0b0001);
      yield* bus.write(0xc, 0xff << 4);
      expect(events_flags.peek()).toBe(0b0001);
    });
  });

  test("addresses outside the table answer SLVERR and change nothing", () => {
    using sim = start();
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    const inside = [0x00, 0x08, 0x0c, 0x40];
    function* contents(): Process<number[]> {
      const words: number[] = [];
      for (const address of inside) words.push(yield* bus.read(address));
      return words;
    }
    const holes = Array.from({ length: 32 }, (_, word) => word * 4).filter(
      (address) => !inside.includes(address),
    );
    expect(holes).toHaveLength(28);
    run(sim, function* () {
      const before = yield* contents();
      for (const address of holes) {
        yield* bus.write(address, 0xffff_ffff, { response: "slverr" });
        expect([address, yield* bus.read(address, { response: "slverr" })]).toEqual([address, 0]);
      }
      expect(yield* contents()).toEqual(before);
    });
  });

  test("the low two address bits do not matter", () => {
    using sim = start();
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    run(sim, function* () {
      yield* bus.write(0x41, 0xab00, { strobe: 0b0010 });
      expect(yield* bus.read(0x43)).toBe(0xab00);
    });
  });

  test.each([0, 0.3, 0.7])("random writes and reads agree with a model, stalls %f", (stall) => {
    using sim = start(100 + stall * 10);
    const bus = axiLiteMaster(sim, sim.dut.s_axi, { stall });
    const { random, dut } = sim;
    // What is kept, and which of its bits can be read: `key` can not, `start` is never kept.
    const model = new Map([
      [0x00, { word: ((9 << 28) | (1000 << 5) | (2 << 2)) >>> 0, readable: 0x0fff_ffec }],
      [0x40, { word: 0, readable: 0xffff_ffff }],
    ]);
    for (let round = 0; round < 20; round++) {
      const writes = Array.from({ length: 1 + random.below(6) }, () => ({
        address: random.pick([0x00, 0x40, 0x40, 0x44]) + random.below(4),
        data: random.number(32),
        strobe: random.number(4),
      }));
      const { responses } = writeAll(sim, writes, stall);
      for (const { address, data, strobe } of writes) {
        const register = model.get(address & ~3);
        if (register === undefined) continue;
        const bytes = [0, 8, 16, 24].map(
          (low, lane) => (((strobe >> lane) & 1 ? data : register.word) >>> low) & 0xff,
        );
        register.word = bytes.reduce((sum, byte, lane) => sum + byte * 2 ** (8 * lane), 0);
      }
      expect(responses).toEqual(writes.map(({ address }) => (model.has(address & ~3) ? "okay" : "slverr")));
      run(sim, function* () {
        for (const [address, { word, readable }] of model) {
          expect([address, yield* bus.read(address)]).toEqual([address, (word & readable) >>> 0]);
        }
      });
      const control = model.get(0)?.word ?? 0;
      expect(dut.control_mode.peek()).toBe((control >>> 2) & 3);
      expect(dut.control_period.peek()).toBe((control >>> 5) & 0x7f_ffff);
      expect(dut.control_key.peek()).toBe(control >>> 28);
      expect(dut.scratch_word.peek()).toBe(model.get(0x40)?.word);
    }
  });

  test("random hardware values and flags are read as they are, and cleared bit by bit", () => {
    using sim = start(7);
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    const { random, dut } = sim;
    let flags = 0;
    run(sim, function* () {
      for (let round = 0; round < 40; round++) {
        const [count, busy, set, clear] = [
          random.number(16),
          random.number(1),
          random.number(8),
          random.number(8),
        ];
        dut.status_count.poke(count);
        dut.status_busy.poke(busy);
        dut.events_flags_set.poke(set);
        yield cycle;
        dut.events_flags_set.poke(0);
        flags |= set;
        expect(yield* bus.read(0x08)).toBe(count * 2 ** 16 + busy);
        expect(yield* bus.read(0x0c)).toBe(flags << 4);
        yield* bus.write(0x0c, clear << 4);
        flags &= ~clear;
        expect(dut.events_flags.peek()).toBe(flags);
      }
    });
  });

  test("a write takes two cycles when nothing stalls, and so does a read", () => {
    using sim = start();
    const writes = Array.from({ length: 20 }, (_, data) => ({ address: 0x40, data, strobe: 0xf }));
    expect(writeAll(sim, writes, 0).cycles).toBeLessThanOrEqual(2 * writes.length + 2);
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    const begin = sim.cycle;
    run(sim, function* () {
      for (let i = 0; i < 20; i++) yield* bus.read(0x40);
    });
    expect(sim.cycle - begin).toBe(40);
  });

  test("ports have the fields' names, directions and widths", () => {
    type Ports = Outside<ReturnType<typeof AxiLiteRegisters<typeof table.description>>["ports"]>;
    expectTypeOf<Ports["control_period"]>().toEqualTypeOf<Uint<23>>();
    expectTypeOf<Ports["status_count"]>().toHaveProperty("value");
    expectTypeOf<Ports["events_flags_set"]>().toHaveProperty("value");
    expectTypeOf<Ports["control_start"]>().not.toHaveProperty("value");
    expectTypeOf<keyof Ports>().toEqualTypeOf<
      | "s_axi"
      | "control_start"
      | "control_mode"
      | "control_period"
      | "control_key"
      | "status_busy"
      | "status_count"
      | "events_flags"
      | "events_flags_set"
      | "scratch_word"
    >();
  });
});
