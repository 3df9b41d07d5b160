/** The progress bar against what it writes to a terminal. */
import { afterEach, expect, test, vi } from "vitest";
import { startProgress } from "./progress.ts";

const stream = process.stderr;
const was = { isTTY: stream.isTTY, columns: stream.columns };
afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(stream, was);
});

/** Draws a bar half a minute after its start on a terminal of that width, and returns what was written. */
function drawn(columns: number, what: string): string {
  let written = "";
  vi.spyOn(stream, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
  Object.assign(stream, { isTTY: true, columns });
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  const bar = startProgress("simulate", 100, false);
  clock.mockReturnValue(30_000);
  bar.update(50, what);
  const shown = written;
  bar.stop();
  return shown;
}

test("a bar leaves the cursor and the wrapping of lines alone, so that Ctrl-C has nothing to put back", () => {
  const shown = drawn(100, "a tile");
  expect(shown).toContain("50%  a tile");
  // Private modes of a terminal: 25 is the cursor, 7 the wrapping.
  expect(shown).not.toContain("\u001b[?");
});

test.each([60, 30])("a bar is cut off at the end of a line of %i columns", (columns) => {
  const line = drawn(columns, "model.layers.0.self_attn.q_proj.weight").split("simulate ")[1] ?? "";
  // Up to the sequence that clears the rest of the line.
  expect("simulate ".length + (line.split("\u001b")[0] ?? "").length).toBe(columns);
});
