/**
 * What a testbench has to know about the module it exercises: ports, widths, clocks and resets, and the Verilog files.
 * Taken from the IR, or written by hand for Verilog that Bitloom did not write.
 */
import { fail } from "../../diagnostics/index.ts";
import { bitWidth, type Module } from "../../ir/index.ts";

export interface DevicePort {
  readonly name: string;
  readonly direction: "input" | "output";
  /** Bits, 1 or more. */
  readonly width: number;
  /** Port name of the clock that the value belongs to; undefined for none (combinational or asynchronous). */
  readonly clock?: string | undefined;
}

export interface DeviceClock {
  /** Port name; rising edge. */
  readonly clock: string;
  /** Port name of the reset, undefined for none. */
  readonly reset?: string | undefined;
  /** "high" unless stated. */
  readonly resetActive?: "high" | "low" | undefined;
}

/** A module seen from outside. Clocks and resets are not among `ports`. */
export interface DeviceInterface {
  /** The Verilog module's name. */
  readonly name: string;
  readonly clocks: readonly DeviceClock[];
  readonly ports: readonly DevicePort[];
  /** Verilog files, relative to the folder the testbench is written to. */
  readonly sources: readonly string[];
}

/** Names in the testbench start with this, so that no port can clash with them. */
const reservedPrefix = "tb_";

/**
 * The outside of an elaborated module; its sources are `NAME.v` of every module below it, which is how the Verilog
 * writer names its files, and the files of external modules. Fails with BL0410 on a port, clock or reset whose name is
 * reserved for testbenches.
 */
export function deviceInterface(top: Module | DeviceInterface): DeviceInterface {
  const device = "signals" in top ? fromModule(top) : top;
  const names = [
    ...device.ports.map((port) => port.name),
    ...device.clocks.flatMap(({ clock, reset }) => (reset === undefined ? [clock] : [clock, reset])),
  ];
  const clash = names.find((name) => name.startsWith(reservedPrefix));
  if (clash !== undefined) fail("BL0410", { module: device.name, port: clash, prefix: reservedPrefix });
  return device;
}

/** The port of that name and direction; an error that lists the ports there are otherwise. */
export function requirePort(
  device: DeviceInterface,
  name: string,
  direction: DevicePort["direction"],
): DevicePort {
  const port = device.ports.find((candidate) => candidate.name === name && candidate.direction === direction);
  if (port !== undefined) return port;
  const known = device.ports.filter((candidate) => candidate.direction === direction).map((p) => p.name);
  return fail("BL0411", { module: device.name, port: name, direction, known });
}

/** Checks that `value` is raw bits of the port: 0 <= value < 2^width. */
export function requireFit(device: DeviceInterface, port: DevicePort, value: bigint): bigint {
  if (value < 0n || value >> BigInt(port.width) !== 0n) {
    fail("BL0412", { module: device.name, port: port.name, width: port.width, value });
  }
  return value;
}

function fromModule(module: Module): DeviceInterface {
  const clockOf = new Map(module.domains.map((domain) => [domain.name, domain.clock]));
  return {
    name: module.external?.verilogName ?? module.name,
    clocks: module.domains.map(({ clock, reset, resetKind, resetActive }) => ({
      clock,
      reset: resetKind === "none" ? undefined : reset,
      resetActive,
    })),
    ports: module.ports.map((port) => ({
      name: port.name,
      direction: port.role === "input" ? "input" : "output",
      width: bitWidth(port.type),
      clock: port.domain === undefined ? undefined : clockOf.get(port.domain),
    })),
    sources: [...sourcesBelow(module, new Set())],
  };
}

function sourcesBelow(module: Module, sources: Set<string>): Set<string> {
  for (const instance of module.instances) sourcesBelow(instance.module, sources);
  if (module.external === undefined) sources.add(`${module.name}.v`);
  else for (const file of module.external.files) sources.add(file);
  return sources;
}
