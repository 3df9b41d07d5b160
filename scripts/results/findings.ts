/** What the numbers say, in sentences. Invariant: every clause follows from the measurements it names, whichever way they fall. */
import { rankCorrelation } from "../../src/golden/index.ts";
import { fixed, layersNamed, listed, nats, percent } from "./markdown.ts";
import type { Contest, LayerResults, Row, SubjectResults } from "./schema.ts";
import { interpolated, pairedError, qualityKept, ranks, rowOf, spread } from "./statistics.ts";

type Rounding = Contest["rounding"];
const ROUNDING_WORDS: Record<Rounding, string> = { nearest: "plain", calibrated: "calibrated" };

/** What calibration gains for each scheme that was rounded both ways. */
export function calibrationFinding(subject: SubjectResults): string {
  const gains = subject.rows
    .filter(({ rounding }) => rounding === "nearest")
    .map((plain) => ({
      scheme: plain.scheme,
      gain: plain.nll - rowOf(subject, plain.scheme, "calibrated").nll,
    }));
  const uniform = gains.filter(({ scheme }) => /^(w\d|FineQ)$/.test(scheme));
  const losers = gains.filter(({ gain }) => gain < 0);
  const said = uniform.map(({ scheme, gain }) => `${scheme} ${nats(gain)}`);
  const worse =
    losers.length === 0
      ? "It makes no row worse."
      : `It makes ${losers.length} of ${gains.length} rows worse: ${listed(losers.map(({ scheme, gain }) => `${scheme} (by ${nats(-gain)})`))}.`;
  return `Calibration lowers the loss by, in nats: ${listed(said)}. ${worse}`;
}

