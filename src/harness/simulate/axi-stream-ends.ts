/**
 * Sender and receiver of AXI4-Stream packets for tasks (ARM IHI 0051), as bytes or as words. Invariant: byte 0 of a transfer
 * is in its lowest data bits; TKEEP and TLAST are used where the port has them and refused to be done without.
 */
import { fail } from "../../diagnostics/index.ts";
import type { DataType } from "../../ir/index.ts";
import type { Process, Simulation } from "../../sim/index.ts";
import { clockOf } from "./dut.ts";
import type { Drivable, LooseHandle, Readable, StreamOptions } from "./handle-types.ts";
import { structHandle } from "./handles.ts";
import { StreamSink, StreamSource } from "./stream.ts";
import type { StreamMonitor } from "./stream-monitor.ts";

type Word = number | bigint;
type Bit = Drivable<number, number | bigint | boolean>;

/** One transfer; `last`, `keep` and `user` as far as the port has them. */
export interface AxiBeat {
  readonly data: Word;
  readonly last?: number;
  readonly keep?: Word;
  readonly user?: Word;
}

interface Payload<Signal> {
  readonly tdata: Signal;
  readonly tlast?: Signal;
  readonly tkeep?: Signal;
  readonly tuser?: Signal;
}
/** The group of `axiStreamSink` as the outside sees it. */
export interface AxiStreamSinkPort extends Payload<Readable<unknown>> {
  readonly tvalid: Bit;
  readonly tready: Readable<number>;
}
/** The group of `axiStreamSource` as the outside sees it. */
export interface AxiStreamSourcePort extends Payload<Readable<unknown>> {
  readonly tvalid: Readable<number>;
  readonly tready: Bit;
}

export interface PacketOptions extends StreamOptions {
  /** TUSER of every transfer, or by its number in the packet. Default 0. */
  readonly user?: Word | ((transfer: number) => Word) | undefined;
}

export interface Packet {
  /** The bytes that count, lowest of each transfer first. */
  readonly bytes: Uint8Array;
  /** TDATA of every transfer. */
  readonly words: readonly Word[];
  /** TUSER of every transfer, where the port has it. */
  readonly users: readonly Word[];
}

/** Sends transfers and packets to a port of the design. */
export class AxiStreamSender {
  private readonly shape: Shape;
  private readonly stream: StreamSink<AxiBeat, AxiBeat>;

  constructor(simulation: Simulation, port: AxiStreamSinkPort) {
    this.shape = shapeOf(simulation, port);
    this.stream = new StreamSink(simulation, this.shape.name, clockOf(simulation, port.tdata), {
      valid: port.tvalid,
      ready: port.tready,
      data: this.shape.payload as unknown as Drivable<AxiBeat, AxiBeat>,
    });
  }

  /** Signals that the port has and the beat leaves out are 0, but `keep`, which is all ones. */
  *send(beat: AxiBeat, options?: StreamOptions): Process {
    yield* this.stream.send(this.shape.complete(beat), options);
  }

  /**
   * Bytes, or words of TDATA, 1 or more, with TLAST in the last transfer. BL0444 without TLAST, and for bytes that fill no
   * whole transfers without TKEEP.
   */
  *sendPacket(content: Uint8Array | readonly Word[], options: PacketOptions = {}): Process {
    const { user = 0, ...rest } = options;
    const beats = this.shape.beatsOf(content);
    for (const [index, beat] of beats.entries()) {
      const last = index === beats.length - 1 ? 1 : 0;
      yield* this.send({ ...beat, last, user: typeof user === "function" ? user(index) : user }, rest);
    }
  }

  monitor(): StreamMonitor<AxiBeat> {
    return this.stream.monitor();
  }
}

/** Takes transfers and packets from a port of the design. */
export class AxiStreamReceiver {
  private readonly shape: Shape;
  private readonly stream: StreamSource<AxiBeat>;

