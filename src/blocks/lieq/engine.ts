/**
 * The LieQ engine as a system sees it: AXI4-Stream ports around the core, AXI4-Lite registers and the layer table for software.
 * Invariant: nothing is computed here; core.ts does.
 */
import { bit, connect, instance, memoize, module, reg } from "../../dsl/index.ts";
import { AxiLiteRegisters, axiLiteSlave, axiStream, connectAxiLite } from "../bus/index.ts";
import { bitsFor } from "../parameters.ts";
import { COUNT_BITS, LieqCore } from "./core.ts";
import {
  ACTIVATION_BITS,
  ADDRESS_BITS,
  type LieqConfiguration,
  type LieqParameters,
  lieqConfiguration,
  RESULT_BITS,
  SCALE_BUS,
  WEIGHT_BUS,
} from "./parameters.ts";
import { lieqRegisters } from "./registers.ts";
import { LieqTable } from "./table.ts";

/**
 * The engine: a program of matrix products, activations M x K (INT8) times weights N x K, transposed, each layer in its own format, with
 * the scales and zero points of its groups, exactly.
 *
 * - `s_axi`: AXI4-Lite slave with `lieqRegisters`; the layer table is written through it.
 * - `weights` (64 bits), `scales` (32), `activations` (8 a row): AXI4-Stream in, the pieces of memory that `weight_transfers`,
 *   `scale_transfers` and `activation_transfers` ask for, in order. A transfer is 64 bits: byte address below, number of bytes above.
 * - `results`: AXI4-Stream out, `lanes` results of 80 bits a beat in units of 2^-24; `tkeep` marks those within M x N, `tlast` ends a tile.
 *   `result_transfers` says where a layer's results go.
 * - Throughput: rows * columns / (planes * T) weights a cycle. Cycles: docs/adr/0027-lieq-engine.md.
 * - Parameters: see `LieqParameters`; BL0610 names one that is out of range.
 */
export const LieqEngine = (parameters: LieqParameters) => engineOf(lieqConfiguration(parameters));

const engineOf = memoize((shape: LieqConfiguration) => {
  const weightStream = axiStream(WEIGHT_BUS);
  const scaleStream = axiStream(SCALE_BUS);
  const activationStream = axiStream((shape.rows * ACTIVATION_BITS) as number);
  const resultStream = axiStream((shape.lanes * RESULT_BITS) as number, { last: true, keep: true });
  const transferStream = axiStream((2 * ADDRESS_BITS) as 64);
  return module(
    `lieq_engine_${shape.name}`,
    {
      s_axi: axiLiteSlave(lieqRegisters.addressBits),
      weights: weightStream.sink,
      scales: scaleStream.sink,
      activations: activationStream.sink,
      results: resultStream.source,
      weight_transfers: transferStream.source,
      scale_transfers: transferStream.source,
      activation_transfers: transferStream.source,
      result_transfers: transferStream.source,
    },
    (io) => {
      const core = instance(LieqCore(shape));
      const layerTable = instance(LieqTable(shape));
      const registers = instance(AxiLiteRegisters(lieqRegisters));
      connectAxiLite(io.s_axi, registers.s_axi);

      connect(weightStream.receive(io.weights), core.weights);
      connect(scaleStream.receive(io.scales), core.scales);
      connect(activationStream.receive(io.activations), core.activations);
      io.results.tvalid.value = core.results.valid;
      io.results.tdata.value = core.results.data.data;
      io.results.tkeep.value = core.results.data.keep;
      io.results.tlast.value = core.results.data.last;
      core.results.ready.value = io.results.tready;
      const asked = [
        [core.weightTransfers, io.weight_transfers],
        [core.scaleTransfers, io.scale_transfers],
        [core.activationTransfers, io.activation_transfers],
        [core.resultTransfers, io.result_transfers],
      ] as const;
      for (const [from, to] of asked) {
        to.tvalid.value = from.valid;
        to.tdata.value = from.data.bytes.cat(from.data.address);
        from.ready.value = to.tready;
      }

      const indexBits: number = bitsFor(shape.layers - 1);
      const isEntry = registers.entry_index.zext(COUNT_BITS).lt(shape.layers);
      // A program that runs reads the table.
      const mayStore = isEntry.and(core.isBusy.not());
      layerTable.write.value = registers.entry_store.and(mayStore);
      layerTable.writeIndex.value = registers.entry_index.trunc(indexBits);
      layerTable.written.value = {
        format: registers.format_code,
        m: registers.m_rows,
        n: registers.n_channels,
        k: registers.k_depth,
        weightsBase: registers.weights_base_bytes,
        weightsBytes: registers.weights_bytes_bytes,
        scalesBase: registers.scales_base_bytes,
        scalesBytes: registers.scales_bytes_bytes,
        activationsBase: registers.activations_base_bytes,
        resultsBase: registers.results_base_bytes,
        resultsBytes: registers.results_bytes_bytes,
      };
      layerTable.index.value = core.index;
      core.entry.value = layerTable.entry;

      core.start.value = registers.control_start;
      core.count.value = registers.layers_count;
      core.select.value = registers.layer_select_index;

      const wasBusy = reg(bit, { init: 0 });
      wasBusy.next = core.isBusy;
      registers.status_busy.value = core.isBusy;
      registers.status_done_set.value = wasBusy.and(core.isBusy.not()).or(core.isRefused);
      registers.errors_overflow_set.value = core.errors.overflow;
      registers.errors_bad_scale_set.value = core.errors.badScale;
      registers.errors_bad_layer_set.value = core.errors.badLayer.or(
        registers.entry_store.and(mayStore.not()),
      );
      registers.shape_rows.value = shape.rows;
      registers.shape_columns.value = shape.columns;
      registers.shape_lanes.value = shape.lanes;
      registers.shape_phases.value = shape.phases;
      registers.capacity_entries.value = shape.layers;
      registers.cycles_count.value = core.counts.cycles;
      registers.steps_count.value = core.counts.steps;
      registers.weight_stalls_count.value = core.counts.weightStalls;
      registers.activation_stalls_count.value = core.counts.activationStalls;
      registers.result_stalls_count.value = core.counts.resultStalls;
      registers.passes_count.value = core.counts.passes;
      registers.layer_cycles_count.value = core.layerCounts.cycles;
      registers.layer_steps_count.value = core.layerCounts.steps;
      registers.layer_weight_stalls_count.value = core.layerCounts.weightStalls;
      registers.layer_activation_stalls_count.value = core.layerCounts.activationStalls;
      registers.layer_result_stalls_count.value = core.layerCounts.resultStalls;
    },
    {
      doc: `LieQ engine: ${shape.rows} x ${shape.columns} array, ${shape.coding} coding, ${shape.layers} layers, AXI4-Lite and AXI4-Stream.`,
    },
  );
});
