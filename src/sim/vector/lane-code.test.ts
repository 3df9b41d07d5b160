/** Kernels compute, in every lane, what the term says: all operations, all widths, narrowed and widened. */
import { describe, expect, test } from "vitest";
import { randomBits } from "../random.ts";
import { Access, createMemory, instantiate, ModuleBuilder, ValueType } from "../wasm/index.ts";
import { type Form, LaneCode } from "./lane-code.ts";
import { type LaneBits, laneFor } from "./lane-operations.ts";
import type { Term } from "./term.ts";
import { TermPool } from "./term-pool.ts";
import { bitsOf } from "./testing.ts";

const lanes = 16;
/** Bytes between two views; results follow. */
const stride = 256;

interface Request {
  readonly term: Term;
  readonly lane: LaneBits;
  readonly form: Form;
}

/** Computes the requests for 16 lanes of the given view widths; raw bits of the whole lane. */
function run(
  requests: readonly Request[],
  widths: readonly number[],
  values: readonly (readonly bigint[])[],
): bigint[][] {
  const module = new ModuleBuilder();
  module.importMemory("test", "memory");
  const { builder } = module.addFunction([], [], "run");
  const constants: number[] = [];
  const code = new LaneCode(
    builder,
    (type) => builder.local(type),
    (bytes) => {
      const local = builder.local(ValueType.v128);
      builder.v128(bytes);
      builder.set(local);
      constants.push(local);
      return local;
    },
    {
      load: (view, _width, part) => {
        builder.i32(0);
        builder.access(Access.v128_load, view * stride + 16 * part);
      },
      uniform: () => undefined,
      viewForm: "low",
    },
  );
  const base = widths.length * stride;
  requests.forEach(({ term, lane, form }, at) => {
    for (let part = 0; part < lane / 8; part++) {
      const local = code.vector(term, lane, form, part);
      builder.i32(0);
      builder.get(local);
      builder.access(Access.v128_store, base + at * stride + 16 * part);
    }
  });
  const memory = createMemory((widths.length + requests.length) * stride);
  const bytes = new Uint8Array(memory.buffer);
  const junk = randomBits(7);
  widths.forEach((width, view) => {
    const size = width === 1 ? 1 : laneFor(width) / 8;
    for (let lane = 0; lane < lanes; lane++) {
      const value = values[view]?.[lane] ?? 0n;
      const stored = width === 1 ? -value : value | (junk(8 * size) << BigInt(width));
      for (let at = 0; at < size; at++) {
        bytes[view * stride + lane * size + at] = Number((stored >> BigInt(8 * at)) & 0xffn);
      }
    }
  });
  (instantiate(module.toBytes(), { test: { memory } }).run as () => void)();
  return requests.map(({ lane: bits }, at) =>
    Array.from({ length: lanes }, (_, lane) => {
      let value = 0n;
      for (let byte = bits / 8 - 1; byte >= 0; byte--) {
        value = (value << 8n) | BigInt(bytes[base + at * stride + (lane * bits) / 8 + byte] ?? 0);
      }
      return value;
    }),
  );
}

/** What of the lane is determined, as it must be. */
function expected({ term, lane, form }: Request, value: bigint): bigint {
  if (term.width === 1) return form === "zero" ? value : BigInt.asUintN(lane, -value);
  if (term.width >= lane || form === "low") return BigInt.asUintN(Math.min(lane, term.width), value);
  return form === "zero" ? value : BigInt.asUintN(lane, BigInt.asIntN(term.width, value));
}

function check(
  requests: readonly Request[],
  widths: readonly number[],
  values: readonly (readonly bigint[])[],
): number {
  const got = run(requests, widths, values);
  let compared = 0;
  const known = new Map<Term, readonly bigint[]>();
  requests.forEach((request, at) => {
    const inputsOf = (lane: number): bigint[] => values.map((view) => view[lane] ?? 0n);
    const results =
      known.get(request.term) ??
      Array.from({ length: lanes }, (_, lane) => bitsOf(request.term, inputsOf(lane)));
    known.set(request.term, results);
    for (let lane = 0; lane < lanes; lane++) {
      const inputs = inputsOf(lane);
      const wanted = expected(request, results[lane] ?? 0n);
      const { term, form } = request;
      const seen = got[at]?.[lane] ?? 0n;
      const visible =
        form === "low" && term.width > 1 ? BigInt.asUintN(Math.min(request.lane, term.width), seen) : seen;
      if (visible !== wanted) {
        const where = `${term.op}:${term.width} in ${request.lane} ${form}, lane ${lane} of ${inputs}`;
        throw new Error(`${where}: ${visible}, expected ${wanted}`);
      }
      compared++;
    }
  });
  return compared;
}

