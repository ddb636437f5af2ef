package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Engine;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.Wait;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A server that takes all bytes and finds nothing wrong. No case of a suite may pass with it. */
final class AcceptEverything implements Engine<Received, Sent> {
  private ByteBuffer output = ByteBuffer.wrap(Frame.settings());

  @Override
  public List<Received> receive(ByteBuffer bytes) {
    bytes.position(bytes.limit());
    return List.of();
  }

  @Override
  public List<Received> receiveEnd() {
    return List.of(new Received.End(1, Headers.none()));
  }

  @Override
  public void send(Sent event) {
    output = ByteBuffer.wrap(Frame.settings());
  }

  @Override
  public ByteBuffer bytesToSend() {
    return output;
  }

  @Override
  public Optional<Wait> nextDeadline() {
    return Optional.empty();
  }

  @Override
  public List<Received> expire(Wait wait) {
    return List.of();
  }

  @Override
  public boolean isClosed() {
    return false;
  }
}
