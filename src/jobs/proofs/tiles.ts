/**
 * Columns of cluster tiles: weights are loaded in cycle 0, activations come in cycle 1, and the sums that leave are the dot product of the golden
 * codec's weights plus the golden excess. Invariant: activations, the state before and all that happens beside are free, and so are
 * raw weights, unless the kind of tile demands a rule of them.
 */
import { planeLatency, planeSumBits, serialLatency, tileLatency, tileSumBits } from "../../blocks/index.ts";
import { fail } from "../../diagnostics/index.ts";
import { catalogued } from "./fineq.ts";
import { clusterCode, clusterFunction, outlierCluster, WEIGHT_BITS } from "./fineq-codes.ts";
import type { BlockProof, ParameterValues } from "./proof.ts";

const CLUSTER_WEIGHTS = 3;

const sizes = ({ pairs, activationBits, style }: ParameterValues) => ({
  pairs: Number(pairs),
  clusters: 2 * Number(pairs),
  activationBits: Number(activationBits),
  style: style as "gates" | "pipelined",
  tokens: 1,
});

/** Raw weights are tried one by one; activations are added up bit by bit. */
const order = (activationBits: number, pairs: number, activations: readonly string[]) => ({
  first: ["weights_0"],
  elementBits: Object.fromEntries(activations.map((name) => [name, activationBits])),
  cases: 14 * pairs,
});

/** Wires `weight_I` (two's complement) and `excess_C` of the raw pairs that are loaded in cycle 0. */
export function decoded(clusters: number, activationBits: number, excessBits: number): string {
  const row = CLUSTER_WEIGHTS * WEIGHT_BITS + excessBits;
  const lines = Array.from({ length: clusters }, (_, c) => [
    `wire [${row - 1}:0] row_${c} = decoded(${clusterCode("weights_0", c)});`,
    ...Array.from(
      { length: CLUSTER_WEIGHTS },
      (_, k) =>
        `wire signed [${WEIGHT_BITS - 1}:0] weight_${CLUSTER_WEIGHTS * c + k} = row_${c}[${WEIGHT_BITS * k + WEIGHT_BITS - 1}:${WEIGHT_BITS * k}];`,
    ),
    `wire [${excessBits - 1}:0] excess_${c} = row_${c}[${row - 1}:${row - excessBits}];`,
  ]);
  return [clusterFunction("decoded", activationBits, excessBits), ...lines.flat()].join("\n");
}

/** Activation i as a number: tiles are sent a + 2^(bits - 1). */
const activation = (text: string, bits: number): string =>
  `($signed({1'b0, ${text}}) - $signed(${bits + 1}'sd${2 ** (bits - 1)}))`;

/** fineqTileSum in Verilog: the dot product and the golden excess of every cluster. */
function tileSum(values: ParameterValues, sent: (input: number) => string, output: string): string {
  const { activationBits: a, clusters, pairs } = sizes(values);
  const bits = tileSumBits({ pairs, activationBits: a });
  const products = Array.from(
    { length: clusters * CLUSTER_WEIGHTS },
    (_, i) => `weight_${i} * ${activation(sent(i), a)}`,
  );
  const excess = Array.from({ length: clusters }, (_, c) => `$signed({1'b0, excess_${c}})`);
  return `${decoded(clusters, a, bits)}
wire signed [${bits}:0] sum = ${[...products, ...excess].join("\n  + ")};
assign ${output} = sum[${bits - 1}:0];`;
}

export const element = (port: string, bits: number) => (i: number) =>
  `${port}[${bits * i + bits - 1}:${bits * i}]`;

const wholeOutput = (values: ParameterValues) => 1 + tileLatency(sizes(values));

/** Raw weights are tried one by one, so there is a single pair; n of a sparse pair can only be 2. */
function requirePair(block: string, { pairs, tokens }: ParameterValues): void {
  const reason = pairs !== 1 ? `${pairs} pairs have too many raw weights to try` : `it has ${tokens} tokens`;
  if (pairs !== 1 || tokens !== 1)
    fail("BL0499", { block, reason: `${reason}; pairs=1 and tokens=1 are proved` });
}

