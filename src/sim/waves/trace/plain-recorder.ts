/**
 * The same changes as `deltaRecorder` gives, from any engine by way of its probes: slow, and what the fast recorder is
 * compared with. Cells lie one after the other, each from a multiple of 8 bytes.
 */
import type { Engine, Probe } from "../../engine/engine.ts";
import type { LeafCell } from "../leaves.ts";
import { NUMBER_BITS, partOf } from "../value.ts";
import { BLOCK_BYTES, type Fragment, LINE_BYTES } from "./placement.ts";

export interface PlainPlacement {
  readonly fragments: readonly (readonly Fragment[])[];
  readonly shadowBytes: number;
}

export function placePlainly(cells: readonly LeafCell[]): PlainPlacement {
  let byte = 0;
  const fragments = cells.map(({ width }) =>
    Array.from({ length: Math.ceil(width / 64) }, (_, limb) => {
      byte += 8;
      return { byte: byte - 8, shift: 0, width: Math.min(64, width - 64 * limb) };
    }),
  );
  return { fragments, shadowBytes: Math.ceil(byte / BLOCK_BYTES) * BLOCK_BYTES };
}

export class PlainRecorder {
  private readonly cells: readonly LeafCell[];
  private readonly placement: PlainPlacement;
  private readonly lane: number;
  private readonly present: Uint8Array;
  private readonly shadow: Uint8Array;
  private readonly view: DataView;
  private probes: readonly Probe[] = [];
  private probed: Engine | undefined;

  constructor(cells: readonly LeafCell[], placement: PlainPlacement, lane: number) {
    this.cells = cells;
    this.placement = placement;
    this.lane = lane;
    this.present = new Uint8Array(placement.shadowBytes);
    this.view = new DataView(this.present.buffer);
    this.shadow = new Uint8Array(placement.shadowBytes);
  }

  /** Makes the next cycle a whole picture. */
  forget(): void {
    this.shadow.fill(0);
  }

  /** The changes of this cycle, with the mark of its end. */
  record(engine: Engine): number[] {
    this.read(engine);
    const { present, shadow } = this;
    const log: number[] = [];
    let page = 0;
    for (let at = 0; at < present.length; at += LINE_BYTES) {
      const changed: number[] = [];
      let mask = 0;
      for (let i = 0; i < LINE_BYTES; i++) {
        const byte = present[at + i] ?? 0;
        if (byte === shadow[at + i]) continue;
        mask |= 1 << i;
        changed.push(byte);
      }
      if (mask === 0) continue;
      const line = at / LINE_BYTES;
      if (line >>> 16 !== page) {
        page = line >>> 16;
        log.push(0, 0, page & 255, page >> 8);
      }
      log.push(mask & 255, mask >> 8, line & 255, (line >> 8) & 255, ...changed);
    }
    shadow.set(present);
    log.push(0, 0, 0, 0);
    return log;
  }

  private read(engine: Engine): void {
    if (this.probed !== engine) {
      this.probes = this.cells.map(({ path }) => engine.probe(path));
      this.probed = engine;
    }
    this.cells.forEach(({ low, width, whole }, i) => {
      const probe = this.probes[i] as Probe;
      const bits = whole <= NUMBER_BITS ? probe.getNumber(this.lane) : probe.getBits(this.lane);
      let rest = BigInt(partOf(bits, low, width, whole));
      for (const { byte } of this.placement.fragments[i] ?? []) {
        this.view.setBigUint64(byte, BigInt.asUintN(64, rest), true);
        rest >>= 64n;
      }
    });
  }
}
