"""Talks to an echo server with Debian's python3-websockets, and prints what it finds."""

import asyncio
import sys

try:
    import websockets
except ImportError:
    sys.exit("needs python3-websockets")


async def talk(address, compression):
    async with websockets.connect(address, compression=compression, max_size=None) as socket:
        for message in ["", "größe", "x" * 65_536, b"", b"\x00\xff" * 500_000]:
            await socket.send(message)
            assert await socket.recv() == message
        await socket.send([b"in", b"three", b"parts"])
        assert await socket.recv() == b"inthreeparts"
        await asyncio.wait_for(await socket.ping(), 10)
        print("extensions", [type(each).__name__ for each in socket.extensions])


async def closed_by_server(address):
    async with websockets.connect(address) as socket:
        await socket.send("close")
        try:
            await socket.recv()
        except websockets.ConnectionClosedError as closed:
            print("closed", closed.rcvd.code, closed.rcvd.reason)


async def refused(address, **options):
    try:
        async with websockets.connect(address, **options):
            print("accepted")
    except websockets.InvalidStatusCode as status:
        print("refused", status.status_code)


async def main(address):
    await talk(address, None)
    await talk(address, "deflate")
    await closed_by_server(address)
    await refused(address, origin="http://evil.example")
    await refused(address.replace("/chat", "/nothing"))


asyncio.run(main(sys.argv[1]))
