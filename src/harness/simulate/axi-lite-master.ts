/**
 * An AXI4-Lite master for tasks (ARM IHI 0022, section B1): reads and writes with random waits in every channel. Invariant:
 * an offered address or word stays until it is taken, and every response is compared with the expected one.
 */
import { captureSite, fail } from "../../diagnostics/index.ts";
import { cycle as nextCycle, type Process, type Simulation } from "../../sim/index.ts";
import { clockOf } from "./dut.ts";
import type { Drivable, Readable } from "./handle-types.ts";
import type { StreamClock } from "./stream.ts";

type Out = Readable<number>;
type In = Drivable<unknown, number>;

/** The slave's port group as `axiLiteSlave` declares it. `D`: number or, above 53 bits, bigint. */
export interface AxiLiteBus<D> {
  readonly awaddr: In;
  readonly awvalid: In;
  readonly awready: Out;
  readonly wdata: Drivable<D, D>;
  readonly wstrb: In;
  readonly wvalid: In;
  readonly wready: Out;
  readonly bresp: Out;
  readonly bvalid: Out;
  readonly bready: In;
  readonly araddr: In;
  readonly arvalid: In;
  readonly arready: Out;
  readonly rdata: Readable<D>;
  readonly rresp: Out;
  readonly rvalid: Out;
  readonly rready: In;
}

const responses = ["okay", "exokay", "slverr", "decerr"] as const;
export type AxiResponse = (typeof responses)[number];

export type AxiChannel = "aw" | "w" | "b" | "ar" | "r";

export interface AxiLiteOptions {
  /** Probability of waiting in each cycle, for all channels or by channel. Default 0. */
  readonly stall?: number | Partial<Readonly<Record<AxiChannel, number>>> | undefined;
  /** Cycles that an access may take; BL0434 beyond. Default 1000. */
  readonly timeout?: number | undefined;
  /** Stimulus lane, default 0. */
  readonly lane?: number | undefined;
}

export interface AxiAccess {
  /** Default "okay". */
  readonly response?: AxiResponse | undefined;
}

export interface AxiWrite extends AxiAccess {
  /** One bit a byte, 1 where it is written. Default all. */
  readonly strobe?: number | undefined;
}

/** Reads and writes may run side by side, each one after the other. */
export class AxiLiteMaster<D extends number | bigint> {
  private readonly simulation: Simulation;
  private readonly bus: AxiLiteBus<D>;
  private readonly name: string;
  private readonly clock: StreamClock;
  private readonly stalls: Readonly<Record<AxiChannel, number>>;
  private readonly timeout: number;
  private readonly lane: number;
  private readonly busy = new Set<"read" | "write">();

  constructor(simulation: Simulation, bus: AxiLiteBus<D>, options: AxiLiteOptions = {}) {
    const { stall = 0, timeout = 1000, lane = 0 } = options;
    this.simulation = simulation;
    this.bus = bus;
    this.name = bus.awaddr.name.replace(/_awaddr$/, "");
    this.clock = clockOf(simulation, bus.awaddr);
    const of = (channel: AxiChannel): number => (typeof stall === "number" ? stall : (stall[channel] ?? 0));
    this.stalls = { aw: of("aw"), w: of("w"), b: of("b"), ar: of("ar"), r: of("r") };
    for (const each of Object.values(this.stalls)) {
      if (!(each >= 0 && each < 1)) fail("BL0438", { stream: this.name, stall: each });
    }
    this.timeout = timeout;
    this.lane = lane;
  }

  /** Writes a word; address in bytes. Comes back in the drive phase after the response. BL0442 on another response. */
  *write(address: number, data: D, { strobe, response = "okay" }: AxiWrite = {}): Process {
    const { bus, lane, clock } = this;
    this.claim("write");
    try {
      const addressChannel = new Offer(bus.awvalid, bus.awready, lane);
      const dataChannel = new Offer(bus.wvalid, bus.wready, lane);
      const answer = new Answer(this.name, bus.bvalid, bus.bready, [bus.bresp], lane);
      for (let waited = 0; ; waited++) {
        if (addressChannel.isWaiting && !this.stalled("aw")) {
          bus.awaddr.poke(address, lane);
          addressChannel.start();
        }
        if (dataChannel.isWaiting && !this.stalled("w")) {
          bus.wdata.poke(data, lane);
          bus.wstrb.poke(strobe ?? 2 ** bus.wstrb.width - 1, lane);
          dataChannel.start();
        }
        answer.listen(!this.stalled("b"));
        yield clock.sample;
        const isAsked = [addressChannel.look(), dataChannel.look()].every((taken) => taken);
        const isAnswered = answer.look(isAsked, this.simulation.cycle);
        const found = bus.bresp.peek(lane);
        yield nextCycle;
        addressChannel.settle();
        dataChannel.settle();
        if (isAnswered) {
          answer.listen(false);
          this.compare("write", address, found, response);
          return;
        }
        this.checkTime(waited, bus.bvalid.name);
      }
    } finally {
      this.busy.delete("write");
    }
  }

