/** Instances, clock domains and properties as Verilog. Golden texts are read like code. */
import { describe, expect, test } from "vitest";
import {
  add,
  and,
  bit,
  bits,
  eq,
  goldenDesigns,
  lit,
  moduleBuilder,
  not,
  resize,
  sint,
  slice,
  uint,
  verilogBody,
} from "../../testing/index.ts";
import { writeVerilog } from "../index.ts";

const golden = goldenDesigns();
const { design } = golden;

describe("instances", () => {
  const adder = () => {
    const m = moduleBuilder("adder");
    const [a, b] = [m.input("a", uint(4)), m.input("b", uint(4))];
    const sum = add(resize(a, 5), resize(b, 5));
    m.assign(m.output("sum", uint(4)), resize(sum, 4));
    m.assign(m.output("carry", bit), slice(sum, 4, 4));
    return m.build();
  };

  test("take short values and give whole outputs in the port list, and wires elsewhere", () => {
    const child = adder();
    const made = design("doubler", (m) => {
      const [a, go] = [m.input("a", uint(4)), m.input("go", bit)];
      const [low, wide] = [m.output("low", uint(4)), m.output("wide", uint(5))];
      const first = m.instance("first", child);
      m.assign(first("a"), a);
      m.assign(first("b"), lit(1, 4));
      m.assign(low, first("sum"));
      const second = m.instance("second", child);
      m.assign(second("a"), lit(0, 4));
      m.when(go, () => m.assign(second("a"), a));
      m.assign(second("b"), a);
      m.assign(wide, resize(second("sum"), 5));
    });
    expect(writeVerilog(made).files.map(({ name }) => name)).toEqual(["adder.v", "doubler.v"]);
    expect(writeVerilog(made).fileList).toEqual({ name: "doubler.f", text: "adder.v\ndoubler.v\n" });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        wire first_carry;
        reg [3:0] second_a;
        wire [3:0] second_sum;
        wire second_carry;

        adder first (
          .a     (a),
          .b     (4'd1),
          .sum   (low),
          .carry (first_carry)
        );

        adder second (
          .a     (second_a),
          .b     (a),
          .sum   (second_sum),
          .carry (second_carry)
        );

        always @* begin
          second_a = 4'd0;
          if (go) second_a = a;
        end

        assign wide = {1'b0, second_sum};

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, first_carry, second_carry};
      "
    `);
  });

  test("drive their part of a vector from the port list, and leave pipelines between them whole", () => {
    const child = adder();
    const made = design("lanes", (m) => {
      const a = m.input("a", uint(4));
      const sums = m.output("sums", uint(8));
      const delays = [m.register("delay_0", uint(4)), m.register("delay_1", uint(4))];
      delays.forEach((delay, i) => {
        const lane = m.instance(`lane_${i}`, child);
        m.assign(lane("a"), i === 0 ? a : (delays[i - 1] ?? a));
        m.assign(lane("b"), delay);
        m.assign(delay, i === 0 ? a : (delays[i - 1] ?? a));
        m.assign(bits(sums, 4 * i + 3, 4 * i), lane("sum"));
      });
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [3:0] delay_0;
        reg [3:0] delay_1;
        wire lane_0_carry;
        wire lane_1_carry;

        adder lane_0 (
          .a     (a),
          .b     (delay_0),
          .sum   (sums[3:0]),
          .carry (lane_0_carry)
        );

        adder lane_1 (
          .a     (delay_0),
          .b     (delay_1),
          .sum   (sums[7:4]),
          .carry (lane_1_carry)
        );

        always @(posedge clock) begin
          delay_0 <= a;
          delay_1 <= delay_0;
        end

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, reset, lane_0_carry, lane_1_carry};
      "
    `);
  });

  test("of black boxes get parameters, and their files come first in the list", () => {
    const box = moduleBuilder("pll");
    const verilog = [
      'module PLL_CORE #(parameter DIVIDE = 1, parameter MODE = "") (',
      "  input wire enable, output wire locked);",
      '  assign locked = enable && DIVIDE > 1 && MODE != "";',
      "endmodule\n",
    ].join("\n");
    box.input("enable", bit);
    box.output("locked", bit);
    const external = box.buildExternal({
      verilogName: "PLL_CORE",
      parameters: new Map<string, bigint | string>([
        ["DIVIDE", 4n],
        ["MODE", "fast"],
      ]),
      files: ["vendor/pll.v"],
    });
    const made = design(
      "clock_source",
      (m) => {
        const pll = m.instance("pll", external);
        m.assign(pll("enable"), m.input("enable", bit));
        m.assign(m.output("locked", bit), pll("locked"));
      },
      [verilog],
    );
    expect(writeVerilog(made).fileList.text).toBe("vendor/pll.v\nclock_source.v\n");
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        PLL_CORE #(
          .DIVIDE (4),
          .MODE   ("fast")
        ) pll (
          .enable (enable),
          .locked (locked)
        );
      "
    `);
  });

  test("share one clock, and get an inverted reset when their level differs", () => {
    const inner = moduleBuilder("toggle", { resetKind: "async", resetActive: "low" });
    const state = inner.register("state", bit, { init: 0 });
    inner.assign(state, not(state));
    inner.assign(inner.output("level", bit), state);
    const child = inner.build();
    const made = design("wrapper", (m) => {
      m.domain("default", { resetKind: "async", resetActive: "high" });
      m.assign(m.output("level", bit), m.instance("toggle", child)("level"));
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        toggle toggle (
          .clock (clock),
          .reset (!reset),
          .level (level)
        );
      "
    `);
  });
});

