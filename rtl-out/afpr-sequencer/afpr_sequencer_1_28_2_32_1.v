`default_nettype none

// Sequencer of a conversion: 64 cycles from one to the next.
module afpr_sequencer_1_28_2_32_1 (  // src/blocks/afpr/adc/sequencer.ts:49:3
  input  wire       clock,
  input  wire       reset,
  input  wire       isLoaded,
  input  wire       isOutputFree,
  output wire       swap,
  output wire       discharge,
  output wire       integrate,
  output wire       subtract,
  output wire       stage_first,
  output wire       stage_second,
  output wire       stage_ramp,
  output wire       strobe,
  output wire [4:0] ramp,
  output wire       latch,
  output wire       isBusy,
  output wire       isLoadStall,
  output wire       isOutputStall
);

  reg isIdle;  // src/blocks/afpr/adc/sequencer.ts:72:22
  reg discharging;  // src/blocks/afpr/adc/sequencer.ts:73:27
  reg integrating;  // src/blocks/afpr/adc/sequencer.ts:74:27
  reg subtracting;  // src/blocks/afpr/adc/sequencer.ts:75:52
  reg comparing_first;  // src/blocks/afpr/adc/sequencer.ts:76:25
  reg comparing_second;  // src/blocks/afpr/adc/sequencer.ts:76:25
  reg comparing_ramp;  // src/blocks/afpr/adc/sequencer.ts:76:25
  reg latching;  // src/blocks/afpr/adc/sequencer.ts:77:24
  reg [4:0] level;  // src/blocks/afpr/adc/sequencer.ts:78:21
  // Cycles left after this one, in this pass of the integration, comparison, ramp step or other phase.
  reg [3:0] left;  // src/blocks/afpr/adc/sequencer.ts:81:20
  wire ends = left == 4'd0;  // src/blocks/afpr/adc/sequencer.ts:83:25
  wire handsOver = latching && ends && isOutputFree;  // src/blocks/afpr/adc/sequencer.ts:84:44
  wire starts = isLoaded && (isIdle || handsOver);  // src/blocks/afpr/adc/sequencer.ts:85:34
  wire [6:0] phase = {isIdle, discharging, integrating, comparing_first, comparing_second, comparing_ramp, latching};  // src/blocks/afpr/adc/sequencer.ts:152:21
  wire assert_one_phase_at_a_time_mask = (|phase) && (phase & (phase - 7'd1)) == 7'd0;  // src/blocks/afpr/adc/sequencer.ts:161:26
  wire assert_subtracts_while_it_integrates_and_union = integrating || comparing_first;  // src/blocks/afpr/adc/sequencer.ts:167:30
  wire not_comparing_ramp = !comparing_ramp;  // src/blocks/afpr/adc/sequencer.ts:170:27
  wire starts_and_handsOver = starts && handsOver;  // src/blocks/afpr/adc/sequencer.ts:173:20
  wire starts_and_isIdle = starts && isIdle;  // src/blocks/afpr/adc/sequencer.ts:174:20

  always @(posedge clock) begin  // src/blocks/afpr/adc/sequencer.ts:90:7
    if (reset) begin
      left <= 4'd0;
      isIdle <= 1'b1;
      latching <= 1'b0;
      discharging <= 1'b0;
      integrating <= 1'b0;
      comparing_first <= 1'b0;
      subtracting <= 1'b0;
      comparing_second <= 1'b0;
      comparing_ramp <= 1'b0;
      level <= 5'd31;
    end else begin
      if (!ends) begin
        left <= left - 4'd1;
      end else if (starts) begin
        isIdle <= 1'b0;
        latching <= 1'b0;
        discharging <= 1'b1;
      end else if (discharging) begin
        discharging <= 1'b0;
        integrating <= 1'b1;
        left <= 4'd13;
      end else if (integrating) begin
        if (subtracting) begin
          integrating <= 1'b0;
          comparing_first <= 1'b1;
        end else begin
          subtracting <= 1'b1;
          left <= 4'd13;
        end
      end else if (comparing_first) begin
        comparing_first <= 1'b0;
        comparing_second <= 1'b1;
      end else if (comparing_second) begin
        comparing_second <= 1'b0;
        comparing_ramp <= 1'b1;
        level <= 5'd0;
      end else if (comparing_ramp) begin
        if (level == 5'd31) begin
          comparing_ramp <= 1'b0;
          latching <= 1'b1;
        end else begin
          level <= level + 5'd1;
        end
      end else if (handsOver) begin
        latching <= 1'b0;
        isIdle <= 1'b1;
      end
      if (!integrating) subtracting <= 1'b0;
    end
  end

  assign swap = starts;  // src/blocks/afpr/adc/sequencer.ts:176:15
  assign discharge = discharging;  // src/blocks/afpr/adc/sequencer.ts:177:20
  assign integrate = integrating;  // src/blocks/afpr/adc/sequencer.ts:178:20
  assign subtract = subtracting;  // src/blocks/afpr/adc/sequencer.ts:179:19
  assign stage_first = comparing_first;  // src/blocks/afpr/adc/sequencer.ts:180:16
  assign stage_second = comparing_second;  // src/blocks/afpr/adc/sequencer.ts:180:16
  assign stage_ramp = comparing_ramp;  // src/blocks/afpr/adc/sequencer.ts:180:16
  assign strobe = (comparing_first || comparing_second || comparing_ramp) && ends;  // src/blocks/afpr/adc/sequencer.ts:181:17
  assign ramp = level;  // src/blocks/afpr/adc/sequencer.ts:182:15
  assign latch = handsOver;  // src/blocks/afpr/adc/sequencer.ts:183:16
  assign isBusy = !isIdle;  // src/blocks/afpr/adc/sequencer.ts:184:17
  assign isLoadStall = isIdle && !isLoaded;  // src/blocks/afpr/adc/sequencer.ts:185:22
  assign isOutputStall = latching && ends && !isOutputFree;  // src/blocks/afpr/adc/sequencer.ts:186:24

`ifdef FORMAL
  always @(posedge clock) begin
    if (!reset) begin
      assert_one_phase_at_a_time: assert (assert_one_phase_at_a_time_mask);  // src/blocks/afpr/adc/sequencer.ts:161:7
      if (isIdle) assert_nothing_is_left_of_a: assert (ends);  // src/blocks/afpr/adc/sequencer.ts:163:9
      if (subtracting) assert_subtracts_while_it_integrates_and: assert (assert_subtracts_while_it_integrates_and_union);  // src/blocks/afpr/adc/sequencer.ts:167:11
      if (not_comparing_ramp) assert_the_ramp_rests_at_its: assert (level == 5'd31);  // src/blocks/afpr/adc/sequencer.ts:171:9
      cover_conversions_back_to_back: cover (starts_and_handsOver);  // src/blocks/afpr/adc/sequencer.ts:173:7
      cover_a_conversion_from_idle: cover (starts_and_isIdle);  // src/blocks/afpr/adc/sequencer.ts:174:7
    end
  end
`elsif SYNTHESIS
`else
  always @(posedge clock) begin
    if (!reset) begin
      if (!assert_one_phase_at_a_time_mask) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_one_phase_at_a_time: one phase at a time (src/blocks/afpr/adc/sequencer.ts:161:7)");
      end
      if (isIdle && !ends) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_nothing_is_left_of_a: nothing is left of a phase in idle (src/blocks/afpr/adc/sequencer.ts:163:9)");
      end
      if (subtracting && !assert_subtracts_while_it_integrates_and_union) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_subtracts_while_it_integrates_and: subtracts while it integrates and one cycle on (src/blocks/afpr/adc/sequencer.ts:167:11)");
      end
      if (not_comparing_ramp && level != 5'd31) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_the_ramp_rests_at_its: the ramp rests at its end (src/blocks/afpr/adc/sequencer.ts:171:9)");
      end
    end
  end
`endif

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, starts_and_handsOver, starts_and_isIdle};

endmodule

`default_nettype wire
