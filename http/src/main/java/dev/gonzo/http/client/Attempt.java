package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt to send a request, on one connection. It ends with the response, or by an abort. */
final class Attempt {
  /** A body that is longer has a task of its own: the server may answer before it has read it. */
  private static final int SMALL = 16 << 10;

  private static final byte[] NOTHING = {};

  private final Lease lease;
  private final ClientExchange exchange;
  private final Outgoing request;
  private @Nullable Upload upload;
  private @Nullable ReceivedHead head;
  private boolean hasEnded;

  Attempt(Lease lease, Outgoing request) {
    this.lease = lease;
    this.request = request;
    exchange = lease.connection().begin();
    if (request.isPatient()) {
      exchange.waitForBody();
    }
  }

  /** The head of the final response, after {@link #run}. */
  ReceivedHead head() {
    return Objects.requireNonNull(head);
  }

  ClientExchange exchange() {
    return exchange;
  }

  Lease lease() {
    return lease;
  }

  /**
   * Sends the request, and waits for the head of the final response. If it is cancelled or fails,
   * nothing of it is left.
   */
  @Async
  void run(Optional<Duration> expectation) throws IOException {
    try {
      IOException unsent = send(expectation);
      head = receiveHead(unsent);
    } catch (Throwable thrown) {
      abort();
      Exception cause = upload == null ? null : upload.failure();
      if (cause == null || !(thrown instanceof IOException)) {
        throw thrown;
      }
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw (IOException) cause;
    }
  }

  /** Returns why not all of it was sent. */
  private @Nullable IOException send(Optional<Duration> expectation) throws IOException {
    try {
      switch (request.body()) {
        case RequestBody.None _ -> exchange.sendWhole(request, NOTHING);
        case RequestBody.Bytes(byte[] bytes) when bytes.length <= SMALL && expectation.isEmpty() ->
            exchange.sendWhole(request, bytes);
        case RequestBody.Bytes(byte[] bytes) ->
            upload(sink -> sink.write(ByteBuffer.wrap(bytes)), expectation);
        case RequestBody.Written written -> upload(written.writer(), expectation);
      }
      return null;
    } catch (SocketTimeoutException | NoResponseException certain) {
      throw certain;
    } catch (IOException failure) {
      // A server that refuses a request may answer, and close the connection at once.
      return failure;
    }
  }

  private void upload(BodyWriter writer, Optional<Duration> expectation) throws IOException {
    exchange.sendHead(request);
    upload = Upload.start(exchange, request, writer, expectation);
  }

  private ReceivedHead receiveHead(@Nullable IOException unsent) throws IOException {
    try {
      while (true) {
        ReceivedHead head = exchange.receiveHead();
        if (!head.isInformational()) {
          stopUploadAfter(head);
          return head;
        }
        if (head.status() == 100 && upload != null) {
          upload.proceed();
        }
      }
    } catch (IOException failure) {
      if (unsent != null && unsent != failure) {
        failure.addSuppressed(unsent);
      }
      throw failure;
    }
  }

  /**
   * Ends a request that is answered before its end. A stream of HTTP/2 would be reset, and its
   * response lost: there the writer is only held up, for the server does not read, until the
   * response has ended.
   */
  private void stopUploadAfter(ReceivedHead head) {
    if (upload == null) {
      return;
    }
    boolean isRefused = head.status() >= 300 && !lease.connection().isShared();
    if (isRefused || !upload.hasBegun()) {
      upload.awaitReturn();
      upload.stop();
    }
  }

  /** Whether the body, or a part of it, may have been sent. */
  boolean hasBegunBody() {
    return upload == null || upload.hasBegun();
  }

  /** Whether the server cannot have got the request, or has not begun to answer it. */
  boolean hasReceived() {
    return exchange.hasReceived();
  }

  /** Why the response cannot be read to its end, if it is the request's body. */
  @Nullable Exception uploadFailure() {
    return upload == null ? null : upload.failure();
  }

  /** The response has ended: the connection is free, unless the request has not. */
  @Async
  void finish() {
    if (hasEnded) {
      return;
    }
    hasEnded = true;
    if (upload != null && !upload.isComplete()) {
      Gonzo.withoutCancellation(upload::awaitReturn);
      upload.stop();
    }
    if (upload == null || upload.isComplete()) {
      exchange.finish();
      lease.release();
    } else {
      exchange.abort();
      lease.discard();
    }
  }

  /** Whether what is left of the response may be read, so that the connection can be used again. */
  boolean isDrainable() {
    return !hasEnded && (upload == null || upload.isComplete()) && !lease.connection().isShared();
  }

  /** Gives the connection away: it belongs to another protocol. */
  void detach() {
    hasEnded = true;
    lease.detach();
  }

  @Async
  void abort() {
    if (hasEnded) {
      return;
    }
    hasEnded = true;
    exchange.abort();
    lease.discard();
    if (upload != null) {
      upload.stop();
    }
  }
}
