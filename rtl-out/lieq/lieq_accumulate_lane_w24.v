`default_nettype none

// Lane: zero-point correction, exact scaling by a binary16 scale, addition to an earlier total.
module lieq_accumulate_lane_w24 (  // src/blocks/lieq/accumulate.ts:65:5
  input  wire        clock,
  input  wire [23:0] sum,
  input  wire [7:0]  zero,
  input  wire [15:0] rowSum,
  input  wire [15:0] scale,
  input  wire [71:0] earlier,
  input  wire [4:0]  enable,
  output wire [71:0] total,
  output wire [71:0] result
);

  reg [23:0] heldSum;  // src/blocks/lieq/accumulate.ts:78:25
  reg [7:0] heldZero;  // src/blocks/lieq/accumulate.ts:79:26
  reg [15:0] heldRowSum;  // src/blocks/lieq/accumulate.ts:80:28
  wire [23:0] correction = {15'd0, 1'b0, heldZero} * {{8{heldRowSum[15]}}, heldRowSum};  // src/blocks/lieq/accumulate.ts:96:12
  reg [15:0] heldScale;  // src/blocks/lieq/accumulate.ts:81:27
  wire [63:0] scaling_result;
  reg [71:0] sent;  // src/blocks/lieq/accumulate.ts:100:22
  wire [71:0] added = {{8{scaling_result[63]}}, scaling_result} + earlier;  // src/blocks/lieq/accumulate.ts:101:55

  fineq_scale_lane_w24 scaling (  // src/blocks/lieq/accumulate.ts:88:25
    .clock  (clock),
    .sum    (heldSum - correction),
    .scale  (heldScale),
    .enable (enable[3:1]),
    .result (scaling_result)
  );

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:82:9
    if (enable[0]) begin
      heldSum <= sum;
      heldZero <= zero;
      heldRowSum <= rowSum;
      heldScale <= scale;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/accumulate.ts:102:9
    if (enable[4]) sent <= added;
  end

  assign total = added;  // src/blocks/lieq/accumulate.ts:105:15
  assign result = sent;  // src/blocks/lieq/accumulate.ts:106:16

endmodule

`default_nettype wire
