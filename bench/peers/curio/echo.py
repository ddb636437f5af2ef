"""Echo server with Curio: a task for each connection.

echo.py PORT
"""

import sys

import curio


async def echo(client, address):
    try:
        while data := await client.recv(65536):
            await client.sendall(data)
    except ConnectionError:
        pass


if __name__ == "__main__":
    curio.run(curio.tcp_server, "127.0.0.1", int(sys.argv[1]), echo, backlog=4096)
