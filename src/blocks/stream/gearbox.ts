/**
 * Width adapters between streams whose widths need not divide. One accumulator holds what has come and not yet gone, as
 * whole units of the widths' greatest common divisor; bits above its fill are always zero, so new bits are OR-ed in.
 */
import {
  bit,
  cat,
  literal,
  module,
  mux,
  reg,
  sink,
  source,
  struct,
  type Uint,
  uint,
  when,
  wire,
} from "../../dsl/index.ts";
import { bitsFor, greatestCommonDivisor, requireParameter, requireWhole } from "../parameters.ts";

const LARGEST = 4096;

/** All but `unit` in units of `unit` bits. */
interface Geometry {
  readonly unit: number;
  readonly incoming: number;
  readonly outgoing: number;
  readonly capacity: number;
}

/** Payload of a stream of words in packets: `bits`, and `last` on the word that ends a packet. */
export const framed = <W extends number>(width: W) => struct({ bits: uint(width), last: bit });

/**
 * Changes the width of a stream; little-endian: the first beat is in the low bits, and the lowest bits leave first.
 *
 * - Ports: `enq` (uint(fromBits), received), `deq` (uint(toBits), sent).
 * - Latency: a beat that completes an output word is offered in the next cycle.
 * - Throughput: one input or one output beat in every cycle, whichever limits, without bubbles; `enq_ready` and
 *   `deq_valid` come from registers and depend on no input.
 * - State: fromBits + toBits + min(fromBits, toBits) - gcd bits and a fill counter. Bits that fill no output word stay
 *   until more come or the reset: streams of packets use `PacketGearbox`.
 * - Parameters: both widths 1 to 4096 (BL0610).
 */
export const Gearbox = <const F extends number, const T extends number>(fromBits: F, toBits: T) => {
  const geometry = geometryOf("Gearbox", fromBits, toBits);
  return module(
    `gearbox_${fromBits}to${toBits}`,
    { enq: sink(uint(fromBits)), deq: source(uint(toBits)) },
    ({ enq, deq }) => {
      const { unit, incoming, outgoing, capacity } = geometry;
      const held = reg(uint(capacity * unit), { init: 0 });
      const fill = reg(uint(bitsFor(capacity)), { init: 0 });
      deq.valid.value = fill.ge(outgoing);
      deq.data.value = held.trunc(toBits);
      enq.ready.value = fill.le(capacity - incoming);

      const kept = mux(deq.fire, held.shr(toBits), held);
      const position = mux(deq.fire, fill.sub(outgoing), fill);
      when(enq.fire, () => {
        held.next = kept.or(placed(enq.data, position, geometry));
        fill.next = position.add(incoming);
      }).elseWhen(deq.fire, () => {
        held.next = kept;
        fill.next = position;
      });
    },
    { doc: `Width adapter, ${fromBits} to ${toBits} bits, first beat in the low bits.` },
  );
};

export interface PacketGearboxOptions {
  /**
   * What becomes of bits that fill no output word when a packet ends: "flush" sends them with zeros above, "drop"
   * forgets them (only for toBits <= fromBits, where a packet always fills a word).
   */
  readonly remainder?: "flush" | "drop";
}

/**
 * As `Gearbox`, for packets: every packet starts in the low bits of an output word, and the last word of a packet that
 * came in marks the last one that goes out.
 *
 * - Ports: `enq` and `deq`, payloads `framed(fromBits)` and `framed(toBits)`: `bits` and `last`.
 * - Latency: as `Gearbox`; the rest of a packet is offered in the cycle after its last beat came in.
 * - Throughput: as `Gearbox`, across packets too: the next packet is taken while the last one leaves.
 * - Parameters: both widths 1 to 4096; `remainder` "flush" (default) or "drop" (BL0610).
 */
