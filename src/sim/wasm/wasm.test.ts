import { describe, expect, it } from "vitest";
import {
  Access,
  createMemory,
  type FunctionBuilder,
  instantiate,
  isValidModule,
  Lane,
  LaneAccess,
  ModuleBuilder,
  ValueType,
  Wasm,
} from "./index.ts";

const { i32, i64, v128 } = ValueType;

/** A module with the one exported function `run` over an imported memory. */
function moduleOf(
  params: readonly ValueType[],
  results: readonly ValueType[],
  fill: (f: FunctionBuilder) => void,
): Uint8Array {
  const module = new ModuleBuilder();
  module.importMemory("host", "memory");
  fill(module.addFunction(params, results, "run").builder);
  return module.toBytes();
}

function compile(
  params: readonly ValueType[],
  results: readonly ValueType[],
  fill: (f: FunctionBuilder) => void,
): { readonly run: CallableFunction; readonly view: DataView } {
  const bytes = moduleOf(params, results, fill);
  expect(isValidModule(bytes)).toBe(true);
  const memory = createMemory(1);
  const { run } = instantiate(bytes, { host: { memory } });
  if (run === undefined) throw new Error("no export");
  return { run, view: new DataView(memory.buffer) };
}

/** Operand types and result of an instruction, from its name alone: the specification names them regularly. */
function signature(name: string): { readonly operands: readonly ValueType[]; readonly result: ValueType } {
  const [shape = "", ...rest] = name.split("_");
  const what = rest.join("_");
  if (shape === "i32" || shape === "i64") {
    const own = shape === "i32" ? i32 : i64;
    if (what === "wrap_i64") return { operands: [i64], result: i32 };
    if (what.startsWith("extend_i32")) return { operands: [i32], result: i64 };
    if (what === "eqz") return { operands: [own], result: i32 };
    if (/^(clz|ctz|popcnt|extend\d+_s)$/.test(what)) return { operands: [own], result: own };
    if (/^(eq|ne|lt|gt|le|ge)/.test(what)) return { operands: [own, own], result: i32 };
    return { operands: [own, own], result: own };
  }
  if (what === "splat") return { operands: [shape === "i64x2" ? i64 : i32], result: v128 };
  if (/^(any_true|all_true|bitmask)$/.test(what)) return { operands: [v128], result: i32 };
  if (/^sh[lr]/.test(what)) return { operands: [v128, i32], result: v128 };
  if (what === "bitselect") return { operands: [v128, v128, v128], result: v128 };
  if (/^(not|abs|neg|popcnt|extend_|extadd)/.test(what)) return { operands: [v128], result: v128 };
  return { operands: [v128, v128], result: v128 };
}

const plain = Object.entries(Wasm).filter(([name]) => name.includes("_"));

describe("the module format", () => {
  it("is accepted for every plain instruction with the operands its name tells", () => {
    expect(plain.length).toBeGreaterThan(200);
    expect(new Set(plain.map(([, code]) => code)).size).toBe(plain.length);
    for (const [name, code] of plain) {
      const { operands, result } = signature(name);
      const bytes = moduleOf(operands, [result], (f) => {
        for (let at = 0; at < operands.length; at++) f.get(at);
        f.op(code);
      });
      expect(isValidModule(bytes), name).toBe(true);
    }
  });

  it("is accepted for every load and store", () => {
    for (const [name, code] of Object.entries(Access)) {
      const type = name.startsWith("i32") ? i32 : name.startsWith("i64") ? i64 : v128;
      const isStore = name.includes("store");
      const bytes = moduleOf([i32, type], isStore ? [] : [type], (f) => {
        f.get(0);
        if (isStore) f.get(1);
        f.access(code, 1000);
      });
      expect(isValidModule(bytes), name).toBe(true);
    }
    for (const [name, code] of Object.entries(LaneAccess)) {
      const bytes = moduleOf([i32, v128], name.includes("store") ? [] : [v128], (f) => {
        f.get(0);
        f.get(1);
        f.accessLane(code, 3, 1);
      });
      expect(isValidModule(bytes), name).toBe(true);
    }
    for (const [name, code] of Object.entries(Lane)) {
      const scalar = name.startsWith("i64") ? i64 : i32;
      const isReplace = name.includes("replace");
      const bytes = moduleOf([v128, scalar], [isReplace ? v128 : scalar], (f) => {
        f.get(0);
        if (isReplace) f.get(1);
        f.lane(code, 1);
      });
      expect(isValidModule(bytes), name).toBe(true);
    }
  });

  it("is refused with operands of the wrong type", () => {
    const bytes = moduleOf([i64, i64], [i32], (f) => {
      f.get(0);
      f.get(1);
      f.op(Wasm.i32_add);
    });
    expect(isValidModule(bytes)).toBe(false);
  });

  it("carries imported functions, several functions and locals of all types", () => {
    const seen: number[] = [];
    const module = new ModuleBuilder();
    const report = module.importFunction("host", "report", [i32], []);
    const twice = module.addFunction([i32], [i32]);
    const a = twice.builder.local(i32);
    twice.builder.local(i64);
    twice.builder.local(v128);
    const b = twice.builder.local(i32);
    twice.builder.get(0);
    twice.builder.tee(a);
    twice.builder.set(b);
    twice.builder.get(a);
    twice.builder.get(b);
    twice.builder.op(Wasm.i32_add);
    const { builder } = module.addFunction([i32], [i32], "run");
    builder.get(0);
    builder.call(twice.index);
    builder.tee(0);
    builder.call(report);
    builder.get(0);
    const { run } = instantiate(module.toBytes(), { host: { report: (n: number) => seen.push(n) } });
    expect(run?.(21)).toBe(42);
    expect(seen).toEqual([42]);
  });

  it("carries constants at the edges of their encodings", () => {
    const edges = [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8193, 2 ** 31 - 1, -(2 ** 31)];
    for (const value of edges) {
      expect(compile([], [i32], (f) => f.i32(value)).run(), `${value}`).toBe(value);
      expect(compile([], [i64], (f) => f.i64(value)).run(), `${value}`).toBe(BigInt(value));
      for (const high of edges) {
        const expected = BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(value >>> 0));
        expect(compile([], [i64], (f) => f.i64(value, high)).run(), `${high}:${value}`).toBe(expected);
      }
    }
  });
});

