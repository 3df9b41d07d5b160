/**
 * The parts of a Llama between its products. Invariant: rows are whole vectors, whose elements beyond the last are 0 before and after; a
 * row's result depends on that row alone.
 */
import {
  add,
  addDoubles,
  addDoubleVectors,
  addFloats,
  addVectors,
  asFloat,
  type Code,
  constant,
  divideFloats,
  divideVectors,
  doubleLane,
  doWhile,
  float,
  floats,
  isBelow,
  type Local,
  type LocalTypes,
  lane,
  largerFloat,
  largerOf,
  load,
  loadFloat,
  loadVector,
  multiplyFloats,
  multiplyVectors,
  rootFloat,
  shiftLeft,
  shiftRight,
  shuffle,
  splat,
  storeDouble,
  storeFloat,
  storeVector,
  subtract,
  subtractFloats,
  subtractVectors,
  toDoubles,
  toFloat,
  type WasmFunction,
  wasmFunction,
  when,
  whileLoop,
} from "./assembler.ts";
import { KERNEL_PARAMETERS, type KernelName } from "./calls.ts";
import { exponentialCode } from "./exponential.ts";

type NineLocals = [Local, Local, Local, Local, Local, Local, Local, Local, Local];

const kernel = (
  name: KernelName,
  build: (parameters: NineLocals, locals: LocalTypes) => Code,
): WasmFunction =>
  wasmFunction(name, KERNEL_PARAMETERS, (parameters, locals) => build(parameters as NineLocals, locals));

/**
 * RMSNorm (Zhang and Sennrich, 2019): (result, values, weights, rows, bytes, elements, epsilon) with rows of `bytes` one after the other,
 * `elements` of each counted, epsilon a float32's bits: x / sqrt(mean(x^2) + epsilon) * weight. The result may be the values.
 */
export const normKernel = (): WasmFunction =>
  kernel("norm", ([result, values, weights, rows, bytes, elements, epsilon], locals) => {
    const [position, sums, value] = [locals.i32(), locals.v128(), locals.v128()];
    const factor = locals.v128();
    const mean = divideFloats(lanesAdded(sums), toFloat(elements.get));
    return doWhile(
      [
        sums.set(floats(0)),
        overVectors(position, bytes.get, [
          value.set(loadVector(add(values.get, position.get))),
          sums.set(addVectors(sums.get, multiplyVectors(value.get, value.get))),
        ]),
        factor.set(splat(divideFloats(float(1), rootFloat(addFloats(mean, asFloat(epsilon.get)))))),
        overVectors(
          position,
          bytes.get,
          storeVector(
            add(result.get, position.get),
            multiplyVectors(
              multiplyVectors(loadVector(add(values.get, position.get)), factor.get),
              loadVector(add(weights.get, position.get)),
            ),
          ),
        ),
        values.set(add(values.get, bytes.get)),
        result.set(add(result.get, bytes.get)),
        rows.set(subtract(rows.get, constant(1))),
      ],
      isBelow(constant(0), rows.get),
    );
  });

/**
 * Rotary position embedding (Su et al., 2021) in place: (values, table, -, rows, heads, headBytes, pairs, stepBytes, partnerBytes). Pair i
 * of a head begins i * stepBytes into it, and its second element is partnerBytes behind the first. The table has a cosine and a sine
 * for each pair, row by row.
 */
