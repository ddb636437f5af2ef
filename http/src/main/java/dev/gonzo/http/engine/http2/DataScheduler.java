package dev.gonzo.http.engine.http2;

import java.nio.ByteBuffer;

/** Makes frames of what waits in the streams, one from each in turn, as windows allow. */
final class DataScheduler {
  /** How many bytes of frames are made before the caller takes some. */
  private static final int AHEAD = 65_536;

  /** The largest frame, so that one stream does not hold up others. */
  private static final int LARGEST = 16_384;

  private final Connection connection;

  DataScheduler(Connection connection) {
    this.connection = connection;
  }

  /** Makes frames, until there are enough or no stream can send. */
  void fill() {
    int made = 0;
    int blocked = 0;
    while (made < AHEAD && blocked < connection.ready.size()) {
      Stream stream = connection.ready.removeFirst();
      if (!stream.canSend()) {
        stream.isReady = false;
        continue;
      }
      boolean hasHeads = !stream.heads.isEmpty();
      if (!hasHeads && stream.queuedBytes > 0 && connection.sendWindow <= 0) {
        connection.ready.addLast(stream);
        blocked++;
        continue;
      }
      if (hasHeads) {
        made += heads(stream);
      }
      // A small body leaves together with its head.
      if (stream.canSend() && (stream.queuedBytes == 0 || connection.sendWindow > 0)) {
        made += frame(stream);
      }
      stream.endWritten = connection.output.written();
      stream.isReady = false;
      connection.makeReady(stream);
      connection.closeIfEnded(stream);
    }
  }

  private int heads(Stream stream) {
    int made = 0;
    while (!stream.heads.isEmpty()) {
      ByteBuffer block = connection.encoder.encode(stream.heads.removeFirst());
      made += block.remaining() + FrameType.HEADER_BYTES;
      boolean isEnd =
          stream.heads.isEmpty()
              && stream.isEndQueued
              && stream.queuedBytes == 0
              && stream.trailers == null;
      if (isEnd) {
        stream.isEndQueued = false;
      }
      connection.output.headers(stream.id, block, isEnd, connection.peer.maxFrameSize());
    }
    return made;
  }

  private int frame(Stream stream) {
    int frameSize = Math.min(LARGEST, connection.peer.maxFrameSize());
    if (stream.queuedBytes == 0 && stream.trailers != null) {
      ByteBuffer block = connection.encoder.encode(stream.trailers);
      int length = block.remaining();
      stream.isEndQueued = false;
      connection.output.headers(stream.id, block, true, frameSize);
      return length + FrameType.HEADER_BYTES;
    }
    long most = Math.min(frameSize, Math.min(stream.sendWindow, connection.sendWindow));
    int length = (int) Math.max(0, Math.min(most, stream.queuedBytes));
    boolean isLast = length == stream.queuedBytes && stream.isEndQueued && stream.trailers == null;
    connection.output.frame(length, FrameType.DATA, isLast ? FrameType.END_STREAM : 0, stream.id);
    write(stream, length);
    stream.queuedBytes -= length;
    stream.framedBytes += length;
    stream.sendWindow -= length;
    connection.sendWindow -= length;
    connection.budget.dataSent();
    if (stream.queuedBytes == 0) {
      stream.emptied++;
    }
    if (isLast) {
      stream.isEndQueued = false;
    }
    return length + FrameType.HEADER_BYTES;
  }

  private void write(Stream stream, int length) {
    int rest = length;
    while (rest > 0) {
      ByteBuffer first = stream.queue.getFirst();
      int part = Math.min(rest, first.remaining());
      connection.output.body(first.slice(first.position(), part));
      first.position(first.position() + part);
      rest -= part;
      if (!first.hasRemaining()) {
        stream.queue.removeFirst();
      }
    }
  }
}
