/** A progress bar on standard error for work over a second; silent when standard error is no terminal or `--json` is on. */
import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  /** `done` of the total, with a word on what is under way. */
  update(done: number, what: string): void;
  stop(): void;
}

const SHOW_AFTER_MS = 500;

/** A bar over `total` units; it appears once the work has taken half a second. */
export function startProgress(title: string, total: number, quiet: boolean): Progress {
  if (quiet || !process.stderr.isTTY) return { update() {}, stop() {} };
  const bar = new SingleBar(
    {
      format: `${title} {bar} {percentage}%  {what}`,
      clearOnComplete: true,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  const began = performance.now();
  let shown = false;
  return {
    update(done, what) {
      if (!shown && performance.now() - began > SHOW_AFTER_MS) {
        bar.start(total, done, { what });
        shown = true;
      } else if (shown) bar.update(done, { what });
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}