export const rotaryKernel = (): WasmFunction =>
  kernel("rotary", ([values, table, , rows, heads, headBytes, pairs, step, partner], locals) => {
    const [head, pair, address, angle] = [0, 1, 2, 3].map(locals.i32) as [Local, Local, Local, Local];
    const [x, y, cosine, sine] = [0, 1, 2, 3].map(locals.f32) as [Local, Local, Local, Local];
    const products = (left: Local, right: Local): [Code, Code] => [
      multiplyFloats(x.get, left.get),
      multiplyFloats(y.get, right.get),
    ];
    const turn: Code = [
      x.set(loadFloat(address.get)),
      y.set(loadFloat(add(address.get, partner.get))),
      cosine.set(loadFloat(angle.get)),
      sine.set(loadFloat(angle.get, 4)),
      storeFloat(address.get, subtractFloats(...products(cosine, sine))),
      storeFloat(add(address.get, partner.get), addFloats(...products(sine, cosine))),
      address.set(add(address.get, step.get)),
      angle.set(add(angle.get, constant(8))),
    ];
    const ofHead: Code = [
      address.set(values.get),
      angle.set(table.get),
      pair.set(constant(0)),
      doWhile([turn, pair.set(add(pair.get, constant(1)))], isBelow(pair.get, pairs.get)),
      values.set(add(values.get, headBytes.get)),
      head.set(add(head.get, constant(1))),
    ];
    return doWhile(
      [
        head.set(constant(0)),
        doWhile(ofHead, isBelow(head.get, heads.get)),
        table.set(add(table.get, shiftLeft(pairs.get, 3))),
        rows.set(subtract(rows.get, constant(1))),
      ],
      isBelow(constant(0), rows.get),
    );
  });

/**
 * Causal softmax in place: (values, -, -, rows, bytes, visible, scale) with rows of `bytes` one after the other. The first row has `visible`
 * elements that count, each further row one more; the others become 0. The scale is a float32's bits and not negative.
 */
export const softmaxKernel = (): WasmFunction =>
  kernel("softmax", ([values, , , rows, bytes, visible, scale], locals) => {
    const [position, used] = [locals.i32(), locals.i32()];
    const [largest, sums, power] = [locals.v128(), locals.v128(), locals.v128()];
    const exponential = exponentialCode(locals);
    const at = add(values.get, position.get);
    return doWhile(
      [
        hideTail(values, visible, used, position),
        largest.set(floats(Number.NEGATIVE_INFINITY)),
        overVectors(position, used.get, largest.set(largerOf(largest.get, loadVector(at)))),
        largest.set(splat(lanesLargest(largest))),
        sums.set(floats(0)),
        overVectors(position, used.get, [
          power.set(
            exponential(
              multiplyVectors(subtractVectors(loadVector(at), largest.get), splat(asFloat(scale.get))),
            ),
          ),
          storeVector(at, power.get),
          sums.set(addVectors(sums.get, power.get)),
        ]),
        sums.set(splat(divideFloats(float(1), lanesAdded(sums)))),
        overVectors(position, used.get, storeVector(at, multiplyVectors(loadVector(at), sums.get))),
        whileLoop(isBelow(position.get, bytes.get), [
          storeVector(at, floats(0)),
          position.set(add(position.get, constant(16))),
        ]),
        values.set(add(values.get, bytes.get)),
        visible.set(add(visible.get, constant(1))),
        rows.set(subtract(rows.get, constant(1))),
      ],
      isBelow(constant(0), rows.get),
    );
  });

/** SwiGLU (Shazeer, 2020): (result, gate, up, bytes): gate / (1 + e^-gate) * up. The result may be either. */
export const swigluKernel = (): WasmFunction =>
  kernel("swiglu", ([result, gate, up, bytes], locals) => {
    const [position, value] = [locals.i32(), locals.v128()];
    const exponential = exponentialCode(locals);
    const divisor = addVectors(exponential(subtractVectors(floats(0), value.get)), floats(1));
    return overVectors(position, bytes.get, [
      value.set(loadVector(add(gate.get, position.get))),
      storeVector(
        add(result.get, position.get),
        multiplyVectors(divideVectors(value.get, divisor), loadVector(add(up.get, position.get))),
      ),
    ]);
  });

