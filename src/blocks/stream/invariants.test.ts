/** The inline assertions of the stream blocks, proved for every run by k-induction (Yosys `sat`), and shown to trip. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, test } from "vitest";
import { elaborate, type ModuleDefinition, uint } from "../../dsl/index.ts";
import { writeVerilog } from "../../gen/index.ts";
import { Arbiter } from "./arbiter.ts";
import { Fifo } from "./fifo.ts";
import { Gearbox, PacketGearbox } from "./gearbox.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-invariants-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether the assertions hold in every state that a reset in the first cycle leads to. */
async function isProved(definition: ModuleDefinition, fault: [RegExp, string] = [/^/, ""]): Promise<boolean> {
  const { files } = writeVerilog(elaborate(definition));
  const text = files.map((file) => file.text).join("\n");
  const changed = text.replace(...fault);
  if (fault[1] !== "") expect(changed).not.toBe(text);
  writeFileSync(join(folder, "design.v"), changed);
  const script = [
    "read_verilog -formal design.v",
    `prep -top ${definition.name} -nordff`,
    "memory_map",
    "async2sync",
    "sat -seq 1 -set-at 1 reset 1 -tempinduct -prove-asserts -verify",
  ];
  const { exitCode, all } = await execa("yosys", ["-p", script.join("; ")], {
    cwd: folder,
    all: true,
    reject: false,
  });
  expect(all).toMatch(/[1-9]\d* assert cells|Import proof for assert|Solving problem/);
  return exitCode === 0;
}

describe("assertions", () => {
  test.each([
    ["Fifo of 1", Fifo(uint(2), 1)],
    ["Fifo of 5", Fifo(uint(2), 5)],
    ["Fifo of 8", Fifo(uint(2), 8)],
    ["Gearbox 7 to 3", Gearbox(7, 3)],
    ["Gearbox 64 to 56", Gearbox(64, 56)],
    ["Gearbox 8 to 24", Gearbox(8, 24)],
    ["PacketGearbox 5 to 3", PacketGearbox(5, 3)],
    ["Arbiter of 4", Arbiter(uint(2), 4)],
    ["Arbiter of 3, fixed", Arbiter(uint(2), 3, { priority: "fixed" })],
  ])("%s: hold for ever", async (_title, definition) => {
    expect(await isProved(definition)).toBe(true);
  });

  test.each([
    ["Fifo", Fifo(uint(2), 5), [/assign enq_ready = .*/, "assign enq_ready = 1'b1;"]],
    ["Gearbox", Gearbox(7, 3), [/fill <= position \+ 4'd7/, "fill <= position + 4'd8"]],
    ["Arbiter", Arbiter(uint(2), 4), [/requests & \(~requests \+ 4'd1\)/, "requests"]],
  ] as [string, ModuleDefinition, [RegExp, string]][])(
    "%s: a fault breaks them",
    async (_title, definition, fault) => {
      expect(await isProved(definition, fault)).toBe(false);
    },
  );
});
