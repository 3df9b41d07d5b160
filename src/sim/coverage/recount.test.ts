/**
 * Coverage of random designs counted a second time, from the values that the uninstrumented design shows before each edge:
 * branches by walking the statements as the interpreter does, toggles and states by comparing successive values.
 */
import { describe, expect, it } from "vitest";
import { locate, type Site } from "../../diagnostics/index.ts";
import { bitWidth, type Design, type Module, type Signal, type Statement } from "../../ir/index.ts";
import { randomDesign, randomStimulus, type StimulusStep } from "../../testing/index.ts";
import type { Engine } from "../engine/engine.ts";
import { interpreterEngine } from "../engine/interpreter-engine.ts";
import { Evaluator } from "../interpreter/evaluate.ts";
import { coveredEngine } from "./covered-engine.ts";
import type { CoverageData } from "./data.ts";

/** By module and point; hand-made designs have one construct a line. */
type Counts = Record<string, number | string>;

const lineOf = (site: Site | undefined): number => (site && locate(site)?.line) ?? 0;

const isCounted = (design: Design, step: StimulusStep): boolean =>
  design.top.domains.every(
    ({ reset, resetActive }) =>
      reset === undefined || step.inputs[reset] === (resetActive === "high" ? 0n : 1n),
  );

/** Forces steps through failed assertions, so that both runs see the same cycles. */
function play(engine: Engine, stimulus: readonly StimulusStep[], atEdge: (step: StimulusStep) => void): void {
  for (const step of stimulus) {
    for (const [port, bits] of Object.entries(step.inputs)) engine.probe(port).setBits(bits);
    atEdge(step);
    engine.step(undefined, true);
  }
}

class Recount {
  readonly hits = new Map<string, Set<string>>();
  readonly masks = new Map<string, { rose: bigint; fell: bigint }>();
  private readonly engine: Engine;
  private readonly before = new Map<string, bigint>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  sample(module: Module, inside: string, counts: boolean): void {
    const value = ({ name }: { readonly name: string }): bigint =>
      this.engine.probe(`${inside}${name}`).getBits();
    if (counts) this.walk(module, module.body, inside, new Evaluator({ signal: value, read: value }));
    for (const signal of module.signals) {
      if (signal.instance === undefined)
        this.signal(module, signal, inside, counts ? value(signal) : undefined);
    }
    for (const instance of module.instances) {
      this.sample(instance.module, `${inside}${instance.name}.`, counts);
    }
  }

  private hit(module: Module, point: string, inside: string, isHit: boolean): void {
    const key = `${module.name} ${point}`;
    const paths = this.hits.get(key) ?? new Set();
    this.hits.set(key, paths);
    if (isHit) paths.add(inside);
  }

  /** `evaluator` undefined: control does not come here. */
  private walk(
    module: Module,
    body: readonly Statement[],
    inside: string,
    evaluator: Evaluator | undefined,
  ): void {
    for (const statement of body) {
      if (statement.kind === "if") {
        const isTaken = evaluator?.value(statement.condition);
        const line = lineOf(statement.site);
        this.hit(module, `branch ${line} 0`, inside, isTaken === 1n);
        this.walk(module, statement.then, inside, isTaken === 1n ? evaluator : undefined);
        const isChain = statement.otherwise.length === 1 && statement.otherwise[0]?.kind === "if";
        if (!isChain) this.hit(module, `branch ${line} 1`, inside, isTaken === 0n);
        this.walk(module, statement.otherwise, inside, isTaken === 0n ? evaluator : undefined);
      } else if (statement.kind === "match") {
        const { arms, otherwise, subject, site } = statement;
        const bits = evaluator?.value(subject);
        const found = arms.findIndex(({ values }) => values.includes(bits ?? -1n));
        const isLast = found < 0 && otherwise === undefined && subject.type.kind === "enum";
        const chosen = bits === undefined ? -2 : isLast ? arms.length - 1 : found;
        arms.forEach(({ body }, i) => {
          this.hit(module, `branch ${lineOf(site)} ${i}`, inside, i === chosen);
          this.walk(module, body, inside, i === chosen ? evaluator : undefined);
        });
        if (otherwise === undefined) continue;
        this.hit(module, `branch ${lineOf(site)} ${arms.length}`, inside, chosen === -1);
        this.walk(module, otherwise, inside, chosen === -1 ? evaluator : undefined);
      }
    }
  }

