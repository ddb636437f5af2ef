"""Echo server with Trio: a task for each connection.

echo.py PORT
"""

import sys

import trio


async def echo(stream):
    try:
        async for data in stream:
            await stream.send_all(data)
    except trio.BrokenResourceError:
        pass


async def main(port):
    await trio.serve_tcp(echo, port, host="127.0.0.1", backlog=4096)


if __name__ == "__main__":
    trio.run(main, int(sys.argv[1]))
