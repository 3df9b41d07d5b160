/**
 * Random inputs for any module: streams are driven by their protocol with random stalls, other inputs change at random.
 * Invariant: the same seed gives the same run.
 */
import type { AnyType, ModuleDefinition, PortMap } from "../../dsl/index.ts";
import { bitWidth, type DataType } from "../../ir/index.ts";
import { cycle, fromBits, type Process, type Simulation, type SimValue } from "../../sim/index.ts";
import type { SinkHandle, SourceHandle } from "./dut-types.ts";
import type { LooseHandle } from "./handle-types.ts";
import type { DutSimulation } from "./simulate.ts";

/** Probability that a stream's driver waits in a cycle, and that another input changes in one. */
const STALL = 0.3;
const CHANGE = 0.4;

/** Forks the drivers, all in the background; the simulation's own random source decides. */
export function driveRandomly(sim: DutSimulation<unknown>, definition: ModuleDefinition): void {
  // The handles lie in the definition's own nesting; the keys are those of its port map.
  drivePorts(sim, definition.ports, sim.dut as Readonly<Record<string, unknown>>);
}

function drivePorts(sim: Simulation, ports: PortMap, handles: Readonly<Record<string, unknown>>): void {
  const fork = (name: string, body: Process): void => {
    sim.fork(body, { name, background: true });
  };
  for (const [name, { form }] of Object.entries(ports)) {
    const handle = handles[name];
    if (form.kind === "group") drivePorts(sim, form.members, handle as Readonly<Record<string, unknown>>);
    else if (form.kind === "signal") {
      if (form.direction === "input") fork(name, change(sim, form.type, handle as LooseHandle));
    } else if (form.receives) fork(name, send(sim, form.type, handle as SinkHandle<SimValue, SimValue>));
    else fork(name, receive(handle as SourceHandle<SimValue>));
  }
}

function* send(sim: Simulation, type: AnyType, sink: SinkHandle<SimValue, SimValue>): Process {
  for (;;) yield* sink.send(randomValue(sim, type.data), { stall: STALL });
}

function* receive(source: SourceHandle<SimValue>): Process {
  for (;;) yield* source.receive({ stall: STALL });
}

function* change(sim: Simulation, type: AnyType, input: LooseHandle): Process {
  for (;;) {
    if (sim.random.chance(CHANGE)) input.poke(randomValue(sim, type.data));
    yield cycle;
  }
}

/** Any value of the type; an enum's is one of its members. */
function randomValue(sim: Simulation, type: DataType): SimValue {
  switch (type.kind) {
    case "array":
      return Array.from({ length: type.length }, () => randomValue(sim, type.element));
    case "struct":
      return Object.fromEntries(type.fields.map((field) => [field.name, randomValue(sim, field.type)]));
    case "enum":
      return sim.random.pick(type.members.map((member) => member.name));
    default:
      return fromBits(type, sim.random.bits(bitWidth(type)));
  }
}
