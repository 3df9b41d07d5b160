/**
 * The same changes as `deltaRecorder` gives, from any engine by way of its probes: slow, and what the fast recorder is
 * compared with. Cells lie one after the other, each from a multiple of 8 bytes.
 */
import type { Engine, Probe } from "../../engine/engine.ts";
import type { LeafCell } from "../leaves.ts";
import { NUMBER_BITS, partOf } from "../value.ts";
import { BLOCK_BYTES, type Fragment, LINE_BYTES, LINES_OF_BLOCK, PAGE_BLOCKS } from "./placement.ts";

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
    const half = (value: number): void => void log.push(value & 255, value >> 8);
    let page = 0;
    for (let at = 0; at < present.length; at += BLOCK_BYTES) {
      const lines = this.changedLines(at);
      if (lines.every(({ mask }) => mask === 0)) continue;
      const block = at / BLOCK_BYTES;
      const own = Math.floor(block / PAGE_BLOCKS);
      if (own !== page) half(own << LINES_OF_BLOCK);
      page = own;
      const changed = lines.reduce((bits, { mask }, i) => bits | (mask === 0 ? 0 : 1 << i), 0);
      half(((block % PAGE_BLOCKS) << LINES_OF_BLOCK) | changed);
      for (const { mask, bytes } of lines) {
        if (mask === 0) continue;
        half(mask);
        log.push(...bytes);
      }
    }
    shadow.set(present);
    half(0);
    return log;
  }

  private changedLines(block: number): { mask: number; bytes: number[] }[] {
    const { present, shadow } = this;
    return Array.from({ length: LINES_OF_BLOCK }, (_, line) => {
      const bytes: number[] = [];
      let mask = 0;
      for (let i = 0; i < LINE_BYTES; i++) {
        const at = block + line * LINE_BYTES + i;
        const byte = present[at] ?? 0;
        if (byte === shadow[at]) continue;
        mask |= 1 << i;
        bytes.push(byte);
      }
      return { mask, bytes };
    });
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
