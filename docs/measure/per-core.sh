#!/bin/sh
# What an echo of 1,000 B over 100 connections costs on two kernels and on one, in the server's CPU time
# per message (user and system, as Linux counts them). Two cores that are ours for as many seconds serve
# 2 * (CPU per message on one kernel) / (on two) times what one core serves: the last line.
#
#   docs/measure/per-core.sh [ROUNDS [SECONDS]]
#
# The load is that of "./gonzo bench", which keeps one message in flight on each connection. The rounds alternate
# between one and two kernels; the medians count. GONZO_JAVA_OPTS chooses the kernel (-Dgonzo.kernel=uring).
set -eu
unset CDPATH # with it, cd can go elsewhere

root=$(cd "$(dirname "$0")/../.." && pwd)
rounds=${1:-5}
seconds=${2:-5}
port=25100
ticks=$(getconf CLK_TCK)
results=$(mktemp)
load=$(mktemp)
cc -O2 -o "$load" "$root/bench/peers/c/load.c"
server=
trap 'rm -f "$results" "$load"; [ -z "$server" ] || kill "$server"' EXIT

# put_under_load SECONDS: prints one line of JSON.
put_under_load() { echo "go $1" | "$load" tcp 127.0.0.1 "$port" 100 1000 | sed -n 2p; }

# The CPU time that the process has used, in ticks: fields 14 and 15, counted after the name's bracket.
used() { sed 's/.*) //' "/proc/$server/stat" | awk '{ print $12 + $13 }'; }

# round KERNELS: the server is warm, and compiled, from a load of its own before it is measured.
round() {
  GONZO_JAVA_OPTS="-Dgonzo.watchdog=0 ${GONZO_JAVA_OPTS-}" \
    "$root/gonzo" run "$root/examples/EchoPerCore.java" "$1" "$port" >/dev/null &
  server=$!
  until [ -n "$(put_under_load 8 2>/dev/null)" ]; do sleep 0.2; done
  before=$(used)
  messages=$(put_under_load "$seconds" | sed 's/.*"messages": *\([0-9]*\).*/\1/')
  after=$(used)
  kill "$server"
  wait "$server" || true
  server=
  echo "$1 $before $after $messages $ticks" |
    awk '{ printf "%d %.3f %d\n", $1, ($3 - $2) / $5 * 1e6 / $4, $4 }' | tee -a "$results" |
    awk -v s="$seconds" '{ printf "%d kernels: %.3f us CPU a message, %.0f messages a second\n", $1, $2, $3 / s }'
}

median() { awk -v n="$1" '$1 == n { print $2 }' "$results" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

"$root/gonzo" --version >/dev/null # builds, if there is something to build
i=0
while [ "$i" -lt "$rounds" ]; do
  round 1
  round 2
  i=$((i + 1))
done
echo "$(median 1) $(median 2)" |
  awk '{ printf "medians: %.3f us on one kernel, %.3f us on two: two serve %.2f times what one does\n", $1, $2, 2 * $1 / $2 }'
