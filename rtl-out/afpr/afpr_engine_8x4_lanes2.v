`default_nettype none

// AFPR engine: 8 x 4 macro, two-phase inputs, FP8 in and out, AXI4-Lite and AXI4-Stream.
module afpr_engine_8x4_lanes2 (  // src/blocks/afpr/engine.ts:46:10
  input  wire        clock,
  input  wire        reset,
  input  wire [6:0]  s_axi_awaddr,
  input  wire        s_axi_awvalid,
  output wire        s_axi_awready,
  input  wire [31:0] s_axi_wdata,
  input  wire [3:0]  s_axi_wstrb,
  input  wire        s_axi_wvalid,
  output wire        s_axi_wready,
  output wire [1:0]  s_axi_bresp,
  output wire        s_axi_bvalid,
  input  wire        s_axi_bready,
  input  wire [6:0]  s_axi_araddr,
  input  wire        s_axi_arvalid,
  output wire        s_axi_arready,
  output wire [31:0] s_axi_rdata,
  output wire [1:0]  s_axi_rresp,
  output wire        s_axi_rvalid,
  input  wire        s_axi_rready,
  input  wire        weights_tvalid,
  output wire        weights_tready,
  input  wire [63:0] weights_tdata,
  input  wire        activations_tvalid,
  output wire        activations_tready,
  input  wire [7:0]  activations_tdata,
  output wire        results_tvalid,
  input  wire        results_tready,
  output wire [63:0] results_tdata,
  output wire        results_tlast,
  output wire [7:0]  results_tkeep,
  output wire        failures_tvalid,
  input  wire        failures_tready,
  output wire [63:0] failures_tdata
);

  wire registers_control_start;
  wire registers_control_program;
  wire [15:0] registers_vectors_count;
  wire [10:0] registers_size_rows;
  wire [10:0] registers_size_columns;
  wire registers_tile_first;
  wire registers_tile_last;
  wire [7:0] registers_programming_limit;
  wire [3:0] registers_convert_shift;
  wire [5:0] registers_convert_output_shift;
  wire [1:0] registers_convert_format;
  wire core_isBusy;
  reg wasBusy;  // src/blocks/afpr/engine.ts:92:23
  wire core_errors_overflow;
  wire core_errors_badWeight;
  wire core_errors_badJob;
  wire [31:0] core_counters_cycles;
  wire [31:0] core_counters_conversions;
  wire [31:0] core_counters_conversionCycles;
  wire [31:0] core_counters_loadStalls;
  wire [31:0] core_counters_outputStalls;
  wire [31:0] core_counters_overRange;
  wire [31:0] core_counters_clipped;
  wire [31:0] core_counters_activeRows;
  wire [31:0] core_counters_pulses;
  wire [31:0] core_counters_reads;
  wire [31:0] core_counters_failedCells;
  wire [2:0] core_failures_data_row;
  wire [1:0] core_failures_data_column;
  wire core_failures_data_isMinus;
  wire [3:0] core_failures_data_level;
  wire [3:0] core_failures_data_target;
  wire registers_status_done;
  wire registers_errors_overflow;
  wire registers_errors_bad_weight;
  wire registers_errors_bad_job;

  afpr_core_8x4_lanes2 core (  // src/blocks/afpr/engine.ts:56:20
    .clock                     (clock),
    .reset                     (reset),
    .start                     (registers_control_start),
    .startProgramming          (registers_control_program),
    .job_vectors               (registers_vectors_count),
    .job_rows                  (registers_size_rows),
    .job_columns               (registers_size_columns),
    .job_isFirst               (registers_tile_first),
    .job_isLast                (registers_tile_last),
    .job_limit                 (registers_programming_limit),
    .settings_shift            (registers_convert_shift),
    .settings_outputShift      (registers_convert_output_shift),
    .settings_format           (registers_convert_format),
    .isBusy                    (core_isBusy),
    .weights_valid             (weights_tvalid),
    .weights_data              (weights_tdata),
    .weights_ready             (weights_tready),
    .activations_valid         (activations_tvalid),
    .activations_data          (activations_tdata),
    .activations_ready         (activations_tready),
    .results_valid             (results_tvalid),
    .results_data_data         (results_tdata),
    .results_data_keep         (results_tkeep),
    .results_data_last         (results_tlast),
    .results_ready             (results_tready),
    .failures_valid            (failures_tvalid),
    .failures_data_row         (core_failures_data_row),
    .failures_data_column      (core_failures_data_column),
    .failures_data_isMinus     (core_failures_data_isMinus),
    .failures_data_level       (core_failures_data_level),
    .failures_data_target      (core_failures_data_target),
    .failures_ready            (failures_tready),
    .errors_overflow           (core_errors_overflow),
    .errors_badWeight          (core_errors_badWeight),
    .errors_badJob             (core_errors_badJob),
    .counters_cycles           (core_counters_cycles),
    .counters_conversions      (core_counters_conversions),
    .counters_conversionCycles (core_counters_conversionCycles),
    .counters_loadStalls       (core_counters_loadStalls),
    .counters_outputStalls     (core_counters_outputStalls),
    .counters_overRange        (core_counters_overRange),
    .counters_clipped          (core_counters_clipped),
    .counters_activeRows       (core_counters_activeRows),
    .counters_pulses           (core_counters_pulses),
    .counters_reads            (core_counters_reads),
    .counters_failedCells      (core_counters_failedCells)
  );

  afpr_registers registers (  // src/blocks/afpr/engine.ts:57:25
    .clock                   (clock),
    .reset                   (reset),
    .s_axi_awaddr            (s_axi_awaddr),
    .s_axi_awvalid           (s_axi_awvalid),
    .s_axi_awready           (s_axi_awready),
    .s_axi_wdata             (s_axi_wdata),
    .s_axi_wstrb             (s_axi_wstrb),
    .s_axi_wvalid            (s_axi_wvalid),
    .s_axi_wready            (s_axi_wready),
    .s_axi_bresp             (s_axi_bresp),
    .s_axi_bvalid            (s_axi_bvalid),
    .s_axi_bready            (s_axi_bready),
    .s_axi_araddr            (s_axi_araddr),
    .s_axi_arvalid           (s_axi_arvalid),
    .s_axi_arready           (s_axi_arready),
    .s_axi_rdata             (s_axi_rdata),
    .s_axi_rresp             (s_axi_rresp),
    .s_axi_rvalid            (s_axi_rvalid),
    .s_axi_rready            (s_axi_rready),
    .control_start           (registers_control_start),
    .control_program         (registers_control_program),
    .status_busy             (core_isBusy),
    .status_done             (registers_status_done),
    .status_done_set         (wasBusy && !core_isBusy),
    .errors_overflow         (registers_errors_overflow),
    .errors_overflow_set     (core_errors_overflow),
    .errors_bad_weight       (registers_errors_bad_weight),
    .errors_bad_weight_set   (core_errors_badWeight),
    .errors_bad_job          (registers_errors_bad_job),
    .errors_bad_job_set      (core_errors_badJob),
    .vectors_count           (registers_vectors_count),
    .size_rows               (registers_size_rows),
    .size_columns            (registers_size_columns),
    .tile_first              (registers_tile_first),
    .tile_last               (registers_tile_last),
    .convert_shift           (registers_convert_shift),
    .convert_output_shift    (registers_convert_output_shift),
    .convert_format          (registers_convert_format),
    .programming_limit       (registers_programming_limit),
    .shape_rows              (11'd8),
    .shape_columns           (10'd4),
    .shape_lanes             (10'd2),
    .shape_differential      (1'b0),
    .timing_period           (16'd64),
    .timing_batch            (11'd16),
    .cycles_count            (core_counters_cycles),
    .conversions_count       (core_counters_conversions),
    .conversion_cycles_count (core_counters_conversionCycles),
    .load_stalls_count       (core_counters_loadStalls),
    .output_stalls_count     (core_counters_outputStalls),
    .over_range_count        (core_counters_overRange),
    .clipped_count           (core_counters_clipped),
    .active_rows_count       (core_counters_activeRows),
    .pulses_count            (core_counters_pulses),
    .reads_count             (core_counters_reads),
    .failed_cells_count      (core_counters_failedCells)
  );

  assign failures_tdata = {
      15'd0, core_failures_data_isMinus, 4'd0, core_failures_data_target, 4'd0, core_failures_data_level, 14'd0,
      core_failures_data_column, 13'd0, core_failures_data_row
  };  // src/blocks/afpr/engine.ts:68:25

  always @(posedge clock) begin  // src/blocks/afpr/engine.ts:93:15
    if (reset) begin
      wasBusy <= 1'b0;
    end else begin
      wasBusy <= core_isBusy;
    end
  end

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{
      1'b0, registers_status_done, registers_errors_overflow, registers_errors_bad_weight, registers_errors_bad_job
  };

endmodule

`default_nettype wire
