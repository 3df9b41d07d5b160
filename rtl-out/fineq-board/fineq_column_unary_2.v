`default_nettype none

// Top of a column: 2 blocks of weights, decoder, temporal encoder (unary).
module fineq_column_unary_2 (  // src/blocks/fineq/column.ts:44:3
  input  wire        clock,
  input  wire        write,
  input  wire        slot,
  input  wire [55:0] block,
  input  wire        command_step,
  input  wire        command_boundary,
  input  wire        command_slot,
  input  wire [2:0]  command_cluster,
  input  wire [1:0]  command_position,
  input  wire [1:0]  command_phase,
  output wire        passed_step,
  output wire        passed_boundary,
  output wire        passed_slot,
  output wire [2:0]  passed_cluster,
  output wire [1:0]  passed_position,
  output wire [1:0]  passed_phase,
  output wire        pulse,
  output wire        negative,
  output wire        boundary
);

  reg [1:0] index;  // src/blocks/fineq/column.ts:68:21
  reg [5:0] cluster;  // src/blocks/fineq/column.ts:69:23
  reg [1:0] position;  // src/blocks/fineq/column.ts:70:24
  wire [8:0] decoder_weights;  // 3 x 3 bits, element 0 lowest
  wire [2:0] decoder_weights_at_position = (position < 2'd3) ? decoder_weights[position * 3 +: 3] : 3'd0;  // src/blocks/fineq/column.ts:96:38
  wire [1:0] weight_magnitude = decoder_weights_at_position[1:0];  // src/blocks/fineq/column.ts:96:38
  reg [1:0] phase;  // src/blocks/fineq/column.ts:83:23
  reg next_step;  // src/blocks/fineq/column.ts:60:20
  reg next_boundary;  // src/blocks/fineq/column.ts:60:20
  reg next_slot;  // src/blocks/fineq/column.ts:60:20
  reg [2:0] next_cluster;  // src/blocks/fineq/column.ts:60:20
  reg [1:0] next_position;  // src/blocks/fineq/column.ts:60:20
  reg [1:0] next_phase;  // src/blocks/fineq/column.ts:60:20
  reg isStep;  // src/blocks/fineq/column.ts:71:22
  reg isBoundary;  // src/blocks/fineq/column.ts:72:26
  wire encoder_pulse;
  reg edgePulse;  // src/blocks/fineq/column.ts:99:25
  reg edgeNegative;  // src/blocks/fineq/column.ts:100:28
  reg edgeBoundary;  // src/blocks/fineq/column.ts:101:28
  reg [55:0] store [0:1];  // src/blocks/fineq/column.ts:57:21
  wire [55:0] read = store[command_slot];  // src/blocks/fineq/column.ts:65:26
  wire [7:0] indices = read[7:0];  // 4 x 2 bits, element 0 lowest; src/blocks/fineq/column.ts:66:23
  wire [47:0] clusters = read[55:8];  // 8 x 6 bits, element 0 lowest; src/blocks/fineq/column.ts:67:24
  wire weight_negative = decoder_weights_at_position[2];  // src/blocks/fineq/column.ts:96:38

  fineq_decoder decoder (  // src/blocks/fineq/column.ts:93:23
    .index   (index),
    .cluster (cluster),
    .weights (decoder_weights)
  );

  fineq_encoder_unary encoder (  // src/blocks/fineq/column.ts:87:25
    .magnitude (weight_magnitude),
    .phase     (phase),
    .pulse     (encoder_pulse)
  );

  always @(posedge clock) begin  // src/blocks/fineq/column.ts:58:13
    if (write) store[slot] <= block;
  end

  always @(posedge clock) begin  // src/blocks/fineq/column.ts:61:12
    next_step <= command_step;
    next_boundary <= command_boundary;
    next_slot <= command_slot;
    next_cluster <= command_cluster;
    next_position <= command_position;
    next_phase <= command_phase;
  end

  assign passed_step = next_step;  // src/blocks/fineq/column.ts:62:14
  assign passed_boundary = next_boundary;  // src/blocks/fineq/column.ts:62:14
  assign passed_slot = next_slot;  // src/blocks/fineq/column.ts:62:14
  assign passed_cluster = next_cluster;  // src/blocks/fineq/column.ts:62:14
  assign passed_position = next_position;  // src/blocks/fineq/column.ts:62:14
  assign passed_phase = next_phase;  // src/blocks/fineq/column.ts:62:14

  always @(posedge clock) begin  // src/blocks/fineq/column.ts:73:14
    isStep <= command_step;
    isBoundary <= command_boundary;
  end

  always @(posedge clock) begin  // src/blocks/fineq/column.ts:75:7
    if (command_step) begin
      index <= indices[command_cluster[2:1] * 2 +: 2];
      cluster <= clusters[command_cluster * 6 +: 6];
      position <= command_position;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/column.ts:84:9
    if (command_step) phase <= command_phase;
  end

  always @(posedge clock) begin  // src/blocks/fineq/column.ts:102:17
    edgePulse <= isStep ? encoder_pulse : 1'b0;
    edgeNegative <= weight_negative;
    edgeBoundary <= isBoundary;
  end

  assign pulse = edgePulse;  // src/blocks/fineq/column.ts:105:13
  assign negative = edgeNegative;  // src/blocks/fineq/column.ts:106:16
  assign boundary = edgeBoundary;  // src/blocks/fineq/column.ts:107:16

endmodule

`default_nettype wire
