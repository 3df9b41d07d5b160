/**
 * install-tools.sh in a world of its own: the search path holds the few utilities it uses, tools that only print a
 * version, and an apt-get that writes down what it was asked and "installs" by making such a tool.
 */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("install-tools.sh", import.meta.url));
const greetings: Record<string, string> = {
  iverilog: "Icarus Verilog version 11.0 (stable) ()",
  verilator: "Verilator 5.006 2023-01-22 rev (Debian 5.006-3)",
  yosys: "Yosys 0.23 (git sha1 7ce5011c24b)",
  sta: "2.0.17",
  "nextpnr-ice40": "nextpnr-ice40 -- Next Generation Place and Route (Version 0.4-1+b1)",
};

let world = "";
beforeEach(() => {
  world = mkdtempSync(join(tmpdir(), "bitloom-tools-"));
  for (const name of ["sh", "sed", "sort", "head", "cat", "mktemp", "rm", "env", "chmod"]) {
    const found = ["/usr/bin", "/bin"].map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (found) symlinkSync(found, join(world, name));
  }
  command("id", "echo 0");
});
afterEach(() => rmSync(world, { recursive: true }));

function command(name: string, body: string): void {
  writeFileSync(join(world, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(world, name), 0o755);
}

const installed = (name: string, greeting = greetings[name] ?? ""): void =>
  command(name, `echo '${greeting}'`);

function aptThatInstalls(greeting: Record<string, string>): void {
  const makes = Object.entries(greeting).map(
    ([name, text]) =>
      `case "$*" in *" ${name}"*) printf '#!/bin/sh\\necho "${text}"\\n' > ${world}/${name}; chmod 755 ${world}/${name};; esac`,
  );
  command("apt-get", [`echo "$*" >> ${world}/asked`, ...makes].join("\n"));
}

async function runScript(...parameters: string[]) {
  const result = await execa(join(world, "sh"), [script, ...parameters], {
    env: { PATH: world },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
  });
  return { exitCode: result.exitCode, out: result.stdout, complaint: result.stderr };
}

const asked = (): string => readFileSync(join(world, "asked"), "utf8");

describe("install-tools.sh", () => {
  it("installs nothing when everything is there", async () => {
    for (const name of ["iverilog", "verilator", "yosys", "g++", "make"]) installed(name);
    command("apt-get", "exit 9");
    const { exitCode, out } = await runScript();
    expect(exitCode).toBe(0);
    expect(out.split("\n").map((line) => line.split(/ +/))).toEqual([
      ["iverilog", "11.0"],
      ["verilator", "5.006"],
      ["yosys", "0.23"],
    ]);
  });

  it("updates the lists, then installs what is missing and nothing more", async () => {
    installed("yosys");
    aptThatInstalls(greetings);
    expect((await runScript("iverilog", "yosys")).exitCode).toBe(0);
    expect(asked()).toMatch(/update\n.*install -y --no-install-recommends iverilog\n$/);
  });

  it("brings nextpnr with icepack, and OpenSTA under the name of its package", async () => {
    aptThatInstalls({ "nextpnr-ice40": greetings["nextpnr-ice40"] ?? "", "fpga-icestorm": "", opensta: "" });
    command("sta", `echo '${greetings.sta}'`);
    command("icepack", "exit 0");
    const { exitCode, out } = await runScript("opensta", "nextpnr-ice40");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^opensta +2\.0\.17$/m);
    expect(out).toMatch(/^nextpnr-ice40 +0\.4$/m);
    expect(asked()).toContain("install -y --no-install-recommends nextpnr-ice40 fpga-icestorm");
  });

  it("counts a nextpnr without icepack as missing", async () => {
    installed("nextpnr-ice40");
    const { exitCode, out } = await runScript("--check", "nextpnr-ice40");
    expect(exitCode).toBe(3);
    expect(out).toContain("its companion icepack is missing");
  });

  it("takes `synthesis` for all that bitloom synth runs", async () => {
    const { out } = await runScript("--check", "synthesis");
    expect(out.split("\n").map((line) => line.split(" ")[0])).toEqual([
      "yosys",
      "opensta",
      "nextpnr-ice40",
      "osu018",
    ]);
  });

  it("brings the compiler that Verilator needs", async () => {
    aptThatInstalls({ ...greetings, "g++": "12", make: "4" });
    expect((await runScript("verilator")).exitCode).toBe(0);
    expect(asked()).toContain("install -y --no-install-recommends verilator g++ make");
  });

  it("counts a Verilator without compiler as missing", async () => {
    installed("verilator");
    const { exitCode, out } = await runScript("--check", "verilator");
    expect(exitCode).toBe(3);
    expect(out).toContain("its C++ compiler g++ is missing");
  });

  it.each([
    ["iverilog", "Icarus Verilog version 10.3 (stable) ()", "version 10.3, needs 11.0 or newer"],
    ["verilator", "Verilator 4.210 2021-07-07 rev", "version 4.210, needs 5.0 or newer"],
    ["yosys", "Yosys 0.9 (git sha1 1979e0b)", "version 0.9, needs 0.23 or newer"],
  ])("refuses an old %s", async (name, greeting, complaint) => {
    installed(name, greeting);
    const { exitCode, out } = await runScript("--check", name);
    expect(exitCode).toBe(3);
    expect(out).toContain(complaint);
  });

  it("says so when the system's package is too old as well", async () => {
    aptThatInstalls({ iverilog: "Icarus Verilog version 10.3 (stable) ()" });
    const { exitCode, complaint } = await runScript("iverilog");
    expect(exitCode).toBe(3);
    expect(complaint).toContain("iverilog: version 10.3, needs 11.0 or newer, after installing");
  });

  it("prints the line to run, with exit code 3, for a user without root and sudo", async () => {
    command("id", "echo 1000");
    command("apt-get", "exit 9");
    const { exitCode, complaint } = await runScript("iverilog");
    expect(exitCode).toBe(3);
    expect(complaint).toContain(
      "sudo apt-get update && sudo apt-get install -y --no-install-recommends iverilog",
    );
  });

  it("uses sudo where it asks for no password", async () => {
    command("id", "echo 1000");
    command("sudo", `[ "$1" = -n ] && exit 0; echo sudo >> ${world}/asked; exec "$@"`);
    aptThatInstalls(greetings);
    expect((await runScript("iverilog")).exitCode).toBe(0);
    expect(asked()).toMatch(/^sudo\n.*update\nsudo\n.*install /);
  });

  it("passes apt's own words on when it fails", async () => {
    command("apt-get", "echo 'E: no network'; exit 100");
    const { exitCode, complaint } = await runScript("iverilog");
    expect(exitCode).toBe(3);
    expect(complaint).toContain("E: no network");
  });

  it("names what to install where there is no apt", async () => {
    const { exitCode, complaint } = await runScript("verilator");
    expect(exitCode).toBe(3);
    expect(complaint).toMatch(/no apt-get .*: verilator g\+\+ make\n?$/);
  });

  it("refuses an unknown tool with exit code 2", async () => {
    expect((await runScript("vivado")).exitCode).toBe(2);
  });
});
