/**
 * CRC of a byte a cycle. Invariant: the exclusive-ors follow from running the bit-wise definition over every single bit, because
 * a CRC is linear.
 */
import { cat, type Uint } from "../../dsl/index.ts";
import { CRC_POLYNOMIAL } from "./protocol.ts";

const CRC_BITS = 16;

/** The remainder after eight bits, highest first. */
function afterByte(crc: number, byte: number): number {
  let remainder = crc ^ (byte << 8);
  for (let i = 0; i < 8; i++) {
    remainder = ((remainder << 1) ^ (remainder & 0x8000 ? CRC_POLYNOMIAL : 0)) & 0xffff;
  }
  return remainder;
}

/** The next remainder from the last one (16 bits) and a byte. */
export function nextCrc(crc: Uint, byte: Uint): Uint {
  const inputs = [
    ...Array.from({ length: CRC_BITS }, (_, i) => ({ signal: crc.at(i), reaches: afterByte(1 << i, 0) })),
    ...Array.from({ length: 8 }, (_, i) => ({ signal: byte.at(i), reaches: afterByte(0, 1 << i) })),
  ];
  const bits = Array.from({ length: CRC_BITS }, (_, i) => {
    const terms = inputs.filter(({ reaches }) => (reaches >> i) & 1).map(({ signal }) => signal);
    return cat(...terms).parity();
  });
  return cat(...bits.reverse());
}
