/**
 * Finds the ports of streams and of an AXI4-Lite register interface by their prefix, as seen from the testbench: what
 * the device takes in, the testbench drives.
 */
import { fail } from "../../diagnostics/index.ts";
import { type DeviceInterface, type DevicePort, requirePort } from "./device.ts";
import type { StreamPorts } from "./stream-plan.ts";

export interface ResolvedStream {
  readonly valid: DevicePort;
  readonly ready: DevicePort;
  /** First field in the most significant bits of a beat's word. */
  readonly fields: readonly DevicePort[];
  /** Clock port; undefined for a stream of a module without clocks. */
  readonly clock: string | undefined;
}

/** `producer`: the testbench drives valid and the fields; `consumer`: it drives ready. Error BL0411. */
export function resolveStream(
  device: DeviceInterface,
  stream: StreamPorts,
  side: "producer" | "consumer",
): ResolvedStream {
  const forward = side === "producer" ? "input" : "output";
  const backward = side === "producer" ? "output" : "input";
  const { port: prefix } = stream;
  const valid = stream.valid
    ? requirePort(device, stream.valid, forward)
    : find(device, forward, prefix, "valid");
  const ready = stream.ready
    ? requirePort(device, stream.ready, backward)
    : find(device, backward, prefix, "ready");
  const fields =
    stream.fields?.map((name) => requirePort(device, name, forward)) ??
    device.ports.filter(
      (port) => port.direction === forward && port.name.startsWith(`${prefix}_`) && port !== valid,
    );
  if (fields.length === 0) requirePort(device, `${prefix}_data`, forward);
  return { valid, ready, fields, clock: valid.clock };
}

const channels = {
  input: ["awvalid", "awaddr", "wvalid", "wdata", "bready", "arvalid", "araddr", "rready"],
  output: ["awready", "wready", "bvalid", "bresp", "arready", "rvalid", "rdata", "rresp"],
} as const;

export type RegisterPort = (typeof channels)["input" | "output"][number];

/** All ports of an AXI4-Lite interface that a master must have; `wstrb` and `prot` are optional. Error BL0411. */
export function resolveRegisters(device: DeviceInterface, prefix: string): Record<RegisterPort, DevicePort> {
  const found = (["input", "output"] as const).flatMap((direction) =>
    channels[direction].map((name) => [name, findRegisterPort(device, direction, prefix, name)] as const),
  );
  return Object.fromEntries(found) as Record<RegisterPort, DevicePort>;
}

/** The write strobe, all lanes of which the testbench holds at 1. */
export const findStrobe = (device: DeviceInterface, prefix: string): DevicePort | undefined =>
  device.ports.find((port) => registerSpellings(prefix, "wstrb").includes(port.name));

function find(
  device: DeviceInterface,
  direction: DevicePort["direction"],
  prefix: string,
  signal: "valid" | "ready",
): DevicePort {
  const axi = device.ports.find(
    (port) => port.name === `${prefix}_t${signal}` && port.direction === direction,
  );
  return axi ?? requirePort(device, `${prefix}_${signal}`, direction);
}

/** `PREFIX_awaddr` as in the AXI standard, or `PREFIX_aw_addr` where channels are streams of their own. */
function registerSpellings(prefix: string, name: string): string[] {
  const [, channel = "", signal = ""] = /^(aw|ar|w|b|r)(.*)$/.exec(name) ?? [];
  return [`${prefix}_${name}`, `${prefix}_${channel}_${signal}`];
}

function findRegisterPort(
  device: DeviceInterface,
  direction: DevicePort["direction"],
  prefix: string,
  name: RegisterPort,
): DevicePort {
  const spellings = registerSpellings(prefix, name);
  const port = device.ports.find((p) => p.direction === direction && spellings.includes(p.name));
  if (port !== undefined) return port;
  const known = device.ports.filter((p) => p.direction === direction).map((p) => p.name);
  return fail("BL0411", { module: device.name, port: `${prefix}_${name}`, direction, known });
}
