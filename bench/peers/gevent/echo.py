"""Echo server with gevent: a greenlet for each connection.

echo.py PORT
"""

import sys

from gevent.server import StreamServer


def echo(client, address):
    try:
        while data := client.recv(65536):
            client.sendall(data)
    except ConnectionError:
        pass


if __name__ == "__main__":
    StreamServer(("127.0.0.1", int(sys.argv[1])), echo, backlog=4096).serve_forever()
