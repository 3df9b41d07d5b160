/**
 * Decides which assignments share an always block and which become continuous assignments. Invariants: a signal is
 * driven from exactly one place; no block reads, directly or through anything combinational, what it assigns.
 */
import { fail } from "../../diagnostics/index.ts";
import {
  type AssignStatement,
  bitWidth,
  type ClockDomain,
  type Expr,
  type Module,
  type Signal,
  type Statement,
} from "../../ir/index.ts";
import { type Dependencies, reachable } from "./dependencies.ts";
import { type ChainPart, chainParts } from "./plan-chains.ts";
import { acyclicGroups, connected, mergeNeighbours } from "./plan-order.ts";
import { assignedSignals, project, settleConstants } from "./project.ts";

/** A fixed part of a signal with its value. */
export interface Piece {
  readonly signal: Signal;
  readonly high: number;
  readonly low: number;
  readonly value: Expr;
  readonly statement: AssignStatement;
}

export type Drive =
  | {
      readonly kind: "continuous";
      readonly position: number;
      readonly signal: Signal;
      readonly pieces: readonly Piece[];
    }
  | {
      /** Some bits of the signal depend on others in the same cycle. */
      readonly kind: "chain";
      readonly position: number;
      readonly signal: Signal;
      readonly parts: readonly ChainPart[];
    }
  | {
      readonly kind: "combinational";
      readonly position: number;
      readonly signals: readonly Signal[];
      readonly statements: readonly Statement[];
    }
  | {
      readonly kind: "sequential";
      readonly position: number;
      readonly domain: ClockDomain;
      /** Every register of the block has a reset value, or none has. */
      readonly isReset: boolean;
      readonly signals: readonly Signal[];
      readonly statements: readonly Statement[];
    };

/** The drives of a module in the order in which the design assigns them first. */
export function planDrives(module: Module, dependencies: Dependencies): Drive[] {
  const body = withoutOverwritten(settleConstants(module.body));
  const positions = positionsBySignal(body);
  const assigned = [...positions.keys()];
  const position = (signals: readonly Signal[]): number =>
    signals.reduce(
      (least, signal) => Math.min(least, positions.get(signal)?.[0] ?? body.length),
      body.length,
    );
  const statementsOf = (signals: readonly Signal[]): Statement[] => {
    const numbers = new Set(signals.flatMap((signal) => positions.get(signal) ?? []));
    return [...numbers].sort((a, b) => a - b).flatMap((i) => body[i] ?? []);
  };

  const sources = dependencies.sourcesIn(module);
  const chains = new Map<Signal, readonly ChainPart[]>();
  const continuous = new Map<Signal, readonly Piece[]>();
  for (const signal of assigned.filter((s) => s.role !== "register")) {
    const statements = statementsOf([signal]);
    const readsItself = reachable(sources(signal), sources).has(signal);
    const parts = readsItself ? chainParts(signal, statements) : undefined;
    const pieces = fixedPieces(signal, statements);
    if (parts !== undefined) chains.set(signal, parts);
    else if (pieces !== undefined) continuous.set(signal, pieces);
  }

  const combinational = assigned.filter((s) => s.role !== "register" && !continuous.has(s) && !chains.has(s));
  const groups = acyclicGroups(
    connected(combinational, body, () => ""),
    (signals) =>
      reachable(
        signals.flatMap((signal) => [...sources(signal)]),
        sources,
      ),
  );

  const registers = module.signals.filter(
    (s) => s.role === "register" && (positions.has(s) || s.init !== undefined),
  );
  const sequential = mergeNeighbours(connected(registers, body, blockKey(module)), body, blockKey(module));

  const drives: Drive[] = [
    ...[...continuous].map(
      ([signal, pieces]): Drive => ({ kind: "continuous", position: position([signal]), signal, pieces }),
    ),
    ...[...chains].map(
      ([signal, parts]): Drive => ({ kind: "chain", position: position([signal]), signal, parts }),
    ),
    ...groups.map(
      (signals): Drive => ({
        kind: "combinational",
        position: position(signals),
        signals,
        statements: project(statementsOf(signals), new Set(signals)),
      }),
    ),
    ...sequential.map((signals): Drive => {
      const domain = domainOf(module, signals);
      const isReset = domain.resetKind !== "none" && signals.every((signal) => signal.init !== undefined);
      const statements = project(statementsOf(signals), new Set(signals));
      return { kind: "sequential", position: position(signals), domain, isReset, signals, statements };
    }),
  ];
  return drives.sort((a, b) => a.position - b.position);
}

