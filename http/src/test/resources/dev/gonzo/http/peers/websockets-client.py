"""Python's websockets as a client: prints a line for each thing that it tries."""
import asyncio
import sys

import websockets


async def main():
    place = f"ws://127.0.0.1:{sys.argv[1]}/echo"
    compression = "deflate" if sys.argv[2] == "deflate" else None
    async with websockets.connect(
        place, compression=compression, subprotocols=["other", "echo"], max_size=None
    ) as socket:
        print("open:", socket.subprotocol, bool(socket.extensions))

        async def echo(message):
            await socket.send(message)
            return await socket.recv()

        print("text:", await echo("gr\u00fc\u00df euch"))
        large = "x" * 300_000
        print("large:", await echo(large) == large)
        data = bytes(i % 251 for i in range(70_000))
        print("bytes:", await echo(data) == data)
        print("parts:", await echo(iter(["in ", "parts"])))
        for i in range(500):
            await socket.send(str(i))
        print("many:", [await socket.recv() for _ in range(500)] == [str(i) for i in range(500)])
        await (await socket.ping())
        print("pong")
        await socket.close(1000, "done")
        print("closed:", socket.close_code, socket.close_reason)


sys.stdout.reconfigure(encoding="utf-8")
asyncio.run(main())
