/**
 * What forks of an engine share: where everything lies, and the bytes of modules, compiled when first asked for. Invariant:
 * an address given out here is valid in the memory of every fork that has called `State.cover` since.
 */
import type { Netlist } from "../netlist/index.ts";
import type { EngineSwitches } from "./engine.ts";
import { Layout, placeMemories, placeRemaining } from "./layout.ts";
import type { CodeContext } from "./sinks.ts";
import type { Places } from "./start-values.ts";
import { AddressSpace } from "./state.ts";
import { checkModule, stepModule } from "./step-code.ts";
import type { VectorPlan } from "./vector-plan.ts";

/** Instructions a function; measured in docs/adr/0022. */
const chunk = 6000;

export class CompiledCode {
  readonly netlist: Netlist;
  readonly places: Places;
  readonly context: CodeContext;
  readonly space: AddressSpace;
  readonly lanes: number;
  /** Bytes of a lane: state, then the armed bits of the properties. */
  readonly stateBytes: number;
  readonly stride: number;
  private readonly steps = new Map<number, Uint8Array>();
  private readonly quietSteps = new Map<number, Uint8Array>();
  private readonly checks = new Map<number, Uint8Array>();

  constructor(netlist: Netlist, switches: EngineSwitches, plan: VectorPlan | undefined, lanes: number) {
    this.netlist = netlist;
    this.lanes = lanes;
    const layout = new Layout(netlist.cells.count);
    plan?.place(layout);
    placeRemaining(netlist, layout);
    const memories = placeMemories(netlist, layout);
    this.stateBytes = layout.end;
    const armed = layout.reserve(4 * Math.ceil(netlist.properties.length / 32), 8);
    this.stride = Math.ceil(layout.end / 64) * 64;
    this.places = { netlist, layout, memories };
    const space = new AddressSpace(64 + lanes * this.stride);
    this.space = space;
    this.context = { ...this.places, plan, switches, armed, slot: () => space.allocateSlot(), chunk };
  }

  /** `isQuiet`: for steps in which no reset is active. */
  step(domains: number, isQuiet: boolean): Uint8Array {
    const known = isQuiet ? this.quietSteps : this.steps;
    return remembered(known, domains, () => stepModule(this.context, domains, isQuiet));
  }

  check(domains: number): Uint8Array {
    return remembered(this.checks, domains, () => checkModule(this.context, domains));
  }
}

/** The value for `key`, made when it is asked for first. */
export function remembered<T>(known: Map<number, T>, key: number, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
