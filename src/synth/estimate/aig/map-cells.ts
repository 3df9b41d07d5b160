/**
 * Gates of a cell library for ands, chosen as ABC's `&nf` chooses them where every cell takes one unit of time: as few levels as any cover has, then as little area as that allows. Invariant: every
 * output is given in the phase that is asked for, and a gate counts once, however many read it.
 */
import { type Aig, readersOf } from "./aig.ts";
import { Cuts, ROOM } from "./cuts.ts";
import type { GateLibrary } from "./gates.ts";
import { LARGE } from "./optimise.ts";
import { VARIABLES } from "./tables.ts";

/** Cuts a node: fewer miss what makes a graph quick. */
const CUTS = 24;
const LARGE_CUTS = 12;
const FLOW_ROUNDS = 4;
const EXACT_ROUNDS = 2;

/** In the library's unit, inverters among them. */
export function gateArea(aig: Aig, library: GateLibrary): number {
  return new Mapper(aig, library).best();
}

/** A literal is made of its complement. */
const INVERTER = -1;
const NOTHING = -2;

class Mapper {
  private readonly aig: Aig;
  private readonly library: GateLibrary;
  private readonly cuts: Cuts;
  /** Ways to make literals: cut, phases of its leaves, area. */
  private wayCut: Int32Array;
  private wayPhases: Uint8Array;
  private wayArea: Float64Array;
  /** Of each literal, the first way; those of the next literal follow. */
  private readonly begin: Int32Array;
  private readonly chosen: Int32Array;
  private readonly arrival: Int32Array;
  private readonly required: Int32Array;
  private readonly small: Int32Array;
  private readonly smallArrival: Int32Array;
  private readonly smallFlow: Float64Array;
  private readonly quick: Int32Array;
  private readonly quickArrival: Int32Array;
  private readonly quickFlow: Float64Array;
  private readonly uses: Int32Array;
  private readonly likely: Float64Array;

  constructor(aig: Aig, library: GateLibrary) {
    this.aig = aig;
    this.library = library;
    const readers = readersOf(aig);
    this.cuts = new Cuts(aig, { size: 6, limit: aig.size > LARGE ? LARGE_CUTS : CUTS, readers });
    const literals = aig.size * 2;
    this.wayCut = new Int32Array(literals * 16);
    this.wayPhases = new Uint8Array(literals * 16);
    this.wayArea = new Float64Array(literals * 16);
    this.begin = new Int32Array(literals + 1);
    this.chosen = new Int32Array(literals).fill(NOTHING);
    this.arrival = new Int32Array(literals);
    this.required = new Int32Array(literals);
    this.small = new Int32Array(literals).fill(NOTHING);
    this.smallArrival = new Int32Array(literals);
    this.smallFlow = new Float64Array(literals);
    this.quick = new Int32Array(literals).fill(NOTHING);
    this.quickArrival = new Int32Array(literals);
    this.quickFlow = new Float64Array(literals);
    this.uses = new Int32Array(literals);
    this.likely = new Float64Array(literals);
    for (let node = 0; node < aig.size; node++) {
      this.likely[node * 2] = Math.max(1, readers[node] as number);
      this.likely[node * 2 + 1] = this.likely[node * 2] as number;
    }
    this.findWays();
  }

  private findWays(): void {
    const { aig, cuts, library, begin } = this;
    let end = 0;
    for (let node = 0; node < aig.size; node++) {
      cuts.make(node);
      for (const phase of [0, 1]) {
        begin[node * 2 + phase] = end;
        const from = cuts.start[node] as number;
        const to = from + (cuts.count[node] as number) - 1;
        for (let cut = from; cut < to; cut++) {
          const size = cuts.sizes[cut] as number;
          if (size < 2) {
            // The node is one that is there, or its complement.
            const isFlipped = cuts.low[cut] !== (size === 0 ? 0 : VARIABLES[0]);
            end = this.addWay(end, cut, (isFlipped ? 1 : 0) ^ phase, 0);
            continue;
          }
          for (const match of library.matches(cuts.low[cut] as number, cuts.high[cut] as number)) {
            if (match.isInverted !== (phase === 1)) continue;
            end = this.addWay(end, cut, match.phases, match.area);
          }
        }
      }
    }
    begin[aig.size * 2] = end;
  }

