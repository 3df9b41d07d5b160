/**
 * `bitloom host` as a user meets it: jobs through a real terminal of the operating system, with a simulated board at its other end, which is made
 * to lie, fall silent or go away; and what is refused.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { encodeFrame, FrameDecoder } from "../../host/index.ts";
import { runProcess } from "../../tools/index.ts";
import { boardDesign, findBoard } from "../board/design.ts";
import { SimulatedPort } from "../board/simulated-port.ts";
import { runCommandLine } from "../command-line.ts";
import { capturePrinted } from "../testing.ts";

const root = mkdtempSync(join(tmpdir(), "bitloom-host-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const printed = capturePrinted();

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(["host", ...given]);
  return Number(process.exitCode);
}

/** The smallest engine on the fastest line, so that the simulation has little to do; and time enough for a busy machine. */
const OPTIONS = ["--board", "icebreaker", "--rows", "1", "--cols", "1", "--clock", "12", "--baud", "3000000"];
const JOB = ["--m", "1", "--k", "5", "--n", "1"];
const PATIENT = ["--timeout", "50"];

/** A pseudo-terminal: its path in the first line, then what is written to it; what comes in is what it reads. */
const TERMINAL = `
import os, pty, select
master, slave = pty.openpty()
os.write(1, (os.ttyname(slave) + "\\n").encode())
while True:
    ready = select.select([master, 0], [], [])[0]
    if master in ready:
        os.write(1, os.read(master, 4096))
    if 0 in ready:
        piece = os.read(0, 4096)
        if not piece: break
        os.write(master, piece)
`;

/** Bytes on the line in place of those of an answer; `answer` and `request` are contents of frames. */
type Fault = (answer: Uint8Array, request: Uint8Array) => Uint8Array;

class Device {
  readonly path: string;
  private readonly terminal: ChildProcessByStdio<Writable, Readable, null>;
  private readonly board: SimulatedPort;

  private constructor(
    path: string,
    terminal: Device["terminal"],
    board: SimulatedPort,
    fault: Fault | undefined,
  ) {
    this.path = path;
    this.terminal = terminal;
    this.board = board;
    const requests = new FrameDecoder();
    let work = Promise.resolve();
    terminal.stdout.on("data", (piece: Buffer) => {
      work = work.then(async () => {
        await board.write(piece);
        for (const request of requests.push(piece)) {
          if (!request.isGood) continue;
          const { bytes, content } = await answerOf(board);
          terminal.stdin.write(fault === undefined ? bytes : fault(content, request.content));
        }
      });
    });
    terminal.stdin.on("error", () => undefined);
  }

  static async open(fault?: Fault): Promise<Device> {
    const options = { rows: 1, cols: 1, accumulatorBits: undefined, clock: 12, baud: 3_000_000 };
    const board = new SimulatedPort(boardDesign(findBoard("icebreaker"), options));
    const terminal = spawn("python3", ["-c", TERMINAL], { stdio: ["pipe", "pipe", "inherit"] });
    const path = await new Promise<string>((resolve) => {
      terminal.stdout.once("data", (text: Buffer) => resolve(text.toString().trim()));
    });
    return new Device(path, terminal, board, fault);
  }

  unplug(): void {
    this.terminal.kill();
  }

  async close(): Promise<void> {
    this.unplug();
    await this.board.close();
  }
}

/** The bytes of the board's next frame, and its content. */
async function answerOf(board: SimulatedPort): Promise<{ bytes: Uint8Array; content: Uint8Array }> {
  const decoder = new FrameDecoder();
  const bytes: number[] = [];
  for (;;) {
    const piece = await board.read(1);
    bytes.push(...piece);
    for (const frame of decoder.push(piece)) {
      if (frame.isGood) return { bytes: Uint8Array.from(bytes), content: frame.content };
    }
    if (piece.length === 0) return { bytes: Uint8Array.from(bytes), content: new Uint8Array(6) };
  }
}

const hasTerminals = (await runProcess("python3", ["-c", "import pty"])).exitCode === 0;

