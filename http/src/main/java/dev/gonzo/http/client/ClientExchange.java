package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.BodySink;
import java.io.IOException;
import java.util.OptionalLong;

/** A request and its response on a connection, in any version of HTTP. */
interface ClientExchange {
  /** Sets no limit to the time of the response's body. */
  void waitForBody();

  /** Sends a request with a body that is in memory. */
  @Async
  void sendWhole(Outgoing request, byte[] body) throws IOException;

  /** Sends the head of a request whose body is written to the sink. */
  @Async
  void sendHead(Outgoing request) throws IOException;

  /** Where the body goes, after {@link #sendHead}. */
  BodySink sink();

  /** Whether writing to the sink has failed because of the connection. */
  boolean hasSinkFailed();

  /** Whether all of the request was sent, though the code that wrote it may not have returned. */
  boolean isSent();

  /** Has an effect on waits: from now on the server is expected to answer. */
  void uploadEnded();

  /** Waits for the next head, which may be informational. */
  @Async
  ReceivedHead receiveHead() throws IOException;

  /** Whether a byte of the response has come. */
  boolean hasReceived();

  /** Whether the end of the response is there, so that {@link #read} returns it at once. */
  boolean isAtEnd();

  /** The announced length of the response's body. */
  OptionalLong length();

  /** Reads bytes of the response's body. -1 after the last one; then the response has ended. */
  @Async
  int read(byte[] buffer, int offset, int length) throws IOException;

  /** What followed the response's body, after its end. */
  Headers trailers();

  /** Ends an exchange whose request and response have ended. */
  void finish();

  /** Ends an exchange whose request or response has not ended. Never fails. */
  @Async
  void abort();
}
