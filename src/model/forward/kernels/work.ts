/**
 * The loop with which a thread works off the tasks that lie in the shared memory. Invariant: a task is claimed by a single atomic
 * subtraction, which also says which job it is from, so that a thread that comes late finds either nothing or a task of the present job.
 */
import {
  add,
  and,
  atomicAdd,
  atomicSubtract,
  type Code,
  callIndirect,
  constant,
  doWhile,
  drop,
  isBelow,
  isLess,
  type Local,
  leave,
  load,
  multiply,
  notify,
  shiftLeft,
  subtract,
  type WasmFunction,
  wasmFunction,
  when,
  whileLoop,
} from "./assembler.ts";
import { CALL_BYTES, IN_SCRATCH, KERNEL_ADDRESSES, KERNEL_PARAMETERS } from "./calls.ts";

/** Where the present job is described: i32 at these addresses. */
export const JOB = {
  /** Tasks that nobody has claimed; none when 0 or less. The last are claimed first. */
  unclaimed: 16,
  /** Tasks that are done; waited on. */
  finished: 20,
  /** Address of the tasks' addresses. A task is a list of calls. */
  tasks: 24,
  /** Address of thread 0's scratch memory, and the distance to the next thread's, both multiples of 16. */
  scratch: 28,
  scratchBytes: 32,
  /** Counts jobs; workers wait on it. */
  generation: 36,
} as const;

/** Bytes before the memory that jobs may use. */
export const JOB_BYTES = 64;

/** work(thread): tasks until none is unclaimed. */
export const workFunction = (): WasmFunction =>
  wasmFunction("work", 1, (parameters, locals) => {
    const [thread] = parameters as [Local];
    const [unclaimed, call, scratch] = [locals.i32(), locals.i32(), locals.i32()];
    return doWhile(
      [
        unclaimed.set(atomicSubtract(constant(JOB.unclaimed), constant(1))),
        when(isLess(unclaimed.get, constant(1)), leave),
        perform(subtract(unclaimed.get, constant(1)), thread, call, scratch),
        drop(atomicAdd(constant(JOB.finished), constant(1))),
        notify(constant(JOB.finished)),
      ],
      constant(1),
    );
  });

/** task(index): one task, whether it is claimed or not, with thread 0's scratch memory. */
export const taskFunction = (): WasmFunction =>
  wasmFunction("task", 1, (parameters, locals) => {
    const [index] = parameters as [Local];
    const [thread, call, scratch] = [locals.i32(), locals.i32(), locals.i32()];
    return perform(index.get, thread, call, scratch);
  });

function perform(index: Code, thread: Local, call: Local, scratch: Local): Code {
  const parameter = (at: number): Code => load(call.get, 4 * (1 + at));
  const address = (at: number): Code =>
    add(
      and(parameter(at), constant(~IN_SCRATCH)),
      multiply(and(parameter(at), constant(IN_SCRATCH)), scratch.get),
    );
  const operands = Array.from({ length: KERNEL_PARAMETERS }, (_, at) =>
    at < KERNEL_ADDRESSES ? address(at) : parameter(at),
  );
  return [
    call.set(load(add(load(constant(JOB.tasks)), shiftLeft(index, 2)))),
    scratch.set(add(load(constant(JOB.scratch)), multiply(thread.get, load(constant(JOB.scratchBytes))))),
    whileLoop(isBelow(constant(0), load(call.get)), [
      callIndirect(operands, subtract(load(call.get), constant(1))),
      call.set(add(call.get, constant(CALL_BYTES))),
    ]),
  ];
}
