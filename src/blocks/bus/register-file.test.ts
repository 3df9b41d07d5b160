/** Register tables from JSON files: the same hardware and documents as from TypeScript, and clear refusals. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { busBlocks } from "./catalogue.ts";
import { readRegisterTable } from "./register-file.ts";

const folder = mkdtempSync(join(tmpdir(), "bitloom-table-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(text: string): string {
  const path = join(folder, "table.json");
  writeFileSync(path, text);
  return path;
}

const timer = {
  name: "timer",
  registers: [
    { name: "limit", address: 4, fields: [{ name: "ticks", bits: [15, 0], access: "rw", reset: 99 }] },
  ],
};

describe("readRegisterTable", () => {
  test("a table in a file becomes the block of the catalogue and its register table", () => {
    const [block] = busBlocks;
    const given = { table: write(JSON.stringify(timer)) };
    expect(block?.registers(given)?.registers[0]?.fields[0]?.reset).toBe(99);
    const design = block && elaborate(block.make(given));
    expect(design?.top.name).toBe("timer");
    expect(design?.top.ports.map((port) => port.name)).toContain("limit_ticks");
  });

  test("refuses what is no file, no JSON or no table", () => {
    expect(() => readRegisterTable(join(folder, "nowhere.json"))).toThrowError(
      /nowhere\.json is no register table: there is no such file/,
    );
    expect(() => readRegisterTable(write("{"))).toThrowError(/table\.json is no register table: /);
    expect(() => readRegisterTable(write("3"))).toThrowError(/Register table `\?`: the table: /);
    expect(() => readRegisterTable(write(JSON.stringify({ ...timer, registers: [] })))).toThrowError(
      /Register table `timer`: registers: /,
    );
  });
});
