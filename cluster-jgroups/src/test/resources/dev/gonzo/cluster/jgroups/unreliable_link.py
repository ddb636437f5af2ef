"""Connects machines (network namespaces) by TUN devices: drops, delays and reorders packets.

Arguments: the namespaces; the device of the n-th is eth0 there, with the address x.x.x.n. Standard input: lines with
how many of 1,000 packets are lost, and how many milliseconds one takes at most. Ends with its input.
"""
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN_NO_PI = 0x1001
MOST_WAITING = 20_000

devices = []
for number, namespace in enumerate(sys.argv[1:]):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    name = "tun%d" % number
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN_NO_PI))
    subprocess.run(["ip", "link", "set", name, "netns", namespace, "name", "eth0"], check=True)
    devices.append(device)
print("ready", flush=True)

chance = random.Random(42)
lost, millis = 0, 0
waiting = []
count = 0
while True:
    now = time.monotonic()
    while waiting and waiting[0][0] <= now:
        _, _, device, packet = heapq.heappop(waiting)
        try:
            os.write(device, packet)
        except OSError:
            pass  # The device is down, or its queue is full: the packet is lost.
    timeout = None if not waiting else max(0, waiting[0][0] - now)
    readable, _, _ = select.select(devices + [0], [], [], timeout)
    for source in readable:
        if source == 0:
            line = os.read(0, 1000).decode().split()
            if not line:
                sys.exit(0)
            lost, millis = int(line[-2]), int(line[-1])
            continue
        try:
            packet = os.read(source, 65536)
        except OSError:
            continue
        if len(packet) < 20 or packet[0] >> 4 != 4 or not 1 <= packet[19] <= len(devices):
            continue
        if chance.randrange(1000) < lost or len(waiting) >= MOST_WAITING:
            continue
        count += 1
        due = time.monotonic() + chance.random() * millis / 1000
        heapq.heappush(waiting, (due, count, devices[packet[19] - 1], packet))
