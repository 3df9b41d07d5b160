/** Makes a failing random design smaller: the same seed with less of everything, as long as it still fails. */
import type { Design } from "../ir/index.ts";
import { type RandomDesignOptions, randomDesign } from "./random-design.ts";
import { type RandomGridOptions, randomGrid } from "./random-grid.ts";

/** A generator of designs and its options, simplest first. */
export interface DesignFamily<O> {
  readonly ladder: readonly O[];
  readonly make: (seed: number, options: O) => Design;
}

const widths = [4, 12, 40];

/** Shallow before deep, narrow before wide. */
export const randomDesigns: DesignFamily<RandomDesignOptions> = {
  ladder: [0, 1, 2].flatMap((levels) =>
    [1, 2, 3].flatMap((size) => widths.map((widest) => ({ levels, size, widest }))),
  ),
  make: randomDesign,
};

/** Few elements before many. */
export const randomGrids: DesignFamily<RandomGridOptions> = {
  ladder: [1, 2, 4, 6].flatMap((most) => widths.map((widest) => ({ most, widest }))),
  make: randomGrid,
};

export interface SmallestFailure<O> {
  readonly seed: number;
  readonly options: O;
}

/**
 * The first options of the family's ladder for which some seed of `seeds` fails, with that seed; undefined when none does.
 * A generated design changes as a whole with its options, so several seeds are tried at each rung.
 */
export async function smallestFailure<O>(
  seeds: readonly number[],
  fails: (design: Design) => boolean | Promise<boolean>,
  family: DesignFamily<O>,
): Promise<SmallestFailure<O> | undefined> {
  for (const options of family.ladder) {
    for (const seed of seeds) {
      if (await fails(family.make(seed, options))) return { seed, options };
    }
  }
  return undefined;
}
