/**
 * The files of a GGUF model: one, or several that llama.cpp's gguf-split has made. Invariant: all files of a model are open, in order, and
 * together have the tensors that they announce; or none is open.
 */
import { fail } from "../../diagnostics/index.ts";
import { type BinaryFile, openBinaryFile } from "../binary-file.ts";
import { type GgufHeader, readGgufHeader } from "./header.ts";

export interface GgufPart {
  readonly file: BinaryFile;
  readonly header: GgufHeader;
}

/** `NAME-00002-of-00003.gguf`. */
const PART_NAME = /^(?<stem>.*)-(?<number>\d{5})-of-(?<count>\d{5})\.gguf$/s;

/** True for the second and later files of a split model, going by the name. */
export function isLaterPart(name: string): boolean {
  const number = PART_NAME.exec(name)?.groups?.number;
  return number !== undefined && Number(number) > 1;
}

/**
 * Opens the file, and those that belong to it. BL0560 when a header is malformed or the files do not fit together, BL0505 when one ends within
 * its header, BL0501 when one cannot be read.
 */
export async function openGgufParts(path: string): Promise<readonly GgufPart[]> {
  const parts: GgufPart[] = [];
  const open = async (name: string): Promise<GgufPart> => {
    const file = openBinaryFile(name);
    try {
      return { file, header: await readGgufHeader(file) };
    } catch (error) {
      file.close();
      throw error;
    }
  };
  const named = await open(path);
  parts.push(named);
  try {
    const count = splitEntry(named, "count") ?? 1;
    if (count <= 1) return parts;
    const names = namesOf(named, path, count);
    const at = names.indexOf(path);
    for (const name of names) if (name !== path) parts.push(await open(name));
    // The one that was named is in front; now in its place.
    parts.splice(at, 0, ...parts.splice(0, 1));
    checkSplit(parts);
    return parts;
  } catch (error) {
    for (const { file } of parts) file.close();
    throw error;
  }
}

const malformed = ({ file }: GgufPart, problem: string): never =>
  fail("BL0560", { file: file.path, problem });

function splitEntry(part: GgufPart, key: "no" | "count" | "tensors.count"): number | undefined {
  const value = part.header.metadata.get(`split.${key}`);
  if (value === undefined) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) && number >= 0
    ? number
    : malformed(part, `its entry split.${key} is ${String(value)}; allowed are 0, 1, 2, ..`);
}

/** The names of all files of the model that `path` is one of. */
function namesOf(part: GgufPart, path: string, count: number): string[] {
  const { stem = "", number, count: named } = PART_NAME.exec(path)?.groups ?? {};
  const isNamed =
    number !== undefined && Number(named) === count && Number(number) >= 1 && Number(number) <= count;
  if (!isNamed)
    malformed(
      part,
      `it is one of ${count} files, and its name does not end in -00001-of-${digits(count)}.gguf or the like`,
    );
  return Array.from({ length: count }, (_, at) => `${stem}-${digits(at + 1)}-of-${digits(count)}.gguf`);
}

const digits = (number: number): string => String(number).padStart(5, "0");

function checkSplit(parts: readonly GgufPart[]): void {
  parts.forEach((part, at) => {
    const [count, number] = [splitEntry(part, "count"), splitEntry(part, "no")];
    if (count !== parts.length || number !== at)
      malformed(
        part,
        `its entries say that it is file ${number} of ${count}, counted from 0; its name says ${at} of ${parts.length}`,
      );
  });
  const [first] = parts;
  const announced = first === undefined ? undefined : splitEntry(first, "tensors.count");
  const found = parts.reduce((sum, { header }) => sum + header.tensors.length, 0);
  if (first !== undefined && announced !== undefined && announced !== found)
    malformed(first, `its ${parts.length} files have ${found} tensors; it announces ${announced}`);
}
