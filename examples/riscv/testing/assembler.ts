/**
 * A tiny assembler for RV32I: one instruction or `label:` a line, `#` comments, registers as x0..x31 or by their names in
 * the calling convention, decimal or hexadecimal numbers, and the pseudo-instructions nop, mv, li, j, call and ret.
 */

/** funct3, and bits 31..25 or the opcode where they differ inside a group. */
const OPERATIONS: Readonly<Record<string, readonly [funct3: number, funct7: number]>> = {
  add: [0, 0],
  sub: [0, 0x20],
  sll: [1, 0],
  slt: [2, 0],
  sltu: [3, 0],
  xor: [4, 0],
  srl: [5, 0],
  sra: [5, 0x20],
  or: [6, 0],
  and: [7, 0],
};
const IMMEDIATE: Readonly<Record<string, number>> = { addi: 0, slti: 2, sltiu: 3, xori: 4, ori: 6, andi: 7 };
const SHIFTS: Readonly<Record<string, readonly [funct3: number, funct7: number]>> = {
  slli: [1, 0],
  srli: [5, 0],
  srai: [5, 0x20],
};
const LOADS: Readonly<Record<string, number>> = { lb: 0, lh: 1, lw: 2, lbu: 4, lhu: 5 };
const STORES: Readonly<Record<string, number>> = { sb: 0, sh: 1, sw: 2 };
const BRANCHES: Readonly<Record<string, number>> = { beq: 0, bne: 1, blt: 4, bge: 5, bltu: 6, bgeu: 7 };
const FIXED: Readonly<Record<string, number>> = { fence: 0x0ff0000f, ecall: 0x73, ebreak: 0x100073 };

/** Every instruction of RV32I. */
export const MNEMONICS: readonly string[] = [
  ...["lui", "auipc", "jal", "jalr"],
  ...[OPERATIONS, IMMEDIATE, SHIFTS, LOADS, STORES, BRANCHES, FIXED].flatMap(Object.keys),
];

const NAMES =
  "zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6";
const REGISTERS = new Map(NAMES.split(" ").flatMap((name, i) => [[name, i] as const, [`x${i}`, i] as const]));

/** Words of `source`, the first at address 0. Throws on what it does not know. */
export function assemble(source: string): number[] {
  const labels = new Map<string, number>();
  const lines: string[] = [];
  for (const raw of source.split("\n")) {
    let line = raw.replace(/#.*/, "").trim();
    const label = /^(\w+):/.exec(line);
    if (label) {
      labels.set(label[1] as string, 4 * lines.length);
      line = line.slice(label[0].length).trim();
    }
    if (line !== "") lines.push(...expand(line));
  }
  return lines.map((line, at) => encode(line, 4 * at, labels));
}

/** Pseudo-instructions, each as many instructions whatever its operands, so that labels are known in one pass. */
function expand(line: string): string[] {
  const [mnemonic, rd, value] = words(line);
  if (mnemonic === "nop") return ["addi x0, x0, 0"];
  if (mnemonic === "mv") return [`addi ${rd}, ${value}, 0`];
  if (mnemonic === "j") return [`jal x0, ${rd}`];
  if (mnemonic === "call") return [`jal ra, ${rd}`];
  if (mnemonic === "ret") return ["jalr x0, 0(ra)"];
  if (mnemonic !== "li") return [line];
  const low = (Number(value) << 20) >> 20;
  return [`lui ${rd}, ${((Number(value) - low) >>> 12) & 0xfffff}`, `addi ${rd}, ${rd}, ${low}`];
}

/** "lw a0, 4(sp)" -> lw a0 4 sp */
const words = (line: string): string[] => line.split(/[\s,()]+/).filter((word) => word !== "");

function encode(line: string, address: number, labels: ReadonlyMap<string, number>): number {
  const [mnemonic = "", ...operands] = words(line);
  const refuse = (): never => {
    throw new Error(`cannot assemble "${line}"`);
  };
  const register = (at: number): number => REGISTERS.get(operands[at] ?? "") ?? refuse();
  const number = (at: number, low: number, high: number): number => {
    const value = Number(operands[at] ?? "?");
    return Number.isInteger(value) && value >= low && value <= high ? value : refuse();
  };
  /** Distance to a label, or a number. */
  const distance = (at: number): number =>
    (labels.get(operands[at] ?? "") ?? number(at, -(2 ** 20), 2 ** 20) + address) - address;
  const imm12 = (at: number): number => number(at, -2048, 2047) & 0xfff;
  const word = (...parts: readonly (readonly [value: number, place: number])[]): number =>
    parts.reduce((sum, [value, place]) => sum | (value << place), 0) >>> 0;

  const operation = OPERATIONS[mnemonic];
  if (operation) {
    return word(
      [0x33, 0],
      [register(0), 7],
      [operation[0], 12],
      [register(1), 15],
      [register(2), 20],
      [operation[1], 25],
    );
  }
  const immediate = IMMEDIATE[mnemonic];
  if (immediate !== undefined) {
    return word([0x13, 0], [register(0), 7], [immediate, 12], [register(1), 15], [imm12(2), 20]);
  }
  const shift = SHIFTS[mnemonic];
  if (shift) {
    return word(
      [0x13, 0],
      [register(0), 7],
      [shift[0], 12],
      [register(1), 15],
      [number(2, 0, 31), 20],
      [shift[1], 25],
    );
  }
  const load = LOADS[mnemonic];
  if (load !== undefined) {
    return word([0x03, 0], [register(0), 7], [load, 12], [register(2), 15], [imm12(1), 20]);
  }
  const store = STORES[mnemonic];
  if (store !== undefined) {
    const offset = imm12(1);
    return word(
      [0x23, 0],
      [offset & 31, 7],
      [store, 12],
      [register(2), 15],
      [register(0), 20],
      [offset >> 5, 25],
    );
  }
  const branch = BRANCHES[mnemonic];
  if (branch !== undefined) {
    const far = distance(2);
    const sources = [
      [branch, 12],
      [register(0), 15],
      [register(1), 20],
    ] as const;
    const low = [
      [(far >> 11) & 1, 7],
      [(far >> 1) & 15, 8],
    ] as const;
    return word([0x63, 0], ...low, ...sources, [(far >> 5) & 63, 25], [(far >> 12) & 1, 31]);
  }
  if (mnemonic === "lui") return word([0x37, 0], [register(0), 7], [number(1, 0, 0xfffff), 12]);
  if (mnemonic === "auipc") return word([0x17, 0], [register(0), 7], [number(1, 0, 0xfffff), 12]);
  if (mnemonic === "jalr") return word([0x67, 0], [register(0), 7], [register(2), 15], [imm12(1), 20]);
  if (mnemonic === "jal") {
    const far = distance(1);
    const high = [
      [(far >> 12) & 255, 12],
      [(far >> 11) & 1, 20],
      [(far >> 1) & 1023, 21],
    ] as const;
    return word([0x6f, 0], [register(0), 7], ...high, [(far >> 20) & 1, 31]);
  }
  return FIXED[mnemonic] ?? refuse();
}
