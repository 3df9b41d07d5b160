// Clocks a design with the ports clock, reset and checksum as fast as its eval allows. Arguments: cycles before the checksum
// is printed, then runs, then cycles a run. Prints "checksum N" and for each run "run WALL CPU" in seconds.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "Vbench.h"
#include "verilated.h"

#ifdef BENCH_TRACE
#include "verilated_vcd_c.h"
static VerilatedVcdC* trace = nullptr;
static vluint64_t now = 0;
#endif

static inline void cycles(Vbench& top, long count) {
  for (long i = 0; i < count; i++) {
    top.clock = 1;
    top.eval();
#ifdef BENCH_TRACE
    trace->dump(now++);
#endif
    top.clock = 0;
    top.eval();
#ifdef BENCH_TRACE
    trace->dump(now++);
#endif
  }
}

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  VerilatedContext context;
#ifdef BENCH_TRACE
  context.traceEverOn(true);
#endif
  Vbench top(&context);
#ifdef BENCH_TRACE
  VerilatedVcdC file;
  trace = &file;
  top.trace(trace, 99);
  trace->open(argc > 4 ? argv[4] : "trace.vcd");
#endif
  top.clock = 0;
  top.reset = 1;
  top.eval();
  cycles(top, 1);
  top.reset = 0;
  cycles(top, atol(argv[1]));
  std::printf("checksum %u\n", (unsigned)top.checksum);
  for (int run = 0; run < atoi(argv[2]); run++) {
    const auto wall = std::chrono::steady_clock::now();
    const auto cpu = std::clock();
    cycles(top, atol(argv[3]));
    const double spent = double(std::clock() - cpu) / CLOCKS_PER_SEC;
    std::printf("run %.6f %.6f\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count(), spent);
  }
#ifdef BENCH_TRACE
  trace->close();
#endif
  top.final();
  return 0;
}