describe.skipIf(!hasTerminals)("over a terminal, with a simulated board behind it", () => {
  let device: Device | undefined;
  afterEach(async () => {
    await device?.close();
    device = undefined;
  });
  const run = async (fault: Fault | undefined, ...given: string[]): Promise<number> => {
    device = await Device.open(fault);
    const patience = given.includes("--timeout") ? [] : PATIENT;
    return bitloom("--port", device.path, ...OPTIONS, ...JOB, ...patience, ...given);
  };

  test("a job is compared with the golden model, and counters and bytes are told", async () => {
    expect(await run(undefined), printed.err).toBe(0);
    expect(printed.out).toMatch(
      /^1 x 5 activations times 1 x 5 FineQ weights \(random, seed 1\), 1 tiles, over \/dev\//,
    );
    expect(printed.out).toContain("All 1 results are the golden model's.");
    expect(printed.out).toMatch(/^steps +15$/m);
    expect(printed.out).toMatch(/Line: \d+ requests answered, 0 sent again, \d+ bytes sent, \d+ received\./);
  });

  test("--json has the results, the counters and the line's counts", async () => {
    expect(await run(undefined, "--json", "--seed", "3"), printed.out).toBe(0);
    const report = JSON.parse(printed.out) as { results: string[]; line: { repeats: number } };
    expect(report).toMatchObject({
      ...{ format: "bitloom-host", version: 1, m: 1, k: 5, n: 1, tiles: 1, isGood: true, mismatches: 0 },
      ...{ port: device?.path, weights: "random, seed 3", counters: { tiles: 1, steps: 15 } },
    });
    expect(report.results).toHaveLength(1);
    expect(report.results[0]).toMatch(/^-?\d+$/);
  });

  test("a wrong result is told with its place, what was found and what was expected", async () => {
    const wrong: Fault = (answer, request) => {
      const isResult = request[1] === 4 && answer.length > 6;
      return encodeFrame(isResult ? answer.with(6, (answer[6] ?? 0) ^ 1) : answer);
    };
    expect(await run(wrong)).toBe(1);
    expect(printed.out).toMatch(
      /^1 of 1 results differ from the golden model; error bits 0, expected 0\. The first is row 0, channel 0: (-?\d+), expected (?!\1 )-?\d+ /m,
    );
    expect(printed.err).toBe("");
  });

  test.each<[string, Fault | undefined, string[], number, RegExp]>([
    [
      "holds another engine",
      undefined,
      ["--accumulator-bits", "24"],
      2,
      /BL0706\].*has identity 0x.* expected 0x/,
    ],
    [
      "speaks another protocol",
      (answer, [, opcode, low, high]) =>
        encodeFrame(opcode === 1 && low === 0 && high === 0x80 ? answer.with(2, 9) : answer),
      [],
      2,
      /BL0707\].*0x424c4d09, expected 0x424c4d01/,
    ],
    [
      "refuses a register",
      (answer, [, opcode]) => encodeFrame(opcode === 2 ? answer.with(1, 3) : answer),
      [],
      2,
      /BL0708\].*has refused WRITE 0x.*there is no register at the address/,
    ],
    [
      "is silent",
      () => new Uint8Array(),
      ["--timeout", "0.2", "--tries", "2"],
      3,
      /BL0705\].*RESTART: 2 tries, 0\.2 s/,
    ],
    [
      "has a line that breaks every frame",
      (answer) => encodeFrame(answer).map((byte, at) => (at === 2 ? byte ^ 0x10 : byte)),
      ["--tries", "3"],
      3,
      /BL0709\].*came through broken 3 times.*CRC/,
    ],
  ])("a board that %s", async (_what, fault, given, code, message) => {
    expect(await run(fault, ...given)).toBe(code);
    expect(printed.err).toMatch(message);
    expect(printed.out).toBe("");
  });

  test("a board that is unplugged in the middle of a job", async () => {
    let answers = 0;
    const leaves: Fault = (answer) => {
      if (++answers === 6) device?.unplug();
      return encodeFrame(answer);
    };
    expect(await run(leaves)).toBe(3);
    expect(printed.err).toMatch(/BL0711\].*it was taken away/);
  });

  test("no stty to set up the port", async () => {
    device = await Device.open();
    const before = process.env.PATH;
    try {
      process.env.PATH = join(root, "nothing");
      expect(await bitloom("--port", device.path, ...OPTIONS)).toBe(3);
    } finally {
      process.env.PATH = before;
    }
    expect(printed.err).toMatch(/BL0704\].*there is no stty/);
  });
});

test("--simulate needs no port", async () => {
  expect(await bitloom("--simulate", ...OPTIONS, ...JOB, "--json"), printed.out).toBe(0);
  expect(JSON.parse(printed.out)).toMatchObject({ isGood: true, compared: 1, port: "simulated iCEBreaker" });
});

describe("is refused:", () => {
  test.each([
    ["no port", ["--board", "hx8k"], 2, /BL0601\].*needs --port, or --simulate/],
    ["no board", ["--simulate"], 2, /needs --board/],
    ["a port and a simulation", ["--board", "hx8k", "--port", "/dev/null", "--simulate"], 2, /BL0601/],
    [
      "an unknown board",
      ["--board", "hx9k", "--simulate"],
      2,
      /BL0604\].*"hx9k"; allowed is icebreaker, hx8k/,
    ],
    [
      "a port that is not there",
      ["--board", "hx8k", "--port", "/dev/no-port"],
      3,
      /BL0704\].*there is no such device/,
    ],
    [
      "a file as a port",
      ["--board", "hx8k", "--port", "package.json"],
      3,
      /BL0704\].*no serial port but a file/,
    ],
    ["a folder as a port", ["--board", "hx8k", "--port", "src"], 3, /BL0704\]/],
    ["no rows of activations", [...OPTIONS, "--simulate", "--m", "0"], 2, /BL0604\]: --m is 0/],
    ["more inputs than registers hold", [...OPTIONS, "--simulate", "--k", "65536"], 2, /BL0604\]: --k/],
    ["no channels", [...OPTIONS, "--simulate", "--n", "-1"], 2, /BL0604\]: --n/],
    ["no time", [...OPTIONS, "--simulate", "--timeout", "0"], 2, /BL0604\]: --timeout/],
    ["no tries", [...OPTIONS, "--simulate", "--tries", "0"], 2, /BL0604\]: --tries/],
    ["a tensor of no model", [...OPTIONS, "--simulate", "--tensor", "x"], 2, /--tensor needs --model/],
    ["a model that is not there", [...OPTIONS, "--simulate", "--model", "nowhere"], 2, /BL05\d\d.*nowhere/],
    [
      "more channels than the tensor has",
      [...OPTIONS, "--simulate", "--model", "examples/models/kjv-1.8m", "--n", "5000"],
      2,
      /BL0604\]: --n and --k is 5000 x 48; allowed is at most the/,
    ],
  ])("%s", async (_what, given, code, message) => {
    expect(await bitloom(...given)).toBe(code);
    expect(printed.err).toMatch(message);
    expect(printed.out).toBe("");
  });
});
