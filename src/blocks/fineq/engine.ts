/**
 * The FineQ engine as a system sees it: AXI4-Stream ports around the core, AXI4-Lite registers for software. Invariant:
 * nothing is computed here; core.ts does.
 */
import { bit, group, input, instance, memoize, module, output, reg, uint } from "../../dsl/index.ts";
import { AxiLiteRegisters, axiLiteSlave, connectAxiLite } from "../bus/index.ts";
import { FineqCore } from "./core.ts";
import { type FineqConfiguration, type FineqParameters, fineqConfiguration } from "./parameters.ts";
import { fineqRegisters } from "./registers.ts";
import { HALF_BITS } from "./scale-store.ts";
import { FINEQ_FAMILIES } from "./tile-engine/index.ts";

/** The receiving side of an AXI4-Stream of `width` bits of data. */
const streamIn = (width: number) =>
  group({ tdata: input(uint(width)), tvalid: input(bit), tready: output(bit) });

/**
 * The engine: activations M x K (INT8) times FineQ weights N x K, transposed, scaled per channel, exactly.
 *
 * - `s_axi`: AXI4-Lite slave with `fineqRegisters`.
 * - `weights` (`bus` bits), `activations` (`activationBus` bits), `scales` (16 bits): AXI4-Stream in; a job takes exactly
 *   its own beats. Order: src/golden/fineq-engine.ts and docs/adr/0010-fineq-engine.md.
 * - `results`: AXI4-Stream out, `lanes` results a beat, each in whole bytes and in units of 2^-24; `tkeep` marks those
 *   within M x N, `tlast` ends a tile.
 * - Throughput: rows * columns * 1 / T weights a cycle, with tiles 24 * tokensAtOnce * columns. Latency and counts: docs/adr/0010-fineq-engine.md.
 * - Parameters: see `FineqParameters`; BL0610 names one that is out of range.
 */
export const FineqEngine = (parameters: FineqParameters) => engineOf(fineqConfiguration(parameters));

const engineOf = memoize((shape: FineqConfiguration) =>
  module(
    `fineq_engine_${shape.name}`,
    {
      s_axi: axiLiteSlave(fineqRegisters.addressBits),
      weights: streamIn(shape.bus),
      activations: streamIn(shape.activationBus),
      scales: streamIn(HALF_BITS),
      results: group({
        tdata: output(uint(shape.lanes * shape.resultStride), {
          doc: "Scaled results in units of 2^-24, two's complement, first lane lowest.",
        }),
        tkeep: output(uint((shape.lanes * shape.resultStride) / 8), {
          doc: "A bit a byte: bytes of results within M x N.",
        }),
        tlast: output(bit, { doc: "Ends a tile." }),
        tvalid: output(bit),
        tready: input(bit),
      }),
    },
    ({ s_axi, weights, activations, scales, results }) => {
      const core = instance(FineqCore(shape));
      const registers = instance(AxiLiteRegisters(fineqRegisters));

      const streams = [
        [weights, core.weights],
        [activations, core.activations],
        [scales, core.scales],
      ] as const;
      for (const [from, to] of streams) {
        to.valid.value = from.tvalid;
        to.data.value = from.tdata;
        from.tready.value = to.ready;
      }
      results.tvalid.value = core.results.valid;
      results.tdata.value = core.results.data.data;
      results.tkeep.value = core.results.data.keep;
      results.tlast.value = core.results.data.last;
      core.results.ready.value = results.tready;

      connectAxiLite(s_axi, registers.s_axi);
      core.start.value = registers.control_start;
      core.job.m.value = registers.m_rows;
      core.job.k.value = registers.k_depth;
      core.job.n.value = registers.n_channels;

      const wasBusy = reg(bit, { init: 0 });
      wasBusy.next = core.isBusy;
      registers.status_busy.value = core.isBusy;
      registers.status_done_set.value = wasBusy.and(core.isBusy.not());
      registers.errors_overflow_set.value = core.errors.overflow;
      registers.errors_bad_scale_set.value = core.errors.badScale;
      registers.errors_bad_job_set.value = core.errors.badJob;
      registers.errors_bad_weights_set.value = core.errors.badWeights;
      registers.shape_rows.value = shape.rows;
      registers.shape_columns.value = shape.columns;
      registers.shape_lanes.value = shape.lanes;
      registers.shape_phases.value = shape.phases;
      registers.shape_family.value = FINEQ_FAMILIES.indexOf(shape.family);
      registers.shape_tokens.value = Math.log2(shape.tile?.tokensAtOnce ?? 1);
      registers.cycles_count.value = core.counters.cycles;
      registers.steps_count.value = core.counters.steps;
      registers.weight_stalls_count.value = core.counters.weightStalls;
      registers.activation_stalls_count.value = core.counters.activationStalls;
      registers.result_stalls_count.value = core.counters.resultStalls;
      registers.tiles_count.value = core.counters.tiles;
    },
    {
      doc: `FineQ engine: ${shape.rows} x ${shape.columns} ${shape.tile ? shape.family : `array, ${shape.coding} coding`}, AXI4-Lite and AXI4-Stream.`,
    },
  ),
);
