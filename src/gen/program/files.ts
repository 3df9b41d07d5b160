/**
 * The files of a program. Invariant: `program.bin` and the four images are the program; every other file is made from them, for people
 * and tools, and the same program gives the same bytes.
 */
import { loadTemplate } from "../../templates/index.ts";
import { decodeProgram, encodeProgram } from "./binary.ts";
import { hex } from "./check.ts";
import { summaryOf } from "./images.ts";
import { layerBytes } from "./layout.ts";
import { programListing, programTitle } from "./listing.ts";
import {
  IMAGE_NAMES,
  type ImageName,
  type LayerProgram,
  layersOf,
  type ProgramArray,
  type ProgramImages,
  type ProgramLayer,
} from "./program.ts";

export const PROGRAM_FILE = "program.bin";

/** "weights.bin" and so on. */
export const imageFile = (name: ImageName): string => `${name}.bin`;

export type ProgramFile =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly bytes: Uint8Array };

/** What is known besides the program itself; plain JSON values. */
export type LayerNotes = Readonly<Record<string, string | number | boolean | null>>;

export interface ProgramFileOptions {
  /** Of the program as a whole, for layers.json. */
  readonly about?: LayerNotes;
  /** By the layers' order, for layers.json. */
  readonly notes?: readonly LayerNotes[];
  /** Besides each image a file for `$readmemh`, eight bytes a line as one number. */
  readonly hex?: boolean;
}

/** Cuts layers into runs of at most `perRun` layers, by default as many as the table holds, and sums the images up. */
export function makeProgram(
  array: ProgramArray,
  layers: readonly ProgramLayer[],
  images: ProgramImages,
  perRun = array.capacity,
): LayerProgram {
  const runs = Array.from({ length: Math.ceil(layers.length / perRun) }, (_, run) =>
    layers.slice(run * perRun, (run + 1) * perRun),
  );
  const summaries = Object.fromEntries(IMAGE_NAMES.map((name) => [name, summaryOf(images[name])]));
  return { array, runs, images: summaries as LayerProgram["images"] };
}

/** All files of a program. BL0570 and BL0571 for a program that could not be read again. */
export function programFiles(
  program: LayerProgram,
  images: ProgramImages,
  { about = {}, notes = [], hex: withHex = false }: ProgramFileOptions = {},
): ProgramFile[] {
  const bytes = encodeProgram(program, PROGRAM_FILE);
  const { instructions } = decodeProgram(bytes, PROGRAM_FILE);
  return [
    { name: PROGRAM_FILE, bytes },
    ...IMAGE_NAMES.map((name) => ({ name: imageFile(name), bytes: images[name] })),
    ...(withHex ? IMAGE_NAMES.map((name) => ({ name: `${name}.hex`, text: hexText(images[name]) })) : []),
    { name: "program.txt", text: programListing(program, instructions) },
    { name: "program.h", text: cHeader(program, bytes) },
    {
      name: "layers.json",
      text: `${JSON.stringify({ ...about, ...layerTable(program, notes) }, null, 2)}\n`,
    },
  ];
}

/** The layer table as plain JSON: what `bitloom disassemble --json` prints and layers.json holds. */
export function layerTable(program: LayerProgram, notes: readonly LayerNotes[] = []) {
  const { array, images } = program;
  const entries = program.runs.flatMap((run, at) => run.map((layer, entry) => ({ run: at, entry, layer })));
  return {
    array,
    images: Object.fromEntries(
      IMAGE_NAMES.map((name) => {
        const { bytes, checksum } = images[name];
        return [name, { file: imageFile(name), bytes, crc32: hex(checksum) }];
      }),
    ),
    runs: program.runs.map((run) => run.length),
    layers: entries.map(({ run, entry, layer }, index) => {
      const { name, format, m, n, k } = layer;
      const bytes = layerBytes(layer, array);
      return {
        layer: index,
        run,
        entry,
        name,
        format,
        m,
        n,
        k,
        weights: { base: layer.weightsBase, bytes: bytes.weights },
        scales: { base: layer.scalesBase, bytes: bytes.scales },
        activations: { base: layer.activationsBase, bytes: bytes.activations },
        results: { base: layer.resultsBase, bytes: bytes.results },
        ...notes[index],
      };
    }),
  };
}

interface HeaderView {
  readonly title: string;
  readonly count: number;
  readonly layers: number;
  readonly runs: number;
  readonly images: readonly { readonly name: string; readonly bytes: number }[];
  readonly lines: readonly string[];
}

const renderHeader = loadTemplate<HeaderView>(new URL("c-header.h.hbs", import.meta.url));

const WORDS_A_LINE = 8;

function cHeader(program: LayerProgram, bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Array.from({ length: bytes.length / 4 }, (_, at) => `${hex(view.getUint32(4 * at, true))},`);
  return renderHeader({
    title: programTitle(program),
    count: words.length,
    layers: layersOf(program).length,
    runs: program.runs.length,
    images: IMAGE_NAMES.map((name) => ({ name: name.toUpperCase(), bytes: program.images[name].bytes })),
    lines: Array.from({ length: Math.ceil(words.length / WORDS_A_LINE) }, (_, line) =>
      words.slice(line * WORDS_A_LINE, (line + 1) * WORDS_A_LINE).join(" "),
    ),
  });
}

/** Eight bytes a line, the lowest one last: memory word `address / 8`; zeros after the end. */
function hexText(image: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < image.length; at += 8) {
    const word = Buffer.alloc(8);
    word.set(image.subarray(at, at + 8));
    lines.push(word.reverse().toString("hex"));
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
