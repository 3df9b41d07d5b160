/**
 * Code for 16 lanes of a term: as many vectors of 16 bytes as a lane has bytes. Lanes are as narrow as the values allow,
 * and bits above a value's width are cleaned only where somebody sees them. Invariant: a value of one bit is a mask, all
 * bits of its lane equal.
 */
import { type FunctionBuilder, type ValueType, Wasm } from "../wasm/index.ts";
import { byLane, type LaneBits, laneFor } from "./lane-operations.ts";
import { operand, type Term } from "./term.ts";
import { VectorWriter } from "./vector-writer.ts";

/** What a lane holds above the term's width: anything, zeros, copies of the highest bit. Nothing is above when the lane is full. */
export type Form = "low" | "zero" | "sign";

interface Held {
  readonly local: number;
  readonly form: Form;
}

export interface LaneSources {
  /** Pushes vector `part` of a view; its lanes are as wide as `laneFor(width)`. */
  readonly load: (view: number, width: number, part: number) => void;
  /** The vector of a view that is the same for all lanes, in a local; undefined for other views. */
  readonly uniform: (view: number, width: number) => number | undefined;
  /** How views of more than one bit lie in memory. */
  readonly viewForm: "low" | "zero";
}

export class LaneCode extends VectorWriter {
  private readonly sources: LaneSources;
  private scope = new Map<number, Held>();
  private readonly outer: Map<number, Held>[] = [];
  private readonly lanes = new Map<Term, LaneBits>();
  private readonly flexible = new Map<Term, boolean>();

  /** `hoisted` gives a local that holds a constant vector. */
  constructor(
    code: FunctionBuilder,
    newLocal: (type: ValueType) => number,
    hoisted: (bytes: readonly number[]) => number,
    sources: LaneSources,
  ) {
    super(code, newLocal, hoisted);
    this.sources = sources;
  }

  /** What is computed from now on is known only until the matching `leave`: the arm of a branch. */
  enter(): void {
    this.outer.push(this.scope);
    this.scope = new Map(this.scope);
  }

  leave(): void {
    this.scope = this.outer.pop() ?? new Map();
  }

  /** Forget everything: the next 16 lanes. */
  restart(): void {
    this.scope = new Map();
  }

  /** Vector `part` of the lanes of a term, in a local. */
  vector(term: Term, lane: LaneBits, wanted: Form, part: number): number {
    return this.held(term, lane, term.width >= lane ? "low" : wanted, part).local;
  }

  /** The lane in which a term is computed when nobody asks for another. */
  laneOf(term: Term): LaneBits {
    const before = this.lanes.get(term);
    if (before !== undefined) return before;
    const lane = term.width === 1 ? this.maskLane(term) : valueLane(term);
    this.lanes.set(term, lane);
    return lane;
  }

  // -------------------------------------------------------------- values of several bits

  private held(term: Term, lane: LaneBits, wanted: Form, part: number): Held {
    const form = term.width === 1 && wanted === "low" ? "sign" : wanted;
    const key = ((term.id * 4 + laneIndex(lane)) * 3 + formIndex(form)) * 8 + part;
    const before = this.scope.get(key);
    if (before !== undefined) return before;
    const made = this.make(term, lane, form, part);
    this.scope.set(key, made);
    return made;
  }

  private make(term: Term, lane: LaneBits, form: Form, part: number): Held {
    if (term.op === "constant") {
      const extended = form === "sign" ? BigInt.asIntN(term.width, term.bits) : term.bits;
      return { local: this.constant(lane, extended), form };
    }
    if (term.width === 1) {
      const mask = this.mask(term, lane, part);
      if (form === "sign") return { local: mask, form };
      return { local: this.binary(Wasm.v128_and, mask, this.constant(lane, 1n)), form };
    }
    if (form !== "low") {
      const half = (lane / 2) as LaneBits;
      if (lane > this.laneOf(term) && term.width <= half) {
        const narrow = this.held(term, half, term.width === half ? "low" : form, part >> 1).local;
        return { local: this.widen(narrow, lane, form === "sign", part), form };
      }
      return this.shaped(this.held(term, lane, "low", part), term.width, lane, form);
    }
    const natural = this.laneOf(term);
    if (lane > natural) return this.extended(term, lane, part);
    if (lane < natural && !isTruncatable(term, lane)) {
      const wide = (lane * 2) as LaneBits;
      const low = this.held(term, wide, "low", 2 * part).local;
      const high = this.held(term, wide, "low", 2 * part + 1).local;
      return { local: this.truncate(low, high, wide), form: "low" };
    }
    return this.produce(term, lane, part);
  }

