/**
 * The AFPR engine without its registers: FP-DAC rows, macro, FP-ADC columns, readout and programmer. Invariant: either
 * conversions or programming run, never both, and a job takes from each stream exactly what its sizes say.
 */
import {
  type Bit,
  bit,
  connect,
  input,
  instance,
  memoize,
  module,
  mux,
  output,
  reg,
  sink,
  source,
  struct,
  type Uint,
  uint,
  when,
} from "../../dsl/index.ts";
import { COUNTER_BITS, countAmount, countEvents } from "../counters.ts";
import { bitsFor } from "../parameters.ts";
import { AfprAdcColumn, AfprSequencer } from "./adc/index.ts";
import { AfprRows } from "./dac/index.ts";
import { Job, Settings } from "./job.ts";
import { AfprMacro, type AfprMacroOptions } from "./macro/index.ts";
import type { AfprConfiguration } from "./parameters.ts";
import { AfprProgrammer, failureType } from "./programming/index.ts";
import { AfprReadout, resultsType } from "./readout/index.ts";
import { VECTOR_BITS } from "./registers.ts";

/** What is counted in a job; the next job starts from 0. Meanings: registers.ts. */
const Counters = struct({
  cycles: uint(COUNTER_BITS),
  conversions: uint(COUNTER_BITS),
  conversionCycles: uint(COUNTER_BITS),
  loadStalls: uint(COUNTER_BITS),
  outputStalls: uint(COUNTER_BITS),
  overRange: uint(COUNTER_BITS),
  clipped: uint(COUNTER_BITS),
  activeRows: uint(COUNTER_BITS),
  pulses: uint(COUNTER_BITS),
  reads: uint(COUNTER_BITS),
  failedCells: uint(COUNTER_BITS),
});

/** Errors as pulses. */
const ErrorPulses = struct({ overflow: bit, badWeight: bit, badJob: bit });

/**
 * The computing engine.
 *
 *     activations --> row registers, FP-DAC --drive--> macro --comparators--> FP-ADC, one a column --> readout --> results
 *     weights --> programmer (write, verify) --cells--> macro   ^                ^
 *                                                  failures     +--- sequencer --+
 *
 * - `start`, `startProgramming`: begin the job `job`, which counts only in that cycle; ignored while busy, `start` goes before
 *   `startProgramming`; `badJob` when a size is 0 or beyond the engine.
 * - `settings`: taken at the start of every conversion.
 * - Streams: see docs/afpr-engine.md for the order of what they carry.
 * - `isBusy`: from the cycle after `start` until the cycle after the last result, or the last failure, was taken.
 *
 * Throughput: a conversion every `period` cycles while the streams keep up. Cycles of a job: `predictAfprCycles` of
 * src/golden.
 */
