`default_nettype none

// FineQ engine of 2 x 2 behind a serial line.
module fineq_board_2x2_unary_w20_bus8_in8_lanes1_d12_0 (  // src/blocks/board/board.ts:47:10
  input  wire clock,
  input  wire reset,
  // The line from the host.
  input  wire rx,
  // The line to the host.
  output wire tx,
  // Pulse: everything is to be reset.
  output wire restart,
  output wire heartbeat,
  output wire activity,
  output wire fault,
  output wire hasResults
);

  wire [5:0] bridge_m_axi_awaddr;
  wire bridge_m_axi_awvalid;
  wire engine_s_axi_awready;
  wire [31:0] bridge_m_axi_wdata;
  wire [3:0] bridge_m_axi_wstrb;
  wire bridge_m_axi_wvalid;
  wire engine_s_axi_wready;
  wire [1:0] engine_s_axi_bresp;
  wire engine_s_axi_bvalid;
  wire bridge_m_axi_bready;
  wire [5:0] bridge_m_axi_araddr;
  wire bridge_m_axi_arvalid;
  wire engine_s_axi_arready;
  wire [31:0] engine_s_axi_rdata;
  wire [1:0] engine_s_axi_rresp;
  wire engine_s_axi_rvalid;
  wire bridge_m_axi_rready;
  wire [7:0] bridge_weights_tdata;
  wire bridge_weights_tvalid;
  wire engine_weights_tready;
  wire [7:0] bridge_activations_tdata;
  wire bridge_activations_tvalid;
  wire engine_activations_tready;
  wire [15:0] bridge_scales_tdata;
  wire bridge_scales_tvalid;
  wire engine_scales_tready;
  wire [63:0] engine_results_tdata;
  wire [7:0] engine_results_tkeep;
  wire engine_results_tvalid;
  wire bridge_results_tready;
  wire bridge_goodFrame;
  wire bridge_badFrame;
  wire engine_results_tlast;
  reg [22:0] beats;  // src/blocks/board/board.ts:95:21
  reg isActive;  // src/blocks/board/board.ts:98:24
  reg hadFault;  // src/blocks/board/board.ts:103:24

  host_bridge_d12_a6_8_8_16_64_512_0 bridge (  // src/blocks/board/board.ts:59:22
    .clock              (clock),
    .reset              (reset),
    .rx                 (rx),
    .tx                 (tx),
    .restart            (restart),
    .goodFrame          (bridge_goodFrame),
    .badFrame           (bridge_badFrame),
    .hasResults         (hasResults),
    .m_axi_awaddr       (bridge_m_axi_awaddr),
    .m_axi_awvalid      (bridge_m_axi_awvalid),
    .m_axi_awready      (engine_s_axi_awready),
    .m_axi_wdata        (bridge_m_axi_wdata),
    .m_axi_wstrb        (bridge_m_axi_wstrb),
    .m_axi_wvalid       (bridge_m_axi_wvalid),
    .m_axi_wready       (engine_s_axi_wready),
    .m_axi_bresp        (engine_s_axi_bresp),
    .m_axi_bvalid       (engine_s_axi_bvalid),
    .m_axi_bready       (bridge_m_axi_bready),
    .m_axi_araddr       (bridge_m_axi_araddr),
    .m_axi_arvalid      (bridge_m_axi_arvalid),
    .m_axi_arready      (engine_s_axi_arready),
    .m_axi_rdata        (engine_s_axi_rdata),
    .m_axi_rresp        (engine_s_axi_rresp),
    .m_axi_rvalid       (engine_s_axi_rvalid),
    .m_axi_rready       (bridge_m_axi_rready),
    .weights_tdata      (bridge_weights_tdata),
    .weights_tvalid     (bridge_weights_tvalid),
    .weights_tready     (engine_weights_tready),
    .activations_tdata  (bridge_activations_tdata),
    .activations_tvalid (bridge_activations_tvalid),
    .activations_tready (engine_activations_tready),
    .scales_tdata       (bridge_scales_tdata),
    .scales_tvalid      (bridge_scales_tvalid),
    .scales_tready      (engine_scales_tready),
    .results_tdata      (engine_results_tdata),
    .results_tkeep      (engine_results_tkeep),
    .results_tvalid     (engine_results_tvalid),
    .results_tready     (bridge_results_tready)
  );

  fineq_engine_2x2_unary_w20_bus8_in8_lanes1 engine (  // src/blocks/board/board.ts:60:22
    .clock              (clock),
    .reset              (reset),
    .s_axi_awaddr       (bridge_m_axi_awaddr),
    .s_axi_awvalid      (bridge_m_axi_awvalid),
    .s_axi_awready      (engine_s_axi_awready),
    .s_axi_wdata        (bridge_m_axi_wdata),
    .s_axi_wstrb        (bridge_m_axi_wstrb),
    .s_axi_wvalid       (bridge_m_axi_wvalid),
    .s_axi_wready       (engine_s_axi_wready),
    .s_axi_bresp        (engine_s_axi_bresp),
    .s_axi_bvalid       (engine_s_axi_bvalid),
    .s_axi_bready       (bridge_m_axi_bready),
    .s_axi_araddr       (bridge_m_axi_araddr),
    .s_axi_arvalid      (bridge_m_axi_arvalid),
    .s_axi_arready      (engine_s_axi_arready),
    .s_axi_rdata        (engine_s_axi_rdata),
    .s_axi_rresp        (engine_s_axi_rresp),
    .s_axi_rvalid       (engine_s_axi_rvalid),
    .s_axi_rready       (bridge_m_axi_rready),
    .weights_tdata      (bridge_weights_tdata),
    .weights_tvalid     (bridge_weights_tvalid),
    .weights_tready     (engine_weights_tready),
    .activations_tdata  (bridge_activations_tdata),
    .activations_tvalid (bridge_activations_tvalid),
    .activations_tready (engine_activations_tready),
    .scales_tdata       (bridge_scales_tdata),
    .scales_tvalid      (bridge_scales_tvalid),
    .scales_tready      (engine_scales_tready),
    .results_tdata      (engine_results_tdata),
    .results_tkeep      (engine_results_tkeep),
    .results_tlast      (engine_results_tlast),
    .results_tvalid     (engine_results_tvalid),
    .results_tready     (bridge_results_tready)
  );

  always @(posedge clock) begin  // src/blocks/board/board.ts:96:13
    if (reset) begin
      beats <= 23'd0;
    end else begin
      beats <= beats + 23'd1;
    end
  end

  assign heartbeat = beats[22];  // src/blocks/board/board.ts:97:20

  always @(posedge clock) begin  // src/blocks/board/board.ts:99:7
    if (reset) begin
      isActive <= 1'b0;
    end else if (bridge_goodFrame) begin
      isActive <= !isActive;
    end
  end

  assign activity = isActive;  // src/blocks/board/board.ts:102:19

  always @(posedge clock) begin  // src/blocks/board/board.ts:104:7
    if (reset) begin
      hadFault <= 1'b0;
    end else if (bridge_badFrame) begin
      hadFault <= 1'b1;
    end
  end

  assign fault = hadFault;  // src/blocks/board/board.ts:107:16

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, engine_results_tlast};

endmodule

`default_nettype wire
