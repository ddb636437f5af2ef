"""Echo server for datagrams with asyncio, on asyncio's loop or on uvloop. There are only callbacks for datagrams.

udp.py asyncio|uvloop protocol PORT
"""

import asyncio
import sys


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, sender):
        self.transport.sendto(data, sender)


async def main(port):
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(Echo, ("127.0.0.1", port))
    await asyncio.Event().wait()


if __name__ == "__main__":
    loop, _, port = sys.argv[1:]
    if loop == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(main(int(port)))
