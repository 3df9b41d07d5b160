/** LCOV tracefiles, read back by the format's definition in geninfo(1). */
import { describe, expect, it } from "vitest";
import { UartTransmitter } from "../../../examples/uart.ts";
import { elaborate } from "../../dsl/index.ts";
import { interpreterEngine } from "../engine/interpreter-engine.ts";
import { coveredEngine } from "./covered-engine.ts";
import { type CoverageData, mergeCoverage } from "./data.ts";
import { lcovOf } from "./lcov.ts";

interface Section {
  readonly file: string;
  readonly lines: Record<number, number>;
  /** By line: for each block, how often its branches were taken; undefined for a block that was never entered. */
  readonly branches: Record<number, Record<number, (number | undefined)[]>>;
}

/** Refuses what geninfo(1) does not define, and summaries that do not agree with the records. */
function parse(text: string): Section[] {
  const sections: Section[] = [];
  let open: Section | undefined;
  let summary: Record<string, number> = {};
  for (const line of text.trimEnd().split("\n")) {
    const branch = /^BRDA:(\d+),(\d+),(\d+),(\d+|-)$/.exec(line);
    const data = /^DA:(\d+),(\d+)$/.exec(line);
    const count = /^(BRF|BRH|LF|LH):(\d+)$/.exec(line);
    const file = /^SF:(.+)$/.exec(line)?.[1];
    if (line === "TN:") expect(open).toBeUndefined();
    else if (file !== undefined) open = { file, lines: {}, branches: {} };
    else if (open === undefined) throw new Error(`outside a file: ${line}`);
    else if (branch) {
      const [at = 0, block = 0, number = 0] = branch.slice(1).map(Number);
      const blocks = open.branches[at] ?? {};
      open.branches[at] = blocks;
      const taken = blocks[block] ?? [];
      blocks[block] = taken;
      expect(taken[number]).toBeUndefined();
      taken[number] = branch[4] === "-" ? undefined : Number(branch[4]);
    } else if (data) open.lines[Number(data[1])] = Number(data[2]);
    else if (count) summary[count[1] ?? ""] = Number(count[2]);
    else if (line === "end_of_record") {
      const lines = Object.values(open.lines);
      const branches = Object.values(open.branches).flatMap((blocks) => Object.values(blocks).flat());
      expect(summary).toEqual({
        BRF: branches.length,
        BRH: branches.filter((taken) => (taken ?? 0) > 0).length,
        LF: lines.length,
        LH: lines.filter((hits) => hits > 0).length,
      });
      sections.push(open);
      open = undefined;
      summary = {};
    } else throw new Error(`no record of geninfo(1): ${line}`);
  }
  expect(open).toBeUndefined();
  return sections;
}

/** A transmitter that sends one byte, or none. */
function uart(cyclesPerBit: number, send: boolean): CoverageData {
  const design = elaborate(UartTransmitter(cyclesPerBit));
  const { engine, coverage } = coveredEngine(design, (instrumented) => interpreterEngine(instrumented));
  engine.probe("bytes_valid").setNumber(send ? 1 : 0);
  engine.step();
  engine.probe("bytes_valid").setNumber(0);
  for (let i = 0; i < 10 * cyclesPerBit; i++) engine.step();
  return coverage();
}

describe("a tracefile", () => {
  it("has the arms on the lines of their `when` and `match`", () => {
    const [section, ...others] = parse(lcovOf(uart(1, true)));
    expect(others).toEqual([]);
    expect(section?.file).toBe("examples/uart.ts");
    const arms = Object.fromEntries(
      Object.entries(section?.branches ?? {}).map(([line, blocks]) => [line, Object.values(blocks)]),
    );
    expect(arms).toEqual({
      19: [[1, 1, 1, 1]], // states idle, start, data, stop
      25: [[1, 1]], // when(state.ne("idle"))
      32: [[1, 1, 1, 1]], // match(state)
      35: [[1, 0]], // when(bitEnds): never otherwise, at one cycle a bit
      41: [[1, 0]],
      44: [[1, 1]], // when(sent.eq(7))
      50: [[1, 0]],
      56: [[1, 1]], // when(bytes.fire)
    });
    // `elapsed` and `bitEnds` never move at one cycle a bit.
    expect(section?.lines).toMatchObject({ 20: 0, 24: 0, 25: 1, 35: 1, 56: 1 });
  });

  it("tells arms that were missed from arms that nobody came to", () => {
    const [section] = parse(lcovOf(uart(1, false)));
    expect(Object.values(section?.branches[25] ?? {})).toEqual([[0, 1]]);
    expect(Object.values(section?.branches[35] ?? {})).toEqual([[undefined, undefined]]);
    expect(section?.lines[35]).toBe(0);
  });

  it("joins modules that come from one line", () => {
    const data = mergeCoverage([uart(1, true), uart(2, true)]);
    expect(data.modules.map(({ module }) => module)).toEqual(["uart_transmitter_1", "uart_transmitter_2"]);
    const [section] = parse(lcovOf(data));
    expect(Object.values(section?.branches[35] ?? {})).toEqual([[2, 1]]);
  });

  it("with a record too many or a wrong sum is refused by the reader of this test", () => {
    const text = lcovOf(uart(1, true));
    expect(() => parse(text.replace("LF:", "LX:"))).toThrow(/no record of geninfo/);
    expect(() => parse(text.replace(/BRH:\d+/, "BRH:99"))).toThrow();
    expect(() => parse(text.replace(/DA:25,1\n/, ""))).toThrow();
  });

  it("leaves out what is waived", () => {
    const waiver = {
      module: "*",
      kind: "branch",
      point: "otherwise of bitEnds*",
      reason: "one cycle a bit",
    } as const;
    const [section] = parse(lcovOf(uart(1, true), [waiver]));
    expect(Object.values(section?.branches[35] ?? {})).toEqual([[1]]);
  });
});
