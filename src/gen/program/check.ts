/**
 * The rules that layers of a program obey, whoever made it. Invariant: what passes can be run without a read or write outside of an image,
 * and what is written passes what is read.
 */
import { fail } from "../../diagnostics/index.ts";
import { nameProblem } from "./instructions.ts";
import { ALIGNMENT, layerBytes } from "./layout.ts";
import {
  IMAGE_NAMES,
  type ImageName,
  type LayerProgram,
  layersOf,
  layerTitle,
  PROGRAM_FORMATS,
  type ProgramArray,
  type ProgramLayer,
} from "./program.ts";
import { REGISTERS } from "./registers.ts";

const LARGEST_SIZE = REGISTERS.m.writable;
const LARGEST_K = REGISTERS.k.writable;
export const LARGEST_CAPACITY = 1024;

/** What an array may be; undefined when nothing is wrong with it. */
export function arrayProblem({ rows, columns, lanes, phases, capacity }: ProgramArray): string | undefined {
  const limits = [
    ["rows", rows, 128],
    ["columns", columns, 128],
    ["lanes", lanes, columns],
    ["phases", phases, 3],
    ["entries of the layer table", capacity, LARGEST_CAPACITY],
  ] as const;
  const wrong = limits.find(([, found, most]) => !isWithin(found, 1, most));
  return wrong && `its array has ${wrong[1]} ${wrong[0]}; expected 1..${wrong[2]}`;
}

/**
 * BL0570 for an array that cannot be or a run of no layers or of more than the table holds; BL0571 for a layer whose sizes are not those
 * of its format, M, N and K, that lies outside of an image, or that shares bytes of one with another layer.
 */
export function checkProgram(program: LayerProgram, file: string): void {
  const { array, runs, images } = program;
  const problem =
    arrayProblem(array) ??
    (runs.length === 0 ? "it has no run" : undefined) ??
    runs
      .map(({ length }, run) => ({ length, run }))
      .filter(({ length }) => !isWithin(length, 1, array.capacity))
      .map(({ length, run }) => `run ${run} has ${length} layers; expected 1..${array.capacity}`)[0];
  if (problem !== undefined) fail("BL0570", { file, problem });
  const layers = layersOf(program);
  const refuse = (index: number, reason: string): never =>
    fail("BL0571", { file, layer: layerTitle(index, layers[index] as ProgramLayer), problem: reason });
  layers.forEach((layer, index) => {
    const reason = nameProblem(layer.name) ?? sizeProblem(layer);
    if (reason !== undefined) refuse(index, reason);
  });
  for (const image of IMAGE_NAMES) {
    const ranges = layers.map((layer, index) => ({ index, ...rangeOf(image, layer, array) }));
    for (const { index, first, bytes, stated } of ranges) {
      const { format, m, n, k } = layers[index] as ProgramLayer;
      if (stated !== bytes) {
        refuse(
          index,
          `its ${image} take ${stated} bytes in the table, and ${bytes} by its sizes (${format}, M = ${m}, N = ${n}, K = ${k})`,
        );
      }
      if (first % ALIGNMENT !== 0) {
        refuse(index, `its ${image} begin at ${hex(first)}, which is no multiple of ${ALIGNMENT}`);
      }
      if (first + bytes > images[image].bytes) {
        const range = `${hex(first)} to ${hex(first + bytes)}`;
        refuse(index, `its ${image} lie from ${range}, and the image ends at ${hex(images[image].bytes)}`);
      }
    }
    ranges.sort((a, b) => a.first - b.first);
    ranges.forEach(({ index, first }, at) => {
      const before = ranges[at - 1];
      if (before === undefined || before.first + before.bytes <= first) return;
      const other = layerTitle(before.index, layers[before.index] as ProgramLayer);
      refuse(
        index,
        `its ${image} begin at ${hex(first)}, inside those of ${other}, which end at ${hex(before.first + before.bytes)}`,
      );
    });
  }
}

/** Where a layer lies in an image: by its sizes, and as the table states it where it does. */
export function rangeOf(
  image: ImageName,
  layer: ProgramLayer,
  array: ProgramArray,
): { readonly first: number; readonly bytes: number; readonly stated: number } {
  const bytes = layerBytes(layer, array)[image];
  switch (image) {
    case "weights":
      return { first: layer.weightsBase, bytes, stated: layer.weightsBytes };
    case "scales":
      return { first: layer.scalesBase, bytes, stated: layer.scalesBytes };
    case "activations":
      // The engine knows their length from M and K.
      return { first: layer.activationsBase, bytes, stated: bytes };
    case "results":
      return { first: layer.resultsBase, bytes, stated: layer.resultsBytes };
  }
}

function sizeProblem({ format, m, n, k }: ProgramLayer): string | undefined {
  if (!PROGRAM_FORMATS.includes(format))
    return `its format is ${format}; expected ${PROGRAM_FORMATS.join(", ")}`;
  const sizes = [
    ["M", m, LARGEST_SIZE],
    ["N", n, LARGEST_SIZE],
    ["K", k, LARGEST_K],
  ] as const;
  const wrong = sizes.find(([, found, most]) => !isWithin(found, 1, most));
  return wrong && `${wrong[0]} is ${wrong[1]}; expected 1..${wrong[2]}`;
}

export const isWithin = (found: number, least: number, most: number): boolean =>
  Number.isInteger(found) && found >= least && found <= most;

/** A byte address or a word: eight hexadecimal digits. */
export const hex = (value: number): string => `0x${value.toString(16).padStart(8, "0")}`;
