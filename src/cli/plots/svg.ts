/**
 * Plots as SVG text (docs/adr/0023). Invariant: equal charts give equal bytes on every machine: no DOM, no canvas, no fonts measured,
 * no time stamp.
 */
import type { TopLevelSpec } from "vega-lite";

/** The SVG of a Vega-Lite chart. A chart that Vega has a complaint about is a fault of Bitloom and throws. */
export async function renderSvg(chart: TopLevelSpec): Promise<string> {
  // Loading both takes half a second, which commands without a plot do not pay.
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  const complaints: string[] = [];
  const complain = (...given: readonly unknown[]): void => void complaints.push(given.join(" "));
  const logger = vega.logger(vega.Warn, undefined, (_method, _level, given) => complain(...given));
  const { spec } = vegaLite.compile(chart, { logger });
  const view = new vega.View(vega.parse(spec), { renderer: "none", logger });
  try {
    const svg = await view.toSVG();
    if (complaints.length > 0) throw new Error(`the plot is malformed: ${complaints.join("; ")}`);
    return `${svg}\n`;
  } finally {
    view.finalize();
  }
}
