/**
 * The function of one kernel: a loop over its lanes, 16 at a time. Registers with the same enable are a section; a section
 * is passed over where no lane is enabled, and has faster code for where a part of its enable is 0 in all 16 lanes.
 * Invariant: within 16 lanes a section that reads the registers of another runs before it, and loads before it stores.
 */
import { Access, FunctionBuilder, ValueType, Wasm } from "../wasm/index.ts";
import { extentOf, type Kernel, type KernelRegister, overlaps, writtenExtentOf } from "./kernel.ts";
import { LaneCode } from "./lane-code.ts";
import type { LaneBits } from "./lane-operations.ts";
import { type Arrangement, laneBytes, type Placement, type View } from "./region.ts";
import { type PlannedSection, planSections, type QuickSection, quicken, rareParts } from "./sections.ts";
import type { Term } from "./term.ts";
import type { TermPool } from "./term-pool.ts";

export interface KernelContext {
  readonly arrangement: Arrangement;
  readonly pool: TermPool;
  /** By index. */
  readonly views: readonly View[];
  readonly demandedBits: boolean;
  readonly skipping: boolean;
}

/** Loops of at most this many turns are unrolled. */
const mostUnrolled = 2;

/** Fills the body of a function (base: i32) => (). */
export function emitKernel(
  code: FunctionBuilder,
  kernel: Kernel,
  isDescending: boolean,
  context: KernelContext,
): void {
  new KernelWriter(code, kernel, context).write(isDescending);
}

class KernelWriter {
  private readonly outer: FunctionBuilder;
  private readonly inner = new FunctionBuilder([], []);
  private readonly newLocal: (type: ValueType) => number;
  private readonly kernel: Kernel;
  private readonly context: KernelContext;
  private readonly lanes: LaneCode;
  private readonly constants = new Map<string, number>();
  private readonly uniforms = new Map<number, number>();
  /** Locals with base + lane * bytes, by bytes; the lane; when unrolled the base alone, and `step` counts. */
  private readonly pointers = new Map<number, number>();
  private lane = -1;
  private step = 0;

  constructor(code: FunctionBuilder, kernel: Kernel, context: KernelContext) {
    this.outer = code;
    this.kernel = kernel;
    this.context = context;
    this.newLocal = (type) => this.outer.local(type);
    this.lanes = new LaneCode(this.inner, this.newLocal, (bytes) => this.constant(bytes), {
      load: (view, width, part) => this.load(view, width, part),
      uniform: (view, width) => this.uniform(view, width),
      viewForm: context.demandedBits ? "low" : "zero",
    });
  }

  write(isDescending: boolean): void {
    const steps = (this.kernel.lanes + 15) >> 4;
    const { arrangement, pool, skipping } = this.context;
    const sections = planSections(this.kernel, arrangement, pool);
    const rare = skipping ? rareParts(sections) : [];
    const wide = rare.length === 0 ? 0 : steps >> 2;
    // Where nothing rare happens in 64 lanes, they are done at a stretch. What is left over comes first going down.
    const rest = (from: number, to: number): void => {
      if (to > from) this.turns(from, to, isDescending, mostUnrolled, () => this.turn(sections));
    };
    if (isDescending) rest(4 * wide, steps);
    if (wide > 0) {
      const quick = sections.map((section) => quicken(section, rare, pool));
      this.turns(0, wide, isDescending, 1, () => this.wideTurn(sections, quick, rare, isDescending), 64);
    }
    if (!isDescending) rest(4 * wide, steps);
    this.outer.body.append(this.inner.body.bytes());
  }

  /** Runs `turn` for blocks of lanes, as a loop or, when few, one after the other. */
  private turns(
    from: number,
    to: number,
    isDescending: boolean,
    most: number,
    turn: () => void,
    block = 16,
  ): void {
    const first = isDescending ? to - 1 : from;
    const last = isDescending ? from : to - 1;
    const direction = isDescending ? -1 : 1;
    if (to - from <= most && this.lane < 0) {
      for (let at = first; direction * (last - at) >= 0; at += direction) {
        this.step = (at * block) >> 4;
        turn();
      }
      return;
    }
    const [lane, step] = [this.lane, this.step];
    const code = this.inner;
    this.lane = this.newLocal(ValueType.i32);
    this.step = 0;
    code.i32(block * first);
    if (lane >= 0) {
      code.get(lane);
      code.op(Wasm.i32_add);
    }
    code.set(this.lane);
    const end = lane < 0 ? undefined : this.newLocal(ValueType.i32);
    if (end !== undefined) {
      code.get(lane);
      code.i32(block * last);
      code.op(Wasm.i32_add);
      code.set(end);
    }
    code.loop();
    this.point();
    turn();
    code.get(this.lane);
    code.i32(direction * block);
    code.op(Wasm.i32_add);
    code.tee(this.lane);
    if (end === undefined) code.i32(block * last);
    else code.get(end);
    code.op(isDescending ? Wasm.i32_ge_s : Wasm.i32_le_s);
    code.brIf(0);
    code.end();
    this.lane = lane;
    this.step = step;
    if (lane >= 0) this.point();
    else this.pointers.clear();
  }

