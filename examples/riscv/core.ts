/**
 * A small RISC-V processor: RV32I without control and status registers, program and data in memories of their own.
 * Invariant: a cycle with `retired.valid` completes one instruction, and nothing else changes registers or memory.
 */
import {
  bit,
  enumOf,
  instance,
  literal,
  match,
  memory,
  module,
  mux,
  output,
  reg,
  source,
  struct,
  type Uint,
  uint,
  when,
  wire,
} from "bitloom";
import { Alu } from "./alu.ts";
import * as rv from "./instruction.ts";

/** Why the processor stopped; after the exceptions of the privileged architecture, table 3.6. */
export const Cause = enumOf(
  "none",
  "instructionMisaligned",
  "instructionAccess",
  "illegalInstruction",
  "breakpoint",
  "loadMisaligned",
  "loadAccess",
  "storeMisaligned",
  "storeAccess",
  "environmentCall",
);

/** One completed instruction. `destination` 0: no register was written. */
const Retirement = struct({
  valid: bit,
  pc: uint(32),
  instruction: uint(32),
  destination: uint(5),
  result: uint(32),
});

/** A store here sends its low byte to `console`. */
export const CONSOLE_ADDRESS = 0x1000_0000;

export interface CoreOptions {
  /** Instructions, 32 bits each, the first at address 0. */
  readonly program: readonly number[];
  /** Data memory holds 2^dataAddressBits words, from address 0. Default 10. */
  readonly dataAddressBits?: number;
}

/**
 * The processor runs `program` from address 0 after reset until an exception, then stops with `halted` and `cause`.
 *
 * - Every instruction takes one cycle, a load two; a store to the console waits until its byte is taken.
 * - Fetches, loads and stores outside the memories and misaligned ones are exceptions. FENCE does nothing.
 * - Registers and data memory start with unknown content.
 */
