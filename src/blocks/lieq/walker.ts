/**
 * The walker: cuts the layers of the table into passes and asks the memories for what the passes need. Invariant: for every pass each
 * unit gets the same description, in the same order, and the memories have been asked for all that the pass needs.
 */
import {
  type AnyType,
  type Bit,
  bit,
  connect,
  enumOf,
  input,
  instance,
  literal,
  match,
  memoize,
  module,
  mux,
  type OperandOf,
  type Outgoing,
  output,
  reg,
  source,
  struct,
  uint,
  when,
} from "../../dsl/index.ts";
import { capped } from "../fineq/index.ts";
import { bitsFor } from "../parameters.ts";
import { Fifo } from "../stream/index.ts";
import {
  ADDRESS_BITS,
  GROUP_WEIGHTS,
  K_BITS,
  type LieqConfiguration,
  SIZE_BITS,
  WEIGHT_FORMATS,
} from "./parameters.ts";
import { passType } from "./pass.ts";
import { LayerEntry } from "./table.ts";

/** A contiguous piece of memory, in bytes: what a data mover is told. */
export const Transfer = struct({ address: uint(ADDRESS_BITS), bytes: uint(ADDRESS_BITS) });

/** Passes that may wait in front of a unit, and transfers that may wait for a memory. */
export const PASSES_AHEAD = 8;
const TRANSFERS_AHEAD = 4;

export type WalkerShape = Pick<LieqConfiguration, "rows" | "columns" | "layers">;

const State = enumOf("idle", "fetch", "load", "walk");

/**
 * - `start` with `count` (1..layers): walks the entries 0..count - 1; ignored unless idle.
 * - `index`, `entry`: the table, an entry a cycle after its index.
 * - `dispatch`, `scaling`, `stepping`, `draining`: the passes, to four units. For each row of tiles, each tile of columns, each group of K.
 * - `weights`, `scales`: a transfer for each row of tiles; `activations`: for each pass; `results`: for each layer.
 * - `isBad`: an entry has an unknown format or a size of 0 (pulse); the program ends before it.
 * - `isIdle`: nothing is left here, passes and transfers included.
 *
 * Latency: the first pass is offered 4 cycles after `start`. Throughput: a pass a cycle, and one cycle more for each layer, while no
 * queue (8 passes, 4 transfers) is full.
 */
