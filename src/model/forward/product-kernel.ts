/**
 * The inner loops of all matrix products, as WebAssembly with 128-bit vectors: a tile of rows of one matrix times rows of another.
 * Invariant: every element is the same four partial sums added in the same order, whatever tile computes it, so a result does
 * not depend on how the work was cut.
 *
 * WebAssembly without its relaxed extension has no fused multiply-add; multiplication and addition round separately.
 */
import {
  add,
  addFloats,
  addVectors,
  type Code,
  constant,
  doWhile,
  get,
  isBelow,
  lane,
  loadVector,
  multiplyVectors,
  set,
  storeFloat,
  type WasmFunction,
  wasmModule,
  zeroVector,
} from "./wasm-bytes.ts";

/**
 * Multiplies `rowBlocks` x tile.rows rows at address `left` by the rows at `right` and writes the sums at `result`.
 * Rows of both factors are `stride` bytes long, a multiple of 16; each row of the result gets `outputBytes` bytes, four for each row at
 * `right` and a multiple of 4 x tile.outputs, and begins `resultStride` bytes after the one before. Nothing may be empty.
 */
export type ProductLoop = (
  left: number,
  right: number,
  result: number,
  rowBlocks: number,
  outputBytes: number,
  stride: number,
  resultStride: number,
) => void;

export interface ProductKernel {
  /** Replaced, with the old one detached, whenever the memory grows. */
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** Tiles of {@link WIDE}: for many rows. */
  readonly wide: ProductLoop;
  /** Tiles of {@link NARROW}: for what is left of the rows. */
  readonly narrow: ProductLoop;
}

interface Tile {
  readonly rows: number;
  readonly outputs: number;
}

/** Eight sums at once keep both vector units busy; with operands and a product they fit the 16 registers of x86-64. */
export const WIDE: Tile = { rows: 4, outputs: 2 };
export const NARROW: Tile = { rows: 1, outputs: 2 };

export const PAGE_BYTES = 65_536;

/** Compiles the kernel; its memory has one page. */
export function compileProductKernel(): ProductKernel {
  const bytes = wasmModule([productLoop("wide", WIDE), productLoop("narrow", NARROW)], 1);
  return new api.Instance(new api.Module(bytes)).exports;
}

function productLoop(name: string, { rows, outputs }: Tile): WasmFunction {
  const [left, right, result, rowBlocks, outputBytes, stride, resultStride] = [0, 1, 2, 3, 4, 5, 6] as const;
  const parameters = 7;
  let locals: number = parameters;
  const fresh = (count: number): number[] => Array.from({ length: count }, () => locals++);
  // `address` of the tile's first sum, `sum` of each of its rows' first.
  const [rowBlock, address, depth, sum] = fresh(4) as [number, number, number, number];
  const leftRows = fresh(rows);
  const rightRows = fresh(outputs);
  const i32 = locals - parameters;
  const operands = fresh(outputs);
  const [operand] = fresh(1) as [number];
  const sums = leftRows.map(() => fresh(outputs));

  /** Addresses of the rows from `first` on, `stride` bytes apart. */
  const addresses = (targets: readonly number[], first: Code, by: number): Code =>
    targets.map((target, index) =>
      set(target, index === 0 ? first : add(get(targets[index - 1] as number), get(by))),
    );
  const step: Code = [
    rightRows.map((row, output) => set(operands[output] as number, loadVector(add(get(row), get(depth))))),
    leftRows.map((row, index) => [
      set(operand, loadVector(add(get(row), get(depth)))),
      (sums[index] as number[]).map((partial, output) =>
        set(
          partial,
          addVectors(get(partial), multiplyVectors(get(operand), get(operands[output] as number))),
        ),
      ),
    ]),
    set(depth, add(get(depth), constant(16))),
  ];
  const horizontal = (partial: number): Code =>
    addFloats(
      addFloats(lane(get(partial), 0), lane(get(partial), 1)),
      addFloats(lane(get(partial), 2), lane(get(partial), 3)),
    );
  const stores: Code = sums.map((ofRow, row) => [
    ofRow.map((partial, output) => storeFloat(get(sum), 4 * output, horizontal(partial))),
    row + 1 < rows ? set(sum, add(get(sum), get(resultStride))) : [],
  ]);
  const tile: Code = [
    sums.flat().map((partial) => set(partial, zeroVector)),
    set(depth, constant(0)),
    doWhile(step, isBelow(get(depth), get(stride))),
  ];
  const blockOfOutputs: Code = [
    tile,
    set(sum, get(address)),
    stores,
    set(rightRows[0] as number, add(get(rightRows[outputs - 1] as number), get(stride))),
    addresses(rightRows, get(rightRows[0] as number), stride),
    set(address, add(get(address), constant(4 * outputs))),
  ];
  const blockOfRows: Code = [
    addresses(leftRows, get(left), stride),
    addresses(rightRows, get(right), stride),
    set(address, get(result)),
    doWhile(blockOfOutputs, isBelow(get(address), add(get(result), get(outputBytes)))),
    set(left, add(get(leftRows[rows - 1] as number), get(stride))),
    Array.from({ length: rows }, () => set(result, add(get(result), get(resultStride)))),
    set(rowBlock, add(get(rowBlock), constant(1))),
  ];
  return {
    name,
    parameters,
    locals: { i32, v128: locals - parameters - i32 },
    body: doWhile(blockOfRows, isBelow(get(rowBlock), get(rowBlocks))),
  };
}

/** The host's WebAssembly, which neither ECMAScript's library nor Node's declarations know. */
const { WebAssembly: api } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: ProductKernel };
  };
};
