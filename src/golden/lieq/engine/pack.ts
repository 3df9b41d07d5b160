/**
 * A LieQ program from layers: table, images, transfers, streams and results. Invariant: the streams are what memories with these images
 * give when they answer the transfers in order.
 */
import { fail } from "../../../diagnostics/index.ts";
import { activationsImage, layerSize, scalesImage, weightsImage } from "./images.ts";
import type {
  LieqEngineShape,
  LieqLayer,
  LieqLayerEntry,
  LieqProgram,
  LieqTransfer,
  LieqTransfers,
} from "./program.ts";
import { lieqOutputs, resultBeats, resultsImage } from "./results.ts";
import { columnTiles, depthGroups, rowTiles } from "./tiles.ts";

/** Bytes of a beat of weights and of scales; a beat of activations is a byte for each row of the array. */
export const WEIGHT_BEAT_BYTES = 8;
export const SCALE_BEAT_BYTES = 4;

const LARGEST_SIZE = 2 ** 20 - 1;
const LARGEST_K = 2 ** 16 - 1;
const LARGEST_ADDRESS = 2 ** 32;

/**
 * Packs layers for an engine, which runs them in this order. BL0515 when activations are not M x K, BL0558 when there is no layer, more
 * layers than the table has entries, a size that the table cannot hold, or an image of more than 4 GiB.
 */
export function packLieqProgram(shape: LieqEngineShape, layers: readonly LieqLayer[]): LieqProgram {
  checkCount("layers", layers.length, 1, shape.layers);
  const entries: LieqLayerEntry[] = [];
  const parts = {
    weights: imageParts(),
    scales: imageParts(),
    activations: imageParts(),
    results: imageParts(),
  };
  const results = layers.map((layer) => {
    const size = layerSize(layer);
    checkCount(`rows of activations (M) of ${layer.name}`, size.m, 1, LARGEST_SIZE);
    checkCount(`output channels (N) of ${layer.name}`, size.n, 1, LARGEST_SIZE);
    checkCount(`inputs (K) of ${layer.name}`, size.k, 1, LARGEST_K);
    const { values, isOverflow } = lieqOutputs(layer, shape.accumulatorBits);
    const beats = resultBeats(shape, layer, values);
    const weights = parts.weights.append(weightsImage(shape, layer));
    const scales = parts.scales.append(scalesImage(shape, layer));
    const activations = parts.activations.append(activationsImage(shape, layer));
    const written = parts.results.append(resultsImage(beats));
    entries.push({
      name: layer.name,
      ...size,
      weightsBase: weights.address,
      weightsBytes: weights.bytes,
      scalesBase: scales.address,
      scalesBytes: scales.bytes,
      activationsBase: activations.address,
      resultsBase: written.address,
      resultsBytes: written.bytes,
    });
    return { beats, isOverflow };
  });
  const images = {
    weights: parts.weights.join(),
    scales: parts.scales.join(),
    activations: parts.activations.join(),
    results: parts.results.join(),
  };
  const transfers = lieqTransfers(shape, entries);
  return {
    shape,
    entries,
    images,
    transfers,
    streams: {
      weights: beatsOf(images.weights, transfers.weights, WEIGHT_BEAT_BYTES),
      scales: beatsOf(images.scales, transfers.scales, SCALE_BEAT_BYTES),
      activations: beatsOf(images.activations, transfers.activations, shape.rows),
    },
    results: results.flatMap(({ beats }) => beats),
    isOverflow: results.some(({ isOverflow }) => isOverflow),
  };
}

/** What the engine asks its memories for when it walks a table. */
export function lieqTransfers(shape: LieqEngineShape, entries: readonly LieqLayerEntry[]): LieqTransfers {
  const weights: LieqTransfer[] = [];
  const scales: LieqTransfer[] = [];
  const activations: LieqTransfer[] = [];
  for (const entry of entries) {
    rowTiles(entry, shape).forEach((_, rowTile) => {
      weights.push({ address: entry.weightsBase, bytes: entry.weightsBytes });
      scales.push({ address: entry.scalesBase, bytes: entry.scalesBytes });
      const base = entry.activationsBase + rowTile * entry.k * shape.rows;
      for (const _ of columnTiles(entry, shape)) {
        for (const { first, length } of depthGroups(entry)) {
          activations.push({ address: base + first * shape.rows, bytes: length * shape.rows });
        }
      }
    });
  }
  const results = entries.map(({ resultsBase: address, resultsBytes: bytes }) => ({ address, bytes }));
  return { weights, scales, activations, results };
}

/** The beats that answer transfers, each from the next beat's start. */
function beatsOf(image: Uint8Array, transfers: readonly LieqTransfer[], bytesPerBeat: number): bigint[] {
  const beats: bigint[] = [];
  for (const { address, bytes } of transfers) {
    for (let at = address; at < address + bytes; at += bytesPerBeat) {
      const beat = Buffer.from(image.subarray(at, at + bytesPerBeat)).reverse();
      beats.push(BigInt(`0x${beat.toString("hex")}`));
    }
  }
  return beats;
}

/** An image that grows layer by layer, each from a multiple of 8 bytes. */
function imageParts() {
  const parts: { readonly address: number; readonly bytes: Uint8Array }[] = [];
  let end = 0;
  return {
    append(bytes: Uint8Array): LieqTransfer {
      const address = 8 * Math.ceil(end / 8);
      end = address + bytes.length;
      checkCount("bytes of an image", end, 1, LARGEST_ADDRESS);
      parts.push({ address, bytes });
      return { address, bytes: bytes.length };
    },
    join(): Uint8Array {
      const image = new Uint8Array(8 * Math.ceil(end / 8));
      for (const { address, bytes } of parts) image.set(bytes, address);
      return image;
    },
  };
}

function checkCount(what: string, found: number, least: number, most: number): void {
  if (!(found >= least && found <= most)) fail("BL0558", { what, found, least, most });
}
