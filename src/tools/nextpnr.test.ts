/** Which nextpnr is found, and the packaged one played by a module with the same functions. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BitloomError, type Diagnostic } from "../diagnostics/index.ts";
import { findNextpnr, type NextpnrKind, runProcess } from "./index.ts";

let folder: string;
let path: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloom-nextpnr-"));
  path = process.env.PATH;
  process.env.PATH = join(folder, "bin");
  vi.spyOn(process, "cwd").mockReturnValue(folder);
});

afterEach(() => {
  process.env.PATH = path;
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Its functions take parameters, files and options, and give the files: @yowasp/nextpnr-ice40 0.8.621, lib/api.d.ts. */
const MODULE = `
export class Exit extends Error { constructor(code, files) { super(); this.code = code; this.files = files; } }
export const runNextpnrIce40 = async (parameters, files, { stdout, stderr }) => {
  stderr(new TextEncoder().encode("Info: Placing " + parameters.join(" ") + "\\n"));
  stdout(null);
  if (files["netlist.json"] === "too large") throw new Exit(125, { "log.txt": "ERROR" });
  return { ...files, "design.asc": files["netlist.json"].toUpperCase() };
};
export const runIcepack = async ([from, to], files) => ({ ...files, [to]: Uint8Array.of(0x7e, files[from].length) });
`;

function install(): void {
  const root = join(folder, "node_modules/@yowasp/nextpnr-ice40");
  mkdirSync(join(root, "gen"), { recursive: true });
  const manifest = {
    name: "@yowasp/nextpnr-ice40",
    version: "0.8.621",
    type: "module",
    exports: { types: "./lib/api.d.ts", default: "./gen/bundle.js" },
  };
  writeFileSync(join(root, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(root, "gen/bundle.js"), MODULE);
}

const refusalOf = (kind: NextpnrKind | undefined): Promise<Diagnostic | undefined> =>
  findNextpnr(kind).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof BitloomError) return error.diagnostics[0];
      throw error;
    },
  );
const codeOf = async (kind: NextpnrKind | undefined) => (await refusalOf(kind))?.code;

test("without programs and without the package nothing is found, whichever is asked for", async () => {
  for (const kind of ["installed", "packaged", undefined] as const) expect(await codeOf(kind)).toBe("BL0401");
  expect((await refusalOf("packaged"))?.message).toBe(
    "The npm package @yowasp/nextpnr-ice40 is needed, but neither Bitloom nor the project of the working folder has it.",
  );
  expect((await refusalOf("installed"))?.message).toContain('no program "nextpnr-ice40" on the PATH');
});

test("the project's package stands in for programs that are not there, and is not taken for them", async () => {
  install();
  expect(await findNextpnr(undefined)).toMatchObject({
    name: "nextpnr-ice40 (@yowasp/nextpnr-ice40)",
    version: "0.8.621",
  });
  expect(await codeOf("packaged")).toBeUndefined();
  expect(await codeOf("installed")).toBe("BL0401");
});

test("it places and packs the files of a folder, and prints while it does", async () => {
  install();
  const { place, pack } = await findNextpnr("packaged");
  const work = join(folder, "work");
  mkdirSync(work);
  writeFileSync(join(work, "netlist.json"), "abc");
  const placed = await runProcess(place[0], [...place.slice(1), "--seed", "3"], { cwd: work });
  expect(placed).toMatchObject({ exitCode: 0, output: "Info: Placing --seed 3\n" });
  expect(readFileSync(join(work, "design.asc"), "utf8")).toBe("ABC");
  const packed = await runProcess(pack[0], [...pack.slice(1), "design.asc", "design.bin"], { cwd: work });
  expect(packed.exitCode).toBe(0);
  expect([...readFileSync(join(work, "design.bin"))]).toEqual([0x7e, 3]);
});

test("its failure is told by the exit code", async () => {
  install();
  const { place } = await findNextpnr("packaged");
  const work = join(folder, "work");
  mkdirSync(work);
  writeFileSync(join(work, "netlist.json"), "too large");
  const result = await runProcess(place[0], place.slice(1), { cwd: work });
  expect(result.exitCode).toBe(125);
  expect(readFileSync(join(work, "log.txt"), "utf8")).toBe("ERROR");
});
