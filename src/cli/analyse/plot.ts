/** The plot of `bitloom analyse`: score, perplexity drop and top-k energy gain over the layers, one below the other. */
import { panelChart } from "../plots/panels.ts";
import { renderSvg } from "../plots/svg.ts";
import { type AnalysisReport, conditionsOf, type LayerLine } from "./report.ts";

/** As SVG. The drop is drawn in nats, where one layer that the model cannot do without leaves the others to be seen. */
export function analysisPlot(report: AnalysisReport): Promise<string> {
  const over = (name: string, y: (line: LayerLine) => number) => [
    { name, points: report.layers.map((line) => ({ x: line.layer, y: y(line) })) },
  ];
  return renderSvg(
    panelChart({
      title: `Layers of ${report.model}`,
      subtitle: [
        ...conditionsOf(report),
        `perplexity ${report.perplexity.toPrecision(5)}, ${report.nllNats.toFixed(4)} nats a token`,
      ],
      x: "layer",
      wholeX: true,
      panels: [
        { y: "LieQ score", fromZero: false, series: over("score", ({ score }) => score) },
        {
          y: "loss without the layer - loss (nats)",
          fromZero: true,
          series: over("drop", ({ nllDropNats }) => nllDropNats),
        },
        {
          y: `top-${report.topK} energy gain (share)`,
          fromZero: false,
          series: over("gain", ({ topEnergyGain }) => topEnergyGain),
        },
      ],
    }),
  );
}
