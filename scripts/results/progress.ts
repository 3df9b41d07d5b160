/** Progress of a long measurement on standard error: a bar on a terminal, a line every ten seconds elsewhere. */
import { Presets, SingleBar } from "cli-progress";

export interface MeasurementProgress {
  show(done: number, total: number, what: string): void;
  stop(): void;
}

const LINE_EVERY_MS = 10_000;

export function startProgress(): MeasurementProgress {
  if (!process.stderr.isTTY) {
    let last = 0;
    return {
      show(done, total, what) {
        if (performance.now() - last < LINE_EVERY_MS) return;
        last = performance.now();
        process.stderr.write(`${done} of ${total}  ${what}\n`);
      },
      stop() {},
    };
  }
  // Measurements give no turn to anything else, so each step is drawn at once.
  const bar = new SingleBar(
    { format: "{bar} {value}/{total}  {what}", clearOnComplete: true, hideCursor: false, linewrap: true },
    Presets.shades_classic,
  );
  bar.start(1, 0, { what: "" });
  return {
    show(done, total, what) {
      bar.setTotal(total);
      bar.update(done, { what });
      bar.render();
    },
    stop: () => bar.stop(),
  };
}
