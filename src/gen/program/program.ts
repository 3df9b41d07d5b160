/**
 * What a LieQ program is to who writes and reads it: an array, layers in runs, and four images that the layers' addresses point into.
 * Invariant: plain data, structurally the golden model's; docs/lieq-program.md states all of it to the bit. It is our design choice.
 */

/** Number formats in the order of their codes in the layer table. */
export const PROGRAM_FORMATS = ["fineq", "w2", "w3", "w4", "w8"] as const;

export type ProgramFormat = (typeof PROGRAM_FORMATS)[number];

/** What a program depends on of the engine that runs it. */
export interface ProgramArray {
  /** 1..128 each. */
  readonly rows: number;
  readonly columns: number;
  /** Results a beat, 1..columns. */
  readonly lanes: number;
  /** Steps of a digit: 3 unary, 2 binary, 1 direct. */
  readonly phases: number;
  /** Entries of the layer table, 1..1024. */
  readonly capacity: number;
}

/** An entry of the layer table. Addresses and sizes in bytes, each into the image of its own. */
export interface ProgramLayer {
  /** 1 to 255 bytes of UTF-8 without control characters. */
  readonly name: string;
  readonly format: ProgramFormat;
  /** Rows of activations, output channels, inputs. */
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly weightsBase: number;
  /** Of one row of tiles. */
  readonly weightsBytes: number;
  readonly scalesBase: number;
  readonly scalesBytes: number;
  readonly activationsBase: number;
  readonly resultsBase: number;
  readonly resultsBytes: number;
}

/** In the order of the header. */
export const IMAGE_NAMES = ["weights", "scales", "activations", "results"] as const;

export type ImageName = (typeof IMAGE_NAMES)[number];

export type ProgramImages = Readonly<Record<ImageName, Uint8Array>>;

/** What the header says of an image. */
export interface ImageSummary {
  readonly bytes: number;
  /** CRC-32 of all its bytes. */
  readonly checksum: number;
}

export interface LayerProgram {
  readonly array: ProgramArray;
  /** Each run fills the layer table from entry 0, starts the engine and waits for its end. */
  readonly runs: readonly (readonly ProgramLayer[])[];
  readonly images: Readonly<Record<ImageName, ImageSummary>>;
}

/** Layers of all runs in order. */
export const layersOf = ({ runs }: Pick<LayerProgram, "runs">): readonly ProgramLayer[] => runs.flat();

/** "layer 3 (model.layers.0.mlp.up_proj.weight)": layers are counted from 0 over all runs. */
export const layerTitle = (index: number, { name }: Pick<ProgramLayer, "name">): string =>
  `layer ${index} (${name})`;