/** Corners first, then random ones. */
function operands(width: number, seed: number): bigint[] {
  const random = randomBits(seed);
  const corners = [0n, 1n, -1n, 1n << BigInt(width - 1), (1n << BigInt(width - 1)) - 1n];
  return Array.from({ length: lanes }, (_, at) => BigInt.asUintN(width, corners[at] ?? random(width)));
}

const allLanes: readonly LaneBits[] = [8, 16, 32, 64];
const allForms: readonly Form[] = ["low", "zero", "sign"];

/** Terms of every operation over a, b (of the width), c (one bit), and what narrowing and widening makes of them. */
function termsOf(pool: TermPool, width: number): Term[] {
  const [a, b, c] = [pool.view(width, 0), pool.view(width, 1), pool.view(1, 2)];
  const half = Math.max(1, width >> 1);
  const small = pool.sext(pool.extract(a, 0, half), width);
  const clean = pool.zext(pool.extract(b, width - half, half), width);
  const values = [
    pool.not(a),
    pool.neg(a),
    pool.add(a, b),
    pool.sub(a, b),
    pool.mul(a, b),
    pool.and(a, b),
    pool.or(a, clean),
    pool.xor(small, b),
    pool.add(small, clean),
    pool.mul(small, clean),
    pool.sub(small, pool.constant(width, 5n)),
    pool.mux(c, a, b),
    pool.mux(c, small, pool.constant(width, 0n)),
    pool.mux(c, pool.neg(small), small),
    pool.mux(c, pool.constant(width, 0n), b),
    pool.mux(c, pool.add(a, small), a),
    pool.shl(a, width >> 2),
    pool.shru(a, width >> 1),
    pool.shrs(b, width >> 1),
    pool.shrs(small, 1),
    pool.shru(clean, 1),
    pool.extract(a, width >> 1, Math.max(1, width >> 2)),
    pool.extract(pool.mul(a, b), 0, half),
    pool.zext(pool.add(a, b), Math.min(64, width + 3)),
    pool.sext(pool.sub(a, b), Math.min(64, 2 * width)),
    pool.concat(pool.extract(a, 0, half), c),
  ];
  const bits = [
    pool.eq(a, b),
    pool.eq(small, clean),
    pool.ltu(a, b),
    pool.lts(a, b),
    pool.lts(small, b),
    pool.ltu(clean, pool.constant(width, 3n)),
    pool.extract(a, width - 1, 1),
    pool.extract(a, width >> 1, 1),
    pool.extract(pool.add(a, b), width >> 1, 1),
  ];
  const [first = c, second = c] = bits.slice(6);
  bits.push(pool.xor(first, second), pool.and(first, pool.not(c)), pool.or(pool.ltu(a, b), second));
  bits.push(pool.mux(c, first, bits[0] ?? c), pool.and(pool.not(first), second));
  return [...values, ...bits];
}

describe("code of lanes", () => {
  test("computes every operation at every width, for every lane and form that may be asked for", () => {
    let compared = 0;
    for (let width = 1; width <= 64; width++) {
      const values = [
        operands(width, width),
        operands(width, 100 + width).reverse(),
        operands(1, 200 + width),
      ];
      const pool = new TermPool();
      const requests = termsOf(pool, width).flatMap((term) =>
        allLanes.flatMap((lane) => allForms.map((form) => ({ term, lane, form }))),
      );
      compared += check(requests, [width, width, 1], values);
    }
    expect(compared).toBe(64 * 40 * 12 * 16);
  });

  test("a wrong expectation is seen", () => {
    const pool = new TermPool();
    const [a, b] = [pool.view(9, 0), pool.view(9, 1)];
    const values = [operands(9, 1), operands(9, 2)];
    const request: Request = { term: pool.add(a, b), lane: 16, form: "zero" };
    expect(check([request], [9, 9], values)).toBe(16);
    const swapped: readonly (readonly bigint[])[] = [operands(9, 3), operands(9, 2)];
    expect(run([request], [9, 9], values)).not.toEqual(run([request], [9, 9], swapped));
    expect(() =>
      check(
        [
          { ...request, lane: 8, form: "sign" },
          { term: a, lane: 16, form: "zero" },
        ],
        [8, 9],
        values,
      ),
    ).toThrow("expected");
  });
});