describe("control", () => {
  it("loops, branches and calls a block's end", () => {
    // Sum of 1..n.
    const { run } = compile([i32], [i32], (f) => {
      const sum = f.local(i32);
      f.block();
      f.loop();
      f.get(0);
      f.op(Wasm.i32_eqz);
      f.brIf(1);
      f.get(sum);
      f.get(0);
      f.op(Wasm.i32_add);
      f.set(sum);
      f.get(0);
      f.i32(1);
      f.op(Wasm.i32_sub);
      f.set(0);
      f.br(0);
      f.end();
      f.end();
      f.get(sum);
    });
    expect(run(10)).toBe(55);
    const choose = compile([i32], [i32], (f) => {
      f.get(0);
      f.if(i32);
      f.i32(7);
      f.else();
      f.i32(9);
      f.end();
    });
    expect([choose.run(1), choose.run(0)]).toEqual([7, 9]);
    const select = compile([i32], [i32], (f) => {
      f.i32(7);
      f.i32(9);
      f.get(0);
      f.op(Wasm.select);
    });
    expect([select.run(1), select.run(0)]).toEqual([7, 9]);
  });

  it("copies and fills memory", () => {
    const { run, view } = compile([], [], (f) => {
      f.i32(8);
      f.i32(0xab);
      f.i32(3);
      f.memoryFill();
      f.i32(20);
      f.i32(7);
      f.i32(4);
      f.memoryCopy();
    });
    run();
    expect([...new Uint8Array(view.buffer, 20, 5)]).toEqual([0, 0xab, 0xab, 0xab, 0]);
  });
});

const samples = [
  0n,
  1n,
  2n,
  7n,
  0x7fn,
  0x80n,
  0xffn,
  0x8000n,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xfedcba98n,
].flatMap((n) => [n, (n << 32n) | 0x1234n, BigInt.asUintN(64, -n)]);

/** What `operation_s` or `_u` gives on lanes of `width` bits; undefined for an operation without a model here. */
function model(name: string, width: number, a: bigint, b: bigint): bigint | undefined {
  const signed = name.endsWith("_s");
  const operation = name.replace(/_[su]$/, "");
  const asNumber = (n: bigint): bigint => (signed ? BigInt.asIntN(width, n) : BigInt.asUintN(width, n));
  const [x, y] = [asNumber(a), asNumber(b)];
  const amount = BigInt(Number(b & 0xffn) % width);
  const table: Readonly<Record<string, () => bigint>> = {
    add: () => a + b,
    sub: () => a - b,
    mul: () => a * b,
    and: () => a & b,
    or: () => a | b,
    xor: () => a ^ b,
    shl: () => a << amount,
    shr: () => x >> amount,
    min: () => (x <= y ? a : b),
    max: () => (x >= y ? a : b),
    eq: () => BigInt(x === y),
    ne: () => BigInt(x !== y),
    lt: () => BigInt(x < y),
    gt: () => BigInt(x > y),
    le: () => BigInt(x <= y),
    ge: () => BigInt(x >= y),
  };
  const result = table[operation];
  return result === undefined ? undefined : BigInt.asUintN(width, result());
}

const isComparison = (name: string): boolean => /^(eq|ne|lt|gt|le|ge)/.test(name);

