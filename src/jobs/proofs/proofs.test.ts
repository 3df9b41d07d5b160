/**
 * Every block with a specification is what it says, for all inputs and states; and a fault in its Verilog is found. CI leaves out what takes minutes,
 * the nightly set (BITLOOM_NIGHTLY=1) does not.
 */
import { describe, expect, test } from "vitest";
import { blockCatalogue } from "../../blocks/index.ts";
import { decodeCluster, type FineqIndex, fineqTileSum } from "../../golden/index.ts";
import { proveEquivalence } from "../../prove/index.ts";
import { outlierCluster } from "./fineq-codes.ts";
import { blockProofs, claimOf, findProof } from "./index.ts";

const isNightly = process.env.BITLOOM_NIGHTLY === "1";
const tasks = blockProofs.flatMap((proof) =>
  proof.usual
    .filter(({ long }) => isNightly || !long)
    .map(({ given }) => ({
      name: proof.entry.name,
      given,
      parameters: Object.values(given).join(" "),
      proof,
    })),
);

describe("a proof says", () => {
  test.each(tasks)("$name $parameters: yes", async ({ proof, given }) => {
    const result = await proveEquivalence(claimOf(proof, given));
    expect(result).toMatchObject({ verdict: "proved" });
  });

  /** Verilog of the block with a fault, in every cycle where there are several. */
  const faults: [block: string, given: Record<string, string>, found: RegExp, replacement: string][] = [
    ["fineq-decoder", {}, /cluster\[5\] && cluster\[4\]/, "cluster[5] || cluster[4]"],
    ["fineq-encoder", { coding: "unary" }, /magnitude > phase/, "magnitude >= phase"],
    ["fineq-pe", {}, /if \(boundary \|\| pulse\)/, "if (pulse)"],
    ["fineq-stationary-pe", {}, /if \(load\)/, "if (!load)"],
    ["fineq-scale-lane", {}, /- 5'd1/, "- 5'd2"],
    ["multiplier", { weight: "4" }, /&&/, "||"],
    ["multiply-accumulate", { weight: "3", coding: "sign-magnitude" }, /!start/, "start"],
    ["multi-adder", { operands: "5", width: "3" }, /\^/, "|"],
    ["dot-product", { length: "2", activation: "3", weight: "3", sum: "6" }, /&&/, "||"],
    ["baseline-pe", { weights: "int3", style: "biased" }, /\^/, "|"],
    ["tile-column", { pairs: "1", activationBits: "2" }, /\^/g, "|"],
    ["planes-column", { pairs: "1", activationBits: "2" }, /\^/g, "|"],
    ["serial-column", { pairs: "1", activationBits: "2" }, /\^/g, "|"],
    ["tile-array", { columns: "1", pairs: "1", activationBits: "2" }, /\^/g, "|"],
  ];

  test.each(faults)("%s %j: no, when %s is %s", async (block, given, found, replacement) => {
    const claim = claimOf(findProof(block), given);
    const verilog = claim.verilog.replace(found, replacement);
    expect(verilog).not.toBe(claim.verilog);
    const result = await proveEquivalence({ ...claim, verilog });
    if (result.verdict !== "refuted") throw new Error(`${block}: ${result.verdict}`);
    expect(
      result.counterexample.some(({ value, specified }) => specified !== undefined && value !== specified),
    ).toBe(true);
  });

  test("of every block that it can be wrong", () => {
    expect(faults.map(([block]) => block)).toEqual(blockProofs.map(({ entry }) => entry.name));
  });
});

test("names of blocks are unique, and those of the catalogue have its entry", () => {
  expect(new Set(blockProofs.map(({ entry }) => entry.name)).size).toBe(blockProofs.length);
  for (const { entry } of blockProofs) {
    const catalogued = blockCatalogue.find(({ name }) => name === entry.name);
    if (catalogued !== undefined) expect(entry).toBe(catalogued);
  }
});

test("a specification is refused where there is none", () => {
  expect(() => findProof("fifo")).toThrow(/fifo: it has no specification; those with one are fineq-decoder/);
  expect(() => claimOf(findProof("tile-column"), { pairs: "2" })).toThrow(
    /2 pairs have too many raw weights/,
  );
  expect(() => claimOf(findProof("tile-array"), { columns: "2" })).toThrow(/2 columns and 1 tokens/);
  expect(() => claimOf(findProof("multi-adder"), { style: "tree" })).toThrow(/style is tree/);
});

test("clusters with outliers are those of the golden codec", () => {
  for (let code = 0; code < 256; code++) {
    const weights = decodeCluster((code >> 6) as FineqIndex, code & 63);
    // The condition in JavaScript, with the bits of an even cluster of one pair.
    const bit = (at: number): number => ((at < 12 ? code & 63 : code >> 6) >> (at < 12 ? at : at - 12)) & 1;
    const text = outlierCluster("w", 0)
      .replace("w[13:12] != 0", "(bit(12) || bit(13))")
      .replace(/w\[(\d+)\]/g, "bit($1)");
    const holds = new Function("bit", `return Boolean(${text})`) as (at: typeof bit) => boolean;
    expect(holds(bit), String(code)).toBe(weights.some((w) => Math.abs(w) > 1));
  }
});

test("the rows of a tile add up to the golden sum: magnitudes times what is sent, or its complement", () => {
  const bits = 2;
  for (let code = 0; code < 256; code++) {
    const weights = decodeCluster((code >> 6) as FineqIndex, code & 63);
    const [found, expected] = [[], []] as [number[], number[]];
    for (let vector = 0; vector < 2 ** (3 * bits); vector++) {
      const sent = [0, 1, 2].map((k) => (vector >> (bits * k)) & (2 ** bits - 1));
      const activations = sent.map((value) => value - 2 ** (bits - 1));
      const rows = sent.map((value, k) => {
        const w = weights[k] as number;
        return Math.abs(w) * (w < 0 ? 2 ** bits - 1 - value : value);
      });
      found.push(rows.reduce((sum, row) => sum + row));
      expected.push(fineqTileSum(weights, activations, bits));
    }
    expect(found).toEqual(expected);
  }
});
