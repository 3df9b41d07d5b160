/**
 * Progress of work over a second, on standard error: a bar on a terminal, a line every ten seconds elsewhere, nothing with
 * `--json`. Invariant: the terminal's settings stay as they are, because Ctrl-C ends work that cannot put them back.
 */
import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  /** `done` of the total, with a word on what is under way. */
  update(done: number, what: string): void;
  /** The same before work that gives no turn to anything else: shown at once. */
  announce(done: number, what: string): void;
  stop(): void;
}

const SHOW_AFTER_MS = 500;
const LINE_EVERY_MS = 10_000;

/** Progress over `total` units; a bar appears once the work has taken half a second. */
export function startProgress(title: string, total: number, quiet: boolean): Progress {
  if (quiet) return { update() {}, announce() {}, stop() {} };
  return process.stderr.isTTY ? progressBar(title, total) : progressLines(title, total);
}

function progressBar(title: string, total: number): Progress {
  const bar = new SingleBar(
    {
      format: `${title} {bar} {percentage}%  {what}`,
      clearOnComplete: true,
      hideCursor: false,
      linewrap: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  const began = performance.now();
  let shown = false;
  const show = (done: number, what: string): void => {
    if (shown) bar.update(done, { what });
    else bar.start(total, done, { what });
    shown = true;
  };
  return {
    update(done, what) {
      if (shown || performance.now() - began > SHOW_AFTER_MS) show(done, what);
    },
    announce(done, what) {
      show(done, what);
      bar.render();
    },
    stop() {
      if (shown) bar.stop();
    },
  };
}

function progressLines(title: string, total: number): Progress {
  let last = performance.now();
  return {
    update(done, what) {
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      process.stderr.write(`${title} ${Math.floor((100 * done) / total)} %  ${what}\n`);
    },
    announce(done, what) {
      this.update(done, what);
    },
    stop() {},
  };
}
