/**
 * Requests to a bridge, one at a time. Invariant: a request has been carried out exactly once when its method returns, however many
 * frames were lost or broken on the way, because it is repeated under one sequence number.
 */
import { fail } from "../diagnostics/index.ts";
import {
  BRIDGE,
  encodeFrame,
  FrameDecoder,
  OPCODE,
  PROTOCOL,
  STATUS,
  STREAMS,
  type Status,
  type Stream,
} from "./protocol.ts";
import type { Transport } from "./transport.ts";

export interface ConnectionOptions {
  /** Seconds that an answer may take; 0.5 unless stated. A serial converter alone may take 0.016. */
  readonly timeout?: number;
  /** Times that a request is sent at most; 5 unless stated. */
  readonly tries?: number;
}

export interface LineCounts {
  /** Requests answered. */
  readonly requests: number;
  /** Requests sent again. */
  readonly repeats: number;
  /** Bytes sent and received, marks and repeats included. */
  readonly sent: number;
  readonly received: number;
}

interface Answer {
  readonly status: Status;
  readonly word: number;
  readonly data: Uint8Array;
}

/** The longest frame of an answer is shorter than this; more without one is noise. */
const LONGEST_NOISE = 4096;

export class Connection {
  readonly name: string;
  private readonly transport: Transport;
  private readonly timeout: number;
  private readonly tries: number;
  private readonly decoder = new FrameDecoder();
  private number = 0;
  private readonly counted = { requests: 0, repeats: 0, sent: 0, received: 0 };

  constructor(transport: Transport, { timeout = 0.5, tries = 5 }: ConnectionOptions = {}) {
    this.transport = transport;
    this.name = transport.name;
    this.timeout = timeout;
    this.tries = tries;
  }

  /** Seconds that one request may take before it fails. */
  get longestRequest(): number {
    return this.timeout * this.tries;
  }

  /** Seconds, in the time that `timeout` is measured in. */
  now(): number {
    return this.transport.now?.() ?? performance.now() / 1000;
  }

  get counts(): LineCounts {
    return { ...this.counted };
  }

  /**
   * Restarts the board and makes sure that it is the expected one. Errors: BL0705 no answer, BL0706 another identity, BL0707 another
   * protocol.
   */
  async open(identity: number, design: string): Promise<void> {
    await this.restart();
    const protocol = await this.read(BRIDGE.protocol);
    const expected = PROTOCOL.magic * 256 + PROTOCOL.version;
    if (protocol !== expected)
      fail("BL0707", { port: this.name, found: hex(protocol), expected: hex(expected) });
    const found = await this.read(BRIDGE.identity);
    if (found !== identity) {
      fail("BL0706", { port: this.name, found: hex(found), expected: hex(identity), design });
    }
  }

  /** Resets everything behind the board's pins. */
  async restart(): Promise<void> {
    await this.done("RESTART", [OPCODE.restart]);
  }

  /** A register; `address` in bytes. BL0708 where there is none. */
  async read(address: number): Promise<number> {
    return (await this.done(`READ ${hex(address)}`, [OPCODE.read, address & 0xff, address >> 8])).word;
  }

  async write(address: number, word: number): Promise<void> {
    const bytes = [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff);
    await this.done(`WRITE ${hex(address)}`, [OPCODE.write, address & 0xff, address >> 8, ...bytes]);
  }

  /** Puts bytes into a stream's buffer, all or none; the room that is left then. */
  async put(
    stream: Stream,
    bytes: Uint8Array,
  ): Promise<{ readonly isTaken: boolean; readonly room: number }> {
    const what = `PUT ${stream}`;
    const { status, word } = await this.request(what, [OPCODE.put, STREAMS.indexOf(stream), ...bytes]);
    if (status !== "done" && status !== "full") this.refuse(what, status);
    return { isTaken: status === "done", room: word };
  }

  /** Takes up to `most` bytes of results, 255 at most; as many as there are. */
  async get(most: number): Promise<Uint8Array> {
    return (await this.done("GET", [OPCODE.get, most])).data;
  }

  private async done(what: string, request: readonly number[]): Promise<Answer> {
    const answer = await this.request(what, request);
    return answer.status === "done" ? answer : this.refuse(what, answer.status);
  }

  private refuse(request: string, status: Status): never {
    return fail("BL0708", { port: this.name, request, status: REFUSALS[status] });
  }

  private async request(what: string, request: readonly number[]): Promise<Answer> {
    this.number = (this.number + 1) & 0xff;
    const frame = encodeFrame(Uint8Array.from([this.number, ...request]));
    let broken: string | undefined;
    for (let attempt = 0; attempt < this.tries; attempt++) {
      if (attempt > 0) this.counted.repeats++;
      await this.transport.write(frame);
      this.counted.sent += frame.length;
      const answer = await this.answer();
      if (typeof answer === "object") {
        this.counted.requests++;
        return answer;
      }
      broken = answer ?? broken;
    }
    const { tries } = this;
    if (broken !== undefined)
      return fail("BL0709", { port: this.name, request: what, tries, reason: broken });
    return fail("BL0705", { port: this.name, request: what, tries, seconds: String(this.timeout) });
  }

  /** The answer to the current number; a word on why it is none, or undefined if nothing came. */
  private async answer(): Promise<Answer | string | undefined> {
    let noise = 0;
    for (;;) {
      const piece = await this.transport.read(this.timeout);
      if (piece.length === 0) return noise === 0 ? undefined : "no whole answer came";
      this.counted.received += piece.length;
      noise += piece.length;
      for (const frame of this.decoder.push(piece)) {
        if (!frame.isGood) return `the answer's frame was bad: ${frame.reason}`;
        const [number, code = 0] = frame.content;
        const status = STATUS[code];
        if (frame.content.length < 6 || status === undefined) continue;
        if (status === "badFrame") return "the request's frame came through broken";
        // An answer to a request that was sent twice, and answered twice.
        if (number !== this.number) continue;
        const word = new DataView(frame.content.buffer, frame.content.byteOffset).getUint32(2, true);
        return { status, word, data: frame.content.subarray(6) };
      }
      if (noise > LONGEST_NOISE) return "only noise came";
    }
  }
}

const REFUSALS: Readonly<Record<Status, string>> = {
  done: "it was done",
  badFrame: "the frame was bad",
  badRequest: "there is no such request or stream, or its length is wrong",
  busError: "there is no register at the address",
  full: "there is no room",
};

const hex = (value: number): string => `0x${value.toString(16).padStart(4, "0")}`;
