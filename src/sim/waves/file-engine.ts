/**
 * An engine that writes every signal of every cycle to a file while it steps. Invariant: a cycle is written once, in front of
 * its edge; one that a property refuses is the last of the file unless it is stepped after all.
 */
import { fail } from "../../diagnostics/index.ts";
import type { Engine } from "../engine/engine.ts";
import type { StepTiming } from "./vcd-writer.ts";
import { openWaveSink } from "./wave-sink.ts";

export interface FileEngine {
  /** To be used instead of the engine; BL0468 when it is to go back in time. Forks do not write. */
  readonly engine: Engine;
  /** Puts the file in its place; nothing is written afterwards. */
  readonly close: () => void;
}

/** Lane 0. Fails with BL0464 on a name that is no wave file's, BL0467 on a file that cannot be written. */
export function writeWhileStepping(inner: Engine, file: string, timing: StepTiming | undefined): FileEngine {
  const sink = openWaveSink(file, inner, { timing, lane: 0 });
  const allDomains = 2 ** inner.design.top.domains.length - 1;
  let written = inner.cycle - 1;
  let isOpen = true;

  function write(domains: number): void {
    const { cycle } = inner;
    if (!isOpen || cycle === written) return;
    written = cycle;
    sink.step(cycle, domains);
  }
  function step(domains: number = allDomains, force = false): boolean {
    write(domains);
    return inner.step(domains, force);
  }
  const engine: Engine = {
    internals: inner.internals,
    design: inner.design,
    lanes: inner.lanes,
    get cycle() {
      return inner.cycle;
    },
    probe: inner.probe,
    memory: inner.memory,
    settle: inner.settle,
    step,
    run(cycles, domains = allDomains) {
      for (let made = 0; made < cycles; made++) {
        write(domains);
        if (!inner.step(domains)) return made;
      }
      return cycles;
    },
    failures: inner.failures,
    covered: inner.covered,
    save: inner.save,
    restore: (snapshot) => (isOpen ? fail("BL0468", { file }) : inner.restore(snapshot)),
    fork: inner.fork,
  };
  return {
    engine,
    close() {
      if (!isOpen) return;
      isOpen = false;
      sink.close();
    },
  };
}
