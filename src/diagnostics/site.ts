/**
 * Where in the user's TypeScript something was written. A site keeps the raw stack (cheap) and is resolved to file,
 * line and column only when a message, a name or a comment needs it.
 */
import { relative } from "node:path";
import { type Frame, parseFrame } from "./frames.ts";
import { stackText } from "./stack-text.ts";

/** A place in a source file as the user wrote it (never in compiled JavaScript). Lines and columns count from 1. */
export interface SourceLocation {
  /** Relative to the working directory of the process, with the separators of the platform. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An unresolved place: the stack at the moment a language construct was called. */
export interface StackSite {
  readonly stack: string;
}

/** A place that was known from the start, such as one that the linter read from a syntax tree. */
export interface KnownSite {
  readonly location: SourceLocation;
}

export type Site = StackSite | KnownSite;

/** A stack frame in the user's code, with what the search for a name must know beyond the location. */
export interface UserFrame {
  readonly location: SourceLocation;
  readonly absoluteFile: string;
  /** False for frames after an `await`: their position is not that of a call. */
  readonly isCall: boolean;
  /** True when frames of the language lie between this frame and the user frame inside it. */
  readonly acrossLanguage: boolean;
  /** The text of the frame; equal texts mean equal positions, so it serves as a cache key. */
  readonly key: string;
}

/** Enough for a call from a block helper through a few functions; each frame costs time and memory at every node. */
const capturedFrames = 12;

/** Holds V8's unformatted frames: the text is made when `stack` is first read, which halves the cost of a capture. */
class CapturedStack implements StackSite {
  declare readonly stack: string;

  constructor() {
    Error.captureStackTrace(this, captureSite);
  }
}

/** The place of the caller's callers; 2 to 12 microseconds, and the text is made only when the site is resolved. */
export function captureSite(): Site {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = capturedFrames;
  const site = new CapturedStack();
  Error.stackTraceLimit = limit;
  return site;
}

/** A site whose location needs no resolving. */
export function siteAt(location: SourceLocation): Site {
  return { location };
}

/** The innermost place in the user's code, or undefined when no frame of the stack is the user's. */
export function locate(site: Site): SourceLocation | undefined {
  if ("location" in site) return site.location;
  for (const frame of userFrames(site)) return frame.location;
  return undefined;
}

/** Every place in the user's code, from the innermost call outwards. */
export function locateAll(site: Site): SourceLocation[] {
  if ("location" in site) return [site.location];
  return Array.from(userFrames(site), (frame) => frame.location);
}

/**
 * The user's frames from the innermost outwards, each read when it is asked for: a name mostly needs the first alone.
 * None for a site with a known location.
 */
export function* userFrames(site: Site): Generator<UserFrame, void, undefined> {
  if ("location" in site) return;
  let acrossLanguage = false;
  for (const key of stackText(site).split("\n")) {
    const frame = parseFrame(key);
    if (frame.kind === "language") acrossLanguage = true;
    if (frame.kind !== "user") continue;
    yield {
      location: locationOf(frame),
      absoluteFile: frame.file,
      isCall: frame.isCall,
      acrossLanguage,
      key,
    };
    acrossLanguage = false;
  }
}

const locations = new WeakMap<Frame, SourceLocation>();

/** Relative to the working directory at the first question; a process that changes it keeps the earlier answer. */
function locationOf(frame: Frame & { kind: "user" }): SourceLocation {
  let location = locations.get(frame);
  if (location === undefined) {
    location = { file: relative(process.cwd(), frame.file), line: frame.line, column: frame.column };
    locations.set(frame, location);
  }
  return location;
}