  /** Sets the locals that hold base + lane * bytes. */
  private point(): void {
    for (const bytes of new Set(this.kernel.views.map(({ width }) => laneBytes(width)))) {
      const pointer = this.pointers.get(bytes) ?? this.newLocal(ValueType.i32);
      this.pointers.set(bytes, pointer);
      this.inner.get(0);
      this.inner.get(this.lane);
      if (bytes > 1) {
        this.inner.i32(Math.log2(bytes));
        this.inner.op(Wasm.i32_shl);
      }
      this.inner.op(Wasm.i32_add);
      this.inner.set(pointer);
    }
  }

  /** 16 lanes. */
  private turn(sections: readonly PlannedSection[]): void {
    this.lanes.restart();
    for (const section of sections) this.section(section);
  }

  /** 64 lanes: straight through where nothing rare happens, else 16 by 16. */
  private wideTurn(
    sections: readonly PlannedSection[],
    quick: readonly QuickSection[],
    rare: readonly Term[],
    isDescending: boolean,
  ): void {
    const steps = isDescending ? [3, 2, 1, 0] : [0, 1, 2, 3];
    const first = this.step;
    const at = (step: number, work: () => void): void => {
      this.step = first + step;
      this.lanes.restart();
      work();
      this.step = first;
    };
    this.testWide(rare, at);
    this.inner.if();
    this.turns(0, 4, isDescending, 0, () => this.turn(sections));
    this.inner.else();
    for (const { registers, next, rest } of quick) {
      if (rest?.op === "constant" && rest.bits === 0n) continue;
      const isGuarded = rest !== undefined && rest.op !== "constant";
      if (isGuarded) {
        this.testWide([rest], at);
        this.inner.if();
      }
      for (const step of steps) at(step, () => this.update(registers, next));
      if (isGuarded) this.inner.end();
    }
    this.inner.end();
  }

  /** Pushes a number that is not 0 if one of the conditions holds in one of the 64 lanes. */
  private testWide(conditions: readonly Term[], at: (step: number, work: () => void) => void): void {
    const vectors: number[] = [];
    for (const step of [0, 1, 2, 3]) {
      at(step, () => {
        for (const condition of conditions) {
          const isSame = step > 0 && condition.op === "view" && this.repeats(condition.imm);
          if (!isSame) vectors.push(this.lanes.vector(condition, 8, "sign", 0));
        }
      });
    }
    vectors.forEach((vector, index) => {
      this.inner.get(vector);
      if (index > 0) this.inner.op(Wasm.v128_or);
    });
    this.inner.op(Wasm.v128_any_true);
  }

  /** The view has one value in all of an aligned run of 64 lanes. */
  private repeats(view: number): boolean {
    const placement = this.placement(view);
    return placement.kind === "uniform" || (placement.kind === "rows" && placement.shift >= 6);
  }

  // -------------------------------------------------------------- sections

  private section({ registers, enable, next, isTested, faster }: PlannedSection): void {
    if (!this.context.skipping || enable === undefined || !isTested) {
      this.update(registers, next);
      return;
    }
    for (const { part, rest, next: quick } of faster) {
      this.test(part);
      this.inner.op(Wasm.i32_eqz);
      this.branch(() => this.guarded(rest, () => this.update(registers, quick)));
      this.inner.else();
      this.lanes.enter();
    }
    if (faster.length > 0) this.update(registers, next);
    else this.guarded(enable, () => this.update(registers, next));
    for (const _ of faster) {
      this.lanes.leave();
      this.inner.end();
    }
  }

  /** Does the work if the condition holds in one of the lanes at least. */
  private guarded(condition: Term, work: () => void): void {
    if (condition.op === "constant") {
      if (condition.bits === 1n) work();
      return;
    }
    this.test(condition);
    this.branch(work);
    this.inner.end();
  }

  private test(condition: Term): void {
    this.inner.get(this.lanes.vector(condition, 8, "sign", 0));
    this.inner.op(Wasm.v128_any_true);
  }