  /** Reads a word; address in bytes. Comes back in the drive phase after the response. BL0442 on another response. */
  *read(address: number, { response = "okay" }: AxiAccess = {}): Process<D> {
    const { bus, lane, clock } = this;
    this.claim("read");
    try {
      const addressChannel = new Offer(bus.arvalid, bus.arready, lane);
      const answer = new Answer(this.name, bus.rvalid, bus.rready, [bus.rdata, bus.rresp], lane);
      for (let waited = 0; ; waited++) {
        if (addressChannel.isWaiting && !this.stalled("ar")) {
          bus.araddr.poke(address, lane);
          addressChannel.start();
        }
        answer.listen(!this.stalled("r"));
        yield clock.sample;
        const isAnswered = answer.look(addressChannel.look(), this.simulation.cycle);
        const data = bus.rdata.peek(lane);
        const found = bus.rresp.peek(lane);
        yield nextCycle;
        addressChannel.settle();
        if (isAnswered) {
          answer.listen(false);
          this.compare("read", address, found, response);
          return data;
        }
        this.checkTime(waited, bus.rvalid.name);
      }
    } finally {
      this.busy.delete("read");
    }
  }

  private stalled(channel: AxiChannel): boolean {
    return this.simulation.random.chance(this.stalls[channel]);
  }

  private claim(access: "read" | "write"): void {
    if (this.busy.has(access)) {
      fail("BL0437", { stream: `${this.name} ${access}s` }, [
        { label: "second access", site: captureSite() },
      ]);
    }
    this.busy.add(access);
  }

  private compare(access: "read" | "write", address: number, bits: number, expected: AxiResponse): void {
    const found = responses[bits] ?? `${bits}`;
    if (found === expected) return;
    const facts = { bus: this.name, access, address: `0x${address.toString(16)}`, found, expected };
    fail("BL0442", { ...facts, cycle: this.simulation.cycle - 1 }, [
      { label: "access", site: captureSite() },
    ]);
  }

  private checkTime(waited: number, signal: string): void {
    if (waited + 1 < this.timeout) return;
    fail("BL0434", { stream: this.name, signal, cycles: this.timeout }, [
      { label: "waits here", site: captureSite() },
    ]);
  }
}

/** The master's side of an address or data channel for one access. */
class Offer {
  private readonly valid: In;
  private readonly ready: Out;
  private readonly lane: number;
  private state: "waiting" | "offered" | "taken" = "waiting";

  constructor(valid: In, ready: Out, lane: number) {
    this.valid = valid;
    this.ready = ready;
    this.lane = lane;
  }

  get isWaiting(): boolean {
    return this.state === "waiting";
  }

  start(): void {
    this.state = "offered";
    this.valid.poke(1, this.lane);
  }

  /** In the sample phase: whether it is taken, in this cycle or before. */
  look(): boolean {
    if (this.state === "offered" && this.ready.peek(this.lane) === 1) this.state = "taken";
    return this.state === "taken";
  }

  /** In the drive phase after: takes `valid` back once taken. */
  settle(): void {
    if (this.state === "taken") this.valid.poke(0, this.lane);
  }
}

/** The master's side of a response channel for one access. */
class Answer {
  private readonly bus: string;
  private readonly valid: Out;
  private readonly ready: In;
  private readonly payload: readonly Readable<unknown>[];
  private readonly lane: number;
  private offer: string | undefined;
  private isListening = false;

  constructor(bus: string, valid: Out, ready: In, payload: readonly Readable<unknown>[], lane: number) {
    this.bus = bus;
    this.valid = valid;
    this.ready = ready;
    this.payload = payload;
    this.lane = lane;
  }

  listen(isReady: boolean): void {
    this.isListening = isReady;
    this.ready.poke(isReady ? 1 : 0, this.lane);
  }

  /** In the sample phase: whether the response is taken. Fails with BL0443 when it may not be there, or changed. */
  look(isAsked: boolean, cycle: number): boolean {
    const isValid = this.valid.peek(this.lane) === 1;
    const bits = isValid ? this.payload.map((signal) => signal.peekBits(this.lane)).join(" ") : undefined;
    const broken = (rule: string): never => fail("BL0443", { bus: this.bus, cycle, rule });
    if (isValid && !isAsked) broken(`\`${this.valid.name}\` is 1 before the access was taken`);
    if (this.offer !== undefined && bits !== this.offer) {
      broken(isValid ? "the response changed before it was taken" : `\`${this.valid.name}\` was taken back`);
    }
    this.offer = bits;
    return isValid && this.isListening;
  }
}

/** A master for an AXI4-Lite slave of the design: `axiLiteMaster(sim, sim.dut.s_axi, { stall: 0.2 })`. */
export const axiLiteMaster = <D extends number | bigint>(
  simulation: Simulation,
  bus: AxiLiteBus<D>,
  options?: AxiLiteOptions,
): AxiLiteMaster<D> => new AxiLiteMaster(simulation, bus, options);
