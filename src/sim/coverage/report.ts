/**
 * From coverage data and waivers to a verdict on every point. Invariant: a point is hit, missed, waived (missed, with a
 * reason) or unreachable; only hit and missed ones count towards the total.
 */
import {
  type CoverageData,
  type CoverageKind,
  coverageKinds,
  type FlagRecord,
  type Place,
  type PointRecord,
  type ToggleRecord,
} from "./data.ts";
import { matches, type Waiver } from "./waivers.ts";

export type PointStatus = "hit" | "missed" | "waived" | "unreachable";

export interface ReportPoint {
  readonly module: string;
  readonly kind: CoverageKind;
  /** As waivers name it: a branch's condition, `state = idle`, `count[3] rise`. */
  readonly point: string;
  readonly place: Place | null;
  readonly status: PointStatus;
  /** See `FlagRecord.hits`; of a toggle 1 or 0. */
  readonly hits: number;
  /** Waived: why. */
  readonly reason?: string;
}

export interface ReportRow {
  readonly module: string;
  readonly kind: CoverageKind;
  readonly hit: number;
  /** Hit and missed. */
  readonly total: number;
  readonly waived: number;
  readonly unreachable: number;
}

export interface StaleWaiver {
  readonly waiver: Waiver;
  readonly why: "matches no point" | "matches no point that was missed";
}

export interface CoverageReport {
  /** By module, then by kind; a module without points of a kind has no row for it. */
  readonly rows: readonly ReportRow[];
  readonly total: Omit<ReportRow, "module" | "kind">;
  readonly points: readonly ReportPoint[];
  readonly stale: readonly StaleWaiver[];
}

export function coverageReport(data: CoverageData, waivers: readonly Waiver[] = []): CoverageReport {
  const matched = new Map<Waiver, "any" | "missed">();
  const points = data.modules.flatMap(({ module, points }) =>
    points.flatMap((record) =>
      singlePoints(module, record).map((point) => {
        const fitting = waivers.filter((waiver) => matches(waiver, point));
        for (const waiver of fitting) {
          if (point.status === "missed") matched.set(waiver, "missed");
          else if (!matched.has(waiver)) matched.set(waiver, "any");
        }
        const [first] = fitting;
        if (point.status !== "missed" || first === undefined) return point;
        return { ...point, status: "waived" as const, reason: first.reason };
      }),
    ),
  );
  const rows = data.modules.flatMap(({ module }) =>
    coverageKinds.map((kind) => ({
      module,
      kind,
      ...countsOf(points.filter((point) => point.module === module && point.kind === kind)),
    })),
  );
  const stale = waivers.flatMap((waiver): StaleWaiver[] => {
    const found = matched.get(waiver);
    if (found === "missed") return [];
    const why = found === "any" ? "matches no point that was missed" : "matches no point";
    return [{ waiver, why }];
  });
  const shown = rows.filter((row) => row.total + row.waived + row.unreachable > 0);
  return { rows: shown, total: countsOf(points), points, stale };
}

/** Hit points among those that count, in percent; 100 where none counts. */
export const percentOf = ({ hit, total }: Pick<ReportRow, "hit" | "total">): number =>
  total === 0 ? 100 : (100 * hit) / total;

function countsOf(points: readonly ReportPoint[]): CoverageReport["total"] {
  const count = (status: PointStatus): number => points.filter((point) => point.status === status).length;
  const hit = count("hit");
  return {
    hit,
    total: hit + count("missed"),
    waived: count("waived"),
    unreachable: count("unreachable"),
  };
}

/** One for a flag; one for each bit and direction of a signal. */
function singlePoints(module: string, record: PointRecord): readonly ReportPoint[] {
  return record.kind === "toggle" ? togglePoints(module, record) : [flagPoint(module, record)];
}

const statusOf = (hits: number, unreachable: boolean): PointStatus =>
  hits > 0 ? "hit" : unreachable ? "unreachable" : "missed";

const flagPoint = (module: string, { kind, name, place, hits, unreachable }: FlagRecord): ReportPoint => ({
  module,
  kind,
  point: name,
  place,
  hits,
  status: statusOf(hits, unreachable),
});

function togglePoints(module: string, record: ToggleRecord): readonly ReportPoint[] {
  const { name, place, width, unreachable } = record;
  const rose = BigInt(`0x${record.rose}`);
  const fell = BigInt(`0x${record.fell}`);
  return Array.from({ length: width }, (_, bit) =>
    (["rise", "fall"] as const).map((direction): ReportPoint => {
      const hits = Number(((direction === "rise" ? rose : fell) >> BigInt(bit)) & 1n);
      const of = width === 1 ? name : `${name}[${bit}]`;
      const status = statusOf(hits, unreachable);
      return { module, kind: "toggle", point: `${of} ${direction}`, place, hits, status };
    }),
  ).flat();
}
