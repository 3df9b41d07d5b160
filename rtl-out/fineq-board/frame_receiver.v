`default_nettype none

// Frames out of bytes: ends (RFC 1055), escapes, CRC-16.
module frame_receiver (  // src/blocks/board/frame-receiver.ts:18:3
  input  wire       clock,
  input  wire       reset,
  input  wire [7:0] data,
  input  wire       received,
  input  wire       broken,
  output wire [7:0] content,
  output wire       contentValid,
  output wire       ends,
  output wire       isGood
);

  reg [15:0] crc;  // src/blocks/board/frame-receiver.ts:30:19
  reg [7:0] newest;  // src/blocks/board/frame-receiver.ts:31:22
  reg [7:0] oldest;  // src/blocks/board/frame-receiver.ts:32:22
  // Of `newest` and `oldest`, 0 to 2.
  reg [1:0] held;  // src/blocks/board/frame-receiver.ts:34:20
  reg isEscaped;  // src/blocks/board/frame-receiver.ts:35:25
  reg isBad;  // src/blocks/board/frame-receiver.ts:36:21
  wire isEnd = data == 8'd192;  // src/blocks/board/frame-receiver.ts:38:26
  wire isEscape = data == 8'd219;  // src/blocks/board/frame-receiver.ts:39:29
  wire isValue = received && !isEnd && !isEscape;  // src/blocks/board/frame-receiver.ts:43:49
  wire inputs_signal_0 = crc[7];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_1 = crc[11];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_2 = crc[15];  // src/blocks/board/crc.ts:22:66
  wire [7:0] original = (data == 8'd220) ? 8'd192 : 8'd219;  // src/blocks/board/frame-receiver.ts:41:24
  wire [7:0] value = isEscaped ? original : data;  // src/blocks/board/frame-receiver.ts:42:21
  wire inputs_signal_3 = value[3];  // src/blocks/board/crc.ts:23:60
  wire inputs_signal_4 = value[7];  // src/blocks/board/crc.ts:23:60
  wire bits_0 = ^{inputs_signal_0, inputs_signal_1, inputs_signal_2, inputs_signal_3, inputs_signal_4};  // src/blocks/board/crc.ts:27:26
  wire inputs_signal_5 = crc[6];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_6 = crc[10];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_7 = crc[14];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_8 = value[2];  // src/blocks/board/crc.ts:23:60
  wire inputs_signal_9 = value[6];  // src/blocks/board/crc.ts:23:60
  wire bits_1 = ^{inputs_signal_5, inputs_signal_6, inputs_signal_7, inputs_signal_8, inputs_signal_9};  // src/blocks/board/crc.ts:27:26
  wire inputs_signal_10 = crc[5];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_11 = crc[9];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_12 = crc[13];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_13 = value[1];  // src/blocks/board/crc.ts:23:60
  wire inputs_signal_14 = value[5];  // src/blocks/board/crc.ts:23:60
  wire bits_2 = ^{inputs_signal_10, inputs_signal_11, inputs_signal_12, inputs_signal_13, inputs_signal_14};  // src/blocks/board/crc.ts:27:26
  wire inputs_signal_15 = crc[4];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_16 = crc[8];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_17 = crc[12];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_18 = value[0];  // src/blocks/board/crc.ts:23:60
  wire inputs_signal_19 = value[4];  // src/blocks/board/crc.ts:23:60
  wire bits_3 = ^{
      inputs_signal_15, inputs_signal_16, inputs_signal_17, inputs_signal_2, inputs_signal_18, inputs_signal_19,
      inputs_signal_4
  };  // src/blocks/board/crc.ts:27:26
  wire inputs_signal_20 = crc[3];  // src/blocks/board/crc.ts:22:66
  wire bits_4 = ^{inputs_signal_20, inputs_signal_7, inputs_signal_9};  // src/blocks/board/crc.ts:27:26
  wire inputs_signal_21 = crc[2];  // src/blocks/board/crc.ts:22:66
  wire bits_5 = ^{inputs_signal_21, inputs_signal_12, inputs_signal_14};  // src/blocks/board/crc.ts:27:26
  wire inputs_signal_22 = crc[1];  // src/blocks/board/crc.ts:22:66
  wire bits_6 = ^{inputs_signal_22, inputs_signal_17, inputs_signal_19};  // src/blocks/board/crc.ts:27:26
  wire inputs_signal_23 = crc[0];  // src/blocks/board/crc.ts:22:66
  wire bits_7 = ^{inputs_signal_23, inputs_signal_1, inputs_signal_2, inputs_signal_3, inputs_signal_4};  // src/blocks/board/crc.ts:27:26
  wire bits_8 = ^{inputs_signal_6, inputs_signal_7, inputs_signal_2, inputs_signal_8, inputs_signal_9, inputs_signal_4};  // src/blocks/board/crc.ts:27:26
  wire bits_9 = ^{
      inputs_signal_11, inputs_signal_12, inputs_signal_7, inputs_signal_13, inputs_signal_14, inputs_signal_9
  };  // src/blocks/board/crc.ts:27:26
  wire bits_10 = ^{
      inputs_signal_16, inputs_signal_17, inputs_signal_12, inputs_signal_18, inputs_signal_19, inputs_signal_14
  };  // src/blocks/board/crc.ts:27:26
  wire bits_11 = ^{inputs_signal_17, inputs_signal_19};  // src/blocks/board/crc.ts:27:26
  wire bits_12 = ^{inputs_signal_1, inputs_signal_2, inputs_signal_3, inputs_signal_4};  // src/blocks/board/crc.ts:27:26
  wire bits_13 = ^{inputs_signal_6, inputs_signal_7, inputs_signal_8, inputs_signal_9};  // src/blocks/board/crc.ts:27:26
  wire bits_14 = ^{inputs_signal_11, inputs_signal_12, inputs_signal_13, inputs_signal_14};  // src/blocks/board/crc.ts:27:26
  wire bits_15 = ^{inputs_signal_16, inputs_signal_17, inputs_signal_18, inputs_signal_19};  // src/blocks/board/crc.ts:27:26
  wire isKnown = data == 8'd220 || data == 8'd221;  // src/blocks/board/frame-receiver.ts:40:44

  assign content = oldest;  // src/blocks/board/frame-receiver.ts:45:15
  assign contentValid = isValue && held == 2'd2;  // src/blocks/board/frame-receiver.ts:46:20
  assign ends = received && isEnd && (held != 2'd0 || isBad || isEscaped);  // src/blocks/board/frame-receiver.ts:47:12
  assign isGood = crc == 16'd0 && held == 2'd2 && !isBad && !isEscaped;  // src/blocks/board/frame-receiver.ts:48:14

  always @(posedge clock) begin  // src/blocks/board/frame-receiver.ts:50:7
    if (reset) begin
      crc <= 16'd65535;
      isEscaped <= 1'b0;
      held <= 2'd0;
      isBad <= 1'b0;
    end else begin
      if (isValue) begin
        crc <= {
            bits_0, bits_1, bits_2, bits_3, bits_4, bits_5, bits_6, bits_7, bits_8, bits_9, bits_10, bits_11, bits_12,
            bits_13, bits_14, bits_15
        };
        isEscaped <= 1'b0;
        if (held != 2'd2) held <= held + 2'd1;
      end
      if (received && isEscape) isEscaped <= 1'b1;
      if (broken || (received && isEscaped && !isKnown)) isBad <= 1'b1;
      if (received && isEnd) begin
        crc <= 16'd65535;
        held <= 2'd0;
        isEscaped <= 1'b0;
        isBad <= 1'b0;
      end
    end
  end

  always @(posedge clock) begin  // src/blocks/board/frame-receiver.ts:50:7
    if (isValue) begin
      newest <= value;
      oldest <= newest;
    end
  end

endmodule

`default_nettype wire
