/**
 * Arrays of tile columns as they are built, recoder at the edge: from raw pairs to the rows of the bit heap, and from any rows to their sum.
 * Invariant: the rows of the claim hold each golden weight's low and high magnitude bit once, so their sum is the golden tile's.
 */
import { tileSumBits } from "../../blocks/index.ts";
import { fail } from "../../diagnostics/index.ts";
import { bitWidth } from "../../ir/index.ts";
import type { Transition } from "../../prove/index.ts";
import { catalogued } from "./fineq.ts";
import type { BlockProof, ParameterValues } from "./proof.ts";
import { decoded, element } from "./tiles.ts";

const CLUSTER_WEIGHTS = 3;

/** The cycle in which a column has both its code and activations, and the next one, with the sum. */
const ROWS_CYCLE = 2;
/** What the rows of a kind are called, and which of them a row is, in the order of weights. */
const ROW = /_token_0_(low|low_x|low_y|high_x|high_y|middle)(?:_(\d+))?_2$/;

/** A row of the heap, without its complement. */
interface Row {
  readonly name: string;
  /** Verilog, unsigned. */
  readonly value: string;
  readonly bits: number;
  readonly shift: number;
}

const index = (cluster: number): string => {
  const from = 14 * (cluster >> 1);
  return `weights_0[${from + 13}:${from + 12}]`;
};

/** Lanes of the two magnitudes above 1 that a cluster may have: without a weight that its index prunes (docs/formats.md). */
const lanes = (bit: string, cluster: number) => {
  const [first, second, third] = [0, 1, 2].map((k) => `${bit}_${CLUSTER_WEIGHTS * cluster + k}`);
  return {
    x: `(${index(cluster)} == 1 ? ${second} : ${first})`,
    y: `(${index(cluster)} == 3 ? ${second} : ${third})`,
    second: second as string,
  };
};

/** Two lanes of a cluster with low and high bits; the middle weight's low bit shares its row with the high bit of lane y. */
function anyRows(clusters: number, a: number): Row[] {
  return Array.from({ length: clusters }, (_, cluster): Row[] => {
    const [low, high] = [lanes("low", cluster), lanes("high", cluster)];
    return [
      { name: "low_x", value: low.x, bits: a, shift: 0 },
      { name: "low_y", value: low.y, bits: a, shift: 0 },
      { name: "high_x", value: high.x, bits: a, shift: 1 },
      {
        name: "middle",
        value: `(${index(cluster)} == 0 ? {1'b0, ${low.second}} : {${high.y}, 1'b0})`,
        bits: a + 1,
        shift: 0,
      },
    ];
  }).flat();
}

/** A low bit of every weight, and the high bits of a group's first cluster with an outlier. */
function sparseRows(clusters: number, a: number, group: number): Row[] {
  return Array.from({ length: clusters / group }, (_, g): Row[] => {
    const members = Array.from({ length: group }, (_, i) => group * g + i);
    const chosen = (lane: "x" | "y"): string =>
      members.map((c) => `(is_first_${c} ? ${lanes("high", c)[lane]} : ${a}'d0)`).join(" | ");
    const weights = members.flatMap((c) => [0, 1, 2].map((k) => CLUSTER_WEIGHTS * c + k));
    return [
      ...weights.map((i) => ({ name: "low", value: `low_${i}`, bits: a, shift: 0 })),
      { name: "high_x", value: chosen("x"), bits: a, shift: 1 },
      { name: "high_y", value: chosen("y"), bits: a, shift: 1 },
    ];
  }).flat();
}

/** Wires `low_I` and `high_I`, what a bit of weight i's magnitude counts, and `is_first_C`. */
function bitsOfWeights(clusters: number, a: number, group: number): string {
  const sent = element("activations_1", a);
  const weights = Array.from(
    { length: clusters * CLUSTER_WEIGHTS },
    (_, i) => `wire [1:0] magnitude_${i} = weight_${i} < 0 ? -weight_${i} : weight_${i};
wire [${a - 1}:0] counted_${i} = weight_${i} < 0 ? ~${sent(i)} : ${sent(i)};
wire [${a - 1}:0] low_${i} = magnitude_${i}[0] ? counted_${i} : 0;
wire [${a - 1}:0] high_${i} = magnitude_${i}[1] ? counted_${i} : 0;`,
  );
  const firsts = Array.from({ length: clusters }, (_, c) => {
    const has = [0, 1, 2].map((k) => `magnitude_${CLUSTER_WEIGHTS * c + k}[1]`).join(" || ");
    const earlier = Array.from({ length: c % group }, (_, i) => ` && !has_outlier_${c - 1 - i}`).join("");
    return `wire has_outlier_${c} = ${has};\nwire is_first_${c} = has_outlier_${c}${earlier};`;
  });
  return [...weights, ...firsts].join("\n");
}

