/** GGUF models in several files, as llama.cpp's own package writes them, and sets of files that do not fit together. */
import { copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openModel } from "../index.ts";
import { rejectionOf, temporaryFile, temporaryFolder } from "../testing.ts";
import { openGguf } from "./index.ts";
import { ggufBytes, type HandMadeFile, tinyMetadata } from "./testing.ts";

const nameOf = (part: number, count = 3): string => {
  const digits = (number: number) => String(number).padStart(5, "0");
  return `tiny-parts-${digits(part)}-of-${digits(count)}.gguf`;
};
const vector = (part: number): string => fileURLToPath(new URL(`./vectors/${nameOf(part)}`, import.meta.url));

/** The three files, written by bench/peers/gguf_vectors.py, in a folder of their own. */
function folderOfParts(): string {
  const folder = temporaryFolder();
  for (const part of [1, 2, 3]) copyFileSync(vector(part), join(folder, nameOf(part)));
  return folder;
}
const messageOf = async (path: string) => (await rejectionOf(openGguf(path)))?.message;

describe("a GGUF model in several files", () => {
  it("opens by any of them, and as the only model of a folder", async () => {
    const whole = await openGguf(vector(1));
    const names = whole.tensors.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(10);
    for (const path of [vector(2), vector(3), folderOfParts()]) {
      const model = await openModel(path);
      expect([model.config, model.tensors.map(({ name }) => name)]).toEqual([whole.config, names]);
      for (const tensor of model.tensors) expect(tensor.read()).toEqual(whole.tensor(tensor.name).read());
      model.close();
    }
    whole.close();
  });

  it("is refused when one is missing, and says which", async () => {
    const folder = folderOfParts();
    rmSync(join(folder, nameOf(2)));
    const found = await rejectionOf(openGguf(join(folder, nameOf(1))));
    expect([found?.code, found?.message]).toEqual([
      "BL0501",
      expect.stringContaining(`${nameOf(2)}: no such file`),
    ]);
  });

  it("is refused when a file has another's name", async () => {
    const folder = folderOfParts();
    copyFileSync(vector(3), join(folder, nameOf(2)));
    expect(await messageOf(join(folder, nameOf(1)))).toContain(
      "its entries say that it is file 2 of 3, counted from 0; its name says 1 of 3",
    );
    renameSync(join(folder, nameOf(1)), join(folder, "one.gguf"));
    expect(await messageOf(join(folder, "one.gguf"))).toContain(
      "it is one of 3 files, and its name does not end in -00001-of-00003.gguf",
    );
  });

  it("is refused when its files have not as many tensors as it announces", async () => {
    const part = (metadata: HandMadeFile["metadata"]) => ggufBytes({ metadata, tensors: [] });
    const split = (number: number, count: number) =>
      [
        ["split.no", "u32", number],
        ["split.count", "u32", count],
      ] as const;
    const folder = temporaryFolder();
    const first = join(folder, nameOf(1, 2));
    writeFileSync(first, part([...tinyMetadata, ...split(0, 2), ["split.tensors.count", "u32", 5]]));
    writeFileSync(join(folder, nameOf(2, 2)), part(split(1, 2)));
    expect(await messageOf(first)).toContain("its 2 files have 0 tensors; it announces 5");
    writeFileSync(first, part([...tinyMetadata, ["split.count", "f32", 1.5]]));
    expect(await messageOf(first)).toContain("its entry split.count is 1.5; allowed are 0, 1, 2, ..");
  });

  it("may say that it is the only file", async () => {
    const metadata = [...tinyMetadata, ["split.no", "u32", 0] as const, ["split.count", "u32", 1] as const];
    const model = await openGguf(temporaryFile(ggufBytes({ metadata, tensors: [] }), "m.gguf"));
    expect(model.tensors).toEqual([]);
    model.close();
  });

  it("has every file checked to its end", async () => {
    const folder = folderOfParts();
    const last = join(folder, nameOf(3));
    const bytes = readFileSync(last);
    writeFileSync(last, bytes.subarray(0, bytes.length - 40));
    const found = await rejectionOf(openGguf(join(folder, nameOf(1))));
    expect([found?.code, found?.message]).toEqual(["BL0505", expect.stringContaining(nameOf(3))]);
  });
});