/** (result, left, right, bytes): left + right. */
export const sumKernel = (): WasmFunction =>
  kernel("sum", ([result, left, right, bytes], locals) => {
    const position = locals.i32();
    const of = (source: Local): Code => loadVector(add(source.get, position.get));
    return overVectors(
      position,
      bytes.get,
      storeVector(add(result.get, position.get), addVectors(of(left), of(right))),
    );
  });

/** Bytes of a row of {@link surpriseKernel}'s result: the largest logit, the target's (both float32), the sum of powers (float64). */
export const SURPRISE_BYTES = 16;

/**
 * What a row's softmax needs of some of its logits: (result, logits, targets, rows, bytes, elements, first). Logits `first`, first + 1, ...
 * of each row lie `bytes` apart, `elements` of them counted; they are used up. The target's is written only by the call that has it.
 */
export const surpriseKernel = (): WasmFunction =>
  kernel("surprise", ([result, logits, targets, rows, bytes, elements, first], locals) => {
    const [position, used, target] = [locals.i32(), locals.i32(), locals.i32()];
    const [largest, sums, power] = [locals.v128(), locals.v128(), locals.v128()];
    const exponential = exponentialCode(locals);
    const at = add(logits.get, position.get);
    return doWhile(
      [
        target.set(subtract(load(targets.get), first.get)),
        when(
          isBelow(target.get, elements.get),
          storeFloat(result.get, loadFloat(add(logits.get, shiftLeft(target.get, 2))), 4),
        ),
        hideTail(logits, elements, used, position),
        largest.set(floats(Number.NEGATIVE_INFINITY)),
        overVectors(position, used.get, largest.set(largerOf(largest.get, loadVector(at)))),
        largest.set(splat(lanesLargest(largest))),
        storeFloat(result.get, lane(largest.get, 0)),
        sums.set(floats(0)),
        overVectors(position, used.get, [
          power.set(exponential(subtractVectors(loadVector(at), largest.get))),
          sums.set(addDoubleVectors(sums.get, toDoubles(power.get))),
          sums.set(addDoubleVectors(sums.get, toDoubles(shuffle(power.get, power.get, [2, 3, 2, 3])))),
        ]),
        storeDouble(result.get, addDoubles(doubleLane(sums.get, 0), doubleLane(sums.get, 1)), 8),
        logits.set(add(logits.get, bytes.get)),
        targets.set(add(targets.get, constant(4))),
        result.set(add(result.get, constant(SURPRISE_BYTES))),
        rows.set(subtract(rows.get, constant(1))),
      ],
      isBelow(constant(0), rows.get),
    );
  });

/** Runs `body` for position 0, 16, ... below `bytes`, which is above 0. */
const overVectors = (position: Local, bytes: Code, body: Code): Code => [
  position.set(constant(0)),
  doWhile([body, position.set(add(position.get, constant(16)))], isBelow(position.get, bytes)),
];

/** Sets `used` to the bytes of `count` elements in whole vectors, and the elements that this adds to minus infinity. */
const hideTail = (row: Local, count: Local, used: Local, position: Local): Code => [
  used.set(vectorBytes(count)),
  position.set(shiftLeft(count.get, 2)),
  whileLoop(isBelow(position.get, used.get), [
    storeFloat(add(row.get, position.get), float(Number.NEGATIVE_INFINITY)),
    position.set(add(position.get, constant(4))),
  ]),
];

/** Bytes of `count` float32, rounded up to whole vectors. */
const vectorBytes = (count: Local): Code => shiftLeft(shiftRight(add(count.get, constant(3)), 2), 4);

const lanesAdded = (sums: Local): Code =>
  addFloats(addFloats(lane(sums.get, 0), lane(sums.get, 2)), addFloats(lane(sums.get, 1), lane(sums.get, 3)));

const lanesLargest = (values: Local): Code =>
  largerFloat(
    largerFloat(lane(values.get, 0), lane(values.get, 1)),
    largerFloat(lane(values.get, 2), lane(values.get, 3)),
  );
