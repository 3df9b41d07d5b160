/**
 * The text of a captured stack. Invariant: the lines are those that the process's own `Error.prepareStackTrace` makes, but each
 * place is handed to it once: vitest's maps positions at some ten microseconds a frame, a third of the time of a test that elaborates.
 */

type PrepareStackTrace = NonNullable<typeof Error.prepareStackTrace>;

/** V8 makes the text when `stack` is first read, with what is installed at that time, and keeps it. */
export function stackText(captured: { readonly stack: string }): string {
  const installed = Error.prepareStackTrace;
  if (installed === undefined) return captured.stack;
  Error.prepareStackTrace = placeByPlace(installed);
  try {
    return captured.stack;
  } finally {
    Error.prepareStackTrace = installed;
  }
}

const known = new WeakMap<PrepareStackTrace, PrepareStackTrace>();

function placeByPlace(installed: PrepareStackTrace): PrepareStackTrace {
  let prepare = known.get(installed);
  if (prepare === undefined) {
    const lines = new Map<string, string>();
    prepare = (error, frames) => frames.map((frame) => lineOf(installed, error, frame, lines)).join("\n");
    known.set(installed, prepare);
  }
  return prepare;
}

function lineOf(
  installed: PrepareStackTrace,
  error: Error,
  frame: NodeJS.CallSite,
  lines: Map<string, string>,
): string {
  const file = frame.getFileName();
  const make = () =>
    String(installed(error, [frame]))
      .split("\n")
      .slice(1)
      .join("\n");
  // Evaluated code has no file, and its place says nothing.
  if (!file) return make();
  const key = `${file}:${frame.getLineNumber()}:${frame.getColumnNumber()}:${frame.isAsync()}`;
  let line = lines.get(key);
  if (line === undefined) {
    line = make();
    lines.set(key, line);
  }
  return line;
}
