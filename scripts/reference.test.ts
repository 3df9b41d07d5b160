/** The committed testbenches run as they are, against the committed Verilog, and notice a fault in it. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simulateDirectory } from "../src/sim/index.ts";
import { root } from "./check/outcome.ts";

const blocks = readdirSync(join(root, "testbenches"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

let copy = "";
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "bitloom-committed-"));
  for (const part of ["rtl-out", "testbenches"])
    cpSync(join(root, part), join(copy, part), { recursive: true });
});
afterAll(() => rmSync(copy, { recursive: true }));

describe("the committed testbenches", () => {
  it.each(blocks)("%s passes in Icarus Verilog", async (block) => {
    const result = await simulateDirectory(join(copy, "testbenches", block), { simulator: "icarus" });
    expect(result).toMatchObject({ passed: true, mismatches: 0 });
    expect(result.checked).toBe(result.planned);
  });

  it("notice a queue that forgets where its words begin", async () => {
    const file = join(copy, "rtl-out/fifo/fifo_8x12.v");
    const good = readFileSync(file, "utf8");
    const faulty = good.replace(/head <= 4'd0;/g, "head <= 4'd1;");
    expect(faulty).not.toBe(good);
    writeFileSync(file, faulty);
    const result = await simulateDirectory(join(copy, "testbenches/fifo"), { simulator: "icarus" });
    expect(result).toMatchObject({ passed: false, reason: "mismatch" });
  });
});
