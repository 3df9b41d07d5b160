/**
 * The AFPR engine as a system sees it: AXI4-Stream ports around the core, AXI4-Lite registers for software. Invariant:
 * nothing is computed here; core.ts does.
 */
import { cat, connect, instance, literal, memoize, module, reg, type Uint, uint } from "../../dsl/index.ts";
import {
  AxiLiteRegisters,
  axiLiteSlave,
  axiStream,
  axiStreamSink,
  axiStreamSource,
  connectAxiLite,
} from "../bus/index.ts";
import { AfprCore } from "./core.ts";
import { AfprMacro, type AfprMacroOptions } from "./macro/index.ts";
import { type AfprConfiguration, type AfprParameters, afprConfiguration } from "./parameters.ts";
import { afprRegisters } from "./registers.ts";

/** Bits of a beat that reports a cell: see docs/afpr-engine.md. */
const FAILURE_BITS = 64;

/**
 * The engine: FP8 (E2M5) codes of activations times integer weights -15..15 held in a compute-in-memory macro; FP8 codes,
 * FP8 sums or integer sums over row tiles out.
 *
 * - `s_axi`: AXI4-Lite slave with `afprRegisters`.
 * - `activations` (`bus` bits): a code a byte, row 0 lowest; every vector begins a beat.
 * - `weights` (`weightBus` bits): a weight a byte, two's complement, column 0 lowest; every row begins a beat.
 * - `results`: `lanes` results a beat; a byte each for codes and FP8, `resultStride` bits each for integers; `tkeep` marks
 *   the bytes of used columns, `tlast` ends a vector.
 * - `failures`: a beat for each cell that could not be programmed: row in bits 15:0, column in 31:16, level found in
 *   35:32, level wanted in 43:40, side in 48 (1: minus).
 * - Throughput: a conversion (2 * rows * columns operations) every `period` cycles. Cycles: `predictAfprCycles`.
 * - Parameters: see `AfprParameters`; BL0610 names one that is out of range or cannot work.
 *
 * `macro` gives the digital twin defects for tests; the module `afpr_macro_NAME` may be replaced by the behavioural model
 * or by silicon, see macro-port.ts.
 */
export const AfprEngine = (parameters: AfprParameters, macro: AfprMacroOptions = {}) =>
  engineOf(afprConfiguration(parameters), macro);

const engineOf = memoize((shape: AfprConfiguration, macro: AfprMacroOptions) => {
  const weights = axiStream<number>(shape.weightBus);
  const activations = axiStream<number>(shape.bus);
  const resultBits = shape.lanes * shape.resultStride;
  return module(
    `afpr_engine_${AfprMacro(shape, macro).name.replace(/^afpr_macro_/, "")}`,
    {
      s_axi: axiLiteSlave<number>(afprRegisters.addressBits),
      weights: axiStreamSink<number>(shape.weightBus),
      activations: axiStreamSink<number>(shape.bus),
      results: axiStreamSource<number, { keep: true; last: true }>(resultBits, { keep: true, last: true }),
      failures: axiStreamSource<number>(FAILURE_BITS),
    },
    (io) => {
      const core = instance(AfprCore(shape, macro));
      const registers = instance(AxiLiteRegisters(afprRegisters));
      connectAxiLite(io.s_axi, registers.s_axi);
      connect(weights.receive(io.weights), core.weights);
      connect(activations.receive(io.activations), core.activations);
      io.results.tvalid.value = core.results.valid;
      io.results.tdata.value = core.results.data.data;
      io.results.tkeep.value = core.results.data.keep;
      io.results.tlast.value = core.results.data.last;
      core.results.ready.value = io.results.tready;
      const cell = core.failures.data;
      io.failures.tvalid.value = core.failures.valid;
      io.failures.tdata.value = cat(
        placed(cell.isMinus, 16),
        placed(cell.target, 8),
        placed(cell.level, 8),
        placed(cell.column, 16),
        placed(cell.row, 16),
      );
      core.failures.ready.value = io.failures.tready;

      core.start.value = registers.control_start;
      core.startProgramming.value = registers.control_program;
      core.job.value = {
        vectors: registers.vectors_count,
        rows: registers.size_rows,
        columns: registers.size_columns,
        isFirst: registers.tile_first,
        isLast: registers.tile_last,
        limit: registers.programming_limit,
      };
      core.settings.value = {
        shift: registers.convert_shift,
        outputShift: registers.convert_output_shift,
        format: registers.convert_format,
      };
      const wasBusy = reg(uint(1), { init: 0 });
      wasBusy.next = core.isBusy;
      registers.status_busy.value = core.isBusy;
      registers.status_done_set.value = wasBusy.and(core.isBusy.not());
      registers.errors_overflow_set.value = core.errors.overflow;
      registers.errors_bad_weight_set.value = core.errors.badWeight;
      registers.errors_bad_job_set.value = core.errors.badJob;
      registers.shape_rows.value = shape.rows;
      registers.shape_columns.value = shape.columns;
      registers.shape_lanes.value = shape.lanes;
      registers.shape_differential.value = shape.inputs === "differential" ? 1 : 0;
      registers.timing_period.value = shape.period;
      registers.timing_batch.value = shape.batch;
      const { counters } = core;
      registers.cycles_count.value = counters.cycles;
      registers.conversions_count.value = counters.conversions;
      registers.conversion_cycles_count.value = counters.conversionCycles;
      registers.load_stalls_count.value = counters.loadStalls;
      registers.output_stalls_count.value = counters.outputStalls;
      registers.over_range_count.value = counters.overRange;
      registers.clipped_count.value = counters.clipped;
      registers.active_rows_count.value = counters.activeRows;
      registers.pulses_count.value = counters.pulses;
      registers.reads_count.value = counters.reads;
      registers.failed_cells_count.value = counters.failedCells;
    },
    {
      doc: `AFPR engine: ${shape.rows} x ${shape.columns} macro, ${shape.inputs} inputs, FP8 in and out, AXI4-Lite and AXI4-Stream.`,
    },
  );
});

/** A field in a place of `width` bits. */
const placed = (field: Uint, width: number): Uint =>
  field.width === width ? field : literal(uint(width - field.width), 0).cat(field);
