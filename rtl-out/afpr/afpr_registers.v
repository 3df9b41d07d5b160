`default_nettype none

// Registers of the AFPR engine. Write the sizes, then start or program; counters belong to the current or last job.
module afpr_registers (  // src/blocks/bus/axi-lite.ts:144:22
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
  // 1 starts conversions.
  output wire        control_start,
  // 1 starts programming of the macro's cells.
  output wire        control_program,
  // 1 from the start until the job has ended.
  input  wire        status_busy,
  // A job has ended.
  output wire        status_done,
  input  wire        status_done_set,
  // A partial sum left the accumulator and wrapped.
  output wire        errors_overflow,
  input  wire        errors_overflow_set,
  // A weight outside -15..15 came; it was clamped.
  output wire        errors_bad_weight,
  input  wire        errors_bad_weight_set,
  // A start was refused: a size of 0 or beyond the engine, or more vectors than partial sums are kept for.
  output wire        errors_bad_job,
  input  wire        errors_bad_job_set,
  // Activation vectors, 1 or more; `batch` at most unless the tile is both first and last.
  output wire [15:0] vectors_count,
  // Inputs, 1 to rows of the macro.
  output wire [10:0] size_rows,
  // Outputs, 1 to columns of the macro.
  output wire [10:0] size_columns,
  // 1: partial sums start from 0.
  output wire        tile_first,
  // 1: results are sent; 0: sums are kept.
  output wire        tile_last,
  // Full-scale shift SH: the threshold of the lowest range is 64 * 2^SH.
  output wire [3:0]  convert_shift,
  // FP8 results are sum / 2^output_shift in units of 2^-5.
  output wire [5:0]  convert_output_shift,
  // Results: 0 codes of the converters, 1 FP8 of the sum, 2 the sum as an integer (3 as 2).
  output wire [1:0]  convert_format,
  // Most pulses a cell.
  output wire [7:0]  programming_limit,
  // Rows of the macro.
  input  wire [10:0] shape_rows,
  // Columns of the macro.
  input  wire [9:0]  shape_columns,
  // Results a beat.
  input  wire [9:0]  shape_lanes,
  // 1: differential rows; 0: two phases.
  input  wire        shape_differential,
  // Cycles of a conversion.
  input  wire [15:0] timing_period,
  // Vectors whose partial sums are kept.
  input  wire [10:0] timing_batch,
  // Modulo 2^32.
  input  wire [31:0] cycles_count,
  // Modulo 2^32.
  input  wire [31:0] conversions_count,
  // Modulo 2^32.
  input  wire [31:0] conversion_cycles_count,
  // Modulo 2^32.
  input  wire [31:0] load_stalls_count,
  // Modulo 2^32.
  input  wire [31:0] output_stalls_count,
  // Modulo 2^32.
  input  wire [31:0] over_range_count,
  // Modulo 2^32.
  input  wire [31:0] clipped_count,
  // Modulo 2^32.
  input  wire [31:0] active_rows_count,
  // Modulo 2^32.
  input  wire [31:0] pulses_count,
  // Modulo 2^32.
  input  wire [31:0] reads_count,
  // Modulo 2^32.
  input  wire [31:0] failed_cells_count
);

  reg addressHeld;  // src/blocks/bus/axi-lite.ts:209:23
  reg [4:0] writeWord;  // src/blocks/bus/axi-lite.ts:210:21
  reg dataHeld;  // src/blocks/bus/axi-lite.ts:211:20
  reg [31:0] writeData;  // src/blocks/bus/axi-lite.ts:212:21
  reg [3:0] writeStrobe;  // src/blocks/bus/axi-lite.ts:213:23
  reg responseHeld;  // src/blocks/bus/axi-lite.ts:214:24
  reg writeError;  // src/blocks/bus/axi-lite.ts:215:22
  reg readHeld;  // src/blocks/bus/axi-lite.ts:255:20
  reg [31:0] readData;  // src/blocks/bus/axi-lite.ts:256:20
  reg readError;  // src/blocks/bus/axi-lite.ts:257:21
  reg control_start_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg control_program_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg status_done_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg errors_overflow_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg errors_bad_weight_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg errors_bad_job_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [15:0] vectors_count_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [10:0] size_rows_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [10:0] size_columns_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg tile_first_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg tile_last_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [3:0] convert_shift_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [5:0] convert_output_shift_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [1:0] convert_format_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [7:0] programming_limit_stored;  // src/blocks/bus/axi-lite.ts:284:24
  wire commit = addressHeld && dataHeld && (!responseHeld || s_axi_bready);  // src/blocks/bus/axi-lite.ts:222:44
  wire takesAddress = s_axi_awvalid && s_axi_awready;  // src/blocks/bus/axi-lite.ts:230:36
  wire takesData = s_axi_wvalid && s_axi_wready;  // src/blocks/bus/axi-lite.ts:235:32
  wire read_start = s_axi_arvalid && s_axi_arready;  // src/blocks/bus/axi-lite.ts:262:49
  wire write_control = commit && writeWord == 5'd0;  // src/blocks/bus/axi-lite.ts:155:66
  wire [31:0] writeMask = {{8{writeStrobe[3]}}, {8{writeStrobe[2]}}, {8{writeStrobe[1]}}, {8{writeStrobe[0]}}};  // src/blocks/bus/axi-lite.ts:241:21
  wire [31:0] writtenOnes = writeData & writeMask;  // src/blocks/bus/axi-lite.ts:242:33
  wire write_status = commit && writeWord == 5'd1;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_errors = commit && writeWord == 5'd2;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_vectors = commit && writeWord == 5'd3;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_size = commit && writeWord == 5'd4;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_tile = commit && writeWord == 5'd5;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_convert = commit && writeWord == 5'd6;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_programming = commit && writeWord == 5'd7;  // src/blocks/bus/axi-lite.ts:155:66
  wire mapped_0 = writeWord == 5'd0;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_1 = writeWord == 5'd1;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_2 = writeWord == 5'd2;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_3 = writeWord == 5'd3;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_4 = writeWord == 5'd4;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_5 = writeWord == 5'd5;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_6 = writeWord == 5'd6;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_7 = writeWord == 5'd7;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_8 = writeWord == 5'd8;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_9 = writeWord == 5'd9;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_10 = writeWord == 5'd12;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_11 = writeWord == 5'd13;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_12 = writeWord == 5'd14;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_13 = writeWord == 5'd15;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_14 = writeWord == 5'd16;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_15 = writeWord == 5'd17;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_16 = writeWord == 5'd18;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_17 = writeWord == 5'd19;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_18 = writeWord == 5'd20;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_19 = writeWord == 5'd21;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_20 = writeWord == 5'd22;  // src/blocks/bus/axi-lite.ts:161:67
  wire [4:0] word = s_axi_araddr[6:2];  // src/blocks/bus/axi-lite.ts:268:27

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
    if (takesAddress) writeWord <= s_axi_awaddr[6:2];
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

  assign control_program = control_program_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:288:14
    if (reset) begin
      control_program_stored <= 1'b0;
    end else begin
      control_program_stored <= 1'b0;
      if (write_control) control_program_stored <= writtenOnes[1];
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

  assign errors_bad_weight = errors_bad_weight_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:295:14
    if (reset) begin
      errors_bad_weight_stored <= 1'b0;
    end else begin
      errors_bad_weight_stored <= errors_bad_weight_stored || errors_bad_weight_set;
      if (write_errors) begin
        errors_bad_weight_stored <= (errors_bad_weight_stored && !writtenOnes[1]) || errors_bad_weight_set;
      end
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

  assign vectors_count = vectors_count_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      vectors_count_stored <= 16'd0;
    end else if (write_vectors) begin
      vectors_count_stored <= (vectors_count_stored & ~writeMask[15:0]) | writtenOnes[15:0];
    end
  end

  assign size_rows = size_rows_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      size_rows_stored <= 11'd0;
    end else if (write_size) begin
      size_rows_stored <= (size_rows_stored & ~writeMask[10:0]) | writtenOnes[10:0];
    end
  end

  assign size_columns = size_columns_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      size_columns_stored <= 11'd0;
    end else if (write_size) begin
      size_columns_stored <= (size_columns_stored & ~writeMask[26:16]) | writtenOnes[26:16];
    end
  end

  assign tile_first = tile_first_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      tile_first_stored <= 1'b1;
    end else if (write_tile) begin
      tile_first_stored <= (tile_first_stored && !writeMask[0]) || writtenOnes[0];
    end
  end

  assign tile_last = tile_last_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      tile_last_stored <= 1'b1;
    end else if (write_tile) begin
      tile_last_stored <= (tile_last_stored && !writeMask[1]) || writtenOnes[1];
    end
  end

  assign convert_shift = convert_shift_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      convert_shift_stored <= 4'd0;
    end else if (write_convert) begin
      convert_shift_stored <= (convert_shift_stored & ~writeMask[3:0]) | writtenOnes[3:0];
    end
  end

  assign convert_output_shift = convert_output_shift_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      convert_output_shift_stored <= 6'd0;
    end else if (write_convert) begin
      convert_output_shift_stored <= (convert_output_shift_stored & ~writeMask[13:8]) | writtenOnes[13:8];
    end
  end

  assign convert_format = convert_format_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      convert_format_stored <= 2'd0;
    end else if (write_convert) begin
      convert_format_stored <= (convert_format_stored & ~writeMask[17:16]) | writtenOnes[17:16];
    end
  end

  assign programming_limit = programming_limit_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      programming_limit_stored <= 8'd32;
    end else if (write_programming) begin
      programming_limit_stored <= (programming_limit_stored & ~writeMask[7:0]) | writtenOnes[7:0];
    end
  end

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:162:7
    if (reset) begin
      writeError <= 1'b0;
    end else if (commit) begin
      writeError <= {
          mapped_0, mapped_1, mapped_2, mapped_3, mapped_4, mapped_5, mapped_6, mapped_7, mapped_8, mapped_9, mapped_10,
          mapped_11, mapped_12, mapped_13, mapped_14, mapped_15, mapped_16, mapped_17, mapped_18, mapped_19, mapped_20
      }
          == 21'd0;
    end
  end

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:167:7
    if (read_start) begin
      case (word)
        5'd0: readData <= 32'd0;
        5'd1: readData <= {30'd0, status_done_stored, status_busy};
        5'd2: readData <= {29'd0, errors_bad_job_stored, errors_bad_weight_stored, errors_overflow_stored};
        5'd3: readData <= {16'd0, vectors_count_stored};
        5'd4: readData <= {5'd0, size_columns_stored, 5'd0, size_rows_stored};
        5'd5: readData <= {30'd0, tile_last_stored, tile_first_stored};
        5'd6: readData <= {14'd0, convert_format_stored, 2'd0, convert_output_shift_stored, 4'd0, convert_shift_stored};
        5'd7: readData <= {24'd0, programming_limit_stored};
        5'd8: readData <= {shape_differential, shape_lanes, shape_columns, shape_rows};
        5'd9: readData <= {5'd0, timing_batch, timing_period};
        5'd12: readData <= cycles_count;
        5'd13: readData <= conversions_count;
        5'd14: readData <= conversion_cycles_count;
        5'd15: readData <= load_stalls_count;
        5'd16: readData <= output_stalls_count;
        5'd17: readData <= over_range_count;
        5'd18: readData <= clipped_count;
        5'd19: readData <= active_rows_count;
        5'd20: readData <= pulses_count;
        5'd21: readData <= reads_count;
        5'd22: readData <= failed_cells_count;
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
        5'd0, 5'd1, 5'd2, 5'd3, 5'd4, 5'd5, 5'd6, 5'd7, 5'd8, 5'd9, 5'd12, 5'd13, 5'd14, 5'd15, 5'd16, 5'd17, 5'd18, 5'd19, 5'd20, 5'd21, 5'd22: ;
        default: readError <= 1'b1;
      endcase
    end
  end

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, s_axi_awaddr[1:0], s_axi_araddr[1:0], writtenOnes[31:27]};

endmodule

`default_nettype wire