describe("instructions, run", () => {
  it("agree with integers for every scalar operation of two operands", () => {
    let compared = 0;
    for (const [name, code] of plain) {
      const [shape = "", ...rest] = name.split("_");
      const what = rest.join("_");
      if ((shape !== "i32" && shape !== "i64") || model(what, 32, 0n, 0n) === undefined) continue;
      const [type, width] = shape === "i32" ? [i32, 32] : [i64, 64];
      const host = (n: bigint): number | bigint => (width === 32 ? Number(n) | 0 : BigInt.asIntN(64, n));
      const { run } = compile([type, type], [isComparison(what) ? i32 : type], (f) => {
        f.get(0);
        f.get(1);
        f.op(code);
      });
      for (const x of samples) {
        for (const y of samples) {
          const [a, b] = [BigInt.asUintN(width, x), BigInt.asUintN(width, y)];
          const expected = BigInt.asUintN(width, model(what, width, a, b) ?? -1n);
          expect(BigInt.asUintN(width, BigInt(run(host(a), host(b)))), `${name} ${a} ${b}`).toBe(expected);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(20_000);
  });

  it("agree with integers, lane by lane, for every vector operation of two operands", () => {
    let compared = 0;
    for (const [name, code] of plain) {
      const match = /^i(8|16|32|64)x\d+_(.*)$/.exec(name);
      const width = Number(match?.[1]);
      const what = match?.[2] ?? "";
      if (match === null || model(what, width, 0n, 0n) === undefined) continue;
      const isShift = what.startsWith("sh");
      const { run, view } = compile([], [], (f) => {
        f.i32(32);
        f.i32(0);
        f.access(Access.v128_load, 0);
        f.i32(16);
        f.access(isShift ? Access.i32_load : Access.v128_load, 0);
        f.op(code);
        f.access(Access.v128_store, 0);
      });
      const lanes = 128 / width;
      const lane = (base: number, at: number): bigint => {
        let bits = 0n;
        for (let byte = width / 8 - 1; byte >= 0; byte--) {
          bits = (bits << 8n) | BigInt(view.getUint8(base + (at * width) / 8 + byte));
        }
        return bits;
      };
      for (let round = 0; round < 40; round++) {
        for (let byte = 0; byte < 32; byte++)
          view.setUint8(byte, (byte * 37 + round * 101 + ((round * byte) ^ 0x5a)) & 0xff);
        if (round % 4 === 0) view.setBigUint64(16, view.getBigUint64(0), true);
        run();
        for (let at = 0; at < lanes; at++) {
          const b = isShift ? BigInt(view.getUint8(16)) : lane(16, at);
          const value = model(what, width, lane(0, at), b) ?? -1n;
          const expected = isComparison(what) ? BigInt.asUintN(width, -value) : value;
          expect(lane(32, at), `${name} lane ${at}`).toBe(expected);
          compared++;
        }
      }
    }
    expect(compared).toBeGreaterThan(10_000);
  });

  it("widen, narrow, shuffle, select and move single lanes", () => {
    const { run, view } = compile([], [], (f) => {
      const store = (at: number, value: () => void): void => {
        f.i32(0);
        value();
        f.access(Access.v128_store, at);
      };
      const load = (code: Access, at: number): void => {
        f.i32(0);
        f.access(code, at);
      };
      store(64, () => load(Access.v128_load8x8_s, 1));
      store(80, () => {
        load(Access.v128_load, 0);
        load(Access.v128_load, 16);
        f.op(Wasm.i8x16_narrow_i16x8_u);
      });
      store(96, () => {
        load(Access.v128_load, 0);
        load(Access.v128_load, 16);
        f.shuffle([31, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16]);
      });
      store(112, () => {
        load(Access.v128_load, 0);
        load(Access.v128_load, 16);
        f.v128([255, 0, 15, 240]);
        f.op(Wasm.v128_bitselect);
      });
      store(128, () => {
        load(Access.v128_load, 0);
        f.i32(99);
        f.lane(Lane.i8x16_replace, 5);
      });
      f.i32(0);
      load(Access.v128_load, 0);
      f.accessLane(LaneAccess.v128_store8_lane, 144, 3);
      store(160, () => {
        f.i32(0);
        load(Access.v128_load, 0);
        f.accessLane(LaneAccess.v128_load16_lane, 17, 2);
      });
    });
    const a = Array.from({ length: 16 }, (_, i) => (i * 29 + 200) & 0xff);
    const b = Array.from({ length: 16 }, (_, i) => (i * 53 + 1) & 0xff);
    [...a, ...b].forEach((byte, at) => {
      view.setUint8(at, byte);
    });
    run();
    const bytes = (at: number): number[] => [...new Uint8Array(view.buffer, at, 16)];
    for (let lane = 0; lane < 8; lane++)
      expect(view.getInt16(64 + 2 * lane, true)).toBe(view.getInt8(1 + lane));
    const clamp = (n: number): number => Math.min(255, Math.max(0, n));
    expect(bytes(80)).toEqual(Array.from({ length: 16 }, (_, i) => clamp(view.getInt16(2 * i, true))));
    expect(bytes(96)).toEqual([b[15], ...a.slice(0, 14), b[0]]);
    const mask = [255, 0, 15, 240];
    expect(bytes(112)).toEqual(
      a.map((byte, i) => (byte & (mask[i] ?? 0)) | ((b[i] ?? 0) & ~(mask[i] ?? 0) & 0xff)),
    );
    expect(bytes(128)).toEqual(a.map((byte, i) => (i === 5 ? 99 : byte)));
    expect(view.getUint8(144)).toBe(a[3]);
    expect(bytes(160)).toEqual(a.map((byte, i) => (i === 4 || i === 5 ? b[i - 3] : byte)));
  });
});
