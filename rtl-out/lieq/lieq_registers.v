`default_nettype none

// Registers of the LieQ engine. Store an entry for each layer, write their number, then start; counters belong to the current or last program.
module lieq_registers (  // src/blocks/bus/axi-lite.ts:144:22
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
  // 1 starts a program; ignored while busy.
  output wire        control_start,
  // 1 from the start until the last result was taken.
  input  wire        status_busy,
  // A program has ended, or a start was refused.
  output wire        status_done,
  input  wire        status_done_set,
  // A sum that was used had left the accumulator.
  output wire        errors_overflow,
  input  wire        errors_overflow_set,
  // A scale was negative, infinite or no number; results of its channel mean nothing, all others are exact.
  output wire        errors_bad_scale,
  input  wire        errors_bad_scale_set,
  // A start with no layers or more than the table holds, or an entry beyond it or stored while a program runs, was refused; or the program ended at a layer with an unknown format or a size of 0.
  output wire        errors_bad_layer,
  input  wire        errors_bad_layer_set,
  // Entries to run, from entry 0 on.
  output wire [10:0] layers_count,
  // Rows of the array.
  input  wire [7:0]  shape_rows,
  // Columns of the array.
  input  wire [7:0]  shape_columns,
  // Results a beat.
  input  wire [7:0]  shape_lanes,
  // Steps a digit.
  input  wire [1:0]  shape_phases,
  // Entries of the layer table.
  input  wire [10:0] capacity_entries,
  // 0 FineQ; uniform: 1 two bits, 2 three, 3 four, 4 eight.
  output wire [2:0]  format_code,
  // Rows of activations, 1 or more.
  output wire [19:0] m_rows,
  // Output channels, 1 or more.
  output wire [19:0] n_channels,
  // Input dimension, 1 or more.
  output wire [15:0] k_depth,
  // Where the layer's weights begin.
  output wire [31:0] weights_base_bytes,
  // Bytes of weights for one row of tiles.
  output wire [31:0] weights_bytes_bytes,
  // Where the layer's scales begin.
  output wire [31:0] scales_base_bytes,
  // Bytes of scales for one row of tiles.
  output wire [31:0] scales_bytes_bytes,
  // Where the layer's activations begin.
  output wire [31:0] activations_base_bytes,
  // Where the layer's results go.
  output wire [31:0] results_base_bytes,
  // Bytes of results of the layer.
  output wire [31:0] results_bytes_bytes,
  // Which entry.
  output wire [9:0]  entry_index,
  // 1 stores.
  output wire        entry_store,
  // Modulo 2^32.
  input  wire [31:0] cycles_count,
  // Modulo 2^32.
  input  wire [31:0] steps_count,
  // Modulo 2^32.
  input  wire [31:0] weight_stalls_count,
  // Modulo 2^32.
  input  wire [31:0] activation_stalls_count,
  // Modulo 2^32.
  input  wire [31:0] result_stalls_count,
  // Modulo 2^32.
  input  wire [31:0] passes_count,
  // Entry of the layer table.
  output wire [9:0]  layer_select_index,
  // Modulo 2^32.
  input  wire [31:0] layer_cycles_count,
  // Modulo 2^32.
  input  wire [31:0] layer_steps_count,
  // Modulo 2^32.
  input  wire [31:0] layer_weight_stalls_count,
  // Modulo 2^32.
  input  wire [31:0] layer_activation_stalls_count,
  // Modulo 2^32.
  input  wire [31:0] layer_result_stalls_count
);

  reg addressHeld;  // src/blocks/bus/axi-lite.ts:209:23
  reg [5:0] writeWord;  // src/blocks/bus/axi-lite.ts:210:21
  reg dataHeld;  // src/blocks/bus/axi-lite.ts:211:20
  reg [31:0] writeData;  // src/blocks/bus/axi-lite.ts:212:21
  reg [3:0] writeStrobe;  // src/blocks/bus/axi-lite.ts:213:23
  reg responseHeld;  // src/blocks/bus/axi-lite.ts:214:24
  reg writeError;  // src/blocks/bus/axi-lite.ts:215:22
  reg readHeld;  // src/blocks/bus/axi-lite.ts:255:20
  reg [31:0] readData;  // src/blocks/bus/axi-lite.ts:256:20
  reg readError;  // src/blocks/bus/axi-lite.ts:257:21
  reg control_start_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg status_done_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg errors_overflow_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg errors_bad_scale_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg errors_bad_layer_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [10:0] layers_count_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [2:0] format_code_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [19:0] m_rows_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [19:0] n_channels_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [15:0] k_depth_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [31:0] weights_base_bytes_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [31:0] weights_bytes_bytes_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [31:0] scales_base_bytes_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [31:0] scales_bytes_bytes_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [31:0] activations_base_bytes_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [31:0] results_base_bytes_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [31:0] results_bytes_bytes_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [9:0] entry_index_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg entry_store_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [9:0] layer_select_index_stored;  // src/blocks/bus/axi-lite.ts:284:24
  wire commit = addressHeld && dataHeld && (!responseHeld || s_axi_bready);  // src/blocks/bus/axi-lite.ts:222:44
  wire takesAddress = s_axi_awvalid && s_axi_awready;  // src/blocks/bus/axi-lite.ts:230:36
  wire takesData = s_axi_wvalid && s_axi_wready;  // src/blocks/bus/axi-lite.ts:235:32
  wire read_start = s_axi_arvalid && s_axi_arready;  // src/blocks/bus/axi-lite.ts:262:49
  wire write_control = commit && writeWord == 6'd0;  // src/blocks/bus/axi-lite.ts:155:66
  wire [31:0] writeMask = {{8{writeStrobe[3]}}, {8{writeStrobe[2]}}, {8{writeStrobe[1]}}, {8{writeStrobe[0]}}};  // src/blocks/bus/axi-lite.ts:241:21
  wire [31:0] writtenOnes = writeData & writeMask;  // src/blocks/bus/axi-lite.ts:242:33
  wire write_status = commit && writeWord == 6'd1;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_errors = commit && writeWord == 6'd2;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_layers = commit && writeWord == 6'd3;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_format = commit && writeWord == 6'd8;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_m = commit && writeWord == 6'd9;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_n = commit && writeWord == 6'd10;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_k = commit && writeWord == 6'd11;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_weights_base = commit && writeWord == 6'd12;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_weights_bytes = commit && writeWord == 6'd13;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_scales_base = commit && writeWord == 6'd14;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_scales_bytes = commit && writeWord == 6'd15;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_activations_base = commit && writeWord == 6'd16;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_results_base = commit && writeWord == 6'd17;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_results_bytes = commit && writeWord == 6'd18;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_entry = commit && writeWord == 6'd19;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_layer_select = commit && writeWord == 6'd32;  // src/blocks/bus/axi-lite.ts:155:66
  wire mapped_0 = writeWord == 6'd0;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_1 = writeWord == 6'd1;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_2 = writeWord == 6'd2;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_3 = writeWord == 6'd3;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_4 = writeWord == 6'd4;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_5 = writeWord == 6'd5;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_6 = writeWord == 6'd8;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_7 = writeWord == 6'd9;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_8 = writeWord == 6'd10;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_9 = writeWord == 6'd11;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_10 = writeWord == 6'd12;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_11 = writeWord == 6'd13;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_12 = writeWord == 6'd14;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_13 = writeWord == 6'd15;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_14 = writeWord == 6'd16;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_15 = writeWord == 6'd17;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_16 = writeWord == 6'd18;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_17 = writeWord == 6'd19;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_18 = writeWord == 6'd24;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_19 = writeWord == 6'd25;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_20 = writeWord == 6'd26;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_21 = writeWord == 6'd27;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_22 = writeWord == 6'd28;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_23 = writeWord == 6'd29;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_24 = writeWord == 6'd32;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_25 = writeWord == 6'd33;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_26 = writeWord == 6'd34;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_27 = writeWord == 6'd35;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_28 = writeWord == 6'd36;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_29 = writeWord == 6'd37;  // src/blocks/bus/axi-lite.ts:161:67
  wire [5:0] word = s_axi_araddr[7:2];  // src/blocks/bus/axi-lite.ts:268:27

  assign s_axi_awready = !addressHeld;  // src/blocks/bus/axi-lite.ts:217:15
  assign s_axi_wready = !dataHeld;  // src/blocks/bus/axi-lite.ts:218:14
  assign s_axi_bvalid = responseHeld;  // src/blocks/bus/axi-lite.ts:219:14
  assign s_axi_bresp = writeError ? 2'd2 : 2'd0;  // src/blocks/bus/axi-lite.ts:220:13

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:223:3
    if (reset) begin
      addressHeld <= 1'b0;
      dataHeld <= 1'b0;
      responseHeld <= 1'b0;
    end else begin
      if (commit) begin
        addressHeld <= 1'b0;
        dataHeld <= 1'b0;
        responseHeld <= 1'b1;
      end else if (s_axi_bready) begin
        responseHeld <= 1'b0;
      end
      if (takesAddress) addressHeld <= 1'b1;
      if (takesData) dataHeld <= 1'b1;
    end
  end

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:231:3
    if (takesAddress) writeWord <= s_axi_awaddr[7:2];
  end

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:236:3
    if (takesData) begin
      writeData <= s_axi_wdata;
      writeStrobe <= s_axi_wstrb;
    end
  end

  assign s_axi_arready = !readHeld;  // src/blocks/bus/axi-lite.ts:258:15
  assign s_axi_rvalid = readHeld;  // src/blocks/bus/axi-lite.ts:259:14
  assign s_axi_rdata = readData;  // src/blocks/bus/axi-lite.ts:260:13
  assign s_axi_rresp = readError ? 2'd2 : 2'd0;  // src/blocks/bus/axi-lite.ts:261:13

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:263:3
    if (reset) begin
      readHeld <= 1'b0;
    end else if (read_start) begin
      readHeld <= 1'b1;
    end else if (s_axi_rready) begin
      readHeld <= 1'b0;
    end
  end

  assign control_start = control_start_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:288:14
    if (reset) begin
      control_start_stored <= 1'b0;
    end else begin
      control_start_stored <= 1'b0;
      if (write_control) control_start_stored <= writtenOnes[0];
    end
  end

  assign status_done = status_done_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:295:14
    if (reset) begin
      status_done_stored <= 1'b0;
    end else begin
      status_done_stored <= status_done_stored || status_done_set;
      if (write_status) status_done_stored <= (status_done_stored && !writtenOnes[1]) || status_done_set;
    end
  end

  assign errors_overflow = errors_overflow_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:295:14
    if (reset) begin
      errors_overflow_stored <= 1'b0;
    end else begin
      errors_overflow_stored <= errors_overflow_stored || errors_overflow_set;
      if (write_errors) errors_overflow_stored <= (errors_overflow_stored && !writtenOnes[0]) || errors_overflow_set;
    end
  end

  assign errors_bad_scale = errors_bad_scale_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:295:14
    if (reset) begin
      errors_bad_scale_stored <= 1'b0;
    end else begin
      errors_bad_scale_stored <= errors_bad_scale_stored || errors_bad_scale_set;
      if (write_errors) errors_bad_scale_stored <= (errors_bad_scale_stored && !writtenOnes[1]) || errors_bad_scale_set;
    end
  end

  assign errors_bad_layer = errors_bad_layer_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:295:14
    if (reset) begin
      errors_bad_layer_stored <= 1'b0;
    end else begin
      errors_bad_layer_stored <= errors_bad_layer_stored || errors_bad_layer_set;
      if (write_errors) errors_bad_layer_stored <= (errors_bad_layer_stored && !writtenOnes[2]) || errors_bad_layer_set;
    end
  end

  assign layers_count = layers_count_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      layers_count_stored <= 11'd0;
    end else if (write_layers) begin
      layers_count_stored <= (layers_count_stored & ~writeMask[10:0]) | writtenOnes[10:0];
    end
  end

  assign format_code = format_code_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      format_code_stored <= 3'd0;
    end else if (write_format) begin
      format_code_stored <= (format_code_stored & ~writeMask[2:0]) | writtenOnes[2:0];
    end
  end

  assign m_rows = m_rows_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      m_rows_stored <= 20'd0;
    end else if (write_m) begin
      m_rows_stored <= (m_rows_stored & ~writeMask[19:0]) | writtenOnes[19:0];
    end
  end

  assign n_channels = n_channels_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      n_channels_stored <= 20'd0;
    end else if (write_n) begin
      n_channels_stored <= (n_channels_stored & ~writeMask[19:0]) | writtenOnes[19:0];
    end
  end

  assign k_depth = k_depth_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      k_depth_stored <= 16'd0;
    end else if (write_k) begin
      k_depth_stored <= (k_depth_stored & ~writeMask[15:0]) | writtenOnes[15:0];
    end
  end

  assign weights_base_bytes = weights_base_bytes_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      weights_base_bytes_stored <= 32'd0;
    end else if (write_weights_base) begin
      weights_base_bytes_stored <= (weights_base_bytes_stored & ~writeMask) | writtenOnes;
    end
  end

  assign weights_bytes_bytes = weights_bytes_bytes_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      weights_bytes_bytes_stored <= 32'd0;
    end else if (write_weights_bytes) begin
      weights_bytes_bytes_stored <= (weights_bytes_bytes_stored & ~writeMask) | writtenOnes;
    end
  end

  assign scales_base_bytes = scales_base_bytes_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      scales_base_bytes_stored <= 32'd0;
    end else if (write_scales_base) begin
      scales_base_bytes_stored <= (scales_base_bytes_stored & ~writeMask) | writtenOnes;
    end
  end

  assign scales_bytes_bytes = scales_bytes_bytes_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      scales_bytes_bytes_stored <= 32'd0;
    end else if (write_scales_bytes) begin
      scales_bytes_bytes_stored <= (scales_bytes_bytes_stored & ~writeMask) | writtenOnes;
    end
  end

  assign activations_base_bytes = activations_base_bytes_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      activations_base_bytes_stored <= 32'd0;
    end else if (write_activations_base) begin
      activations_base_bytes_stored <= (activations_base_bytes_stored & ~writeMask) | writtenOnes;
    end
  end

  assign results_base_bytes = results_base_bytes_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      results_base_bytes_stored <= 32'd0;
    end else if (write_results_base) begin
      results_base_bytes_stored <= (results_base_bytes_stored & ~writeMask) | writtenOnes;
    end
  end

  assign results_bytes_bytes = results_bytes_bytes_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      results_bytes_bytes_stored <= 32'd0;
    end else if (write_results_bytes) begin
      results_bytes_bytes_stored <= (results_bytes_bytes_stored & ~writeMask) | writtenOnes;
    end
  end

  assign entry_index = entry_index_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:288:14
    if (reset) begin
      entry_index_stored <= 10'd0;
    end else begin
      entry_index_stored <= 10'd0;
      if (write_entry) entry_index_stored <= writtenOnes[9:0];
    end
  end

  assign entry_store = entry_store_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:288:14
    if (reset) begin
      entry_store_stored <= 1'b0;
    end else begin
      entry_store_stored <= 1'b0;
      if (write_entry) entry_store_stored <= writtenOnes[31];
    end
  end

  assign layer_select_index = layer_select_index_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      layer_select_index_stored <= 10'd0;
    end else if (write_layer_select) begin
      layer_select_index_stored <= (layer_select_index_stored & ~writeMask[9:0]) | writtenOnes[9:0];
    end
  end

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:162:7
    if (reset) begin
      writeError <= 1'b0;
    end else if (commit) begin
      writeError <= {
          mapped_0, mapped_1, mapped_2, mapped_3, mapped_4, mapped_5, mapped_6, mapped_7, mapped_8, mapped_9, mapped_10,
          mapped_11, mapped_12, mapped_13, mapped_14, mapped_15, mapped_16, mapped_17, mapped_18, mapped_19, mapped_20,
          mapped_21, mapped_22, mapped_23, mapped_24, mapped_25, mapped_26, mapped_27, mapped_28, mapped_29
      }
          == 30'd0;
    end
  end

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:167:7
    if (read_start) begin
      case (word)
        6'd0: readData <= 32'd0;
        6'd1: readData <= {30'd0, status_done_stored, status_busy};
        6'd2: readData <= {29'd0, errors_bad_layer_stored, errors_bad_scale_stored, errors_overflow_stored};
        6'd3: readData <= {21'd0, layers_count_stored};
        6'd4: readData <= {6'd0, shape_phases, shape_lanes, shape_columns, shape_rows};
        6'd5: readData <= {21'd0, capacity_entries};
        6'd8: readData <= {29'd0, format_code_stored};
        6'd9: readData <= {12'd0, m_rows_stored};
        6'd10: readData <= {12'd0, n_channels_stored};
        6'd11: readData <= {16'd0, k_depth_stored};
        6'd12: readData <= weights_base_bytes_stored;
        6'd13: readData <= weights_bytes_bytes_stored;
        6'd14: readData <= scales_base_bytes_stored;
        6'd15: readData <= scales_bytes_bytes_stored;
        6'd16: readData <= activations_base_bytes_stored;
        6'd17: readData <= results_base_bytes_stored;
        6'd18: readData <= results_bytes_bytes_stored;
        6'd19: readData <= 32'd0;
        6'd24: readData <= cycles_count;
        6'd25: readData <= steps_count;
        6'd26: readData <= weight_stalls_count;
        6'd27: readData <= activation_stalls_count;
        6'd28: readData <= result_stalls_count;
        6'd29: readData <= passes_count;
        6'd32: readData <= {22'd0, layer_select_index_stored};
        6'd33: readData <= layer_cycles_count;
        6'd34: readData <= layer_steps_count;
        6'd35: readData <= layer_weight_stalls_count;
        6'd36: readData <= layer_activation_stalls_count;
        6'd37: readData <= layer_result_stalls_count;
        default: readData <= 32'd0;
      endcase
    end
  end

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:167:7
    if (reset) begin
      readError <= 1'b0;
    end else if (read_start) begin
      readError <= 1'b0;
      case (word)
        6'd0, 6'd1, 6'd2, 6'd3, 6'd4, 6'd5, 6'd8, 6'd9, 6'd10, 6'd11, 6'd12, 6'd13, 6'd14, 6'd15, 6'd16, 6'd17, 6'd18, 6'd19, 6'd24, 6'd25, 6'd26, 6'd27, 6'd28, 6'd29, 6'd32, 6'd33, 6'd34, 6'd35, 6'd36, 6'd37: ;
        default: readError <= 1'b1;
      endcase
    end
  end

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, s_axi_awaddr[1:0], s_axi_araddr[1:0]};

endmodule

`default_nettype wire