export const LieqWalker = memoize((shape: WalkerShape) => {
  const pass = passType(shape);
  return module(
    `lieq_walker_${shape.rows}x${shape.columns}_${shape.layers}`,
    {
      start: input(bit),
      count: input(uint(bitsFor(shape.layers))),
      index: output(uint(bitsFor(shape.layers - 1))),
      entry: input(LayerEntry),
      dispatch: source(pass),
      scaling: source(pass),
      stepping: source(pass),
      draining: source(pass),
      weights: source(Transfer),
      scales: source(Transfer),
      activations: source(Transfer),
      results: source(Transfer),
      isBad: output(bit),
      isIdle: output(bit),
    },
    (io) => {
      const { rows, columns, layers } = shape;
      const state = reg(State, { init: "idle" });
      const layersLeft = reg(uint(bitsFor(layers)), { init: 0 });
      const index = reg(uint(bitsFor(layers - 1)), { init: 0 });
      const layer = reg(LayerEntry);
      const rowsLeft = reg(uint(SIZE_BITS));
      const columnsLeft = reg(uint(SIZE_BITS));
      const depthLeft = reg(uint(K_BITS));
      /** This tile's first group, this row of tiles' first pass, this layer's first pass. */
      const isFirst = reg(bit);
      const opensRow = reg(bit);
      const opensLayer = reg(bit);
      /** Where this row of tiles' activations begin, and those of this pass. */
      const rowAddress = reg(uint(ADDRESS_BITS));
      const address = reg(uint(ADDRESS_BITS));

      const { entry } = io;
      const isKnown = entry.format.lt(WEIGHT_FORMATS.length);
      const isWhole = entry.m.any().and(entry.n.any()).and(entry.k.any());
      const isSound = isKnown.and(isWhole);

      const isUniform = layer.format.any();
      const isLast = isUniform.not().or(depthLeft.le(GROUP_WEIGHTS));
      const length = mux(isLast, depthLeft, GROUP_WEIGHTS);
      const isRightmost = columnsLeft.le(columns);
      const isLowest = rowsLeft.le(rows);
      const endsLayer = isLast.and(isRightmost).and(isLowest);
      const bytes = length.mul(literal(uint(bitsFor(rows)), rows)).zext(ADDRESS_BITS);
      const nextAddress = address.add(bytes);
      const description = {
        format: layer.format,
        length,
        rowsUsed: capped(rowsLeft, rows),
        columnsUsed: capped(columnsLeft, columns),
        isFirst,
        isLast,
        endsLayer,
      };

      const isWalking = state.eq("walk");
      const units = [io.dispatch, io.scaling, io.stepping, io.draining].map((out, unit) =>
        queued(pass, PASSES_AHEAD, out, description, `passes_${unit}`),
      );
      const movers = [
        {
          ...queued(Transfer, TRANSFERS_AHEAD, io.activations, { address, bytes }, "activations_asked"),
          when: literal(bit, 1),
        },
        {
          ...queued(
            Transfer,
            TRANSFERS_AHEAD,
            io.weights,
            { address: layer.weightsBase, bytes: layer.weightsBytes },
            "weights_asked",
          ),
          when: opensRow,
        },
        {
          ...queued(
            Transfer,
            TRANSFERS_AHEAD,
            io.scales,
            { address: layer.scalesBase, bytes: layer.scalesBytes },
            "scales_asked",
          ),
          when: opensRow,
        },
        {
          ...queued(
            Transfer,
            TRANSFERS_AHEAD,
            io.results,
            { address: layer.resultsBase, bytes: layer.resultsBytes },
            "results_asked",
          ),
          when: opensLayer,
        },
      ];
      const everybody = [...units, ...movers];
      // A queue's `ready` comes from its own registers, so nothing turns in a circle.
      const emits = everybody.reduce((all, { ready }) => all.and(ready), isWalking);
      for (const unit of units) unit.valid.value = emits;
      for (const mover of movers) mover.valid.value = emits.and(mover.when);

      match(state, {
        idle: () => {
          when(io.start, () => {
            state.next = "fetch";
            layersLeft.next = io.count;
            index.next = 0;
          });
        },
        fetch: () => {
          state.next = "load";
        },
        load: () => {
          layer.next = entry;
          rowsLeft.next = entry.m;
          columnsLeft.next = entry.n;
          depthLeft.next = entry.k;
          isFirst.next = 1;
          opensRow.next = 1;
          opensLayer.next = 1;
          rowAddress.next = entry.activationsBase;
          address.next = entry.activationsBase;
          index.next = index.add(1);
          layersLeft.next = layersLeft.sub(1);
          state.next = mux(isSound, literal(State, "walk"), "idle");
        },
        walk: () => {
          when(emits, () => {
            isFirst.next = isLast;
            opensLayer.next = 0;
            opensRow.next = isLast.and(isRightmost);
            depthLeft.next = mux(isLast, layer.k, depthLeft.sub(GROUP_WEIGHTS));
            address.next = mux(isLast.and(isRightmost.not()), rowAddress, nextAddress);
            when(isLast, () => {
              columnsLeft.next = mux(isRightmost, layer.n, columnsLeft.sub(columns));
              when(isRightmost, () => {
                rowsLeft.next = rowsLeft.sub(rows);
                rowAddress.next = nextAddress;
              });
            });
            when(endsLayer, () => {
              state.next = mux(layersLeft.any(), literal(State, "load"), "idle");
            });
          });
        },
      });

      io.index.value = index;
      io.isBad.value = state.eq("load").and(isSound.not());
      io.isIdle.value = everybody.reduce((all, { isEmpty }) => all.and(isEmpty), state.eq("idle"));
    },
    {
      doc: `Cuts up to ${shape.layers} layers into passes of ${shape.rows} x ${shape.columns} outputs and asks the memories for them.`,
    },
  );
});

/** A queue in front of `out` that gets `data`. */
function queued<T extends AnyType>(
  type: T,
  depth: number,
  out: Outgoing<T>,
  data: OperandOf<T>,
  name: string,
) {
  const queue = instance(Fifo(type, depth), { name });
  queue.enq.data.value = data as never;
  connect(queue.deq, out as never);
  return { valid: queue.enq.valid, ready: queue.enq.ready as Bit, isEmpty: queue.count.any().not() };
}
