package dev.gonzo.kernel.driver.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Two sockets connected over the loopback interface, for tests within one thread. */
final class Connection implements AutoCloseable {
  final SystemCalls calls = new SystemCalls();
  final Sockets sockets = new Sockets(calls);
  final int listener;
  final int client;
  final int server;
  final InetSocketAddress address;
  final InetSocketAddress acceptedFrom;

  Connection(String host) throws UnknownHostException {
    var wanted = new InetSocketAddress(InetAddress.getByName(host), 0);
    listener = done(sockets.open(SocketAddresses.familyOf(wanted)));
    done(sockets.set(listener, SocketSetting.REUSE_ADDRESS, 1));
    done(sockets.bind(listener, wanted));
    done(sockets.listen(listener, 16));
    done(sockets.localAddress(listener));
    address = (InetSocketAddress) sockets.lastAddress();
    client = done(sockets.open(SocketAddresses.familyOf(wanted)));
    assertThat(sockets.connect(client, address)).isIn(0, -ErrorNumber.EINPROGRESS);
    server = done(sockets.accept(listener));
    acceptedFrom = (InetSocketAddress) sockets.lastAddress();
    done(sockets.takeError(client));
  }

  static int done(int result) {
    assertThat(result).as(() -> ErrorNumber.text(result)).isNotNegative();
    return result;
  }

  @Override
  public void close() {
    done(calls.close(client));
    done(calls.close(server));
    done(calls.close(listener));
  }
}