  private extended(term: Term, lane: LaneBits, part: number): Held {
    const half = (lane / 2) as LaneBits;
    const narrow = this.held(term, half, "low", part >> 1);
    // Computed in fewer bits than the term has: the rest of them follows from its range.
    if (term.width > half) {
      const isSigned = term.signedBits <= half;
      return { local: this.widen(narrow.local, lane, isSigned, part), form: isSigned ? "sign" : "zero" };
    }
    const form = term.width === half ? "zero" : narrow.form;
    return { local: this.widen(narrow.local, lane, form === "sign", part), form };
  }

  private shaped(held: Held, width: number, lane: LaneBits, form: Form): Held {
    if (held.form === form) return held;
    if (form === "zero") {
      return {
        local: this.binary(Wasm.v128_and, held.local, this.constant(lane, 2n ** BigInt(width) - 1n)),
        form,
      };
    }
    if (lane === 16 || lane === 32) {
      const up = this.shift("shl", lane, held.local, lane - width);
      return { local: this.shift("shrs", lane, up, lane - width), form };
    }
    // Shifts of bytes and arithmetic ones of 64 bits are slow on x86: (x ^ sign) - sign instead.
    const clean = this.shaped(held, width, lane, "zero").local;
    const sign = this.constant(lane, 2n ** BigInt(width - 1));
    return { local: this.binary(byLane("sub", lane), this.binary(Wasm.v128_xor, clean, sign), sign), form };
  }

  /** The operation itself, in lanes of that width. */
  private produce(term: Term, lane: LaneBits, part: number): Held {
    const low = (index: number): number => this.held(operand(term, index), lane, "low", part).local;
    const of = (form: Form, local: number): Held => ({ local, form });
    switch (term.op) {
      case "view": {
        const uniform = this.sources.uniform(term.imm, term.width);
        const form = this.sources.viewForm;
        if (uniform !== undefined) return of(form, uniform);
        return of(
          form,
          this.let(() => this.sources.load(term.imm, term.width, part)),
        );
      }
      case "not":
        return of("low", this.unary(Wasm.v128_not, low(0)));
      case "add":
      case "sub":
      case "mul":
        return of("low", this.binary(byLane(term.op, lane), low(0), low(1)));
      case "and": {
        const isClean = term.operands.some(({ op }) => op === "constant");
        return of(isClean ? "zero" : "low", this.binary(Wasm.v128_and, low(0), low(1)));
      }
      case "or":
        return of("low", this.binary(Wasm.v128_or, low(0), low(1)));
      case "xor":
        return of("low", this.binary(Wasm.v128_xor, low(0), low(1)));
      case "shl":
        return of(
          "low",
          term.imm >= lane ? this.constant(lane, 0n) : this.shift("shl", lane, low(0), term.imm),
        );
      case "shru":
        return of(
          "zero",
          this.shift("shru", lane, this.vector(operand(term, 0), lane, "zero", part), term.imm),
        );
      case "shrs":
        return of(
          "sign",
          this.shift("shrs", lane, this.vector(operand(term, 0), lane, "sign", part), term.imm),
        );
      case "extract": {
        const shifted = term.imm === 0 ? low(0) : this.shift("shru", lane, low(0), term.imm);
        return of(term.imm > 0 && term.imm + term.width === lane ? "zero" : "low", shifted);
      }
      case "zext":
        return of("zero", this.vector(operand(term, 0), lane, "zero", part));
      case "sext":
        return of("sign", this.vector(operand(term, 0), lane, "sign", part));
      case "mux":
        return this.select(term, lane, part);
      default:
        throw new RangeError(`${term.op} has one bit`);
    }
  }