describe("clock domains", () => {
  test("reset at once or at the edge, low or high, or never", () => {
    const made = design("resets", (m) => {
      m.domain("slow", { resetKind: "async", resetActive: "low" });
      m.domain("free", { resetKind: "none" });
      const data = m.input("data", sint(4));
      for (const domain of ["default", "slow", "free"]) {
        const held = m.register(`${domain}_held`, sint(4), { init: -2, domain });
        m.assign(held, data);
        m.assign(m.output(`${domain}_out`, sint(4), { domain }), held);
      }
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [3:0] default_held;
        reg [3:0] slow_held;
        reg [3:0] free_held = -4'd2;

        always @(posedge clock) begin
          if (reset) begin
            default_held <= -4'd2;
          end else begin
            default_held <= data;
          end
        end

        assign default_out = default_held;

        always @(posedge slow_clock or negedge slow_reset) begin
          if (!slow_reset) begin
            slow_held <= -4'd2;
          end else begin
            slow_held <= data;
          end
        end

        assign slow_out = slow_held;

        always @(posedge free_clock) begin
          free_held <= data;
        end

        assign free_out = free_held;
      "
    `);
  });
});

describe("properties", () => {
  test("are formal statements, messages of a simulation, or nothing", () => {
    const made = design("checked", (m) => {
      m.domain("default", { resetKind: "async" });
      const [push, full] = [m.input("push", bit), m.input("full", bit)];
      const count = m.register("count", uint(4), { init: 0 });
      m.when(and(push, not(full)), () => m.assign(count, add(count, lit(1, 4))));
      m.property("assume", "no_overrun", not(full), { enable: push, message: 'never "push" at 100%' });
      m.property("cover", "wraps", eq(count, lit(15, 4)));
      m.assign(m.output("level", uint(4)), count);
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [3:0] count;
        wire count_is_15 = count == 4'd15;

        always @(posedge clock or posedge reset) begin
          if (reset) begin
            count <= 4'd0;
          end else if (push && !full) begin
            count <= count + 4'd1;
          end
        end

        assign level = count;

      \`ifdef FORMAL
        always @(posedge clock) begin
          if (!reset) begin
            if (push) no_overrun: assume (!full);
            wraps: cover (count_is_15);
          end
        end
      \`elsif SYNTHESIS
      \`else
        always @(posedge clock or posedge reset) begin
          if (!reset) begin
            if (push && full) begin
              $display("BITLOOM PROPERTY FAILED %m.no_overrun: never \\"push\\" at 100%%");
            end
          end
        end
      \`endif

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, count_is_15};
      "
    `);
  });

  test("leave clock and reset to the sink where only a cover reads them", () => {
    const made = design("watched", (m) => {
      const go = m.input("go", bit);
      m.property("cover", "goes", go);
      m.assign(m.output("gone", bit), not(go));
    });
    expect(verilogBody(made)).toContain("wire unused_bits = &{1'b0, clock, reset};");
  });
});

test("every module above passes all three tools", async () => {
  expect(await golden.complaints()).toEqual([]);
});
