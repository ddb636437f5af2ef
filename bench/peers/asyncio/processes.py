"""Starts processes one after the other with asyncio, and waits for each.

processes.py asyncio|uvloop streams
"""

import asyncio
import json
import sys
import time


async def start(count):
    for _ in range(count):
        process = await asyncio.create_subprocess_exec("true")
        if await process.wait() != 0:
            sys.exit("true was false")


async def main():
    loop = asyncio.get_running_loop()
    print("ready", flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        count = int(line.split()[1])
        began = time.monotonic_ns()
        await start(count)
        print(json.dumps({"operations": count, "nanos": time.monotonic_ns() - began}), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(main())
