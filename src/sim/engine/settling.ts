/**
 * Combinational values that somebody reads from outside, and the functions that compute them. Invariant: after `run`
 * every wanted value lies in its slot, for all lanes, as it follows from the present state.
 */
import { instantiate } from "../wasm/index.ts";
import { bytesFor } from "./layout.ts";
import type { CodeContext } from "./sinks.ts";
import type { AddressSpace, State } from "./state.ts";
import { type SettledValue, settleModule } from "./step-code.ts";

/** Where a settled value lies; moves when functions are merged, so it is read at every access. */
export interface Slot {
  readonly node: number;
  readonly width: number;
  /** 1, 2, 4 or 8. */
  readonly bytes: number;
  /** Of lane 0. */
  address: number;
  /** Bytes from one lane to the next. */
  stride: number;
}

interface Batch {
  readonly run: CallableFunction;
  readonly slots: readonly Slot[];
  readonly start: number;
  readonly stride: number;
}

/** Values asked for later get functions of their own, until there are this many: then one computes all. */
const mostBatches = 3;

export class Settling {
  private readonly context: CodeContext;
  private readonly space: AddressSpace;
  private readonly state: State;
  /** Domains that are about to have their edge, for values below `Op.edge`. */
  private readonly domains: number;
  private readonly slots = new Map<number, Slot>();
  private pending: Slot[] = [];
  private batches: Batch[] = [];

  constructor(context: CodeContext, space: AddressSpace, state: State, domains = 0) {
    this.context = context;
    this.space = space;
    this.state = state;
    this.domains = domains;
  }

  get isComplete(): boolean {
    return this.pending.length === 0;
  }

  /** The slot of a node; valid from the next `run` on. */
  want(node: number): Slot {
    const known = this.slots.get(node);
    if (known !== undefined) return known;
    const width = this.context.netlist.nodes.width[node] as number;
    const slot: Slot = { node, width, bytes: bytesFor(width), address: 0, stride: 0 };
    this.slots.set(node, slot);
    this.pending.push(slot);
    return slot;
  }

  run(): void {
    if (this.pending.length > 0) this.compile();
    const { state, batches } = this;
    for (let index = 0; index < batches.length; index++) {
      const { run, start, stride } = batches[index] as Batch;
      for (let lane = 0; lane < state.lanes; lane++) run(state.base(lane), start + lane * stride);
    }
  }

  private compile(): void {
    if (this.batches.length >= mostBatches) {
      this.pending = [...this.batches.flatMap(({ slots }) => slots), ...this.pending];
      this.batches = [];
    }
    const slots = this.pending;
    this.pending = [];
    let end = 0;
    const offsets = new Map<Slot, number>();
    for (const bytes of [8, 4, 2, 1]) {
      for (const slot of slots) {
        if (slot.bytes !== bytes) continue;
        offsets.set(slot, end);
        end += bytes;
      }
    }
    const stride = Math.ceil(end / 64) * 64;
    const start = this.space.allocate(stride * this.state.lanes);
    const values: SettledValue[] = slots.map((slot) => ({ node: slot.node, offset: offsets.get(slot) ?? 0 }));
    const bytes = settleModule(this.context, values, this.domains);
    this.state.cover();
    const { settle } = instantiate(bytes, { host: { memory: this.state.memory } });
    for (const slot of slots) {
      slot.address = start + (offsets.get(slot) ?? 0);
      slot.stride = stride;
    }
    this.batches.push({ run: settle as CallableFunction, slots, start, stride });
  }
}
