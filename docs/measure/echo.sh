#!/usr/bin/env bash
# What a message costs the echo server on each kernel and carrier, beside a server in another language: CPU time of the
# server's process, medians of rounds in which each has its turn. Server on core 0, load on core 1.
#
#   docs/measure/echo.sh ECHO_LOAD REFERENCE CONNECTIONS SECONDS ROUNDS KERNEL[/CARRIER]...
#   docs/measure/echo.sh ./echo_load ./echo_epoll 100 3 5 epoll uring nio epoll/baton
#
# ECHO_LOAD HOST PORT CONNECTIONS SIZE SECONDS WARMUP prints {"messages":N,"per_second":N,...}; REFERENCE PORT serves.
set -euo pipefail
unset CDPATH # with it, cd can go elsewhere
if (($# < 6)); then
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
load=$1 reference=$2 connections=$3 seconds=$4 rounds=$5
shift 5
root=$(cd "$(dirname "$0")/../.." && pwd)
results=$(mktemp -d)
size=1000
port=25700
names=() ports=() servers=()
trap 'kill "${servers[@]}" 2>/dev/null; rm -rf "$results"' EXIT

serve() {
  names+=("$1") ports+=("$port")
  shift
  taskset -c 0 "$@" "$port" >"$results/server" 2>&1 &
  servers+=($!)
  until (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    kill -0 "${servers[-1]}" || { cat "$results/server" >&2; exit 1; }
    sleep 0.1
  done
  port=$((port + 1))
}

ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
number() { sed "s/.*\"$1\":\([0-9]*\).*/\1/"; }
median() { sort -n -k"$2" "$results/$1" | awk -v k="$2" '{v[NR] = $k} END {print v[int((NR + 1) / 2)]}'; }

serve reference "$reference"
"$root/gonzo" --version >/dev/null # which builds, where that is to be done
for name; do
  carrier=()
  [[ $name == */* ]] && carrier=(--carrier "${name#*/}")
  serve "$name" "$root/gonzo" run --kernel "${name%%/*}" "${carrier[@]}" "$root/examples/EchoServer.java"
done
for i in "${!names[@]}"; do
  for _ in 1 2 3; do
    taskset -c 1 "$load" 127.0.0.1 "${ports[i]}" 1000 "$size" 2 0 >/dev/null
  done
done
nanos=$((1000000000 / $(getconf CLK_TCK)))
for ((round = 0; round < rounds; round++)); do
  for i in "${!names[@]}"; do
    before=$(ticks "${servers[i]}")
    said=$(taskset -c 1 "$load" 127.0.0.1 "${ports[i]}" "$connections" "$size" "$seconds" 0)
    after=$(ticks "${servers[i]}")
    messages=$(number messages <<<"$said")
    echo "$(((after - before) * nanos / messages)) $(number per_second <<<"$said")" >>"$results/$i"
  done
done
echo "| kernel, carrier | CPU a message | to the reference | messages a second |"
echo "| --- | --- | --- | --- |"
for i in "${!names[@]}"; do
  awk -v name="${names[i]}" -v cost="$(median "$i" 1)" -v other="$(median 0 1)" -v rate="$(median "$i" 2)" \
    'BEGIN {printf "| %s | %.1f µs | %.2f | %d |\n", name, cost / 1000, cost / other, rate}'
done
