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
import { interpret } from "../../sim/index.ts";
import { applyReset, runStreams, seededRandom } from "../../testing/index.ts";
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

  test("every field arrives at its own port", () => {
    const random = seededRandom(3);
    const simulation = interpret(elaborate(Queue));
    applyReset(simulation);
    const beats = Array.from({ length: 100 }, () => ({
      tdata: random.bits(16),
      tlast: random.bits(1),
      tkeep: random.bits(2),
      tuser: random.bits(3),
    }));
    // The driver knows streams by NAME_valid and NAME_ready.
    const named = (name: string) => name.replace(/_(valid|ready)$/, "_t$1");
    const result = runStreams(
      {
        poke: (port, bits) => simulation.poke(named(port), bits),
        peek: (port) => simulation.peek(named(port)),
        step: () => simulation.step(),
      },
      {
        send: { s_axis: beats },
        receive: { m_axis: { count: beats.length, payload: ["tdata", "tlast", "tkeep", "tuser"] } },
        stall: 0.4,
        random,
        limit: 2000,
      },
    );
    expect(result.received.m_axis).toEqual(beats);
    expect(result.violations).toEqual([]);
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
    const simulation = interpret(elaborate(Wires));
    simulation.poke("from_tdata", 0x5an);
    simulation.poke("from_tvalid", 1n);
    expect([
      simulation.peek("to_tdata"),
      simulation.peek("to_tvalid"),
      simulation.peek("from_tready"),
    ]).toEqual([0x5an, 1n, 0n]);
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
