package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.linux.BufferRing;
import dev.gonzo.kernel.driver.linux.Epoll;
import dev.gonzo.kernel.driver.linux.LinuxSocket;
import dev.gonzo.kernel.driver.ready.Direction;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket of the uring driver, and its requests: for bytes if it is a connection, and for
 * readiness otherwise. Kernel thread only.
 */
final class UringSocket extends LinuxSocket {
  private final UringDriver owner;
  private final Requests requests;

  // Each is created when it is first needed, since most connections can always send.
  private @Nullable Readiness toTake;
  private @Nullable Readiness toGive;
  private @Nullable Receiving receiving;
  private @Nullable Sending sending;
  // The failure of a send that its task could not be told of; 0 if there is none.
  private int sendFailure;

  UringSocket(
      UringDriver driver,
      Requests requests,
      int descriptor,
      boolean listens,
      @Nullable SocketAddress peer) {
    super(driver, descriptor, listens, peer);
    owner = driver;
    this.requests = requests;
  }

  /** Each wait begins with a check of the present state, so no event is missed. */
  @Override
  protected void expect(Direction direction) {
    Request request = direction == input ? input() : output();
    if (request != null && !request.isUnderWay()) {
      requests.begin(request);
    }
  }

  @Override
  protected void tookLessThanRoom() {
    input.drained();
  }

  private Request input() {
    BufferRing buffers = owner.buffers;
    if (buffers != null && isConnection()) {
      if (receiving == null) {
        receiving = new Receiving(this, buffers);
      }
      return receiving;
    }
    if (toTake == null) {
      int events = Epoll.EPOLLIN | Epoll.EPOLLRDHUP;
      toTake = new Readiness(descriptor, events, input, !isForDatagrams());
    }
    return toTake;
  }

  /** Null if the end of a send is waited for, which was requested already. */
  private @Nullable Request output() {
    if (sending != null && sending.isBusy()) {
      return null;
    }
    if (toGive == null) {
      toGive = new Readiness(descriptor, Epoll.EPOLLOUT, output, !isForDatagrams());
    }
    return toGive;
  }

  // ---------------------------------------------------------------- bytes

  @Override
  protected int receive(byte[] bytes, int offset, int length) {
    return receiving == null
        ? receiveNow(bytes, offset, length)
        : receiving.take(bytes, offset, length);
  }

  @Override
  protected int receive(ByteBuffer buffer) {
    return receiving == null ? receiveNow(buffer) : receiving.take(buffer);
  }

  /** Takes bytes of the system. */
  int receiveNow(byte[] bytes, int offset, int length) {
    return super.receive(bytes, offset, length);
  }

  /** Takes bytes of the system, without moving the position of the buffer. */
  int receiveNow(ByteBuffer buffer) {
    return super.receive(buffer);
  }

  /**
   * Copies bytes, to send them with the next entry of the ring.
   *
   * @param isEntrySoon whether the ring is entered soon
   * @return how many; 0 if they should be sent by a plain call
   */
  int send(byte[] bytes, int offset, int length, boolean isEntrySoon) {
    if (!isConnection() || isOutputShut() || sendFailure != 0) {
      return 0;
    }
    if (sending != null && sending.isBusy()) {
      return sending.isQueued() ? sending.copy(bytes, offset, length) : 0;
    }
    if (!isEntrySoon || !output.isReady()) {
      return 0;
    }
    if (sending == null) {
      sending = new Sending(this, owner.sends);
    }
    int count = sending.copy(bytes, offset, length);
    if (count > 0) {
      output.drained(); // whatever else is to be sent comes after it
    }
    return count;
  }

  /** Whether bytes are queued or submitted that are not sent yet. */
  boolean isSending() {
    return sending != null && sending.isBusy();
  }

  /**
   * Records that bytes could not be sent after the sender has gone on. The stream must not go on
   * with a hole: nothing can be sent any more, and what can be received ends with the failure.
   *
   * @param result the negated error number; or how many bytes were sent, if the reason is not known
   */
  void sendFailed(int result) {
    sendFailure = result < 0 ? result : -ErrorNumber.ECONNRESET;
    lost(sendFailure);
    owner.shutDownBoth(this);
  }

  /** The failure of an earlier send, which the next one reports; 0 if there is none. */
  int takeSendFailure() {
    int failure = sendFailure;
    sendFailure = 0;
    return failure;
  }

  /** Shuts the output down when the bytes under way are sent. */
  void shutDownAfterwards() {
    if (sending != null) {
      sending.shutDownAfterwards();
    }
  }

  /** Shuts the output down; if the peer has gone, the next receive reports it. */
  void shutDownNow() {
    owner.shutDown(this);
  }

  // ---------------------------------------------------------------- the end

  /**
   * Cancels all its requests, except for a send, which Linux completes after the descriptor is
   * closed. Returns true if Linux must see a request or a cancellation before that.
   */
  boolean endRequests() {
    if (receiving != null) {
      receiving.discard();
    }
    boolean polled = cancel(toTake);
    boolean took = cancel(receiving);
    boolean gave = cancel(toGive);
    return polled || took || gave || isSending();
  }

  /** Lets Linux complete a send that is under way, unless the close is to discard its bytes. */
  void leaveSend(boolean discards) {
    if (sending != null && sending.isBusy()) {
      if (discards) {
        boolean _ = cancel(sending);
      } else {
        owner.sends.leave(sending);
      }
    }
  }

  private boolean cancel(@Nullable Request request) {
    if (request == null || !request.isUnderWay()) {
      return false;
    }
    requests.cancel(request);
    return true;
  }
}
