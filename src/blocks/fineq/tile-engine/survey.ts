/**
 * What the engine has to know of blocks before tiles multiply them, found once on their way to the columns: what they add to
 * every sum, whether a round has outliers, whether a block breaks the tile's rule. Invariant: a block and its excess are in the
 * stores before the round counts as loaded for any command.
 */
import {
  array,
  type Bit,
  bit,
  cat,
  fromBits,
  input,
  instance,
  memoize,
  module,
  output,
  reg,
  struct,
  type Uint,
  uint,
  when,
} from "../../../dsl/index.ts";
import { bitHeap, heapSum } from "../../arithmetic/index.ts";
import { slotBits, storeWriteType } from "../command.ts";
import { FineqDecoder } from "../decoder.ts";
import { BLOCK_BITS, type FineqConfiguration } from "../parameters.ts";
import type { TileConfiguration } from "./parameters.ts";

export type SurveyShape = Pick<
  FineqConfiguration,
  "columns" | "activationBits" | "blockDepth" | "beatsPerRound" | "blocksPerBeat"
> & { readonly tile: TileConfiguration };

/** What a block adds to a sum whatever the activations; with planes {of the high bits of magnitudes, of the low bits}. */
export const excessType = ({ kind, excessBits }: Pick<TileConfiguration, "kind" | "excessBits">) =>
  uint(kind === "planes" ? 2 * excessBits : excessBits);

/** As `storeWriteType`, and the excess of each block. */
export const surveyedType = ({
  tile,
  blockDepth,
  beatsPerRound,
  blocksPerBeat,
}: Pick<SurveyShape, "tile" | "blockDepth" | "beatsPerRound" | "blocksPerBeat">) =>
  struct({
    select: array(bit, beatsPerRound),
    slot: uint(slotBits({ blockDepth })),
    blocks: array(uint(BLOCK_BITS), blocksPerBeat),
    excess: array(excessType(tile), blocksPerBeat),
  });

/**
 * A register between the dispatcher and the columns.
 *
 * - `write`, `loaded`: from the dispatcher.
 * - `surveyed`: to the columns' stores, a cycle later. `counted`: `loaded` a cycle later, when the round's last write is on its
 *   way; `hasOutlier`, with it: some block of the round has a magnitude above 1.
 * - `isBad`: a block of a column has more outlier clusters than the tile has rows for (pulse; kind sparse alone).
 *
 * The excess of a block is the sum over its weights w of |w| * (2^(activationBits - 1) - (w < 0 ? 1 : 0)), with planes one for each bit of |w|.
 */
export const TileSurvey = memoize((shape: SurveyShape) =>
  module(
    `fineq_tile_survey_${shape.tile.kind}_${shape.columns}by${shape.blocksPerBeat}`,
    {
      write: input(storeWriteType(shape)),
      loaded: input(bit),
      surveyed: output(surveyedType(shape)),
      counted: output(bit),
      hasOutlier: output(bit),
      isBad: output(bit),
    },
    ({ write, loaded, surveyed, counted, hasOutlier, isBad }) => {
      const { tile, columns, blocksPerBeat, beatsPerRound } = shape;
      const isPlanes = tile.kind === "planes";
      const units = write.blocks.elements().map((block, index) => {
        const unit = instance(BlockSurvey(shape), { name: `block_${index}` });
        unit.block.value = block;
        return unit;
      });
      const taken = reg(surveyedType(shape));
      taken.select.next = write.select;
      taken.slot.next = write.slot;
      taken.blocks.next = write.blocks;
      taken.excess.next = units.map((unit) => unit.excess);
      surveyed.value = taken;

      const isRound = reg(bit, { init: 0 });
      isRound.next = loaded;
      counted.value = isRound;

      // The last beat of a round may be filled up with blocks that belong to no column.
      const isLastBeat = write.select.at(beatsPerRound - 1);
      const inLastBeat = columns - (beatsPerRound - 1) * blocksPerBeat;
      const isWriting = write.select.asUint().any();
      const ofColumns = (flags: readonly Bit[]): Bit =>
        isWriting.and(
          cat(...flags.map((flag, index) => (index < inLastBeat ? flag : flag.and(isLastBeat.not())))).any(),
        );
      const outlier = ofColumns(units.map((unit) => unit.hasOutlier));
      if (isPlanes) {
        const soFar = reg(bit, { init: 0 });
        const isFound = soFar.or(outlier);
        when(isRound, () => {
          soFar.next = 0;
        }).elseWhen(isWriting, () => {
          soFar.next = isFound;
        });
        hasOutlier.value = isFound;
      } else {
        hasOutlier.value = outlier;
      }
      isBad.value = ofColumns(units.map((unit) => unit.isBad));
    },
    {
      doc: `Surveys ${shape.blocksPerBeat} blocks a cycle on their way to ${shape.columns} columns of tiles.`,
    },
  ),
);

/** One block, combinational: its excess, whether it has a magnitude above 1, whether it breaks the rule of sparse tiles. */
const BlockSurvey = memoize((shape: Pick<SurveyShape, "activationBits" | "tile">) => {
  const { activationBits, tile } = shape;
  const { kind, excessBits } = tile;
  const { clustersPerOutlier } = tile.shape;
  return module(
    `fineq_block_survey_${kind}${kind === "sparse" ? `_n${clustersPerOutlier}` : ""}_a${activationBits}`,
    {
      block: input(uint(BLOCK_BITS)),
      excess: output(excessType(tile)),
      hasOutlier: output(bit),
      isBad: output(bit),
    },
    ({ block, excess, hasOutlier, isBad }) => {
      // Layout of a block: docs/formats.md.
      const indices = fromBits(array(uint(2), 4), block.slice(7, 0));
      const clusters = fromBits(array(uint(6), 8), block.slice(BLOCK_BITS - 1, 8)).elements();
      const decoded = clusters.map((cluster, index) => {
        const decoder = instance(FineqDecoder(), { name: `decoder_${index}` });
        decoder.index.value = indices.at(index >> 1);
        decoder.cluster.value = cluster;
        return decoder.weights.elements();
      });
      const outliers = decoded.map((weights) =>
        cat(...weights.map(({ magnitude }) => magnitude.at(1))).any(),
      );
      const weights = decoded.flat();
      const sumOf = (magnitudes: readonly Uint[]): Uint => {
        const heap = bitHeap(excessBits);
        magnitudes.forEach((magnitude, index) => {
          const isNegative = weights[index]?.negative as Bit;
          heap.add(magnitude, { shift: activationBits - 1 });
          heap.subtract(magnitude.and(isNegative.repeat(magnitude.width)));
        });
        return heapSum(heap);
      };
      excess.value =
        kind === "planes"
          ? cat(
              sumOf(weights.map(({ magnitude }) => magnitude.at(1))),
              sumOf(weights.map(({ magnitude }) => magnitude.at(0))),
            )
          : sumOf(weights.map(({ magnitude }) => magnitude));
      hasOutlier.value = cat(...outliers).any();
      isBad.value = kind === "sparse" ? breaksRule(outliers, clustersPerOutlier) : 0;
    },
    { doc: "What a FineQ block adds to sums of offset activations, and whether tiles can take it." },
  );
});

/** More than one of `n` neighbours. */
function breaksRule(outliers: readonly Bit[], n: number): Bit {
  const pairs: Bit[] = [];
  for (let first = 0; first < outliers.length; first += n) {
    for (let one = first; one < first + n; one++) {
      for (let other = one + 1; other < first + n; other++) {
        pairs.push((outliers[one] as Bit).and(outliers[other] as Bit));
      }
    }
  }
  return cat(...pairs).any();
}
