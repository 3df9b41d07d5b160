/**
 * Writes a trace file while cycles go by. Invariant: every block starts with a whole picture, so it can be read alone, and
 * the file is there whole or not at all.
 */
import type { Engine, EngineInternals } from "../../engine/engine.ts";
import { AtomicFile } from "../atomic-file.ts";
import { type Leaves, leavesOf } from "../leaves.ts";
import { checksumOf } from "./checksum.ts";
import { type DeltaRecorder, deltaRecorder } from "./delta-recorder.ts";
import { BLOCK_MARK, blockHead, END_MARK, headBytes } from "./format.ts";
import { placeCells } from "./placement.ts";
import { PlainRecorder, placePlainly } from "./plain-recorder.ts";

/** Bytes of changes after which a block is written. */
const BLOCK_GOAL = 4 << 20;
const BLOCK_CYCLES = 1 << 20;

/** Gathers the changes of a block. */
interface Gatherer {
  readonly step: (engine: Engine) => void;
  /** Bytes gathered. */
  readonly size: () => number;
  /** The bytes with their checksum, and the start of a new block. */
  readonly take: () => { readonly payload: Uint8Array; readonly checksum: number };
}

export interface TraceOptions {
  readonly lane?: number | undefined;
  /** By way of probes, whatever the engine offers. */
  readonly plain?: boolean | undefined;
}

export class TraceWriter {
  private readonly file: AtomicFile;
  private readonly gatherer: Gatherer;
  private firstCycle = 0;
  private cycles = 0;

  /** Every signal of `engine`'s design; all cycles come from this engine. Fails with BL0467. */
  constructor(path: string, engine: Engine, { lane = 0, plain = false }: TraceOptions = {}) {
    const leaves = leavesOf(engine.design);
    const { internals } = engine;
    const clocks = engine.design.top.domains.map(({ clock }) => clock);
    this.file = new AtomicFile(path);
    if (internals === undefined || plain) {
      const placement = placePlainly(leaves.cells);
      this.gatherer = plainGatherer(new PlainRecorder(leaves.cells, placement, lane));
      this.file.write(headBytes(leaves, clocks, placement));
    } else {
      this.gatherer = this.fastGatherer(internals, leaves, clocks, lane);
    }
  }

  /** A cycle before its edge. */
  step(engine: Engine, cycle: number): void {
    if (this.cycles === 0) this.firstCycle = cycle;
    this.gatherer.step(engine);
    this.cycles++;
    if (this.gatherer.size() >= BLOCK_GOAL || this.cycles >= BLOCK_CYCLES) this.flush();
  }

  /** Puts the file in its place. */
  close(): void {
    const end = this.firstCycle + this.cycles;
    if (this.cycles > 0) this.flush();
    this.file.write(blockHead(END_MARK, { bytes: 0, firstCycle: end, cycles: 0, checksum: 0 }));
    this.file.close();
  }

  abandon(): void {
    this.file.abandon();
  }

  private fastGatherer(
    internals: EngineInternals,
    leaves: Leaves,
    clocks: readonly string[],
    lane: number,
  ): Gatherer {
    const placement = placeCells(internals, leaves.cells, lane);
    this.file.write(headBytes(leaves, clocks, placement));
    const recorder: DeltaRecorder = deltaRecorder(internals, placement);
    const start = internals.allocate(BLOCK_GOAL + recorder.mostBytes);
    let end = start;
    return {
      step: () => {
        placement.settle();
        end = recorder.record(end);
      },
      size: () => end - start,
      take() {
        const checksum = recorder.checksum(start, end);
        const payload = new Uint8Array(internals.memory.buffer, start, end - start);
        end = start;
        recorder.forget();
        return { payload, checksum };
      },
    };
  }

  private flush(): void {
    const { payload, checksum } = this.gatherer.take();
    const { firstCycle, cycles } = this;
    this.file.write(blockHead(BLOCK_MARK, { bytes: payload.length, firstCycle, cycles, checksum }));
    this.file.write(payload);
    this.firstCycle += cycles;
    this.cycles = 0;
  }
}

function plainGatherer(recorder: PlainRecorder): Gatherer {
  let parts: Uint8Array[] = [];
  let size = 0;
  return {
    step(engine) {
      const part = Uint8Array.from(recorder.record(engine));
      parts.push(part);
      size += part.length;
    },
    size: () => size,
    take() {
      const payload = Buffer.concat(parts);
      parts = [];
      size = 0;
      recorder.forget();
      return { payload, checksum: checksumOf(payload) };
    },
  };
}