/** Outputs that are rows, by what they are called, in the order of weights. */
function rowNames(ports: Transition["ports"]): ReadonlyMap<string, readonly string[]> {
  const found = ports.flatMap(({ role, signal: { name: port } }) => {
    const [, name, number = "0"] = ROW.exec(port) ?? [];
    return role !== "output" || name === undefined ? [] : [{ port, name, number: Number(number) }];
  });
  found.sort((left, right) => left.number - right.number);
  const names = [...new Set(found.map(({ name }) => name))];
  return new Map(
    names.map((name) => [name, found.filter((one) => one.name === name).map(({ port }) => port)]),
  );
}

function specification(values: ParameterValues, { ports }: Transition): string {
  const [a, pairs] = [Number(values.activationBits), Number(values.pairs)];
  const clusters = 2 * pairs;
  const group = values.kind === "sparse" ? Number(values.clustersPerOutlier) : 1;
  const rows = values.kind === "sparse" ? sparseRows(clusters, a, group) : anyRows(clusters, a);
  const made = rowNames(ports);
  const named = new Map<string, Row[]>();
  for (const row of rows) named.set(row.name, [...(named.get(row.name) ?? []), row]);
  const ordered = [...named].flatMap(([name, list]) =>
    list.map((row, at) => ({ ...row, port: made.get(name)?.[at] ?? `${name}_${at}` })),
  );
  const found = [...made.values()].flat().length;
  if (found !== rows.length) {
    const expected = `${rows.length} rows`;
    fail("BL0494", { where: "the specification of tile-array", found: `${found} rows`, expected });
  }
  const bits = tileSumBits({ pairs, activationBits: a });
  const lines = ordered.map(
    ({ port, value, bits: width }, k) => `wire [${width - 1}:0] row_value_${k} = ${value};
assign ${port} = ~row_value_${k};
wire [${bits - 1}:0] added_${k} = ~${port}_free & ${bits}'d${2 ** width - 1};`,
  );
  const terms = ordered.map(({ shift }, k) => (shift === 0 ? `added_${k}` : `(added_${k} << ${shift})`));
  return `${decoded(clusters, a, bits)}
${bitsOfWeights(clusters, a, group)}
${lines.join("\n")}
wire [${bits - 1}:0] sum = ${terms.join(" + ")};
assign sums_${ROWS_CYCLE + 1} = sum;`;
}

/** The same rows are in every column and every token. */
export const tileRowsProof: BlockProof = {
  entry: catalogued("tile-array"),
  says: "recoded weights make the rows of the golden codec's weights, low and high magnitude bits with their signs (of sparse tiles the high ones of a group's first outlier cluster); and sums are those of all rows, whatever they are",
  outputs: () => [{ output: "sums", cycle: ROWS_CYCLE + 1 }],
  cuts: (values) => {
    const a = Number(values.activationBits);
    // Half of a middle row has its name too.
    return ({ name, type }) => {
      const row = ROW.exec(name)?.[1];
      return row !== undefined && bitWidth(type) === (row === "middle" ? a + 1 : a);
    };
  },
  specify: (values, transition) => {
    if (values.columns !== 1 || values.tokens !== 1) {
      const reason = `it has ${values.columns} columns and ${values.tokens} tokens; columns=1 tokens=1 are proved`;
      fail("BL0499", { block: "tile-array", reason });
    }
    const a = Number(values.activationBits);
    const free = transition.ports.filter(
      ({ role, signal }) => role === "input" && /_free$/.test(signal.name),
    );
    return {
      method: "diagram",
      fixed: { load_0: 1 },
      order: {
        first: ["weights_0"],
        elementBits: {
          activations_1: a,
          ...Object.fromEntries(free.map(({ signal }) => [signal.name, a + 1])),
        },
      },
      body: specification(values, transition),
    };
  },
  usual: [
    { given: { columns: "1", pairs: "2", activationBits: "2" } },
    { given: { columns: "1", kind: "sparse", clustersPerOutlier: "4", pairs: "2" } },
    { given: { columns: "1", pairs: "1" } },
  ],
};
