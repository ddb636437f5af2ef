"""Echo server over TLS with asyncio: "streams" (coroutines) or "protocol" (callbacks), on asyncio's loop or on uvloop.

tls.py asyncio|uvloop streams|protocol PORT DIRECTORY
"""

import asyncio
import ssl
import sys

from echo import Echo, echo


async def main(style, port, directory):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory + "/certificate.pem", directory + "/key.pem")
    if style == "streams":
        server = await asyncio.start_server(echo, "127.0.0.1", port, backlog=4096, ssl=context)
    else:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Echo, "127.0.0.1", port, backlog=4096, ssl=context)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    loop, style, port, directory = sys.argv[1:]
    if loop == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(main(style, int(port), directory))
