/** Where things are in an RV32I instruction: the RISC-V Instruction Set Manual, volume I, version 20191213, chapter 2. */
import { cat, literal, type Uint, uint } from "bitloom";

/** Bits 6..0 (table 24.1). */
export const Opcode = {
  load: 0x03,
  fence: 0x0f,
  operationImmediate: 0x13,
  addUpperToPc: 0x17,
  store: 0x23,
  operation: 0x33,
  loadUpper: 0x37,
  branch: 0x63,
  jumpRegister: 0x67,
  jump: 0x6f,
  system: 0x73,
} as const;

/** The only two instructions of `Opcode.system` here; there are no control and status registers. */
export const ECALL = 0x0000_0073;
export const EBREAK = 0x0010_0073;

export const opcodeOf = (instruction: Uint<32>): Uint<7> => instruction.slice(6, 0);
export const destinationOf = (instruction: Uint<32>): Uint<5> => instruction.slice(11, 7);
export const funct3Of = (instruction: Uint<32>): Uint<3> => instruction.slice(14, 12);
export const source1Of = (instruction: Uint<32>): Uint<5> => instruction.slice(19, 15);
export const source2Of = (instruction: Uint<32>): Uint<5> => instruction.slice(24, 20);
export const funct7Of = (instruction: Uint<32>): Uint<7> => instruction.slice(31, 25);

/** Immediates of the five formats that have one, sign-extended to 32 bits; bit 31 is always their sign (figure 2.4). */
export const immediateI = (instruction: Uint<32>): Uint<32> =>
  instruction.slice(31, 20).asSint().sext(32).asUint();

export const immediateS = (instruction: Uint<32>): Uint<32> =>
  cat(instruction.slice(31, 25), instruction.slice(11, 7)).asSint().sext(32).asUint();

/** Branches: multiples of two bytes. */
export const immediateB = (instruction: Uint<32>): Uint<32> =>
  cat(instruction.at(31), instruction.at(7), instruction.slice(30, 25), instruction.slice(11, 8), zero(1))
    .asSint()
    .sext(32)
    .asUint();

export const immediateU = (instruction: Uint<32>): Uint<32> => cat(instruction.slice(31, 12), zero(12));

/** Jumps: multiples of two bytes. */
export const immediateJ = (instruction: Uint<32>): Uint<32> =>
  cat(instruction.at(31), instruction.slice(19, 12), instruction.at(20), instruction.slice(30, 21), zero(1))
    .asSint()
    .sext(32)
    .asUint();

const zero = <const W extends number>(width: W): Uint<W> => literal(uint(width), 0);
