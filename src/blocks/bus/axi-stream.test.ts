/** AXI4-Stream ports have the standard's names and directions, and the adapters move every field to its place. */
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  connect,
  elaborate,
  type Incoming,
  instance,
  module,
  type StructOf,
  type UintOf,
} from "../../dsl/index.ts";
import { axiStreamReceiver, axiStreamSender, simulate } from "../../harness/index.ts";
import { Fifo, PacketGearbox } from "../stream/index.ts";
import { axiStream, axiStreamSink, axiStreamSource } from "./axi-stream.ts";

const full = axiStream(16, { last: true, keep: true, user: 3 });

/** A queue between two AXI4-Streams with all optional signals. */
const Queue = module("queue", { s_axis: full.sink, m_axis: full.source }, ({ s_axis, m_axis }) => {
  const queue = instance(Fifo(full.payload, 4));
  connect(full.receive(s_axis), queue.enq);
  connect(queue.deq, full.send(m_axis));
});

describe("axiStream", () => {
  test("ports have the standard's names and directions", () => {
    const ports = elaborate(Queue).top.ports.map((port) => `${port.role} ${port.name}`);
    const names = ["tvalid", "tdata", "tlast", "tkeep", "tuser"];
    expect(ports.toSorted()).toEqual(
      [
        ...names.map((name) => `input s_axis_${name}`),
        "output s_axis_tready",
        ...names.map((name) => `output m_axis_${name}`),
        "input m_axis_tready",
      ].toSorted(),
    );
  });

  test("every field arrives at its own port, with stalls on both sides", () => {
    using sim = simulate(Queue, { seed: 3 });
    sim.reset();
    const beats = Array.from({ length: 100 }, () => ({
      data: sim.random.number(16),
      last: sim.random.number(1),
      keep: sim.random.number(2),
      user: sim.random.number(3),
    }));
    const sender = axiStreamSender(sim, sim.dut.s_axis);
    const receiver = axiStreamReceiver(sim, sim.dut.m_axis);
    const monitors = [sender.monitor(), receiver.monitor()];
    sim.fork(function* () {
      for (const beat of beats) yield* sender.send(beat, { stall: 0.4 });
    });
    sim.fork(function* () {
      for (const beat of beats) expect(yield* receiver.receive({ stall: 0.4 })).toEqual(beat);
    });
    sim.runUntilDone({ maxCycles: 2000 });
    expect(monitors.map((monitor) => monitor.beats.length)).toEqual([100, 100]);
  });

  test("packets of bytes arrive whole", () => {
    using sim = simulate(Queue, { seed: 4 });
    sim.reset();
    const packets = [1, 2, 3, 8, 13].map((length) => Uint8Array.from({ length }, () => sim.random.number(8)));
    const sender = axiStreamSender(sim, sim.dut.s_axis);
    const receiver = axiStreamReceiver(sim, sim.dut.m_axis);
    sim.fork(function* () {
      for (const packet of packets) yield* sender.sendPacket(packet, { stall: 0.2, user: 5 });
    });
    sim.fork(function* () {
      for (const packet of packets) {
        const { bytes, users } = yield* receiver.receivePacket({ stall: 0.2 });
        expect(bytes).toEqual(packet);
        expect(new Set(users)).toEqual(new Set([5]));
      }
    });
    sim.runUntilDone({ maxCycles: 2000 });
  });

  test("a stream without options carries plain words, one with last fits a packet gearbox", () => {
    const wide = axiStream(64, { last: true });
    const narrow = axiStream(56, { last: true });
    const Narrower = module("narrower", { wide: wide.sink, narrow: narrow.source }, (ports) => {
      const gearbox = instance(PacketGearbox(64, 56));
      connect(wide.receive(ports.wide), gearbox.enq);
      connect(gearbox.deq, narrow.send(ports.narrow));
    });
    expect(elaborate(Narrower).top.ports).toHaveLength(8);
    expectTypeOf(axiStream(32).receive).returns.toEqualTypeOf<Incoming<UintOf<32>>>();
    expectTypeOf(full.payload).toEqualTypeOf<
      StructOf<{
        readonly bits: UintOf<16>;
        readonly last: UintOf<1>;
        readonly keep: UintOf<2>;
        readonly user: UintOf<3>;
      }>
    >();
  });

  test("the port groups alone fit the shape's adapters", () => {
    const words = axiStream(8);
    const ports = { from: axiStreamSink(8), to: axiStreamSource(8) };
    const Wires = module("wires", ports, ({ from, to }) => connect(words.receive(from), words.send(to)));
    using sim = simulate(Wires);
    const { from, to } = sim.dut;
    from.tdata.poke(0x5a);
    from.tvalid.poke(1);
    expect([to.tdata.peek(), to.tvalid.peek(), from.tready.peek()]).toEqual([0x5a, 1, 0]);
    to.tready.poke(1);
    expect(from.tready.peek()).toBe(1);
  });

  test("refuses data that is not bytes", () => {
    for (const bits of [0, 7, 12, 4104]) {
      expect(() => axiStream(bits)).toThrowError(
        `bits of axiStream is ${bits}; allowed is a multiple of 8 from 8 to 4096`,
      );
    }
    expect(() => axiStream(8, { user: 0 })).toThrowError("user of axiStream is 0");
  });
});
