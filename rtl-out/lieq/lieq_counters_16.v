`default_nettype none

// Counters of a program and of each of up to 16 layers.
module lieq_counters_16 (  // src/blocks/lieq/counters.ts:66:3
  input  wire        clock,
  input  wire        reset,
  input  wire        start,
  input  wire        isBusy,
  input  wire        events_step,
  input  wire        events_weightStall,
  input  wire        events_activationStall,
  input  wire        events_resultStall,
  input  wire        passDone,
  input  wire        layerEnds,
  output wire [31:0] program_cycles,
  output wire [31:0] program_steps,
  output wire [31:0] program_weightStalls,
  output wire [31:0] program_activationStalls,
  output wire [31:0] program_resultStalls,
  output wire [31:0] program_passes,
  input  wire [9:0]  select,
  output reg  [31:0] layer_cycles,
  output reg  [31:0] layer_steps,
  output reg  [31:0] layer_weightStalls,
  output reg  [31:0] layer_activationStalls,
  output reg  [31:0] layer_resultStalls
);

  reg [31:0] all_cycles;  // src/blocks/lieq/counters.ts:80:19
  reg [31:0] all_steps;  // src/blocks/lieq/counters.ts:80:19
  reg [31:0] all_weightStalls;  // src/blocks/lieq/counters.ts:80:19
  reg [31:0] all_activationStalls;  // src/blocks/lieq/counters.ts:80:19
  reg [31:0] all_resultStalls;  // src/blocks/lieq/counters.ts:80:19
  reg [31:0] all_passes;  // src/blocks/lieq/counters.ts:80:19
  reg [31:0] current_cycles;  // src/blocks/lieq/counters.ts:81:23
  reg [31:0] current_steps;  // src/blocks/lieq/counters.ts:81:23
  reg [31:0] current_weightStalls;  // src/blocks/lieq/counters.ts:81:23
  reg [31:0] current_activationStalls;  // src/blocks/lieq/counters.ts:81:23
  reg [31:0] current_resultStalls;  // src/blocks/lieq/counters.ts:81:23
  // Layers that have ended.
  reg [10:0] ended;  // src/blocks/lieq/counters.ts:83:21
  reg isKnown;  // src/blocks/lieq/counters.ts:101:23
  reg [159:0] store [0:15];  // src/blocks/lieq/counters.ts:99:21
  reg [159:0] found;  // src/blocks/lieq/counters.ts:103:27
  wire [31:0] found_cycles = found[31:0];  // src/blocks/lieq/counters.ts:103:27
  wire [31:0] found_steps = found[63:32];  // src/blocks/lieq/counters.ts:103:27
  wire [31:0] found_weightStalls = found[95:64];  // src/blocks/lieq/counters.ts:103:27
  wire [31:0] found_activationStalls = found[127:96];  // src/blocks/lieq/counters.ts:103:27
  wire [31:0] found_resultStalls = found[159:128];  // src/blocks/lieq/counters.ts:103:27
  wire [31:0] after_cycles = isBusy ? current_cycles + 32'd1 : current_cycles;  // src/blocks/lieq/counters.ts:138:48
  wire [31:0] after_steps = events_step ? current_steps + 32'd1 : current_steps;  // src/blocks/lieq/counters.ts:138:48
  wire [31:0] after_weightStalls = events_weightStall ? current_weightStalls + 32'd1 : current_weightStalls;  // src/blocks/lieq/counters.ts:138:48
  wire [31:0] after_activationStalls = events_activationStall ? current_activationStalls + 32'd1
      : current_activationStalls;  // src/blocks/lieq/counters.ts:138:48
  wire [31:0] after_resultStalls = events_resultStall ? current_resultStalls + 32'd1 : current_resultStalls;  // src/blocks/lieq/counters.ts:138:48

  always @(posedge clock) begin  // src/blocks/lieq/counters.ts:100:13
    if (layerEnds) begin
      store[ended[3:0]] <= {after_resultStalls, after_activationStalls, after_weightStalls, after_steps, after_cycles};
    end
    found <= store[select[3:0]];
  end

  always @(posedge clock) begin  // src/blocks/lieq/counters.ts:102:15
    if (reset) begin
      isKnown <= 1'b0;
    end else begin
      isKnown <= {1'b0, select} < ended;
    end
  end

  always @* begin  // src/blocks/lieq/counters.ts:104:7
    if (isKnown) begin
      layer_cycles = found_cycles;
      layer_steps = found_steps;
      layer_weightStalls = found_weightStalls;
      layer_activationStalls = found_activationStalls;
      layer_resultStalls = found_resultStalls;
    end else begin
      layer_cycles = 32'd0;
      layer_steps = 32'd0;
      layer_weightStalls = 32'd0;
      layer_activationStalls = 32'd0;
      layer_resultStalls = 32'd0;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/counters.ts:110:7
    if (reset) begin
      current_cycles <= 32'd0;
      current_steps <= 32'd0;
      current_weightStalls <= 32'd0;
      current_activationStalls <= 32'd0;
      current_resultStalls <= 32'd0;
    end else if (start || layerEnds) begin
      current_cycles <= 32'd0;
      current_steps <= 32'd0;
      current_weightStalls <= 32'd0;
      current_activationStalls <= 32'd0;
      current_resultStalls <= 32'd0;
    end else begin
      current_cycles <= after_cycles;
      current_steps <= after_steps;
      current_weightStalls <= after_weightStalls;
      current_activationStalls <= after_activationStalls;
      current_resultStalls <= after_resultStalls;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/counters.ts:115:7
    if (reset) begin
      all_cycles <= 32'd0;
      all_steps <= 32'd0;
      all_weightStalls <= 32'd0;
      all_activationStalls <= 32'd0;
      all_resultStalls <= 32'd0;
      all_passes <= 32'd0;
      ended <= 11'd0;
    end else if (start) begin
      all_cycles <= 32'd0;
      all_steps <= 32'd0;
      all_weightStalls <= 32'd0;
      all_activationStalls <= 32'd0;
      all_resultStalls <= 32'd0;
      all_passes <= 32'd0;
      ended <= 11'd0;
    end else begin
      all_cycles <= isBusy ? all_cycles + 32'd1 : all_cycles;
      all_steps <= events_step ? all_steps + 32'd1 : all_steps;
      all_weightStalls <= events_weightStall ? all_weightStalls + 32'd1 : all_weightStalls;
      all_activationStalls <= events_activationStall ? all_activationStalls + 32'd1 : all_activationStalls;
      all_resultStalls <= events_resultStall ? all_resultStalls + 32'd1 : all_resultStalls;
      all_passes <= passDone ? all_passes + 32'd1 : all_passes;
      if (layerEnds) ended <= ended + 11'd1;
    end
  end

  assign program_cycles = all_cycles;  // src/blocks/lieq/counters.ts:131:15
  assign program_steps = all_steps;  // src/blocks/lieq/counters.ts:131:15
  assign program_weightStalls = all_weightStalls;  // src/blocks/lieq/counters.ts:131:15
  assign program_activationStalls = all_activationStalls;  // src/blocks/lieq/counters.ts:131:15
  assign program_resultStalls = all_resultStalls;  // src/blocks/lieq/counters.ts:131:15
  assign program_passes = all_passes;  // src/blocks/lieq/counters.ts:131:15

endmodule

`default_nettype wire
