`default_nettype none

// FineQ engine, 2 x 2 array, unary coding, 8-bit weight bus.
module fineq_core_2x2_unary_w20_bus8_in8_lanes1 (  // src/blocks/fineq/core.ts:81:3
  input  wire        clock,
  input  wire        reset,
  input  wire        start,
  input  wire [19:0] job_m,
  input  wire [19:0] job_n,
  input  wire [15:0] job_k,
  output wire        isBusy,
  input  wire        weights_valid,
  input  wire [7:0]  weights_data,
  output wire        weights_ready,
  input  wire        activations_valid,
  input  wire [7:0]  activations_data,
  output wire        activations_ready,
  input  wire        scales_valid,
  input  wire [15:0] scales_data,
  output wire        scales_ready,
  output wire        results_valid,
  output wire [63:0] results_data_data,
  output wire [7:0]  results_data_keep,
  output wire        results_data_last,
  input  wire        results_ready,
  output wire        errors_overflow,
  output wire        errors_badScale,
  output wire        errors_badJob,
  output wire        errors_badWeights,
  output wire [31:0] counters_cycles,
  output wire [31:0] counters_steps,
  output wire [31:0] counters_weightStalls,
  output wire [31:0] counters_activationStalls,
  output wire [31:0] counters_resultStalls,
  output wire [31:0] counters_tiles
);

  wire [1:0] grid_code_pulse;  // 2 x 1 bit, element 0 lowest
  wire [1:0] grid_code_negative;  // 2 x 1 bit, element 0 lowest
  wire [1:0] grid_code_boundary;  // 2 x 1 bit, element 0 lowest
  wire weightGearbox_deq_valid;
  wire [55:0] weightGearbox_deq_data;
  wire dispatch_blocks_ready;
  wire sequencer_freed;
  wire dispatch_loaded;
  wire activationGearbox_deq_valid;
  wire sequencer_activationReady;
  wire sequencer_step;
  wire [15:0] activationGearbox_deq_data;
  wire [15:0] skew_edges;  // 2 x 8 bits, element 0 lowest
  wire sequencer_command_step;
  wire sequencer_command_boundary;
  wire sequencer_command_slot;
  wire [2:0] sequencer_command_cluster;
  wire [1:0] sequencer_command_position;
  wire [1:0] sequencer_command_phase;
  wire [1:0] dispatch_write_select;  // 2 x 1 bit, element 0 lowest
  wire dispatch_write_slot;
  wire [55:0] dispatch_write_blocks;  // 1 x 56 bits, element 0 lowest
  wire column_0_passed_step;
  wire column_0_passed_boundary;
  wire column_0_passed_slot;
  wire [2:0] column_0_passed_cluster;
  wire [1:0] column_0_passed_position;
  wire [1:0] column_0_passed_phase;
  wire sequencer_finished;
  wire drain_isFree;
  wire [39:0] grid_drained_sums;  // 2 x 20 bits, element 0 lowest
  wire [1:0] grid_drained_overflow;  // 2 x 1 bit, element 0 lowest
  wire drain_shift;
  reg jobStart;  // src/blocks/fineq/core.ts:97:24
  reg [19:0] job_m_1;  // src/blocks/fineq/core.ts:98:19
  reg [19:0] job_n_1;  // src/blocks/fineq/core.ts:98:19
  reg [15:0] job_k_1;  // src/blocks/fineq/core.ts:98:19
  wire drain_group;
  wire drain_tileDone;
  wire scaleStore_isLoaded;
  wire drain_sums_valid;
  wire scaling_sums_ready;
  wire [19:0] drain_sums_data_sums;  // 1 x 20 bits, element 0 lowest
  wire drain_sums_data_keep;  // 1 x 1 bit, element 0 lowest
  wire drain_sums_data_last;
  wire [15:0] scaleStore_scales;  // 1 x 16 bits, element 0 lowest
  reg isBusy_1;  // src/blocks/fineq/core.ts:96:22
  wire scaleStore_isIdle;
  wire scaling_isEmpty;
  wire dispatch_isIdle;
  wire sequencer_weightStall;
  wire sequencer_activationStall;
  wire sequencer_resultStall;
  wire sequencer_isIdle;
  wire column_1_passed_step;
  wire column_1_passed_boundary;
  wire column_1_passed_slot;
  wire [2:0] column_1_passed_cluster;
  wire [1:0] column_1_passed_position;
  wire [1:0] column_1_passed_phase;
  reg [31:0] counters_cycles_1;  // src/blocks/fineq/core.ts:200:24
  reg [31:0] counters_steps_1;  // src/blocks/fineq/core.ts:200:24
  reg [31:0] counters_weightStalls_1;  // src/blocks/fineq/core.ts:200:24
  reg [31:0] counters_activationStalls_1;  // src/blocks/fineq/core.ts:200:24
  reg [31:0] counters_resultStalls_1;  // src/blocks/fineq/core.ts:200:24
  reg [31:0] counters_tiles_1;  // src/blocks/fineq/core.ts:200:24
  wire starts = start && !isBusy_1;  // src/blocks/fineq/core.ts:184:31
  wire isWhole = (|job_m) && (|job_n) && (|job_k);  // src/blocks/fineq/core.ts:183:58
  wire multiplier_isIdle = dispatch_isIdle && sequencer_isIdle && drain_isFree;  // src/blocks/fineq/core.ts:163:57
  wire isIdle = multiplier_isIdle && scaleStore_isIdle && scaling_isEmpty;  // src/blocks/fineq/core.ts:182:63
  wire clear = starts && isWhole;  // src/blocks/fineq/core.ts:201:28
  wire starts_and_isWhole = starts && isWhole;  // src/blocks/fineq/core.ts:186:19

  gearbox_8to56 weightGearbox (  // src/blocks/fineq/core.ts:100:29
    .clock     (clock),
    .reset     (reset),
    .enq_valid (weights_valid),
    .enq_data  (weights_data),
    .enq_ready (weights_ready),
    .deq_valid (weightGearbox_deq_valid),
    .deq_data  (weightGearbox_deq_data),
    .deq_ready (dispatch_blocks_ready)
  );

  gearbox_8to16 activationGearbox (  // src/blocks/fineq/core.ts:101:33
    .clock     (clock),
    .reset     (reset),
    .enq_valid (activations_valid),
    .enq_data  (activations_data),
    .enq_ready (activations_ready),
    .deq_valid (activationGearbox_deq_valid),
    .deq_data  (activationGearbox_deq_data),
    .deq_ready (sequencer_activationReady)
  );

  fineq_scale_store_2by1_2 scaleStore (  // src/blocks/fineq/core.ts:104:26
    .clock        (clock),
    .reset        (reset),
    .jobStart     (jobStart),
    .job_m        (job_m_1),
    .job_n        (job_n_1),
    .job_k        (job_k_1),
    .stream_valid (scales_valid),
    .stream_data  (scales_data),
    .stream_ready (scales_ready),
    .group        (drain_group),
    .scales       (scaleStore_scales),
    .tileDone     (drain_tileDone),
    .isLoaded     (scaleStore_isLoaded),
    .isBad        (errors_badScale),
    .isIdle       (scaleStore_isIdle)
  );

  fineq_scale_1_w20 scaling (  // src/blocks/fineq/core.ts:105:23
    .clock             (clock),
    .reset             (reset),
    .sums_valid        (drain_sums_valid),
    .sums_data_sums    (drain_sums_data_sums),
    .sums_data_scales  (scaleStore_scales),
    .sums_data_keep    (drain_sums_data_keep),
    .sums_data_last    (drain_sums_data_last),
    .sums_ready        (scaling_sums_ready),
    .results_valid     (results_valid),
    .results_data_data (results_data_data),
    .results_data_keep (results_data_keep),
    .results_data_last (results_data_last),
    .results_ready     (results_ready),
    .isEmpty           (scaling_isEmpty)
  );

  fineq_dispatch_2by1_2_2_1 dispatch (  // src/blocks/fineq/core.ts:129:26
    .clock        (clock),
    .reset        (reset),
    .jobStart     (jobStart),
    .job_m        (job_m_1),
    .job_n        (job_n_1),
    .job_k        (job_k_1),
    .blocks_valid (weightGearbox_deq_valid),
    .blocks_data  (weightGearbox_deq_data),
    .blocks_ready (dispatch_blocks_ready),
    .freed        (sequencer_freed),
    .write_select (dispatch_write_select),
    .write_slot   (dispatch_write_slot),
    .write_blocks (dispatch_write_blocks),
    .loaded       (dispatch_loaded),
    .isIdle       (dispatch_isIdle)
  );

  fineq_sequencer_2x2_3_2 sequencer (  // src/blocks/fineq/core.ts:130:27
    .clock            (clock),
    .reset            (reset),
    .jobStart         (jobStart),
    .job_m            (job_m_1),
    .job_n            (job_n_1),
    .job_k            (job_k_1),
    .loaded           (dispatch_loaded),
    .freed            (sequencer_freed),
    .activationValid  (activationGearbox_deq_valid),
    .activationReady  (sequencer_activationReady),
    .drainIsFree      (drain_isFree),
    .finished         (sequencer_finished),
    .command_step     (sequencer_command_step),
    .command_boundary (sequencer_command_boundary),
    .command_slot     (sequencer_command_slot),
    .command_cluster  (sequencer_command_cluster),
    .command_position (sequencer_command_position),
    .command_phase    (sequencer_command_phase),
    .step             (sequencer_step),
    .weightStall      (sequencer_weightStall),
    .activationStall  (sequencer_activationStall),
    .resultStall      (sequencer_resultStall),
    .isIdle           (sequencer_isIdle)
  );

  fineq_skew_2_unary_a8 skew (  // src/blocks/fineq/core.ts:131:22
    .clock       (clock),
    .step        (sequencer_step),
    .activations (activationGearbox_deq_data),
    .edges       (skew_edges)
  );

  fineq_array_2x2_unary_a8_w20 grid (  // src/blocks/fineq/core.ts:132:22
    .clock            (clock),
    .reset            (reset),
    .activations      (skew_edges),
    .code_pulse       (grid_code_pulse),
    .code_negative    (grid_code_negative),
    .code_boundary    (grid_code_boundary),
    .shift            (drain_shift),
    .drained_sums     (grid_drained_sums),
    .drained_overflow (grid_drained_overflow)
  );

  fineq_drain_2x2by1_w20 drain (  // src/blocks/fineq/core.ts:133:23
    .clock            (clock),
    .reset            (reset),
    .jobStart         (jobStart),
    .job_m            (job_m_1),
    .job_n            (job_n_1),
    .job_k            (job_k_1),
    .finished         (sequencer_finished),
    .isFree           (drain_isFree),
    .drained_sums     (grid_drained_sums),
    .drained_overflow (grid_drained_overflow),
    .shift            (drain_shift),
    .scalesLoaded     (scaleStore_isLoaded),
    .group            (drain_group),
    .tileDone         (drain_tileDone),
    .sums_valid       (drain_sums_valid),
    .sums_data_sums   (drain_sums_data_sums),
    .sums_data_keep   (drain_sums_data_keep),
    .sums_data_last   (drain_sums_data_last),
    .sums_ready       (scaling_sums_ready),
    .isOverflow       (errors_overflow)
  );

  fineq_column_unary_2 column_0 (  // src/blocks/fineq/core.ts:145:23
    .clock            (clock),
    .write            (dispatch_write_select[0]),
    .slot             (dispatch_write_slot),
    .block            (dispatch_write_blocks),
    .command_step     (sequencer_command_step),
    .command_boundary (sequencer_command_boundary),
    .command_slot     (sequencer_command_slot),
    .command_cluster  (sequencer_command_cluster),
    .command_position (sequencer_command_position),
    .command_phase    (sequencer_command_phase),
    .passed_step      (column_0_passed_step),
    .passed_boundary  (column_0_passed_boundary),
    .passed_slot      (column_0_passed_slot),
    .passed_cluster   (column_0_passed_cluster),
    .passed_position  (column_0_passed_position),
    .passed_phase     (column_0_passed_phase),
    .pulse            (grid_code_pulse[0]),
    .negative         (grid_code_negative[0]),
    .boundary         (grid_code_boundary[0])
  );

  fineq_column_unary_2 column_1 (  // src/blocks/fineq/core.ts:145:23
    .clock            (clock),
    .write            (dispatch_write_select[1]),
    .slot             (dispatch_write_slot),
    .block            (dispatch_write_blocks),
    .command_step     (column_0_passed_step),
    .command_boundary (column_0_passed_boundary),
    .command_slot     (column_0_passed_slot),
    .command_cluster  (column_0_passed_cluster),
    .command_position (column_0_passed_position),
    .command_phase    (column_0_passed_phase),
    .passed_step      (column_1_passed_step),
    .passed_boundary  (column_1_passed_boundary),
    .passed_slot      (column_1_passed_slot),
    .passed_cluster   (column_1_passed_cluster),
    .passed_position  (column_1_passed_position),
    .passed_phase     (column_1_passed_phase),
    .pulse            (grid_code_pulse[1]),
    .negative         (grid_code_negative[1]),
    .boundary         (grid_code_boundary[1])
  );

  always @(posedge clock) begin  // src/blocks/fineq/core.ts:185:16
    if (reset) begin
      jobStart <= 1'b0;
    end else begin
      jobStart <= starts && isWhole;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/core.ts:186:7
    if (reset) begin
      isBusy_1 <= 1'b0;
    end else if (starts_and_isWhole) begin
      isBusy_1 <= 1'b1;
    end else if (isIdle && !jobStart) begin
      isBusy_1 <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/core.ts:186:7
    if (starts_and_isWhole) begin
      job_m_1 <= job_m;
      job_n_1 <= job_n;
      job_k_1 <= job_k;
    end
  end

  assign isBusy = isBusy_1;  // src/blocks/fineq/core.ts:192:17
  assign errors_badJob = starts && !isWhole;  // src/blocks/fineq/core.ts:194:17
  assign errors_badWeights = 1'b0;  // src/blocks/fineq/core.ts:194:17

  always @(posedge clock) begin  // src/blocks/counters.ts:11:3
    if (reset) begin
      counters_cycles_1 <= 32'd0;
    end else if (clear) begin
      counters_cycles_1 <= 32'd0;
    end else if (isBusy_1) begin
      counters_cycles_1 <= counters_cycles_1 + 32'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/counters.ts:11:3
    if (reset) begin
      counters_steps_1 <= 32'd0;
    end else if (clear) begin
      counters_steps_1 <= 32'd0;
    end else if (sequencer_step) begin
      counters_steps_1 <= counters_steps_1 + 32'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/counters.ts:11:3
    if (reset) begin
      counters_weightStalls_1 <= 32'd0;
    end else if (clear) begin
      counters_weightStalls_1 <= 32'd0;
    end else if (sequencer_weightStall) begin
      counters_weightStalls_1 <= counters_weightStalls_1 + 32'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/counters.ts:11:3
    if (reset) begin
      counters_activationStalls_1 <= 32'd0;
    end else if (clear) begin
      counters_activationStalls_1 <= 32'd0;
    end else if (sequencer_activationStall) begin
      counters_activationStalls_1 <= counters_activationStalls_1 + 32'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/counters.ts:11:3
    if (reset) begin
      counters_resultStalls_1 <= 32'd0;
    end else if (clear) begin
      counters_resultStalls_1 <= 32'd0;
    end else if (sequencer_resultStall) begin
      counters_resultStalls_1 <= counters_resultStalls_1 + 32'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/counters.ts:11:3
    if (reset) begin
      counters_tiles_1 <= 32'd0;
    end else if (clear) begin
      counters_tiles_1 <= 32'd0;
    end else if (drain_tileDone) begin
      counters_tiles_1 <= counters_tiles_1 + 32'd1;
    end
  end

  assign counters_cycles = counters_cycles_1;  // src/blocks/fineq/core.ts:208:19
  assign counters_steps = counters_steps_1;  // src/blocks/fineq/core.ts:208:19
  assign counters_weightStalls = counters_weightStalls_1;  // src/blocks/fineq/core.ts:208:19
  assign counters_activationStalls = counters_activationStalls_1;  // src/blocks/fineq/core.ts:208:19
  assign counters_resultStalls = counters_resultStalls_1;  // src/blocks/fineq/core.ts:208:19
  assign counters_tiles = counters_tiles_1;  // src/blocks/fineq/core.ts:208:19

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{
      1'b0, column_1_passed_step, column_1_passed_boundary, column_1_passed_slot, column_1_passed_cluster,
      column_1_passed_position, column_1_passed_phase
  };

endmodule

`default_nettype wire
