/**
 * A program read from its folder or its file. Invariant: no file is read that is longer than it may be, and what is returned has passed every
 * check of the reader.
 */
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fail } from "../../diagnostics/index.ts";
import {
  checkImages,
  type DecodedProgram,
  decodeProgram,
  IMAGE_NAMES,
  type ImageName,
  imageFile,
  LARGEST_PROGRAM,
  type LayerProgram,
  PROGRAM_FILE,
  type ProgramImages,
} from "../../gen/index.ts";

export interface ProgramOnDisk extends DecodedProgram {
  /** Of program.bin. */
  readonly file: string;
  /** A folder was given, so that its images belong to what is read. */
  readonly isFolder: boolean;
}

/** Reads program.bin, or the one in a folder. BL0501, BL0570, BL0571. */
export function readProgram(path: string): ProgramOnDisk {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? join(path, PROGRAM_FILE) : path;
  const bytes = readWhole(file, (size) => {
    if (size > LARGEST_PROGRAM) {
      const problem = `it has ${size} bytes, and a program has at most ${LARGEST_PROGRAM}`;
      fail("BL0570", { file, problem });
    }
  });
  return { ...decodeProgram(bytes, file), file, isFolder };
}

/** The images beside a program, checked against it. BL0501, BL0572. */
export function readImages({ file, program }: ProgramOnDisk): ProgramImages {
  const paths = imagePaths(file);
  const images = Object.fromEntries(
    IMAGE_NAMES.map((name) => [name, readWhole(paths(name), sizeCheck(program, name, paths(name)))]),
  ) as Record<ImageName, Uint8Array>;
  checkImages(program, images, paths);
  return images;
}

/** Where the images of a program lie. */
export const imagePaths =
  (file: string) =>
  (name: ImageName): string =>
    join(dirname(file), imageFile(name));

const sizeCheck = (program: LayerProgram, name: ImageName, file: string) => (size: number) => {
  const { bytes } = program.images[name];
  if (size !== bytes) fail("BL0572", { file, problem: `it has ${size} bytes; expected ${bytes}` });
};

function readWhole(file: string, checkSize: (bytes: number) => void): Uint8Array {
  try {
    const status = statSync(file);
    if (!status.isFile()) return fail("BL0501", { file, reason: "it is not a regular file" });
    checkSize(status.size);
    return readFileSync(file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && "syscall" in error)) throw error;
    return fail("BL0501", { file, reason: error.message });
  }
}
