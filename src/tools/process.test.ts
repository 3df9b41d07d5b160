/** Outside programs: what they print, how they end, and that nothing of them is left behind. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runProcess } from "./process.ts";

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A killed process is gone a moment after the kill. */
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && isAlive(pid); tries++) await new Promise((wake) => setTimeout(wake, 20));
  return !isAlive(pid);
}

describe("runProcess", () => {
  test("gives exit code and both outputs, also while they come", async () => {
    const pieces: string[] = [];
    const result = await runProcess("sh", ["-c", "echo one; echo two >&2; exit 3"], {
      onOutput: (text) => pieces.push(text),
    });
    expect(result).toMatchObject({ exitCode: 3, timedOut: false, notFound: false });
    expect(result.output).toContain("one\n");
    expect(result.output).toContain("two\n");
    expect(pieces.join("")).toBe(result.output);
  });

  test("a program that is not there is told from one that fails", async () => {
    expect((await runProcess("bitloom-no-such-program", [])).notFound).toBe(true);
    expect((await runProcess("false", [])).notFound).toBe(false);
  });

  test("a time limit kills the program and what it has started", async () => {
    const result = await runProcess("sh", ["-c", "sleep 60 & echo $!; wait"], { timeoutSeconds: 0.3 });
    expect(result).toMatchObject({ timedOut: true, exitCode: undefined });
    expect(await gone(Number(result.output))).toBe(true);
  });

  test("Ctrl-C ends this process by the signal, and kills what it was running", async () => {
    const module = fileURLToPath(new URL("./process.ts", import.meta.url));
    const script = `import { runProcess } from ${JSON.stringify(module)};
      await runProcess("sh", ["-c", "sleep 60 & echo $!; wait"], { onOutput: (text) => process.stdout.write(text) });`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise<string | null>((resolve) =>
      child.once("close", (_code, signal) => resolve(signal)),
    );
    const sleeper = await new Promise<number>((resolve) =>
      child.stdout.once("data", (text) => resolve(Number(text))),
    );
    expect(isAlive(sleeper)).toBe(true);
    child.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
    expect(await gone(sleeper)).toBe(true);
  });

  test("Ctrl-C leaves no temporary folder, the program in it is killed first", async () => {
    const module = fileURLToPath(new URL("./index.ts", import.meta.url));
    const script = `import { inTemporaryFolder, runProcess } from ${JSON.stringify(module)};
      await inTemporaryFolder("test", (cwd) => runProcess("sh", ["-c", "pwd; while :; do date > file; done"], {
        cwd, onOutput: (text) => process.stdout.write(text) }));`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise<string | null>((resolve) =>
      child.once("close", (_code, signal) => resolve(signal)),
    );
    const folder = await new Promise<string>((resolve) =>
      child.stdout.once("data", (text) => resolve(String(text).trim())),
    );
    expect(existsSync(folder)).toBe(true);
    child.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
    expect(existsSync(folder)).toBe(false);
  });
});