  private branch(work: () => void): void {
    this.inner.if();
    this.lanes.enter();
    work();
    this.lanes.leave();
  }

  /**
   * All values before the first store, because registers of a section may read each other. Only the last and widest one,
   * where it reads its own old values lane by lane at most, is stored vector by vector: few vectors are alive then.
   */
  private update(registers: readonly KernelRegister[], next: readonly Term[]): void {
    const pending: (() => void)[] = [];
    const work = registers.map((register, at) => ({ register, term: next[at] }));
    work.sort((x, y) => x.register.self.width - y.register.self.width);
    work.forEach(({ register, term }, at) => {
      const { self } = register;
      if (term === undefined || (term.op === "view" && term.imm === self.index)) return;
      const bytes = laneBytes(self.width);
      const form = self.width === 1 ? "sign" : this.context.demandedBits ? "low" : "zero";
      const isLast = at === work.length - 1 && this.isOwnOnly(register);
      if (isLast) for (const store of pending.splice(0)) store();
      for (let part = 0; part < bytes; part++) {
        const value = this.lanes.vector(term, (8 * bytes) as LaneBits, form, part);
        const store = (): void => {
          const offset = this.address(self, this.context.arrangement.writtenOf(self), part);
          this.inner.get(value);
          this.inner.access(Access.v128_store, offset);
        };
        if (isLast) store();
        else pending.push(store);
      }
    });
    for (const store of pending) store();
  }

  /** Of what its section writes it reads its own lanes only. */
  private isOwnOnly({ self, inputs }: KernelRegister): boolean {
    const { arrangement } = this.context;
    const written = this.kernel.registers.map(({ self }) => writtenExtentOf(arrangement, self));
    return inputs.every((view) => {
      const extent = extentOf(arrangement, view);
      return view === self || !written.some((own) => overlaps(own, extent));
    });
  }

  // -------------------------------------------------------------- memory

  private placement(view: number): Placement {
    return this.context.arrangement.placementOf(this.context.views[view] as View);
  }

  /** Pushes the address of a stream's vector, without the offset that is returned. */
  private address(view: View, { region, delta }: Placement, part: number): number {
    const bytes = laneBytes(view.width);
    this.inner.get(this.pointers.get(bytes) ?? 0);
    return region.offsetOf(delta + 16 * this.step) + 16 * part;
  }

  private load(index: number, width: number, part: number): void {
    const placement = this.placement(index);
    const bytes = laneBytes(width);
    if (placement.kind !== "rows") {
      const offset = this.address(this.context.views[index] as View, placement, part);
      this.inner.access(Access.v128_load, offset);
      return;
    }
    const { region, delta, shift } = placement;
    this.inner.get(0);
    if (this.lane < 0) {
      this.inner.access(splatLoad(bytes), region.offsetOf(delta + ((16 * this.step) >> shift)));
      return;
    }
    this.inner.get(this.lane);
    if (this.step > 0 && shift < 6) {
      this.inner.i32(16 * this.step);
      this.inner.op(Wasm.i32_add);
    }
    this.inner.i32(shift);
    this.inner.op(Wasm.i32_shr_u);
    if (bytes > 1) {
      this.inner.i32(Math.log2(bytes));
      this.inner.op(Wasm.i32_shl);
    }
    this.inner.op(Wasm.i32_add);
    this.inner.access(splatLoad(bytes), region.offsetOf(delta));
  }

  private uniform(view: number, width: number): number | undefined {
    const before = this.uniforms.get(view);
    if (before !== undefined) return before;
    const placement = this.placement(view);
    if (placement.kind !== "uniform") return undefined;
    const local = this.outer.local(ValueType.v128);
    this.outer.get(0);
    this.outer.access(splatLoad(laneBytes(width)), placement.region.offsetOf(placement.delta));
    this.outer.set(local);
    this.uniforms.set(view, local);
    return local;
  }

  /** Constants are set up before the loop. */
  private constant(bytes: readonly number[]): number {
    const key = bytes.join();
    const before = this.constants.get(key);
    if (before !== undefined) return before;
    const local = this.outer.local(ValueType.v128);
    this.outer.v128(bytes);
    this.outer.set(local);
    this.constants.set(key, local);
    return local;
  }
}

function splatLoad(bytes: number): Access {
  if (bytes === 1) return Access.v128_load8_splat;
  if (bytes === 2) return Access.v128_load16_splat;
  return bytes === 4 ? Access.v128_load32_splat : Access.v128_load64_splat;
}
