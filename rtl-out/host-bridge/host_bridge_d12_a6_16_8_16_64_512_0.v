`default_nettype none

// Serial line to an engine's registers and streams: 12 cycles a bit, 512 bytes a buffer.
module host_bridge_d12_a6_16_8_16_64_512_0 (  // src/blocks/board/host-bridge.ts:60:10
  input  wire        clock,
  input  wire        reset,
  // The line from the host.
  input  wire        rx,
  // The line to the host.
  output wire        tx,
  // Pulse: everything is to be reset.
  output wire        restart,
  output wire        goodFrame,
  output wire        badFrame,
  output wire        hasResults,
  output wire [5:0]  m_axi_awaddr,
  output wire        m_axi_awvalid,
  input  wire        m_axi_awready,
  output wire [31:0] m_axi_wdata,
  output wire [3:0]  m_axi_wstrb,
  output wire        m_axi_wvalid,
  input  wire        m_axi_wready,
  input  wire [1:0]  m_axi_bresp,
  input  wire        m_axi_bvalid,
  output wire        m_axi_bready,
  output wire [5:0]  m_axi_araddr,
  output wire        m_axi_arvalid,
  input  wire        m_axi_arready,
  input  wire [31:0] m_axi_rdata,
  input  wire [1:0]  m_axi_rresp,
  input  wire        m_axi_rvalid,
  output wire        m_axi_rready,
  output wire [15:0] weights_tdata,
  output wire        weights_tvalid,
  input  wire        weights_tready,
  output wire [7:0]  activations_tdata,
  output wire        activations_tvalid,
  input  wire        activations_tready,
  output wire [15:0] scales_tdata,
  output wire        scales_tvalid,
  input  wire        scales_tready,
  input  wire [63:0] results_tdata,
  input  wire [7:0]  results_tkeep,
  input  wire        results_tvalid,
  output wire        results_tready
);

  wire [29:0] commands_room;  // 3 x 10 bits, element 0 lowest
  wire [7:0] receiver_data;
  wire receiver_received;
  wire receiver_broken;
  wire [7:0] frames_content;
  wire frames_contentValid;
  wire frames_ends;
  wire frames_isGood;
  wire commands_reply_valid;
  wire [7:0] commands_reply_data_bits;
  wire commands_reply_data_last;
  wire sender_content_ready;
  wire sender_line_valid;
  wire [7:0] sender_line_data;
  wire transmitter_bytes_ready;
  wire [2:0] commands_write;
  wire commands_commit;
  wire commands_rollback;
  wire weights_buffer_deq_valid;
  wire [7:0] weights_buffer_deq_data;
  wire weights_words_enq_ready;
  wire scales_buffer_deq_valid;
  wire [7:0] scales_buffer_deq_data;
  wire scales_words_enq_ready;
  wire splitter_deq_valid;
  wire [7:0] splitter_deq_data;
  wire results_enq_ready;
  wire commands_take;
  wire commands_confirm;
  wire commands_rewind;
  wire [7:0] results_data;
  wire [9:0] results_held;
  wire [5:0] commands_bus_address;
  wire commands_restarts;
  wire commands_isBusy;
  reg isAsked;  // src/blocks/board/host-bridge.ts:147:23

  uart_receiver_12 receiver (  // src/blocks/board/host-bridge.ts:72:24
    .clock    (clock),
    .reset    (reset),
    .rx       (rx),
    .data     (receiver_data),
    .received (receiver_received),
    .broken   (receiver_broken)
  );

  uart_transmitter_12 transmitter (  // src/blocks/board/host-bridge.ts:73:27
    .clock       (clock),
    .reset       (reset),
    .bytes_valid (sender_line_valid),
    .bytes_data  (sender_line_data),
    .bytes_ready (transmitter_bytes_ready),
    .tx          (tx)
  );

  frame_receiver frames (  // src/blocks/board/host-bridge.ts:74:22
    .clock        (clock),
    .reset        (reset),
    .data         (receiver_data),
    .received     (receiver_received),
    .broken       (receiver_broken),
    .content      (frames_content),
    .contentValid (frames_contentValid),
    .ends         (frames_ends),
    .isGood       (frames_isGood)
  );

  frame_sender sender (  // src/blocks/board/host-bridge.ts:75:22
    .clock             (clock),
    .reset             (reset),
    .content_valid     (commands_reply_valid),
    .content_data_bits (commands_reply_data_bits),
    .content_data_last (commands_reply_data_last),
    .content_ready     (sender_content_ready),
    .line_valid        (sender_line_valid),
    .line_data         (sender_line_data),
    .line_ready        (transmitter_bytes_ready)
  );

  bridge_commands_a6_512_0 commands (  // src/blocks/board/host-bridge.ts:76:24
    .clock           (clock),
    .reset           (reset),
    .content         (frames_content),
    .contentValid    (frames_contentValid),
    .ends            (frames_ends),
    .isGood          (frames_isGood),
    .reply_valid     (commands_reply_valid),
    .reply_data_bits (commands_reply_data_bits),
    .reply_data_last (commands_reply_data_last),
    .reply_ready     (sender_content_ready),
    .write           (commands_write),
    .commit          (commands_commit),
    .rollback        (commands_rollback),
    .room            (commands_room),
    .result          (results_data),
    .held            (results_held),
    .take            (commands_take),
    .confirm         (commands_confirm),
    .rewind          (commands_rewind),
    .bus_address     (commands_bus_address),
    .bus_data        (m_axi_wdata),
    .bus_awvalid     (m_axi_awvalid),
    .bus_wvalid      (m_axi_wvalid),
    .bus_arvalid     (m_axi_arvalid),
    .bus_awready     (m_axi_awready),
    .bus_wready      (m_axi_wready),
    .bus_arready     (m_axi_arready),
    .bus_isAnswered  (m_axi_bvalid || m_axi_rvalid),
    .bus_isError     (|{m_axi_bvalid && m_axi_bresp[1], m_axi_rvalid && m_axi_rresp[1]}),
    .bus_answer      (m_axi_rdata),
    .restarts        (commands_restarts),
    .isBusy          (commands_isBusy)
  );

  result_buffer_512 results (  // src/blocks/board/host-bridge.ts:77:23
    .clock     (clock),
    .reset     (reset),
    .enq_valid (splitter_deq_valid),
    .enq_data  (splitter_deq_data),
    .enq_ready (results_enq_ready),
    .data      (results_data),
    .held      (results_held),
    .take      (commands_take),
    .confirm   (commands_confirm),
    .rewind    (commands_rewind)
  );

  beat_splitter_8 splitter (  // src/blocks/board/host-bridge.ts:78:24
    .clock     (clock),
    .reset     (reset),
    .valid     (results_tvalid),
    .ready     (results_tready),
    .data      (results_tdata),
    .keep      (results_tkeep),
    .deq_valid (splitter_deq_valid),
    .deq_data  (splitter_deq_data),
    .deq_ready (results_enq_ready)
  );

  stream_buffer_512 weights_buffer (  // src/blocks/board/host-bridge.ts:95:24
    .clock     (clock),
    .reset     (reset),
    .data      (frames_content),
    .write     (commands_write[0]),
    .commit    (commands_commit),
    .rollback  (commands_rollback),
    .room      (commands_room[9:0]),
    .deq_valid (weights_buffer_deq_valid),
    .deq_data  (weights_buffer_deq_data),
    .deq_ready (weights_words_enq_ready)
  );

  gearbox_8to16 weights_words (  // src/blocks/board/host-bridge.ts:107:25
    .clock     (clock),
    .reset     (reset),
    .enq_valid (weights_buffer_deq_valid),
    .enq_data  (weights_buffer_deq_data),
    .enq_ready (weights_words_enq_ready),
    .deq_valid (weights_tvalid),
    .deq_data  (weights_tdata),
    .deq_ready (weights_tready)
  );

  stream_buffer_512 activations_buffer (  // src/blocks/board/host-bridge.ts:95:24
    .clock     (clock),
    .reset     (reset),
    .data      (frames_content),
    .write     (commands_write[1]),
    .commit    (commands_commit),
    .rollback  (commands_rollback),
    .room      (commands_room[19:10]),
    .deq_valid (activations_tvalid),
    .deq_data  (activations_tdata),
    .deq_ready (activations_tready)
  );

  stream_buffer_512 scales_buffer (  // src/blocks/board/host-bridge.ts:95:24
    .clock     (clock),
    .reset     (reset),
    .data      (frames_content),
    .write     (commands_write[2]),
    .commit    (commands_commit),
    .rollback  (commands_rollback),
    .room      (commands_room[29:20]),
    .deq_valid (scales_buffer_deq_valid),
    .deq_data  (scales_buffer_deq_data),
    .deq_ready (scales_words_enq_ready)
  );

  gearbox_8to16 scales_words (  // src/blocks/board/host-bridge.ts:107:25
    .clock     (clock),
    .reset     (reset),
    .enq_valid (scales_buffer_deq_valid),
    .enq_data  (scales_buffer_deq_data),
    .enq_ready (scales_words_enq_ready),
    .deq_valid (scales_tvalid),
    .deq_data  (scales_tdata),
    .deq_ready (scales_tready)
  );

  assign m_axi_awaddr = commands_bus_address;  // src/blocks/board/host-bridge.ts:127:23
  assign m_axi_wstrb = 4'd15;  // src/blocks/board/host-bridge.ts:130:22
  assign m_axi_bready = 1'b1;  // src/blocks/board/host-bridge.ts:132:23
  assign m_axi_araddr = commands_bus_address;  // src/blocks/board/host-bridge.ts:133:23
  assign m_axi_rready = 1'b1;  // src/blocks/board/host-bridge.ts:135:23

  always @(posedge clock) begin  // src/blocks/board/host-bridge.ts:148:7
    if (reset) begin
      isAsked <= 1'b0;
    end else if (commands_restarts) begin
      isAsked <= 1'b1;
    end
  end

  assign restart = isAsked && !commands_isBusy && !sender_line_valid && transmitter_bytes_ready;  // src/blocks/board/host-bridge.ts:151:18
  assign goodFrame = frames_ends && frames_isGood;  // src/blocks/board/host-bridge.ts:155:20
  assign badFrame = frames_ends && !frames_isGood;  // src/blocks/board/host-bridge.ts:156:19
  assign hasResults = |results_held;  // src/blocks/board/host-bridge.ts:157:21

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, m_axi_bresp[0], m_axi_rresp[0]};

endmodule

`default_nettype wire
