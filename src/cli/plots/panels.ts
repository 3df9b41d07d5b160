/**
 * Line charts under each other over one horizontal axis, each with a band where a value has a spread. Invariant: every axis has
 * its unit, and a point that is no finite number is left out of its line, never drawn somewhere.
 */
import type { TopLevelSpec } from "vega-lite";

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  /** Ends of the band around y, both or none. */
  readonly low?: number;
  readonly high?: number;
}

export interface PlotSeries {
  readonly name: string;
  readonly points: readonly PlotPoint[];
}

export interface PlotPanel {
  /** Title of the vertical axis, with its unit. */
  readonly y: string;
  /** Whether the axis begins at 0. */
  readonly fromZero: boolean;
  readonly series: readonly PlotSeries[];
}

export interface PanelPlot {
  readonly title: string;
  /** What the numbers hold for: sizes, seeds, what the band is. */
  readonly subtitle: readonly string[];
  /** Title of the horizontal axis, with its unit. */
  readonly x: string;
  /** The horizontal axis counts things: no ticks between whole numbers. */
  readonly wholeX?: boolean;
  readonly panels: readonly PlotPanel[];
}

const WIDTH = 480;
const HEIGHT = 200;

/** The chart for `renderSvg`. A legend appears where a panel has several series; a panel without a finite point is left out. */
export function panelChart({ title, subtitle, x, wholeX = false, panels }: PanelPlot): TopLevelSpec {
  return {
    background: "white",
    padding: 12,
    title: { text: title, subtitle: [...subtitle], anchor: "start", frame: "group" },
    vconcat: panels.filter((panel) => pointsOf(panel).length > 0).map((panel) => panelOf(panel, x, wholeX)),
    resolve: { scale: { color: "independent" } },
  };
}

const pointsOf = ({ series }: PlotPanel) =>
  series.flatMap(({ name, points }) =>
    points.filter(({ y }) => Number.isFinite(y)).map((point) => ({ series: name, ...point })),
  );

function panelOf(panel: PlotPanel, x: string, wholeX: boolean) {
  const points = pointsOf(panel);
  const bands = points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const ticks = wholeX ? { axis: { tickMinStep: 1, format: "d" } } : {};
  const horizontal = { field: "x", type: "quantitative" as const, title: x, ...ticks };
  const vertical = {
    type: "quantitative" as const,
    title: panel.y,
    scale: { zero: panel.fromZero },
  };
  const legend = panel.series.length > 1 ? { legend: {} } : { legend: null };
  const color = { field: "series", type: "nominal" as const, title: null, ...legend };
  const band = {
    data: { values: bands },
    mark: { type: "area" as const, opacity: 0.2 },
    encoding: { x: horizontal, y: { field: "low", ...vertical }, y2: { field: "high" }, color },
  };
  const line = {
    data: { values: points },
    mark: { type: "line" as const, point: true },
    encoding: { x: horizontal, y: { field: "y", ...vertical }, color },
  };
  return { width: WIDTH, height: HEIGHT, layer: bands.length > 0 ? [band, line] : [line] };
}
