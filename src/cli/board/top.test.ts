/**
 * A board's whole top as Verilog in Icarus and Verilator: power-on reset, button, the line at the pins, a restart. The testbench sends frames that
 * the host's code made, and what the pins answer is read by the host's code.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { elaborate } from "../../dsl/index.ts";
import { BOARDS, boardFiles, writeVerilog } from "../../gen/index.ts";
import { encodeFrame, FrameDecoder } from "../../host/index.ts";
import { runProcess } from "../../tools/index.ts";
import { boardDesign } from "./design.ts";

const root = mkdtempSync(join(tmpdir(), "bitloom-top-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Number, opcode, arguments. RESTART, the protocol, the identity, M written and read, an address without a register. */
const requests = [
  [1, 0],
  [2, 1, 0x00, 0x80],
  [3, 1, 0x04, 0x80],
  [4, 2, 0x0c, 0x00, 0x39, 0x30, 0, 0],
  [5, 1, 0x0c, 0x00],
  [6, 1, 0x3c, 0x00],
];

const testbench = (bytes: readonly number[], cycles: number, lengths: readonly number[]): string => `
\`timescale 1ns/1ps
module bench;
  reg clk = 0, rx = 1, button = 0;
  wire tx, led_0, led_1;
  always #5 clk = !clk;
  icebreaker_top dut (.clk(clk), .rx(rx), .tx(tx), .button(button), .led_0(led_0), .led_1(led_1));
  reg [7:0] bytes [0:${bytes.length - 1}];
  integer at, part, i, next;
  task send(input [7:0] data); begin
    rx = 0; #${cycles * 10};
    for (i = 0; i < 8; i = i + 1) begin rx = data[i]; #${cycles * 10}; end
    rx = 1; #${cycles * 10};
  end endtask
  reg [7:0] seen; integer j;
  always @(negedge tx) begin
    #${cycles * 15};
    for (j = 0; j < 8; j = j + 1) begin seen[j] = tx; #${cycles * 10}; end
    $display("BYTE %0d", seen);
  end
  initial begin
    ${bytes.map((byte, index) => `bytes[${index}] = ${byte};`).join(" ")}
    // The button is held down at first.
    #1000 button = 1;
    #3000;
    at = 0;
    ${lengths.map((length) => `for (part = 0; part < ${length}; part = part + 1) begin send(bytes[at]); at = at + 1; end #${cycles * 10 * 10 * 24};`).join("\n    ")}
    $finish;
  end
endmodule
`;

test.for(["icarus", "verilator"] as const)(
  "%s: the top answers as the protocol says",
  async (simulator, context) => {
    const [board] = BOARDS;
    if (board === undefined) throw new Error("no board");
    const design = boardDesign(board, { rows: 1, cols: 1, accumulatorBits: 20, clock: 12, baud: 3_000_000 });
    const verilog = writeVerilog(elaborate(design.definition));
    const sources = verilog.files.map(({ name }) => name);
    const files = boardFiles({ board, clock: design.clock, core: design.definition.name, sources, seed: 1 });
    const frames = requests.map((request) => [...encodeFrame(Uint8Array.from(request))]);
    const bench = testbench(
      frames.flat(),
      design.clock.divisor,
      frames.map(({ length }) => length),
    );
    const folder = mkdtempSync(join(root, `${simulator}-`));
    for (const { name, text } of [...verilog.files, files.verilog, { name: "bench.v", text: bench }]) {
      writeFileSync(join(folder, name), text);
    }
    const all = [...sources, files.verilog.name, "bench.v"];
    const build =
      simulator === "icarus"
        ? await runProcess("iverilog", ["-g2005", "-o", "sim", "-s", "bench", ...all], { cwd: folder })
        : await runProcess(
            "verilator",
            [
              "--binary",
              "--timing",
              "-Wno-fatal",
              "--top-module",
              "bench",
              "-Mdir",
              ".",
              "-o",
              "sim",
              ...all,
            ],
            { cwd: folder },
          );
    if (build.notFound) context.skip(`${simulator} is not there`);
    expect(build.exitCode, build.output.slice(-2000)).toBe(0);
    const run = await runProcess(join(folder, "sim"), [], { cwd: folder, timeoutSeconds: 300 });
    const bytes = [...run.output.matchAll(/^BYTE (\d+)$/gm)].map(([, byte]) => Number(byte));
    const answers = new FrameDecoder()
      .push(Uint8Array.from(bytes))
      .map((frame) => (frame.isGood ? [...frame.content] : frame.reason));
    const word = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
    expect(answers.map((content) => (typeof content === "string" ? content : content.slice(0, 2)))).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
      [5, 0],
      [6, 3],
    ]);
    expect(answers[1]?.slice(2)).toEqual(word(0x424c4d01));
    expect(answers[2]?.slice(2)).toEqual(word(design.identity));
    expect(answers[4]?.slice(2)).toEqual(word(12345));
  },
);
