`default_nettype none

// Scale lane: sum * significand << shift of a binary16 scale, exact, in units of 2^-24.
module fineq_scale_lane_w20 (  // src/blocks/fineq/scale.ts:53:5
  input  wire        clock,
  input  wire [19:0] sum,
  input  wire [15:0] scale,
  input  wire [2:0]  enable,
  output wire [59:0] result
);

  reg [19:0] heldSum;  // src/blocks/fineq/scale.ts:65:25
  reg [10:0] significand;  // src/blocks/fineq/scale.ts:66:29
  reg [4:0] shift;  // src/blocks/fineq/scale.ts:67:23
  reg [31:0] product;  // src/blocks/fineq/scale.ts:68:25
  reg [4:0] productShift;  // src/blocks/fineq/scale.ts:69:30
  reg [59:0] scaled;  // src/blocks/fineq/scale.ts:70:24
  wire [4:0] exponent = scale[14:10];  // src/blocks/fineq/scale.ts:62:32
  wire isNormal = |exponent;  // src/blocks/fineq/scale.ts:64:35

  always @(posedge clock) begin  // src/blocks/fineq/scale.ts:71:9
    if (enable[0]) begin
      heldSum <= sum;
      significand <= {isNormal, scale[9:0]};
      shift <= isNormal ? exponent - 5'd1 : exponent;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale.ts:76:9
    if (enable[1]) begin
      product <= $signed({{12{heldSum[19]}}, heldSum}) * $signed({20'd0, 1'b0, significand});
      productShift <= shift;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale.ts:80:9
    if (enable[2]) scaled <= {{28{product[31]}}, product} << productShift;
  end

  assign result = scaled;  // src/blocks/fineq/scale.ts:83:16

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, scale[15]};

endmodule

`default_nettype wire
