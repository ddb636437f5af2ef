package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.http.engine.http1.Http1Client;
import dev.gonzo.http.engine.http1.Http1Limits;
import dev.gonzo.stream.ByteStream;
import java.io.IOException;

/** A connection of HTTP/1.1: one request at a time. */
final class Http1ClientConnection implements ClientConnection {
  final ByteStream stream;
  final Http1Client engine;
  final Http1Transfer transfer;
  private boolean isClosed;

  Http1ClientConnection(ByteStream stream, Http1Limits limits) {
    this.stream = stream;
    engine = new Http1Client(limits);
    transfer = new Http1Transfer(stream, engine);
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public boolean isUsable() {
    return !isClosed && engine.isReusable();
  }

  boolean isClosed() {
    return isClosed;
  }

  @Override
  public ClientExchange begin() {
    return new Http1Exchange(this);
  }

  @Async
  @Override
  public void awaitEnd() throws IOException {
    transfer.release();
    transfer.awaitEnd();
  }

  @Async
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    Gonzo.withoutCancellation(() -> {
      try {
        stream.close();
      } catch (IOException gone) {
        // It is closed nevertheless.
      }
    });
  }

  @Override
  public String toString() {
    return stream + ", " + engine;
  }
}
