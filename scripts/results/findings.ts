/** What the numbers say, in sentences. Invariant: every clause follows from the measurements it names, whichever way they fall. */
import { rankCorrelation } from "../../src/golden/index.ts";
import { fixed, layersNamed, listed, nats } from "./markdown.ts";
import type { Contest, Row, SubjectResults } from "./schema.ts";
import { interpolated, pairedError, ranks, rowOf, spread } from "./statistics.ts";

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
    `rank correlation ${fixed(correlation(byScore, byDrop), 2)}.`,
    agreed.length === 0
      ? "No layer has the same or a neighbouring place in both."
      : `They agree, within one place, on ${layersNamed(agreed)}.`,
    parts.length === 0 ? "" : `They disagree most where the score puts ${listed(parts)} than the drop does.`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

export const correlation = (left: readonly number[], right: readonly number[]): number =>
  rankCorrelation(left, right);

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

/** LieQ against random orders and the perplexity drop's order, contest by contest. */
export function contestFinding(contest: Contest): string {
  const { lieq, drop, gain, random, average, rounding } = contest;
  const { mean, deviation } = spread(random.map(({ nll }) => nll));
  const beaten = random.filter(({ nll }) => lieq.nll < nll).length;
  const equal = random.filter(({ nll }) => lieq.nll === nll).length;
  const distance = `${nats(Math.abs(mean - lieq.nll))} nats (${fixed(Math.abs(mean - lieq.nll) / deviation, 1)} standard deviations)`;
  const others = [
    ["the perplexity drop's order", drop.nll],
    ["the order of own gains", gain.nll],
  ] as const;
  return [
    `At ${fixed(average, 2)} bits, ${ROUNDING_WORDS[rounding]}, LieQ is ${distance} ${lieq.nll < mean ? "better" : "worse"} than the mean of ${random.length} random allocations,`,
    `better than ${beaten} of them${equal > 0 ? `, the same as ${equal}` : ""};`,
    `${listed(others.map(([words, nll]) => `${words} is ${compared(nll, lieq.nll)}`))}.`,
  ].join(" ");
}

/** "better by 0.0100", "worse by ...", "the same". */
const compared = (nll: number, than: number): string =>
  nll === than ? "the same" : `${nll < than ? "better" : "worse"} by ${nats(Math.abs(nll - than))}`;

/** LieQ at three bits against w3, and at fewer bits against the line between w2 and w3. */
export function uniformFinding(subject: SubjectResults, rounding: Rounding): string {
  const [below, above] = [rowOf(subject, "w2", rounding), rowOf(subject, "w3", rounding)];
  const lieq = subject.rows.filter((row) => row.rounding === rounding && /^LieQ, budget/.test(row.scheme));
  const said = lieq.map((row) =>
    row.codes <= above.codes
      ? `at ${fixed(row.codes, 2)} bits ${difference(row.nll - interpolated(below, above, row.codes))}`
      : `at ${fixed(row.codes, 2)} bits ${difference(row.nll - above.nll)} than w3 itself`,
  );
  const nearest = lieq.reduce<Row | undefined>(
    (best, row) =>
      best === undefined || Math.abs(row.codes - above.codes) < Math.abs(best.codes - above.codes)
        ? row
        : best,
    undefined,
  );
  const direct =
    nearest === undefined
      ? ""
      : ` Its ${fixed(nearest.codes, 2)} bits against w3's ${fixed(above.codes, 2)}: ${nats(nearest.nll)} and ${nats(above.nll)}, ` +
        `${difference(nearest.nll - above.nll)}, standard error of the difference ${nats(pairedError(subject, nearest, above))}.`;
  return `${rounding === "nearest" ? "Plain" : "Calibrated"} LieQ against the straight line between w2 and w3: ${listed(said)}.${direct}`;
}

const difference = (nll: number): string => `${nats(Math.abs(nll))} nats ${nll < 0 ? "better" : "worse"}`;
