/** `bitloom coverage`: the report of a run whose figures were counted by hand, in its three forms, and its refusals. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UartTransmitter } from "../../examples/uart.ts";
import { elaborate } from "../dsl/index.ts";
import { coveredEngine, interpreterEngine, writeCoverage } from "../sim/index.ts";
import { runCommandLine } from "./command-line.ts";
import { capturePrinted } from "./testing.ts";

let folder = "";
const printed = capturePrinted();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-coverage-"));
  const kinds = ["branch", "state"] as const;
  const build = (design: Parameters<typeof interpreterEngine>[0]) => interpreterEngine(design);
  const { engine, coverage } = coveredEngine(elaborate(UartTransmitter(1)), build, { kinds });
  engine.probe("bytes_valid").setNumber(1);
  engine.step();
  engine.probe("bytes_valid").setNumber(0);
  engine.step();
  writeCoverage(join(folder, "runs"), coverage());
});
afterAll(() => rmSync(folder, { recursive: true }));

async function coverage(...given: string[]): Promise<number> {
  await runCommandLine(["coverage", join(folder, "runs"), ...given]);
  return Number(process.exitCode);
}

function waiverFile(name: string, waivers: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(waivers));
  return file;
}

const waiver = {
  module: "uart_transmitter_1",
  kind: "state",
  point: "state = stop",
  reason: "the run ends before",
};

describe("the report", () => {
  test("shows counts and every missed point with its TypeScript line", async () => {
    expect(await coverage()).toBe(0);
    // After one byte was taken and its start bit began: 7 of 16 arms, 2 of 4 states.
    expect(printed.out).toBe(`module              kind    hit  total     %  waived  unreachable
------------------  ------  ---  -----  ----  ------  -----------
uart_transmitter_1  branch    7     16  43.7       0            0
uart_transmitter_1  state     2      4  50.0       0            0
all                           9     20  45.0       0            0

Missed in uart_transmitter_1:
  branch    examples/uart.ts:32:7  match state: data
              match(state, {
  branch    examples/uart.ts:32:7  match state: stop
              match(state, {
  branch    examples/uart.ts:35:11  otherwise of bitEnds
              when(bitEnds, () => {
  branch    examples/uart.ts:41:11  when bitEnds #2
              when(bitEnds, () => {
  branch    examples/uart.ts:41:11  otherwise of bitEnds #2
              when(bitEnds, () => {
  branch    examples/uart.ts:44:13  when sent == 7
              when(sent.eq(7), () => {
  branch    examples/uart.ts:44:13  otherwise of sent == 7
              when(sent.eq(7), () => {
  branch    examples/uart.ts:50:11  when bitEnds #3
              when(bitEnds, () => {
  branch    examples/uart.ts:50:11  otherwise of bitEnds #3
              when(bitEnds, () => {
  state     examples/uart.ts:19:21  state = data
              const state = reg(State, { init: "idle" });
  state     examples/uart.ts:19:21  state = stop
              const state = reg(State, { init: "idle" });
`);
  });

  test("is JSON on request, with every point", async () => {
    expect(await coverage("--json")).toBe(0);
    const report = JSON.parse(printed.out) as { total: object; points: { point: string; status: string }[] };
    expect(report.total).toEqual({ hit: 9, total: 20, waived: 0, unreachable: 0, percent: 45 });
    expect(report.points.filter(({ status }) => status === "missed")).toHaveLength(11);
  });

  test("is LCOV on request, written to a file", async () => {
    const file = join(folder, "reports", "lcov.info");
    expect(await coverage("--format", "lcov", "--out", file)).toBe(0);
    expect(printed.out).toBe("");
    expect(readFileSync(file, "utf8")).toMatch(/^TN:\nSF:examples\/uart.ts\nBRDA:19,/);
  });

  test("does not count what is waived", async () => {
    expect(await coverage("--waivers", waiverFile("good.json", [waiver]))).toBe(0);
    expect(printed.out).toMatch(/uart_transmitter_1 +state +2 +3 +66\.6 +1 +0/);
    expect(printed.out).not.toMatch(/state = stop/);
  });
});

describe("refused are", () => {
  test("stale waivers, after the report", async () => {
    const stale = [waiver, { ...waiver, point: "state = idle" }, { ...waiver, point: "state = gone" }];
    expect(await coverage("--waivers", waiverFile("stale.json", stale))).toBe(1);
    expect(printed.out).toMatch(/uart_transmitter_1 +state +2 +3/);
    expect(printed.err).toMatch(
      /BL0473.*state "state = idle" in uart_transmitter_1 matches no point that was missed/,
    );
    expect(printed.err).toMatch(/BL0473.*state "state = gone" in uart_transmitter_1 matches no point\./);
  });

  test("waivers without a reason, before anything is written", async () => {
    const file = join(folder, "unwritten.txt");
    const { reason: _, ...bare } = waiver;
    expect(await coverage("--waivers", waiverFile("bare.json", [bare]), "--out", file)).toBe(2);
    expect(printed.err).toMatch(/BL0472.*0\.reason/);
    expect(existsSync(file)).toBe(false);
  });

  test("folders without data", async () => {
    await runCommandLine(["coverage", folder]);
    expect(Number(process.exitCode)).toBe(2);
    expect(printed.err).toMatch(/BL047[01]/);
  });
});
