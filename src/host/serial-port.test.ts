/** Real terminals of the operating system: a pseudo-terminal stands in for the port; and the refusals of what is no port. */
import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { BitloomError } from "../diagnostics/index.ts";
import { runProcess } from "../tools/index.ts";
import { openSerialPort } from "./serial-port.ts";

/** Gives every byte back, exclusive-or 0xff, so that an echo of the terminal itself would show. */
const MIRROR = `
import os, pty, sys
master, slave = pty.openpty()
print(os.ttyname(slave), flush=True)
while True:
    os.write(master, bytes(b ^ 255 for b in os.read(master, 1024)))
`;

async function codeOf(path: string): Promise<string | undefined> {
  try {
    await (await openSerialPort({ path, baud: 115200 })).close();
    return undefined;
  } catch (error) {
    if (error instanceof BitloomError) return error.diagnostics[0]?.code;
    throw error;
  }
}

test("all 256 bytes go through a terminal as they are, and silence is no bytes", async (context) => {
  if ((await runProcess("python3", ["-c", "import pty"])).exitCode !== 0)
    context.skip("python3 is not there");
  const mirror = spawn("python3", ["-c", MIRROR], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const path = await new Promise<string>((resolve) => {
      mirror.stdout.once("data", (text: Buffer) => resolve(text.toString().trim()));
    });
    const port = await openSerialPort({ path, baud: 115200 });
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    await port.write(bytes);
    let back: number[] = [];
    for (let tries = 0; back.length < 256 && tries < 100; tries++) back = [...back, ...(await port.read(1))];
    expect(back).toEqual([...bytes].map((byte) => byte ^ 255));
    expect(await port.read(0.05)).toHaveLength(0);
    await port.close();
  } finally {
    mirror.kill();
  }
});

test("a port that is taken away while a byte is waited for is lost", async (context) => {
  if ((await runProcess("python3", ["-c", "import pty"])).exitCode !== 0)
    context.skip("python3 is not there");
  const mirror = spawn("python3", ["-c", MIRROR], { stdio: ["ignore", "pipe", "inherit"] });
  const path = await new Promise<string>((resolve) => {
    mirror.stdout.once("data", (text: Buffer) => resolve(text.toString().trim()));
  });
  const port = await openSerialPort({ path, baud: 115200 });
  const waiting = port.read(60);
  mirror.kill();
  await expect(waiting).rejects.toThrow(/BL0711.*it was taken away/);
  await expect(port.write(Uint8Array.of(1))).rejects.toThrow("BL0711");
  await port.close();
});

test("no device, a file, a device that is no terminal: each is refused", async () => {
  expect(await codeOf("/dev/no-such-port")).toBe("BL0704");
  expect(await codeOf("package.json")).toBe("BL0704");
  expect(await codeOf("/dev/null")).toBe("BL0704");
});
