/** Place and route on the two iCE40 devices: what fits, what it reports, and that it can be made again. */
import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { findTool } from "../../tools/index.ts";
import { synthesiseAndPlace } from "../index.ts";
import { design, refusal, register } from "../testing.ts";

const counter = design(
  "counter",
  "module counter (input wire clock, output wire [7:0] value);  // src/counter.ts:1:1",
  "  reg [7:0] count;  // src/counter.ts:2:3",
  "  always @(posedge clock) count <= count + 8'd1;  // src/counter.ts:4:5",
  "  assign value = count;",
  "endmodule",
);

const absent =
  (await findTool("nextpnr-ice40")) === undefined
    ? "nextpnr-ice40 or icepack is not installed; scripts/install-tools.sh synthesis installs them"
    : undefined;

beforeEach((context) => {
  if (absent !== undefined) context.skip(absent);
});

describe("a counter of eight bits", () => {
  // Sizes of the devices and of their bitstreams: Lattice FPGA-DS-02029 and FPGA-DS-02008; icestorm's files are as long.
  it.each([
    { target: "ice40-hx8k", cells: 7680, package: "ct256" },
    { target: "ice40-up5k", cells: 5280, package: "sg48" },
  ])(
    "on $target takes a logic cell a bit, and three for the ends of the carry chain at most",
    async (expected) => {
      const { report, bitstream } = await synthesiseAndPlace(counter, {
        target: expected.target,
        timing: false,
      });
      const { placed } = report;
      const logic = placed?.utilisation.find(({ element }) => element === "ICESTORM_LC");
      expect(logic?.available).toBe(expected.cells);
      expect(logic?.used).toBeGreaterThanOrEqual(8);
      expect(logic?.used).toBeLessThanOrEqual(11);
      expect(placed?.utilisation.find(({ element }) => element === "SB_IO")?.used).toBe(9);
      expect(placed).toMatchObject({ package: expected.package, seed: 1, clocks: [{ clock: "clock" }] });
      expect(placed?.harness).toBeUndefined();
      expect(placed?.longestPath).toMatchObject({
        clock: "clock",
        from: {
          name: expect.stringMatching(/^count\[\d\]$/) as string,
          source: { file: "src/counter.ts", line: 2 },
        },
        to: { name: expect.stringMatching(/^count\[\d\]$/) as string },
      });
      expect(placed?.bitstream).toEqual({
        bytes: bitstream.length,
        sha256: createHash("sha256").update(bitstream).digest("hex"),
      });
      // The synchronization word of every iCE40 bitstream, within its first bytes.
      expect(Buffer.from(bitstream.subarray(0, 64)).includes(Buffer.from([0x7e, 0xaa, 0x99, 0x7e]))).toBe(
        true,
      );
    },
  );

  it("names the nets before its pads as the designer does", async () => {
    const open = design(
      "open",
      "module open (input wire clock, input wire enable, output reg [7:0] count);  // src/open.ts:1:1",
      "  always @(posedge clock) if (enable) count <= count + 8'd1;",
      "endmodule",
    );
    const { report } = await synthesiseAndPlace(open, { target: "ice40-hx8k", timing: false });
    const path = report.placed?.longestPath;
    expect(path?.from.name).toMatch(/^count\[\d\]$/);
    for (const { name } of [path?.from, ...(path?.steps ?? [])].flatMap((point) => point ?? []))
      expect(name).not.toMatch(/SB_IO|glb/);
  });

  it("Fmax is one over the longest path, and a second run gives the same bits", async () => {
    const [first, second] = [
      await synthesiseAndPlace(counter, { target: "ice40-hx8k", timing: false }),
      await synthesiseAndPlace(counter, { target: "ice40-hx8k", timing: false }),
    ];
    const { placed } = first.report;
    expect(placed?.clocks[0]?.maximumFrequency).toBeCloseTo(1000 / (placed?.longestPath?.delay ?? 0), 0);
    expect(second.report).toEqual(first.report);
    expect(Buffer.compare(first.bitstream, second.bitstream)).toBe(0);
  });
});

describe("a design with more port bits than the package has pins", () => {
  it("is given shift registers, a flip-flop a port bit, and its own resources stay as they are", async () => {
    // 60 + 60 bits and a clock; sg48 has 39 pins.
    const { report } = await synthesiseAndPlace(register(60), { target: "ice40-up5k", timing: false });
    expect(report.resources).toMatchObject({ flipFlops: 60, luts: 0 });
    expect(report.placed?.harness).toEqual({ flipFlops: 120 });
    const logic = report.placed?.utilisation.find(({ element }) => element === "ICESTORM_LC");
    expect(logic?.used).toBeGreaterThanOrEqual(180);
    expect(report.placed?.utilisation.find(({ element }) => element === "SB_IO")?.used).toBe(3);
    expect(report.top).toBe("plain");
  });
});

