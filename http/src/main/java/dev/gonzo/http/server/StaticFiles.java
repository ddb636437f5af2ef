package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.http.engine.Headers;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the files of a directory tree, to GET and HEAD.
 *
 * <pre>{@code
 * Router.of().mount("/static", StaticFiles.below(Path.of("www")).withCacheControl("max-age=3600"))
 * }</pre>
 *
 * <p>A path that leads out of the tree, also through a symbolic link, is not found, and so are
 * names that begin with a dot and anything but regular files. Conditional requests and single
 * ranges of bytes are understood (RFC 9110, sections 13 and 14); to several ranges the whole file
 * is the answer. For a directory that is its file {@code index.html}.
 *
 * <p>Immutable, and for any number of kernels.
 */
public final class StaticFiles implements ExchangeHandler {
  private final Path root;
  private final String index;
  private final boolean hasPages;
  private final boolean hasDotFiles;
  private final boolean isPrecompressed;
  private final @Nullable String cacheControl;

  private StaticFiles(
      Path root,
      String index,
      boolean hasPages,
      boolean hasDotFiles,
      boolean isPrecompressed,
      @Nullable String cacheControl) {
    this.root = root;
    this.index = index;
    this.hasPages = hasPages;
    this.hasDotFiles = hasDotFiles;
    this.isPrecompressed = isPrecompressed;
    this.cacheControl = cacheControl;
  }

  /**
   * Returns a handler for the files below a directory. Never suspends.
   *
   * @param root the directory
   * @return the handler
   */
  public static StaticFiles below(Path root) {
    return new StaticFiles(root.toAbsolutePath(), "index.html", false, false, false, null);
  }

  /**
   * {@return a copy with another file for directories}
   *
   * @param name its name
   */
  public StaticFiles withIndex(String name) {
    return new StaticFiles(root, name, hasPages, hasDotFiles, isPrecompressed, cacheControl);
  }

  /** {@return a copy that answers with a list of its entries for a directory without an index} */
  public StaticFiles withListings() {
    return new StaticFiles(root, index, true, hasDotFiles, isPrecompressed, cacheControl);
  }

  /** {@return a copy that does not hide names that begin with a dot} */
  public StaticFiles withDotFiles() {
    return new StaticFiles(root, index, hasPages, true, isPrecompressed, cacheControl);
  }

  /**
   * {@return a copy that answers with {@code name.gz}, if the client accepts gzip, in place of
   * {@code name}} That file must not be older.
   */
  public StaticFiles withCompressedFiles() {
    return new StaticFiles(root, index, hasPages, hasDotFiles, true, cacheControl);
  }

  /**
   * {@return a copy with the field {@code cache-control} in its responses}
   *
   * @param value such as {@code max-age=3600}
   * @throws IllegalArgumentException if the value is not valid
   */
  public StaticFiles withCacheControl(String value) {
    Headers valid = Headers.of("cache-control", value);
    return new StaticFiles(
        root, index, hasPages, hasDotFiles, isPrecompressed, valid.first("cache-control").get());
  }