  private addWay(at: number, cut: number, phases: number, area: number): number {
    if (at === this.wayCut.length) this.grow();
    this.wayCut[at] = cut;
    this.wayPhases[at] = phases;
    this.wayArea[at] = area;
    return at + 1;
  }

  private grow(): void {
    const to = this.wayCut.length * 2;
    const [cut, phases, area] = [new Int32Array(to), new Uint8Array(to), new Float64Array(to)];
    cut.set(this.wayCut);
    phases.set(this.wayPhases);
    area.set(this.wayArea);
    [this.wayCut, this.wayPhases, this.wayArea] = [cut, phases, area];
  }

  best(): number {
    const { aig } = this;
    this.choose();
    const depth = aig.outputs.reduce(
      (most, literal) => Math.max(most, this.quickArrival[literal] as number),
      0,
    );
    this.cover(depth);
    for (let round = 1; round <= FLOW_ROUNDS; round++) {
      this.expect(round);
      this.choose();
      this.cover(depth);
    }
    this.settle();
    for (let round = 0; round < EXACT_ROUNDS; round++) {
      this.require(depth);
      this.improve();
    }
    return this.count();
  }

  private expect(round: number): void {
    const { likely, uses } = this;
    const old = 1 / (1 + round * round);
    for (let i = 0; i < likely.length; i++)
      likely[i] = old * (likely[i] as number) + (1 - old) * Math.max(1, uses[i] as number);
  }

  /** Of each literal the quickest way, and the one of least area flow however long it takes. */
  private choose(): void {
    const { aig, begin, small, smallArrival, smallFlow, quick, quickArrival, quickFlow, likely, library } =
      this;
    for (let node = 1; node < aig.size; node++) {
      const plain = node * 2;
      if (!aig.isAnd(node)) {
        const other = plain + 1;
        quickArrival[other] = 1;
        smallArrival[other] = 1;
        quickFlow[other] = library.inverter;
        smallFlow[other] = library.inverter;
        small[other] = INVERTER;
        quick[other] = INVERTER;
        continue;
      }
      for (let literal = plain; literal <= plain + 1; literal++) {
        let [best, bestArrival, bestFlow] = [NOTHING, UNBOUND, Number.POSITIVE_INFINITY];
        let [first, firstArrival, firstFlow] = [NOTHING, UNBOUND, Number.POSITIVE_INFINITY];
        for (let way = begin[literal] as number; way < (begin[literal + 1] as number); way++) {
          const cost = this.flowOf(way, smallFlow);
          if (cost < bestFlow + EPSILON) {
            const at = this.arrivalOf(way, smallArrival);
            if (cost < bestFlow - EPSILON || at < bestArrival)
              [best, bestArrival, bestFlow] = [way, at, cost];
          }
          const at = this.arrivalOf(way, quickArrival);
          if (at > firstArrival) continue;
          const flow = this.flowOf(way, quickFlow);
          if (at < firstArrival || flow < firstFlow - EPSILON)
            [first, firstArrival, firstFlow] = [way, at, flow];
        }
        const share = likely[literal] as number;
        small[literal] = best;
        smallArrival[literal] = bestArrival;
        smallFlow[literal] = bestFlow / share;
        quick[literal] = first;
        quickArrival[literal] = firstArrival;
        quickFlow[literal] = firstFlow / share;
      }
      for (const literal of [plain, plain + 1]) {
        const other = literal ^ 1;
        if (
          quick[other] !== INVERTER &&
          (quickArrival[other] as number) + 1 < (quickArrival[literal] as number)
        ) {
          quick[literal] = INVERTER;
          quickArrival[literal] = (quickArrival[other] as number) + 1;
          quickFlow[literal] = (quickFlow[other] as number) + library.inverter;
        }
        if (
          small[other] !== INVERTER &&
          (smallFlow[other] as number) + library.inverter < (smallFlow[literal] as number) - EPSILON
        ) {
          small[literal] = INVERTER;
          smallArrival[literal] = (smallArrival[other] as number) + 1;
          smallFlow[literal] = (smallFlow[other] as number) + library.inverter;
        }
      }
    }
  }