export const PacketGearbox = <const F extends number, const T extends number>(
  fromBits: F,
  toBits: T,
  { remainder = "flush" }: PacketGearboxOptions = {},
) => {
  const { unit, incoming, outgoing, capacity: least } = geometryOf("PacketGearbox", fromBits, toBits);
  const isDrop = remainder === "drop";
  requireParameter(
    "PacketGearbox",
    "remainder",
    remainder,
    toBits <= fromBits ? '"flush" or "drop"' : '"flush" when toBits > fromBits',
    remainder === "flush" || (isDrop && toBits <= fromBits),
  );
  const words = Math.ceil(least / outgoing);
  const capacity = words * outgoing;
  return module(
    `packet_gearbox_${fromBits}to${toBits}${isDrop ? "_drop" : ""}`,
    { enq: sink(framed(fromBits)), deq: source(framed(toBits)) },
    ({ enq, deq }) => {
      const held = reg(uint(capacity * unit), { init: 0 });
      const fill = reg(uint(bitsFor(capacity)), { init: 0 });
      // Bit k: the k-th word of the accumulator ends a packet.
      const ends = reg(uint(words), { init: 0 });
      deq.valid.value = fill.ge(outgoing);
      deq.data.bits.value = held.trunc(toBits);
      deq.data.last.value = ends.at(0);
      enq.ready.value = fill.le(capacity - incoming);

      const kept = mux(deq.fire, held.shr(toBits), held);
      const keptEnds = mux(deq.fire, ends.shr(1), ends);
      const position = mux(deq.fire, fill.sub(outgoing), fill);
      const rounded = wire(uint(bitsFor(capacity)));
      const newEnd = wire(uint(words));
      // Least position from which a beat reaches into word `word` (flush) or fills it (drop).
      const reachFrom = (word: number): number =>
        (isDrop ? word * outgoing : (word - 1) * outgoing + 1) - incoming;
      let word = Math.floor((isDrop ? incoming : incoming - 1 + outgoing) / outgoing);
      rounded.value = word * outgoing;
      newEnd.value = 1n << BigInt(word - 1);
      while (++word <= words && reachFrom(word) <= capacity - incoming) {
        const end = word;
        when(position.ge(reachFrom(end)), () => {
          rounded.value = end * outgoing;
          newEnd.value = 1n << BigInt(end - 1);
        });
      }
      when(enq.fire, () => {
        const joined = kept.or(placed(enq.data.bits, position, { unit, incoming, outgoing, capacity }));
        held.next = joined;
        ends.next = keptEnds;
        fill.next = position.add(incoming);
        when(enq.data.last, () => {
          fill.next = rounded;
          ends.next = keptEnds.or(newEnd);
          if (isDrop) held.next = joined.and(filledMask(newEnd, words, toBits));
        });
      }).elseWhen(deq.fire, () => {
        held.next = kept;
        ends.next = keptEnds;
        fill.next = position;
      });
    },
    {
      doc: `Width adapter for packets, ${fromBits} to ${toBits} bits; ${isDrop ? "an unfilled last word is dropped" : "the last word is filled with zeros"}.`,
    },
  );
};

/** The beat's bits moved up by `position` units. */
function placed(beat: Uint, position: Uint, { unit, incoming, capacity }: Geometry): Uint {
  // A beat is only taken at positions that leave room for it, so higher bits of the position are 0 then.
  const room = position.trunc(bitsFor(capacity - incoming));
  return beat.zext(capacity * unit).shlTrunc(timesConstant(room, unit));
}

function timesConstant(value: Uint, factor: number): Uint {
  if (factor === 1) return value;
  const zeros = Math.log2(factor);
  if (Number.isInteger(zeros)) return cat(value, literal(uint(zeros), 0));
  return value.mul(literal(uint(bitsFor(factor)), factor));
}

/** Ones in every word up to the one that the one-hot `end` marks. */
function filledMask(end: Uint, words: number, toBits: number): Uint {
  const masks = Array.from({ length: words }, (_, i) => {
    const word = words - 1 - i;
    return (word === 0 ? literal(bit, 1) : end.slice(words - 1, word).any()).repeat(toBits);
  });
  return cat(...masks);
}

/**
 * Capacity: with a beat of `incoming` taken whenever it fits and one of `outgoing` given whenever there is one, neither
 * side ever waits for the other if the smaller of the two fits once more beside a + b - 1.
 */
function geometryOf(block: string, fromBits: number, toBits: number): Geometry {
  requireWhole(block, "fromBits", fromBits, 1, LARGEST);
  requireWhole(block, "toBits", toBits, 1, LARGEST);
  const unit = greatestCommonDivisor(fromBits, toBits);
  const incoming = fromBits / unit;
  const outgoing = toBits / unit;
  return { unit, incoming, outgoing, capacity: incoming + outgoing + Math.min(incoming, outgoing) - 1 };
}