  /**
   * Answers with a file.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the response is cut short.
   *
   * @throws StatusException 400 if the path is wrong, 404 if there is no such file, 405 for another
   *     method than GET and HEAD, 412 if a condition of the request does not hold, 416 if no byte
   *     of the range is there
   * @throws IOException if the file cannot be read, or the connection has failed
   */
  @Async
  @Override
  public void handle(Exchange exchange) throws IOException, StatusException {
    String method = exchange.method();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      answerOther(exchange, method);
      return;
    }
    String below = exchange.pathBelow();
    if (!below.isEmpty() && !below.startsWith("/")) {
      throw notFound();
    }
    List<String> segments = below.isEmpty() ? List.of() : PathSegments.decoded(below);
    boolean isDirectory = !segments.isEmpty() && segments.getLast().isEmpty();
    if (isDirectory) {
      segments = segments.subList(0, segments.size() - 1);
    }
    Path relative = relative(segments);
    BasicFileAttributes attributes = attributes(relative);
    if (attributes.isDirectory()) {
      answerDirectory(exchange, relative, isDirectory);
    } else if (attributes.isRegularFile() && !isDirectory) {
      answerFile(exchange, relative, attributes);
    } else {
      throw notFound();
    }
  }

  private static StatusException notFound() {
    return new StatusException(404, "there is no such file");
  }

  private static void answerOther(Exchange exchange, String method)
      throws IOException, StatusException {
    Headers allow = Headers.of("allow", "GET, HEAD, OPTIONS");
    if (!method.equals("OPTIONS")) {
      throw new StatusException(405, "files can only be read", allow);
    }
    exchange.header("allow", "GET, HEAD, OPTIONS");
    var _ = exchange.respond(204, OptionalLong.empty());
  }

  private Path relative(List<String> segments) throws StatusException {
    for (String segment : segments) {
      boolean isOther =
          segment.isEmpty()
              || segment.indexOf('/') >= 0
              || segment.indexOf('\\') >= 0
              || (segment.startsWith(".") && !hasDotFiles);
      if (isOther) {
        throw notFound();
      }
    }
    Path relative;
    try {
      relative = root.getFileSystem().getPath(String.join("/", segments));
    } catch (InvalidPathException notOfThisSystem) {
      throw notFound();
    }
    if (relative.getRoot() != null) {
      throw notFound(); // the letter of a drive
    }
    return relative;
  }

  private BasicFileAttributes attributes(Path relative) throws IOException, StatusException {
    try {
      return AsyncFiles.readAttributes(root.resolve(relative), BasicFileAttributes.class);
    } catch (FileSystemException notThere) {
      throw notFound();
    }
  }

  private void answerFile(Exchange exchange, Path relative, BasicFileAttributes attributes)
      throws IOException, StatusException {
    FileResponse.send(exchange, root, relative, attributes, isPrecompressed, cacheControl);
  }

  private void answerDirectory(Exchange exchange, Path relative, boolean hasSlash)
      throws IOException, StatusException {
    if (!hasSlash) {
      redirect(exchange);
      return;
    }
    Path indexed = relative.resolve(index);
    BasicFileAttributes found;
    try {
      found = attributes(indexed);
    } catch (StatusException noIndex) {
      if (!hasPages) {
        throw noIndex;
      }
      answerPage(exchange, relative);
      return;
    }
    if (!found.isRegularFile()) {
      throw notFound();
    }
    answerFile(exchange, indexed, found);
  }

  private static void redirect(Exchange exchange) throws IOException, StatusException {
    String target = exchange.target();
    String path = PathSegments.pathOf(target);
    List<String> segments = PathSegments.decoded(path);
    if (segments.getFirst().isEmpty()) {
      throw notFound(); // two slashes at the beginning are another host to a browser
    }
    exchange.header(
        "location", PathSegments.encoded(segments) + "/" + target.substring(path.length()));
    exchange.send(308, new byte[0]);
  }

  private void answerPage(Exchange exchange, Path relative) throws IOException, StatusException {
    boolean isRoot = relative.toString().isEmpty();
    Path directory = root;
    for (Path name : isRoot ? List.<Path>of() : relative) {
      directory = directory.resolve(name);
      // A link may lead out of the tree; where its page would be is not worth a guess.
      boolean isLink =
          AsyncFiles.readAttributes(directory, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .isSymbolicLink();
      if (isLink) {
        throw notFound();
      }
    }
    String page = DirectoryPage.of(directory, exchange.path(), !isRoot, hasDotFiles);
    exchange.header("content-type", "text/html; charset=utf-8");
    exchange.header("content-security-policy", "default-src 'none'");
    exchange.header("x-content-type-options", "nosniff");
    exchange.header("cache-control", "no-cache");
    exchange.send(page);
  }
}
