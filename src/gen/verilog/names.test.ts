/** Names that the writer invents say what they stand for, and no two are equal. */
import { expect, test } from "vitest";
import { add, and, eq, lit, moduleBuilder, mux, not, resize, slice, uint } from "../../testing/index.ts";
import { NameTable, nameForExpression, nameForMember } from "./names.ts";

const m = moduleBuilder("any");
const value = m.input("value", uint(8));
const other = m.input("a_rather_long_signal_name", uint(8));

test("simple expressions are read out", () => {
  const named = [
    add(value, lit(1, 8)),
    not(value),
    slice(value, 3, 0),
    eq(value, lit(7, 8)),
    resize(value, 9),
  ];
  expect(named.map((expr) => nameForExpression(expr, "target"))).toEqual([
    "value_plus_1",
    "not_value",
    "value_3_0",
    "value_is_7",
    "value_resized",
  ]);
});

test("others are named after their target and operation", () => {
  const named = [add(other, and(other, value)), mux(slice(value, 0, 0), value, other), add(lit(1, 8), value)];
  expect(named.map((expr) => nameForExpression(expr, "sum"))).toEqual(["sum_sum", "sum_choice", "sum_sum"]);
});

test("a second claim of a name gets a number", () => {
  const names = new NameTable();
  names.reserve("value_plus_1");
  expect([1, 2].map(() => names.claim("value_plus_1"))).toEqual(["value_plus_1_2", "value_plus_1_3"]);
});

test("enum constants are type and member in capitals", () => {
  expect(nameForMember("UartState", "waitForAck")).toBe("UART_STATE_WAIT_FOR_ACK");
  expect(nameForMember("", "idle")).toBe("IS_IDLE");
});
