/** The assembler against words that LLVM 14 made of the same lines (`clang --target=riscv32 -march=rv32i`). */
import { expect, test } from "vitest";
import { assemble, MNEMONICS } from "./assembler.ts";

const LLVM: readonly (readonly [line: string, word: number])[] = [
  ["lui a0, 0xfffff", 0xfffff537],
  ["auipc t6, 1", 0x00001f97],
  ["jal ra, -4", 0xffdff0ef],
  ["jal zero, 2046", 0x7fe0006f],
  ["jal s11, 1048574", 0x7ffffdef],
  ["jalr a1, -2048(s0)", 0x800405e7],
  ["beq a0, a1, 16", 0x00b50863],
  ["bne x1, x31, -4096", 0x81f09063],
  ["blt s2, s3, 4094", 0x7f394fe3],
  ["bge t0, t1, -2", 0xfe62dfe3],
  ["bltu a4, a5, 2048", 0x00f760e3],
  ["bgeu a6, a7, -1026", 0xbf187fe3],
  ["lb a0, -1(sp)", 0xfff10503],
  ["lh a1, 2(gp)", 0x00219583],
  ["lw a2, 2047(tp)", 0x7ff22603],
  ["lbu a3, -2048(x31)", 0x800fc683],
  ["lhu a4, 0(x0)", 0x00005703],
  ["sb a0, -1(sp)", 0xfea10fa3],
  ["sh a1, 31(gp)", 0x00b19fa3],
  ["sw a2, 2047(tp)", 0x7ec22fa3],
  ["addi a0, a0, -2048", 0x80050513],
  ["slti a1, s4, 1", 0x001a2593],
  ["sltiu s5, s6, -1", 0xfffb3a93],
  ["xori s7, s8, 0x555", 0x555c4b93],
  ["ori s9, s10, -1366", 0xaaad6c93],
  ["andi t3, t4, 255", 0x0ffefe13],
  ["slli a0, a1, 31", 0x01f59513],
  ["srli a2, a3, 1", 0x0016d613],
  ["srai t5, t6, 17", 0x411fdf13],
  ["add x1, x2, x3", 0x003100b3],
  ["sub x4, x5, x6", 0x40628233],
  ["sll x7, x8, x9", 0x009413b3],
  ["slt x10, x11, x12", 0x00c5a533],
  ["sltu x13, x14, x15", 0x00f736b3],
  ["xor x16, x17, x18", 0x0128c833],
  ["srl x19, x20, x21", 0x015a59b3],
  ["sra x22, x23, x24", 0x418bdb33],
  ["or x25, x26, x27", 0x01bd6cb3],
  ["and x28, x29, x30", 0x01eefe33],
  ["fence", 0x0ff0000f],
  ["ecall", 0x00000073],
  ["ebreak", 0x00100073],
];

test.each(LLVM)("%s", (line, word) => {
  expect(assemble(line)[0]?.toString(16)).toBe(word.toString(16));
});

test("the list holds every instruction of RV32I", () => {
  expect(new Set(LLVM.map(([line]) => line.split(" ")[0]))).toEqual(new Set(MNEMONICS));
});

test("labels are distances, backward and forward", () => {
  expect(assemble("start: nop\nj end\nj start\nend: nop")).toEqual(
    assemble("nop\njal x0, 8\njal x0, -8\nnop"),
  );
});

test.each(["frob a0, a1", "addi a0, a1, 2048", "slli a0, a0, 32", "add a0, a1", "j nowhere"])(
  "%s is refused",
  (line) => {
    expect(() => assemble(line)).toThrow("cannot assemble");
  },
);
