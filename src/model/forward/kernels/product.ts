/**
 * The inner loops of all matrix products: a tile of rows of one matrix times rows of another. Invariant: every element is the same four
 * partial sums added in the same order, whatever tile computes it, so a result does not depend on how the work was cut.
 *
 * WebAssembly without its relaxed extension has no fused multiply-add; multiplication and addition round separately.
 */
import {
  add,
  addVectors,
  type Code,
  constant,
  doWhile,
  floats,
  isBelow,
  isLess,
  type Local,
  type LocalTypes,
  loadVector,
  multiplyVectors,
  shuffle,
  storeVector,
  subtract,
  type WasmFunction,
  wasmFunction,
  whileLoop,
} from "./assembler.ts";
import { KERNEL_PARAMETERS } from "./calls.ts";

/** Rows of the right factor in a tile, so that a tile's row of results is one vector; their number is a multiple of it. */
export const TILE_OUTPUTS = 4;

/** Eight sums at once keep both vector units busy; with operands and a product they fit the 16 registers of x86-64. */
const TILE_ROWS = 2;

/**
 * (result, left, right, rows, outputs, depth, resultStride, leftStride, rightStride): rows at `left` times rows at `right`. The last
 * four in bytes; depth is a multiple of 16, outputs a multiple of 4, nothing is empty. Right outside and left inside: weights come from
 * far once for all rows of a block, which stay in the second-level cache.
 */
export function productKernel(): WasmFunction {
  return wasmFunction("product", KERNEL_PARAMETERS, (parameters, locals) => {
    const [result, left, right, rows, outputs, depth, resultStride, leftStride, rightStride] =
      parameters as NineLocals;
    const [output, row, address, leftRow, end] = [0, 1, 2, 3, 4].map(locals.i32) as FiveLocals;
    const rightRows = Array.from({ length: TILE_OUTPUTS }, locals.i32);
    const shared = { rightRows, address, leftRow, depth, resultStride, leftStride };
    const [wide, narrow] = [tile(TILE_ROWS, shared, locals), tile(1, shared, locals)];
    return [
      end.set(subtract(rows.get, constant(TILE_ROWS - 1))),
      doWhile(
        [
          following(rightRows, right.get, rightStride.get),
          address.set(result.get),
          leftRow.set(left.get),
          row.set(constant(0)),
          whileLoop(isLess(row.get, end.get), [wide, row.set(add(row.get, constant(TILE_ROWS)))]),
          whileLoop(isBelow(row.get, rows.get), [narrow, row.set(add(row.get, constant(1)))]),
          right.set(add((rightRows[TILE_OUTPUTS - 1] as Local).get, rightStride.get)),
          result.set(add(result.get, constant(4 * TILE_OUTPUTS))),
          output.set(add(output.get, constant(TILE_OUTPUTS))),
        ],
        isBelow(output.get, outputs.get),
      ),
    ];
  });
}

type FiveLocals = [Local, Local, Local, Local, Local];
type NineLocals = [Local, Local, Local, Local, Local, Local, Local, Local, Local];

interface TileLocals {
  /** Addresses of the right factor's rows. */
  readonly rightRows: readonly Local[];
  /** Of the left factor's first row and of the tile's first sum; both move on by the tile's rows. */
  readonly leftRow: Local;
  readonly address: Local;
  readonly depth: Local;
  readonly resultStride: Local;
  readonly leftStride: Local;
}

/** The sums of `rows` rows with {@link TILE_OUTPUTS} others. */
function tile(rows: number, shared: TileLocals, locals: LocalTypes): Code {
  const { rightRows, leftRow, address, depth, resultStride, leftStride } = shared;
  const position = locals.i32();
  const leftRows = [leftRow, ...Array.from({ length: rows - 1 }, locals.i32)];
  const operands = rightRows.map(locals.v128);
  const operand = locals.v128();
  const sums = leftRows.map(() => rightRows.map(locals.v128));
  const step: Code = [
    rightRows.map((row, at) => operands[at]?.set(loadVector(add(row.get, position.get))) ?? []),
    leftRows.map((row, at) => [
      operand.set(loadVector(add(row.get, position.get))),
      (sums[at] as Local[]).map((sum, output) =>
        sum.set(addVectors(sum.get, multiplyVectors(operand.get, (operands[output] as Local).get))),
      ),
    ]),
    position.set(add(position.get, constant(16))),
  ];
  return [
    leftRows.slice(1).map((row, at) => row.set(add((leftRows[at] as Local).get, leftStride.get))),
    sums.flat().map((sum) => sum.set(floats(0))),
    position.set(constant(0)),
    doWhile(step, isBelow(position.get, depth.get)),
    sums.map((ofRow) => [
      storeVector(address.get, laneSums(ofRow as FourLocals)),
      address.set(add(address.get, resultStride.get)),
    ]),
    leftRow.set(add((leftRows[rows - 1] as Local).get, leftStride.get)),
  ];
}

type FourLocals = [Local, Local, Local, Local];

/** (0 + 2) + (1 + 3) of the lanes of each vector, as the lanes of one. */
function laneSums([a, b, c, d]: FourLocals): Code {
  const halves = (x: Local, y: Local): Code =>
    addVectors(shuffle(x.get, y.get, [0, 4, 1, 5]), shuffle(x.get, y.get, [2, 6, 3, 7]));
  return [
    a.set(halves(a, b)),
    c.set(halves(c, d)),
    addVectors(shuffle(a.get, c.get, [0, 1, 4, 5]), shuffle(a.get, c.get, [2, 3, 6, 7])),
  ];
}

/** Sets each target to the address of the next row, from `first` on. */
const following = (targets: readonly Local[], first: Code, stride: Code): Code =>
  targets.map((target, at) => target.set(at === 0 ? first : add((targets[at - 1] as Local).get, stride)));