  constructor(simulation: Simulation, port: AxiStreamSourcePort) {
    this.shape = shapeOf(simulation, port);
    this.stream = new StreamSource(simulation, this.shape.name, clockOf(simulation, port.tdata), {
      valid: port.tvalid,
      ready: port.tready,
      data: this.shape.payload as unknown as Readable<AxiBeat>,
    });
  }

  *receive(options?: StreamOptions): Process<AxiBeat> {
    return yield* this.stream.receive(options);
  }

  /** Transfers up to the one with TLAST; BL0444 for a port without it. */
  *receivePacket(options?: StreamOptions): Process<Packet> {
    if (!this.shape.has("last")) {
      fail("BL0444", { stream: this.shape.name, what: "packets", needed: "TLAST" });
    }
    const beats: AxiBeat[] = [];
    do beats.push(yield* this.stream.receive(options));
    while (beats.at(-1)?.last !== 1);
    return {
      bytes: Uint8Array.from(beats.flatMap((beat) => this.shape.bytesOf(beat))),
      words: beats.map(({ data }) => data),
      users: beats.flatMap(({ user }) => (user === undefined ? [] : [user])),
    };
  }

  monitor(): StreamMonitor<AxiBeat> {
    return this.stream.monitor();
  }
}

/** `axiStreamSender(sim, sim.dut.s_axis)` */
export const axiStreamSender = (simulation: Simulation, port: AxiStreamSinkPort): AxiStreamSender =>
  new AxiStreamSender(simulation, port);

/** `axiStreamReceiver(sim, sim.dut.m_axis)` */
export const axiStreamReceiver = (simulation: Simulation, port: AxiStreamSourcePort): AxiStreamReceiver =>
  new AxiStreamReceiver(simulation, port);

const members = ["data", "last", "keep", "user"] as const;
type Member = (typeof members)[number];

/** What a port carries, and how packets become transfers. */
interface Shape {
  readonly name: string;
  readonly payload: LooseHandle;
  readonly has: (member: Member) => boolean;
  readonly complete: (beat: AxiBeat) => AxiBeat;
  readonly beatsOf: (content: Uint8Array | readonly Word[]) => AxiBeat[];
  readonly bytesOf: (beat: AxiBeat) => number[];
}

function shapeOf(simulation: Simulation, port: Payload<Readable<unknown>>): Shape {
  const name = port.tdata.name.replace(/_tdata$/, "");
  const bytes = port.tdata.width / 8;
  const fields = members.flatMap((member) => {
    const handle = port[`t${member}`];
    if (handle === undefined) return [];
    const type: DataType = { kind: "uint", width: handle.width };
    return [{ name: member, type, handle: handle as LooseHandle }];
  });
  const has = (member: Member): boolean => fields.some((field) => field.name === member);
  const allBytes = (1n << BigInt(bytes)) - 1n;
  const refuse = (what: string, needed: string): never => fail("BL0444", { stream: name, what, needed });
  return {
    name,
    payload: structHandle(simulation, name, fields),
    has,
    complete(beat) {
      const usual = { last: 0, keep: allBytes, user: 0, ...beat };
      const present = members.filter(has).map((member) => [member, usual[member]]);
      return Object.fromEntries(present) as unknown as AxiBeat;
    },
    beatsOf(content) {
      if (!has("last")) refuse("packets", "TLAST");
      if (content.length === 0) refuse("an empty packet", "one transfer or more");
      if (!(content instanceof Uint8Array)) return content.map((data) => ({ data }));
      if (content.length % bytes !== 0 && !has("keep")) refuse(`${content.length} bytes`, "TKEEP");
      return Array.from({ length: Math.ceil(content.length / bytes) }, (_, i) => {
        const part = content.subarray(i * bytes, (i + 1) * bytes);
        const data = part.reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
        return { data, keep: (1n << BigInt(part.length)) - 1n };
      });
    },
    bytesOf({ data, keep = allBytes }) {
      const word = BigInt(data);
      const kept = BigInt(keep);
      return Array.from({ length: bytes }, (_, i) => i).flatMap((i) =>
        (kept >> BigInt(i)) & 1n ? [Number((word >> BigInt(8 * i)) & 0xffn)] : [],
      );
    },
  };
}
