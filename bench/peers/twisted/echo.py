"""Echo server with Twisted.

echo.py PORT
"""

import sys

from twisted.internet import protocol, reactor


class Echo(protocol.Protocol):
    def connectionMade(self):
        # Reads nothing while the client does not take what was written.
        self.transport.registerProducer(self.transport, True)

    def dataReceived(self, data):
        self.transport.write(data)

    def connectionLost(self, reason):
        self.transport.unregisterProducer()


class EchoFactory(protocol.Factory):
    protocol = Echo
    noisy = False


if __name__ == "__main__":
    reactor.listenTCP(int(sys.argv[1]), EchoFactory(), backlog=4096, interface="127.0.0.1")
    reactor.run()
