/**
 * Jobs that show an engine at work, for its testbench: small where the engine is small, ragged on purpose, from a fixed seed.
 * The committed reference testbenches and `bitloom generate` come from here.
 */
import {
  type AfprParameters,
  afprConfiguration,
  afprEngineJobs,
  afprParameters,
  type BlockEntry,
  type FineqParameters,
  fineqConfiguration,
  fineqEngineJob,
  fineqParameters,
  type JobPlan,
  type LieqParameters,
  lieqConfiguration,
  lieqEngineJob,
  lieqParameters,
} from "../blocks/index.ts";
import {
  fineqOutlierRule,
  packCimConversions,
  packCimProgramming,
  packFineqJob,
  packLieqProgram,
  predictFineqCycles,
  predictLieqProgram,
  quantizeFineq,
  quantizeUniform,
  syntheticWeights,
  uniformBitsOf,
  uniformQuantized,
  uniformSource,
  WEIGHT_FORMATS,
} from "../golden/index.ts";

/**
 * The demonstration of a block of the catalogue with parameters `given`; undefined for blocks that are no engine. Fails as
 * the block's `make` does.
 */
export function demonstrationJob(
  block: BlockEntry,
  given: Readonly<Record<string, string>>,
): JobPlan | undefined {
  const demonstrate = demonstrations[block.name];
  // The values have passed the schemas of the block that the function belongs to.
  return demonstrate?.(block.values(given) as never);
}

const demonstrations: Readonly<Record<string, (values: never) => JobPlan>> = {
  "fineq-engine": (values: Parameters<typeof fineqParameters>[0]) =>
    fineqDemonstration(fineqParameters(values)),
  "afpr-engine": (values: Parameters<typeof afprParameters>[0]) => afprDemonstration(afprParameters(values)),
  "lieq-engine": (values: Parameters<typeof lieqParameters>[0]) => lieqDemonstration(lieqParameters(values)),
};

/** A product that leaves a part of a tile over in every dimension of 4 x 4 elements, and K a part of a block. */
function fineqDemonstration(parameters: FineqParameters): JobPlan {
  const size = { m: 6, k: 50, n: 7 };
  const configuration = fineqConfiguration(parameters);
  const random = uniformSource(1);
  const values = syntheticWeights(() => random() - 0.5, size.n * size.k);
  const weights = quantizeFineq(
    values,
    size.n,
    size.k,
    { tensor: "reference" },
    { clustersPerOutlier: fineqOutlierRule(configuration) },
  );
  const codes = 2 ** configuration.activationBits;
  const activations = Int8Array.from(
    { length: size.m * size.k },
    () => Math.floor(random() * codes) - codes / 2,
  );
  const job = packFineqJob(configuration, { activations, m: size.m, weights });
  return fineqEngineJob(parameters, job, { cycles: predictFineqCycles(configuration, job) }).plan;
}

/**
 * Two row tiles: the whole macro programmed and converted, its sums kept, then the macro programmed with a smaller tile and
 * converted, the sums sent as FP8. The first tile's codes are sent too, in a job of its own.
 */
function afprDemonstration(parameters: AfprParameters): JobPlan {
  const shape = afprConfiguration(parameters);
  const { rows, columns } = shape;
  const random = uniformSource(2);
  const below = (limit: number): number => Math.floor(random() * limit);
  const vectors = Math.min(3, shape.batch);
  const fullScale = Math.max(0, Math.ceil(Math.log2((252 * 15 * Math.sqrt(rows)) / 2 ** 9)));
  const first = { rows, weights: Int8Array.from({ length: rows * columns }, () => below(31) - 15) };
  const fewer = Math.max(1, rows - 3);
  const second = {
    rows: fewer,
    weights: first.weights.slice(0, fewer * columns).map((w) => Math.trunc(w / 2)),
  };
  const programmed = packCimProgramming(shape, { ...first, columns, limit: 20 });
  const reprogrammed = packCimProgramming(shape, {
    ...second,
    columns,
    limit: 20,
    initial: {
      plus: programmed.levels.plus.slice(0, fewer * columns),
      minus: programmed.levels.minus.slice(0, fewer * columns),
    },
  });
  const converted = (
    tile: typeof first,
    rest: { format: "codes" | "fp8"; isLast: boolean; earlier?: Float64Array },
  ) =>
    packCimConversions(shape, {
      ...tile,
      ...rest,
      codes: Uint8Array.from({ length: vectors * tile.rows }, () => below(256)),
      vectors,
      columns,
      shift: Math.min(15, fullScale),
      outputShift: Math.min(15, fullScale) + 1,
    });
  const codes = converted(first, { format: "codes", isLast: true });
  const kept = converted(first, { format: "codes", isLast: false });
  const sums = converted(second, { format: "fp8", isLast: true, earlier: kept.sums });
  return afprEngineJobs(parameters, [programmed, codes, kept, reprogrammed, sums]).plan;
}

/** A layer of each format as far as the table goes, the uniform ones with a short second group of K. */
function lieqDemonstration(parameters: LieqParameters): JobPlan {
  const configuration = lieqConfiguration(parameters);
  const random = uniformSource(3);
  const layers = WEIGHT_FORMATS.slice(0, configuration.layers).map((format, index) => {
    const size = { m: 6 - index, k: format === "fineq" ? 50 : 130 + index, n: 5 + index };
    const values = syntheticWeights(() => random() - 0.4, size.n * size.k);
    const place = { tensor: format };
    return {
      name: format,
      m: size.m,
      activations: Int8Array.from({ length: size.m * size.k }, () => Math.floor(random() * 256) - 128),
      weights:
        format === "fineq"
          ? { format, matrix: quantizeFineq(values, size.n, size.k, place) }
          : uniformQuantized(quantizeUniform(values, size.n, size.k, uniformBitsOf(format), place)),
    };
  });
  const program = packLieqProgram(configuration, layers);
  const counts = predictLieqProgram(configuration, program.entries);
  return lieqEngineJob(parameters, program, { counts }).plan;
}
