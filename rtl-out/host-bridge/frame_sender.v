`default_nettype none

// Content into frames: CRC-16, escapes, ends (RFC 1055).
module frame_sender (  // src/blocks/board/frame-sender.ts:31:3
  input  wire       clock,
  input  wire       reset,
  input  wire       content_valid,
  input  wire [7:0] content_data_bits,
  input  wire       content_data_last,
  output wire       content_ready,
  output wire       line_valid,
  output wire [7:0] line_data,
  input  wire       line_ready
);

  localparam [2:0] STATE_OPEN = 3'd0;
  localparam [2:0] STATE_CONTENT = 3'd1;
  localparam [2:0] STATE_CRC_HIGH = 3'd2;
  localparam [2:0] STATE_CRC_LOW = 3'd3;
  localparam [2:0] STATE_CLOSE = 3'd4;

  reg [2:0] state;  // src/blocks/board/frame-sender.ts:35:21
  reg [15:0] crc;  // src/blocks/board/frame-sender.ts:36:19
  // The first byte of an escape has gone.
  reg isSecond;  // src/blocks/board/frame-sender.ts:38:24
  reg [7:0] value;  // src/blocks/board/frame-sender.ts:39:21
  wire isEnd = value == 8'd192;  // src/blocks/board/frame-sender.ts:41:27
  wire isMark = state == STATE_OPEN || state == STATE_CLOSE;  // src/blocks/board/frame-sender.ts:40:39
  wire isSpecial = (isEnd || value == 8'd219) && !isMark;  // src/blocks/board/frame-sender.ts:42:52
  wire [7:0] replaced = isEnd ? 8'd220 : 8'd221;  // src/blocks/board/frame-sender.ts:43:24
  wire [7:0] escaped = isSecond ? replaced : 8'd219;  // src/blocks/board/frame-sender.ts:44:23
  wire isWhole = !isSpecial || isSecond;  // src/blocks/board/frame-sender.ts:47:39
  wire line_fire = line_valid && line_ready;  // src/blocks/board/frame-sender.ts:48:26
  wire moves = line_fire && isWhole;  // src/blocks/board/frame-sender.ts:48:31
  wire inputs_signal_0 = crc[7];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_1 = crc[11];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_2 = crc[15];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_3 = content_data_bits[3];  // src/blocks/board/crc.ts:23:60
  wire inputs_signal_4 = content_data_bits[7];  // src/blocks/board/crc.ts:23:60
  wire bits_0 = ^{inputs_signal_0, inputs_signal_1, inputs_signal_2, inputs_signal_3, inputs_signal_4};  // src/blocks/board/crc.ts:27:26
  wire inputs_signal_5 = crc[6];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_6 = crc[10];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_7 = crc[14];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_8 = content_data_bits[2];  // src/blocks/board/crc.ts:23:60
  wire inputs_signal_9 = content_data_bits[6];  // src/blocks/board/crc.ts:23:60
  wire bits_1 = ^{inputs_signal_5, inputs_signal_6, inputs_signal_7, inputs_signal_8, inputs_signal_9};  // src/blocks/board/crc.ts:27:26
  wire inputs_signal_10 = crc[5];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_11 = crc[9];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_12 = crc[13];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_13 = content_data_bits[1];  // src/blocks/board/crc.ts:23:60
  wire inputs_signal_14 = content_data_bits[5];  // src/blocks/board/crc.ts:23:60
  wire bits_2 = ^{inputs_signal_10, inputs_signal_11, inputs_signal_12, inputs_signal_13, inputs_signal_14};  // src/blocks/board/crc.ts:27:26
  wire inputs_signal_15 = crc[4];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_16 = crc[8];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_17 = crc[12];  // src/blocks/board/crc.ts:22:66
  wire inputs_signal_18 = content_data_bits[0];  // src/blocks/board/crc.ts:23:60
  wire inputs_signal_19 = content_data_bits[4];  // src/blocks/board/crc.ts:23:60
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

  assign line_data = isSpecial ? escaped : value;  // src/blocks/board/frame-sender.ts:45:17
  assign line_valid = content_valid || (state != STATE_OPEN && state != STATE_CONTENT);  // src/blocks/board/frame-sender.ts:46:18
  assign content_ready = state == STATE_CONTENT && line_ready && isWhole;  // src/blocks/board/frame-sender.ts:49:21

  always @(posedge clock) begin  // src/blocks/board/frame-sender.ts:50:7
    if (reset) begin
      isSecond <= 1'b0;
    end else if (line_fire) begin
      isSecond <= !isWhole;
    end
  end

  always @* begin  // src/blocks/board/frame-sender.ts:53:13
    value = 8'd192;
    case (state)
      STATE_CONTENT: value = content_data_bits;
      STATE_CRC_HIGH: value = crc[15:8];
      STATE_CRC_LOW: value = crc[7:0];
      default: ;
    endcase
  end

  always @(posedge clock) begin  // src/blocks/board/frame-sender.ts:54:7
    if (reset) begin
      state <= STATE_OPEN;
    end else begin
      case (state)
        STATE_OPEN: if (moves) state <= STATE_CONTENT;
        STATE_CONTENT: begin
          if (moves) begin
            if (content_data_last) state <= STATE_CRC_HIGH;
          end
        end
        STATE_CRC_HIGH: if (moves) state <= STATE_CRC_LOW;
        STATE_CRC_LOW: if (moves) state <= STATE_CLOSE;
        default: if (moves) state <= STATE_OPEN;  // STATE_CLOSE
      endcase
    end
  end

  always @(posedge clock) begin  // src/blocks/board/frame-sender.ts:54:7
    case (state)
      STATE_OPEN: crc <= 16'd65535;
      STATE_CONTENT: begin
        if (moves) begin
          crc <= {
              bits_0, bits_1, bits_2, bits_3, bits_4, bits_5, bits_6, bits_7, bits_8, bits_9, bits_10, bits_11, bits_12,
              bits_13, bits_14, bits_15
          };
        end
      end
      default: ;
    endcase
  end

endmodule

`default_nettype wire
