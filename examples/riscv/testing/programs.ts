/** Programs for the processor. Each sends its answer to the console, lowest byte first, and ends with EBREAK. */

export interface Program {
  readonly name: string;
  readonly source: string;
  /** Bytes on the console. */
  readonly output: readonly number[];
}

/** `send`: sends a0 as four bytes; uses t0 and t1. Every program ends with it. */
const SEND = `
  send:
    lui  t0, 0x10000          # the console
    li   t1, 4
  next_byte:
    sb   a0, 0(t0)
    srli a0, a0, 8
    addi t1, t1, -1
    bne  t1, zero, next_byte
    ret
`;

const wordBytes = (...words: readonly number[]): number[] =>
  words.flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 255));

/** 1 + 2 + ... + count */
export const sum = (count: number): Program => ({
  name: `the sum of 1 to ${count}`,
  source: `
    li   a0, 0
    li   a1, ${count}
  loop:
    add  a0, a0, a1
    addi a1, a1, -1
    bne  a1, zero, loop
    call send
    ebreak
    ${SEND}`,
  output: wordBytes((count * (count + 1)) / 2),
});

/** Multiplication of 32-bit words modulo 2^32 by shifts and additions. */
export const multiply = (left: number, right: number): Program => ({
  name: `${left} * ${right} by shifts and additions`,
  source: `
    li   a1, ${left}
    li   a2, ${right}
    li   a0, 0
  loop:
    andi t0, a2, 1
    beq  t0, zero, even
    add  a0, a0, a1
  even:
    slli a1, a1, 1
    srli a2, a2, 1
    bne  a2, zero, loop
    call send
    ebreak
    ${SEND}`,
  output: wordBytes(Math.imul(left, right)),
});

/** Insertion sort of signed words that the program itself stores. */
export const sort = (values: readonly number[]): Program => ({
  name: `${values.length} sorted words`,
  source: `
    ${values.map((value, i) => `li t0, ${value}\nsw t0, ${4 * i}(zero)`).join("\n")}
    li   s0, 4                # the word to insert
    li   s1, ${4 * values.length}
  outer:
    bgeu s0, s1, sorted
    lw   t0, 0(s0)
    mv   s2, s0
  inner:
    beq  s2, zero, place
    lw   t1, -4(s2)
    bge  t0, t1, place
    sw   t1, 0(s2)
    addi s2, s2, -4
    j    inner
  place:
    sw   t0, 0(s2)
    addi s0, s0, 4
    j    outer
  sorted:
    li   s0, 0
  print:
    lw   a0, 0(s0)
    call send
    addi s0, s0, 4
    bltu s0, s1, print
    ebreak
    ${SEND}`,
  output: wordBytes(...values.toSorted((a, b) => a - b)),
});

/** CRC-32 (reflected, polynomial 0xedb88320) of the bytes 0, 1, ..., length - 1; `length` up to 256. */
export const crc32 = (length: number, expected: number): Program => ({
  name: `the CRC-32 of ${length} bytes`,
  source: `
    li   s0, 0
    li   s1, ${length}
  store:
    sb   s0, 0(s0)
    addi s0, s0, 1
    bne  s0, s1, store
    li   a0, -1
    li   s2, 0xedb88320
    li   s0, 0
  byte:
    lbu  t0, 0(s0)
    xor  a0, a0, t0
    li   t1, 8
  bit:
    andi t2, a0, 1
    sub  t2, zero, t2
    and  t2, t2, s2
    srli a0, a0, 1
    xor  a0, a0, t2
    addi t1, t1, -1
    bne  t1, zero, bit
    addi s0, s0, 1
    bne  s0, s1, byte
    xori a0, a0, -1
    call send
    ebreak
    ${SEND}`,
  output: wordBytes(expected),
});

/** Counts the primes below `limit`, a multiple of 4, with a byte a number. `rounds`: how often, for long runs. */
export const sieve = (limit: number, primes: number, rounds = 1): Program => ({
  name: `the primes below ${limit}`,
  source: `
    li   s3, ${rounds}
  round:
    li   s1, ${limit}
    li   s0, 0
  clear:
    sw   zero, 0(s0)
    addi s0, s0, 4
    bltu s0, s1, clear
    li   a0, 0
    li   s0, 2
  candidate:
    lbu  t0, 0(s0)
    bne  t0, zero, composite
    addi a0, a0, 1
    add  t1, s0, s0
    li   t2, 1
  strike:
    bgeu t1, s1, composite
    sb   t2, 0(t1)
    add  t1, t1, s0
    j    strike
  composite:
    addi s0, s0, 1
    bltu s0, s1, candidate
    addi s3, s3, -1
    bne  s3, zero, round
    call send
    ebreak
    ${SEND}`,
  output: wordBytes(primes),
});
