`default_nettype none

// Row skew: row r of 2 is delayed by 3 + r cycles.
module fineq_skew_2_unary_a8 (  // src/blocks/fineq/skew.ts:36:10
  input  wire        clock,
  input  wire        step,
  input  wire [15:0] activations,  // 2 x 8 bits, element 0 lowest
  output wire [15:0] edges  // 2 x 8 bits, element 0 lowest
);

  reg [15:0] taken;  // 2 x 8 bits, element 0 lowest; src/blocks/fineq/skew.ts:44:21
  reg [7:0] line_0;  // 1 x 8 bits, element 0 lowest; src/blocks/fineq/skew.ts:49:22
  reg [7:0] edge_0;  // src/blocks/fineq/skew.ts:51:22
  reg [15:0] line_1;  // 2 x 8 bits, element 0 lowest; src/blocks/fineq/skew.ts:49:22
  reg [7:0] edge_1;  // src/blocks/fineq/skew.ts:51:22

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:45:7
    if (step) taken <= activations;
  end

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:50:14
    line_0 <= taken[7:0];
    edge_0 <= line_0;
  end

  assign edges[15:8] = edge_1;  // src/blocks/fineq/skew.ts:53:23
  assign edges[7:0] = edge_0;  // src/blocks/fineq/skew.ts:53:23

  always @(posedge clock) begin  // src/blocks/fineq/skew.ts:50:14
    line_1 <= {line_1[7:0], taken[15:8]};
    edge_1 <= line_1[15:8];
  end

endmodule

`default_nettype wire