const whole: BlockProof = {
  entry: catalogued("tile-column"),
  says: "sums are the dot products with the weights that the golden codec reads, plus the golden excess; of sparse tiles for all weights that obey the rule",
  outputs: (values) => [{ output: "sums", cycle: wholeOutput(values) }],
  specify: (values) => {
    requirePair("tile-column", values);
    const { activationBits, pairs } = sizes(values);
    const outliers = [0, 1].map((cluster) => outlierCluster("weights_0", cluster));
    return {
      method: "diagram",
      fixed: { load_0: 1 },
      ...(values.kind === "sparse" ? { assumption: `!(${outliers.join(" && ")})` } : {}),
      order: order(activationBits, pairs, ["activations_1"]),
      body: tileSum(values, element("activations_1", activationBits), `sums_${wholeOutput(values)}`),
    };
  },
  usual: [
    ...["any", "sparse"].map((kind) => ({ given: { kind, pairs: "1", activationBits: "2" } })),
    { given: { pairs: "1" }, long: true },
    { given: { kind: "sparse", pairs: "1" }, long: true },
    { given: { pairs: "1", style: "pipelined" }, long: true },
  ],
};

const planes: BlockProof = {
  entry: catalogued("planes-column"),
  says: "sums are those of the chosen bit of every golden magnitude with its sign",
  outputs: (values) => [{ output: "sums", cycle: 1 + planeLatency(sizes(values)) }],
  specify: (values) => {
    requirePair("planes-column", values);
    const { activationBits: a, pairs, clusters } = sizes(values);
    const bits = planeSumBits({ pairs, activationBits: a });
    const terms = Array.from({ length: clusters * CLUSTER_WEIGHTS }, (_, i) => {
      const sent = element("activations_1", a)(i);
      // A tile's sum of a weight of 1 is what is sent; of -1 it is the golden excess, 2^(bits - 1) - 1, less the activation.
      const excess = `(weight_${i} < 0 ? $signed(${a + 1}'sd${2 ** (a - 1) - 1}) - ${activation(sent, a)} : $signed({1'b0, ${sent}}))`;
      return `(magnitude_${i}[plane_0] ? ${excess} : 0)`;
    });
    const magnitudes = terms.map(
      (_, i) => `wire [1:0] magnitude_${i} = weight_${i} < 0 ? -weight_${i} : weight_${i};`,
    );
    return {
      method: "diagram",
      fixed: { load_0: 1 },
      order: order(a, pairs, ["activations_1"]),
      body: `${decoded(clusters, a, bits)}
${magnitudes.join("\n")}
wire signed [${bits}:0] sum = ${terms.join("\n  + ")};
assign sums_${1 + planeLatency(sizes(values))} = sum[${bits - 1}:0];`,
    };
  },
  usual: [{ given: { pairs: "1", activationBits: "2" } }, { given: { pairs: "1" }, long: true }],
};

const serialOutput = (values: ParameterValues): number =>
  sizes(values).activationBits + serialLatency(sizes(values));

const serial: BlockProof = {
  entry: catalogued("serial-column"),
  says: "after all bits of the activations, from cycle 1 on, the sums are those of a tile of any clusters",
  outputs: (values) => [{ output: "sums", cycle: serialOutput(values) }],
  specify: (values) => {
    requirePair("serial-column", values);
    const { activationBits: a, pairs } = sizes(values);
    const later = Array.from({ length: a - 1 }, (_, t) => [
      [`load_${t + 1}`, 0],
      [`restart_${t + 2}`, 0],
    ]);
    const cycles = Array.from({ length: a }, (_, t) => `activations_${t + 1}`);
    const sent = (i: number): string => `{${cycles.map((port) => `${port}[${i}]`).join(", ")}}`;
    const specification = {
      method: "diagram" as const,
      fixed: { load_0: 1, restart_1: 1, ...Object.fromEntries(later.flat()) },
      body: tileSum(values, sent, `sums_${serialOutput(values)}`),
    };
    const from = Object.fromEntries(cycles.map((port, t) => [port, a - 1 - t]));
    return { ...specification, order: { ...order(1, pairs, cycles), from } };
  },
  usual: [{ given: { pairs: "1", activationBits: "2" } }, { given: { pairs: "1" }, long: true }],
};

/** In the order of throughput. */
export const tileProofs: readonly BlockProof[] = [whole, planes, serial];
