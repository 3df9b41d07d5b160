/**
 * What `bitloom board` builds and `bitloom host` talks to: engine, clock and identity for a board. Invariant: equal options give an equal
 * identity, so a host knows the bitstream by the options that made it.
 */

import { crc32 } from "node:zlib";
import {
  DEFAULT_FAMILIES,
  FineqBoard,
  type FineqParameters,
  fineqConfiguration,
} from "../../blocks/index.ts";
import { fail } from "../../diagnostics/index.ts";
import { BOARDS, type Board, type BoardClock, boardClock } from "../../gen/index.ts";

/** Engines that fit, with room to route: docs/boards.md has their sizes. 20 bits hold K up to 1365. */
const SMALL = {
  family: DEFAULT_FAMILIES.fpga.family,
  accumulatorBits: 20,
  bus: 8,
  activationBus: 8,
  lanes: 1,
} satisfies Partial<FineqParameters>;
const ENGINES: Readonly<Record<string, FineqParameters>> = {
  icebreaker: { rows: 2, columns: 2, ...SMALL },
  hx8k: { rows: 4, columns: 4, ...SMALL },
};

/** MHz. The UltraPlus is the slower device. */
const CLOCKS: Readonly<Record<string, number>> = { icebreaker: 24, hx8k: 48 };

/** A rate that FT2232H and both boards make exactly. */
export const DEFAULT_BAUD = 1_000_000;

export interface BoardOptions {
  readonly rows: number | undefined;
  readonly cols: number | undefined;
  readonly accumulatorBits: number | undefined;
  readonly clock: number | undefined;
  readonly baud: number;
}

export interface BoardDesign {
  readonly board: Board;
  readonly clock: BoardClock;
  readonly engine: FineqParameters;
  /** What the identity is made of. */
  readonly title: string;
  readonly identity: number;
  readonly definition: ReturnType<typeof FineqBoard>;
}

/** The board called `name`; BL0604 names those that there are. */
export function findBoard(name: string): Board {
  const found = BOARDS.find((board) => board.name === name);
  const allowed = BOARDS.map((board) => board.name).join(", ");
  return found ?? fail("BL0604", { argument: "the board", found: `"${name}"`, allowed });
}

/** Errors: BL0610 for the engine's parameters, BL0701 and BL0703 for bit rate and clock. */
export function boardDesign(
  board: Board,
  { rows, cols, accumulatorBits, clock, baud }: BoardOptions,
): BoardDesign {
  const usual = ENGINES[board.name] as FineqParameters;
  const engine: FineqParameters = {
    ...usual,
    rows: rows ?? usual.rows,
    columns: cols ?? usual.columns,
    accumulatorBits: accumulatorBits ?? usual.accumulatorBits,
  };
  const shape = fineqConfiguration(engine);
  const made = boardClock(board, clock ?? CLOCKS[board.name] ?? board.oscillator, baud);
  const title = `${board.name} fineq_engine_${shape.name} ${made.frequency} MHz divisor ${made.divisor}`;
  const identity = crc32(title);
  const definition = FineqBoard({ divisor: made.divisor, identity, engine });
  return { board, clock: made, engine, title, identity, definition };
}
