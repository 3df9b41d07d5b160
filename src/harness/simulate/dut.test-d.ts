/** What tsc knows of `sim.dut`: values by width, direction of ports, streams, enum members, aggregates. */
import { expectTypeOf, test } from "vitest";
import {
  array,
  bit,
  enumOf,
  group,
  input,
  module,
  output,
  sink,
  sint,
  source,
  struct,
  uint,
} from "../../dsl/index.ts";
import type { Process, SimValue } from "../../sim/index.ts";
import type { Dut } from "./dut-types.ts";
import { simulate } from "./simulate.ts";

const State = enumOf("idle", "busy");
const Pixel = struct({ red: uint(5), offset: sint(60) });
const anyWidth: number = 8;

const Ports = module(
  "typed",
  {
    narrow: input(uint(53)),
    wide: input(uint(54)),
    signed: output(sint(8)),
    flag: input(bit),
    run: input(uint(anyWidth)),
    state: output(State),
    pixel: input(Pixel),
    list: output(array(uint(4), 3)),
    enq: sink(Pixel),
    deq: source(uint(8)),
    bus: group({ address: input(uint(4)), answer: output(State) }),
  },
  () => {},
);
declare const dut: Dut<(typeof Ports)["ports"]>;

test("values have the type of their width", () => {
  expectTypeOf(dut.narrow.peek()).toEqualTypeOf<number>();
  expectTypeOf(dut.wide.peek()).toEqualTypeOf<bigint>();
  expectTypeOf(dut.signed.peek()).toEqualTypeOf<number>();
  expectTypeOf(dut.run.peek()).toEqualTypeOf<number | bigint>();
});

test("enum members go by name, aggregates by their parts", () => {
  expectTypeOf(dut.state.peek()).toEqualTypeOf<"idle" | "busy">();
  expectTypeOf(dut.pixel.peek()).toEqualTypeOf<{ readonly red: number; readonly offset: bigint }>();
  expectTypeOf(dut.list.peek()).toEqualTypeOf<readonly number[]>();
  expectTypeOf(dut.list.peekLanes()).toEqualTypeOf<(readonly number[])[]>();
  expectTypeOf(dut.pixel.poke).parameter(0).toEqualTypeOf<{
    readonly red: number | bigint | boolean;
    readonly offset: number | bigint;
  }>();
});

test("outputs cannot be poked", () => {
  expectTypeOf(dut.narrow).toHaveProperty("poke");
  expectTypeOf(dut.signed).not.toHaveProperty("poke");
  expectTypeOf(dut.bus.answer).not.toHaveProperty("poke");
  expectTypeOf(dut.bus.address.poke).parameter(0).toEqualTypeOf<number | bigint | boolean>();
});

test("streams send or receive, as the other side of the design's ports", () => {
  expectTypeOf(dut.enq.send).parameter(0).toEqualTypeOf<{
    readonly red: number | bigint | boolean;
    readonly offset: number | bigint;
  }>();
  expectTypeOf(dut.enq).not.toHaveProperty("receive");
  expectTypeOf(dut.enq.ready).not.toHaveProperty("poke");
  expectTypeOf(dut.deq.receive).returns.toEqualTypeOf<Process<number>>();
  expectTypeOf(dut.deq).not.toHaveProperty("send");
  expectTypeOf(dut.deq.monitor().beats[0]?.value).toEqualTypeOf<number | undefined>();
});

test("other names, members and values do not fit", () => {
  expectTypeOf(dut).not.toHaveProperty("narow");
  expectTypeOf<"bussy">().not.toExtend<ReturnType<typeof dut.state.peek>>();
  expectTypeOf<"1">().not.toExtend<Parameters<typeof dut.narrow.poke>[0]>();
  expectTypeOf<{ red: 1 }>().not.toExtend<Parameters<typeof dut.pixel.poke>[0]>();
});

test("simulate keeps the types of the definition", () => {
  const make = () => simulate(Ports);
  expectTypeOf<ReturnType<typeof make>["dut"]>().toEqualTypeOf<Dut<(typeof Ports)["ports"]>>();
  expectTypeOf<ReturnType<ReturnType<typeof make>["peek"]>>().toEqualTypeOf<SimValue>();
});
