/**
 * What a run covered, as plain data that merges: by module, one record a point, identified by kind, name and place in the
 * TypeScript. Invariant: hits and observations only grow when data is merged, so the order of merging does not matter.
 */
import { z } from "zod";

/**
 * toggle: every bit of a signal goes up and down. branch: every arm of `when` and `match` is taken. state: every member of
 * an enum register is reached. transition: one state after another, only where it was seen or asked for. cover: cover
 * points. assertion: assertions and assumptions were enabled.
 */
export const coverageKinds = ["toggle", "branch", "state", "transition", "cover", "assertion"] as const;
export type CoverageKind = (typeof coverageKinds)[number];

/** Lines and columns count from 1; the file is relative to the working directory of the run. */
const placeSchema = z.strictObject({
  file: z.string().min(1),
  line: z.int().min(1),
  column: z.int().min(1),
});

const common = {
  name: z.string().min(1),
  /** Null for a construct that was made without a place. */
  place: placeSchema.nullable(),
  /** The point cannot be hit, because a condition is constant. */
  unreachable: z.boolean(),
};

const flagSchema = z.strictObject({
  ...common,
  kind: z.enum(["branch", "state", "transition", "cover", "assertion"]),
  /** Instances (times lanes and runs) in which it was hit; cover and assertion: the cycles, of all of them. */
  hits: z.int().min(0),
  /** Branch: where the chain of arms begins, as `line:column`; arms of one chain share it. */
  chain: z.string().optional(),
});

const bitsSchema = z.string().regex(/^[0-9a-f]+$/);

const toggleSchema = z.strictObject({
  ...common,
  kind: z.literal("toggle"),
  width: z.int().min(1),
  /** Bits that went from 0 to 1, and from 1 to 0, in any instance: hexadecimal. */
  rose: bitsSchema,
  fell: bitsSchema,
});

const moduleSchema = z.strictObject({
  module: z.string().min(1),
  /** Instances, times lanes and runs, that were observed. */
  observed: z.int().min(0),
  points: z.array(z.discriminatedUnion("kind", [flagSchema, toggleSchema])),
});

export const coverageSchema = z.strictObject({
  format: z.literal("bitloom-coverage"),
  version: z.literal(1),
  modules: z.array(moduleSchema),
});

export type Place = z.infer<typeof placeSchema>;
export type FlagRecord = z.infer<typeof flagSchema>;
export type ToggleRecord = z.infer<typeof toggleSchema>;
export type PointRecord = FlagRecord | ToggleRecord;
export type ModuleCoverage = z.infer<typeof moduleSchema>;
export type CoverageData = z.infer<typeof coverageSchema>;

/** Data of no run at all: the neutral element of `mergeCoverage`. */
export const noCoverage: CoverageData = { format: "bitloom-coverage", version: 1, modules: [] };

/** Joins runs: hits add up, toggled bits are united, and a point that is reachable in one of them is reachable. */
export function mergeCoverage(all: readonly CoverageData[]): CoverageData {
  const modules = new Map<string, { observed: number; points: Map<string, PointRecord> }>();
  for (const { module, observed, points } of all.flatMap((data) => data.modules)) {
    const merged = modules.get(module) ?? { observed: 0, points: new Map<string, PointRecord>() };
    modules.set(module, merged);
    merged.observed += observed;
    for (const point of points) {
      const key = identityOf(point);
      const known = merged.points.get(key);
      merged.points.set(key, known === undefined ? point : mergePoints(known, point));
    }
  }
  const sorted = [...modules].sort(([a], [b]) => compareText(a, b));
  return {
    ...noCoverage,
    modules: sorted.map(([module, { observed, points }]) => ({
      module,
      observed,
      points: [...points.values()].sort(compareRecords),
    })),
  };
}

function identityOf(point: PointRecord): string {
  const { file, line, column } = point.place ?? { file: "", line: 0, column: 0 };
  const width = point.kind === "toggle" ? point.width : 0;
  return JSON.stringify([point.kind, point.name, file, line, column, width]);
}

function mergePoints(a: PointRecord, b: PointRecord): PointRecord {
  const unreachable = a.unreachable && b.unreachable;
  if (a.kind === "toggle" && b.kind === "toggle") {
    return { ...a, unreachable, rose: unite(a.rose, b.rose), fell: unite(a.fell, b.fell) };
  }
  return a.kind !== "toggle" && b.kind !== "toggle" ? { ...a, unreachable, hits: a.hits + b.hits } : a;
}

const unite = (a: string, b: string): string => (BigInt(`0x${a}`) | BigInt(`0x${b}`)).toString(16);

/** By kind, then by place; points of one place keep the order in which the module has them. */
function compareRecords(a: PointRecord, b: PointRecord): number {
  const kinds = coverageKinds.indexOf(a.kind) - coverageKinds.indexOf(b.kind);
  if (kinds !== 0) return kinds;
  const files = compareText(a.place?.file ?? "", b.place?.file ?? "");
  if (files !== 0) return files;
  const lines = (a.place?.line ?? 0) - (b.place?.line ?? 0);
  const columns = (a.place?.column ?? 0) - (b.place?.column ?? 0);
  return lines || columns;
}

/** By code units: the same order on every machine, whatever its language. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