  private arrivalOf(way: number, arrival: Int32Array): number {
    const { cuts } = this;
    const cut = this.wayCut[way] as number;
    const phases = this.wayPhases[way] as number;
    const size = cuts.sizes[cut] as number;
    let most = 0;
    for (let i = 0; i < size; i++) {
      const at = arrival[(cuts.leaves[cut * ROOM + i] as number) * 2 + ((phases >> i) & 1)] as number;
      if (at > most) most = at;
    }
    return most + 1;
  }

  private flowOf(way: number, flow: Float64Array): number {
    const { cuts } = this;
    const cut = this.wayCut[way] as number;
    const phases = this.wayPhases[way] as number;
    const size = cuts.sizes[cut] as number;
    let sum = this.wayArea[way] as number;
    for (let i = 0; i < size; i++)
      sum += flow[(cuts.leaves[cut * ROOM + i] as number) * 2 + ((phases >> i) & 1)] as number;
    return sum;
  }

  /** Takes for every literal that is needed the smaller way where it comes in time, the quicker one elsewhere. */
  private cover(depth: number): void {
    const { aig, uses, required, chosen, small, smallArrival, quick } = this;
    uses.fill(0);
    required.fill(UNBOUND);
    for (const literal of aig.outputs) {
      if (literal < 2) continue;
      uses[literal] = (uses[literal] as number) + 1;
      required[literal] = depth;
    }
    for (let node = aig.size - 1; node > 0; node--) {
      const plain = node * 2;
      for (const literal of [plain, plain + 1])
        chosen[literal] =
          (smallArrival[literal] as number) <= (required[literal] as number)
            ? (small[literal] as number)
            : (quick[literal] as number);
      let first = plain + (chosen[plain] === INVERTER ? 0 : 1);
      if (chosen[first] !== INVERTER && chosen[first ^ 1] !== INVERTER) first = plain;
      for (const literal of [first, first ^ 1]) {
        if (uses[literal] === 0) continue;
        // The other phase may be needed earlier now.
        let way = chosen[literal] as number;
        if (literal !== first && (smallArrival[literal] as number) > (required[literal] as number)) {
          way = quick[literal] as number;
          if (way === INVERTER && chosen[first] === INVERTER) way = small[literal] as number;
          chosen[literal] = way;
        }
        if (way === NOTHING) continue;
        const before = (required[literal] as number) - 1;
        const tell = (leaf: number): void => {
          uses[leaf] = (uses[leaf] as number) + 1;
          if (before < (required[leaf] as number)) required[leaf] = before;
        };
        if (way === INVERTER) tell(literal ^ 1);
        else this.leavesOf(way, tell);
      }
    }
  }

  /** Arrivals of the cover as it is. */
  private settle(): void {
    const { aig, chosen, arrival } = this;
    for (let node = 1; node < aig.size; node++) {
      const first = node * 2 + (chosen[node * 2] === INVERTER ? 1 : 0);
      for (const literal of [first, first ^ 1]) {
        const way = chosen[literal] as number;
        if (way >= 0) arrival[literal] = this.arrivalOf(way, arrival);
        else if (way === INVERTER) arrival[literal] = (arrival[literal ^ 1] as number) + 1;
      }
    }
  }

