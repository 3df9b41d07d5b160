/**
 * Drivers of ready-valid streams for tasks. They drive in the drive phase and look at the handshake in the sample phase.
 * Invariant: one task at a time drives a stream, and an offer stays until it is taken.
 */
import { captureSite, fail } from "../../diagnostics/index.ts";
import { cycle as nextCycle, type Process, type Simulation, type Wait } from "../../sim/index.ts";
import type { SinkHandle, SourceHandle } from "./dut-types.ts";
import type { Drivable, Readable, StreamOptions } from "./handle-types.ts";
import { StreamMonitor } from "./stream-monitor.ts";

/** What drivers need to know of a stream beside its signals. */
export interface StreamClock {
  /** For drivers: the sample phase of a step with the stream's edge, and the drive phase after one. */
  readonly sample: Wait;
  readonly edge: Wait;
  readonly mask: number;
  readonly inReset: () => boolean;
}

type Bit = Drivable<number, number | bigint | boolean>;

abstract class StreamDriver {
  readonly name: string;
  protected readonly simulation: Simulation;
  protected readonly clock: StreamClock;
  private readonly isBusy: boolean[] = [];

  constructor(simulation: Simulation, name: string, clock: StreamClock) {
    this.simulation = simulation;
    this.name = name;
    this.clock = clock;
  }

  protected claim(lane: number): void {
    if (this.isBusy[lane] === true) {
      fail("BL0437", { stream: this.name }, [{ label: "second driver", site: captureSite() }]);
    }
    this.isBusy[lane] = true;
  }

  protected release(lane: number): void {
    this.isBusy[lane] = false;
  }

  /** Waits a random number of cycles. */
  protected *stall(probability: number): Process {
    const { random } = this.simulation;
    if (!(probability >= 0 && probability < 1)) fail("BL0438", { stream: this.name, stall: probability });
    while (random.chance(probability)) yield this.clock.edge;
  }

  /** Fails when the beat has waited in as many sample phases as it may. */
  protected checkTime(waited: number, timeout: number | undefined, signal: string): void {
    if (timeout === undefined || waited < timeout) return;
    fail("BL0434", { stream: this.name, signal, cycles: timeout }, [
      { label: "waits here", site: captureSite() },
    ]);
  }
}

export class StreamSink<V, Given> extends StreamDriver implements SinkHandle<V, Given> {
  readonly valid: Bit;
  readonly data: Drivable<V, Given>;
  readonly ready: Readable<number>;

  constructor(
    simulation: Simulation,
    name: string,
    clock: StreamClock,
    signals: { readonly valid: Bit; readonly data: Drivable<V, Given>; readonly ready: Readable<number> },
  ) {
    super(simulation, name, clock);
    this.valid = signals.valid;
    this.data = signals.data;
    this.ready = signals.ready;
  }

  *send(value: Given, { stall = 0, timeout, lane = 0 }: StreamOptions = {}): Process {
    this.claim(lane);
    try {
      if (stall !== 0) yield* this.stall(stall);
      this.data.poke(value, lane);
      this.valid.poke(1, lane);
      // Not a generator of its own: this runs for every beat.
      for (let waited = 1; ; waited++) {
        yield this.clock.sample;
        if (this.ready.peek(lane) === 1) break;
        this.checkTime(waited, timeout, this.ready.name);
      }
      yield nextCycle;
      this.valid.poke(0, lane);
    } finally {
      this.release(lane);
    }
  }

  *sendAll(values: Iterable<Given>, options: StreamOptions = {}): Process {
    for (const value of values) yield* this.send(value, options);
  }

  monitor(): StreamMonitor<V> {
    return new StreamMonitor(this.simulation, { ...this.clock, ...this.signals() });
  }

  private signals() {
    return { name: this.name, valid: this.valid, ready: this.ready, data: this.data };
  }
}

export class StreamSource<V> extends StreamDriver implements SourceHandle<V> {
  readonly valid: Readable<number>;
  readonly data: Readable<V>;
  readonly ready: Bit;

  constructor(
    simulation: Simulation,
    name: string,
    clock: StreamClock,
    signals: { readonly valid: Readable<number>; readonly data: Readable<V>; readonly ready: Bit },
  ) {
    super(simulation, name, clock);
    this.valid = signals.valid;
    this.data = signals.data;
    this.ready = signals.ready;
  }

  *receive({ stall = 0, timeout, lane = 0 }: StreamOptions = {}): Process<V> {
    this.claim(lane);
    try {
      if (stall !== 0) yield* this.stall(stall);
      this.ready.poke(1, lane);
      for (let waited = 1; ; waited++) {
        yield this.clock.sample;
        if (this.valid.peek(lane) === 1) break;
        this.checkTime(waited, timeout, this.valid.name);
      }
      const value = this.data.peek(lane);
      yield nextCycle;
      this.ready.poke(0, lane);
      return value;
    } finally {
      this.release(lane);
    }
  }

  *receiveAll(count: number, options: StreamOptions = {}): Process<V[]> {
    const values: V[] = [];
    while (values.length < count) values.push(yield* this.receive(options));
    return values;
  }

  monitor(): StreamMonitor<V> {
    const { name, valid, ready, data } = this;
    return new StreamMonitor(this.simulation, { ...this.clock, name, valid, ready, data });
  }
}
