/** Plots: the same bytes every time, everything named, nothing drawn that has no number. */
import { describe, expect, test } from "vitest";
import { type PanelPlot, panelChart } from "./panels.ts";
import { renderSvg } from "./svg.ts";

const plot: PanelPlot = {
  title: "Errors & noise",
  subtitle: ["4 x 4, seed 1"],
  x: "spread (%)",
  panels: [
    {
      y: "wrong codes (%)",
      fromZero: true,
      series: [
        {
          name: "gauss",
          points: [
            { x: 0, y: 0 },
            { x: 2, y: 5 },
            { x: 5, y: 9 },
          ],
        },
        {
          name: "student",
          points: [
            { x: 0, y: 1 },
            { x: 2, y: 4 },
          ],
        },
      ],
    },
    {
      y: "SQNR (dB)",
      fromZero: false,
      series: [
        {
          name: "gauss",
          points: [
            { x: 0, y: 40, low: 39, high: 41 },
            { x: 2, y: 30, low: 28, high: 33 },
          ],
        },
      ],
    },
  ],
};

const point = (x: number) => ({ x, y: 20 * x });

/** The numbers of a path's commands, two each. */
const corners = (path: string): number => (path.match(/[ML]/g) ?? []).length;

const linesOf = (svg: string): string[] =>
  Array.from(svg.matchAll(/aria-roledescription="line mark"[^>]*? d="([^"]+)"/g), ([, path]) => path ?? "");

describe("panels", () => {
  test("are drawn alike, byte for byte, also after another plot", async () => {
    const first = await renderSvg(panelChart(plot));
    await renderSvg(panelChart({ ...plot, title: "another" }));
    expect(await renderSvg(panelChart(plot))).toBe(first);
  });

  test("name title, axes with units, and series where there are several", async () => {
    const svg = await renderSvg(panelChart(plot));
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg.endsWith("</svg>\n")).toBe(true);
    for (const text of [
      "Errors &amp; noise",
      "4 x 4, seed 1",
      "spread (%)",
      "wrong codes (%)",
      "SQNR (dB)",
      "student",
    ]) {
      expect(svg).toContain(`>${text}</text>`);
    }
  });

  test("count with whole numbers where the axis counts", async () => {
    const ticksOf = async (given: PanelPlot) => {
      const texts = (await renderSvg(panelChart(given))).matchAll(/>(\d\.?\d*)<\/text>/g);
      return [...texts].map(([, text]) => text);
    };
    const [panel] = plot.panels;
    const whole = {
      ...plot,
      panels: [{ ...panel, y: "y", fromZero: true, series: [{ name: "s", points: [point(0), point(7)] }] }],
    };
    expect(await ticksOf(whole)).toContain("0.5");
    const counted = await ticksOf({ ...whole, wholeX: true });
    expect(counted).toEqual(expect.arrayContaining(["1", "2", "3", "4", "5", "6", "7"]));
    expect(counted.join(" ")).not.toContain(".");
  });

  test("draw a line through every point of a series", async () => {
    expect(linesOf(await renderSvg(panelChart(plot))).map(corners)).toEqual([3, 2, 2]);
  });

  test("are left out where they have no point", async () => {
    const empty = { y: "nothing (dB)", fromZero: false, series: [{ name: "gauss", points: [] }] };
    expect(await renderSvg(panelChart({ ...plot, panels: [...plot.panels, empty] }))).toBe(
      await renderSvg(panelChart(plot)),
    );
  });

  test("leave out what is infinite or no number", async () => {
    const points = [
      { x: 0, y: Number.POSITIVE_INFINITY },
      { x: 1, y: 40 },
      { x: 2, y: 30 },
      { x: 3, y: Number.NaN },
    ];
    const panels = [{ y: "SQNR (dB)", fromZero: false, series: [{ name: "gauss", points }] }];
    const svg = await renderSvg(panelChart({ ...plot, panels }));
    expect(linesOf(svg).map(corners)).toEqual([2]);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});

test("a chart that Vega complains about is no plot", async () => {
  const nothing = {
    mark: "line",
    data: { values: [] },
    encoding: { x: { field: "a", type: "quantitative" } },
  } as const;
  await expect(renderSvg(nothing)).rejects.toThrow("the plot is malformed: Infinite extent");
});
