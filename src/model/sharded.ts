/**
 * Models in several safetensors files, as Hugging Face publishes large ones: `model.safetensors.index.json` maps every
 * tensor's name to the file that holds it. Invariant: the files together hold exactly the tensors of the index.
 */
import { basename, join } from "node:path";
import { z } from "zod";
import { fail } from "../diagnostics/index.ts";
import { readJsonObject } from "./config.ts";
import { type Model, tensorFinder } from "./model.ts";
import { openSafetensors } from "./safetensors-reader.ts";

export const SHARD_INDEX = "model.safetensors.index.json";

const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

/** Opens all files of the index in a folder as one model. BL0519 when the index and the files disagree. */
export function openShards(folder: string): Model {
  const index = join(folder, SHARD_INDEX);
  const parsed = indexSchema.safeParse(readJsonObject(index));
  if (!parsed.success)
    return fail("BL0519", { file: index, problem: "it has no weight_map of names to files" });
  const place = new Map(Object.entries(parsed.data.weight_map));
  const shards: Model[] = [];
  const close = (): void => {
    for (const shard of shards) shard.close();
  };
  try {
    for (const name of [...new Set(place.values())].sort()) {
      if (basename(name) !== name)
        fail("BL0519", { file: index, problem: `"${name}" is not a file of the folder` });
      const shard = openSafetensors(join(folder, name));
      shards.push(shard);
      for (const tensor of shard.tensors) {
        if (place.get(tensor.name) !== name) {
          fail("BL0519", {
            file: index,
            problem: `${name} has tensor "${tensor.name}", which the index does not put there`,
          });
        }
      }
    }
    const tensors = shards.flatMap((shard) => shard.tensors);
    const held = new Set(tensors.map((tensor) => tensor.name));
    const missing = [...place.keys()].find((name) => !held.has(name));
    if (missing !== undefined) {
      fail("BL0519", { file: index, problem: `tensor "${missing}" is not in ${place.get(missing)}` });
    }
    return {
      file: folder,
      format: "safetensors",
      config: undefined,
      metadata: shards[0]?.metadata ?? new Map(),
      tensors,
      tensor: tensorFinder(folder, tensors),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
