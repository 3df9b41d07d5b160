/**
 * AXI4-Stream ports with the names of the standard (ARM IHI 0051), and their adapters to and from the language's streams.
 * The handshake is the same; only names and the grouping of the payload differ, so an adapter costs no hardware.
 */
import {
  type AnyType,
  type Bit,
  bit,
  cat,
  fromBits,
  group,
  type Incoming,
  input,
  type Outgoing,
  output,
  type Plus,
  type PortMap,
  type PortOptions,
  type PortSpec,
  type StructOf,
  struct,
  type Uint,
  type UintOf,
  uint,
  type ValueOf,
  type Wire,
  type WireOf,
  wire,
} from "../../dsl/index.ts";
import { requireParameter, requireWhole } from "../parameters.ts";

/** Which of the optional signals there are, and the clock domain. */
export interface AxiStreamOptions {
  /** TLAST: the transfer ends a packet. */
  readonly last?: boolean;
  /** TKEEP: one bit a byte of data, 1 where the byte counts. */
  readonly keep?: boolean;
  /** TUSER of this many bits. */
  readonly user?: number;
  readonly domain?: PortOptions["domain"];
}

/** Bytes of the usual widths; other widths are known at elaboration only. */
interface Bytes {
  readonly 8: 1;
  readonly 16: 2;
  readonly 32: 4;
  readonly 64: 8;
  readonly 128: 16;
  readonly 256: 32;
  readonly 512: 64;
  readonly 1024: 128;
}
type KeepBits<B extends number> = B extends keyof Bytes ? Bytes[B] : Plus<number, 0>;
type UserBits<O> = O extends { user: infer U extends number } ? U : never;

interface FieldTypes<B extends number, O extends AxiStreamOptions> {
  readonly bits: UintOf<B>;
  readonly last: UintOf<1>;
  readonly keep: UintOf<KeepBits<B>>;
  readonly user: UintOf<UserBits<O>>;
}
type Present<O extends AxiStreamOptions> =
  | "bits"
  | (O extends { last: true } ? "last" : never)
  | (O extends { keep: true } ? "keep" : never)
  | (O extends { user: number } ? "user" : never);

/** Fields of a transfer: `bits`, then `last`, `keep`, `user` as far as the port has them. */
export type AxiStreamFields<B extends number, O extends AxiStreamOptions> = {
  readonly [K in Present<O>]: FieldTypes<B, O>[K];
};

/** A transfer as a payload: the plain word where there is only TDATA, a struct otherwise. */
export type AxiStreamPayload<B extends number, O extends AxiStreamOptions> = O extends
  | { last: true }
  | { keep: true }
  | { user: number }
  ? StructOf<AxiStreamFields<B, O>>
  : UintOf<B>;

type Members<F> = { readonly [K in keyof F as K extends "bits" ? "tdata" : `t${K & string}`]: F[K] };
type Read<M> = { readonly [K in keyof M]: M[K] extends AnyType ? ValueOf<M[K]> : never };
type Driven<M> = { readonly [K in keyof M]: M[K] extends AnyType ? WireOf<M[K]> : never };
type DrivenBit = Bit & Wire<UintOf<1>>;

/** The receiving side from inside the module. */
export type AxiStreamReceived<B extends number, O extends AxiStreamOptions> = Read<
  Members<AxiStreamFields<B, O>>
> & {
  readonly tvalid: Bit;
  readonly tready: DrivenBit;
};
/** The sending side from inside the module. */
export type AxiStreamSent<B extends number, O extends AxiStreamOptions> = Driven<
  Members<AxiStreamFields<B, O>>
> & {
  readonly tvalid: DrivenBit;
  readonly tready: Bit;
};

/**
 * The shape of one AXI4-Stream: `ports` to declare it, `adapter` to use it.
 *
 * @example
 * const words = axiStream(64, { last: true });
 * module("m", { s_axis: words.sink, m_axis: words.source }, ({ s_axis, m_axis }) => {
 *   connect(words.receive(s_axis), words.send(m_axis));
 * });
 */
