"""Proxy with asyncio's streams, on asyncio's loop or on uvloop.

proxy.py asyncio|uvloop streams PORT BACKEND_PORT
"""

import asyncio
import sys


async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except ConnectionError:
        writer.close()


def handler(backend_port):
    async def handle(reader, writer):
        backend_reader, backend_writer = await asyncio.open_connection("127.0.0.1", backend_port)
        await asyncio.gather(copy(reader, backend_writer), copy(backend_reader, writer))
        backend_writer.close()
        writer.close()

    return handle


async def main(port, backend_port):
    server = await asyncio.start_server(handler(backend_port), "127.0.0.1", port, backlog=4096)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    loop, _, port, backend_port = sys.argv[1:]
    if loop == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(main(int(port), int(backend_port)))