  private signal(module: Module, signal: Signal, inside: string, now: bigint | undefined): void {
    const key = `${inside}${signal.name}`;
    const before = this.before.get(key);
    const mask = this.masks.get(`${module.name} ${signal.name}`) ?? { rose: 0n, fell: 0n };
    this.masks.set(`${module.name} ${signal.name}`, mask);
    if (now !== undefined && before !== undefined) {
      mask.rose |= now & ~before;
      mask.fell |= before & ~now;
    }
    if (now === undefined) this.before.delete(key);
    else this.before.set(key, now);
    if (signal.role !== "register" || signal.type.kind !== "enum") return;
    signal.type.members.forEach(({ value }, i) => {
      this.hit(module, `state ${lineOf(signal.site)} ${i}`, inside, now === value);
    });
  }

  counts(): Counts {
    const masks = [...this.masks].map(([key, { rose, fell }]) => [
      key,
      `${rose.toString(16)} ${fell.toString(16)}`,
    ]);
    return Object.fromEntries([...masks, ...[...this.hits].map(([key, paths]) => [key, paths.size])]);
  }
}

/** The same keys from coverage data: points of one line are in the module's order. */
function countsOf({ modules }: CoverageData): Counts {
  const counts: Counts = {};
  for (const { module, points } of modules) {
    const onLine = new Map<string, number>();
    for (const point of points) {
      if (point.kind === "toggle") counts[`${module} ${point.name}`] = `${point.rose} ${point.fell}`;
      else {
        const key = `${module} ${point.kind} ${point.place?.line}`;
        const index = onLine.get(key) ?? 0;
        onLine.set(key, index + 1);
        counts[`${key} ${index}`] = point.hits;
      }
    }
  }
  return counts;
}

interface RandomCase {
  readonly seed: number;
  readonly design: Design;
}

/** Both counts of a design of one clock domain; `counts` says which cycles the recount takes in. */
function bothCounts({ seed, design }: RandomCase, counts = isCounted) {
  const stimulus = randomStimulus(design, seed, 15);
  const plain = interpreterEngine(design, { seed });
  const recount = new Recount(plain);
  play(plain, stimulus, (step) => recount.sample(design.top, "", counts(design, step)));
  const kinds = ["toggle", "branch", "state"] as const;
  const build = (instrumented: Design): Engine => interpreterEngine(instrumented, { seed });
  const { engine, coverage } = coveredEngine(design, build, { kinds });
  play(engine, stimulus, () => engine.settle());
  return { expected: recount.counts(), found: countsOf(coverage()), data: coverage() };
}

const cases: readonly RandomCase[] = Array.from({ length: 40 }, (_, seed) => ({
  seed,
  design: randomDesign(seed, { size: 1 + (seed % 2), widest: 70 }),
})).filter(({ design }) => design.modules.every(({ domains }) => domains.length === 1));

describe("coverage of random designs", () => {
  const recorded: CoverageData[] = [];

  it.each(cases)("is that of a recount: seed $seed", (one) => {
    const { expected, found, data } = bothCounts(one);
    expect(found).toEqual(expected);
    recorded.push(data);
  });

  it("differs from a recount that looks at cycles in reset", () => {
    const differing = cases.slice(0, 8).filter((one) => {
      const { expected, found } = bothCounts(one, () => true);
      return Object.keys(expected).some((key) => expected[key] !== found[key]);
    });
    expect(differing.length).toBeGreaterThan(0);
  });

  it("calls nothing unreachable that was reached, and has points of every kind", () => {
    const all = recorded.flatMap(({ modules }) => modules.flatMap(({ points }) => points));
    const unreachable = all.filter((point) => point.unreachable);
    const reached = unreachable.filter((point) =>
      point.kind === "toggle" ? `${point.rose}${point.fell}` !== "00" : point.hits > 0,
    );
    expect(unreachable.length).toBeGreaterThan(0);
    expect(reached).toEqual([]);
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(["branch", "state", "toggle"]));
    const signals = cases.flatMap(({ design }) => design.modules.flatMap((module) => module.signals));
    expect(signals.some(({ type }) => bitWidth(type) > 64)).toBe(true);
  });
});
