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
  input  wire [3:0]  select,
  output wire [31:0] layer_cycles,
  output wire [31:0] layer_steps,
  output wire [31:0] layer_weightStalls,
  output wire [31:0] layer_activationStalls,
  output wire [31:0] layer_resultStalls
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
  reg [3:0] index;  // src/blocks/lieq/counters.ts:82:21
  wire [31:0] after_cycles = isBusy ? current_cycles + 32'd1 : current_cycles;  // src/blocks/lieq/counters.ts:130:48
  wire [31:0] after_steps = events_step ? current_steps + 32'd1 : current_steps;  // src/blocks/lieq/counters.ts:130:48
  wire [31:0] after_weightStalls = events_weightStall ? current_weightStalls + 32'd1 : current_weightStalls;  // src/blocks/lieq/counters.ts:130:48
  wire [31:0] after_activationStalls = events_activationStall ? current_activationStalls + 32'd1
      : current_activationStalls;  // src/blocks/lieq/counters.ts:130:48
  wire [31:0] after_resultStalls = events_resultStall ? current_resultStalls + 32'd1 : current_resultStalls;  // src/blocks/lieq/counters.ts:130:48
  reg [159:0] store [0:15];  // src/blocks/lieq/counters.ts:98:21
  reg [159:0] store_word;  // src/blocks/lieq/counters.ts:100:27

  always @(posedge clock) begin  // src/blocks/lieq/counters.ts:99:13
    if (layerEnds) begin
      store[index] <= {after_resultStalls, after_activationStalls, after_weightStalls, after_steps, after_cycles};
    end
    store_word <= store[select];
  end

  assign layer_cycles = store_word[31:0];  // src/blocks/lieq/counters.ts:100:13
  assign layer_steps = store_word[63:32];  // src/blocks/lieq/counters.ts:100:13
  assign layer_weightStalls = store_word[95:64];  // src/blocks/lieq/counters.ts:100:13
  assign layer_activationStalls = store_word[127:96];  // src/blocks/lieq/counters.ts:100:13
  assign layer_resultStalls = store_word[159:128];  // src/blocks/lieq/counters.ts:100:13

  always @(posedge clock) begin  // src/blocks/lieq/counters.ts:102:7
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

  always @(posedge clock) begin  // src/blocks/lieq/counters.ts:107:7
    if (reset) begin
      all_cycles <= 32'd0;
      all_steps <= 32'd0;
      all_weightStalls <= 32'd0;
      all_activationStalls <= 32'd0;
      all_resultStalls <= 32'd0;
      all_passes <= 32'd0;
      index <= 4'd0;
    end else if (start) begin
      all_cycles <= 32'd0;
      all_steps <= 32'd0;
      all_weightStalls <= 32'd0;
      all_activationStalls <= 32'd0;
      all_resultStalls <= 32'd0;
      all_passes <= 32'd0;
      index <= 4'd0;
    end else begin
      all_cycles <= isBusy ? all_cycles + 32'd1 : all_cycles;
      all_steps <= events_step ? all_steps + 32'd1 : all_steps;
      all_weightStalls <= events_weightStall ? all_weightStalls + 32'd1 : all_weightStalls;
      all_activationStalls <= events_activationStall ? all_activationStalls + 32'd1 : all_activationStalls;
      all_resultStalls <= events_resultStall ? all_resultStalls + 32'd1 : all_resultStalls;
      all_passes <= passDone ? all_passes + 32'd1 : all_passes;
      if (layerEnds) index <= index + 4'd1;
    end
  end

  assign program_cycles = all_cycles;  // src/blocks/lieq/counters.ts:123:15
  assign program_steps = all_steps;  // src/blocks/lieq/counters.ts:123:15
  assign program_weightStalls = all_weightStalls;  // src/blocks/lieq/counters.ts:123:15
  assign program_activationStalls = all_activationStalls;  // src/blocks/lieq/counters.ts:123:15
  assign program_resultStalls = all_resultStalls;  // src/blocks/lieq/counters.ts:123:15
  assign program_passes = all_passes;  // src/blocks/lieq/counters.ts:123:15

endmodule

`default_nettype wire