describe("with a board's pins and clock", () => {
  // Pin 35 is the oscillator's of the iCEBreaker; 12 MHz x 64 / 32 = 24 MHz.
  const pll = design(
    "blinker",
    "module blinker (input wire clk, output wire led);  // src/blinker.ts:1:1",
    "  wire clock;",
    "  SB_PLL40_PAD #(.FEEDBACK_PATH(\"SIMPLE\"), .DIVR(4'd0), .DIVF(7'd63), .DIVQ(3'd5), .FILTER_RANGE(3'd1)) pll",
    "    (.PACKAGEPIN(clk), .PLLOUTGLOBAL(clock), .LOCK(), .RESETB(1'b1), .BYPASS(1'b0));",
    "  reg [20:0] count = 21'd0;  // src/blinker.ts:2:2",
    "  always @(posedge clock) count <= count + 21'd1;",
    "  assign led = count[20];",
    "endmodule",
  );
  const constraints = "set_io clk 35\nset_io led 37\nset_frequency clk 12\n";
  const place = (options: { constraints: string; frequency?: number }) =>
    synthesiseAndPlace(pll, { target: "ice40-up5k", timing: false, ...options });

  it("the PLL is placed and the clock is reached", async () => {
    const { report } = await place({ constraints, frequency: 24 });
    expect(report.placed?.utilisation).toContainEqual({ element: "ICESTORM_PLL", used: 1, available: 1 });
    expect(report.placed?.clocks[0]?.maximumFrequency).toBeGreaterThanOrEqual(24);
  });

  it("a clock that is missed gives no bitstream", async () => {
    const found = await refusal(() => place({ constraints, frequency: 270 }));
    expect(found).toMatchObject({ code: "BL0702", details: { top: "blinker", wanted: "270" } });
  });

  it("a pin that the package lacks, and a port without a pin, are refused", async () => {
    const wrong = await refusal(() => place({ constraints: constraints.replace("37", "99") }));
    expect(wrong).toMatchObject({ code: "BL0488" });
    const missing = await refusal(() => place({ constraints: "set_io clk 35\n" }));
    expect(missing).toMatchObject({ code: "BL0488" });
  });
});

describe("what cannot be placed", () => {
  const line = (bits: number) =>
    design(
      "long",
      "module long (input wire clock, input wire d, output wire q);  // src/long.ts:1:1",
      `  reg [${bits - 1}:0] line;  // src/long.ts:2:2`,
      `  always @(posedge clock) line <= {line[${bits - 2}:0], d};`,
      `  assign q = line[${bits - 1}];`,
      "endmodule",
    );

  it("more flip-flops than the device has logic cells are refused before the placement", async () => {
    const found = await refusal(() =>
      synthesiseAndPlace(line(5281), { target: "ice40-up5k", timing: false }),
    );
    expect(found).toMatchObject({ code: "BL0488", kind: "design" });
    expect(found?.message).toBe(
      "long cannot be placed and routed on iCE40 UP5K (sg48): it needs 5281 logic cells at least, and there are 5280.",
    );
  });

  it("too many block RAMs are refused with nextpnr's reason", async () => {
    // 31 block RAMs of 4 kbit in a device with 30.
    const rams = Array.from({ length: 31 }, (_, i) => [
      `  reg [15:0] words${i} [0:255]; reg [15:0] q${i};`,
      `  always @(posedge clock) begin if (w[${i}]) words${i}[a] <= {a, a}; q${i} <= words${i}[a]; end`,
    ]);
    const many = design(
      "many",
      "module many (input wire clock, input wire si, output wire q);  // src/many.ts:1:1",
      "  reg [7:0] a; reg [30:0] w;",
      "  always @(posedge clock) begin a <= {a[6:0], si}; w <= {w[29:0], a[7]}; end",
      ...rams.flat(),
      `  assign q = ^{${rams.map((_, i) => `q${i}`).join(", ")}};`,
      "endmodule",
    );
    const found = await refusal(() => synthesiseAndPlace(many, { target: "ice40-up5k", timing: false }));
    expect(found).toMatchObject({ code: "BL0488", details: { top: "many", device: "iCE40 UP5K (sg48)" } });
    expect(found?.message).toMatch(/RAM/);
  });

  it("a target without place and route is refused before any tool runs", async () => {
    const found = await refusal(() => synthesiseAndPlace(counter, { target: "ecp5" }));
    expect(found).toMatchObject({ code: "BL0487", kind: "usage" });
    expect(found?.message).toBe("Place and route is there for ice40, ice40-hx8k, ice40-up5k, not for ecp5.");
  });
});