  /** Uses of each literal in the cover as it is chosen, and what that costs. */
  private count(): number {
    const { aig, uses, chosen, library } = this;
    uses.fill(0);
    for (const literal of aig.outputs) if (literal > 1) uses[literal] = (uses[literal] as number) + 1;
    let area = 0;
    for (let node = aig.size - 1; node > 0; node--) {
      // Which phase is made of the other one decides the order.
      const first = node * 2 + (chosen[node * 2] === INVERTER ? 0 : 1);
      for (const literal of [first, first ^ 1]) {
        const way = chosen[literal] as number;
        if (uses[literal] === 0 || way === NOTHING) continue;
        if (way === INVERTER) {
          area += library.inverter;
          uses[literal ^ 1] = (uses[literal ^ 1] as number) + 1;
        } else {
          area += this.wayArea[way] as number;
          this.leavesOf(way, (leaf) => {
            uses[leaf] = (uses[leaf] as number) + 1;
          });
        }
      }
    }
    return area;
  }

  private leavesOf(way: number, visit: (literal: number) => void): void {
    const { cuts } = this;
    const cut = this.wayCut[way] as number;
    const phases = this.wayPhases[way] as number;
    const size = cuts.sizes[cut] as number;
    for (let i = 0; i < size; i++) visit((cuts.leaves[cut * ROOM + i] as number) * 2 + ((phases >> i) & 1));
  }

  /** When each literal has to be there for `depth` levels in all. */
  private require(depth: number): void {
    const { aig, required, uses, chosen } = this;
    required.fill(UNBOUND);
    for (const literal of aig.outputs) required[literal] = depth;
    for (let node = aig.size - 1; node > 0; node--) {
      const first = node * 2 + (chosen[node * 2] === INVERTER ? 0 : 1);
      for (const literal of [first, first ^ 1]) {
        if (uses[literal] === 0 || chosen[literal] === NOTHING) continue;
        const before = (required[literal] as number) - 1;
        const tell = (leaf: number): void => {
          if (before < (required[leaf] as number)) required[leaf] = before;
        };
        if (chosen[literal] === INVERTER) tell(literal ^ 1);
        else this.leavesOf(chosen[literal] as number, tell);
      }
    }
  }

  /** Gives every literal that is used the way that adds least, all others as they are. */
  private improve(): void {
    const { aig, begin, chosen, arrival, uses, required } = this;
    for (let node = 1; node < aig.size; node++) {
      if (!aig.isAnd(node)) continue;
      for (const literal of [node * 2, node * 2 + 1]) {
        const own = chosen[literal] as number;
        if (own === NOTHING) continue;
        if (own === INVERTER) {
          arrival[literal] = (arrival[literal ^ 1] as number) + 1;
          continue;
        }
        if (uses[literal] === 0) {
          arrival[literal] = this.arrivalOf(own, arrival);
          continue;
        }
        let least = this.change(own, -1);
        let best = own;
        for (let way = begin[literal] as number; way < (begin[literal + 1] as number); way++) {
          if (way === own || this.arrivalOf(way, arrival) > (required[literal] as number)) continue;
          const cost = this.change(way, 1);
          this.change(way, -1);
          if (cost < least - EPSILON) [least, best] = [cost, way];
        }
        chosen[literal] = best;
        this.change(best, 1);
        arrival[literal] = this.arrivalOf(best, arrival);
      }
    }
  }

  /** Area that comes with a way, or goes with it. */
  private change(way: number, by: 1 | -1): number {
    let area = this.wayArea[way] as number;
    this.leavesOf(way, (leaf) => {
      area += this.use(leaf, by);
    });
    return area;
  }

  private use(literal: number, by: 1 | -1): number {
    const { uses, chosen, library } = this;
    const before = uses[literal] as number;
    uses[literal] = before + by;
    if ((by === 1 ? before : before - 1) !== 0) return 0;
    const way = chosen[literal] as number;
    if (way === NOTHING) return 0;
    return way === INVERTER ? library.inverter + this.use(literal ^ 1, by) : this.change(way, by);
  }
}

const UNBOUND = 0x3fffffff;
const EPSILON = 1e-9;
