/** The AXI4-Lite master against the register file and a faulty slave; AXI4-Stream packets through a queue. */
import { describe, expect, test } from "vitest";
import { AxiLiteRegisters, axiLiteSlave, axiStream, Fifo, registerTable } from "../../blocks/index.ts";
import { bit, connect, input, instance, module, reg, type Uint, uint, when } from "../../dsl/index.ts";
import { axiLiteMaster } from "./axi-lite-master.ts";
import { axiStreamReceiver, axiStreamSender } from "./axi-stream-ends.ts";
import { simulate } from "./simulate.ts";

const table = registerTable({
  name: "example",
  registers: [
    { name: "scratch", address: 0x00, fields: [{ name: "word", bits: [31, 0], access: "rw" }] },
    { name: "status", address: 0x08, fields: [{ name: "count", bits: [31, 16], access: "ro" }] },
  ],
});

describe("axiLiteMaster", () => {
  test.each([0, 0.3, 0.7])("reads what it wrote, stalls of %f in every channel", (stall) => {
    using sim = simulate(AxiLiteRegisters(table), { seed: 11 });
    sim.reset();
    const bus = axiLiteMaster(sim, sim.dut.s_axi, { stall });
    let model = 0;
    const made: number[] = [];
    sim.fork(function* () {
      for (let i = 0; i < 40; i++) {
        const data = sim.random.number(32);
        const strobe = sim.random.number(4);
        yield* bus.write(0, data, { strobe });
        for (let lane = 0; lane < 4; lane++) {
          if ((strobe >> lane) & 1) model = (model & ~(0xff << (8 * lane))) | (data & (0xff << (8 * lane)));
        }
        expect(yield* bus.read(0)).toBe(model >>> 0);
        made.push(model >>> 0);
      }
    });
    const cycles = sim.runUntilDone();
    expect(new Set(made).size).toBeGreaterThan(20);
    // A write is taken in cycle 0 and answered in cycle 2, a read in cycles 0 and 1.
    if (stall === 0) expect(cycles).toBe(40 * 5);
  });

  test("reads and writes run side by side", () => {
    using sim = simulate(AxiLiteRegisters(table), { seed: 12 });
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    sim.dut.status_count.poke(0xbeef);
    sim.fork(function* () {
      for (let i = 0; i < 20; i++) yield* bus.write(0, i);
    });
    sim.fork(function* () {
      for (let i = 0; i < 20; i++) expect(yield* bus.read(8)).toBe(0xbeef_0000);
    });
    expect(sim.runUntilDone()).toBe(60);
    expect(sim.dut.scratch_word.peek()).toBe(19);
  });

  test("a response that was not expected is an error with the address", () => {
    const run = (response?: "slverr") => {
      using sim = simulate(AxiLiteRegisters(table), { seed: 13 });
      const bus = axiLiteMaster(sim, sim.dut.s_axi);
      sim.fork(() => bus.write(0x4, 1, { response }));
      sim.runUntilDone();
      sim.fork(() => bus.read(0xc, { response }));
      sim.runUntilDone();
    };
    run("slverr");
    expect(() => run()).toThrow(
      "BL0442: The write at 0x4 of `s_axi` was answered with slverr in cycle 2; expected was okay. (cycle 3, seed 13)",
    );
    using sim = simulate(AxiLiteRegisters(table));
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    sim.fork(() => bus.read(0, { response: "slverr" }));
    expect(() => sim.runUntilDone()).toThrow("BL0442: The read at 0x0 of `s_axi` was answered with okay");
  });

  test("two writes at once are refused", () => {
    using sim = simulate(AxiLiteRegisters(table));
    const bus = axiLiteMaster(sim, sim.dut.s_axi);
    sim.fork(() => bus.write(0, 1));
    sim.fork(() => bus.write(0, 2));
    expect(() => sim.runUntilDone()).toThrow("BL0437");
  });
});

/** A slave that answers reads two cycles later, with the faults of the master's checks. */
const Faulty = module(
  "faulty",
  {
    s_axi: axiLiteSlave(8),
    early: input(bit),
    change: input(bit),
    vanish: input(bit),
    dead: input(bit),
  },
  ({ s_axi, early, change, vanish, dead }) => {
    const age = reg(uint(3), { init: 0 });
    const isValid = age.at(2);
    s_axi.arready.value = age.eq(0).and(dead.not());
    when(s_axi.arvalid.and(s_axi.arready), () => {
      age.next = 2;
    })
      .elseWhen(age.ge(2).and(age.ne(7)), () => {
        age.next = age.add(1);
      })
      .elseWhen(age.eq(7).and(s_axi.rready), () => {
        age.next = 0;
      });
    s_axi.rvalid.value = isValid.and(vanish.and(age.eq(6)).not());
    const data: Uint = age.zext(32);
    s_axi.rdata.value = data.and(change.repeat(32));
    s_axi.rresp.value = 0;
    s_axi.awready.value = 1;
    s_axi.wready.value = 0;
    s_axi.bvalid.value = early;
    s_axi.bresp.value = 0;
  },
);

