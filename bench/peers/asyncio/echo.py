"""Echo server with asyncio: "streams" (coroutines) or "protocol" (callbacks), on asyncio's loop or on uvloop.

echo.py asyncio|uvloop streams|protocol PORT
"""

import asyncio
import sys


async def echo(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)

    # Reads nothing while the client does not take what was written.
    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


async def main(style, port):
    if style == "streams":
        server = await asyncio.start_server(echo, "127.0.0.1", port, backlog=4096)
    else:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Echo, "127.0.0.1", port, backlog=4096)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    loop, style, port = sys.argv[1:]
    if loop == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(main(style, int(port)))
