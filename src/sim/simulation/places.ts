/**
 * Where suspended generators stand in the source, for messages about tasks that wait. V8 tells it through its inspector,
 * which works inside the process and costs nothing until it is asked.
 */
import { existsSync, readFileSync } from "node:fs";
import { type Debugger, type Runtime, Session } from "node:inspector";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { type Site, siteAt } from "../../diagnostics/index.ts";

/** Name under which the inspector finds the generators; there only while it looks. */
const HOLDER = "__bitloomSuspendedGenerators";

/** The place of the `yield` of each generator; undefined for one that has ended or when V8 does not tell. */
export function placesOf(generators: readonly Generator<unknown, unknown, never>[]): (Site | undefined)[] {
  const session = new Session();
  const scripts = new Map<string, Debugger.ScriptParsedEventDataType>();
  try {
    session.connect();
    session.on("Debugger.scriptParsed", ({ params }) => scripts.set(params.scriptId, params));
    session.post("Debugger.enable");
    Reflect.set(globalThis, HOLDER, generators);
    return generators.map((_, index) => {
      const location = locationIn(session, `globalThis.${HOLDER}[${index}]`);
      const script = location === undefined ? undefined : scripts.get(location.scriptId);
      return location && script && siteIn(script, location);
    });
  } catch {
    // Without an inspector (it can be switched off) the place of the fork has to do.
    return generators.map(() => undefined);
  } finally {
    Reflect.deleteProperty(globalThis, HOLDER);
    session.disconnect();
  }
}

function locationIn(session: Session, expression: string): Debugger.Location | undefined {
  let objectId: string | undefined;
  session.post("Runtime.evaluate", { expression }, (_error, found) => {
    objectId = found?.result.objectId;
  });
  if (objectId === undefined) return undefined;
  let properties: readonly Runtime.InternalPropertyDescriptor[] = [];
  session.post("Runtime.getProperties", { objectId, ownProperties: true }, (_error, found) => {
    properties = found?.internalProperties ?? [];
  });
  const location = properties.find(({ name }) => name === "[[GeneratorLocation]]")?.value;
  return location?.value as Debugger.Location | undefined;
}

/** V8 counts lines and columns from 0, sites from 1; source maps count lines from 1 and columns from 0. */
function siteIn(
  script: Debugger.ScriptParsedEventDataType,
  { lineNumber, columnNumber = 0 }: Debugger.Location,
): Site | undefined {
  const file = script.url.startsWith("file:") ? fileURLToPath(script.url) : script.url;
  if (file === "") return undefined;
  const map = mapOf(file, script.sourceMapURL);
  const original =
    map === undefined ? undefined : originalPositionFor(map, { line: lineNumber + 1, column: columnNumber });
  if (original?.source === undefined || original.source === null) {
    return siteAt({ file: relative(process.cwd(), file), line: lineNumber + 1, column: columnNumber + 1 });
  }
  const source = original.source.startsWith("file:") ? fileURLToPath(original.source) : original.source;
  const written = join(dirname(file), relative(dirname(file), join(dirname(file), source)));
  const path = source.startsWith("/") ? source : written;
  return siteAt({
    file: relative(process.cwd(), path),
    line: original.line,
    column: original.column + 1,
  });
}

function mapOf(file: string, address: string | undefined): TraceMap | undefined {
  if (address === undefined || address === "") return undefined;
  const inline = /^data:application\/json[^,]*;base64,(.*)$/.exec(address)?.[1];
  if (inline !== undefined) return new TraceMap(Buffer.from(inline, "base64").toString("utf8"));
  const beside = join(dirname(file), address);
  return existsSync(beside) ? new TraceMap(readFileSync(beside, "utf8")) : undefined;
}
