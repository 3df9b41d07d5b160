`default_nettype none

// Registers of the FineQ engine. Write m, k and n, then start; counters belong to the current or last job.
module fineq_registers (  // src/blocks/bus/axi-lite.ts:144:22
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
  // 1 starts a job; ignored while busy.
  output wire        control_start,
  // 1 from the start until the last result was taken.
  input  wire        status_busy,
  // A job has ended.
  output wire        status_done,
  input  wire        status_done_set,
  // A sum that was sent had left the accumulator.
  output wire        errors_overflow,
  input  wire        errors_overflow_set,
  // A scale was negative, infinite or no number; results of its channel mean nothing, all others are exact.
  output wire        errors_bad_scale,
  input  wire        errors_bad_scale_set,
  // A start with a size of 0 was refused.
  output wire        errors_bad_job,
  input  wire        errors_bad_job_set,
  // Family tiles-sparse: a block had more outlier clusters than a tile takes; results of its channel mean nothing.
  output wire        errors_bad_weights,
  input  wire        errors_bad_weights_set,
  // Rows of activations, 1 or more.
  output wire [19:0] m_rows,
  // Input dimension, 1 or more.
  output wire [15:0] k_depth,
  // Output channels, 1 or more.
  output wire [19:0] n_channels,
  // Rows of the array.
  input  wire [7:0]  shape_rows,
  // Columns of the array.
  input  wire [7:0]  shape_columns,
  // Results a beat.
  input  wire [7:0]  shape_lanes,
  // Steps a weight; with tiles 1.
  input  wire [1:0]  shape_phases,
  // 0 output-stationary, 1 tiles-any, 2 tiles-sparse, 3 tiles-planes.
  input  wire [2:0]  shape_family,
  // With tiles: log2 of the tokens that a tile takes in a cycle.
  input  wire [2:0]  shape_tokens,
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
  input  wire [31:0] tiles_count
);

  reg addressHeld;  // src/blocks/bus/axi-lite.ts:209:23
  reg [3:0] writeWord;  // src/blocks/bus/axi-lite.ts:210:21
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
  reg errors_bad_job_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg errors_bad_weights_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [19:0] m_rows_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [15:0] k_depth_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [19:0] n_channels_stored;  // src/blocks/bus/axi-lite.ts:284:24
  wire commit = addressHeld && dataHeld && (!responseHeld || s_axi_bready);  // src/blocks/bus/axi-lite.ts:222:44
  wire takesAddress = s_axi_awvalid && s_axi_awready;  // src/blocks/bus/axi-lite.ts:230:36
  wire takesData = s_axi_wvalid && s_axi_wready;  // src/blocks/bus/axi-lite.ts:235:32
  wire read_start = s_axi_arvalid && s_axi_arready;  // src/blocks/bus/axi-lite.ts:262:49
  wire write_control = commit && writeWord == 4'd0;  // src/blocks/bus/axi-lite.ts:155:66
  wire [31:0] writeMask = {{8{writeStrobe[3]}}, {8{writeStrobe[2]}}, {8{writeStrobe[1]}}, {8{writeStrobe[0]}}};  // src/blocks/bus/axi-lite.ts:241:21
  wire [31:0] writtenOnes = writeData & writeMask;  // src/blocks/bus/axi-lite.ts:242:33
  wire write_status = commit && writeWord == 4'd1;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_errors = commit && writeWord == 4'd2;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_m = commit && writeWord == 4'd3;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_k = commit && writeWord == 4'd4;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_n = commit && writeWord == 4'd5;  // src/blocks/bus/axi-lite.ts:155:66
  wire mapped_0 = writeWord == 4'd0;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_1 = writeWord == 4'd1;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_2 = writeWord == 4'd2;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_3 = writeWord == 4'd3;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_4 = writeWord == 4'd4;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_5 = writeWord == 4'd5;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_6 = writeWord == 4'd6;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_7 = writeWord == 4'd8;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_8 = writeWord == 4'd9;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_9 = writeWord == 4'd10;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_10 = writeWord == 4'd11;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_11 = writeWord == 4'd12;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_12 = writeWord == 4'd13;  // src/blocks/bus/axi-lite.ts:161:67
  wire [3:0] word = s_axi_araddr[5:2];  // src/blocks/bus/axi-lite.ts:268:27

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
    if (takesAddress) writeWord <= s_axi_awaddr[5:2];
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

  assign errors_bad_job = errors_bad_job_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:295:14
    if (reset) begin
      errors_bad_job_stored <= 1'b0;
    end else begin
      errors_bad_job_stored <= errors_bad_job_stored || errors_bad_job_set;
      if (write_errors) errors_bad_job_stored <= (errors_bad_job_stored && !writtenOnes[2]) || errors_bad_job_set;
    end
  end

  assign errors_bad_weights = errors_bad_weights_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:295:14
    if (reset) begin
      errors_bad_weights_stored <= 1'b0;
    end else begin
      errors_bad_weights_stored <= errors_bad_weights_stored || errors_bad_weights_set;
      if (write_errors) begin
        errors_bad_weights_stored <= (errors_bad_weights_stored && !writtenOnes[3]) || errors_bad_weights_set;
      end
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

  assign k_depth = k_depth_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      k_depth_stored <= 16'd0;
    end else if (write_k) begin
      k_depth_stored <= (k_depth_stored & ~writeMask[15:0]) | writtenOnes[15:0];
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

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:162:7
    if (reset) begin
      writeError <= 1'b0;
    end else if (commit) begin
      writeError <= {
          mapped_0, mapped_1, mapped_2, mapped_3, mapped_4, mapped_5, mapped_6, mapped_7, mapped_8, mapped_9, mapped_10,
          mapped_11, mapped_12
      }
          == 13'd0;
    end
  end

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:167:7
    if (read_start) begin
      case (word)
        4'd0: readData <= 32'd0;
        4'd1: readData <= {30'd0, status_done_stored, status_busy};
        4'd2: begin
          readData <= {
              28'd0, errors_bad_weights_stored, errors_bad_job_stored, errors_bad_scale_stored, errors_overflow_stored
          };
        end
        4'd3: readData <= {12'd0, m_rows_stored};
        4'd4: readData <= {16'd0, k_depth_stored};
        4'd5: readData <= {12'd0, n_channels_stored};
        4'd6: readData <= {shape_tokens, shape_family, shape_phases, shape_lanes, shape_columns, shape_rows};
        4'd8: readData <= cycles_count;
        4'd9: readData <= steps_count;
        4'd10: readData <= weight_stalls_count;
        4'd11: readData <= activation_stalls_count;
        4'd12: readData <= result_stalls_count;
        4'd13: readData <= tiles_count;
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
        4'd0, 4'd1, 4'd2, 4'd3, 4'd4, 4'd5, 4'd6, 4'd8, 4'd9, 4'd10, 4'd11, 4'd12, 4'd13: ;
        default: readError <= 1'b1;
      endcase
    end
  end

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, s_axi_awaddr[1:0], s_axi_araddr[1:0], writtenOnes[31:20]};

endmodule

`default_nettype wire