  private select(term: Term, lane: LaneBits, part: number): Held {
    const [condition, whenTrue, whenFalse] = [operand(term, 0), operand(term, 1), operand(term, 2)];
    const mask = this.vector(condition, lane, "sign", part);
    const isNothing = (side: Term): boolean => side.op === "constant" && side.bits === 0n;
    if (isNothing(whenFalse)) {
      const side = this.held(whenTrue, lane, "low", part);
      return { local: this.binary(Wasm.v128_and, side.local, mask), form: side.form };
    }
    if (isNothing(whenTrue)) {
      const side = this.held(whenFalse, lane, "low", part);
      return { local: this.binary(Wasm.v128_andnot, side.local, mask), form: side.form };
    }
    const a = this.held(whenTrue, lane, "low", part);
    const b = this.held(whenFalse, lane, "low", part);
    const local = this.let(() => {
      for (const each of [a.local, b.local, mask]) this.code.get(each);
      this.code.op(Wasm.v128_bitselect);
    });
    return { local, form: a.form === b.form ? a.form : "low" };
  }

  // -------------------------------------------------------------- masks

  private mask(term: Term, lane: LaneBits, part: number): number {
    const natural = this.laneOf(term);
    if (lane > natural) {
      const half = (lane / 2) as LaneBits;
      return this.widen(this.vector(term, half, "sign", part >> 1), lane, true, part);
    }
    if (lane < natural && this.flexible.get(term) !== true) {
      const wide = (lane * 2) as LaneBits;
      const low = this.vector(term, wide, "sign", 2 * part);
      const high = this.vector(term, wide, "sign", 2 * part + 1);
      return this.narrowSigned(low, high, wide);
    }
    const at = (index: number): number => this.vector(operand(term, index), lane, "sign", part);
    switch (term.op) {
      case "view":
        return this.sources.uniform(term.imm, 1) ?? this.let(() => this.sources.load(term.imm, 1, part));
      case "not":
        return this.unary(Wasm.v128_not, at(0));
      case "and": {
        const [a, b] = [operand(term, 0), operand(term, 1)];
        if (a.op === "not")
          return this.binary(Wasm.v128_andnot, at(1), this.vector(operand(a, 0), lane, "sign", part));
        if (b.op === "not")
          return this.binary(Wasm.v128_andnot, at(0), this.vector(operand(b, 0), lane, "sign", part));
        return this.binary(Wasm.v128_and, at(0), at(1));
      }
      case "or":
        return this.binary(Wasm.v128_or, at(0), at(1));
      case "xor":
        return this.binary(Wasm.v128_xor, at(0), at(1));
      case "mux":
        return this.let(() => {
          const [condition, whenTrue, whenFalse] = [at(0), at(1), at(2)];
          for (const each of [whenTrue, whenFalse, condition]) this.code.get(each);
          this.code.op(Wasm.v128_bitselect);
        });
      case "extract":
        return this.bitMask(term, lane, part);
      default:
        return this.compare(term, lane, part);
    }
  }

  private maskLane(term: Term): LaneBits {
    switch (term.op) {
      case "eq":
      case "ltu":
      case "lts":
        return comparison(term).lane;
      case "extract":
        this.flexible.set(term, true);
        return laneFor(term.imm + 1);
      case "not":
      case "and":
      case "or":
      case "xor":
      case "mux": {
        const parts = term.operands.filter(({ op }) => op !== "constant");
        const all = parts.map((each) => this.laneOf(each));
        const fixed = all.filter((_, at) => this.flexible.get(parts[at] as Term) !== true);
        this.flexible.set(term, fixed.length === 0);
        return Math.min(...(fixed.length === 0 ? all : fixed)) as LaneBits;
      }
      default:
        return 8;
    }
  }

