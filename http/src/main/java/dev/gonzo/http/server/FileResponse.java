package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.BodySink;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Answers a request with a regular file. */
final class FileResponse {
  private final Exchange exchange;
  private final AsyncFile file;
  private final BasicFileAttributes attributes;

  private FileResponse(Exchange exchange, AsyncFile file, BasicFileAttributes attributes) {
    this.exchange = exchange;
    this.file = file;
    this.attributes = attributes;
  }

  /**
   * Answers.
   *
   * @param attributes those of the file, read before it is opened. If it is replaced in between,
   *     the response has the old validators, which the next request corrects; the other way round
   *     they would confirm the old content for ever
   */
  @Async
  static void send(
      Exchange exchange,
      Path root,
      Path relative,
      BasicFileAttributes attributes,
      boolean isPrecompressed,
      @Nullable String cacheControl)
      throws IOException, StatusException {
    exchange.header("content-type", ContentTypes.of(String.valueOf(relative.getFileName())));
    exchange.header("x-content-type-options", "nosniff");
    if (cacheControl != null) {
      exchange.header("cache-control", cacheControl);
    }
    if (isPrecompressed) {
      exchange.header("vary", "accept-encoding");
      if (AcceptedEncodings.preferGzip(exchange.headers())
          && sendCompressed(exchange, root, relative, attributes)) {
        return;
      }
    }
    try (AsyncFile file = open(root, relative)) {
      new FileResponse(exchange, file, attributes).send();
    }
  }

  private static boolean sendCompressed(
      Exchange exchange, Path root, Path original, BasicFileAttributes attributes)
      throws IOException, StatusException {
    Path compressed = original.resolveSibling(original.getFileName() + ".gz");
    BasicFileAttributes found;
    try {
      found = AsyncFiles.readAttributes(root.resolve(compressed), BasicFileAttributes.class);
    } catch (IOException absent) {
      return false;
    }
    if (!found.isRegularFile()
        || found.lastModifiedTime().compareTo(attributes.lastModifiedTime()) < 0) {
      return false;
    }
    AsyncFile opened;
    try {
      opened = AsyncFile.openBeneath(root, compressed);
    } catch (NoSuchFileException | AccessDeniedException hidden) {
      return false;
    }
    try (opened) {
      exchange.header("content-encoding", "gzip");
      new FileResponse(exchange, opened, found).send();
    }
    return true;
  }

  private static AsyncFile open(Path root, Path relative) throws IOException, StatusException {
    try {
      return AsyncFile.openBeneath(root, relative);
    } catch (NoSuchFileException | AccessDeniedException hidden) {
      throw new StatusException(404, "there is no such file");
    }
  }

  private void send() throws IOException, StatusException {
    long size = file.size();
    Validators validators =
        Validators.ofFile(attributes.lastModifiedTime().toInstant(), attributes.size());
    Headers request = exchange.headers();
    exchange.header("etag", validators.entityTag());
    exchange.header("last-modified", HttpDate.format(validators.modified()));
    exchange.header("accept-ranges", "bytes");
    switch (validators.evaluate(request)) {
      case FAILED -> throw new StatusException(412, "the file is another version");
      case NOT_MODIFIED -> {
        var _ = exchange.respond(304, OptionalLong.empty());
      }
      case PROCEED -> {
        Optional<ByteRange> range =
            exchange.method().equals("GET") && validators.permitRange(request)
                ? request.first("range").flatMap(field -> ByteRange.parse(field, size))
                : Optional.empty();
        if (range.isPresent()) {
          sendRange(range.get(), size);
        } else {
          transfer(200, 0, size);
        }
      }
    }
  }

  private void sendRange(ByteRange range, long size) throws IOException, StatusException {
    if (range.count() == 0) {
      throw new StatusException(
          416,
          "the file has no such bytes",
          Headers.of("content-range", range.describe(size), "accept-ranges", "bytes"));
    }
    exchange.header("content-range", range.describe(size));
    transfer(206, range.first(), range.count());
  }

  private void transfer(int status, long first, long count) throws IOException {
    BodySink body = exchange.respond(status, OptionalLong.of(count));
    if (!exchange.method().equals("HEAD")) {
      body.writeFile(file, first, count);
    }
    body.end();
  }
}