/** Where LieQ's order of layers and that of the perplexity drop agree. */
export function orderFinding({ layers }: SubjectResults): string {
  const byScore = ranks(
    layers.map(({ score }) => score),
    "largest",
  );
  const byDrop = ranks(
    layers.map(({ drop }) => drop),
    "largest",
  );
  const orderOf = (places: readonly number[]): number[] => places.map((_, at) => places.indexOf(at + 1));
  const apart = layers.map((_, layer) => (byScore[layer] as number) - (byDrop[layer] as number));
  const agreed = apart.flatMap((distance, layer) => (Math.abs(distance) <= 1 ? [layer] : []));
  const far = Math.max(...apart.map(Math.abs));
  const higher = apart.flatMap((distance, layer) => (far > 1 && distance === -far ? [layer] : []));
  const lower = apart.flatMap((distance, layer) => (far > 1 && distance === far ? [layer] : []));
  const parts = [
    ...(higher.length > 0 ? [`${layersNamed(higher)} ${far} places higher`] : []),
    ...(lower.length > 0 ? [`${layersNamed(lower)} ${far} places lower`] : []),
  ];
  return [
    `By score the layers stand in the order ${orderOf(byScore).join(" ")}, by perplexity drop in the order ${orderOf(byDrop).join(" ")};`,
    `rank correlation ${fixed(rankCorrelation(byScore, byDrop), 2)}.`,
    agreed.length === 0
      ? "No layer has the same or a neighbouring place in both."
      : `They agree, within one place, on ${layersNamed(agreed)}.`,
    parts.length === 0 ? "" : `They disagree most where the score puts ${listed(parts)} than the drop does.`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** What the layer that the score puts first is worth, and which one is worth most. */
export function choiceFinding({ layers, rows, name }: SubjectResults): string {
  const coarse = rowOf({ rows, name }, "w2", "nearest").nll;
  const exact = rowOf({ rows, name }, "float32", "none").nll;
  const byGain = ranks(
    layers.map(({ preciseAlone }) => preciseAlone),
    "smallest",
  );
  const byCost = ranks(
    layers.map(({ coarseAlone }) => coarseAlone),
    "largest",
  );
  const chosen = ranks(
    layers.map(({ score }) => score),
    "largest",
  ).indexOf(1);
  const best = byGain.indexOf(1);
  const gain = (layer: number): string => nats(coarse - (layers[layer]?.preciseAlone ?? coarse));
  const cost = (layer: number): string => nats((layers[layer]?.coarseAlone ?? exact) - exact);
  const place = (layer: number): string => `rank ${byGain[layer]} of ${layers.length}`;
  const first =
    `The score puts layer ${chosen} first: in w4 with all others in w2 it gains ${gain(chosen)} nats (${place(chosen)}), ` +
    `and in w2 with all others in float32 it costs ${cost(chosen)} (rank ${byCost[chosen]} of ${layers.length}).`;
  return chosen === best
    ? `${first} No other layer gains more.`
    : `${first} Layer ${best} gains most, ${gain(best)}, and costs ${cost(best)} (rank ${byCost[best]}).`;
}

/** What the score sees of the layer that it puts first and of the one that gains most, and what becomes of their errors. */
export function reasonFinding({ layers }: SubjectResults): string {
  const chosen = ranks(
    layers.map(({ score }) => score),
    "largest",
  ).indexOf(1);
  const best = ranks(
    layers.map(({ preciseAlone }) => preciseAlone),
    "smallest",
  ).indexOf(1);
  const shown = chosen === best ? [best] : [best, chosen];
  const others = layers.filter((_, at) => !shown.includes(at));
  const shares = (of: (layer: LayerResults) => number): string => {
    const named = shown.map((layer) => `layer ${layer} ${percent(of(layers[layer] as LayerResults))}`);
    const rest = others.map(of);
    const range = `the others ${percent(Math.min(...rest))} to ${percent(Math.max(...rest))}`;
    return [...named, ...(rest.length === 0 ? [] : [range])].join(", ");
  };
  return [
    "The score asks how few directions a layer's outputs keep, not how much depends on them.",
    `Of the directions that random weights give, the outputs keep, on average over projections: ${shares(({ score }) => 1 - score)}.`,
    `In w2 with all others in float32, a layer moves the hidden states right after it by: ${shares(({ errorAfter }) => errorAfter)};`,
    `and those after the last layer by: ${shares(({ errorAtEnd }) => errorAtEnd)}.`,
  ].join(" ");
}

/** Who won at equal bits, and what keeps most below three bits. */
export function summaryFinding(subject: SubjectResults): string {
  const { name, contests, rows } = subject;
  const isWon = ({ lieq, random }: Contest): boolean => lieq.nll < spread(random.map(({ nll }) => nll)).mean;
  const placed = (some: readonly Contest[]): string =>
    listed(some.map(({ average, rounding }) => `${fixed(average, 2)} bits ${ROUNDING_WORDS[rounding]}`));
  const [won, lost] = [contests.filter(isWon), contests.filter((contest) => !isWon(contest))];
  const against = [
    ...(won.length > 0 ? [`better than the mean of random allocations at ${placed(won)}`] : []),
    ...(lost.length > 0 ? [`not better than it at ${placed(lost)}`] : []),
  ];
  const uniform = ROUNDINGS.flatMap((rounding) => {
    const [lieq, w3] = [rowNearest(subject, rounding), rowOf(subject, "w3", rounding)];
    return lieq === undefined
      ? []
      : [`${ROUNDING_WORDS[rounding]} ${difference(lieq.nll - w3.nll)} at ${fixed(lieq.codes, 2)} bits`];
  });
  const exact = rowOf(subject, "float32", "none");
  const [best] = rows
    .filter(({ codes, rounding }) => codes < 3 && rounding !== "none")
    .sort((a, b) => a.nll - b.nll);
  const kept =
    best === undefined
      ? ""
      : ` Below 3 bits ${best.scheme}, ${best.rounding === "calibrated" ? "calibrated" : "plain"}, keeps most: ${percent(qualityKept(exact.nll, best.nll))} at ${fixed(best.codes, 2)} bits.`;
  return `**${name}**: at equal bits LieQ is ${listed(against)}; against w3 it is ${listed(uniform)}.${kept}`;
}

/** LieQ at three bits against w3, and at fewer bits against the line between w2 and w3. */
export function uniformFinding(subject: SubjectResults, rounding: Rounding): string {
  const [below, above] = [rowOf(subject, "w2", rounding), rowOf(subject, "w3", rounding)];
  const between = lieqRows(subject, rounding)
    .filter(({ codes }) => codes <= above.codes)
    .map(
      (row) =>
        `${difference(row.nll - interpolated(below, above, row.codes))} at ${fixed(row.codes, 2)} bits`,
    );
  const nearest = rowNearest(subject, rounding);
  const direct =
    nearest === undefined
      ? ""
      : ` With ${fixed(nearest.codes, 2)} bits against w3's ${fixed(above.codes, 2)} it is ${difference(nearest.nll - above.nll)}, ` +
        `standard error ${nats(pairedError(subject, nearest, above))}.`;
  return `${rounding === "nearest" ? "Plain" : "Calibrated"} LieQ against the straight line from w2 to w3: ${listed(between)}.${direct}`;
}

const ROUNDINGS = ["nearest", "calibrated"] as const;

const lieqRows = ({ rows }: SubjectResults, rounding: Rounding): Row[] =>
  rows.filter((row) => row.rounding === rounding && /^LieQ, budget/.test(row.scheme));

/** The LieQ row whose bits are nearest to w3's. */
function rowNearest(subject: SubjectResults, rounding: Rounding): Row | undefined {
  const { codes } = rowOf(subject, "w3", rounding);
  const distance = (row: Row): number => Math.abs(row.codes - codes);
  return lieqRows(subject, rounding).sort((a, b) => distance(a) - distance(b))[0];
}

const difference = (nll: number): string => `${nats(Math.abs(nll))} nats ${nll < 0 ? "better" : "worse"}`;
