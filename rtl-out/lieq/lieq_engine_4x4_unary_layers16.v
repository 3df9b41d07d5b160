`default_nettype none

// LieQ engine: 4 x 4 array, unary coding, 16 layers, AXI4-Lite and AXI4-Stream.
module lieq_engine_4x4_unary_layers16 (  // src/blocks/lieq/engine.ts:42:10
  input  wire        clock,
  input  wire        reset,
  input  wire [7:0]  s_axi_awaddr,
  input  wire        s_axi_awvalid,
  output wire        s_axi_awready,
  input  wire [31:0] s_axi_wdata,
  input  wire [3:0]  s_axi_wstrb,
  input  wire        s_axi_wvalid,
  output wire        s_axi_wready,
  output wire [1:0]  s_axi_bresp,
  output wire        s_axi_bvalid,
  input  wire        s_axi_bready,
  input  wire [7:0]  s_axi_araddr,
  input  wire        s_axi_arvalid,
  output wire        s_axi_arready,
  output wire [31:0] s_axi_rdata,
  output wire [1:0]  s_axi_rresp,
  output wire        s_axi_rvalid,
  input  wire        s_axi_rready,
  input  wire        weights_tvalid,
  output wire        weights_tready,
  input  wire [63:0] weights_tdata,
  input  wire        scales_tvalid,
  output wire        scales_tready,
  input  wire [31:0] scales_tdata,
  input  wire        activations_tvalid,
  output wire        activations_tready,
  input  wire [31:0] activations_tdata,
  output wire        results_tvalid,
  input  wire        results_tready,
  output wire [79:0] results_tdata,
  output wire        results_tlast,
  output wire [9:0]  results_tkeep,
  output wire        weight_transfers_tvalid,
  input  wire        weight_transfers_tready,
  output wire [63:0] weight_transfers_tdata,
  output wire        scale_transfers_tvalid,
  input  wire        scale_transfers_tready,
  output wire [63:0] scale_transfers_tdata,
  output wire        activation_transfers_tvalid,
  input  wire        activation_transfers_tready,
  output wire [63:0] activation_transfers_tdata,
  output wire        result_transfers_tvalid,
  input  wire        result_transfers_tready,
  output wire [63:0] result_transfers_tdata
);

  wire registers_entry_store;
  wire [9:0] registers_entry_index;
  wire isEntry = {1'b0, registers_entry_index} < 11'd16;  // src/blocks/lieq/engine.ts:82:62
  wire core_isBusy;
  wire mayStore = isEntry && !core_isBusy;  // src/blocks/lieq/engine.ts:84:32
  wire [2:0] registers_format_code;
  wire [19:0] registers_m_rows;
  wire [19:0] registers_n_channels;
  wire [15:0] registers_k_depth;
  wire [31:0] registers_weights_base_bytes;
  wire [31:0] registers_weights_bytes_bytes;
  wire [31:0] registers_scales_base_bytes;
  wire [31:0] registers_scales_bytes_bytes;
  wire [31:0] registers_activations_base_bytes;
  wire [31:0] registers_results_base_bytes;
  wire [31:0] registers_results_bytes_bytes;
  wire [3:0] core_index;
  wire [2:0] layerTable_entry_format;
  wire [19:0] layerTable_entry_m;
  wire [19:0] layerTable_entry_n;
  wire [15:0] layerTable_entry_k;
  wire [31:0] layerTable_entry_weightsBase;
  wire [31:0] layerTable_entry_weightsBytes;
  wire [31:0] layerTable_entry_scalesBase;
  wire [31:0] layerTable_entry_scalesBytes;
  wire [31:0] layerTable_entry_activationsBase;
  wire [31:0] layerTable_entry_resultsBase;
  wire [31:0] layerTable_entry_resultsBytes;
  wire registers_control_start;
  wire [10:0] registers_layers_count;
  wire [9:0] registers_layer_select_index;
  reg wasBusy;  // src/blocks/lieq/engine.ts:107:23
  wire core_isRefused;
  wire core_errors_overflow;
  wire core_errors_badScale;
  wire core_errors_badLayer;
  wire [31:0] core_counts_cycles;
  wire [31:0] core_counts_steps;
  wire [31:0] core_counts_weightStalls;
  wire [31:0] core_counts_activationStalls;
  wire [31:0] core_counts_resultStalls;
  wire [31:0] core_counts_passes;
  wire [31:0] core_layerCounts_cycles;
  wire [31:0] core_layerCounts_steps;
  wire [31:0] core_layerCounts_weightStalls;
  wire [31:0] core_layerCounts_activationStalls;
  wire [31:0] core_layerCounts_resultStalls;
  wire [31:0] core_weightTransfers_data_address;
  wire [31:0] core_weightTransfers_data_bytes;
  wire [31:0] core_scaleTransfers_data_address;
  wire [31:0] core_scaleTransfers_data_bytes;
  wire [31:0] core_activationTransfers_data_address;
  wire [31:0] core_activationTransfers_data_bytes;
  wire [31:0] core_resultTransfers_data_address;
  wire [31:0] core_resultTransfers_data_bytes;
  wire registers_status_done;
  wire registers_errors_overflow;
  wire registers_errors_bad_scale;
  wire registers_errors_bad_layer;

  lieq_core_4x4_unary_layers16 core (  // src/blocks/lieq/engine.ts:56:20
    .clock                            (clock),
    .reset                            (reset),
    .start                            (registers_control_start),
    .count                            (registers_layers_count),
    .isRefused                        (core_isRefused),
    .isBusy                           (core_isBusy),
    .index                            (core_index),
    .entry_format                     (layerTable_entry_format),
    .entry_m                          (layerTable_entry_m),
    .entry_n                          (layerTable_entry_n),
    .entry_k                          (layerTable_entry_k),
    .entry_weightsBase                (layerTable_entry_weightsBase),
    .entry_weightsBytes               (layerTable_entry_weightsBytes),
    .entry_scalesBase                 (layerTable_entry_scalesBase),
    .entry_scalesBytes                (layerTable_entry_scalesBytes),
    .entry_activationsBase            (layerTable_entry_activationsBase),
    .entry_resultsBase                (layerTable_entry_resultsBase),
    .entry_resultsBytes               (layerTable_entry_resultsBytes),
    .weights_valid                    (weights_tvalid),
    .weights_data                     (weights_tdata),
    .weights_ready                    (weights_tready),
    .scales_valid                     (scales_tvalid),
    .scales_data                      (scales_tdata),
    .scales_ready                     (scales_tready),
    .activations_valid                (activations_tvalid),
    .activations_data                 (activations_tdata),
    .activations_ready                (activations_tready),
    .results_valid                    (results_tvalid),
    .results_data_data                (results_tdata),
    .results_data_keep                (results_tkeep),
    .results_data_last                (results_tlast),
    .results_ready                    (results_tready),
    .weightTransfers_valid            (weight_transfers_tvalid),
    .weightTransfers_data_address     (core_weightTransfers_data_address),
    .weightTransfers_data_bytes       (core_weightTransfers_data_bytes),
    .weightTransfers_ready            (weight_transfers_tready),
    .scaleTransfers_valid             (scale_transfers_tvalid),
    .scaleTransfers_data_address      (core_scaleTransfers_data_address),
    .scaleTransfers_data_bytes        (core_scaleTransfers_data_bytes),
    .scaleTransfers_ready             (scale_transfers_tready),
    .activationTransfers_valid        (activation_transfers_tvalid),
    .activationTransfers_data_address (core_activationTransfers_data_address),
    .activationTransfers_data_bytes   (core_activationTransfers_data_bytes),
    .activationTransfers_ready        (activation_transfers_tready),
    .resultTransfers_valid            (result_transfers_tvalid),
    .resultTransfers_data_address     (core_resultTransfers_data_address),
    .resultTransfers_data_bytes       (core_resultTransfers_data_bytes),
    .resultTransfers_ready            (result_transfers_tready),
    .errors_overflow                  (core_errors_overflow),
    .errors_badScale                  (core_errors_badScale),
    .errors_badLayer                  (core_errors_badLayer),
    .counts_cycles                    (core_counts_cycles),
    .counts_steps                     (core_counts_steps),
    .counts_weightStalls              (core_counts_weightStalls),
    .counts_activationStalls          (core_counts_activationStalls),
    .counts_resultStalls              (core_counts_resultStalls),
    .counts_passes                    (core_counts_passes),
    .select                           (registers_layer_select_index),
    .layerCounts_cycles               (core_layerCounts_cycles),
    .layerCounts_steps                (core_layerCounts_steps),
    .layerCounts_weightStalls         (core_layerCounts_weightStalls),
    .layerCounts_activationStalls     (core_layerCounts_activationStalls),
    .layerCounts_resultStalls         (core_layerCounts_resultStalls)
  );

  lieq_table_16 layerTable (  // src/blocks/lieq/engine.ts:57:26
    .clock                   (clock),
    .write                   (registers_entry_store && mayStore),
    .writeIndex              (registers_entry_index[3:0]),
    .written_format          (registers_format_code),
    .written_m               (registers_m_rows),
    .written_n               (registers_n_channels),
    .written_k               (registers_k_depth),
    .written_weightsBase     (registers_weights_base_bytes),
    .written_weightsBytes    (registers_weights_bytes_bytes),
    .written_scalesBase      (registers_scales_base_bytes),
    .written_scalesBytes     (registers_scales_bytes_bytes),
    .written_activationsBase (registers_activations_base_bytes),
    .written_resultsBase     (registers_results_base_bytes),
    .written_resultsBytes    (registers_results_bytes_bytes),
    .index                   (core_index),
    .entry_format            (layerTable_entry_format),
    .entry_m                 (layerTable_entry_m),
    .entry_n                 (layerTable_entry_n),
    .entry_k                 (layerTable_entry_k),
    .entry_weightsBase       (layerTable_entry_weightsBase),
    .entry_weightsBytes      (layerTable_entry_weightsBytes),
    .entry_scalesBase        (layerTable_entry_scalesBase),
    .entry_scalesBytes       (layerTable_entry_scalesBytes),
    .entry_activationsBase   (layerTable_entry_activationsBase),
    .entry_resultsBase       (layerTable_entry_resultsBase),
    .entry_resultsBytes      (layerTable_entry_resultsBytes)
  );

  lieq_registers registers (  // src/blocks/lieq/engine.ts:58:25
    .clock                         (clock),
    .reset                         (reset),
    .s_axi_awaddr                  (s_axi_awaddr),
    .s_axi_awvalid                 (s_axi_awvalid),
    .s_axi_awready                 (s_axi_awready),
    .s_axi_wdata                   (s_axi_wdata),
    .s_axi_wstrb                   (s_axi_wstrb),
    .s_axi_wvalid                  (s_axi_wvalid),
    .s_axi_wready                  (s_axi_wready),
    .s_axi_bresp                   (s_axi_bresp),
    .s_axi_bvalid                  (s_axi_bvalid),
    .s_axi_bready                  (s_axi_bready),
    .s_axi_araddr                  (s_axi_araddr),
    .s_axi_arvalid                 (s_axi_arvalid),
    .s_axi_arready                 (s_axi_arready),
    .s_axi_rdata                   (s_axi_rdata),
    .s_axi_rresp                   (s_axi_rresp),
    .s_axi_rvalid                  (s_axi_rvalid),
    .s_axi_rready                  (s_axi_rready),
    .control_start                 (registers_control_start),
    .status_busy                   (core_isBusy),
    .status_done                   (registers_status_done),
    .status_done_set               ((wasBusy && !core_isBusy) || core_isRefused),
    .errors_overflow               (registers_errors_overflow),
    .errors_overflow_set           (core_errors_overflow),
    .errors_bad_scale              (registers_errors_bad_scale),
    .errors_bad_scale_set          (core_errors_badScale),
    .errors_bad_layer              (registers_errors_bad_layer),
    .errors_bad_layer_set          (core_errors_badLayer || (registers_entry_store && !mayStore)),
    .layers_count                  (registers_layers_count),
    .shape_rows                    (8'd4),
    .shape_columns                 (8'd4),
    .shape_lanes                   (8'd1),
    .shape_phases                  (2'd3),
    .capacity_entries              (11'd16),
    .format_code                   (registers_format_code),
    .m_rows                        (registers_m_rows),
    .n_channels                    (registers_n_channels),
    .k_depth                       (registers_k_depth),
    .weights_base_bytes            (registers_weights_base_bytes),
    .weights_bytes_bytes           (registers_weights_bytes_bytes),
    .scales_base_bytes             (registers_scales_base_bytes),
    .scales_bytes_bytes            (registers_scales_bytes_bytes),
    .activations_base_bytes        (registers_activations_base_bytes),
    .results_base_bytes            (registers_results_base_bytes),
    .results_bytes_bytes           (registers_results_bytes_bytes),
    .entry_index                   (registers_entry_index),
    .entry_store                   (registers_entry_store),
    .cycles_count                  (core_counts_cycles),
    .steps_count                   (core_counts_steps),
    .weight_stalls_count           (core_counts_weightStalls),
    .activation_stalls_count       (core_counts_activationStalls),
    .result_stalls_count           (core_counts_resultStalls),
    .passes_count                  (core_counts_passes),
    .layer_select_index            (registers_layer_select_index),
    .layer_cycles_count            (core_layerCounts_cycles),
    .layer_steps_count             (core_layerCounts_steps),
    .layer_weight_stalls_count     (core_layerCounts_weightStalls),
    .layer_activation_stalls_count (core_layerCounts_activationStalls),
    .layer_result_stalls_count     (core_layerCounts_resultStalls)
  );

  assign weight_transfers_tdata = {core_weightTransfers_data_bytes, core_weightTransfers_data_address};  // src/blocks/lieq/engine.ts:77:18
  assign scale_transfers_tdata = {core_scaleTransfers_data_bytes, core_scaleTransfers_data_address};  // src/blocks/lieq/engine.ts:77:18
  assign activation_transfers_tdata = {core_activationTransfers_data_bytes, core_activationTransfers_data_address};  // src/blocks/lieq/engine.ts:77:18
  assign result_transfers_tdata = {core_resultTransfers_data_bytes, core_resultTransfers_data_address};  // src/blocks/lieq/engine.ts:77:18

  always @(posedge clock) begin  // src/blocks/lieq/engine.ts:108:15
    if (reset) begin
      wasBusy <= 1'b0;
    end else begin
      wasBusy <= core_isBusy;
    end
  end

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{
      1'b0, registers_status_done, registers_errors_overflow, registers_errors_bad_scale, registers_errors_bad_layer
  };

endmodule

`default_nettype wire
