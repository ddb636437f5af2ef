"""Python's websockets as a server, which sends back what comes: prints its port."""
import asyncio
import sys

import websockets


async def echo(socket):
    async for message in socket:
        if message == "close":
            await socket.close(4000, "as you like")
        else:
            await socket.send(message)


async def main():
    compression = "deflate" if sys.argv[1] == "deflate" else None
    async with websockets.serve(
        echo, "127.0.0.1", 0, compression=compression, subprotocols=["echo"], max_size=None
    ) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main())