  private compare(term: Term, lane: LaneBits, part: number): number {
    const { form } = comparison(term);
    let left = this.vector(operand(term, 0), lane, form, part);
    let right = this.vector(operand(term, 1), lane, form, part);
    if (term.op === "eq") return this.binary(byLane("eq", lane), left, right);
    if (term.op === "lts") return this.binary(byLane("lts", lane), left, right);
    if (lane !== 64) return this.binary(byLane("ltu", lane), left, right);
    // No unsigned comparison of 64-bit lanes: with the highest bit inverted the signed one gives it.
    if (operand(term, 0).unsignedBits === 64 || operand(term, 1).unsignedBits === 64) {
      const flip = this.constant(64, 1n << 63n);
      left = this.binary(Wasm.v128_xor, left, flip);
      right = this.binary(Wasm.v128_xor, right, flip);
    }
    return this.binary(byLane("lts", lane), left, right);
  }

  /** One bit of a value, in lanes of the value's width or narrower. */
  private bitMask(term: Term, lane: LaneBits, part: number): number {
    const natural = this.laneOf(term);
    const source = operand(term, 0);
    if (lane === natural && lane === 8 && term.imm < 7) {
      const bit = this.constant(8, 1n << BigInt(term.imm));
      const value = this.held(source, 8, "low", part).local;
      return this.binary(Wasm.i8x16_eq, this.binary(Wasm.v128_and, value, bit), bit);
    }
    if (lane === natural && (lane === 16 || lane === 32)) {
      return this.shift("shrs", lane, this.bitOnTop(term, lane, part), lane - 1);
    }
    return this.binary(byLane("lts", lane), this.bitOnTop(term, lane, part), this.constant(lane, 0n));
  }

  /** Lanes whose highest bit is the one extracted. Narrowing with saturation keeps the sign. */
  private bitOnTop(term: Term, lane: LaneBits, part: number): number {
    const natural = this.laneOf(term);
    if (lane === natural) {
      const value = this.held(operand(term, 0), lane, "low", part).local;
      return term.imm === lane - 1 ? value : this.shift("shl", lane, value, lane - 1 - term.imm);
    }
    const wide = (lane * 2) as LaneBits;
    return this.narrowSigned(
      this.bitOnTop(term, wide, 2 * part),
      this.bitOnTop(term, wide, 2 * part + 1),
      wide,
    );
  }
}

const laneIndex = (lane: LaneBits): number => (lane === 8 ? 0 : lane === 16 ? 1 : lane === 32 ? 2 : 3);
const formIndex = (form: Form): number => (form === "low" ? 0 : form === "zero" ? 1 : 2);

/** Low bits of the result depend on low bits of the operands only. */
function isTruncatable(term: Term, lane: LaneBits): boolean {
  switch (term.op) {
    case "mul":
      return lane > 8;
    case "add":
    case "sub":
    case "and":
    case "or":
    case "xor":
    case "not":
    case "mux":
    case "shl":
    case "zext":
    case "sext":
      return true;
    default:
      return false;
  }
}

function valueLane(term: Term): LaneBits {
  const needed = laneFor(Math.min(term.unsignedBits, term.signedBits));
  const [first] = term.operands;
  switch (term.op) {
    case "view":
      return laneFor(term.width);
    case "mul":
      return needed === 8 ? 16 : needed;
    case "shru":
      return laneFor(first?.unsignedBits ?? term.width);
    case "shrs":
      return laneFor(first?.signedBits ?? term.width);
    case "extract":
      return laneFor(term.imm + term.width);
    default:
      return needed;
  }
}

/** The narrowest lanes in which both operands can be compared, and how their upper bits must look. */
function comparison(term: Term): { readonly lane: LaneBits; readonly form: Form } {
  const unsigned = laneFor(Math.max(...term.operands.map(({ unsignedBits }) => unsignedBits)));
  const signed = laneFor(Math.max(...term.operands.map(({ signedBits }) => signedBits)));
  if (term.op === "lts" || (term.op === "eq" && signed < unsigned)) return { lane: signed, form: "sign" };
  return { lane: unsigned, form: "zero" };
}
