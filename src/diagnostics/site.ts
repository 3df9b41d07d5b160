/**
 * Where in the user's TypeScript something was written. A site keeps the raw stack (cheap) and is resolved to file,
 * line and column only when a message, a name or a comment needs it.
 */

/** A place in a source file as the user wrote it (never in compiled JavaScript). Lines and columns count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An unresolved place: the stack at the moment a language construct was called. */
export interface Site {
  readonly stack: string;
}
