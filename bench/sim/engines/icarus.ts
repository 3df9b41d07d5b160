/**
 * Icarus Verilog as a bench mate: one process that prints a line a run, timed as the lines come. Slow, so a run has a
 * given number of cycles instead of a given length.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import type { BenchDesign } from "../designs/design.ts";
import type { Lap, Measurement, Task } from "./measure.ts";

const harness = (top: string): string => `
module bench;
  reg clock = 0;
  reg reset = 1;
  wire [31:0] checksum;
  integer check, runs, cycles, run;
  ${top} top (.clock(clock), .reset(reset), .checksum(checksum));

  task advance(input integer count);
    repeat (count) begin
      #1 clock = 1;
      #1 clock = 0;
    end
  endtask

  initial begin
    if (!$value$plusargs("check=%d", check)) check = 0;
    if (!$value$plusargs("runs=%d", runs)) runs = 0;
    if (!$value$plusargs("cycles=%d", cycles)) cycles = 0;
    advance(1);
    reset = 0;
    advance(check);
    #1 $display("checksum %0d", checksum);
    $fflush;
    for (run = 0; run < runs; run = run + 1) begin
      advance(cycles);
      $display("run");
      $fflush;
    end
    $finish;
  end
endmodule
`;

/** Runs `task.runs` runs of `cycles` cycles; `task.seconds` is not looked at. */
export async function runIcarus(design: BenchDesign, task: Task, cycles: number): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), "bitloom-bench-icarus-"));
  try {
    for (const { name, text } of design.files) await writeFile(join(folder, name), text);
    await writeFile(join(folder, "bench.v"), harness(design.top));
    const sources = design.files.map(({ name }) => name).filter((name) => name.endsWith(".v"));
    const defines = Object.entries(design.defines).map(([name, value]) => `-D${name}=${value}`);
    await execa("iverilog", ["-g2005", ...defines, "-s", "bench", "-o", "bench.vvp", "bench.v", ...sources], {
      cwd: folder,
    });
    const parameters = [`+check=${task.checkCycles}`, `+runs=${task.runs}`, `+cycles=${cycles}`];
    const child = execa("vvp", ["-n", "bench.vvp", ...parameters], { cwd: folder });
    let checksum = Number.NaN;
    let last = { wallSeconds: 0, cpuSeconds: 0 };
    const laps: Lap[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const now = { wallSeconds: performance.now() / 1000, cpuSeconds: await processSeconds(child.pid) };
      if (line.startsWith("checksum")) checksum = Number(line.split(" ")[1]);
      else if (line === "run") {
        const wallSeconds = now.wallSeconds - last.wallSeconds;
        const cpuSeconds = now.cpuSeconds - last.cpuSeconds;
        // The clock stands in where the processor's time is not to be had.
        laps.push({ wallSeconds, cpuSeconds: cpuSeconds > 0 ? cpuSeconds : wallSeconds });
      }
      last = now;
    }
    await child;
    return { checksum, cycles, laps };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Processor time of a running process, in steps of 10 ms, where Linux tells it. */
async function processSeconds(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (text === undefined) return Number.NaN;
  // After the name in parentheses, which may hold blanks: fields 14 and 15 of proc(5), in ticks of 1/100 s.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
