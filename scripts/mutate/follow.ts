/**
 * Testbenches whose inputs follow the design's own outputs, as the blocks around it would: words wait until they are taken, orders come
 * when they are allowed. The in-process engine gives the expectation of every output in every cycle.
 */
import { type Bench, recordInputs } from "../../src/harness/index.ts";
import type { Design } from "../../src/ir/index.ts";
import { makeEngine } from "../../src/sim/index.ts";
import { bench, generator, hasReset } from "./bench.ts";

type Values = Readonly<Record<string, bigint | number>>;

/** A design's surroundings: what they set and see in the current cycle. */
export interface Surroundings {
  /** A number from 0 to below the limit. */
  readonly random: (limit: number) => number;
  /** Bits of any width. */
  readonly bits: (width: number) => bigint;
  /** Whether `name` goes on in this cycle: always, mostly, rarely or never, for some dozens of cycles each. */
  readonly goesOn: (name: string) => boolean;
  readonly set: (inputs: Values) => void;
  readonly get: (port: string) => number;
  /** A word on stream `port`, drawn when the one before was taken; false while there is none. `fields` of a struct are named apart. */
  readonly offer: (port: string, draw: () => Values) => boolean;
  /** The reset is on in this cycle: whoever keeps a state starts anew. */
  readonly isReset: boolean;
}

export interface FollowOptions {
  readonly steps: number;
  readonly seed: number;
  /** A reset of a cycle comes about so often; never unless stated. */
  readonly resetEvery?: number;
  /** Steps at the start that are not compared: the part's state is not known before its first words. */
  readonly unseen?: number;
  /** In thousandths, what `goesOn` draws from. */
  readonly paces?: readonly number[];
  /** Runs that find what depends on the start; 24 unless stated. */
  readonly starts?: number;
}

/** Steps in which zeros wash out what pipelines held before the inputs were set; nothing is compared. */
const WARM_UP = 8;
/** Each holds for `EPISODE` cycles on average. */
const PACES = [1000, 1000, 800, 500, 100, 0] as const;
const EPISODE = 40;

/** Calls `cycle` for each step, which sets what it likes; inputs that it leaves keep their values. */
export function followedBench(
  name: string,
  part: Design,
  { steps, seed, resetEvery, paces: allPaces = PACES, unseen = 0, starts }: FollowOptions,
  cycle: (around: Surroundings, step: number) => void,
): Bench {
  const random = generator(seed);
  const engine = makeEngine(part);
  const resets = hasReset(part);
  const inputs = part.top.ports.filter(({ role }) => role === "input").map(({ name }) => name);
  const stimulus: Record<string, bigint>[] = [];
  const paces = new Map<string, number>();
  const offers = new Map<string, Values>();
  const bits = (width: number): bigint => {
    let value = 0n;
    for (let at = 0; at < width; at += 16) value = (value << 16n) | BigInt(random(65_536));
    return BigInt.asUintN(width, value);
  };
  const goesOn = (of: string): boolean => {
    if (!paces.has(of) || random(EPISODE) === 0) paces.set(of, allPaces[random(allPaces.length)] ?? 1000);
    return random(1000) < (paces.get(of) ?? 1000);
  };
  let values: Record<string, bigint> = {};
  const set = (inputs: Values): void => {
    for (const [port, value] of Object.entries(inputs)) {
      values[port] = BigInt(value);
      engine.probe(port).setBits(BigInt(value));
    }
  };
  const get = (port: string): number => engine.probe(port).getNumber();
  const offer = (port: string, draw: () => Values): boolean => {
    if (!offers.has(port) && goesOn(port)) offers.set(port, draw());
    const word = offers.get(port);
    set({ [`${port}_valid`]: word === undefined ? 0 : 1 });
    for (const [field, value] of Object.entries(word ?? {})) {
      set({ [field === "" ? `${port}_data` : `${port}_data_${field}`]: value });
    }
    return word !== undefined;
  };
  const zeros = Object.fromEntries(inputs.map((port) => [port, 0n]));
  const warmUp = { ...zeros, ...(resets ? { reset: 1n } : {}) };
  for (let step = 0; step < WARM_UP; step++) {
    set(warmUp);
    stimulus.push(warmUp);
    engine.step(undefined, true);
  }
  for (let step = 0; step < steps; step++) {
    values = {};
    const isReset = step === 0 || (resetEvery !== undefined && random(resetEvery) === 0);
    if (resets) set({ reset: isReset ? 1 : 0 });
    cycle({ random, bits, goesOn, set, get, offer, isReset }, step);
    for (const port of offers.keys()) if (get(`${port}_ready`) === 1 && !isReset) offers.delete(port);
    stimulus.push(values);
    engine.step(undefined, true);
  }
  const plan = recordInputs(part, stimulus, { engine: "compiled", ...(starts ? { starts } : {}) });
  const compared = plan.steps.map((cycle, step) =>
    step < WARM_UP + unseen ? { inputs: cycle.inputs, expected: {} } : cycle,
  );
  return bench(name, part, { ...plan, steps: compared });
}
