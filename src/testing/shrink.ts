/** Makes a failing random design smaller: the same seed with less of everything, as long as it still fails. */
import type { Design } from "../ir/index.ts";
import { type RandomDesignOptions, randomDesign } from "./random-design.ts";

/** Simplest first: shallow before deep, narrow before wide. */
const ladder: readonly Required<RandomDesignOptions>[] = [0, 1, 2].flatMap((levels) =>
  [1, 2, 3].flatMap((size) => [4, 12, 40].map((widest) => ({ levels, size, widest }))),
);

/**
 * The first options of the ladder for which some seed of `seeds` fails, with that seed; undefined when none does. A
 * generated design changes as a whole with its options, so several seeds are tried at each rung.
 */
export async function smallestFailure(
  seeds: readonly number[],
  fails: (design: Design) => boolean | Promise<boolean>,
): Promise<{ readonly seed: number; readonly options: RandomDesignOptions } | undefined> {
  for (const options of ladder) {
    for (const seed of seeds) {
      if (await fails(randomDesign(seed, options))) return { seed, options };
    }
  }
  return undefined;
}