export const AfprCore = memoize((shape: AfprConfiguration, macroOptions: AfprMacroOptions = {}) =>
  module(
    `afpr_core_${AfprMacro(shape, macroOptions).name.replace(/^afpr_macro_/, "")}`,
    {
      start: input(bit),
      startProgramming: input(bit),
      job: input(Job),
      settings: input(Settings),
      isBusy: output(bit),
      weights: sink(uint(shape.weightBus)),
      activations: sink(uint(shape.bus)),
      results: source(resultsType(shape)),
      failures: source(failureType(shape)),
      errors: output(ErrorPulses),
      counters: output(Counters),
    },
    (io) => {
      const { rows: rowCount, columns: columnCount } = shape;
      const isConverting = reg(bit, { init: 0 });
      const isProgramming = reg(bit, { init: 0 });
      const jobStart = reg(bit, { init: 0 });
      const programStart = reg(bit, { init: 0 });
      const job = reg(Job);
      const active = reg(Settings);

      const rows = instance(AfprRows(shape));
      const sequencer = instance(AfprSequencer(shape));
      const macro = instance(AfprMacro(shape, macroOptions));
      const readout = instance(AfprReadout(shape));
      const programmer = instance(AfprProgrammer(shape));

      connect(io.activations, rows.activations);
      rows.jobStart.value = jobStart;
      rows.depth.value = job.rows.trunc(bitsFor(rowCount));
      rows.vectors.value = job.vectors;
      rows.swap.value = sequencer.swap;
      rows.isOn.value = sequencer.integrate;
      rows.isSubtracting.value = sequencer.subtract;
      sequencer.isLoaded.value = rows.isLoaded;
      sequencer.isOutputFree.value = readout.isFree;
      when(sequencer.swap, () => {
        active.next = io.settings;
      });

      macro.shift.value = active.shift;
      macro.drive.value = rows.drive;
      macro.discharge.value = sequencer.discharge;
      macro.integrate.value = sequencer.integrate;
      macro.subtract.value = sequencer.subtract;
      macro.reference.ramp.value = sequencer.ramp;
      macro.access.value = programmer.access;

      for (let column = 0; column < columnCount; column++) {
        const adc = instance(AfprAdcColumn(), { name: `adc_${column}` });
        adc.discharge.value = sequencer.discharge;
        adc.stage.value = sequencer.stage;
        adc.strobe.value = sequencer.strobe;
        adc.ramp.value = sequencer.ramp;
        adc.comparator.value = macro.comparator.at(column);
        adc.isNegative.value = macro.isNegative.at(column);
        macro.capacitors.at(column).value = adc.capacitors;
        macro.reference.isFull.at(column).value = adc.isFull;
        macro.reference.isUpper.at(column).value = adc.isUpper;
        readout.codes.at(column).value = adc.code;
        readout.isClipped.at(column).value = adc.isClipped;
        readout.isOverRange.at(column).value = adc.isOverRange;
      }

      readout.jobStart.value = jobStart;
      readout.vectors.value = job.vectors;
      readout.columns.value = job.columns.trunc(bitsFor(columnCount));
      readout.isFirst.value = job.isFirst;
      readout.isLast.value = job.isLast;
      readout.settings.value = active;
      readout.latch.value = sequencer.latch;
      connect(readout.results, io.results);

      programmer.start.value = programStart;
      programmer.rows.value = job.rows.trunc(bitsFor(rowCount));
      programmer.columns.value = job.columns.trunc(bitsFor(columnCount));
      programmer.limit.value = job.limit;
      programmer.levels.value = macro.levels;
      connect(io.weights, programmer.weights);
      connect(programmer.failures, io.failures);

      const converted = reg(uint(VECTOR_BITS));
      const isConverted = converted.eq(job.vectors);
      const isBusy = isConverting.or(isProgramming);
      const isSized = fits(io.job.rows, rowCount).and(fits(io.job.columns, columnCount));
      const isWhole = io.job.isFirst.and(io.job.isLast);
      const isKept = isWhole.or(io.job.vectors.le(Math.min(shape.batch, 2 ** VECTOR_BITS - 1)));
      const asks = io.start.or(io.startProgramming).and(isBusy.not());
      const isGood = isSized.and(mux(io.start, io.job.vectors.any().and(isKept), 1));
      const begins = asks.and(isGood);
      jobStart.next = begins.and(io.start);
      programStart.next = begins.and(io.start.not());
      when(begins, () => {
        job.next = io.job;
        converted.next = 0;
        isConverting.next = io.start;
        isProgramming.next = io.start.not();
      }).otherwise(() => {
        when(sequencer.latch, () => {
          converted.next = converted.add(1);
        });
        when(isConverting.and(isConverted).and(readout.isIdle), () => {
          isConverting.next = 0;
        });
        when(isProgramming.and(programStart.not()).and(programmer.isBusy.not()), () => {
          isProgramming.next = 0;
        });
      });
      io.isBusy.value = isBusy;
      io.errors.value = {
        overflow: readout.overflow,
        badWeight: programmer.badWeight,
        badJob: asks.and(isGood.not()),
      };

      const hasStarted = reg(bit, { init: 0 });
      when(begins, () => {
        hasStarted.next = 0;
      }).elseWhen(sequencer.swap, () => {
        hasStarted.next = 1;
      });
      const isInside = hasStarted.and(isConverted.not());
      const counters = reg(Counters, { init: NO_COUNTS });
      const clear = begins;
      countEvents(counters.cycles, isBusy, clear);
      countEvents(counters.conversions, sequencer.latch, clear);
      countEvents(counters.conversionCycles, isInside, clear);
      countEvents(counters.loadStalls, sequencer.isLoadStall.and(isInside), clear);
      countEvents(counters.outputStalls, sequencer.isOutputStall, clear);
      countAmount(counters.overRange, readout.overRange, clear);
      countAmount(counters.clipped, readout.clipped, clear);
      countAmount(counters.activeRows, rows.loadedNonZero, clear);
      countEvents(counters.pulses, programmer.pulses, clear);
      countEvents(counters.reads, programmer.reads, clear);
      countEvents(counters.failedCells, programmer.failedCells, clear);
      io.counters.value = counters;
    },
    {
      doc: `AFPR engine, ${shape.rows} x ${shape.columns} macro, ${shape.inputs} inputs, a conversion every ${shape.period} cycles.`,
    },
  ),
);

const NO_COUNTS = {
  cycles: 0,
  conversions: 0,
  conversionCycles: 0,
  loadStalls: 0,
  outputStalls: 0,
  overRange: 0,
  clipped: 0,
  activeRows: 0,
  pulses: 0,
  reads: 0,
  failedCells: 0,
} as const;

/** 1 to `most`. */
const fits = (size: Uint, most: number): Bit => size.any().and(size.le(most));
