/** What `bitloom disassemble` shows: the layer table, one layer's integers, and whether results follow from the rest. */
import {
  type DecodedLayer,
  decodeLayer,
  firstWrongResult,
  type LayerProgram,
  layersOf,
  layerTable,
  layerTitle,
  type ProgramImages,
  type ProgramLayer,
} from "../../gen/index.ts";
import { halfToNumber } from "../../golden/index.ts";
import { textTable } from "../table.ts";
import { imagePaths } from "./read-program.ts";

type Row = ReturnType<typeof layerTable>["layers"][number];

const hex = (value: number): string => `0x${value.toString(16)}`;

/** One line a layer. */
export function tableText(program: LayerProgram): string {
  const place = (title: string, of: (row: Row) => Row["weights"]) => [
    { title: `${title} at`, text: (row: Row) => hex(of(row).base) },
    { title: "(bytes)", text: (row: Row) => String(of(row).bytes) },
  ];
  return textTable(
    [
      { title: "layer", text: (row: Row) => String(row.layer) },
      { title: "run", text: (row) => String(row.run) },
      { title: "entry", text: (row) => String(row.entry) },
      { title: "matrix", text: (row) => row.name, align: "left" },
      { title: "format", text: (row) => row.format, align: "left" },
      { title: "M", text: (row) => String(row.m) },
      { title: "N", text: (row) => String(row.n) },
      { title: "K", text: (row) => String(row.k) },
      ...place("weights", (row) => row.weights),
      ...place("scales", (row) => row.scales),
      ...place("activations", (row) => row.activations),
      ...place("results", (row) => row.results),
    ],
    layerTable(program).layers,
  );
}

/** A layer's integers, as they lie in the images that belong to the program in `file`. */
export const readLayer = (
  program: LayerProgram,
  index: number,
  images: ProgramImages,
  file: string,
): DecodedLayer =>
  decodeLayer(program.array, layersOf(program)[index] as ProgramLayer, images, imagePaths(file));

/** A line for each output channel: scale and zero point, then K integers, group by group. */
export function layerText(program: LayerProgram, index: number, decoded: DecodedLayer): string {
  const layer = layersOf(program)[index] as ProgramLayer;
  const { n, k, format, m } = layer;
  const groups = decoded.scales.length / n;
  const lines = [`${layerTitle(index, layer)}: ${format}, M = ${m}, N = ${n}, K = ${k}`];
  for (let channel = 0; channel < n; channel++) {
    for (let group = 0; group < groups; group++) {
      const place = channel * groups + group;
      const scale = decoded.scales[place] as number;
      const end = group === groups - 1 ? k : (group + 1) * GROUP;
      const integers = decoded.weights.subarray(channel * k + group * GROUP, channel * k + end);
      const zero = format === "fineq" ? "" : ` zero ${decoded.zeros[place]}`;
      lines.push(
        `channel ${channel} from ${group * GROUP}: scale ${halfToNumber(scale)} (${hex(scale)})${zero}: ${integers.join(" ")}`,
      );
    }
  }
  return lines.join("\n");
}

const GROUP = 128;

/** The same as plain data; results in units of 2^-24, as decimal text. */
export function layerJson(program: LayerProgram, index: number, decoded: DecodedLayer) {
  const { m, n, k } = layersOf(program)[index] as ProgramLayer;
  const groups = decoded.scales.length / n;
  return {
    ...(layerTable(program).layers[index] as Row),
    weights: rows(decoded.weights, n, k),
    scales: rows(Array.from(decoded.scales, halfToNumber), n, groups),
    zeros: rows(decoded.zeros, n, groups),
    activations: rows(decoded.activations, m, k),
    results: rows(decoded.results.map(String), m, n),
  };
}

const rows = <T>(values: ArrayLike<T>, count: number, length: number): T[][] =>
  Array.from({ length: count }, (_, row) =>
    Array.from({ length }, (__, column) => values[row * length + column] as T),
  );

export interface WrongResult {
  readonly layer: number;
  readonly name: string;
  readonly row: number;
  readonly channel: number;
  /** In units of 2^-24. */
  readonly expected: string;
  readonly found: string;
}

/** The first wrong result of each layer whose results do not follow from its weights, scales and activations. */
export function wrongResults(
  program: LayerProgram,
  images: ProgramImages,
  file: string,
  onLayer: (done: number) => void,
): WrongResult[] {
  return layersOf(program).flatMap((layer, index) => {
    const wrong = firstWrongResult(layer, readLayer(program, index, images, file));
    onLayer(index + 1);
    if (wrong === undefined) return [];
    const { row, channel, expected, found } = wrong;
    return [{ layer: index, name: layer.name, row, channel, expected: `${expected}`, found: `${found}` }];
  });
}
