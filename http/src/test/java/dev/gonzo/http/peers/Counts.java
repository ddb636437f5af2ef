package dev.gonzo.http.peers;

import dev.gonzo.http.server.Exchange;
import dev.gonzo.http.server.ExchangeObserver;
import dev.gonzo.http.server.ExchangeResult;
import java.net.SocketAddress;
import java.util.Map;
import java.util.TreeMap;

/** What a server has seen. */
final class Counts implements ExchangeObserver {
  private final Map<String, Integer> endings = new TreeMap<>();
  private int connected;
  private int open;

  @Override
  public synchronized void connected(SocketAddress peer) {
    connected++;
    open++;
    notifyAll();
  }

  @Override
  public synchronized void disconnected(SocketAddress peer) {
    open--;
    notifyAll();
  }

  @Override
  public synchronized void ended(Exchange exchange, ExchangeResult result) {
    endings.merge(result.ending() + " " + result.status(), 1, Integer::sum);
  }

  @Override
  public synchronized void refused(SocketAddress peer, int status, String reason) {
    endings.merge("refused " + status, 1, Integer::sum);
  }

  /** How many requests ended in each way. */
  synchronized Map<String, Integer> endings() {
    return new TreeMap<>(endings);
  }

  /** Waits until all of the connections that were to come have come. */
  synchronized void awaitConnected(int count) throws InterruptedException {
    while (connected < count) {
      wait();
    }
  }

  /** Waits until no connection is open. */
  synchronized void awaitNoneOpen() throws InterruptedException {
    while (open > 0) {
      wait();
    }
  }

  @Override
  public synchronized String toString() {
    return connected + " connections, " + open + " open, " + endings;
  }
}