export interface AxiStream<B extends number, O extends AxiStreamOptions> {
  /** `NAME_tdata`, `NAME_tvalid`, ... in and `NAME_tready` out. */
  readonly sink: PortSpec<AxiStreamReceived<B, O>, AxiStreamSent<B, O>>;
  /** The same with every direction turned. */
  readonly source: PortSpec<AxiStreamSent<B, O>, AxiStreamReceived<B, O>>;
  readonly payload: AxiStreamPayload<B, O>;
  /** A sink's port, or the source of an instance, as a stream that comes in. */
  readonly receive: (port: AxiStreamReceived<B, O>) => Incoming<AxiStreamPayload<B, O>>;
  /** A source's port, or the sink of an instance, as a stream that goes out. */
  readonly send: (port: AxiStreamSent<B, O>) => Outgoing<AxiStreamPayload<B, O>>;
}

/** A stream of `bits` data bits, a multiple of 8 up to 4096 as the standard counts bytes (BL0610); `user` 1 to 4096. */
export function axiStream<const B extends number, const O extends AxiStreamOptions = Record<never, never>>(
  bits: B,
  options?: O,
): AxiStream<B, O> {
  const { last = false, keep = false, user, domain }: AxiStreamOptions = options ?? {};
  const isBytes = Number.isInteger(bits / 8) && bits > 0 && bits <= 4096;
  requireParameter("axiStream", "bits", bits, "a multiple of 8 from 8 to 4096", isBytes);
  if (user !== undefined) requireWhole("axiStream", "user", user, 1, 4096);
  const fields: Record<string, UintOf<number>> = {
    bits: uint(bits),
    ...(last ? { last: bit } : {}),
    ...(keep ? { keep: uint(bits / 8) } : {}),
    ...(user === undefined ? {} : { user: uint(user) }),
  };
  const isPlain = Object.keys(fields).length === 1;
  const payload: AnyType = isPlain ? uint(bits) : struct(fields);
  const portOptions: PortOptions = domain === undefined ? {} : { domain };
  const members = (
    forward: typeof input | typeof output,
    backward: typeof input | typeof output,
  ): PortMap => ({
    tvalid: forward(bit, portOptions),
    tready: backward(bit, portOptions),
    ...Object.fromEntries(
      Object.entries(fields).map(([name, type]) => [memberOf(name), forward(type, portOptions)]),
    ),
  });
  const shape = {
    sink: group(members(input, output)),
    source: group(members(output, input)),
    payload,
    receive: (port: Signals) => received(port, payload, Object.keys(fields), isPlain),
    send: (port: Signals) => sent(port, payload, Object.keys(fields), isPlain),
  };
  // Built from the same options that the type is computed from.
  return shape as unknown as AxiStream<B, O>;
}

/** The receiving port group alone: `axiStream(bits, options).sink`. */
export const axiStreamSink = <
  const B extends number,
  const O extends AxiStreamOptions = Record<never, never>,
>(
  bits: B,
  options?: O,
): AxiStream<B, O>["sink"] => axiStream(bits, options).sink;

/** The sending port group alone: `axiStream(bits, options).source`. */
export const axiStreamSource = <
  const B extends number,
  const O extends AxiStreamOptions = Record<never, never>,
>(
  bits: B,
  options?: O,
): AxiStream<B, O>["source"] => axiStream(bits, options).source;

const memberOf = (field: string): string => (field === "bits" ? "tdata" : `t${field}`);

type Target = Uint & Wire<UintOf<number>>;
type Signals = Readonly<Record<string, Target>> & { readonly tvalid: DrivenBit; readonly tready: DrivenBit };

function received(
  port: Signals,
  payload: AnyType,
  fields: readonly string[],
  isPlain: boolean,
): Incoming<AnyType> {
  const parts = fields.map((field) => port[memberOf(field)] as Uint);
  return {
    valid: port.tvalid,
    ready: port.tready,
    // The first field of a struct is its lowest bits.
    data: isPlain ? (parts[0] as Uint) : fromBits(payload, cat(...parts.reverse())),
    get fire() {
      return port.tvalid.and(port.tready);
    },
  };
}

function sent(
  port: Signals,
  payload: AnyType,
  fields: readonly string[],
  isPlain: boolean,
): Outgoing<AnyType> {
  const transfer = isPlain ? (port.tdata as Target) : wire(payload);
  if (!isPlain) {
    const values = transfer as unknown as Readonly<Record<string, Uint>>;
    for (const field of fields) (port[memberOf(field)] as Target).value = values[field] as Uint;
  }
  return {
    valid: port.tvalid,
    ready: port.tready,
    data: transfer,
    get fire() {
      return port.tvalid.and(port.tready);
    },
  };
}
