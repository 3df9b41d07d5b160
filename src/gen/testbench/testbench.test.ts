/** The parts of a testbench whose text can be checked by eye: words of vector files, ports found by name, seeds. */
import { describe, expect, test } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import type { DeviceInterface } from "./device.ts";
import { streamSeed } from "./stream-beats.ts";
import { resolveRegisters, resolveStream } from "./stream-ports.ts";
import { packFields, vectorFile, verilogLiteral, verilogRange } from "./vectors.ts";

describe("vector files", () => {
  test("the first field of a word is the most significant, as in a Verilog concatenation", () => {
    const fields = [
      { width: 3, value: 0b101n },
      { width: 1, value: 0n },
      { width: 4, value: 0b0011n },
    ];
    expect(packFields(fields)).toBe(0b10100011n);
  });

  test("words are padded to their width, one a line", () => {
    expect(vectorFile([0n, 5n, 0x1ffn], 9)).toBe("000\n005\n1ff\n");
    expect(vectorFile([1n], 1)).toBe("1\n");
    expect(vectorFile([2n ** 64n - 1n], 65)).toBe("0ffffffffffffffff\n");
  });

  test("literals and ranges are Verilog", () => {
    expect(verilogLiteral(0x5an, 8)).toBe("8'h5a");
    expect(verilogRange(8)).toBe("[7:0] ");
    expect(verilogRange(1)).toBe("");
  });
});

const port = (name: string, direction: "input" | "output", width = 1) => ({ name, direction, width });
const device: DeviceInterface = {
  name: "m",
  clocks: [{ clock: "clock" }],
  ports: [
    port("in_tdata", "input", 8),
    port("in_tvalid", "input"),
    port("in_tready", "output"),
    port("in_tlast", "input"),
    port("out_valid", "output"),
    port("out_ready", "input"),
    port("out_data", "output", 4),
    port("out_level", "input"),
    port("bare_valid", "output"),
    port("bare_ready", "input"),
  ],
  sources: ["m.v"],
};

describe("streams", () => {
  test("AXI4-Stream names and plain names are found, fields in declared order", () => {
    const into = resolveStream(device, { port: "in" }, "producer");
    expect([into.valid.name, into.ready.name]).toEqual(["in_tvalid", "in_tready"]);
    expect(into.fields.map((field) => field.name)).toEqual(["in_tdata", "in_tlast"]);
    const out = resolveStream(device, { port: "out" }, "consumer");
    expect(out.fields.map((field) => field.name)).toEqual(["out_data"]);
  });

  test("ports may be named one by one", () => {
    const stream = { port: "x", valid: "out_valid", ready: "out_ready", fields: ["out_data"] };
    expect(resolveStream(device, stream, "consumer").valid.name).toBe("out_valid");
  });

  test.each([
    ["no such prefix", () => resolveStream(device, { port: "inn" }, "producer")],
    ["the wrong side", () => resolveStream(device, { port: "in" }, "consumer")],
    ["a stream without a field", () => resolveStream(device, { port: "bare" }, "consumer")],
    ["registers that are not there", () => resolveRegisters(device, "s_axi")],
  ])("%s is refused with the ports that there are", (_what, resolve) => {
    expect(resolve).toThrow(BitloomError);
    expect(resolve).toThrow(/BL0411: m has no (in|out)put ".*"; its (in|out)puts are: /);
  });
});

describe("seeds", () => {
  test("are 32 bits, never 0, and differ by stream and by plan", () => {
    const seeds = [1, 2, 3].flatMap((seed) => ["a", "b", "weights"].map((name) => streamSeed(seed, name)));
    expect(new Set(seeds).size).toBe(9);
    for (const seed of seeds) {
      expect(seed).toBeGreaterThan(0n);
      expect(seed).toBeLessThan(2n ** 32n);
    }
  });

  test("are FNV-1a", () => {
    // FNV-1a 32 of "1:a", from a Python program that gives the published e40c292c for "a".
    expect(streamSeed(1, "a")).toBe(0x342479c9n);
  });
});
