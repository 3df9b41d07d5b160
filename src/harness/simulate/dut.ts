/**
 * Builds `sim.dut` from a definition's ports. Invariant: the leaves of the port map come in the order of the elaborated
 * top module's ports, so names changed on the way (such as Verilog keywords) do not matter.
 */
import type { AnyType, PortMap, PortSpec } from "../../dsl/index.ts";
import type { Design, Signal } from "../../ir/index.ts";
import { cycle, type Simulation, sample } from "../../sim/index.ts";
import type { LooseHandle } from "./handle-types.ts";
import { signalHandle, structHandle } from "./handles.ts";
import { type StreamClock, StreamSink, StreamSource } from "./stream.ts";

/** Handles of all ports by their names in the definition; nested for groups. */
export function dutOf(simulation: Simulation, ports: PortMap): Record<string, unknown> {
  const signals = simulation.engine.design.top.ports[Symbol.iterator]();
  return layOut(simulation, ports, "", () => {
    const next = signals.next();
    // The elaborated ports are those of the definition, so they do not end before it.
    return next.value as Signal;
  });
}

/** Handles of a design's ports by their names on the module: signals only, no streams. */
export function flatDut(simulation: Simulation, design: Design): Record<string, LooseHandle> {
  return Object.fromEntries(
    design.top.ports.map(({ name }) => [name, signalHandle(simulation, simulation.probe(name))]),
  );
}

type Next = () => Signal;

function layOut(simulation: Simulation, ports: PortMap, prefix: string, next: Next): Record<string, unknown> {
  const dut: Record<string, unknown> = {};
  for (const [key, port] of Object.entries(ports)) {
    const name = prefix === "" ? key : `${prefix}_${key}`;
    dut[key] = portHandle(simulation, port, name, next);
  }
  return dut;
}

function portHandle(simulation: Simulation, { form }: PortSpec, name: string, next: Next): unknown {
  if (form.kind === "group") return layOut(simulation, form.members, name, next);
  if (form.kind === "signal") return typedHandle(simulation, form.type, name, next);
  const validSignal = next();
  const valid = numberHandle(simulation, validSignal);
  const data = typedHandle(simulation, form.type, `${name}_data`, next);
  const ready = numberHandle(simulation, next());
  const clock = streamClock(simulation, validSignal.domain);
  const signals = { valid, data, ready };
  return form.receives
    ? new StreamSink(simulation, name, clock, signals)
    : new StreamSource(simulation, name, clock, signals);
}

/** A one-bit port, which always is a number. */
const numberHandle = (simulation: Simulation, { name }: Signal) =>
  signalHandle(simulation, simulation.probe(name)) as LooseHandle & {
    peek: (lane?: number) => number;
    peekLanes: () => number[];
  };

function typedHandle(simulation: Simulation, type: AnyType, name: string, next: Next): LooseHandle {
  const fields = fieldsOf(type);
  if (fields === undefined) return signalHandle(simulation, simulation.probe(next().name));
  return structHandle(
    simulation,
    name,
    Object.entries(fields).map(([field, inner]) => ({
      name: field,
      type: inner.data,
      handle: typedHandle(simulation, inner, `${name}_${field}`, next),
    })),
  );
}

const fieldsOf = (type: AnyType): Readonly<Record<string, AnyType>> | undefined =>
  type.data.kind === "struct" && "fields" in type
    ? (type.fields as Readonly<Record<string, AnyType>>)
    : undefined;

/** The clock of the port behind a handle. */
export const clockOf = (simulation: Simulation, { name }: { readonly name: string }): StreamClock =>
  streamClock(simulation, simulation.engine.design.top.ports.find((port) => port.name === name)?.domain);

/** When the stream's handshakes happen: at edges of its domain, which is every step when there is one clock. */
export function streamClock(simulation: Simulation, domain: string | undefined): StreamClock {
  const { domains } = simulation.engine.design.top;
  const own = domains.find(({ name }) => name === domain);
  const reset = own?.reset === undefined ? undefined : simulation.probe(own.reset);
  const active = own?.resetActive === "low" ? 0 : 1;
  const inReset = (): boolean => reset !== undefined && reset.getNumber() === active;
  if (own === undefined || domains.length === 1) return { sample, edge: cycle, mask: 0, inReset };
  return {
    sample: simulation.sampleOf(own.name),
    edge: simulation.edge(own.name),
    mask: 1 << domains.indexOf(own),
    inReset,
  };
}