/** Registers may share a block when they have the clock and the presence of a reset in common. */
function blockKey(module: Module): (signal: Signal) => string {
  return (signal) => {
    const kind = module.domains.find((domain) => domain.name === signal.domain)?.resetKind ?? "none";
    return `${signal.domain} ${kind !== "none" && signal.init !== undefined}`;
  };
}

function domainOf(module: Module, signals: readonly Signal[]): ClockDomain {
  const name = signals[0]?.domain;
  const domain = module.domains.find((candidate) => candidate.name === name);
  if (domain !== undefined) return domain;
  const violations = [`${signals[0]?.name} is clocked by the unknown domain ${name}`];
  return fail("BL0290", { module: module.name, violations });
}

/** Drops what a later unconditional assignment of the whole signal overwrites. */
function withoutOverwritten(body: readonly Statement[]): readonly Statement[] {
  const lastWhole = new Map<Signal, number>();
  body.forEach((statement, i) => {
    if (statement.kind === "assign" && statement.target.kind === "whole") {
      lastWhole.set(statement.target.signal, i);
    }
  });
  return body.flatMap((statement, i) => {
    const kept = assignedSignals(statement).filter((signal) => i >= (lastWhole.get(signal) ?? 0));
    return project([statement], new Set(kept));
  });
}

/** For each assigned signal, the numbers of the top-level statements that assign it. */
function positionsBySignal(body: readonly Statement[]): Map<Signal, number[]> {
  const positions = new Map<Signal, number[]>();
  body.forEach((statement, i) => {
    for (const signal of assignedSignals(statement)) {
      const known = positions.get(signal);
      if (known === undefined) positions.set(signal, [i]);
      else known.push(i);
    }
  });
  return positions;
}

/**
 * Disjoint pieces from the high end down, when every one of the statements that assign the signal is unconditional and
 * at a fixed place.
 */
function fixedPieces(signal: Signal, statements: readonly Statement[]): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let free: readonly (readonly [high: number, low: number])[] = [[bitWidth(signal.type) - 1, 0]];
  for (const statement of statements.toReversed()) {
    if (statement.kind !== "assign" || statement.target.kind === "element") return undefined;
    const { target } = statement;
    const [high, low] = target.kind === "bits" ? [target.high, target.low] : [bitWidth(signal.type) - 1, 0];
    for (const [top, bottom] of free) {
      const from = Math.max(low, bottom);
      const to = Math.min(high, top);
      if (from <= to) pieces.push(piece(statement, to, from, high, low));
    }
    free = free.flatMap(([top, bottom]) =>
      (
        [
          [top, Math.max(bottom, high + 1)],
          [Math.min(top, low - 1), bottom],
        ] as const
      ).filter(([t, b]) => t >= b),
    );
  }
  return pieces.sort((a, b) => b.high - a.high);
}

/** Bits high..low of the signal out of an assignment to assignedHigh..assignedLow. */
function piece(
  statement: AssignStatement,
  high: number,
  low: number,
  assignedHigh: number,
  assignedLow: number,
): Piece {
  const { target, value, site } = statement;
  const isAll = low === assignedLow && high === assignedHigh;
  const type = { kind: "uint", width: high - low + 1 } as const;
  const part: Expr = isAll
    ? value
    : { op: "slice", source: value, high: high - assignedLow, low: low - assignedLow, type, site };
  return { signal: target.signal, high, low, value: part, statement };
}
