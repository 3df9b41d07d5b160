/** Lines that testbenches print, written here by hand. */
import { expect, test } from "vitest";
import { parseReport } from "./report.ts";

test("a pass has its numbers", () => {
  expect(parseReport("hello\nBITLOOM RESULT pass checked=1234 mismatches=0 cycles=5678\n")).toEqual({
    passed: true,
    checked: 1234,
    mismatches: 0,
    cycles: 5678,
    reason: undefined,
    firstMismatch: undefined,
    measurements: {},
    streams: [],
    readings: {},
    received: {},
  });
});

test("recorded words and beats are numbers, in order; unknown digits are 0", () => {
  const report = parseReport(`
BITLOOM READ name=job0.cycles value=0000002a
BITLOOM BEAT name=deq value=0ff
BITLOOM READ name=bad value=xZ1
BITLOOM BEAT name=other value=1
BITLOOM BEAT name=deq value=100
BITLOOM RESULT pass checked=1 mismatches=0 cycles=1`);
  expect(report?.readings).toEqual({ "job0.cycles": 42n, bad: 1n });
  expect(report?.received).toEqual({ deq: [255n, 256n], other: [1n] });
});

test("the first mismatch printed is kept, unknown bits included", () => {
  const report = parseReport(`
BITLOOM MISMATCH cycle=7 port=deq_data beat=3 expected=0a got=xx
BITLOOM MISMATCH cycle=9 port=deq_last beat=5 expected=1 got=0
BITLOOM STREAM name=deq beats=9 of=10
BITLOOM MEASURE name=latency cycles=42
BITLOOM RESULT fail checked=9 mismatches=2 cycles=50 reason=mismatch`);
  expect(report?.firstMismatch).toEqual({ cycle: 7, port: "deq_data", beat: 3, expected: "0a", got: "xx" });
  expect(report).toMatchObject({
    passed: false,
    reason: "mismatch",
    measurements: { latency: 42 },
    streams: [{ name: "deq", beats: 9, of: 10 }],
  });
});

test("output without a result line is no report", () => {
  expect(parseReport("BITLOOM MISMATCH cycle=7 port=a expected=0 got=1\n")).toBeUndefined();
});

test("a result that says neither pass nor fail did not pass", () => {
  expect(parseReport("BITLOOM RESULT passed checked=1 mismatches=0 cycles=1")?.passed).toBe(false);
});
