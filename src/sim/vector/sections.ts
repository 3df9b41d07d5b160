/**
 * What a kernel does with its registers, before any code: registers with the same enable are a section, and for each
 * section there are faster forms for where parts of its enable are known to be 0. Invariant: every form computes the same
 * values where the facts hold that it was made for.
 */
import {
  arithmeticIn,
  costOf,
  extentOf,
  type Kernel,
  type KernelRegister,
  overlaps,
  writtenExtentOf,
} from "./kernel.ts";
import type { Arrangement } from "./region.ts";
import { operand, type Term } from "./term.ts";
import { addFact, type TermPool } from "./term-pool.ts";

interface Section {
  readonly registers: KernelRegister[];
  /** Undefined: at every edge, or the registers have different enables. */
  readonly enable: Term | undefined;
}

/** A part of the enable that is known to be 0 in all lanes at hand, and what is left then. */
interface Variant {
  readonly part: Term;
  readonly rest: Term;
  readonly next: readonly Term[];
  readonly cost: number;
}

export interface PlannedSection extends Section {
  /** Values after the edge. */
  readonly next: readonly Term[];
  readonly cost: number;
  readonly values: (facts: ReadonlyMap<Term, bigint>) => Term[];
  /** Enough work to be worth a test of the enable. */
  readonly isTested: boolean;
  /** The one with the most work left first: see `rareParts`. */
  readonly faster: readonly Variant[];
}

/** A section where the rare conditions are 0: its enable as far as it is still open. */
export interface QuickSection {
  readonly registers: readonly KernelRegister[];
  readonly next: readonly Term[];
  readonly rest: Term | undefined;
}

/** Fewer vector instructions than this are done rather than tested for. */
const cheapWork = 10;

/** Sections of a kernel, in the order in which they may run within 16 lanes. */
export function planSections(kernel: Kernel, arrangement: Arrangement, pool: TermPool): PlannedSection[] {
  return orderSections(arrangement, sectionsOf(kernel)).map((section) => plan(section, pool));
}

function plan({ registers, enable }: Section, pool: TermPool): PlannedSection {
  const values = (facts: ReadonlyMap<Term, bigint>): Term[] =>
    registers.map((register) => pool.given(nextOf(pool, register), facts));
  const next = values(new Map());
  const cost = costOf(next);
  const isTested = enable !== undefined && enable.op !== "constant" && cost >= cheapWork;
  const planned = { registers, enable, next, cost, values, faster: [], isTested };
  if (!isTested) return planned;
  // A part of the enable that is 0 everywhere often leaves little to do: the start of a tile, a shift, a load.
  const parts = partsOf(enable);
  const variants = parts.length < 2 ? [] : parts.map((part) => variant(part, enable, values, pool));
  const faster = variants.filter((each) => each.cost < 0.8 * cost).sort((x, y) => y.cost - x.cost);
  return { ...planned, faster };
}

/** The section where the conditions `rare` are 0. */
export function quicken(
  { registers, enable, values }: PlannedSection,
  rare: readonly Term[],
  pool: TermPool,
): QuickSection {
  const facts = new Map<Term, bigint>();
  for (const part of rare) addFact(facts, part, 0n);
  const rest = enable === undefined ? undefined : pool.given(enable, facts);
  return { registers, next: values(facts), rest };
}

function variant(part: Term, enable: Term, values: PlannedSection["values"], pool: TermPool): Variant {
  const facts = new Map<Term, bigint>();
  addFact(facts, part, 0n);
  const next = values(facts);
  return { part, rest: pool.given(enable, facts), next, cost: costOf(next) };
}

/**
 * Conditions worth one test for 64 lanes. Nothing says how often a condition holds, so this is a guess: of the parts of an
 * enable the one that leaves the most work is what the register is there for (accumulate, count), and the others (clear,
 * load) are rare; so are enables of sections that compute less. A wrong guess costs the test.
 */
export function rareParts(sections: readonly PlannedSection[]): Term[] {
  const rare = new Set<Term>();
  const common = new Set<Term>();
  const byWork = sections.map((section) => ({ section, work: arithmeticIn(section.next) }));
  byWork.sort((x, y) => y.work - x.work || y.section.cost - x.section.cost);
  for (const { section } of byWork) {
    const { enable, faster } = section;
    if (enable === undefined || enable.op === "constant") continue;
    const parts = partsOf(enable);
    if (common.size > 0 && parts.every((part) => !common.has(part))) {
      for (const part of parts) rare.add(part);
      continue;
    }
    const chosen = faster.find(({ part }) => !common.has(part));
    if (chosen === undefined) continue;
    rare.add(chosen.part);
    for (const part of parts) if (part !== chosen.part) common.add(part);
  }
  return [...rare].filter((part) => !common.has(part));
}

/** What a register holds after the edge. */
function nextOf(pool: TermPool, { self, next, enable }: KernelRegister): Term {
  return enable === undefined ? next : pool.mux(enable, next, pool.view(self.width, self.index));
}

/** The operands of a disjunction, of all its levels. */
const partsOf = (enable: Term): Term[] =>
  enable.op === "or" ? [...partsOf(operand(enable, 0)), ...partsOf(operand(enable, 1))] : [enable];

function sectionsOf(kernel: Kernel): Section[] {
  const sections = new Map<Term | undefined, Section>();
  for (const register of kernel.registers) {
    const before = sections.get(register.enable);
    if (before === undefined)
      sections.set(register.enable, { registers: [register], enable: register.enable });
    else before.registers.push(register);
  }
  return [...sections.values()];
}

/** Readers of old values first; sections that read each other become one. */
function orderSections(arrangement: Arrangement, sections: readonly Section[]): Section[] {
  const open = [...sections];
  const ordered: Section[] = [];
  while (open.length > 0) {
    const at = open.findIndex(
      (each) => !open.some((other) => other !== each && reads(arrangement, other, each)),
    );
    const found = open[at];
    if (found !== undefined) {
      open.splice(at, 1);
      ordered.push(found);
      continue;
    }
    const [first, second] = open.splice(0, 2);
    if (first === undefined || second === undefined) break;
    open.unshift({ registers: [...first.registers, ...second.registers], enable: undefined });
  }
  return ordered;
}

function reads(arrangement: Arrangement, reader: Section, writer: Section): boolean {
  const written = writer.registers.map(({ self }) => writtenExtentOf(arrangement, self));
  return reader.registers.some(({ inputs }) =>
    inputs.some((view) => {
      const extent = extentOf(arrangement, view);
      return written.some((own) => overlaps(own, extent));
    }),
  );
}