describe("faulty slaves", () => {
  const run = (fault: "early" | "change" | "vanish" | "dead" | undefined, access: "read" | "write") => {
    using sim = simulate(Faulty, { seed: 3 });
    for (const each of ["early", "change", "vanish", "dead"] as const) sim.dut[each].poke(each === fault);
    const bus = axiLiteMaster(sim, sim.dut.s_axi, { stall: { r: 0.9 }, timeout: 60 });
    sim.fork(function* () {
      yield* access === "read" ? bus.read(4) : bus.write(4, 1);
    });
    sim.runUntilDone();
  };

  test("a slave that keeps the rules passes", () => {
    run(undefined, "read");
  });

  test.each([
    ["change", "read", "BL0443: `s_axi` in cycle 4: the response changed before it was taken."],
    ["vanish", "read", "BL0443: `s_axi` in cycle 5: `s_axi_rvalid` was taken back."],
    ["early", "write", "BL0443: `s_axi` in cycle 0: `s_axi_bvalid` is 1 before the access was taken."],
    ["dead", "read", "BL0434: A beat of `s_axi` waited 60 cycles for `s_axi_rvalid`."],
  ] as const)("%s: trips", (fault, access, message) => {
    expect(() => run(fault, access)).toThrow(message);
  });
});

const full = axiStream(32, { last: true, keep: true, user: 3 });
const Queue = module("queue", { s_axis: full.sink, m_axis: full.source }, ({ s_axis, m_axis }) => {
  const queue = instance(Fifo(full.payload, 4));
  connect(full.receive(s_axis), queue.enq);
  connect(queue.deq, full.send(m_axis));
});
const plain = axiStream(64);
const Plain = module("plain", { s_axis: plain.sink, m_axis: plain.source }, ({ s_axis, m_axis }) => {
  const queue = instance(Fifo(plain.payload, 2));
  connect(plain.receive(s_axis), queue.enq);
  connect(queue.deq, plain.send(m_axis));
});

describe("AXI4-Stream packets", () => {
  test("of bytes arrive whole, whatever their length and the stalls", () => {
    using sim = simulate(Queue, { seed: 21 });
    const packets = Array.from({ length: 13 }, (_, i) =>
      Uint8Array.from({ length: i + 1 }, () => sim.random.number(8)),
    );
    const sender = axiStreamSender(sim, sim.dut.s_axis);
    const receiver = axiStreamReceiver(sim, sim.dut.m_axis);
    const beats = receiver.monitor();
    sim.fork(function* () {
      for (const packet of packets) {
        yield* sender.sendPacket(packet, { stall: 0.3, user: (transfer) => transfer % 8 });
      }
    });
    sim.fork(function* () {
      for (const packet of packets) {
        const { bytes, users } = yield* receiver.receivePacket({ stall: 0.3 });
        expect([...bytes]).toEqual([...packet]);
        expect(users).toEqual(Array.from({ length: Math.ceil(packet.length / 4) }, (_, i) => i));
      }
    });
    sim.runUntilDone();
    expect(beats.values()[1]).toMatchObject({ last: 1, keep: 3 });
    const transfers = packets.reduce((sum, packet) => sum + Math.ceil(packet.length / 4), 0);
    expect(beats.beats).toHaveLength(transfers);
  });

  test("of words, and single transfers", () => {
    using sim = simulate(Queue);
    const sender = axiStreamSender(sim, sim.dut.s_axis);
    const receiver = axiStreamReceiver(sim, sim.dut.m_axis);
    sim.fork(function* () {
      yield* sender.sendPacket([1, 2 ** 32 - 1, 3]);
      yield* sender.send({ data: 9 });
    });
    sim.fork(function* () {
      const { words, bytes } = yield* receiver.receivePacket();
      expect([words, bytes.length]).toEqual([[1, 2 ** 32 - 1, 3], 12]);
      expect(yield* receiver.receive()).toEqual({ data: 9, last: 0, keep: 15, user: 0 });
    });
    sim.runUntilDone();
  });

  test("need TLAST, and TKEEP where bytes fill no whole transfer", () => {
    using sim = simulate(Plain);
    const sender = axiStreamSender(sim, sim.dut.s_axis);
    const receiver = axiStreamReceiver(sim, sim.dut.m_axis);
    sim.fork(() => sender.send({ data: 2n ** 64n - 1n }));
    sim.fork(function* () {
      expect(yield* receiver.receive()).toEqual({ data: 2n ** 64n - 1n });
    });
    sim.runUntilDone();
    sim.fork(() => sender.sendPacket([1n]));
    expect(() => sim.step()).toThrow("BL0444: `s_axis` cannot carry packets: that needs TLAST.");
    sim.fork(() => receiver.receivePacket());
    expect(() => sim.step()).toThrow("BL0444: `m_axis` cannot carry packets: that needs TLAST.");
    const last = axiStream(16, { last: true });
    const NoKeep = module("no_keep", { s: last.sink, m: last.source }, ({ s, m }) => {
      connect(last.receive(s), last.send(m));
    });
    using other = simulate(NoKeep);
    const words = axiStreamSender(other, other.dut.s);
    other.fork(() => words.sendPacket(Uint8Array.of(1, 2, 3)));
    expect(() => other.step()).toThrow("BL0444: `s` cannot carry 3 bytes: that needs TKEEP.");
    other.fork(() => words.sendPacket([]));
    expect(() => other.step()).toThrow("BL0444: `s` cannot carry an empty packet");
  });
});
