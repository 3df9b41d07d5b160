/** docs/results.md from docs/results.json. Invariant: a pure function; every number in a table or a sentence comes from the results. */
import type { Comparison } from "../../src/compare/index.ts";
import { rankCorrelation } from "../../src/golden/index.ts";
import {
  calibrationFinding,
  choiceFinding,
  orderFinding,
  reasonFinding,
  summaryFinding,
  uniformFinding,
} from "./findings.ts";
import { hardwareSection } from "./hardware.ts";
import { count, fixed, nats, percent, signed, table, wrapped } from "./markdown.ts";
import type { Contest, LayerResults, Results, Row, SubjectResults } from "./schema.ts";
import { distinctChoices, perplexity, qualityKept, ranks, rowOf, spread } from "./statistics.ts";

/** The whole page; without hardware, what formats cost alone. */
export function resultsPage({ isFull, subjects }: Results, hardware?: Comparison): string {
  const lines = [
    "# What formats and arrays cost",
    "",
    "<!-- Written by `npm run results` from results.json and hardware.json. Do not edit. -->",
    "",
    ...INTRODUCTION.flatMap((text) => [...wrapped(text), ""]),
    ...(isFull ? [] : ["**A quick look at a few windows, not the results.**", ""]),
    "## In short",
    "",
    ...subjects.flatMap((subject) => bullet(summaryFinding(subject))),
    "",
    ...subjects.flatMap(subjectSection),
    ...(hardware === undefined ? [] : hardwareSection(hardware)),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

const INTRODUCTION = [
  "The hardware is at the end: [what arrays cost](#what-arrays-cost). `npm run results` measures everything before that, keeps what it has measured in `out/results`, and writes the page from [results.json](results.json). `npm run results -- --check` tells whether the page follows from the numbers; a test measures some of them again.",
  "The loss (NLL) is the mean of -ln p over all predicted tokens; perplexity is e^NLL. **Quality kept** is float32's perplexity over the row's. It is our own measure: LieQ's abstract (arXiv 2508.03332) reports 95.9 % of FP16's quality at 2.05 bits on Qwen3-4B and 98.2 % at 2.07 bits on LLaMA3.2-3B in accuracy on tasks, which models of this size do not solve. **Bits** count the seven projections of each layer, which are what is quantized: codes with the padding of rows, and then with scales and zero points too. Embeddings, norms and output head stay as they are.",
  "w8, w4, w3 and w2 are the [uniform formats](formats.md), FineQ is 7/3 bits in blocks of 24. Plain rounding takes the nearest code. Calibrated means GPTQ (arXiv 2210.17323) for the uniform formats and calibrated FineQ for FineQ, layer by layer, with the inputs that the already quantized layers before give. LieQ holds the layers with the highest scores in w4 and the others in w2; a budget is the average of bits that its allocation goes for. At 2.05 bits the paper's models keep one layer precise, so the smallest budget here is that of one precise layer. LieQ + FineQ holds the same layers in w4 and the others in FineQ. How scores are computed, rounded and allocated is our design choice.",
];

function subjectSection(subject: SubjectResults): string[] {
  const tokens = subject.predicted.reduce((sum, one) => sum + one, 0);
  const facts = [
    `${subject.model}; ${count(subject.weights)} weights in linear layers, stored with ${fixed(subject.storedBits, 0)} bits.`,
    `Losses: ${subject.evaluationText}; ${count(tokens)} predicted tokens in ${subject.predicted.length} windows.`,
    `Calibration, scores and perplexity drops: ${subject.calibrationText}; none of the text that losses are measured on.`,
  ];
  return [
    `## ${subject.name}`,
    "",
    ...facts.flatMap((fact) => wrapped(`- ${fact}`).map((line, at) => (at === 0 ? line : `  ${line}`))),
    "",
    ...rowsTable(subject),
    "",
    ...wrapped(calibrationFinding(subject)),
    "",
    "### Which layers matter",
    "",
    ...layersTable(subject),
    "",
    ...wrapped(orderFinding(subject)),
    "",
    ...wrapped(choiceFinding(subject)),
    "",
    ...wrapped(reasonFinding(subject)),
    "",
    ...correlationsTable(subject),
    "",
    "### At equal bits",
    "",
    ...wrapped(
      "Layers in w4 and w2 in the same number, chosen in other orders: at random (seeds 1, 2, ...), by perplexity drop, and by own gain, the loss with one layer in w4 and the others in w2. The last order was found on the text that it is judged by and shows what is there to be had.",
    ),
    "",
    ...contestsTable(subject),
    "",
    ...(["nearest", "calibrated"] as const).flatMap((rounding) => bullet(uniformFinding(subject, rounding))),
    "",
  ];
}

const bullet = (text: string): string[] =>
  wrapped(`- ${text}`, 128).map((line, at) => (at === 0 ? line : `  ${line}`));

function rowsTable(subject: SubjectResults): string[] {
  const exact = rowOf(subject, "float32", "none");
  return table(
    [
      "weights",
      "rounding",
      "layers in w4",
      "bits a weight",
      "with scales",
      "NLL (nats)",
      "perplexity",
      "quality kept",
    ],
    subject.rows.map((row) => [
      row.scheme,
      roundingOf(row),
      /^LieQ/.test(row.scheme)
        ? row.formats.flatMap((format, layer) => (format === "w4" ? [layer] : [])).join(" ")
        : "",
      row === exact ? "32" : fixed(row.codes, 3),
      row === exact ? "32" : fixed(row.total, 3),
      nats(row.nll),
      fixed(perplexity(row.nll), 3),
      percent(qualityKept(exact.nll, row.nll)),
    ]),
  );
}

function roundingOf({ rounding, formats }: Row): string {
  if (rounding === "none") return "";
  if (rounding === "nearest") return "plain";
  const hasFineq = formats.includes("fineq");
  if (!hasFineq) return "GPTQ";
  return formats.every((format) => format === "fineq") ? "calibrated" : "GPTQ, calibrated FineQ";
}

/** The orders of layers that are held against each other, each with the end that deserves precision first. */
const ORDERS = [
  { title: "LieQ score", of: (layer) => layer.score, first: "largest" },
  { title: "top-k energy gain", of: (layer) => layer.energyGain, first: "largest" },
  { title: "rise of NLL without it", of: (layer) => layer.drop, first: "largest" },
  { title: "NLL, it alone in w2", of: (layer) => layer.coarseAlone, first: "largest" },
  { title: "NLL, it in w4, others in w2", of: (layer) => layer.preciseAlone, first: "smallest" },
] as const satisfies readonly {
  readonly title: string;
  readonly of: (layer: LayerResults) => number;
  readonly first: "largest" | "smallest";
}[];

function layersTable({ layers }: SubjectResults): string[] {
  const places = ORDERS.map(({ of, first }) => ranks(layers.map(of), first));
  return table(
    ["layer", ...ORDERS.map(({ title }) => `${title} (rank)`)],
    layers.map((layer, at) => [
      String(at),
      ...ORDERS.map(({ of }, column) => `${nats(of(layer))} (${places[column]?.[at]})`),
    ]),
  );
}

/** Each order with each. */
function correlationsTable({ layers }: SubjectResults): string[] {
  const values = ORDERS.map(({ of, first }) =>
    layers.map((layer) => (first === "largest" ? of(layer) : -of(layer))),
  );
  return table(
    ["rank correlation", ...ORDERS.map(({ title }) => title)],
    ORDERS.map(({ title }, row) => [
      title,
      ...values.map((others) => fixed(rankCorrelation(values[row] as number[], others), 2)),
    ]),
  );
}

function contestsTable({ contests }: SubjectResults): string[] {
  const chosen = ({ precise, nll }: Contest["lieq"]): string => `${nats(nll)} (${precise.join(" ")})`;
  return table(
    [
      "bits a weight",
      "rounding",
      "LieQ (layers in w4)",
      "random: mean",
      "standard deviation",
      "best",
      "worst",
      "different ones",
      "LieQ less the mean",
      "LieQ is better than",
      "by perplexity drop",
      "by own gain",
    ],
    contests.map(({ average, rounding, lieq, drop, gain, random }) => {
      const { mean, deviation, least, most } = spread(random.map(({ nll }) => nll));
      return [
        fixed(average, 2),
        rounding === "nearest" ? "plain" : "GPTQ",
        chosen(lieq),
        nats(mean),
        nats(deviation),
        nats(least),
        nats(most),
        String(distinctChoices(random)),
        signed(lieq.nll - mean),
        `${random.filter(({ nll }) => lieq.nll < nll).length} of ${random.length}`,
        chosen(drop),
        chosen(gain),
      ];
    }),
  );
}
