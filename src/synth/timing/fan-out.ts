/**
 * What a net of a module feeds. Invariant: of the names that are equally near the same one is always taken, whatever the order of the
 * netlist.
 */
import type { Bit, NetlistCell, NetlistModule } from "../netlist/index.ts";

/** The outputs and inputs of a cell; a pin whose direction nobody knows is left out. */
export interface PinDirections {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface FedName<Name> {
  readonly name: Name;
  /** Cells between the net and the named one: 0 where the net has the name itself. */
  readonly cells: number;
}

interface Use {
  readonly instance: string;
  readonly cell: NetlistCell;
  readonly pin: string;
  readonly index: number;
}

export class FanOut {
  readonly #uses = new Map<Bit, Use[]>();
  readonly #pinsOf: (cell: NetlistCell) => PinDirections;

  constructor(module: NetlistModule, pinsOf: (cell: NetlistCell) => PinDirections) {
    this.#pinsOf = pinsOf;
    for (const [instance, cell] of Object.entries(module.cells)) {
      for (const pin of pinsOf(cell).inputs) {
        for (const [index, bit] of (cell.connections[pin] ?? []).entries()) {
          if (typeof bit !== "number") continue;
          const uses = this.#uses.get(bit) ?? [];
          if (uses.length === 0) this.#uses.set(bit, uses);
          uses.push({ instance, cell, pin, index });
        }
      }
    }
  }

  /**
   * The nearest name that the bits reach. `nameOf` names a net, `inputOf` what a net is called inside an instance that takes it, where the search
   * ends; both undefined where there is no name. Of several equally near ones that with the shortest `text`, then the first of the alphabet.
   */
  nearest<Name extends { readonly name: string }>(
    bits: readonly Bit[],
    nameOf: (bit: Bit) => Name | undefined,
    inputOf: (use: Use) => Name | undefined,
  ): FedName<Name> | undefined {
    const seen = new Set<Bit>(bits);
    let front: readonly Bit[] = bits;
    for (let cells = 0; front.length > 0; cells++) {
      const uses = front.flatMap((bit) => this.#uses.get(bit) ?? []);
      const names = [...front.map(nameOf), ...uses.map(inputOf)].filter((name) => name !== undefined);
      const [name] = names.sort((a, b) => (order(a.name) < order(b.name) ? -1 : 1));
      if (name !== undefined) return { name, cells };
      const next: Bit[] = [];
      for (const bit of uses.flatMap(({ cell }) => outputBits(cell, this.#pinsOf))) {
        if (typeof bit !== "number" || seen.has(bit)) continue;
        seen.add(bit);
        next.push(bit);
      }
      front = next;
    }
    return undefined;
  }
}

export const outputBits = (cell: NetlistCell, pinsOf: (cell: NetlistCell) => PinDirections): Bit[] =>
  pinsOf(cell).outputs.flatMap((pin) => cell.connections[pin] ?? []);

const order = (name: string): string => `${String(name.length).padStart(5, "0")}${name}`;
