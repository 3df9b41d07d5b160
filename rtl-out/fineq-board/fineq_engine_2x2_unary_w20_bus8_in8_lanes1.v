`default_nettype none

// FineQ engine: 2 x 2 array, unary coding, AXI4-Lite and AXI4-Stream.
module fineq_engine_2x2_unary_w20_bus8_in8_lanes1 (  // src/blocks/fineq/engine.ts:31:3
  input  wire        clock,
  input  wire        reset,
  input  wire [5:0]  s_axi_awaddr,
  input  wire        s_axi_awvalid,
  output wire        s_axi_awready,
  input  wire [31:0] s_axi_wdata,
  input  wire [3:0]  s_axi_wstrb,
  input  wire        s_axi_wvalid,
  output wire        s_axi_wready,
  output wire [1:0]  s_axi_bresp,
  output wire        s_axi_bvalid,
  input  wire        s_axi_bready,
  input  wire [5:0]  s_axi_araddr,
  input  wire        s_axi_arvalid,
  output wire        s_axi_arready,
  output wire [31:0] s_axi_rdata,
  output wire [1:0]  s_axi_rresp,
  output wire        s_axi_rvalid,
  input  wire        s_axi_rready,
  input  wire [7:0]  weights_tdata,
  input  wire        weights_tvalid,
  output wire        weights_tready,
  input  wire [7:0]  activations_tdata,
  input  wire        activations_tvalid,
  output wire        activations_tready,
  input  wire [15:0] scales_tdata,
  input  wire        scales_tvalid,
  output wire        scales_tready,
  // Scaled results in units of 2^-24, two's complement, first lane lowest.
  output wire [63:0] results_tdata,
  // A bit a byte: bytes of results within M x N.
  output wire [7:0]  results_tkeep,
  // Ends a tile.
  output wire        results_tlast,
  output wire        results_tvalid,
  input  wire        results_tready
);

  wire registers_control_start;
  wire [19:0] registers_m_rows;
  wire [15:0] registers_k_depth;
  wire [19:0] registers_n_channels;
  wire core_isBusy;
  reg wasBusy;  // src/blocks/fineq/engine.ts:76:23
  wire core_errors_overflow;
  wire core_errors_badScale;
  wire core_errors_badJob;
  wire core_errors_badWeights;
  wire [31:0] core_counters_cycles;
  wire [31:0] core_counters_steps;
  wire [31:0] core_counters_weightStalls;
  wire [31:0] core_counters_activationStalls;
  wire [31:0] core_counters_resultStalls;
  wire [31:0] core_counters_tiles;
  wire registers_status_done;
  wire registers_errors_overflow;
  wire registers_errors_bad_scale;
  wire registers_errors_bad_job;
  wire registers_errors_bad_weights;

  fineq_core_2x2_unary_w20_bus8_in8_lanes1 core (  // src/blocks/fineq/engine.ts:51:20
    .clock                     (clock),
    .reset                     (reset),
    .start                     (registers_control_start),
    .job_m                     (registers_m_rows),
    .job_n                     (registers_n_channels),
    .job_k                     (registers_k_depth),
    .isBusy                    (core_isBusy),
    .weights_valid             (weights_tvalid),
    .weights_data              (weights_tdata),
    .weights_ready             (weights_tready),
    .activations_valid         (activations_tvalid),
    .activations_data          (activations_tdata),
    .activations_ready         (activations_tready),
    .scales_valid              (scales_tvalid),
    .scales_data               (scales_tdata),
    .scales_ready              (scales_tready),
    .results_valid             (results_tvalid),
    .results_data_data         (results_tdata),
    .results_data_keep         (results_tkeep),
    .results_data_last         (results_tlast),
    .results_ready             (results_tready),
    .errors_overflow           (core_errors_overflow),
    .errors_badScale           (core_errors_badScale),
    .errors_badJob             (core_errors_badJob),
    .errors_badWeights         (core_errors_badWeights),
    .counters_cycles           (core_counters_cycles),
    .counters_steps            (core_counters_steps),
    .counters_weightStalls     (core_counters_weightStalls),
    .counters_activationStalls (core_counters_activationStalls),
    .counters_resultStalls     (core_counters_resultStalls),
    .counters_tiles            (core_counters_tiles)
  );

  fineq_registers registers (  // src/blocks/fineq/engine.ts:52:25
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
    .status_busy             (core_isBusy),
    .status_done             (registers_status_done),
    .status_done_set         (wasBusy && !core_isBusy),
    .errors_overflow         (registers_errors_overflow),
    .errors_overflow_set     (core_errors_overflow),
    .errors_bad_scale        (registers_errors_bad_scale),
    .errors_bad_scale_set    (core_errors_badScale),
    .errors_bad_job          (registers_errors_bad_job),
    .errors_bad_job_set      (core_errors_badJob),
    .errors_bad_weights      (registers_errors_bad_weights),
    .errors_bad_weights_set  (core_errors_badWeights),
    .m_rows                  (registers_m_rows),
    .k_depth                 (registers_k_depth),
    .n_channels              (registers_n_channels),
    .shape_rows              (8'd2),
    .shape_columns           (8'd2),
    .shape_lanes             (8'd1),
    .shape_phases            (2'd3),
    .shape_family            (3'd0),
    .shape_tokens            (3'd0),
    .cycles_count            (core_counters_cycles),
    .steps_count             (core_counters_steps),
    .weight_stalls_count     (core_counters_weightStalls),
    .activation_stalls_count (core_counters_activationStalls),
    .result_stalls_count     (core_counters_resultStalls),
    .tiles_count             (core_counters_tiles)
  );

  always @(posedge clock) begin  // src/blocks/fineq/engine.ts:77:15
    if (reset) begin
      wasBusy <= 1'b0;
    end else begin
      wasBusy <= core_isBusy;
    end
  end

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{
      1'b0, registers_status_done, registers_errors_overflow, registers_errors_bad_scale, registers_errors_bad_job,
      registers_errors_bad_weights
  };

endmodule

`default_nettype wire