export const Rv32iCore = ({ program, dataAddressBits = 10 }: CoreOptions) => {
  const programAddressBits = Math.max(1, Math.ceil(Math.log2(program.length)));
  return module(
    "rv32i_core",
    {
      console: source(uint(8), { doc: "Bytes stored to the console's address." }),
      halted: output(bit),
      cause: output(Cause, { doc: "Valid while halted." }),
      retired: output(Retirement, { doc: "The instruction that completes in this cycle." }),
    },
    ({ console, halted, cause, retired }) => {
      const State = enumOf("fetch", "execute", "load", "halted");
      const state = reg(State, { init: "fetch" });
      const pc = reg(uint(32), { init: 0 });

      // The program memory answers at the next edge, so it is asked for the instruction that comes then.
      const instructions = memory(uint(32), {
        addressBits: programAddressBits,
        latency: 1,
        readUnderWrite: "undefined",
        init: program,
      });
      const nextPc = wire(uint(32));
      const instruction = instructions.read(nextPc.slice(programAddressBits + 1, 2));
      pc.next = nextPc;

      const registers = memory(uint(32), { depth: 32, latency: 0, readUnderWrite: "old" });
      const readRegister = (index: Uint<5>) => mux(index.eq(0), 0, registers.read(index));
      const left = readRegister(rv.source1Of(instruction));
      const right = readRegister(rv.source2Of(instruction));

      const opcode = rv.opcodeOf(instruction);
      const funct3 = rv.funct3Of(instruction);
      const funct7 = rv.funct7Of(instruction);
      const usesImmediate = opcode.eq(rv.Opcode.operationImmediate);
      const isAlternate = funct7.eq(0x20);

      const alu = instance(Alu);
      const isShiftRight = funct3.eq(5);
      alu.funct3.value = funct3;
      alu.left.value = left;
      alu.right.value = mux(usesImmediate, rv.immediateI(instruction), right);
      alu.alternate.value = isAlternate.and(usesImmediate.not().or(isShiftRight));

      // Bit 0 of a branch's funct3 inverts its condition.
      const holds = wire(bit);
      const taken = holds.xor(funct3.at(0));
      match(
        funct3.slice(2, 1),
        {
          2() {
            holds.value = left.asSint().lt(right.asSint());
          },
          3() {
            holds.value = left.lt(right);
          },
        },
        () => {
          holds.value = left.eq(right);
        },
      );

      const isStore = opcode.eq(rv.Opcode.store);
      const address = left.add(mux(isStore, rv.immediateS(instruction), rv.immediateI(instruction)));
      const offset = address.slice(1, 0);
      const isByte = funct3.slice(1, 0).eq(0);
      const isHalf = funct3.slice(1, 0).eq(1);
      const isMisaligned = mux(isHalf, offset.at(0), offset.any().and(isByte.not()));
      const isInMemory = address
        .slice(31, dataAddressBits + 2)
        .any()
        .not();
      const isConsole = address.eq(CONSOLE_ADDRESS);

      const data = memory(uint(32), {
        addressBits: dataAddressBits,
        latency: 1,
        readUnderWrite: "undefined",
        maskLanes: 4,
      });
      const wordAddress = address.slice(dataAddressBits + 1, 2);
      const bitOffset = offset.cat(literal(uint(3), 0));
      const loaded = data.read(wordAddress).shr(bitOffset);
      const isUnsigned = funct3.at(2);
      const extended = (width: number) => {
        const part = loaded.trunc(width);
        return mux(isUnsigned, part.zext(32), part.asSint().sext(32).asUint());
      };
      const loadedValue = mux(isByte, extended(8), mux(isHalf, extended(16), loaded));

      const following = pc.add(4);
      const result = wire(uint(32));
      const writesResult = wire(bit);
      const target = wire(uint(32));
      const fault = wire(Cause);
      result.value = alu.result;
      writesResult.value = true;
      target.value = following;
      fault.value = "none";
      const refuseUnless = (legal: Uint<1>) =>
        when(legal.not(), () => {
          fault.value = "illegalInstruction";
        });

      match(
        opcode,
        {
          [rv.Opcode.loadUpper]() {
            result.value = rv.immediateU(instruction);
          },
          [rv.Opcode.addUpperToPc]() {
            result.value = pc.add(rv.immediateU(instruction));
          },
          [rv.Opcode.jump]() {
            result.value = following;
            target.value = pc.add(rv.immediateJ(instruction));
          },
          [rv.Opcode.jumpRegister]() {
            result.value = following;
            target.value = left.add(rv.immediateI(instruction)).slice(31, 1).cat(literal(bit, 0));
            refuseUnless(funct3.eq(0));
          },
          [rv.Opcode.branch]() {
            writesResult.value = false;
            when(taken, () => {
              target.value = pc.add(rv.immediateB(instruction));
            });
            refuseUnless(funct3.slice(2, 1).ne(1));
          },
          [rv.Opcode.load]() {
            result.value = loadedValue;
            when(isInMemory.not(), () => {
              fault.value = "loadAccess";
            });
            when(isMisaligned, () => {
              fault.value = "loadMisaligned";
            });
            refuseUnless(funct3.slice(1, 0).ne(3).and(funct3.ne(6)));
          },
          [rv.Opcode.store]() {
            writesResult.value = false;
            when(isInMemory.or(isConsole).not(), () => {
              fault.value = "storeAccess";
            });
            when(isMisaligned, () => {
              fault.value = "storeMisaligned";
            });
            refuseUnless(funct3.le(2));
          },
          [rv.Opcode.operationImmediate]() {
            const isShift = isShiftRight.or(funct3.eq(1));
            refuseUnless(isShift.not().or(funct7.eq(0)).or(isShiftRight.and(isAlternate)));
          },
          [rv.Opcode.operation]() {
            const hasAlternate = isShiftRight.or(funct3.eq(0));
            refuseUnless(funct7.eq(0).or(hasAlternate.and(isAlternate)));
          },
          [rv.Opcode.fence]() {
            writesResult.value = false;
            refuseUnless(funct3.eq(0));
          },
          [rv.Opcode.system]() {
            writesResult.value = false;
            fault.value = "environmentCall";
            when(instruction.eq(rv.EBREAK), () => {
              fault.value = "breakpoint";
            });
            refuseUnless(instruction.eq(rv.ECALL).or(instruction.eq(rv.EBREAK)));
          },
        },
        () => {
          fault.value = "illegalInstruction";
        },
      );

      const stopsFor = wire(Cause);
      stopsFor.value = fault;
      when(fault.eq("none").and(target.at(1)), () => {
        stopsFor.value = "instructionMisaligned";
      });
      when(pc.slice(31, programAddressBits + 2).any(), () => {
        stopsFor.value = "instructionAccess";
      });

      const executes = state.eq("execute").and(stopsFor.eq("none"));
      const loads = opcode.eq(rv.Opcode.load);
      const sends = executes.and(isStore).and(isConsole);
      const retires = mux(loads, state.eq("load"), executes.and(sends.not().or(console.ready)));
      nextPc.value = mux(retires, target, pc);
      console.valid.value = sends;
      console.data.value = right.trunc(8);

      match(state, {
        fetch() {
          state.next = "execute";
        },
        execute() {
          when(executes.not(), () => {
            state.next = "halted";
          }).elseWhen(loads, () => {
            state.next = "load";
          });
        },
        load() {
          state.next = "execute";
        },
        halted() {},
      });

      const destination = mux(retires.and(writesResult), rv.destinationOf(instruction), 0);
      when(destination.ne(0), () => {
        registers.write({ addr: destination, data: result });
      });
      const lanes = mux(isByte, literal(uint(4), 1), mux(isHalf, literal(uint(4), 3), 15));
      when(executes.and(isStore).and(isInMemory), () => {
        data.write({ addr: wordAddress, data: right.shlTrunc(bitOffset), mask: lanes.shlTrunc(offset) });
      });

      halted.value = state.eq("halted");
      cause.value = stopsFor;
      retired.value = { valid: retires, pc, instruction, destination, result };
    },
  );
};
