/**
 * What leaves a simulation as an error: every message says cycle and seed, so that the run can be repeated; violated
 * properties say where they stand and what the signals of their conditions were.
 */
import { BitloomError, type Diagnostic, diagnostic } from "../../diagnostics/index.ts";
import { type Expr, operandsOf, propertyOperands } from "../../ir/index.ts";
import type { Engine, EngineEvent } from "../engine/engine.ts";
import { valueText } from "../waves/value.ts";

const explained = new WeakSet<Error>();

/**
 * The same error with a note in its message and stack, once; what is no Error comes back as it is. An error whose message
 * cannot be written comes back as the cause of one that has the note.
 */
export function withNote(error: unknown, note: string): unknown {
  if (!(error instanceof Error) || explained.has(error)) return error;
  explained.add(error);
  const { message, stack = "" } = error;
  const noted = `${message} (${note})`;
  const isIn = message !== "" && stack.includes(message);
  const notedStack = isIn
    ? stack.replace(message, () => noted)
    : stack.replace(/(?=\n {4}at |$)/, () => `\n(${note})`);
  if (!canWrite(error, "message") || !canWrite(error, "stack")) {
    const twin = new Error(noted, { cause: error });
    twin.name = error.name;
    explained.add(twin);
    return twin;
  }
  Object.defineProperty(error, "message", { value: noted, configurable: true, writable: true });
  Object.defineProperty(error, "stack", { value: notedStack, configurable: true, writable: true });
  return error;
}

function canWrite(error: Error, property: "message" | "stack"): boolean {
  const own = Object.getOwnPropertyDescriptor(error, property);
  return own === undefined ? Object.isExtensible(error) : own.configurable === true;
}

/** The violations that a refused step found, one diagnostic each. */
export const propertyError = (engine: Engine, events: readonly EngineEvent[]): BitloomError =>
  new BitloomError(events.map((event) => propertyDiagnostic(engine, event)));

function propertyDiagnostic(engine: Engine, event: EngineEvent): Diagnostic {
  const { property, path, cycle, lane } = event;
  return diagnostic(
    "BL0426",
    {
      kind: property.kind,
      path,
      message: property.message,
      cycle,
      lane: engine.lanes > 1 ? lane : undefined,
      values: valuesIn(engine, event),
    },
    [{ label: "checked here", site: property.site }],
  );
}

/** `name = value` for every signal and memory port that the condition or the enable names, in order of appearance. */
function valuesIn(engine: Engine, { property, path, lane }: EngineEvent): string[] {
  const inside = path.slice(0, path.length - property.name.length);
  const values = new Map<string, string>();
  const visit = (expr: Expr): void => {
    const name = expr.op === "ref" ? expr.signal.name : expr.op === "read" ? expr.port.name : undefined;
    if (name !== undefined && !values.has(name)) {
      values.set(name, `${name} = ${valueAt(engine, `${inside}${name}`, lane)}`);
    }
    for (const operand of operandsOf(expr)) visit(operand);
  };
  for (const expr of [...propertyOperands(property)].reverse()) visit(expr);
  return [...values.values()];
}

function valueAt(engine: Engine, path: string, lane: number): string {
  const probe = engine.probe(path);
  return valueText(probe.type, probe.getBits(lane));
}
