`default_nettype none

// Example of a register file: one field of every kind of access.
module axi_lite_registers (  // src/blocks/bus/axi-lite.ts:144:22
  input  wire        clock,
  input  wire        reset,
  input  wire [3:0]  s_axi_awaddr,
  input  wire        s_axi_awvalid,
  output wire        s_axi_awready,
  input  wire [31:0] s_axi_wdata,
  input  wire [3:0]  s_axi_wstrb,
  input  wire        s_axi_wvalid,
  output wire        s_axi_wready,
  output wire [1:0]  s_axi_bresp,
  output wire        s_axi_bvalid,
  input  wire        s_axi_bready,
  input  wire [3:0]  s_axi_araddr,
  input  wire        s_axi_arvalid,
  output wire        s_axi_arready,
  output wire [31:0] s_axi_rdata,
  output wire [1:0]  s_axi_rresp,
  output wire        s_axi_rvalid,
  input  wire        s_axi_rready,
  // 1 starts.
  output wire        control_start,
  // Not readable.
  output wire [3:0]  control_key,
  // Words to move.
  output wire [31:0] length_words,
  // Kept until a 1 is written.
  output wire [1:0]  status_errors,
  input  wire [1:0]  status_errors_set,
  // 1 while it runs.
  input  wire        status_busy
);

  reg addressHeld;  // src/blocks/bus/axi-lite.ts:209:23
  reg [1:0] writeWord;  // src/blocks/bus/axi-lite.ts:210:21
  reg dataHeld;  // src/blocks/bus/axi-lite.ts:211:20
  reg [31:0] writeData;  // src/blocks/bus/axi-lite.ts:212:21
  reg [3:0] writeStrobe;  // src/blocks/bus/axi-lite.ts:213:23
  reg responseHeld;  // src/blocks/bus/axi-lite.ts:214:24
  reg writeError;  // src/blocks/bus/axi-lite.ts:215:22
  reg readHeld;  // src/blocks/bus/axi-lite.ts:255:20
  reg [31:0] readData;  // src/blocks/bus/axi-lite.ts:256:20
  reg readError;  // src/blocks/bus/axi-lite.ts:257:21
  reg control_start_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [3:0] control_key_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [31:0] length_words_stored;  // src/blocks/bus/axi-lite.ts:284:24
  reg [1:0] status_errors_stored;  // src/blocks/bus/axi-lite.ts:284:24
  wire commit = addressHeld && dataHeld && (!responseHeld || s_axi_bready);  // src/blocks/bus/axi-lite.ts:222:44
  wire takesAddress = s_axi_awvalid && s_axi_awready;  // src/blocks/bus/axi-lite.ts:230:36
  wire takesData = s_axi_wvalid && s_axi_wready;  // src/blocks/bus/axi-lite.ts:235:32
  wire read_start = s_axi_arvalid && s_axi_arready;  // src/blocks/bus/axi-lite.ts:262:49
  wire write_control = commit && writeWord == 2'd0;  // src/blocks/bus/axi-lite.ts:155:66
  wire [31:0] writeMask = {{8{writeStrobe[3]}}, {8{writeStrobe[2]}}, {8{writeStrobe[1]}}, {8{writeStrobe[0]}}};  // src/blocks/bus/axi-lite.ts:241:21
  wire [31:0] writtenOnes = writeData & writeMask;  // src/blocks/bus/axi-lite.ts:242:33
  wire write_length = commit && writeWord == 2'd1;  // src/blocks/bus/axi-lite.ts:155:66
  wire write_status = commit && writeWord == 2'd2;  // src/blocks/bus/axi-lite.ts:155:66
  wire mapped_0 = writeWord == 2'd0;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_1 = writeWord == 2'd1;  // src/blocks/bus/axi-lite.ts:161:67
  wire mapped_2 = writeWord == 2'd2;  // src/blocks/bus/axi-lite.ts:161:67
  wire [1:0] word = s_axi_araddr[3:2];  // src/blocks/bus/axi-lite.ts:268:27

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
    if (takesAddress) writeWord <= s_axi_awaddr[3:2];
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

  assign control_key = control_key_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      control_key_stored <= 4'd0;
    end else if (write_control) begin
      control_key_stored <= (control_key_stored & ~writeMask[7:4]) | writtenOnes[7:4];
    end
  end

  assign length_words = length_words_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:302:7
    if (reset) begin
      length_words_stored <= 32'd1;
    end else if (write_length) begin
      length_words_stored <= (length_words_stored & ~writeMask) | writtenOnes;
    end
  end

  assign status_errors = status_errors_stored;  // src/blocks/bus/axi-lite.ts:285:8

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:295:14
    if (reset) begin
      status_errors_stored <= 2'd0;
    end else begin
      status_errors_stored <= status_errors_stored | status_errors_set;
      if (write_status) status_errors_stored <= (status_errors_stored & ~writtenOnes[1:0]) | status_errors_set;
    end
  end

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:162:7
    if (reset) begin
      writeError <= 1'b0;
    end else if (commit) begin
      writeError <= {mapped_0, mapped_1, mapped_2} == 3'd0;
    end
  end

  always @(posedge clock) begin  // src/blocks/bus/axi-lite.ts:167:7
    if (read_start) begin
      case (word)
        2'd0: readData <= 32'd0;
        2'd1: readData <= length_words_stored;
        2'd2: readData <= {status_busy, 29'd0, status_errors_stored};
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
        2'd0, 2'd1, 2'd2: ;
        default: readError <= 1'b1;
      endcase
    end
  end

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, s_axi_awaddr[1:0], s_axi_araddr[1:0]};

endmodule

`default_nettype wire
