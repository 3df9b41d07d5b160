#!/bin/sh
# Installs the tools that Bitloom runs, from Debian's packages, where they are missing or too old.
#   install-tools.sh [tool...]            iverilog, verilator, yosys, opensta, nextpnr-ice40, osu018; default: the first three
#   install-tools.sh synthesis            those of `bitloom synth`: yosys, opensta, nextpnr-ice40 with icepack, osu018's cells
#   install-tools.sh --check [tool...]    prints versions, installs nothing
# Exit codes: 0 all there, 2 wrong usage, 3 something is missing and cannot be installed from here.
set -eu

# The oldest versions whose behaviour the tests know. Verilator 5 brings --binary and --timing.
minimum() {
  case $1 in
    iverilog) echo 11.0 ;;
    verilator) echo 5.0 ;;
    yosys) echo 0.23 ;;
    opensta) echo 2.0 ;;
    nextpnr-ice40) echo 0.4 ;;
    osu018) echo present ;;
  esac
}

osu018_cells=/usr/share/qflow/tech/osu018/osu018_stdcells.lib

# Verilator turns designs into C++ and needs a compiler to make a program of them.
packages_of() {
  case $1 in
    verilator) echo "verilator g++ make" ;;
    nextpnr-ice40) echo "nextpnr-ice40 fpga-icestorm" ;;
    osu018) echo "qflow-tech-osu018" ;;
    *) echo "$1" ;;
  esac
}

# Prints the tool's version, or nothing where it is not installed.
version_of() {
  case $1 in
    # A library has no program to ask; its presence is all there is to know.
    osu018)
      if [ -f "$osu018_cells" ]; then echo present; fi
      return 0
      ;;
    opensta) command -v sta >/dev/null 2>&1 || return 0 ;;
    *) command -v "$1" >/dev/null 2>&1 || return 0 ;;
  esac
  case $1 in
    iverilog) iverilog -V 2>/dev/null | sed -n '1s/^Icarus Verilog version \([0-9][0-9.]*\).*/\1/p' ;;
    verilator) verilator --version 2>/dev/null | sed -n '1s/^Verilator \([0-9][0-9.]*\).*/\1/p' ;;
    yosys) yosys -V 2>/dev/null | sed -n '1s/^Yosys \([0-9][0-9.]*\).*/\1/p' ;;
    opensta) sta -version 2>/dev/null | sed -n '1s/^\([0-9][0-9.]*\).*/\1/p' ;;
    nextpnr-ice40) nextpnr-ice40 --version 2>&1 | sed -n '1s/^.*(Version \(nextpnr-\)\{0,1\}\([0-9][0-9.]*\).*/\2/p' ;;
  esac
}

# at_least FOUND NEEDED: compares dotted versions number by number.
at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t . -k 1,1n -k 2,2n -k 3,3n | head -n 1)" = "$2" ]
}

# Prints what is wrong with a tool, or nothing where it serves.
fault_of() {
  found=$(version_of "$1")
  if [ -z "$found" ]; then
    echo "missing"
  elif ! at_least "$found" "$(minimum "$1")"; then
    echo "version $found, needs $(minimum "$1") or newer"
  elif [ "$1" = verilator ]; then
    command -v g++ >/dev/null 2>&1 || { echo "its C++ compiler g++ is missing"; return 0; }
    command -v make >/dev/null 2>&1 || echo "its build tool make is missing"
  elif [ "$1" = nextpnr-ice40 ]; then
    command -v icepack >/dev/null 2>&1 || echo "its companion icepack is missing"
  fi
}

line() { printf '%-13s %s\n' "$1" "$2"; }

check_only=no
tools=""
for argument in "$@"; do
  case $argument in
    --check) check_only=yes ;;
    synthesis) tools="$tools yosys opensta nextpnr-ice40 osu018" ;;
    iverilog | verilator | yosys | opensta | nextpnr-ice40 | osu018) tools="$tools $argument" ;;
    *)
      echo "install-tools.sh: '$argument' is none of --check, iverilog, verilator, yosys, opensta, nextpnr-ice40, osu018, synthesis" >&2
      exit 2
      ;;
  esac
done
[ -n "$tools" ] || tools="iverilog verilator yosys"

wanted=""
for tool in $tools; do
  fault=$(fault_of "$tool")
  if [ -z "$fault" ]; then
    line "$tool" "$(version_of "$tool")"
  else
    line "$tool" "$fault"
    wanted="$wanted $(packages_of "$tool")"
  fi
done
[ -n "$wanted" ] || exit 0
[ "$check_only" = no ] || exit 3

wanted=${wanted# }
if ! command -v apt-get >/dev/null 2>&1; then
  echo "There is no apt-get here. Install these with the system's package manager, then run the command again: $wanted" >&2
  exit 3
fi

prefix=""
if [ "$(id -u)" -ne 0 ]; then
  # Without a terminal sudo must not wait for a password that nobody can type.
  if command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    prefix="sudo"
  else
    echo "Installing needs root. Run this line, then the command again:" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $wanted" >&2
    exit 3
  fi
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM

# apt is quiet unless it fails: then its own words say more than ours could.
apt() {
  line "apt-get" "$*"
  # shellcheck disable=SC2086 # an empty prefix must vanish
  if ! $prefix env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "apt-get $1 failed. Packages still needed: $wanted" >&2
    exit 3
  fi
}

apt update
# shellcheck disable=SC2086 # package names are separate words
apt install -y --no-install-recommends $wanted

for tool in $tools; do
  fault=$(fault_of "$tool")
  if [ -n "$fault" ]; then
    echo "$tool: $fault, after installing the package of this system. Debian 12 and newer carry one that serves." >&2
    exit 3
  fi
  line "$tool" "$(version_of "$tool")"
done
