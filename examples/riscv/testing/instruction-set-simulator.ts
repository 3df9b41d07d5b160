/**
 * RV32I in plain TypeScript, written from the RISC-V manual (volume I, 20191213, chapter 2 and table 24.2) and not from
 * the core: the golden model. Values are numbers 0 to 2^32 - 1; memory is little-endian.
 */

export type Trap =
  | "instructionMisaligned"
  | "instructionAccess"
  | "illegalInstruction"
  | "breakpoint"
  | "loadMisaligned"
  | "loadAccess"
  | "storeMisaligned"
  | "storeAccess"
  | "environmentCall";

/** What one instruction did. */
export interface Step {
  readonly pc: number;
  readonly instruction: number;
  /** 0 when no register was written. */
  readonly destination: number;
  readonly result: number;
  readonly cycles: number;
}

export interface MachineOptions {
  readonly program: readonly number[];
  /** Bytes of program memory; what lies behind the program is 0. */
  readonly programBytes: number;
  readonly dataBytes: number;
  readonly consoleAddress: number;
}

export class Machine {
  pc = 0;
  readonly registers = new Uint32Array(32);
  readonly data: Uint8Array;
  readonly console: number[] = [];
  private readonly options: MachineOptions;

  constructor(options: MachineOptions) {
    this.options = options;
    this.data = new Uint8Array(options.dataBytes);
  }

  /** Executes one instruction, or says why it cannot; then nothing has changed. */
  step(): Step | Trap {
    const { pc } = this;
    if (pc >= this.options.programBytes) return "instructionAccess";
    const word = this.options.program[pc / 4] ?? 0;
    const rd = (word >>> 7) & 31;
    const f3 = (word >>> 12) & 7;
    const f7 = word >>> 25;
    const a = this.registers[(word >>> 15) & 31] as number;
    const b = this.registers[(word >>> 20) & 31] as number;
    const immI = word >> 20;
    const done = (result: number | undefined, next = pc + 4, cycles = 1): Step | Trap => {
      const target = next >>> 0;
      if (target % 4 !== 0) return "instructionMisaligned";
      this.pc = target;
      if (result === undefined || rd === 0) {
        return { pc, instruction: word, destination: 0, result: 0, cycles };
      }
      this.registers[rd] = result;
      return { pc, instruction: word, destination: rd, result: result >>> 0, cycles };
    };

    switch (word & 0x7f) {
      case 0b0110111: // LUI
        return done(word & 0xfffff000);
      case 0b0010111: // AUIPC
        return done(pc + (word & 0xfffff000));
      case 0b1101111: // JAL
        return done(pc + 4, pc + jumpOffset(word));
      case 0b1100111: // JALR
        return f3 === 0 ? done(pc + 4, (a + immI) & ~1) : "illegalInstruction";
      case 0b1100011: {
        const taken = branchTaken(f3, a, b);
        if (taken === undefined) return "illegalInstruction";
        return done(undefined, taken ? pc + branchOffset(word) : pc + 4);
      }
      case 0b0000011: {
        const loaded = this.load(f3, (a + immI) >>> 0);
        return typeof loaded === "number" ? done(loaded, pc + 4, 2) : loaded;
      }
      case 0b0100011: {
        const offset = ((word >> 25) << 5) | ((word >>> 7) & 31);
        return this.store(f3, (a + offset) >>> 0, b) ?? done(undefined);
      }
      case 0b0010011: {
        const isShift = f3 === 1 || f3 === 5;
        if (isShift && f7 !== 0 && !(f3 === 5 && f7 === 0x20)) return "illegalInstruction";
        return done(compute(f3, isShift && f7 === 0x20, a, immI >>> 0));
      }
      case 0b0110011:
        if (f7 !== 0 && !(f7 === 0x20 && (f3 === 0 || f3 === 5))) return "illegalInstruction";
        return done(compute(f3, f7 === 0x20, a, b));
      case 0b0001111: // FENCE
        return f3 === 0 ? done(undefined) : "illegalInstruction";
      case 0b1110011:
        if (word === 0x00000073) return "environmentCall";
        return word === 0x00100073 ? "breakpoint" : "illegalInstruction";
      default:
        return "illegalInstruction";
    }
  }

  private load(f3: number, address: number): number | Trap {
    const size = [1, 2, 4, 0, 1, 2, 0, 0][f3] as number;
    if (size === 0) return "illegalInstruction";
    if (address % size !== 0) return "loadMisaligned";
    if (address >= this.data.length) return "loadAccess";
    let value = 0;
    for (let i = 0; i < size; i++) value += (this.data[address + i] as number) * 256 ** i;
    const isSigned = f3 < 2;
    return isSigned && value >= 256 ** size / 2 ? value - 256 ** size : value;
  }

  private store(f3: number, address: number, value: number): Trap | undefined {
    if (f3 > 2) return "illegalInstruction";
    const size = 2 ** f3;
    if (address % size !== 0) return "storeMisaligned";
    if (address === this.options.consoleAddress) {
      this.console.push(value % 256);
      return undefined;
    }
    if (address >= this.data.length) return "storeAccess";
    for (let i = 0; i < size; i++) this.data[address + i] = Math.floor(value / 256 ** i) % 256;
    return undefined;
  }
}

function compute(f3: number, alternate: boolean, a: number, b: number): number {
  switch (f3) {
    case 0:
      return alternate ? a - b : a + b;
    case 1:
      return a << (b % 32);
    case 2:
      return (a | 0) < (b | 0) ? 1 : 0;
    case 3:
      return a < b ? 1 : 0;
    case 4:
      return a ^ b;
    case 5:
      return alternate ? a >> (b % 32) : a >>> (b % 32);
    case 6:
      return a | b;
    default:
      return a & b;
  }
}

function branchTaken(f3: number, a: number, b: number): boolean | undefined {
  switch (f3) {
    case 0:
      return a === b;
    case 1:
      return a !== b;
    case 4:
      return (a | 0) < (b | 0);
    case 5:
      return (a | 0) >= (b | 0);
    case 6:
      return a < b;
    case 7:
      return a >= b;
    default:
      return undefined;
  }
}

/** imm[12|10:5] in bits 31..25, imm[4:1|11] in bits 11..7. */
function branchOffset(word: number): number {
  const bits = (from: number, count: number) => (word >>> from) & (2 ** count - 1);
  const magnitude = bits(8, 4) * 2 + bits(25, 6) * 32 + bits(7, 1) * 2048;
  return magnitude - bits(31, 1) * 4096;
}

/** imm[20|10:1|11|19:12] in bits 31..12. */
function jumpOffset(word: number): number {
  const bits = (from: number, count: number) => (word >>> from) & (2 ** count - 1);
  const magnitude = bits(21, 10) * 2 + bits(20, 1) * 2048 + bits(12, 8) * 4096;
  return magnitude - bits(31, 1) * 2 ** 20;
}
