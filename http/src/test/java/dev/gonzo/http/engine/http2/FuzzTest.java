package dev.gonzo.http.engine.http2;

import static dev.gonzo.http.engine.http2.Frame.ascii;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Frames of a seed, most of them wrong: the engine throws nothing, sends whole frames, and finds
 * the same however the bytes are split; and what ends a connection to Netty's server ends ours.
 */
class FuzzTest {
  private static byte[] frame(Random random) {
    int stream = 1 + 2 * random.nextInt(4);
    boolean isOdd = random.nextInt(20) != 0;
    int id = isOdd ? stream : random.nextInt(4);
    int flags = random.nextInt(3) == 0 ? random.nextInt(256) : Frame.END_HEADERS;
    int type = random.nextInt(6) == 0 ? random.nextInt(12) : random.nextInt(2);
    byte[] payload =
        switch (type) {
          case Frame.HEADERS, Frame.CONTINUATION ->
              Frame.concatenated(
                  (flags & Frame.PADDED) != 0 ? new byte[1] : new byte[0],
                  (flags & Frame.PRIORITIZED) != 0 ? new byte[5] : new byte[0],
                  Peer.request("POST", "x-" + random.nextInt(3), "y".repeat(random.nextInt(50))));
          case Frame.DATA -> new byte[random.nextInt(random.nextBoolean() ? 100 : 17_000)];
          case Frame.SETTINGS -> Frame.ints(random.nextInt(8) << 16, random.nextInt(40_000) << 16);
          case Frame.PRIORITY -> new byte[5];
          case Frame.PING, Frame.GOAWAY -> new byte[8];
          default -> Frame.ints(random.nextInt(100_000));
        };
    byte[] exact =
        type == Frame.SETTINGS
            ? java.util.Arrays.copyOf(payload, random.nextBoolean() ? 6 : 0)
            : payload;
    boolean isOfConnection = type == Frame.SETTINGS || type == Frame.PING || type == Frame.GOAWAY;
    byte[] frame = Frame.of(type, flags, isOfConnection ? 0 : id, exact);
    if (random.nextInt(12) == 0) {
      frame[random.nextInt(Math.min(frame.length, 40))] ^= (byte) (1 << random.nextInt(8));
    }
    return frame;
  }

  private static List<byte[]> frames(long seed) {
    var random = new Random(seed);
    var frames = new ArrayList<byte[]>();
    for (int i = 2 + random.nextInt(12); i > 0; i--) {
      frames.add(frame(random));
    }
    return frames;
  }

  private static Peer run(List<byte[]> frames, Feeding feeding) {
    var peer = new Peer(Http2Engine.server(Http2Limits.DEFAULTS), feeding);
    peer.open();
    frames.forEach(peer::send);
    return peer;
  }

  private static void sameForAll(long from, long to) {
    for (long seed = from; seed < to; seed++) {
      List<byte[]> frames = frames(seed);
      Peer whole = run(frames, Feeding.WHOLE);
      for (Feeding feeding : List.of(Feeding.BYTE_BY_BYTE, Feeding.SPLIT)) {
        assertThat(run(frames, feeding).log()).as("seed %d", seed).isEqualTo(whole.log());
      }
      boolean isOver = whole.events.stream().anyMatch(each -> each instanceof Received.Violation);
      assertThat(whole.engine.isClosed()).isEqualTo(isOver);
      assertThat(whole.frames(Frame.GOAWAY)).hasSize(isOver ? 1 : 0);
    }
  }

  /** {@return the error with which Netty ends the connection; -1 if it goes on} */
  private static int theirs(List<byte[]> frames) {
    var channel =
        new EmbeddedChannel(
            Http2FrameCodecBuilder.forServer().build(),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                ReferenceCountUtil.release(message);
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
                // An error of a stream, which is answered by the codec.
              }
            });
    channel.writeInbound(
        Unpooled.wrappedBuffer(
            ascii(Peer.MAGIC), Frame.settings(), Frame.of(Frame.SETTINGS, Frame.ACK, 0)));
    for (byte[] frame : frames) {
      if (channel.isOpen()) {
        channel.writeInbound(Unpooled.wrappedBuffer(frame));
      }
    }
    var out = new ByteArrayOutputStream();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      byte[] bytes = new byte[part.readableBytes()];
      part.readBytes(bytes);
      part.release();
      out.writeBytes(bytes);
    }
    int error = -1;
    for (Frame frame : Frame.parse(out.toByteArray())) {
      error = frame.type() == Frame.GOAWAY ? frame.int32(4) : error;
    }
    channel.finishAndReleaseAll();
    return error;
  }

  /** An error of RFC 7540, whose priorities RFC 9113 has removed. */
  private static boolean dependsOnItself(byte[] frame) {
    int type = frame[3];
    int flags = frame[4];
    boolean hasPriority =
        type == Frame.PRIORITY || (type == Frame.HEADERS && (flags & Frame.PRIORITIZED) != 0);
    int at = type == Frame.HEADERS && (flags & Frame.PADDED) != 0 ? 10 : 9;
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    // Its length is at times wrong.
    return hasPriority
        && frame.length >= at + 4
        && (bytes.getInt(at) & Integer.MAX_VALUE) == (bytes.getInt(5) & Integer.MAX_VALUE);
  }

  private static void asStrictAsNetty(long from, long to) {
    int refused = 0;
    for (long seed = from; seed < to; seed++) {
      List<byte[]> frames = frames(seed);
      int theirs = theirs(frames);
      if (theirs > 0 && frames.stream().noneMatch(FuzzTest::dependsOnItself)) {
        refused++;
        Peer ours = run(frames, Feeding.WHOLE);
        boolean isRefused =
            ours.events.stream()
                .anyMatch(each ->
                    each instanceof Received.Violation || each instanceof Received.StreamViolation);
        assertThat(isRefused)
            .as("seed %d, Netty: %s, ours: %s", seed, ErrorCode.of(theirs), ours.log())
            .isTrue();
      }
    }
    assertThat(refused).isBetween((int) (to - from) / 10, (int) (to - from) * 19 / 20);
  }

  @Test
  void any_frames_mean_the_same_however_they_are_split() {
    sameForAll(0, 150);
  }

  @Test
  void what_netty_refuses_is_refused() {
    asStrictAsNetty(0, 500);
  }

  @Test
  @Tag("long")
  void both_hold_for_many_seeds() {
    sameForAll(150, 5_000);
    asStrictAsNetty(500, 30_000);
  }
}
