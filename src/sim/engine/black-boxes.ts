/**
 * Black boxes with TypeScript models beside the compiled logic. Invariant: after `settle` every model's outputs follow
 * from the inputs that the logic gives with those outputs; models change state in `edge` only.
 */
import { fail } from "../../diagnostics/index.ts";
import { makeModel } from "../interpreter/black-box-model.ts";
import { combinationalBits } from "../interpreter/interpreter.ts";
import type { BlackBoxModel } from "../interpreter/module-state.ts";
import type { NetBlackBox, Netlist } from "../netlist/netlist.ts";
import type { EngineOptions } from "./engine.ts";
import type { Settling, Slot } from "./settling.ts";
import { type Places, readCell, writeCell } from "./start-values.ts";
import type { State } from "./state.ts";

type Values = ReadonlyMap<string, bigint>;

interface Box {
  readonly box: NetBlackBox;
  /** One a lane. */
  readonly models: readonly BlackBoxModel[];
  readonly inputs: readonly { readonly name: string; readonly slots: readonly Slot[] }[];
}

/** Values of all boxes' inputs, by box and lane. */
export type BoxInputs = readonly (readonly Values[])[];

export class BlackBoxes {
  private readonly places: Places;
  private readonly state: State;
  private readonly settling: Settling;
  private readonly boxes: readonly Box[];
  private readonly limit: number;

  /** Fails with BL0294 on a black box without a model, BL0296 on what is no model. */
  constructor(places: Places, state: State, settling: Settling, options: EngineOptions) {
    this.places = places;
    this.state = state;
    this.settling = settling;
    const { netlist } = places;
    this.boxes = netlist.blackBoxes.map((box) => ({
      box,
      models: Array.from({ length: state.lanes }, () => makeModel(box.module, options.models)),
      inputs: box.inputs.map(({ signal, parts }) => ({
        name: signal.name,
        slots: parts.map((node) => settling.want(node)),
      })),
    }));
    this.limit = this.boxes.length === 0 ? 0 : combinationalBits(netlist.design.top) + 2;
  }

  get isEmpty(): boolean {
    return this.boxes.length === 0;
  }

  /** Logic and models in turn until nothing changes. Fails with BL0291 when that does not come. */
  settle(): void {
    for (let rounds = 0; ; rounds++) {
      if (rounds > this.limit) fail("BL0291", { module: this.netlist.design.top.name, rounds });
      this.settling.run();
      if (!this.evaluate()) return;
    }
  }

  /** What the models see now; settled values must be current. */
  inputs(): BoxInputs {
    return this.boxes.map(({ inputs, models }) =>
      models.map((_, lane) => new Map(inputs.map(({ name, slots }) => [name, this.read(slots, lane)]))),
    );
  }

  /** Edges of these domains of the top, with the inputs from before them. */
  edge(domains: number, before: BoxInputs): void {
    this.boxes.forEach(({ box, models }, index) => {
      models.forEach((model, lane) => {
        const inputs = before[index]?.[lane] ?? new Map<string, bigint>();
        for (const [name, domain] of box.domains) {
          if (((domains >>> domain) & 1) === 1) model.edge?.(name, inputs);
        }
      });
    });
  }

  private get netlist(): Netlist {
    return this.places.netlist;
  }

  private read(slots: readonly Slot[], lane: number): bigint {
    let bits = 0n;
    let low = 0;
    for (const { address, stride, bytes, width } of slots) {
      bits |= this.state.read(address + lane * stride, bytes) << BigInt(low);
      low += width;
    }
    return bits;
  }

  /** True when an output changed. */
  private evaluate(): boolean {
    const { places, state } = this;
    let changed = false;
    const inputs = this.inputs();
    this.boxes.forEach(({ box, models }, index) => {
      models.forEach((model, lane) => {
        const values = model.evaluate(inputs[index]?.[lane] ?? new Map<string, bigint>());
        const base = state.base(lane);
        for (const { signal, cells } of box.outputs) {
          let bits = values.get(signal.name);
          if (bits === undefined) continue;
          for (const cell of cells) {
            const width = this.netlist.cells.width[cell] as number;
            const part = BigInt.asUintN(width, bits);
            bits >>= BigInt(width);
            if (readCell(places, state, base, cell) === part) continue;
            writeCell(places, state, base, cell, part);
            changed = true;
          }
        }
      });
    });
    return changed;
  }
}
