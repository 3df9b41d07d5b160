/** Devices written by hand whose ports a testbench cannot carry. */
import { expect, test } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { type DeviceInterface, deviceInterface } from "./device.ts";

const device = (given: Partial<DeviceInterface>): DeviceInterface => ({
  name: "adder",
  clocks: [{ clock: "clock", reset: "reset" }],
  ports: [{ name: "sum", direction: "output", width: 8, clock: "clock" }],
  sources: ["adder.v"],
  ...given,
});

function messageOf(given: Partial<DeviceInterface>): string | undefined {
  try {
    deviceInterface(device(given));
    return undefined;
  } catch (error) {
    if (!(error instanceof BitloomError)) throw error;
    return `${error.diagnostics[0]?.code}: ${error.diagnostics[0]?.message}`;
  }
}

test("a device with names of its own is taken as it is", () => {
  expect(deviceInterface(device({}))).toEqual(device({}));
});

test.each<[string, Partial<DeviceInterface>]>([
  ["tb_sum", { ports: [{ name: "tb_sum", direction: "output", width: 8 }] }],
  ["tb_clock", { clocks: [{ clock: "tb_clock" }] }],
  ["tb_reset", { clocks: [{ clock: "clock", reset: "tb_reset" }] }],
])("%s is a name of the testbench", (name, given) => {
  expect(messageOf(given)).toBe(
    `BL0410: Port ${name} of adder starts with "tb_", as the testbench's own names do.`,
  );
});
